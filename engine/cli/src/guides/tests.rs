//! The shipped guide held to what it must have, and the examples of codes of guides to what they provoke.

use super::of_the_program;
use crate::error::Failure;
use imaprules_guide::{Kind, run_trials};
use imaprules_rules::{Code, Examples, Languages, PackFiles, Packs};
use std::collections::BTreeSet;

#[test]
fn the_shipped_guide_has_every_page_of_the_original_and_its_walks_are_good() {
    let (_, ready) = of_the_program();
    let [one] = ready.as_slice() else {
        panic!("one guide is shipped");
    };
    for number in 1..=35 {
        assert!(one.guide.find(&format!("N{number:02}")).is_some(), "N{number:02}");
    }
    let ways = one.guide.nodes.iter().flat_map(|node| &node.choices);
    assert!(ways.filter(|way| way.to.is_some()).count() >= 60);
    let results = run_trials(&one.guide, &one.trials);
    let bad: Vec<_> = results
        .iter()
        .filter_map(|result| result.problem.as_ref().map(|problem| (&result.name, problem)))
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
    let visited = super::visited(one);
    let nodes = one.guide.nodes.iter();
    let unseen: Vec<&String> = nodes
        .map(|node| &node.id)
        .filter(|id| !visited.contains(*id))
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn the_shipped_guide_and_its_translations_are_whole() {
    let (packs, _) = of_the_program();
    let found = super::lint(&[], &packs).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(found.is_empty(), "{}", imaprules_rules::show(&found, false));
    for (language, _) in imaprules_packs::glossaries() {
        let one = Languages::One((*language).to_owned());
        let ready = super::all_in(&[], &packs, &one).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(ready[0].locales.len(), 1, "{language}");
    }
}

#[test]
fn every_symptom_leads_to_a_node_and_every_blocker_is_named_by_one() {
    let (packs, ready) = of_the_program();
    let guide = &ready[0].guide;
    let about = crate::registry::built_in().into_iter().map(|(_, about)| about);
    for symptom in about.flat_map(|about| about.symptoms) {
        assert!(guide.of_symptom(&symptom.id).is_some(), "{}", symptom.id);
    }
    let of_choices = |rule: &str| {
        guide
            .nodes
            .iter()
            .flat_map(|node| &node.choices)
            .any(|one| one.rules.iter().any(|id| id == rule))
    };
    let blockers = packs
        .rules()
        .filter(|(_, rule)| rule.severity == imaprules_rules::Severity::Blocker);
    let lost: Vec<&str> = blockers
        .map(|(_, rule)| rule.id.as_str())
        .filter(|id| guide.of_rule(id).is_none() && !of_choices(id))
        .collect();
    assert!(lost.is_empty(), "no page of the guide names {lost:?}");
}

#[test]
fn no_step_gives_the_advice_that_destroys_mail() {
    let (_, ready) = of_the_program();
    for node in &ready[0].guide.nodes {
        for command in &node.commands {
            let risky = ["Remove-", "-Force", "Disable-", "Clear-"]
                .iter()
                .any(|word| command.run.contains(word));
            let commented = command.run.lines().all(|line| line.starts_with('#'));
            assert_eq!(command.destroys, risky, "{}: {}", node.id, command.run);
            assert!(
                !command.destroys || commented,
                "{}: {} must be commented out",
                node.id,
                command.run
            );
        }
        for command in node
            .commands
            .iter()
            .filter(|command| command.run.contains("Set-"))
        {
            let about = command.about.to_lowercase();
            let noted = command.run.contains("Get-") || about.contains("note") || about.contains("noting");
            let harmless = command.run.contains("-SyncNow") || command.run.contains("-Update");
            assert!(
                noted || harmless,
                "{}: the old value is not noted: {}",
                node.id,
                command.run
            );
        }
        let steps: Vec<String> = node.steps.iter().map(|step| step.text.to_lowercase()).collect();
        let says = |words: &str| steps.iter().position(|step| step.contains(words));
        assert!(
            says("exclude [gmail]").is_none() && says("remove the labels from all").is_none(),
            "{}",
            node.id
        );
        assert!(says("add it to domain admins").is_none(), "{}", node.id);
        // Whoever deletes has been told of a milder way before.
        if let Some(deletes) = says("delete it") {
            assert!(
                deletes > 0 && node.kind == Kind::Cause,
                "{}: deleting is the first step",
                node.id
            );
        }
    }
}

/// The codes of what is wrong with the guides of a pack.
fn codes(packs: &Packs, pack: &PackFiles) -> BTreeSet<Code> {
    let known = super::known(packs).unwrap_or_else(|failure| panic!("{failure}"));
    let mut codes = BTreeSet::new();
    for shelf in super::shelves("mine/guides", &super::inside(pack)) {
        let found = match super::read(&shelf, &known, &Languages::None) {
            Ok(ready) => super::untried(&ready),
            Err(Failure::Packs(problems)) => problems.0,
            Err(failure) => panic!("{failure}"),
        };
        codes.extend(found.iter().map(|one| one.code));
    }
    codes
}

#[test]
fn examples_of_codes_of_guides_provoke_them_and_no_other() {
    let (packs, _) = of_the_program();
    let examples = Examples::shipped().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(codes(&packs, &examples.mended()), BTreeSet::new());
    let mut tried = 0;
    for code in Code::ALL {
        let Some(example) = examples.of(*code).filter(|example| example.of_a_guide()) else {
            continue;
        };
        let found = codes(&packs, &examples.provoking(example));
        assert_eq!(found, BTreeSet::from([*code]), "{example:?}");
        tried += 1;
    }
    assert!(tried >= 5, "only {tried} examples are of guides");
}
