//! From the model to records: each row of the migration file gets what the files say of its account, from each file as a source of its own;
//! where a file should say something and does not, that is told as well.

mod account;
mod app_passwords;
mod organisation;

use super::model::{File, Model};
use super::rows::Row;
use crate::google::policies::Policies;
use imaprules_facts::{Reason, Record, Source, Unknown};
use imaprules_provider::{Host, Stop};
use std::collections::BTreeMap;

/// Emits everything.
pub(super) struct Emit<'a> {
    pub(super) provider: &'a str,
    pub(super) model: &'a Model,
    pub(super) policies: Policies,
    pub(super) host: &'a dyn Host,
}

impl Emit<'_> {
    pub(super) fn all(&self) -> Result<(), Stop> {
        let mut matched = vec![0_i64; self.model.files.len()];
        let mut units: BTreeMap<&str, i64> = BTreeMap::new();
        for row in &self.model.rows.all {
            if self.host.cancelled() {
                return Ok(());
            }
            self.row(row, &mut matched)?;
            if let Some(path) = self.unit(row) {
                *units.entry(path).or_default() += 1;
            }
        }
        self.units(&units)?;
        self.files(&matched)
    }

    fn source(&self, file: &File) -> Source {
        Source {
            provider: self.provider.to_owned(),
            name: file.name.clone(),
            live: false,
        }
    }

    fn record(&self, kind: &str, id: &str, file: &File, line: u64) -> Record {
        let mut record = Record::about(kind, id, self.source(file), file.time());
        record.place = (line > 0).then(|| format!("line {line}"));
        record
    }

    /// Everything about a row.
    fn row(&self, row: &Row, matched: &mut [i64]) -> Result<(), Stop> {
        let account = self.model.primary(&row.account).to_owned();
        for (number, file) in self.model.files.iter().enumerate() {
            let mut record = self.record("mailbox", &row.id, file, 0);
            let found = self.settings(&mut record, number, file, &account)
                | self.app_passwords(&mut record, number, file, &account)
                | self.labels(&mut record, number, file, &account);
            self.identity(&mut record, number, file, row);
            if found && let Some(count) = matched.get_mut(number) {
                *count += 1;
            }
            self.send(record)?;
        }
        self.of_policies(row)
    }

    fn send(&self, record: Record) -> Result<(), Stop> {
        if record.facts.is_empty() {
            return Ok(());
        }
        self.host.emit(record)
    }
}

/// Why nothing is known of an account that a file does not have.
fn no_row(file: &File, account: &str) -> Unknown {
    let cut = if file.whole {
        ""
    } else {
        ", which was not read to its end"
    };
    Unknown::noted(
        Reason::NotCollected,
        format!("{}{cut} has no row for {account}", file.name),
    )
}
