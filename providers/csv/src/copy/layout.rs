//! The columns of a copy: which of the original's, under which names.

use super::cell::{Ink, cleaned};
use super::original::Original;
use crate::blank::trim;
use crate::table::{Cell, Row};
use secrecy::zeroize::Zeroizing;

/// A column of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its place in the original.
    pub(crate) at: usize,
    /// The service's name, where it is a column that the service knows.
    pub(crate) name: Option<&'static str>,
    /// Whether blanks around its values are left out.
    pub(crate) clean: bool,
}

impl Column {
    /// Whether it holds passwords.
    pub(crate) fn is_password(&self) -> bool {
        self.name == Some(PASSWORD)
    }
}

/// The columns of a copy, in their order.
pub(crate) struct Layout {
    pub(crate) columns: Vec<Column>,
}

/// The service's name for a password, the one column that is nowhere touched.
const PASSWORD: &str = "Password";

impl Layout {
    /// All columns of the original; in those that the service knows, but for passwords, without blanks around where
    /// that is wanted.
    pub(crate) fn of(original: &Original, clean: bool) -> Layout {
        let columns = &original.sheet.header.columns;
        let named = [
            (columns.email_address, "EmailAddress"),
            (columns.user_name, "UserName"),
            (columns.password, PASSWORD),
            (columns.user_root, "UserRoot"),
        ];
        let name = |at: usize| {
            named
                .iter()
                .find(|(place, _)| *place == Some(at))
                .map(|(_, name)| *name)
        };
        let column = |at: usize| Column {
            at,
            name: name(at),
            clean: clean && name(at).is_some_and(|name| name != PASSWORD),
        };
        Layout {
            columns: (0..columns.count).map(column).collect(),
        }
    }

    /// Only the columns that the service knows.
    pub(crate) fn known(self) -> Layout {
        Layout {
            columns: self
                .columns
                .into_iter()
                .filter(|column| column.name.is_some())
                .collect(),
        }
    }

    /// The original's columns that are not among these, for people.
    pub(crate) fn left_out(&self, original: &Original) -> Vec<String> {
        let header = &original.sheet.header;
        let name = |at: usize| match header.written.get(at).map(|name| trim(name)) {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => format!("column {}", at + 1),
        };
        let here = |at: &usize| self.columns.iter().any(|column| column.at == *at);
        (0..header.columns.count)
            .filter(|at| !here(at))
            .map(name)
            .collect()
    }

    /// Writes the names, without a line end.
    pub(crate) fn head(&self, original: &Original, ink: &mut Ink) {
        let (text, row) = original.sheet.head();
        for (number, column) in self.columns.iter().enumerate() {
            if number > 0 {
                ink.plain(",");
            }
            match (column.name, row.cells().get(column.at)) {
                // A name in quotes that is right stays as it is.
                (Some(name), Some(cell)) if &*cell.value(text) == name => ink.copy(cell, text),
                (Some(name), _) => ink.plain(name),
                (None, Some(cell)) => ink.copy(cell, text),
                (None, None) => {}
            }
        }
    }

    /// Writes a row, without a line end. One whose columns do not match the header's is copied as it is.
    pub(crate) fn row(&self, row: &Row, text: &str, columns: usize, ink: &mut Ink) {
        for (number, (cell, clean)) in self.cells(row, columns).enumerate() {
            if number > 0 {
                ink.plain(",");
            }
            match clean.then(|| changed(cell, text)).flatten() {
                Some(value) => ink.value(&value),
                None => ink.copy(cell, text),
            }
        }
    }

    /// The cells of a row that are copied, with whether blanks around are left out.
    pub(crate) fn cells<'r>(
        &self,
        row: &'r Row,
        columns: usize,
    ) -> impl Iterator<Item = (&'r Cell, bool)> + use<'_, 'r> {
        let even = row.len() == columns;
        let all = row
            .cells()
            .iter()
            .map(|cell| (cell, false))
            .filter(move |_| !even);
        let chosen = self.columns.iter().filter(move |_| even);
        let chosen = chosen.filter_map(|column| Some((row.cells().get(column.at)?, column.clean)));
        chosen.chain(all)
    }
}

/// The value without blanks around, if there are any.
pub(crate) fn changed(cell: &Cell, text: &str) -> Option<Zeroizing<String>> {
    let value = cleaned(cell, text);
    (*value != *cell.value(text)).then_some(value)
}
