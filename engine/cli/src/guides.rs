//! The guides at hand: the shipped one, those in packs of `--rules`, a file of one's own.

use crate::error::Failure;
use crate::{glossary, packs, registry, statements};
use imaprules_guide::{
    Guide, GuideFile, Known, Linked, Locale, Trial, faults, link, read_trials, run_trials,
};
use imaprules_provider_microsoft365::errors::ErrorCatalogue;
use imaprules_rules::{Code, Diagnostic, Glossary, Languages, Level, PackFiles, Packs, Place, Problems};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The kind of the one subject that everything belongs to.
const ROOT: &str = "migration";

/// Where the shipped guides stand, as messages name it.
const SHIPPED: &str = "rules/guides";

/// The folder of guides, in a pack and among the shipped files.
const FOLDER: &str = "guides/";

/// The folder of their words in other languages, beside them.
const LOCALE: &str = "locale";

/// A guide with what its names stand for, and the walks that test it.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) guide: Guide,
    pub(crate) linked: Linked,
    pub(crate) trials: Vec<Trial>,
    /// Its words in other languages, as far as they were wanted. With one that was, the guide speaks already.
    locales: Vec<Locale>,
}

/// The files of one guide.
struct Shelf {
    files: Vec<GuideFile>,
    trials: Vec<GuideFile>,
    locales: Vec<GuideFile>,
}

/// Every guide: the shipped ones, and those of the folders, which take the place of shipped ones with the same id. They
/// speak as their authors wrote them.
pub(crate) fn all(folders: &[PathBuf], packs: &Packs) -> Result<Vec<Ready>, Failure> {
    all_in(folders, packs, &Languages::None)
}

/// As [`all`], in this language wherever they have it.
pub(crate) fn all_in(
    folders: &[PathBuf],
    packs: &Packs,
    languages: &Languages,
) -> Result<Vec<Ready>, Failure> {
    let known = known(packs)?;
    let mut ready: Vec<Ready> = Vec::new();
    for shelf in shelves(SHIPPED, &shipped()) {
        ready.push(read(&shelf, &known, languages)?);
    }
    for folder in folders {
        for pack in packs::files(folder)? {
            for shelf in shelves(&format!("{}/guides", pack.name), &inside(&pack)) {
                let own = read(&shelf, &known, languages)?;
                ready.retain(|other| other.guide.id != own.guide.id);
                ready.push(own);
            }
        }
    }
    Ok(ready)
}

/// The guide of that id, or of that file, in this language if it has it.
pub(crate) fn find(
    word: &str,
    folders: &[PathBuf],
    packs: &Packs,
    languages: &Languages,
) -> Result<Ready, Failure> {
    let mut ready = all_in(folders, packs, languages)?;
    if let Some(at) = ready
        .iter()
        .position(|one| one.guide.id.eq_ignore_ascii_case(word))
    {
        return Ok(ready.swap_remove(at));
    }
    let path = Path::new(word);
    if path.is_file() {
        return read(&of_file(path)?, &known(packs)?, languages);
    }
    let ids: Vec<&str> = ready.iter().map(|one| one.guide.id.as_str()).collect();
    Err(Failure::usage(
        format!("there is no guide `{word}`, and no such file"),
        format!("--guide is a file, or one of {}", ids.join(", ")),
    ))
}

/// Nodes that the good walks of a guide come to.
pub(crate) fn visited(ready: &Ready) -> BTreeSet<String> {
    let good = run_trials(&ready.guide, &ready.trials);
    let good = good.into_iter().filter(|result| result.problem.is_none());
    good.flat_map(|result| result.visited).collect()
}

