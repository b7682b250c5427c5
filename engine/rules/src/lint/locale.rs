//! Translations: complete, of today's words, with the same placeholders and steps, in the agreed terms.

use super::{Lint, LintOptions, Term};
use crate::diagnostic::Code;
use crate::{Locale, Rule, Words};
use regex::Regex;
use std::collections::HashSet;

pub(super) fn check(lint: &mut Lint, options: &LintOptions) {
    let pack = lint.pack;
    for locale in &pack.locales {
        let glossary = Glossary::of(&locale.language, &options.glossary);
        for rule in &pack.rules {
            match locale.words.iter().find(|words| words.rule == rule.id) {
                Some(words) => translated(lint, rule, words, &glossary),
                None => missing(lint, locale, rule),
            }
        }
        phrases(lint, locale, &glossary);
        for strange in &locale.strange {
            let message = format!("the pack has no rule `{}`", strange.value);
            let help = "remove the translation, or mend the id";
            lint.demand(Code::UnknownRule, &strange.place, message, help);
        }
    }
}

/// The pack's words that are no words of rules have phrases, and all phrases keep to placeholders and terms.
fn phrases(lint: &mut Lint, locale: &Locale, glossary: &Glossary) {
    let pack = lint.pack;
    let mut known = HashSet::new();
    for phrase in &locale.phrases {
        if !known.insert(phrase.of.value.as_str()) {
            let message = format!("`{}` is translated twice", phrase.of.value);
            let help = "keep one of both: the last one counts";
            lint.demand(Code::Duplicate, &phrase.of.place, message, help);
        }
        for fault in glossary.faults(&phrase.of.value, &phrase.say.value) {
            lint.demand(fault.code, &phrase.say.place, fault.message, fault.help);
        }
    }
    for text in pack
        .words
        .iter()
        .filter(|text| !known.contains(text.value.as_str()))
    {
        let message = format!("`{}` has no phrase in `{}`", text.value, locale.language);
        let help = "add [[phrase]] with these words as of, and say, to a file of the language in locale/";
        lint.demand(Code::TranslationMissing, &text.place, message, help);
    }
}

fn missing(lint: &mut Lint, locale: &Locale, rule: &Rule) {
    let message = format!("`{}` has no words in `{}`", rule.id, locale.language);
    let help = format!(
        "add [\"{}\"] with of = \"{}\", title, why, fix",
        rule.id,
        rule.fingerprint()
    );
    lint.demand(Code::TranslationMissing, &locale.place, message, help);
}

fn translated(lint: &mut Lint, rule: &Rule, words: &Words, glossary: &Glossary) {
    let raw = &words.raw;
    let today = rule.fingerprint();
    if words.of != today {
        let message = format!("`{}` has changed since it was translated", rule.id);
        let help = format!(
            "compare it with the rule's words today, then write of = \"{today}\"; until then the rule keeps its own words"
        );
        lint.demand(Code::TranslationOutdated, &raw.of.place, message, help);
        return;
    }
    if raw.fix.len() != rule.raw.fix.len() {
        let message = format!(
            "`{}` has {} steps, its translation {}",
            rule.id,
            rule.raw.fix.len(),
            raw.fix.len()
        );
        lint.demand(
            Code::TranslationShape,
            &raw.rule.place,
            message,
            "translate step by step",
        );
    }
    let pairs = [(&rule.raw.title, &raw.title), (&rule.raw.why, &raw.why)];
    for (from, into) in pairs.into_iter().chain(rule.raw.fix.iter().zip(&raw.fix)) {
        for fault in glossary.faults(&from.value, &into.value) {
            lint.demand(fault.code, &into.place, fault.message, fault.help);
        }
    }
}

/// What is wrong with the translation of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What sort of thing it is.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// A value that is shown in one language and not in the other is a mistake in one of them.
fn placeholders(from: &str, into: &str) -> Option<Fault> {
    let (wanted, given) = (names(from), names(into));
    (wanted != given).then(|| {
        let list = |names: &[&str]| match names {
            [] => "none".to_owned(),
            names => format!("{{{}}}", names.join("}, {")),
        };
        let message = format!(
            "the translation shows {}, the words it translates {}",
            list(&given),
            list(&wanted)
        );
        Fault {
            code: Code::TranslationShape,
            message,
            help: "show the same values".to_owned(),
        }
    })
}

