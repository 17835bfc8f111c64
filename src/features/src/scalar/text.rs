//! Texts: every operation once, for both evaluators.

use sha2::{Digest, Sha256};

/// Characters `start` (from 1) and following, `length` of them. Characters before the first are counted but not there.
pub fn substr(text: &str, start: i64, length: Option<i64>) -> &str {
    let from = start.saturating_sub(1);
    let end = length.map(|length| from.saturating_add(length).max(0));
    let from = from.max(0);
    let place = |character: i64| {
        usize::try_from(character)
            .ok()
            .and_then(|character| text.char_indices().nth(character))
            .map_or(text.len(), |(at, _)| at)
    };
    let first = place(from);
    match end {
        None => &text[first..],
        Some(end) if end <= from => "",
        Some(end) => &text[first..place(end)],
    }
}

/// A number from 0 to `n - 1`: the first 15 hexadecimal digits of the SHA-256 of the text, modulo `n`. Every language
/// and database can compute it.
pub fn hash_bin(text: &str, n: u64) -> i64 {
    let digest = Sha256::digest(text.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    ((u64::from_be_bytes(first) >> 4) % n.max(1)) as i64
}

/// The smallest letters of every character, as Unicode has it.
pub fn lower(text: &str) -> String {
    text.to_lowercase()
}

pub fn upper(text: &str) -> String {
    text.to_uppercase()
}
