//! The first row of a file, looked at as a header.

use super::names::{Column, Likeness, Names};
use crate::blank::all_blank;
use crate::table::Delimiter;

/// Columns that are listed; a file with more is no migration file.
const LISTED: usize = 100;

/// Letters of a name that are shown.
const SHOWN: usize = 100;

/// Which column stands where. All are empty where the file has no header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) email_address: Option<usize>,
    pub(crate) user_name: Option<usize>,
    pub(crate) password: Option<usize>,
    pub(crate) user_root: Option<usize>,
    /// Number of columns.
    pub(crate) count: usize,
}

impl Columns {
    /// Whether the file has a header.
    pub(crate) fn are_named(&self) -> bool {
        [self.email_address, self.user_name, self.password, self.user_root]
            .iter()
            .any(Option::is_some)
    }

    fn place(&mut self, column: Column) -> &mut Option<usize> {
        match column {
            Column::EmailAddress => &mut self.email_address,
            Column::UserName => &mut self.user_name,
            Column::Password => &mut self.password,
            Column::UserRoot => &mut self.user_root,
        }
    }
}

/// What the first row says. The lists are empty where it is no header, for it may hold a password then.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) present: bool,
    pub(crate) columns: Columns,
    pub(crate) written: Vec<String>,
    pub(crate) missing: Vec<String>,
    pub(crate) unknown: Vec<String>,
    pub(crate) localized: Vec<String>,
    pub(crate) turkish_i: Vec<String>,
    pub(crate) misspelled: Vec<String>,
    pub(crate) inexact: Vec<String>,
    pub(crate) duplicate: Vec<String>,
}

/// Looks at the values of the first row, which has so many columns.
pub(crate) fn header(values: &[impl AsRef<str>], count: usize, names: &Names) -> Header {
    let mut header = Header::default();
    header.columns.count = count;
    let required = names.required().iter().map(|column| column.name().to_owned());
    if !is_header(values, names) {
        header.missing = required.collect();
        return header;
    }
    header.present = true;
    let found: Vec<_> = values.iter().map(|value| names.find(value.as_ref())).collect();
    let well_named = |name: &Column| {
        found.iter().any(|one| {
            matches!(one, Some((column, likeness))
        if column == name && *likeness <= Likeness::Inexact)
        })
    };
    header.missing = names
        .required()
        .iter()
        .filter(|name| !well_named(name))
        .map(|name| name.name().to_owned())
        .collect();
    for (at, (value, found)) in values.iter().zip(&found).enumerate() {
        let value = value.as_ref();
        if at < LISTED {
            header.written.push(shown(value));
        }
        match found {
            // Beside a column that is named well, one that is not is a column too many.
            Some((column, likeness)) if *likeness <= Likeness::Inexact || !well_named(column) => {
                header.take(at, value, *column, *likeness);
            }
            _ if header.unknown.len() < LISTED => header.unknown.push(unnamed(value, at)),
            _ => {}
        }
    }
    header
}

impl Header {
    fn take(&mut self, at: usize, value: &str, column: Column, likeness: Likeness) {
        let place = self.columns.place(column);
        let name = column.name().to_owned();
        if place.is_some() {
            if !self.duplicate.contains(&name) {
                self.duplicate.push(name);
            }
        } else {
            *place = Some(at);
        }
        let list = match likeness {
            Likeness::Exact => return,
            Likeness::Inexact => &mut self.inexact,
            Likeness::TurkishI => &mut self.turkish_i,
            Likeness::Localized => &mut self.localized,
            Likeness::Misspelled => &mut self.misspelled,
        };
        if list.len() < LISTED {
            list.push(format!("{} -> {}", shown(value), column.name()));
        }
    }
}

/// One name that stands for a column the service knows, or two of any likeness, make a header. A translation alone may
/// be a user name (`root`), and a likeness to `Password` a password. An address is never a name.
fn is_header(values: &[impl AsRef<str>], names: &Names) -> bool {
    if values.iter().any(|value| value.as_ref().contains('@')) {
        return false;
    }
    let found: Vec<_> = values
        .iter()
        .filter_map(|value| names.find(value.as_ref()))
        .collect();
    let sure = |(column, likeness): &(Column, Likeness)| {
        *likeness != Likeness::Localized && *column != Column::Password
    };
    found.len() > 1
        || found.iter().any(sure)
        || values.iter().any(|value| holds_several(value.as_ref(), names))
}

/// Whether one value holds all the names, as when every line was put in quotes.
fn holds_several(value: &str, names: &Names) -> bool {
    let several = |delimiter: Delimiter| {
        let parts = value.split(char::from(delimiter.octet()));
        parts.filter(|part| names.find(part).is_some()).count() > 1
    };
    Delimiter::ALL.into_iter().any(several)
}

fn unnamed(value: &str, at: usize) -> String {
    if all_blank(value) {
        format!("column {}", at + 1)
    } else {
        shown(value)
    }
}

fn shown(value: &str) -> String {
    if value.chars().count() <= SHOWN {
        return value.to_owned();
    }
    value.chars().take(SHOWN).chain(['…']).collect()
}
