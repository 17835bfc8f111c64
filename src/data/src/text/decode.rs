//! Fields of records as typed polars columns.

use super::decide::Reading;
use super::split::{Field, Written, meant};
use super::values;
use crate::source::{Chunk, InvalidCell, column_name};
use ninefold_base::cell::LONG_TEXT_BYTES;
use ninefold_base::{ColumnId, Problem};
use polars::prelude::*;

/// How one column is read.
#[derive(Debug, Clone)]
pub struct ColumnPlan {
    pub column: ColumnId,
    pub reading: Reading,
    /// Texts that are missing here.
    pub missing: Vec<String>,
}

enum Builder {
    Nothing(usize),
    Text(StringChunkedBuilder),
    Boolean(BooleanChunkedBuilder),
    Integer(PrimitiveChunkedBuilder<Int64Type>),
    Float(PrimitiveChunkedBuilder<Float64Type>),
    Date(PrimitiveChunkedBuilder<Int32Type>),
    Datetime(PrimitiveChunkedBuilder<Int64Type>, bool),
    Time(PrimitiveChunkedBuilder<Int64Type>),
}

/// Gathers rows into a [`Chunk`].
pub struct Decoder<'a> {
    plans: &'a [ColumnPlan],
    builders: Vec<Builder>,
    rows: u32,
    invalid: Vec<InvalidCell>,
    decimal_comma: bool,
    quote: Option<u8>,
    scratch: Vec<u8>,
}

impl<'a> Decoder<'a> {
    pub fn new(plans: &'a [ColumnPlan], rows: usize, decimal_comma: bool, quote: Option<u8>) -> Self {
        let builders = plans.iter().map(|plan| builder(plan, rows)).collect();
        Self { plans, builders, rows: 0, invalid: Vec::new(), decimal_comma, quote, scratch: Vec::new() }
    }

    pub fn rows(&self) -> u64 {
        u64::from(self.rows)
    }

    pub fn push(&mut self, text: &[u8], fields: &[Field]) {
        let mut scratch = std::mem::take(&mut self.scratch);
        for i in 0..self.plans.len() {
            let field = fields.get(self.plans[i].column.index()).unwrap_or(&Field::ABSENT);
            let value = meant(field, text, self.quote, &mut scratch);
            self.push_value(i, value, field.written);
        }
        self.scratch = scratch;
        self.rows += 1;
    }

    fn push_value(&mut self, i: usize, value: &[u8], written: Written) {
        let plan = &self.plans[i];
        let builder = &mut self.builders[i];
        let missing = written == Written::Absent
            || value.is_empty() && plan.reading.empty_is_missing()
            || !plan.missing.is_empty()
                && (written != Written::Quoted || !value.is_empty())
                && plan.missing.iter().any(|marker| marker.as_bytes() == value);
        if missing || plan.reading.empty_is_missing() && values::trimmed(value).is_empty() {
            builder.push_missing();
        } else if !builder.push(value, plan.reading, self.decimal_comma) {
            builder.push_missing();
            let text = String::from_utf8_lossy(&value[..value.len().min(LONG_TEXT_BYTES)]).into_owned();
            self.invalid.push(InvalidCell { row: self.rows, column: plan.column, text });
        }
    }

    pub fn finish(self) -> Result<Chunk, Problem> {
        let height = self.rows as usize;
        let mut columns = Vec::with_capacity(self.plans.len());
        for (plan, builder) in self.plans.iter().zip(self.builders) {
            columns.push(builder.finish(&column_name(plan.column)).map_err(fault)?.into_column());
        }
        let frame = DataFrame::new(height, columns).map_err(fault)?;
        Ok(Chunk { frame, invalid: self.invalid })
    }
}

fn fault(error: PolarsError) -> Problem {
    Problem::fault("making columns", error)
}

