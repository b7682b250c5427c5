//! `run`: collect or read a bundle, judge, report.

use crate::args::{Common, Run, SourceOptions};
use crate::error::Failure;
use crate::judge::{self, Story};
use crate::messages::Volume;
use crate::speech::{told, word};
use crate::{bundles, collect, config, dry_run, journal, language, output, own, packs, waivers};
use imaprules_facts::FactStore;
use imaprules_report::exit;
use imaprules_rules::Packs;
use std::path::PathBuf;

pub(crate) fn run(arguments: Run) -> Result<u8, Failure> {
    let Run {
        source,
        judge,
        common,
        facts,
        output,
    } = arguments;
    let volume = volume(&common);
    let file = config::read(common.config.as_deref(), volume)?;
    let judge = language::settle(judge.or(file.judge), &output);
    // Whatever can be wrong is found before anything is touched.
    judge::as_of(&judge)?;
    let waivers = waivers::read(&judge)?;
    let packs = packs::load_for(&judge)?;
    if common.dry_run {
        return dry(&source.or(file.source), &packs, volume);
    }
    let outputs = output::prepare(&output, judge.format)?;
    let (store, story) = gather(&source.or(file.source), &facts, &packs, volume)?;
    let mut report = judge::run(&packs, store, story, &judge)?;
    waivers::apply(&mut report, &waivers, &judge);
    output::write(&report, &outputs, &judge)?;
    Ok(judge.fail_on.unwrap_or_default().exit_code(&report))
}

/// How much is said.
pub(super) fn volume(common: &Common) -> Volume {
    Volume {
        quiet: common.quiet,
        verbose: common.verbose,
    }
}

/// Prints what would be touched.
pub(super) fn dry(source: &SourceOptions, packs: &Packs, volume: Volume) -> Result<u8, Failure> {
    let touches = collect::plan(source, volume)?.touches(packs.schema(), volume)?;
    dry_run::print(&touches)?;
    Ok(exit::OK)
}

/// Facts of bundles, or where none is named, of the source.
pub(super) fn gather(
    source: &SourceOptions,
    facts: &[PathBuf],
    packs: &Packs,
    volume: Volume,
) -> Result<(FactStore, Story), Failure> {
    let (own, import) = own::divide(&source.import, packs)?;
    let source = &SourceOptions {
        import,
        ..source.clone()
    };
    let (mut store, story) = if facts.is_empty() {
        from_source(source, packs, volume)?
    } else if let Some(import) = source.import.first() {
        return Err(Failure::usage(
            told("usage.bundle", &[("file", &import.path.display())]),
            word("usage.bundle_help"),
        ));
    } else {
        bundles::read(facts, packs, volume)?
    };
    own::read(&own, packs, &mut store, volume)?;
    Ok((store, story))
}

fn from_source(source: &SourceOptions, packs: &Packs, volume: Volume) -> Result<(FactStore, Story), Failure> {
    let plan = collect::plan(source, volume)?;
    let started = collect::now();
    let journal = match &source.resume {
        Some(path) => journal::resume(path, packs.schema(), &plan.header(started))?,
        None => journal::none(packs.schema(), started),
    };
    let collected = plan.collect(journal, volume)?;
    if let Some(file) = collected.journal {
        file.finish(collected.complete, collected.finished, &collected.notes)?;
    }
    let story = Story {
        providers: collected.providers,
        started: collected.started,
        finished: collected.finished,
        complete: collected.complete,
        notes: collected.notes,
    };
    Ok((collected.store, story))
}
