//! Both evaluators give the same bits, over random expressions and rows; and learning never sees what it must not.

use super::Rows;
use crate::check::{Context, check};
use crate::fit::{Options, fit};
use crate::frames;
use crate::set::FeatureSet;
use crate::vector::Vector;
use ninefold_base::feature::{Definition, Target, TargetKind, Value};
use ninefold_base::message::TableId;
use ninefold_base::{ColumnId, Silent};
use ninefold_data::columnar::memory;
use ninefold_data::ops::sample::SplitMix64;
use ninefold_data::{RowOrder, RowSource};
use polars::prelude::*;
use proptest::prelude::*;
use std::sync::Arc;

pub const ROWS: usize = 120;

/// Rows with everything that data can throw at a feature.
pub fn hostile(seed: u64) -> DataFrame {
    let mut random = SplitMix64::new(seed);
    let mut pick = |n: u64| random.below(n) as usize;
    let floats = [0.0, -0.0, 1.5, -2.25, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, 5e-324, 3.0, 1e-9];
    let integers = [0i64, 1, -1, 7, 40, 63, i64::MAX, i64::MIN, 1 << 53, 5, 12];
    let words = ["", "master", "Bob", "é", "İ", "a_b%", "12", "-3.5", "2024-02-29", " x ", "other", "ß"];
    let days = [0i32, 19_782, -719_162, 2_932_896, i32::MIN, i32::MAX, 18_627, -1];
    let micros = [0i64, 1_704_103_200_000_001, -1, i64::MIN, i64::MAX, 86_399_999_999];
    let nanos = [0i64, 86_399_999_999_999, 3_600_000_000_000, 1];
    let mut column = |choices: usize| -> Vec<Option<usize>> {
        (0..ROWS).map(|_| if pick(6) == 0 { None } else { Some(pick(choices as u64)) }).collect()
    };
    let f: Vec<Option<f64>> = column(floats.len()).into_iter().map(|at| at.map(|at| floats[at])).collect();
    let i: Vec<Option<i64>> = column(integers.len()).into_iter().map(|at| at.map(|at| integers[at])).collect();
    let small: Vec<Option<i64>> = column(9).into_iter().map(|at| at.map(|at| at as i64)).collect();
    let t: Vec<Option<&str>> = column(words.len()).into_iter().map(|at| at.map(|at| words[at])).collect();
    let u: Vec<Option<&str>> = column(4).into_iter().map(|at| at.map(|at| words[at])).collect();
    let b: Vec<Option<bool>> = column(2).into_iter().map(|at| at.map(|at| at == 1)).collect();
    let d: Vec<Option<i32>> = column(days.len()).into_iter().map(|at| at.map(|at| days[at])).collect();
    let m: Vec<Option<i64>> = column(micros.len()).into_iter().map(|at| at.map(|at| micros[at])).collect();
    let n: Vec<Option<i64>> = column(nanos.len()).into_iter().map(|at| at.map(|at| nanos[at])).collect();
    let y: Vec<Option<&str>> = column(2).into_iter().map(|at| at.map(|at| ["no", "yes"][at])).collect();
    let g: Vec<f64> = (0..ROWS).map(|row| (row * 37 % 101) as f64 / 8.0 - 3.0).collect();
    let mut frame =
        df!("f" => f, "i" => i, "small" => small, "t" => t, "u" => u, "b" => b, "g" => g, "y" => y).unwrap();
    let typed = |name: &str, series: Series, dtype: DataType| series.cast(&dtype).unwrap().with_name(name.into());
    frame.with_column(typed("d", Series::new("d".into(), d), DataType::Date).into()).unwrap();
    let moments = DataType::Datetime(TimeUnit::Microseconds, None);
    frame.with_column(typed("m", Series::new("m".into(), m), moments).into()).unwrap();
    frame.with_column(typed("n", Series::new("n".into(), n), DataType::Time).into()).unwrap();
    frame
}

pub fn target() -> Target {
    Target { column: "y".into(), kind: TargetKind::Binary { positive: Value::Text("yes".into()) } }
}

/// A random expression of a kind, as text.
struct Words(SplitMix64);

impl Words {
    fn pick(&mut self, n: u64) -> u64 {
        self.0.below(n)
    }

