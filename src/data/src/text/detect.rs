//! What a file's beginning tells: encoding, separator, quote, header, decimal comma. Each decision gives its reason.

use super::classify::{Class, classify};
use super::split::{Cut, Field, Written, meant};
use ninefold_base::format::{counted, grouped};
use ninefold_base::read::{DelimitedDialect, Encoding, Quote, ReadOptions};
use ninefold_base::{Problem, text};
use std::collections::HashMap;

/// Records looked at.
const RECORDS: usize = 200;
/// Lines that may stand before the table.
const PREAMBLE: usize = 10;

/// An encoding, its reason, and whether a byte order mark stands at the beginning.
pub struct Encoded {
    pub encoding: Encoding,
    pub mark: bool,
    pub reason: String,
}

/// Tells the encoding of a file from its first bytes.
pub fn encoding(sample: &[u8], chosen: Option<Encoding>) -> Encoded {
    let marked = match sample {
        [0xef, 0xbb, 0xbf, ..] => Some(Encoding::Utf8),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        _ => None,
    };
    if let Some(encoding) = chosen {
        return Encoded {
            encoding,
            mark: marked == Some(encoding),
            reason: format!("encoding {}: as you chose", encoding.label()),
        };
    }
    if let Some(encoding) = marked {
        return Encoded {
            encoding,
            mark: true,
            reason: format!("encoding {}: it begins with that byte order mark", encoding.label()),
        };
    }
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = (sample.len() / 2).max(1);
    if odd * 10 > half * 4 && even * 20 < half {
        return Encoded {
            encoding: Encoding::Utf16Le,
            mark: false,
            reason: "encoding utf-16le: every second byte is zero".into(),
        };
    }
    if even * 10 > half * 4 && odd * 20 < half {
        return Encoded {
            encoding: Encoding::Utf16Be,
            mark: false,
            reason: "encoding utf-16be: every second byte is zero".into(),
        };
    }
    let (valid, invalid) = utf8_counts(sample);
    if invalid == 0 || valid > invalid {
        let reason = match (invalid, valid) {
            (0, 0) => "encoding utf-8: only ASCII characters at the beginning".into(),
            (0, _) => format!(
                "encoding utf-8: {} beyond ASCII at the beginning, all of them valid",
                counted(valid, "character")
            ),
            _ => format!(
                "encoding utf-8: {} beyond ASCII are valid, {} are not",
                counted(valid, "character"),
                grouped(invalid)
            ),
        };
        return Encoded { encoding: Encoding::Utf8, mark: false, reason };
    }
    Encoded {
        encoding: Encoding::Windows1252,
        mark: false,
        reason: format!("encoding windows-1252: {} are no utf-8", counted(invalid, "byte")),
    }
}

/// Valid characters beyond ASCII, and invalid sequences; a character cut at the end counts as neither.
fn utf8_counts(sample: &[u8]) -> (u64, u64) {
    let (mut valid, mut invalid) = (0, 0);
    let mut rest = sample;
    while !rest.is_empty() {
        match std::str::from_utf8(rest) {
            Ok(text) => return (valid + beyond_ascii(text), invalid),
            Err(error) => {
                let (good, bad) = rest.split_at(error.valid_up_to());
                valid += beyond_ascii(std::str::from_utf8(good).unwrap_or_default());
                let Some(length) = error.error_len() else { return (valid, invalid) };
                invalid += 1;
                rest = &bad[length..];
            }
        }
    }
    (valid, invalid)
}

fn beyond_ascii(text: &str) -> u64 {
    text.chars().filter(|character| !character.is_ascii()).count() as u64
}

/// How separated text is cut, where its first record begins, and what its columns are called.
pub struct Detected {
    pub cut: Cut,
    pub dialect: DelimitedDialect,
    pub reasons: Vec<String>,
    /// Where the first data record begins in the sample.
    pub start: usize,
    /// The fields of the header, if there is one.
    pub header: Option<Vec<String>>,
    pub skipped_lines: u64,
}

struct Candidate {
    separator: u8,
    records: Vec<(usize, Vec<Field>)>,
    /// The commonest number of fields.
    fields: usize,
    /// Records with that many.
    agreeing: usize,
    /// Share of fields that are values rather than text.
    typed: f64,
}

