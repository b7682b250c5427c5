//! Before anything is written, a copy is read again and held against the original: as many rows, in the same order, with
//! the same values. A copy that fails is a fault of this program, and is not written.

use super::cell::cleaned;
use super::error::CopyError;
use super::layout::Layout;
use super::original::Original;
use crate::table::{Cell, Delimiter, Reader, Row};
use imaprules_provider::ProviderError;

/// Where a row begins in the text of the original's rows, and its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) at: usize,
    pub(crate) line: i64,
}

/// Holds a finished copy against the rows that it is made of.
pub(crate) fn prove(
    copy: &str,
    original: &Original,
    layout: &Layout,
    places: &[Place],
) -> Result<(), CopyError> {
    let mut reader = Reader::new(copy, 1, Delimiter::Comma, true);
    let mut made = Row::default();
    if !(reader.read(&mut made) && made.len() == layout.columns.len()) {
        return Err(broken(original, 1));
    }
    let columns = original.sheet.header.columns.count;
    let mut given = Row::default();
    for place in places {
        let text = original.sheet.rows_text().get(place.at..).unwrap_or_default();
        let read = Reader::new(text, place.line, original.sheet.delimiter, true).read(&mut given);
        let wanted: Vec<(&Cell, bool)> = layout.cells(&given, columns).collect();
        if !(read && reader.read(&mut made) && made.len() == wanted.len()) {
            return Err(broken(original, place.line));
        }
        let mut pairs = wanted.into_iter().zip(made.cells());
        if !pairs.all(|((cell, clean), copied)| same(cell, text, clean, copied, copy)) {
            return Err(broken(original, place.line));
        }
    }
    let more = reader.read(&mut made);
    let tally = &reader.tally;
    if more || tally.blank_lines > 0 || !tally.unclosed.is_empty() {
        return Err(broken(original, made.line));
    }
    Ok(())
}

fn same(cell: &Cell, text: &str, clean: bool, copied: &Cell, copy: &str) -> bool {
    if clean {
        *cleaned(cell, text) == *copied.value(copy)
    } else {
        *cell.value(text) == *copied.value(copy)
    }
}

fn broken(original: &Original, line: i64) -> CopyError {
    let why = format!(
        "{}: a copy would not hold what stands on line {line}; nothing was written. This is a fault of imaprules; please report it",
        original.path.display()
    );
    CopyError::Provider(ProviderError::Broken(why))
}
