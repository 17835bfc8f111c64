//! The command reference as Markdown: `assets/commands.md` is this text, and a test keeps it so.

use ninefold_base::command::{
    Arg, ArgForm, ArgKind, COMMANDS, Command, Context, Example, Group, OUTPUT_ARGS, READ_ARGS,
};
use ninefold_base::keys::Keymap;
use std::fmt::Write;

/// All commands with keys, arguments and examples.
pub fn markdown() -> String {
    let keymap = Keymap::default();
    let mut out = String::from(
        "# Commands\n\nGenerated from the command table by `ninefold commands`; a test keeps it so. A command's name is its \
         subcommand on the command line, its word in the palette (`:`) and its name in the key file.\n",
    );
    for group in Group::ALL {
        let rows: Vec<&Command> = COMMANDS.iter().filter(|command| command.group == group).collect();
        let _ = write!(out, "\n## {}\n\n| command | keys | where | what it does |\n|---|---|---|---|\n", group.title());
        for command in rows {
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | {} |",
                command.name,
                keys(&keymap, command),
                surface(command),
                escaped(command.help)
            );
        }
    }
    out.push_str("\n## Headless commands\n");
    for command in COMMANDS.iter().filter(|command| command.headless()) {
        let _ = write!(out, "\n### ninefold {}\n\n{}\n", command.name, command.help);
        arguments(&mut out, command.args);
        for example in command.examples {
            if let Example::Headless { line, .. } = example {
                let _ = write!(out, "\n```sh\nninefold {line}\n```\n");
            }
        }
    }
    out.push_str("\n### Options of all commands that read a table\n");
    arguments(&mut out, READ_ARGS);
    out.push_str("\n### Options of all commands that give rows\n");
    arguments(&mut out, OUTPUT_ARGS);
    out
}

fn surface(command: &Command) -> &'static str {
    match (command.on_screen(), command.headless()) {
        (true, true) => "both",
        (true, false) => "screen",
        (false, _) => "headless",
    }
}

fn keys(keymap: &Keymap, command: &Command) -> String {
    let mut parts = Vec::new();
    for context in Context::ALL {
        let sequences: Vec<String> = command
            .keys
            .iter()
            .filter(|(place, _)| *place == context)
            .map(|(_, sequence)| format!("`{}`", escaped(sequence)))
            .collect();
        if !sequences.is_empty() && !keymap.keys_of(context, command.id).is_empty() {
            parts.push(format!("{} ({})", sequences.join(" "), context.name()));
        }
    }
    parts.join(", ")
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

fn arguments(out: &mut String, args: &[Arg]) {
    if args.is_empty() {
        return;
    }
    out.push_str("\n| argument | what it is |\n|---|---|\n");
    for arg in args {
        let form = match arg.form {
            ArgForm::Positional | ArgForm::OptionalPositional => arg.name.to_uppercase(),
            ArgForm::Repeated => format!("{}…", arg.name.to_uppercase()),
            ArgForm::Option(None) | ArgForm::Required(None) => format!("--{} VALUE", arg.name),
            ArgForm::Option(Some(short)) | ArgForm::Required(Some(short)) => format!("-{short}, --{} VALUE", arg.name),
            ArgForm::Flag => format!("--{}", arg.name),
        };
        let choices = match arg.kind {
            ArgKind::Choice(choices) => format!(": {}", choices.join(", ")),
            ArgKind::Path
            | ArgKind::Text
            | ArgKind::Number
            | ArgKind::Column
            | ArgKind::Columns
            | ArgKind::Sql
            | ArgKind::Nothing => String::new(),
        };
        let _ = writeln!(out, "| `{form}` | {}{choices} |", escaped(arg.help));
    }
}
