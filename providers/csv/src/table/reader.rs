//! Rows of cells, with the lines they stand on. RFC 4180 where the file follows it; where not, the reading that loses
//! least: what follows a closing quote belongs to the value, and a quote that never closes is an ordinary character.

use super::cells::{Cell, Row};
use super::{Delimiter, LineEnd};
use crate::blank::all_blank;
use memchr::{memchr, memchr_iter, memchr2, memchr3};

/// Counts of what is between rows.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) crlf: u64,
    pub(crate) lf: u64,
    pub(crate) cr: u64,
    pub(crate) blank_lines: i64,
    /// Lines on which a quote opens that never closes, the first ones.
    pub(crate) unclosed: Vec<i64>,
}

impl Tally {
    fn open_at(&mut self, line: i64) {
        if self.unclosed.len() < UNCLOSED && self.unclosed.last() != Some(&line) {
            self.unclosed.push(line);
        }
    }
}

/// Reads one row after the other.
pub(crate) struct Reader<'t> {
    text: &'t str,
    at: usize,
    line: i64,
    delimiter: u8,
    whole: bool,
    pub(crate) tally: Tally,
}

/// Lines with an open quote that are listed.
const UNCLOSED: usize = 100;

/// A quoted value longer than this, in a file that was cut, is no value that the cut left open.
const LONGEST_OPEN: usize = 1 << 16;

/// A quoted value: its cell, where the cell ends, and the line breaks in it.
struct Quoted {
    cell: Cell,
    end: usize,
    breaks: i64,
}

enum Closing {
    Found(Quoted),
    Never,
    /// The file was cut within the value.
    Cut,
}

impl<'t> Reader<'t> {
    /// Reads a text whose first line has this number. `whole` is false where the text is the beginning of a longer one.
    pub(crate) fn new(text: &'t str, line: i64, delimiter: Delimiter, whole: bool) -> Self {
        Reader {
            text,
            at: 0,
            line,
            delimiter: delimiter.octet(),
            whole,
            tally: Tally::default(),
        }
    }

    /// Where the next row begins, in the text and as a line.
    pub(crate) fn place(&self) -> (usize, i64) {
        (self.at, self.line)
    }

    /// Reads the next row that is not blank. False at the end of the text.
    pub(crate) fn read(&mut self, row: &mut Row) -> bool {
        self.skip_blank_lines();
        row.clear();
        row.line = self.line;
        let start = self.at;
        if start >= self.text.len() {
            return false;
        }
        loop {
            let Some((cell, end, breaks)) = self.cell() else {
                self.at = self.text.len();
                row.clear();
                return false;
            };
            row.push(cell);
            row.spans |= breaks > 0;
            self.line += breaks;
            self.at = end;
            if self.text.as_bytes().get(end) == Some(&self.delimiter) {
                self.at += 1;
                continue;
            }
            row.place = start..end;
            self.end_line();
            return true;
        }
    }

    fn skip_blank_lines(&mut self) {
        while self.at < self.text.len() {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let length = memchr2(b'\r', b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let line = rest.get(..length).unwrap_or_default();
            if !all_blank(line) || memchr(self.delimiter, line.as_bytes()).is_some() {
                return;
            }
            self.at += length;
            self.tally.blank_lines += 1;
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let Some(end) = LineEnd::at(self.text, self.at) else {
            return;
        };
        match end {
            LineEnd::CrLf => self.tally.crlf += 1,
            LineEnd::Lf => self.tally.lf += 1,
            LineEnd::Cr => self.tally.cr += 1,
        }
        self.at += end.octets();
        self.line += 1;
    }

    /// The cell that begins here, where it ends, and the line breaks in it.
    fn cell(&mut self) -> Option<(Cell, usize, i64)> {
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            match self.quoted() {
                Closing::Found(quoted) => return Some((quoted.cell, quoted.end, quoted.breaks)),
                Closing::Never => self.tally.open_at(self.line),
                Closing::Cut => return None,
            }
        }
        let end = self.end_of_cell(self.at);
        let cell = Cell {
            inner: self.at..end,
            ..Cell::default()
        };
        Some((cell, end, 0))
    }

    fn end_of_cell(&self, from: usize) -> usize {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        memchr3(self.delimiter, b'\r', b'\n', rest).map_or(self.text.len(), |length| from + length)
    }

    fn quoted(&self) -> Closing {
        let start = self.at + 1;
        let Some((close, doubled)) = self.closing_quote(start) else {
            let open = self.text.len() - start;
            return if self.whole || open > LONGEST_OPEN {
                Closing::Never
            } else {
                Closing::Cut
            };
        };
        let end = self.end_of_cell(close + 1);
        let breaks = line_breaks(self.text.get(start..close).unwrap_or_default());
        let tail = close + 1..end;
        // Over the end of a line, a quote that no delimiter follows is more likely one that opens another value.
        if breaks > 0 && !all_blank(self.text.get(tail.clone()).unwrap_or_default()) {
            return Closing::Never;
        }
        Closing::Found(Quoted {
            cell: Cell {
                quoted: true,
                inner: start..close,
                doubled,
                tail,
            },
            end,
            breaks,
        })
    }

    /// The first quote from there that is not doubled, and whether doubled ones came before.
    fn closing_quote(&self, start: usize) -> Option<(usize, bool)> {
        let octets = self.text.as_bytes();
        let mut at = start;
        let mut doubled = false;
        loop {
            at += memchr(b'"', octets.get(at..)?)?;
            if octets.get(at + 1) != Some(&b'"') {
                return Some((at, doubled));
            }
            doubled = true;
            at += 2;
        }
    }
}

fn line_breaks(text: &str) -> i64 {
    let feeds = memchr_iter(b'\n', text.as_bytes()).count();
    let returns = memchr_iter(b'\r', text.as_bytes()).count();
    let both = if returns > 0 && feeds > 0 {
        text.matches("\r\n").count()
    } else {
        0
    };
    i64::try_from(feeds + returns - both).unwrap_or(i64::MAX)
}
