//! Columns of several files as the columns of one table: same name, one type.

use crate::cells;
use ninefold_base::format::counted;
use ninefold_base::read::{Finding, FindingKind, Severity};
use ninefold_base::schema::{Column, ColumnType, MarkerCount};
use ninefold_base::{ColumnId, Problem, TypeKind};
use polars::prelude::{DataType, Series, TimeUnit};
use std::collections::HashMap;

/// A column of one file.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: ColumnId,
    pub column: Column,
    /// What the file's frames hold.
    pub dtype: DataType,
}

/// A column of the union.
#[derive(Debug, Clone)]
pub struct United {
    pub name: String,
    pub dtype: DataType,
    pub ctype: ColumnType,
    /// Where it is in each file; `None` where the file lacks it.
    pub members: Vec<Option<Member>>,
}

/// Brings the columns of files together: by name, in the order of first sight. The second of two columns of the same
/// name in one file meets the second in the others.
pub fn unite(files: &[Vec<Member>]) -> Vec<United> {
    let mut places: HashMap<(String, usize), usize> = HashMap::new();
    let mut united: Vec<United> = Vec::new();
    for (file, members) in files.iter().enumerate() {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for member in members {
            let nth = seen.entry(&member.column.name).or_default();
            let place = *places.entry((member.column.name.clone(), *nth)).or_insert_with(|| {
                let column = United {
                    name: member.column.name.clone(),
                    dtype: DataType::Null,
                    ctype: member.column.dtype.clone(),
                    members: vec![None; files.len()],
                };
                united.push(column);
                united.len() - 1
            });
            *nth += 1;
            united[place].members[file] = Some(member.clone());
        }
    }
    for column in &mut united {
        decide(column);
    }
    united
}

fn decide(column: &mut United) {
    let with_values = column.members.iter().flatten().filter(|member| member.column.dtype.kind != TypeKind::Nothing);
    let types: Vec<(&ColumnType, &DataType)> =
        with_values.map(|member| (&member.column.dtype, &member.dtype)).collect();
    let Some((first, dtype)) = types.first().copied() else {
        column.dtype = column.members.iter().flatten().next().map_or(DataType::Null, |member| member.dtype.clone());
        return;
    };
    let text = ColumnType { kind: TypeKind::Text, storage: "text".into() };
    let all = |kinds: &[TypeKind]| types.iter().all(|(ctype, _)| kinds.contains(&ctype.kind));
    let category = types.iter().any(|(_, dtype)| dtype.is_categorical() || dtype.is_enum());
    (column.ctype, column.dtype) =
        if types.iter().all(|(ctype, other)| *ctype == first && *other == dtype) && !(category && types.len() > 1) {
            (first.clone(), dtype.clone())
        } else if all(&[TypeKind::Integer])
            && types.iter().all(|(ctype, _)| !matches!(ctype.storage.as_str(), "u64" | "u128" | "i128"))
        {
            (ColumnType { kind: TypeKind::Integer, storage: "i64".into() }, DataType::Int64)
        } else if all(&[TypeKind::Integer, TypeKind::Float, TypeKind::Decimal]) {
            (ColumnType { kind: TypeKind::Float, storage: "f64".into() }, DataType::Float64)
        } else if let Some(zone) = common_zone(&types) {
            let storage = zone.as_ref().map_or("datetime[μs]".to_string(), |zone| format!("datetime[μs, {zone}]"));
            (ColumnType { kind: TypeKind::Datetime, storage }, DataType::Datetime(TimeUnit::Microseconds, zone))
        } else {
            (text, DataType::String)
        };
}

fn common_zone(types: &[(&ColumnType, &DataType)]) -> Option<Option<polars::prelude::TimeZone>> {
    let mut zones =
        types.iter().map(|(_, dtype)| if let DataType::Datetime(_, zone) = dtype { Some(zone.clone()) } else { None });
    let first = zones.next()??;
    zones.all(|zone| zone.as_ref() == Some(&first)).then_some(first)
}

/// Values of a file's column as the union has them.
pub fn converted(series: &Series, kind: TypeKind, target: &DataType) -> Result<Series, Problem> {
    if series.dtype() == target {
        return Ok(series.clone());
    }
    let fault = |error: polars::prelude::PolarsError| Problem::fault("joining files", error);
    if *series.dtype() == DataType::Null
        || *target != DataType::String
        || series.dtype().is_categorical()
        || series.dtype().is_enum()
    {
        return series.cast(target).map_err(fault);
    }
    let cells = cells::cells_of_kind(series, kind, usize::MAX);
    let texts =
        cells.into_iter().map(|cell| if cell == ninefold_base::Cell::Missing { None } else { Some(cell.plain()) });
    let mut texts: Series = texts.collect::<polars::prelude::StringChunked>().into();
    texts.rename(series.name().clone());
    Ok(texts)
}

