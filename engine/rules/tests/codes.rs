//! Every code has an example that provokes it and nothing else, and the mended example is without fault. The few codes
//! that no small pack provokes are named here with the test that does.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use imaprules_facts::Schema;
use imaprules_rules::{
    Code, Example, Examples, Languages, LintOptions, LoadOptions, PackFiles, Term, lint, load_with,
};
use std::collections::BTreeSet;
use std::path::Path;

/// A code with a file of the workspace that tries it, and words that stand in its test.
type Elsewhere = (&'static str, &'static str, &'static str);

/// Codes of files on a disk, and of what is too large for an example.
const ELSEWHERE: [Elsewhere; 2] = [
    (
        "unreadable",
        "engine/rules/src/files.rs",
        "fn what_cannot_be_read_is_told_with_a_remedy",
    ),
    (
        "too-many",
        "engine/rules/tests/codes.rs",
        "fn packs_that_nobody_could_read_are_refused",
    ),
];

/// Examples of guides are tried where guides are read.
const GUIDES: (&str, &str) = (
    "engine/cli/src/guides/tests.rs",
    "fn examples_of_codes_of_guides_provoke_them_and_no_other",
);

const FACTS: &str = r#"
[[kind]]
name = "migration"
about = "The whole migration."
[[kind]]
name = "mailbox"
parent = "migration"
about = "A mailbox."
[[fact]]
name = "mailbox.address"
for = "mailbox"
type = "text"
about = "Its address."
how = "Ask."
[[fact]]
name = "demo.users"
for = "mailbox"
type = "int"
about = "How many people use it."
how = "Ask."
[[fact]]
name = "demo.quota"
for = "mailbox"
type = "bytes"
about = "Its quota."
how = "Ask."
[[fact]]
name = "demo.used"
for = "mailbox"
type = "bytes"
about = "Space in use."
how = "Ask."
[[fact]]
name = "demo.mood"
for = "mailbox"
type = "text"
about = "What nobody collects."
how = "Nobody does."
"#;

fn options() -> LintOptions {
    let all = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    LintOptions {
        symptoms: all(&["mailbox-busy"]),
        statements: all(&["S001", "S160"]),
        provided: all(&["mailbox.address", "demo.users", "demo.quota", "demo.used"]),
        sessions: all(&["exchange"]),
        glossary: vec![Term {
            language: "tr".to_owned(),
            english: Some("mailbox".to_owned()),
            wanted: vec!["posta kutu".to_owned()],
            never: vec![],
        }],
    }
}

/// What is found in a pack, while it is loaded or by lint. Translations follow the words, so they are looked at only
/// where they are what is wrong.
fn found(pack: PackFiles, languages: Languages) -> BTreeSet<(Code, String)> {
    let options_of_load = LoadOptions {
        languages,
        ..LoadOptions::default()
    };
    let schema = Schema::read([("facts.toml", FACTS)]).unwrap();
    let diagnostics = match load_with(schema, &[pack], &options_of_load) {
        Ok(packs) => lint(&packs, &options()),
        Err(problems) => problems.0,
    };
    let told = diagnostics
        .into_iter()
        .map(|one| (one.code, format!("{} ({:?})", one.message, one.help)));
    told.collect()
}

fn languages(example: &Example) -> Languages {
    if example.file.starts_with("locale/") {
        Languages::All
    } else {
        Languages::None
    }
}

#[test]
fn the_mended_pack_is_without_fault() {
    let examples = Examples::shipped().unwrap();
    assert_eq!(found(examples.mended(), Languages::All), BTreeSet::new());
}

#[test]
fn every_example_provokes_its_code_and_no_other_but_what_follows() {
    let examples = Examples::shipped().unwrap();
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let Some(example) = examples.of(*code).filter(|example| !example.of_a_guide()) else {
            continue;
        };
        let told = found(examples.provoking(example), languages(example));
        let codes: BTreeSet<Code> = told.iter().map(|(code, _)| *code).collect();
        let also = example.also.iter().map(|word| Code::of(word).unwrap());
        if codes != also.chain([*code]).collect() {
            wrong.push(format!("{}: {told:#?}", code.as_str()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_right_lines_of_an_example_stand_in_the_mended_pack_once() {
    let examples = Examples::shipped().unwrap();
    let mended = examples.mended();
    for example in Code::ALL.iter().filter_map(|code| examples.of(*code)) {
        let text = mended.files.iter().find(|(path, _)| *path == example.file);
        let times = example
            .right
            .as_ref()
            .map(|right| text.map_or(0, |(_, text)| text.matches(right.as_str()).count()));
        assert_eq!(times.unwrap_or(1), 1, "{example:?}");
        assert_ne!(example.wrong, example.right);
    }
}

/// That the test which tries a code elsewhere is there.
fn stands(file: &str, words: &str) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(workspace.join(file)).unwrap();
    assert!(text.contains(words), "{file} has no `{words}`");
}

#[test]
fn every_code_has_an_example_or_a_test_elsewhere() {
    let examples = Examples::shipped().unwrap();
    for code in Code::ALL {
        let elsewhere = ELSEWHERE.iter().find(|(word, ..)| *word == code.as_str());
        match (examples.of(*code), elsewhere) {
            (Some(example), None) if example.of_a_guide() => stands(GUIDES.0, GUIDES.1),
            (Some(_), None) => {}
            (None, Some((_, file, words))) => stands(file, words),
            (example, _) => panic!("{}: {example:?}, {elsewhere:?}", code.as_str()),
        }
    }
    for word in examples.words().chain(ELSEWHERE.iter().map(|(word, ..)| *word)) {
        assert!(Code::of(word).is_some(), "{word}");
    }
}

#[test]
fn packs_that_nobody_could_read_are_refused() {
    let mut pack = Examples::shipped().unwrap().mended();
    let one_more = "[[rule]]\n".repeat(10_001);
    pack.files.push(("more.toml".to_owned(), one_more));
    let told = found(pack, Languages::None);
    assert!(told.iter().any(|(code, _)| *code == Code::TooMany), "{told:?}");
}
