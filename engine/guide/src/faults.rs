//! What is wrong with a guide's words in another language: missing, outdated, of another shape, in other terms than agreed.

use crate::guide::Guide;
use crate::locale::{GUIDE, Locale, Words, owner};
use imaprules_rules::{Code, Diagnostic, Glossary, Place};
use std::collections::BTreeMap;

/// Everything that its translator should look at, as errors.
pub fn faults(guide: &Guide, locale: &Locale, glossary: &Glossary<'_>) -> Vec<Diagnostic> {
    let today = guide.fingerprints();
    let mut english: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for text in guide.texts() {
        let node = english.entry(owner(&text.key).to_owned()).or_default();
        node.insert(text.key, text.text);
    }
    let mut found = Vec::new();
    for name in std::iter::once(GUIDE).chain(guide.nodes.iter().map(|node| node.id.as_str())) {
        let (Some(print), Some(english)) = (today.get(name), english.get(name)) else {
            continue;
        };
        match locale.words.iter().find(|words| words.name.value == name) {
            Some(words) if words.of.value == *print => translated(english, words, glossary, &mut found),
            Some(words) => found.push(outdated(words, print)),
            None => found.push(missing(guide, locale, name, print)),
        }
    }
    let strange = locale
        .words
        .iter()
        .map(|words| &words.name)
        .filter(|name| !today.contains_key(&name.value));
    found.extend(strange.map(|name| {
        let message = format!("the guide has no node `{}`", name.value);
        name.error(Code::UnknownNode, message)
            .help("remove the translation, or mend the id")
    }));
    found
}

fn missing(guide: &Guide, locale: &Locale, name: &str, print: &str) -> Diagnostic {
    let table = match name {
        GUIDE => guide.id.clone(),
        node => format!("{}.nodes.{node}", guide.id),
    };
    let message = format!("`{name}` has no words in `{}`", locale.language);
    let help = format!("add [{table}] with of = \"{print}\" and a text for each that it has");
    error(Code::TranslationMissing, &locale.place, message).help(help)
}

fn outdated(words: &Words, print: &str) -> Diagnostic {
    let message = format!("`{}` has changed since it was translated", words.name.value);
    let help = format!(
        "compare it with the words of today, then write of = \"{print}\"; until then they are shown untranslated"
    );
    error(Code::TranslationOutdated, &words.of.place, message).help(help)
}

fn translated(
    english: &BTreeMap<String, String>,
    words: &Words,
    glossary: &Glossary<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let short = |key: &str| key.split_once('.').map_or(key, |(_, rest)| rest).to_owned();
    for key in english.keys().filter(|key| !words.texts.contains_key(*key)) {
        let message = format!("`{}` is not translated: {}", words.name.value, short(key));
        let help = "translate text by text and step by step; choices stand under `choice`, by their ids";
        found.push(error(Code::TranslationShape, &words.name.place, message).help(help));
    }
    for (key, into) in &words.texts {
        let Some(from) = english.get(key) else {
            let message = format!(
                "`{}` has nothing that this translates: {}",
                words.name.value,
                short(key)
            );
            found.push(
                into.error(Code::TranslationShape, message)
                    .help("remove it, or mend its name"),
            );
            continue;
        };
        let faults = glossary.faults(from, &into.value).into_iter();
        found.extend(faults.map(|fault| into.error(fault.code, fault.message).help(fault.help)));
    }
}

fn error(code: Code, place: &Place, message: String) -> Diagnostic {
    Diagnostic {
        place: Some(place.clone()),
        ..Diagnostic::error(code, message)
    }
}

#[cfg(test)]
mod tests {
    use super::faults;
    use crate::testkit::{GUIDE, guide, locale, turkish};
    use imaprules_rules::{Code, Glossary, Term};

    fn found(guide_text: &str, words: &str) -> Vec<(Code, String)> {
        let guide = guide(guide_text);
        let terms = [Term {
            language: "tr".into(),
            english: Some(r"\block\b".into()),
            wanted: vec!["kilit".into(), "kilid".into()],
            never: vec!["asma".into()],
        }];
        let glossary = Glossary::of("tr", &terms);
        let found = faults(&guide, &locale(&guide, words), &glossary);
        found.into_iter().map(|one| (one.code, one.message)).collect()
    }

    #[test]
    fn a_whole_translation_is_not_complained_about() {
        assert_eq!(found(GUIDE, &turkish(&guide(GUIDE))), []);
    }

    #[test]
    fn what_is_missing_outdated_or_of_another_shape_is_told() {
        let words = turkish(&guide(GUIDE));
        let codes = |guide: &str, words: &str| -> Vec<Code> {
            found(guide, words).into_iter().map(|(code, _)| code).collect()
        };
        let without = |line: &str| {
            assert!(words.contains(line), "{line}");
            codes(GUIDE, &words.replace(line, ""))
        };
        let with = |from: &str, to: &str| {
            assert!(words.contains(from), "{from}");
            codes(GUIDE, &words.replace(from, to))
        };
        assert_eq!(
            codes(&GUIDE.replace("Rain.", "Snow."), &words),
            [Code::TranslationOutdated]
        );
        assert_eq!(codes(GUIDE, "").len(), guide(GUIDE).nodes.len() + 1);
        assert_eq!(without("choice.hangs = \"Sarkıyor\"\n"), [Code::TranslationShape]);
        assert_eq!(with("\"Yağlayın.\", ", ""), [Code::TranslationShape]);
        assert_eq!(with("choice.hangs", "choice.hang"), [Code::TranslationShape; 2]);
        assert_eq!(with("Kilit paslı", "Paslı"), [Code::TranslationTerm]);
        assert_eq!(with("Kilit paslı", "Asma kilit paslı"), [Code::TranslationTerm]);
        assert_eq!(
            with("Kilit paslı", "Kilit {door.kind}'da paslı"),
            [Code::TranslationShape, Code::TranslationSuffix]
        );
        assert_eq!(
            with("[door.nodes.frozen]", "[door.nodes.frost]"),
            [Code::TranslationMissing, Code::UnknownNode]
        );
    }
}
