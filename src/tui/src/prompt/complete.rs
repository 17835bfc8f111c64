//! Tab: names of columns, words of SQL, paths. The first Tab fills in the first of several, further ones turn through.

use crate::line_edit::LineEdit;
use ninefold_base::Column;

/// Words of the filter of columns.
pub const COLUMN_WORDS: &[&str] = &["type:", "finding:"];

pub const SQL_WORDS: &[&str] = &[
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "LIKE",
    "IS NULL",
    "IS NOT NULL",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "TRUE",
    "FALSE",
    "NULL",
    "lower",
    "upper",
    "length",
    "trim",
    "substr",
    "replace",
    "contains",
    "starts_with",
    "regexp_like",
    "abs",
    "round",
    "floor",
    "ceil",
    "sqrt",
    "ln",
    "exp",
    "coalesce",
    "nullif",
    "date_part",
    "cast",
];

/// Entries offered at most.
const MOST: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Where in the line the completed word begins.
    start: usize,
    pub items: Vec<String>,
    pub chosen: usize,
}

impl Completion {
    pub fn of_word(input: &mut LineEdit, columns: &[Column], words: &[&str]) -> Option<Self> {
        let (start, word) = input.word();
        let word = word.to_lowercase();
        let names = columns
            .iter()
            .filter(|column| column.name.to_lowercase().starts_with(&word))
            .map(|column| quoted(&column.name));
        let words = words
            .iter()
            .filter(|candidate| !word.is_empty() && candidate.to_lowercase().starts_with(&word))
            .map(|word| (*word).to_string());
        let items: Vec<String> = names.chain(words).take(MOST).collect();
        Self::begin(input, start, items)
    }

    pub fn of_paths(input: &mut LineEdit, paths: Vec<String>) -> Option<Self> {
        let common = common_beginning(&paths);
        if paths.len() > 1 && common.len() > input.text.len() {
            input.set(common);
            return None;
        }
        Self::begin(input, 0, paths)
    }

    fn begin(input: &mut LineEdit, start: usize, items: Vec<String>) -> Option<Self> {
        let first = items.first()?.clone();
        let completion = Self { start, items, chosen: 0 };
        completion.fill(input, &first);
        // A single one is done; the next Tab starts anew behind it.
        (completion.items.len() > 1).then_some(completion)
    }

    pub fn turn(&mut self, input: &mut LineEdit, forward: bool) {
        let count = self.items.len();
        self.chosen = if forward { (self.chosen + 1) % count } else { (self.chosen + count - 1) % count };
        let item = self.items[self.chosen].clone();
        self.fill(input, &item);
    }

    fn fill(&self, input: &mut LineEdit, item: &str) {
        input.text.replace_range(self.start..input.cursor, item);
        input.cursor = self.start + item.len();
    }
}

/// A name as SQL wants it.
pub fn quoted(name: &str) -> String {
    let plain = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { name.to_string() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

fn common_beginning(texts: &[String]) -> String {
    let Some(first) = texts.first() else { return String::new() };
    let mut common = first.as_str();
    for text in &texts[1..] {
        let same = common
            .char_indices()
            .zip(text.chars())
            .take_while(|((_, a), b)| a == b)
            .last()
            .map_or(0, |((at, c), _)| at + c.len_utf8());
        common = &common[..same];
    }
    common.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ninefold_base::TypeKind;

    #[test]
    fn words_turn_and_paths_grow() {
        let columns: Vec<Column> = ["bill_length_mm", "bill depth", "year"]
            .iter()
            .map(|name| Column::bare(*name, TypeKind::Text, "str", ""))
            .collect();
        let mut input = LineEdit::new("year > 2 AND bi");
        let mut completion = Completion::of_word(&mut input, &columns, SQL_WORDS).unwrap();
        assert_eq!(input.text, "year > 2 AND bill_length_mm");
        completion.turn(&mut input, true);
        assert_eq!(input.text, "year > 2 AND \"bill depth\"");
        completion.turn(&mut input, true);
        assert_eq!(input.text, "year > 2 AND bill_length_mm");

        let mut input = LineEdit::new("sam");
        assert_eq!(
            Completion::of_paths(&mut input, vec!["sample-data/a.csv".into(), "sample-data/b.csv".into()]),
            None
        );
        assert_eq!(input.text, "sample-data/");
    }
}
