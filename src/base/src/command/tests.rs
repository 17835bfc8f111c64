use super::*;
use std::collections::BTreeSet;

#[test]
fn every_row_stands_at_its_id_and_has_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    for (i, row) in COMMANDS.iter().enumerate() {
        assert_eq!(row.id as usize, i, "{}", row.name);
        assert!(names.insert(row.name), "two commands are named {}", row.name);
        assert!(row.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", row.name);
        assert!(row.help.ends_with('.'), "the help of {} is no sentence", row.name);
        assert!(!row.title.is_empty() && !row.title.ends_with('.'), "{}", row.name);
    }
}

#[test]
fn every_row_has_an_example_for_each_of_its_surfaces() {
    for row in COMMANDS {
        let headless = row.examples.iter().any(|example| matches!(example, Example::Headless { .. }));
        let screen = row.examples.iter().any(|example| matches!(example, Example::Screen { .. }));
        assert_eq!(headless, row.headless(), "headless example of {}", row.name);
        assert_eq!(screen, row.on_screen(), "screen example of {}", row.name);
    }
}

#[test]
fn a_headless_example_begins_with_its_command() {
    for row in COMMANDS {
        for example in row.examples {
            if let Example::Headless { line, .. } = example {
                assert!(line.split(' ').next() == Some(row.name), "{line}");
            }
        }
    }
}
