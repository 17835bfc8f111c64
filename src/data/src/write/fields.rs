//! Columns on their way into text: names, kinds, and fast access to values row by row.

use super::Form;
use crate::{Chunk, RowSource, cells};
use ninefold_base::{Cell, ColumnId, Problem, TypeKind};
use polars::prelude::{
    BinaryChunked, BooleanChunked, DataType, Float32Chunked, Float64Chunked, Int64Chunked, Series, StringChunked,
};
use std::collections::{HashMap, HashSet};

/// What is written: columns in order, with the names they carry in the file.
pub struct Shape {
    pub ids: Vec<ColumnId>,
    pub names: Vec<String>,
    pub kinds: Vec<TypeKind>,
    pub notes: Vec<String>,
}

impl Shape {
    /// Names must be unique where the form cannot tell columns apart otherwise.
    pub fn new(source: &dyn RowSource, columns: &[ColumnId], form: Form) -> Result<Self, Problem> {
        let info = source.info();
        // A column asked for twice is written once.
        let mut seen = HashSet::new();
        let ids: Vec<ColumnId> = columns.iter().copied().filter(|id| seen.insert(*id)).collect();
        let mut shape = Self { ids, names: Vec::new(), kinds: Vec::new(), notes: Vec::new() };
        for id in &shape.ids {
            let column = info
                .columns
                .get(id.index())
                .ok_or_else(|| Problem::fault("writing", format!("there is no column {}", id.0)))?;
            shape.names.push(column.name.clone());
            shape.kinds.push(column.dtype.kind);
        }
        if !matches!(form, Form::Csv | Form::Tsv) {
            shape.make_unique();
        }
        Ok(shape)
    }

    pub fn make_unique(&mut self) {
        let mut taken: HashSet<String> = self.names.iter().cloned().collect();
        let mut seen = HashSet::new();
        for name in &mut self.names {
            if seen.insert(name.clone()) {
                continue;
            }
            let free = (2..)
                .map(|n| format!("{name}_{n}"))
                .find(|candidate| !taken.contains(candidate))
                .expect("some number is free");
            self.notes.push(format!("the second column `{name}` is written as `{free}`"));
            taken.insert(free.clone());
            seen.insert(free.clone());
            *name = free;
        }
    }
}

/// The values of one column of a chunk.
pub enum Values {
    Text(StringChunked),
    /// Text that holds JSON: lists and structs of text sources.
    Json(StringChunked),
    Boolean(BooleanChunked),
    Integer(Int64Chunked),
    Float(Float64Chunked),
    Float32(Float32Chunked),
    Binary(BinaryChunked),
    Cells(Vec<Cell>),
}

/// One value.
pub enum Value<'a> {
    Missing,
    Text(&'a str),
    Json(&'a str),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Float32(f32),
    Binary(&'a [u8]),
    Cell(&'a Cell),
    /// A text that does not fit the column's type.
    Invalid(&'a str),
}

/// A chunk's columns, with the cells that do not fit in their places.
pub struct Rows<'a> {
    pub columns: Vec<Values>,
    invalid: Vec<HashMap<u32, &'a str>>,
}

impl<'a> Rows<'a> {
    pub fn new(chunk: &'a Chunk, shape: &Shape) -> Self {
        let columns = chunk
            .frame
            .columns()
            .iter()
            .zip(&shape.kinds)
            .map(|(column, kind)| values(column.as_materialized_series(), *kind));
        let mut invalid: Vec<HashMap<u32, &str>> = vec![HashMap::new(); shape.ids.len()];
        for cell in &chunk.invalid {
            for (at, id) in shape.ids.iter().enumerate() {
                if *id == cell.column {
                    invalid[at].insert(cell.row, cell.text.as_str());
                }
            }
        }
        Self { columns: columns.collect(), invalid }
    }

    pub fn value(&self, column: usize, row: usize) -> Value<'_> {
        if !self.invalid[column].is_empty()
            && let Some(text) = self.invalid[column].get(&(row as u32))
        {
            return Value::Invalid(text);
        }
        self.columns[column].get(row)
    }
}

fn values(series: &Series, kind: TypeKind) -> Values {
    let series = series.rechunk();
    let fast = match series.dtype() {
        DataType::String if matches!(kind, TypeKind::List | TypeKind::Struct) => {
            series.str().ok().map(|texts| Values::Json(texts.clone()))
        }
        DataType::String => series.str().ok().map(|texts| Values::Text(texts.clone())),
        DataType::Boolean => series.bool().ok().map(|values| Values::Boolean(values.clone())),
        DataType::Float64 => series.f64().ok().map(|values| Values::Float(values.clone())),
        DataType::Float32 => series.f32().ok().map(|values| Values::Float32(values.clone())),
        DataType::Binary => series.binary().ok().map(|values| Values::Binary(values.clone())),
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32 => series
            .cast(&DataType::Int64)
            .ok()
            .and_then(|series| series.i64().ok().map(|values| Values::Integer(values.clone()))),
        dtype if dtype.is_categorical() || dtype.is_enum() => series
            .cast(&DataType::String)
            .ok()
            .and_then(|series| series.str().ok().map(|texts| Values::Text(texts.clone()))),
        _ => None,
    };
    fast.unwrap_or_else(|| Values::Cells(cells::cells_of_kind(&series, kind, usize::MAX)))
}

impl Values {
    pub fn get(&self, row: usize) -> Value<'_> {
        let value = match self {
            Self::Text(texts) => texts.get(row).map(Value::Text),
            Self::Json(texts) => texts.get(row).map(Value::Json),
            Self::Boolean(values) => values.get(row).map(Value::Boolean),
            Self::Integer(values) => values.get(row).map(Value::Integer),
            Self::Float(values) => values.get(row).map(Value::Float),
            Self::Float32(values) => values.get(row).map(Value::Float32),
            Self::Binary(values) => values.get(row).map(Value::Binary),
            Self::Cells(cells) => cells.get(row).filter(|cell| **cell != Cell::Missing).map(Value::Cell),
        };
        value.unwrap_or(Value::Missing)
    }
}
