//! One SELECT for DuckDB (1.4 or later), with the same values as ours.
//!
//! Inputs are cast to the types of the contract first, every feature is one expression over them. Steps that an
//! expression needs more than once are written more than once, so a feature that nests too many is refused. `lower` and
//! `upper` are DuckDB's: letters whose other case is several letters (`ß`, `İ`) differ.

use super::refused;
use crate::ir::{Arithmetic, Comparison, Math, Node, Op, Part, PatternSource, Wave};
use crate::set::Feature;
use crate::spec::Loaded;
use ninefold_base::Problem;
use ninefold_base::cell::float_text;
use ninefold_base::feature::{Categories, Fitted, Value, ValueType};
use std::fmt::Write;

/// Bytes of one expression; some MB take DuckDB seconds to plan.
const LONGEST: usize = 1 << 20;
/// What Unicode calls white space, as Rust's `trim` takes it away.
const WHITE: [u32; 25] = [
    9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232,
    8233, 8239, 8287, 12288,
];

/// The statement. `table` stands after FROM: a name, or a call such as `read_csv('x.csv')`.
///
/// # Errors
/// When a feature uses what DuckDB computes in another way.
pub fn select(loaded: &Loaded, table: &str) -> Result<String, Problem> {
    let Loaded { spec, set } = loaded;
    let mut text = format!(
        "-- Features of {}, from the feature spec with the hashes\n-- definition {}\n-- fitted     {}\nWITH input AS (\n  SELECT\n",
        spec.identity.name.replace(['\n', '\r'], " "),
        spec.hashes.definition,
        spec.hashes.fitted
    );
    let columns: Vec<String> = set
        .inputs
        .iter()
        .enumerate()
        .map(|(at, input)| {
            let name = quoted_name(&input.name);
            if input.opaque {
                format!("    CASE WHEN {name} IS NULL THEN NULL ELSE TRUE END AS c{at}")
            } else {
                format!("    CAST({name} AS {}) AS c{at}", type_name(input.kind))
            }
        })
        .collect();
    let columns = if columns.is_empty() { "    1 AS c".to_string() } else { columns.join(",\n") };
    let _ = write!(text, "{columns}\n  FROM {table}\n)\nSELECT\n");
    let mut outputs = Vec::new();
    for feature in &set.features {
        let writer = Writer { feature };
        let expressions = writer.columns()?;
        if expressions.iter().map(String::len).sum::<usize>() > LONGEST {
            return Err(refused("DuckDB", &feature.definition.name, "it becomes longer than a megabyte of SQL"));
        }
        for (expression, output) in expressions.into_iter().zip(&feature.outputs) {
            outputs.push(format!("  {expression} AS {}", quoted_name(&output.name)));
        }
    }
    let _ = writeln!(text, "{}\nFROM input", outputs.join(",\n"));
    Ok(text)
}

fn quoted_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn type_name(kind: ValueType) -> &'static str {
    match kind {
        ValueType::Boolean => "BOOLEAN",
        ValueType::Integer => "BIGINT",
        ValueType::Float => "DOUBLE",
        ValueType::Text => "VARCHAR",
        ValueType::Date => "DATE",
        ValueType::Datetime => "TIMESTAMP",
        ValueType::Time => "TIME",
    }
}

fn float(value: f64) -> String {
    if value.is_finite() {
        // Without an exponent DuckDB reads a decimal, which is exact only up to 38 digits.
        format!("{value:e}::DOUBLE")
    } else {
        format!("'{}'::DOUBLE", float_text(value))
    }
}

fn literal(value: &Value<'_>, kind: ValueType) -> String {
    match value {
        Value::Missing => format!("NULL::{}", type_name(kind)),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(x) => format!("CAST('{x}' AS BIGINT)"),
        Value::Float(x) => float(*x),
        Value::Text(text) => quoted(text),
        Value::Date(days) => format!("(DATE '1970-01-01' + INTERVAL ({days}) DAY)::DATE"),
        Value::Datetime(micros) => format!("make_timestamp({micros}::BIGINT)"),
        Value::Time(nanos) => format!("(TIME '00:00:00' + INTERVAL ({}) MICROSECOND)", nanos.div_euclid(1_000)),
    }
}

