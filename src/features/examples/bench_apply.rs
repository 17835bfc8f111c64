//! Times 20 features over rows made up in memory: by a feature set, and by the same expressions written in polars.
//!
//! `bench_apply ROWS OUT.txt`; the figures are written to OUT.txt: seconds, the share of polars' speed, and
//! microseconds per row of the row evaluator.

use ninefold_base::feature::{Definition, Value};
use ninefold_base::message::TableId;
use ninefold_base::{ColumnId, Silent};
use ninefold_data::columnar::memory;
use ninefold_data::ops::sample::SplitMix64;
use ninefold_data::ops::scan::{scan, tasks};
use ninefold_data::{RowOrder, RowSource};
use ninefold_features::apply::FeatureSource;
use ninefold_features::{Context, Options, check, fit};
use polars::prelude::*;
use std::sync::Arc;
use std::time::Instant;

const FEATURES: [&str; 20] = [
    "a + b * 2",
    "a / nullif(n, 0)",
    "log1p(abs(a))",
    "sqrt(abs(b)) - ln(abs(a) + 1)",
    "round(a, 2)",
    "n BETWEEN 10 AND 40",
    "n % 7",
    "CASE WHEN a > 0.5 THEN b WHEN a < -0.5 THEN -b ELSE 0.0 END",
    "coalesce(c, a)",
    "is_missing(c)",
    "t = 'w3' OR n > 50",
    "t IN ('w1', 'w2', 'w30')",
    "impute(c, 'median')",
    "standardize(a)",
    "min_max(b)",
    "winsorize(a, 0.01, 0.99)",
    "quantile_bin(a, 10)",
    "ordinal(t)",
    "frequency_encode(t)",
    "sin_cycle(n, 12)",
];

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rows, out] = arguments.as_slice() else { return Err("bench_apply ROWS OUT.txt".into()) };
    let rows: usize = rows.parse().map_err(|_| "ROWS is a number")?;
    let frame = made_up(rows).map_err(|error| error.to_string())?;
    let source: Arc<dyn RowSource> = Arc::new(memory::source("made up", frame.clone(), 131_072, TableId(1)));
    let columns = source.info().columns;
    let mut features = Vec::new();
    for (number, sql) in FEATURES.iter().enumerate() {
        let checked = check(sql, &Context::of(&columns)).map_err(|problem| problem.to_string())?;
        features.push((Definition::new(format!("x{number}"), *sql), checked));
    }
    let train = RowOrder::Picked(Arc::new((0..rows.min(200_000) as u32).collect()));
    let outcome = fit(features, source.as_ref(), &train, None, &Options::default(), &Silent)
        .map_err(|error| format!("{error:?}"))?;
    let set = outcome.set.clone();
    let computed = FeatureSource::of_training(outcome.set, source);
    let ids: Vec<ColumnId> = computed.column_ids();
    let mut ours = f64::INFINITY;
    let mut theirs = f64::INFINITY;
    for _ in 0..3 {
        let began = Instant::now();
        let tasks = tasks(&computed, None);
        let mut count = 0;
        scan(
            &computed,
            &tasks,
            &ids,
            &Silent,
            |_, chunk| Ok(chunk.frame.height()),
            |_, n| {
                count += n;
                Ok(())
            },
        )
        .map_err(|error| format!("{error:?}"))?;
        ours = ours.min(began.elapsed().as_secs_f64());
        let began = Instant::now();
        let result = joined(&frame)
            .and_then(|joined| joined.select(by_polars()).collect())
            .map_err(|error| error.to_string())?;
        theirs = theirs.min(began.elapsed().as_secs_f64());
        if result.height() != count {
            return Err("the rows differ".into());
        }
    }
    let row: Vec<Value<'_>> = set
        .inputs
        .iter()
        .map(|input| match input.name.as_str() {
            "t" => Value::Text("w17".into()),
            "n" => Value::Integer(23),
            _ => Value::Float(0.75),
        })
        .collect();
    let began = Instant::now();
    let times = 200_000;
    let mut sum = 0;
    for _ in 0..times {
        sum += std::hint::black_box(set.row(&row)).len();
    }
    let per_row = began.elapsed().as_secs_f64() / f64::from(times) * 1e6;
    let text = format!(
        "{rows} rows, {} features: {ours:.3} s; polars {theirs:.3} s; share of polars' speed {:.2}; one row {per_row:.2} µs ({sum})\n",
        FEATURES.len(),
        theirs / ours
    );
    std::fs::write(out, text).map_err(|error| error.to_string())
}

