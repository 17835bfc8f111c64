//! What estimators take: feature columns, labels, weights, groups and an order of time, checked once when they are put
//! together.
//!
//! Columns are stored one by one (a model that wants rows makes them). A missing number is NaN, a missing category is
//! [`MISSING`]. Infinite numbers are allowed here and counted; each estimator says what it makes of them. Start at
//! [`Dataset::new`] for what is refused.

use ninefold_base::Problem;
use ninefold_base::format::{counted, grouped};
use serde::{Deserialize, Serialize};

/// The code of a missing category.
pub const MISSING: u32 = u32::MAX;

/// The cells of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// NaN is missing.
    Number(Vec<f64>),
    /// The same in half the memory.
    Number32(Vec<f32>),
    /// Codes into `levels`, or [`MISSING`].
    Category { codes: Vec<u32>, levels: Vec<String> },
}

impl Values {
    pub fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Number32(values) => values.len(),
            Self::Category { codes, .. } => codes.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cell as a number: a category is its code, missing is NaN.
    pub fn number(&self, row: usize) -> f64 {
        match self {
            Self::Number(values) => values[row],
            Self::Number32(values) => f64::from(values[row]),
            Self::Category { codes, .. } if codes[row] == MISSING => f64::NAN,
            Self::Category { codes, .. } => f64::from(codes[row]),
        }
    }

    /// The given rows, in the order given.
    fn select(&self, rows: &[u32]) -> Self {
        fn pick<T: Copy>(values: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|&row| values[row as usize]).collect()
        }
        match self {
            Self::Number(values) => Self::Number(pick(values, rows)),
            Self::Number32(values) => Self::Number32(pick(values, rows)),
            Self::Category { codes, levels } => Self::Category { codes: pick(codes, rows), levels: levels.clone() },
        }
    }
}

/// A feature: its name and its cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    pub values: Values,
}

impl Column {
    pub fn number(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self { name: name.into(), values: Values::Number(values) }
    }

    pub fn category(name: impl Into<String>, codes: Vec<u32>, levels: Vec<String>) -> Self {
        Self { name: name.into(), values: Values::Category { codes, levels } }
    }
}

/// Feature columns of the same length, with distinct names, every category code within its levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    n_rows: usize,
    columns: Vec<Column>,
}

impl Matrix {
    /// A matrix of `n_rows` rows. It may have no column (a prior needs none) and no row (a batch may be empty).
    pub fn new(n_rows: usize, columns: Vec<Column>) -> Result<Self, Problem> {
        for (index, column) in columns.iter().enumerate() {
            if column.values.len() != n_rows {
                return Err(lengths_differ(&column.name, column.values.len(), n_rows));
            }
            if columns[..index].iter().any(|other| other.name == column.name) {
                return Err(Problem::new(
                    "could not put the features together",
                    format!("two of them are named `{}`", column.name),
                    "rename one of them",
                ));
            }
            if let Values::Category { codes, levels } = &column.values {
                let outside = codes.iter().position(|&code| code != MISSING && code as usize >= levels.len());
                if let Some(row) = outside {
                    return Err(Problem::fault(
                        "putting the features together",
                        format!("row {row} of `{}` has category {} of {}", column.name, codes[row], levels.len()),
                    ));
                }
            }
        }
        Ok(Self { n_rows, columns })
    }

    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    pub fn n_columns(&self) -> usize {
        self.columns.len()
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The position of the column of that name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The given rows, in the order given; a row may come twice. Rows are 0-based and must exist.
    pub fn select(&self, rows: &[u32]) -> Self {
        let columns = self
            .columns
            .iter()
            .map(|column| Column { name: column.name.clone(), values: column.values.select(rows) })
            .collect();
        Self { n_rows: rows.len(), columns }
    }

    /// The columns of the given names, in that order.
    pub fn project(&self, names: &[String]) -> Result<Self, Problem> {
        let columns = names
            .iter()
            .map(|name| self.position(name).map(|at| self.columns[at].clone()).ok_or_else(|| no_column(name)))
            .collect::<Result<_, _>>()?;
        Ok(Self { n_rows: self.n_rows, columns })
    }

    /// The same with one column's cells replaced, which must be of the same length and kind.
    pub(crate) fn replace(&mut self, at: usize, values: Values) -> Values {
        debug_assert_eq!(values.len(), self.n_rows);
        std::mem::replace(&mut self.columns[at].values, values)
    }

    /// The first infinite number: column and row.
    pub fn first_infinite(&self) -> Option<(&str, usize)> {
        self.columns.iter().find_map(|column| {
            let row = match &column.values {
                Values::Number(values) => values.iter().position(|value| value.is_infinite()),
                Values::Number32(values) => values.iter().position(|value| value.is_infinite()),
                Values::Category { .. } => None,
            };
            row.map(|row| (column.name.as_str(), row))
        })
    }
}

/// That a model needs a column which is not there.
pub(crate) fn no_column(name: &str) -> Problem {
    Problem::new(
        "could not find a feature",
        format!("there is no feature `{name}` among those given"),
        "add the feature, or train the model again without it",
    )
}

fn lengths_differ(what: &str, found: usize, n_rows: usize) -> Problem {
    Problem::new(
        "could not put the training data together",
        format!("`{what}` has {}, the others have {}", counted(found as u64, "row"), grouped(n_rows as u64)),
        "make all of them from the same rows",
    )
}

/// What is predicted.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Codes into `names`, which are two or more. With two, code 1 is the positive class.
    Classes { codes: Vec<u32>, names: Vec<String> },
    /// Finite numbers.
    Number(Vec<f64>),
}

