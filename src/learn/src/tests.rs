//! What the tests of all modules share: data sets made on the spot, golden numbers, shared data.

use crate::matrix::{Column, Dataset, MISSING, Matrix, RowExtras, Target, Values};
use crate::random::Random;
use crate::recipe::{Recipe, fit};
use crate::{Fit, FitError, Fitted, Watch};
use ninefold_base::{Problem, Silent};
use serde_json::Value;
use std::path::{Path, PathBuf};

mod adult;
mod contract;
mod interop;

/// A file of `tests/golden/`, made by `make_learn.py` beside it.
pub fn golden(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// A folder of the shared data, or none (with a line that says so) where it does not exist.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    if !path.exists() {
        println!("skipped: there is no ../shared/data/{folder}");
        return None;
    }
    Some(path)
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|item| item.as_f64().unwrap()).collect()
}

pub fn close(found: f64, expected: f64, tolerance: f64) {
    let scale = expected.abs().max(1.0);
    assert!((found - expected).abs() <= tolerance * scale, "found {found}, expected {expected}");
}

pub fn matrix(columns: Vec<Column>) -> Matrix {
    let n = columns.first().map_or(0, |column| column.values.len());
    Matrix::new(n, columns).unwrap()
}

pub fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}

pub fn train(recipe: &Recipe, data: &Dataset) -> Fit {
    fit(recipe, data, None, &mut Watch::new(&Silent)).unwrap()
}

pub fn train_watched(recipe: &Recipe, data: &Dataset, validation: &Dataset) -> Fit {
    fit(recipe, data, Some(validation), &mut Watch::new(&Silent)).unwrap()
}

pub fn refusal(recipe: &Recipe, data: &Dataset) -> Problem {
    match fit(recipe, data, None, &mut Watch::new(&Silent)) {
        Err(FitError::Problem(problem)) => problem,
        Err(FitError::Stopped) => panic!("stopped"),
        Ok(fit) => panic!("fitted {:?}", fit.model),
    }
}

pub fn plain(features: Matrix, target: Target) -> Dataset {
    Dataset::new(features, target, RowExtras::default()).unwrap()
}

/// Three numbers (one with missing values), a category with four levels, and labels that depend on all but `noise`.
pub struct Made {
    pub features: Matrix,
    pub score: Vec<f64>,
}

#[allow(clippy::needless_range_loop)]
pub fn made(n: usize, seed: u64) -> Made {
    let mut random = Random::new(seed);
    let mut normal = || (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
    let (mut x, mut z, mut noise, mut score) = (vec![], vec![], vec![], vec![]);
    for _ in 0..n {
        x.push(normal());
        z.push(normal());
        noise.push(normal());
    }
    let mut codes = Vec::new();
    for row in 0..n {
        let code = random.below(5);
        codes.push(if code == 4 { MISSING } else { code });
        let group = [0.0, 1.5, -1.5, 0.5, 0.0][code as usize];
        score.push(1.2 * x[row] + 0.8 * z[row] * z[row] - 0.8 + group);
        if random.unit() < 0.1 {
            z[row] = f64::NAN;
        }
    }
    let group = Column::category("group", codes, names(&["a", "b", "c", "d"]));
    let columns = vec![Column::number("x", x), Column::number("z", z), Column::number("noise", noise), group];
    Made { features: matrix(columns), score }
}

impl Made {
    pub fn binary(self, seed: u64) -> Dataset {
        let mut random = Random::stream(seed, 1);
        let labels: Vec<bool> = self.score.iter().map(|s| random.unit() < 1.0 / (1.0 + (-s).exp())).collect();
        plain(self.features, Target::binary(&labels, ["no", "yes"]))
    }

    pub fn classes(self, seed: u64) -> Dataset {
        let mut random = Random::stream(seed, 1);
        let codes = self
            .score
            .iter()
            .map(|s| {
                if *s + random.unit() < -0.5 {
                    0
                } else if *s + random.unit() < 1.2 {
                    1
                } else {
                    2
                }
            })
            .collect();
        plain(self.features, Target::Classes { codes, names: names(&["low", "middle", "high"]) })
    }

    pub fn numeric(self, seed: u64) -> Dataset {
        let mut random = Random::stream(seed, 1);
        let values = self.score.iter().map(|s| 10.0 * s + random.unit()).collect();
        plain(self.features, Target::Number(values))
    }
}

/// The same without its category, for linear models.
pub fn numbers_only(data: &Dataset) -> Dataset {
    data.project(&names(&["x", "z", "noise"])).unwrap()
}

/// A batch of `features` and each of its rows by itself get the same bits.
pub fn check_rows_like_batch(model: &dyn Fitted, features: &Matrix) {
    let batch = model.predict(features).unwrap();
    let width = model.task().width();
    let columns = model.contract().bind(features).unwrap();
    for row in 0..features.n_rows() {
        let values: Vec<f64> = columns.iter().map(|column| column.number(row)).collect();
        let alone = model.predict_row(&values).unwrap();
        for (alone, batch) in alone.iter().zip(&batch[row * width..]) {
            assert_eq!(alone.to_bits(), batch.to_bits(), "{} row {row}", model.kind());
        }
    }
}

/// Saved and loaded it predicts the same bits and says the same; cut off, changed or renamed it is refused.
pub fn check_saved(model: &dyn Fitted, features: &Matrix) {
    let bytes = crate::saved::save(model).unwrap();
    let loaded = crate::saved::load(&bytes).unwrap();
    assert_eq!(loaded.kind(), model.kind());
    assert_eq!(loaded.sentences(), model.sentences());
    let bits = |model: &dyn Fitted| model.predict(features).unwrap().iter().map(|p| p.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(loaded.as_ref()), bits(model), "{}", model.kind());
    assert_eq!(crate::saved::save(loaded.as_ref()).unwrap(), bytes);
    for end in [0, 7, 8, 31, bytes.len() / 2, bytes.len() - 1] {
        assert!(crate::saved::load(&bytes[..end]).is_err(), "cut at {end}");
    }
    for at in (0..bytes.len()).step_by(bytes.len() / 50 + 1) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        assert!(crate::saved::load(&changed).is_err(), "changed at {at}");
    }
}

pub fn auc(labels: &[u32], scores: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let (mut ranks, mut at) = (0.0, 0);
    while at < order.len() {
        let end = (at..order.len()).find(|&e| scores[order[e]] != scores[order[at]]).unwrap_or(order.len());
        let rank = (at + end + 1) as f64 / 2.0;
        ranks += rank * order[at..end].iter().filter(|&&row| labels[row] == 1).count() as f64;
        at = end;
    }
    let positive = labels.iter().filter(|&&label| label == 1).count() as f64;
    let negative = labels.len() as f64 - positive;
    (ranks - positive * (positive + 1.0) / 2.0) / (positive * negative)
}

pub fn codes(data: &Dataset) -> &[u32] {
    match data.target() {
        Target::Classes { codes, .. } => codes,
        Target::Number(_) => panic!("not classes"),
    }
}

/// The same rows with other cells in one column.
pub fn with_column(data: &Dataset, name: &str, values: Values) -> Dataset {
    let mut columns = data.features().columns().to_vec();
    columns.iter_mut().find(|column| column.name == name).unwrap().values = values;
    Dataset::new(matrix(columns), data.target().clone(), data.extras().clone()).unwrap()
}
