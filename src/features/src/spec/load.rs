//! A spec read back: checked against itself before anything is computed with it.

use super::{cells, contract, hashes, json};
use crate::batch::Rows;
use crate::check::{Context, check};
use crate::fit::learned::Learned;
use crate::ir::Rule;
use crate::set::{Feature, FeatureSet, Input};
use crate::vector::Builder;
use ninefold_base::feature::spec::{FeatureSpec, Plain, SPEC_VERSION, SpecFeature};
use ninefold_base::feature::{Definition, Fitted, Value};
use ninefold_base::format::counted;
use ninefold_base::{Column, ColumnId, Problem};

/// A document and what it computes.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub spec: FeatureSpec,
    pub set: FeatureSet,
}

const WHAT: &str = "could not use the spec";
const EXPORT_AGAIN: &str = "export the spec again, or undo what was changed in it by hand";

/// Reads a document. Hashes and golden rows are left to [`verify`].
///
/// # Errors
/// A sentence with the place, for text that is no JSON, is no spec, or contradicts itself.
pub fn load(text: &str) -> Result<Loaded, Problem> {
    let value = json::read(text).map_err(|why| Problem::new(WHAT, format!("it is not JSON: {why}"), EXPORT_AGAIN))?;
    let version = value.get("spec_version").and_then(serde_json::Value::as_u64);
    if let Some(version) = version
        && version != u64::from(SPEC_VERSION)
    {
        let why = format!("it has version {version}, and this ninefold reads version {SPEC_VERSION}");
        return Err(Problem::new(WHAT, why, "use the ninefold that made it, or export it again with this one"));
    }
    let spec: FeatureSpec = serde_json::from_value(value)
        .map_err(|error| Problem::new(WHAT, format!("it is not a feature spec: {error}"), EXPORT_AGAIN))?;
    let set = rebuilt(&spec)?;
    Ok(Loaded { spec, set })
}

fn rebuilt(spec: &FeatureSpec) -> Result<FeatureSet, Problem> {
    let columns: Vec<Column> = spec.columns.iter().map(contract::column).collect();
    let inputs: Vec<Input> =
        columns.iter().enumerate().map(|(at, column)| Input::of(column, ColumnId(at as u32))).collect();
    for (input, contract) in inputs.iter().zip(&spec.columns) {
        if input.kind != contract.dtype {
            let why = format!("column `{}` is {} and stored as {}", input.name, contract.dtype.label(), input.storage);
            return Err(Problem::new(WHAT, why, EXPORT_AGAIN));
        }
    }
    let mut features = Vec::with_capacity(spec.features.len());
    for feature in &spec.features {
        features.push(one(feature, &columns)?);
    }
    let set = FeatureSet::new(inputs, features);
    let mut known = std::collections::BTreeSet::new();
    if let Some(twice) = set.outputs().into_iter().find(|output| !known.insert(output.name.clone())) {
        let why = format!("two features give a column `{}`", twice.name);
        return Err(Problem::new(WHAT, why, EXPORT_AGAIN));
    }
    let names: Vec<String> = set.outputs().into_iter().map(|output| output.name).collect();
    if names != spec.output_order {
        let at = names
            .iter()
            .zip(&spec.output_order)
            .position(|(a, b)| a != b)
            .unwrap_or(names.len().min(spec.output_order.len()));
        let why = format!("its output_order differs from what its features give, from output {} on", at + 1);
        return Err(Problem::new(WHAT, why, EXPORT_AGAIN));
    }
    Ok(set)
}

