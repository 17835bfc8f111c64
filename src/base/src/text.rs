//! Text from data made safe for a terminal: never a control character, never wider than the room it has.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Terminal cells that a text takes.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(grapheme_width).sum()
}

/// Control characters become visible signs: newline `⏎`, carriage return `␍`, tab `⇥`, escape `␛`, other C0 their
/// control picture, C1 and format characters that reorder or hide text `�`. A lone combining mark is put on `◌`.
pub fn visible(text: &str) -> String {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    for (i, character) in text.chars().enumerate() {
        match character {
            '\n' => out.push('⏎'),
            '\r' => out.push('␍'),
            '\t' => out.push('⇥'),
            '\0'..='\x1f' => out.push(char::from_u32(0x2400 + character as u32).expect("U+2400.. are assigned")),
            '\x7f' => out.push('␡'),
            '\u{80}'..='\u{9f}' => out.push('\u{fffd}'),
            // Marks that change direction or are invisible could make a cell show what it does not hold.
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
                out.push('\u{fffd}')
            }
            '\u{2028}' | '\u{2029}' => out.push('⏎'),
            _ => {
                if i == 0 && UnicodeWidthStr::width(character.encode_utf8(&mut [0; 4]) as &str) == 0 {
                    out.push('◌');
                }
                out.push(character);
            }
        }
    }
    out
}

/// `text` cut to at most `room` terminal cells, with `…` in place of what was cut. Never splits a grapheme.
pub fn fit(text: &str, room: usize) -> String {
    if text.len() <= room && text.is_ascii() || width(text) <= room {
        return text.to_string();
    }
    if room == 0 {
        return String::new();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = grapheme_width(grapheme);
        if used + wide > room - 1 {
            break;
        }
        used += wide;
        out.push_str(grapheme);
    }
    out.push('…');
    out
}

/// As [`fit`], keeping the end: for paths.
pub fn fit_end(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_string();
    }
    if room == 0 {
        return String::new();
    }
    let mut kept = Vec::new();
    let mut used = 0;
    for grapheme in text.graphemes(true).rev() {
        let wide = grapheme_width(grapheme);
        if used + wide > room - 1 {
            break;
        }
        used += wide;
        kept.push(grapheme);
    }
    kept.push("…");
    kept.reverse();
    kept.concat()
}

/// Lines of at most `room` cells, broken at spaces where there are some, inside words where not.
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_word_bounds() {
            let wide = width(word);
            if used + wide <= room {
                line.push_str(word);
                used += wide;
                continue;
            }
            if wide <= room {
                lines.push(line.trim_end().to_string());
                line = if word.trim().is_empty() { String::new() } else { word.to_string() };
                used = width(&line);
                continue;
            }
            for grapheme in word.graphemes(true) {
                let wide = grapheme_width(grapheme);
                if used + wide > room && used > 0 {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push_str(grapheme);
                used += wide;
            }
        }
        lines.push(line.trim_end().to_string());
    }
    lines
}

fn grapheme_width(grapheme: &str) -> usize {
    // A cluster never takes more than two cells, whatever its code points add up to.
    UnicodeWidthStr::width(grapheme).min(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_cell_can_move_the_cursor() {
        assert_eq!(visible("a\tb\nc\x1b[31m\u{202e}"), "a⇥b⏎c␛[31m\u{fffd}");
        assert_eq!(visible("\u{301}x"), "◌\u{301}x");
        assert_eq!(visible("日本"), "日本");
    }

    #[test]
    fn fits_wide_and_combining_text() {
        assert_eq!(fit("education", 5), "educ…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(fit("abc", 0), "");
        assert_eq!(fit_end("/a/long/path.csv", 9), "…path.csv");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
    }
}
