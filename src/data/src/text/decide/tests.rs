use super::*;
use crate::text::split::{Field, Written};
use crate::text::survey::SurveyOptions;

fn survey(values: &[&str]) -> ColumnSurvey {
    let mut survey = ColumnSurvey::default();
    for (row, value) in values.iter().enumerate() {
        let field = Field { start: 0, end: value.len(), written: Written::Bare };
        survey.add(row as u64, value.as_bytes(), &field, &SurveyOptions::default());
    }
    survey
}

fn check(values: &[&str], kind: TypeKind, reason: &str) {
    let decision = decide(&survey(values), &BTreeSet::new(), false);
    assert_eq!(decision.reading.column_type().kind, kind, "{values:?}: {}", decision.reason);
    assert!(decision.reason.contains(reason), "{values:?}: {}", decision.reason);
}

#[test]
fn each_rule_decides_as_written() {
    check(&["", ""], TypeKind::Nothing, "empty");
    check(&["true", "FALSE", ""], TypeKind::Boolean, "true or false");
    check(&["1", "-2", ""], TypeKind::Integer, "whole numbers");
    check(&["0", "1"], TypeKind::Integer, "whole numbers");
    check(&["1", "2.5"], TypeKind::Float, "some with decimals");
    check(&["1.5", "nan"], TypeKind::Float, "decimal numbers");
    check(&["1", "00123"], TypeKind::Text, "zero that a number would lose");
    check(&["1", "99999999999999999999"], TypeKind::Text, "64 bits");
    check(&["2024-01-01", "2024-12-31"], TypeKind::Date, "year first");
    check(&["01/02/2024", "31/12/2024"], TypeKind::Date, "day first");
    check(&["01/02/2024", "12/31/2024"], TypeKind::Date, "month first");
    check(&["01/02/2024", "03/04/2024"], TypeKind::Text, "until you choose");
    check(&["31/12/2024", "12/31/2024"], TypeKind::Text, "contradict");
    check(&["2024-01-01 10:00", "2024-01-01T11:00:01.5"], TypeKind::Datetime, "year first");
    check(&["2024-01-01T10:00Z", "2024-01-01T10:00"], TypeKind::Text, "offset");
    check(&["10:00", "23:59:59"], TypeKind::Time, "times of day");
    check(&["a", "b"], TypeKind::Text, "all 2 values are text");
    check(&["1", "2", "3", "x"], TypeKind::Text, "3 of 4 values are whole numbers, 1 not (text)");
    check(&["1", "NA"], TypeKind::Text, "until the markers are accepted");
    check(&["NA", "?"], TypeKind::Text, "nothing but missing markers");
}

#[test]
fn a_marker_is_proposed_with_what_it_would_make_of_the_column() {
    let survey = survey(&["1", "2", "NA", "NA", ""]);
    let proposed = proposals(&survey, &BTreeSet::new(), false);
    let na = proposed.iter().find(|proposal| proposal.marker == "NA").unwrap();
    assert_eq!((na.cells, na.would_become), (2, Some(TypeKind::Integer)));
    let accepted: BTreeSet<String> = ["NA".to_string()].into();
    let decision = decide(&survey, &accepted, false);
    assert_eq!(decision.reading, Reading::Integer);
    assert_eq!(missing(&survey, decision.reading, &accepted), 3);
}

#[test]
fn empty_is_missing_where_it_can_be_nothing_else() {
    let numbers = survey(&["1", "", ""]);
    assert_eq!(missing(&numbers, Reading::Integer, &BTreeSet::new()), 2);
    let texts = survey(&["a", "", ""]);
    assert_eq!(missing(&texts, Reading::Text, &BTreeSet::new()), 0);
    assert_eq!(proposals(&texts, &BTreeSet::new(), false)[0].cells, 2);
    assert_eq!(missing(&texts, Reading::Text, &[String::new()].into()), 2);
}
