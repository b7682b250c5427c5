//! What files say of the account of a row: columns, addresses, labels.

use super::{Emit, no_row};
use crate::exports::model::File;
use crate::exports::rows::Row;
use crate::exports::table::Sort;
use imaprules_facts::{Reason, Record, Unknown};

/// Labels that are told.
const LISTED: usize = 10_000;

impl Emit<'_> {
    /// What columns say; whether the file has the account.
    pub(super) fn settings(&self, record: &mut Record, number: usize, file: &File, account: &str) -> bool {
        let Some(entry) = self.model.entries.get(&(number, account.to_owned())) else {
            let facts = file.shapes.iter().flat_map(|shape| shape.facts());
            for fact in facts {
                record.miss(fact, no_row(file, account));
            }
            return false;
        };
        record.place = Some(format!("line {}", entry.line));
        if let Some(day) = entry.day {
            record.at = day;
            record.know("gmail.used_date", day);
        }
        record.facts.extend(entry.said.iter().cloned());
        true
    }

    /// Which account the row means, by the directory.
    pub(super) fn identity(&self, record: &mut Record, number: usize, file: &File, row: &Row) {
        if !file.holds(Sort::Users) {
            return;
        }
        match self.model.account(&row.account) {
            Some(account) if account.file == number => {
                record.place = Some(format!("line {}", account.line));
                record.know("gmail.primary_address", account.primary.as_str());
                if let Some(aliases) = &account.aliases {
                    record.know("gmail.aliases", aliases.clone());
                }
                if let Some(name) = &row.user_name {
                    let same = name.to_lowercase() == account.primary.to_lowercase();
                    record.know("gmail.user_name_is_primary", same);
                }
            }
            Some(_) => {}
            None => {
                for fact in [
                    "gmail.primary_address",
                    "gmail.aliases",
                    "gmail.user_name_is_primary",
                ] {
                    record.miss(fact, no_row(file, &row.account));
                }
                if self.is_absent(file, row) {
                    record.facts.retain(|(fact, _)| fact != "gmail.user_status");
                    record.know("gmail.user_status", "absent");
                }
            }
        }
    }

    /// Whether a list that has everybody of the row's domain has nobody of that address. An alias is listed beside its user only.
    fn is_absent(&self, file: &File, row: &Row) -> bool {
        let everybody = file.shapes.iter().any(|shape| shape.whole) && file.whole && file.aliases;
        let domain = row.account.rsplit_once('@').map(|(_, domain)| domain);
        everybody && domain.is_some_and(|domain| file.domains.contains(domain))
    }

    /// Names of labels; whether the file has the account.
    pub(super) fn labels(&self, record: &mut Record, number: usize, file: &File, account: &str) -> bool {
        if !file.holds(Sort::Labels) {
            return false;
        }
        match self.model.labels.get(&(number, account.to_owned())) {
            Some(labels) if file.whole => {
                let listed: Vec<String> = labels.iter().take(LISTED).cloned().collect();
                record.know("gmail.api_labels", listed);
                true
            }
            Some(_) => {
                let why = "the file was not read whole, so labels may be missing";
                record.miss("gmail.api_labels", Unknown::noted(Reason::Malformed, why));
                true
            }
            None => {
                record.miss("gmail.api_labels", no_row(file, account));
                false
            }
        }
    }
}
