//! `explain`: what a rule, a code of lint or an error means. Exit code 0 when it was recognised, 1 when not.

mod code;
mod plain;
mod said;
mod texts;
mod words;

pub(super) use plain::plain;
pub(super) use said::cause_of;
pub(super) use texts::{of_file, of_standard_input};

use crate::args::{Explain, Plain};
use crate::error::Failure;
use crate::guides::{self, Ready};
use crate::{language, packs};
use imaprules_provider_microsoft365::errors::{ErrorCatalogue, Recognised};
use imaprules_report::exit;
use imaprules_rules::Packs;
use std::path::Path;

/// An error that was recognised, and how often and in which words it was met.
struct Met<'a> {
    recognised: Recognised<'a>,
    times: usize,
    example: String,
    /// The node of a guide that leads on, and its title.
    node: Option<(String, String)>,
}

/// Adds to each error the node of the guide that goes with it.
fn offer(met: &mut [Met<'_>], ready: &[Ready]) {
    for one in met {
        let Some(entry) = one.recognised.entry else {
            continue;
        };
        let symptom = entry.symptom.as_deref();
        let node = ready
            .iter()
            .find_map(|ready| super::guide::node_of(&ready.guide, &entry.id, symptom));
        one.node = node.map(|node| (node.id.clone(), node.title.clone()));
    }
}

pub(crate) fn run(arguments: &Explain) -> Result<u8, Failure> {
    if let Some(code) = code::asked(&arguments.what) {
        code::show(code, arguments.format)?;
        return Ok(exit::OK);
    }
    let packs = packs::load_spoken(&arguments.rules, &[])?;
    if let [id] = arguments.what.as_slice()
        && let Some((pack, rule)) = packs.rule(id)
    {
        super::rules::print_rule(&packs, pack, rule, arguments.format)?;
        return Ok(exit::OK);
    }
    let catalogue = ErrorCatalogue::shipped().map_err(|error| Failure::Internal(error.to_string()))?;
    let texts = texts(&arguments.what)?;
    let (mut met, unknown) = recognise(&catalogue, &texts);
    let ready = guides::all_in(&arguments.rules, &packs, &language::spoken())?;
    offer(&mut met, &ready);
    if met.is_empty()
        && let Some(said) = said::look(&texts, &ready)
    {
        return said.print(&packs, arguments.format);
    }
    match arguments.format {
        Plain::Json => super::print_json(&words::json(&packs, &met, unknown))?,
        Plain::Text => super::print(&words::text(
            &packs,
            &met,
            unknown,
            nearest(&packs, &arguments.what),
        ))?,
    }
    Ok(if met.is_empty() { exit::FINDINGS } else { exit::OK })
}

/// What was asked about: a file's texts, the words of the command line, or standard input.
fn texts(what: &[String]) -> Result<Vec<String>, Failure> {
    match what {
        [] => texts::of_standard_input(),
        [file] if Path::new(file).is_file() || texts::is_file_name(file) => texts::of_file(Path::new(file)),
        words => Ok(vec![words.join(" ")]),
    }
}

/// The errors of the texts, those met most first, and how many texts are none.
fn recognise<'a>(catalogue: &'a ErrorCatalogue, texts: &[String]) -> (Vec<Met<'a>>, usize) {
    let mut met: Vec<Met<'a>> = Vec::new();
    let mut unknown = 0;
    for text in texts {
        let Some(recognised) = catalogue.recognise(&plain(text)) else {
            unknown += 1;
            continue;
        };
        let id = |one: &Recognised<'_>| one.entry.map(|entry| entry.id.clone());
        match met
            .iter_mut()
            .find(|known| id(&known.recognised) == id(&recognised))
        {
            Some(known) => known.times += 1,
            None => met.push(Met {
                recognised,
                times: 1,
                example: text.clone(),
                node: None,
            }),
        }
    }
    met.sort_by_key(|one| std::cmp::Reverse(one.times));
    (met, unknown)
}

/// For a word that looks like the id of a rule: the nearest one.
fn nearest<'a>(packs: &'a Packs, what: &[String]) -> Option<&'a str> {
    match what {
        [word] if word.contains('.') && !word.contains(' ') => packs.nearest_rule(word),
        _ => None,
    }
}
