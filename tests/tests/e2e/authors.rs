//! The workshop of rule authors from the command line: a consultancy's pack for a customer, why a rule said what it said,
//! accepted risks, other severities, schemas, packages, lint that mends.

use imaprules_tests::Program;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A pack as a consultancy writes it, kept with the tests.
fn consultancy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packs/consultancy")
}

/// What the customer keeps: a row for everybody, one with a slip, one about nobody.
const PEOPLE: &str = "Mail,Department,Wave,VIP,Leaves\n\
    fiona.fine@example.com,Sales,1,FALSE,\n\
    walter.wrongpass@example.com,Board,2,TRUE,\n\
    ian.imapoff@example.com,Sails,7,FALSE,2026-12-05T00:00:00Z\n\
    otto.oversize@example.com,Workshop,many,FALSE,\n\
    nobody@example.com,Sales,1,FALSE,\n";

fn rules_of(report: &Value) -> Vec<String> {
    let results = report["results"].as_array().unwrap().iter();
    let own = results.filter(|result| result["pack"] == "consultancy");
    own.map(|result| {
        format!(
            "{} {}",
            result["rule"].as_str().unwrap(),
            result["subject"]["id"].as_str().unwrap()
        )
    })
    .collect()
}

#[test]
fn the_pack_of_a_consultancy_is_clean_and_every_branch_is_tried() {
    let linted = Program::line("rules lint").arg(consultancy()).run();
    linted.expect_code(0);
    assert_eq!(linted.stdout.trim(), "nothing to complain about");
    let tested = Program::line("rules test --branches").arg(consultancy()).run();
    tested.expect_code(0);
    assert!(
        tested.stdout.contains("0 failed, 0 branches untried"),
        "{}",
        tested.stdout
    );
}

#[test]
fn a_list_of_the_customer_becomes_facts_that_rules_ask_for() {
    let outcome = Program::line(
        "run --provider imap --demo --format json --as-of 2026-11-27T00:00:00Z --import people.csv --rules",
    )
    .arg(consultancy())
    .file("people.csv", PEOPLE)
    .run();
    outcome
        .expect_code(1)
        .expect_complaint(&["1 rows name no mailbox"]);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let found = rules_of(&report);
    for wanted in [
        "consultancy.vip-cannot-sign-in walter.wrongpass@example.com",
        "consultancy.no-wave ian.imapoff@example.com",
        "consultancy.department-unknown ian.imapoff@example.com",
        "consultancy.leaves-before ian.imapoff@example.com",
    ] {
        assert!(
            found.iter().any(|one| one == wanted),
            "{wanted} is not among {found:?}"
        );
    }
    assert!(!found.iter().any(|one| one.contains("nobody@")), "{found:?}");
    assert!(
        !found
            .iter()
            .any(|one| one == "consultancy.no-wave otto.oversize@example.com")
    );
    let gaps = report["gaps"].as_array().unwrap();
    let wave = gaps
        .iter()
        .find(|gap| gap["reason"] == "malformed" && gap["fact"] == "customer.wave");
    assert!(
        wave.unwrap()["note"]
            .as_str()
            .unwrap()
            .contains("`many` is not a whole number")
    );
}

