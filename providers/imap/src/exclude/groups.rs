//! One list is given for a whole batch. Which mailboxes share a list, what one list for all would hold, and whether that would
//! cost another mailbox a folder of its own.

use super::Excluded;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// Different names of folders that are kept for the comparison; beyond that it is not made.
const MOST_KEPT: usize = 200_000;

/// Mailboxes named for each list.
const NAMED: usize = 3;

/// Mailboxes by their place in the file.
type Mailboxes = Vec<(usize, String)>;

/// Shared by the rows of a run.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The mailboxes of each list, by their place in the file.
    lists: HashMap<Vec<String>, Mailboxes>,
    /// Lower-case names of folders that stay in some mailbox.
    kept: HashSet<String>,
    too_many: bool,
}

/// What is said for the whole migration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Mailboxes and their number of the list, from 1 for the commonest; those of which nothing is left out are missing.
    pub(crate) group_of: Vec<(String, usize)>,
    /// For people: how many mailboxes, which, and their list.
    pub(crate) groups: Vec<String>,
    /// One list for all.
    pub(crate) all: Vec<String>,
    /// Names on it that another mailbox has for a folder that should stay; nothing where too many names were seen.
    pub(crate) conflicts: Option<Vec<String>>,
}

impl Groups {
    /// Takes note of a mailbox.
    pub(crate) fn note(&self, at: usize, mailbox: &str, excluded: &Excluded) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut list = excluded.folders.clone();
        list.sort_by_key(|name| name.to_lowercase());
        state
            .lists
            .entry(list)
            .or_default()
            .push((at, mailbox.to_owned()));
        for name in &excluded.kept {
            if state.kept.len() >= MOST_KEPT {
                state.too_many = true;
                break;
            }
            state.kept.insert(name.to_lowercase());
        }
    }

    /// A mailbox whose folders are not looked at: the comparison would look complete.
    pub(crate) fn leave_out(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).too_many = true;
    }

    /// What the mailboxes so far give; nothing where there were none.
    pub(crate) fn summary(&self) -> Option<Summary> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lists: Vec<(Vec<String>, Mailboxes)> = std::mem::take(&mut state.lists).into_iter().collect();
        if lists.is_empty() {
            return None;
        }
        lists.iter_mut().for_each(|(_, rows)| rows.sort());
        lists.sort_by(|(list_a, a), (list_b, b)| b.len().cmp(&a.len()).then_with(|| list_a.cmp(list_b)));
        let mut found = Summary::default();
        let mut all: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        let with_names = lists.iter().filter(|(list, _)| !list.is_empty());
        for (number, (list, rows)) in with_names.enumerate() {
            found.groups.push(shown(list, rows));
            found
                .group_of
                .extend(rows.iter().map(|(_, mailbox)| (mailbox.clone(), number + 1)));
            all.extend(
                list.iter()
                    .filter(|name| seen.insert(name.to_lowercase()))
                    .cloned(),
            );
        }
        let conflict = |name: &&String| state.kept.contains(&name.to_lowercase());
        found.conflicts = (!state.too_many).then(|| all.iter().filter(conflict).cloned().collect());
        found.all = all;
        Some(found)
    }
}

/// `3 mailboxes (a@example.com, b@example.com, c@example.com): 'Public/News','shared/sales'`.
fn shown(list: &[String], rows: &[(usize, String)]) -> String {
    let names: Vec<&str> = rows
        .iter()
        .take(NAMED)
        .map(|(_, mailbox)| mailbox.as_str())
        .collect();
    let more = if rows.len() > NAMED { ", ..." } else { "" };
    let list: Vec<String> = list
        .iter()
        .map(|name| format!("'{}'", name.replace('\'', "''")))
        .collect();
    let mailboxes = if rows.len() == 1 { "mailbox" } else { "mailboxes" };
    format!(
        "{} {mailboxes} ({}{more}): {}",
        rows.len(),
        names.join(", "),
        list.join(",")
    )
}
