//! The trees as a file for XGBoost: its JSON, with the children of every split numbered the way XGBoost needs them.
//!
//! XGBoost walks a tree as `left + !goes_left`, so a right child must carry the number after its left sibling's. The crate
//! writes the children of a categorical split the other way round, on which XGBoost aborts. Nodes are numbered anew here,
//! breadth first; nothing else changes.

use super::data::from_crate;
use crate::estimator::{Contract, FeatureKind};
use hessboost::model::{BoostedModel as Booster, ModelFormat};
use ninefold_base::Problem;
use serde_json::{Value, json};

/// One entry per node in each.
const PER_NODE: [&str; 6] =
    ["split_indices", "split_conditions", "default_left", "base_weights", "loss_changes", "sum_hessian"];

pub fn xgboost_json(booster: &Booster, contract: &Contract) -> Result<String, Problem> {
    let bytes = booster.encode(ModelFormat::XgboostJson).map_err(from_crate)?;
    let mut document: Value = serde_json::from_slice(&bytes).map_err(|error| broken(&error.to_string()))?;
    let learner = document.get_mut("learner").ok_or_else(|| broken("there is no learner"))?;
    // XGBoost refuses these characters in names; without names it goes by position.
    let names: Vec<&str> = contract.features.iter().map(|feature| feature.name.as_str()).collect();
    if !names.iter().any(|name| name.contains(['[', ']', '<'])) {
        learner["feature_names"] = json!(names);
    }
    let kind = |kind: &FeatureKind| match kind {
        FeatureKind::Number => "float",
        FeatureKind::Category { .. } => "c",
    };
    learner["feature_types"] = contract.features.iter().map(|feature| json!(kind(&feature.kind))).collect();
    let trees = learner
        .pointer_mut("/gradient_booster/model/trees")
        .and_then(Value::as_array_mut)
        .ok_or_else(|| broken("there are no trees"))?;
    for tree in trees {
        number_anew(tree).ok_or_else(|| broken("a tree is not whole"))?;
    }
    serde_json::to_string(&document).map_err(|error| broken(&error.to_string()))
}

fn broken(detail: &str) -> Problem {
    Problem::fault("writing the trees for XGBoost", detail)
}

fn integers(tree: &Value, key: &str) -> Option<Vec<i64>> {
    tree.get(key)?.as_array()?.iter().map(Value::as_i64).collect()
}

/// `Some` once every right child follows its left sibling.
fn number_anew(tree: &mut Value) -> Option<()> {
    let left = integers(tree, "left_children")?;
    let right = integers(tree, "right_children")?;
    if left.iter().zip(&right).all(|(left, right)| *left < 0 || *right == left + 1) {
        return Some(());
    }
    // Old numbers in the new order.
    let mut order: Vec<usize> = vec![0];
    let mut new_left = Vec::with_capacity(left.len());
    let mut parents = vec![i64::from(i32::MAX)];
    let mut at = 0;
    while at < order.len() {
        let old = order[at];
        match usize::try_from(*left.get(old)?) {
            Ok(child) => {
                new_left.push(order.len() as i64);
                order.extend([child, usize::try_from(*right.get(old)?).ok()?]);
                parents.extend([at as i64; 2]);
            }
            Err(_) => new_left.push(-1),
        }
        at += 1;
    }
    if order.len() != left.len() {
        return None;
    }
    let mut new_of = vec![0i64; order.len()];
    order.iter().enumerate().for_each(|(new, &old)| new_of[old] = new as i64);
    tree["right_children"] = new_left.iter().map(|&child| json!(if child < 0 { -1 } else { child + 1 })).collect();
    tree["left_children"] = json!(new_left);
    tree["parents"] = json!(parents);
    for key in PER_NODE.iter().chain(&["split_type"]) {
        let old = tree.get(*key)?.as_array()?;
        if old.len() == order.len() {
            let moved: Vec<Value> = order.iter().map(|&at| old[at].clone()).collect();
            tree[*key] = Value::Array(moved);
        }
    }
    categories_in_order(tree, &new_of)
}

/// XGBoost reads the category sets in the order of their nodes.
fn categories_in_order(tree: &mut Value, new_of: &[i64]) -> Option<()> {
    let nodes = integers(tree, "categories_nodes")?;
    let segments = integers(tree, "categories_segments")?;
    let sizes = integers(tree, "categories_sizes")?;
    let mut sets: Vec<(i64, i64, i64)> = Vec::with_capacity(nodes.len());
    for ((node, segment), size) in nodes.into_iter().zip(segments).zip(sizes) {
        sets.push((*new_of.get(usize::try_from(node).ok()?)?, segment, size));
    }
    sets.sort_unstable();
    tree["categories_nodes"] = sets.iter().map(|set| json!(set.0)).collect();
    tree["categories_segments"] = sets.iter().map(|set| json!(set.1)).collect();
    tree["categories_sizes"] = sets.iter().map(|set| json!(set.2)).collect();
    Some(())
}
