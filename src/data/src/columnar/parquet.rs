//! Parquet: row groups are the groups, runs of pages are the pieces.
//!
//! Only the footer is read when opening. A flat column is decoded some pages at a time ([`Walk`] finds where they
//! are); a nested column, whose pages do not say how many rows they hold, is decoded one row group at a time.

use super::guard::{guarded, guarded_problem, refused};
use super::page_headers::{self, PageKind};
use super::pieces::{ColumnSpec, Pieces, known_zones};
use crate::open::handle::FileHandle;
use ninefold_base::Problem;
use ninefold_base::format::{bytes as bytes_text, counted};
use polars::prelude::{PolarsResult, Series};
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_buffer::Buffer;
use polars_parquet::parquet::read::PageMetaData;
use polars_parquet::parquet::statistics::Statistics;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, Filter, PageReader, column_iter_to_arrays,
};
use std::collections::HashMap;
use std::io::Cursor;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Pages are gathered until they hold this many rows: enough to make decoding worth its overhead, few enough for the
/// first screen to come at once.
const PIECE_ROWS: u64 = 8_192;
/// A page of more rows than twice this is decoded in blocks of this many rows.
const BLOCK_ROWS: u64 = 65_536;
/// Pages are gathered no further than this many bytes, however few rows they hold.
const PIECE_BYTES: u64 = 4 << 20;
/// A page that claims to unpack to more than this is taken for damaged: the largest that any writer makes is far below.
const LARGEST_PAGE: usize = 1 << 30;
/// Bytes read at once while walking page headers; most headers take less than 100.
const HEADER_WINDOW: usize = 4096;
/// Page headers hold statistics of text, which may be long.
const LARGEST_HEADER: usize = 4 << 20;

pub struct ParquetPieces {
    handle: Arc<FileHandle>,
    name: String,
    metadata: FileMetadata,
    schema: ArrowSchema,
    zones: Vec<String>,
    columns: Vec<ColumnSpec>,
    group_rows: Vec<u64>,
    walks: Mutex<Walks>,
}

/// By row group and column.
type Walks = HashMap<(usize, usize), Arc<Mutex<Walk>>>;

impl ParquetPieces {
    pub fn open(handle: Arc<FileHandle>) -> Result<Self, Problem> {
        let name = handle.name();
        check_magic(&handle, &name)?;
        let (metadata, schema) = guarded(&name, || {
            let metadata = polars_parquet::read::read_metadata(&mut handle.cursor())?;
            let schema = polars_parquet::read::infer_schema(&metadata)?;
            Ok((metadata, schema))
        })?;
        let (schema, zones) = known_zones(&schema);
        let mut columns = Vec::with_capacity(schema.len());
        for field in schema.iter_values() {
            let missing = guarded(&name, || Ok(missing_by_statistics(&metadata, field))).ok().flatten();
            columns.push(ColumnSpec::of(&name, field, missing));
        }
        let group_rows: Vec<u64> = metadata.row_groups.iter().map(|group| group.num_rows() as u64).collect();
        if group_rows
            .iter()
            .try_fold(0u64, |sum, rows| sum.checked_add(*rows))
            .is_none_or(|rows| rows > i64::MAX as u64)
        {
            return Err(refused(&name, "its row groups claim more rows than can be"));
        }
        Ok(Self { handle, name, metadata, schema, zones, columns, group_rows, walks: Mutex::default() })
    }

    fn field(&self, column: usize) -> &Field {
        self.schema.get_at_index(column).expect("column ids come from this schema").1
    }

    /// The leaf columns of a field in a group; none if the group lacks it.
    fn leaves(&self, group: usize, column: usize) -> Vec<&ColumnChunkMetadata> {
        let name = &self.field(column).name;
        self.metadata.row_groups[group].columns_under_root_iter(name).map(Iterator::collect).unwrap_or_default()
    }

    fn walk(&self, group: usize, column: usize) -> Arc<Mutex<Walk>> {
        let mut walks = self.walks.lock().unwrap_or_else(PoisonError::into_inner);
        let walk = walks.entry((group, column)).or_insert_with(|| {
            let leaves = self.leaves(group, column);
            let chunk = match leaves.as_slice() {
                [leaf] if is_flat(self.field(column), leaf) => chunk_range(leaf, self.handle.bytes()),
                _ => None,
            };
            Arc::new(Mutex::new(Walk::new(chunk, self.group_rows[group])))
        });
        Arc::clone(walk)
    }