fn categories(categories: &Categories) -> Vec<String> {
    match categories {
        Categories::Boolean(values) => values.iter().map(bool::to_string).collect(),
        Categories::Integer(values) => values.iter().map(i64::to_string).collect(),
        Categories::Text(values) => values.iter().map(|text| quoted(text)).collect(),
    }
}

/// `CASE x WHEN … END`: one result per category, one for missing, one for the rest.
fn looked_up(x: &str, keys: &Categories, results: &[String], missing: &str, rest: &str) -> String {
    let mut text = format!("CASE WHEN {x} IS NULL THEN {missing}");
    for (key, result) in categories(keys).iter().zip(results) {
        let _ = write!(text, " WHEN {x} = {key} THEN {result}");
    }
    let _ = write!(text, " ELSE {rest} END");
    text
}

/// Whether a number is missing: in floats NaN too.
fn absent(x: &str, kind: ValueType) -> String {
    if kind == ValueType::Float { format!("({x} IS NULL OR isnan({x}))") } else { format!("({x} IS NULL)") }
}

struct Writer<'a> {
    feature: &'a Feature,
}

type Written = Result<String, Problem>;

impl Writer<'_> {
    fn refuse(&self, why: &str) -> Problem {
        refused("DuckDB", &self.feature.definition.name, why)
    }

    fn columns(&self) -> Result<Vec<String>, Problem> {
        let root = &self.feature.root;
        match root.op {
            Op::Fitted(at) if self.feature.outputs.len() > 1 => {
                let x = self.expression(&root.arguments[0])?;
                (0..self.feature.outputs.len()).map(|column| self.encoded(at, &x, column)).collect()
            }
            _ => Ok(vec![self.expression(root)?]),
        }
    }

    fn arguments(&self, node: &Node) -> Result<Vec<String>, Problem> {
        node.arguments.iter().map(|argument| self.expression(argument)).collect()
    }

    fn expression(&self, node: &Node) -> Written {
        let text = self.written(node)?;
        if text.len() > LONGEST { Err(self.refuse("it becomes longer than a megabyte of SQL")) } else { Ok(text) }
    }

    fn written(&self, node: &Node) -> Written {
        let arguments = self.arguments(node)?;
        let kind = node.arguments.first().map_or(node.kind, |argument| argument.kind);
        let x = arguments.first().cloned().unwrap_or_default();
        let y = arguments.get(1).cloned().unwrap_or_default();
        let call = |name: &str| format!("{name}({})", arguments.join(", "));
        let joined = |word: &str| format!("({})", arguments.join(&format!(" {word} ")));
        Ok(match &node.op {
            Op::Column(at) => format!("c{at}"),
            Op::Literal(value) => literal(value, node.kind),
            Op::ToFloat => format!("CAST({x} AS DOUBLE)"),
            Op::ToDatetime => format!("TRY_CAST({x} AS TIMESTAMP)"),
            Op::Arithmetic(op) => arithmetic(*op, node.kind, &x, &y),
            Op::Negate if kind == ValueType::Integer => format!("TRY(-({x}))"),
            Op::Negate => format!("(-({x}))"),
            Op::Abs if kind == ValueType::Integer => format!("TRY(abs({x}))"),
            Op::Abs => call("abs"),
            Op::Sign if kind == ValueType::Integer => format!("CAST(sign({x}) AS BIGINT)"),
            Op::Sign => format!("CASE WHEN {x} > 0 AND NOT isnan({x}) THEN 1e0 WHEN {x} < 0 THEN -1e0 ELSE {x} END"),
            Op::Math(math) => math_text(*math, &x),
            Op::Round(digits) => format!("round({x}, {digits})"),
            Op::IsNan => call("isnan"),
            Op::Compare(comparison) => joined(comparison_sign(*comparison)),
            Op::In { values, or_null } => {
                let null = if *or_null { ", NULL" } else { "" };
                format!("({x} IN ({}{null}))", categories(values).join(", "))
            }
            Op::Same => joined("IS NOT DISTINCT FROM"),
            Op::And => joined("AND"),
            Op::Or => joined("OR"),
            Op::Xor => joined("<>"),
            Op::Not => format!("(NOT {x})"),
            Op::IsNull => format!("({x} IS NULL)"),
            Op::IsMissing => absent(&x, kind),
            Op::Case => {
                let mut text = String::from("CASE");
                for arm in arguments.chunks_exact(2) {
                    let _ = write!(text, " WHEN {} THEN {}", arm[0], arm[1]);
                }
                let _ = write!(text, " ELSE {} END", arguments.last().cloned().unwrap_or_default());
                text
            }
            Op::Coalesce => call("coalesce"),
            Op::NullIf => format!("CASE WHEN {y} THEN NULL ELSE {x} END"),
            Op::Least => call("least"),
            Op::Greatest => call("greatest"),
            Op::Cycle(wave) => {
                let name = if *wave == Wave::Sine { "sin" } else { "cos" };
                let angle = format!("({} * {x} / {y})", float(std::f64::consts::TAU));
                // DuckDB fails on the sine of an infinite number.
                format!("CASE WHEN isinf({angle}) THEN 'nan'::DOUBLE ELSE {name}({angle}) END")
            }
            Op::Lower
            | Op::Upper
            | Op::Trim
            | Op::Length
            | Op::Substr
            | Op::Replace
            | Op::Concat
            | Op::Contains
            | Op::StartsWith
            | Op::EndsWith
            | Op::Matches(_)
            | Op::Extract(..) => self.textual(&node.op, &arguments)?,
            Op::DatePart(part) => date_part(*part, &x),
            Op::DateDiff(Part::Week) => format!("({} - {})", week(&y), week(&x)),
            Op::DateDiff(unit) => format!("date_diff('{}', {x}, {y})", unit.label()),
            Op::Cast => self.cast(&x, kind, node.kind)?,
            Op::Bin(edges) => binned(&x, edges),
            Op::HashBin(n) => format!("(CAST('0x' || substr(sha256({x}), 1, 15) AS BIGINT) % {n})"),
            Op::Fitted(at) => self.fitted(*at, &x, &y, kind)?,
        })
    }

    fn textual(&self, op: &Op, arguments: &[String]) -> Written {
        let x = arguments.first().cloned().unwrap_or_default();
        let y = arguments.get(1).cloned().unwrap_or_default();
        let call = |name: &str| format!("{name}({})", arguments.join(", "));
        Ok(match op {
            Op::Lower => call("lower"),
            Op::Upper => call("upper"),
            Op::Trim => {
                let white: Vec<String> = WHITE.iter().map(|code| format!("chr({code})")).collect();
                format!("trim({x}, {})", white.join(" || "))
            }
            Op::Length => call("length"),
            Op::Substr => substr(arguments),
            Op::Replace => format!("CASE WHEN {y} = '' THEN {x} ELSE {} END", call("replace")),
            Op::Concat => format!("({})", arguments.join(" || ")),
            Op::Contains => call("contains"),
            Op::StartsWith => call("starts_with"),
            Op::EndsWith => call("ends_with"),
            Op::Matches(pattern) => match &pattern.source {
                PatternSource::Regex(regex) => format!("regexp_matches({x}, {})", quoted(regex)),
                PatternSource::Like { pattern, escape, ignore_case } => {
                    let word = if *ignore_case { "ILIKE" } else { "LIKE" };
                    let escape = escape.map(|c| format!(" ESCAPE {}", quoted(&c.to_string()))).unwrap_or_default();
                    format!("({x} {word} {}{escape})", quoted(pattern))
                }
            },
            Op::Extract(pattern, group) => match &pattern.source {
                PatternSource::Regex(regex) => {
                    let regex = quoted(regex);
                    format!("CASE WHEN regexp_matches({x}, {regex}) THEN regexp_extract({x}, {regex}, {group}) END")
                }
                PatternSource::Like { .. } => return Err(self.refuse("it extracts by LIKE")),
            },
            _ => return Err(self.refuse("it is no operation on texts")),
        })
    }

    fn cast(&self, x: &str, from: ValueType, to: ValueType) -> Written {
        use ValueType as T;
        let trimmed = format!("trim({x}, ' ' || chr(9))");
        Ok(match (from, to) {
            (T::Float, T::Text) => return Err(self.refuse("numbers with decimals become text in another way there")),
            (T::Text, T::Date | T::Datetime | T::Time) => {
                return Err(self.refuse("texts become dates by other rules there; let the column be a date"));
            }
            (T::Datetime | T::Time, T::Text) => return Err(self.refuse("times become text in another way there")),
            (T::Date, T::Text) => format!("strftime({x}, '%Y-%m-%d')"),
            (T::Float, T::Integer) => format!("TRY_CAST(trunc({x}) AS BIGINT)"),
            (T::Text, T::Integer) => {
                format!(
                    "CASE WHEN regexp_full_match({trimmed}, '[+-]?[0-9]+') THEN TRY_CAST(ltrim({trimmed}, '+') AS BIGINT) END"
                )
            }
            (T::Text, T::Float) => format!(
                "CASE WHEN regexp_full_match({trimmed}, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?') AND NOT isinf(TRY_CAST(ltrim({trimmed}, '+') AS DOUBLE)) \
                 OR regexp_full_match({trimmed}, '(?i)[+-]?(inf|infinity|nan)') THEN TRY_CAST(ltrim({trimmed}, '+') AS DOUBLE) END"
            ),
            (T::Text, T::Boolean) => format!(
                "CASE WHEN lower({trimmed}) IN ('true', 'yes', 'y', 't', '1', 'on') THEN TRUE WHEN lower({trimmed}) IN ('false', 'no', 'n', 'f', '0', 'off') THEN FALSE END"
            ),
            (T::Integer | T::Float, T::Boolean) => format!("({x} <> 0)"),
            (T::Datetime, T::Time) => format!("CAST({x} AS TIME)"),
            (_, to) => format!("TRY_CAST({x} AS {})", type_name(to)),
        })
    }

    fn fitted(&self, at: usize, x: &str, group: &str, kind: ValueType) -> Written {
        Ok(match &self.feature.learned[at].fitted {
            Fitted::Impute { value } => {
                format!("CASE WHEN {} THEN {} ELSE {x} END", absent(x, kind), literal(value, kind))
            }
            Fitted::Standardize { mean: a, sd: b }
            | Fitted::MinMax { min: a, range: b }
            | Fitted::RobustScale { median: a, iqr: b } => format!("(({x} - {}) / {})", float(*a), float(*b)),
            Fitted::Winsorize { low, high } => {
                let (low, high) = (float(*low), float(*high));
                format!(
                    "CASE WHEN isnan({x}) THEN {x} WHEN {x} < {low} THEN {low} WHEN {x} > {high} THEN {high} ELSE {x} END"
                )
            }
            Fitted::Bins { edges } => binned(x, edges),
            Fitted::YeoJohnson { lambda } => yeo_johnson(x, *lambda),
            Fitted::Ordinal { categories } => {
                let places: Vec<String> = (0..categories.len()).map(|at| format!("{at}::BIGINT")).collect();
                looked_up(x, categories, &places, "NULL", "-1::BIGINT")
            }
            Fitted::Rare { kept } => {
                let text = if kind == ValueType::Text { x.to_string() } else { format!("CAST({x} AS VARCHAR)") };
                let results = vec![text; kept.len()];
                looked_up(x, kept, &results, "NULL", "'other'")
            }
            Fitted::GroupMean { groups, means, missing, overall } => {
                let results: Vec<String> = means.iter().map(|mean| float(*mean)).collect();
                looked_up(group, groups, &results, &float(*missing), &float(*overall))
            }
            Fitted::GroupRank { groups, knots, missing, overall } => {
                let ranks: Vec<String> = knots.iter().map(|knots| rank(x, knots)).collect();
                let ranked = looked_up(group, groups, &ranks, &rank(x, missing), &rank(x, overall));
                format!("CASE WHEN {} THEN NULL ELSE {ranked} END", absent(x, ValueType::Float))
            }
            Fitted::OneHot { .. } | Fitted::FrequencyEncode { .. } | Fitted::TargetEncode { .. } => {
                self.encoded(at, x, 0)?
            }
        })
    }

    /// Column `column` of an encoding.
    fn encoded(&self, at: usize, x: &str, column: usize) -> Written {
        let number = |value: &f64| float(*value);
        Ok(match &self.feature.learned[at].fitted {
            Fitted::FrequencyEncode { categories, shares, missing, unlisted } => {
                let shares: Vec<String> = shares.iter().map(number).collect();
                looked_up(x, categories, &shares, &float(*missing), &float(*unlisted))
            }
            Fitted::TargetEncode { categories, columns } => {
                let Some(one) = columns.get(column) else { return Err(self.refuse("it has no such column")) };
                let encodings: Vec<String> = one.encodings.iter().map(number).collect();
                looked_up(x, categories, &encodings, &float(one.missing), &float(one.unlisted))
            }
            Fitted::OneHot { categories: keys, other, missing } => {
                let n = keys.len();
                if column < n {
                    format!("CAST(coalesce({x} = {}, FALSE) AS BIGINT)", categories(keys)[column])
                } else if *other && column == n {
                    let list = categories(keys).join(", ");
                    let listed = if list.is_empty() { "FALSE".to_string() } else { format!("{x} IN ({list})") };
                    format!("CAST({x} IS NOT NULL AND NOT coalesce({listed}, FALSE) AS BIGINT)")
                } else if *missing {
                    format!("CAST({x} IS NULL AS BIGINT)")
                } else {
                    return Err(self.refuse("it has no such column"));
                }
            }
            _ => return Err(self.refuse("it is no encoding")),
        })
    }
}

