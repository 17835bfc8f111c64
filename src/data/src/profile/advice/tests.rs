use super::super::sample::Sample;
use super::super::target::task::{Facts, decide};
use super::super::testing::{column_of, texts};
use super::*;
use ninefold_base::ColumnId;
use ninefold_base::explore::Target;

fn advice(yes: usize, no: usize, columns: usize) -> Vec<String> {
    let values: Vec<&str> = std::iter::repeat_n("yes", yes).chain(std::iter::repeat_n("no", no)).collect();
    let profile = column_of(&Sample::whole(vec![texts(&values)]).columns[0]);
    let target = Target { column: ColumnId(0), positive: None, task: None };
    let decided = decide(&Facts::of(&profile), &target).unwrap();
    let majority = Figure::Value(yes.max(no) as f64 / (yes + no) as f64);
    about_target(&profile, &decided, &majority, columns)
}

#[test]
fn a_large_balanced_table_needs_no_advice() {
    assert!(advice(500, 500, 5).is_empty());
}

#[test]
fn rare_classes_are_told_with_their_numbers() {
    let advice = advice(12, 988, 24);
    assert!(advice[0].contains("always saying `no` is right in 98.80 %"), "{advice:?}");
    assert!(advice[1].contains("`yes` has 12 rows for 24 columns: 0.5 for each"), "{advice:?}");
    assert!(advice[2].contains("about 2 rows of `yes`"), "{advice:?}");
}
