"""The same features by ninefold, by the Python module, and by DuckDB: equal on every row, or it says where not.

Run: python tests/interop/compare.py MAKE_SPEC DATA FEATURES.tsv TARGET POSITIVE OUT
with MAKE_SPEC the built example `make_spec` of `ninefold-features`. Needs duckdb, numpy, jsonschema, scikit-learn.
Floats to 1e-12 relative, everything else exactly.
"""

import csv
import importlib.util
import json
import math
import pathlib
import subprocess
import sys
import time

import duckdb
import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]


def close(a, b):
    if a is None or b is None:
        return a is None and b is None
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b or abs(a - b) <= 1e-12 * max(abs(a), abs(b))


def parsed(text, quoted_empty, kind):
    """A cell of our CSV: nothing is missing."""
    if text == "" and (kind != "text" or not quoted_empty):
        return None
    if kind == "float":
        return float(text)
    if kind == "integer":
        return int(text)
    if kind == "boolean":
        return text == "true"
    return text


def compare(name, wanted, found, outputs):
    worst, wrong = 0.0, []
    for number, (a, b) in enumerate(zip(wanted, found), 1):
        for (output, kind), x, y in zip(outputs, a, b):
            if kind == "float" and x is not None and y is not None:
                y = float(y)
                if x and math.isfinite(x) and math.isfinite(y):
                    worst = max(worst, abs(x - y) / abs(x))
            same = close(x, y) if kind == "float" else x == y
            if not same:
                wrong.append((number, output, x, y))
    print(f"{name}: {len(wanted):,} rows x {len(outputs)} outputs, {len(wrong)} differ, worst relative difference {worst:.2e}")
    for one in wrong[:5]:
        print("  row {}, {}: {!r} and {!r}".format(*one))
    return not wrong and len(wanted) == len(found)


def main():
    make, data, features, target, positive, out = sys.argv[1:]
    subprocess.run([make, data, features, target, positive, out], check=True)
    out = pathlib.Path(out)
    print((out / "times.txt").read_text().strip().replace("\n", "; "))
    spec = json.loads((out / "spec.json").read_text())
    schema = json.loads((ROOT / "assets" / "feature_spec.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(spec)
    print("spec.json: valid by jsonschema")
    loaded = importlib.util.spec_from_file_location("features", out / "features.py")
    module = importlib.util.module_from_spec(loaded)
    loaded.loader.exec_module(module)
    print("features.py:", module.prove(), "golden rows hold")
    outputs = list(module.OUTPUTS)
    with open(out / "features.csv", newline="", encoding="utf-8") as file:
        header = next(csv.reader([file.readline()]))
        assert header == [name for name, _ in outputs], "names differ"
        wanted = [[parsed(cell, True, kind) for cell, (_, kind) in zip(row, outputs)] for row in csv.reader(file)]
    connection = duckdb.connect()
    names = None
    first = open(data, encoding="utf-8").readline()
    has_header = not data.endswith((".data", ".test"))
    if not has_header:
        names = [f"column_{at}" for at in range(1, first.count(",") + 2)]
    options = f", header={has_header}" + (f", names={names}" if names else "")
    text = f"read_csv('{data}'{options}, all_varchar=true, strict_mode=false, parallel=false)"
    # The types of the contract instead of DuckDB's guesses (it takes yes and no for booleans); an empty text is a text.
    types = {"boolean": "BOOLEAN", "integer": "BIGINT", "float": "DOUBLE", "date": "DATE", "datetime": "TIMESTAMP", "time": "TIME"}
    # Our reader takes the spaces after the commas of adult.data for a part of the separator.
    columns = [
        f"coalesce({'' if has_header else 'trim'}(\"{column['name']}\"), '') AS \"{column['name']}\""
        if column["dtype"] == "text"
        else f"CAST(\"{column['name']}\" AS {types[column['dtype']]}) AS \"{column['name']}\""
        for column in spec["columns"]
    ]
    connection.execute(f"CREATE TABLE data AS SELECT {', '.join(columns)} FROM {text}")
    began = time.perf_counter()
    rows = connection.execute((out / "select.sql").read_text()).fetchall()
    took = time.perf_counter() - began
    good = compare(f"DuckDB {duckdb.__version__} ({took:.2f} s)", wanted, rows, outputs)
    records = connection.execute("SELECT * FROM data").fetchall()
    order = [column["name"] for column in spec["columns"]]
    began = time.perf_counter()
    found = []
    for record in records:
        row = module.features(dict(zip(order, record)))
        found.append([row[name] for name, _ in outputs])
    took = time.perf_counter() - began
    good &= compare(f"Python ({took:.2f} s)", wanted, found, outputs)
    compile((out / "sketch.py").read_text(), "sketch.py", "exec")
    exec((out / "sketch.py").read_text(), {})
    print("sketch.py: imports and builds with scikit-learn")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