/// The names between braces, sorted, each once. Doubled braces stand for themselves.
fn names(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = braces(text).map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What stands between braces, and what follows it.
fn braces(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once('{')?;
            if let Some(doubled) = after.strip_prefix('{') {
                rest = doubled;
                continue;
            }
            let (name, after) = after.split_once('}')?;
            rest = after;
            return Some((name, after));
        }
    })
}

/// Nobody knows how the value ends, so no ending can be attached to it.
fn suffixes(into: &str) -> impl Iterator<Item = Fault> {
    let attached = |after: &str| {
        let next = after.chars().next();
        next.is_some_and(|next| next.is_alphabetic() || matches!(next, '\'' | '\u{2019}'))
    };
    braces(into)
        .filter(move |(_, after)| attached(after))
        .map(|(name, _)| Fault {
            code: Code::TranslationSuffix,
            message: format!("an ending is attached to `{{{name}}}`"),
            help:
                "write the sentence so that the value stands alone, as in `posta kutusu: {mailbox.address}`"
                    .to_owned(),
        })
}

/// The agreed terms of a language, ready to be looked for.
#[derive(Debug)]
pub struct Glossary<'a> {
    terms: Vec<(Option<Regex>, &'a Term)>,
}

impl<'a> Glossary<'a> {
    /// Those of a language.
    pub fn of(language: &str, terms: &'a [Term]) -> Self {
        let terms = terms.iter().filter(|term| term.language == language);
        let ready = terms.map(|term| {
            let english = term.english.as_ref();
            (
                english.and_then(|english| Regex::new(&format!("(?i){english}")).ok()),
                term,
            )
        });
        Glossary {
            terms: ready.collect(),
        }
    }

    /// What is wrong with the translation of a text, of a rule or of anything else: other placeholders, endings on
    /// them, other words than agreed.
    pub fn faults(&self, from: &str, into: &str) -> Vec<Fault> {
        let terms = self.missed(from, into).into_iter().map(|(message, help)| Fault {
            code: Code::TranslationTerm,
            message,
            help,
        });
        placeholders(from, into)
            .into_iter()
            .chain(suffixes(into))
            .chain(terms)
            .collect()
    }

    /// What is not said in the agreed words, and what to write instead.
    fn missed(&self, from: &str, into: &str) -> Vec<(String, String)> {
        let mut missed = Vec::new();
        let folded = folded(into);
        let from = &without_names(from);
        for (english, term) in &self.terms {
            if let Some(never) = term
                .never
                .iter()
                .find(|never| folded.contains(&self::folded(never)))
            {
                let message = format!("`{never}` is not the agreed word");
                let help = format!("write {}", term.wanted.join(" or "));
                missed.push((message, help));
            }
            let said = english.as_ref().and_then(|english| english.find(from));
            if let Some(said) = said
                && !term
                    .wanted
                    .iter()
                    .any(|wanted| folded.contains(&self::folded(wanted)))
            {
                let message = format!("`{}` is translated by another word than agreed", said.as_str());
                let help = format!("write {}", term.wanted.join(" or "));
                missed.push((message, help));
            }
        }
        missed
    }
}

/// The text without its placeholders, addresses on the web and names of cmdlets: they are English in every language.
fn without_names(text: &str) -> String {
    let words = text
        .split(' ')
        .filter(|word| !word.contains("://") && !is_cmdlet(word));
    let mut out = words.collect::<Vec<_>>().join(" ");
    for (name, _) in braces(text) {
        out = out.replace(&format!("{{{name}}}"), " ");
    }
    out
}

/// `Get-Mailbox`, with whatever stands around it.
fn is_cmdlet(word: &str) -> bool {
    let begins = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase());
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.split_once('-')
        .is_some_and(|(verb, noun)| begins(verb) && begins(noun))
}

/// Lower case, with all four of Turkish's i alike, so that capitals at the start of a sentence do not matter.
fn folded(text: &str) -> String {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower
        .filter(|c| *c != '\u{307}')
        .map(|c| if c == 'ı' { 'i' } else { c })
        .collect()
}
