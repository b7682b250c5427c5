//! Taking an error text apart: exceptions that wrap one another, outermost first.
//!
//! The service writes them as `Type: message --> Type: message`, or a line each. What stands before the first type is the
//! message of a nameless outermost one.

use regex::Regex;
use std::sync::LazyLock;

/// One exception of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    /// Name of the type without its namespace.
    pub(crate) exception: Option<&'a str>,
    /// What it says.
    pub(crate) message: &'a str,
}

/// Texts are looked at no further than this; what decides stands at their beginning or end.
const LONGEST: usize = 16 << 10;

/// Exceptions of a chain that are looked at, from the inside.
const DEEPEST: usize = 32;

static TYPE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = r"[A-Za-z_][A-Za-z0-9_]*(?:Exception|Exeption)|MapiException[A-Za-z0-9_]*";
    Regex::new(&format!(r"(?:[A-Za-z_][A-Za-z0-9_]*\.)*({name})\s*:")).ok()
});

/// The exceptions of a text, outermost first.
pub(crate) fn frames(text: &str) -> Vec<Frame<'_>> {
    let text = shortened(text);
    let Some(pattern) = TYPE.as_ref() else {
        return vec![Frame {
            exception: None,
            message: text,
        }];
    };
    let mut frames = Vec::new();
    let mut begin = 0;
    let mut exception = None;
    for found in pattern.captures_iter(text) {
        let (Some(whole), Some(name)) = (found.get(0), found.get(1)) else {
            continue;
        };
        push(&mut frames, exception, text.get(begin..whole.start()));
        (begin, exception) = (whole.end(), Some(name.as_str()));
    }
    push(&mut frames, exception, text.get(begin..));
    frames.split_off(frames.len().saturating_sub(DEEPEST))
}

fn push<'a>(frames: &mut Vec<Frame<'a>>, exception: Option<&'a str>, message: Option<&'a str>) {
    let message = tidy(message.unwrap_or_default());
    if exception.is_some() || !message.is_empty() {
        frames.push(Frame { exception, message });
    }
}

/// Without arrows and blanks at the ends.
fn tidy(message: &str) -> &str {
    let arrow = |c: char| c.is_whitespace() || matches!(c, '-' | '>' | '\u{a0}');
    message.trim_end_matches(arrow).trim_start_matches(arrow)
}

/// The text up to a bound, cut between characters.
fn shortened(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The message that says most about what happened: the innermost that is not empty.
pub(crate) fn innermost<'a>(frames: &[Frame<'a>]) -> &'a str {
    let last = frames.iter().rev().find(|frame| !frame.message.is_empty());
    last.map_or("", |frame| frame.message)
}
