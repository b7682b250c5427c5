//! A plan as its JSON writes it: what was computed, and words for what are codes.

use super::said::{self, Lack};
use imaprules_plan::{Batch, Figures, Numbers, OfMailbox, Planned, Range, Rescue, Totals, Way};
use serde::Serialize;

/// What the JSON says it is.
const FORMAT: &str = "imaprules-plan/1";

/// A plan, told.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    format: &'static str,
    /// Whether the collection that it rests on was complete.
    complete: bool,
    numbers: &'a Numbers,
    /// Mailboxes in all, and those of which enough is known.
    mailboxes_in_all: usize,
    mailboxes_planned: usize,
    /// Mailboxes of which every message was counted: the comparison in sum is of these, or of all where there is none.
    mailboxes_whole: usize,
    plans: Vec<Titled<'a>>,
    safest: Option<Way>,
    mailboxes: &'a [OfMailbox],
    batches: &'a [Batch],
    days: Range,
    rescue: Vec<Rescued<'a>>,
    notes: Vec<String>,
    missing: &'a [Lack],
}

/// A way in sum.
#[derive(Serialize)]
struct Titled<'a> {
    id: Way,
    title: String,
    #[serde(flatten)]
    figures: &'a Figures,
}

/// What has to be done before.
#[derive(Serialize)]
struct Rescued<'a> {
    mailbox: &'a str,
    label: &'a str,
    messages: Option<u64>,
    steps: Vec<String>,
}

/// The plan with its words.
pub(super) fn of<'a>(planned: &'a Planned, missing: &'a [Lack]) -> Told<'a> {
    let titled = |one: &'a Totals| Titled {
        id: one.way,
        title: said::title(planned, one.way),
        figures: &one.figures,
    };
    let rescued = |one: &'a Rescue| Rescued {
        mailbox: &one.mailbox,
        label: &one.label,
        messages: one.messages,
        steps: one.steps.iter().map(said::step).collect(),
    };
    Told {
        format: FORMAT,
        complete: planned.complete,
        numbers: &planned.numbers,
        mailboxes_in_all: planned.mailboxes_in_all,
        mailboxes_planned: planned.mailboxes.len(),
        mailboxes_whole: said::whole(planned),
        plans: planned.plans.iter().map(titled).collect(),
        safest: planned.safest,
        mailboxes: &planned.mailboxes,
        batches: &planned.batches,
        days: planned.days,
        rescue: planned.rescue.iter().map(rescued).collect(),
        notes: planned.notes.iter().map(said::note).collect(),
        missing,
    }
}
