//! A first pass over all rows: what can only be said once every row was seen.

use crate::file::Cut;
use crate::line::Line;
use crate::repeats::Repeats;
use crate::row::user_name::{self, Form};
use crate::sheet::Sheet;
use crate::table::{Row, Tally};
use std::collections::BTreeSet;

/// What all rows hold together.
pub(crate) struct Survey {
    /// Rows that were read.
    pub(crate) rows: i64,
    /// Why there are more rows than were read.
    pub(crate) cut: Option<Cut>,
    pub(crate) tally: Tally,
    pub(crate) addresses: Repeats,
    pub(crate) user_names: Repeats,
    /// Forms of user names, empty ones aside.
    pub(crate) forms: BTreeSet<Form>,
    /// Rows with a user name.
    named: i64,
    /// Rows whose user name names an administrator.
    administered: i64,
}

/// Whose credentials rows hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credentials {
    User,
    Admin,
    Mixed,
}

impl Credentials {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Credentials::User => "user",
            Credentials::Admin => "admin",
            Credentials::Mixed => "mixed",
        }
    }
}

/// Rows between two looks at whether the run was interrupted.
pub(crate) const ROWS_BETWEEN_LOOKS: i64 = 1024;

impl Survey {
    /// Reads all rows, but no more than `most`.
    pub(crate) fn of(sheet: &Sheet, most: i64, cancelled: &dyn Fn() -> bool) -> Survey {
        let mut survey = Survey {
            rows: 0,
            cut: sheet.cut,
            tally: Tally::default(),
            addresses: Repeats::default(),
            user_names: Repeats::default(),
            forms: BTreeSet::new(),
            named: 0,
            administered: 0,
        };
        let mut reader = sheet.rows();
        let mut row = Row::default();
        while reader.read(&mut row) {
            if survey.rows == most {
                survey.cut = Some(Cut::Rows);
                break;
            }
            if survey.rows % ROWS_BETWEEN_LOOKS == 0 && cancelled() {
                survey.cut = Some(Cut::Cancelled);
                break;
            }
            survey.rows += 1;
            survey.add(
                &Line::new(sheet.rows_text(), &row, &sheet.header.columns),
                row.line,
            );
        }
        survey.tally = reader.tally;
        survey
    }

    fn add(&mut self, line: &Line<'_, '_>, number: i64) {
        if let Some(address) = line
            .email_address()
            .trimmed()
            .filter(|address| !address.is_empty())
        {
            self.addresses.add(address, number);
        }
        let name = line.user_name();
        let Some(name) = name.trimmed().filter(|name| !name.is_empty()) else {
            return;
        };
        let form = user_name::form(name);
        self.named += 1;
        self.administered += i64::from(user_name::names_administrator(name, form));
        self.forms.insert(form);
        self.user_names.add(name, number);
    }

    /// Whose credentials the rows hold; nothing where no row names a user, or where rows that were not read decide.
    pub(crate) fn credentials(&self) -> Option<Credentials> {
        let all = |count| count == self.named;
        match self.administered {
            _ if self.named == 0 => None,
            admins if admins > 0 && !all(admins) => Some(Credentials::Mixed),
            _ if self.cut.is_some() => None,
            0 if self.named > 1 && self.user_names.different() == 1 => Some(Credentials::Admin),
            0 => Some(Credentials::User),
            _ => Some(Credentials::Admin),
        }
    }
}
