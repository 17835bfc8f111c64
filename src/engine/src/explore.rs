//! What stages 2 and 3 ask, answered over rows: the same functions for the jobs of a session and for headless commands.

use crate::places;
use ninefold_base::explore::{Bins, Decisions, Target};
use ninefold_base::message::{TableId, TableInfo};
use ninefold_base::picture::Picture;
use ninefold_base::profile::Profile;
use ninefold_base::profile::association::PairPicture;
use ninefold_base::profile::column::Histogram;
use ninefold_base::profile::compare::{CompareWith, Comparison};
use ninefold_base::profile::contract::{Contract, Violation};
use ninefold_base::profile::missing::MissingMap;
use ninefold_base::profile::target::AgainstTarget;
use ninefold_base::read::ReadOptions;
use ninefold_base::{ColumnId, Meter, Problem, format};
use ninefold_data::profile::compare::Side;
use ninefold_data::{Interrupted, RowOrder, RowSource, profile as data};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Some rows of a table.
#[derive(Clone)]
pub struct Rows {
    pub source: Arc<dyn RowSource>,
    pub order: RowOrder,
}

/// Whether a file that is there may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    New,
    Replace,
}

impl Write {
    pub fn of(overwrite: bool) -> Self {
        if overwrite { Self::Replace } else { Self::New }
    }
}

/// A condition under which a headless profile fails.
pub use ninefold_data::profile::findings::FailOn as Gate;

/// Reads `missing>0.2,duplicates,leak`.
///
/// # Errors
/// A kind that is none, with the nearest; a limit that is no number.
pub fn gates(text: &str) -> Result<Vec<Gate>, Problem> {
    data::findings::parse_fail_on(text)
}

/// The findings for which the gates fail, a sentence each.
pub fn failed_gates(gates: &[Gate], profile: &Profile) -> Vec<String> {
    data::findings::fail_on::failing(gates, &profile.findings).into_iter().map(|finding| finding.text.clone()).collect()
}

/// One scan of the rows; `news` gets what is known so far.
pub fn profile(
    rows: &Rows,
    target: Option<&Target>,
    meter: &dyn Meter,
    news: &dyn Fn(Profile),
) -> Result<Profile, Interrupted> {
    profile_for(rows, target, &[], meter, news)
}

/// As [`profile`], with thresholds low enough for the gates.
pub fn profile_for(
    rows: &Rows,
    target: Option<&Target>,
    gates: &[Gate],
    meter: &dyn Meter,
    news: &dyn Fn(Profile),
) -> Result<Profile, Interrupted> {
    let mut options = data::Options { target: target.cloned(), ..data::Options::default() };
    gates.iter().for_each(|gate| gate.widen(&mut options.thresholds));
    Ok(data::profile(&*rows.source, &rows.order, &options, meter, news)?.profile)
}

pub fn histogram(rows: &Rows, column: ColumnId, bins: Bins, meter: &dyn Meter) -> Result<Histogram, Interrupted> {
    data::histogram(&*rows.source, &rows.order, column, &bins, meter)
}

pub fn against_target(
    rows: &Rows,
    column: ColumnId,
    target: &Target,
    bins: Bins,
    meter: &dyn Meter,
) -> Result<AgainstTarget, Interrupted> {
    data::against::against_target(&*rows.source, &rows.order, column, target, &bins, meter)
}

pub fn pair(rows: &Rows, x: ColumnId, y: ColumnId, meter: &dyn Meter) -> Result<PairPicture, Interrupted> {
    data::pair::pair(&*rows.source, &rows.order, x, y, meter)
}

pub fn missing_map(rows: &Rows, sorted_by: Option<ColumnId>, meter: &dyn Meter) -> Result<MissingMap, Interrupted> {
    data::missing_map::missing_map(&*rows.source, &rows.order, sorted_by, meter)
}

