//! Looking at the whole file: the row index, then what the values are.
//!
//! A plain file is indexed in parallel and then surveyed in parallel. What can only be read in one direction (compressed
//! text, other encodings, standard input, JSON elements) is indexed and surveyed as it comes, a few megabytes at a time.

use super::index::{Index, Plan, finish, so_far};
use super::json::ElementScanner;
use super::records::{Format, Keys, Wanted};
use super::scanner::{SPACING, Scanner, State};
use super::source::Shared;
use super::survey::Survey;
use crate::Interrupted;
use crate::bytes::decoder::Progress;
use crate::bytes::{Text, streamed::Pass};
use ninefold_base::{Meter, Problem};
use rayon::prelude::*;
use std::ops::Range;
use std::time::{Duration, Instant};

/// Bytes of a plain file scanned by one task.
const BLOCK: u64 = 4 << 20;
/// Text gathered before it is surveyed.
const GATHERED: usize = 8 << 20;
/// Pieces that gathered text is surveyed in.
const PIECE: usize = 1 << 19;
/// News are told no more often than this.
const NEWS_EVERY: Duration = Duration::from_millis(150);
/// Index entries surveyed by one task: about 1 MB.
const SURVEY_ENTRIES: usize = 4;
/// A survey takes about this many bytes a column. Of a very wide table more text is surveyed by one task, so that making
/// and merging surveys does not take longer than filling them.
const SURVEYED_COLUMN_BYTES: u64 = 400;

/// Index and survey of the whole file.
pub fn complete(shared: &Shared, meter: &dyn Meter, news: &dyn Fn()) -> Result<(), Interrupted> {
    let _turn = shared.completing.take(meter)?;
    if shared.read_state().surveyed && shared.read_state().index.whole {
        return Ok(());
    }
    let mut news = News { tell: news, last: Instant::now() };
    if in_parallel(shared) {
        index_plain(shared, meter, &mut news)?;
        return survey_from(shared, Survey::of(shared.names.names.len()), 0, meter, &mut news);
    }
    sequential(shared, meter, &mut news)
}

/// Only the index, where it can be had by itself.
pub fn index_only(shared: &Shared, meter: &dyn Meter) -> Result<(), Interrupted> {
    if !in_parallel(shared) {
        return complete(shared, meter, &|| {});
    }
    let _turn = shared.completing.take(meter)?;
    index_plain(shared, meter, &mut News { tell: &|| {}, last: Instant::now() })
}

fn in_parallel(shared: &Shared) -> bool {
    matches!(shared.text, Text::Plain { .. }) && !matches!(shared.format, Format::Elements { .. })
}

struct News<'a> {
    tell: &'a dyn Fn(),
    last: Instant,
}

impl News<'_> {
    fn due(&self) -> bool {
        self.last.elapsed() >= NEWS_EVERY
    }

    fn told(&mut self) {
        self.last = Instant::now();
        (self.tell)();
    }
}

fn index_plain(shared: &Shared, meter: &dyn Meter, news: &mut News<'_>) -> Result<(), Interrupted> {
    if shared.read_state().index.whole {
        return Ok(());
    }
    let (Text::Plain { raw, start }, Format::Delimited(cut) | Format::Lines(cut)) = (&shared.text, &shared.format)
    else {
        return Ok(());
    };
    let len = raw.len() - start;
    let plan = Plan { text: &shared.text, cut: *cut, start: shared.start, len, block: BLOCK };
    let known = shared.read_state().index.rows;
    let index = plan.run(meter, &mut |index| {
        if news.due() && index().rows > known {
            shared.set_index(index());
            news.told();
        }
    })?;
    shared.set_index(index);
    news.told();
    Ok(())
}

/// Surveys the rows from `row` on and adds them to `survey`.
fn survey_from(
    shared: &Shared,
    mut survey: Survey,
    row: u64,
    meter: &dyn Meter,
    news: &mut News<'_>,
) -> Result<(), Interrupted> {
    let index = shared.read_state().index.clone();
    let first = index.entry_before(row).unwrap_or(0);
    let entries = SURVEY_ENTRIES.max((survey.columns.len() as u64 * SURVEYED_COLUMN_BYTES / SPACING) as usize);
    let tasks: Vec<Range<usize>> =
        (first..index.entries.len()).step_by(entries).map(|i| i..(i + entries).min(index.entries.len())).collect();
    let at_once = rayon::current_num_threads().max(1) * 2;
    for window in tasks.chunks(at_once) {
        meter.check()?;
        let parts: Vec<Result<Survey, Interrupted>> =
            window.par_iter().map(|entries| survey_entries(shared, &index, entries, row, meter)).collect();
        for part in parts {
            survey.merge(&part?);
        }
        let done = window.last().map_or(0, |entries| index.entry_end(entries.end - 1).offset);
        meter.report(done, index.end);
        if news.due() {
            news.told();
        }
    }
    shared.set_survey(survey, true);
    news.told();
    Ok(())
}

