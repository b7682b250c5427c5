//! One value of a copy. What reads the same with commas as it did before is copied as it stands, quotes included; the
//! rest is quoted anew (RFC 4180 section 2).

use crate::blank::trim;
use crate::file::append;
use crate::table::Cell;
use secrecy::zeroize::Zeroizing;

/// The octets of a copy. They hold passwords and are wiped, also where they are moved to have more room.
#[derive(Default)]
pub(crate) struct Ink {
    octets: Zeroizing<Vec<u8>>,
}

impl Ink {
    /// The cell with the same value.
    pub(crate) fn copy(&mut self, cell: &Cell, text: &str) {
        let written = cell.written(text);
        let outside = if cell.is_quoted() {
            cell.tail(text)
        } else {
            written
        };
        if outside.contains(',') {
            self.value(&cell.value(text));
        } else {
            self.plain(written);
        }
    }

    /// A value, in quotes if it needs them.
    pub(crate) fn value(&mut self, value: &str) {
        if !value.contains([',', '"', '\r', '\n']) {
            return self.plain(value);
        }
        self.plain("\"");
        for (number, piece) in value.split('"').enumerate() {
            if number > 0 {
                self.plain("\"\"");
            }
            self.plain(piece);
        }
        self.plain("\"");
    }

    /// Text as it is.
    pub(crate) fn plain(&mut self, text: &str) {
        append(&mut self.octets, text.as_bytes());
    }

    /// All of another one.
    pub(crate) fn add(&mut self, other: &Ink) {
        append(&mut self.octets, &other.octets);
    }

    /// Makes it empty and keeps its room.
    pub(crate) fn clear(&mut self) {
        self.octets.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.octets.len()
    }

    /// What is written so far.
    pub(crate) fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The same as text; only text is written.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.octets).unwrap_or_default()
    }
}

/// The value of a cell without blanks around, wherever they stand: in the quotes, after them, or before them, where a
/// strict reading takes the quotes for a part of the value.
pub(crate) fn cleaned(cell: &Cell, text: &str) -> Zeroizing<String> {
    let kept = |value: &str| Zeroizing::new(trim(value).to_owned());
    if cell.is_quoted() {
        return kept(&cell.value(text));
    }
    let written = cell.written(text);
    let bare = trim(written);
    match inside(bare) {
        Some(inner) if !written.starts_with('"') => kept(&Zeroizing::new(inner.replace("\"\"", "\""))),
        _ => kept(bare),
    }
}

/// What stands between a pair of quotes, if the text is such a pair and nothing else.
fn inside(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.replace("\"\"", "").contains('"')).then_some(inner)
}
