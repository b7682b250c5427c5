//! A batch for each list, with the mailbox to try it with.

use crate::days::together;
use crate::lists::Lists;
use crate::{Batch, OfMailbox, Range, Way};
use std::collections::HashSet;

/// How good a pilot a mailbox makes, the least being the best; nothing where it makes none. Also depends on whether something has to be
/// rescued in it.
pub(crate) type Rank = fn(&OfMailbox, bool) -> Option<(bool, bool, u64)>;

/// A batch for each list; every mailbox gets the number of its own.
pub(crate) fn batches(
    mailboxes: &mut [OfMailbox],
    lists: Lists,
    rank: Rank,
    rescued: &HashSet<&str>,
    at_once: u64,
) -> Vec<Batch> {
    let mut batches = Vec::new();
    for (exclude, members) in lists.sorted() {
        for place in &members {
            if let Some(one) = mailboxes.get_mut(*place) {
                one.batch = batches.len() + 1;
            }
        }
        let members: Vec<&OfMailbox> = members.iter().filter_map(|place| mailboxes.get(*place)).collect();
        let ranked = members.iter().filter_map(|one| {
            let rank = rank(one, rescued.contains(one.mailbox.as_str()))?;
            Some((rank, *one))
        });
        let pilot = ranked.min_by_key(|(rank, _)| *rank).map(|(_, one)| one);
        batches.push(batch(exclude, &members, pilot, at_once));
    }
    batches
}

fn batch(exclude: Vec<String>, members: &[&OfMailbox], pilot: Option<&OfMailbox>, at_once: u64) -> Batch {
    let expected = pilot.and_then(|one| one.plans.get(&Way::Safest));
    Batch {
        exclude,
        mailboxes: members.iter().map(|one| one.mailbox.clone()).collect(),
        pilot: pilot.map(|one| one.mailbox.clone()),
        expected: expected.map(|figures| figures.copies),
        octets: members.iter().fold(Range::NONE, |sum, one| sum.and(one.octets)),
        days: together(members.iter().map(|one| one.days), at_once),
    }
}
