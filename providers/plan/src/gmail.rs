//! The plan for Gmail: lists of excluded folders side by side, and the safest of them.

use crate::draft::Draft;
use crate::facts::Facts;
use crate::gaps::{EXAMPLES, Gaps};
use crate::{
    Figures, How, Lacking, Note, Numbers, OfMailbox, Range, Totals, Way, Why, compared, rescue, yours,
};
use imaprules_provider_gmail::labels::{
    Change, Exclusions, LabelSource, Mailbox, Plan, choose, container, mailboxes, nothing, singles,
};
use std::collections::BTreeMap;

/// The fact that a look at all messages gives.
const LABELS: &str = "gmail.label_mix_count";

/// The fact that a look at All Mail gives.
const ALL_MAIL: &str = "gmail.unseen_messages";

pub(crate) fn draft(facts: &Facts<'_>, numbers: &Numbers, exclude: &[String]) -> Draft {
    let mut draft = Draft::ranked(rank);
    let mut idle: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (row, known) in mailboxes(facts.0) {
        let mailbox = match known {
            Ok(mailbox) => mailbox,
            Err(why) => {
                let id = facts.id("mailbox", row);
                draft.gaps.of(id, Lacking::Labels, Some((&why).into()), LABELS);
                continue;
            }
        };
        unknown(&mut draft.gaps, &mailbox);
        let own = yours::of(facts, exclude, row);
        if let Some((names, origin)) = &own {
            draft.yours.insert(*origin);
            for name in Exclusions::read(names).idle(&mailbox.folders) {
                idle.entry(name).or_default().push(mailbox.id.clone());
            }
        }
        let safest = choose(&mailbox, &numbers.rescue_label);
        draft.rescue.extend(rescue::of(&mailbox, &safest));
        let planned = under_every_plan(&mailbox, &safest, own.map(|(names, _)| names), numbers);
        draft.add(planned, safest.exclude);
    }
    draft.plans = totals(&draft.mailboxes);
    draft.notes = idle.into_iter().map(idle_note).collect();
    draft.gaps.whole(Lacking::Below, How::Pilot);
    draft
}

/// The pilot is the smallest mailbox of which all is known and in which something has to be rescued.
fn rank(one: &OfMailbox, rescued: bool) -> Option<(bool, bool, u64)> {
    let exact = one.octets.high == Some(one.octets.low);
    (one.octets.low > 0).then_some((!exact, !rescued, one.octets.low))
}

/// What is not known of a mailbox that is planned.
fn unknown(gaps: &mut Gaps, mailbox: &Mailbox) {
    let (what, why, fact) = if let Some(why) = &mailbox.missing {
        (Lacking::Part, why.into(), ALL_MAIL)
    } else if mailbox.source == LabelSource::Folders {
        (Lacking::Archived, Why::NoAllMail, ALL_MAIL)
    } else if mailbox.rest.messages > 0 {
        (Lacking::Part, Why::NotCounted, LABELS)
    } else {
        return;
    };
    gaps.of(&mailbox.id, what, Some(why), fact);
}

/// The mailbox under every plan.
fn under_every_plan(
    mailbox: &Mailbox,
    safest: &Plan,
    yours: Option<Vec<String>>,
    numbers: &Numbers,
) -> OfMailbox {
    // Where there is no container, excluding it does nothing.
    let container = |change| container(mailbox, change).unwrap_or_else(nothing);
    let mut plans = vec![
        (Way::Nothing, nothing()),
        (Way::Container, container(Change::None)),
        (Way::LabelsRemoved, container(Change::LabelsRemoved)),
        (Way::Singles, singles(mailbox, Change::None)),
        (Way::Safest, safest.clone()),
    ];
    plans.extend(yours.map(|exclude| {
        let change = Change::None;
        (Way::Yours, Plan { exclude, change })
    }));
    let figures = |plan: &Plan| Figures::of(&plan.forecast(mailbox), numbers.allowance());
    let plans: BTreeMap<_, _> = plans.iter().map(|(way, plan)| (*way, figures(plan))).collect();
    let best = plans.get(&Way::Safest);
    OfMailbox {
        mailbox: mailbox.id.clone(),
        whole: whole(mailbox),
        messages: mailbox.counted().saturating_add(mailbox.rest.messages),
        octets: best.map_or(Range::UNKNOWN, |figures| figures.octets),
        days: best.map_or(Range::UNKNOWN, |figures| figures.days),
        batch: 0,
        plans,
    }
}

/// Whether every message was counted.
pub(crate) fn whole(mailbox: &Mailbox) -> bool {
    mailbox.missing.is_none() && mailbox.rest.messages == 0 && mailbox.source == LabelSource::AllMail
}

/// Every way in sum, where any mailbox has it.
fn totals(mailboxes: &[OfMailbox]) -> Vec<Totals> {
    let sum = |way: Way| {
        let mut all = compared(mailboxes).filter_map(|one| one.plans.get(&way));
        let mut figures = all.next()?.clone();
        all.for_each(|other| figures.add(other));
        Some(Totals { way, figures })
    };
    Way::ALL.into_iter().filter_map(sum).collect()
}

fn idle_note((name, mailboxes): (String, Vec<String>)) -> Note {
    Note::Idle {
        name,
        mailboxes: mailboxes.len(),
        examples: mailboxes.into_iter().take(EXAMPLES).collect(),
    }
}
