//! What each figure of stage 3 means: its name, its formula or rule, and how other programs differ. One place for all;
//! the panes and help print from here.

use ninefold_base::command::Context;

/// A figure explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    pub name: &'static str,
    pub meaning: &'static str,
    /// Where others compute it differently; empty where they agree.
    pub others: &'static str,
}

const fn define(name: &'static str, meaning: &'static str, others: &'static str) -> Definition {
    Definition { name, meaning, others }
}

/// The definitions of a place.
pub fn of(place: Context) -> Vec<Definition> {
    match place {
        Context::Target => TARGET.iter().chain(AGAINST).copied().collect(),
        Context::Missing => MISSING.to_vec(),
        Context::AgainstTarget => AGAINST.iter().chain(TARGET).copied().collect(),
        _ => COLUMN.to_vec(),
    }
}

/// Figures of what is missing.
pub const MISSING: &[Definition] = &[
    define(
        "missing",
        "no value: an absent field, a null, or a marker you accepted; shares are of all rows, or of all rows of a block",
        "pandas counts NaN as missing; here NaN is a value of its own kind",
    ),
    define(
        "φ",
        "correlation of \"is missing\" of two columns: Pearson of two yes-or-no variables. 1: always missing in the same rows, 0: unrelated, -1: exactly one of them is missing",
        "missingno calls it nullity correlation",
    ),
    define(
        "order in the heat map",
        "clustered by average linkage on 1 − |φ|: what goes missing together stands together",
        "",
    ),
    define("pattern", "the set of columns that are missing in a row; rows with the same set are counted together", ""),
    define("rows without any", "rows in which every column has a value: what dropping incomplete rows would leave", ""),
];

/// Figures of one column.
pub const COLUMN: &[Definition] = &[
    define("~", "before a figure: it is an estimate, or not all rows were read yet", ""),
    define(
        "missing",
        "no value: an absent field, a null, or a marker you accepted; the share is of all rows",
        "pandas counts NaN as missing; here NaN is a count of its own",
    ),
    define("invalid", "texts that do not fit the type you chose; missing for every figure, and counted apart", ""),
    define(
        "empty, blank",
        "texts of no characters; texts of white space only. They are values, not missing",
        "R and pandas may read an empty field as missing",
    ),
    define(
        "distinct",
        "different values; missing is not a value. Beyond some ten thousand it is estimated (HyperLogLog) and marked `~`",
        "",
    ),
    define("unique", "values that stand in exactly one row", "some call the distinct values unique"),
    define("mean", "sum / n over the finite values", ""),
    define("standard deviation", "root of Σ(x − mean)² / (n − 1)", "numpy and population formulas divide by n"),
    define("variance", "Σ(x − mean)² / (n − 1)", "numpy divides by n"),
    define("coefficient of variation", "standard deviation / mean; of no use where the mean is near 0", ""),
    define(
        "quantiles, median",
        "linear interpolation between neighbours (type 7, as R, numpy, pandas)",
        "SAS and SPSS use other types",
    ),
    define("interquartile range", "75 % quantile − 25 % quantile: the middle half", ""),
    define(
        "MAD",
        "median of |x − median|, without a factor: a spread that outliers do not move",
        "R multiplies by 1.4826",
    ),
    define(
        "skewness",
        "third standardised moment, corrected for bias: n√(n−1)/(n−2) · m₃/m₂^1.5; above 0 the long tail is on the right",
        "numpy-like formulas leave out the correction",
    ),
    define(
        "kurtosis",
        "fourth standardised moment − 3, corrected for bias: 0 for a normal curve, above 0 heavier tails",
        "some do not subtract 3",
    ),
    define(
        "entropy",
        "−Σ p ln p over the values' shares, in nats: 0 if all rows agree",
        "others use bits: divide by ln 2",
    ),
    define(
        "imbalance",
        "1 − entropy / ln(distinct values): 0 evenly spread, near 1 almost all the same; one value: 0",
        "ydata-profiling, the same",
    ),
    define("infinite, NaN", "counted apart and left out of every other figure", ""),
    define(
        "pattern",
        "the shape of a text: A for capitals, a for small letters, 9 for digits, + for a run of them",
        "",
    ),
    define(
        "step, gap",
        "step: the commonest distance between neighbouring different times, and how many of all distances equal it; gap: the largest",
        "",
    ),
    define("memory", "bytes that the values take as columns in memory", ""),
];

/// Figures of the target and what tells of it.
pub const TARGET: &[Definition] = &[
    define(
        "majority baseline",
        "the accuracy of always saying the commonest class: a model that does not beat it has learned nothing",
        "",
    ),
    define(
        "AUC",
        "the chance that a random positive row has the larger value than a random negative one, ties half: .5 says nothing, 1 or 0 all; below .5 small values speak for the positive class. Categories count by their rate",
        "some report 2·AUC − 1 (Gini)",
    ),
    define(
        "mutual information",
        "what knowing the column takes away of the target's uncertainty, as a share of its entropy: 0 nothing, 1 all",
        "scikit-learn gives nats",
    ),
    define(
        "Spearman ρ",
        "how steadily the target rises with the column, whatever the curve: Pearson of the ranks; the ranking uses its size",
        "",
    ),
    define(
        "[low, high]",
        "95 % interval: other rows from the same source would give a figure within it, 19 times in 20",
        "",
    ),
    define(
        "LEAK",
        "the column tells the target almost alone: it was probably written down after the outcome. Find out when it is known before a model sees it",
        "",
    ),
    define("n", "rows in which both the column and the target have a value", ""),
];

/// Figures of one column against the target.
pub const AGAINST: &[Definition] = &[
    define("rate", "rows of the positive class / rows of the group; for a number as target its mean", ""),
    define(
        "├──●──┤",
        "95 % interval: Wilson's for rates, which stays within 0 and 1 and holds for small groups; mean ± 1.96 standard errors for means",
        "the textbook p ± 1.96 √(p(1−p)/n) fails near 0 and 1",
    ),
    define(
        "┊",
        "the rate, or mean, of all rows with a target: a group whose interval holds it may not differ from all",
        "",
    ),
    define(
        "∅ missing",
        "rows without a value of the column, as a group of their own: if their rate differs, that a value is missing says something",
        "",
    ),
    define("few", "fewer than 30 rows: too few to rely on", ""),
];
