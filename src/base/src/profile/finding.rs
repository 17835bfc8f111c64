//! What the profile found worth a warning, each with its evidence, its rows and what to do about it.

use crate::ColumnId;
use crate::read::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileFinding {
    pub kind: FindingKind,
    pub severity: Severity,
    /// The column it is about, and the second one of a pair.
    pub column: Option<ColumnId>,
    pub other: Option<ColumnId>,
    /// A sentence with the evidence: "`cabin` is missing in 687 of 891 rows (77.1 %)".
    pub text: String,
    /// The rule with its threshold: "missing in more than 1 % of the rows".
    pub rule: String,
    /// What to do about it.
    pub advice: String,
    /// The measured figure that the threshold was held against.
    pub evidence: f64,
    /// Its rows as a SQL condition, or by number.
    pub rows: FindingRows,
    /// Why the user accepted it, once they did.
    pub acknowledged: Option<String>,
}

impl ProfileFinding {
    /// The name under which it is acknowledged in the project file: `missing:cabin`, `association:fare:pclass`.
    pub fn key(&self, name_of: &dyn Fn(ColumnId) -> String) -> String {
        let mut key = self.kind.name().to_string();
        for column in [self.column, self.other].into_iter().flatten() {
            key.push(':');
            key.push_str(&name_of(column));
        }
        key
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FindingRows {
    /// It is about the column, not about rows.
    None,
    Where(String),
    /// From 1, at most 10,000.
    Numbers(Vec<u64>),
}

macro_rules! kinds {
    ($($kind:ident $name:literal $meaning:literal),* $(,)?) => {
        /// Everything that is looked for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum FindingKind { $($kind),* }

        impl FindingKind {
            pub const ALL: &'static [FindingKind] = &[$(FindingKind::$kind),*];

            /// In `--fail-on` and in the project file.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// What is looked for, for help.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$kind => $meaning),* }
            }
        }
    };
}

kinds! {
    Leak "leak" "a single column tells the target almost perfectly: it is probably known only afterwards",
    ConflictingLabels "conflicting-labels" "rows that agree in everything but the target",
    Duplicates "duplicates" "rows that stand in the table more than once",
    Constant "constant" "the same value in every row",
    AllMissing "all-missing" "no row has a value",
    MissingTarget "missing-target" "rows without a target",
    Missing "missing" "values are missing",
    MissingSignal "missing-signal" "whether a value is missing depends on the target",
    HiddenMissing "hidden-missing" "a value such as ?, -999 or 1900-01-01 stands far more often than its neighbours: it may mean missing",
    Empty "empty" "texts of no characters or of white space only",
    Invalid "invalid" "values that do not fit the type",
    NotANumber "nan" "values that are NaN",
    Infinite "infinite" "values that are infinite",
    MixedTypes "mixed-types" "numbers and other texts in one column",
    NumberAsText "number-as-text" "numbers stored as text",
    DateAsText "date-as-text" "dates stored as text",
    LeadingZeros "leading-zeros" "digits with a leading zero: codes, not numbers",
    DateRange "date-range" "dates outside the range of plausible ones",
    TimeOrder "time-order" "the time column runs backwards in places",
    AllDistinct "all-distinct" "another value in every row: an identifier, of no use to a model",
    NearUnique "near-unique" "texts that are almost all different",
    HighCardinality "high-cardinality" "many categories",
    RareCategories "rare-categories" "categories with very few rows",
    Imbalance "imbalance" "one value in most of the rows",
    Skewed "skewed" "a long tail on one side",
    Zeros "zeros" "many zeros",
    Outliers "outliers" "values far outside the others",
    Padded "padded" "texts with white space at an end",
    Association "association" "two columns say almost the same",
}
