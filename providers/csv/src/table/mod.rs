//! From text to rows: the lines before the header, the delimiter, the cells. What the cells mean is not known here.

mod cells;
mod delimiter;
mod line_end;
mod preamble;
mod reader;
#[cfg(test)]
mod tests;

pub(crate) use cells::{Cell, Row, Value};
pub(crate) use delimiter::{Delimiter, sniff};
pub(crate) use line_end::LineEnd;
pub(crate) use preamble::preamble;
pub(crate) use reader::{Reader, Tally};