fn one(feature: &SpecFeature, columns: &[Column]) -> Result<Feature, Problem> {
    let wrong = |why: String| Problem::new(WHAT, format!("feature `{}`: {why}", feature.name), EXPORT_AGAIN);
    let checked = check(&feature.sql, &Context::of(columns)).map_err(|problem| wrong(problem.why))?;
    if checked.steps.len() != feature.steps.len() {
        let (defined, given) = (checked.steps.len() as u64, feature.steps.len() as u64);
        return Err(wrong(format!("it has {}, its steps are {given}", counted(defined, "fitted function"))));
    }
    for (step, given) in checked.steps.iter().zip(&feature.steps) {
        if !fits(&step.rule, &given.fitted) {
            return Err(wrong(format!("`{}` did not learn what stands in its step", step.call)));
        }
        sound(&given.fitted).map_err(|why| wrong(format!("`{}`: {why}", step.call)))?;
        let wanted = step.arguments.last().map(|argument| argument.kind);
        if let (Some(kind), Fitted::Impute { value }) = (wanted, &given.fitted)
            && value.value_type().is_some_and(|given| given != kind)
        {
            return Err(wrong(format!("`{}` would put a value of another type", step.call)));
        }
    }
    let learned = feature.steps.iter().map(|step| Learned {
        fitted: step.fitted.clone(),
        learned_from: step.learned_from,
        left_out: step.left_out,
        merged: step.merged,
        folds: Vec::new(),
    });
    let definition = Definition {
        name: feature.name.clone(),
        sql: feature.sql.clone(),
        owner: feature.owner.clone(),
        description: feature.description.clone(),
        available_at: feature.available_at.clone(),
        group: None,
        off: false,
    };
    let built = Feature::new(definition, checked, learned.collect());
    if built.outputs != feature.outputs {
        return Err(wrong("its outputs are not what it gives".to_string()));
    }
    Ok(built)
}

/// Whether a fitted function learns this.
fn fits(rule: &Rule, fitted: &Fitted) -> bool {
    match rule {
        Rule::ImputeMedian | Rule::ImputeMean | Rule::ImputeMode | Rule::ImputeConstant(_) => {
            matches!(fitted, Fitted::Impute { .. })
        }
        Rule::Standardize => matches!(fitted, Fitted::Standardize { .. }),
        Rule::MinMax => matches!(fitted, Fitted::MinMax { .. }),
        Rule::RobustScale => matches!(fitted, Fitted::RobustScale { .. }),
        Rule::Winsorize { .. } => matches!(fitted, Fitted::Winsorize { .. }),
        Rule::QuantileBin(_) | Rule::WidthBin(_) => matches!(fitted, Fitted::Bins { .. }),
        Rule::YeoJohnson => matches!(fitted, Fitted::YeoJohnson { .. }),
        Rule::OneHot { .. } => matches!(fitted, Fitted::OneHot { .. }),
        Rule::Ordinal | Rule::OrdinalOf(_) => matches!(fitted, Fitted::Ordinal { .. }),
        Rule::Rare { .. } => matches!(fitted, Fitted::Rare { .. }),
        Rule::FrequencyEncode => matches!(fitted, Fitted::FrequencyEncode { .. }),
        Rule::TargetEncode => matches!(fitted, Fitted::TargetEncode { .. }),
        Rule::GroupMean => matches!(fitted, Fitted::GroupMean { .. }),
        Rule::GroupRank => matches!(fitted, Fitted::GroupRank { .. }),
    }
}

/// Whether figures and categories go together.
fn sound(fitted: &Fitted) -> Result<(), String> {
    let finite = |figures: &[f64]| match figures.iter().all(|figure| figure.is_finite()) {
        true => Ok(()),
        false => Err("a figure is not finite".to_string()),
    };
    let as_many = |figures: usize, categories: usize| match figures == categories {
        true => Ok(()),
        false => Err(format!(
            "{figures} figures for {}",
            counted(categories as u64, "category").replace("categorys", "categories")
        )),
    };
    match fitted {
        Fitted::Impute { value: Value::Missing } => Err("there is no value to impute".to_string()),
        Fitted::Impute { .. } | Fitted::OneHot { .. } | Fitted::Ordinal { .. } | Fitted::Rare { .. } => Ok(()),
        Fitted::Standardize { mean: a, sd: b }
        | Fitted::MinMax { min: a, range: b }
        | Fitted::RobustScale { median: a, iqr: b } => {
            finite(&[*a, *b])?;
            if *b > 0.0 { Ok(()) } else { Err("it divides by a number that is not above 0".to_string()) }
        }
        Fitted::Winsorize { low, high } => finite(&[*low, *high]),
        Fitted::YeoJohnson { lambda } => finite(&[*lambda]),
        Fitted::Bins { edges } => {
            finite(edges)?;
            if edges.is_sorted() { Ok(()) } else { Err("the edges do not ascend".to_string()) }
        }
        Fitted::FrequencyEncode { categories, shares, missing, unlisted } => {
            as_many(shares.len(), categories.len())?;
            finite(shares)?;
            finite(&[*missing, *unlisted])
        }
        Fitted::TargetEncode { categories, columns } => {
            for column in columns {
                as_many(column.encodings.len(), categories.len())?;
                finite(&column.encodings)?;
                finite(&[column.missing, column.unlisted])?;
            }
            if columns.is_empty() { Err("it has no column".to_string()) } else { Ok(()) }
        }
        Fitted::GroupMean { groups, means, missing, overall } => {
            as_many(means.len(), groups.len())?;
            finite(means)?;
            finite(&[*missing, *overall])
        }
        Fitted::GroupRank { groups, knots, missing, overall } => {
            as_many(knots.len(), groups.len())?;
            for knots in knots.iter().chain([missing, overall]) {
                finite(knots)?;
                if !knots.is_sorted() {
                    return Err("the knots do not ascend".to_string());
                }
            }
            Ok(())
        }
    }
}

