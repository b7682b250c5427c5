//! Where in the file a finding stands: line and character, for whoever wants to go there. Told from the facts that a
//! finding rests on; where they speak of several columns, the line alone is told.

use crate::content::{self, Content};
use crate::file;
use crate::header::{Columns, Names};
use crate::settings::order;
use crate::sheet::Sheet;
use crate::table::{Cell, LineEnd, Row};
use imaprules_provider::{ProviderError, Request};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A place in a migration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The line, the first one being 1.
    pub line: i64,
    /// The character in the line at which the value begins, the first one being 1; absent where it is the whole line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<i64>,
    /// The column of the table, by the service's name; absent where it is the whole row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
}

/// A fact that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its name.
    pub fact: String,
    /// Its value: the items of a list, or the one value there is.
    pub values: Vec<String>,
}

/// Columns of the table that facts speak of.
const FIELDS: [(&str, &str); 8] = [
    ("csv.email_address", EMAIL_ADDRESS),
    ("csv.address_problem", EMAIL_ADDRESS),
    ("csv.same_address_lines", EMAIL_ADDRESS),
    ("mailbox.address", EMAIL_ADDRESS),
    ("csv.user_name", USER_NAME),
    ("csv.user_name_form", USER_NAME),
    ("csv.password_flags", "Password"),
    ("csv.user_root", USER_ROOT),
];

/// The fact whose values name columns, and those columns.
const BLANK_ENDS: &str = "csv.blank_ends";
const BLANK: [(&str, &str); 3] = [
    ("email_address", EMAIL_ADDRESS),
    ("user_name", USER_NAME),
    ("user_root", USER_ROOT),
];

const EMAIL_ADDRESS: &str = "EmailAddress";
const USER_NAME: &str = "UserName";
const USER_ROOT: &str = "UserRoot";

/// Places in a file that was read for them. It holds no values.
#[derive(Debug, Default)]
pub struct Places {
    /// Names of the header as they are shown, with their places.
    header: Vec<(String, Place)>,
    first_line: Option<i64>,
    /// Values of rows, by line and column of the table.
    values: BTreeMap<(i64, &'static str), Place>,
}

impl Places {
    /// Reads the file that a request names once more, for the rows on these lines. A file without a table has no places.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(
        request: &Request,
        lines: &BTreeSet<i64>,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Places, ProviderError> {
        let order = order(request)?;
        let names = Names::shipped().map_err(|why| ProviderError::Broken(format!("headers.toml: {why}")))?;
        let contents = file::read(&order.file, order.octets, cancelled)?;
        let cut = contents.cut;
        let Content::Text(text) = content::decode(contents, order.encoding, &|name| names.is_name(name))
        else {
            return Ok(Places::default());
        };
        let sheet = Sheet::open(text, cut, &order, &names);
        let mut places = Places {
            first_line: sheet.first_line,
            ..Places::default()
        };
        places.of_header(&sheet);
        places.of_rows(&sheet, lines, cancelled);
        Ok(places)
    }

    fn of_header(&mut self, sheet: &Sheet) {
        let (text, row) = sheet.head();
        for (name, cell) in sheet.header.written.iter().zip(row.cells()) {
            let place = place(text, &row, cell, None);
            self.header.push((name.clone(), place));
        }
    }

    fn of_rows(&mut self, sheet: &Sheet, lines: &BTreeSet<i64>, cancelled: &dyn Fn() -> bool) {
        let text = sheet.rows_text();
        let fields = fields(&sheet.header.columns);
        let (mut reader, mut row) = (sheet.rows(), Row::default());
        while !lines.is_empty() && reader.read(&mut row) && !cancelled() {
            if !lines.contains(&row.line) {
                continue;
            }
            for (field, column) in &fields {
                if let Some(cell) = row.cells().get(*column) {
                    let place = place(text, &row, cell, Some(field));
                    self.values.insert((row.line, field), place);
                }
            }
        }
    }

    /// The place of a finding about the row on this line.
    pub fn of_row(&self, line: i64, told: &[Told]) -> Place {
        let whole = Place {
            line,
            column: None,
            field: None,
        };
        let place = field(told).and_then(|field| self.values.get(&(line, field)));
        place.copied().unwrap_or(whole)
    }

    /// The place of a finding about the file, if it has one.
    pub fn of_file(&self, told: &[Told]) -> Option<Place> {
        let whole = |line| Place {
            line,
            column: None,
            field: None,
        };
        let of = |name: &str| told.iter().find(|told| told.fact == name);
        if let Some(line) = of("csv.unclosed_quotes").and_then(|told| told.values.first()?.parse().ok()) {
            return Some(whole(line));
        }
        let mut of_header = told
            .iter()
            .filter(|told| told.fact.starts_with("csv.header"))
            .peekable();
        of_header.peek()?;
        let named = of_header
            .flat_map(|told| &told.values)
            .find_map(|value| self.named(value));
        named.or(self.first_line.map(whole))
    }