impl Target {
    /// Two classes, `names[1]` the positive one.
    pub fn binary(labels: &[bool], names: [&str; 2]) -> Self {
        Self::Classes {
            codes: labels.iter().map(|&label| u32::from(label)).collect(),
            names: names.map(str::to_string).into(),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Classes { codes, .. } => codes.len(),
            Self::Number(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn task(&self) -> Task {
        match self {
            Self::Classes { names, .. } => Task::Classes { names: names.clone() },
            Self::Number(_) => Task::Number,
        }
    }

    pub(crate) fn select(&self, rows: &[u32]) -> Self {
        match self {
            Self::Classes { codes, names } => {
                Self::Classes { codes: rows.iter().map(|&row| codes[row as usize]).collect(), names: names.clone() }
            }
            Self::Number(values) => Self::Number(rows.iter().map(|&row| values[row as usize]).collect()),
        }
    }
}

/// What a model answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    /// A probability of the positive class `names[1]`, or with more than two classes one of each.
    Classes { names: Vec<String> },
    /// A number.
    Number,
}

impl Task {
    /// How many numbers a prediction is: 1 for a number and for two classes, else the number of classes.
    pub fn width(&self) -> usize {
        match self {
            Self::Classes { names } if names.len() > 2 => names.len(),
            Self::Classes { .. } | Self::Number => 1,
        }
    }

    pub fn is_binary(&self) -> bool {
        matches!(self, Self::Classes { names } if names.len() == 2)
    }
}

/// What the rows of a [`Dataset`] carry beside features and target.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowExtras {
    /// How much each row counts; finite, at least 0, not all 0. Absent: 1 each.
    pub weights: Option<Vec<f64>>,
    /// Rows of one group (a household, a customer) belong together and are never split between folds.
    pub groups: Option<Vec<u32>>,
    /// When each row was, in any unit; finite. Rows are used in this order where time matters.
    pub times: Option<Vec<f64>>,
}

/// Features, target and extras of the same rows, checked. At least one row, every label known, two or more classes seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    features: Matrix,
    target: Target,
    extras: RowExtras,
}

impl Dataset {
    /// Puts rows together for training.
    ///
    /// Refused with a sentence for the user: no rows, lengths that differ, labels that are missing or not finite, a target
    /// of one class only, a target that never varies, weights that are negative, missing or all 0, times that are missing.
    pub fn new(features: Matrix, target: Target, extras: RowExtras) -> Result<Self, Problem> {
        let data = Self::for_scoring(features, target, extras)?;
        data.check_varies()?;
        Ok(data)
    }

    /// The same for rows that a model is judged on, not fitted to: one class is enough.
    pub fn for_scoring(features: Matrix, target: Target, extras: RowExtras) -> Result<Self, Problem> {
        let n_rows = features.n_rows();
        if n_rows == 0 {
            return Err(Problem::new(
                "could not put the training data together",
                "there are no rows",
                "loosen the filter, or choose another split",
            ));
        }
        let lengths = [
            ("target", Some(target.len())),
            ("weights", extras.weights.as_ref().map(Vec::len)),
            ("groups", extras.groups.as_ref().map(Vec::len)),
            ("times", extras.times.as_ref().map(Vec::len)),
        ];
        for (what, length) in lengths {
            if let Some(length) = length.filter(|&length| length != n_rows) {
                return Err(lengths_differ(what, length, n_rows));
            }
        }
        check_labels(&target)?;
        check_extras(&extras)?;
        Ok(Self { features, target, extras })
    }

