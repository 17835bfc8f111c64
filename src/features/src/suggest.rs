//! Features that columns call for, each with the figures that speak for it; and a default set for those who go on.

use crate::check::column_type;
use crate::check::typed::Class;
use ninefold_base::Column;
use ninefold_base::feature::ValueType;
use ninefold_base::feature::suggestion::{ColumnFacts, Suggestion};
use ninefold_base::format::grouped;

/// From this skewness on a transform is suggested; NUMBERS calls beyond 2 "noted".
const SKEWED: f64 = 2.0;
/// Categories up to which each gets a column of its own.
const FEW: u64 = 12;
/// Categories from which an encoding by the target is better than columns.
const MANY: u64 = 50;
/// The smallest share of missing values for which their pattern may tell something.
const MISSING_SHARE: f64 = 0.01;
/// Whole numbers with at most this many values may as well be categories.
const FEW_NUMBERS: u64 = 12;

/// Suggestions for all columns, in their order. `facts` holds one entry per column; `left_out` columns (the target,
/// those ignored, keys) get none.
pub fn suggest(columns: &[Column], facts: &[ColumnFacts], left_out: &[usize], has_target: bool) -> Vec<Suggestion> {
    let mut all = Vec::new();
    for (at, (column, facts)) in columns.iter().zip(facts).enumerate() {
        if !left_out.contains(&at) {
            of_column(column, facts, has_target, &mut all);
        }
    }
    unique_names(&mut all);
    all
}

/// The default set: one feature or two per column, enough to train a first model.
pub fn default_set(suggestions: &[Suggestion]) -> Vec<Suggestion> {
    suggestions.iter().filter(|suggestion| suggestion.default).cloned().collect()
}

/// A column's name as it stands in SQL.
pub fn sql_name(name: &str) -> String {
    let begins = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let plain = begins && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // Words that begin something else in SQL are quoted.
    let reserved = [
        "and",
        "or",
        "not",
        "case",
        "when",
        "then",
        "else",
        "end",
        "null",
        "true",
        "false",
        "in",
        "is",
        "like",
        "between",
        "cast",
        "select",
        "from",
        "where",
        "group",
        "order",
        "by",
        "date",
        "time",
        "timestamp",
        "interval",
        "extract",
        "exists",
        "all",
        "any",
        "distinct",
        "with",
        "trim",
        "substring",
        "position",
        "current_date",
        "current_time",
        "current_timestamp",
        "array",
        "struct",
        "map",
        "limit",
        "union",
        "table",
        "as",
        "on",
        "left",
        "right",
        "default",
        "values",
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "floor",
        "ceil",
        "overlay",
    ];
    let is_reserved = reserved.contains(&name.to_ascii_lowercase().as_str());
    if plain && !is_reserved { name.to_string() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

struct Maker<'a> {
    column: &'a Column,
    sql: String,
    all: &'a mut Vec<Suggestion>,
}

impl Maker<'_> {
    fn add(&mut self, suffix: &str, template: &str, reason: String, default: bool) {
        let name = if suffix.is_empty() { self.column.name.clone() } else { format!("{}_{suffix}", self.column.name) };
        let sql = template.replace("{x}", &self.sql);
        self.all.push(Suggestion { name, sql, reason, column: self.column.name.clone(), default });
    }
}

fn of_column(column: &Column, facts: &ColumnFacts, has_target: bool, all: &mut Vec<Suggestion>) {
    let (kind, class) = column_type(column);
    let present = facts.rows.saturating_sub(facts.missing);
    if present == 0 || facts.distinct == Some(1) && facts.missing == 0 {
        return;
    }
    let mut maker = Maker { column, sql: sql_name(&column.name), all };
    let share = facts.missing as f64 / facts.rows.max(1) as f64;
    if facts.missing_depends_on_target || share >= MISSING_SHARE {
        let reason = if facts.missing_depends_on_target {
            format!("{} missing, and whether goes with the target", grouped(facts.missing))
        } else {
            format!("{} of {} values are missing ({:.1} %)", grouped(facts.missing), grouped(facts.rows), 100.0 * share)
        };
        maker.add("missing", "is_missing({x})", reason, facts.missing_depends_on_target);
    }
    if matches!(class, Class::Opaque(_)) {
        return;
    }
    match kind {
        ValueType::Boolean => maker.add("", "{x}", "true or false: as it stands".into(), true),
        ValueType::Integer | ValueType::Float => number(&mut maker, kind, facts, present),
        ValueType::Text => text(&mut maker, facts, present, has_target),
        ValueType::Date | ValueType::Datetime => date(&mut maker, kind),
        ValueType::Time => maker.add("hour", "hour({x})", "a time of day: its hour".into(), true),
    }
}

