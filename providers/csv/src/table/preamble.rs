//! What stands before the header: blank lines, and hints of the program that wrote the file.

use super::{Delimiter, LineEnd};
use crate::blank::{all_blank, trim};
use memchr::memchr2;

/// Where the first row begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Preamble {
    /// Its place in the text.
    pub(crate) at: usize,
    /// Its line.
    pub(crate) line: i64,
    /// The delimiter that Excel's `sep=` names.
    pub(crate) hint: Option<Delimiter>,
}

/// Skips blank lines, `sep=;` (Excel) and `#TYPE ...` (Export-Csv of Windows PowerShell without -NoTypeInformation).
pub(crate) fn preamble(text: &str) -> Preamble {
    let mut found = Preamble {
        at: 0,
        line: 1,
        hint: None,
    };
    loop {
        let rest = text.get(found.at..).unwrap_or_default();
        let length = memchr2(b'\r', b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or_default();
        let separator = separator(line);
        if !(blank(line) || separator.is_some() || is_type(line)) {
            return found;
        }
        found.hint = found.hint.or(separator.flatten());
        let Some(end) = LineEnd::at(text, found.at + length) else {
            found.at = text.len();
            return found;
        };
        found.at += length + end.octets();
        found.line += 1;
    }
}

/// A line of tabs is a row of empty values.
fn blank(line: &str) -> bool {
    all_blank(line) && !line.contains('\t')
}

fn unquoted(line: &str) -> &str {
    let line = trim(line);
    line.strip_prefix('"')
        .and_then(|line| line.strip_suffix('"'))
        .unwrap_or(line)
}

/// Whether it is Excel's hint, and what it names.
fn separator(line: &str) -> Option<Option<Delimiter>> {
    // The last one may be a blank itself, a tab.
    let line = line.trim_start_matches(['"', '\u{feff}', ' ']);
    let (word, rest) = line.split_at_checked(4)?;
    if !word.eq_ignore_ascii_case("sep=") {
        return None;
    }
    let mut rest = rest.chars();
    let named = rest.next()?;
    all_blank(rest.as_str().trim_end_matches('"')).then(|| Delimiter::of_char(named))
}

fn is_type(line: &str) -> bool {
    let word = unquoted(line).split_whitespace().next().unwrap_or_default();
    word.eq_ignore_ascii_case("#TYPE")
}
