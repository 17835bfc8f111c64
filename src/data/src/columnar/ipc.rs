//! Arrow IPC: record batches are the groups. Files have an index in their footer; streams are walked once, message by
//! message, without reading the bodies.
//!
//! Every length in a message is checked against the file before polars sees it: a damaged length would make it ask for
//! more memory than there is, which ends the process.

use super::guard::{guarded, refused};
use super::pieces::{ColumnSpec, Pieces, known_zones};
use crate::open::handle::FileHandle;
use ninefold_base::Problem;
use ninefold_base::format::counted;
use polars::prelude::{PolarsResult, Series};
use polars_arrow::io::ipc::format::ipc::planus::ReadAsRoot;
use polars_arrow::io::ipc::format::ipc::{Block, MessageHeaderRef, MessageRef, RecordBatchRef};
use polars_arrow::io::ipc::read::{self, Dictionaries, FileMetadata};
use std::collections::{HashMap, HashSet};
use std::io::{Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Batches of more rows than this have their first rows decoded apart, so that the first screen comes at once.
const LARGE_BATCH_ROWS: u64 = 262_144;
const FIRST_ROWS: u64 = 65_536;
/// No message header is larger; the largest hold a few numbers for each of a hundred thousand columns.
const LARGEST_MESSAGE: usize = 256 << 20;

pub struct IpcPieces {
    handle: Arc<FileHandle>,
    name: String,
    metadata: FileMetadata,
    zones: Vec<String>,
    columns: Vec<ColumnSpec>,
    group_rows: Vec<u64>,
    /// For each batch, how many dictionary messages come before it.
    dictionaries_before: Vec<usize>,
    dictionaries: Mutex<HashMap<usize, Arc<Dictionaries>>>,
    checked: Mutex<HashSet<usize>>,
    is_stream: bool,
}

impl IpcPieces {
    pub fn open(handle: Arc<FileHandle>) -> Result<Self, Problem> {
        let name = handle.name();
        let head = handle.read(0, usize::try_from(handle.bytes().min(6)).expect("six fit"))?;
        if head.starts_with(b"FEA1") {
            return Err(refused(&name, "feather v1"));
        }
        let is_stream = !head.starts_with(b"ARROW1");
        let index = if is_stream { index_of_stream(&handle, &name)? } else { index_of_file(&handle, &name)? };
        let (schema, zones) = known_zones(&index.metadata.schema);
        let columns = schema.iter_values().map(|field| ColumnSpec::of(&name, field, None)).collect();
        Ok(Self {
            handle,
            name,
            metadata: FileMetadata { schema: Arc::new(schema), ..index.metadata },
            zones,
            columns,
            group_rows: index.rows,
            dictionaries_before: index.dictionaries_before,
            dictionaries: Mutex::default(),
            checked: Mutex::default(),
            is_stream,
        })
    }

    fn dictionaries(&self, group: usize) -> Result<Arc<Dictionaries>, Problem> {
        let before = self.dictionaries_before[group];
        let mut kept = self.dictionaries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(dictionaries) = kept.get(&before) {
            return Ok(Arc::clone(dictionaries));
        }
        let blocks = self.metadata.dictionaries.as_deref().unwrap_or_default();
        let blocks = &blocks[..before.min(blocks.len())];
        for block in blocks {
            check_message(&self.handle, &self.name, block)?;
        }
        let metadata = FileMetadata { dictionaries: Some(blocks.to_vec()), ..self.metadata.clone() };
        let dictionaries = guarded(&self.name, || {
            read::read_file_dictionaries(&mut self.handle.cursor(), &metadata, &mut Vec::new(), Default::default())
        })?;
        let dictionaries = Arc::new(dictionaries);
        // A stream may replace its dictionaries any number of times; only the ones in use are kept.
        if kept.len() > 4 {
            kept.clear();
        }
        kept.insert(before, Arc::clone(&dictionaries));
        Ok(dictionaries)
    }

    fn check_batch(&self, group: usize) -> Result<(), Problem> {
        if self.checked.lock().unwrap_or_else(PoisonError::into_inner).contains(&group) {
            return Ok(());
        }
        check_message(&self.handle, &self.name, &self.metadata.blocks[group])?;
        self.checked.lock().unwrap_or_else(PoisonError::into_inner).insert(group);
        Ok(())
    }
}

impl Pieces for IpcPieces {
    fn name(&self) -> &str {
        &self.name
    }

    fn columns(&self) -> &[ColumnSpec] {
        &self.columns
    }

    fn group_rows(&self) -> &[u64] {
        &self.group_rows
    }

    fn piece_at(&self, group: usize, _column: usize, row: u64) -> Result<Range<u64>, Problem> {
        let rows = self.group_rows[group];
        Ok(match rows > LARGE_BATCH_ROWS {
            true if row < FIRST_ROWS => 0..FIRST_ROWS,
            true => FIRST_ROWS..rows,
            false => 0..rows,
        })
    }

    fn decode(&self, group: usize, column: usize, rows: &Range<u64>) -> Result<Series, Problem> {
        self.check_batch(group)?;
        let dictionaries = self.dictionaries(group)?;
        let field = self.metadata.schema.get_at_index(column).expect("column ids come from this schema").1;
        let (start, end) = (rows.start as usize, rows.end as usize);
        let series = guarded(&self.name, || {
            let batch = read::read_batch(
                &mut self.handle.cursor(),
                &dictionaries,
                &self.metadata,
                Some(&[column]),
                Some(end),
                group,
                false,
                &mut Vec::new(),
                &mut Vec::new(),
                Default::default(),
            )?;
            Series::try_from((field, batch.into_arrays()))
        })?;
        if series.len() != end {
            return Err(refused(
                &self.name,
                &format!("column `{}` ends after {} of {end} rows", field.name, series.len()),
            ));
        }
        Ok(if start == 0 { series } else { series.slice(start as i64, end - start) })
    }

    fn reasons(&self) -> Vec<String> {
        let form = if self.is_stream { "Arrow IPC stream" } else { "Arrow IPC file" };
        let batches = self.group_rows.len() as u64;
        let plural = if batches == 1 {
            "1 record batch".to_string()
        } else {
            format!("{} record batches", ninefold_base::format::grouped(batches))
        };
        let first = format!("{form}: {} in {plural}", counted(self.group_rows.iter().sum(), "row"));
        [first].into_iter().chain(self.zones.iter().cloned()).collect()
    }
}

struct Index {
    metadata: FileMetadata,
    rows: Vec<u64>,
    dictionaries_before: Vec<usize>,
}

fn index_of_file(handle: &Arc<FileHandle>, name: &str) -> Result<Index, Problem> {
    let metadata = guarded(name, || {
        let mut cursor = handle.cursor();
        // A footer length beyond the file would be asked for from the allocator.
        let tail = handle
            .read(handle.bytes().saturating_sub(10), 10)
            .map_err(|problem| polars::prelude::polars_err!(ComputeError: "{}", problem.why))?;
        let footer = i32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]);
        if !tail.ends_with(b"ARROW1") || footer < 0 || footer as u64 + 10 > handle.bytes() {
            polars::prelude::polars_bail!(ComputeError: "the file does not end as an Arrow file does; it was cut short or is still being written");
        }
        cursor.seek(SeekFrom::Start(0))?;
        read::read_file_metadata(&mut cursor)
    })?;
    let mut rows = Vec::with_capacity(metadata.blocks.len());
    for block in &metadata.blocks {
        rows.push(batch_rows(handle, name, block)?);
    }
    let dictionaries = metadata.dictionaries.as_ref().map_or(0, Vec::len);
    Ok(Index { dictionaries_before: vec![dictionaries; rows.len()], metadata, rows })
}

