//! What a columnar file must offer to become a table.

use super::guard::guarded;
use ninefold_base::Problem;
use polars::prelude::{DataType, Series};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};
use std::ops::Range;

/// A column as the file declares it.
#[derive(Debug, Clone)]
pub struct ColumnSpec {
    pub name: String,
    pub dtype: DataType,
    /// Missing values in the whole file, where the file itself says so for every group.
    pub missing: Option<u64>,
    /// Why the column cannot be read at all, if its type is one that the reader does not know.
    pub unreadable: Option<String>,
}

impl ColumnSpec {
    /// From an arrow field; a type that polars does not know makes an unreadable column, not an unreadable file.
    pub fn of(name: &str, field: &Field, missing: Option<u64>) -> Self {
        match guarded(name, || Ok(DataType::from_arrow_field(field))) {
            Ok(dtype) => Self { name: field.name.to_string(), dtype, missing, unreadable: None },
            Err(problem) => Self {
                name: field.name.to_string(),
                dtype: DataType::Null,
                missing: None,
                unreadable: Some(problem.why),
            },
        }
    }
}

/// A file of groups of rows, each column of a group cut into pieces that decode on their own.
pub trait Pieces: Send + Sync {
    /// For messages.
    fn name(&self) -> &str;

    fn columns(&self) -> &[ColumnSpec];

    /// Rows of each group, known when opening.
    fn group_rows(&self) -> &[u64];

    /// The piece of `column` in `group` that holds `row` (counted within the group). Pieces of one column do not
    /// overlap and are the same whichever row asks for them.
    fn piece_at(&self, group: usize, column: usize, row: u64) -> Result<Range<u64>, Problem>;

    /// Decodes one piece, as [`Pieces::piece_at`] gave it.
    fn decode(&self, group: usize, column: usize, piece: &Range<u64>) -> Result<Series, Problem>;

    /// One sentence per thing that was decided when opening.
    fn reasons(&self) -> Vec<String>;
}

/// The schema with time zones that polars does not know (odd fixed offsets such as `-02:15`) read as UTC: the instants
/// are the same, only their writing differs.
pub fn known_zones(schema: &ArrowSchema) -> (ArrowSchema, Vec<String>) {
    let mut changed = Vec::new();
    let fields = schema.iter_values().map(|field| match &field.dtype {
        ArrowDataType::Timestamp(unit, Some(zone))
            if guarded("", || Ok(DataType::from_arrow_field(field))).is_err() =>
        {
            changed
                .push(format!("column `{}`: time zone `{zone}` is not known here, times are shown in UTC", field.name));
            Field { dtype: ArrowDataType::Timestamp(*unit, Some("UTC".into())), ..field.clone() }
        }
        _ => field.clone(),
    });
    (fields.collect(), changed)
}
