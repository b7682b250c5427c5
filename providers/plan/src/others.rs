//! The plan for other systems, with what every mailbox gives: folders to leave out, sizes, a speed.

use crate::draft::Draft;
use crate::facts::Facts;
use crate::{How, Lacking, Note, Numbers, OfMailbox, Range};
use std::collections::BTreeMap;

/// The fact with the folders that a mailbox leaves out.
const LIST: &str = "imap.exclude_folders";

pub(crate) fn draft(facts: &Facts<'_>, numbers: &Numbers, exclude: &[String]) -> Draft {
    let mut draft = Draft::ranked(rank);
    for row in 0..facts.count("mailbox") {
        let id = facts.id("mailbox", row);
        let Some(mut list) = facts.texts(LIST, row) else {
            draft.gaps.of(id, Lacking::Folders, None, LIST);
            continue;
        };
        let octets = octets(facts, row, !list.is_empty());
        if octets.high.is_none() {
            draft.gaps.of(id, Lacking::Size, None, "mailbox.size");
        }
        for name in exclude.iter().filter(|name| !name.trim().is_empty()) {
            if !list.contains(name) {
                list.push(name.clone());
            }
        }
        let mailbox = OfMailbox {
            mailbox: id.to_owned(),
            whole: octets.high.is_some(),
            messages: facts.number("mailbox.item_count", row).unwrap_or(0),
            octets,
            days: octets.days_at(numbers.octets_per_day),
            batch: 0,
            plans: BTreeMap::new(),
        };
        draft.add(mailbox, list);
    }
    if !numbers.speed_measured {
        draft.gaps.whole(Lacking::Speed, How::Fact("imap.throughput"));
    }
    draft.notes = conflicts(facts);
    draft
}

/// The pilot is the mailbox with the fewest messages; better one whose size is known.
fn rank(one: &OfMailbox, _: bool) -> Option<(bool, bool, u64)> {
    (one.messages > 0).then_some((one.octets.high.is_none(), false, one.messages))
}

/// What a mailbox has to move. The sum of its folders counts those that are left out too, so that it is the most.
fn octets(facts: &Facts<'_>, row: usize, left_out: bool) -> Range {
    let size = facts
        .number("mailbox.size", row)
        .or_else(|| facts.number("imap.size_estimate", row));
    Range {
        low: if left_out { 0 } else { size.unwrap_or(0) },
        high: size,
    }
}

/// Names that would cost another mailbox a folder, were one list taken for all.
fn conflicts(facts: &Facts<'_>) -> Vec<Note> {
    let names = facts.texts("imap.exclude_conflicts", 0).unwrap_or_default();
    names.into_iter().map(|name| Note::Conflict { name }).collect()
}
