//! What a plan holds.

use crate::{Figures, Missing, Numbers, Origin, Range, Rescue};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The plan of a migration.
#[derive(Debug)]
pub struct Planned {
    /// Whether the collection that it rests on was complete.
    pub complete: bool,
    /// The numbers that it rests on.
    pub numbers: Numbers,
    /// Mailboxes in all, planned or not.
    pub mailboxes_in_all: usize,
    /// Lists of excluded folders side by side, in sum; for Gmail alone.
    pub plans: Vec<Totals>,
    /// Where the user's own lists come from, if there are any.
    pub yours: BTreeSet<Origin>,
    /// The safest of the plans.
    pub safest: Option<Way>,
    /// Those mailboxes of which enough is known.
    pub mailboxes: Vec<OfMailbox>,
    /// Mailboxes that go together.
    pub batches: Vec<Batch>,
    /// Whole days that all batches take.
    pub days: Range,
    /// What has to be done before.
    pub rescue: Vec<Rescue>,
    /// What is to be known of the plan besides its numbers.
    pub notes: Vec<Note>,
    /// What is still missing, by rank.
    pub missing: Vec<Missing>,
}

/// Mailboxes that the comparison in sum is of: those of which every message was counted, or all where there is none.
pub fn compared(mailboxes: &[OfMailbox]) -> impl Iterator<Item = &OfMailbox> {
    let any_whole = mailboxes.iter().any(|one| one.whole);
    mailboxes.iter().filter(move |one| one.whole || !any_whole)
}

/// Ways to choose the folders that a mailbox of Gmail leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Nothing is excluded.
    Nothing,
    /// The container is.
    Container,
    /// The container is, after all labels were removed.
    LabelsRemoved,
    /// Single folders are that only repeat others.
    Singles,
    /// The same, after a rescue where that would lose anything.
    Safest,
    /// The user's own list is.
    Yours,
}

impl Way {
    /// All, in the order in which they are compared.
    pub const ALL: [Way; 6] = [
        Way::Nothing,
        Way::Container,
        Way::LabelsRemoved,
        Way::Singles,
        Way::Safest,
        Way::Yours,
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Way::Nothing => "nothing",
            Way::Container => "container",
            Way::LabelsRemoved => "labels-removed",
            Way::Singles => "singles",
            Way::Safest => "safest",
            Way::Yours => "yours",
        }
    }
}

/// What one way comes to in sum.
#[derive(Debug, Clone)]
pub struct Totals {
    /// The way.
    pub way: Way,
    /// Its figures.
    pub figures: Figures,
}

/// A mailbox under every plan.
#[derive(Debug, Serialize)]
pub struct OfMailbox {
    /// Its id.
    pub mailbox: String,
    /// Whether every message of it was counted.
    pub whole: bool,
    /// Different messages that were counted.
    pub messages: u64,
    /// Octets to copy under the safest plan.
    pub octets: Range,
    /// Days that it takes under the safest plan.
    pub days: Range,
    /// Number of its batch, from 1.
    pub batch: usize,
    /// What each way comes to; for Gmail alone.
    pub plans: BTreeMap<Way, Figures>,
}

impl OfMailbox {
    /// How much the ways differ for it, to put the most telling mailboxes first; those that were counted whole tell more.
    pub fn difference(&self) -> (bool, u64) {
        let of = |way| self.plans.get(&way);
        let lost = of(Way::Container).and_then(|figures| figures.lost.high);
        let extra = of(Way::Nothing).map_or(0, |figures| figures.repeated.low);
        (self.whole, lost.unwrap_or(0).saturating_add(extra))
    }
}

/// Mailboxes that belong together, since a batch takes one list.
#[derive(Debug, Serialize)]
pub struct Batch {
    /// Folders that it leaves out.
    pub exclude: Vec<String>,
    /// Ids of its mailboxes.
    pub mailboxes: Vec<String>,
    /// The mailbox to try it with.
    pub pilot: Option<String>,
    /// Copies that the pilot must come to.
    pub expected: Option<Range>,
    /// Octets of all of them.
    pub octets: Range,
    /// Whole days that it takes.
    pub days: Range,
}

/// What is to be known of a plan besides its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A folder stays in one mailbox and is left out in another, so that one list for all would lose it.
    Conflict {
        /// Its name.
        name: String,
    },
    /// An excluded name that does nothing in some mailboxes, since it fits no folder of theirs.
    Idle {
        /// The name.
        name: String,
        /// How many.
        mailboxes: usize,
        /// Some of them.
        examples: Vec<String>,
    },
}