/// Tells the dialect of separated text. `whole` says that the sample is the whole file.
pub fn delimited(sample: &[u8], whole: bool, options: &ReadOptions, encoded: &Encoded) -> Result<Detected, Problem> {
    let mut reasons = Vec::new();
    let mut start = 0;
    let mut separator = options.separator.map(ascii).transpose()?;
    let mut says_separator = false;
    if let Some(rest) = sample.strip_prefix(b"sep=")
        && let [named, b'\n' | b'\r', ..] = rest
    {
        says_separator = memchr::memchr(b'\n', sample).is_some();
        start = memchr::memchr(b'\n', sample).map_or(sample.len(), |end| end + 1);
        reasons.push(format!("separator `{}`: the first line says so", shown(*named)));
        separator = separator.or(Some(*named));
    } else if let Some(chosen) = separator {
        reasons.push(format!("separator `{}`: as you chose", shown(chosen)));
    }
    let carriage_returns = memchr::memchr(b'\n', sample).is_none()
        && memchr::memchr(b'\r', sample).is_some_and(|at| at + 1 < sample.len());
    for _ in 0..options.skip_lines.unwrap_or(0) {
        start = line_end(sample, start, carriage_returns);
    }
    let quote = match options.quote {
        Some(Quote::Off) => None,
        Some(Quote::Char(quote)) => Some(ascii(quote)?),
        None => Some(detected_quote(&sample[start..])),
    };
    let cut = |separator| Cut { separator, quote, carriage_returns, skip_space: false, blank_is_record: false };
    let body = &sample[start..];
    let best = match separator {
        Some(separator) => candidate(cut(separator), body, whole),
        None => {
            let best = best(body, whole, cut);
            reasons.push(separator_reason(&best));
            best
        }
    };
    let mut cut = cut(best.separator);
    cut.blank_is_record = best.fields == 1;
    cut.skip_space = best.separator != b' ' && spaced(body, &best);
    reasons.push(match quote {
        Some(quote) => {
            format!("quote `{}`{}", char::from(quote), if options.quote.is_some() { ": as you chose" } else { "" })
        }
        None => "no quotes: as you chose".into(),
    });
    if cut.skip_space {
        reasons.push("every separator is followed by a space, which belongs to it".into());
    }
    if carriage_returns {
        reasons.push("lines end with a carriage return".into());
    }
    let skipped = if options.skip_lines.is_some() { 0 } else { preamble(&best) };
    let at = best.records.get(skipped).map_or(0, |(at, _)| *at);
    let lines_before = |at: usize| lines(&sample[..start + at], carriage_returns) - u64::from(says_separator);
    if skipped > 0 {
        reasons.push(format!(
            "{} at the beginning left out: fewer fields than the {} of the table",
            counted(lines_before(at), "line"),
            grouped(best.fields as u64)
        ));
    }
    let rows = reread(&cut, &body[at..], whole);
    let decimal_comma =
        options.decimal_comma.unwrap_or_else(|| cut.separator != b',' && has_decimal_comma(&cut, &body[at..], &rows));
    if decimal_comma {
        reasons.push(format!(
            "decimal comma{}",
            if options.decimal_comma.is_some() { ": as you chose" } else { ": numbers are written 1,5" }
        ));
    }
    let is_header = match options.header {
        Some(header) => {
            reasons.push(if header { "header: as you chose".into() } else { "no header: as you chose".to_string() });
            header
        }
        None => {
            let (header, reason) = header(&cut, &body[at..], &rows, decimal_comma);
            reasons.push(reason);
            header
        }
    };
    // In a table of one column without a header, empty lines at the beginning are rows like any other.
    let begin = if cut.blank_is_record && !is_header && skipped == 0 { 0 } else { at };
    let mut first = start + begin;
    let mut names = None;
    if is_header && let Some((_, fields, next)) = rows.first() {
        let mut scratch = Vec::new();
        let name =
            |field: &Field| String::from_utf8_lossy(meant(field, &body[at..], quote, &mut scratch)).trim().to_string();
        names = Some(fields.iter().map(name).collect::<Vec<String>>());
        first += next;
    }
    reasons.insert(0, encoded.reason.clone());
    let width = names.as_ref().map_or(0, Vec::len).max(best.fields);
    let dialect = DelimitedDialect {
        separator: char::from(cut.separator),
        quote: quote.map_or(Quote::Off, |quote| Quote::Char(char::from(quote))),
        header: is_header,
        encoding: encoded.encoding,
        byte_order_mark: encoded.mark,
        decimal_comma,
        skip_lines: options.skip_lines.unwrap_or(lines_before(begin)),
        fields: width,
    };
    Ok(Detected { cut, dialect, reasons, start: first, header: names, skipped_lines: lines_before(begin) })
}

fn ascii(character: char) -> Result<u8, Problem> {
    u8::try_from(character).ok().filter(|byte| byte.is_ascii() && !matches!(byte, b'\n' | b'\r')).ok_or_else(|| {
        Problem::new(
            format!("`{}` cannot part fields or quote them", text::visible(&character.to_string())),
            "separator and quote are single ASCII characters",
            "choose another",
        )
    })
}