fn survey_entries(
    shared: &Shared,
    index: &Index,
    entries: &Range<usize>,
    from_row: u64,
    meter: &dyn Meter,
) -> Result<Survey, Interrupted> {
    meter.check()?;
    let first = index.entries[entries.start];
    let (offset, row) =
        if first.row < from_row { skip_to(shared, index, entries.start, from_row)? } else { (first.offset, first.row) };
    let text = shared.stretch(offset, index.entry_end(entries.end - 1).offset)?;
    Ok(shared.survey_text(&text, offset, row, index, Keys::growing()))
}

/// Where row `row`, which lies within entry `i`, begins.
fn skip_to(shared: &Shared, index: &Index, i: usize, row: u64) -> Result<(u64, u64), Problem> {
    let entry = index.entries[i];
    let text = shared.stretch(entry.offset, index.entry_end(i).offset)?;
    let mut at = entry.row;
    let mut offset = index.entry_end(i).offset;
    super::records::for_each(&shared.format, &text, entry.offset, index, &mut Keys::default(), Wanted::ALL, |record| {
        if at == row {
            offset = entry.offset + record.start as u64;
            return false;
        }
        at += 1;
        true
    });
    Ok((offset, row))
}

/// Where text comes from that is read in order.
enum Stream {
    Plain { at: u64 },
    Pass(Pass),
}

impl Stream {
    fn step(&mut self, shared: &Shared, output: &mut Vec<u8>) -> Result<Progress, Problem> {
        match self {
            Self::Pass(pass) => pass.step(output),
            Self::Plain { at } => {
                let before = output.len();
                output.resize(before + PIECE, 0);
                let read = shared.text.read_at(*at, &mut output[before..])?;
                output.truncate(before + read);
                *at += read as u64;
                Ok(if read == 0 { Progress::End } else { Progress::More })
            }
        }
    }

    fn stored(&self, shared: &Shared) -> (u64, u64) {
        match self {
            Self::Pass(pass) => pass.stored(),
            Self::Plain { at } => (*at, shared.text.raw().len()),
        }
    }

    fn garbage(&self) -> u64 {
        match self {
            Self::Pass(pass) => pass.garbage(),
            Self::Plain { .. } => 0,
        }
    }
}

/// Either way of finding records in order.
enum Finder {
    Lines(Scanner),
    Elements(ElementScanner),
}

impl Finder {
    fn feed(&mut self, piece: &[u8]) {
        match self {
            Self::Lines(scanner) => scanner.feed(piece),
            Self::Elements(scanner) => scanner.feed(piece),
        }
    }

    /// Where to feed from again, once a quote has been open for too long.
    fn again_from(&mut self) -> Option<u64> {
        match self {
            Self::Lines(scanner) if scanner.is_lost() => Some(scanner.read_literally()),
            Self::Lines(_) | Self::Elements(_) => None,
        }
    }

    fn so_far(&self) -> Index {
        match self {
            Self::Lines(scanner) => so_far(scanner),
            Self::Elements(scanner) => Index {
                entries: scanner.entries.iter().copied().filter(|entry| entry.row < scanner.rows).collect(),
                rows: scanner.rows,
                end: scanner.end,
                ..Index::default()
            },
        }
    }
}

/// The index of elements once all text was seen. An element that the end cuts off is no row.
pub fn finished_elements(mut scanner: ElementScanner) -> Index {
    let cut_off = !scanner.finish();
    let rows = scanner.rows;
    scanner.entries.retain(|entry| entry.row < rows);
    Index { entries: scanner.entries, rows, end: scanner.end, whole: true, cut_off, ..Index::default() }
}

