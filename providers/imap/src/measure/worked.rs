//! Which rows worked in a run: only their accounts are measured. Of them the one whose largest folder is the largest, because
//! there is most to fetch.

use crate::rows::{Contents, Row};
use std::sync::{Mutex, PoisonError};

/// A folder to fetch from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Largest {
    /// As the server writes it.
    pub(crate) name: Vec<u8>,
    pub(crate) octets: u64,
}

/// Shared by all rows of a run.
#[derive(Debug, Default)]
pub(crate) struct Worked(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    rows: Vec<usize>,
    best: Option<(usize, Option<Largest>)>,
}

impl Worked {
    /// A row was signed in, and this is what its mailbox holds.
    pub(crate) fn note(&self, at: usize, contents: Option<&Contents>) {
        let largest = contents.and_then(largest);
        let octets = |largest: &Option<Largest>| largest.as_ref().map(|largest| largest.octets);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.rows.push(at);
        let better = match &state.best {
            None => true,
            // The first of the file among equals, whatever order they were done in.
            Some((row, known)) => {
                (octets(&largest), std::cmp::Reverse(at)) > (octets(known), std::cmp::Reverse(*row))
            }
        };
        if better {
            state.best = Some((at, largest));
        }
    }

    /// The row that is measured, with its largest folder.
    pub(super) fn best(&self) -> Option<(usize, Option<Largest>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).best.clone()
    }

    /// Another row that worked with the same account and opens another mailbox.
    pub(super) fn sibling<'r>(&self, rows: &'r [Row], of: &Row) -> Option<&'r Row> {
        let own = of.account.as_ref()?;
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let other = |row: &&Row| {
            row.account
                .as_ref()
                .is_some_and(|account| account.key() == own.key() && account.user_name != own.user_name)
        };
        state.rows.iter().filter_map(|at| rows.get(*at)).find(other)
    }
}

fn largest(contents: &Contents) -> Option<Largest> {
    let folders = contents.folders.as_ref().ok()?;
    let readable = folders
        .iter()
        .filter(|(folder, _)| folder.selectable() && !folder.unreadable());
    readable
        .filter_map(|(folder, sizes)| {
            let octets = sizes.estimate.as_ref().ok().copied()?;
            let name = folder.listed.name.clone();
            Some(Largest { name, octets })
        })
        .max_by_key(|largest| largest.octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::rows;

    #[test]
    fn the_first_of_the_file_is_measured_whatever_order_they_end_in() {
        let worked = Worked::default();
        assert_eq!(worked.best(), None);
        for at in [4, 2, 3] {
            worked.note(at, None);
        }
        assert_eq!(worked.best(), Some((2, None)));
    }

    #[test]
    fn a_sibling_has_the_same_account_another_mailbox_and_worked() {
        let rows = rows(&["ann*admin", "ben*other", "cem*Admin", "dora*admin"]);
        let worked = Worked::default();
        for at in [0, 1, 3] {
            worked.note(at, None);
        }
        let sibling = worked.sibling(&rows, &rows[0]).map(|row| row.address.as_str());
        assert_eq!(sibling, Some("dora*admin"));
        assert!(worked.sibling(&rows, &rows[1]).is_none());
    }
}
