//! The plan for Gmail: lists of excluded folders side by side, and the safest of them.

use super::days::together;
use super::facts::Facts;
use super::lists::Lists;
use super::model::{Batch, FORMAT, Figures, Missing, OfMailbox, Planned, Range, Rescue, Totals, counted};
use super::numbers::Numbers;
use crate::speech::{told, word};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider_gmail::labels::{
    Change, Exclusions, LabelSource, Loss, Mailbox, Plan, choose, container, mailboxes, nothing, singles,
};
use imaprules_render::for_terminal;
use std::collections::{BTreeMap, HashSet};

/// Ids of the plans that are compared.
pub(super) const NOTHING: &str = "nothing";
pub(super) const CONTAINER: &str = "container";
pub(super) const LABELS_REMOVED: &str = "labels-removed";
pub(super) const SINGLES: &str = "singles";
pub(super) const SAFEST: &str = "safest";
pub(super) const YOURS: &str = "yours";

/// Mailboxes that a gap names.
const EXAMPLES: usize = 3;

/// Finds archived mail without a label (Gmail's own search).
const ARCHIVED: &str = "-in:inbox -in:sent -in:drafts -in:chats has:nouserlabels";

/// The user's own list, and where it comes from.
struct Yours {
    given: Vec<String>,
}

impl Yours {
    /// `--exclude`, else what the imported batch of the mailbox excludes, else the setting.
    fn of(&self, facts: &Facts<'_>, row: usize) -> Option<(Vec<String>, &'static str)> {
        if !self.given.is_empty() {
            return Some((self.given.clone(), "--exclude"));
        }
        if let Some(batch) = facts.texts("job.excluded", row) {
            return Some((batch, word("plan.from_batch")));
        }
        let set = facts.texts("gmail.exclude", 0).filter(|names| !names.is_empty());
        set.map(|names| (names, word("plan.from_setting")))
    }
}

pub(super) fn plan(facts: &Facts<'_>, numbers: &Numbers, exclude: &[String], complete: bool) -> Planned {
    let yours = Yours {
        given: exclude.to_vec(),
    };
    let mut planned = empty(facts, numbers, complete);
    let mut gaps = Gaps::default();
    let mut lists = Lists::default();
    let mut origins: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut idle: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (row, known) in mailboxes(facts.0) {
        let id = facts.id("mailbox", row);
        let mailbox = match known {
            Ok(mailbox) => mailbox,
            Err(why) => {
                let how = facts.how("gmail.label_mix_count");
                gaps.note(word("plan.missing_labels"), &why, id, how);
                continue;
            }
        };
        gaps.of(&mailbox, facts);
        let own = yours.of(facts, row);
        if let Some((names, origin)) = &own {
            *origins.entry(origin).or_default() += 1;
            for name in Exclusions::read(names).idle(&mailbox.folders) {
                idle.entry(name).or_default().push(id.to_owned());
            }
        }
        let safest = choose(&mailbox, &numbers.rescue_label);
        planned.rescue.extend(rescue(&mailbox, &safest));
        lists.add(safest.exclude.clone(), planned.mailboxes.len());
        let compared = compared(&mailbox, &safest, own.map(|(names, _)| names), numbers);
        planned.mailboxes.push(compared);
    }
    planned.plans = totals(&planned.mailboxes, &origins);
    planned
        .notes
        .extend(idle.iter().map(|(name, mailboxes)| idle_note(name, mailboxes)));
    finish(&mut planned, lists);
    planned.missing = still_missing(gaps, numbers);
    planned
}

/// A plan without mailboxes.
fn empty(facts: &Facts<'_>, numbers: &Numbers, complete: bool) -> Planned {
    Planned {
        format: FORMAT,
        complete,
        numbers: numbers.clone(),
        mailboxes_in_all: facts.count("mailbox"),
        mailboxes_planned: 0,
        mailboxes_whole: 0,
        plans: Vec::new(),
        safest: None,
        mailboxes: Vec::new(),
        batches: Vec::new(),
        days: Range {
            low: 0,
            high: Some(0),
        },
        rescue: Vec::new(),
        notes: Vec::new(),
        missing: Vec::new(),
    }
}