fn shown(byte: u8) -> String {
    match byte {
        b'\t' => "tab".into(),
        b' ' => "space".into(),
        0..0x20 => format!("\\x{byte:02x}"),
        _ => char::from(byte).to_string(),
    }
}

fn lines(text: &[u8], carriage_returns: bool) -> u64 {
    memchr::memchr_iter(if carriage_returns { b'\r' } else { b'\n' }, text).count() as u64
}

fn line_end(sample: &[u8], start: usize, carriage_returns: bool) -> usize {
    let newline = if carriage_returns { b'\r' } else { b'\n' };
    memchr::memchr(newline, &sample[start..]).map_or(sample.len(), |found| start + found + 1)
}

/// `'` if there is no `"` and many fields stand between single quotes; else `"`.
fn detected_quote(sample: &[u8]) -> u8 {
    if memchr::memchr(b'"', sample).is_some() {
        return b'"';
    }
    let opens = sample
        .windows(2)
        .filter(|pair| pair[1] == b'\'' && matches!(pair[0], b',' | b';' | b'\t' | b'|' | b'\n'))
        .count();
    let closes = sample
        .windows(2)
        .filter(|pair| pair[0] == b'\'' && matches!(pair[1], b',' | b';' | b'\t' | b'|' | b'\n' | b'\r'))
        .count();
    let lines = memchr::memchr_iter(b'\n', sample).count();
    if opens >= 2 && opens * 10 >= closes * 9 && closes * 10 >= opens * 9 && opens >= lines / 2 { b'\'' } else { b'"' }
}

fn candidate(cut: Cut, sample: &[u8], whole: bool) -> Candidate {
    let mut records = Vec::new();
    let mut fields = Vec::new();
    let mut at = 0;
    while records.len() < RECORDS && at < sample.len() {
        let Ok(ended) = cut.believable_record(sample, at, whole, &mut fields) else { break };
        if !ended.oddity.blank {
            records.push((at, fields.clone()));
        }
        at = ended.next;
    }
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for (_, fields) in &records {
        *counts.entry(fields.len()).or_default() += 1;
    }
    // Of equally common numbers the larger one: a table has rarely too few separators.
    let (fields, agreeing) = counts.into_iter().max_by_key(|(fields, count)| (*count, *fields)).unwrap_or((1, 0));
    let mut typed = 0;
    let mut seen = 0;
    for (_, record) in records.iter().skip(1) {
        for field in record {
            seen += 1;
            typed += usize::from(!matches!(
                classify(field.raw(sample), field.written, true).0,
                Class::Text | Class::CommaFloat
            ));
        }
    }
    let typed = typed as f64 / (seen as f64).max(1.0);
    Candidate { separator: cut.separator, records, fields, agreeing, typed }
}

fn best(sample: &[u8], whole: bool, cut: impl Fn(u8) -> Cut) -> Candidate {
    let usual = [b',', b'\t', b';', b'|'].map(|separator| candidate(cut(separator), sample, whole));
    let score = |candidate: &Candidate| {
        if candidate.fields < 2 {
            return 0.0;
        }
        let agreement = candidate.agreeing as f64 / candidate.records.len().max(1) as f64;
        agreement * agreement * (1.0 + candidate.typed / 2.0) + (candidate.fields.min(20) as f64) / 1000.0
    };
    let mut chosen = usual
        .into_iter()
        .reduce(|one, other| if score(&other) > score(&one) { other } else { one })
        .expect("there are four");
    // Rarer ones only with strong evidence: no usual one parts anything, and every row agrees.
    if score(&chosen) < 0.3 {
        for separator in [0x01, b'^', b':', b' '] {
            let other = candidate(cut(separator), sample, whole);
            if other.fields >= 2
                && other.agreeing == other.records.len()
                && other.records.len() >= 3
                && score(&other) > score(&chosen)
            {
                chosen = other;
            }
        }
    }
    if chosen.fields < 2 || chosen.agreeing * 2 < chosen.records.len() && score(&chosen) < 0.2 {
        return candidate(cut(b','), sample, whole);
    }
    chosen
}

fn separator_reason(best: &Candidate) -> String {
    let name = shown(best.separator);
    if best.fields < 2 {
        return format!("separator `{name}`: none parts the first rows, so there is one column");
    }
    let rows = best.records.len();
    if best.agreeing == rows {
        format!(
            "separator `{name}`: {} in each of the first {}",
            counted(best.fields as u64, "field"),
            counted(rows as u64, "row")
        )
    } else {
        format!(
            "separator `{name}`: {} in {} of the first {}",
            counted(best.fields as u64, "field"),
            grouped(best.agreeing as u64),
            counted(rows as u64, "row")
        )
    }
}

