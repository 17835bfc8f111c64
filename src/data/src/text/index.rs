//! The row index: where records begin, about every 256 kB, and how many there are.
//!
//! A plain file is scanned in blocks on all cores. A block begins behind a line end, but whether that line end is inside
//! quotes is not known before the block before it is done. Each block is therefore scanned as if outside; when its turn
//! comes and it turns out to begin inside quotes, a second scan runs until both agree on where a record begins (within
//! some records, because a quote opens a field only at its beginning), and only if they never do over the whole block.

use super::scanner::{Entry, Mark, Scanner, State};
use super::split::Cut;
use crate::Interrupted;
use crate::bytes::Text;
use memchr::memchr;
use ninefold_base::{Meter, Problem};
use rayon::prelude::*;

/// Bytes read at once: they stay in the fast cache while they are scanned.
const PIECE: usize = 1 << 18;
/// Text within which two scans of a block are compared.
const AGREE_WITHIN: u64 = 1 << 16;
/// Open quotes found one after the other at the end of the text before quotes are no longer believed.
const OPEN_QUOTES: usize = 16;

/// See the module's text. Offsets are positions in the decoded text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    pub entries: Vec<Entry>,
    /// Records found so far.
    pub rows: u64,
    /// Where the records found so far end.
    pub end: u64,
    pub blanks: u64,
    /// Records whose quotes are plain characters, because one of them is never closed.
    pub open_quotes: Vec<u64>,
    /// From here on no quote is believed.
    pub literal_from: Option<u64>,
    pub whole: bool,
    /// The text ends within a record of JSON, which is left out.
    pub cut_off: bool,
}

impl Index {
    /// True if quotes of the record at `offset` are plain characters.
    pub fn is_literal(&self, offset: u64) -> bool {
        self.literal_from.is_some_and(|from| offset >= from)
            || !self.open_quotes.is_empty() && self.open_quotes.binary_search(&offset).is_ok()
    }

    /// The last entry at or before a row.
    pub fn entry_before(&self, row: u64) -> Option<usize> {
        self.entries.partition_point(|entry| entry.row <= row).checked_sub(1)
    }

    /// Where the text of entry `i` ends and which row follows.
    pub fn entry_end(&self, i: usize) -> Entry {
        self.entries.get(i + 1).copied().unwrap_or(Entry { offset: self.end, row: self.rows })
    }
}

/// One block, scanned as if it began outside quotes.
struct Block {
    start: u64,
    scanner: Scanner,
}

/// How a plain file is scanned.
pub struct Plan<'a> {
    pub text: &'a Text,
    pub cut: Cut,
    /// Where the first record begins.
    pub start: u64,
    /// Length of the text.
    pub len: u64,
    pub block: u64,
}

