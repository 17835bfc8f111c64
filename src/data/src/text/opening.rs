//! Opening: reads only the beginning of a file, decides how it is cut, and makes a table of it.

use super::detect;
use super::index::{Index, finish, so_far};
use super::json::ElementScanner;
use super::records::{Format, Keys};
use super::scanner::{Scanner, State as ScanState};
use super::source::{Names, Shared, State, TextTable};
use super::split::Cut;
use super::survey::SurveyOptions;
use crate::bytes::decoder::{Decoder, Progress};
use crate::bytes::raw::RawFile;
use crate::bytes::recode::Recode;
use crate::bytes::spool::Spool;
use crate::bytes::streamed::Streamed;
use crate::bytes::{RawBytes, Text, read_full};
use crate::{Interrupted, RowSource};
use ninefold_base::message::TableId;
use ninefold_base::read::{Compression, Dialect, Encoding, FileFormat, ReadOptions};
use ninefold_base::{Meter, Problem, format};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

/// Text looked at for decisions.
const SAMPLE: usize = 1 << 17;
/// A first record longer than this is given up on.
const LONGEST: usize = 1 << 30;
/// More columns than this are taken for a wrong separator.
const MOST_COLUMNS: usize = 1_000_000;

/// Where text comes from.
#[derive(Clone)]
pub enum Input {
    File(PathBuf),
    Stdin,
    /// Standard input of which the beginning has been looked at.
    Spooled(Arc<Spool>),
}

/// The beginning of a file, as far as it was read.
struct Beginning {
    raw: Arc<dyn RawBytes>,
    compression: Option<Compression>,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// Nothing follows.
    whole: bool,
    broken: Option<String>,
}

impl Beginning {
    fn read(raw: Arc<dyn RawBytes>, meter: &dyn Meter) -> Result<Self, Interrupted> {
        while raw.len() < 4 && !raw.ended() {
            raw.wait_for_more(meter)?;
            meter.check()?;
        }
        let mut magic = [0; 4];
        let read = read_full(&*raw, 0, &mut magic)?;
        let compression = match &magic[..read] {
            [0x1f, 0x8b, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd] => Some(Compression::Zstd),
            _ => None,
        };
        let decoder = Decoder::new(compression, Encoding::Utf8)?;
        let mut beginning = Self { raw, compression, decoder, bytes: Vec::new(), whole: false, broken: None };
        beginning.grow(SAMPLE, meter)?;
        Ok(beginning)
    }

    /// Reads on until there are `wanted` bytes, or as many as there are.
    fn grow(&mut self, wanted: usize, meter: &dyn Meter) -> Result<(), Interrupted> {
        while self.bytes.len() < wanted && !self.whole {
            meter.check()?;
            match self.decoder.step(&*self.raw, &mut self.bytes)? {
                Progress::More => {}
                Progress::End => self.whole = true,
                Progress::Broken(why) => {
                    self.whole = true;
                    self.broken = Some(why.into());
                }
                // A pipe that stalls: what has come is shown, as long as it holds a row.
                Progress::Starved if memchr::memchr(b'\n', &self.bytes).is_some() => return Ok(()),
                Progress::Starved => {
                    self.raw.wait_for_more(meter)?;
                }
            }
        }
        Ok(())
    }
}

/// Opens a text table; `format` is [`FileFormat::Delimited`], [`FileFormat::Ndjson`] or [`FileFormat::Json`].
///
/// # Errors
/// A sentence for what cannot be a table: nothing at all, binary data, a first row without end.
pub fn open(
    input: Input,
    format: FileFormat,
    options: &ReadOptions,
    table: TableId,
    meter: &dyn Meter,
) -> Result<Arc<dyn RowSource>, Interrupted> {
    let (raw, path): (Arc<dyn RawBytes>, String) = match &input {
        Input::File(path) => (Arc::new(RawFile::open(path)?), path.display().to_string()),
        Input::Stdin => (Arc::new(Spool::new()?), "-".into()),
        Input::Spooled(spool) => (Arc::clone(spool) as Arc<dyn RawBytes>, "-".into()),
    };
    let name = raw.name();
    let mut beginning = Beginning::read(raw, meter)?;
    check_text(&beginning, &name)?;
    let encoded = detect::encoding(&beginning.bytes, options.encoding);
    loop {
        match Opened::try_from(&beginning, format, options, &encoded, &name)? {
            Some(opened) => {
                return opened.table(beginning, options, table, path, encoded.encoding, encoded.mark);
            }
            None if beginning.bytes.len() >= LONGEST => {
                return Err(Problem::new(
                    format!("could not read `{name}`"),
                    format!("its first row does not end within {}", format::bytes(LONGEST as u64)),
                    "choose the right separator, quote or kind of file with `--separator`, `--quote none` or `--format`",
                )
                .into());
            }
            None => {
                let wanted = beginning.bytes.len() * 4;
                beginning.grow(wanted.max(SAMPLE), meter)?;
            }
        }
    }
}

