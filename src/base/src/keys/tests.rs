use super::*;

fn entry(context: &str, command: &str, keys: &[&str]) -> Override {
    Override {
        context: context.into(),
        command: command.into(),
        keys: keys.iter().map(|key| key.to_string()).collect(),
    }
}

#[test]
fn keys_read_back_as_written() {
    for text in ["a", "G", "ctrl-d", "shift-left", "f12", "space", "-", "alt-x", "esc", "[", ","] {
        assert_eq!(Key::parse(text).unwrap().to_string(), text);
    }
    let problem = Key::parse("entr").unwrap_err();
    assert!(problem.to_string().contains("did you mean `enter`?"), "{problem}");
}

#[test]
fn the_table_builds_a_keymap_without_clashes() {
    let problems = Keymap::build(&[]).err();
    assert_eq!(problems, None);
}

#[test]
fn an_override_replaces_the_default() {
    let keymap = Keymap::build(&[entry("grid", "sort-ascending", &["ctrl-s"])]).unwrap();
    assert_eq!(
        keymap.lookup(Context::Grid, &[Key::parse("ctrl-s").unwrap()]),
        Lookup::Command(CommandId::SortAscending)
    );
    assert_eq!(keymap.lookup(Context::Grid, &[Key::parse("[").unwrap()]), Lookup::Nothing);
}

#[test]
fn a_sequence_is_a_prefix_until_it_is_whole() {
    let keymap = Keymap::default();
    let g = Key::parse("g").unwrap();
    assert_eq!(keymap.lookup(Context::Grid, &[g]), Lookup::Prefix);
    assert_eq!(keymap.lookup(Context::Grid, &[g, g]), Lookup::Command(CommandId::MoveTop));
}

#[test]
fn wrong_names_and_clashes_are_told_all_at_once() {
    let problems = Keymap::build(&[
        entry("gird", "sort-ascending", &["x"]),
        entry("grid", "sort-ascendin", &["x"]),
        entry("grid", "sort-ascending", &["]"]),
    ])
    .unwrap_err();
    let text: Vec<String> = problems.iter().map(Problem::to_string).collect();
    assert!(text[0].contains("did you mean `grid`?"), "{}", text[0]);
    assert!(text[1].contains("did you mean `sort-ascending`?"), "{}", text[1]);
    assert!(text[2].contains("bound twice") && text[2].contains("sort-descending"), "{}", text[2]);
    assert_eq!(problems.len(), 3);
}
