//! Colours by role. A pane names roles, never colours; whatever a colour says is also said by a sign, a word or an
//! attribute, so that the themes `ansi` and `none` lose nothing.

mod series;

pub use series::Ramp;

use ratatui::style::{Color, Modifier, Style};

/// Which set of colours is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeName {
    Dark,
    Light,
    /// The terminal's own 16 colours.
    Ansi,
    /// No colour at all: bold, dim, underlined, reversed.
    None,
}

impl ThemeName {
    pub const ALL: [ThemeName; 4] = [Self::Dark, Self::Light, Self::Ansi, Self::None];

    pub fn label(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Ansi => "ansi",
            Self::None => "none",
        }
    }

    pub fn describe(self) -> &'static str {
        match self {
            Self::Dark => "24-bit colours on a dark ground",
            Self::Light => "24-bit colours on a light ground",
            Self::Ansi => "the 16 colours of your terminal",
            Self::None => "no colour: bold, dim, underlined, reversed",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.label() == name.trim())
    }
}

/// What [`Theme::detect`] looks at, so that it can be tested without an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    pub no_color: Option<String>,
    pub colorterm: Option<String>,
    pub term: Option<String>,
    /// `foreground;background` as some terminals tell it.
    pub colorfgbg: Option<String>,
    /// `NINEFOLD_THEME`: a name that overrides the guess.
    pub theme: Option<String>,
}

/// The roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    pub name: ThemeName,
    /// Ordinary text on the ground of the whole screen.
    pub text: Style,
    /// Labels, units, hints, gutters.
    pub dim: Style,
    /// Lines and frames.
    pub line: Style,
    /// Headings and names of columns.
    pub heading: Style,
    /// Keys in hints, the current stage, bars.
    pub accent: Style,
    /// The bar at the top and the bottom.
    pub bar: Style,
    /// The stage one is in.
    pub current: Style,
    /// The row of the cursor.
    pub cursor_row: Style,
    /// The cell or entry of the cursor.
    pub cursor: Style,
    /// A box above the screen.
    pub raised: Style,
    /// Signs of absent values: `∅`, `""`.
    pub absent: Style,
    pub note: Style,
    pub warning: Style,
    pub error: Style,
    /// Matching letters, search hits.
    pub hit: Style,
}

impl Theme {
    pub fn of(name: ThemeName) -> Self {
        match name {
            ThemeName::Dark => Self::rgb(name, &DARK),
            ThemeName::Light => Self::rgb(name, &LIGHT),
            ThemeName::Ansi => Self::ansi(),
            ThemeName::None => Self::plain(),
        }
    }

    /// `NO_COLOR` set to anything means none; 24-bit colours only where the terminal says it has them.
    pub fn detect(environment: &Environment) -> Self {
        let named = environment.theme.as_deref().and_then(ThemeName::parse);
        let filled = |value: &Option<String>| value.as_deref().is_some_and(|text| !text.is_empty());
        let name = if let Some(name) = named {
            name
        } else if filled(&environment.no_color) || environment.term.as_deref() == Some("dumb") {
            ThemeName::None
        } else {
            let term = environment.term.as_deref().unwrap_or_default();
            let deep =
                matches!(environment.colorterm.as_deref(), Some("truecolor" | "24bit")) || term.ends_with("-direct");
            let light = environment
                .colorfgbg
                .as_deref()
                .and_then(|pair| pair.rsplit(';').next())
                .is_some_and(|ground| matches!(ground, "7" | "15"));
            match (deep, light) {
                (true, false) => ThemeName::Dark,
                (true, true) => ThemeName::Light,
                (false, _) => ThemeName::Ansi,
            }
        };
        Self::of(name)
    }

