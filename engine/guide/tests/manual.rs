//! The guide that the manual of authors (`rules/README.md`) shows is loaded, linked with the manual's pack, and walked.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use imaprules_facts::Schema;
use imaprules_guide::{Guide, GuideFile, Known, link, read_trials, run_trials};
use imaprules_rules::{PackFiles, load};
use std::collections::BTreeMap;

const MANUAL: &str = include_str!("../../../rules/README.md");

/// The files that the blocks of TOML and Rhai make; the first line of a block names its file.
fn files() -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for block in MANUAL.split("```").skip(1).step_by(2) {
        let mut lines = block.splitn(3, '\n');
        let (language, first) = (lines.next().unwrap(), lines.next().unwrap_or_default());
        if ["toml", "rhai"].contains(&language) {
            let name = first.trim_start_matches(['#', '/', ' ']);
            files
                .entry(name.to_owned())
                .or_default()
                .push_str(lines.next().unwrap_or_default());
        }
    }
    files
}

fn guide_files(prefix: &str) -> Vec<GuideFile> {
    let all = files().into_iter();
    let wanted = all.filter(|(name, _)| name.rsplit_once('/').is_some_and(|(folder, _)| folder == prefix));
    wanted.map(|(name, text)| GuideFile { name, text }).collect()
}

#[test]
fn the_guide_of_the_manual_holds_together_and_its_walks_are_good() {
    let guide = Guide::read(&guide_files("guides")).unwrap_or_else(|problems| panic!("{problems}"));
    let files = files();
    let schema = Schema::read([("facts.toml", files["facts.toml"].as_str())]).unwrap();
    let pack = files
        .iter()
        .filter(|(name, _)| !["facts.toml", "example.toml"].contains(&name.as_str()));
    let pack = PackFiles::shipped("mine", pack.map(|(name, text)| (name.clone(), text.clone())));
    let packs = load(schema, &[pack], &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let known = Known {
        packs: &packs,
        root: "migration",
        statements: None,
        symptoms: None,
        errors: None,
    };
    link(&guide, &known).unwrap_or_else(|problems| panic!("{problems}"));
    let trials = read_trials(&guide_files("guides/tests")).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(trials.len(), 2);
    for result in run_trials(&guide, &trials) {
        assert_eq!(result.problem, None, "{}", result.name);
    }
}
