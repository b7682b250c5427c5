//! Everything the manual of rule authors (`rules/README.md`) shows is loaded and run.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use imaprules_facts::Schema;
use imaprules_rules::{Code, LintOptions, PackFiles, Packs, Problems, lint, load, run_cases};
use std::collections::BTreeMap;

const MANUAL: &str = include_str!("../../../rules/README.md");

/// The fenced blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = MANUAL.lines();
    while let Some(line) = lines.next() {
        let Some(found) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if found == language {
            blocks.push(block.join("\n") + "\n");
        }
    }
    blocks
}

/// The files that the blocks make: the first line of a block names its file, and blocks of one file add up.
fn files() -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for block in blocks("toml").iter().chain(&blocks("rhai")) {
        let (first, rest) = block.split_once('\n').unwrap();
        let name = first
            .strip_prefix("# ")
            .or_else(|| first.strip_prefix("// "))
            .unwrap();
        files.entry(name.to_owned()).or_default().push_str(rest);
    }
    files
}

fn schema() -> Schema {
    Schema::read([("facts.toml", files()["facts.toml"].as_str())]).unwrap()
}

fn pack(files: impl IntoIterator<Item = (String, String)>) -> Result<Packs, Problems> {
    load(
        schema(),
        &[PackFiles {
            shipped: false,
            ..PackFiles::shipped("mine", files)
        }],
        &[],
    )
}

#[test]
fn the_pack_of_the_manual_loads_and_its_tests_pass() {
    let files = files()
        .into_iter()
        .filter(|(name, _)| name != "facts.toml" && name != "example.toml");
    let packs = pack(files).map_err(|problems| panic!("{problems}")).unwrap();
    assert_eq!(packs.rules().count(), 6);
    let results = run_cases(&packs);
    assert_eq!(results.len(), 13);
    for result in results {
        assert!(result.verdict.is_ok(), "{result:?}");
    }
    let found = lint(&packs, &LintOptions::default());
    assert!(found.iter().all(|one| !one.is_error()), "{found:?}");
}

/// A pack whose only rule has this condition, tried on the mailbox of the manual.
fn tried(condition: &str, expect: &str) -> Result<Packs, Problems> {
    let rule = format!(
        "[[rule]]\nid = 'a.b'\nfor = 'mailbox'\nseverity = 'advice'\ntitle = 'T'\nwhy = 'W'\nfix = []\n\
         when = '''{condition}'''\n"
    );
    let example = files()["example.toml"].replace("[[child]]", "[[case.child]]");
    let case = format!("[[case]]\nrule = 'a.b'\nname = 'it'\nexpect = '{expect}'\n{example}");
    let manifest = "[pack]\nid = 'example'\nversion = '1'\ntitle = 'Example'\n";
    let files = [
        ("pack.toml", manifest),
        ("x.toml", &rule),
        ("tests/x.toml", &case),
    ];
    pack(files.map(|(name, text)| (name.to_owned(), text.to_owned())))
}

#[test]
fn every_condition_gives_what_the_manual_says() {
    let mut count = 0;
    for block in blocks("condition") {
        for line in block.lines().filter(|line| !line.is_empty()) {
            let (condition, gives) = line.rsplit_once(" => ").unwrap();
            count += 1;
            if let Some(message) = gives.strip_prefix("refused: ") {
                let problems = tried(condition, "fail").map(|_| ()).expect_err(line);
                assert!(problems.to_string().contains(message), "{line}\n{problems}");
                continue;
            }
            let expect = match gives {
                "true" => "fail",
                "false" => "pass",
                "unknown" | "error" => gives,
                _ => panic!("{line}"),
            };
            let packs = tried(condition, expect)
                .map_err(|problems| panic!("{line}\n{problems}"))
                .unwrap();
            let results = run_cases(&packs);
            assert!(results[0].verdict.is_ok(), "{line}: {results:?}");
        }
    }
    assert!(count > 80, "only {count} conditions were found");
}

#[test]
fn every_error_code_and_every_limit_of_scripts_is_explained() {
    for code in Code::ALL {
        let row = format!("| `{}` | {} | {} |", code.as_str(), code.about(), code.mend());
        assert!(MANUAL.contains(&row), "missing: {row}");
    }
    for limit in imaprules_script::limits::ALL {
        let row = format!(
            "| {} | {} {} | {} |",
            limit.name, limit.value, limit.unit, limit.meaning
        );
        assert!(MANUAL.contains(&row), "missing: {row}");
    }
}