fn made_up(rows: usize) -> PolarsResult<DataFrame> {
    let mut random = SplitMix64::new(1);
    let mut float = || (random.next_u64() >> 11) as f64 / (1u64 << 52) as f64 - 1.0;
    let a: Vec<f64> = (0..rows).map(|_| float()).collect();
    let b: Vec<f64> = (0..rows).map(|_| float() * 10.0).collect();
    let c: Vec<Option<f64>> = (0..rows).map(|_| Some(float()).filter(|x| *x < 0.8)).collect();
    let n: Vec<i64> = (0..rows).map(|_| (float() * 32.0 + 32.0) as i64).collect();
    let words: Vec<String> = (0..40).map(|word| format!("w{word}")).collect();
    let t: Vec<&str> = n.iter().map(|n| words[(*n % 40) as usize].as_str()).collect();
    df!("a" => a, "b" => b, "c" => c, "n" => n, "t" => t)
}

fn joined(frame: &DataFrame) -> PolarsResult<LazyFrame> {
    let words: Vec<String> = (0..40).map(|word| format!("w{word}")).collect();
    let codes: Vec<i64> = (0..40).collect();
    let shares: Vec<f64> = (0..40).map(|word| f64::from(word) / 40.0).collect();
    let lookup = df!("t" => words, "code" => codes, "share" => shares)?;
    Ok(frame.clone().lazy().left_join(lookup.lazy(), col("t"), col("t")))
}

/// The same, by hand; figures that would be learned are any constants.
fn by_polars() -> Vec<Expr> {
    let (a, b, c, n, t) = (|| col("a"), || col("b"), || col("c"), || col("n"), || col("t"));
    let edges: Expr = (1..10)
        .map(|edge| a().gt_eq(lit(edge as f64 / 5.0 - 1.0)).cast(DataType::Int64))
        .reduce(|x, y| x + y)
        .unwrap_or(lit(0));
    let null = || lit(NULL).cast(DataType::Float64);
    let mut all = vec![
        a() + b() * lit(2.0),
        when(n().eq(lit(0))).then(null()).otherwise(a() / n().cast(DataType::Float64)),
        (a().abs() + lit(1.0)).log(lit(std::f64::consts::E)),
        b().abs().sqrt() - (a().abs() + lit(1.0)).log(lit(std::f64::consts::E)),
        a().round(2, RoundMode::HalfAwayFromZero),
        n().gt_eq(lit(10)).and(n().lt_eq(lit(40))),
        n() % lit(7),
        when(a().gt(lit(0.5))).then(b()).when(a().lt(lit(-0.5))).then(lit(0.0) - b()).otherwise(lit(0.0)),
        coalesce(&[c(), a()]),
        c().is_null().or(c().is_nan()),
        t().eq(lit("w3")).or(n().gt(lit(50))),
        t().is_in(lit(Series::new("set".into(), ["w1", "w2", "w30"])).implode(true), false),
        c().fill_null(lit(0.1)),
        (a() - lit(0.01)) / lit(0.57),
        (b() - lit(-10.0)) / lit(20.0),
        when(a().gt(lit(0.98))).then(lit(0.98)).when(a().lt(lit(-0.98))).then(lit(-0.98)).otherwise(a()),
        edges,
    ];
    // Codes and shares of the categories come by the join of [`joined`].
    all.push(col("code"));
    all.push(col("share"));
    // Sines would need another feature of polars; an exponential stands for it.
    all.push((n().cast(DataType::Float64) * lit(std::f64::consts::TAU) / lit(12.0)).exp());
    all.into_iter().enumerate().map(|(number, expr)| expr.alias(format!("x{number}"))).collect()
}
