//! Keys as text (`ctrl-d`, `g g`, `shift-left`), and the map from keys to commands per place.
//!
//! The defaults stand in the command table and nowhere else. A user's overrides are checked against it: an unknown
//! name or a clash is an error that names the nearest right one.

use crate::command::{COMMANDS, CommandId, Context, by_name};
use crate::{Problem, names};
use std::fmt;

/// One key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    pub alt: bool,
    /// Only for named keys; a letter's shift is in the letter.
    pub shift: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Function(u8),
}

const NAMED: [(&str, Code); 16] = [
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backspace", Code::Backspace),
    ("del", Code::Delete),
    ("ins", Code::Insert),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pgup", Code::PageUp),
    ("pgdn", Code::PageDown),
    ("space", Code::Char(' ')),
    ("minus", Code::Char('-')),
];

impl Key {
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// Reads `x`, `ctrl-d`, `shift-left`, `f5`, `space`. A lone `-` is itself.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut key = Self::plain(Code::Esc);
        let mut rest = text;
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-") {
                key.ctrl = true;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("alt-") {
                key.alt = true;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("shift-") {
                key.shift = true;
                rest = after;
            } else {
                break;
            }
        }
        let mut characters = rest.chars();
        key.code = match (characters.next(), characters.next()) {
            (Some(only), None) => Code::Char(only),
            _ => match NAMED.iter().find(|(name, _)| *name == rest) {
                Some((_, code)) => *code,
                None => {
                    match rest.strip_prefix('f').and_then(|n| n.parse::<u8>().ok()).filter(|n| (1..=12).contains(n)) {
                        Some(n) => Code::Function(n),
                        None => {
                            let hint = names::did_you_mean(rest, NAMED.iter().map(|(name, _)| *name));
                            return Err(Problem::new(
                                format!("`{text}` is no key"),
                                format!("keys are single characters or names such as `enter`, `ctrl-d`, `f5`; {hint}")
                                    .trim_end_matches("; ")
                                    .to_string(),
                                "mend the name in the key file",
                            ));
                        }
                    }
                }
            },
        };
        Ok(key)
    }

    /// Reads a sequence of keys parted by spaces: `g g`.
    pub fn parse_sequence(text: &str) -> Result<Vec<Self>, Problem> {
        let keys: Result<Vec<Self>, Problem> = text.split_whitespace().map(Self::parse).collect();
        let keys = keys?;
        if keys.is_empty() {
            return Err(Problem::new(
                "a key is empty",
                "at least one key is needed",
                "write a key such as `ctrl-d` or `g g`",
            ));
        }
        Ok(keys)
    }
}

impl fmt::Display for Key {
    /// As it is shown to the user and read by [`Key::parse`]; arrows are drawn by [`Key::symbol`].
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            formatter.write_str("ctrl-")?;
        }
        if self.alt {
            formatter.write_str("alt-")?;
        }
        if self.shift {
            formatter.write_str("shift-")?;
        }
        match self.code {
            Code::Char(' ') => formatter.write_str("space"),
            Code::Char(character) => write!(formatter, "{character}"),
            Code::Function(n) => write!(formatter, "f{n}"),
            code => {
                let name = NAMED.iter().find(|(_, named)| *named == code).map(|(name, _)| *name);
                formatter.write_str(name.expect("every other code is named"))
            }
        }
    }
}

impl Key {
    /// Short form for footer and help: `↑`, `⏎`, `^D`, `⇧←`.
    pub fn symbol(&self) -> String {
        let base = match self.code {
            Code::Up => "↑".into(),
            Code::Down => "↓".into(),
            Code::Left => "←".into(),
            Code::Right => "→".into(),
            Code::Enter => "Enter".into(),
            Code::Esc => "Esc".into(),
            Code::Tab => "Tab".into(),
            Code::PageUp => "PgUp".into(),
            Code::PageDown => "PgDn".into(),
            Code::Home => "Home".into(),
            Code::End => "End".into(),
            Code::Backspace => "Bksp".into(),
            Code::Delete => "Del".into(),
            Code::Insert => "Ins".into(),
            Code::Char(' ') => "Space".into(),
            Code::Char(character) if self.ctrl => character.to_uppercase().to_string(),
            Code::Char(character) => character.to_string(),
            Code::Function(n) => format!("F{n}"),
        };
        let mut out = String::new();
        if self.ctrl {
            out.push('^');
        }
        if self.alt {
            out.push_str("Alt-");
        }
        if self.shift {
            out.push('⇧');
        }
        out + &base
    }
}

/// One binding: in this place, this sequence runs that command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    pub context: Context,
    pub sequence: Vec<Key>,
    pub command: CommandId,
}