    fn rgb(name: ThemeName, palette: &Palette) -> Self {
        let color = |hex: u32| Color::Rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8);
        let ink = |hex: u32| Style::new().fg(color(hex));
        Self {
            name,
            text: ink(palette.text).bg(color(palette.ground)),
            dim: ink(palette.dim),
            line: ink(palette.line),
            heading: ink(palette.heading).add_modifier(Modifier::BOLD),
            accent: ink(palette.accent),
            bar: ink(palette.text).bg(color(palette.bar)),
            current: ink(palette.ground).bg(color(palette.accent)).add_modifier(Modifier::BOLD),
            cursor_row: Style::new().bg(color(palette.row)),
            cursor: ink(palette.cursor_ink).bg(color(palette.cursor)).add_modifier(Modifier::BOLD),
            raised: ink(palette.text).bg(color(palette.raised)),
            absent: ink(palette.absent),
            note: ink(palette.accent),
            warning: ink(palette.warning),
            error: ink(palette.error).add_modifier(Modifier::BOLD),
            hit: ink(palette.warning).add_modifier(Modifier::UNDERLINED),
        }
    }

    fn ansi() -> Self {
        let ink = |color: Color| Style::new().fg(color);
        let bold = Modifier::BOLD;
        Self {
            name: ThemeName::Ansi,
            text: Style::new(),
            dim: ink(Color::DarkGray),
            line: ink(Color::DarkGray),
            heading: Style::new().add_modifier(bold),
            accent: ink(Color::Cyan),
            bar: Style::new(),
            current: Style::new().add_modifier(Modifier::REVERSED | bold),
            cursor_row: Style::new().add_modifier(bold),
            cursor: Style::new().add_modifier(Modifier::REVERSED),
            raised: Style::new(),
            absent: ink(Color::DarkGray),
            note: ink(Color::Cyan),
            warning: ink(Color::Yellow),
            error: ink(Color::Red).add_modifier(bold),
            hit: ink(Color::Yellow).add_modifier(Modifier::UNDERLINED),
        }
    }

    fn plain() -> Self {
        let only = |modifier: Modifier| Style::new().add_modifier(modifier);
        Self {
            name: ThemeName::None,
            text: Style::new(),
            dim: only(Modifier::DIM),
            line: only(Modifier::DIM),
            heading: only(Modifier::BOLD),
            accent: only(Modifier::BOLD),
            bar: Style::new(),
            current: only(Modifier::REVERSED | Modifier::BOLD),
            cursor_row: only(Modifier::BOLD),
            cursor: only(Modifier::REVERSED),
            raised: Style::new(),
            absent: only(Modifier::DIM),
            note: Style::new(),
            warning: only(Modifier::UNDERLINED),
            error: only(Modifier::BOLD | Modifier::UNDERLINED),
            hit: only(Modifier::UNDERLINED),
        }
    }
}

struct Palette {
    ground: u32,
    bar: u32,
    raised: u32,
    row: u32,
    cursor: u32,
    cursor_ink: u32,
    text: u32,
    heading: u32,
    dim: u32,
    line: u32,
    accent: u32,
    absent: u32,
    warning: u32,
    error: u32,
}

/// Ink on slate; one accent, a calm teal. Text reaches a contrast of 10, dim text of 4.5.
const DARK: Palette = Palette {
    ground: 0x14181d,
    bar: 0x1c2229,
    raised: 0x1b2129,
    row: 0x28323d,
    cursor: 0x5fb3a8,
    cursor_ink: 0x0d1216,
    text: 0xd3dae2,
    heading: 0xf0f4f8,
    dim: 0x84919f,
    line: 0x3a4550,
    accent: 0x74c5b9,
    absent: 0x6d7884,
    warning: 0xe2b25f,
    error: 0xec7f78,
};

const LIGHT: Palette = Palette {
    ground: 0xfbfaf7,
    bar: 0xf0eee8,
    raised: 0xf4f2ec,
    row: 0xeae7de,
    cursor: 0x1d756b,
    cursor_ink: 0xffffff,
    text: 0x2b3036,
    heading: 0x10151a,
    dim: 0x676e76,
    line: 0xc3c1b8,
    accent: 0x14695f,
    absent: 0x84898f,
    warning: 0x8f5a00,
    error: 0xb3261e,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn check(no_color: Option<&str>, colorterm: Option<&str>, term: Option<&str>, expected: ThemeName) {
        let environment = Environment {
            no_color: no_color.map(Into::into),
            colorterm: colorterm.map(Into::into),
            term: term.map(Into::into),
            ..Environment::default()
        };
        assert_eq!(Theme::detect(&environment).name, expected);
    }

    #[test]
    fn the_environment_decides() {
        check(None, Some("truecolor"), Some("xterm-256color"), ThemeName::Dark);
        check(None, None, Some("xterm-256color"), ThemeName::Ansi);
        check(Some("1"), Some("truecolor"), Some("xterm"), ThemeName::None);
        check(Some(""), Some("truecolor"), Some("xterm"), ThemeName::Dark);
        check(None, None, Some("dumb"), ThemeName::None);
        let light =
            Environment { colorterm: Some("24bit".into()), colorfgbg: Some("0;15".into()), ..Environment::default() };
        assert_eq!(Theme::detect(&light).name, ThemeName::Light);
    }
}
