//! The feature spec: made from what was learned, written, read back with checks, and proved.
//!
//! [`learn`] fits features and describes them in one go; [`describe`] is for a set that is fitted already. [`load`] makes
//! a [`FeatureSet`] of a document and refuses one that contradicts itself; [`verify`] recomputes its hashes and golden
//! rows.

pub mod cells;
pub mod contract;
pub mod golden;
pub mod json;
pub mod load;
pub mod policy;

pub use contract::ColumnDetail;
pub use load::{Loaded, load, verify};

use crate::fit::{Options, Outcome, Training, statistics};
use crate::set::FeatureSet;
use ninefold_base::feature::spec::{
    ColumnContract, Entity, FeatureSpec, Hashes, Identity, SCHEMA_ID, SPEC_VERSION, SpecFeature, SpecProblem,
    SpecSource, SpecSplit, SpecStep,
};
use ninefold_base::feature::{Fitted, Target};
use ninefold_base::{Meter, Problem};
use ninefold_data::{Interrupted, RowOrder, RowSource};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The JSON Schema of a spec.
pub const SCHEMA: &str = include_str!("../../../../assets/feature_spec.schema.json");

/// What the user and the project say about a spec.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Header {
    pub identity: Identity,
    pub problem: Option<SpecProblem>,
    pub entity: Entity,
    pub source: SpecSource,
    /// The recipe of the split, as in the project file.
    pub split: BTreeMap<String, String>,
    pub columns: Vec<ColumnDetail>,
}

/// The spec of what was learned from the rows `train` of `source`. Reads the training rows some times more: for
/// contracts and statistics.
pub fn describe(
    set: &FeatureSet,
    source: &dyn RowSource,
    train: &RowOrder,
    target: Option<&Target>,
    options: &Options,
    header: Header,
    meter: &dyn Meter,
) -> Result<FeatureSpec, Interrupted> {
    let training = Training::new(source, train, &set.inputs, target, options)?;
    let columns = contract::contracts(&training, &header.columns, meter)?;
    let statistics = statistics::statistics(set, &training, meter)?;
    let features: Vec<SpecFeature> = set.features.iter().map(|feature| described(set, feature)).collect();
    let mut spec = FeatureSpec {
        schema: SCHEMA_ID.to_string(),
        spec_version: SPEC_VERSION,
        identity: header.identity,
        problem: header.problem,
        entity: header.entity,
        source: header.source,
        split: SpecSplit {
            recipe: header.split,
            training_rows: training.count(),
            smallest_group: options.smallest_group,
            folds: options.folds,
            fold_seed: options.seed,
        },
        golden_rows: golden::rows(set, &columns),
        columns,
        features,
        output_order: set.outputs().into_iter().map(|output| output.name).collect(),
        statistics,
        hashes: Hashes::default(),
    };
    spec.hashes = hashes(&spec)?;
    Ok(spec)
}

/// Fits and describes.
pub fn learn(
    features: Vec<(ninefold_base::feature::Definition, crate::Checked)>,
    source: &dyn RowSource,
    train: &RowOrder,
    target: Option<&Target>,
    options: &Options,
    header: Header,
    meter: &dyn Meter,
) -> Result<(Outcome, FeatureSpec), Interrupted> {
    let outcome = crate::fit::fit(features, source, train, target, options, meter)?;
    let spec = describe(&outcome.set, source, train, target, options, header, meter)?;
    Ok((outcome, spec))
}

fn described(set: &FeatureSet, feature: &crate::set::Feature) -> SpecFeature {
    let fitted: Vec<&Fitted> = feature.learned.iter().map(|learned| &learned.fitted).collect();
    let definition = &feature.definition;
    SpecFeature {
        name: definition.name.clone(),
        sql: definition.sql.clone(),
        inputs: feature.inputs().into_iter().map(|at| set.inputs[at].name.clone()).collect(),
        steps: feature
            .steps
            .iter()
            .zip(&feature.learned)
            .map(|(step, learned)| SpecStep {
                call: step.call.clone(),
                fitted: learned.fitted.clone(),
                learned_from: learned.learned_from,
                left_out: learned.left_out,
                merged: learned.merged,
            })
            .collect(),
        outputs: feature.outputs.clone(),
        null_policy: policy::of_missing(&feature.root, &fitted),
        unknown_policy: policy::of_unknown(&feature.root, &fitted),
        available_at: definition.available_at.clone(),
        owner: definition.owner.clone(),
        description: definition.description.clone(),
    }
}

/// The document as text: indented, floats with as many digits as bring them back.
pub fn text(spec: &FeatureSpec) -> Result<String, Problem> {
    let mut text = serde_json::to_string_pretty(spec).map_err(|error| Problem::fault("writing the spec", error))?;
    text.push('\n');
    Ok(text)
}

/// The hashes that a spec should carry.
pub fn hashes(spec: &FeatureSpec) -> Result<Hashes, Problem> {
    let fault = |error: serde_json::Error| Problem::fault("hashing the spec", error);
    let column = |column: &ColumnContract| {
        json!({"name": column.name, "dtype": column.dtype, "storage": column.storage,
            "null_tokens": column.null_tokens, "on_violation": column.on_violation})
    };
    let target =
        spec.problem.as_ref().map(|problem| serde_json::to_value(&problem.target)).transpose().map_err(fault)?;
    let definition = json!({
        "spec_version": spec.spec_version,
        "columns": spec.columns.iter().map(column).collect::<Vec<Json>>(),
        "target": target,
        "features": spec.features.iter().map(|feature| json!({"name": feature.name, "sql": feature.sql})).collect::<Vec<Json>>(),
        "smallest_group": spec.split.smallest_group,
        "folds": spec.split.folds,
        "fold_seed": spec.split.fold_seed,
    });
    let mut fitted = Vec::new();
    for feature in &spec.features {
        fitted.push(json!({
            "name": feature.name,
            "steps": serde_json::to_value(&feature.steps).map_err(fault)?,
            "outputs": serde_json::to_value(&feature.outputs).map_err(fault)?,
        }));
    }
    let fitted = json!({"features": fitted, "output_order": spec.output_order});
    Ok(Hashes {
        definition: json::sha256(json::canonical(&definition).as_bytes()),
        fitted: json::sha256(json::canonical(&fitted).as_bytes()),
    })
}

#[cfg(test)]
pub(crate) mod tests;
