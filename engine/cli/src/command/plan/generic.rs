//! The plan for other systems, with what every mailbox gives: folders to leave out, sizes, a speed.

use super::days::together;
use super::facts::Facts;
use super::lists::Lists;
use super::model::{Batch, FORMAT, Missing, OfMailbox, Planned, Range};
use super::numbers::Numbers;
use crate::speech::{told, word};
use std::collections::BTreeMap;

/// Mailboxes that a gap names.
const EXAMPLES: usize = 3;

pub(super) fn plan(facts: &Facts<'_>, numbers: &Numbers, exclude: &[String], complete: bool) -> Planned {
    let mut mailboxes = Vec::new();
    let mut lists = Lists::default();
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
        lists.add(list, mailboxes.len());
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
    for (list, members) in lists.sorted() {
        batch(&mut planned, list, &members);
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

/// Makes a batch of the mailboxes at these places.
fn batch(planned: &mut Planned, exclude: Vec<String>, members: &[usize]) {
    let number = planned.batches.len() + 1;
    for place in members {
        if let Some(one) = planned.mailboxes.get_mut(*place) {
            one.batch = number;
        }
    }
    let of_batch: Vec<&OfMailbox> = members
        .iter()
        .filter_map(|place| planned.mailboxes.get(*place))
        .collect();
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
        mailboxes: of_batch.iter().map(|one| one.mailbox.clone()).collect(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs;
    use imaprules_facts::{FactStore, Record, Source};
    use std::sync::Arc;

    const MAILBOXES: usize = 20_000;

    /// Mailboxes each with a list of its own, but for every tenth; those have the same.
    fn store(packs: &imaprules_rules::Packs) -> FactStore {
        let mut store = FactStore::new(Arc::clone(packs.schema()));
        let source = Source {
            provider: "imap".to_owned(),
            name: "test".to_owned(),
            live: true,
        };
        for number in 0..MAILBOXES {
            let folder = if number % 10 == 0 { 0 } else { number };
            let mut record = Record::about("mailbox", &format!("u{number}@example.com"), source.clone(), 0);
            record.know("imap.exclude_folders", vec![format!("Shared/{folder}")]);
            record.know("mailbox.size", 1_i64 << 20);
            record.know("mailbox.item_count", 7_i64);
            store.add(&record).unwrap();
        }
        store
    }

    #[test]
    fn every_one_of_many_mailboxes_is_in_the_batch_of_its_list() {
        let packs = packs::load_all(&[], &[]).unwrap();
        let store = store(&packs);
        let facts = Facts(&store);
        let planned = plan(&facts, &Numbers::of(&packs, &facts), &[], true);
        assert_eq!(planned.mailboxes_planned, MAILBOXES);
        assert_eq!(planned.batches.len(), MAILBOXES - MAILBOXES / 10 + 1);
        let first = &planned.batches[0];
        assert_eq!(
            (first.exclude.as_slice(), first.mailboxes.len()),
            (&["Shared/0".to_owned()][..], MAILBOXES / 10)
        );
        assert_eq!(first.octets.high, Some((MAILBOXES as u64 / 10) << 20));
        assert_eq!(first.pilot.as_deref(), Some("u0@example.com"));
        for (number, one) in planned.mailboxes.iter().enumerate() {
            let batch = &planned.batches[one.batch - 1];
            let tenth = number % 10 == 0;
            assert_eq!(one.batch == 1, tenth, "{}", one.mailbox);
            assert!(tenth || batch.mailboxes == [one.mailbox.clone()]);
        }
    }
}
