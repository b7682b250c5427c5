//! Counting: messages and octets by combination of labels, in bounded memory. A combination beyond the bound, or one of too long names,
//! adds to a remainder that is told as such.

use super::mailbox::folder_of;
use super::{Combination, Folder, Label, Rest, Store};
use std::collections::HashMap;

/// Octets of label names that are kept for one mailbox.
const MOST_OCTETS: usize = 4 << 20;

/// Labels of one combination. A screenful is many on one message; one with more is told in the remainder.
const MOST_LABELS: usize = 200;

/// Messages by combination.
#[derive(Debug)]
pub(super) struct Mix {
    most: usize,
    /// By labels as they came, sorted, since that is quick to look up.
    raw: HashMap<(Store, Vec<u8>), usize>,
    /// By labels in one spelling.
    known: HashMap<(Store, Vec<Label>), usize>,
    octets: usize,
    found: Vec<Combination>,
    rest: Rest,
}

impl Mix {
    /// An empty one that keeps so many combinations.
    pub(super) fn new(most: usize) -> Mix {
        Mix {
            most,
            raw: HashMap::new(),
            known: HashMap::new(),
            octets: 0,
            found: Vec::new(),
            rest: Rest {
                messages: 0,
                octets: Some(0),
                copies: Some(0),
                copied_octets: Some(0),
            },
        }
    }

    /// Adds a message.
    pub(super) fn add(&mut self, store: Store, labels: &mut Vec<&[u8]>, size: u64, folders: &[Folder]) {
        labels.sort_unstable();
        labels.dedup();
        if labels.len() > MOST_LABELS {
            return self.beyond(store, labels, size, folders);
        }
        let key = (store, labels.join(&0));
        let at = match self.raw.get(&key) {
            Some(at) => Some(*at),
            None => self.new_key(key, labels),
        };
        match at.and_then(|at| self.found.get_mut(at)) {
            Some(combination) => {
                combination.messages += 1;
                combination.octets = combination.octets.saturating_add(size);
            }
            None => self.beyond(store, labels, size, folders),
        }
    }

    fn new_key(&mut self, key: (Store, Vec<u8>), labels: &[&[u8]]) -> Option<usize> {
        let store = key.0;
        let octets = self.octets.saturating_add(key.1.len());
        if octets > MOST_OCTETS || self.raw.len() >= self.most.saturating_mul(2) {
            return self.known.get(&(store, canonical(labels))).copied();
        }
        let labels = canonical(labels);
        let at = match self.known.get(&(store, labels.clone())) {
            Some(at) => *at,
            None if self.found.len() >= self.most => return None,
            None => {
                let at = self.found.len();
                self.found.push(Combination {
                    store,
                    labels: labels.clone(),
                    messages: 0,
                    octets: 0,
                });
                self.known.insert((store, labels), at);
                at
            }
        };
        self.octets = octets;
        self.raw.insert(key, at);
        Some(at)
    }

    fn beyond(&mut self, store: Store, labels: &[&[u8]], size: u64, folders: &[Folder]) {
        let mut shows: Vec<usize> = Vec::new();
        if store == Store::All {
            shows.extend(
                canonical(labels)
                    .iter()
                    .filter_map(|label| folder_of(folders, label)),
            );
            shows.sort_unstable();
            shows.dedup();
        }
        let own = folders
            .iter()
            .any(|folder| folder.role == store.role() && folder.selectable);
        let copies = shows.len() as u64 + u64::from(own);
        let add = |sum: &mut Option<u64>, more: u64| *sum = sum.map(|sum| sum.saturating_add(more));
        self.rest.messages += 1;
        add(&mut self.rest.octets, size);
        add(&mut self.rest.copies, copies);
        add(&mut self.rest.copied_octets, copies.saturating_mul(size));
    }

    /// What was counted, in an order of its own whatever the server's, and what was not kept apart.
    pub(super) fn done(self) -> (Vec<Combination>, Rest) {
        let mut found = self.found;
        found.sort_by(|a, b| (a.store, &a.labels).cmp(&(b.store, &b.labels)));
        (found, self.rest)
    }
}

/// In one spelling, each once.
pub(super) fn canonical(labels: &[&[u8]]) -> Vec<Label> {
    let mut labels: Vec<Label> = labels.iter().filter_map(|octets| Label::of(octets)).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Role;

    fn folders() -> Vec<Folder> {
        [
            ("INBOX", Role::Inbox),
            ("[Gmail]/All Mail", Role::All),
            ("A", Role::None),
        ]
        .map(|(name, role)| Folder {
            name: name.to_owned(),
            role,
            selectable: true,
            messages: None,
        })
        .to_vec()
    }

    #[test]
    fn spellings_and_orders_are_one_combination() {
        let mut mix = Mix::new(10);
        for labels in [
            vec![&b"\\Draft"[..], b"A"],
            vec![b"A", b"\\Drafts"],
            vec![b"A", b"A", b"\\\\Draft"],
        ] {
            mix.add(Store::All, &mut labels.clone(), 5, &folders());
        }
        let (found, rest) = mix.done();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].messages, found[0].octets), (3, 15));
        assert_eq!(rest.messages, 0);
    }

    #[test]
    fn what_is_beyond_the_bound_is_a_remainder_with_its_copies() {
        let mut mix = Mix::new(1);
        mix.add(Store::All, &mut vec![&b"\\Inbox"[..]], 1, &folders());
        mix.add(
            Store::All,
            &mut vec![&b"\\Inbox"[..], b"A", b"gone"],
            10,
            &folders(),
        );
        mix.add(Store::All, &mut vec![&b"\\Inbox"[..]], 1, &folders());
        mix.add(Store::Spam, &mut vec![&b"A"[..]], 7, &folders());
        let (found, rest) = mix.done();
        assert_eq!((found.len(), found[0].messages), (1, 2));
        let expected = Rest {
            messages: 2,
            octets: Some(17),
            copies: Some(3),
            copied_octets: Some(30),
        };
        assert_eq!(rest, expected);
    }

    #[test]
    fn a_message_with_very_many_labels_is_in_the_remainder_with_all_of_its_copies() {
        let names: Vec<String> = (0..1_000).map(|number| format!("x{number}")).collect();
        let mut labels: Vec<&[u8]> = names.iter().map(String::as_bytes).chain([&b"A"[..]]).collect();
        let mut mix = Mix::new(10);
        mix.add(Store::All, &mut labels, 8, &folders());
        let (found, rest) = mix.done();
        assert_eq!((found.len(), rest.messages, rest.copies), (0, 1, Some(2)));
    }

    #[test]
    fn long_names_do_not_fill_the_memory() {
        let mut mix = Mix::new(1_000_000);
        for number in 0..100u32 {
            let name = vec![b'a' + u8::try_from(number % 26).unwrap(); 200_000 + number as usize];
            mix.add(Store::All, &mut vec![name.as_slice()], 1, &folders());
        }
        assert!(mix.octets <= MOST_OCTETS);
        let (found, rest) = mix.done();
        assert!(found.len() < 30 && rest.messages > 0);
    }
}