/// What is wrong with a spec: its hashes, and its golden rows by both evaluators. Empty if all is well.
pub fn verify(loaded: &Loaded) -> Result<Vec<Problem>, Problem> {
    let spec = &loaded.spec;
    let mut problems = Vec::new();
    let right = hashes(spec)?;
    for (what, given, right) in
        [("definition", &spec.hashes.definition, &right.definition), ("fitted", &spec.hashes.fitted, &right.fitted)]
    {
        if given != right {
            let why = format!("its {what} hash is {given}, and what stands in it gives {right}");
            problems.push(Problem::new("the spec is not what it was", why, EXPORT_AGAIN));
        }
    }
    problems.extend(golden_problems(loaded));
    Ok(problems)
}

fn golden_problems(loaded: &Loaded) -> Vec<Problem> {
    let Loaded { spec, set } = loaded;
    let golden = &spec.golden_rows;
    let bad = |why: String| vec![Problem::new("the golden rows do not hold", why, EXPORT_AGAIN)];
    if golden.raw.len() != golden.features.len() {
        return bad(format!("{} rows go in and {} come out", golden.raw.len(), golden.features.len()));
    }
    let mut rows = Vec::new();
    for (number, raw) in golden.raw.iter().enumerate() {
        let values: Option<Vec<Value<'static>>> =
            raw.iter().zip(&set.inputs).map(|(cell, input)| cells::value(cell, input.kind)).collect();
        match values {
            Some(values) if values.len() == set.inputs.len() => rows.push(values),
            _ => return bad(format!("row {} does not fit the columns", number + 1)),
        }
    }
    let builders = set.inputs.iter().enumerate().map(|(at, input)| {
        let mut builder = Builder::new(input.kind, rows.len());
        rows.iter().for_each(|row| builder.push(&row[at]));
        builder.finish()
    });
    let vectors: Vec<_> = builders.collect();
    let columns = set.batch(&vectors, Rows::plain(rows.len()));
    let outputs = set.outputs();
    let mut problems = Vec::new();
    for (number, (row, wanted)) in rows.iter().zip(&golden.features).enumerate() {
        let by_row = set.row(row);
        for (at, output) in outputs.iter().enumerate() {
            let wanted_value = wanted.get(at).and_then(|cell| cells::value(cell, output.dtype));
            let same = |value: &Value<'_>| wanted_value.as_ref().is_some_and(|wanted| wanted.same_bits(value));
            if !same(&by_row[at]) || !same(&columns[at].get(number)) {
                let why = format!(
                    "row {}, output `{}`: computed {}, the spec says {}",
                    number + 1,
                    output.name,
                    shown(&cells::plain(&by_row[at])),
                    wanted.get(at).map_or("nothing".to_string(), shown)
                );
                problems.extend(bad(why));
            }
        }
    }
    problems
}

fn shown(cell: &Plain) -> String {
    match cell {
        Plain::Missing(()) => "missing".to_string(),
        Plain::Boolean(value) => value.to_string(),
        Plain::Integer(value) => value.to_string(),
        Plain::Float(value) => ninefold_base::cell::float_text(*value),
        Plain::Text(text) => format!("`{text}`"),
    }
}