/// Whatever is wrong with the guides of these folders, or with the shipped ones if there are none.
pub(crate) fn lint(folders: &[PathBuf], packs: &Packs) -> Result<Vec<Diagnostic>, Failure> {
    let ready = match all_in(folders, packs, &Languages::All) {
        Ok(ready) => ready,
        Err(Failure::Packs(problems)) => return Ok(problems.0),
        Err(failure) => return Err(failure),
    };
    let own = |one: &&Ready| folders.is_empty() == is_shipped(&one.guide.place);
    let own: Vec<&Ready> = ready.iter().filter(own).collect();
    let mut found: Vec<Diagnostic> = own.iter().flat_map(|one| untried(one)).collect();
    found.extend(strangers(&own));
    let terms = glossary::terms()?;
    for one in own {
        for locale in &one.locales {
            let glossary = Glossary::of(&locale.language, &terms);
            found.extend(faults(&one.guide, locale, &glossary));
        }
    }
    for one in &mut found {
        if one.place.as_ref().is_some_and(|place| !is_shipped(place)) {
            one.level = Level::Warning;
        }
    }
    Ok(found)
}

/// Words of guides that are not there, each told once.
fn strangers(ready: &[&Ready]) -> Vec<Diagnostic> {
    let known = |id: &String| ready.iter().any(|one| one.guide.id == *id);
    let mut seen = BTreeSet::new();
    let named = ready
        .iter()
        .flat_map(|one| &one.locales)
        .flat_map(|locale| &locale.guides);
    named
        .filter(|name| !known(&name.value))
        .filter(|name| seen.insert((name.place.source.name.clone(), name.value.clone())))
        .map(|name| {
            let message = format!("there is no guide `{}` beside this file", name.value);
            name.error(Code::UnknownNode, message)
                .help("remove its words, or mend its id")
        })
        .collect()
}

/// Whether something stands in a shipped guide.
pub(crate) fn is_shipped(place: &Place) -> bool {
    place.source.name.starts_with(SHIPPED)
}

/// What linking left to be said, and nodes that no walk comes to: an error in the shipped guide, something to look at in others.
fn untried(ready: &Ready) -> Vec<Diagnostic> {
    let visited = visited(ready);
    let shipped = is_shipped(&ready.guide.place);
    let nodes = ready
        .guide
        .nodes
        .iter()
        .filter(|node| !visited.contains(&node.id));
    let told = |node: &imaprules_guide::Node| {
        let message = format!("no good walk of the tests comes to `{}`", node.id);
        let diagnostic = if shipped {
            Diagnostic::error(Code::NoWalk, message)
        } else {
            Diagnostic::warning(Code::NoWalk, message)
        };
        Diagnostic {
            place: Some(node.place.clone()),
            ..diagnostic.help("add a [[walk]] to tests/*.toml beside the guide")
        }
    };
    ready
        .linked
        .warnings
        .iter()
        .cloned()
        .chain(nodes.map(told))
        .collect()
}

/// What guides may name.
fn known(packs: &Packs) -> Result<Known<'_>, Failure> {
    let catalogue = ErrorCatalogue::shipped().map_err(|error| Failure::Internal(error.to_string()))?;
    let about = registry::all().into_iter().map(|(_, about)| about);
    let symptoms = about.flat_map(|about| about.symptoms).map(|symptom| symptom.id);
    Ok(Known {
        packs,
        root: ROOT,
        statements: Some(statements::all().collect()),
        symptoms: Some(symptoms.collect()),
        errors: Some(catalogue.entries().iter().map(|entry| entry.id.clone()).collect()),
    })
}

/// Reads, checks and links one guide; every problem of all three is told at once where that is possible.
fn read(shelf: &Shelf, known: &Known<'_>, languages: &Languages) -> Result<Ready, Failure> {
    let mut guide = Guide::read(&shelf.files).map_err(Failure::Packs)?;
    let trials = read_trials(&shelf.trials);
    let locales = locales(shelf, &guide, languages);
    match (link(&mut guide, known), trials, locales) {
        (Ok(linked), Ok(trials), Ok(locales)) => Ok(Ready {
            guide: spoken(guide, &locales, languages),
            linked,
            trials,
            locales,
        }),
        (linked, trials, locales) => {
            let problems = linked
                .err()
                .into_iter()
                .chain(trials.err())
                .chain(locales.err())
                .flat_map(|problems| problems.0);
            let problems: Vec<Diagnostic> = problems.collect();
            Err(Failure::Packs(Problems(problems)))
        }
    }
}

