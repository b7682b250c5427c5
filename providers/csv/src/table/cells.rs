//! A row and its cells: places in the text, and the values that are made of them when asked for.

use secrecy::zeroize::Zeroizing;
use std::ops::{Deref, Range};

/// A value of a cell. It may be a password: built values are wiped.
pub(crate) enum Value<'t> {
    /// As it stands in the text.
    Plain(&'t str),
    /// Put together without its quotes.
    Built(Zeroizing<String>),
}

impl Deref for Value<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Value::Plain(text) => text,
            Value::Built(text) => text,
        }
    }
}

impl AsRef<str> for Value<'_> {
    fn as_ref(&self) -> &str {
        self
    }
}

/// A row: places in the text, no text.
#[derive(Default)]
pub(crate) struct Row {
    /// The line on which it begins.
    pub(crate) line: i64,
    /// Whether a value holds a line break.
    pub(crate) spans: bool,
    /// All of it, without its line end.
    pub(crate) place: Range<usize>,
    /// The first ones.
    cells: Vec<Cell>,
    /// Number of cells.
    count: usize,
}

/// Cells of a row that are kept; a file of more columns is no migration file, and may be one long line.
const CELLS: usize = 256;

#[derive(Default)]
pub(crate) struct Cell {
    /// Whether it begins with a quote that is closed.
    pub(super) quoted: bool,
    /// Without quotes around.
    pub(super) inner: Range<usize>,
    /// Whether quotes in it are doubled.
    pub(super) doubled: bool,
    /// What stands between the closing quote and the delimiter.
    pub(super) tail: Range<usize>,
}

impl Row {
    /// Number of cells.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.count = 0;
        self.spans = false;
    }

    pub(super) fn push(&mut self, cell: Cell) {
        self.count += 1;
        if self.cells.len() < CELLS {
            self.cells.push(cell);
        }
    }

    /// The cells, the first ones where there are very many.
    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The value of a column.
    pub(crate) fn value<'t>(&self, text: &'t str, column: usize) -> Option<Value<'t>> {
        self.cells.get(column).map(|cell| cell.value(text))
    }

    /// The values, the first ones where there are very many.
    pub(crate) fn values<'t>(&self, text: &'t str) -> impl Iterator<Item = Value<'t>> {
        self.cells.iter().map(|cell| cell.value(text))
    }
}

impl Cell {
    /// Whether it begins with a quote that is closed.
    pub(crate) fn is_quoted(&self) -> bool {
        self.quoted
    }

    /// Where it begins.
    pub(crate) fn start(&self) -> usize {
        self.inner.start - usize::from(self.quoted)
    }

    /// As it stands in the text, quotes included.
    pub(crate) fn written<'t>(&self, text: &'t str) -> &'t str {
        let end = if self.quoted {
            self.tail.end
        } else {
            self.inner.end
        };
        text.get(self.start()..end).unwrap_or_default()
    }

    /// What stands between the closing quote and the delimiter.
    pub(crate) fn tail<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.tail.clone()).unwrap_or_default()
    }

    /// The value, without its quotes.
    pub(crate) fn value<'t>(&self, text: &'t str) -> Value<'t> {
        let part = |place: &Range<usize>| text.get(place.clone()).unwrap_or_default();
        let inner = part(&self.inner);
        if !self.doubled && self.tail.is_empty() {
            return Value::Plain(inner);
        }
        let mut built = Zeroizing::new(String::with_capacity(inner.len() + self.tail.len()));
        let mut pieces = inner.split("\"\"");
        if self.doubled {
            built.push_str(pieces.next().unwrap_or_default());
            pieces.for_each(|piece| {
                built.push('"');
                built.push_str(piece);
            });
        } else {
            built.push_str(inner);
        }
        built.push_str(part(&self.tail));
        Value::Built(built)
    }
}
