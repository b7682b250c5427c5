//! Facts of the rows of the migration file: their recipients, sizes, and where the job stands with them.

use super::Emitter;
use crate::cmdlet::Sort;
use crate::join::{distinct, is_same};
use crate::model::{Facts, Hit, Origin, Seen, Thing};
use crate::rows::Row;
use imaprules_facts::{Known, Reason, Unknown, Value};
use imaprules_provider::Stop;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Facts of a recipient that nobody is.
const OF_NOBODY: [&str; 22] = [
    "target.recipient_type",
    "target.recipient_type_details",
    "target.name",
    "target.primary_address",
    "target.addresses",
    "target.quota",
    "target.warning_quota",
    "target.receive_limit",
    "target.recoverable_quota",
    "target.size",
    "target.item_count",
    "target.deleted_size",
    "target.archive",
    "target.retention_policy",
    "target.retention_hold",
    "target.elc_disabled",
    "target.on_hold",
    "target.forwarding",
    "target.keeps_forwarded",
    "target.folder_count",
    "target.invisible_folders",
    "target.largest_folder_items",
];

impl Emitter<'_> {
    pub(super) fn mailboxes(&self) -> Result<(), Stop> {
        let file = self.model.file_of(&[Sort::Recipient, Sort::Mailbox]);
        let total = self.model.rows.all.len() as u64;
        for (at, row) in self.model.rows.all.iter().enumerate() {
            let hits = self.model.hits.get(&at).map_or(&[][..], Vec::as_slice);
            let living = distinct(hits);
            match (living.first(), file) {
                (Some(first), _) => self.recipient(row, first, &living, hits)?,
                (None, Some(file)) => self.nobody(row, at, hits, self.model.whole_file(file))?,
                (None, None) => {}
            }
            self.host.progress(at as u64 + 1, total);
        }
        self.sizes()?;
        self.folders()?;
        self.standing()
    }

    /// What each export says of the recipient, and who else holds the address.
    fn recipient(&self, row: &Row, first: &Hit, living: &[&Hit], hits: &[Hit]) -> Result<(), Stop> {
        for hit in hits.iter().filter(|hit| !hit.soft_deleted && is_same(hit, first)) {
            self.send(self.record("mailbox", &row.id, hit.origin), hit.facts.clone())?;
        }
        let claimants: Vec<String> = living.iter().map(|hit| hit.primary.clone()).collect();
        let facts: Facts = vec![
            ("target.near_miss", Ok("none".into())),
            ("target.suggestion", Ok("".into())),
            ("target.suggestion_type", Ok("".into())),
            ("target.claimants", Ok(claimants.into())),
            ("target.soft_deleted_twins", self.twins(hits)),
        ];
        self.send(self.record("mailbox", &row.id, first.origin), facts)
    }

    fn twins(&self, hits: &[Hit]) -> Known {
        let mut twins: Vec<String> = hits
            .iter()
            .filter(|hit| hit.soft_deleted)
            .map(|hit| hit.identity.clone())
            .collect();
        if twins.is_empty() && !self.model.saw_soft_deleted {
            let note = "soft-deleted and inactive mailboxes were not exported";
            return Err(Unknown::noted(Reason::NotCollected, note));
        }
        twins.sort();
        twins.dedup();
        Ok(twins.into())
    }

    /// Nobody holds the address, as far as the exports go.
    fn nobody(&self, row: &Row, at: usize, hits: &[Hit], origin: Origin) -> Result<(), Stop> {
        let mut facts: Facts = vec![("target.soft_deleted_twins", self.twins(hits))];
        if let Some(why) = self.why_unsure() {
            let unsure = |fact| (fact, Err(Unknown::noted(Reason::NotCollected, why)));
            facts.extend(["target.exists", "target.near_miss"].map(unsure));
            return self.send(self.record("mailbox", &row.id, origin), facts);
        }
        let near = self.model.near.get(&at);
        let text = |text: Option<&str>| Ok(Value::from(text.unwrap_or_default()));
        facts.extend([
            ("target.exists", Ok(false.into())),
            (
                "target.near_miss",
                Ok(near.map_or("none", |near| near.near.word()).into()),
            ),
            ("target.suggestion", text(near.map(|near| near.address.as_str()))),
            (
                "target.suggestion_type",
                text(near.map(|near| near.details.as_str())),
            ),
            ("target.claimants", Ok(Value::List(Vec::new()))),
        ]);
        let missing = Unknown::noted(Reason::Unsupported, "there is no recipient with this address");
        facts.extend(OF_NOBODY.map(|fact| (fact, Err(missing.clone()))));
        self.send(self.record("mailbox", &row.id, origin), facts)
    }

    /// Why a recipient that was not found may exist all the same.
    fn why_unsure(&self) -> Option<&'static str> {
        if !self.recipients_complete() {
            return Some("the address is not among the recipients exported, but the export is not complete");
        }
        let foreign = self.model.common_domains.is_empty();
        foreign.then_some("no row shares a domain with a recipient: the export seems to be of another tenant")
    }

    fn sizes(&self) -> Result<(), Stop> {
        for loose in &self.model.loose {
            for row in self.names.rows(self.model, &loose.keys) {
                if let Some(row) = self.model.rows.all.get(row) {
                    self.send(self.record("mailbox", &row.id, loose.origin), loose.facts.clone())?;
                }
            }
        }
        Ok(())
    }

    fn folders(&self) -> Result<(), Stop> {
        let sorted: BTreeMap<_, _> = self.model.folders.iter().collect();
        for (owner, folders) in sorted {
            let invisible = match &folders.unknown {
                Some(unknown) if folders.invisible.is_empty() => Err(unknown.clone()),
                _ => Ok(folders.invisible.clone().into()),
            };
            let facts: Facts = vec![
                ("target.folder_count", Ok(folders.count.into())),
                ("target.largest_folder_items", Ok(folders.fullest.into())),
                ("target.invisible_folders", invisible),
            ];
            for row in self.names.rows(self.model, std::slice::from_ref(owner)) {
                if let Some(row) = self.model.rows.all.get(row) {
                    self.send(self.record("mailbox", &row.id, folders.origin), facts.clone())?;
                }
            }
        }
        Ok(())
    }

    /// Where the job stands with each row. A row that no batch holds is known only where all users were exported.
    fn standing(&self) -> Result<(), Stop> {
        let mut by_row: HashMap<usize, Vec<&Seen>> = HashMap::new();
        for (identity, seen) in &self.model.users {
            for row in self.rows_of_user(identity, seen) {
                by_row.entry(row).or_default().push(seen);
            }
        }
        let files = || {
            self.model
                .files
                .iter()
                .filter(|file| file.sorts.contains_key(&Sort::User))
        };
        let whole = files().all(|file| file.has_all(&[Sort::User]));
        let lack = self.model.file_of(&[Sort::User]).filter(|_| whole);
        for (at, row) in self.model.rows.all.iter().enumerate() {
            match (by_row.get(&at), lack) {
                (Some(seen), _) => self.stands(row, seen)?,
                (None, Some(file)) => {
                    let facts: Facts = vec![
                        ("job.batches", Ok(Value::List(Vec::new()))),
                        ("job.status", Ok("none".into())),
                        ("job.copied_items", Ok(0.into())),
                        ("job.skipped_items", Ok(0.into())),
                    ];
                    self.send(
                        self.record("mailbox", &row.id, self.model.whole_file(file)),
                        facts,
                    )?;
                }
                (None, None) => self.would_stand(row)?,
            }
        }
        Ok(())
    }

    /// Nobody exported which batch holds the row: the only one for IMAP, if any, is the plan.
    fn would_stand(&self, row: &Row) -> Result<(), Stop> {
        let imap = |batch: &&Thing| batch.kind.as_deref() == Some("imap");
        let names: BTreeSet<String> = self
            .model
            .batches
            .iter()
            .filter(imap)
            .map(|batch| batch.name.to_lowercase())
            .collect();
        if names.len() != 1 || self.model.has(Sort::User) {
            return Ok(());
        }
        let names: Vec<String> = names.into_iter().collect();
        match self.excluded(&names) {
            Some((known, origin)) => self.send(
                self.record("mailbox", &row.id, origin),
                vec![("job.excluded", known)],
            ),
            None => Ok(()),
        }
    }

    /// What these batches exclude, the newest export of each counting; nothing where that of one of them is not known.
    fn excluded(&self, batches: &[String]) -> Option<(Known, Origin)> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut origins = Vec::new();
        for name in batches {
            let of = |batch: &&Thing| batch.name.eq_ignore_ascii_case(name);
            let batch = self
                .model
                .batches
                .iter()
                .filter(of)
                .max_by_key(|batch| batch.origin.at)?;
            let known = batch.facts.iter().find(|(fact, _)| *fact == "batch.excluded");
            let Some((_, Ok(Value::List(listed)))) = known else {
                return None;
            };
            names.extend(listed.iter().filter_map(Value::as_text).map(str::to_owned));
            origins.push(batch.origin);
        }
        let newest = origins.into_iter().max_by_key(|origin| origin.at)?;
        Some((Ok(names.into_iter().collect::<Vec<_>>().into()), newest))
    }

    fn stands(&self, row: &Row, seen: &[&Seen]) -> Result<(), Stop> {
        let mut batches: Vec<String> = seen
            .iter()
            .filter_map(|seen| seen.batch())
            .map(str::to_owned)
            .collect();
        batches.sort();
        batches.dedup();
        let newest = seen
            .iter()
            .filter_map(|seen| seen.newest())
            .max_by_key(|user| user.origin.at);
        let statistics = seen
            .iter()
            .filter_map(|seen| seen.newest_statistics())
            .max_by_key(|one| one.origin.at);
        let origin = newest
            .map(|user| user.origin)
            .or_else(|| statistics.map(|one| one.origin));
        let Some(origin) = origin else { return Ok(()) };
        let summary = newest
            .and_then(|user| user.summary)
            .or_else(|| statistics.and_then(|one| one.summary));
        let skipped = newest
            .and_then(|user| user.skipped)
            .or_else(|| statistics.and_then(|one| one.skipped));
        let excluded = self.excluded(&batches);
        let mut facts: Facts = vec![("job.batches", Ok(batches.into()))];
        facts.extend(excluded.map(|(known, _)| ("job.excluded", known)));
        facts.extend(summary.map(|word| ("job.status", Ok(word.into()))));
        facts.extend(
            newest
                .and_then(|user| user.synced)
                .map(|many| ("job.copied_items", Ok(many.into()))),
        );
        facts.extend(skipped.map(|many| ("job.skipped_items", Ok(many.into()))));
        self.send(self.record("mailbox", &row.id, origin), facts)
    }
}
