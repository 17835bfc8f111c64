//! Times the estimators on a made table: `cargo run --release --example train_speed -- [ROWS] [ROUNDS] [FOLDER]`.
//!
//! 28 numbers a row (some of them products of others, 2 % missing), two classes of which no model can say more than about
//! 80 % AUC. The first 9 in 10 rows train, the others judge. Into FOLDER, if one is given, go the same rows as raw little-
//! endian floats (`x.f32`, row after row, and `y.u8`), so that other programs can be timed on them.

use ninefold_base::Silent;
use ninefold_learn::boosted::BoostedSettings;
use ninefold_learn::glass_box::GlassBoxSettings;
use ninefold_learn::linear::LinearSettings;
use ninefold_learn::matrix::RowExtras;
use ninefold_learn::{Column, Dataset, Fit, Matrix, Recipe, Target, Values, Watch, fit};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

const COLUMNS: usize = 28;

/// SplitMix64 (Steele, Lea & Flood 2014): small, fast, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..6).map(|_| self.unit()).sum::<f64>() * 2f64.sqrt() - 3.0 * 2f64.sqrt()
    }
}

struct Table {
    columns: Vec<Vec<f32>>,
    labels: Vec<bool>,
}

fn table(rows: usize) -> Table {
    let mut random = Random(11);
    let mut table = Table { columns: vec![Vec::new(); COLUMNS], labels: Vec::with_capacity(rows) };
    for _ in 0..rows {
        let mut x = [0.0f64; COLUMNS];
        x.iter_mut().take(21).for_each(|x| *x = random.normal());
        for derived in 21..COLUMNS {
            let (a, b) = (x[derived - 21], x[derived - 14]);
            x[derived] = a * b + 0.5 * random.normal();
        }
        let score = 0.5 * x[0] - 0.4 * x[1]
            + 0.6 * x[2] * x[3]
            + 0.5 * (x[4] * x[4] - 1.0)
            + 0.5 * (2.0 * x[5]).sin()
            + 0.3 * x[22]
            - 0.3 * (x[6] + x[7]).abs()
            + 0.4;
        table.labels.push(random.unit() < 1.0 / (1.0 + (-score).exp()));
        for (column, value) in table.columns.iter_mut().zip(x) {
            column.push(if random.unit() < 0.02 { f32::NAN } else { value as f32 });
        }
    }
    table
}

fn write(table: &Table, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut bytes = Vec::with_capacity(table.labels.len() * COLUMNS * 4);
    for row in 0..table.labels.len() {
        table.columns.iter().for_each(|column| bytes.extend_from_slice(&column[row].to_le_bytes()));
    }
    fs::write(folder.join("x.f32"), bytes)?;
    fs::write(folder.join("y.u8"), table.labels.iter().map(|&label| u8::from(label)).collect::<Vec<_>>())?;
    Ok(())
}

fn dataset(table: &Table, rows: std::ops::Range<usize>) -> Result<Dataset, Box<dyn Error>> {
    let column = |(at, values): (usize, &Vec<f32>)| Column {
        name: format!("x{at}"),
        values: Values::Number32(values[rows.clone()].to_vec()),
    };
    let columns = table.columns.iter().enumerate().map(column).collect();
    let target = Target::binary(&table.labels[rows.clone()], ["no", "yes"]);
    Ok(Dataset::new(Matrix::new(rows.len(), columns)?, target, RowExtras::default())?)
}

/// The area under the ROC curve, by ranks.
fn auc(data: &Dataset, scores: &[f64]) -> f64 {
    let Target::Classes { codes, .. } = data.target() else { return f64::NAN };
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let ranks: f64 = order.iter().enumerate().filter(|(_, row)| codes[**row] == 1).map(|(at, _)| at as f64 + 1.0).sum();
    let positive = codes.iter().filter(|&&code| code == 1).count() as f64;
    (ranks - positive * (positive + 1.0) / 2.0) / (positive * (codes.len() as f64 - positive))
}

/// The most memory this process has had, where the system tells it.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("unknown".to_string(), |line| line.trim().to_string())
}

fn report(name: &str, fit: &Fit, seconds: f64, test: &Dataset) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let predictions = fit.model.predict(test.features())?;
    let batch = start.elapsed().as_secs_f64();
    let columns = fit.model.contract().bind(test.features())?;
    let n = test.n_rows().min(2_000);
    let rows: Vec<Vec<f64>> = (0..n).map(|row| columns.iter().map(|column| column.number(row)).collect()).collect();
    let mut out = [0.0];
    let start = Instant::now();
    for row in &rows {
        fit.model.predict_row_into(row, &mut out)?;
    }
    let single = start.elapsed().as_secs_f64() / n as f64;
    println!(
        "{name}: {seconds:.2} s, AUC {:.4}, log loss {:.4}, {:.2} million rows/s, {:.1} µs one row, peak {}",
        auc(test, &predictions),
        ninefold_learn::loss::mean_loss(test.target(), None, &predictions),
        test.n_rows() as f64 / batch / 1e6,
        1e6 * single,
        peak()
    );
    println!("  {} rounds told; {}", fit.curve.len(), fit.notes.join("; "));
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let rows: usize = args.next().map_or(Ok(1_000_000), |rows| rows.parse())?;
    let rounds: u32 = args.next().map_or(Ok(200), |rounds| rounds.parse())?;
    let table = table(rows);
    if let Some(folder) = args.next() {
        write(&table, Path::new(&folder))?;
    }
    let (training, test) = (dataset(&table, 0..rows / 10 * 9)?, dataset(&table, rows / 10 * 9..rows)?);
    drop(table);
    println!("{} rows to train on, {} to judge on, peak {}", training.n_rows(), test.n_rows(), peak());
    let boosted = BoostedSettings { rate: 0.1, rounds: Some(rounds), ..BoostedSettings::default() };
    let glass_box = GlassBoxSettings { rounds: rounds / 4, ..GlassBoxSettings::default() };
    let recipes = [
        ("logistic", Recipe::Logistic(LinearSettings { penalty: 0.0, ..LinearSettings::default() })),
        (
            "logistic, lasso",
            Recipe::Logistic(LinearSettings { penalty: 500.0, l1_share: 1.0, ..LinearSettings::default() }),
        ),
        ("stump", Recipe::Stump),
        ("one rule", Recipe::OneRule),
        ("boosted", Recipe::Boosted(boosted)),
        ("glass box", Recipe::GlassBox(glass_box)),
    ];
    for (name, recipe) in recipes {
        let start = Instant::now();
        let mut slowest: f64 = 0.0;
        let mut last = Instant::now();
        let fitted = {
            let mut watch = Watch::with_curve(&Silent, |_| {
                slowest = slowest.max(last.elapsed().as_secs_f64());
                last = Instant::now();
            });
            fit(&recipe, &training, None, &mut watch).map_err(|error| format!("{error:?}"))?
        };
        report(name, &fitted, start.elapsed().as_secs_f64(), &test)?;
        println!("  at most {:.0} ms between two looks at the stop flag", 1000.0 * slowest);
    }
    Ok(())
}
