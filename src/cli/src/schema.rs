//! The JSON Schemas of what `--json` gives, made from the types themselves: `assets/*.schema.json` are these texts, and a
//! test keeps them so.

use ninefold_base::profile::Profile;
use ninefold_base::profile::compare::Comparison;
use schemars::{JsonSchema, SchemaGenerator};

/// The file's name in `assets/` and its text.
pub fn schemas() -> [(&'static str, String); 2] {
    [
        ("profile.schema.json", text::<Profile>("ninefold profile --json")),
        ("comparison.schema.json", text::<Comparison>("ninefold compare --json")),
    ]
}

/// JSON Schema, draft 2020-12.
fn text<T: JsonSchema>(title: &str) -> String {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<T>();
    schema.insert("title".into(), title.into());
    format!("{:#}\n", schema.as_value())
}