#[test]
fn why_shows_the_condition_part_by_part_and_what_would_change_it() {
    let collected = Program::line("collect --provider imap --demo -o x.jsonl").run();
    collected.expect_code(0);
    let facts = collected.scratch.join("x.jsonl");
    let ask = |more: &str| {
        let line = format!(
            "why imap.login.account-disabled --subject ian.imapoff@example.com --format json {more} --facts"
        );
        Program::line(&line).arg(facts.as_os_str()).run()
    };
    let listed = Program::line("rules list --format json").run();
    let rules: Value = serde_json::from_str(&listed.stdout).unwrap();
    let disabled = rules
        .as_array()
        .unwrap()
        .iter()
        .any(|rule| rule["id"] == "imap.login.account-disabled");
    assert!(disabled, "the rule this test is about is gone");
    let plain = ask("");
    plain.expect_code(0);
    let said: Value = serde_json::from_str(&plain.stdout).unwrap();
    assert_eq!(said["outcome"], "fail");
    assert_eq!(said["when"]["answer"], "true");
    assert!(
        said["facts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|fact| fact["name"] == "imap.login")
    );
    assert!(!said["flips"].as_array().unwrap().is_empty());
    let assumed = ask("--assume imap.login=ok --assume imap.login_cause=none");
    let text = format!("{}{}", assumed.stdout, assumed.stderr);
    assert!(!text.contains("\"outcome\": \"fail\""), "{text}");
    Program::line("why no.such-rule --provider imap --demo")
        .run()
        .expect_code(2);
    ask("--assume no.such=1").expect_code(2);
}

#[test]
fn accepted_risks_stay_visible_and_count_no_more() {
    let waivers = "[[waiver]]\nrule = \"*\"\nsubject = \"*\"\nreason = \"a rehearsal\"\nowner = \"it\"\nuntil = 2099-12-31\n";
    let outcome = Program::line("run --provider imap --demo --format json --waivers w.toml")
        .file("w.toml", waivers)
        .run();
    outcome.expect_code(0);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let results = report["results"].as_array().unwrap();
    let waived = results
        .iter()
        .filter(|result| result["waived"]["owner"] == "it")
        .count();
    assert!(waived > 0 && waived < results.len());
    assert!(results.iter().any(|result| result["rule"] == "waivers.too-broad"));
    let text = Program::line("run --provider imap --demo --waivers w.toml")
        .file("w.toml", waivers)
        .run();
    assert!(text.stdout.contains("ACCEPTED BLOCKER"), "{}", text.stdout);
    assert!(
        text.stdout
            .contains("Accepted by it until 2099-12-31: a rehearsal")
    );
    let endless = "[[waiver]]\nrule = \"a.b\"\nreason = \"x\"\nowner = \"it\"\n";
    Program::line("run --provider imap --demo --waivers w.toml")
        .file("w.toml", endless)
        .run()
        .expect_code(2)
        .expect_complaint(&["w.toml", "needs an end"]);
}

#[test]
fn how_many_blockers_a_waiver_may_cover_is_a_setting() {
    let waiver = "[[waiver]]\nrule = \"imap.login.account-disabled\"\nreason = \"x\"\nowner = \"it\"\nuntil = 2099-12-31\n";
    let too_broad = |setting: &str| {
        let outcome = Program::line("run --provider imap --demo --format json --param imap.message_size=1MB")
            .file("imaprules.toml", format!("{setting}{waiver}"))
            .run();
        let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let results = report["results"].as_array().unwrap();
        assert!(results.iter().any(|result| result["waived"]["owner"] == "it"));
        results.iter().any(|result| result["rule"] == "waivers.too-broad")
    };
    assert!(!too_broad(""));
    assert!(too_broad("waiver-blockers = 0\n"));
}

#[test]
fn severities_are_changed_visibly() {
    let config = "[severity]\n\"imap.login.account-disabled\" = \"advice\"\n";
    let outcome = Program::line("run --provider imap --demo --format json --param imap.message_size=1MB")
        .file("imaprules.toml", config)
        .run();
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let results = report["results"].as_array().unwrap();
    let changed = results
        .iter()
        .find(|result| result["rule"] == "imap.login.account-disabled")
        .unwrap();
    assert_eq!(
        (changed["severity"].as_str(), changed["changed_by"].as_str()),
        (Some("advice"), Some("imaprules.toml"))
    );
    let used = results
        .iter()
        .find(|result| result["rule"] == "imap.items.too-large")
        .unwrap();
    assert_eq!(used["params"][0]["from"], "the command line");
    Program::line("run --provider imap --demo --severity imap.x=advice")
        .run()
        .expect_code(2);
}

#[test]
fn schemas_are_json_and_know_the_facts() {
    let outcome = Program::line("rules schema -o schemas").run();
    outcome.expect_code(0);
    for name in ["pack", "rules", "tests", "imaprules"] {
        let text = outcome.written(&format!("schemas/{name}.schema.json"));
        let schema: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(schema["type"], "object", "{name}");
    }
    assert!(
        outcome
            .written("schemas/tests.schema.json")
            .contains("\"imap.login\"")
    );
}

#[test]
fn a_pack_in_one_file_is_taken_like_a_folder_and_refused_when_it_was_changed() {
    let packed = Program::line("rules pack -o c.pack").arg(consultancy()).run();
    packed.expect_code(0);
    let listed = Program::line("rules list --format json --rules")
        .arg(packed.scratch.join("c.pack").as_os_str())
        .run();
    listed.expect_code(0);
    assert!(listed.stdout.contains("consultancy.no-wave"));
    let changed = packed.written("c.pack").replace("wave nought", "wave naught");
    Program::line("rules list --rules c.pack")
        .file("c.pack", changed.as_str())
        .run()
        .expect_code(2)
        .expect_complaint(&["c.pack", "was changed after the pack was made"]);
}

#[test]
fn lint_mends_what_a_program_can_mend_and_speaks_sarif() {
    let made = Program::line("rules new pack contoso").run();
    let pack = made.scratch.join("contoso");
    let file = pack.join("rules.toml");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, whole.replace("severity", "severty")).unwrap();
    Program::line("rules lint")
        .arg(pack.as_os_str())
        .run()
        .expect_code(1);
    let sarif = Program::line("rules lint --format sarif")
        .arg(pack.as_os_str())
        .run();
    let sarif: Value = serde_json::from_str(&sarif.stdout).unwrap();
    let rules: Vec<&str> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|result| result["ruleId"].as_str())
        .collect();
    assert!(rules.contains(&"unknown-key"), "{rules:?}");
    Program::line("rules lint --fix")
        .arg(pack.as_os_str())
        .run()
        .expect_code(0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), whole);
}

/// Made anew by: `imaprules rules catalogue > rules/CATALOGUE.md`.
#[test]
fn the_catalogue_is_that_of_the_rules() {
    let outcome = Program::line("rules catalogue").run();
    outcome.expect_code(0);
    let kept = include_str!("../../../rules/CATALOGUE.md");
    assert!(
        outcome.stdout == kept,
        "rules/CATALOGUE.md is not that of the rules: run `imaprules rules catalogue > rules/CATALOGUE.md`"
    );
}

/// Every part of every condition of the shipped rules is shown true, false and unknown by some case.
#[test]
fn every_branch_of_every_shipped_rule_is_tried() {
    let outcome = Program::line("rules test --branches --format json").run();
    let tested: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let untried: Vec<String> = tested["untried"]
        .as_array()
        .unwrap()
        .iter()
        .map(|branch| format!("{}: {} {}", branch["rule"], branch["text"], branch["missing"]))
        .collect();
    assert!(untried.is_empty(), "{} parts: {untried:#?}", untried.len());
}
