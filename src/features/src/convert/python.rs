//! A Python module that needs nothing but the standard library and NumPy: functions in front ([`RUNTIME`], the same for
//! every spec), the spec's own figures and expressions behind.

use crate::ir::{Arithmetic, Comparison, Math, Node, Op, PatternSource, Wave};
use crate::set::Feature;
use crate::spec::Loaded;
use ninefold_base::Problem;
use ninefold_base::cell::float_text;
use ninefold_base::feature::spec::Plain;
use ninefold_base::feature::{Categories, Fitted, Value, ValueType};
use std::fmt::Write;

/// What every module begins with.
const RUNTIME: &str = include_str!("runtime.py");

/// The module as text. It computes `features(row)`, `batch(columns)`, and proves itself with `prove()`.
///
/// # Errors
/// When a pattern is not one of Python's.
pub fn module(loaded: &Loaded) -> Result<String, Problem> {
    let Loaded { spec, set } = loaded;
    let mut text = format!(
        "\"\"\"Features of {}, computed without ninefold.\n\nMade by {} from the feature spec with the hashes\ndefinition {}\nfitted     {}\n\"\"\"\n\n",
        quoted_plainly(&spec.identity.name),
        quoted_plainly(&spec.identity.made_by),
        spec.hashes.definition,
        spec.hashes.fitted
    );
    let (runtime, ending) = RUNTIME.split_once("\nif __name__ ==").unwrap_or((RUNTIME, ""));
    text.push_str(runtime);
    text.push_str("\n# The spec.\n\ninf, nan = math.inf, math.nan\n");
    let columns: Vec<String> =
        set.inputs.iter().map(|input| format!("({}, \"{}\")", quoted(&input.name), input.kind.label())).collect();
    let outputs: Vec<String> = set
        .outputs()
        .iter()
        .map(|output| format!("({}, \"{}\")", quoted(&output.name), output.dtype.label()))
        .collect();
    let _ = writeln!(text, "COLUMNS = {}", listed(&columns));
    let _ = writeln!(text, "OUTPUTS = {}", listed(&outputs));
    let rows = |rows: &[Vec<Plain>]| {
        let rows: Vec<String> =
            rows.iter().map(|row| format!("({},)", row.iter().map(cell).collect::<Vec<String>>().join(", "))).collect();
        listed(&rows)
    };
    let _ = writeln!(text, "GOLDEN_RAW = {}", rows(&spec.golden_rows.raw));
    let _ = writeln!(text, "GOLDEN_FEATURES = {}", rows(&spec.golden_rows.features));
    let parameters: Vec<String> = (0..set.inputs.len()).map(|at| format!("c{at}")).collect();
    for (number, feature) in set.features.iter().enumerate() {
        let writer = Writer { feature, number, parts: patterns(feature) };
        writer.check()?;
        writer.constants(&mut text);
        let _ = write!(
            text,
            "\n\ndef _feature_{number}({}):\n    # {}\n    return {}\n",
            parameters.join(", "),
            quoted_plainly(&feature.definition.sql),
            writer.columns()
        );
    }
    let names: Vec<String> = (0..set.features.len()).map(|number| format!("_feature_{number}")).collect();
    let _ = write!(text, "\n\n_FEATURES = {}\n\n\nif __name__ =={ending}", listed(&names));
    Ok(text)
}

/// Without what would end a comment or a docstring.
fn quoted_plainly(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || c == '"' || c == '\\' { ' ' } else { c }).collect()
}

fn listed(items: &[String]) -> String {
    if items.is_empty() {
        return "()".into();
    }
    format!("(\n    {},\n)", items.join(",\n    "))
}

/// A Python literal of a text.
fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                literal.push('\\');
                literal.push(character);
            }
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                let _ = write!(literal, "\\u{:04x}", c as u32);
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

fn float(value: f64) -> String {
    float_text(value).replace("NaN", "nan")
}

fn cell(cell: &Plain) -> String {
    match cell {
        Plain::Missing(()) => "None".into(),
        Plain::Boolean(value) => boolean(*value).into(),
        Plain::Integer(value) => value.to_string(),
        Plain::Float(value) => float(*value),
        Plain::Text(text) => quoted(text),
    }
}

