//! What a file is: first by the bytes it begins with, then by its name, then by its first character.

use super::handle::plain_error;
use ninefold_base::Problem;
use ninefold_base::names::nearest;
use ninefold_base::read::FileFormat;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

/// Bytes that are looked at.
pub const HEAD_BYTES: usize = 4096;

/// The kind of a file that is there.
pub fn of_file(path: &Path, chosen: Option<FileFormat>) -> Result<FileFormat, Problem> {
    let name = path.display().to_string();
    let metadata = path.metadata().map_err(|error| cannot_open(path, &error))?;
    let kind = metadata.file_type();
    if kind.is_fifo() || kind.is_char_device() || kind.is_block_device() || kind.is_socket() {
        let what =
            if kind.is_fifo() { "it is a pipe, which can be read only once" } else { "it is a device, not a file" };
        return Err(Problem::new(
            format!("could not open `{name}`"),
            what,
            format!("send its contents to standard input: `cat {name} | ninefold -`"),
        ));
    }
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let read = File::open(path).and_then(|file| file.take(HEAD_BYTES as u64).read_to_end(&mut head));
    read.map_err(|error| cannot_open(path, &error))?;
    of_bytes(&name, &head, chosen)
}

/// As [`of_file`], from a name (or what stands for one) and the first bytes.
pub fn of_bytes(name: &str, head: &[u8], chosen: Option<FileFormat>) -> Result<FileFormat, Problem> {
    if let Some(format) = by_magic(head) {
        return Ok(format);
    }
    if let Some(format) = chosen {
        return Ok(format);
    }
    let compressed = head.starts_with(&[0x1f, 0x8b]) || head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    if compressed {
        let inner = unpacked(head);
        if by_magic(&inner).is_some() {
            return Err(Problem::new(
                format!("could not open `{name}`"),
                "it is a compressed Parquet or Arrow file, which would have to be unpacked as a whole",
                "unpack it first (`gunzip` or `zstd -d`); Parquet and Arrow compress their contents themselves",
            ));
        }
        if let Some((what, fix)) = foreign(&inner, name) {
            return Err(not_a_table(name, &format!("a compressed {what}"), &fix));
        }
        return Ok(by_name(name).unwrap_or_else(|| by_content(&inner)));
    }
    if let Some((what, fix)) = foreign(head, name) {
        return Err(not_a_table(name, &what, &fix));
    }
    Ok(by_name(name).unwrap_or_else(|| by_content(head)))
}

/// The kind that a name promises, whatever its compression.
pub fn by_name(name: &str) -> Option<FileFormat> {
    let lower = name.to_lowercase();
    let plain = lower
        .strip_suffix(".gz")
        .or_else(|| lower.strip_suffix(".zst"))
        .or_else(|| lower.strip_suffix(".zstd"))
        .unwrap_or(&lower);
    match plain.rsplit_once('.')?.1 {
        "csv" | "tsv" | "tab" | "txt" | "psv" | "dat" | "data" | "ssv" => Some(FileFormat::Delimited),
        "parquet" | "pq" | "parq" => Some(FileFormat::Parquet),
        "arrow" | "arrows" | "ipc" | "feather" | "ftr" => Some(FileFormat::Arrow),
        "ndjson" | "jsonl" | "jsonlines" => Some(FileFormat::Ndjson),
        _ => None,
    }
}

/// True for files that a folder is searched for.
pub fn is_table_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let plain = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
    plain.ends_with(".json") || by_name(&lower).is_some()
}

/// Parquet and Arrow files say what they are.
pub fn by_magic(head: &[u8]) -> Option<FileFormat> {
    if head.starts_with(b"PAR1") || head.starts_with(b"PARE") {
        return Some(FileFormat::Parquet);
    }
    // An Arrow stream begins with a marker that no text can hold; Feather version 1 is refused by name further on.
    let is_arrow =
        head.starts_with(b"ARROW1") || head.starts_with(b"FEA1") || head.starts_with(&[0xff, 0xff, 0xff, 0xff]);
    is_arrow.then_some(FileFormat::Arrow)
}

fn by_content(head: &[u8]) -> FileFormat {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut characters = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    match (characters.next(), characters.next()) {
        (Some(b'{'), Some(b'"' | b'}')) => FileFormat::Ndjson,
        (Some(b'['), Some(b'{' | b']')) => FileFormat::Json,
        _ => FileFormat::Delimited,
    }
}

fn unpacked(head: &[u8]) -> Vec<u8> {
    let mut inner = Vec::new();
    let limit = HEAD_BYTES as u64;
    // The head ends in the middle of the stream: what was unpacked before the error is enough.
    let _ = match head.starts_with(&[0x1f, 0x8b]) {
        true => flate2::read::MultiGzDecoder::new(head).take(limit).read_to_end(&mut inner),
        false => zstd::stream::read::Decoder::new(head).and_then(|decoder| decoder.take(limit).read_to_end(&mut inner)),
    };
    inner
}