    fn number(&mut self, depth: u32) -> String {
        if depth == 0 {
            let leaves = ["f", "i", "small", "g", "0", "2.5", "-1", "9223372036854775807", "1e300", "NULL"];
            return leaves[self.pick(10) as usize].to_string();
        }
        let depth = depth - 1;
        match self.pick(26) {
            0..=3 => {
                let op = ["+", "-", "*", "/", "%"][self.pick(5) as usize];
                format!("({} {op} {})", self.number(depth), self.number(depth))
            }
            4 => {
                let name = ["abs", "sign", "ceil", "floor", "sqrt", "exp", "ln", "log1p"][self.pick(8) as usize];
                format!("{name}({})", self.number(depth))
            }
            5 => format!("round({}, {})", self.number(depth), self.pick(6)),
            6 => format!("power({}, {})", self.number(depth), self.number(0)),
            7 => {
                let condition = self.condition(depth);
                format!("CASE WHEN {condition} THEN {} ELSE {} END", self.number(depth), self.number(depth))
            }
            8 => format!("coalesce({}, {})", self.number(depth), self.number(depth)),
            9 => format!("nullif({}, {})", self.number(depth), self.number(0)),
            10 => format!("least({}, {}, {})", self.number(depth), self.number(0), self.number(0)),
            11 => format!("greatest({}, {})", self.number(depth), self.number(0)),
            12 => format!("length({})", self.text(depth)),
            13 => format!("date_part('{}', {})", ["year", "week", "doy", "dow"][self.pick(4) as usize], self.moment()),
            14 => format!("date_diff('{}', d, m)", ["day", "month", "week", "quarter"][self.pick(4) as usize]),
            15 => format!("sin_cycle({}, 12)", self.number(depth)),
            16 => format!("CAST({} AS {})", self.text(depth), ["int", "float"][self.pick(2) as usize]),
            17 => format!("CAST({} AS int)", self.number(depth)),
            18 => format!("hash_bin({}, 13)", self.text(depth)),
            19 => format!("bin({}, -1, 0, 2.5)", self.number(depth)),
            20 => format!("-({})", self.number(depth)),
            21 => format!("hour({})", ["m", "n"][self.pick(2) as usize]),
            _ => self.fitted(depth),
        }
    }

    fn fitted(&mut self, depth: u32) -> String {
        let x = self.number(depth);
        match self.pick(15) {
            0 => format!("impute({x}, 'median')"),
            1 => format!("impute({x}, 0)"),
            2 => format!("standardize({x})"),
            3 => format!("min_max({x})"),
            4 => format!("robust_scale({x})"),
            5 => format!("winsorize({x}, 0.1, 0.9)"),
            6 => format!("quantile_bin({x}, 4)"),
            7 => format!("width_bin({x}, 4)"),
            8 => format!("yeo_johnson({x})"),
            9 => format!("ordinal({})", self.text(depth)),
            10 => format!("frequency_encode({})", self.text(depth)),
            11 => format!("target_encode({})", self.text(depth)),
            12 => format!("group_mean({x}, by {})", self.text(0)),
            13 => format!("group_rank({x}, by small)"),
            _ => format!("impute({x}, 'mode')"),
        }
    }

    fn text(&mut self, depth: u32) -> String {
        if depth == 0 {
            return ["t", "u", "'x'", "t", "u"][self.pick(5) as usize].to_string();
        }
        let depth = depth - 1;
        match self.pick(11) {
            0 => format!("lower({})", self.text(depth)),
            1 => format!("upper({})", self.text(depth)),
            2 => format!("trim({})", self.text(depth)),
            3 => format!("substr({}, {}, {})", self.text(depth), self.number_small(), self.number_small()),
            4 => format!("replace({}, 'a', {})", self.text(depth), self.text(0)),
            5 => format!("({} || {})", self.text(depth), self.text(0)),
            6 => format!("regexp_extract({}, '([a-z])([a-z0-9]*)', 2)", self.text(depth)),
            7 => format!("CAST({} AS text)", ["f", "i", "b", "d", "m", "n"][self.pick(6) as usize]),
            8 => format!("rare({}, 0.1)", self.text(depth)),
            9 => format!("impute({}, 'mode')", self.text(depth)),
            _ => format!("CASE WHEN {} THEN {} END", self.condition(depth), self.text(depth)),
        }
    }

    fn number_small(&mut self) -> String {
        (self.pick(6) as i64 - 2).to_string()
    }

