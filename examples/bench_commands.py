#!/usr/bin/env python3
"""Times whole commands, ours and others', on the table that examples/generate_table.rs writes.

    python3 examples/bench_commands.py PROGRAM FOLDER [RUNS]

PROGRAM is the release build of ninefold; FOLDER holds big.csv, big.csv.gz and big.parquet. Prints Markdown: median wall
time and highest resident memory of RUNS runs (5 unless said otherwise) after one that is not counted, so that files lie
in the page cache. Runs of ours and of the others take turns. Whatever is not installed is left out: DuckDB and Polars
for Python (`pip install duckdb polars`), VisiData (`pip install visidata`), csvlens, qsv and xsv (`cargo install`).
"""
import os, pty, select, shutil, statistics, struct, subprocess, sys, tempfile, time, fcntl, termios, signal


def run(command):
    """Wall seconds and peak memory (MB) of one command."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        return None
    return took, usage.ru_maxrss / 1024


def first_screen(command, shows):
    """Seconds from the start until `shows` was written to a terminal of 140 x 42, and memory (MB) then."""
    begun = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", XDG_STATE_HOME=tempfile.gettempdir(), XDG_CONFIG_HOME=os.path.join(tempfile.gettempdir(), "none"))
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 42, 140, 0, 0))
    written, found = b"", None
    while found is None and time.monotonic() - begun < 120:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            fresh = os.read(terminal, 65536)
        except OSError:
            break
        if b"\x1b[6n" in fresh:
            os.write(terminal, b"\x1b[1;1R")
        written += fresh
        if shows.encode() in written:
            memory = 0.0
            with open(f"/proc/{pid}/status") as status:
                memory = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
            found = time.monotonic() - begun, memory
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
    return found


def table(title, rows, measure, runs):
    """One row per name; the runs of all take turns."""
    rows = [(name, command) for name, command in rows if command and shutil.which(command[0])]
    times = {name: [] for name, _ in rows}
    for turn in range(runs + 1):
        for name, command in rows:
            if times[name] is None:
                continue
            result = measure(command)
            if result is None:
                times[name] = None
            elif turn > 0:
                times[name].append(result)
    print(f"\n| {title} | median | least to most | most memory |\n|---|---|---|---|")
    for name, _ in rows:
        if not times[name]:
            print(f"| {name} | failed | | |")
            continue
        seconds = sorted(wall for wall, _ in times[name])
        memory = max(memory for _, memory in times[name])
        print(f"| {name} | {statistics.median(seconds):.3f} s | {seconds[0]:.3f} to {seconds[-1]:.3f} s | {memory:.0f} MB |")
    sys.stdout.flush()


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    ours, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    csv, packed, parquet = (os.path.join(folder, name) for name in ("big.csv", "big.csv.gz", "big.parquet"))

    def python(module, code):
        there = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0
        return [sys.executable, "-c", f"import {module}; {code}"] if there else None

    table("rows of the CSV counted", [
        ("`wc -l` (lines, not rows)", ["wc", "-l", csv]),
        ("`ninefold count`", [ours, "count", csv]),
        ("DuckDB `count(*)`", python("duckdb", f"print(duckdb.sql(\"select count(*) from read_csv('{csv}', quote='\\\"')\").fetchall())")),
        ("Polars `scan_csv().select(len())`", python("polars", f"print(polars.scan_csv('{csv}').select(polars.len()).collect())")),
        ("`qsv count`", ["qsv", "count", csv]),
        ("`xsv count`", ["xsv", "count", csv]),
    ], run, runs)
    table("first five rows of the CSV", [
        ("`ninefold head -n 5`", [ours, "head", "-n", "5", csv]),
        ("DuckDB `limit 5`", python("duckdb", f"print(duckdb.sql(\"from read_csv('{csv}', quote='\\\"') limit 5\").fetchall())")),
        ("Polars `scan_csv().head(5)`", python("polars", f"print(polars.scan_csv('{csv}').head(5).collect())")),
        ("`xsv slice -l 5`", ["xsv", "slice", "-l", "5", csv]),
    ], run, runs)
    condition = "amount > 400 AND plan = 'pro'"
    table(f"rows of the CSV where {condition}", [
        ("`ninefold count --where`", [ours, "count", csv, "--where", condition]),
        ("DuckDB", python("duckdb", f"print(duckdb.sql(\"select count(*) from read_csv('{csv}', quote='\\\"') where {condition}\").fetchall())")),
        ("Polars", python("polars", f"print(polars.scan_csv('{csv}').filter((polars.col('amount') > 400) & (polars.col('plan') == 'pro')).select(polars.len()).collect())")),
    ], run, runs)
    table(f"rows of the Parquet file where {condition}", [
        ("`ninefold count --where`", [ours, "count", parquet, "--where", condition]),
        ("DuckDB", python("duckdb", f"print(duckdb.sql(\"select count(*) from '{parquet}' where {condition}\").fetchall())")),
        ("Polars", python("polars", f"print(polars.scan_parquet('{parquet}').filter((polars.col('amount') > 400) & (polars.col('plan') == 'pro')).select(polars.len()).collect())")),
    ], run, runs)
    viewers = [("ninefold", [ours]), ("csvlens", ["csvlens"]), ("VisiData", ["vd"])]
    for path in (csv, packed, parquet):
        able = [(name, command + [path]) for name, command in viewers if path == csv or name != "csvlens"]
        # The first id of the table; every viewer shows it in the first row.
        table(f"first rows of {os.path.basename(path)} on the screen", able, lambda command: first_screen(command, "1000000"), runs)


main()
