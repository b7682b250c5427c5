//! Splits text into rows of cells (RFC 4180), forgiving what spreadsheets and people do to it.
//!
//! It tells quoted cells from others, since `Export-Csv` writes an empty text as `""` and nothing as nothing.

use crate::Place;
use crate::error::{Fault, Problem};
use crate::text::Text;
use std::io::BufRead;

/// A cell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) quoted: bool,
}

/// Splits text into cells.
#[derive(Debug)]
pub(super) struct Cells {
    separator: u8,
    cell: Vec<u8>,
    quoted: bool,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the start of a cell.
    Start,
    /// In a cell without quotes, or behind the closing quote.
    Bare,
    /// Inside quotes.
    Quoted,
    /// At a quote inside quotes: the end, or the first of two.
    Quote,
}

impl Cells {
    pub(super) fn new(separator: u8) -> Self {
        Cells {
            separator,
            cell: Vec::new(),
            quoted: false,
            state: State::Start,
        }
    }

    /// Reads a row; false at the end of the text.
    pub(super) fn read(&mut self, text: &mut Text, row: &mut Vec<Cell>) -> Result<bool, Fault> {
        row.clear();
        self.state = State::Start;
        let start = text.place();
        loop {
            // A quote that is never closed takes the rest of the file: the row to look at is where it began.
            let buffer = text.fill_buf().map_err(|error| Fault::io(start, error))?;
            if buffer.is_empty() {
                return self.finish(row, start);
            }
            let (used, ended) = self.take(buffer, row);
            text.consume(used);
            if ended {
                return Ok(true);
            }
        }
    }

    /// The text is at its end.
    fn finish(&mut self, row: &mut Vec<Cell>, start: Place) -> Result<bool, Fault> {
        if self.state == State::Quoted {
            return Err(Fault::at(
                start,
                Problem::Truncated("a cell in quotes, which begins in this row"),
            ));
        }
        if row.is_empty() && self.state == State::Start {
            return Ok(false);
        }
        self.end_cell(row);
        Ok(true)
    }

    /// Takes octets up to the end of the row; returns how many, and whether the row ended.
    fn take(&mut self, octets: &[u8], row: &mut Vec<Cell>) -> (usize, bool) {
        let mut at = 0;
        while let Some(&octet) = octets.get(at) {
            let rest = octets.get(at..).unwrap_or_default();
            match self.state {
                State::Quoted => at += self.take_quoted(rest),
                State::Quote if octet == b'"' => {
                    self.cell.push(b'"');
                    self.state = State::Quoted;
                    at += 1;
                }
                State::Start if octet == b'"' => {
                    self.quoted = true;
                    self.state = State::Quoted;
                    at += 1;
                }
                _ if octet == self.separator => {
                    self.end_cell(row);
                    at += 1;
                }
                _ if octet == b'\n' || octet == b'\r' => {
                    self.end_cell(row);
                    return (at + 1, true);
                }
                _ => at += self.take_bare(rest),
            }
        }
        (at, false)
    }

    fn take_quoted(&mut self, octets: &[u8]) -> usize {
        let end = memchr::memchr(b'"', octets);
        let inside = octets.get(..end.unwrap_or(octets.len())).unwrap_or_default();
        self.cell.extend_from_slice(inside);
        if end.is_some() {
            self.state = State::Quote;
        }
        inside.len() + usize::from(end.is_some())
    }

    fn take_bare(&mut self, octets: &[u8]) -> usize {
        self.state = State::Bare;
        let end = memchr::memchr3(self.separator, b'\n', b'\r', octets).unwrap_or(octets.len());
        self.cell.extend_from_slice(octets.get(..end).unwrap_or_default());
        end
    }

    fn end_cell(&mut self, row: &mut Vec<Cell>) {
        let text = String::from_utf8(std::mem::take(&mut self.cell))
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        row.push(Cell {
            text,
            quoted: std::mem::take(&mut self.quoted),
        });
        self.state = State::Start;
    }
}