    fn check_varies(&self) -> Result<(), Problem> {
        let fix = "choose another target, or a split or filter that leaves rows of every class";
        match &self.target {
            Target::Classes { codes, names } => {
                let counted = |row: usize| self.weight(row) > 0.0;
                let first = (0..codes.len()).find(|&row| counted(row)).map_or(codes[0], |row| codes[row]);
                if !(0..codes.len()).any(|row| codes[row] != first && counted(row)) {
                    let why = format!(
                        "every training row has the label `{}`, so there is nothing to tell apart",
                        names[first as usize]
                    );
                    return Err(Problem::new("could not train on one class", why, fix));
                }
            }
            Target::Number(values) => {
                if values.iter().all(|&value| value == values[0]) {
                    let why = format!("every training row has the value {}", values[0]);
                    return Err(Problem::new("could not train on a constant target", why, "choose another target"));
                }
            }
        }
        Ok(())
    }

    pub fn n_rows(&self) -> usize {
        self.features.n_rows()
    }

    pub fn features(&self) -> &Matrix {
        &self.features
    }

    pub fn target(&self) -> &Target {
        &self.target
    }

    pub fn extras(&self) -> &RowExtras {
        &self.extras
    }

    pub fn task(&self) -> Task {
        self.target.task()
    }

    /// How much a row counts.
    pub fn weight(&self, row: usize) -> f64 {
        self.extras.weights.as_ref().map_or(1.0, |weights| weights[row])
    }

    /// The sum of the weights: n if there are none.
    pub fn total_weight(&self) -> f64 {
        self.extras.weights.as_ref().map_or(self.n_rows() as f64, |weights| weights.iter().sum())
    }

    /// The given rows, in the order given, for training. Refused where they hold one class only.
    pub fn select(&self, rows: &[u32]) -> Result<Self, Problem> {
        let data = self.select_for_scoring(rows)?;
        data.check_varies()?;
        Ok(data)
    }

    /// The given rows, in the order given, to judge a model on.
    pub fn select_for_scoring(&self, rows: &[u32]) -> Result<Self, Problem> {
        fn pick<T: Copy>(values: &Option<Vec<T>>, rows: &[u32]) -> Option<Vec<T>> {
            values.as_ref().map(|values| rows.iter().map(|&row| values[row as usize]).collect())
        }
        let extras = RowExtras {
            weights: pick(&self.extras.weights, rows),
            groups: pick(&self.extras.groups, rows),
            times: pick(&self.extras.times, rows),
        };
        Self::for_scoring(self.features.select(rows), self.target.select(rows), extras)
    }

    /// The same rows with the features of the given names only.
    pub fn project(&self, names: &[String]) -> Result<Self, Problem> {
        let features = self.features.project(names)?;
        Ok(Self { features, target: self.target.clone(), extras: self.extras.clone() })
    }
}

fn check_labels(target: &Target) -> Result<(), Problem> {
    let refuse = |row: usize, why: &str| {
        Err(Problem::new(
            "could not use the target",
            format!("row {} {why}", grouped(row as u64 + 1)),
            "filter these rows out: a row without a label can be predicted, but not learned from",
        ))
    };
    match target {
        Target::Classes { codes, names } => {
            if names.len() < 2 {
                return Err(Problem::new(
                    "could not train on one class",
                    "the target has no second value",
                    "choose another target, or a split or filter that leaves rows of every class",
                ));
            }
            if let Some(row) = codes.iter().position(|&code| code as usize >= names.len()) {
                return refuse(row, "has no label");
            }
        }
        Target::Number(values) => {
            if let Some(row) = values.iter().position(|value| !value.is_finite()) {
                return refuse(row, if values[row].is_nan() { "has no label" } else { "has an infinite label" });
            }
        }
    }
    Ok(())
}

fn check_extras(extras: &RowExtras) -> Result<(), Problem> {
    if let Some(weights) = &extras.weights {
        if let Some(row) = weights.iter().position(|weight| !weight.is_finite() || *weight < 0.0) {
            return Err(Problem::new(
                "could not use the weights",
                format!("the weight of row {} is {}", grouped(row as u64 + 1), weights[row]),
                "give every row a weight of 0 or more",
            ));
        }
        if weights.iter().all(|&weight| weight == 0.0) {
            return Err(Problem::new(
                "could not use the weights",
                "every row has the weight 0",
                "give the rows to learn from a weight above 0",
            ));
        }
    }
    if let Some(row) = extras.times.iter().flatten().position(|time| !time.is_finite()) {
        return Err(Problem::new(
            "could not use the time column",
            format!("row {} has no time", grouped(row as u64 + 1)),
            "filter these rows out, or choose another time column",
        ));
    }
    Ok(())
}
