use super::*;
use ninefold_base::explore::Decision;
use ninefold_base::profile::contract::{ColumnContract, Contract};
use ninefold_base::profile::target::Task;
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
fn a_project_of_other_data_is_left_alone_and_ours_gets_a_name_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[data]\nsource = \"other.csv\"\n";
    std::fs::write(folder.path().join(FILE_NAME), text).unwrap();
    let source = Source { paths: vec![folder.path().join("data.csv").display().to_string()], with_origin: false };
    let path = save(&Project::of(&source, &ReadOptions::default(), &[], &View::default())).unwrap();
    assert_eq!(path, folder.path().join("data.ninefold.toml"));
    assert!(is_project_path(&path));
    assert_eq!(load(&path).unwrap().source, source);
    assert_eq!(std::fs::read_to_string(folder.path().join(FILE_NAME)).unwrap(), text);
    // A file of that name that belongs to yet other data is refused.
    std::fs::write(&path, "[data]\nsource = \"third.csv\"\n").unwrap();
    let problem = save(&Project::of(&source, &ReadOptions::default(), &[], &View::default())).unwrap_err();
    assert!(problem.to_string().contains("other data"), "{problem}");
}

#[test]
fn each_decision_changes_its_own_line_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE_NAME);
    std::fs::write(&file, "[problem]\n# why we are here\ntarget = \"old\" # the aim\npositive = \"x\"\ncost = 3\n")
        .unwrap();
    let source = Source { paths: vec![folder.path().join("data.csv").display().to_string()], with_origin: false };
    let age = ColumnContract {
        kind: TypeKind::Integer,
        nullable: Some(false),
        optional: false,
        min: Some(0.0),
        max: Some(120.0),
        from: None,
        until: None,
        values: vec![],
        unique: false,
    };
    let contract = Contract { columns: [("age".to_string(), age)].into() };
    let mut expected = Decisions::default();
    for decision in [
        Decision::Target(Some("employed".into())),
        Decision::Positive(Some("yes".into())),
        Decision::Task(Some(Task::Binary)),
        Decision::Acknowledge { finding: "missing:net income".into(), reason: "not asked of children".into() },
        Decision::Acknowledge { finding: "zeros:n".into(), reason: "counts".into() },
        Decision::Reopen { finding: "zeros:n".into() },
        Decision::Contract(contract.clone()),
    ] {
        assert_eq!(save_decision(&source, &decision).unwrap(), file);
        apply(&mut expected, &decision);
    }
    assert_eq!(load_decisions(&source).unwrap(), expected);
    let text = std::fs::read_to_string(&file).unwrap();
    for kept in
        ["# why we are here", "target = \"employed\" # the aim", "cost = 3", "[contract.age]", "source = \"data.csv\""]
    {
        assert!(text.contains(kept), "{kept}:\n{text}");
    }
    // Another target: what was said of the classes of the old one goes; an empty contract leaves no trace.
    save_decision(&source, &Decision::Target(None)).unwrap();
    save_decision(&source, &Decision::Contract(Contract::default())).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("positive") && !text.contains("contract") && text.contains("cost = 3"), "{text}");
}

#[test]
fn a_contract_written_by_hand_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    for (text, shows) in [
        ("[contract.age]\ntype = \"integer\"\nmni = 3", "unknown field `mni`"),
        ("[contract.age]\ntype = \"number\"", "unknown variant `number`"),
        ("[problem]\ntask = \"binry\"", "did you mean `binary`?"),
        ("[findings]\nmissing = 3", "the reason in quotes"),
    ] {
        std::fs::write(&path, format!("[data]\nsource = \"x.csv\"\n{text}")).unwrap();
        let problem = load(&path).unwrap_err();
        assert!(problem.to_string().contains(shows), "{text}: {problem}");
    }
    std::fs::write(&path, "[data]\nsource = \"x.csv\"\n[contract.age]\ntype = \"integer\"\nmin = 3").unwrap();
    assert_eq!(load(&path).unwrap().decisions.contract.columns["age"].min, Some(3.0));
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
