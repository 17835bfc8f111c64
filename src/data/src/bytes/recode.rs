//! Any encoding to UTF-8, piece by piece, with a state that can be copied.

use ninefold_base::read::Encoding;

/// Undoes one encoding. Bytes that cannot be decoded yet wait for the next piece.
#[derive(Debug, Clone)]
pub struct Recode {
    encoding: Encoding,
    waiting: Vec<u8>,
}

impl Recode {
    pub fn new(encoding: Encoding) -> Self {
        Self { encoding, waiting: Vec::new() }
    }

    /// Appends `input` as UTF-8. What is no character becomes U+FFFD. With `last`, nothing is kept waiting.
    pub fn push(&mut self, input: &[u8], last: bool, output: &mut Vec<u8>) {
        match self.encoding {
            Encoding::Utf8 => output.extend_from_slice(input),
            Encoding::Latin1 => input.iter().for_each(|byte| push_char(char::from(*byte), output)),
            Encoding::Windows1252 => {
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(input);
                output.extend_from_slice(text.as_bytes());
            }
            Encoding::Utf16Le | Encoding::Utf16Be => self.push_utf16(input, last, output),
        }
    }

    fn push_utf16(&mut self, input: &[u8], last: bool, output: &mut Vec<u8>) {
        let mut bytes = std::mem::take(&mut self.waiting);
        bytes.extend_from_slice(input);
        let unit = |pair: &[u8]| match self.encoding {
            Encoding::Utf16Be => u16::from_be_bytes([pair[0], pair[1]]),
            _ => u16::from_le_bytes([pair[0], pair[1]]),
        };
        let mut whole = bytes.len() & !1;
        // The first half of a surrogate pair waits for the second.
        if !last && whole >= 2 && (0xd800..0xdc00).contains(&unit(&bytes[whole - 2..whole])) {
            whole -= 2;
        }
        for character in char::decode_utf16(bytes[..whole].chunks_exact(2).map(unit)) {
            push_char(character.unwrap_or(char::REPLACEMENT_CHARACTER), output);
        }
        if last && whole < bytes.len() {
            push_char(char::REPLACEMENT_CHARACTER, output);
        } else {
            self.waiting = bytes.split_off(whole);
        }
    }
}

fn push_char(character: char, output: &mut Vec<u8>) {
    output.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}
