//! Facts of endpoints, batches and rows of error reports.

use super::Emitter;
use crate::cmdlet::Sort;
use crate::model::{Facts, Thing};
use crate::read::not_exported;
use imaprules_facts::{Known, SubjectRef};
use imaprules_provider::Stop;
use std::collections::{BTreeMap, HashSet};

impl Emitter<'_> {
    pub(super) fn endpoints(&self) -> Result<(), Stop> {
        for endpoint in &self.model.endpoints {
            let mut record = self.record("migration.endpoint", &endpoint.name, endpoint.origin);
            record.references.extend(
                self.server
                    .as_ref()
                    .map(|server| SubjectRef::new("server", server)),
            );
            let mut facts = endpoint.facts.clone();
            facts.push(("endpoint.relevant", self.relevant(endpoint)));
            self.send(record, facts)?;
        }
        Ok(())
    }

    /// Of a batch that is this migration's, or the only one for IMAP.
    fn relevant(&self, endpoint: &Thing) -> Known {
        let others = self
            .model
            .endpoints
            .iter()
            .filter(|other| other.kind.as_deref() == Some("imap"));
        let names: HashSet<String> = others.map(|other| other.name.to_lowercase()).collect();
        if names.len() == 1 && endpoint.kind.as_deref() == Some("imap") {
            return Ok(true.into());
        }
        let ours = self.batches_of_rows();
        let named = self.order.batch_name.as_ref().map(|name| name.to_lowercase());
        let of_endpoint = |batch: &&Thing| {
            let here = batch
                .endpoint
                .as_ref()
                .is_some_and(|name| name.eq_ignore_ascii_case(&endpoint.name));
            let batch = batch.name.to_lowercase();
            here && (ours.contains(&batch) || named.as_ref() == Some(&batch))
        };
        if self.model.batches.iter().any(|batch| of_endpoint(&batch)) {
            return Ok(true.into());
        }
        if self.model.has(Sort::Batch) && (named.is_some() || self.model.has(Sort::User)) {
            return Ok(false.into());
        }
        Err(not_exported(
            "which batch uses which of several endpoints: export Get-MigrationBatch and Get-MigrationUser",
        ))
    }

    /// Names of batches that hold a row of the file, or any batch where there is no file.
    fn batches_of_rows(&self) -> HashSet<String> {
        let all = self.model.rows.all.is_empty();
        let ours = self
            .model
            .users
            .iter()
            .filter(|(identity, seen)| all || !self.rows_of_user(identity, seen).is_empty());
        ours.filter_map(|(_, seen)| seen.batch())
            .map(str::to_lowercase)
            .collect()
    }

    pub(super) fn batches(&mut self) -> Result<(), Stop> {
        let found = self.users_by_batch();
        let mut told: HashSet<String> = HashSet::new();
        for batch in &self.model.batches {
            let mut record = self.record("migration.batch", &batch.name, batch.origin);
            record.references.extend(
                batch
                    .endpoint
                    .as_ref()
                    .map(|name| SubjectRef::new("migration.endpoint", name)),
            );
            let mut facts = batch.facts.clone();
            let message = facts.iter().find_map(|(name, known)| match known {
                Ok(value) if *name == "batch.message" => value.as_text().map(str::to_owned),
                _ => None,
            });
            if let Some(message) = message {
                let explained = self.explainer.explain(&message, "");
                facts.push(("batch.cause", Ok(explained.cause.into())));
                facts.push(("batch.remedy", Ok(explained.remedy.into())));
            }
            self.send(record, facts)?;
            told.insert(batch.name.to_lowercase());
            self.users_found(
                &batch.name,
                found.get(&batch.name.to_lowercase()).map_or(0, |(_, many)| *many),
            )?;
        }
        // Batches that only the users name.
        for (key, (name, many)) in &found {
            if !told.contains(key) {
                self.users_found(name, *many)?;
            }
        }
        Ok(())
    }

    fn users_found(&self, batch: &str, many: i64) -> Result<(), Stop> {
        let Some(file) = self.model.file_of(&[Sort::User]) else {
            return Ok(());
        };
        let facts: Facts = vec![("batch.users_found", Ok(many.into()))];
        self.send(
            self.record("migration.batch", batch, self.model.whole_file(file)),
            facts,
        )
    }

    fn users_by_batch(&self) -> BTreeMap<String, (String, i64)> {
        let mut found: BTreeMap<String, (String, i64)> = BTreeMap::new();
        for batch in self.model.users.values().filter_map(|seen| seen.batch()) {
            found
                .entry(batch.to_lowercase())
                .or_insert_with(|| (batch.to_owned(), 0))
                .1 += 1;
        }
        found
    }

    pub(super) fn error_rows(&mut self) -> Result<(), Stop> {
        let mut seen: HashSet<String> = HashSet::new();
        for row in &self.model.errors {
            let file = self
                .model
                .files
                .get(row.origin.file)
                .map_or("", |file| file.name.as_str());
            let number = format!("{file}#{}", row.origin.place.record);
            let free = !row.address.is_empty() && seen.insert(row.address.to_lowercase());
            let id = match (free, row.address.is_empty()) {
                (true, _) => row.address.clone(),
                (false, true) => number,
                (false, false) => format!("{} in {number}", row.address),
            };
            let mut record = self.record("migration.error", &id, row.origin);
            let rows = self.names.rows(self.model, &[row.address.to_lowercase()]);
            let subject = rows.first().and_then(|row| self.model.rows.all.get(*row));
            record
                .references
                .extend(subject.map(|row| SubjectRef::new("mailbox", &row.id)));
            let explained = self.explainer.explain(&row.text, "");
            let shown = match row.address.is_empty() {
                true => format!("row {}", row.origin.place.record),
                false => row.address.clone(),
            };
            let facts: Facts = vec![
                ("report.address", Ok(shown.into())),
                ("report.text", Ok(explained.message.into())),
                ("report.error_id", Ok(explained.id.into())),
                ("report.class", Ok(explained.class.into())),
                ("report.match", Ok(explained.by.into())),
                ("report.cause", Ok(explained.cause.into())),
                ("report.remedy", Ok(explained.remedy.into())),
                ("report.symptom", Ok(explained.symptom.into())),
            ];
            self.send(record, facts)?;
        }
        Ok(())
    }
}
