//! Labels of Gmail: counted in the demo by the real look, and what rules make of them under a plan.

use imaprules_tests::{Bundle, Fact, Outcome, Program};
use serde_json::{Value, json};
use std::sync::LazyLock;

const LAURA: &str = "laura.labels@example.com";
const GRETA: &str = "greta.google@example.com";
const CORA: &str = "cora.capped@example.com";
const THEO: &str = "theo.throttled@example.com";
const FIONA: &str = "fiona.fine@example.com";
const TULIN: &str = "tulin.turkce@example.com";
const WALTER: &str = "walter.wrongpass@example.com";

static COLLECTED: LazyLock<Bundle> = LazyLock::new(|| {
    let outcome = Program::line("collect --demo --provider gmail -q -o facts.jsonl").run();
    outcome.expect_code(0);
    Bundle::read(&outcome.scratch.join("facts.jsonl"))
});

fn value(mailbox: &str, fact: &str) -> Value {
    COLLECTED.value("mailbox", mailbox, fact).clone()
}

fn reason(mailbox: &str, fact: &str) -> String {
    COLLECTED.reason("mailbox", mailbox, fact).to_owned()
}

/// The findings of a rule, by mailbox.
fn found(outcome: &Outcome, rule: &str) -> Vec<(String, String)> {
    let report = outcome.report();
    let of_rule = report
        .results()
        .iter()
        .filter(|one| one["rule"] == rule && one["outcome"] == "fail");
    of_rule
        .map(|one| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (text(&one["subject"]["id"]), text(&one["title"]))
        })
        .collect()
}

fn run(more: &[&str]) -> Outcome {
    let outcome = Program::line("run --demo --provider gmail -q --format json")
        .args(more.iter().copied())
        .run();
    outcome.expect_code(1);
    outcome
}

#[test]
fn fifteen_messages_are_counted_one_by_one() {
    for (fact, expected) in [
        ("gmail.unique_messages", json!(15)),
        ("gmail.unique_size", json!(611 * 1024)),
        ("gmail.visible_copies", json!(31)),
        ("gmail.visible_size", json!(1336 * 1024)),
        ("gmail.archived_unlabelled", json!(3)),
        ("gmail.archived_unlabelled_size", json!(230 * 1024)),
        ("gmail.only_starred", json!(1)),
        ("gmail.only_hidden", json!(0)),
        ("gmail.labels_complete", json!(true)),
        ("gmail.label_source", json!("all_mail")),
        ("gmail.container", json!("[Gmail]")),
        (
            "gmail.labels",
            json!(["Clients/Acme", "Hidden", "Work", "[Gmail]/Tickets"]),
        ),
        ("gmail.hidden_labels", json!(["Hidden"])),
        ("gmail.labels_below_container", json!(["[Gmail]/Tickets"])),
        ("gmail.copies_histogram", json!(["1: 3", "2: 8", "3: 4"])),
        ("gmail.capped_folders", json!([])),
        ("gmail.hidden_roles", json!([])),
    ] {
        assert_eq!(value(LAURA, fact), expected, "{fact}");
    }
}

#[test]
fn labels_of_every_script_and_form_are_read() {
    let labels = value(GRETA, "gmail.labels");
    assert_eq!(
        labels,
        json!([
            "NIL",
            "Q \"1\" \\ 2026",
            "Rechnungen & Verträge",
            "Verborgen",
            "日本"
        ])
    );
    assert_eq!(value(GRETA, "gmail.unique_messages"), json!(100));
    assert_eq!(value(GRETA, "gmail.only_hidden"), json!(5));
    assert_eq!(value(GRETA, "gmail.container"), json!("[Google Mail]"));
}

#[test]
fn what_could_not_be_counted_is_unknown_and_says_why() {
    // Google throttled the account: what was counted until then stays, and sums are not made of it.
    assert_eq!(value(THEO, "gmail.labels_complete"), json!(false));
    assert_eq!(reason(THEO, "gmail.unique_messages"), "budget");
    let counted = value(THEO, "gmail.counted_messages").as_i64().unwrap();
    assert!(0 < counted && counted < 6_000, "{counted}");
    // Every folder shows its newest thousand: All Mail, too.
    assert_eq!(
        value(CORA, "gmail.capped_folders"),
        json!(["[Gmail]/Tous les messages"])
    );
    assert_eq!(reason(CORA, "gmail.unique_messages"), "unsupported");
    // All Mail is not shown: copies are known, what is archived is not.
    assert_eq!(value(FIONA, "gmail.label_source"), json!("folders"));
    assert_eq!(value(FIONA, "gmail.visible_copies"), json!(373));
    assert_eq!(reason(FIONA, "gmail.archived_unlabelled"), "unsupported");
    // Nobody got in.
    assert_eq!(reason(WALTER, "gmail.unique_messages"), "refused");
}