fn builder(plan: &ColumnPlan, rows: usize) -> Builder {
    let name: PlSmallStr = column_name(plan.column).into();
    match plan.reading {
        Reading::Nothing => Builder::Nothing(0),
        Reading::Text | Reading::List | Reading::Struct => Builder::Text(StringChunkedBuilder::new(name, rows)),
        Reading::Boolean(_) => Builder::Boolean(BooleanChunkedBuilder::new(name, rows)),
        Reading::Integer => Builder::Integer(PrimitiveChunkedBuilder::new(name, rows)),
        Reading::Float => Builder::Float(PrimitiveChunkedBuilder::new(name, rows)),
        Reading::Date(_) => Builder::Date(PrimitiveChunkedBuilder::new(name, rows)),
        Reading::Datetime(_, zoned) => Builder::Datetime(PrimitiveChunkedBuilder::new(name, rows), zoned),
        Reading::Time => Builder::Time(PrimitiveChunkedBuilder::new(name, rows)),
    }
}

impl Builder {
    fn push_missing(&mut self) {
        match self {
            Self::Nothing(rows) => *rows += 1,
            Self::Text(builder) => builder.append_null(),
            Self::Boolean(builder) => builder.append_null(),
            Self::Integer(builder) => builder.append_null(),
            Self::Float(builder) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Datetime(builder, _) | Self::Time(builder) => builder.append_null(),
        }
    }

    /// False if the text is no such value; nothing was appended then.
    fn push(&mut self, value: &[u8], reading: Reading, decimal_comma: bool) -> bool {
        match (self, reading) {
            (Self::Text(builder), _) => {
                match std::str::from_utf8(value) {
                    Ok(text) => builder.append_value(text),
                    Err(_) => builder.append_value(String::from_utf8_lossy(value)),
                }
                true
            }
            (Self::Boolean(builder), Reading::Boolean(chosen)) => {
                append(values::boolean(value, chosen), |value| builder.append_value(value))
            }
            (Self::Integer(builder), _) => {
                // Grouped thousands are read only where the user chose the type: see `decide`.
                append(values::integer(value).or_else(|| values::grouped_integer(value)), |value| {
                    builder.append_value(value)
                })
            }
            (Self::Float(builder), _) => {
                append(values::float(value, decimal_comma).or_else(|| values::grouped_float(value)), |value| {
                    builder.append_value(value)
                })
            }
            (Self::Date(builder), Reading::Date(order)) => {
                append(values::date(value, order), |value| builder.append_value(value))
            }
            (Self::Datetime(builder, zoned), Reading::Datetime(order, _)) => {
                // A zoned column holds moments; a naive one what the clock showed.
                let zoned = *zoned;
                append(values::datetime(value, order).filter(|(_, has_zone)| *has_zone == zoned), |(value, _)| {
                    builder.append_value(value)
                })
            }
            (Self::Time(builder), _) => append(values::time(value), |value| builder.append_value(value)),
            (Self::Nothing(_) | Self::Boolean(_) | Self::Date(_) | Self::Datetime(..), _) => false,
        }
    }

    fn finish(self, name: &str) -> PolarsResult<Series> {
        Ok(match self {
            Self::Nothing(rows) => Series::full_null(name.into(), rows, &DataType::String),
            Self::Text(builder) => builder.finish().into_series(),
            Self::Boolean(builder) => builder.finish().into_series(),
            Self::Integer(builder) => builder.finish().into_series(),
            Self::Float(builder) => builder.finish().into_series(),
            Self::Date(builder) => builder.finish().into_series().cast(&DataType::Date)?,
            Self::Datetime(builder, zoned) => {
                let zone = zoned.then_some(TimeZone::UTC);
                builder.finish().into_series().cast(&DataType::Datetime(TimeUnit::Microseconds, zone))?
            }
            Self::Time(builder) => builder.finish().into_series().cast(&DataType::Time)?,
        })
    }
}

fn append<T>(value: Option<T>, mut push: impl FnMut(T)) -> bool {
    match value {
        Some(value) => {
            push(value);
            true
        }
        None => false,
    }
}