/// What follows once every mailbox has been looked at.
fn finish(planned: &mut Planned, lists: Lists) {
    planned.mailboxes_planned = planned.mailboxes.len();
    planned.mailboxes_whole = planned.mailboxes.iter().filter(|one| one.whole).count();
    planned.safest = (!planned.plans.is_empty()).then_some(SAFEST);
    batches(planned, lists);
    planned.days = together(
        planned.mailboxes.iter().map(|one| one.days),
        planned.numbers.concurrent_mailboxes,
    );
}

fn still_missing(mut gaps: Gaps, numbers: &Numbers) -> Vec<Missing> {
    if !numbers.endpoint_known {
        gaps.whole(word("plan.missing_endpoint"), word("plan.how_endpoint"));
    }
    gaps.whole(word("plan.missing_below"), word("plan.how_below"));
    gaps.done()
}

/// The mailbox under every plan.
fn compared(mailbox: &Mailbox, safest: &Plan, yours: Option<Vec<String>>, numbers: &Numbers) -> OfMailbox {
    let mut plans: Vec<(&'static str, Plan)> = vec![
        (NOTHING, nothing()),
        // Where there is no container, excluding it does nothing.
        (
            CONTAINER,
            container(mailbox, Change::None).unwrap_or_else(nothing),
        ),
        (
            LABELS_REMOVED,
            container(mailbox, Change::LabelsRemoved).unwrap_or_else(nothing),
        ),
        (SINGLES, singles(mailbox, Change::None)),
        (SAFEST, safest.clone()),
    ];
    plans.extend(yours.map(|exclude| {
        let plan = Plan {
            exclude,
            change: Change::None,
        };
        (YOURS, plan)
    }));
    let figures = |plan: &Plan| Figures::of(&plan.forecast(mailbox), numbers.allowance());
    let plans: BTreeMap<_, _> = plans.iter().map(|(id, plan)| (*id, figures(plan))).collect();
    let none = Range { low: 0, high: None };
    OfMailbox {
        mailbox: mailbox.id.clone(),
        whole: whole(mailbox),
        messages: counted(mailbox),
        octets: plans.get(SAFEST).map_or(none, |figures| figures.octets),
        days: plans.get(SAFEST).map_or(none, |figures| figures.days),
        batch: 0,
        plans,
    }
}

/// Whether every message was counted.
fn whole(mailbox: &Mailbox) -> bool {
    mailbox.missing.is_none() && mailbox.rest.messages == 0 && mailbox.source == LabelSource::AllMail
}

fn totals(mailboxes: &[OfMailbox], origins: &BTreeMap<&'static str, usize>) -> Vec<Totals> {
    let from = origins.keys().copied().map(str::to_owned);
    let from = from.reduce(|one, other| told("plan.or", &[("one", &one), ("other", &other)]));
    let from = from.unwrap_or_default();
    let plans = [NOTHING, CONTAINER, LABELS_REMOVED, SINGLES, SAFEST, YOURS];
    let titles = plans.map(|id| (id, told(&format!("plan.title.{id}"), &[("from", &from)])));
    let any_whole = mailboxes.iter().any(|one| one.whole);
    let sum = |id: &'static str| {
        let counted = mailboxes.iter().filter(|one| one.whole || !any_whole);
        let mut all = counted.filter_map(|one| one.plans.get(id));
        let mut sum = all.next()?.clone();
        all.for_each(|figures| sum.and(figures));
        Some(sum)
    };
    titles
        .into_iter()
        .filter_map(|(id, title)| {
            let figures = sum(id)?;
            Some(Totals { id, title, figures })
        })
        .collect()
}

/// A batch for each list.
fn batches(planned: &mut Planned, lists: Lists) {
    let rescued: HashSet<&str> = planned.rescue.iter().map(|one| one.mailbox.as_str()).collect();
    for (number, (exclude, members)) in lists.sorted().into_iter().enumerate() {
        for at in &members {
            if let Some(one) = planned.mailboxes.get_mut(*at) {
                one.batch = number + 1;
            }
        }
        let of_batch = members.iter().filter_map(|at| planned.mailboxes.get(*at));
        let batch = batch(
            exclude,
            &of_batch.collect::<Vec<_>>(),
            &rescued,
            planned.numbers.concurrent_mailboxes,
        );
        planned.batches.push(batch);
    }
}

