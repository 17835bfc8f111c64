//! Forms for other tools are made for every kind of feature, or refused with the feature's name.

use super::{duckdb, feast, frictionless, python, sklearn};
use crate::spec::load;
use crate::spec::tests::written;

#[test]
fn every_form_is_made() {
    let loaded = load(&written(&[])).unwrap();
    let module = python::module(&loaded).unwrap();
    assert!(module.contains("def _feature_15(") && module.ends_with("golden rows hold\")\n"), "{module}");
    let select = duckdb::select(&loaded, "read_csv('x.csv')").unwrap();
    assert!(
        select.contains("FROM read_csv('x.csv')") && select.contains("AS \"x3__a_b%\"") || select.contains("\"x3__")
    );
    let sketch = sklearn::sketch(&loaded);
    assert!(sketch.contains("REFITS") && sketch.contains("KBinsDiscretizer(n_bins=5"), "{sketch}");
    let package: serde_json::Value = serde_json::from_str(&frictionless::datapackage(&loaded).unwrap()).unwrap();
    assert_eq!(package["resources"][0]["schema"]["fields"].as_array().map(Vec::len), Some(loaded.spec.columns.len()));
    let files = feast::repository(&loaded, "features.parquet");
    assert!(files[1].1.contains("Field(name=\"x1\", dtype=Int64"), "{}", files[1].1);
    if let Some(folder) = std::env::var_os("NINEFOLD_WRITE_FORMS") {
        let folder = std::path::PathBuf::from(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("spec.json"), written(&[])).unwrap();
        std::fs::write(folder.join("module.py"), module).unwrap();
        std::fs::write(folder.join("select.sql"), select).unwrap();
        std::fs::write(folder.join("sketch.py"), sketch).unwrap();
    }
}

#[test]
fn what_a_tool_computes_in_another_way_is_refused() {
    let loaded = load(&written(&["CAST(f AS text)"])).unwrap();
    let problem = duckdb::select(&loaded, "t").unwrap_err();
    assert!(problem.why.contains("feature `x0`"), "{problem}");
    let loaded = load(&written(&["regexp_like(t, '\\pL')"])).unwrap();
    assert!(duckdb::select(&loaded, "t").is_ok());
    assert!(python::module(&loaded).unwrap_err().why.contains("Python"));
    let roots = "sqrt(".repeat(30) + "f" + &")".repeat(30);
    let loaded = load(&written(&[&roots])).unwrap();
    assert!(duckdb::select(&loaded, "t").unwrap_err().why.contains("longer than a megabyte"));
}