    fn moment(&mut self) -> &'static str {
        ["d", "m"][self.pick(2) as usize]
    }

    fn condition(&mut self, depth: u32) -> String {
        if depth == 0 {
            return ["b", "TRUE", "NULL", "f > 1", "t = 'Bob'"][self.pick(5) as usize].to_string();
        }
        let depth = depth - 1;
        match self.pick(13) {
            0 | 1 => {
                let op = ["=", "<>", "<", "<=", ">", ">="][self.pick(6) as usize];
                format!("({} {op} {})", self.number(depth), self.number(depth))
            }
            2 => format!("({} AND {} AND b)", self.condition(depth), self.condition(depth)),
            3 => format!("({} OR {})", self.condition(depth), self.condition(depth)),
            4 => format!("NOT ({})", self.condition(depth)),
            5 => format!("{} IS NULL", self.text(depth)),
            6 => format!("is_missing({})", self.number(depth)),
            7 => format!("i IN (1, 7, 40{})", ["", ", NULL"][self.pick(2) as usize]),
            8 => format!("{} NOT IN ('x', 'Bob', '')", ["t", "u"][self.pick(2) as usize]),
            9 => format!("{} LIKE '%a_%'", self.text(depth)),
            10 => format!("({} IS NOT DISTINCT FROM {})", self.number(depth), self.number(0)),
            11 => {
                ["d < '2024-01-01'", "m >= '2000-01-01 10:00:00'", "d = m", "n < '12:00'"][self.pick(4) as usize].into()
            }
            _ => format!("({}) IS NOT TRUE", self.condition(depth)),
        }
    }

    fn feature(&mut self) -> String {
        match self.pick(12) {
            0 => format!("one_hot({}, 5)", self.text(2)),
            1 => "one_hot(b)".to_string(),
            2 => "m".to_string(),
            3 => self.text(3),
            4 => self.condition(3),
            _ => self.number(4),
        }
    }
}

/// What a feature set gives for every row, by both evaluators.
pub fn both(set: &FeatureSet, source: &dyn RowSource) -> (Vec<Vec<Value<'static>>>, Vec<Vec<Value<'static>>>) {
    let ids: Vec<ColumnId> = set.inputs.iter().map(|input| input.id).collect();
    let chunk = source.read(0..ROWS as u64, &ids).unwrap();
    let series = chunk.frame.columns().iter().map(|column| column.as_materialized_series().clone()).collect();
    let series = frames::normal(series, &set.inputs).unwrap();
    let vectors: Vec<Vector<'_>> =
        series.iter().zip(&set.inputs).map(|(series, input)| frames::typed_vector(series, input.kind)).collect();
    let columns = set.batch(&vectors, Rows::plain(chunk.frame.height()));
    let mut batch = Vec::new();
    let mut rows = Vec::new();
    for row in 0..chunk.frame.height() {
        batch.push(columns.iter().map(|column| column.get(row).into_owned()).collect());
        let values: Vec<Value<'_>> = vectors.iter().map(|vector| vector.get(row)).collect();
        rows.push(set.row(&values).into_iter().map(Value::into_owned).collect());
    }
    (batch, rows)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn both_evaluators_give_the_same_bits(seed in any::<u64>()) {
        let source = memory::source("hostile", hostile(seed), 32, TableId(1));
        let columns = source.info().columns;
        let mut words = Words(SplitMix64::new(seed ^ 0x5eed));
        let context = Context { target: columns.iter().position(|column| column.name == "y"), ..Context::of(&columns) };
        let mut features = Vec::new();
        for number in 0..4 {
            let sql = words.feature();
            match check(&sql, &context) {
                Ok(checked) => features.push((Definition::new(format!("x{number}"), sql), checked)),
                Err(problem) => return Err(TestCaseError::fail(format!("{sql}: {problem}"))),
            }
        }
        let texts: Vec<String> = features.iter().map(|(definition, _)| definition.sql.clone()).collect();
        let train = RowOrder::Picked(Arc::new((0..80).collect()));
        let options = Options { smallest_group: 2, ..Options::default() };
        let outcome = fit(features, &source, &train, Some(&target()), &options, &Silent).unwrap();
        let (batch, rows) = both(&outcome.set, &source);
        let outputs = outcome.set.outputs();
        for (number, (a, b)) in batch.iter().zip(&rows).enumerate() {
            prop_assert_eq!(a.len(), outputs.len());
            for ((a, b), output) in a.iter().zip(b).zip(&outputs) {
                prop_assert!(a.same_bits(b), "row {number}, {}: {a:?} and {b:?} of {texts:?}", output.name);
                prop_assert!(a.value_type().is_none_or(|kind| kind == output.dtype), "{a:?} of {texts:?}");
            }
        }
    }
}
