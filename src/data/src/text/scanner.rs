//! Finds where records begin, in one direction and as fast as memory allows: only line ends and quotes are looked at.
//!
//! A scanner may be started at any line end; whether it is inside quotes there is for the caller to know or to try
//! ([`super::index`] tries both). It finds the same records as [`super::split::Cut::record`], by property test.

use super::split::{Cut, is_lost};
use memchr::{memchr, memchr_iter, memchr2_iter};

/// Text between two entries of the index.
pub const SPACING: u64 = 1 << 18;

/// A record of which the position is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub offset: u64,
    pub row: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Outside quotes.
    Out,
    /// Inside a quoted field.
    In,
    /// Behind a quote inside a quoted field: the next byte tells whether it closed.
    Pending,
}

/// The count at a record's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub offset: u64,
    pub rows: u64,
    pub blanks: u64,
}

/// See the module's text.
#[derive(Debug, Clone)]
pub struct Scanner {
    cut: Cut,
    pub state: State,
    /// Position of the next byte.
    pub offset: u64,
    /// Where the record that is being read begins.
    pub record_start: u64,
    /// Quotes of the record that is being read are plain characters.
    pub literal: bool,
    /// Quotes are plain characters from here to the end.
    pub all_literal: bool,
    /// Whole records so far, blank lines not among them.
    pub rows: u64,
    pub blanks: u64,
    /// Records that are read literally, because one of their quotes is never closed.
    pub open_quotes: Vec<u64>,
    /// Line ends passed inside the quoted field that is being read, counted at the ends of pieces.
    quoted_lines: u64,
    pub entries: Vec<Entry>,
    next_entry: u64,
    /// The last two bytes seen.
    before: [u8; 2],
    /// Records that begin before `marks_until`, for comparing two scanners.
    pub marks: Vec<Mark>,
    marks_until: u64,
}

impl Scanner {
    /// Starts behind a line end (or at the beginning of the data).
    pub fn new(cut: Cut, offset: u64, state: State) -> Self {
        Self {
            cut,
            state,
            offset,
            record_start: offset,
            literal: false,
            all_literal: false,
            rows: 0,
            blanks: 0,
            open_quotes: Vec::new(),
            quoted_lines: 0,
            entries: Vec::new(),
            next_entry: offset,
            before: [0, cut.newline()],
            marks: Vec::new(),
            marks_until: 0,
        }
    }

    /// Also notes every record that begins before `offset`.
    pub fn marking_until(mut self, offset: u64) -> Self {
        self.marks_until = offset;
        if self.state == State::Out {
            self.begin_record(self.offset);
        }
        self
    }

    fn begin_record(&mut self, offset: u64) {
        self.record_start = offset;
        self.literal = self.all_literal;
        if offset < self.marks_until {
            self.marks.push(Mark { offset, rows: self.rows, blanks: self.blanks });
        }
    }

    /// Takes over where a scanner stands that went on from here.
    pub fn adopt_place(&mut self, other: &Self) {
        let same_record = self.record_start == other.record_start;
        self.quoted_lines = other.quoted_lines + if same_record { self.quoted_lines } else { 0 };
        self.state = other.state;
        self.record_start = other.record_start;
        self.offset = other.offset;
        self.literal = other.literal;
        self.before = other.before;
        self.next_entry = other.next_entry;
    }

    /// Stands at the beginning of a record.
    pub fn begin_again(&mut self, offset: u64) {
        self.state = State::Out;
        self.record_start = offset;
        self.quoted_lines = 0;
    }

    /// True once a quote has been open for so long that it will not be believed any longer.
    pub fn is_lost(&self) -> bool {
        self.state != State::Out && is_lost(self.offset - self.record_start, self.quoted_lines)
    }

    /// Goes back to the beginning of the record that is being read, to take its quotes for plain characters. The text
    /// must be fed again from the position given back.
    pub fn read_literally(&mut self) -> u64 {
        self.state = State::Out;
        self.offset = self.record_start;
        self.before = [0, self.cut.newline()];
        self.literal = true;
        self.quoted_lines = 0;
        self.open_quotes.push(self.record_start);
        self.record_start
    }

