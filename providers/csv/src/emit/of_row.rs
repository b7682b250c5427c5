//! The record about a mailbox: one row. Its password is handed to the host here.

use super::{Origin, malformed, not_all};
use crate::blank::{is_blank, trim};
use crate::line::{Field, Line};
use crate::row::address::{self, Problem};
use crate::row::{damage, password, user_name};
use crate::sheet::Sheet;
use crate::survey::{ROWS_BETWEEN_LOOKS, Survey};
use crate::table::Row;
use imaprules_facts::{Record, Unknown};
use imaprules_provider::{Host, SecretString, Stop};

/// Emits the rows of a file.
pub(crate) struct Rows<'a> {
    pub(crate) sheet: &'a Sheet,
    pub(crate) survey: &'a Survey,
    pub(crate) origin: &'a Origin,
    pub(crate) host: &'a dyn Host,
}

impl Rows<'_> {
    /// Emits a record for each row that was surveyed, until the host wants no more.
    pub(crate) fn emit(&self) -> Result<(), Stop> {
        let mut reader = self.sheet.rows();
        let mut row = Row::default();
        let total = self.survey.rows;
        for done in 0..total {
            if done % ROWS_BETWEEN_LOOKS == 0 {
                self.host.progress(done.unsigned_abs(), total.unsigned_abs());
                if self.host.cancelled() {
                    return Ok(());
                }
            }
            if !reader.read(&mut row) {
                break;
            }
            self.row(&row)?;
        }
        self.host.progress(total.unsigned_abs(), total.unsigned_abs());
        Ok(())
    }

    fn row(&self, row: &Row) -> Result<(), Stop> {
        let text = self.sheet.rows_text();
        let line = Line::new(text, row, &self.sheet.header.columns);
        let email_address = line.email_address();
        let id = self.id(email_address.trimmed(), row.line);
        let mut record = Record::about("mailbox", &id, self.origin.source.clone(), self.origin.at);
        record.place = Some(format!("line {}", row.line));
        record.facts.reserve_exact(13);
        record.know("csv.line", row.line);
        record.know("csv.field_count", i64::try_from(row.len()).unwrap_or(i64::MAX));
        record.know("csv.spans_lines", row.spans);
        let damage = damage::damage(text.get(row.place.clone()).unwrap_or_default());
        record.know("csv.text_damage", damage.word());
        self.of_address(&mut record, &email_address, row.line);
        of_user(&mut record, &line);
        of_blank_ends(&mut record, &line, &email_address);
        self.of_password(&mut record, &line);
        self.host.emit(record)
    }

    /// The address. Where it repeats, or holds what tells rows apart, the line is added; where there is none, the line
    /// stands alone.
    fn id(&self, address: Option<&str>, line: i64) -> String {
        match address.unwrap_or_default() {
            address
                if address.is_empty()
                    || address.contains('#')
                    || self.survey.addresses.is_repeated(address) =>
            {
                format!("{address}#{line}")
            }
            address => address.to_owned(),
        }
    }

    fn of_address(&self, record: &mut Record, field: &Field<'_>, line: i64) {
        let Field::Is(written) = field else {
            for name in ["mailbox.address", "csv.email_address", "csv.same_address_lines"] {
                record.miss(name, why_not(field, "EmailAddress"));
            }
            match field {
                Field::TooLong(_) => record.know("csv.address_problem", Problem::TooLong.word()),
                _ => record.miss("csv.address_problem", why_not(field, "EmailAddress")),
            };
            return;
        };
        let address = trim(written);
        if address.is_empty() {
            record.miss("mailbox.address", malformed("the row has no EmailAddress"));
        } else {
            record.know("mailbox.address", address);
        }
        record.know("csv.email_address", &**written);
        record.know("csv.address_problem", address::problem(address).word());
        let others = if address.is_empty() {
            Vec::new()
        } else {
            self.survey.addresses.others(address, line)
        };
        match self.survey.cut {
            Some(cut) if others.is_empty() => {
                record.miss("csv.same_address_lines", not_all(cut, self.survey.rows))
            }
            _ => record.know("csv.same_address_lines", others),
        };
    }

    fn of_password(&self, record: &mut Record, line: &Line<'_, '_>) {
        let field = line.password();
        let Field::Is(password) = &field else {
            record.miss("csv.password_flags", why_not(&field, "Password"));
            return;
        };
        record.know("csv.password_flags", password::flags(password));
        if !password.is_empty() {
            self.host
                .keep_secret(&record.subject, "password", SecretString::from(&**password));
        }
    }
}

fn of_user(record: &mut Record, line: &Line<'_, '_>) {
    let field = line.user_name();
    match field.trimmed() {
        Some(name) => {
            record.know("csv.user_name", name);
            record.know("csv.user_name_form", user_name::form(name).word());
        }
        None => {
            record.miss("csv.user_name", why_not(&field, "UserName"));
            record.miss("csv.user_name_form", why_not(&field, "UserName"));
        }
    }
    let field = line.user_root();
    match (field.trimmed(), &field) {
        (Some(root), _) => record.know("csv.user_root", root),
        (None, Field::NoColumn) if line.is_named() => record.know("csv.user_root", ""),
        (None, _) => record.miss("csv.user_root", why_not(&field, "UserRoot")),
    };
}

fn of_blank_ends(record: &mut Record, line: &Line<'_, '_>, email_address: &Field<'_>) {
    if !line.is_named() {
        record.miss("csv.blank_ends", malformed("no column has a known name"));
        return;
    }
    if !line.is_aligned() {
        record.miss("csv.blank_ends", why_not(&Field::Misaligned, ""));
        return;
    }
    let blank = |field: &Field<'_>| {
        matches!(field, Field::Is(value)
        if value.starts_with(is_blank) || value.ends_with(is_blank))
    };
    let columns = [
        ("email_address", blank(email_address)),
        ("user_name", blank(&line.user_name())),
        ("user_root", blank(&line.user_root())),
    ];
    let words = columns
        .into_iter()
        .filter(|(_, blank)| *blank)
        .map(|(word, _)| word);
    record.know("csv.blank_ends", words.collect::<Vec<_>>());
}

fn why_not(field: &Field<'_>, column: &str) -> Unknown {
    match field {
        Field::NoColumn => malformed(format!("the file has no column {column}")),
        Field::TooLong(octets) => malformed(format!("a value of {octets} octets")),
        Field::Is(_) | Field::Misaligned => malformed("the row's columns do not match the header's"),
    }
}
