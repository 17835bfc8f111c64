use super::*;

fn screen(line: &[&str]) -> (Source, ReadOptions) {
    match parse(std::iter::once(&"ninefold").chain(line)).unwrap() {
        Invocation::Screen { source, options, .. } => (source, options),
        Invocation::Headless { command, .. } => panic!("{} is headless", command.name()),
    }
}

#[test]
fn the_parser_is_sound() {
    parser().debug_assert();
}

#[test]
fn files_open_the_screen() {
    let (source, options) = screen(&[
        "a.csv",
        "b.csv",
        "--separator",
        "tab",
        "--no-header",
        "--null-values",
        "NA,\"\"",
        "--type",
        "zip=text",
    ]);
    assert_eq!(source.paths, ["a.csv", "b.csv"]);
    assert_eq!(options.separator, Some('\t'));
    assert_eq!(options.header, Some(false));
    assert_eq!(options.null_values, ["NA", ""]);
    assert_eq!(options.types["zip"], TypeChoice::Text);
    assert_eq!(screen(&[]).0.paths, Vec::<String>::new());
    assert_eq!(screen(&["-"]).0.paths, ["-"]);
}

#[test]
fn every_headless_command_is_a_subcommand() {
    for command in COMMANDS.iter().filter(|command| command.headless()) {
        let error = parse(["ninefold", command.name, "--help"]).unwrap_err();
        assert!(error.to_string().contains("Example"), "{}", command.name);
    }
}

#[test]
fn wrong_options_are_told_in_a_sentence() {
    for (line, shows) in [
        (vec!["x.csv", "--separator", "ab"], "must be one character"),
        (vec!["x.csv", "--type", "zip=txt"], "did you mean `text`?"),
        (vec!["x.csv", "--type", "zip"], "--type zip=text"),
        (vec!["x.csv", "--header", "--no-header"], "either names or data"),
        (vec!["head", "x.csv", "-n", "many"], "invalid value 'many'"),
        (vec!["head"], "required"),
    ] {
        let error = parse(std::iter::once("ninefold").chain(line.iter().copied())).unwrap_err();
        assert!(error.to_string().contains(shows), "{line:?}: {error}");
    }
}