fn boolean(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

fn literal(value: &Value<'_>) -> String {
    match value {
        Value::Missing => "None".into(),
        Value::Boolean(value) => boolean(*value).into(),
        Value::Integer(x) | Value::Date(x) | Value::Datetime(x) | Value::Time(x) => x.to_string(),
        Value::Float(x) => float(*x),
        Value::Text(text) => quoted(text),
    }
}

fn categories(categories: &Categories) -> Vec<String> {
    match categories {
        Categories::Boolean(values) => values.iter().map(|value| boolean(*value).to_string()).collect(),
        Categories::Integer(values) => values.iter().map(i64::to_string).collect(),
        Categories::Text(values) => values.iter().map(|text| quoted(text)).collect(),
    }
}

fn set_of(values: &Categories) -> String {
    format!("{{{}}}", categories(values).join(", "))
}

fn floats(values: &[f64]) -> String {
    format!("[{}]", values.iter().map(|value| float(*value)).collect::<Vec<String>>().join(", "))
}

/// `{category: figure}`.
fn dict(keys: &Categories, figures: impl Iterator<Item = String>) -> String {
    let pairs: Vec<String> =
        categories(keys).into_iter().zip(figures).map(|(key, figure)| format!("{key}: {figure}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// Patterns of a feature in the order in which they are met.
fn patterns(feature: &Feature) -> Vec<PatternSource> {
    let mut found = Vec::new();
    feature.root.each(&mut |node| {
        if let Op::Matches(pattern) | Op::Extract(pattern, _) = &node.op
            && !found.contains(&pattern.source)
        {
            found.push(pattern.source.clone());
        }
    });
    found
}

struct Writer<'a> {
    feature: &'a Feature,
    number: usize,
    parts: Vec<PatternSource>,
}

impl Writer<'_> {
    /// Patterns that Python reads in another way than we do are refused.
    fn check(&self) -> Result<(), Problem> {
        for part in &self.parts {
            if let PatternSource::Regex(pattern) = part {
                let foreign = [
                    "\\p", "\\P", "(?<", "(?P>", "[[", "&&", "--", "~~", "\\z", "\\x{", "\\u{", "(?x", "(?U", "(?u",
                    "(?R", "\\A", "$",
                ];
                if let Some(found) = foreign.iter().find(|found| pattern.contains(**found) && **found != "$") {
                    let why = format!("`{found}` in its pattern means something else to Python");
                    return Err(super::refused("Python", &self.feature.definition.name, why));
                }
            }
        }
        Ok(())
    }

    fn name(&self, kind: &str, at: usize) -> String {
        format!("_{kind}_{}_{at}", self.number)
    }

    /// Figures and patterns that are looked up rather than written out.
    fn constants(&self, text: &mut String) {
        for (at, part) in self.parts.iter().enumerate() {
            let name = self.name("PATTERN", at);
            let _ = match part {
                // `$` is the very end here, and not before a last line break.
                PatternSource::Regex(pattern) => writeln!(text, "{name} = re.compile({})", quoted(&very_end(pattern))),
                PatternSource::Like { pattern, escape, ignore_case } => {
                    let flags = if *ignore_case { "re.DOTALL | re.IGNORECASE" } else { "re.DOTALL" };
                    writeln!(text, "{name} = re.compile({}, {flags})", quoted(&like(pattern, *escape)))
                }
            };
        }
        for (at, learned) in self.feature.learned.iter().enumerate() {
            let name = self.name("STEP", at);
            let float = |value: &f64| float(*value);
            let _ = match &learned.fitted {
                Fitted::Bins { edges } => writeln!(text, "{name} = {}", floats(edges)),
                Fitted::OneHot { categories, .. } | Fitted::Ordinal { categories } => {
                    writeln!(text, "{name} = {}", dict(categories, (0..categories.len()).map(|at| at.to_string())))
                }
                Fitted::Rare { kept } => writeln!(text, "{name} = {}", set_of(kept)),
                Fitted::FrequencyEncode { categories, shares, .. } => {
                    writeln!(text, "{name} = {}", dict(categories, shares.iter().map(float)))
                }
                Fitted::TargetEncode { categories, columns } => {
                    let dicts = columns.iter().map(|column| dict(categories, column.encodings.iter().map(float)));
                    writeln!(text, "{name} = {}", listed(&dicts.collect::<Vec<String>>()))
                }
                Fitted::GroupMean { groups, means, .. } => {
                    writeln!(text, "{name} = {}", dict(groups, means.iter().map(float)))
                }
                Fitted::GroupRank { groups, knots, missing, overall } => {
                    let of_groups = dict(groups, knots.iter().map(|knots| floats(knots)));
                    writeln!(text, "{name} = ({of_groups}, {}, {})", floats(missing), floats(overall))
                }
                Fitted::Impute { .. }
                | Fitted::Standardize { .. }
                | Fitted::MinMax { .. }
                | Fitted::RobustScale { .. }
                | Fitted::Winsorize { .. }
                | Fitted::YeoJohnson { .. } => Ok(()),
            };
        }
    }

    /// A tuple with all columns of the feature.
    fn columns(&self) -> String {
        let root = &self.feature.root;
        if let Op::Fitted(at) = root.op {
            let x = root.arguments.first().map(|x| self.expression(x)).unwrap_or_default();
            let name = self.name("STEP", at);
            match &self.feature.learned[at].fitted {
                Fitted::OneHot { categories, other, missing } => {
                    let n = categories.len();
                    let other_at = if *other { n as i64 } else { -1 };
                    let missing_at = if *missing { (n + usize::from(*other)) as i64 } else { -1 };
                    let width = self.feature.outputs.len();
                    return format!(
                        "(lambda hot: [int(at == hot) for at in range({width})])(_listed({x}, {name}, {missing_at}, {other_at}))"
                    );
                }
                Fitted::TargetEncode { columns, .. } if columns.len() > 1 => {
                    let each: Vec<String> = columns
                        .iter()
                        .enumerate()
                        .map(|(at, column)| {
                            format!("_listed(x, {name}[{at}], {}, {})", float(column.missing), float(column.unlisted))
                        })
                        .collect();
                    return format!("(lambda x: ({},))({x})", each.join(", "));
                }
                _ => {}
            }
        }
        format!("({},)", self.expression(root))
    }

    fn expression(&self, node: &Node) -> String {
        let arguments: Vec<String> = node.arguments.iter().map(|argument| self.expression(argument)).collect();
        let all = arguments.join(", ");
        let kind = node.arguments.first().map_or(node.kind, |argument| argument.kind);
        let label = |kind: ValueType| quoted(kind.label());
        let call = |name: &str| format!("{name}({all})");
        match &node.op {
            Op::Column(at) => format!("c{at}"),
            Op::Literal(value) => literal(value),
            Op::ToFloat => call("_to_float"),
            Op::ToDatetime => call("_to_datetime"),
            Op::Arithmetic(op) => call(&arithmetic(*op, node.kind)),
            Op::Negate | Op::Abs | Op::Sign => {
                let name = match node.op {
                    Op::Negate => "negate",
                    Op::Abs => "abs",
                    _ => "sign",
                };
                call(&format!("_{name}_{}", node.kind.label()))
            }
            Op::Math(math) => call(math_name(*math)),
            Op::Round(digits) => format!("_round({all}, {digits})"),
            Op::IsNan => call("_is_nan"),
            Op::Compare(comparison) => call(comparison_name(*comparison)),
            Op::In { values, or_null } => format!("_is_in({all}, {}, {})", set_of(values), boolean(*or_null)),
            Op::Same => call("_same"),
            Op::And => call("_and"),
            Op::Or => call("_or"),
            Op::Xor => call("_xor"),
            Op::Not => call("_not"),
            Op::IsNull => format!("({all} is None)"),
            Op::IsMissing => call("_is_missing"),
            Op::Case => {
                let mut text = arguments.last().cloned().unwrap_or_default();
                for arm in arguments.chunks_exact(2).rev() {
                    text = format!("({} if {} is True else {text})", arm[1], arm[0]);
                }
                text
            }
            Op::Coalesce => call("_coalesce"),
            Op::NullIf => format!("(None if {} is True else {})", arguments[1], arguments[0]),
            Op::Least => call("_least"),
            Op::Greatest => call("_greatest"),
            Op::Cycle(Wave::Sine) => call("_sine"),
            Op::Cycle(Wave::Cosine) => call("_cosine"),
            Op::Lower => call("_lower"),
            Op::Upper => call("_upper"),
            Op::Trim => call("_trim"),
            Op::Length => call("_length"),
            Op::Substr => call("_substr"),
            Op::Replace => call("_replace"),
            Op::Concat => call("_concat"),
            Op::Contains => call("_contains"),
            Op::StartsWith => call("_starts_with"),
            Op::EndsWith => call("_ends_with"),
            Op::Matches(pattern) => format!("_matches({all}, {})", self.pattern(&pattern.source)),
            Op::Extract(pattern, group) => format!("_extract({all}, {}, {group})", self.pattern(&pattern.source)),
            Op::DatePart(part) => format!("_part_of_{}({all}, {})", kind.label(), quoted(part.label())),
            Op::DateDiff(unit) => format!("_diff_{}({all}, {})", kind.label(), quoted(unit.label())),
            Op::Cast => format!("_cast({all}, {}, {})", label(kind), label(node.kind)),
            Op::Bin(edges) => format!("_binned({all}, {})", floats(edges)),
            Op::HashBin(n) => format!("_hash_bin({all}, {n})"),
            Op::Fitted(at) => self.fitted(*at, &arguments, kind),
        }
    }

    fn pattern(&self, source: &PatternSource) -> String {
        self.name("PATTERN", self.parts.iter().position(|part| part == source).unwrap_or(0))
    }

    fn fitted(&self, at: usize, arguments: &[String], kind: ValueType) -> String {
        let name = self.name("STEP", at);
        let x = arguments.first().cloned().unwrap_or_default();
        match &self.feature.learned[at].fitted {
            Fitted::Impute { value } => format!("_impute({x}, {})", literal(value)),
            Fitted::Standardize { mean: a, sd: b }
            | Fitted::MinMax { min: a, range: b }
            | Fitted::RobustScale { median: a, iqr: b } => format!("_scaled({x}, {}, {})", float(*a), float(*b)),
            Fitted::Winsorize { low, high } => format!("_winsorized({x}, {}, {})", float(*low), float(*high)),
            Fitted::Bins { .. } => format!("_binned({x}, {name})"),
            Fitted::YeoJohnson { lambda } => format!("_yeo_johnson({x}, {})", float(*lambda)),
            Fitted::OneHot { other, missing, categories } => {
                let (n, other) = (categories.len(), i64::from(*other));
                let missing = if *missing { n as i64 + other } else { -1 };
                format!("int(_listed({x}, {name}, {missing}, {}) == 0)", if other == 1 { n as i64 } else { -1 })
            }
            Fitted::Ordinal { .. } => format!("_listed({x}, {name}, None, -1)"),
            Fitted::Rare { .. } => format!("_rare({x}, {name}, {})", quoted(kind.label())),
            Fitted::FrequencyEncode { missing, unlisted, .. } => {
                format!("_listed({x}, {name}, {}, {})", float(*missing), float(*unlisted))
            }
            Fitted::TargetEncode { columns, .. } => {
                let (missing, unlisted) =
                    columns.first().map_or((f64::NAN, f64::NAN), |one| (one.missing, one.unlisted));
                format!("_listed({x}, {name}[0], {}, {})", float(missing), float(unlisted))
            }
            Fitted::GroupMean { missing, overall, .. } => {
                let group = arguments.get(1).cloned().unwrap_or_default();
                format!("_listed({group}, {name}, {}, {})", float(*missing), float(*overall))
            }
            Fitted::GroupRank { .. } => {
                let group = arguments.get(1).cloned().unwrap_or_default();
                format!("_rank({x}, _listed({group}, *{name}))")
            }
        }
    }
}

fn arithmetic(op: Arithmetic, kind: ValueType) -> String {
    let name = match op {
        Arithmetic::Add => "add",
        Arithmetic::Subtract => "subtract",
        Arithmetic::Multiply => "multiply",
        Arithmetic::Divide => "divide",
        Arithmetic::Remainder => "remainder",
        Arithmetic::Power => "power",
    };
    format!("_{name}_{}", kind.label())
}

fn math_name(math: Math) -> &'static str {
    match math {
        Math::Ceil => "_ceil",
        Math::Floor => "_floor",
        Math::Sqrt => "_sqrt",
        Math::Exp => "_exponential",
        Math::Ln => "_ln",
        Math::Log1p => "_log1p",
    }
}

fn comparison_name(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "_equal",
        Comparison::NotEqual => "_not_equal",
        Comparison::Less => "_less",
        Comparison::LessOrEqual => "_less_or_equal",
        Comparison::Greater => "_greater",
        Comparison::GreaterOrEqual => "_greater_or_equal",
    }
}

/// `$` outside of classes as `\Z`.
fn very_end(pattern: &str) -> String {
    let mut text = String::new();
    let mut in_class = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                text.push('\\');
                text.extend(characters.next());
                continue;
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '$' if !in_class => {
                text.push_str("\\Z");
                continue;
            }
            _ => {}
        }
        text.push(character);
    }
    text
}

/// A LIKE pattern as a regular expression of Python.
fn like(pattern: &str, escape: Option<char>) -> String {
    let literal = |character: char| match character {
        c if c.is_alphanumeric() || c == '_' || c == ' ' || !c.is_ascii() => c.to_string(),
        c => format!("\\{c}"),
    };
    let mut text = String::from("\\A");
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            c if Some(c) == escape => text.extend(characters.next().map(literal)),
            '%' => text.push_str(".*"),
            '_' => text.push('.'),
            c => text.push_str(&literal(c)),
        }
    }
    text.push_str("\\Z");
    text
}
