//! The language findings are told in: what was asked for, else the system's, and English for programs.

use crate::args::JudgeOptions;
use crate::error::Failure;
use imaprules_render::Format;
use imaprules_rules::Languages;
use std::env;

/// The language packs are written in.
const ENGLISH: &str = "en";

/// The languages of a run.
pub(crate) fn of(options: &JudgeOptions) -> Result<Languages, Failure> {
    let word = match &options.lang {
        Some(word) => known(word).ok_or_else(|| {
            let languages = all().collect::<Vec<_>>().join(", ");
            Failure::usage(
                format!("--lang {word}: nothing speaks that language"),
                format!("it is one of {languages}"),
            )
        })?,
        None if for_people(options.format) => system().unwrap_or(ENGLISH),
        None => ENGLISH,
    };
    Ok(if word == ENGLISH {
        Languages::None
    } else {
        Languages::One(word.to_owned())
    })
}

/// What programs read stays English unless somebody asks.
fn for_people(format: Option<Format>) -> bool {
    matches!(
        format,
        None | Some(Format::Text | Format::Markdown | Format::Html)
    )
}

/// English, and every language that shipped packs are translated into.
fn all() -> impl Iterator<Item = &'static str> {
    let translated = imaprules_packs::glossaries()
        .into_iter()
        .map(|(language, _)| language);
    std::iter::once(ENGLISH).chain(translated)
}

/// The language that a word names: `tr`, `tr-TR`, `tr_TR.UTF-8`.
fn known(word: &str) -> Option<&'static str> {
    let name = word.split(['-', '_', '.', '@']).next()?;
    all().find(|language| language.eq_ignore_ascii_case(name))
}

/// The system's language, by the variables that POSIX gives for messages, in its order.
fn system() -> Option<&'static str> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))?;
    known(&set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_the_names_systems_give_them() {
        assert_eq!(known("tr_TR.UTF-8"), Some("tr"));
        assert_eq!(known("TR"), Some("tr"));
        assert_eq!(known("C"), None);
        assert_eq!(known("en-GB"), Some("en"));
    }
}