/// One batch. Its pilot is the smallest mailbox of which all is known and in which something has to be rescued.
fn batch(exclude: Vec<String>, of_batch: &[&OfMailbox], rescued: &HashSet<&str>, at_once: u64) -> Batch {
    let pilot = of_batch
        .iter()
        .filter(|one| one.octets.low > 0)
        .min_by_key(|one| {
            (
                one.octets.high != Some(one.octets.low),
                !rescued.contains(one.mailbox.as_str()),
                one.octets.low,
            )
        });
    let none = Range {
        low: 0,
        high: Some(0),
    };
    let octets = of_batch.iter().fold(none, |sum, one| Range {
        low: sum.low.saturating_add(one.octets.low),
        high: sum.high.zip(one.octets.high).map(|(a, b)| a.saturating_add(b)),
    });
    Batch {
        pilot: pilot.map(|one| one.mailbox.clone()),
        expected: pilot
            .and_then(|one| one.plans.get(SAFEST))
            .map(|figures| figures.copies),
        mailboxes: of_batch.iter().map(|one| one.mailbox.clone()).collect(),
        exclude,
        octets,
        days: together(of_batch.iter().map(|one| one.days), at_once),
    }
}

fn rescue(mailbox: &Mailbox, safest: &Plan) -> Option<Rescue> {
    let Change::Rescue(label) = &safest.change else {
        return None;
    };
    let plain = singles(mailbox, Change::None).forecast(mailbox);
    let lost = plain.span(|outcome| outcome.lost);
    let hidden = plain.wide.by_loss.get(&Loss::HiddenLabel).copied().unwrap_or(0);
    let general = [
        told("plan.step_search", &[("search", &ARCHIVED)]),
        word("plan.step_see").to_owned(),
    ];
    let [search, see] = general.clone();
    let mut steps = vec![
        search,
        told("plan.step_apply", &[("label", &for_terminal(label))]),
    ];
    if hidden > 0 {
        steps.push(told("plan.step_hidden", &[("messages", &hidden)]));
    }
    steps.push(see);
    Some(Rescue {
        mailbox: mailbox.id.clone(),
        label: label.clone(),
        messages: lost.high.filter(|_| whole(mailbox)),
        steps,
        general,
    })
}

fn idle_note(name: &str, mailboxes: &[String]) -> String {
    let examples: Vec<_> = mailboxes.iter().take(EXAMPLES).cloned().collect();
    told(
        "plan.idle",
        &[
            ("name", &name),
            ("mailboxes", &crate::speech::counted(mailboxes.len(), "mailbox")),
            ("examples", &examples.join(", ")),
        ],
    )
}

/// What is missing, by what and why.
#[derive(Default)]
struct Gaps(BTreeMap<(String, String), Vec<String>>);

impl Gaps {
    fn note(&mut self, what: &str, why: &Unknown, mailbox: &str, how: String) {
        let why = why
            .note
            .clone()
            .unwrap_or_else(|| crate::speech::reason(why.reason.as_str()).replace('-', " "));
        let key = (format!("{what}: {why}"), how);
        self.0.entry(key).or_default().push(mailbox.to_owned());
    }

    fn whole(&mut self, what: &str, how: &str) {
        self.0.entry((what.to_owned(), how.to_owned())).or_default();
    }

    /// What is not known of a mailbox that is planned.
    fn of(&mut self, mailbox: &Mailbox, facts: &Facts<'_>) {
        let how = facts.how("gmail.unseen_messages");
        if let Some(why) = &mailbox.missing {
            self.note(word("plan.missing_part"), why, &mailbox.id, how);
        } else if mailbox.source == LabelSource::Folders {
            let why = Unknown::noted(Reason::Unsupported, word("plan.no_all_mail"));
            self.note(word("plan.missing_archived"), &why, &mailbox.id, how);
        } else if mailbox.rest.messages > 0 {
            let why = Unknown::noted(Reason::Budget, word("plan.not_counted"));
            self.note(
                word("plan.missing_part"),
                &why,
                &mailbox.id,
                facts.how("gmail.label_mix_count"),
            );
        }
    }

    fn done(self) -> Vec<Missing> {
        let missing = |((what, how), mailboxes): ((String, String), Vec<String>)| Missing {
            what,
            mailboxes: mailboxes.len(),
            examples: mailboxes.into_iter().take(EXAMPLES).collect(),
            how,
        };
        let mut all: Vec<_> = self.0.into_iter().map(missing).collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.mailboxes));
        all
    }
}
