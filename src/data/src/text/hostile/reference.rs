//! The rules of separated text once more, a byte at a time and without regard to speed: what the tokenizer is held to.

/// Records of `text` under the rules of the brief.
pub fn records(text: &[u8], separator: u8, quote: u8, blank_is_record: bool) -> Vec<Vec<Vec<u8>>> {
    let mut records = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (record, next, blank) = record(text, at, separator, quote, false)
            .unwrap_or_else(|| record(text, at, separator, quote, true).unwrap());
        if !blank || blank_is_record {
            records.push(record);
        }
        at = next;
    }
    records
}

type Parsed = (Vec<Vec<u8>>, usize, bool);

fn record(text: &[u8], start: usize, separator: u8, quote: u8, literal: bool) -> Option<Parsed> {
    let mut fields = Vec::new();
    let mut at = start;
    loop {
        let mut field = Vec::new();
        let mut rest_is_plain = true;
        let mut trim = true;
        if !literal && text.get(at) == Some(&quote) {
            at += 1;
            loop {
                let byte = *text.get(at)?;
                at += 1;
                if byte != quote {
                    field.push(byte);
                } else if text.get(at) == Some(&quote) {
                    field.push(quote);
                    at += 1;
                } else {
                    break;
                }
            }
            let next = &text[at..];
            if next.is_empty() || next[0] == separator || next[0] == b'\n' || next == b"\r" || next.starts_with(b"\r\n")
            {
                trim = false;
                if next.first() == Some(&b'\r') {
                    at += 1;
                }
                rest_is_plain = false;
            }
        }
        if rest_is_plain {
            while at < text.len() && text[at] != separator && text[at] != b'\n' {
                field.push(text[at]);
                at += 1;
            }
        }
        let ended = at >= text.len() || text[at] == b'\n';
        if ended && trim && field.last() == Some(&b'\r') {
            field.pop();
        }
        fields.push(field);
        if ended {
            let line = &text[start..at];
            return Some((fields, at + 1, line.is_empty() || line == b"\r"));
        }
        at += 1;
    }
}
