//! Rows put in the order of their scores once, for statistics over many sets of weights: one pass a draw of the bootstrap.
//!
//! Gives the same as [`super::Ranking`] on rows with those weights, as plain numbers, NaN where undefined.

/// Rows in descending order of score, with their class.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered {
    /// Row numbers; the last row with a score is marked in the highest bit.
    rows: Vec<u32>,
    /// Class of the row in the same place.
    positive: Vec<bool>,
}

const LAST: u32 = 1 << 31;

impl Ordered {
    /// Of at most 2,147,483,647 rows, whose scores are not NaN.
    pub fn of(scored: &super::Scored) -> Self {
        let scores = scored.scores();
        let mut rows: Vec<u32> = (0..scores.len() as u32).collect();
        rows.sort_unstable_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]).then(a.cmp(&b)));
        let positive = rows.iter().map(|&row| scored.labels()[row as usize]).collect();
        for i in 0..rows.len() {
            let score = |j: usize| scores[(rows[j] & !LAST) as usize];
            if i + 1 == rows.len() || score(i) != score(i + 1) {
                rows[i] |= LAST;
            }
        }
        Self { rows, positive }
    }

    /// Calls `at` with the positives and negatives of each distinct score, highest first.
    fn for_each_score(&self, weights: &[f64], mut at: impl FnMut(f64, f64)) {
        let (mut positives, mut negatives) = (0.0, 0.0);
        for (&entry, &positive) in self.rows.iter().zip(&self.positive) {
            let weight = weights[(entry & !LAST) as usize];
            positives += if positive { weight } else { 0.0 };
            negatives += if positive { 0.0 } else { weight };
            if entry & LAST != 0 {
                at(positives, negatives);
                (positives, negatives) = (0.0, 0.0);
            }
        }
    }

    /// Area under the ROC curve with midranks.
    ///
    /// # Panics
    /// If there are fewer weights than rows.
    pub fn auc(&self, weights: &[f64]) -> f64 {
        let (mut above, mut negatives_seen, mut sum) = (0.0, 0.0, 0.0);
        self.for_each_score(weights, |positives, negatives| {
            sum += negatives * (above + 0.5 * positives);
            above += positives;
            negatives_seen += negatives;
        });
        sum / above / negatives_seen
    }

    /// Average precision, Σ (R_k − R_{k−1}) P_k.
    ///
    /// # Panics
    /// If there are fewer weights than rows.
    pub fn average_precision(&self, weights: &[f64]) -> f64 {
        let (mut above, mut all, mut sum) = (0.0, 0.0, 0.0);
        self.for_each_score(weights, |positives, negatives| {
            above += positives;
            all += positives + negatives;
            if positives > 0.0 {
                sum += positives * above / all;
            }
        });
        sum / above
    }
}
