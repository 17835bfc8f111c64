//! Columns that stand in folder names: `year=2024/month=01/part.parquet`.

use super::discover::FoundFile;
use polars::prelude::{DataType, NamedFrom, Series};

/// How Hive writes a missing value.
const MISSING: &str = "__HIVE_DEFAULT_PARTITION__";

/// A column with one value per file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileColumn {
    pub name: String,
    /// One value per file.
    pub values: Series,
    pub reason: String,
}

/// The partition columns of files, typed by all their values: whole numbers, dates, or text.
pub fn columns(files: &[FoundFile]) -> Vec<FileColumn> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in files.iter().flat_map(|file| &file.partitions) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let column = |name: &str| {
        let value = |file: &FoundFile| {
            let found = file.partitions.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
            found.filter(|value| value != MISSING)
        };
        typed(name, files.iter().map(value).collect())
    };
    names.into_iter().map(column).collect()
}

/// The path of each file.
pub fn origin(files: &[FoundFile], taken: &[String]) -> FileColumn {
    let mut name = String::from("file");
    while taken.contains(&name) {
        name.push('_');
    }
    let values: Vec<String> = files.iter().map(|file| file.path.display().to_string()).collect();
    FileColumn { name, values: Series::new("".into(), values), reason: "the file that each row came from".into() }
}

fn typed(name: &str, values: Vec<Option<String>>) -> FileColumn {
    let column = |values: Series, what: &str| FileColumn {
        name: name.to_string(),
        values,
        reason: format!("from the folder names `{name}=…`: {what}"),
    };
    let present = || values.iter().flatten();
    if present().next().is_some() && present().all(|value| value.parse::<i64>().is_ok()) {
        let numbers: Vec<Option<i64>> = values.iter().map(|value| value.as_ref()?.parse().ok()).collect();
        return column(Series::new("".into(), numbers), "all are whole numbers");
    }
    let date = |value: &str| crate::text::values::date(value.as_bytes(), crate::text::values::DateOrder::YearFirst);
    if present().next().is_some() && present().all(|value| date(value).is_some()) {
        let days: Vec<Option<i32>> = values.iter().map(|value| date(value.as_ref()?)).collect();
        if let Ok(dates) = Series::new("".into(), days).cast(&DataType::Date) {
            return column(dates, "all are dates");
        }
    }
    column(Series::new("".into(), values), "not all are whole numbers or dates")
}

/// Undoes `%20` and the like; leaves what is not such an escape.
pub fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_string())
}