#[test]
fn folders_are_opened_without_a_trace_and_no_body_is_asked_for() {
    let outcome = Program::line("collect --demo --provider gmail -vv -o facts.jsonl").run();
    outcome.expect_code(0);
    let asked = |word: &str| {
        outcome
            .stderr
            .lines()
            .any(|line| line.contains("C: ") && line.contains(word))
    };
    assert!(asked("X-GM-LABELS") && asked("EXAMINE"));
    assert!(!asked(" SELECT ") && !asked("BODY") && !asked("STORE") && !asked("XLIST"));
}

#[test]
fn nothing_excluded_duplicates_and_loses_nothing() {
    let outcome = run(&[]);
    assert!(found(&outcome, "gmail.duplication-expected").contains(&(
        LAURA.to_owned(),
        "laura.labels@example.com would get up to 16 extra copies".to_owned()
    )));
    assert_eq!(found(&outcome, "gmail.loss-expected"), []);
    assert_eq!(found(&outcome, "gmail.loss-possible"), []);
    let summary = found(&outcome, "gmail.advice-loses-or-duplicates");
    assert!(
        summary[0].1.starts_with("Excluding [Gmail] loses "),
        "{summary:?}"
    );
    assert!(
        found(&outcome, "gmail.archived-without-label")
            .iter()
            .any(|(id, _)| id == LAURA)
    );
    assert!(
        found(&outcome, "gmail.hidden-labels")
            .iter()
            .any(|(id, _)| id == GRETA)
    );
    // Where Google itself was asked for the limit, that is the finding.
    let cut = ["gmail.folder-cut", "gmail.folder-size-limit"];
    assert!(
        cut.iter()
            .any(|rule| found(&outcome, rule).iter().any(|(id, _)| id == CORA))
    );
}

#[test]
fn the_container_loses_or_duplicates() {
    let outcome = run(&["--set", "gmail.exclude=[Gmail]"]);
    assert!(found(&outcome, "gmail.loss-possible").contains(&(
        LAURA.to_owned(),
        "laura.labels@example.com loses 6 messages or gets 16 twice".to_owned()
    )));
    // The older name: the entry fits nothing, and everything is copied.
    let idle = found(&outcome, "gmail.exclusion-idle");
    assert_eq!(
        idle.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(),
        [GRETA]
    );
}

#[test]
fn archived_mail_is_lost_with_all_mail_whatever_is_meant() {
    let outcome = run(&[
        "--set",
        "gmail.exclude=[Gmail]/All Mail",
        "--set",
        "gmail.exclude=[Gmail]/Tüm Postalar",
    ]);
    let lost = found(&outcome, "gmail.loss-expected");
    for (id, title) in [
        (
            LAURA,
            "At least 1 messages of laura.labels@example.com would stay behind",
        ),
        (
            TULIN,
            "At least 8 messages of tulin.turkce@example.com would stay behind",
        ),
    ] {
        assert!(lost.contains(&(id.to_owned(), title.to_owned())), "{lost:?}");
    }
}

#[test]
fn an_imported_batch_counts_before_the_setting() {
    let batch = json!([{
        "Identity": "Gmail batch", "MigrationType": "IMAP", "Status": "Synced", "TotalCount": 1,
        "ExcludeFolders": ["[Gmail]/All Mail", "[Gmail]/Important", "[Gmail]/Starred", "[Gmail]/Spam", "[Gmail]/Trash"]
    }]);
    let outcome = Program::line(
        "run --demo --provider gmail -q --format json --import batch.json --set gmail.exclude=Work",
    )
    .file("batch.json", batch.to_string())
    .run();
    outcome.expect_code(1);
    assert!(found(&outcome, "gmail.loss-expected").contains(&(
        LAURA.to_owned(),
        "At least 3 messages of laura.labels@example.com would stay behind".to_owned()
    )));
}

#[test]
fn the_look_can_be_switched_off_and_bounded() {
    let off =
        Program::line("collect --demo --provider gmail -q --set gmail.labels=false -o facts.jsonl").run();
    off.expect_code(0);
    let off = Bundle::read(&off.scratch.join("facts.jsonl"));
    assert_eq!(
        off.reason("mailbox", LAURA, "gmail.unique_messages"),
        "not-collected"
    );
    assert_eq!(off.ids("gmail.label_mix"), Vec::<&str>::new());
    let few =
        Program::line("collect --demo --provider gmail -q --set gmail.label_combinations=4 -o facts.jsonl")
            .run();
    few.expect_code(0);
    let few = Bundle::read(&few.scratch.join("facts.jsonl"));
    assert_eq!(few.reason("mailbox", LAURA, "gmail.unique_messages"), "budget");
    assert_eq!(few.value("mailbox", LAURA, "gmail.rest_messages"), &json!(11));
    assert!(matches!(
        few.fact("mailbox", LAURA, "gmail.rest_copies"),
        Some(Fact::Known(_))
    ));
    let bad =
        Program::line("collect --demo --provider gmail -q --set gmail.label_octets=0 -o facts.jsonl").run();
    bad.expect_code(2).expect_complaint(&["label_octets"]);
}
