//! Writes models for `tests/interop/xgboost_loads.py`, which asks for them by `NINEFOLD_INTEROP`; does nothing else.

use super::*;
use crate::boosted::{BoostedModel, BoostedSettings};
use crate::matrix::Task;
use serde_json::json;

fn write(folder: &Path, name: &str, data: &Dataset) {
    let settings = BoostedSettings { rounds: Some(25), leaves: 12, ..BoostedSettings::default() };
    let fit = train(&Recipe::Boosted(settings), data);
    let model: &BoostedModel = fit.model.as_any().downcast_ref().unwrap();
    let columns = model.contract().bind(data.features()).unwrap();
    let cell = |value: f64| if value.is_nan() { Value::Null } else { json!(value) };
    let rows: Vec<Vec<Value>> =
        (0..data.n_rows()).map(|row| columns.iter().map(|column| cell(column.number(row))).collect()).collect();
    let kind = |values: &Values| if matches!(values, Values::Category { .. }) { "category" } else { "number" };
    let case = json!({
        "names": data.features().columns().iter().map(|column| column.name.clone()).collect::<Vec<_>>(),
        "kinds": data.features().columns().iter().map(|column| kind(&column.values)).collect::<Vec<_>>(),
        "rows": rows,
        "predictions": model.predict(data.features()).unwrap(),
        "classes": matches!(data.task(), Task::Classes { .. }),
    });
    std::fs::write(folder.join(format!("{name}.json")), case.to_string()).unwrap();
    std::fs::write(folder.join(format!("{name}.xgboost.json")), model.xgboost_json().unwrap()).unwrap();
}

#[test]
fn interop_models_are_written_where_asked_for() {
    let Some(folder) = std::env::var_os("NINEFOLD_INTEROP").map(PathBuf::from) else { return };
    write(&folder, "binary_with_categories", &made(500, 1).binary(1));
    write(&folder, "numbers_only", &numbers_only(&made(500, 2).binary(2)));
    write(&folder, "classes", &made(500, 3).classes(3));
    write(&folder, "regression", &made(500, 4).numeric(4));
}
