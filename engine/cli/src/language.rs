//! The language that findings and messages are told in: what was asked for, else the system's, and English for programs.
//!
//! A run speaks one language. Whoever asks for one with `--lang` (or `IMAPRULES_LANG`, or `lang` in `imaprules.toml`) gets it
//! everywhere; the system's own counts only where people read.

use crate::args::JudgeOptions;
use crate::error::Failure;
use imaprules_render::Format;
use imaprules_rules::{Languages, Packs};
use imaprules_words::{Catalogue, ENGLISH, Files, Phrases};
use std::env;
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::OnceLock;

/// What this program says, in every language.
const MESSAGES: Files = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// The messages of every crate that says something.
const ALL: [Files; 4] = [
    imaprules_rules::MESSAGES,
    imaprules_render::MESSAGES,
    imaprules_guide::MESSAGES,
    MESSAGES,
];

/// The variable that asks for a language, as `--lang` does.
const VARIABLE: &str = "IMAPRULES_LANG";

/// Messages that are kept with what was collected. Whoever reads them later decides on the language, so they are phrases too.
const KEPT: [&str; 3] = ["say.broke", "say.out_of_time", "say.interrupted"];

/// What was asked for on the command line.
static ASKED: OnceLock<Option<&'static str>> = OnceLock::new();

/// What `imaprules.toml` asks for.
static CONFIGURED: OnceLock<&'static str> = OnceLock::new();

/// Whether a program reads what this one prints.
static FOR_PROGRAMS: OnceLock<bool> = OnceLock::new();

/// What this process says to people.
static SPEECH: OnceLock<Catalogue> = OnceLock::new();

/// The language that was read first.
static KNOWN: OnceLock<Catalogue> = OnceLock::new();

/// Takes note of what was asked for, and of who reads; before anything is said.
pub(crate) fn ask(word: Option<&str>, for_programs: bool) -> Result<(), Failure> {
    // Also commands without `--lang` say something.
    let variable = env::var(VARIABLE).ok().filter(|word| !word.is_empty());
    let asked = word.or(variable.as_deref()).map(named).transpose()?;
    ASKED.get_or_init(|| asked);
    FOR_PROGRAMS.get_or_init(|| for_programs);
    Ok(())
}

/// As [`ask`], where the command line cannot be read or asks for help: a language that nobody speaks is not worth a word then.
pub(crate) fn ask_if_known(word: Option<&str>) {
    let _ = ask(word.filter(|word| known(word).is_some()), false);
}

/// Takes note of what the configuration file asks for.
pub(crate) fn configured(word: Option<&str>) -> Result<(), Failure> {
    if let Some(word) = word {
        let language = named(word)?;
        CONFIGURED.get_or_init(|| language);
    }
    Ok(())
}

/// As [`configured`], before the file is read for anything else: what is wrong with it, whoever reads it says.
pub(crate) fn configured_if_known(word: Option<&str>) {
    if let Some(language) = word.and_then(known) {
        CONFIGURED.get_or_init(|| language);
    }
}

/// What the program says to people.
pub(crate) fn speech() -> &'static Catalogue {
    SPEECH.get_or_init(|| {
        let for_programs = FOR_PROGRAMS.get().copied().unwrap_or_default();
        catalogue(wanted(!for_programs))
    })
}

/// The messages of a language: this program's, those of reports and guides, and what shipped packs say for sentences that come as values.
pub(crate) fn catalogue(language: &str) -> Catalogue {
    // A run speaks one language, and reading it takes a while.
    let known = KNOWN.get_or_init(|| read(language));
    match known.language() == language {
        true => known.clone(),
        false => read(language),
    }
}

fn read(language: &str) -> Catalogue {
    // The files are the program's own, and a test reads them all.
    let own = Catalogue::read(language, &ALL).unwrap_or_default();
    if language == ENGLISH {
        return own;
    }
    let mut phrases = Phrases::default();
    for text in imaprules_packs::phrases(language) {
        phrases.extend(&Phrases::read(language, text).unwrap_or_default());
    }
    let english = Catalogue::alone(ENGLISH, &ALL).unwrap_or_default();
    for key in KEPT {
        phrases.add(english.word(key), own.word(key));
    }
    own.with_phrases(&phrases)
}