fn sequential(shared: &Shared, meter: &dyn Meter, news: &mut News<'_>) -> Result<(), Interrupted> {
    let mut stream = match &shared.text {
        Text::Plain { .. } => Stream::Plain { at: 0 },
        Text::Streamed(streamed) => Stream::Pass(streamed.pass()?),
    };
    let mut finder = match &shared.format {
        Format::Delimited(cut) | Format::Lines(cut) => Finder::Lines(Scanner::new(*cut, shared.start, State::Out)),
        Format::Elements { in_array } => Finder::Elements(ElementScanner::new(shared.start, *in_array)),
    };
    // `buffer` holds the text from `begin` on; what lies before `start` is header.
    let mut buffer: Vec<u8> = Vec::new();
    let mut begin = 0u64;
    let mut fed = 0usize;
    let mut survey = Survey::of(if shared.format.is_json() { 0 } else { shared.names.names.len() });
    let mut surveyed_rows = 0;
    let mut progress = Progress::More;
    while progress == Progress::More || progress == Progress::Starved {
        meter.check()?;
        let held = buffer.len();
        while buffer.len() < held + GATHERED && progress != Progress::Starved {
            meter.check()?;
            progress = stream.step(shared, &mut buffer)?;
            if !matches!(progress, Progress::More) || news.due() {
                break;
            }
        }
        if begin < shared.start {
            let header = usize::try_from(shared.start - begin).unwrap_or(usize::MAX).min(buffer.len());
            buffer.drain(..header);
            begin += header as u64;
        }
        finder.feed(&buffer[fed..]);
        while let Some(again) = finder.again_from() {
            // What is not indexed yet is still in the buffer, back to the beginning of the record.
            finder.feed(&buffer[usize::try_from(again - begin).unwrap_or(usize::MAX).min(buffer.len())..]);
        }
        fed = buffer.len();
        let index = finder.so_far();
        let done = usize::try_from(index.end.saturating_sub(begin)).unwrap_or(usize::MAX).min(buffer.len());
        let parts = survey_pieces(shared, &buffer[..done], begin, surveyed_rows, &index);
        parts.iter().for_each(|part| survey.merge(part));
        surveyed_rows = index.rows;
        buffer.drain(..done);
        begin += done as u64;
        fed -= done;
        let (read, total) = stream.stored(shared);
        meter.report(read, total);
        let starved = progress == Progress::Starved;
        if (news.due() || starved) && index.rows > shared.read_state().index.rows {
            shared.set_index(index);
            news.told();
        }
        if starved {
            shared.text.raw().wait_for_more(meter)?;
            progress = Progress::More;
        }
    }
    ended(shared, &progress, stream.garbage());
    let index = match finder {
        Finder::Lines(scanner) => match &shared.format {
            Format::Delimited(_) | Format::Lines(_) => finish(scanner, &shared.text, meter)?,
            Format::Elements { .. } => Index::default(),
        },
        Finder::Elements(scanner) => finished_elements(scanner),
    };
    let rest = index.rows > surveyed_rows;
    shared.set_index(index);
    if rest {
        return survey_from(shared, survey, surveyed_rows, meter, news);
    }
    shared.set_survey(survey, true);
    news.told();
    Ok(())
}

fn ended(shared: &Shared, progress: &Progress, garbage: u64) {
    let mut state = shared.write_state();
    state.garbage = garbage;
    if let Progress::Broken(why) = progress {
        state.broken = Some((*why).to_string());
    }
}

/// Surveys gathered text in pieces, in parallel. The text holds whole records.
fn survey_pieces(shared: &Shared, text: &[u8], offset: u64, row: u64, index: &Index) -> Vec<Survey> {
    // Entries of the index are the places where the text can be cut.
    let inside = |entry: &&super::scanner::Entry| entry.offset > offset && entry.offset < offset + text.len() as u64;
    // A JSON array begins with a bracket that belongs to no record.
    let first = index.entries.first().map_or(0, |entry| entry.offset.saturating_sub(offset));
    let mut cuts = vec![(usize::try_from(first).unwrap_or(usize::MAX).min(text.len()), row)];
    for entry in index.entries.iter().rev().take_while(|entry| entry.offset > offset + first).filter(inside) {
        cuts.push((usize::try_from(entry.offset - offset).expect("the entry lies inside the text"), entry.row));
    }
    cuts[1..].reverse();
    let ends: Vec<usize> = cuts[1..].iter().map(|(at, _)| *at).chain([text.len()]).collect();
    cuts.par_iter()
        .zip(ends)
        .filter(|((at, _), end)| end > at)
        .map(|((at, row), end)| shared.survey_text(&text[*at..end], offset + *at as u64, *row, index, Keys::growing()))
        .collect()
}
