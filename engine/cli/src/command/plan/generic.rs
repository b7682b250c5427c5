//! The plan for other systems, with what every mailbox gives: folders to leave out, sizes, a speed.

use super::days::together;
use super::facts::Facts;
use super::model::{Batch, FORMAT, Missing, OfMailbox, Planned, Range};
use super::numbers::Numbers;
use crate::speech::{told, word};
use std::collections::BTreeMap;

/// Mailboxes that a gap names.
const EXAMPLES: usize = 3;

pub(super) fn plan(facts: &Facts<'_>, numbers: &Numbers, exclude: &[String], complete: bool) -> Planned {
    let mut mailboxes = Vec::new();
    let mut lists: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let (mut unlisted, mut unsized_): (Vec<String>, Vec<String>) = Default::default();
    for row in 0..facts.count("mailbox") {
        let id = facts.id("mailbox", row).to_owned();
        let own = facts.texts("imap.exclude_folders", row);
        let Some(mut list) = own else {
            unlisted.push(id);
            continue;
        };
        for name in exclude.iter().filter(|name| !name.trim().is_empty()) {
            if !list.contains(name) {
                list.push(name.clone());
            }
        }
        let octets = octets(facts, row);
        if octets.high.is_none() {
            unsized_.push(id.clone());
        }
        let days = Range {
            low: octets.low.div_ceil(numbers.octets_per_day),
            high: octets.high.map(|octets| octets.div_ceil(numbers.octets_per_day)),
        };
        match lists.iter_mut().find(|(known, _)| *known == list) {
            Some((_, members)) => members.push(id.clone()),
            None => lists.push((list, vec![id.clone()])),
        }
        mailboxes.push(OfMailbox {
            mailbox: id,
            whole: octets.high.is_some(),
            messages: facts.number("mailbox.item_count", row).unwrap_or(0),
            octets,
            days,
            batch: 0,
            plans: BTreeMap::new(),
        });
    }
    lists.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    let mut planned = Planned {
        format: FORMAT,
        complete,
        numbers: numbers.clone(),
        mailboxes_in_all: facts.count("mailbox"),
        mailboxes_planned: mailboxes.len(),
        mailboxes_whole: mailboxes.iter().filter(|one| one.whole).count(),
        plans: Vec::new(),
        safest: None,
        days: together(mailboxes.iter().map(|one| one.days), numbers.concurrent_mailboxes),
        mailboxes,
        batches: Vec::new(),
        rescue: Vec::new(),
        notes: conflicts(facts),
        missing: missing(facts, numbers, unlisted, unsized_),
    };
    for (list, members) in lists {
        batch(&mut planned, list, members);
    }
    planned
}

/// What a mailbox has to move. The sum of its folders counts those that are left out too, so that it is the most.
fn octets(facts: &Facts<'_>, row: usize) -> Range {
    let size = facts
        .number("mailbox.size", row)
        .or_else(|| facts.number("imap.size_estimate", row));
    let left_out = facts
        .texts("imap.exclude_folders", row)
        .is_some_and(|list| !list.is_empty());
    Range {
        low: if left_out { 0 } else { size.unwrap_or(0) },
        high: size,
    }
}

fn batch(planned: &mut Planned, exclude: Vec<String>, members: Vec<String>) {
    let number = planned.batches.len() + 1;
    let mut of_batch: Vec<&mut OfMailbox> = planned
        .mailboxes
        .iter_mut()
        .filter(|one| members.contains(&one.mailbox))
        .collect();
    of_batch.iter_mut().for_each(|one| one.batch = number);
    let sum = of_batch.iter().fold(
        Range {
            low: 0,
            high: Some(0),
        },
        |sum, one| Range {
            low: sum.low.saturating_add(one.octets.low),
            high: sum.high.zip(one.octets.high).map(|(a, b)| a.saturating_add(b)),
        },
    );
    let pilot = of_batch
        .iter()
        .filter(|one| one.messages > 0)
        .min_by_key(|one| (one.octets.high.is_none(), one.messages));
    planned.batches.push(Batch {
        pilot: pilot.map(|one| one.mailbox.clone()),
        expected: None,
        days: together(
            of_batch.iter().map(|one| one.days),
            planned.numbers.concurrent_mailboxes,
        ),
        octets: sum,
        exclude,
        mailboxes: members,
    });
}

/// Names that would cost another mailbox a folder, were one list taken for all.
fn conflicts(facts: &Facts<'_>) -> Vec<String> {
    let names = facts.texts("imap.exclude_conflicts", 0).unwrap_or_default();
    let note = |name: String| told("plan.conflict", &[("name", &name)]);
    names.into_iter().map(note).collect()
}

fn missing(
    facts: &Facts<'_>,
    numbers: &Numbers,
    unlisted: Vec<String>,
    unsized_: Vec<String>,
) -> Vec<Missing> {
    let mut missing = Vec::new();
    for (what, mailboxes, fact) in [
        (word("plan.missing_folders"), unlisted, "imap.exclude_folders"),
        (word("plan.missing_size"), unsized_, "mailbox.size"),
    ] {
        if !mailboxes.is_empty() {
            missing.push(Missing {
                what: what.to_owned(),
                mailboxes: mailboxes.len(),
                examples: mailboxes.into_iter().take(EXAMPLES).collect(),
                how: facts.how(fact),
            });
        }
    }
    let whole = |what: &str, how: String| Missing {
        what: what.to_owned(),
        mailboxes: 0,
        examples: Vec::new(),
        how,
    };
    if !numbers.speed_measured {
        missing.push(whole(word("plan.missing_speed"), facts.how("imap.throughput")));
    }
    if !numbers.endpoint_known {
        missing.push(whole(
            word("plan.missing_endpoint"),
            facts.how("endpoint.max_migrations"),
        ));
    }
    missing
}
