//! The fixture with fifteen messages, plan by plan, and what must hold of any mailbox.

use super::*;
use imaprules_facts::{Reason, Unknown};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct Golden {
    folders: Vec<(String, String)>,
    messages: Vec<GoldenMessage>,
    plan: Vec<GoldenPlan>,
}

#[derive(Deserialize)]
struct GoldenMessage {
    id: String,
    size: u64,
    labels: Vec<String>,
    store: Option<String>,
}

#[derive(Deserialize)]
struct GoldenPlan {
    name: String,
    exclude: Vec<String>,
    rescue: Option<String>,
    #[serde(default)]
    labels_removed: bool,
    both: Option<Expected>,
    narrow: Option<Expected>,
    wide: Option<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    copies: u64,
    kilobytes: u64,
    migrated: u64,
    missing: BTreeSet<String>,
}

fn golden() -> Golden {
    toml::from_str(include_str!("golden.toml")).unwrap()
}

fn mailbox(golden: &Golden, messages: &[&GoldenMessage]) -> Mailbox {
    Mailbox {
        id: "laura.labels@example.com".into(),
        folders: golden
            .folders
            .iter()
            .map(|(name, role)| Folder {
                name: name.clone(),
                role: Role::of(role),
                selectable: true,
                messages: None,
            })
            .collect(),
        source: LabelSource::AllMail,
        mix: messages
            .iter()
            .map(|message| Combination {
                store: Store::of(message.store.as_deref().unwrap_or("all")).unwrap(),
                labels: message.labels.iter().map(|label| Label::named(label)).collect(),
                messages: 1,
                octets: message.size * 1024,
            })
            .collect(),
        rest: Rest {
            messages: 0,
            octets: Some(0),
            copies: Some(0),
            copied_octets: Some(0),
        },
        missing: None,
    }
}

fn whole() -> Mailbox {
    let golden = golden();
    mailbox(&golden, &golden.messages.iter().collect::<Vec<_>>())
}

fn plan_of(plan: &GoldenPlan) -> Plan {
    let change = match &plan.rescue {
        Some(label) => Change::Rescue(label.clone()),
        None if plan.labels_removed => Change::LabelsRemoved,
        None => Change::None,
    };
    Plan {
        exclude: plan.exclude.clone(),
        change,
    }
}

#[test]
fn every_plan_comes_out_exact() {
    let golden = golden();
    assert_eq!(golden.plan.len(), 7);
    for plan in &golden.plan {
        let forecast = plan_of(plan).forecast(&whole());
        for (word, outcome, expected) in [
            ("narrow", &forecast.narrow, plan.narrow.as_ref()),
            ("wide", &forecast.wide, plan.wide.as_ref()),
        ] {
            let expected = expected.or(plan.both.as_ref()).unwrap();
            let what = format!("{}, {word}", plan.name);
            assert_eq!(outcome.copies, Span::exact(expected.copies), "{what}");
            assert_eq!(outcome.octets, Span::exact(expected.kilobytes * 1024), "{what}");
            assert_eq!(outcome.migrated, Span::exact(expected.migrated), "{what}");
            let missing: u64 = outcome.by_loss.values().sum();
            assert_eq!(missing, expected.missing.len() as u64, "{what}");
        }
    }
}

/// One message at a time, so that each is named.
#[test]
fn each_message_that_is_missing_is_the_right_one() {
    let golden = golden();
    for plan in &golden.plan {
        for (reading, expected) in [(Reading::Narrow, &plan.narrow), (Reading::Wide, &plan.wide)] {
            let expected = expected.as_ref().or(plan.both.as_ref()).unwrap();
            let missing: BTreeSet<String> = golden
                .messages
                .iter()
                .filter(|message| {
                    let forecast = plan_of(plan).forecast(&mailbox(&golden, &[message]));
                    let outcome = if reading == Reading::Narrow {
                        forecast.narrow
                    } else {
                        forecast.wide
                    };
                    outcome.migrated == Span::exact(0)
                })
                .map(|message| message.id.clone())
                .collect();
            assert_eq!(missing, expected.missing, "{}, {reading:?}", plan.name);
        }
    }
}

#[test]
fn what_the_container_would_take_along_is_named() {
    let plan = container(&whole(), Change::None).unwrap();
    assert_eq!(plan.exclude, ["[Gmail]"]);
    let forecast = plan.forecast(&whole());
    let words: Vec<_> = forecast
        .wide
        .by_loss
        .iter()
        .map(|(loss, count)| (loss.word(), *count))
        .collect();
    assert_eq!(
        words,
        [
            ("label_below_container", 1),
            ("sent", 1),
            ("drafts", 1),
            ("only_starred", 1),
            ("archived_unlabelled", 2),
            ("spam", 1),
            ("trash", 1),
        ]
    );
    assert!(forecast.depends());
    assert_eq!(
        forecast.span(|outcome| outcome.lost),
        Span {
            low: 0,
            high: Some(6)
        }
    );
    assert_eq!(
        forecast.span(|outcome| outcome.copies),
        Span {
            low: 9,
            high: Some(31)
        }
    );
    assert_eq!(
        forecast.repeated(),
        Span {
            low: 2,
            high: Some(16)
        }
    );
}