    pub fn feed(&mut self, piece: &[u8]) {
        let Some(&last) = piece.last() else { return };
        let mut at = 0;
        if self.state == State::Pending {
            self.state = if Some(piece[0]) == self.cut.quote { State::In } else { State::Out };
            at = usize::from(self.state == State::In);
        }
        while at < piece.len() {
            at = match self.state {
                State::In => self.inside(piece, at),
                State::Out | State::Pending if self.literal || self.cut.quote.is_none() => self.lines(piece, at),
                State::Out | State::Pending => self.outside(piece, at),
            };
        }
        let second = if piece.len() > 1 { piece[piece.len() - 2] } else { self.before[1] };
        self.before = [second, last];
        self.offset += piece.len() as u64;
    }

    /// Inside quotes: to behind the closing quote.
    fn inside(&mut self, piece: &[u8], at: usize) -> usize {
        let quote = self.cut.quote.unwrap_or_default();
        match memchr(quote, &piece[at..]).map(|found| at + found) {
            None => {
                self.quoted_lines += memchr_iter(self.cut.newline(), &piece[at..]).count() as u64;
                piece.len()
            }
            Some(found) if found + 1 == piece.len() => {
                self.state = State::Pending;
                piece.len()
            }
            Some(found) if piece[found + 1] == quote => found + 2,
            Some(found) => {
                self.state = State::Out;
                self.quoted_lines = 0;
                found + 1
            }
        }
    }

    /// Outside quotes: to behind the next opening quote.
    fn outside(&mut self, piece: &[u8], at: usize) -> usize {
        let newline = self.cut.newline();
        let quote = self.cut.quote.unwrap_or_default();
        for found in memchr2_iter(newline, quote, &piece[at..]) {
            let found = at + found;
            if piece[found] == newline {
                self.end_record(piece, found);
            } else if self.opens_field(piece, found) {
                self.state = State::In;
                return found + 1;
            }
        }
        piece.len()
    }

    /// Without quotes: line by line, to the end of a record that is read literally.
    fn lines(&mut self, piece: &[u8], at: usize) -> usize {
        let was_literal = self.literal;
        for found in memchr_iter(self.cut.newline(), &piece[at..]) {
            self.end_record(piece, at + found);
            if was_literal && !self.literal {
                return at + found + 1;
            }
        }
        piece.len()
    }

    #[inline]
    fn byte_before(&self, piece: &[u8], at: usize, back: usize) -> u8 {
        match at.checked_sub(back) {
            Some(at) => piece[at],
            None => self.before[2 + at - back],
        }
    }

    #[inline]
    fn opens_field(&self, piece: &[u8], at: usize) -> bool {
        if self.offset + at as u64 == self.record_start {
            return true;
        }
        let before = self.byte_before(piece, at, 1);
        before == self.cut.separator
            || self.cut.skip_space && before == b' ' && self.byte_before(piece, at, 2) == self.cut.separator
    }

    #[inline]
    fn end_record(&mut self, piece: &[u8], newline: usize) {
        let position = self.offset + newline as u64;
        let length = position - self.record_start;
        let blank = !self.cut.blank_is_record
            && (length == 0
                || length == 1 && self.byte_before(piece, newline, 1) == b'\r' && !self.cut.carriage_returns);
        if blank {
            self.blanks += 1;
        } else {
            if self.record_start >= self.next_entry {
                self.entries.push(Entry { offset: self.record_start, row: self.rows });
                self.next_entry = self.record_start + SPACING;
            }
            self.rows += 1;
        }
        self.begin_record(position + 1);
    }

    /// At the end of the text: counts a last record without a line end. False if it ends inside quotes.
    pub fn finish(&mut self) -> bool {
        if self.state == State::In {
            return false;
        }
        let length = self.offset - self.record_start;
        let blank = !self.cut.blank_is_record && length == 1 && self.before[1] == b'\r' && !self.cut.carriage_returns;
        self.blanks += u64::from(blank);
        if length > 0 && !blank {
            if self.record_start >= self.next_entry {
                self.entries.push(Entry { offset: self.record_start, row: self.rows });
            }
            self.rows += 1;
        }
        self.record_start = self.offset;
        true
    }
}
