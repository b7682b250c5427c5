//! Facts of migration users: status, progress between exports, the error and what explains it.

use super::Emitter;
use crate::model::{Facts, Failure, Seen, Statistics, User};
use imaprules_facts::{Known, SubjectRef, Value};
use imaprules_provider::Stop;

/// Facts that only statistics have; the others would repeat what the newer of two exports says.
const ONLY_STATISTICS: [&str; 5] = [
    "user.stalled_for",
    "user.queued_for",
    "user.failures",
    "user.skipped",
    "user.failed_at",
];

impl Seen {
    /// The batch that holds the user, by the newest export.
    pub(crate) fn batch(&self) -> Option<&str> {
        let user = self.newest().and_then(|user| user.batch.as_deref());
        user.or_else(|| self.newest_statistics().and_then(|one| one.batch.as_deref()))
    }

    /// The newest export of the user.
    pub(crate) fn newest(&self) -> Option<&User> {
        self.users.iter().max_by_key(|user| user.origin.at)
    }

    pub(crate) fn newest_statistics(&self) -> Option<&Statistics> {
        self.statistics.iter().max_by_key(|one| one.origin.at)
    }

    /// How long no item was added, in milliseconds: between exports with the same number, or since the report's last entry.
    fn no_progress_for(&self) -> Option<i64> {
        let mut users: Vec<(i64, i64)> = self
            .users
            .iter()
            .filter_map(|user| Some((user.origin.at, user.synced?)))
            .collect();
        users.sort_unstable();
        let (last, count) = *users.last()?;
        let earlier = users.iter().rev().skip(1).find(|(at, _)| *at < last);
        if earlier.is_some() {
            let same = users.iter().rev().take_while(|(_, other)| *other == count).last();
            return same.map(|(at, _)| last - at);
        }
        let statistics = self.newest_statistics()?;
        Some((statistics.origin.at - statistics.last_entry?).max(0))
    }

    /// What failed: the report says it best.
    pub(crate) fn failure(&self) -> Option<Failure> {
        if let Some(failure) = self.newest_statistics().and_then(|one| one.error.clone()) {
            return Some(failure);
        }
        let text = self.newest()?.error.clone()?.ok()?;
        Some(Failure {
            text,
            side: "unknown",
            ..Failure::default()
        })
    }
}

impl Emitter<'_> {
    pub(super) fn users(&mut self) -> Result<(), Stop> {
        for (identity, seen) in &self.model.users {
            self.user(identity, seen)?;
        }
        Ok(())
    }

    fn user(&mut self, identity: &str, seen: &Seen) -> Result<(), Stop> {
        if let Some(user) = seen.newest() {
            let mut facts = user.facts.clone();
            // The store counts an error once, from the export that says most.
            if seen.newest_statistics().is_none() {
                facts.extend(self.error(seen));
            }
            facts.extend(
                seen.no_progress_for()
                    .map(|long| ("user.no_progress_for", Ok(Value::Int(long)))),
            );
            self.send_user(identity, seen, user.origin, facts)?;
        }
        if let Some(statistics) = seen.newest_statistics() {
            let own = |(name, _): &&(&str, Known)| seen.users.is_empty() || ONLY_STATISTICS.contains(name);
            let mut facts: Facts = statistics.facts.iter().filter(own).cloned().collect();
            facts.extend(self.error(seen));
            if seen.users.is_empty() {
                facts.extend(statistics_only(statistics));
            }
            self.send_user(identity, seen, statistics.origin, facts)?;
        }
        Ok(())
    }

    fn send_user(
        &self,
        identity: &str,
        seen: &Seen,
        origin: crate::model::Origin,
        facts: Facts,
    ) -> Result<(), Stop> {
        let mut record = self.record("migration.user", &seen.identity, origin);
        record.parent = seen.batch().map(str::to_owned);
        let row = self
            .rows_of_user(identity, seen)
            .first()
            .and_then(|row| self.model.rows.all.get(*row));
        record
            .references
            .extend(row.map(|row| SubjectRef::new("mailbox", &row.id)));
        self.send(record, facts)
    }

    fn error(&mut self, seen: &Seen) -> Facts {
        let spoilt = seen
            .newest()
            .and_then(|user| user.error.clone())
            .and_then(Result::err);
        let Some(failure) = seen.failure() else {
            let unknown = |fact| spoilt.clone().map(|unknown| (fact, Err(unknown)));
            return ["user.error_text", "user.error_class"]
                .into_iter()
                .filter_map(unknown)
                .collect();
        };
        let explained = self.explainer.explain(&failure.text, &failure.kind);
        vec![
            ("user.error_text", Ok(explained.message.into())),
            ("user.error_type", Ok(explained.exception.into())),
            ("user.error_side", Ok(failure.side.into())),
            ("user.error_id", Ok(explained.id.into())),
            ("user.error_class", Ok(explained.class.into())),
            ("user.error_match", Ok(explained.by.into())),
            ("user.cause", Ok(explained.cause.into())),
            ("user.remedy", Ok(explained.remedy.into())),
            ("user.symptom", Ok(explained.symptom.into())),
        ]
    }

    /// The rows of the file that a migration user stands for.
    pub(super) fn rows_of_user(&self, identity: &str, seen: &Seen) -> Vec<usize> {
        let address = seen
            .newest()
            .and_then(|user| user.address.as_ref())
            .map(|address| address.to_lowercase());
        let keys: Vec<String> = std::iter::once(identity.to_owned()).chain(address).collect();
        self.names.rows(self.model, &keys)
    }
}

/// Progress of a user of whom there are statistics alone.
fn statistics_only(statistics: &Statistics) -> Facts {
    let since = statistics.last_entry.map(|at| (statistics.origin.at - at).max(0));
    since
        .map(|since| ("user.no_progress_for", Ok(Value::Int(since))))
        .into_iter()
        .collect()
}
