//! Makes a spec, its forms for other tools and the computed features of one table, for the scripts of `tests/interop/`.
//!
//! `make_spec DATA FEATURES.tsv TARGET POSITIVE OUT` reads lines `name<TAB>expression`, learns them on the rows whose
//! number modulo 5 is below 3, and writes `spec.json`, `features.py`, `select.sql`, `sketch.py`, `datapackage.json`,
//! `feast/…` and `features.csv` (all rows) to the folder OUT, and `times.txt`.

use ninefold_base::feature::spec::{Entity, Identity, SpecProblem, SpecSource};
use ninefold_base::feature::{Definition, Target, TargetKind, Value};
use ninefold_base::message::TableId;
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::{ColumnId, Problem, Silent};
use ninefold_data::{Interrupted, RowOrder, open, write};
use ninefold_features::{Context, Header, Options, apply, check, convert, load, spec, verify};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, features, target, positive, out] = arguments.as_slice() else {
        return Err("make_spec DATA FEATURES.tsv TARGET POSITIVE OUT".into());
    };
    make(data, features, target, positive, Path::new(out)).map_err(|error| match error {
        Interrupted::Stopped => "stopped".into(),
        Interrupted::Failed(problem) => format!("{problem}"),
    })
}

fn make(data: &str, features: &str, target: &str, positive: &str, out: &Path) -> Result<(), Interrupted> {
    let file = |error: std::io::Error| Problem::new("could not use a file", error.to_string(), "look at the paths");
    std::fs::create_dir_all(out.join("feast")).map_err(file)?;
    let asked = Source { paths: vec![data.to_string()], ..Source::default() };
    let source = open::open(TableId(1), &asked, &ReadOptions::default(), &Silent)?;
    source.wait_complete(&Silent)?;
    let columns = source.info().columns;
    let rows = source.count(&Silent)?;
    let train: Vec<u32> = (0..rows as u32).filter(|row| row % 5 < 3).collect();
    let train = RowOrder::Picked(Arc::new(train));
    let target = target_of(&columns, target, positive);
    let context =
        Context { target: columns.iter().position(|column| column.name == target.column), ..Context::of(&columns) };
    let mut checked = Vec::new();
    for line in std::fs::read_to_string(features).map_err(file)?.lines() {
        let Some((name, sql)) = line.split_once('\t') else { continue };
        checked.push((Definition::new(name, sql), check(sql, &context)?));
    }
    let header = Header {
        identity: Identity {
            name: "interop".into(),
            version: "1".into(),
            made_by: "ninefold".into(),
            ..Identity::default()
        },
        problem: Some(SpecProblem {
            decision: None,
            target: target.clone(),
            cost: Default::default(),
            require: None,
            sensitive: Vec::new(),
        }),
        entity: Entity {
            keys: columns.first().map(|column| column.name.clone()).into_iter().collect(),
            timestamp: None,
        },
        source: SpecSource { path: data.into(), format: "csv".into(), rows, sha256: None },
        ..Header::default()
    };
    let began = Instant::now();
    let (outcome, made) =
        spec::learn(checked, source.as_ref(), &train, Some(&target), &Options::default(), header, &Silent)?;
    let mut times = format!("learn {:.3}\n", began.elapsed().as_secs_f64());
    for (name, problem) in &outcome.failed {
        times += &format!("failed {name}: {problem}\n");
    }
    let text = spec::text(&made)?;
    let loaded = load(&text)?;
    for problem in verify(&loaded)? {
        times += &format!("not proved: {problem}\n");
    }
    let put = |name: &str, text: &str| std::fs::write(out.join(name), text).map_err(file);
    put("spec.json", &text)?;
    put("features.py", &convert::python::module(&loaded)?)?;
    put("select.sql", &convert::duckdb::select(&loaded, "data")?)?;
    put("sketch.py", &convert::sklearn::sketch(&loaded))?;
    put("datapackage.json", &convert::frictionless::datapackage(&loaded)?)?;
    for (name, text) in convert::feast::repository(&loaded, "features.parquet") {
        put(&format!("feast/{name}"), &text)?;
    }
    let began = Instant::now();
    let computed = apply::over(&loaded, source.clone(), &[], &Silent)?;
    let ids: Vec<ColumnId> = computed.column_ids();
    let written = out.join("features.csv");
    let target = write::Target::of_path(&written.to_string_lossy())?;
    let mut sink = std::fs::File::create(&written).map_err(file)?;
    write::write(&computed, &RowOrder::All, &ids, target, &mut sink, &Silent)?;
    times +=
        &format!("apply {:.3}\nviolations {}\n", began.elapsed().as_secs_f64(), computed.report().violations.len());
    put("times.txt", &times)?;
    Ok(())
}

fn target_of(columns: &[ninefold_base::Column], target: &str, positive: &str) -> Target {
    let kind = columns.iter().find(|column| column.name == target).map(|column| column.dtype.kind);
    let positive = match kind {
        Some(ninefold_base::TypeKind::Boolean) => Value::Boolean(positive == "true"),
        Some(ninefold_base::TypeKind::Integer) => Value::Integer(positive.parse().unwrap_or_default()),
        _ => Value::Text(positive.to_string().into()),
    };
    Target { column: target.into(), kind: TargetKind::Binary { positive } }
}
