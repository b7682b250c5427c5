//! A file that is open as a table: its header is read, its rows are not yet.

use crate::content::Text;
use crate::file::Cut;
use crate::header::{Header, Names, header};
use crate::settings::Order;
use crate::table::{Delimiter, Reader, Row, Value, preamble, sniff};

/// A text with its header. It holds passwords.
pub(crate) struct Sheet {
    pub(crate) text: Text,
    /// Why the text is not all of the file.
    pub(crate) cut: Option<Cut>,
    pub(crate) delimiter: Delimiter,
    pub(crate) header: Header,
    /// The line of the first row; nothing where there is none.
    pub(crate) first_line: Option<i64>,
    /// Where rows begin, in the text and as a line.
    start: (usize, i64),
}

impl Sheet {
    /// Finds the first row and looks whether it is a header.
    pub(crate) fn open(text: Text, cut: Option<Cut>, order: &Order, names: &Names) -> Sheet {
        let preamble = preamble(&text.text);
        let rows = text.text.get(preamble.at..).unwrap_or_default();
        let delimiter = order
            .delimiter
            .unwrap_or_else(|| sniff(rows, preamble.hint, &|value| names.is_name(value)));
        let mut reader = Reader::new(rows, preamble.line, delimiter, cut.is_none());
        let mut row = Row::default();
        let found = reader.read(&mut row);
        let values: Vec<Value<'_>> = row.values(rows).collect();
        let header = header(&values, row.len(), names);
        let mut start = (preamble.at, preamble.line);
        if header.present {
            let (at, line) = reader.place();
            start = (preamble.at + at, line);
        }
        let first_line = found.then_some(row.line);
        drop(values);
        Sheet {
            text,
            cut,
            delimiter,
            header,
            first_line,
            start,
        }
    }

    /// The text that rows have their places in.
    pub(crate) fn rows_text(&self) -> &str {
        self.text.text.get(self.start.0..).unwrap_or_default()
    }

    /// The first row once more, with the text that it has its places in.
    pub(crate) fn head(&self) -> (&str, Row) {
        let preamble = preamble(&self.text.text);
        let text = self.text.text.get(preamble.at..).unwrap_or_default();
        let mut row = Row::default();
        Reader::new(text, preamble.line, self.delimiter, self.cut.is_none()).read(&mut row);
        (text, row)
    }

    /// Lines of the first row on which a quote opens that never closes.
    pub(crate) fn unclosed_in_head(&self) -> Vec<i64> {
        let preamble = preamble(&self.text.text);
        let text = self.text.text.get(preamble.at..).unwrap_or_default();
        let mut reader = Reader::new(text, preamble.line, self.delimiter, self.cut.is_none());
        reader.read(&mut Row::default());
        reader.tally.unclosed
    }

    /// What stands before the first row.
    pub(crate) fn above_head(&self) -> &str {
        let end = preamble(&self.text.text).at + self.head().1.place.start;
        self.text.text.get(..end).unwrap_or_default()
    }

    /// Reads the rows after the header.
    pub(crate) fn rows(&self) -> Reader<'_> {
        Reader::new(self.rows_text(), self.start.1, self.delimiter, self.cut.is_none())
    }

    /// What stands before the rows: the header, and what stands before it.
    pub(crate) fn above(&self) -> &str {
        self.text.text.get(..self.start.0).unwrap_or_default()
    }
}
