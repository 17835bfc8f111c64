//! JSON read without losing a bit, and written in the one form that hashes are taken over.
//!
//! serde_json's own reader may be off by one in the last place of a float unless a feature is set that would rebuild half
//! the workspace; reading here goes through Rust's own, exact parser of floats.

use serde_json::{Map, Number, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Levels of nesting; a spec has some ten.
const DEEPEST: usize = 64;

/// Reads a document. The error says what was expected and at which byte.
pub fn read(text: &str) -> Result<Value, String> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at == text.len() { Ok(value) } else { Err(reader.expected("the end")) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn expected(&self, what: &str) -> String {
        let line = self.text[..self.at].matches('\n').count() + 1;
        let found: String = self.rest().chars().take(20).collect();
        if found.is_empty() {
            format!("line {line}: expected {what}, but the text ends")
        } else {
            format!("line {line}: expected {what} at `{}`", found.escape_debug())
        }
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err(self.expected("less nesting"));
        }
        self.skip_space();
        match self.rest().as_bytes().first().copied() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.take("true") => Ok(Value::Bool(true)),
            _ if self.take("false") => Ok(Value::Bool(false)),
            _ if self.take("null") => Ok(Value::Null),
            _ => Err(self.expected("a value")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut map = Map::new();
        self.skip_space();
        if self.take("}") {
            return Ok(Value::Object(map));
        }
        loop {
            self.skip_space();
            if !self.rest().starts_with('"') {
                return Err(self.expected("a name in quotes"));
            }
            let name = self.string()?;
            self.skip_space();
            if !self.take(":") {
                return Err(self.expected("`:`"));
            }
            let value = self.value(depth + 1)?;
            if map.insert(name, value).is_some() {
                return Err(self.expected("each name once, but the last one was there before"));
            }
            self.skip_space();
            if self.take("}") {
                return Ok(Value::Object(map));
            }
            if !self.take(",") {
                return Err(self.expected("`,` or `}`"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut values = Vec::new();
        self.skip_space();
        if self.take("]") {
            return Ok(Value::Array(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take("]") {
                return Ok(Value::Array(values));
            }
            if !self.take(",") {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    /// The text between quotes is cut here and unescaped by serde_json.
    fn string(&mut self) -> Result<String, String> {
        let bytes = self.rest().as_bytes();
        let mut end = 1;
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        match self.rest().get(..=end) {
            Some(quoted) => match serde_json::from_str(quoted) {
                Ok(text) => {
                    self.at += quoted.len();
                    Ok(text)
                }
                Err(_) => Err(self.expected("a text without faulty escapes")),
            },
            None => Err(self.expected("a text that is closed")),
        }
    }

    fn number(&mut self) -> Result<Value, String> {
        let length = self.rest().find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let digits = &self.rest()[..length.unwrap_or(self.rest().len())];
        let whole = digits.parse::<i64>().ok().map(Number::from);
        let number = whole.or_else(|| digits.parse::<f64>().ok().and_then(Number::from_f64));
        match number {
            Some(number) => {
                self.at += digits.len();
                Ok(Value::Number(number))
            }
            None => Err(self.expected("a number")),
        }
    }
}

/// Canonical JSON (RFC 8785): names in the order of their UTF-16 units, no spaces, numbers as ECMAScript prints them.
/// Whole numbers beyond 2^53 keep all their digits, which the RFC leaves open.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    push(value, &mut text);
    text
}

fn push(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => {
                let _ = write!(text, "{whole}");
            }
            (None, Some(float)) => text.push_str(&ecmascript(float)),
            (None, None) => text.push_str("null"),
        },
        Value::Array(values) => {
            text.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                push(value, text);
            }
            text.push(']');
        }
        Value::Object(map) => {
            let mut names: Vec<&String> = map.keys().collect();
            names.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (at, name) in names.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                push(&Value::String(name.clone()), text);
                text.push(':');
                push(&map[name.as_str()], text);
            }
            text.push('}');
        }
        Value::Null | Value::Bool(_) | Value::String(_) => text.push_str(&value.to_string()),
    }
}

/// `Number::toString` of ECMAScript: the shortest digits; exponents below 1e-6 and from 1e21 on.
pub fn ecmascript(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let magnitude = value.abs();
    if (1e-6..1e21).contains(&magnitude) {
        return format!("{value}");
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    ninefold_base::format::hex(&Sha256::digest(bytes))
}
