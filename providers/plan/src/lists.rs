//! Mailboxes put together by the list of folders that they leave out, since a batch takes one list.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Lists of excluded folders, each with the places of the mailboxes that it suits. There may be as many lists as mailboxes.
#[derive(Debug)]
pub(crate) struct Lists<List = Vec<String>>(BTreeMap<List, Vec<usize>>);

impl<List> Default for Lists<List> {
    fn default() -> Self {
        Lists(BTreeMap::new())
    }
}

impl<List: Ord> Lists<List> {
    /// The mailbox at this place takes this list.
    pub(crate) fn add(&mut self, list: List, place: usize) {
        self.0.entry(list).or_default().push(place);
    }

    /// Those that suit most mailboxes first; of several the one whose first mailbox comes first.
    pub(crate) fn sorted(self) -> Vec<(List, Vec<usize>)> {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_by_key(|(_, members)| (Reverse(members.len()), members.first().copied()));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::cmp::Ordering;

    const MAILBOXES: usize = 20_000;

    /// A list that counts how often one is compared.
    #[derive(Clone)]
    struct Counted<'a>(usize, &'a Cell<usize>);

    impl Ord for Counted<'_> {
        fn cmp(&self, other: &Self) -> Ordering {
            self.1.set(self.1.get() + 1);
            self.0.cmp(&other.0)
        }
    }

    impl PartialOrd for Counted<'_> {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl PartialEq for Counted<'_> {
        fn eq(&self, other: &Self) -> bool {
            self.cmp(other).is_eq()
        }
    }

    impl Eq for Counted<'_> {}

    #[test]
    fn many_different_lists_are_each_compared_with_few() {
        let compared = Cell::new(0);
        let mut lists = Lists::default();
        for place in 0..2 * MAILBOXES {
            lists.add(Counted(place % MAILBOXES, &compared), place);
        }
        // Comparing with every list that is known would take 10,000 times as many.
        assert!(compared.get() < 2 * MAILBOXES * 100, "{}", compared.get());
        let sorted = lists.sorted();
        assert_eq!(sorted.len(), MAILBOXES);
        let expected = |at: usize| [at, at + MAILBOXES];
        assert!(
            sorted
                .iter()
                .enumerate()
                .all(|(at, (_, members))| *members == expected(at))
        );
    }

    #[test]
    fn the_list_of_most_comes_first_and_then_the_one_that_was_met_first() {
        let mut lists = Lists::default();
        for (place, list) in ["z", "b", "a", "a"].into_iter().enumerate() {
            lists.add(list, place);
        }
        let places: Vec<_> = lists.sorted().into_iter().map(|(_, members)| members).collect();
        assert_eq!(places, [vec![2, 3], vec![0], vec![1]]);
    }
}
