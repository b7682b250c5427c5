//! What files say of the organisation: policies and what they come to, units, and the files themselves.

use super::Emit;
use crate::exports::model::File;
use crate::exports::policies;
use crate::exports::rows::Row;
use crate::exports::table::{Shape, Sort};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::Stop;
use std::collections::BTreeMap;

impl Emit<'_> {
    /// The organisational unit of a row's account.
    pub(super) fn unit(&self, row: &Row) -> Option<&str> {
        let account = self.model.primary(&row.account);
        (0..self.model.files.len()).rev().find_map(|number| {
            let entry = self.model.entries.get(&(number, account.to_owned()))?;
            let (_, known) = entry.said.iter().find(|(fact, _)| fact == "gmail.org_unit")?;
            known.as_ref().ok()?.as_text()
        })
    }

    /// What the policies come to for a row.
    pub(super) fn of_policies(&self, row: &Row) -> Result<(), Stop> {
        let Some(file) = self.policy_file() else {
            return Ok(());
        };
        let mut record = self.record("mailbox", &row.id, file, 0);
        match self.unit(row) {
            Some(path) => {
                for (fact, known) in policies::of_user(&self.policies, path) {
                    record.facts.push((fact.to_owned(), known));
                }
            }
            None => {
                let why =
                    "policies are for organisational units, and no export says in which one the user is";
                for fact in policies::facts(&self.policies) {
                    record.miss(fact, Unknown::noted(Reason::NotCollected, why));
                }
            }
        }
        self.send(record)
    }

    fn policy_file(&self) -> Option<&File> {
        self.model.files.iter().find(|file| file.holds(Sort::Policies))
    }

    /// The organisational units that rows are in.
    pub(super) fn units(&self, units: &BTreeMap<&str, i64>) -> Result<(), Stop> {
        let with_units = |file: &&File| file.holds(Sort::Users);
        let Some(users) = self.model.files.iter().find(with_units) else {
            return self.policy_count();
        };
        let mut whole = self.record("migration", "migration", users, 0);
        let why = "no export says in which unit a user of the migration file is";
        match units.len() {
            0 => whole.miss("gmail.org_unit_count", Unknown::noted(Reason::NotCollected, why)),
            many => whole.know("gmail.org_unit_count", i64::try_from(many).unwrap_or(i64::MAX)),
        };
        self.send(whole)?;
        for (path, mailboxes) in units {
            let mut record = self.record("gmail.org_unit", path, users, 0);
            record.know("gmail.unit_mailboxes", *mailboxes);
            self.send(record)?;
            let Some(file) = self.policy_file() else { continue };
            let mut record = self.record("gmail.org_unit", path, file, 0);
            for (fact, known) in policies::of_unit(&self.policies, path) {
                record.facts.push((fact.to_owned(), known));
            }
            self.send(record)?;
        }
        self.policy_count()
    }

    fn policy_count(&self) -> Result<(), Stop> {
        let Some(file) = self.policy_file() else {
            return Ok(());
        };
        let mut record = self.record("migration", "migration", file, 0);
        let count = self.model.policies.count();
        record.know("gmail.policy_count", i64::try_from(count).unwrap_or(i64::MAX));
        self.send(record)
    }

    /// The files themselves.
    pub(super) fn files(&self, matched: &[i64]) -> Result<(), Stop> {
        let Some(last) = self.model.files.last() else {
            return Ok(());
        };
        let mut whole = self.record("migration", "migration", last, 0);
        whole.know(
            "gmail.export_count",
            i64::try_from(self.model.files.len()).unwrap_or(i64::MAX),
        );
        self.send(whole)?;
        let days = self.model.files.iter().filter_map(|file| Some((file.day?, file)));
        if let Some((day, file)) = days.max_by_key(|(day, _)| *day) {
            let mut record = self.record("migration", "migration", file, 0);
            record.know("gmail.report_date", day);
            self.send(record)?;
        }
        for (number, file) in self.model.files.iter().enumerate() {
            self.file(file, matched.get(number).copied().unwrap_or_default())?;
        }
        Ok(())
    }

    fn file(&self, file: &File, matched: i64) -> Result<(), Stop> {
        let mut record = self.record("gmail.export", &file.name, file, 0);
        let texts = |text: fn(&Shape) -> &str| -> Vec<String> {
            file.shapes.iter().map(|shape| text(shape).to_owned()).collect()
        };
        record.know("gmail.export_holds", texts(|shape| &shape.title));
        record.know("gmail.export_command", texts(|shape| &shape.how).join("; "));
        record.know(
            "gmail.export_records",
            i64::try_from(file.records).unwrap_or(i64::MAX),
        );
        record.know("gmail.export_whole", file.whole);
        record.know("gmail.export_troubles", file.troubles.clone());
        record.know("gmail.export_time", file.time());
        let about_users = file.shapes.iter().any(|shape| !shape.user.is_empty());
        record.know("gmail.export_about_users", about_users);
        if about_users && !self.model.rows.all.is_empty() {
            record.know("gmail.export_users_matched", matched);
        }
        self.send(record)
    }
}
