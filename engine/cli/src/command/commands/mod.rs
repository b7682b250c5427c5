//! `commands`: for every finding that has commands the exact ones, as scripts that somebody reads before he runs them.
//!
//! What they are stands in rules; here they are chosen, put in order, and written for their shell: with what notes old values, with what
//! is held back commented out, and with what takes everything back. Nothing is run.

mod bash;
mod choose;
mod cmd;
mod comment;
mod dialect;
mod files;
mod json;
mod model;
mod powershell;
mod script;
mod sessions;
mod undo;

use super::run::{dry, gather, volume};
use crate::args::{Commands, JudgeOptions, Plain};
use crate::error::Failure;
use crate::speech::{told, word};
use crate::{config, judge, language, packs, waivers};
use imaprules_report::{Report, exit};
use imaprules_rules::Packs;

pub(crate) use sessions::ids as session_ids;

pub(crate) fn run(arguments: Commands) -> Result<u8, Failure> {
    let volume = volume(&arguments.look.common);
    let places = files::prepare(&arguments.output)?;
    let file = config::read(arguments.look.common.config.as_deref(), volume)?;
    let wanted = JudgeOptions {
        rules: arguments.packs.rules,
        param: arguments.packs.param,
        as_of: arguments.as_of,
        waivers: arguments.waivers,
        event: arguments.event,
        ..JudgeOptions::default()
    };
    let mut options = wanted.or(file.judge);
    options = language::settle_as_spoken(options);
    judge::as_of(&options)?;
    let accepted = waivers::read(&options)?;
    let source = arguments.look.source.or(file.source);
    let packs = packs::load_for(&options)?;
    if arguments.look.common.dry_run {
        return dry(&source, &packs, volume);
    }
    let (mut report, from) = match &arguments.report {
        Some(path) => (super::report::read(path)?, path.display().to_string()),
        None => {
            let (store, story) = gather(&source, &arguments.look.facts, &packs, volume)?;
            let names = arguments.look.facts.iter().map(|path| path.display().to_string());
            (
                judge::run(&packs, store, story, &options)?,
                names.collect::<Vec<_>>().join(", "),
            )
        }
    };
    waivers::apply(&mut report, &accepted, &options);
    known(&arguments.rule, &packs, &report)?;
    let chosen = choose::choose(&report, &arguments.rule, &arguments.subject, from)?;
    for subject in choose::strange(&report, &arguments.subject) {
        volume.note(&told("commands.nothing_about", &[("subject", subject)]));
    }
    match (places.is_empty(), arguments.format) {
        (false, _) => files::write(&chosen, &places, volume)?,
        (true, Plain::Json) => super::print_json(&json::of(&chosen))?,
        (true, Plain::Text) => super::print(&script::printed(&chosen))?,
    }
    Ok(if report.run.complete {
        exit::OK
    } else {
        exit::INCOMPLETE
    })
}

/// Refuses ids of rules that nobody has: a mistyped one would give an empty script.
fn known(wanted: &[String], packs: &Packs, report: &Report) -> Result<(), Failure> {
    let strange = wanted
        .iter()
        .find(|id| packs.rule(id).is_none() && !report.results.iter().any(|one| one.rule == **id));
    let Some(strange) = strange else {
        return Ok(());
    };
    let help = match packs.nearest_rule(strange) {
        Some(near) => told("usage.did_you_mean", &[("near", &near)]),
        None => word("usage.rules_list").to_owned(),
    };
    Err(Failure::usage(told("usage.rule", &[("rule", strange)]), help))
}
