//! Words for what a plan holds as codes: ways, origins, notes, steps, what is missing.

use crate::speech::{counted, phrase, reason, told, word};
use imaprules_facts::Schema;
use imaprules_plan::{How, Lacking, Missing, Note, Origin, Planned, Step, Way, Why};
use imaprules_render::for_terminal;
use serde::Serialize;

/// Something that is still missing, in words.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Lack {
    pub(super) what: String,
    pub(super) mailboxes: usize,
    pub(super) examples: Vec<String>,
    pub(super) how: String,
}

/// Mailboxes of which every message was counted.
pub(super) fn whole(planned: &Planned) -> usize {
    planned.mailboxes.iter().filter(|one| one.whole).count()
}

/// What a way is called.
pub(super) fn title(planned: &Planned, way: Way) -> String {
    let from = planned.yours.iter().map(|origin| from(*origin).to_owned());
    let from = from.reduce(|one, other| told("plan.or", &[("one", &one), ("other", &other)]));
    told(
        &format!("plan.title.{}", way.word()),
        &[("from", &from.unwrap_or_default())],
    )
}

fn from(origin: Origin) -> &'static str {
    match origin {
        Origin::Given => "--exclude",
        Origin::Batch => word("plan.from_batch"),
        Origin::Setting => word("plan.from_setting"),
    }
}

pub(super) fn note(note: &Note) -> String {
    match note {
        Note::Conflict { name } => told("plan.conflict", &[("name", name)]),
        Note::Idle {
            name,
            mailboxes,
            examples,
        } => told(
            "plan.idle",
            &[
                ("name", name),
                ("mailboxes", &counted(*mailboxes, "mailbox")),
                ("examples", &examples.join(", ")),
            ],
        ),
    }
}

pub(super) fn step(step: &Step) -> String {
    match step {
        Step::Search(search) => told("plan.step_search", &[("search", search)]),
        Step::Apply(label) => told("plan.step_apply", &[("label", &for_terminal(label))]),
        Step::ShowHidden(messages) => told("plan.step_hidden", &[("messages", messages)]),
        Step::SeeShown => word("plan.step_see").to_owned(),
    }
}

/// What is missing, by rank; of the same rank in the order of the words.
pub(super) fn missing(planned: &Planned, schema: &Schema) -> Vec<Lack> {
    let ranked = planned.missing.iter().map(|one| (one.rank(), lack(one, schema)));
    let mut all: Vec<_> = ranked.collect();
    all.sort_by(|(rank, one), (other_rank, other)| {
        (rank, &one.what, &one.how).cmp(&(other_rank, &other.what, &other.how))
    });
    all.into_iter().map(|(_, lack)| lack).collect()
}

fn lack(missing: &Missing, schema: &Schema) -> Lack {
    let what = what(missing.what);
    Lack {
        what: match &missing.why {
            Some(why) => format!("{what}: {}", because(why)),
            None => what.to_owned(),
        },
        mailboxes: missing.mailboxes,
        examples: missing.examples.clone(),
        how: how(missing.how, schema),
    }
}

fn what(lacking: Lacking) -> &'static str {
    match lacking {
        Lacking::Labels => word("plan.missing_labels"),
        Lacking::Folders => word("plan.missing_folders"),
        Lacking::Part => word("plan.missing_part"),
        Lacking::Archived => word("plan.missing_archived"),
        Lacking::Size => word("plan.missing_size"),
        Lacking::Speed => word("plan.missing_speed"),
        Lacking::Endpoint => word("plan.missing_endpoint"),
        Lacking::Below => word("plan.missing_below"),
    }
}

fn because(why: &Why) -> String {
    match why {
        Why::Noted(note) => phrase(note).into_owned(),
        Why::Reason(why) => reason(why.as_str()).replace('-', " "),
        Why::NoAllMail => word("plan.no_all_mail").to_owned(),
        Why::NotCounted => word("plan.not_counted").to_owned(),
    }
}

/// How it can be had; a fact says it in the language that the packs were loaded in.
fn how(how: How, schema: &Schema) -> String {
    match how {
        How::Fact(fact) => {
            let fact = schema.fact(fact).map(|fact| schema.fact_of(fact).how.clone());
            fact.unwrap_or_default()
        }
        How::Pilot => word("plan.how_below").to_owned(),
    }
}
