//! `gaps`: the facts that are missing, those that would decide most first, each with the way to obtain it.

use super::run::{dry, gather, volume};
use crate::args::{Gaps, JudgeOptions, Plain};
use crate::error::Failure;
use crate::obtain::Obtain;
use crate::speech::{counted, phrase, reason, told, word};
use crate::{config, judge, language, packs};
use imaprules_render::for_terminal;
use imaprules_report::{Gap, exit};
use serde_json::Value;

pub(crate) fn run(arguments: Gaps) -> Result<u8, Failure> {
    let volume = volume(&arguments.look.common);
    let file = config::read(arguments.look.common.config.as_deref(), volume)?;
    let wanted = JudgeOptions {
        rules: arguments.packs.rules,
        param: arguments.packs.param,
        ..JudgeOptions::default()
    };
    let options = language::settle_as_spoken(wanted.or(file.judge));
    let source = arguments.look.source.or(file.source);
    let packs = packs::load_for(&options)?;
    if arguments.look.common.dry_run {
        return dry(&source, &packs, volume);
    }
    let (store, story) = gather(&source, &arguments.look.facts, &packs, volume)?;
    let report = judge::run(&packs, store, story, &options)?;
    let obtain = Obtain::shipped()?;
    match arguments.format {
        Plain::Json => super::print_json(
            &report
                .gaps
                .iter()
                .map(|gap| json(gap, &obtain))
                .collect::<Vec<_>>()
                .into(),
        )?,
        Plain::Text => super::print(&text(&report.gaps, &obtain))?,
    }
    Ok(if report.run.complete {
        exit::OK
    } else {
        exit::INCOMPLETE
    })
}

/// The gap as in the report, with the person to ask and the right he needs.
fn json(gap: &Gap, obtain: &Obtain) -> Value {
    let mut value = serde_json::to_value(gap).unwrap_or_default();
    if let (Some(fields), Some(entry)) = (value.as_object_mut(), obtain.of(&gap.fact)) {
        fields.insert("who".to_owned(), phrase(&entry.who).into());
        fields.insert("right".to_owned(), phrase(&entry.right).into());
    }
    value
}

fn text(gaps: &[Gap], obtain: &Obtain) -> String {
    if gaps.is_empty() {
        return format!("{}\n", word("gaps.nothing"));
    }
    gaps.iter().map(|one| gap(one, obtain)).collect()
}

fn gap(gap: &Gap, obtain: &Obtain) -> String {
    let note = gap.note.as_deref().map(for_terminal);
    let note = note.map(|note| format!("{}\n", told("gaps.seen", &[("note", &note)])));
    let line = told(
        "gaps.gap",
        &[
            ("fact", &for_terminal(&gap.fact)),
            ("reason", &for_terminal(&reason(&gap.reason))),
            ("rules", &counted(gap.rules, "rule")),
            ("subjects", &counted(gap.subjects, "subject")),
        ],
    );
    let ask = obtain.of(&gap.fact).map(|entry| {
        told(
            "gaps.ask",
            &[("who", &phrase(&entry.who)), ("right", &phrase(&entry.right))],
        )
    });
    format!(
        "{line}\n  {}\n{}{}",
        for_terminal(&gap.how),
        ask.map(|ask| format!("{ask}\n")).unwrap_or_default(),
        note.unwrap_or_default()
    )
}
