//! Parquet and Arrow IPC by polars' writers, one row group (record batch) after the other.

use super::fields::Shape;
use super::sink::Sink;
use super::{Form, Written, batches, note};
use crate::columnar::guard::guarded;
use crate::{Chunk, Interrupted, RowOrder, RowSource};
use ninefold_base::{Meter, Problem};
use polars::prelude::{
    Column, CompatLevel, DataFrame, DataType, Field, IpcWriter, ParquetWriter, PolarsError, PolarsResult, Schema,
    SchemaExt, SerWriter,
};
use polars_arrow::io::ipc::write::default_ipc_fields;

/// Rows of a row group: large enough to compress well, small enough to be held a few at a time.
const GROUP_ROWS: usize = 131_072;
/// Bytes of a Parquet page before compression: a reader that wants a single row must unpack no more than this.
const PAGE_BYTES: usize = 64 << 10;

pub fn write(
    source: &dyn RowSource,
    order: &RowOrder,
    shape: &Shape,
    form: Form,
    sink: &mut Sink<'_>,
    meter: &dyn Meter,
) -> Result<Written, Interrupted> {
    let empty = source.read(0..0, &shape.ids)?;
    let fields = empty
        .frame
        .columns()
        .iter()
        .zip(&shape.names)
        .map(|(column, name)| Field::new(name.as_str().into(), plain_type(column.dtype())));
    let schema: Schema = fields.collect();
    let mut invalid = 0;
    let mut rows = 0;
    let faults = match form {
        Form::Arrow => {
            // The oldest level is what every reader of Arrow files knows.
            let level = CompatLevel::oldest();
            let fields = default_ipc_fields(schema.to_arrow(level).iter_values());
            let writer = IpcWriter::new(&mut *sink).with_compat_level(level).batched(&schema, fields);
            let mut writer = match writer {
                Ok(writer) => writer,
                Err(error) => return Err(sink.explain(&error)),
            };
            let end = groups(source, order, shape, &schema, meter, (&mut rows, &mut invalid), |frame| {
                writer.write_batch(&frame)
            });
            end.and_then(|()| writer.finish().map_err(Fault::Polars))
        }
        Form::Parquet | Form::Csv | Form::Tsv | Form::Json | Form::Ndjson => {
            let writer = ParquetWriter::new(&mut *sink).with_data_page_size(Some(PAGE_BYTES)).batched(&schema);
            let mut writer = match writer {
                Ok(writer) => writer,
                Err(error) => return Err(sink.explain(&error)),
            };
            let end = groups(source, order, shape, &schema, meter, (&mut rows, &mut invalid), |frame| {
                writer.write_batch(&frame)
            });
            end.and_then(|()| writer.finish().map(|_| ()).map_err(Fault::Polars))
        }
    };
    match faults {
        Ok(()) => Ok(Written {
            rows,
            bytes: 0,
            notes: note(invalid, "value", "that did not fit the column's type became missing").into_iter().collect(),
        }),
        Err(Fault::Interrupted(interrupted)) => Err(interrupted),
        Err(Fault::Polars(error)) => Err(sink.explain(&error)),
    }
}

enum Fault {
    Interrupted(Interrupted),
    Polars(PolarsError),
}

/// Hands on frames of [`GROUP_ROWS`] rows.
fn groups(
    source: &dyn RowSource,
    order: &RowOrder,
    shape: &Shape,
    schema: &Schema,
    meter: &dyn Meter,
    (rows, invalid): (&mut u64, &mut u64),
    mut put: impl FnMut(DataFrame) -> PolarsResult<()>,
) -> Result<(), Fault> {
    let mut waiting: Option<DataFrame> = None;
    let mut fault = None;
    let result = batches::each(
        source,
        order,
        &shape.ids,
        meter,
        |chunk| Ok((named(chunk, schema)?, chunk.invalid.len() as u64)),
        |(frame, unfit)| {
            *rows += frame.height() as u64;
            *invalid += unfit;
            match &mut waiting {
                None => waiting = Some(frame),
                Some(waiting) => {
                    waiting.vstack_mut(&frame).map_err(|error| Problem::fault("writing", error))?;
                }
            }
            while waiting.as_ref().is_some_and(|frame| frame.height() >= GROUP_ROWS) {
                let Some(frame) = waiting.take() else { break };
                let (group, rest) = frame.split_at(GROUP_ROWS as i64);
                waiting = Some(rest);
                if let Err(error) = put_whole(group, &mut put) {
                    fault = Some(error);
                    return Err(Interrupted::Stopped);
                }
            }
            Ok(())
        },
    );
    match (fault, result) {
        (Some(error), _) => Err(Fault::Polars(error)),
        (None, Err(interrupted)) => Err(Fault::Interrupted(interrupted)),
        (None, Ok(())) => match waiting.filter(|frame| frame.height() > 0) {
            Some(frame) => put_whole(frame, &mut put).map_err(Fault::Polars),
            None => Ok(()),
        },
    }
}

/// The writers want each column in one piece.
fn put_whole(mut frame: DataFrame, put: &mut impl FnMut(DataFrame) -> PolarsResult<()>) -> PolarsResult<()> {
    frame.rechunk_mut();
    put(frame)
}

fn named(chunk: &Chunk, schema: &Schema) -> Result<DataFrame, Problem> {
    guarded("the table", || {
        let columns = chunk.frame.columns().iter().zip(schema.iter()).map(|(column, (name, dtype))| {
            let column = if column.dtype() == dtype { column.clone() } else { column.cast(dtype)? };
            Ok(column.with_name(name.clone()))
        });
        let columns: PolarsResult<Vec<Column>> = columns.collect();
        DataFrame::new(chunk.frame.height(), columns?)
    })
}

/// Categories are written as text: their codes differ from one span to the next.
fn plain_type(dtype: &DataType) -> DataType {
    if dtype.is_categorical() || dtype.is_enum() { DataType::String } else { dtype.clone() }
}
