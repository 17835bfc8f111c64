//! The contract of the data as a Frictionless Data Package (`datapackage.json`).

use crate::spec::Loaded;
use ninefold_base::Problem;
use ninefold_base::feature::ValueType;
use serde_json::{Map, Value as Json, json};

/// A package with one resource: the source that the spec was made from, with the columns that features read.
pub fn datapackage(loaded: &Loaded) -> Result<String, Problem> {
    let spec = &loaded.spec;
    let mut fields = Vec::new();
    for column in &spec.columns {
        // An empty text is a text, unless the user declared it missing.
        let mut tokens = column.null_tokens.clone();
        if column.dtype != ValueType::Text {
            tokens.insert(0, String::new());
        }
        let mut constraints = Map::new();
        if !column.nullable {
            constraints.insert("required".into(), true.into());
        }
        if let Some(domain) = column.domain.as_ref().filter(|domain| domain.complete && column.dtype == ValueType::Text)
        {
            constraints.insert("enum".into(), domain.values.clone().into());
        }
        let mut field = Map::new();
        field.insert("name".into(), column.name.clone().into());
        field.insert("type".into(), type_name(column.dtype).into());
        if matches!(column.dtype, ValueType::Date | ValueType::Datetime | ValueType::Time) {
            field.insert("format".into(), "any".into());
        }
        field.insert("missingValues".into(), tokens.into());
        if !constraints.is_empty() {
            field.insert("constraints".into(), Json::Object(constraints));
        }
        if let Some(sensitivity) = &column.sensitivity {
            field.insert("ninefold:sensitivity".into(), sensitivity.clone().into());
        }
        fields.push(Json::Object(field));
    }
    let mut schema = json!({"fields": fields, "fieldsMatch": "subset"});
    if !spec.entity.keys.is_empty() {
        // Only keys that are fields of the schema can be its primary key.
        let known = |key: &&String| spec.columns.iter().any(|column| column.name == **key);
        let keys: Vec<&String> = spec.entity.keys.iter().filter(known).collect();
        if keys.len() == spec.entity.keys.len() {
            schema["primaryKey"] = json!(keys);
        }
    }
    let mut resource = json!({
        "name": "source",
        "type": "table",
        "path": spec.source.path,
        "format": spec.source.format,
        "schema": schema,
    });
    if let Some(hash) = &spec.source.sha256 {
        resource["hash"] = json!(format!("sha256:{hash}"));
    }
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": slug(&spec.identity.name),
        "description": spec.identity.description,
        "resources": [resource],
    });
    let mut package = package;
    if let Some(map) = package.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    let mut text =
        serde_json::to_string_pretty(&package).map_err(|error| Problem::fault("writing the package", error))?;
    text.push('\n');
    Ok(text)
}

fn type_name(kind: ValueType) -> &'static str {
    match kind {
        ValueType::Boolean => "boolean",
        ValueType::Integer => "integer",
        ValueType::Float => "number",
        ValueType::Text => "string",
        ValueType::Date => "date",
        ValueType::Datetime => "datetime",
        ValueType::Time => "time",
    }
}

/// Small letters, digits and `-`, as names of packages want it.
pub fn slug(name: &str) -> String {
    let slug: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' })
        .collect();
    let slug = slug.trim_matches('-').to_string();
    if slug.is_empty() { "features".into() } else { slug }
}
