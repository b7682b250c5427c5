//! A row of the file as a mailbox: which of its cells may be believed to be what the header says.
//!
//! Where a row has more or fewer columns than the header, what stands under `UserName` may be a piece of the password.

use crate::blank::trim;
use crate::header::Columns;
use crate::row::address::{self, Problem};
use crate::table::{Row, Value};

/// Octets of a value that are kept; a longer one is no address and no name.
pub(crate) const LONGEST: usize = 1024;

/// What stands in a column of a row.
pub(crate) enum Field<'t> {
    /// This.
    Is(Value<'t>),
    /// The file has no such column.
    NoColumn,
    /// The row's columns do not match the header's.
    Misaligned,
    /// A value of so many octets.
    TooLong(usize),
}

impl Field<'_> {
    /// The value without blanks around, if there is one.
    pub(crate) fn trimmed(&self) -> Option<&str> {
        match self {
            Field::Is(value) => Some(trim(value)),
            _ => None,
        }
    }
}

/// A row with the columns of its file.
pub(crate) struct Line<'t, 'r> {
    text: &'t str,
    row: &'r Row,
    columns: &'r Columns,
}

impl<'t, 'r> Line<'t, 'r> {
    pub(crate) fn new(text: &'t str, row: &'r Row, columns: &'r Columns) -> Self {
        Line { text, row, columns }
    }

    /// Whether columns have names at all.
    pub(crate) fn is_named(&self) -> bool {
        self.columns.are_named()
    }

    /// Whether the row has as many columns as the header.
    pub(crate) fn is_aligned(&self) -> bool {
        self.row.len() == self.columns.count
    }

    /// EmailAddress. In a row that does not match the header it is believed where it is an address, and where a
    /// password that was torn apart would have to stand behind it.
    pub(crate) fn email_address(&self) -> Field<'t> {
        let field = self.at(self.columns.email_address);
        if self.is_aligned() || !matches!(field, Field::Is(_)) {
            return field;
        }
        let before_password = match (self.columns.email_address, self.columns.password) {
            (Some(address), Some(password)) => address < password,
            _ => false,
        };
        let is_address = field
            .trimmed()
            .is_some_and(|text| address::problem(text) == Problem::None);
        if before_password && is_address && self.row.len() > 1 {
            field
        } else {
            Field::Misaligned
        }
    }

    pub(crate) fn user_name(&self) -> Field<'t> {
        self.aligned(self.columns.user_name)
    }

    pub(crate) fn user_root(&self) -> Field<'t> {
        self.aligned(self.columns.user_root)
    }

    /// The password. It may be of any length.
    pub(crate) fn password(&self) -> Field<'t> {
        match self.columns.password {
            Some(_) if !self.is_aligned() => Field::Misaligned,
            Some(column) => self
                .row
                .value(self.text, column)
                .map_or(Field::Misaligned, Field::Is),
            None => Field::NoColumn,
        }
    }

    fn aligned(&self, column: Option<usize>) -> Field<'t> {
        if column.is_some() && !self.is_aligned() {
            Field::Misaligned
        } else {
            self.at(column)
        }
    }

    fn at(&self, column: Option<usize>) -> Field<'t> {
        let Some(column) = column else {
            return Field::NoColumn;
        };
        match self.row.value(self.text, column) {
            None => Field::Misaligned,
            Some(value) if value.len() > LONGEST => Field::TooLong(value.len()),
            Some(value) => Field::Is(value),
        }
    }
}
