//! Text to tokens.

use crate::{Problem, Span};

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A word with dots: fact, parameter, function, keyword.
    Name(String),
    /// A number as written, with the unit that touches it.
    Number { digits: String, unit: String },
    /// A text, unescaped.
    Text(String),
    /// An operator or bracket.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// Longest first, so that `<=` is not read as `<`.
const SIGNS: [&str; 18] = [
    "==", "!=", "<=", ">=", "~=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", "=",
];

/// All tokens with their spans; the last one is [`Token::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token, Span)>, Problem> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or("");
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = one(rest, first, at)?;
        tokens.push((
            token,
            Span {
                start: at,
                end: at + length,
            },
        ));
        at += length;
    }
    tokens.push((
        Token::End,
        Span {
            start: text.len(),
            end: text.len(),
        },
    ));
    Ok(tokens)
}

fn one(rest: &str, first: char, at: usize) -> Result<(Token, usize), Problem> {
    if first == '"' || first == '\'' {
        return text_literal(rest, first, at);
    }
    if first.is_ascii_digit() {
        return Ok(number(rest));
    }
    if first.is_alphabetic() || first == '_' {
        let name = run(rest, |c| c.is_alphanumeric() || c == '_' || c == '.').trim_end_matches('.');
        return Ok((Token::Name(name.to_owned()), name.len()));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return if *sign == "=" {
            let span = Span {
                start: at,
                end: at + 1,
            };
            Err(Problem::new(span, "`=` is no operator").help("write `==` to compare"))
        } else {
            Ok((Token::Sign(sign), sign.len()))
        };
    }
    let span = Span {
        start: at,
        end: at + first.len_utf8(),
    };
    Err(foreign(first, span))
}

/// Signs of other languages deserve an answer, not just a refusal.
fn foreign(sign: char, span: Span) -> Problem {
    let problem = Problem::new(span, format!("`{sign}` means nothing here"));
    match sign {
        '&' => problem.help("write `and`"),
        '|' => problem.help("write `or`"),
        '!' => problem.help("write `not`, or `!=` to compare"),
        '{' | '}' => problem.help("facts are named without braces in conditions"),
        '“' | '”' | '„' => problem.help("write straight quotes: \"text\""),
        _ => problem,
    }
}

fn run(rest: &str, keep: impl Fn(char) -> bool) -> &str {
    let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
    rest.get(..end).unwrap_or(rest)
}

fn number(rest: &str) -> (Token, usize) {
    let whole = run(rest, |c| c.is_ascii_digit() || c == '_');
    let after = rest.get(whole.len()..).unwrap_or("");
    let fraction = match after.strip_prefix('.') {
        Some(digits) if digits.starts_with(|c: char| c.is_ascii_digit()) => after
            .get(..=run(digits, |c| c.is_ascii_digit() || c == '_').len())
            .unwrap_or(""),
        _ => "",
    };
    let unit = run(rest.get(whole.len() + fraction.len()..).unwrap_or(""), |c| {
        c.is_alphanumeric()
    });
    let length = whole.len() + fraction.len() + unit.len();
    let digits = format!("{whole}{fraction}").replace('_', "");
    (
        Token::Number {
            digits,
            unit: unit.to_owned(),
        },
        length,
    )
}

fn text_literal(rest: &str, quote: char, at: usize) -> Result<(Token, usize), Problem> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((offset, char)) = chars.next() {
        match char {
            _ if char == quote => return Ok((Token::Text(text), offset + 1)),
            '\\' => text.push_str(&escaped(chars.next(), at)?),
            _ => text.push(char),
        }
    }
    let span = Span {
        start: at,
        end: at + rest.len(),
    };
    Err(Problem::new(span, "this text has no end").help(format!("close it with {quote}")))
}

/// `\n`, `\t`, `\\`, quotes; any other pair stays as written, so that patterns need no doubled backslashes.
fn escaped(next: Option<(usize, char)>, at: usize) -> Result<String, Problem> {
    match next {
        Some((_, 'n')) => Ok("\n".to_owned()),
        Some((_, 't')) => Ok("\t".to_owned()),
        Some((_, char @ ('"' | '\'' | '\\'))) => Ok(char.to_string()),
        Some((_, char)) => Ok(format!("\\{char}")),
        None => Err(Problem::new(
            Span {
                start: at,
                end: at + 1,
            },
            "this text has no end",
        )),
    }
}
