//! `rules list|show|lint|test`; what else `rules` does has files of its own.

use super::rule_page;
use crate::args::{Plain, RulesCommand, RulesFolder, RulesList, RulesShow};
use crate::error::Failure;
use crate::speech::{known, told, word};
use crate::{language, packs, registry};
use imaprules_provider::Description;
use imaprules_render::for_terminal;
use imaprules_report::exit;
use imaprules_rules::{Languages, LoadOptions, Pack, PackFiles, Packs, Rule, load_with};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub(crate) fn run(command: RulesCommand) -> Result<u8, Failure> {
    match command {
        RulesCommand::List(arguments) => list_rules(&arguments),
        RulesCommand::Show(arguments) => show_rule(&arguments),
        RulesCommand::Lint(arguments) => super::lint::run(&arguments),
        RulesCommand::Test(arguments) => super::test::run(&arguments),
        RulesCommand::Catalogue(arguments) => catalogue(&arguments),
        RulesCommand::Schema(arguments) => super::schema::run(&arguments),
        RulesCommand::Pack(arguments) => super::pack::run(&arguments),
        RulesCommand::New(what) => super::new::run(what),
        RulesCommand::Coverage(arguments) => super::coverage::run(&arguments),
    }
}

fn list_rules(arguments: &RulesList) -> Result<u8, Failure> {
    let packs = packs_for(&arguments.rules, arguments.format)?;
    let mut rules: Vec<(&Pack, &Rule)> = packs.rules().collect();
    rules.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    if arguments.format == Plain::Json {
        let all: Vec<Value> = rules
            .iter()
            .map(|(pack, rule)| rule_json(&packs, pack, rule))
            .collect();
        super::print_json(&all.into())?;
        return Ok(exit::OK);
    }
    let widest = rules
        .iter()
        .map(|(_, rule)| rule.id.len())
        .max()
        .unwrap_or_default();
    let line = |(_, rule): &(&Pack, &Rule)| {
        format!(
            "{:<7}  {:<widest$}  {}\n",
            known(rule.severity.as_str()),
            for_terminal(&rule.id),
            for_terminal(rule.title.text())
        )
    };
    super::print(&rules.iter().map(line).collect::<String>())?;
    Ok(exit::OK)
}

fn catalogue(arguments: &RulesFolder) -> Result<u8, Failure> {
    let (mut packs, ids, _) = chosen(arguments.folder.as_deref())?;
    packs.retain(&ids);
    match arguments.format {
        Plain::Text => super::print(&rule_page::catalogue(&packs))?,
        Plain::Json => {
            let rules = packs.rules().map(|(pack, rule)| rule_json(&packs, pack, rule));
            super::print_json(&rules.collect::<Vec<_>>().into())?;
        }
    }
    Ok(exit::OK)
}

fn rule_json(packs: &Packs, pack: &Pack, rule: &Rule) -> Value {
    let texts = |steps: &[imaprules_rules::Template]| {
        steps
            .iter()
            .map(|step| step.text().to_owned())
            .collect::<Vec<_>>()
    };
    json!({
        "id": rule.id,
        "pack": pack.id,
        "for": packs.schema().kind_of(rule.kind).name,
        "severity": rule.severity.as_str(),
        "given": rule.given.as_ref().map(|given| given.text()),
        "when": rule.when.text(),
        "title": rule.title.text(),
        "why": rule.why.text(),
        "fix": texts(&rule.fix),
        "explains": rule.explains,
        "covers": rule.covers,
        "aka": rule.aka,
        "sources": rule.sources,
        "since": rule.since,
        "fingerprint": rule.fingerprint(),
    })
}

fn show_rule(arguments: &RulesShow) -> Result<u8, Failure> {
    let packs = packs_for(&arguments.rules, arguments.format)?;
    let Some((pack, rule)) = packs.rule(&arguments.rule) else {
        let near = packs.nearest_rule(&arguments.rule);
        let help = near.map_or(word("usage.rules_list").to_owned(), |near| {
            told("usage.did_you_mean", &[("near", &near)])
        });
        return Err(Failure::usage(
            told("usage.rule", &[("rule", &arguments.rule)]),
            help,
        ));
    };
    print_rule(&packs, pack, rule, arguments.format)?;
    Ok(exit::OK)
}

/// The packs for people, in their language, or for programs, which compare the words and fingerprints that authors wrote.
fn packs_for(folders: &[PathBuf], format: Plain) -> Result<Packs, Failure> {
    match format {
        Plain::Json => packs::load_all(folders, &[]),
        Plain::Text => packs::load_spoken(folders, &[]),
    }
}

/// Prints all that a rule says of itself.
pub(super) fn print_rule(packs: &Packs, pack: &Pack, rule: &Rule, format: Plain) -> Result<(), Failure> {
    match format {
        Plain::Json => super::print_json(&rule_json(packs, pack, rule)),
        Plain::Text => super::print(&rule_page::plain(&rule_page::page(
            language::speech(),
            packs,
            pack,
            rule,
        ))),
    }
}

/// The packs of a folder, with the shipped ones they may stand beside; and the ids of those that are looked at.
pub(super) fn chosen(folder: Option<&Path>) -> Result<(Packs, Vec<String>, Vec<Description>), Failure> {
    let providers: Vec<Description> = registry::all().into_iter().map(|(_, about)| about).collect();
    let mut files = packs::shipped(&providers, packs::Tests::Wanted);
    let own = match folder {
        None => Vec::new(),
        Some(folder) => packs::files(folder)?,
    };
    let own_ids: Vec<String> = own.iter().filter_map(PackFiles::id).collect();
    files.retain(|pack| pack.id().is_none_or(|id| !own_ids.contains(&id)));
    let ids = if folder.is_none() {
        files.iter().filter_map(PackFiles::id).collect()
    } else {
        own_ids
    };
    files.extend(own);
    let options = LoadOptions {
        languages: Languages::All,
        ..LoadOptions::default()
    };
    let packs = load_with(packs::schema(&providers)?, &files, &options).map_err(Failure::Packs)?;
    Ok((packs, ids, providers))
}