fn arithmetic(op: Arithmetic, kind: ValueType, x: &str, y: &str) -> String {
    let sign = match op {
        Arithmetic::Add => "+",
        Arithmetic::Subtract => "-",
        Arithmetic::Multiply => "*",
        Arithmetic::Divide => return format!("CASE WHEN {y} = 0 THEN NULL ELSE {x} / {y} END"),
        Arithmetic::Remainder => return format!("CASE WHEN {y} = 0 THEN NULL ELSE {x} % {y} END"),
        Arithmetic::Power => return format!("pow({x}, {y})"),
    };
    // A whole number beyond 64 bits is missing here and a failure there.
    if kind == ValueType::Integer { format!("TRY({x} {sign} {y})") } else { format!("({x} {sign} {y})") }
}

/// `log1p` of an expression, which DuckDB lacks: `ln(u) x / (u - 1)` with `u = 1 + x` (Kahan) keeps its digits near 0.
fn log1p(x: &str) -> String {
    format!("CASE WHEN 1 + {x} = 1 THEN {x} WHEN isinf({x}) THEN {x} ELSE ln(1 + {x}) * {x} / ((1 + {x}) - 1) END")
}

/// `expm1`, by the same author's `(u - 1) x / ln(u)` with `u = exp(x)`.
fn expm1(x: &str) -> String {
    format!(
        "CASE WHEN exp({x}) = 1 THEN {x} WHEN exp({x}) - 1 = -1 THEN -1e0 WHEN isinf(exp({x})) THEN exp({x}) \
         ELSE (exp({x}) - 1) * {x} / ln(exp({x})) END"
    )
}

