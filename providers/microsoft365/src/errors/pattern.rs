//! Patterns of texts: what is fixed, with `{placeholders}` for what differs.
//!
//! Fixed parts fit whatever blanks, quotes and letter case a text went through on its way, and whatever letter i: case
//! conversion on a Turkish system makes `İ` of `i` and `ı` of `I`. Turkish is often typed, and printed by old consoles, with
//! English letters alone.

use super::near;
use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A placeholder that no file describes: any text, as little as fits.
const ANYTHING: &str = r"(?s:.*?)";

/// Whatever stands for a quotation mark.
const QUOTES: &str = "[\"'‘’`´“”„«»]";

/// Memory of one compiled pattern.
const MEMORY: usize = 1 << 20;

/// The regular expression of a pattern, and the length of its fixed parts.
pub(super) fn compile(
    pattern: &str,
    whole: bool,
    captures: &BTreeMap<String, String>,
) -> Result<(Regex, usize), String> {
    let mut regex = String::from(if whole { r"^\s*" } else { "" });
    let mut weight = 0;
    let mut named: Vec<&str> = Vec::new();
    let parts = parts(pattern)?;
    for (at, part) in parts.iter().enumerate() {
        match *part {
            Part::Fixed(text) => {
                weight += text.chars().filter(|c| c.is_alphanumeric()).count();
                fixed_part(&mut regex, text, at > 0, at + 1 < parts.len());
            }
            Part::Placeholder(name) => {
                if named.contains(&name) {
                    return Err(format!("`{{{name}}}` stands twice in a pattern"));
                }
                named.push(name);
                let shape = captures.get(name).map_or(ANYTHING, String::as_str);
                let _ = write!(regex, "{QUOTES}*(?P<{name}>{shape}){QUOTES}*?");
            }
        }
    }
    // What is taken as little as fits must end somewhere.
    if pattern.ends_with('}') {
        regex.push_str(r#"(?:['"\s.,;]|$)"#);
    }
    if whole {
        regex.push_str(r"\s*\.?\s*$");
    }
    let built = RegexBuilder::new(&regex)
        .case_insensitive(true)
        .size_limit(MEMORY)
        .build();
    built
        .map(|regex| (regex, weight))
        .map_err(|error| format!("`{pattern}`: {error}"))
}

/// The fixed parts of a pattern.
pub(super) fn fixed(pattern: &str) -> String {
    let parts = parts(pattern).unwrap_or_default();
    let fixed = parts.iter().filter_map(|part| match part {
        Part::Fixed(text) => Some(*text),
        Part::Placeholder(_) => None,
    });
    fixed.collect::<Vec<_>>().join(" ")
}

enum Part<'a> {
    Fixed(&'a str),
    Placeholder(&'a str),
}

fn parts(pattern: &str) -> Result<Vec<Part<'_>>, String> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| format!("`{pattern}`: a brace is not closed"))?;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return Err(format!("`{{{name}}}` is no name of a placeholder"));
        }
        parts.extend([Part::Fixed(before), Part::Placeholder(name)]);
        rest = after;
    }
    parts.push(Part::Fixed(rest));
    Ok(parts)
}

/// A quotation mark that touches a placeholder ends it, so it has to be there; others may get lost on the way.
fn fixed_part(regex: &mut String, text: &str, after: bool, before: bool) {
    let quoted = |c: char| matches!(c, '\'' | '"');
    let text = match text.strip_prefix(quoted).filter(|_| after) {
        Some("") if !before => return regex.push_str(&format!(r"{QUOTES}(?:[\s.,;)]|$)")),
        Some(rest) => {
            regex.push_str(QUOTES);
            rest
        }
        None => text,
    };
    match text.strip_suffix(quoted).filter(|_| before) {
        Some(rest) => {
            literal(regex, rest);
            regex.push_str(QUOTES);
        }
        None => literal(regex, text),
    }
}

fn literal(regex: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => regex.push_str(r"[\s\u{a0}]*"),
            '\'' | '"' => {
                regex.push_str(QUOTES);
                regex.push('*');
            }
            'i' | 'I' | 'ı' | 'İ' => regex.push_str("(?:[iIıİ]|i\u{307})"),
            c if near::bare(c) != c => {
                let _ = write!(regex, "[{c}{}]", near::bare(c));
            }
            '.' | ',' | ':' => {
                regex.push_str(r"\s*");
                regex.push_str(&regex::escape(&c.to_string()));
            }
            c => regex.push_str(&regex::escape(&c.to_string())),
        }
    }
}
