//! Every function of the feature language: for completion, help, and the checker.

/// Whether a function looks at its row alone, or learns from the training rows first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    Row,
    Fitted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    pub name: &'static str,
    pub kind: FunctionKind,
    pub fewest: usize,
    pub most: usize,
    /// How it is written.
    pub usage: &'static str,
    /// What it gives, as half a sentence.
    pub gives: &'static str,
}

/// As many values as one likes.
const MANY: usize = 1000;

const fn row(name: &'static str, fewest: usize, most: usize, usage: &'static str, gives: &'static str) -> Function {
    Function { name, kind: FunctionKind::Row, fewest, most, usage, gives }
}

const fn fitted(name: &'static str, fewest: usize, most: usize, usage: &'static str, gives: &'static str) -> Function {
    Function { name, kind: FunctionKind::Fitted, fewest, most, usage, gives }
}

/// In the order of the alphabet, those of the row first.
pub const FUNCTIONS: [Function; 65] = [
    row("abs", 1, 1, "abs(x)", "the distance from 0"),
    row("bin", 2, MANY, "bin(x, 18, 65)", "how many of the edges are at most x"),
    row("ceil", 1, 1, "ceil(x)", "the next whole number above"),
    row("ceiling", 1, 1, "ceiling(x)", "the next whole number above"),
    row("coalesce", 1, MANY, "coalesce(x, y, …)", "the first that is not missing"),
    row("concat", 1, MANY, "concat(a, b, …)", "the texts one after the other; missing if one is"),
    row("contains", 2, 2, "contains(text, 'part')", "whether the part occurs"),
    row("cos_cycle", 2, 2, "cos_cycle(month(d), 12)", "cos(2π x / period)"),
    row("cross", 2, MANY, "cross(a, b)", "the values as one category: `a & b`"),
    row("date_diff", 3, 3, "date_diff('day', from, to)", "how many ends of units lie between, as in DuckDB"),
    row("date_part", 2, 2, "date_part('year', date)", "a part of a date or time"),
    row("datepart", 2, 2, "datepart('year', date)", "a part of a date or time"),
    row("day", 1, 1, "day(date)", "the day of the month"),
    row("dayofweek", 1, 1, "dayofweek(date)", "Monday 1 … Sunday 7"),
    row("dayofyear", 1, 1, "dayofyear(date)", "1 … 366"),
    row("ends_with", 2, 2, "ends_with(text, 'end')", "whether it ends so"),
    row("exp", 1, 1, "exp(x)", "e to the power of x"),
    row("floor", 1, 1, "floor(x)", "the next whole number below"),
    row("greatest", 1, MANY, "greatest(x, y, …)", "the largest that is not missing"),
    row("hash_bin", 2, 2, "hash_bin(x, 32)", "a number from 0 to n - 1 by the hash of the value"),
    row("hour", 1, 1, "hour(moment)", "0 … 23"),
    row("ifnull", 2, 2, "ifnull(x, y)", "x, or y where x is missing"),
    row("is_missing", 1, 1, "is_missing(x)", "whether x is missing or NaN"),
    row("is_nan", 1, 1, "is_nan(x)", "whether x is NaN"),
    row("least", 1, MANY, "least(x, y, …)", "the smallest that is not missing"),
    row("length", 1, 1, "length(text)", "how many characters"),
    row("ln", 1, 1, "ln(x)", "the natural logarithm; missing at 0 and below"),
    row("log1p", 1, 1, "log1p(x)", "ln(1 + x); missing at -1 and below"),
    row("lower", 1, 1, "lower(text)", "in small letters"),
    row("minute", 1, 1, "minute(moment)", "0 … 59"),
    row("mod", 2, 2, "mod(x, y)", "the remainder, with the sign of x"),
    row("month", 1, 1, "month(date)", "1 … 12"),
    row("nullif", 2, 2, "nullif(x, y)", "x, or missing where x equals y"),
    row("power", 2, 2, "power(x, y)", "x to the power of y"),
    row("quarter", 1, 1, "quarter(date)", "1 … 4"),
    row("regexp_extract", 2, 3, "regexp_extract(text, '([0-9]+)', 1)", "what the group of the pattern found"),
    row("regexp_like", 2, 2, "regexp_like(text, 'pattern')", "whether the pattern is found"),
    row("replace", 3, 3, "replace(text, 'from', 'to')", "with every occurrence replaced"),
    row("round", 1, 2, "round(x, digits)", "rounded, halves away from zero"),
    row("second", 1, 1, "second(moment)", "0 … 59"),
    row("sign", 1, 1, "sign(x)", "-1, 0 or 1"),
    row("sin_cycle", 2, 2, "sin_cycle(month(d), 12)", "sin(2π x / period)"),
    row("sqrt", 1, 1, "sqrt(x)", "the square root; missing below 0"),
    row("starts_with", 2, 2, "starts_with(text, 'beginning')", "whether it begins so"),
    row("substr", 2, 3, "substr(text, from, length)", "a part, counted from 1"),
    row("substring", 2, 3, "substring(text, from, length)", "a part, counted from 1"),
    row("trim", 1, 1, "trim(text)", "without white space around"),
    row("upper", 1, 1, "upper(text)", "in capital letters"),
    row("week", 1, 1, "week(date)", "the ISO week, 1 … 53"),
    row("year", 1, 1, "year(date)", "the year"),
    fitted("frequency_encode", 1, 1, "frequency_encode(x)", "the share of training rows with this value"),
    fitted("group_mean", 2, 2, "group_mean(x, by g)", "the training mean of x in the group"),
    fitted("group_rank", 2, 2, "group_rank(x, by g)", "where x lies among its group, 0 … 1"),
    fitted("impute", 2, 2, "impute(x, 'median')", "x, or the median, mean, mode or a value where it is missing"),
    fitted("min_max", 1, 1, "min_max(x)", "moved to 0 … 1 by the training minimum and maximum"),
    fitted("one_hot", 1, 2, "one_hot(x, 20)", "one 0/1 column per category, the most frequent ones"),
    fitted("ordinal", 1, MANY, "ordinal(x, 'low', 'high')", "the position of the category"),
    fitted("quantile_bin", 2, 2, "quantile_bin(x, 10)", "the bin, edges at equal shares of the training rows"),
    fitted("rare", 2, 2, "rare(x, 0.01)", "x, with categories below this share called `other`"),
    fitted("robust_scale", 1, 1, "robust_scale(x)", "less the median, over the interquartile range"),
    fitted("standardize", 1, 1, "standardize(x)", "less the mean, over the standard deviation"),
    fitted("target_encode", 1, 1, "target_encode(x)", "the smoothed mean of the target, out of fold in training"),
    fitted("width_bin", 2, 2, "width_bin(x, 10)", "the bin, edges at equal distances"),
    fitted("winsorize", 3, 3, "winsorize(x, 0.01, 0.99)", "moved between these quantiles"),
    fitted("yeo_johnson", 1, 1, "yeo_johnson(x)", "made as normal as a power transform can"),
];

/// The function of this name; names are compared without regard to case.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}
