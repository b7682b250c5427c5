//! The morning after: which mailboxes failed, grouped by what failed them, so that each group can be repaired and tried again.
//!
//! What becomes of the groups, such as files with their rows, is left to whoever asked.

use crate::explain::{Explained, Explainer};
use crate::files;
use crate::model::{Model, Seen};
use crate::settings::RECORDS;
use imaprules_provider::{ProviderError, UNINTERESTED};
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

/// Mailboxes that failed for the same cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failed {
    /// Id of the error in the catalogue ([`errors`](crate::errors)), such as `E06`; empty where it is not known there.
    pub error_id: String,
    /// `permanent`, `transient`, `setup` or `unknown`.
    pub class: String,
    /// Why they failed; empty where the error is not known.
    pub cause: String,
    /// What to do before they are tried again; empty where the error is not known.
    pub remedy: String,
    /// What the service said of the first of them.
    pub text: String,
    /// Their addresses, each once, as written first, sorted.
    pub addresses: Vec<String>,
}

/// Reads exports of migration users, their statistics and error reports, and groups what failed by its cause: the largest
/// group first. What a later export calls synced has not failed, whatever an error report says.
///
/// # Errors
/// When a file cannot be read or is no export of Microsoft 365.
pub fn failed_by_cause(exports: &[PathBuf]) -> Result<Vec<Failed>, ProviderError> {
    let mut model = Model::default();
    for path in exports {
        files::check(path)?;
        files::read(&mut model, path, RECORDS, i64::MAX, &UNINTERESTED)?;
    }
    Ok(grouped(&model))
}

fn grouped(model: &Model) -> Vec<Failed> {
    let mut groups = Groups::default();
    for (identity, seen) in &model.users {
        let address = seen.address().unwrap_or(&seen.identity);
        groups.told.insert(identity.clone());
        groups.told.insert(address.to_lowercase());
        if seen.has_failed() {
            let failure = seen.failure().unwrap_or_default();
            groups.add(address, &failure.text, &failure.kind);
        }
    }
    for row in &model.errors {
        // Two rows of one mailbox are one mailbox; the first row says why.
        if !row.address.is_empty() && groups.told.insert(row.address.to_lowercase()) {
            groups.add(&row.address, &row.text, "");
        }
    }
    groups.sorted()
}

#[derive(Default)]
struct Groups {
    explainer: Explainer,
    /// Addresses that were decided about, in small letters.
    told: HashSet<String>,
    by_cause: BTreeMap<(String, String), Failed>,
}

impl Groups {
    fn add(&mut self, address: &str, text: &str, kind: &str) {
        let explained = self.explainer.explain(text, kind);
        let key = (explained.id.clone(), explained.class.to_owned());
        let group = self.by_cause.entry(key).or_insert_with(|| begun(explained));
        group.addresses.push(address.to_owned());
    }

    fn sorted(self) -> Vec<Failed> {
        let mut groups: Vec<Failed> = self.by_cause.into_values().collect();
        groups.iter_mut().for_each(|group| group.addresses.sort());
        // Stable: equal ones stay in the order of their ids.
        groups.sort_by_key(|group| std::cmp::Reverse(group.addresses.len()));
        groups
    }
}

fn begun(explained: Explained) -> Failed {
    Failed {
        error_id: explained.id,
        class: match explained.class {
            "none" => "unknown".to_owned(),
            class => class.to_owned(),
        },
        cause: explained.cause,
        remedy: explained.remedy,
        text: explained.message,
        addresses: Vec::new(),
    }
}

impl Seen {
    /// The address of the mailbox, where an export tells it apart from the identity.
    fn address(&self) -> Option<&str> {
        self.newest()?.address.as_deref()
    }

    /// Whether the newest word on it is that it failed.
    fn has_failed(&self) -> bool {
        let user = self.newest().map(|user| (user.origin.at, user.summary));
        let statistics = self
            .newest_statistics()
            .map(|statistics| (statistics.origin.at, statistics.summary));
        let newest = user.into_iter().chain(statistics).max_by_key(|(at, _)| *at);
        newest.is_some_and(|(_, summary)| summary == Some("failed"))
    }
}
