//! Mailboxes from facts again: collected now, or read from a bundle long after.

use super::{Combination, Folder, Label, LabelSource, Mailbox, Rest, Role, Store};
use imaprules_facts::{FactStore, KindId, Known, Reason, Unknown, Value};
use std::collections::HashMap;

/// Facts by the row of their subject.
struct Facts<'a>(&'a FactStore);

impl Facts<'_> {
    fn get(&self, fact: &str, row: usize) -> Known {
        match self.0.schema().fact(fact) {
            Some(fact) => self.0.get(fact, row),
            None => Err(Unknown::because(Reason::NotCollected)),
        }
    }

    fn text(&self, fact: &str, row: usize) -> Option<String> {
        self.get(fact, row).ok()?.as_text().map(str::to_owned)
    }

    fn number(&self, fact: &str, row: usize) -> Option<u64> {
        u64::try_from(self.get(fact, row).ok()?.as_int()?).ok()
    }

    fn flag(&self, fact: &str, row: usize) -> Option<bool> {
        self.get(fact, row).ok()?.as_bool()
    }

    fn texts(&self, fact: &str, row: usize) -> Option<Vec<String>> {
        match self.get(fact, row).ok()? {
            Value::List(items) => Some(
                items
                    .iter()
                    .filter_map(Value::as_text)
                    .map(str::to_owned)
                    .collect(),
            ),
            _ => None,
        }
    }

    /// Rows of a kind by the row of their parent.
    fn below(&self, kind: &str) -> HashMap<usize, Vec<usize>> {
        let mut rows: HashMap<usize, Vec<usize>> = HashMap::new();
        let Some(kind) = self.0.schema().kind(kind) else {
            return rows;
        };
        let subjects = self.0.subjects(kind);
        for row in 0..subjects.len() {
            if let Some(parent) = subjects.parent(row) {
                rows.entry(parent).or_default().push(row);
            }
        }
        rows
    }
}

/// Every mailbox with its row: what is known of its labels, or why nothing is.
pub fn mailboxes(store: &FactStore) -> Vec<(usize, Result<Mailbox, Unknown>)> {
    let Some(kind) = store.schema().kind("mailbox") else {
        return Vec::new();
    };
    let facts = Facts(store);
    let (folders, mixes) = (facts.below("folder"), facts.below("gmail.label_mix"));
    let none: &[usize] = &[];
    (0..store.subjects(kind).len())
        .map(|row| {
            let of = |rows: &'_ HashMap<usize, Vec<usize>>| {
                rows.get(&row).cloned().unwrap_or_else(|| none.to_vec())
            };
            (row, mailbox(&facts, kind, row, &of(&folders), &of(&mixes)))
        })
        .collect()
}

fn mailbox(
    facts: &Facts<'_>,
    kind: KindId,
    row: usize,
    folders: &[usize],
    mixes: &[usize],
) -> Result<Mailbox, Unknown> {
    facts.get("gmail.counted_messages", row)?;
    let source = match facts.text("gmail.label_source", row).as_deref() {
        Some("folders") => LabelSource::Folders,
        _ => LabelSource::AllMail,
    };
    let mix: Vec<Combination> = mixes.iter().filter_map(|row| combination(facts, *row)).collect();
    Ok(Mailbox {
        id: facts.0.subjects(kind).id(row).to_owned(),
        folders: folders.iter().filter_map(|row| folder(facts, *row)).collect(),
        source,
        missing: missing(facts, row, source, &mix, folders.len()),
        mix,
        rest: Rest {
            messages: facts.number("gmail.rest_messages", row).unwrap_or(0),
            octets: facts.number("gmail.rest_size", row),
            copies: facts.number("gmail.rest_copies", row),
            copied_octets: facts.number("gmail.rest_copied_size", row),
        },
    })
}

fn folder(facts: &Facts<'_>, row: usize) -> Option<Folder> {
    let levels = facts.texts("folder.levels", row)?;
    Some(Folder {
        name: levels.join("/"),
        role: Role::of(&facts.text("folder.special_use", row)?),
        selectable: facts.flag("folder.selectable", row)?,
        messages: facts.number("folder.messages", row),
    })
}

fn combination(facts: &Facts<'_>, row: usize) -> Option<Combination> {
    let mut labels: Vec<Label> = facts
        .texts("label_mix.labels", row)?
        .iter()
        .map(|name| Label::named(name))
        .collect();
    labels.sort_unstable();
    Some(Combination {
        store: Store::of(&facts.text("label_mix.store", row)?)?,
        labels,
        messages: facts.number("label_mix.messages", row)?,
        octets: facts.number("label_mix.size", row)?,
    })
}

/// Why there may be more than was told. Facts that do not add up come from two collections in one bundle.
fn missing(
    facts: &Facts<'_>,
    row: usize,
    source: LabelSource,
    mix: &[Combination],
    folders: usize,
) -> Option<Unknown> {
    let counted: u64 = mix.iter().map(|one| one.messages).sum();
    if facts.number("gmail.counted_messages", row) != Some(counted) {
        let note = "the combinations of labels do not add up: those of two collections, or not all of them";
        return Some(Unknown::noted(Reason::Stale, note));
    }
    match facts.get("imap.folder_count", row) {
        Ok(count) if count.as_int().and_then(|count| usize::try_from(count).ok()) == Some(folders) => {}
        Ok(_) => return Some(Unknown::noted(Reason::Stale, "the folders do not add up")),
        Err(why) => return Some(why),
    }
    match facts.get("gmail.unseen_messages", row) {
        Err(why) if source == LabelSource::AllMail => Some(why),
        _ => None,
    }
}