fn number(maker: &mut Maker<'_>, kind: ValueType, facts: &ColumnFacts, present: u64) {
    let all_distinct = facts.distinct.is_some_and(|distinct| distinct == present) && present > 100;
    if kind == ValueType::Integer && all_distinct {
        // A number that nobody shares names rows; nothing can be learned from it by default.
        let reason = format!("{} whole numbers, all different: perhaps the name of a row", grouped(present));
        maker.add("", "{x}", reason, false);
        return;
    }
    let filled = if facts.missing > 0 { "impute({x}, 'median')" } else { "{x}" };
    let reason = match facts.missing {
        0 => "a number: as it stands".to_string(),
        missing => format!("a number; {} missing become the median of the training rows", grouped(missing)),
    };
    maker.add("", filled, reason, true);
    if let Some(skewness) = facts.skewness.filter(|skewness| skewness.abs() > SKEWED) {
        if facts.min.is_some_and(|min| min >= 0.0) && skewness > 0.0 {
            let reason = format!("skewness {skewness:.1}, nothing below 0: the logarithm draws the long end in");
            maker.add("log", "log1p({x})", reason, false);
        } else {
            let reason = format!("skewness {skewness:.1}: a power transform makes it more normal");
            maker.add("normal", "yeo_johnson({x})", reason, false);
        }
        let reason = format!("skewness {skewness:.1}: the outermost hundredths are moved in");
        maker.add("trimmed", "winsorize({x}, 0.01, 0.99)", reason, false);
    }
    match facts.distinct {
        Some(distinct) if kind == ValueType::Integer && distinct <= FEW_NUMBERS => {
            let reason = format!("only {distinct} different whole numbers: perhaps categories");
            maker.add("is", "one_hot({x})", reason, false);
        }
        Some(distinct) if distinct > 20 => {
            let reason = format!("{} different values: bins let a linear model bend", grouped(distinct));
            maker.add("bin", "quantile_bin({x}, 10)", reason, false);
        }
        _ => {}
    }
    maker.add("scaled", "standardize({x})", "on the scale of its own spread, for linear models".into(), false);
}

fn text(maker: &mut Maker<'_>, facts: &ColumnFacts, present: u64, has_target: bool) {
    let Some(distinct) = facts.distinct else {
        maker.add("freq", "frequency_encode({x})", "text: how often its value occurs".into(), false);
        return;
    };
    let per_value = present as f64 / distinct.max(1) as f64;
    if per_value < 1.5 && present > 100 {
        let reason = format!("{} texts, almost all different: their length may still tell", grouped(distinct));
        maker.add("length", "length({x})", reason, false);
        return;
    }
    let noun = format!("{} categories", grouped(distinct));
    if distinct <= FEW {
        maker.add("", "one_hot({x})", format!("{noun}: one column each"), true);
        return;
    }
    if has_target {
        let reason = format!("{noun}: the smoothed mean of the target, out of fold in training");
        maker.add("", "target_encode({x})", reason, true);
    } else {
        maker.add("", "one_hot({x}, 20)", format!("{noun}: the 20 most frequent get columns"), distinct <= MANY);
    }
    let reason = format!("{noun}: how often its own occurs");
    maker.add("freq", "frequency_encode({x})", reason, !has_target && distinct > MANY);
    if distinct <= MANY {
        maker.add("top", "one_hot({x}, 12)", format!("{noun}: columns for the 12 most frequent"), false);
    } else {
        let reason = format!("{noun}: a fixed number of bins by hash, whatever comes");
        maker.add("hash", "hash_bin({x}, 64)", reason, false);
    }
}

fn date(maker: &mut Maker<'_>, kind: ValueType) {
    maker.add("year", "year({x})", "a date: its year".into(), true);
    maker.add(
        "month_sin",
        "sin_cycle(month({x}), 12)",
        "December lies beside January: the month on a circle".into(),
        true,
    );
    maker.add("month_cos", "cos_cycle(month({x}), 12)", "the other coordinate of the month".into(), true);
    maker.add("weekday", "dayofweek({x})", "a date: its day of the week, Monday 1".into(), true);
    maker.add("weekend", "dayofweek({x}) >= 6", "Saturday or Sunday".into(), false);
    if kind == ValueType::Datetime {
        maker.add(
            "hour_sin",
            "sin_cycle(hour({x}), 24)",
            "23 o'clock lies beside 0: the hour on a circle".into(),
            true,
        );
        maker.add("hour_cos", "cos_cycle(hour({x}), 24)", "the other coordinate of the hour".into(), true);
        maker.add("hour", "hour({x})", "a moment: its hour".into(), false);
    }
}

/// Two columns may lead to one name.
fn unique_names(all: &mut [Suggestion]) {
    let mut taken: Vec<String> = Vec::with_capacity(all.len());
    for suggestion in all {
        let base = suggestion.name.clone();
        let mut number = 2;
        while taken.contains(&suggestion.name) {
            suggestion.name = format!("{base}_{number}");
            number += 1;
        }
        taken.push(suggestion.name.clone());
    }
}

#[cfg(test)]
mod tests;
