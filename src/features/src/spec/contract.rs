//! What the training rows say about the columns that features read.

use crate::fit::Training;
use crate::fit::grouped::{Grouped, Key};
use crate::set::Input;
use crate::vector::Vector;
use ninefold_base::feature::ValueType;
use ninefold_base::feature::spec::{ColumnContract, Domain, OnViolation};
use ninefold_base::{Column, Meter, TypeKind};
use ninefold_data::Interrupted;

/// Distinct values up to which a domain is listed.
const MOST_LISTED: usize = 1_000;

/// What the user decided about a column, by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColumnDetail {
    pub name: String,
    pub null_tokens: Vec<String>,
    pub on_violation: OnViolation,
    pub sensitivity: Option<String>,
    pub available_at: Option<String>,
}

/// What is gathered of one column; `values` is given up for columns with too many.
#[derive(Debug, Clone, Default)]
struct Seen {
    missing: u64,
    values: Option<Grouped<u64>>,
}

fn is_category(input: &Input) -> bool {
    matches!(input.kind, ValueType::Text | ValueType::Boolean) && !input.opaque
}

/// One contract per input, in their order.
pub fn contracts(
    training: &Training<'_>,
    details: &[ColumnDetail],
    meter: &dyn Meter,
) -> Result<Vec<ColumnContract>, Interrupted> {
    let fresh: Vec<Seen> = training
        .inputs
        .iter()
        .map(|input| Seen { missing: 0, values: is_category(input).then(Grouped::default) })
        .collect();
    let mut seen = fresh.clone();
    training.each(
        meter,
        |vectors, rows, _| {
            let mut part = fresh.clone();
            for (seen, vector) in part.iter_mut().zip(vectors) {
                look(seen, vector, rows.count);
            }
            part
        },
        |part| {
            for (mine, theirs) in seen.iter_mut().zip(part) {
                mine.missing += theirs.missing;
                match (&mut mine.values, theirs.values) {
                    (Some(values), Some(more)) => values.merge(more),
                    (values, _) => *values = None,
                }
                if mine.values.as_ref().is_some_and(|values| values.distinct() > 100 * MOST_LISTED) {
                    mine.values = None;
                }
            }
        },
    )?;
    let least = training.options.smallest_group;
    let columns = training.source.info().columns;
    let mut contracts = Vec::with_capacity(seen.len());
    for (input, seen) in training.inputs.iter().zip(seen) {
        let mut contract = contract(input, seen, details, least);
        // What the user accepted as missing in the training data is missing in new data too.
        let accepted = columns.get(input.id.index()).map(|column| column.accepted_markers.clone()).unwrap_or_default();
        contract.null_tokens.extend(accepted);
        contract.null_tokens.sort();
        contract.null_tokens.dedup();
        contracts.push(contract);
    }
    Ok(contracts)
}

fn look(seen: &mut Seen, vector: &Vector<'_>, count: usize) {
    match &mut seen.values {
        Some(values) => {
            (0..count).for_each(|row| *values.entry(vector, row) += 1);
            seen.missing += std::mem::take(&mut values.missing);
        }
        None => seen.missing += (0..count).filter(|row| vector.get(*row).is_missing()).count() as u64,
    }
}

fn contract(input: &Input, seen: Seen, details: &[ColumnDetail], least: u64) -> ColumnContract {
    let detail = details.iter().find(|detail| detail.name == input.name).cloned().unwrap_or_default();
    let domain = seen.values.and_then(|values| {
        let (all, _) = values.sorted();
        if all.len() > MOST_LISTED {
            return None;
        }
        let total = all.len();
        let listed: Vec<String> =
            all.into_iter().filter(|(_, count)| *count >= least).map(|(key, _)| text(key)).collect();
        Some(Domain { complete: listed.len() == total, values: listed })
    });
    ColumnContract {
        name: input.name.clone(),
        dtype: input.kind,
        storage: input.storage.clone(),
        nullable: seen.missing > 0,
        null_tokens: detail.null_tokens,
        domain,
        on_violation: detail.on_violation,
        sensitivity: detail.sensitivity,
        available_at: detail.available_at,
    }
}

fn text(key: Key) -> String {
    match key {
        Key::Boolean(value) => value.to_string(),
        Key::Integer(value) => value.to_string(),
        Key::Text(text) => text,
    }
}

/// The column that a contract speaks of, as the checker reads columns.
pub fn column(contract: &ColumnContract) -> Column {
    let storage = contract.storage.as_str();
    let begins = |word: &str| storage.starts_with(word);
    let kind = match contract.dtype {
        ValueType::Boolean if begins("list") || begins("array") => TypeKind::List,
        ValueType::Boolean if begins("struct") => TypeKind::Struct,
        ValueType::Boolean if begins("duration") => TypeKind::Duration,
        ValueType::Boolean if begins("binary") => TypeKind::Binary,
        ValueType::Boolean => TypeKind::Boolean,
        ValueType::Integer => TypeKind::Integer,
        ValueType::Float if matches!(storage, "u64" | "u128" | "i128") => TypeKind::Integer,
        ValueType::Float if begins("decimal") => TypeKind::Decimal,
        ValueType::Float if storage == "null" => TypeKind::Nothing,
        ValueType::Float => TypeKind::Float,
        ValueType::Text => TypeKind::Text,
        ValueType::Date => TypeKind::Date,
        ValueType::Datetime => TypeKind::Datetime,
        ValueType::Time => TypeKind::Time,
    };
    Column::bare(contract.name.clone(), kind, storage, "as the spec says")
}