/// Compares the rows with what is asked for; a second table is opened and read whole.
pub fn compare(rows: &Rows, with: &CompareWith, meter: &dyn Meter) -> Result<Comparison, Interrupted> {
    match with {
        CompareWith::Files(source) => {
            let other = ninefold_data::open::open(TableId(0), source, &ReadOptions::default(), meter)?;
            other.wait_complete(meter)?;
            let sides = [
                Side { source: &*rows.source, order: rows.order.clone(), name: rows.source.info().title },
                Side { source: &*other, order: RowOrder::All, name: other.info().title },
            ];
            data::compare::compare(&sides[0], &sides[1], meter)
        }
        CompareWith::Condition(_) | CompareWith::TimeCut { .. } | CompareWith::Halves => {
            let sides = data::compare::parts(&*rows.source, &rows.order, with, meter)?;
            data::compare::compare(&sides[0], &sides[1], meter)
        }
    }
}

pub fn infer_contract(profile: &Profile) -> Contract {
    data::contract::infer_contract(profile)
}

/// Every way in which the rows break the contract.
///
/// # Errors
/// There is no contract.
pub fn check(rows: &Rows, contract: &Contract, meter: &dyn Meter) -> Result<Vec<Violation>, Interrupted> {
    if contract.columns.is_empty() {
        return Err(Problem::new(
            "there is no contract to check",
            "the project file has no [contract.COLUMN]",
            "infer one from the data first, then edit it",
        )
        .into());
    }
    data::contract::check(&*rows.source, &rows.order, contract, meter)
}

/// Marks the findings that the user accepted with their reasons.
pub fn acknowledged(mut profile: Profile, decisions: &Decisions) -> Profile {
    let names: Vec<String> = profile.columns.iter().map(|column| column.name.clone()).collect();
    let name_of = |column: ColumnId| names.get(column.index()).cloned().unwrap_or_default();
    for finding in &mut profile.findings {
        finding.acknowledged = decisions.acknowledged.get(&finding.key(&name_of)).cloned();
    }
    profile
}

/// SHA-256 of each file of a table, in hexadecimal.
pub fn hashes(info: &TableInfo, meter: &dyn Meter) -> Result<Vec<(String, String)>, Interrupted> {
    let total: u64 = info.files.iter().filter_map(|file| file.bytes).sum();
    let mut done = 0;
    let mut hashes = Vec::with_capacity(info.files.len());
    for file in &info.files {
        let fault = |error: std::io::Error| {
            Problem::new(format!("could not hash `{}`", file.path), error.to_string(), "check that it is still there")
        };
        let mut reader = std::fs::File::open(&file.path).map_err(fault)?;
        let mut hasher = Sha256::new();
        let mut block = vec![0; 1 << 20];
        loop {
            meter.check()?;
            let read = reader.read(&mut block).map_err(fault)?;
            if read == 0 {
                break;
            }
            hasher.update(&block[..read]);
            done += read as u64;
            meter.report(done, total.max(done));
        }
        hashes.push((file.path.clone(), format::hex(&hasher.finalize())));
    }
    Ok(hashes)
}

/// Writes a picture; the ending of the name decides the form. Gives the bytes written.
pub fn write_picture(picture: &Picture, path: &str, write: Write) -> Result<u64, Problem> {
    let ending = Path::new(path).extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bytes = match ending.as_str() {
        "svg" => ninefold_export::picture::svg(picture)?.into_bytes(),
        "png" => ninefold_export::picture::png(picture)?,
        "csv" => picture.csv().into_bytes(),
        _ => {
            return Err(Problem::new(
                format!("`{path}` was not written"),
                "the ending of its name tells no form",
                "choose a name that ends in .svg, .png or .csv",
            ));
        }
    };
    write_bytes(path, &bytes, write)
}

/// Writes the HTML report of a profile. Gives the bytes written.
pub fn write_report(profile: &Profile, info: &TableInfo, path: &str, write: Write) -> Result<u64, Problem> {
    let html = ninefold_export::report::profile_html(profile, info)?;
    write_bytes(path, html.as_bytes(), write)
}

fn write_bytes(path: &str, bytes: &[u8], write: Write) -> Result<u64, Problem> {
    if write == Write::New && Path::new(path).exists() {
        return Err(Problem::file_exists(path));
    }
    places::write_whole(Path::new(path), bytes).map_err(|error| {
        Problem::new(
            format!("could not write `{path}`"),
            error.to_string(),
            format!("make room for {} or the folder writable", format::bytes(bytes.len() as u64)),
        )
    })?;
    Ok(bytes.len() as u64)
}
