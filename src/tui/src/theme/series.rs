//! Colours of pictures: one per series, and ramps for shading by value. Like all colours they say nothing alone: a chart
//! adds a marker, a texture, a digit or a sign.

use super::{Theme, ThemeName};
use ratatui::style::{Color, Modifier, Style};

/// What a shade stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ramp {
    /// From nothing (0) to all (1).
    Sequential,
    /// From −1 over 0 to 1; the share runs from 0 to 1.
    Diverging,
    /// From all there (0) to all missing (1).
    Missing,
}

type Stops = [u32; 5];

const DARK_SERIES: [u32; 8] = [0x6cc9bb, 0xe8b35d, 0x93a9f0, 0xec8d80, 0xa6cf78, 0xd49bdc, 0x70bdea, 0xccb89c];
const LIGHT_SERIES: [u32; 8] = [0x12776b, 0xb06a00, 0x3d57bd, 0xbc432f, 0x55831a, 0x8f4299, 0x0e72aa, 0x77644b];

const DARK_SEQUENTIAL: Stops = [0x1b232a, 0x1f4648, 0x2f7f78, 0x74c5b9, 0xe3f6ea];
const DARK_DIVERGING: Stops = [0xf2988c, 0x8f4c47, 0x222930, 0x2b716c, 0x8ae0d3];
const DARK_MISSING: Stops = [0x243039, 0x6f5a35, 0xa57f42, 0xd3a353, 0xf3c979];
const LIGHT_SEQUENTIAL: Stops = [0xf1f0e9, 0xcfe4de, 0x8fc4ba, 0x3f9488, 0x0d4a43];
const LIGHT_DIVERGING: Stops = [0xa92f22, 0xe0a096, 0xf1f0ea, 0x8ac2b8, 0x0f655b];
const LIGHT_MISSING: Stops = [0xdfe3e0, 0xe6cf9d, 0xd2a650, 0xae7414, 0x7a4b00];

impl Theme {
    /// The ink of series number `place`; after eight it begins again.
    pub fn series(&self, place: usize) -> Style {
        let place = place % 8;
        match self.name {
            ThemeName::Dark => Style::new().fg(color(DARK_SERIES[place])),
            ThemeName::Light => Style::new().fg(color(LIGHT_SERIES[place])),
            ThemeName::Ansi => Style::new().fg([
                Color::Cyan,
                Color::Yellow,
                Color::LightBlue,
                Color::Red,
                Color::Green,
                Color::Magenta,
                Color::LightCyan,
                Color::Gray,
            ][place]),
            ThemeName::None if place % 2 == 1 => Style::new().add_modifier(Modifier::BOLD),
            ThemeName::None => Style::new(),
        }
    }

    /// The colour of a share from 0 to 1 on a ramp; none where the terminal has only its own 16 colours or none.
    pub fn shade(&self, ramp: Ramp, share: f64) -> Option<Color> {
        let stops = match (self.name, ramp) {
            (ThemeName::Dark, Ramp::Sequential) => &DARK_SEQUENTIAL,
            (ThemeName::Dark, Ramp::Diverging) => &DARK_DIVERGING,
            (ThemeName::Dark, Ramp::Missing) => &DARK_MISSING,
            (ThemeName::Light, Ramp::Sequential) => &LIGHT_SEQUENTIAL,
            (ThemeName::Light, Ramp::Diverging) => &LIGHT_DIVERGING,
            (ThemeName::Light, Ramp::Missing) => &LIGHT_MISSING,
            (ThemeName::Ansi | ThemeName::None, _) => return None,
        };
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { return None };
        let along = share * (stops.len() - 1) as f64;
        let below = (along.floor() as usize).min(stops.len() - 2);
        let part = along - below as f64;
        let mix = |shift: u32| {
            let (low, high) = (stops[below] >> shift & 0xff, stops[below + 1] >> shift & 0xff);
            (f64::from(low) + (f64::from(high) - f64::from(low)) * part).round() as u8
        };
        Some(Color::Rgb(mix(16), mix(8), mix(0)))
    }

    /// Ink that can be read on a shade: black-ish on light grounds, white-ish on dark ones.
    pub fn ink_on(&self, ground: Color) -> Color {
        let Color::Rgb(red, green, blue) = ground else { return Color::Reset };
        let channel = |value: u8| (f64::from(value) / 255.0).powf(2.2);
        // Relative luminance with the sRGB weights; .18 is where black and white contrast alike.
        let luminance = 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
        if luminance > 0.18 { color(0x0d1216) } else { color(0xf0f4f8) }
    }
}

fn color(hex: u32) -> Color {
    Color::Rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ramps_begin_and_end_where_they_say_and_refuse_what_is_no_share() {
        let theme = Theme::of(ThemeName::Dark);
        assert_eq!(theme.shade(Ramp::Sequential, 0.0), Some(color(DARK_SEQUENTIAL[0])));
        assert_eq!(theme.shade(Ramp::Sequential, 1.0), Some(color(DARK_SEQUENTIAL[4])));
        assert_eq!(theme.shade(Ramp::Diverging, 0.5), Some(color(DARK_DIVERGING[2])));
        assert_eq!(theme.shade(Ramp::Missing, f64::NAN), None);
        assert_eq!(Theme::of(ThemeName::None).shade(Ramp::Missing, 0.5), None);
        assert_eq!(theme.ink_on(color(0xffffff)), color(0x0d1216));
        assert_eq!(theme.ink_on(color(0x14181d)), color(0xf0f4f8));
    }
}