impl Plan<'_> {
    /// Scans the whole file, telling after each stretch what is known.
    pub fn run(&self, meter: &dyn Meter, told: &mut dyn FnMut(&dyn Fn() -> Index)) -> Result<Index, Interrupted> {
        let mut carry = Scanner::new(self.cut, self.start, State::Out);
        let blocks = (self.len - self.start).div_ceil(self.block);
        let at_once = 4 * rayon::current_num_threads().max(1) as u64;
        let mut next = 0;
        while next < blocks {
            meter.check()?;
            let end = blocks.min(next + at_once);
            let done: Vec<Result<Option<Block>, Interrupted>> = (next..end)
                .into_par_iter()
                .map_init(
                    || vec![0; PIECE],
                    |buffer, block| {
                        meter.check().map_err(Interrupted::from).and_then(|()| Ok(self.scan_block(block, buffer)?))
                    },
                )
                .collect();
            for block in done {
                if let Some(block) = block? {
                    self.stitch(&mut carry, block)?;
                }
                if carry.is_lost() {
                    let end = carry.offset;
                    carry.read_literally();
                    go_on(&mut carry, self.text, end, meter)?;
                }
            }
            next = end;
            meter.report(carry.offset, self.len);
            told(&|| so_far(&carry));
        }
        finish(carry, self.text, meter)
    }

    /// Scans block `n`: from behind the first line end at or behind its nominal beginning to behind the first line end at
    /// or behind its nominal end. None if there is no line end in between: the block before goes through it.
    fn scan_block(&self, n: u64, buffer: &mut [u8]) -> Result<Option<Block>, Problem> {
        let nominal = self.start + n * self.block;
        let nominal_end = (nominal + self.block).min(self.len);
        let start = match n {
            0 => self.start,
            _ => match self.behind_newline(nominal, nominal_end, buffer)? {
                Some(start) => start,
                None => return Ok(None),
            },
        };
        let mut scanner = Scanner::new(self.cut, start, State::Out).marking_until(start + AGREE_WITHIN);
        self.feed(&mut scanner, nominal_end, buffer)?;
        Ok(Some(Block { start, scanner }))
    }

    fn behind_newline(&self, from: u64, to: u64, buffer: &mut [u8]) -> Result<Option<u64>, Problem> {
        let mut at = from;
        while at < to {
            let wanted = usize::try_from(to - at).unwrap_or(usize::MAX).min(buffer.len());
            let read = self.text.read_at(at, &mut buffer[..wanted])?;
            if read == 0 {
                break;
            }
            if let Some(found) = memchr(self.cut.newline(), &buffer[..read]) {
                return Ok(Some(at + found as u64 + 1));
            }
            at += read as u64;
        }
        Ok(None)
    }

    /// Feeds a scanner up to behind the first line end at or behind `nominal_end`.
    fn feed(&self, scanner: &mut Scanner, nominal_end: u64, buffer: &mut [u8]) -> Result<(), Problem> {
        while scanner.offset < nominal_end {
            let wanted = usize::try_from(nominal_end - scanner.offset).unwrap_or(usize::MAX).min(buffer.len());
            match self.text.read_at(scanner.offset, &mut buffer[..wanted])? {
                0 => return Ok(()),
                read => scanner.feed(&buffer[..read]),
            }
        }
        while scanner.offset < self.len {
            // Mostly the rest of one line.
            let wanted = buffer.len().min(4096);
            let read = self.text.read_at(scanner.offset, &mut buffer[..wanted])?;
            match memchr(self.cut.newline(), &buffer[..read]) {
                Some(found) => {
                    scanner.feed(&buffer[..=found]);
                    return Ok(());
                }
                None if read == 0 => return Ok(()),
                None => scanner.feed(&buffer[..read]),
            }
        }
        Ok(())
    }

    /// Appends a block to what was scanned before it.
    fn stitch(&self, carry: &mut Scanner, block: Block) -> Result<(), Problem> {
        let Block { start, scanner } = block;
        if carry.state != State::In {
            append(carry, &scanner, Mark { offset: start, rows: 0, blanks: 0 });
            return Ok(());
        }
        let end = scanner.offset;
        let mut buffer = vec![0; PIECE];
        let mut second = Scanner::new(self.cut, start, State::In).marking_until(start + AGREE_WITHIN);
        second.record_start = carry.record_start;
        let near = end.min(start + AGREE_WITHIN);
        while second.offset < near {
            let wanted = usize::try_from(near - second.offset).unwrap_or(usize::MAX).min(buffer.len());
            match self.text.read_at(second.offset, &mut buffer[..wanted])? {
                0 => break,
                read => second.feed(&buffer[..read]),
            }
        }
        let common = second.marks.iter().find_map(|mark| {
            let at = scanner.marks.binary_search_by_key(&mark.offset, |mark| mark.offset).ok()?;
            Some((*mark, scanner.marks[at]))
        });
        if let Some((true_mark, assumed)) = common {
            // The true count up to where both agree, the assumed one from there.
            second.entries.retain(|entry| entry.offset < true_mark.offset);
            second.rows = true_mark.rows;
            second.blanks = true_mark.blanks;
            second.begin_again(true_mark.offset);
            append(carry, &second, Mark { offset: start, rows: 0, blanks: 0 });
            append(carry, &scanner, assumed);
            return Ok(());
        }
        while second.offset < end {
            let wanted = usize::try_from(end - second.offset).unwrap_or(usize::MAX).min(buffer.len());
            match self.text.read_at(second.offset, &mut buffer[..wanted])? {
                0 => break,
                read => second.feed(&buffer[..read]),
            }
        }
        append(carry, &second, Mark { offset: start, rows: 0, blanks: 0 });
        Ok(())
    }
}

/// Appends what `scanner` found from `from` on.
fn append(carry: &mut Scanner, scanner: &Scanner, from: Mark) {
    let rows_before = carry.rows;
    let entries = scanner.entries.iter().filter(|entry| entry.offset >= from.offset);
    carry.entries.extend(entries.map(|entry| Entry { offset: entry.offset, row: entry.row - from.rows + rows_before }));
    carry.rows += scanner.rows - from.rows;
    carry.blanks += scanner.blanks - from.blanks;
    carry.adopt_place(scanner);
}

/// What is known while scanning goes on: whole records only.
pub fn so_far(scanner: &Scanner) -> Index {
    Index {
        entries: scanner.entries.clone(),
        rows: scanner.rows,
        end: scanner.record_start,
        blanks: scanner.blanks,
        open_quotes: scanner.open_quotes.clone(),
        ..Index::default()
    }
}

/// Ends the scan: a quote that is never closed is read as a character, and what follows it is scanned again.
pub fn finish(mut scanner: Scanner, text: &Text, meter: &dyn Meter) -> Result<Index, Interrupted> {
    let mut literal_from = None;
    let mut open_at_end = 0;
    let end = scanner.offset;
    while !scanner.finish() {
        let start = scanner.read_literally();
        if open_at_end >= OPEN_QUOTES {
            scanner.all_literal = true;
            literal_from = Some(start);
        }
        open_at_end += 1;
        go_on(&mut scanner, text, end, meter)?;
    }
    Ok(Index {
        rows: scanner.rows,
        end: scanner.offset,
        blanks: scanner.blanks,
        entries: scanner.entries,
        open_quotes: scanner.open_quotes,
        literal_from,
        whole: true,
        cut_off: false,
    })
}

/// Scans on to `end`, giving up on quotes that stay open for too long.
fn go_on(scanner: &mut Scanner, text: &Text, end: u64, meter: &dyn Meter) -> Result<(), Interrupted> {
    let mut buffer = vec![0; PIECE];
    while scanner.offset < end {
        meter.check()?;
        let wanted = usize::try_from(end - scanner.offset).unwrap_or(usize::MAX).min(buffer.len());
        match text.read_at(scanner.offset, &mut buffer[..wanted])? {
            0 => break,
            read => scanner.feed(&buffer[..read]),
        }
        if scanner.is_lost() {
            scanner.read_literally();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