/// The column as the screen knows it. `rows` is the number of rows of each file, if known.
pub fn summary(column: &United, rows: &[Option<u64>], starts: &[u64]) -> Column {
    let members: Vec<(usize, &Member)> =
        column.members.iter().enumerate().filter_map(|(file, member)| Some((file, member.as_ref()?))).collect();
    let mut summary = Column {
        dtype: column.ctype.clone(),
        ..Column::bare(column.name.clone(), column.ctype.kind, "", String::new())
    };
    let same = members.iter().all(|(_, member)| member.column.dtype == column.ctype);
    summary.reason = match members.first() {
        Some((_, first)) if same => first.column.reason.clone(),
        _ => format!("the files differ in its type; as {} it can hold all of them", column.ctype.kind.label()),
    };
    let lacking = column.members.iter().zip(rows).filter(|(member, _)| member.is_none()).map(|(_, rows)| *rows);
    let counts = members.iter().map(|(_, member)| member.column.missing).chain(lacking.clone());
    summary.missing = counts.sum();
    summary.looked_at =
        members.iter().map(|(_, member)| member.column.looked_at).chain(lacking.map(|rows| rows.unwrap_or(0))).sum();
    let mut markers: Vec<MarkerCount> = Vec::new();
    for (file, member) in members {
        summary.provisional |= member.column.provisional;
        summary.invalid += member.column.invalid;
        let shifted = member.column.invalid_rows.iter().map(|row| row + starts.get(file).copied().unwrap_or(0));
        summary.invalid_rows.extend(shifted);
        for marker in &member.column.markers {
            match markers.iter_mut().find(|other| other.marker == marker.marker) {
                Some(other) => other.cells += marker.cells,
                None => markers.push(marker.clone()),
            }
        }
        for marker in &member.column.accepted_markers {
            if !summary.accepted_markers.contains(marker) {
                summary.accepted_markers.push(marker.clone());
            }
        }
    }
    summary.invalid_rows.truncate(1000);
    summary.markers = markers;
    summary
}

/// One finding per column in which the files differ.
pub fn differences(united: &[United], names: &[String], first_id: impl Fn(usize) -> ColumnId) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, column) in united.iter().enumerate() {
        let finding = |severity, text: String, count: usize| Finding {
            kind: FindingKind::SchemaDifference,
            severity,
            text,
            column: Some(first_id(at)),
            count: count as u64,
            rows: Vec::new(),
        };
        let lacking: Vec<&String> =
            column.members.iter().zip(names).filter(|(member, _)| member.is_none()).map(|(_, name)| name).collect();
        if let Some(first) = lacking.first() {
            let text = format!(
                "column `{}` is not in {}, such as `{first}`: missing in its rows",
                column.name,
                counted(lacking.len() as u64, "file")
            );
            findings.push(finding(Severity::Note, text, lacking.len()));
        }
        let mut types: Vec<(TypeKind, &str, Vec<&String>)> = Vec::new();
        for (member, name) in column.members.iter().zip(names) {
            let Some(member) = member else { continue };
            let ctype = &member.column.dtype;
            match types.iter_mut().find(|(_, storage, _)| *storage == ctype.storage) {
                Some((.., files)) => files.push(name),
                None => types.push((ctype.kind, &ctype.storage, vec![name])),
            }
        }
        types.retain(|(kind, ..)| *kind != TypeKind::Nothing);
        if types.len() > 1 {
            let parts: Vec<String> = types
                .iter()
                .map(|(_, storage, files)| {
                    format!(
                        "{storage} in {} (`{}`{})",
                        counted(files.len() as u64, "file"),
                        files[0],
                        if files.len() > 1 { ", …" } else { "" }
                    )
                })
                .collect();
            let severity = if column.ctype.kind == TypeKind::Text { Severity::Warning } else { Severity::Note };
            let text =
                format!("column `{}` is {}; read as {}", column.name, parts.join(" and "), column.ctype.kind.label());
            findings.push(finding(severity, text, types.len()));
        }
    }
    findings
}
