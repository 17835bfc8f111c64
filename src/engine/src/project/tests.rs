use super::*;
use ninefold_base::{Cell, TypeKind};

fn columns(names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| Column::bare(*name, TypeKind::Text, "str", "")).collect()
}

fn example() -> (Vec<Column>, View) {
    let columns = columns(&["age", "zip code", "NA, really", "sex"]);
    let view = View {
        interpretation: Interpretation {
            types: [(ColumnId(1), TypeChoice::Text)].into(),
            markers: [(ColumnId(0), ["NA".to_string(), String::new()].into())].into(),
        },
        filters: vec![Filter::Sql("age > 40".into()), Filter::Rows(vec![3, 9])],
        sort: vec![
            SortKey { column: ColumnId(2), direction: Direction::Descending },
            SortKey { column: ColumnId(0), direction: Direction::Ascending },
        ],
        layout: Layout {
            order: vec![ColumnId(3), ColumnId(0), ColumnId(1), ColumnId(2)],
            hidden: [ColumnId(1)].into(),
            pinned: [ColumnId(3)].into(),
            widths: [(ColumnId(0), 12)].into(),
        },
    };
    (columns, view)
}

#[test]
fn a_view_comes_back_from_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data.csv");
    std::fs::write(&data, "age\n1\n").unwrap();
    std::fs::write(folder.path().join(FILE_NAME), "# my notes\n[problem]\ntarget = \"age\" # the aim\n").unwrap();
    let (columns, view) = example();
    let source = Source { paths: vec![data.display().to_string()], with_origin: false };
    let options = ReadOptions {
        separator: Some(';'),
        header: Some(false),
        null_values: vec!["?".into()],
        ..ReadOptions::default()
    };
    let path = save(&Project::of(&source, &options, &columns, &view)).unwrap();
    let loaded = load(&path).unwrap();
    assert_eq!(loaded.source, source);
    assert_eq!(loaded.options, options);
    assert_eq!(loaded.view(&columns).unwrap(), view);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("# my notes") && text.contains("target = \"age\" # the aim"), "{text}");
    // Saving again changes nothing.
    save(&Project::of(&source, &options, &columns, &view)).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn values_picked_in_the_grid_are_saved_as_sql() {
    let columns = columns(&["sex"]);
    let view = View {
        filters: vec![Filter::Drop { column: ColumnId(0), values: vec![Cell::Text("m".into()), Cell::Missing] }],
        ..View::default()
    };
    let project = Project::of(&Source::default(), &ReadOptions::default(), &columns, &view);
    assert_eq!(project.conditions, ["sex <> 'm' AND sex IS NOT NULL"]);
}

#[test]
fn a_project_of_other_data_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[data]\nsource = \"other.csv\"\n";
    std::fs::write(folder.path().join(FILE_NAME), text).unwrap();
    let source = Source { paths: vec![folder.path().join("data.csv").display().to_string()], with_origin: false };
    let problem = save(&Project::of(&source, &ReadOptions::default(), &[], &View::default())).unwrap_err();
    assert!(problem.to_string().contains("other data"), "{problem}");
    assert_eq!(std::fs::read_to_string(folder.path().join(FILE_NAME)).unwrap(), text);
}

#[test]
fn faults_name_the_place_and_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    for (text, shows) in [
        ("[data]\nsorce = \"x.csv\"", "did you mean `source`?"),
        ("[dta]\nsource = \"x.csv\"", "did you mean `data`?"),
        ("[data]\nsource = \"x.csv\"\nheader = \"yes\"", "true or false"),
        ("[data]\nsource = \"x.csv\"\n[data.types]\nage = \"flot\"", "did you mean `float`?"),
        ("[view]\nsort = [\"age\"]", "no source"),
        ("[data", "could not read the project"),
    ] {
        std::fs::write(&path, text).unwrap();
        let problem = load(&path).unwrap_err();
        assert!(problem.to_string().contains(shows), "{text}: {problem}");
    }
    let project = Project { hidden: vec!["agee".into()], ..Project::default() };
    assert!(project.view(&columns(&["age"])).unwrap_err().to_string().contains("did you mean `age`?"));
}

#[test]
fn an_order_is_read_as_people_write_it() {
    let columns = columns(&["age", "net income", "a,b"]);
    let key = |column, direction| SortKey { column: ColumnId(column), direction };
    let read = |text| parse_order(text, &columns);
    assert_eq!(read("age"), Ok(vec![key(0, Direction::Ascending)]));
    assert_eq!(read("net income desc, age asc"), Ok(vec![key(1, Direction::Descending), key(0, Direction::Ascending)]));
    assert_eq!(read("\"a,b\" DESC,AGE"), Ok(vec![key(2, Direction::Descending), key(0, Direction::Ascending)]));
    assert_eq!(read(""), Ok(vec![]));
    assert!(read("agee desc").unwrap_err().to_string().contains("did you mean `age`?"));
}
