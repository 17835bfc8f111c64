//! A Feast repository: entities, a source of computed features, and a feature view with their types.

use super::frictionless::slug;
use crate::spec::Loaded;
use ninefold_base::feature::ValueType;
use std::fmt::Write;

/// Files of the repository: path and text. `data` is the Parquet file that `ninefold apply` wrote, with the entity keys
/// and the timestamp kept beside the features.
pub fn repository(loaded: &Loaded, data: &str) -> Vec<(String, String)> {
    let spec = &loaded.spec;
    let project = slug(&spec.identity.name).replace(['-', '.'], "_");
    let store = format!(
        "project: {project}\nprovider: local\nregistry: data/registry.db\nonline_store:\n  type: sqlite\n  path: data/online_store.db\noffline_store:\n  type: file\nentity_key_serialization_version: 3\n"
    );
    let mut text = format!(
        "\"\"\"Features of {} in Feast: values computed by `ninefold apply`, described here.\n\nFrom the feature spec with the hashes\ndefinition {}\nfitted     {}\n\"\"\"\n\n\
         from datetime import timedelta\n\nfrom feast import Entity, FeatureView, Field, FileSource, ValueType\nfrom feast.types import Bool, Float64, Int64, String, UnixTimestamp\n\n",
        spec.identity.name.replace(['"', '\\', '\n'], " "),
        spec.hashes.definition,
        spec.hashes.fitted
    );
    let mut entities = Vec::new();
    for key in &spec.entity.keys {
        let variable = format!("entity_{}", variable(key));
        let kind = spec.columns.iter().find(|column| column.name == *key).map(|column| column.dtype);
        let value_type = match kind {
            Some(ValueType::Integer) | None => "INT64",
            Some(_) => "STRING",
        };
        let _ =
            writeln!(text, "{variable} = Entity(name={key:?}, join_keys=[{key:?}], value_type=ValueType.{value_type})");
        entities.push(variable);
    }
    let timestamp = spec.entity.timestamp.clone().unwrap_or_else(|| "event_timestamp".into());
    let _ = write!(
        text,
        "\nsource = FileSource(name=\"{project}_source\", path={data:?}, timestamp_field={timestamp:?})\n\n{project} = FeatureView(\n    name={project:?},\n    entities=[{}],\n    ttl=timedelta(days=0),\n    schema=[\n",
        entities.join(", ")
    );
    for feature in &spec.features {
        for output in &feature.outputs {
            let description = feature.description.clone().unwrap_or_else(|| feature.sql.clone());
            let _ = writeln!(
                text,
                "        Field(name={:?}, dtype={}, description={:?}),",
                output.name,
                type_name(output.dtype),
                description.replace(['\n', '\r'], " ")
            );
        }
    }
    let owner = spec.identity.owner.clone().unwrap_or_default();
    let _ = write!(
        text,
        "    ],\n    online=True,\n    source=source,\n    owner={owner:?},\n    tags={{\"definition\": {:?}, \"fitted\": {:?}}},\n)\n",
        spec.hashes.definition, spec.hashes.fitted
    );
    vec![("feature_store.yaml".into(), store), ("features.py".into(), text)]
}

fn variable(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect()
}

fn type_name(kind: ValueType) -> &'static str {
    match kind {
        ValueType::Boolean => "Bool",
        ValueType::Integer => "Int64",
        ValueType::Float => "Float64",
        ValueType::Text | ValueType::Time => "String",
        ValueType::Date | ValueType::Datetime => "UnixTimestamp",
    }
}