/// Refuses what is no text.
fn check_text(beginning: &Beginning, name: &str) -> Result<(), Problem> {
    let sample = &beginning.bytes;
    let refuse = |why: &str, fix: &str| Err(Problem::new(format!("could not read `{name}`"), why, fix));
    if sample.is_empty() {
        return match &beginning.broken {
            Some(why) => refuse(why, "get the file again from where it came"),
            None => refuse("it is empty", "choose a file with data"),
        };
    }
    let utf16 = matches!(detect::encoding(sample, None).encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    let control = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    if !utf16 && control * 20 > sample.len() {
        return refuse("it is binary data of an unknown kind, no table", "choose a CSV, Parquet, Arrow or JSON file");
    }
    Ok(())
}

/// What was decided from the beginning.
struct Opened {
    dialect: Dialect,
    format: Format,
    /// Where the first record begins, in UTF-8 text without a byte order mark.
    start: u64,
    names: Names,
    index: Index,
    sample: Vec<u8>,
    whole: bool,
    skipped_lines: u64,
}

impl Opened {
    /// Tries to make sense of the beginning; none if it holds no whole row yet.
    fn try_from(
        beginning: &Beginning,
        format: FileFormat,
        options: &ReadOptions,
        encoded: &detect::Encoded,
        name: &str,
    ) -> Result<Option<Self>, Problem> {
        let whole = beginning.whole;
        let mut sample = Vec::with_capacity(beginning.bytes.len());
        Recode::new(encoded.encoding).push(&beginning.bytes, whole, &mut sample);
        if encoded.mark {
            sample.drain(..3.min(sample.len()));
        }
        if sample.is_empty() {
            return Err(Problem::new(
                format!("could not read `{name}`"),
                "it holds nothing but a byte order mark",
                "choose a file with data",
            ));
        }
        match format {
            FileFormat::Ndjson | FileFormat::Json => Ok(Self::json(sample, whole, format, beginning, encoded)),
            FileFormat::Delimited | FileFormat::Parquet | FileFormat::Arrow => {
                Self::delimited(sample, whole, options, beginning, encoded, name)
            }
        }
    }

    fn delimited(
        sample: Vec<u8>,
        whole: bool,
        options: &ReadOptions,
        beginning: &Beginning,
        encoded: &detect::Encoded,
        name: &str,
    ) -> Result<Option<Self>, Problem> {
        let detected = detect::delimited(&sample, whole, options, encoded)?;
        if detected.dialect.fields > MOST_COLUMNS {
            return Err(Problem::new(
                format!("could not read `{name}`"),
                format!("its first row has {}", format::counted(detected.dialect.fields as u64, "field")),
                format!(
                    "tables have at most {} columns: choose the right separator with `--separator`",
                    format::grouped(MOST_COLUMNS as u64)
                ),
            ));
        }
        let has_rows = detected.header.is_some() || detected.start < sample.len();
        let mut scanner = Scanner::new(detected.cut, detected.start as u64, ScanState::Out);
        scanner.feed(&sample[detected.start..]);
        while scanner.is_lost() {
            let again = scanner.read_literally();
            scanner.feed(&sample[usize::try_from(again).unwrap_or(usize::MAX).min(sample.len())..]);
        }
        if !whole && (scanner.rows == 0 || !has_rows) {
            return Ok(None);
        }
        let names = Names::of(detected.header, detected.dialect.fields);
        Ok(Some(Self {
            dialect: Dialect {
                format: FileFormat::Delimited,
                compression: beginning.compression,
                delimited: Some(detected.dialect),
                reasons: detected.reasons,
            },
            format: Format::Delimited(detected.cut),
            start: detected.start as u64,
            names,
            index: so_far(&scanner),
            sample,
            whole,
            skipped_lines: detected.skipped_lines,
        }))
    }

    fn json(
        sample: Vec<u8>,
        whole: bool,
        format: FileFormat,
        beginning: &Beginning,
        encoded: &detect::Encoded,
    ) -> Option<Self> {
        let in_array = sample.trim_ascii_start().first() == Some(&b'[');
        let cut = Cut { separator: 0, quote: None, carriage_returns: false, skip_space: false, blank_is_record: false };
        let first_line = &sample[..memchr::memchr(b'\n', &sample).unwrap_or(sample.len())];
        let by_line =
            format == FileFormat::Ndjson && !in_array && super::json::object(first_line, 0, &mut Vec::new()).is_ok();
        let (format, index, kind) = if by_line {
            let mut scanner = Scanner::new(cut, 0, ScanState::Out);
            scanner.feed(&sample);
            (Format::Lines(cut), so_far(&scanner), FileFormat::Ndjson)
        } else {
            let mut scanner = ElementScanner::new(0, in_array);
            scanner.feed(&sample);
            let index = Index { entries: scanner.entries, rows: scanner.rows, end: scanner.end, ..Index::default() };
            (Format::Elements { in_array }, index, FileFormat::Json)
        };
        if index.rows == 0 && !whole {
            return None;
        }
        let how = if by_line {
            "one JSON object a line"
        } else if in_array {
            "one JSON array"
        } else {
            "JSON objects one after the other"
        };
        let reasons = vec![encoded.reason.clone(), how.to_string()];
        let dialect = Dialect { format: kind, compression: beginning.compression, delimited: None, reasons };
        Some(Self { dialect, format, start: 0, names: Names::default(), index, sample, whole, skipped_lines: 0 })
    }

    fn table(
        self,
        beginning: Beginning,
        options: &ReadOptions,
        table: TableId,
        path: String,
        encoding: Encoding,
        mark: bool,
    ) -> Result<Arc<dyn RowSource>, Interrupted> {
        let skip = if mark { 3 } else { 0 };
        let plain = beginning.compression.is_none() && encoding == Encoding::Utf8 && beginning.raw.ended();
        let text = if plain {
            Text::Plain { raw: Arc::clone(&beginning.raw), start: skip }
        } else {
            let streamed = Streamed::new(Arc::clone(&beginning.raw), beginning.compression, encoding, skip);
            streamed.expect(self.sample.len() as u64 + skip);
            Text::Streamed(Arc::new(streamed))
        };
        let survey_options = SurveyOptions {
            decimal_comma: self.dialect.delimited.as_ref().is_some_and(|dialect| dialect.decimal_comma),
            null_values: options.null_values.clone(),
            quote: self.format.quote(),
        };
        let title = if path == "-" {
            "standard input".into()
        } else {
            Path::new(&path).file_name().map_or(path.clone(), |name| name.to_string_lossy().into_owned())
        };
        let shared = Shared {
            table,
            title,
            path,
            options: options.clone(),
            dialect: self.dialect,
            text,
            format: self.format,
            start: self.start,
            survey_options,
            names: self.names,
            skipped_lines: self.skipped_lines,
            state: RwLock::new(State::default()),
            completing: super::source::Turn::default(),
            blocks: Mutex::default(),
        };
        let mut index = self.index;
        let small = self.whole && beginning.broken.is_none();
        if small {
            index = shared.finish_sample(&self.sample)?;
        }
        let end = usize::try_from(index.end).unwrap_or(usize::MAX).min(self.sample.len());
        // A JSON array begins with a bracket that belongs to no record.
        let first = index.entries.first().map_or(self.start, |entry| entry.offset);
        let begin = usize::try_from(first).unwrap_or(usize::MAX).min(end);
        let survey = shared.survey_text(&self.sample[begin..end], first, 0, &index, Keys::growing());
        shared.begin(index, survey, small, beginning.decoder.garbage());
        Ok(Arc::new(TextTable::new(Arc::new(shared))))
    }
}

impl Shared {
    /// The index of a file that the sample holds whole.
    fn finish_sample(&self, sample: &[u8]) -> Result<Index, Interrupted> {
        match &self.format {
            Format::Delimited(cut) | Format::Lines(cut) => {
                let mut scanner = Scanner::new(*cut, self.start, ScanState::Out);
                scanner.feed(&sample[usize::try_from(self.start).unwrap_or(usize::MAX).min(sample.len())..]);
                finish(scanner, &self.text, &ninefold_base::Silent)
            }
            Format::Elements { in_array } => {
                let mut scanner = ElementScanner::new(self.start, *in_array);
                scanner.feed(sample);
                Ok(super::completion::finished_elements(scanner))
            }
        }
    }
}
