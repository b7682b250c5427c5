//! The plan for Gmail: lists of excluded folders side by side, and the safest of them.

use super::days::together;
use super::facts::Facts;
use super::model::{Batch, FORMAT, Figures, Missing, OfMailbox, Planned, Range, Rescue, Totals, counted};
use super::numbers::Numbers;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider_gmail::labels::{
    Change, Exclusions, LabelSource, Loss, Mailbox, Plan, choose, container, mailboxes, nothing, singles,
};
use imaprules_render::for_terminal;
use std::collections::BTreeMap;

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
            return Some((batch, "the imported batch"));
        }
        let set = facts.texts("gmail.exclude", 0).filter(|names| !names.is_empty());
        set.map(|names| (names, "the setting gmail.exclude"))
    }
}

pub(super) fn plan(facts: &Facts<'_>, numbers: &Numbers, exclude: &[String], complete: bool) -> Planned {
    let yours = Yours {
        given: exclude.to_vec(),
    };
    let mut planned = Planned {
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
    };
    let mut gaps = Gaps::default();
    let mut lists: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
    let mut origins: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut idle: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (row, known) in mailboxes(facts.0) {
        let id = facts.id("mailbox", row).to_owned();
        let mailbox = match known {
            Ok(mailbox) => mailbox,
            Err(why) => {
                gaps.note(
                    "labels of the mailbox",
                    &why,
                    &id,
                    facts.how("gmail.label_mix_count"),
                );
                continue;
            }
        };
        gaps.of(&mailbox, facts);
        let own = yours.of(facts, row);
        if let Some((names, origin)) = &own {
            *origins.entry(origin).or_default() += 1;
            for name in Exclusions::read(names).idle(&mailbox.folders) {
                idle.entry(name).or_default().push(id.clone());
            }
        }
        let safest = choose(&mailbox, &numbers.rescue_label);
        planned.rescue.extend(rescue(&mailbox, &safest));
        let at = planned.mailboxes.len();
        match lists.iter_mut().find(|(list, _)| *list == safest.exclude) {
            Some((_, members)) => members.push(at),
            None => lists.push((safest.exclude.clone(), vec![at])),
        }
        planned
            .mailboxes
            .push(compared(&mailbox, &safest, own.map(|(names, _)| names), numbers));
    }
    planned.mailboxes_planned = planned.mailboxes.len();
    planned.mailboxes_whole = planned.mailboxes.iter().filter(|one| one.whole).count();
    planned.plans = totals(&planned.mailboxes, &origins);
    planned.safest = (!planned.plans.is_empty()).then_some(SAFEST);
    lists.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    batches(&mut planned, lists);
    planned.days = together(
        planned.mailboxes.iter().map(|one| one.days),
        numbers.concurrent_mailboxes,
    );
    planned.notes.extend(
        idle.into_iter()
            .map(|(name, mailboxes)| idle_note(&name, &mailboxes)),
    );
    if !numbers.endpoint_known {
        gaps.whole(
            "how many mailboxes the endpoint copies at the same time",
            "Import an export of Get-MigrationEndpoint: --import FILE.",
        );
    }
    gaps.whole(
        "whether an excluded folder takes along those below it: not documented",
        "Try the pilot with New-MigrationBatch -Analyze, and compare the folders that it names with this forecast.",
    );
    planned.missing = gaps.done();
    planned
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
    let from = origins.keys().copied().collect::<Vec<_>>().join(" or ");
    let titles = [
        (NOTHING, "exclude nothing".to_owned()),
        (
            CONTAINER,
            "exclude the container, such as [Gmail], as Microsoft's troubleshooter advises".to_owned(),
        ),
        (
            LABELS_REMOVED,
            "remove all labels first, then exclude the container: the same advice taken literally".to_owned(),
        ),
        (
            SINGLES,
            "exclude single folders that only repeat others".to_owned(),
        ),
        (
            SAFEST,
            "give archived mail a label of its own, then exclude single folders".to_owned(),
        ),
        (YOURS, format!("your own list ({from})")),
    ];
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

/// A batch for each list. The pilot is the smallest mailbox of which all is known and in which something has to be rescued.
fn batches(planned: &mut Planned, lists: Vec<(Vec<String>, Vec<usize>)>) {
    for (number, (exclude, members)) in lists.into_iter().enumerate() {
        let mut of_batch: Vec<&mut OfMailbox> = Vec::new();
        for (at, one) in planned.mailboxes.iter_mut().enumerate() {
            if members.contains(&at) {
                one.batch = number + 1;
                of_batch.push(one);
            }
        }
        let rescued = |id: &str| planned.rescue.iter().any(|one| one.mailbox == id);
        let pilot = of_batch
            .iter()
            .filter(|one| one.octets.low > 0)
            .min_by_key(|one| {
                (
                    one.octets.high != Some(one.octets.low),
                    !rescued(&one.mailbox),
                    one.octets.low,
                )
            });
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
        let days = together(
            of_batch.iter().map(|one| one.days),
            planned.numbers.concurrent_mailboxes,
        );
        planned.batches.push(Batch {
            pilot: pilot.map(|one| one.mailbox.clone()),
            expected: pilot
                .and_then(|one| one.plans.get(SAFEST))
                .map(|figures| figures.copies),
            mailboxes: of_batch.iter().map(|one| one.mailbox.clone()).collect(),
            exclude,
            octets: sum,
            days,
        });
    }
}

fn rescue(mailbox: &Mailbox, safest: &Plan) -> Option<Rescue> {
    let Change::Rescue(label) = &safest.change else {
        return None;
    };
    let plain = singles(mailbox, Change::None).forecast(mailbox);
    let lost = plain.span(|outcome| outcome.lost);
    let hidden = plain.wide.by_loss.get(&Loss::HiddenLabel).copied().unwrap_or(0);
    let mut steps = vec![
        format!("Search in Gmail for `{ARCHIVED}` and select everything that is found."),
        format!(
            "Apply the label {} to it. It can be taken off again at any time.",
            for_terminal(label)
        ),
    ];
    if hidden > 0 {
        steps.push(format!(
            "Show in IMAP the labels that are hidden (Gmail settings, Labels), or give this label to their {hidden} messages too."
        ));
    }
    steps.push(
        "See that the label is shown in IMAP, and check the mailbox again before it is migrated.".to_owned(),
    );
    Some(Rescue {
        mailbox: mailbox.id.clone(),
        label: label.clone(),
        messages: lost.high.filter(|_| whole(mailbox)),
        steps,
    })
}

fn idle_note(name: &str, mailboxes: &[String]) -> String {
    let examples: Vec<_> = mailboxes.iter().take(EXAMPLES).cloned().collect();
    format!(
        "`{name}` fits no folder of {} ({}): it does nothing there.",
        imaprules_render::counted(mailboxes.len(), "mailbox"),
        examples.join(", ")
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
            .unwrap_or_else(|| why.reason.as_str().replace('-', " "));
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
            self.note("a part of the mailbox", why, &mailbox.id, how);
        } else if mailbox.source == LabelSource::Folders {
            let why = Unknown::noted(Reason::Unsupported, "IMAP does not show All Mail");
            self.note("archived mail", &why, &mailbox.id, how);
        } else if mailbox.rest.messages > 0 {
            let why = Unknown::noted(Reason::Budget, "some messages were not counted by their labels");
            self.note(
                "a part of the mailbox",
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