    /// The place of a column name, as lists of them show it: `Kullanıcı Adı -> UserName`, `Department`, `column 4`.
    fn named(&self, shown: &str) -> Option<Place> {
        let name = shown.rsplit_once(" -> ").map_or(shown, |(name, _)| name);
        let numbered = || {
            shown
                .strip_prefix("column ")?
                .parse::<usize>()
                .ok()?
                .checked_sub(1)
        };
        let found = self.header.iter().find(|(written, _)| written == name);
        found
            .or_else(|| self.header.get(numbered()?))
            .map(|(_, place)| *place)
    }
}

fn fields(columns: &Columns) -> Vec<(&'static str, usize)> {
    let all = [
        (EMAIL_ADDRESS, columns.email_address),
        (USER_NAME, columns.user_name),
        ("Password", columns.password),
        (USER_ROOT, columns.user_root),
    ];
    all.into_iter()
        .filter_map(|(name, column)| Some((name, column?)))
        .collect()
}

/// The one column of the table that the facts speak of.
fn field(told: &[Told]) -> Option<&'static str> {
    let mut found = BTreeSet::new();
    for told in told {
        if told.fact == BLANK_ENDS {
            let blank = BLANK
                .iter()
                .filter(|(word, _)| told.values.iter().any(|value| value == word));
            found.extend(blank.map(|(_, field)| *field));
        }
        found.extend(
            FIELDS
                .iter()
                .filter(|(fact, _)| *fact == told.fact)
                .map(|(_, field)| *field),
        );
    }
    let first = found.pop_first();
    first.filter(|_| found.is_empty())
}

/// Where a cell begins. Line breaks in the values before it count.
fn place(text: &str, row: &Row, cell: &Cell, field: Option<&'static str>) -> Place {
    let before = text.get(row.place.start..cell.start()).unwrap_or_default();
    let (mut line, mut begin, mut at) = (row.line, 0, 0);
    while let Some(length) = before.get(at..).and_then(|rest| rest.find(['\r', '\n'])) {
        at += length;
        at += LineEnd::at(before, at).map_or(1, LineEnd::octets);
        line += 1;
        begin = at;
    }
    let characters = before.get(begin..).unwrap_or_default().chars().count();
    Place {
        line,
        column: i64::try_from(characters + 1).ok(),
        field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::SettingValue;

    fn places(text: &str, lines: &[i64]) -> Places {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.csv");
        std::fs::write(&path, text).unwrap();
        let mut request = Request::default();
        let name = SettingValue::Text(path.to_str().unwrap().to_owned());
        request.settings.insert("file", name);
        Places::read(&request, &lines.iter().copied().collect(), &|| false).unwrap()
    }

    fn told(fact: &str, values: &[&str]) -> Told {
        Told {
            fact: fact.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        }
    }

    fn at(line: i64, column: i64, field: Option<&'static str>) -> Place {
        Place {
            line,
            column: Some(column),
            field,
        }
    }

    #[test]
    fn characters_are_counted_and_line_breaks_in_values_too() {
        let text = "EmailAddress,UserName,Password\r\nşöğ@x.y, ann,\"p\r\nw\"\r\n\"a\r\nb\",bob,pw\r\n";
        let places = places(text, &[2, 4]);
        assert_eq!(
            places.of_row(2, &[told("csv.blank_ends", &["user_name"])]),
            at(2, 9, Some("UserName"))
        );
        assert_eq!(
            places.of_row(2, &[told("csv.password_flags", &["control"])]),
            at(2, 14, Some("Password"))
        );
        assert_eq!(
            places.of_row(4, &[told("csv.user_name_form", &["plain"])]),
            at(5, 4, Some("UserName"))
        );
    }

    #[test]
    fn where_several_columns_are_meant_the_line_is_told() {
        let places = places("EmailAddress,UserName,Password\na@x.y,b,c\n", &[2]);
        let line = Place {
            line: 2,
            column: None,
            field: None,
        };
        assert_eq!(
            places.of_row(2, &[told("csv.user_name", &["b"]), told("mailbox.address", &[])]),
            line
        );
        assert_eq!(places.of_row(2, &[told("csv.spans_lines", &["true"])]), line);
        assert_eq!(places.of_file(&[told("csv.encoding", &["ansi"])]), None);
    }

    #[test]
    fn names_in_the_header_have_places() {
        let places = places("\r\nE-posta;UserName;Password;\r\na@x.y;b;c;\r\n", &[]);
        let of = |fact: &str, value: &str| {
            places.of_file(&[told("csv.header_present", &["true"]), told(fact, &[value])])
        };
        assert_eq!(
            of("csv.header.localized", "E-posta -> EmailAddress"),
            Some(at(2, 1, None))
        );
        assert_eq!(of("csv.header.unknown", "column 4"), Some(at(2, 27, None)));
        assert_eq!(of("csv.header.missing", "EmailAddress").unwrap().column, None);
        let quotes = places.of_file(&[told("csv.unclosed_quotes", &["7", "9"])]);
        assert_eq!(quotes.unwrap().line, 7);
    }
}
