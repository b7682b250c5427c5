//! The words of packs in other languages: checked like the words they translate, and put in their place on demand.
//!
//! A translation names the fingerprint of what it translates. Where that has changed since, the rule keeps its own
//! words: an old translation of new advice would be wrong advice.

use super::raw::{RawLocale, RawPhrase, RawWords};
use super::{Pack, Packs, Rule};
use crate::diagnostic::Place;
use crate::read::{AuthorText, Sink};
use crate::template::{Template, compile};
use imaprules_conditions::Scope;

/// Which translations are loaded. Compiling them costs time, and a run shows one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Languages {
    /// None: packs speak as their authors wrote them.
    #[default]
    None,
    /// One, as the name of its files says: `tr`. Packs that have it speak it.
    One(String),
    /// All, for those who look at them. Packs speak as their authors wrote them.
    All,
}

impl Languages {
    /// Whether the translation file of this name is wanted.
    pub(crate) fn wants(&self, language: &str) -> bool {
        match self {
            Languages::None => false,
            Languages::One(wanted) => wanted == language,
            Languages::All => true,
        }
    }
}

/// A pack's words in another language.
#[derive(Debug, Clone)]
pub struct Locale {
    /// The language, as its file is named: `tr`.
    pub language: String,
    /// The pack's title.
    pub title: Option<String>,
    /// The words of its rules.
    pub words: Vec<Words>,
    /// Where its first file begins.
    pub place: Place,
    /// What it says for sentences that come as values.
    pub(crate) phrases: Vec<RawPhrase>,
    /// Ids that are no rules of the pack.
    pub(crate) strange: Vec<AuthorText>,
}

/// The words of one rule in another language.
#[derive(Debug, Clone)]
pub struct Words {
    /// Id of the rule.
    pub rule: String,
    /// The fingerprint of the words that were translated.
    pub of: String,
    /// The finding in one line.
    pub title: Template,
    /// Cause and consequence.
    pub why: Template,
    /// What to do, step by step.
    pub fix: Vec<Template>,
    pub(crate) raw: RawWords,
}

/// Checks the translation files of a pack, and puts together those of one language. Ids that are no rules are kept apart, for lint.
pub(super) fn check<'s>(
    files: &[RawLocale],
    rules: &[Rule],
    scope: impl Fn(&Rule) -> Scope<'s>,
    sink: &Sink,
) -> Vec<Locale> {
    let mut locales: Vec<Locale> = Vec::new();
    for file in files {
        let read = check_file(file, rules, &scope, sink);
        match locales.iter_mut().find(|known| known.language == read.language) {
            Some(known) => known.take(read),
            None => locales.push(read),
        }
    }
    locales
}

fn check_file<'s>(
    raw: &RawLocale,
    rules: &[Rule],
    scope: impl Fn(&Rule) -> Scope<'s>,
    sink: &Sink,
) -> Locale {
    let words = raw.words.iter().filter_map(|words| {
        let rule = rules.iter().find(|rule| rule.id == words.rule.value)?;
        one(words, &scope(rule), sink)
    });
    let strange = raw
        .words
        .iter()
        .map(|words| &words.rule)
        .filter(|id| rules.iter().all(|rule| rule.id != id.value));
    Locale {
        strange: strange.cloned().collect(),
        language: raw.language.clone(),
        title: raw.title.as_ref().map(|title| title.value.clone()),
        words: words.collect(),
        place: Place::new(&raw.source, 0..0),
        phrases: raw.phrases.clone(),
    }
}

impl Locale {
    /// Adds what another file of the language holds.
    fn take(&mut self, other: Locale) {
        self.title = self.title.take().or(other.title);
        self.words.extend(other.words);
        self.phrases.extend(other.phrases);
        self.strange.extend(other.strange);
    }
}

fn one(raw: &RawWords, scope: &Scope, sink: &Sink) -> Option<Words> {
    let (title, why) = (compile(&raw.title, scope, sink), compile(&raw.why, scope, sink));
    let fix: Vec<_> = raw.fix.iter().map(|step| compile(step, scope, sink)).collect();
    Some(Words {
        rule: raw.rule.value.clone(),
        of: raw.of.value.clone(),
        title: title?,
        why: why?,
        fix: fix.into_iter().collect::<Option<_>>()?,
        raw: raw.clone(),
    })
}

impl Packs {
    /// Puts the words of a language in the place of the rules' own, wherever they translate what stands there today.
    pub(super) fn speak(&mut self, language: &str) {
        for pack in &mut self.packs {
            pack.speak(language);
        }
    }
}

impl Pack {
    fn speak(&mut self, language: &str) {
        let Some(locale) = self.locales.iter().find(|locale| locale.language == language) else {
            return;
        };
        if let Some(title) = &locale.title {
            self.title.clone_from(title);
        }
        for words in &locale.words {
            let rule = self.rules.iter_mut().find(|rule| rule.id == words.rule);
            if let Some(rule) = rule.filter(|rule| rule.fingerprint() == words.of) {
                rule.title = words.title.clone();
                rule.why = words.why.clone();
                rule.fix = words.fix.clone();
                rule.language = Some(locale.language.clone());
            }
        }
    }
}

/// The fingerprint of a rule's words: of title, why and every step, in eight hexadecimal digits. It only has to tell
/// that something changed, so the 32-bit FNV-1a hash does (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>).
pub(super) fn fingerprint(rule: &Rule) -> String {
    let texts = [&rule.title, &rule.why].into_iter().chain(&rule.fix);
    let mut hash = 0x811c_9dc5_u32;
    for byte in texts.flat_map(|text| text.text().bytes().chain([0])) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    format!("{hash:08x}")
}