/// Its words in the languages that are wanted.
fn locales(shelf: &Shelf, guide: &Guide, languages: &Languages) -> Result<Vec<Locale>, Problems> {
    let wanted = |language: &str| match languages {
        Languages::None => false,
        Languages::One(one) => one == language,
        Languages::All => true,
    };
    let named = shelf.locales.iter().filter_map(|file| {
        let (_, name) = file.name.rsplit_once(['/', '\\']).unwrap_or(("", &file.name));
        Some((name.strip_suffix(".toml")?, file))
    });
    named
        .filter(|(language, _)| wanted(language))
        .map(|(language, file)| Locale::read(language, file, guide))
        .collect()
}

/// The guide in the one language that is wanted.
fn spoken(guide: Guide, locales: &[Locale], languages: &Languages) -> Guide {
    match (languages, locales) {
        (Languages::One(_), [locale]) => guide.spoken(locale),
        _ => guide,
    }
}

fn shipped() -> Vec<(String, String)> {
    let files = imaprules_packs::guides().files.iter();
    files
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

/// The files below `guides/` of a pack, by their paths in there.
fn inside(pack: &PackFiles) -> Vec<(String, String)> {
    let files = pack.files.iter();
    files
        .filter_map(|(path, text)| Some((path.strip_prefix(FOLDER)?.to_owned(), text.clone())))
        .collect()
}

/// Sorts files into guides: `NAME.toml` begins one, `NAME/*.toml` goes on, `tests/*.toml` walks through any of them, and
/// `locale/LANGUAGE.toml` translates them.
fn shelves(folder: &str, files: &[(String, String)]) -> Vec<Shelf> {
    let file = |(path, text): &(String, String)| GuideFile {
        name: format!("{folder}/{path}"),
        text: text.clone(),
    };
    let below = |name: &str| -> Vec<GuideFile> {
        let prefix = format!("{name}/");
        files
            .iter()
            .filter(|(path, _)| path.starts_with(&prefix))
            .map(file)
            .collect()
    };
    let heads = files.iter().filter(|(path, _)| !path.contains('/'));
    heads
        .map(|head| {
            let stem = head.0.strip_suffix(".toml").unwrap_or(&head.0);
            Shelf {
                files: std::iter::once(file(head)).chain(below(stem)).collect(),
                trials: below("tests"),
                locales: below(LOCALE),
            }
        })
        .collect()
}

/// A guide of one file, with the folders of its name and of translations beside it, if there are such.
fn of_file(path: &Path) -> Result<Shelf, Failure> {
    let read = |path: &Path| -> Result<GuideFile, Failure> {
        let text = fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
        Ok(GuideFile {
            name: path.display().to_string(),
            text: text.trim_start_matches('\u{FEFF}').to_owned(),
        })
    };
    let folder = |folder: &Path| -> Result<Vec<GuideFile>, Failure> {
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let entries = fs::read_dir(folder).map_err(|error| Failure::unreadable(folder, &error))?;
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        paths.sort();
        paths.iter().map(|path| read(path)).collect()
    };
    let mut files = vec![read(path)?];
    files.extend(folder(&path.with_extension(""))?);
    Ok(Shelf {
        files,
        trials: Vec::new(),
        locales: folder(&path.with_file_name(LOCALE))?,
    })
}

/// The packs that the shipped guides are linked with.
#[cfg(test)]
pub(crate) fn of_the_program() -> (Packs, Vec<Ready>) {
    let packs = crate::packs::load_with(&[], &[], &[], crate::packs::Tests::Wanted)
        .unwrap_or_else(|failure| panic!("{failure}"));
    let ready = all(&[], &packs).unwrap_or_else(|failure| panic!("{failure}"));
    (packs, ready)
}

#[cfg(test)]
mod tests;
