//! Plans to compare: what is excluded, and what is changed in the mailbox before. The names in them are the mailbox's own, in its own
//! language.

use super::simulate::{Forecast, simulate};
use super::{Exclusions, Folder, Label, Mailbox, Role, Store};

/// What is changed in a mailbox before it is migrated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// All labels of the user's are removed, as Microsoft's troubleshooter advises. The user's order is destroyed.
    LabelsRemoved,
    /// Messages that no folder kept would show get this label.
    Rescue(String),
}

/// A plan for one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Folders to exclude, as a batch takes them.
    pub exclude: Vec<String>,
    /// What happens before.
    pub change: Change,
}

impl Plan {
    /// What becomes of a mailbox under it.
    pub fn forecast(&self, mailbox: &Mailbox) -> Forecast {
        let excluded = Exclusions::read(&self.exclude);
        match &self.change {
            Change::None => simulate(mailbox, &excluded),
            change => simulate(&changed(mailbox, change, &excluded), &excluded),
        }
    }
}

/// Nothing is excluded.
pub fn nothing() -> Plan {
    Plan {
        exclude: Vec::new(),
        change: Change::None,
    }
}

/// The container is excluded by its name, as Microsoft's troubleshooter advises; with or without removing labels before.
pub fn container(mailbox: &Mailbox, change: Change) -> Option<Plan> {
    let name = mailbox.container()?;
    Some(Plan {
        exclude: vec![name.to_owned()],
        change,
    })
}

/// Single folders are excluded that only repeat others or hold what nobody wants, each by its own name.
pub fn singles(mailbox: &Mailbox, change: Change) -> Plan {
    let chats = mailbox.container().map(|container| format!("{container}/Chats"));
    let out = |folder: &&Folder| {
        folder.selectable && (folder.role.repeats() || Some(&folder.name) == chats.as_ref())
    };
    Plan {
        exclude: mailbox
            .folders
            .iter()
            .filter(out)
            .map(|folder| folder.name.clone())
            .collect(),
        change,
    }
}

/// The name that a rescue label gets: one that the mailbox does not have yet.
pub fn rescued_by(mailbox: &Mailbox, wanted: &str) -> String {
    let taken = |name: &str| {
        let name = name.to_lowercase();
        mailbox
            .folders
            .iter()
            .any(|folder| folder.name.to_lowercase() == name)
    };
    let mut name = wanted.to_owned();
    let mut number = 1;
    while taken(&name) {
        number += 1;
        name = format!("{wanted} {number}");
    }
    name
}

/// The mailbox as it is once that was done. `excluded` tells which messages have to be rescued.
pub fn changed(mailbox: &Mailbox, change: &Change, excluded: &Exclusions) -> Mailbox {
    let mut after = mailbox.clone();
    match change {
        Change::None => {}
        Change::LabelsRemoved => {
            for one in &mut after.mix {
                one.labels.retain(|label| !matches!(label, Label::User(_)));
            }
        }
        Change::Rescue(label) => rescue(&mut after, label, excluded),
    }
    after
}

fn rescue(mailbox: &mut Mailbox, label: &str, excluded: &Exclusions) {
    let kept = |folder: &Folder| !excluded.cover(folder, super::Reading::Wide);
    let lost: Vec<usize> = mailbox
        .mix
        .iter()
        .enumerate()
        .filter(|(_, one)| {
            let shows = mailbox.shows(one);
            one.store == Store::All && !shows.iter().filter_map(|at| mailbox.folders.get(*at)).any(kept)
        })
        .map(|(at, _)| at)
        .collect();
    if !mailbox.folders.iter().any(|folder| folder.name == label) {
        mailbox.folders.push(Folder {
            name: label.to_owned(),
            role: Role::None,
            selectable: true,
            messages: None,
        });
    }
    for at in lost {
        if let Some(one) = mailbox.mix.get_mut(at) {
            one.labels.push(Label::User(label.to_owned()));
            one.labels.sort_unstable();
        }
    }
}

/// The plan to recommend: single folders; after a rescue where that would lose anything, or may.
pub fn choose(mailbox: &Mailbox, label: &str) -> Plan {
    let plain = singles(mailbox, Change::None);
    let lost = plain.forecast(mailbox).span(|outcome| outcome.lost);
    if lost.high == Some(0) {
        return plain;
    }
    singles(mailbox, Change::Rescue(rescued_by(mailbox, label)))
}