    fn decode_pages(
        &self,
        leaf: &ColumnChunkMetadata,
        column: usize,
        piece: &Piece,
        dictionary: Option<Range<u64>>,
    ) -> Result<Series, Problem> {
        let mut bytes = match dictionary {
            Some(range) => self.read_range(&range)?,
            None => Vec::new(),
        };
        bytes.append(&mut self.read_range(&piece.bytes)?);
        let skipped = usize::try_from(piece.skip).expect("rows of a page fit in memory");
        let rows = usize::try_from(piece.rows.end - piece.rows.start).expect("rows of a piece fit in memory");
        let filter = Filter::new_ranged(skipped, skipped + rows);
        guarded(&self.name, || decode_chunks(self.field(column), vec![(leaf, bytes, piece.values)], filter))
    }

    fn decode_group(&self, group: usize, column: usize, rows: &Range<u64>) -> Result<Series, Problem> {
        let leaves = self.leaves(group, column);
        let field = self.field(column);
        if leaves.is_empty() {
            let rows = usize::try_from(rows.end - rows.start).expect("rows of a piece fit in memory");
            return Ok(Series::full_null(field.name.clone(), rows, &self.columns[column].dtype));
        }
        let mut chunks = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            let range = chunk_range(leaf, self.handle.bytes())
                .ok_or_else(|| refused(&self.name, "a column chunk lies outside the file"))?;
            check_pages(&self.handle, &range, &self.name)?;
            let values = u64::try_from(leaf.num_values())
                .map_err(|_| refused(&self.name, "a column chunk has a negative number of values"))?;
            chunks.push((leaf, self.read_range(&range)?, values));
        }
        let to_index = |row: u64| usize::try_from(row).map_err(|_| refused(&self.name, "more rows than fit in memory"));
        let filter = Filter::new_ranged(to_index(rows.start)?, to_index(rows.end)?);
        guarded(&self.name, || decode_chunks(field, chunks, filter))
    }

    fn read_range(&self, range: &Range<u64>) -> Result<Vec<u8>, Problem> {
        let length = usize::try_from(range.end - range.start)
            .map_err(|_| refused(&self.name, "a column chunk larger than memory"))?;
        self.handle.read(range.start, length)
    }
}

impl Pieces for ParquetPieces {
    fn name(&self) -> &str {
        &self.name
    }

    fn columns(&self) -> &[ColumnSpec] {
        &self.columns
    }

    fn group_rows(&self) -> &[u64] {
        &self.group_rows
    }

    fn piece_at(&self, group: usize, column: usize, row: u64) -> Result<Range<u64>, Problem> {
        let walk = self.walk(group, column);
        let mut walk = walk.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(walk.piece_at(&self.handle, row)?.rows.clone())
    }

    fn decode(&self, group: usize, column: usize, rows: &Range<u64>) -> Result<Series, Problem> {
        let (piece, dictionary, by_pages) = {
            let walk = self.walk(group, column);
            let mut walk = walk.lock().unwrap_or_else(PoisonError::into_inner);
            (walk.piece_at(&self.handle, rows.start)?.clone(), walk.dictionary.clone(), walk.chunk.is_some())
        };
        let series = guarded_problem(&self.name, || match self.leaves(group, column).as_slice() {
            [leaf] if by_pages => self.decode_pages(leaf, column, &piece, dictionary),
            _ => self.decode_group(group, column, rows),
        })?;
        let expected = rows.end - rows.start;
        if series.len() as u64 != expected {
            let detail = format!(
                "column `{}` ends after {} of {}",
                self.columns[column].name,
                series.len(),
                counted(expected, "row")
            );
            return Err(refused(&self.name, &detail));
        }
        Ok(series)
    }

    fn reasons(&self) -> Vec<String> {
        let writer = self.metadata.created_by.as_deref().map(|by| format!(", written by {by}")).unwrap_or_default();
        let first = format!(
            "Parquet: {} in {}{writer}",
            counted(self.group_rows.iter().sum(), "row"),
            counted(self.group_rows.len() as u64, "row group")
        );
        [first].into_iter().chain(self.zones.iter().cloned()).collect()
    }
}

fn check_magic(handle: &FileHandle, name: &str) -> Result<(), Problem> {
    if handle.bytes() < 12 {
        return Err(refused(name, "it is too short for a Parquet file"));
    }
    let tail = handle.read(handle.bytes() - 4, 4)?;
    match tail.as_slice() {
        b"PAR1" => Ok(()),
        b"PARE" => Err(refused(name, "encrypted footer")),
        _ => Err(refused(
            name,
            "the file does not end as a Parquet file does; it was cut short or is still being written",
        )),
    }
}