#[test]
fn the_recommended_plan_rescues_what_it_would_lose() {
    let plan = choose(&whole(), "Archived");
    assert_eq!(plan.change, Change::Rescue("Archived".into()));
    let forecast = plan.forecast(&whole());
    assert_eq!(forecast.span(|outcome| outcome.lost), Span::exact(0));
    assert_eq!(forecast.repeated(), Span::exact(3));
    // Nothing archived: nothing to rescue.
    let mut tidy = whole();
    tidy.mix
        .retain(|one| one.labels.iter().any(|label| label.is(Role::Inbox)));
    assert_eq!(choose(&tidy, "Archived").change, Change::None);
    // A label of that name is the user's, and stays what it is.
    let mut taken = whole();
    taken.folders.push(Folder {
        name: "archived".into(),
        role: Role::None,
        selectable: true,
        messages: Some(3),
    });
    assert_eq!(
        choose(&taken, "Archived").change,
        Change::Rescue("Archived 2".into())
    );
}

#[test]
fn messages_that_only_hidden_labels_hold_are_rescued_too() {
    let mut mailbox = whole();
    mailbox.mix.push(Combination {
        store: Store::All,
        labels: vec![Label::named("Hidden")],
        messages: 4,
        octets: 400,
    });
    let lost = singles(&mailbox, Change::None).forecast(&mailbox).wide.by_loss;
    assert_eq!(lost.get(&Loss::HiddenLabel), Some(&4));
    let forecast = choose(&mailbox, "Archived").forecast(&mailbox);
    assert_eq!(forecast.span(|outcome| outcome.lost), Span::exact(0));
}

#[test]
fn what_was_not_kept_apart_makes_a_range_that_holds_the_truth() {
    let all = whole();
    let plans: Vec<Plan> = golden().plan.iter().map(plan_of).collect();
    // Each message in turn, and all from some point on, into the remainder.
    for from in 0..all.mix.len() {
        let mut part = all.clone();
        let gone = part.mix.split_off(from);
        let copies = |one: &Combination| all.shows(one).len() as u64 * one.messages;
        part.rest = Rest {
            messages: gone.iter().map(|one| one.messages).sum(),
            octets: Some(gone.iter().map(|one| one.octets).sum()),
            copies: Some(gone.iter().map(copies).sum()),
            copied_octets: Some(
                gone.iter()
                    .map(|one| all.shows(one).len() as u64 * one.octets)
                    .sum(),
            ),
        };
        for plan in plans.iter().filter(|plan| matches!(plan.change, Change::None)) {
            let (exact, range) = (plan.forecast(&all), plan.forecast(&part));
            for (exact, range) in [(&exact.narrow, &range.narrow), (&exact.wide, &range.wide)] {
                for (truth, span) in [
                    (exact.copies, range.copies),
                    (exact.octets, range.octets),
                    (exact.migrated, range.migrated),
                    (exact.lost, range.lost),
                    (exact.repeated(), range.repeated()),
                ] {
                    let high = span.high.unwrap();
                    assert!(
                        span.low <= truth.low && truth.low <= high,
                        "{from}: {plan:?}: {truth:?} in {span:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn without_all_mail_nobody_knows_what_is_archived() {
    let mut mailbox = whole();
    mailbox.source = LabelSource::Folders;
    mailbox.folders.retain(|folder| folder.role != Role::All);
    let forecast = nothing().forecast(&mailbox);
    assert_eq!(forecast.narrow.lost.high, None);
    mailbox.missing = Some(Unknown::because(Reason::Timeout));
    assert_eq!(nothing().forecast(&mailbox).narrow.copies.high, None);
}

#[test]
fn the_container_is_known_by_what_lies_in_it() {
    for (names, container) in [
        (
            vec![("[Google Mail]/Alle Nachrichten", Role::All)],
            Some("[Google Mail]"),
        ),
        (
            vec![("INBOX", Role::Inbox), ("[Gmail]/Taslaklar", Role::Drafts)],
            Some("[Gmail]"),
        ),
        (vec![("Sent", Role::Sent)], None),
    ] {
        let mut mailbox = whole();
        mailbox.folders = names
            .into_iter()
            .map(|(name, role)| Folder {
                name: name.into(),
                role,
                selectable: true,
                messages: None,
            })
            .collect();
        assert_eq!(mailbox.container(), container);
    }
}