fn math_text(math: Math, x: &str) -> String {
    match math {
        Math::Ceil => format!("ceil({x})"),
        Math::Floor => format!("floor({x})"),
        Math::Sqrt => format!("CASE WHEN {x} < 0 THEN NULL ELSE sqrt({x}) END"),
        Math::Exp => format!("exp({x})"),
        Math::Ln => format!("CASE WHEN {x} <= 0 THEN NULL ELSE ln({x}) END"),
        Math::Log1p => format!("CASE WHEN {x} <= -1 THEN NULL ELSE {} END", log1p(x)),
    }
}

fn yeo_johnson(x: &str, lambda: f64) -> String {
    let above = if lambda.abs() < f64::EPSILON {
        log1p(x)
    } else {
        format!("{} / {}", expm1(&format!("({} * {})", float(lambda), log1p(x))), float(lambda))
    };
    let rest = 2.0 - lambda;
    let mirrored = log1p(&format!("(-({x}))"));
    let below = if rest.abs() < f64::EPSILON {
        format!("-({mirrored})")
    } else {
        format!("-({}) / {}", expm1(&format!("({} * {mirrored})", float(rest))), float(rest))
    };
    format!("CASE WHEN isnan({x}) THEN {x} WHEN {x} >= 0 THEN {above} ELSE {below} END")
}

