//! What `plan` tells, as its JSON writes it.

use super::numbers::Numbers;
use imaprules_provider_gmail::labels::{Allowance, Forecast, Mailbox, Projection, Span, days};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the JSON says it is.
pub(super) const FORMAT: &str = "imaprules-plan/1";

/// The plan of a migration.
#[derive(Debug, Serialize)]
pub(super) struct Planned {
    pub(super) format: &'static str,
    /// Whether the collection that it rests on was complete.
    pub(super) complete: bool,
    pub(super) numbers: Numbers,
    /// Mailboxes in all, and those of which enough is known.
    pub(super) mailboxes_in_all: usize,
    pub(super) mailboxes_planned: usize,
    /// Mailboxes of which every message was counted: the comparison in sum is of these, or of all where there is none.
    pub(super) mailboxes_whole: usize,
    /// Lists of excluded folders side by side, in sum; for Gmail alone.
    pub(super) plans: Vec<Totals>,
    /// Id of the safest of them.
    pub(super) safest: Option<&'static str>,
    /// The same for each mailbox.
    pub(super) mailboxes: Vec<OfMailbox>,
    pub(super) batches: Vec<Batch>,
    /// Whole days that all batches take.
    pub(super) days: Range,
    pub(super) rescue: Vec<Rescue>,
    /// What is to be known of the plan besides its numbers.
    pub(super) notes: Vec<String>,
    /// What is still missing.
    pub(super) missing: Vec<Missing>,
}

/// At least and at most; nothing where there is no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Range {
    pub(super) low: u64,
    pub(super) high: Option<u64>,
}

impl From<Span> for Range {
    fn from(span: Span) -> Range {
        Range {
            low: span.low,
            high: span.high,
        }
    }
}

/// What one plan comes to.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figures {
    /// Copies in the target.
    pub(super) copies: Range,
    pub(super) octets: Range,
    /// Different messages that reach it.
    pub(super) migrated: Range,
    /// Those that do not, Spam and Trash aside.
    pub(super) lost: Range,
    /// Copies beyond the first of each message.
    pub(super) repeated: Range,
    /// Whole days within the daily allowance; of several mailboxes, those of the one that takes longest.
    pub(super) days: Range,
    /// What does not reach the target by what it is, if each excluded name stands for that folder alone.
    pub(super) left_behind_narrow: BTreeMap<&'static str, u64>,
    /// The same, if it takes along what lies below it.
    pub(super) left_behind_wide: BTreeMap<&'static str, u64>,
}

impl Figures {
    pub(super) fn of(forecast: &Forecast, allowance: Allowance) -> Figures {
        let octets = forecast.span(|outcome| outcome.octets);
        let words = |outcome: &Projection| {
            outcome
                .by_loss
                .iter()
                .map(|(loss, count)| (loss.word(), *count))
                .collect()
        };
        Figures {
            copies: forecast.span(|outcome| outcome.copies).into(),
            octets: octets.into(),
            migrated: forecast.span(|outcome| outcome.migrated).into(),
            lost: forecast.span(|outcome| outcome.lost).into(),
            repeated: forecast.repeated().into(),
            days: days(octets, allowance).into(),
            left_behind_narrow: words(&forecast.narrow),
            left_behind_wide: words(&forecast.wide),
        }
    }

    /// Both together.
    pub(super) fn and(&mut self, other: &Figures) {
        let sum = |a: Range, b: Range| Range {
            low: a.low.saturating_add(b.low),
            high: a.high.zip(b.high).map(|(a, b)| a.saturating_add(b)),
        };
        self.copies = sum(self.copies, other.copies);
        self.octets = sum(self.octets, other.octets);
        self.migrated = sum(self.migrated, other.migrated);
        self.lost = sum(self.lost, other.lost);
        self.repeated = sum(self.repeated, other.repeated);
        self.days = Range {
            low: self.days.low.max(other.days.low),
            high: self.days.high.zip(other.days.high).map(|(a, b)| a.max(b)),
        };
        for (mine, theirs) in [
            (&mut self.left_behind_narrow, &other.left_behind_narrow),
            (&mut self.left_behind_wide, &other.left_behind_wide),
        ] {
            for (word, count) in theirs {
                *mine.entry(word).or_insert(0) += count;
            }
        }
    }

    /// Whether what excluding a folder means makes a difference.
    pub(super) fn depends(&self) -> bool {
        self.left_behind_narrow != self.left_behind_wide
    }
}

/// A plan in sum.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Totals {
    pub(super) id: &'static str,
    pub(super) title: String,
    #[serde(flatten)]
    pub(super) figures: Figures,
}

/// A mailbox under every plan.
#[derive(Debug, Serialize)]
pub(super) struct OfMailbox {
    pub(super) mailbox: String,
    /// Whether every message of it was counted.
    pub(super) whole: bool,
    /// Different messages that were counted.
    pub(super) messages: u64,
    /// Octets to copy under the safest plan.
    pub(super) octets: Range,
    /// Days that it takes under the safest plan.
    pub(super) days: Range,
    /// Number of its batch, from 1.
    pub(super) batch: usize,
    pub(super) plans: BTreeMap<&'static str, Figures>,
}

/// Mailboxes that belong together, since a batch takes one list.
#[derive(Debug, Serialize)]
pub(super) struct Batch {
    pub(super) exclude: Vec<String>,
    pub(super) mailboxes: Vec<String>,
    /// The mailbox to try it with.
    pub(super) pilot: Option<String>,
    /// What the pilot must come to.
    pub(super) expected: Option<Range>,
    pub(super) octets: Range,
    pub(super) days: Range,
}

/// What has to be done in a mailbox before folders are excluded.
#[derive(Debug, Serialize)]
pub(super) struct Rescue {
    pub(super) mailbox: String,
    /// The label that its archived mail gets.
    pub(super) label: String,
    /// How many messages would be lost without it; nothing where nobody knows.
    pub(super) messages: Option<u64>,
    pub(super) steps: Vec<String>,
    /// Those of the steps that are the same for every mailbox: the search, and the look at the end.
    #[serde(skip)]
    pub(super) general: [String; 2],
}

/// Something that is still missing.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Missing {
    pub(super) what: String,
    pub(super) mailboxes: usize,
    pub(super) examples: Vec<String>,
    pub(super) how: String,
}

/// Different messages that were counted in a mailbox, whatever becomes of them.
pub(super) fn counted(mailbox: &Mailbox) -> u64 {
    mailbox.counted().saturating_add(mailbox.rest.messages)
}