/// What a binary file is that holds no table we read, and what to do about it.
fn foreign(head: &[u8], name: &str) -> Option<(String, String)> {
    let lower = name.to_lowercase();
    let as_csv = |program: &str| format!("save it as CSV or Parquet from {program}");
    let found: (&str, String) = match head {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => match lower.rsplit_once('.').map(|(_, end)| end) {
            Some("xlsx" | "xlsm") => ("Excel workbook", as_csv("Excel or LibreOffice")),
            Some("ods") => ("OpenDocument spreadsheet", as_csv("LibreOffice")),
            Some("docx" | "pptx" | "odt") => ("office document", "open the table it holds instead".into()),
            _ if contains(head, b"xl/") => ("Excel workbook", as_csv("Excel or LibreOffice")),
            _ => ("ZIP archive", "unpack it first, then open the files in it".into()),
        },
        [0xd0, 0xcf, 0x11, 0xe0, ..] => ("old Excel or Office file", as_csv("Excel or LibreOffice")),
        [b'S', b'Q', b'L', b'i', b't', b'e', b' ', ..] => {
            ("SQLite database", "export a table: `sqlite3 -header -csv FILE 'SELECT * FROM t' | ninefold -`".into())
        }
        [_, _, _, _, _, _, _, _, b'D', b'U', b'C', b'K', ..] => {
            ("DuckDB database", "export a table: `COPY t TO 't.parquet'`".into())
        }
        [0x89, b'P', b'N', b'G', ..] => ("PNG picture", "open a table instead".into()),
        [0xff, 0xd8, 0xff, ..] => ("JPEG picture", "open a table instead".into()),
        [b'G', b'I', b'F', b'8', ..] => ("GIF picture", "open a table instead".into()),
        [b'%', b'P', b'D', b'F', ..] => ("PDF document", "extract the table from it first".into()),
        [0x7f, b'E', b'L', b'F', ..] => ("program (ELF)", "open a table instead".into()),
        [0xca | 0xcf | 0xfe, 0xfe | 0xfa | 0xed, 0xba | 0xed | 0xfa, 0xbe | 0xfe | 0xcf | 0xce, ..] => {
            ("program (Mach-O or Java class)", "open a table instead".into())
        }
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => ("bzip2 file", "unpack it first, or `bzcat FILE | ninefold -`".into()),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => ("xz file", "unpack it first, or `xzcat FILE | ninefold -`".into()),
        [0x04, 0x22, 0x4d, 0x18, ..] => ("lz4 file", "unpack it first, or `lz4cat FILE | ninefold -`".into()),
        [b'7', b'z', 0xbc, 0xaf, ..] => ("7-Zip archive", "unpack it first, then open the files in it".into()),
        [b'R', b'a', b'r', b'!', ..] => ("RAR archive", "unpack it first, then open the files in it".into()),
        [b'O', b'b', b'j', 1, ..] => ("Avro file", "convert it to Parquet first".into()),
        [b'O', b'R', b'C', ..] if head.get(3).is_some_and(|byte| *byte < 0x20) => {
            ("ORC file", "convert it to Parquet first".into())
        }
        [0x89, b'H', b'D', b'F', ..] => ("HDF5 file", "export the table in it to Parquet or CSV first".into()),
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => ("NumPy array", "save it as CSV or Parquet from Python".into()),
        [0x80, 2..=5, ..] => ("Python pickle", "save it as Parquet from Python".into()),
        [b'R', b'D', b'X' | b'A', b'2' | b'3', b'\n', ..] => ("R data file", "save it as CSV or Parquet from R".into()),
        [b'X' | b'A', b'\n', 0, 0, ..] => ("R data file", "save it as CSV or Parquet from R".into()),
        [b'$', b'F', b'L', b'2' | b'3', ..] => ("SPSS file", "save it as CSV from SPSS, R or Python".into()),
        _ if head.starts_with(b"<stata_dta>") => ("Stata file", "save it as CSV from Stata, R or Python".into()),
        _ if head.get(257..262) == Some(b"ustar") => {
            ("tar archive", "unpack it first, then open the files in it".into())
        }
        _ => return None,
    };
    Some((found.0.to_string(), found.1))
}

fn contains(head: &[u8], part: &[u8]) -> bool {
    head.windows(part.len()).any(|window| window == part)
}

fn not_a_table(name: &str, what: &str, fix: &str) -> Problem {
    let article = article(what);
    Problem::new(format!("could not open `{name}`"), format!("it is {article} {what}"), fix)
}

/// By sound, for the words above.
fn article(what: &str) -> &'static str {
    let vowel = what.starts_with(['A', 'E', 'O', 'a', 'e', 'i', 'o', 'u'])
        || ["R data", "SPSS", "HDF", "xz", "lz4"].iter().any(|word| what.starts_with(word));
    if vowel { "an" } else { "a" }
}

/// The sentence for a path that cannot be opened.
pub fn cannot_open(path: &Path, error: &std::io::Error) -> Problem {
    let name = path.display();
    let what = format!("could not open `{name}`");
    match error.kind() {
        std::io::ErrorKind::NotFound => missing(path),
        std::io::ErrorKind::PermissionDenied => {
            Problem::new(what, "you are not allowed to read it", format!("`ls -l {name}` shows who is"))
        }
        _ => Problem::new(what, plain_error(error), "check the path"),
    }
}

/// Nothing there: says how far the path goes, and what it may have been meant to be.
pub fn missing(path: &Path) -> Problem {
    let what = format!("could not open `{}`", path.display());
    let folder = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("/"),
    };
    if !folder.is_dir() {
        return Problem::new(what, format!("there is no folder `{}`", folder.display()), "check the path");
    }
    let wanted = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().take(10_000);
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    match nearest(&wanted, names.iter().map(String::as_str)) {
        Some(near) => Problem::new(
            what,
            "there is no such file",
            format!("did you mean `{}`?", folder.join(near).display().to_string().trim_start_matches("./")),
        ),
        None => Problem::new(what, "there is no such file", "check the path; `ls` shows what is there"),
    }
}
