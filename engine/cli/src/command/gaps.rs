//! `gaps`: the facts that are missing, those that would decide most first, each with the way to obtain it.

use super::run::{dry, gather, volume};
use crate::args::{Gaps, JudgeOptions, Plain};
use crate::error::Failure;
use crate::{config, judge, packs};
use imaprules_render::{counted, for_terminal};
use imaprules_report::{Gap, exit};

pub(crate) fn run(arguments: Gaps) -> Result<u8, Failure> {
    let volume = volume(&arguments.common);
    let file = config::read(arguments.common.config.as_deref(), volume)?;
    let wanted = JudgeOptions {
        rules: arguments.rules,
        param: arguments.param,
        ..JudgeOptions::default()
    };
    let options = wanted.or(file.judge);
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
        return "nothing is missing: every rule could be decided\n".to_owned();
    }
    gaps.iter().map(gap).collect()
}

fn gap(gap: &Gap) -> String {
    let note = gap
        .note
        .as_deref()
        .map(|note| format!("  seen: {}\n", for_terminal(note)))
        .unwrap_or_default();
    format!(
        "{} ({}): would help {} to decide on {}\n  {}\n{note}",
        for_terminal(&gap.fact),
        for_terminal(&gap.reason),
        counted(gap.rules, "rule"),
        counted(gap.subjects, "subject"),
        for_terminal(&gap.how),
    )
}
