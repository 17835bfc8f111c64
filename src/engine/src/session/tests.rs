use crate::engine::InlineEngine;
use ninefold_base::explore::{Decision, Decisions, ExploreRequest, Explored};
use ninefold_base::message::{End, Event, Request, Search, TableId, Towards, ViewId};
use ninefold_base::read::{ReadOptions, Source};
use ninefold_base::view::{Direction, Filter, SortKey, View};
use ninefold_base::{Cell, ColumnId, RowCount};

struct Session {
    engine: InlineEngine,
    _folder: tempfile::TempDir,
}

impl Session {
    fn open(csv: &str) -> (Self, Vec<Event>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, csv).unwrap();
        let mut session = Self { engine: InlineEngine::default(), _folder: folder };
        let source = Source { paths: vec![path.display().to_string()], with_origin: false };
        let events = session.ask(Request::Open { table: TableId(1), source, options: ReadOptions::default() });
        (session, events)
    }

    fn ask(&mut self, request: Request) -> Vec<Event> {
        self.engine.handle(request);
        self.engine.events.try_iter().collect()
    }

    fn texts(&mut self, view: u64) -> Vec<String> {
        let events = self.ask(Request::Page { view: ViewId(view), rows: 0..100, columns: vec![ColumnId(0)] });
        let page = events.iter().find_map(|event| match event {
            Event::Page(page) => Some(page.clone()),
            _ => None,
        });
        page.expect("a page").cells[0].iter().map(Cell::plain).collect()
    }
}

const CSV: &str = "name,n\nb,2\na,10\nc,\nd,2\n";

fn sorted(descending: bool) -> View {
    let direction = if descending { Direction::Descending } else { Direction::Ascending };
    View { sort: vec![SortKey { column: ColumnId(1), direction }], ..View::default() }
}

#[test]
fn opening_tells_of_the_table_first_and_in_the_end_of_all_of_it() {
    let (_, events) = Session::open(CSV);
    let mut infos = events.iter().filter_map(|event| match event {
        Event::Opened(info) | Event::Updated(info) => Some(info),
        _ => None,
    });
    assert!(events.iter().any(|event| matches!(event, Event::Opened(info) if info.columns.len() == 2)), "{events:?}");
    assert!(infos.next_back().is_some_and(|info| info.complete && info.rows == RowCount::Exact(4)), "{events:?}");
}

#[test]
fn a_view_gives_its_rows_and_the_one_before_comes_back() {
    let (mut session, _) = Session::open(CSV);
    assert_eq!(session.texts(0), ["b", "a", "c", "d"]);
    session.ask(Request::SetView { view: ViewId(1), spec: sorted(false) });
    assert_eq!(session.texts(1), ["b", "d", "a", "c"]);
    session.ask(Request::SetView { view: ViewId(2), spec: sorted(true) });
    assert_eq!(session.texts(2), ["a", "b", "d", "c"]);
    // Undo: known rows, no job.
    let events = session.ask(Request::SetView { view: ViewId(3), spec: sorted(false) });
    assert!(
        matches!(events.as_slice(), [Event::ViewRows { view: ViewId(3), rows: RowCount::Exact(4), .. }]),
        "{events:?}"
    );
    assert_eq!(session.texts(3), ["b", "d", "a", "c"]);
    session.ask(Request::SetView { view: ViewId(4), spec: View::default() });
    assert_eq!(session.texts(4), ["b", "a", "c", "d"]);
}

#[test]
fn a_wrong_condition_is_a_failed_job_and_the_table_stays() {
    let (mut session, _) = Session::open(CSV);
    let spec = View { filters: vec![Filter::Sql("nn > 3".into())], ..View::default() };
    let events = session.ask(Request::SetView { view: ViewId(1), spec });
    let failed = events.iter().any(|event| matches!(event, Event::JobEnded { end: ninefold_base::message::End::Failed(problem), .. } if problem.to_string().contains("did you mean")));
    assert!(failed, "{events:?}");
    session.ask(Request::SetView { view: ViewId(2), spec: View::default() });
    assert_eq!(session.texts(2).len(), 4);
}

#[test]
fn search_wraps_round_and_counts() {
    let (mut session, _) = Session::open(CSV);
    let search = Search { pattern: "^2$".into(), columns: vec![ColumnId(0), ColumnId(1)] };
    let events = session.ask(Request::Search { view: ViewId(0), search, from: 1, direction: Towards::Forward });
    assert!(events.iter().any(|event| matches!(event, Event::Found { row: Some((3, ColumnId(1))), .. })), "{events:?}");
    assert!(events.iter().any(|event| matches!(event, Event::Hits { hits: 2, exact: true, .. })), "{events:?}");
    let search = Search { pattern: "b".into(), columns: vec![ColumnId(0)] };
    let events = session.ask(Request::Search { view: ViewId(0), search, from: 1, direction: Towards::Forward });
    assert!(events.iter().any(|event| matches!(event, Event::Found { row: Some((0, _)), .. })), "{events:?}");
}

#[test]
fn a_saved_project_opens_as_it_was() {
    let (mut session, _) = Session::open(CSV);
    let events = session.ask(Request::Save { view: sorted(true) });
    let Some(Event::Saved { path }) = events.first() else { panic!("{events:?}") };
    let source = Source { paths: vec![path.clone()], with_origin: false };
    let events = session.ask(Request::Open { table: TableId(2), source, options: ReadOptions::default() });
    assert!(
        events.iter().any(|event| matches!(event, Event::Restored { view } if *view == sorted(true))),
        "{events:?}"
    );
}

