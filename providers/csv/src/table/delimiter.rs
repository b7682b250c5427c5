//! What separates the columns.

use super::{Reader, Row};

/// A delimiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    Pipe,
}

/// Rows looked at where the first one says nothing.
const ROWS: usize = 20;

/// Octets looked at.
const SAMPLE: usize = 1 << 16;

impl Delimiter {
    /// In the order in which they are preferred.
    pub(crate) const ALL: [Delimiter; 4] = [
        Delimiter::Comma,
        Delimiter::Semicolon,
        Delimiter::Tab,
        Delimiter::Pipe,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Delimiter::Comma => "comma",
            Delimiter::Semicolon => "semicolon",
            Delimiter::Tab => "tab",
            Delimiter::Pipe => "pipe",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Delimiter> {
        Delimiter::ALL
            .into_iter()
            .find(|delimiter| delimiter.word() == word)
    }

    pub(crate) fn octet(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
            Delimiter::Pipe => b'|',
        }
    }

    pub(crate) fn of_char(c: char) -> Option<Delimiter> {
        Delimiter::ALL
            .into_iter()
            .find(|delimiter| char::from(delimiter.octet()) == c)
    }
}

/// The delimiter of a text that begins with its first row: the one with which most column names are found, else the
/// one that gives all rows the same number of columns, and of several the one a hint names.
pub(crate) fn sniff(text: &str, hint: Option<Delimiter>, is_name: &dyn Fn(&str) -> bool) -> Delimiter {
    let mut end = SAMPLE.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    let mut best = (Score::default(), Delimiter::Comma);
    for delimiter in Delimiter::ALL {
        let score = score(text, delimiter, hint == Some(delimiter), is_name);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// What speaks for a delimiter, the weightiest first.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    names: usize,
    several: bool,
    regular: bool,
    hinted: bool,
    columns: usize,
}

fn score(text: &str, delimiter: Delimiter, hinted: bool, is_name: &dyn Fn(&str) -> bool) -> Score {
    let mut reader = Reader::new(text, 1, delimiter, true);
    let mut row = Row::default();
    if !reader.read(&mut row) {
        return Score {
            hinted,
            ..Score::default()
        };
    }
    let names = row.values(text).filter(|value| is_name(value)).count();
    let columns = row.len();
    let mut regular = true;
    for _ in 0..ROWS {
        if !reader.read(&mut row) {
            break;
        }
        regular &= row.len() == columns;
    }
    let several = columns > 1;
    Score {
        names,
        several,
        regular: regular && several,
        hinted,
        columns,
    }
}
