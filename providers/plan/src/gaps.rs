//! What a plan lacks: gathered mailbox by mailbox, and told by what, why and how to get it.

use imaprules_facts::{Reason, Unknown};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Mailboxes that are named as examples.
pub(crate) const EXAMPLES: usize = 3;

/// Something that is still missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What.
    pub what: Lacking,
    /// Why, where that is not plain from what.
    pub why: Option<Why>,
    /// Of how many mailboxes; of none where it is of the migration.
    pub mailboxes: usize,
    /// Some of them.
    pub examples: Vec<String>,
    /// How to get it.
    pub how: How,
}

impl Missing {
    /// Where it stands among others: first what keeps mailboxes out of the plan, then what is missing of most.
    pub fn rank(&self) -> (bool, Reverse<usize>) {
        let keeps_out = matches!(self.what, Lacking::Labels | Lacking::Folders);
        (!keeps_out, Reverse(self.mailboxes))
    }
}

/// What can be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lacking {
    /// Labels of a mailbox.
    Labels,
    /// Folders and sizes of a mailbox.
    Folders,
    /// A part of a mailbox.
    Part,
    /// Archived mail of a mailbox.
    Archived,
    /// The size of a mailbox.
    Size,
    /// How fast a mailbox can be read.
    Speed,
    /// How many mailboxes the endpoint copies at the same time.
    Endpoint,
    /// Whether an excluded folder takes along those below it.
    Below,
}

/// Why something is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// What was seen, in the English words of whoever collected.
    Noted(String),
    /// One of the closed list.
    Reason(Reason),
    /// IMAP does not show All Mail.
    NoAllMail,
    /// Messages were left out of the count by their labels.
    NotCounted,
}

impl From<&Unknown> for Why {
    fn from(unknown: &Unknown) -> Why {
        match &unknown.note {
            Some(note) => Why::Noted(note.clone()),
            None => Why::Reason(unknown.reason),
        }
    }
}

/// How what is missing can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// As this fact is obtained.
    Fact(&'static str),
    /// By trying the pilot.
    Pilot,
}

type Key = (Lacking, Option<Why>, How);

/// What is missing, with the mailboxes that it is missing of.
#[derive(Debug, Default)]
pub(crate) struct Gaps(BTreeMap<Key, Vec<String>>);

impl Gaps {
    /// It is missing of a mailbox.
    pub(crate) fn of(&mut self, mailbox: &str, what: Lacking, why: Option<Why>, fact: &'static str) {
        let mailboxes = self.0.entry((what, why, How::Fact(fact))).or_default();
        mailboxes.push(mailbox.to_owned());
    }

    /// It is missing of the migration.
    pub(crate) fn whole(&mut self, what: Lacking, how: How) {
        self.0.entry((what, None, how)).or_default();
    }

    /// All of it, by rank.
    pub(crate) fn done(self) -> Vec<Missing> {
        let missing = |((what, why, how), mailboxes): (Key, Vec<String>)| Missing {
            what,
            why,
            mailboxes: mailboxes.len(),
            examples: mailboxes.into_iter().take(EXAMPLES).collect(),
            how,
        };
        let mut all: Vec<_> = self.0.into_iter().map(missing).collect();
        all.sort_by_key(Missing::rank);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_cause_is_told_once_and_what_keeps_mailboxes_out_comes_first() {
        let mut gaps = Gaps::default();
        gaps.whole(Lacking::Below, How::Pilot);
        let noted = |note| Some(Why::from(&Unknown::noted(Reason::Refused, note)));
        gaps.of("a", Lacking::Labels, noted("full"), "f");
        for id in ["b", "c", "d", "e"] {
            gaps.of(id, Lacking::Part, Some(Why::NotCounted), "f");
        }
        // The note tells; whoever reads it does not see the reason behind it.
        gaps.of(
            "f",
            Lacking::Labels,
            Some(Why::from(&Unknown::noted(Reason::Timeout, "full"))),
            "f",
        );
        let told: Vec<_> = gaps
            .done()
            .into_iter()
            .map(|one| (one.what, one.mailboxes, one.examples.join(" ")))
            .collect();
        let expected = [
            (Lacking::Labels, 2, "a f".to_owned()),
            (Lacking::Part, 4, "b c d".to_owned()),
            (Lacking::Below, 0, String::new()),
        ];
        assert_eq!(told, expected);
    }
}
