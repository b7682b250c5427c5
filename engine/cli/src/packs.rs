//! The packs of a run: those that providers hand out, and those of `--rules`.

use crate::args::{JudgeOptions, Pairs};
use crate::error::Failure;
use crate::speech::word;
use crate::{language, pack_file, plugins, registry};
use imaprules_facts::Schema;
use imaprules_provider::Description;
use imaprules_rules::{Given, LoadOptions, PackFiles, Packs};
use std::path::{Path, PathBuf};

/// The vocabulary of these providers. One they share is declared once.
pub(crate) fn schema(providers: &[Description]) -> Result<Schema, Failure> {
    let texts = providers.iter().flat_map(|about| &about.schemas);
    let texts = texts.map(|source| (source.name.as_str(), source.text.as_str()));
    let mut unique: Vec<(&str, &str)> = Vec::new();
    texts.for_each(|text| {
        if !unique.contains(&text) {
            unique.push(text)
        }
    });
    Schema::read(unique).map_err(|error| Failure::Internal(error.to_string()))
}

/// The packs that these providers hand out, each once.
pub(crate) fn shipped(providers: &[Description], tests: Tests) -> Vec<PackFiles> {
    let mut packs: Vec<PackFiles> = Vec::new();
    for source in providers.iter().flat_map(|about| &about.packs) {
        if packs.iter().all(|pack| pack.name != source.name) {
            let wanted =
                |(path, _): &&(String, String)| tests == Tests::Wanted || !path.starts_with("tests/");
            let files: Vec<_> = source.files.iter().filter(wanted).cloned().collect();
            packs.push(PackFiles::shipped(&source.name, files));
        }
    }
    packs
}

/// Whether the tests of the shipped packs are loaded too. They are half of the packs' text, and most commands have
/// no use for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tests {
    /// They are run or looked at.
    Wanted,
    /// Rules are all that is wanted.
    LeftOut,
}

/// Loads the shipped packs and those of the folders. A folder's pack with the id of a shipped one takes its place.
///
/// The vocabulary is that of all built-in providers, whoever takes part: a pack of one's own may name any fact, and
/// facts of a provider that was not asked are unknown, with the way to obtain them.
pub(crate) fn load_all(folders: &[PathBuf], params: &[Pairs]) -> Result<Packs, Failure> {
    load_with(folders, params, &[], Tests::LeftOut)
}

/// As [`load_all`], in the language that the program speaks.
pub(crate) fn load_spoken(folders: &[PathBuf], params: &[Pairs]) -> Result<Packs, Failure> {
    let options = language::settle_as_spoken(JudgeOptions {
        rules: folders.to_vec(),
        param: params.to_vec(),
        ..JudgeOptions::default()
    });
    load_for(&options)
}

/// As [`load_all`], as these options want them.
pub(crate) fn load_for(options: &JudgeOptions) -> Result<Packs, Failure> {
    let wanted = LoadOptions {
        params: given(&options.param),
        severities: given(&options.severity),
        languages: language::languages(options),
    };
    load(&options.rules, Tests::LeftOut, &wanted)
}

/// As [`load_all`], with or without the tests of the shipped packs.
pub(crate) fn load_with(
    folders: &[PathBuf],
    params: &[Pairs],
    severities: &[Pairs],
    tests: Tests,
) -> Result<Packs, Failure> {
    let wanted = LoadOptions {
        params: given(params),
        severities: given(severities),
        ..LoadOptions::default()
    };
    load(folders, tests, &wanted)
}

fn load(folders: &[PathBuf], tests: Tests, wanted: &LoadOptions) -> Result<Packs, Failure> {
    let providers: Vec<Description> = registry::all().into_iter().map(|(_, about)| about).collect();
    let mut own = Vec::new();
    for folder in folders {
        own.extend(files(folder)?);
    }
    let ids: Vec<_> = own.iter().filter_map(PackFiles::id).collect();
    let mut packs = shipped(&providers, tests);
    packs.retain(|pack| pack.id().is_none_or(|id| !ids.contains(&id)));
    packs.extend(own);
    let load = |packs: &[PackFiles]| -> Result<Packs, Failure> {
        imaprules_rules::load_with(schema(&providers)?, packs, wanted).map_err(Failure::Packs)
    };
    let loaded = load(&packs);
    let brought = plugins::packs();
    if loaded.is_ok() || brought.is_empty() {
        return loaded;
    }
    // What came with a plugin must not keep everybody else from being judged.
    packs.retain(|pack| !brought.contains(&pack.name));
    let without = load(&packs).or(loaded)?;
    plugins::complain(word("plugins.rules_left_out"));
    Ok(without)
}

/// The packs of a folder, or the one in a single file.
pub(crate) fn files(path: &Path) -> Result<Vec<PackFiles>, Failure> {
    if pack_file::is_one(path) {
        return Ok(vec![pack_file::read(path)?]);
    }
    PackFiles::read(path).map_err(Failure::Packs)
}

fn given(pairs: &[Pairs]) -> Vec<Given> {
    let given = pairs
        .iter()
        .map(|pair| Given::new(&pair.name, &pair.value, pair.from));
    given.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_packs_load_and_nothing_is_left_to_warn_about() {
        let packs = load_with(&[], &[], &[], Tests::Wanted).unwrap_or_else(|failure| panic!("{failure}"));
        assert!(packs.rules().count() > 0);
        assert!(packs.warnings().is_empty(), "{:?}", packs.warnings());
    }
}
