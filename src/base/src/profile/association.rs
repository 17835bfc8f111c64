//! How columns go together. Measures and their names: `NUMBERS.md` section 2.

use super::Precision;
use super::column::Histogram;
use crate::{ColumnId, Figure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Associations {
    /// The columns compared, in the order of clustering (average linkage on 1 − |strength|).
    pub columns: Vec<ColumnId>,
    /// `pairs[i][j]` of `columns[i]` and `columns[j]`, for j < i; `pairs[i].len() == i`.
    pub pairs: Vec<Vec<Association>>,
    pub precision: Precision,
    /// Columns left out, each with the reason.
    pub left_out: Vec<(ColumnId, String)>,
}

impl Associations {
    /// All pairs whose shown measure has a value, largest size first; ties in the order of `pairs`.
    pub fn strongest(&self) -> Vec<StrongPair> {
        let mut strongest = Vec::new();
        for (one, row) in self.columns.iter().zip(&self.pairs) {
            for (other, pair) in self.columns.iter().zip(row) {
                if let Some((measure, value)) =
                    pair.shown().and_then(|(measure, figure)| Some((measure, figure.value()?)))
                {
                    strongest.push(StrongPair { value, measure, one: *one, other: *other, n: pair.n });
                }
            }
        }
        strongest.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        strongest
    }

    /// Of two different columns, in either order.
    pub fn between(&self, one: ColumnId, other: ColumnId) -> Option<&Association> {
        let place = |column: ColumnId| self.columns.iter().position(|known| *known == column);
        let (i, j) = (place(one)?, place(other)?);
        self.pairs.get(i.max(j))?.get(i.min(j))
    }
}

/// A pair by its shown measure: `one` stands behind `other` in [`Associations::columns`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrongPair {
    pub value: f64,
    pub measure: Measure,
    pub one: ColumnId,
    pub other: ColumnId,
    pub n: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    Pearson,
    Spearman,
    /// Bias-corrected (Bergsma 2013).
    CramersV,
    /// Uncertainty coefficient: how much of the second's entropy the first explains.
    TheilsU,
    /// η: root of the share of the number's variance that lies between the categories.
    CorrelationRatio,
    MutualInformation,
    Auc,
}

impl Measure {
    pub fn label(self) -> &'static str {
        match self {
            Self::Pearson => "Pearson r",
            Self::Spearman => "Spearman ρ",
            Self::CramersV => "Cramér's V",
            Self::TheilsU => "Theil's U",
            Self::CorrelationRatio => "correlation ratio η",
            Self::MutualInformation => "mutual information",
            Self::Auc => "AUC",
        }
    }

    /// What it says and how it is read, for help.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Pearson => "how close the points lie to a straight line: -1 falling, 0 none, 1 rising",
            Self::Spearman => "how steadily one rises with the other, whatever the curve: Pearson of the ranks",
            Self::CramersV => "how much the categories of one say of the other, 0 to 1, corrected for chance (Bergsma)",
            Self::TheilsU => {
                "share of the uncertainty of the second that knowing the first removes, 0 to 1; not symmetric"
            }
            Self::CorrelationRatio => {
                "share of the spread of the number that lies between the categories, as a root, 0 to 1"
            }
            Self::MutualInformation => "information in nats that one holds about the other; 0 none",
            Self::Auc => "chance that a random positive row has the larger value than a random negative one; .5 none",
        }
    }
}

/// Two columns. `measures[0]` is the one shown in the heat map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Association {
    /// Rows in which both have a value.
    pub n: u64,
    pub measures: Vec<(Measure, Figure)>,
}

impl Association {
    /// The measure shown.
    pub fn shown(&self) -> Option<(Measure, &Figure)> {
        self.measures.first().map(|(measure, figure)| (*measure, figure))
    }
}

/// A picture of two columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairPicture {
    pub x: ColumnId,
    pub y: ColumnId,
    /// Rows drawn or counted: those in which both have a value.
    pub n: u64,
    pub precision: Precision,
    pub association: Option<Association>,
    pub shape: PairShape,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PairShape {
    /// Up to some thousand points as they are.
    Points(Vec<(f64, f64)>),
    /// `counts[y][x]` over the bins of both.
    Density { x_edges: Vec<f64>, y_edges: Vec<f64>, counts: Vec<Vec<u64>> },
    /// `counts[y][x]` of two categories; the last of each is all others together, if there are any.
    Mosaic { x_labels: Vec<String>, y_labels: Vec<String>, counts: Vec<Vec<u64>> },
    /// A number by category: minimum, quartiles, maximum.
    Boxes(Vec<BoxOf>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoxOf {
    pub label: String,
    pub n: u64,
    /// Minimum, first quartile, median, third quartile, maximum.
    pub five: [f64; 5],
    pub histogram: Option<Histogram>,
}