fn comparison_sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// Characters before the first are counted but not there; DuckDB counts them from the end.
fn substr(arguments: &[String]) -> String {
    let text = &arguments[0];
    let start = &arguments[1];
    match arguments.get(2) {
        None => format!("substr({text}, greatest({start}, 1))"),
        Some(length) => format!(
            "substr({text}, greatest({start}, 1), CAST(greatest({start} - 1 + {length} - greatest({start} - 1, 0), 0) AS BIGINT))"
        ),
    }
}

fn date_part(part: Part, x: &str) -> String {
    let name = match part {
        Part::DayOfWeek => "isodow",
        Part::Dow => "dow",
        Part::DayOfYear => "doy",
        // Those of DuckDB contain the seconds.
        Part::Millisecond => return format!("(date_part('millisecond', {x}) % 1000)"),
        Part::Microsecond => return format!("(date_part('microsecond', {x}) % 1000000)"),
        other => other.label(),
    };
    format!("CAST(date_part('{name}', {x}) AS BIGINT)")
}

/// The number of the week that begins on Monday; DuckDB's own difference of weeks counts in another way.
fn week(x: &str) -> String {
    format!("CAST(floor(date_diff('day', DATE '1969-12-29', CAST({x} AS DATE)) / 7) AS BIGINT)")
}

fn binned(x: &str, edges: &[f64]) -> String {
    let terms: Vec<String> = edges.iter().map(|edge| format!("CAST({x} >= {} AS BIGINT)", float(*edge))).collect();
    let sum = if terms.is_empty() { "0::BIGINT".to_string() } else { terms.join(" + ") };
    format!("CASE WHEN {} THEN NULL ELSE {sum} END", absent(x, ValueType::Float))
}

fn rank(x: &str, knots: &[f64]) -> String {
    if knots.is_empty() {
        return "NULL::DOUBLE".into();
    }
    let list = format!("[{}]", knots.iter().map(|knot| float(*knot)).collect::<Vec<String>>().join(", "));
    format!(
        "((len(list_filter({list}, lambda k: k < {x})) + len(list_filter({list}, lambda k: k = {x})) / 2e0) / {}e0)",
        knots.len()
    )
}