/// Walks the messages of a stream, noting where each begins.
fn index_of_stream(handle: &Arc<FileHandle>, name: &str) -> Result<Index, Problem> {
    let mut cursor = handle.cursor();
    let schema = guarded(name, || {
        let head = Message::at(handle, 0)?;
        head.ok_or_else(|| polars::prelude::polars_err!(ComputeError: "the stream is empty"))?;
        read::read_stream_metadata(&mut cursor)
    })?;
    let mut position = cursor.stream_position().map_err(|error| refused(name, &error.to_string()))?;
    let (mut blocks, mut dictionaries, mut rows, mut dictionaries_before) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    while let Some(message) = guarded(name, || Message::at(handle, position))? {
        let block = Block {
            offset: position as i64,
            meta_data_length: message.header_bytes as i32,
            body_length: message.body as i64,
        };
        match guarded(name, || message.content())? {
            Content::Batch(length) => {
                rows.push(length);
                dictionaries_before.push(dictionaries.len());
                blocks.push(block);
            }
            Content::Dictionary => dictionaries.push(block),
            Content::Other => {}
        }
        position += (message.header_bytes as u64).saturating_add(message.body);
    }
    let metadata = FileMetadata {
        schema: Arc::new(schema.schema),
        custom_schema_metadata: None,
        custom_metadata: None,
        ipc_schema: schema.ipc_schema,
        blocks,
        dictionaries: Some(dictionaries),
        size: handle.bytes(),
    };
    Ok(Index { metadata, rows, dictionaries_before })
}

fn batch_rows(handle: &Arc<FileHandle>, name: &str, block: &Block) -> Result<u64, Problem> {
    let content = guarded(name, || {
        let position = u64::try_from(block.offset).map_err(|_| damaged("a record batch lies outside the file"))?;
        let message = Message::at(handle, position)?.ok_or_else(|| damaged("a record batch is missing"))?;
        message.content()
    })?;
    match content {
        Content::Batch(rows) => Ok(rows),
        Content::Dictionary | Content::Other => {
            Err(refused(name, "the index points at something that is not a record batch"))
        }
    }
}

