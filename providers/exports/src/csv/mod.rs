//! CSV of `Export-Csv`, of consoles, of GAM, of `csvde`: rows to records.
//!
//! Cells stay text, except that an empty cell without quotes is nothing: `Export-Csv` writes `$null` so. What a text
//! stands for is decided by whoever asks for it.

mod cells;
mod header;
#[cfg(test)]
mod tests;

use crate::error::Fault;
use crate::records::Records;
use crate::text::Text;
use crate::trouble::{Code, Troubles};
use crate::{Object, Place, Record, Types, Value};
use cells::{Cell, Cells};
use header::Header;

/// Reads a CSV.
pub(crate) struct Csv {
    text: Text,
    cells: Cells,
    row: Vec<Cell>,
    header: Option<Header>,
    types: Types,
}

impl Csv {
    pub(crate) fn new(text: Text, separator: u8) -> Self {
        Csv {
            text,
            cells: Cells::new(separator),
            row: Vec::new(),
            header: None,
            types: Types::default(),
        }
    }

    /// Reads the next row that is not empty; nothing at the end.
    fn read_row(&mut self) -> Result<Option<Place>, Fault> {
        loop {
            let place = self.text.place();
            self.text.begin_record();
            if !self.cells.read(&mut self.text, &mut self.row)? {
                return Ok(None);
            }
            let blank = matches!(self.row.as_slice(), [cell] if !cell.quoted && cell.text.trim().is_empty());
            if !blank {
                return Ok(Some(place));
            }
        }
    }

    /// Takes `#TYPE` and `sep=` lines; true when the row was one.
    fn take_line(&mut self) -> bool {
        let Some(first) = self.row.first() else {
            return true;
        };
        if header::is_type_line(&first.text) {
            let name = first.text.get(6..).unwrap_or_default();
            self.types = Types::read([name]);
            // Behind it comes a header, also where files were joined.
            self.header = None;
            return true;
        }
        self.header.is_none()
            && first
                .text
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case("sep="))
    }

    fn record(&mut self, header: &Header, place: Place, troubles: &mut Troubles) -> Record {
        if self.row.len() != header.len() {
            let seen = format!("{} cells in place of {}", self.row.len(), header.len());
            troubles.note(Code::RowRagged, place, None, &seen);
        }
        let values = self
            .row
            .drain(..)
            .map(value)
            .chain(std::iter::repeat(Value::Null));
        Record {
            object: Object {
                types: self.types.clone(),
                ..Object::of(header.properties(values))
            },
            place,
        }
    }
}

fn value(cell: Cell) -> Value {
    match cell.text.is_empty() && !cell.quoted {
        true => Value::Null,
        false => Value::Text(cell.text),
    }
}

impl Records for Csv {
    fn next(&mut self, troubles: &mut Troubles) -> Result<Option<Record>, Fault> {
        loop {
            let Some(place) = self.read_row()? else {
                return Ok(None);
            };
            if self.take_line() {
                continue;
            }
            match self.header.take() {
                None => self.header = Some(Header::read(&self.row, &self.types, place, troubles)),
                Some(header) if header.is_row(&self.row) => {
                    troubles.note(Code::HeaderRepeated, place, None, "");
                    self.header = Some(header);
                }
                Some(header) => {
                    let record = self.record(&header, place, troubles);
                    self.header = Some(header);
                    return Ok(Some(record));
                }
            }
        }
    }

    fn text(&self) -> &Text {
        &self.text
    }
}