fn is_flat(field: &Field, leaf: &ColumnChunkMetadata) -> bool {
    leaf.descriptor().descriptor.max_rep_level == 0 && !field.dtype.is_nested()
}

/// Where a column chunk lies. Not [`ColumnChunkMetadata::byte_range`]: some writers set the dictionary's offset to 0 to
/// say that there is none.
fn chunk_range(leaf: &ColumnChunkMetadata, file_bytes: u64) -> Option<Range<u64>> {
    let data = u64::try_from(leaf.data_page_offset()).ok()?;
    let dictionary =
        leaf.dictionary_page_offset().and_then(|offset| u64::try_from(offset).ok()).filter(|offset| *offset > 0);
    let start = dictionary.map_or(data, |dictionary| dictionary.min(data));
    let end = start.checked_add(u64::try_from(leaf.compressed_size()).ok()?)?;
    (end <= file_bytes).then_some(start..end)
}

fn decode_chunks(
    field: &Field,
    chunks: Vec<(&ColumnChunkMetadata, Vec<u8>, u64)>,
    filter: Filter,
) -> PolarsResult<Series> {
    let mut pages = Vec::with_capacity(chunks.len());
    let mut types = Vec::with_capacity(chunks.len());
    for (leaf, bytes, values) in chunks {
        let descriptor = &leaf.descriptor().descriptor;
        let values = i64::try_from(values).unwrap_or(i64::MAX);
        let meta = PageMetaData::new(0, values, leaf.compression(), descriptor.clone());
        // A page cannot be larger than the bytes it is read from.
        let largest = bytes.len();
        let reader = PageReader::new_with_page_meta(Cursor::new(Buffer::from_vec(bytes)), meta, Vec::new(), largest);
        pages.push(BasicDecompressor::new(reader, Vec::new()));
        types.push(&descriptor.primitive_type);
    }
    let (arrays, _) = column_iter_to_arrays(pages, types, field.clone(), Some(filter))?;
    Series::try_from((field, arrays))
}

/// Missing values of a flat column, if every row group states them.
fn missing_by_statistics(metadata: &FileMetadata, field: &Field) -> Option<u64> {
    let mut missing = 0u64;
    for group in &metadata.row_groups {
        let leaves: Vec<&ColumnChunkMetadata> = group.columns_under_root_iter(&field.name)?.collect();
        let [leaf] = leaves.as_slice() else { return None };
        if !is_flat(field, leaf) {
            return None;
        }
        if leaf.descriptor().descriptor.max_def_level == 0 {
            continue;
        }
        let statistics = leaf.statistics(&metadata.footer_buf)?.ok()?;
        let nulls = u64::try_from(null_count(&statistics)?).ok()?;
        if nulls > group.num_rows() as u64 {
            return None;
        }
        missing += nulls;
    }
    Some(missing)
}

fn null_count(statistics: &Statistics) -> Option<i64> {
    match statistics {
        Statistics::Binary(s) => s.null_count,
        Statistics::Boolean(s) => s.null_count,
        Statistics::FixedLen(s) => s.null_count,
        Statistics::Int32(s) => s.null_count,
        Statistics::Int64(s) => s.null_count,
        Statistics::Int96(s) => s.null_count,
        Statistics::Float(s) => s.null_count,
        Statistics::Double(s) => s.null_count,
    }
}

/// Some pages and the rows to take from them.
#[derive(Debug, Clone)]
struct Piece {
    /// Rows of the group.
    rows: Range<u64>,
    bytes: Range<u64>,
    /// Values in these pages.
    values: u64,
    /// Rows of these pages that come before `rows`.
    skip: u64,
}

/// How far the page headers of one column chunk have been read.
#[derive(Debug)]
struct Walk {
    /// `None`: the column is decoded a whole group at a time.
    chunk: Option<Range<u64>>,
    dictionary: Option<Range<u64>>,
    pieces: Vec<Piece>,
    next_byte: u64,
    next_row: u64,
    rows: u64,
}

impl Walk {
    fn new(chunk: Option<Range<u64>>, rows: u64) -> Self {
        let next_byte = chunk.as_ref().map_or(0, |chunk| chunk.start);
        let mut walk = Self { chunk, dictionary: None, pieces: Vec::new(), next_byte, next_row: 0, rows };
        if walk.chunk.is_none() {
            walk.pieces.push(Piece { rows: 0..rows, bytes: 0..0, values: 0, skip: 0 });
            walk.next_row = rows;
        }
        walk
    }

