//! What features do with missing and unlisted values, as sentences.

use crate::ir::{Node, Op};
use ninefold_base::feature::Fitted;

/// What a missing input becomes.
pub fn of_missing(root: &Node, fitted: &[&Fitted]) -> String {
    let text = match outermost(root, fitted) {
        Some(Fitted::Impute { .. }) => "a missing value (or NaN) becomes the fitted value",
        Some(Fitted::OneHot { missing: true, .. }) => "missing has a column of its own",
        Some(Fitted::OneHot { missing: false, .. }) => "missing: 0 in all columns",
        Some(Fitted::FrequencyEncode { .. }) => "missing becomes the share of missing values in training",
        Some(Fitted::TargetEncode { .. }) => {
            "missing becomes the smoothed mean of the target among training rows without a value, or of all if too few"
        }
        Some(Fitted::GroupMean { .. }) => "a missing group becomes the mean of training rows without a group",
        Some(Fitted::GroupRank { .. }) => "a missing value stays missing; a missing group is a group",
        Some(
            Fitted::Standardize { .. }
            | Fitted::MinMax { .. }
            | Fitted::RobustScale { .. }
            | Fitted::Winsorize { .. }
            | Fitted::YeoJohnson { .. }
            | Fitted::Bins { .. }
            | Fitted::Ordinal { .. }
            | Fitted::Rare { .. },
        ) => "missing stays missing",
        None => match root.op {
            Op::IsMissing => "missing (or NaN) gives true",
            Op::IsNull | Op::Coalesce | Op::Case => "as the expression says",
            _ => "missing where an operand is missing, unless the expression says otherwise",
        },
    };
    text.to_string()
}

/// What a value becomes that training did not list.
pub fn of_unknown(root: &Node, fitted: &[&Fitted]) -> String {
    let text = match outermost(root, fitted) {
        Some(Fitted::OneHot { other: true, .. }) => "an unlisted category counts as `other`",
        Some(Fitted::OneHot { other: false, .. }) => "an unlisted category: 0 in all columns",
        Some(Fitted::Ordinal { .. }) => "an unlisted category becomes -1",
        Some(Fitted::Rare { .. }) => "an unlisted category becomes `other`",
        Some(Fitted::FrequencyEncode { .. }) => {
            "an unlisted category becomes the share that merged categories had, or 0"
        }
        Some(Fitted::TargetEncode { .. }) => {
            "an unlisted category becomes the smoothed mean of the target over merged categories, or over all rows"
        }
        Some(Fitted::GroupMean { .. }) => "an unlisted group becomes the mean of all training rows",
        Some(Fitted::GroupRank { .. }) => "an unlisted group is ranked among all training rows",
        Some(
            Fitted::Impute { .. }
            | Fitted::Standardize { .. }
            | Fitted::MinMax { .. }
            | Fitted::RobustScale { .. }
            | Fitted::Winsorize { .. }
            | Fitted::YeoJohnson { .. }
            | Fitted::Bins { .. },
        )
        | None => "values beyond those of training are computed as any other",
    };
    text.to_string()
}

fn outermost<'f>(root: &Node, fitted: &[&'f Fitted]) -> Option<&'f Fitted> {
    match root.op {
        Op::Fitted(at) => fitted.get(at).copied(),
        _ => None,
    }
}