#[test]
fn counts_and_copies() {
    let (mut session, _) = Session::open(CSV);
    let events = session.ask(Request::Values { view: ViewId(0), column: ColumnId(1) });
    let counts = events.iter().rev().find_map(|event| match event {
        Event::Values(counts) => Some(counts.clone()),
        _ => None,
    });
    let counts = counts.expect("counts");
    assert_eq!(counts.values, [(Cell::Integer(2), 2), (Cell::Integer(10), 1)]);
    assert_eq!((counts.missing, counts.rows, counts.distinct, counts.exact), (1, 4, 2, true));
    let events = session.ask(Request::CopyText {
        view: ViewId(0),
        rows: 1..2,
        columns: vec![ColumnId(0), ColumnId(1)],
        with_header: false,
    });
    assert!(matches!(events.as_slice(), [Event::Copied { text, .. }] if text == "a\t10"), "{events:?}");
}

fn explored(events: &[Event]) -> Vec<&Explored> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Explored { found, .. } => Some(found),
            _ => None,
        })
        .collect()
}

fn explore(ask: ExploreRequest) -> Request {
    Request::Explore { view: ViewId(0), ask }
}

#[test]
fn a_profile_is_made_once_and_marks_what_was_accepted() {
    let rows: String = (0..200).map(|n| format!("{n},{}\n", if n % 4 == 0 { "" } else { "1" })).collect();
    let (mut session, events) = Session::open(&format!("id,gap\n{rows}"));
    assert!(
        matches!(explored(&events).as_slice(), [Explored::Decisions(decisions)] if *decisions == Decisions::default())
    );
    let events = session.ask(explore(ExploreRequest::Profile { target: None }));
    let Some(Explored::Profile(first)) = explored(&events).last().copied() else { panic!("{events:?}") };
    assert!(first.is_whole() && first.rows == 200);
    let missing = first.findings.iter().find(|finding| finding.kind.name() == "missing").expect("a quarter is missing");
    assert_eq!(missing.acknowledged, None);
    let key = missing.key(&|column| first.columns[column.index()].name.clone());
    assert_eq!(key, "missing:gap");
    session.ask(explore(ExploreRequest::Decide(Decision::Acknowledge { finding: key, reason: "by design".into() })));
    let events = session.ask(explore(ExploreRequest::Profile { target: None }));
    // From memory: no partial figures, one answer.
    let found = explored(&events);
    let [Explored::Profile(again)] = found.as_slice() else { panic!("{events:?}") };
    let missing = again.findings.iter().find(|finding| finding.kind.name() == "missing").unwrap();
    assert_eq!(missing.acknowledged.as_deref(), Some("by design"));
}

#[test]
fn decisions_are_kept_beside_the_data_and_found_again() {
    let (mut session, _) = Session::open("a,label\n1,yes\n2,no\n");
    let events = session.ask(explore(ExploreRequest::Decide(Decision::Target(Some("label".into())))));
    assert!(
        matches!(explored(&events).as_slice(), [Explored::Decisions(decisions)] if decisions.target.as_deref() == Some("label"))
    );
    let path = session._folder.path().join("t.csv").display().to_string();
    let source = Source { paths: vec![path], with_origin: false };
    let events = session.ask(Request::Open { table: TableId(2), source, options: ReadOptions::default() });
    assert!(
        explored(&events).iter().any(
            |found| matches!(found, Explored::Decisions(decisions) if decisions.target.as_deref() == Some("label"))
        ),
        "{events:?}"
    );
}

#[test]
fn pictures_and_reports_appear_whole_and_replace_nothing_unasked() {
    let (mut session, _) = Session::open(CSV);
    let path = session._folder.path().join("report.html").display().to_string();
    let report = |overwrite| explore(ExploreRequest::WriteReport { target: None, path: path.clone(), overwrite });
    let events = session.ask(report(false));
    assert!(
        explored(&events).iter().any(|found| matches!(found, Explored::Wrote { bytes, .. } if *bytes > 1000)),
        "{events:?}"
    );
    let events = session.ask(report(false));
    assert!(
        events.iter().any(
            |event| matches!(event, Event::JobEnded { end: End::Failed(problem), .. } if problem.is_file_exists())
        ),
        "{events:?}"
    );
    assert!(!explored(&session.ask(report(true))).is_empty());
}

#[test]
fn hashes_and_contracts() {
    let (mut session, _) = Session::open(CSV);
    let events = session.ask(explore(ExploreRequest::Hash));
    let found = explored(&events);
    let [Explored::Hashes(hashes)] = found.as_slice() else { panic!("{events:?}") };
    // As `sha256sum` gives it.
    assert_eq!(hashes[0].1.len(), 64);
    assert!(hashes[0].1.starts_with("b642bca0"), "{}", hashes[0].1);
    let events = session.ask(explore(ExploreRequest::CheckContract));
    assert!(events.iter().any(|event| matches!(event, Event::JobEnded { end: End::Failed(_), .. })), "{events:?}");
    let events = session.ask(explore(ExploreRequest::InferContract));
    let contract = explored(&events).into_iter().find_map(|found| match found {
        Explored::Contract(contract) => Some(contract.clone()),
        _ => None,
    });
    session.ask(explore(ExploreRequest::Decide(Decision::Contract(contract.expect("a contract")))));
    let events = session.ask(explore(ExploreRequest::CheckContract));
    assert!(
        explored(&events).iter().any(|found| matches!(found, Explored::Violations(none) if none.is_empty())),
        "{events:?}"
    );
}
