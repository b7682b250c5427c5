//! What comes as a value - notes of providers, ways to obtain facts, plans, causes, comments of commands - is Turkish too, while what is
//! collected stays English.

use std::collections::BTreeSet;

use imaprules_tests::{Outcome, Program};
use serde_json::Value;

/// Words that every English sentence has one of, and no Turkish one.
const ENGLISH: [&str; 22] = [
    "the", "is", "was", "were", "are", "and", "of", "with", "not", "for", "from", "this", "that", "which",
    "to", "by", "has", "have", "its", "it", "be", "or",
];

/// Whether a text is an English sentence: two such words, since one may be a name. In brackets stands what a screen says in English.
fn is_english(text: &str) -> bool {
    let outside = text
        .split('(')
        .map(|part| part.split_once(')').map_or(part, |(_, after)| after));
    let outside = outside.collect::<Vec<_>>().join(" ");
    let mut words = outside.split(|c: char| !c.is_alphanumeric() && !"'-_.".contains(c));
    let first = words.by_ref().any(|word| ENGLISH.contains(&word));
    first && words.any(|word| ENGLISH.contains(&word))
}

/// A text up to where it quotes what a server answered.
fn before_quote(text: &str) -> &str {
    let ends = ["NO ", "BAD ", "* BYE "]
        .into_iter()
        .filter_map(|word| text.find(word));
    ends.min().and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The texts of a report that people read, each without the quotes of servers that it holds.
fn texts(report: &Value) -> Vec<String> {
    let list = |of: &Value, key: &str| of[key].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut texts = Vec::new();
    for finding in list(report, "results") {
        let facts = list(&finding, "facts");
        let quotes: Vec<String> = facts
            .iter()
            .map(|fact| text(&fact["value"]))
            .filter(|value| value.len() > 8)
            .collect();
        let mut own = vec![text(&finding["title"]), text(&finding["why"])];
        own.extend(list(&finding, "fix").iter().map(text));
        own.extend(
            list(&finding, "commands")
                .iter()
                .flat_map(|command| ["about", "first", "destroys"].map(|key| text(&command[key]))),
        );
        own.extend(
            facts
                .iter()
                .flat_map(|fact| [text(&fact["note"]), text(&fact["source"])]),
        );
        texts.extend(
            own.into_iter()
                .map(|one| quotes.iter().fold(one, |one, quote| one.replace(quote, ""))),
        );
    }
    for gap in list(report, "gaps") {
        texts.extend([text(&gap["how"]), text(&gap["note"])]);
    }
    texts.extend(list(&report["run"], "notes").iter().map(text));
    texts.iter().map(|text| before_quote(text).to_owned()).collect()
}

fn demo(provider: &str, more: &str) -> Outcome {
    let outcome = Program::line(&format!(
        "run --provider {provider} --demo --show unknown --format json"
    ))
    .args(more.split_whitespace())
    .run();
    outcome.expect_code(1);
    outcome
}

#[test]
fn nothing_that_people_read_of_the_demos_is_english() {
    for provider in ["imap", "gmail", "exchange"] {
        let report = demo(provider, "--lang tr").report();
        let all = texts(&report.0);
        assert!(all.len() > 300, "{provider}: {}", all.len());
        let english: Vec<&String> = all.iter().filter(|text| is_english(text)).collect();
        assert!(english.is_empty(), "{provider}: {english:#?}");
    }
}

/// The look for English finds it: otherwise it would prove nothing.
#[test]
fn the_same_look_finds_english_where_it_is() {
    let report = demo("exchange", "").report();
    let all = texts(&report.0);
    let english = all.iter().filter(|text| is_english(text)).count();
    assert!(
        english * 2 > all.iter().filter(|text| text.len() > 20).count(),
        "{english} of {}",
        all.len()
    );
}

#[test]
fn what_is_collected_and_the_values_themselves_stay_english() {
    let collected = Program::line("collect --provider exchange --demo --lang tr -o facts.jsonl").run();
    let bundle = collected.written("facts.jsonl");
    let facts = |more: &str| {
        let program = Program::line("run --facts facts.jsonl --show unknown --format json")
            .args(more.split_whitespace());
        let report = program.file("facts.jsonl", &bundle).run().report().0;
        let results = report["results"].as_array().cloned().unwrap_or_default();
        let facts = results.iter().filter_map(|one| one["facts"].as_array()).flatten();
        // The order is that in which the words name them.
        let values: BTreeSet<String> = facts
            .map(|fact| format!("{} = {}", fact["name"], fact["value"]))
            .collect();
        (values, report["summary"].clone())
    };
    let english = facts("");
    assert!(english.0.len() > 100, "{}", english.0.len());
    assert!(english == facts("--lang tr"), "values differ by language");
    // The notes of a collection in Turkish are the English ones: whoever judges it decides on the language.
    assert!(
        bundle.contains("the sign-in gave no access to the mailbox"),
        "{bundle}"
    );
}

/// What an error means and asks for, in the catalogue's own words.
#[test]
fn explain_speaks_of_causes_and_remedies() {
    let outcome = Program::line("explain --lang tr")
        .args(["We had trouble signing in to this account"])
        .run();
    outcome.expect_code(0);
    let quoted = "We had trouble signing in to this account";
    let lines = outcome
        .stdout
        .lines()
        .filter(|line| !line.contains(quoted) && !line.contains("://"));
    let english: Vec<&str> = lines.filter(|line| is_english(line)).collect();
    assert!(english.is_empty(), "{english:#?}\n{}", outcome.stdout);
}

/// Whom to ask for what is missing, and how it is obtained.
#[test]
fn gaps_and_facts_speak() {
    for line in [
        "gaps --provider exchange --demo --lang tr",
        "plan --provider gmail --demo --lang tr",
        "facts list --lang tr",
        "facts show imap.login_reasons --lang tr",
    ] {
        let outcome = Program::line(line).run();
        let english: Vec<&str> = outcome.stdout.lines().filter(|line| is_english(line)).collect();
        assert!(english.is_empty(), "{line}: {english:#?}");
        assert!(!outcome.stdout.is_empty(), "{line}");
    }
}
