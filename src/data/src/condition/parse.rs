//! Text to syntax tree, with limits that keep hostile text from overflowing the stack.
//!
//! The parser bounds nesting itself; a chain such as `1+1+1+…` nests to the left without recursion and would overflow
//! when it is dropped, so operators are counted first.

use super::fault::{Fault, named_place};
use sqlparser::ast::Expr;
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Span, Token, TokenWithSpan, Tokenizer};

/// Longest text of a condition in bytes.
const LONGEST: usize = 256 << 10;
/// Operators and words in a condition, apart from literals, commas and parentheses.
const MOST_WORDS: usize = 2_000;

/// What a text is meant to be, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// "condition".
    pub noun: &'static str,
    /// One that works: "age > 40".
    pub example: &'static str,
    /// What to write instead of one that is too long: "several filters".
    pub several: &'static str,
    /// What to do about a token at the wrong place.
    pub advice: &'static str,
}

pub const CONDITION: Subject = Subject {
    noun: "condition",
    example: "age > 40 AND education IN ('master', 'doctorate')",
    several: "several filters",
    advice: "join conditions with AND or OR; put texts in single quotes",
};

pub fn parse(sql: &str) -> Result<Expr, Fault> {
    tree(tokens(sql, &CONDITION)?, &CONDITION)
}

/// The words of a text, if there are not too many.
pub fn tokens(sql: &str, subject: &Subject) -> Result<Vec<TokenWithSpan>, Fault> {
    let Subject { noun, example, several, .. } = subject;
    if sql.trim().is_empty() {
        return Err(Fault::new(
            Span::empty(),
            format!("the {noun} is empty"),
            format!("write {} {noun} such as `{example}`", article(noun)),
        ));
    }
    if sql.len() > LONGEST {
        let message = format!(
            "it has {}, the most is {}",
            ninefold_base::format::bytes(sql.len() as u64),
            ninefold_base::format::bytes(LONGEST as u64)
        );
        return Err(Fault::new(Span::empty(), message, format!("use {several}, one after the other")));
    }
    let tokens = Tokenizer::new(&GenericDialect {}, sql)
        .tokenize_with_location()
        .map_err(|error| unreadable(&error.to_string(), subject))?;
    check_tokens(&tokens, subject)?;
    Ok(tokens)
}

/// The syntax tree of one expression that takes all the words.
pub fn tree(tokens: Vec<TokenWithSpan>, subject: &Subject) -> Result<Expr, Fault> {
    let Subject { noun, advice, .. } = *subject;
    let mut parser = Parser::new(&GenericDialect {}).with_tokens_with_locations(tokens);
    let tree = parser.parse_expr().map_err(|error| match error {
        ParserError::RecursionLimitExceeded => too_deep(Span::empty(), subject),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => unreadable(&message, subject),
    })?;
    let rest = parser.peek_token();
    match rest.token {
        Token::EOF => Ok(tree),
        Token::SemiColon => Err(Fault::new(
            rest.span,
            format!("{} {noun} ends without `;`", article(noun)),
            "leave out the `;` and what follows",
        )),
        ref token if matches!(token, Token::Eq | Token::DoubleEq | Token::Assignment) => {
            Err(Fault::new(rest.span, format!("`{token}` cannot stand here"), "compare with a single `=`"))
        }
        ref token => Err(Fault::new(rest.span, format!("`{token}` cannot stand here"), advice)),
    }
}

pub fn too_deep(span: Span, subject: &Subject) -> Fault {
    let fix = format!("write it in fewer levels of parentheses, or as {}", subject.several);
    Fault::new(span, "it is nested too deeply", fix)
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn check_tokens(tokens: &[TokenWithSpan], subject: &Subject) -> Result<(), Fault> {
    let mut words = tokens.iter().filter(|token| {
        !matches!(
            token.token,
            Token::Whitespace(_)
                | Token::Comma
                | Token::LParen
                | Token::RParen
                | Token::Number(..)
                | Token::SingleQuotedString(_)
        )
    });
    if let Some(first) = words.next()
        && let Token::Word(word) = &first.token
        && word.quote_style.is_none()
        && ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "WITH", "WHERE", "FROM"]
            .contains(&word.value.to_uppercase().as_str())
        && tokens.iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).nth(1).is_some_and(|next| {
            !matches!(next.token, Token::Eq | Token::Neq | Token::Lt | Token::Gt | Token::LtEq | Token::GtEq)
        })
    {
        let message =
            format!("`{}` begins a statement; {} {} is a part of one", word.value, article(subject.noun), subject.noun);
        return Err(Fault::new(first.span, message, format!("write only that part, such as `{}`", subject.example)));
    }
    match words.nth(MOST_WORDS) {
        Some(token) => Err(Fault::new(
            token.span,
            "it is too long a chain of operators",
            format!("use IN (…) for many values, or {}", subject.several),
        )),
        None => Ok(()),
    }
}

fn unreadable(message: &str, subject: &Subject) -> Fault {
    let Subject { noun, example, .. } = subject;
    let (message, span) = named_place(message);
    let lower = message.to_lowercase();
    let message = message.trim_start_matches("sql parser error: ").to_string();
    if lower.contains("unterminated string") {
        return Fault::new(
            span,
            "a quote is opened here and never closed",
            "close it with `'`; a quote inside a text is written twice: 'O''Hara'",
        );
    }
    if lower.contains("unterminated") || lower.contains("close delimiter") {
        return Fault::new(span, "a quoted name is opened here and never closed", "close it with `\"`");
    }
    if lower.contains("found: eof") {
        return Fault::new(
            span,
            format!("the {noun} ends too early"),
            format!("complete it, such as `{example}`; every `(` needs a `)`"),
        );
    }
    Fault::new(
        span,
        message.replace("Expected:", "expected"),
        format!("{} {noun} looks like `{example}`", article(noun)),
    )
}
