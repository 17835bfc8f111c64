//! A ColumnTransformer for scikit-learn: the same kind of steps, which it fits anew on the data that it is given.

use crate::ir::{Op, Rule};
use crate::set::Feature;
use crate::spec::Loaded;
use std::fmt::Write;

/// A sketch, and says so: features that scikit-learn has a transformer for become one; the others are listed.
pub fn sketch(loaded: &Loaded) -> String {
    let Loaded { spec, set } = loaded;
    let mut text = format!(
        "\"\"\"A sketch of the features of {} for scikit-learn.\n\nIt REFITS: what is learned comes from the rows given to fit(), not from the spec. Bins, categories and\nsmoothing may differ; for the exact values use the Python module or `ninefold apply`.\n\"\"\"\n\n\
         from sklearn.compose import ColumnTransformer\nfrom sklearn.impute import SimpleImputer\nfrom sklearn.pipeline import make_pipeline\n\
         from sklearn.preprocessing import (\n    KBinsDiscretizer,\n    MinMaxScaler,\n    OneHotEncoder,\n    OrdinalEncoder,\n    PowerTransformer,\n    RobustScaler,\n    StandardScaler,\n    TargetEncoder,\n)\n\n\
         features = ColumnTransformer(\n    [\n",
        spec.identity.name.replace(['"', '\\', '\n'], " ")
    );
    let mut left = Vec::new();
    for feature in &set.features {
        match transformer(feature) {
            Some(made) => {
                let columns: Vec<String> =
                    feature.inputs().into_iter().map(|at| format!("{:?}", set.inputs[at].name)).collect();
                let _ = writeln!(text, "        ({:?}, {made}, [{}]),", feature.definition.name, columns.join(", "));
            }
            None => left.push(feature),
        }
    }
    text.push_str("    ],\n    remainder=\"drop\",\n    sparse_threshold=0,\n    verbose_feature_names_out=True,\n)\n");
    if !left.is_empty() {
        text.push_str("\n# Not in this sketch, because scikit-learn has no transformer for them:\n");
        for feature in left {
            let sql = feature.definition.sql.replace(['\n', '\r'], " ");
            let _ = writeln!(text, "#   {} = {sql}", feature.definition.name);
        }
    }
    text
}

/// A feature that is a chain of fitted functions over one column.
fn transformer(feature: &Feature) -> Option<String> {
    let mut chain = Vec::new();
    let mut node = &feature.root;
    loop {
        match &node.op {
            Op::Column(_) => break,
            Op::ToFloat => node = node.arguments.first()?,
            Op::Fitted(at) => {
                chain.push(of_rule(&feature.steps[*at].rule)?);
                node = node.arguments.first()?;
            }
            _ => return None,
        }
    }
    chain.reverse();
    match chain.len() {
        0 => Some("\"passthrough\"".into()),
        1 => chain.pop(),
        _ => Some(format!("make_pipeline({})", chain.join(", "))),
    }
}

fn of_rule(rule: &Rule) -> Option<String> {
    Some(match rule {
        Rule::ImputeMedian => "SimpleImputer(strategy=\"median\")".into(),
        Rule::ImputeMean => "SimpleImputer(strategy=\"mean\")".into(),
        Rule::ImputeMode => "SimpleImputer(strategy=\"most_frequent\")".into(),
        Rule::Standardize => "StandardScaler()".into(),
        Rule::MinMax => "MinMaxScaler()".into(),
        Rule::RobustScale => "RobustScaler()".into(),
        Rule::YeoJohnson => "PowerTransformer(standardize=False)".into(),
        Rule::QuantileBin(n) => {
            format!(
                "KBinsDiscretizer(n_bins={n}, encode=\"ordinal\", strategy=\"quantile\", quantile_method=\"linear\")"
            )
        }
        Rule::WidthBin(n) => format!("KBinsDiscretizer(n_bins={n}, encode=\"ordinal\", strategy=\"uniform\")"),
        Rule::OneHot { most } => {
            format!("OneHotEncoder(handle_unknown=\"infrequent_if_exist\", max_categories={most}, min_frequency=10)")
        }
        Rule::Ordinal => "OrdinalEncoder(handle_unknown=\"use_encoded_value\", unknown_value=-1)".into(),
        Rule::TargetEncode => "TargetEncoder(smooth=\"auto\")".into(),
        Rule::ImputeConstant(_)
        | Rule::Winsorize { .. }
        | Rule::OrdinalOf(_)
        | Rule::Rare { .. }
        | Rule::FrequencyEncode
        | Rule::GroupMean
        | Rule::GroupRank => return None,
    })
}