/// A message as it is kept with what was collected: in English, whoever collects.
pub(crate) fn kept(key: &str, values: &[(&str, &dyn Display)]) -> String {
    catalogue(ENGLISH).told(key, values)
}

/// The language, for people or programs.
fn wanted(for_people: bool) -> &'static str {
    let asked = ASKED.get().copied().flatten();
    let system = || for_people.then(system).flatten();
    asked
        .or_else(|| CONFIGURED.get().copied())
        .or_else(system)
        .unwrap_or(ENGLISH)
}

/// Decides on the language of a report that goes to these files, or to standard output.
pub(crate) fn settle(mut options: JudgeOptions, files: &[PathBuf]) -> JudgeOptions {
    let format = |file: &PathBuf| Format::of_path(file).or(options.format);
    let people = if files.is_empty() {
        for_people(options.format)
    } else {
        files.iter().all(|file| for_people(format(file)))
    };
    options.lang = Some(wanted(people).to_owned());
    options
}

/// As [`settle`], for what this process says itself.
pub(crate) fn settle_as_spoken(mut options: JudgeOptions) -> JudgeOptions {
    options.lang = Some(speech().language().to_owned());
    options
}

/// The language that was decided on.
fn of(options: &JudgeOptions) -> &str {
    options.lang.as_deref().unwrap_or(ENGLISH)
}

/// The translations of packs that are wanted.
pub(crate) fn languages(options: &JudgeOptions) -> Languages {
    match of(options) {
        ENGLISH => Languages::None,
        language => Languages::One(language.to_owned()),
    }
}

/// The translations of what the program says itself.
pub(crate) fn spoken() -> Languages {
    languages(&settle_as_spoken(JudgeOptions::default()))
}

/// What the program says in a report.
pub(crate) fn words(options: &JudgeOptions) -> Catalogue {
    catalogue(of(options))
}

/// As [`words`], and what packs of one's own or of plugins say for sentences that come as values.
pub(crate) fn words_with(options: &JudgeOptions, packs: &Packs) -> Catalogue {
    words(options).with_phrases(packs.phrases())
}

/// What programs read stays English unless somebody asks.
fn for_people(format: Option<Format>) -> bool {
    matches!(
        format,
        None | Some(Format::Text | Format::Markdown | Format::Html)
    )
}

/// English, and every language that the program or shipped packs are translated into.
pub(crate) fn all() -> Vec<&'static str> {
    let translated = imaprules_packs::glossaries()
        .iter()
        .map(|(language, _)| *language);
    let mut all = vec![ENGLISH];
    for language in imaprules_words::languages().chain(translated) {
        if !all.contains(&language) {
            all.push(language);
        }
    }
    all
}

/// The language that somebody asked for.
fn named(word: &str) -> Result<&'static str, Failure> {
    known(word).ok_or_else(|| {
        Failure::usage(
            format!("--lang {word}: nothing speaks that language"),
            format!("it is one of {}", all().join(", ")),
        )
    })
}

/// The language that a word names: `tr`, `tr-TR`, `tr_TR.UTF-8`.
fn known(word: &str) -> Option<&'static str> {
    let name = word.split(['-', '_', '.', '@']).next()?;
    all()
        .into_iter()
        .find(|language| language.eq_ignore_ascii_case(name))
}

/// The system's language, by the variables that POSIX gives for messages, in its order.
fn system() -> Option<&'static str> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))?;
    known(&set)
}

