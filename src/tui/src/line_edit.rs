//! A line of text that is being typed: knows graphemes, never a key. Newlines pasted into it become spaces.

use ninefold_base::keys::{Code, Key};
use ninefold_base::text;
use unicode_segmentation::UnicodeSegmentation;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineEdit {
    pub text: String,
    /// Byte offset, always between graphemes.
    pub cursor: usize,
}

impl LineEdit {
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text }
    }

    pub fn insert(&mut self, typed: &str) {
        let typed: String = typed.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }).collect();
        self.text.insert_str(self.cursor, &typed);
        self.cursor += typed.len();
    }

    pub fn set(&mut self, text: String) {
        *self = Self::new(text);
    }

    /// What typing a key does to the line; false if it is no key of typing.
    pub fn typed(&mut self, key: Key) -> bool {
        match (key.code, key.ctrl, key.alt) {
            (Code::Char(character), false, false) => self.insert(character.encode_utf8(&mut [0; 4])),
            (Code::Backspace, false, false) | (Code::Char('h'), true, false) => self.remove(self.before()..self.cursor),
            (Code::Backspace, _, _) | (Code::Char('w'), true, false) => self.remove(self.word_before()..self.cursor),
            (Code::Delete, _, _) | (Code::Char('d'), true, false) => self.remove(self.cursor..self.after()),
            (Code::Left, true, _) | (Code::Char('b'), false, true) => self.cursor = self.word_before(),
            (Code::Right, true, _) | (Code::Char('f'), false, true) => self.cursor = self.word_after(),
            (Code::Left, _, _) | (Code::Char('b'), true, false) => self.cursor = self.before(),
            (Code::Right, _, _) | (Code::Char('f'), true, false) => self.cursor = self.after(),
            (Code::Home, _, _) | (Code::Char('a'), true, false) => self.cursor = 0,
            (Code::End, _, _) | (Code::Char('e'), true, false) => self.cursor = self.text.len(),
            (Code::Char('u'), true, false) => self.remove(0..self.cursor),
            (Code::Char('k'), true, false) => self.remove(self.cursor..self.text.len()),
            _ => return false,
        }
        true
    }

    fn remove(&mut self, range: std::ops::Range<usize>) {
        self.cursor = range.start;
        self.text.replace_range(range, "");
    }

    fn before(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |grapheme| self.cursor + grapheme.len())
    }

    fn word_before(&self) -> usize {
        let head = self.text[..self.cursor].trim_end();
        head.char_indices()
            .rev()
            .find(|(_, c)| !is_word(*c))
            .map_or(0, |(at, c)| if at + c.len_utf8() == head.len() { at } else { at + c.len_utf8() })
    }

    fn word_after(&self) -> usize {
        let tail = &self.text[self.cursor..];
        let blank = tail.len() - tail.trim_start().len();
        let end = tail[blank..]
            .char_indices()
            .find(|(at, c)| *at > 0 && !is_word(*c))
            .map_or(tail.len(), |(at, _)| blank + at);
        self.cursor + end
    }

    /// The part to draw in `room` cells so that the cursor is seen, and the cursor's place in it.
    pub fn window(&self, room: usize) -> (String, usize) {
        let head = text::visible(&self.text[..self.cursor]);
        let tail = text::visible(&self.text[self.cursor..]);
        let room = room.max(1);
        let mut kept: Vec<&str> = Vec::new();
        let mut used = 0;
        for grapheme in head.graphemes(true).rev() {
            let wide = text::width(grapheme);
            if used + wide > room.saturating_sub(1) {
                break;
            }
            used += wide;
            kept.push(grapheme);
        }
        kept.reverse();
        (kept.concat() + &tail, used)
    }

    /// The word that ends at the cursor: its start and text.
    pub fn word(&self) -> (usize, &str) {
        let start = self.text[..self.cursor]
            .char_indices()
            .rev()
            .find(|(_, c)| !is_word(*c))
            .map_or(0, |(at, c)| at + c.len_utf8());
        (start, &self.text[start..self.cursor])
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, keys: &[&str]) -> String {
        let mut line = LineEdit::new(text);
        for key in keys {
            line.typed(Key::parse(key).unwrap());
        }
        format!("{}|{}", &line.text[..line.cursor], &line.text[line.cursor..])
    }

    #[test]
    fn keys_edit_whole_graphemes() {
        assert_eq!(after("abc", &["left", "x"]), "abx|c");
        assert_eq!(after("ae\u{301}", &["backspace"]), "a|");
        assert_eq!(after("one two", &["ctrl-w"]), "one |");
        assert_eq!(after("one two", &["ctrl-w", "ctrl-w"]), "|");
        assert_eq!(after("one two", &["home", "ctrl-right"]), "one| two");
        assert_eq!(after("abc", &["home", "del", "end"]), "bc|");
        assert_eq!(after("abc", &["ctrl-u"]), "|");
        assert_eq!(after("a = ", &["ctrl-w"]), "a |");
    }

    #[test]
    fn the_cursor_is_always_seen() {
        let line = LineEdit::new("日本語 text");
        assert_eq!(line.window(5), ("text".into(), 4));
        assert_eq!(LineEdit::new("").window(0), ("".into(), 0));
    }
}
