//! Bringing together what different exports say of the same mailbox: by address, by identifier, by name where only one has it.

use crate::model::{Hit, Model};
use std::collections::HashMap;

/// Rows by everything that other exports may call their mailbox.
#[derive(Debug, Default)]
pub(crate) struct Names {
    rows: HashMap<String, Vec<usize>>,
    /// Whose name it is; nothing where several recipients have it.
    owners: HashMap<String, Option<String>>,
}

impl Names {
    pub(crate) fn of(model: &Model) -> Self {
        let mut names = Names::default();
        for (row, hits) in &model.hits {
            for hit in hits.iter().filter(|hit| !hit.soft_deleted) {
                hit.keys
                    .iter()
                    .for_each(|key| names.note(key, *row, &hit.identity));
            }
        }
        names
    }

    fn note(&mut self, key: &str, row: usize, identity: &str) {
        let owner = self
            .owners
            .entry(key.to_owned())
            .or_insert_with(|| Some(identity.to_owned()));
        if owner.as_deref().is_some_and(|owner| owner != identity) {
            *owner = None;
        }
        let rows = self.rows.entry(key.to_owned()).or_default();
        if !rows.contains(&row) {
            rows.push(row);
        }
    }

    /// The rows of a mailbox that an export calls so; the first name that is clear counts.
    pub(crate) fn rows(&self, model: &Model, keys: &[String]) -> Vec<usize> {
        for key in keys {
            let direct = model.rows.with(key);
            if !direct.is_empty() {
                return direct.to_vec();
            }
            if matches!(self.owners.get(key), Some(Some(_))) {
                return self.rows.get(key).cloned().unwrap_or_default();
            }
        }
        Vec::new()
    }
}

/// The recipients of a row that are not deleted, each once, the first read first.
pub(crate) fn distinct(hits: &[Hit]) -> Vec<&Hit> {
    let mut distinct: Vec<&Hit> = Vec::new();
    for hit in hits.iter().filter(|hit| !hit.soft_deleted) {
        let same =
            |known: &&Hit| known.identity == hit.identity || known.primary.eq_ignore_ascii_case(&hit.primary);
        if !distinct.iter().any(same) {
            distinct.push(hit);
        }
    }
    distinct
}

/// Whether two records are of the same recipient.
pub(crate) fn is_same(a: &Hit, b: &Hit) -> bool {
    a.identity == b.identity || a.primary.eq_ignore_ascii_case(&b.primary)
}
