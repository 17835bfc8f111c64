use super::*;
use crate::bytes::RawBytes;
use crate::text::records::{Format, Keys, Wanted, for_each};
use crate::text::scanner::SPACING;
use ninefold_base::Silent;
use proptest::prelude::*;
use std::sync::Arc;

struct Memory(Vec<u8>);

impl RawBytes for Memory {
    fn name(&self) -> String {
        "memory".into()
    }
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Problem> {
        let rest = self.0.get(offset as usize..).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }
    fn len(&self) -> u64 {
        self.0.len() as u64
    }
    fn ended(&self) -> bool {
        true
    }
}

fn cut(skip_space: bool) -> Cut {
    Cut { separator: b',', quote: Some(b'"'), carriage_returns: false, skip_space, blank_is_record: false }
}

fn indexed(text: &[u8], cut: Cut, block: u64) -> Index {
    let raw = Arc::new(Memory(text.to_vec()));
    let source = Text::Plain { raw, start: 0 };
    let plan = Plan { text: &source, cut, start: 0, len: text.len() as u64, block };
    plan.run(&Silent, &mut |_| {}).unwrap()
}

/// Where records begin, as the tokenizer that everything else uses sees it; a quote that never closes is literal.
fn tokenized(text: &[u8], cut: Cut) -> (Vec<usize>, u64, Vec<u64>) {
    let (mut starts, mut blanks, mut open) = (Vec::new(), 0, Vec::new());
    let mut fields = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let ended = match cut.record(text, at, true, false, &mut fields) {
            Ok(ended) => ended,
            Err(_) => {
                open.push(at as u64);
                cut.record(text, at, true, true, &mut fields).unwrap()
            }
        };
        if ended.oddity.blank {
            blanks += 1;
        } else {
            starts.push(at);
        }
        at = ended.next;
    }
    (starts, blanks, open)
}

fn csv_like() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        4 => Just("a".to_string()), 3 => Just(",".to_string()), 3 => Just("\n".to_string()), 3 => Just("\"".to_string()),
        1 => Just("\r\n".to_string()), 1 => Just(" ".to_string()), 1 => Just("\"\"".to_string()), 1 => Just(",\"x\ny\",".to_string()),
        1 => Just("\r".to_string()),
    ];
    proptest::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn blocks_of_any_size_find_the_records_of_the_tokenizer(text in csv_like(), block in 1u64..40, skip_space: bool) {
        let cut = cut(skip_space);
        let (starts, blanks, open) = tokenized(&text, cut);
        let index = indexed(&text, cut, block);
        prop_assume!(open.len() <= OPEN_QUOTES);
        prop_assert_eq!(index.rows, starts.len() as u64, "{:?}", String::from_utf8_lossy(&text));
        prop_assert_eq!(index.blanks, blanks);
        prop_assert_eq!(&index.open_quotes, &open);
        prop_assert_eq!(index.end, text.len() as u64);
        for entry in &index.entries {
            prop_assert_eq!(starts[entry.row as usize] as u64, entry.offset);
        }
    }

    #[test]
    fn pieces_of_any_size_make_no_difference(text in csv_like(), sizes in proptest::collection::vec(1usize..9, 1..30)) {
        let mut whole = Scanner::new(cut(true), 0, State::Out);
        whole.feed(&text);
        let mut pieces = Scanner::new(cut(true), 0, State::Out);
        let mut rest = text.as_slice();
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, after) = rest.split_at((*size).min(rest.len()));
            pieces.feed(piece);
            rest = after;
        }
        let (one, other) = (whole.finish(), pieces.finish());
        prop_assert_eq!(one, other);
        prop_assert_eq!((whole.rows, whole.blanks, whole.record_start), (pieces.rows, pieces.blanks, pieces.record_start));
    }

    #[test]
    fn records_are_found_again_from_the_index(text in csv_like()) {
        let index = indexed(&text, cut(false), 16);
        let mut rows = 0;
        for_each(&Format::Delimited(cut(false)), &text, 0, &index, &mut Keys::default(), Wanted::ALL, |_| { rows += 1; true });
        prop_assert_eq!(rows, index.rows);
    }
}

#[test]
fn entries_stand_about_every_quarter_megabyte() {
    let line = b"12345,abcdef,\"with, comma\"\n";
    let text: Vec<u8> = line.iter().copied().cycle().take(line.len() * 100_000).collect();
    let index = indexed(&text, cut(false), 1 << 20);
    assert_eq!(index.rows, 100_000);
    let gaps: Vec<u64> = index.entries.windows(2).map(|pair| pair[1].offset - pair[0].offset).collect();
    assert!(gaps.iter().all(|gap| *gap <= SPACING + line.len() as u64), "{gaps:?}");
    assert!(index.entries.len() < 20, "{}", index.entries.len());
    assert!(index.entries.iter().all(|entry| entry.offset == entry.row * line.len() as u64));
}

#[test]
fn a_line_longer_than_many_blocks_is_one_record() {
    let mut text = b"a,b\n".to_vec();
    text.extend(std::iter::repeat_n(b'x', 10_000));
    text.extend(b"\nlast,1\n");
    let index = indexed(&text, cut(false), 64);
    assert_eq!((index.rows, index.end), (3, text.len() as u64));
}