    fn piece_at(&mut self, handle: &FileHandle, row: u64) -> Result<&Piece, Problem> {
        while self.next_row <= row && self.next_row < self.rows {
            self.advance(handle)?;
        }
        let after = self.pieces.partition_point(|piece| piece.rows.start <= row);
        match after.checked_sub(1) {
            Some(at) => Ok(&self.pieces[at]),
            None => Err(refused(&handle.name(), "a row outside its group was asked for")),
        }
    }

    /// Walks as many page headers as make one piece.
    fn advance(&mut self, handle: &FileHandle) -> Result<(), Problem> {
        let chunk = self.chunk.clone().unwrap_or(0..0);
        let (first_row, mut first_byte) = (self.next_row, self.next_byte);
        let mut window = Window::default();
        let (mut row, mut byte) = (self.next_row, self.next_byte);
        while row < self.rows && byte < chunk.end {
            let Some(header) = window.header(handle, byte, chunk.end)? else {
                // Not a header we understand: the rest is one piece for polars to judge.
                self.rest(first_row, first_byte..chunk.end);
                return Ok(());
            };
            check_page_size(&handle.name(), &header)?;
            let end = byte + (header.header_bytes + header.compressed) as u64;
            if end > chunk.end {
                self.rest(first_row, first_byte..chunk.end);
                return Ok(());
            }
            match header.kind {
                PageKind::Dictionary => {
                    self.dictionary = Some(byte..end);
                    first_byte = end;
                }
                PageKind::Index => first_byte = if first_row == row { end } else { first_byte },
                PageKind::Data => row += header.values,
            }
            byte = end;
            if row - first_row >= PIECE_ROWS || byte - first_byte >= PIECE_BYTES {
                break;
            }
        }
        if row == first_row {
            self.rest(first_row, first_byte..chunk.end);
            return Ok(());
        }
        self.push(first_row..row, first_byte..byte);
        self.next_byte = byte;
        Ok(())
    }

    /// Everything from `row` on as one piece.
    fn rest(&mut self, row: u64, bytes: Range<u64>) {
        let rows = row..self.rows;
        self.next_byte = bytes.end;
        self.push(rows, bytes);
        self.next_row = self.rows;
    }

    fn push(&mut self, rows: Range<u64>, bytes: Range<u64>) {
        let values = rows.end - rows.start;
        let end = rows.end.min(self.rows);
        let block = if values > 2 * BLOCK_ROWS { BLOCK_ROWS } else { values };
        let mut start = rows.start;
        while start < end {
            let stop = (start + block).min(end);
            self.pieces.push(Piece { rows: start..stop, bytes: bytes.clone(), values, skip: start - rows.start });
            start = stop;
        }
        self.next_row = end;
    }
}

/// A few kilobytes of the file around the header that is being read.
#[derive(Debug, Default)]
struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Window {
    /// The page header at `at`, which lies before `end`. `None` if it cannot be parsed.
    fn header(&mut self, handle: &FileHandle, at: u64, end: u64) -> Result<Option<page_headers::PageHeader>, Problem> {
        let mut want = HEADER_WINDOW;
        loop {
            let inside = at.checked_sub(self.start).and_then(|offset| self.bytes.get(usize::try_from(offset).ok()?..));
            if let Some(header) = inside.and_then(page_headers::parse) {
                return Ok(Some(header));
            }
            let available = usize::try_from(end - at).unwrap_or(usize::MAX);
            if inside.is_some_and(|inside| inside.len() >= available.min(LARGEST_HEADER)) {
                return Ok(None);
            }
            self.bytes = handle.read(at, want.min(available))?;
            self.start = at;
            want = (want * 16).min(LARGEST_HEADER);
        }
    }
}

/// Walks the pages of a chunk that is decoded whole, for [`check_page_size`] only.
fn check_pages(handle: &FileHandle, chunk: &Range<u64>, name: &str) -> Result<(), Problem> {
    let mut window = Window::default();
    let mut byte = chunk.start;
    while byte < chunk.end {
        let Some(header) = window.header(handle, byte, chunk.end)? else { return Ok(()) };
        check_page_size(name, &header)?;
        byte += (header.header_bytes + header.compressed) as u64;
    }
    Ok(())
}

fn check_page_size(name: &str, header: &page_headers::PageHeader) -> Result<(), Problem> {
    // No codec packs pages twenty-thousandfold; 64 MiB are harmless even if one did.
    let absurd = header.uncompressed > 64 << 20 && header.uncompressed / 20_000 > header.compressed;
    if header.uncompressed > LARGEST_PAGE || absurd {
        let detail = format!(
            "a page of {} claims to unpack to {}",
            bytes_text(header.compressed as u64),
            bytes_text(header.uncompressed as u64)
        );
        return Err(refused(name, &detail));
    }
    Ok(())
}