/// The languages besides English.
#[cfg(test)]
pub(crate) fn translated() -> impl Iterator<Item = &'static str> {
    all().into_iter().filter(|language| *language != ENGLISH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_words::{Message, faults};
    use std::path::Path;

    #[test]
    fn languages_are_known_by_the_names_systems_give_them() {
        assert_eq!(known("tr_TR.UTF-8"), Some("tr"));
        assert_eq!(known("TR"), Some("tr"));
        assert_eq!(known("C"), None);
        assert_eq!(known("en-GB"), Some("en"));
    }

    /// Every kind that a shipped provider declares is called by a word of the language.
    #[test]
    fn every_kind_has_a_name() {
        let providers: Vec<_> = crate::registry::built_in()
            .into_iter()
            .map(|(_, about)| about)
            .collect();
        let schema = crate::packs::schema(&providers).unwrap();
        let english = Catalogue::alone(ENGLISH, &ALL).unwrap();
        let below_root = schema.kinds().filter(|(_, kind)| kind.parent.is_some());
        let missing: Vec<_> = below_root
            .flat_map(|(_, kind)| ["kind", "name", "whom"].map(|group| format!("{group}.{}", kind.name)))
            .filter(|key| !english.has(key))
            .collect();
        assert_eq!(missing, Vec::<String>::new());
    }

    /// A language that ships has every message, shows the same values and attaches nothing to them.
    #[test]
    fn every_message_is_translated() {
        let english = Catalogue::alone(ENGLISH, &ALL).unwrap();
        for language in translated() {
            let other = Catalogue::alone(language, &ALL).unwrap();
            assert_eq!(faults(&english, &other), Vec::<String>::new(), "{language}");
        }
    }

    #[test]
    fn messages_hold_to_the_agreed_terms() {
        let english = Catalogue::alone(ENGLISH, &ALL).unwrap();
        let terms = crate::glossary::terms().unwrap();
        for language in translated() {
            let other = Catalogue::alone(language, &ALL).unwrap();
            let glossary = imaprules_rules::Glossary::of(language, &terms);
            let mut missed = Vec::new();
            for (key, message) in other.messages() {
                for words in message.all() {
                    let found = glossary.faults(english.word(key), words);
                    missed.extend(
                        found
                            .into_iter()
                            .map(|fault| format!("{key}: {}; {}", fault.message, fault.help)),
                    );
                }
            }
            assert_eq!(missed, Vec::<String>::new(), "{language}");
        }
    }

    /// A counted message in a language with forms has more than one: otherwise somebody forgot.
    #[test]
    fn counts_of_things_have_their_forms() {
        let english = Catalogue::alone(ENGLISH, &ALL).unwrap();
        let counted = english
            .messages()
            .filter(|(key, _)| key.starts_with("count.") || key.starts_with("kind."));
        for (key, message) in counted {
            assert!(matches!(message, Message::Counted(_)), "{key}");
        }
    }

    /// What the sources ask for is there, and what is there is asked for.
    #[test]
    fn keys_and_messages_fit() {
        let english = Catalogue::alone(ENGLISH, &[MESSAGES]).unwrap();
        // Where a call is broken into lines its key begins one.
        let sources = sources(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let sources: String = sources.lines().map(str::trim).collect();
        let (all, mut missing) = (Catalogue::alone(ENGLISH, &ALL).unwrap(), Vec::new());
        let calls = [
            "told(\"",
            "word(\"",
            "counted_as(\"",
            "counted_with(\"",
            "said(\"",
        ];
        for call in calls {
            for (at, _) in sources.match_indices(call) {
                let key = sources[at + call.len()..].split('"').next().unwrap();
                let is_key = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '_' | '-');
                if key.contains('.') && key.chars().all(is_key) && !all.has(key) {
                    missing.push(key.to_owned());
                }
            }
        }
        assert_eq!(missing, Vec::<String>::new(), "asked for and not there");
        let unused: Vec<&str> = english
            .messages()
            .map(|(key, _)| key)
            .filter(|key| !sources.contains(&format!("\"{key}\"")) && !counts(&sources, key) && !dynamic(key))
            .collect();
        assert_eq!(unused, Vec::<&str>::new(), "there and not asked for");
    }

    /// Keys that are put together of a group and a word.
    fn dynamic(key: &str) -> bool {
        let groups = [
            "all_of.",
            "kind.",
            "name.",
            "plan.loss.",
            "plan.title.",
            "whom.",
            "word.",
        ];
        groups.iter().any(|group| key.starts_with(group))
    }

    /// Whether things of that word are counted.
    fn counts(sources: &str, key: &str) -> bool {
        let thing = key.strip_prefix("count.").map(|thing| thing.replace('_', " "));
        thing.is_some_and(|thing| sources.contains(&format!("\"{thing}\"")))
    }

    fn sources(folder: PathBuf) -> String {
        let mut text = String::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                text += &sources(path);
            } else if !path.ends_with("language.rs") {
                text += &std::fs::read_to_string(path).unwrap();
            }
        }
        text
    }
}