/// All bindings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// What a sequence of keys means so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    Command(CommandId),
    /// More keys may follow.
    Prefix,
    Nothing,
}

/// One line of a user's key file: `grid.sort-ascending = ["["]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub context: String,
    pub command: String,
    /// The keys that replace the defaults of that command there; none takes them away.
    pub keys: Vec<String>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::build(&[]).expect("a test builds the default keymap")
    }
}

impl Keymap {
    /// The defaults of the table with a user's overrides on top.
    ///
    /// # Errors
    /// All problems at once: unknown contexts, commands and keys with the nearest name, a key bound to two commands in
    /// one place, a key that begins another sequence.
    pub fn build(overrides: &[Override]) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut bindings: Vec<Binding> = Vec::new();
        for command in COMMANDS {
            for (context, sequence) in command.keys {
                match Key::parse_sequence(sequence) {
                    Ok(sequence) => bindings.push(Binding { context: *context, sequence, command: command.id }),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        let mut replaced: Vec<(Context, CommandId)> = Vec::new();
        for entry in overrides {
            match checked(entry) {
                Ok((context, command, sequences)) => {
                    if !replaced.contains(&(context, command)) {
                        bindings.retain(|binding| (binding.context, binding.command) != (context, command));
                        replaced.push((context, command));
                    }
                    bindings.extend(sequences.into_iter().map(|sequence| Binding { context, sequence, command }));
                }
                Err(problem) => problems.push(problem),
            }
        }
        problems.extend(clashes(&bindings));
        if problems.is_empty() { Ok(Self { bindings }) } else { Err(problems) }
    }

    /// What `keys` mean in `context`; what a place does not bind, those it falls back to may.
    pub fn lookup(&self, context: Context, keys: &[Key]) -> Lookup {
        for place in context.with_fallbacks().iter().copied() {
            let mut prefix = false;
            for binding in self.bindings.iter().filter(|binding| binding.context == place) {
                if binding.sequence == keys {
                    return Lookup::Command(binding.command);
                }
                prefix |= binding.sequence.starts_with(keys);
            }
            if prefix {
                return Lookup::Prefix;
            }
        }
        Lookup::Nothing
    }

    /// The sequences bound to a command in a place or where it falls back to, the place's own first.
    pub fn keys_of(&self, context: Context, command: CommandId) -> Vec<&[Key]> {
        let of = |place: Context| {
            self.bindings
                .iter()
                .filter(move |binding| binding.context == place && binding.command == command)
                .map(|binding| binding.sequence.as_slice())
        };
        context.with_fallbacks().iter().flat_map(|place| of(*place)).collect()
    }

    /// What may follow `prefix` in `context`: for the hint while a sequence is pending.
    pub fn continuations(&self, context: Context, prefix: &[Key]) -> Vec<&Binding> {
        self.bindings
            .iter()
            .filter(|binding| context.with_fallbacks().contains(&binding.context))
            .filter(|binding| binding.sequence.len() > prefix.len() && binding.sequence.starts_with(prefix))
            .collect()
    }
}

fn checked(entry: &Override) -> Result<(Context, CommandId, Vec<Vec<Key>>), Problem> {
    let context = Context::ALL.into_iter().find(|context| context.name() == entry.context).ok_or_else(|| {
        Problem::new(
            format!("`{}` is no place with keys", entry.context),
            names::did_you_mean(&entry.context, Context::ALL.iter().map(|context| context.name())),
            format!("places are {}", Context::ALL.map(Context::name).join(", ")),
        )
    })?;
    let command = by_name(&entry.command).ok_or_else(|| {
        Problem::new(
            format!("`{}` is no command", entry.command),
            names::did_you_mean(&entry.command, COMMANDS.iter().map(|command| command.name)),
            "see `ninefold commands` for all names",
        )
    })?;
    let sequences: Result<Vec<Vec<Key>>, Problem> = entry.keys.iter().map(|keys| Key::parse_sequence(keys)).collect();
    Ok((context, command.id, sequences?))
}

fn clashes(bindings: &[Binding]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, one) in bindings.iter().enumerate() {
        for other in &bindings[i + 1..] {
            let clash = one.context == other.context
                && (one.sequence.starts_with(&other.sequence) || other.sequence.starts_with(&one.sequence));
            if clash && one.command != other.command {
                let shown =
                    |binding: &Binding| binding.sequence.iter().map(Key::to_string).collect::<Vec<_>>().join(" ");
                problems.push(Problem::new(
                    format!("`{}` in {} is bound twice", shown(other), one.context.name()),
                    format!(
                        "`{}` runs `{}`, `{}` runs `{}`",
                        shown(one),
                        one.command.name(),
                        shown(other),
                        other.command.name()
                    ),
                    "give one of them another key",
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests;