/// Refuses a message with a buffer that reaches beyond its body, or that claims to unpack to an absurd size.
fn check_message(handle: &Arc<FileHandle>, name: &str, block: &Block) -> Result<(), Problem> {
    guarded(name, || {
        let position = u64::try_from(block.offset).map_err(|_| damaged("a record batch lies outside the file"))?;
        let message = Message::at(handle, position)?.ok_or_else(|| damaged("a record batch is missing"))?;
        let root = message.root()?;
        let batch = match root.header().map_err(|_| damaged("a message header"))? {
            Some(MessageHeaderRef::RecordBatch(batch)) => batch,
            Some(MessageHeaderRef::DictionaryBatch(dictionary)) => {
                let data = dictionary.data().map_err(|_| damaged("a dictionary"))?;
                data.ok_or_else(|| damaged("a dictionary without data"))?
            }
            _ => return Err(damaged("the index points at something that is not a record batch")),
        };
        let metadata_bytes = u64::try_from(block.meta_data_length).map_err(|_| damaged("a negative length"))?;
        check_buffers(handle, &batch, position.saturating_add(metadata_bytes))
    })
}

fn check_buffers(handle: &FileHandle, batch: &RecordBatchRef<'_>, body: u64) -> PolarsResult<()> {
    let packed = batch.compression().map_err(|_| damaged("a compression header"))?.is_some();
    let buffers = batch.buffers().map_err(|_| damaged("a list of buffers"))?;
    for buffer in buffers.into_iter().flatten() {
        let (offset, length) = (u64::try_from(buffer.offset()), u64::try_from(buffer.length()));
        let (Ok(offset), Ok(length)) = (offset, length) else { return Err(damaged("a buffer with a negative length")) };
        let start = body.saturating_add(offset);
        if start.saturating_add(length) > handle.bytes() {
            return Err(damaged("a buffer reaches beyond the end of the file"));
        }
        if packed && length >= 8 {
            let head = handle.read(start, 8).map_err(|problem| damaged(&problem.why))?;
            let unpacked = i64::from_le_bytes(head.try_into().expect("eight bytes were read"));
            // -1 stands for "not packed". No codec packs twenty-thousandfold.
            if unpacked > 64 << 20 && unpacked as u64 / 20_000 > length || unpacked < -1 {
                return Err(damaged("a buffer claims to unpack to an absurd size"));
            }
        }
    }
    Ok(())
}

fn damaged(what: &str) -> polars::prelude::PolarsError {
    polars::prelude::polars_err!(ComputeError: "{what}")
}

enum Content {
    Batch(u64),
    Dictionary,
    Other,
}

/// One message of the file: header bytes, and where its body ends.
struct Message {
    header: Vec<u8>,
    /// Marker, length and header together.
    header_bytes: usize,
    body: u64,
}

impl Message {
    /// The message at `position`; `None` at the end of a stream.
    fn at(handle: &FileHandle, position: u64) -> PolarsResult<Option<Self>> {
        let left = handle.bytes().saturating_sub(position);
        if left < 8 {
            return Ok(None);
        }
        let head = handle.read(position, 8).map_err(|problem| damaged(&problem.why))?;
        let (prefix, length) = match head[..4] == [0xff; 4] {
            true => (8, [head[4], head[5], head[6], head[7]]),
            // Before format version 0.15 there was no marker.
            false => (4, [head[0], head[1], head[2], head[3]]),
        };
        let length =
            usize::try_from(i32::from_le_bytes(length)).map_err(|_| damaged("a message of negative length"))?;
        if length == 0 {
            return Ok(None);
        }
        if length > LARGEST_MESSAGE || (prefix + length) as u64 > left {
            return Err(damaged("a message reaches beyond the end of the file"));
        }
        let header = handle.read(position + prefix as u64, length).map_err(|problem| damaged(&problem.why))?;
        let mut message = Self { header, header_bytes: prefix + length, body: 0 };
        let body = message.root()?.body_length().map_err(|_| damaged("a message without a length"))?;
        message.body = u64::try_from(body).map_err(|_| damaged("a message of negative length"))?;
        Ok(Some(message))
    }

    fn root(&self) -> PolarsResult<MessageRef<'_>> {
        MessageRef::read_as_root(&self.header).map_err(|_| damaged("a message header"))
    }

    fn content(&self) -> PolarsResult<Content> {
        Ok(match self.root()?.header().map_err(|_| damaged("a message header"))? {
            Some(MessageHeaderRef::RecordBatch(batch)) => {
                let length = batch.length().map_err(|_| damaged("a record batch without a length"))?;
                let rows = u64::try_from(length).ok().filter(|rows| *rows < 1 << 40);
                Content::Batch(rows.ok_or_else(|| damaged("a record batch of impossible length"))?)
            }
            Some(MessageHeaderRef::DictionaryBatch(_)) => Content::Dictionary,
            _ => Content::Other,
        })
    }
}
