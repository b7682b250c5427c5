//! The header of a CSV: names of columns, which of them count, which hold secrets.

use super::cells::Cell;
use crate::names::Name;
use crate::trouble::{Code, Troubles, wrong_object};
use crate::{Place, Types, Value, secrets};
use std::collections::HashSet;

/// The columns.
#[derive(Debug)]
pub(super) struct Header {
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    name: Name,
    /// A column of the same name stands before it.
    repeated: bool,
    secret: bool,
}

/// Whether a cell is the line of Windows PowerShell that names the type.
pub(super) fn is_type_line(cell: &str) -> bool {
    cell.get(..6)
        .is_some_and(|start| start.eq_ignore_ascii_case("#TYPE "))
}

impl Header {
    pub(super) fn read(row: &[Cell], types: &Types, place: Place, troubles: &mut Troubles) -> Self {
        let mut seen = HashSet::new();
        let mut columns = Vec::with_capacity(row.len());
        for (index, cell) in row.iter().enumerate() {
            let name: Name = match cell.text.trim() {
                "" => format!("column {}", index + 1).into(),
                name => name.into(),
            };
            let repeated = !seen.insert(name.to_ascii_lowercase());
            if repeated {
                troubles.note(Code::NameRepeated, place, Some(&name), "");
            }
            let secret = secrets::is_secret(&name);
            columns.push(Column {
                name,
                repeated,
                secret,
            });
        }
        let header = Header { columns };
        header.judge(types, place, troubles);
        header
    }

    /// Notes headers of another language and those of a wrapper.
    fn judge(&self, types: &Types, place: Place, troubles: &mut Troubles) {
        // Names of properties are ASCII in every language of the product.
        if let Some(column) = self.columns.iter().find(|column| !column.name.is_ascii()) {
            troubles.note(Code::HeaderLocalised, place, None, &column.name);
        }
        let names = self.columns.iter().map(|column| column.name.as_ref());
        if let Some(wrong) = wrong_object(types.first(), names) {
            troubles.note(Code::WrongObject, place, None, &wrong);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether a row is this header again.
    pub(super) fn is_row(&self, row: &[Cell]) -> bool {
        row.len() == self.len()
            && row
                .iter()
                .zip(&self.columns)
                .all(|(cell, column)| cell.text.trim() == column.name.as_ref())
    }

    /// The properties of a row.
    pub(super) fn properties(&self, values: impl Iterator<Item = Value>) -> Vec<(Name, Value)> {
        let columns = self
            .columns
            .iter()
            .zip(values)
            .filter(|(column, _)| !column.repeated);
        let kept = columns.map(|(column, value)| match column.secret {
            true => (Name::clone(&column.name), secrets::withheld(value)),
            false => (Name::clone(&column.name), value),
        });
        kept.collect()
    }
}
