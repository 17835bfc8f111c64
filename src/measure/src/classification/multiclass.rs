//! More than two classes: per class, macro and weighted; one against the rest.
//!
//! Classes are numbers `0..k`. What a class has not (no row, never decided) is undefined, and averages say how many classes
//! they leave out; scikit-learn counts those as 0.

use super::{Confusion, LOG_LOSS_CLIP, Ranking, Scored};
use ninefold_base::Figure;

/// Rows with a class and a probability for each class, `probabilities[row * classes + class]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Multiclass<'a> {
    labels: &'a [u32],
    probabilities: &'a [f64],
    classes: usize,
}

/// A mean over classes, and how many have no value and are not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Average {
    pub figure: Figure,
    pub left_out: usize,
}

/// How classes weigh in an average.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Averaging {
    /// Every class alike.
    Macro,
    /// By the number of its rows.
    Weighted,
}

impl<'a> Multiclass<'a> {
    /// The reason in words if lengths do not fit, a label is no class or a probability is NaN.
    pub fn new(labels: &'a [u32], probabilities: &'a [f64], classes: usize) -> Result<Self, &'static str> {
        if classes < 2 || labels.len() * classes != probabilities.len() {
            return Err("not one probability for each row and class");
        }
        if labels.iter().any(|&label| label as usize >= classes) {
            return Err("a label that is no class");
        }
        if probabilities.iter().any(|p| p.is_nan()) {
            return Err("a row without a probability");
        }
        Ok(Self { labels, probabilities, classes })
    }

    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The most probable class of each row, the first of equals.
    pub fn decisions(&self) -> Vec<u32> {
        self.probabilities.chunks_exact(self.classes).map(|row| argmax(row) as u32).collect()
    }

    /// Counts `[label * classes + decision]`.
    pub fn confusion(&self) -> Vec<u64> {
        let mut counts = vec![0; self.classes * self.classes];
        for (&label, row) in self.labels.iter().zip(self.probabilities.chunks_exact(self.classes)) {
            counts[label as usize * self.classes + argmax(row)] += 1;
        }
        counts
    }

    /// Each class against the rest, decisions by the largest probability.
    pub fn per_class(&self) -> Vec<Confusion> {
        let counts = self.confusion();
        let n = self.labels.len() as f64;
        (0..self.classes)
            .map(|class| {
                let row: u64 = counts[class * self.classes..(class + 1) * self.classes].iter().sum();
                let column: u64 = counts.iter().skip(class).step_by(self.classes).sum();
                let hit = counts[class * self.classes + class] as f64;
                let (row, column) = (row as f64, column as f64);
                Confusion {
                    true_positives: hit,
                    false_positives: column - hit,
                    false_negatives: row - hit,
                    true_negatives: n - row - column + hit,
                }
            })
            .collect()
    }

    /// A figure of each class, averaged: `multiclass.average(Averaging::Macro, Confusion::f1)`.
    pub fn average(&self, averaging: Averaging, figure: impl Fn(&Confusion) -> Figure) -> Average {
        let classes = self.per_class();
        let figures: Vec<(Figure, f64)> = classes.iter().map(|class| (figure(class), class.positives())).collect();
        mean(&figures, averaging)
    }

    pub fn accuracy(&self) -> Figure {
        let counts = self.confusion();
        let hits: u64 = counts.iter().step_by(self.classes + 1).sum();
        Figure::ratio(hits as f64, self.labels.len() as f64, "no rows")
    }

    /// Mean −ln of the probability of the true class, clipped by [`LOG_LOSS_CLIP`]; rows are not made to sum to 1.
    pub fn log_loss(&self) -> Figure {
        let rows = self.labels.iter().zip(self.probabilities.chunks_exact(self.classes));
        let sum: f64 =
            rows.map(|(&label, row)| -row[label as usize].clamp(LOG_LOSS_CLIP, 1.0 - LOG_LOSS_CLIP).ln()).sum();
        Figure::ratio(sum, self.labels.len() as f64, "no rows")
    }

    /// AUC of each class against the rest.
    pub fn one_vs_rest_auc(&self) -> Vec<Figure> {
        (0..self.classes)
            .map(|class| {
                let labels: Vec<bool> = self.labels.iter().map(|&label| label as usize == class).collect();
                let scores: Vec<f64> = self.probabilities.iter().skip(class).step_by(self.classes).copied().collect();
                let auc = Scored::new(&labels, &scores).and_then(|scored| Ranking::of(&scored).auc());
                match auc {
                    Ok(estimate) => Figure::Value(estimate.auc),
                    Err(reason) => Figure::undefined(reason),
                }
            })
            .collect()
    }

    /// The mean of [`Self::one_vs_rest_auc`].
    pub fn average_auc(&self, averaging: Averaging) -> Average {
        let rows = self.per_class().into_iter().map(|class| class.positives());
        let figures: Vec<(Figure, f64)> = self.one_vs_rest_auc().into_iter().zip(rows).collect();
        mean(&figures, averaging)
    }

    /// Matthews' correlation for k classes (Gorodkin 2004). Undefined where all rows or all decisions are of one class.
    pub fn matthews(&self) -> Figure {
        let n = self.labels.len() as f64;
        let classes = self.per_class();
        let hits: f64 = classes.iter().map(|class| class.true_positives).sum();
        let dot = |f: &dyn Fn(&Confusion) -> f64| classes.iter().map(f).sum::<f64>();
        let cross = dot(&|class| class.positives() * class.flagged());
        let labels = n * n - dot(&|class| class.positives() * class.positives());
        let decisions = n * n - dot(&|class| class.flagged() * class.flagged());
        if labels <= 0.0 || decisions <= 0.0 {
            return Figure::undefined("all rows or all decisions are of one class");
        }
        Figure::Value(((hits * n - cross) / labels.sqrt() / decisions.sqrt()).clamp(-1.0, 1.0))
    }
}

fn mean(figures: &[(Figure, f64)], averaging: Averaging) -> Average {
    let (mut sum, mut total, mut left_out) = (0.0, 0.0, 0);
    for (figure, rows) in figures {
        match figure {
            Figure::Value(value) => {
                let weight = match averaging {
                    Averaging::Macro => 1.0,
                    Averaging::Weighted => *rows,
                };
                sum += weight * value;
                total += weight;
            }
            Figure::Undefined { .. } => left_out += 1,
        }
    }
    Average { figure: Figure::ratio(sum, total, "no class has a value"), left_out }
}

/// The place of the largest value, the first of equals.
pub(crate) fn argmax(values: &[f64]) -> usize {
    let mut best = 0;
    for (i, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = i;
        }
    }
    best
}
