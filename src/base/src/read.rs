//! How a file is read: what the user fixed, what was detected, and what was found on the way.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What to open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Paths, globs or folders as the user gave them; a single `-` is standard input.
    pub paths: Vec<String>,
    /// Add a column with the file each row came from.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_origin: bool,
}

/// What the user fixed about reading; everything left `None` is detected.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<FileFormat>,
    /// One byte between fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// The quote character; `Some(None)` in spirit is `Quote::Off`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// Whether the first row names the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal_comma: Option<bool>,
    /// Lines to leave out before the header: counted and shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_lines: Option<u64>,
    /// Texts that mean "missing" in every column, decided by the user (`--null-values`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub null_values: Vec<String>,
    /// Types of columns by name (`--type`), applied by the engine as a view once the columns are known.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub types: std::collections::BTreeMap<String, crate::view::TypeChoice>,
}

/// The kinds of file that can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// Separated text: CSV, TSV, `;`, `|`, ….
    Delimited,
    Parquet,
    /// Arrow IPC file, Feather v2.
    Arrow,
    /// One JSON object per line.
    Ndjson,
    /// One JSON array of objects.
    Json,
}

impl FileFormat {
    pub fn label(self) -> &'static str {
        match self {
            Self::Delimited => "separated text",
            Self::Parquet => "Parquet",
            Self::Arrow => "Arrow IPC",
            Self::Ndjson => "NDJSON",
            Self::Json => "JSON",
        }
    }
}

/// The quote character of separated text, or none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quote {
    Off,
    Char(char),
}

/// How bytes become characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// ISO 8859-1.
    Latin1,
    Windows1252,
}

impl Encoding {
    pub const ALL: [Encoding; 5] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Latin1, Self::Windows1252];

    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Latin1 => "latin-1",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// By name, spelt with or without `-`, `_` and case.
    pub fn parse(name: &str) -> Option<Self> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        match plain.as_str() {
            "utf8" => Some(Self::Utf8),
            "utf16" | "utf16le" => Some(Self::Utf16Le),
            "utf16be" => Some(Self::Utf16Be),
            "latin1" | "iso88591" => Some(Self::Latin1),
            "windows1252" | "cp1252" => Some(Self::Windows1252),
            _ => None,
        }
    }
}

/// Compression around a text format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    Gzip,
    Zstd,
}

/// How the file is being read: detected, or fixed by the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    pub format: FileFormat,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression: Option<Compression>,
    /// Only for separated text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimited: Option<DelimitedDialect>,
    /// One sentence per decision: "separator `;`: 12 fields in each of the first 100 rows".
    pub reasons: Vec<String>,
}

/// How separated text is cut into rows and fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelimitedDialect {
    pub separator: char,
    pub quote: Quote,
    pub header: bool,
    pub encoding: Encoding,
    pub byte_order_mark: bool,
    pub decimal_comma: bool,
    pub skip_lines: u64,
    /// Fields per row that the table has (the header's, or the commonest of the first rows).
    pub fields: usize,
}

/// What reading found that the user should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub kind: FindingKind,
    pub severity: Severity,
    /// A sentence with the count.
    pub text: String,
    /// The column it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<crate::ColumnId>,
    /// How many rows (or cells) it touches.
    pub count: u64,
    /// The first rows it touches (from 1, as the grid numbers them), at most 1,000.
    pub rows: Vec<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Something was decided that may be wrong.
    Warning,
    /// Cells or rows could not be read as they stand.
    Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A row with fewer fields than the table has: the rest is missing.
    ShortRow,
    /// A row with more fields than the table has: the surplus is kept in the raw row, shown in the record view.
    LongRow,
    /// A line without any text, left out.
    BlankLine,
    /// A quote where none should be.
    BadQuote,
    /// A quote that is never closed: read as a plain character.
    OpenQuote,
    /// Bytes that are no text in this encoding: shown as `�`.
    BadBytes,
    /// A NUL byte in text.
    NulByte,
    DuplicateName,
    EmptyName,
    MixedTypes,
    LeadingZeros,
    IntegerTooLarge,
    AmbiguousDate,
    MixedDates,
    MissingMarkers,
    DoesNotFit,
    /// Files of one table that do not have the same columns.
    SchemaDifference,
    /// A part of the file that could not be read.
    Unreadable,
    /// The file ends in the middle of something.
    Truncated,
    /// The file changed while it was open.
    Changed,
    SkippedLines,
}
