//! `gaps`: the facts that are missing, those that would decide most first, each with the way to obtain it.

use super::run::{dry, gather, volume};
use crate::args::{Gaps, JudgeOptions, Plain};
use crate::error::Failure;
use crate::speech::{counted, reason, told, word};
use crate::{config, judge, language, packs};
use imaprules_render::for_terminal;
use imaprules_report::{Gap, exit};

pub(crate) fn run(arguments: Gaps) -> Result<u8, Failure> {
    let volume = volume(&arguments.common);
    let file = config::read(arguments.common.config.as_deref(), volume)?;
    let wanted = JudgeOptions {
        rules: arguments.rules,
        param: arguments.param,
        ..JudgeOptions::default()
    };
    let options = language::settle_as_spoken(wanted.or(file.judge));
    let source = arguments.source.or(file.source);
    let packs = packs::load_for(&options)?;
    if arguments.common.dry_run {
        return dry(&source, &packs, volume);
    }
    let (store, story) = gather(&source, &arguments.facts, &packs, volume)?;
    let report = judge::run(&packs, store, story, &options)?;
    match arguments.format {
        Plain::Json => super::print_json(&serde_json::to_value(&report.gaps).unwrap_or_default())?,
        Plain::Text => super::print(&text(&report.gaps))?,
    }
    Ok(if report.run.complete {
        exit::OK
    } else {
        exit::INCOMPLETE
    })
}

fn text(gaps: &[Gap]) -> String {
    if gaps.is_empty() {
        return format!("{}\n", word("gaps.nothing"));
    }
    gaps.iter().map(gap).collect()
}

fn gap(gap: &Gap) -> String {
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
    format!(
        "{line}\n  {}\n{}",
        for_terminal(&gap.how),
        note.unwrap_or_default()
    )
}
