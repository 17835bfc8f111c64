//! Drawing the rows of the [`super::sample::Sample`] while the table is scanned.
//!
//! A row is drawn if the hash of its number lies below a bound, so that the same rows of the same file are drawn whatever
//! the number of threads; all rows are, where there are few. Start at [`Draw`].

use super::hashing::mix;
use super::sample::{MISSING, SAMPLE_ROWS, SampleValues};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Cells drawn at most, about: of wide tables fewer rows are drawn.
const SAMPLE_CELLS: u64 = 8 << 20;
/// Fewer rows than this are never drawn, however wide the table.
const FEWEST_ROWS: u64 = 4096;
/// Categories told apart in a sample; the others share one code.
pub const CATEGORIES: usize = 255;
/// The label of that code.
pub const OTHERS: &str = "(others)";
/// Different texts of a column that a sample counts to find the commonest.
const COUNTED_TEXTS: usize = 16_384;
/// Bytes kept of a label.
pub(super) const LABEL_BYTES: usize = 256;

/// Which rows are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// Drawn are rows whose hash is at most this.
    bound: u64,
}

impl Draw {
    /// For a view of `rows` rows of `columns` columns.
    pub fn new(rows: u64, columns: usize) -> Self {
        let wanted = (SAMPLE_CELLS / (columns as u64).max(1)).clamp(FEWEST_ROWS, SAMPLE_ROWS as u64);
        let bound = if rows <= wanted {
            u64::MAX
        } else {
            (u128::from(wanted) * u128::from(u64::MAX) / u128::from(rows)) as u64
        };
        Self { bound }
    }

    /// `row`: its number in the file, from 0.
    pub fn takes(self, row: u64) -> bool {
        self.bound == u64::MAX || mix(row ^ 0x5bd1_e995_7b93_2c61) <= self.bound
    }
}

/// Gathers the sample of one column, chunk by chunk in the order of the file.
#[derive(Debug, Clone)]
pub enum Gatherer {
    /// Numbers as they are, durations in seconds, times in microseconds; NaN where missing.
    Numbers(Vec<f64>),
    Texts(Texts),
    /// 0 false, 1 true, or [`MISSING`].
    Booleans(Vec<u32>),
    Nothing,
}

#[derive(Debug, Clone, Default)]
pub struct Texts {
    codes: Vec<u32>,
    known: HashMap<u64, u32, FixedState>,
    labels: Vec<String>,
    counts: Vec<u64>,
}

/// The code of texts beyond [`COUNTED_TEXTS`] while they are gathered.
const UNCOUNTED: u32 = u32::MAX - 1;

impl Texts {
    pub fn push_missing(&mut self) {
        self.codes.push(MISSING);
    }

    pub fn push(&mut self, hash: u64, text: impl FnOnce() -> String) {
        let code = match self.known.get(&hash) {
            Some(code) => *code,
            None if self.labels.len() >= COUNTED_TEXTS => UNCOUNTED,
            None => {
                let code = self.labels.len() as u32;
                self.labels.push(text());
                self.counts.push(0);
                self.known.insert(hash, code);
                code
            }
        };
        if let Some(count) = self.counts.get_mut(code as usize) {
            *count += 1;
        }
        self.codes.push(code);
    }

    fn finish(&self) -> SampleValues {
        let mut order: Vec<usize> = (0..self.labels.len()).collect();
        order.sort_unstable_by(|a, b| {
            self.counts[*b].cmp(&self.counts[*a]).then_with(|| self.labels[*a].cmp(&self.labels[*b])).then(a.cmp(b))
        });
        let kept = order.len().min(CATEGORIES);
        let mut new_codes = vec![kept as u32; self.labels.len()];
        for (new, old) in order[..kept].iter().enumerate() {
            new_codes[*old] = new as u32;
        }
        let mut labels: Vec<String> = order[..kept].iter().map(|i| self.labels[*i].clone()).collect();
        let mut others = false;
        let mut code = |code: &u32| {
            if *code == MISSING {
                return MISSING;
            }
            let new = new_codes.get(*code as usize).copied().unwrap_or(kept as u32);
            others |= new == kept as u32;
            new
        };
        let codes = self.codes.iter().map(&mut code).collect();
        if others {
            labels.push(OTHERS.into());
        }
        SampleValues::Categories { codes, labels }
    }
}

impl Gatherer {
    pub fn finish(self) -> SampleValues {
        match self {
            Self::Numbers(values) => SampleValues::Numbers(values),
            Self::Texts(texts) => texts.finish(),
            Self::Booleans(codes) => booleans(&codes),
            Self::Nothing => SampleValues::Nothing,
        }
    }
}

/// With the labels that occur.
fn booleans(codes: &[u32]) -> SampleValues {
    let labels: Vec<String> = ["false", "true"]
        .into_iter()
        .zip(0..)
        .filter(|(_, code)| codes.contains(code))
        .map(|(label, _)| label.into())
        .collect();
    let only_true = labels == ["true"];
    let code = |code: &u32| if only_true && *code == 1 { 0 } else { *code };
    SampleValues::Categories { codes: codes.iter().map(code).collect(), labels }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_all_of_few_and_about_the_wanted_number_of_many() {
        let all = Draw::new(1000, 17);
        assert!((0..1000).all(|row| all.takes(row)));
        let some = Draw::new(3_000_000, 17);
        let drawn = (0..3_000_000).filter(|row| some.takes(*row)).count() as f64;
        // Five standard deviations of a binomial count.
        assert!((drawn - SAMPLE_ROWS as f64).abs() < 5.0 * (SAMPLE_ROWS as f64).sqrt(), "{drawn}");
    }

    #[test]
    fn categories_are_coded_commonest_first_and_the_rest_together() {
        let mut texts = Texts::default();
        let mut push =
            |text: &str| texts.push(mix(text.len() as u64 * 31 + u64::from(text.as_bytes()[0])), || text.into());
        for text in ["b", "a", "b", "c", "a"] {
            push(text);
        }
        texts.push_missing();
        let SampleValues::Categories { codes, labels } = Gatherer::Texts(texts).finish() else { panic!() };
        assert_eq!(labels, ["a", "b", "c"]);
        assert_eq!(codes, [1, 0, 1, 2, 0, MISSING]);
        let mut many = Texts::default();
        (0..300u64).for_each(|i| many.push(i, || format!("{i:03}")));
        let SampleValues::Categories { codes, labels } = many.finish() else { panic!() };
        assert_eq!((labels.len(), labels[255].as_str(), codes[299]), (256, OTHERS, 255));
    }

    #[test]
    fn booleans_have_only_the_labels_that_occur() {
        let both = SampleValues::Categories { codes: vec![1, MISSING, 0], labels: vec!["false".into(), "true".into()] };
        assert_eq!(booleans(&[1, MISSING, 0]), both);
        let one = SampleValues::Categories { codes: vec![0, 0], labels: vec!["true".into()] };
        assert_eq!(booleans(&[1, 1]), one);
    }
}