/// True if every field but the first begins with a space.
fn spaced(sample: &[u8], best: &Candidate) -> bool {
    let rows: Vec<_> = best.records.iter().filter(|(_, fields)| fields.len() == best.fields).collect();
    let begins = |field: &Field| field.written == Written::Bare && sample.get(field.start) == Some(&b' ');
    best.fields > 1 && rows.len() >= 2 && rows.iter().all(|(_, fields)| fields[1..].iter().all(begins))
}

/// Lines before the table: far fewer fields than the rest, which agrees.
fn preamble(best: &Candidate) -> usize {
    let first = best.records.iter().position(|(_, fields)| fields.len() * 2 > best.fields).unwrap_or(0);
    let rest = best.records.len() - first;
    if best.fields >= 2 && first > 0 && first <= PREAMBLE && rest >= 3 && best.agreeing * 10 >= rest * 9 {
        first
    } else {
        0
    }
}

type Row = (usize, Vec<Field>, usize);

fn reread(cut: &Cut, sample: &[u8], whole: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut fields = Vec::new();
    let mut at = 0;
    while rows.len() < RECORDS && at < sample.len() {
        let Ok(ended) = cut.believable_record(sample, at, whole, &mut fields) else { break };
        if !ended.oddity.blank {
            rows.push((at, fields.clone(), ended.next));
        }
        at = ended.next;
    }
    rows
}

fn class_of(cut: &Cut, sample: &[u8], field: &Field, decimal_comma: bool) -> Class {
    let mut scratch = Vec::new();
    classify(meant(field, sample, cut.quote, &mut scratch), field.written, decimal_comma).0
}

fn has_decimal_comma(cut: &Cut, sample: &[u8], rows: &[Row]) -> bool {
    let width = rows.iter().map(|(_, fields, _)| fields.len()).max().unwrap_or(0);
    (0..width).any(|column| {
        let classes: Vec<Class> = rows
            .iter()
            .skip(1)
            .filter_map(|(_, fields, _)| fields.get(column))
            .map(|field| class_of(cut, sample, field, true))
            .collect();
        classes.contains(&Class::CommaFloat)
            && classes.iter().all(|class| {
                matches!(
                    class,
                    Class::CommaFloat
                        | Class::Integer
                        | Class::Empty
                        | Class::QuotedEmpty
                        | Class::Marker
                        | Class::NotANumber
                        | Class::LeadingZeros
                )
            })
    })
}

/// Whether the first row names the columns. In order: a value above values of its kind says no; a text above values
/// says yes; otherwise names must be unique, not empty, and not occur as values below them.
fn header(cut: &Cut, sample: &[u8], rows: &[Row], decimal_comma: bool) -> (bool, String) {
    let Some((_, first, _)) = rows.first() else { return (false, "no header: there is no row".into()) };
    let class = |field: &Field| class_of(cut, sample, field, decimal_comma);
    let is_value = |class: Class| class > Class::Marker && class < Class::List;
    let mut text_above_values = false;
    for (column, field) in first.iter().enumerate() {
        let above = class(field);
        let below: Vec<Class> = rows[1..]
            .iter()
            .filter_map(|(_, fields, _)| fields.get(column))
            .map(class)
            .filter(|class| *class > Class::Marker)
            .collect();
        let values = below.iter().filter(|class| is_value(**class)).count();
        let mostly_values = !below.is_empty() && values * 2 > below.len();
        if is_value(above) && (mostly_values || below.is_empty()) {
            return (false, format!("no header: the first row has a value in column {}", grouped(column as u64 + 1)));
        }
        text_above_values |= above == Class::Text && mostly_values;
    }
    if text_above_values {
        return (true, "header: the first row is text above values".into());
    }
    let mut scratch = Vec::new();
    let names: Vec<Vec<u8>> =
        first.iter().map(|field| meant(field, sample, cut.quote, &mut scratch).to_vec()).collect();
    let mut unique = names.clone();
    unique.sort();
    unique.dedup();
    // An unnamed first column is common: row numbers that somebody wrote along.
    if unique.len() < names.len() || names.iter().skip(1).any(Vec::is_empty) {
        return (false, "no header: the first row has empty or repeated fields".into());
    }
    for (_, fields, _) in &rows[1..] {
        for field in fields {
            let value = meant(field, sample, cut.quote, &mut scratch);
            // By bisection: there may be a hundred thousand names.
            if !value.is_empty() && unique.binary_search_by(|name| name.as_slice().cmp(value)).is_ok() {
                let shown = text::fit(&text::visible(&String::from_utf8_lossy(value)), 30);
                return (false, format!("no header: `{shown}` of the first row occurs again below"));
            }
        }
    }
    (true, "header: the fields of the first row are unique texts that do not occur again".into())
}

#[cfg(test)]
mod tests;
