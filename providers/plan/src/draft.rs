//! What a kind of source contributes to a plan, and the plan that it makes: the one place where plans are put together.

use crate::batches::{Rank, batches};
use crate::days::together;
use crate::facts::Facts;
use crate::gaps::Gaps;
use crate::lists::Lists;
use crate::{How, Lacking, Note, Numbers, OfMailbox, Origin, Planned, Rescue, Totals, Way};
use std::collections::BTreeSet;

/// What a kind of source contributes.
pub(crate) struct Draft {
    /// Mailboxes of which enough is known.
    pub(crate) mailboxes: Vec<OfMailbox>,
    /// Their lists, by their places.
    pub(crate) lists: Lists,
    /// Which mailbox makes a good pilot.
    pub(crate) rank: Rank,
    /// Ways side by side, in sum.
    pub(crate) plans: Vec<Totals>,
    /// Where the user's own lists come from.
    pub(crate) yours: BTreeSet<Origin>,
    /// What has to be done before.
    pub(crate) rescue: Vec<Rescue>,
    /// What else is to be known.
    pub(crate) notes: Vec<Note>,
    /// What is missing.
    pub(crate) gaps: Gaps,
}

impl Draft {
    /// Nothing yet.
    pub(crate) fn ranked(rank: Rank) -> Draft {
        Draft {
            mailboxes: Vec::new(),
            lists: Lists::default(),
            rank,
            plans: Vec::new(),
            yours: BTreeSet::new(),
            rescue: Vec::new(),
            notes: Vec::new(),
            gaps: Gaps::default(),
        }
    }

    /// The mailbox leaves out these folders.
    pub(crate) fn add(&mut self, mailbox: OfMailbox, exclude: Vec<String>) {
        self.lists.add(exclude, self.mailboxes.len());
        self.mailboxes.push(mailbox);
    }

    /// The plan, once every mailbox has been looked at.
    pub(crate) fn finish(mut self, facts: &Facts<'_>, numbers: Numbers, complete: bool) -> Planned {
        if !numbers.endpoint_known {
            let how = How::Fact("endpoint.max_migrations");
            self.gaps.whole(Lacking::Endpoint, how);
        }
        let at_once = numbers.concurrent_mailboxes;
        let rescued = self.rescue.iter().map(|one| one.mailbox.as_str()).collect();
        let batches = batches(&mut self.mailboxes, self.lists, self.rank, &rescued, at_once);
        Planned {
            complete,
            mailboxes_in_all: facts.count("mailbox"),
            safest: (!self.plans.is_empty()).then_some(Way::Safest),
            plans: self.plans,
            yours: self.yours,
            days: together(self.mailboxes.iter().map(|one| one.days), at_once),
            batches,
            mailboxes: self.mailboxes,
            rescue: self.rescue,
            notes: self.notes,
            missing: self.gaps.done(),
            numbers,
        }
    }
}
