//! `plan`: what each list of excluded folders comes to, live and from a bundle, and what is told of it.

use imaprules_tests::{Outcome, Program};
use serde_json::{Value, json};
use std::sync::LazyLock;

const LAURA: &str = "laura.labels@example.com";
const TULIN: &str = "tulin.turkce@example.com";

/// One collection for all tests that plan with it.
static FACTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let outcome = Program::line("collect --demo --provider gmail -q -o facts.jsonl").run();
    outcome.expect_code(0);
    std::fs::read(outcome.scratch.join("facts.jsonl")).expect("the bundle")
});

fn plan(more: &[&str]) -> Outcome {
    let outcome = Program::line("plan --facts facts.jsonl")
        .args(more.iter().copied())
        .file("facts.jsonl", FACTS.as_slice())
        .run();
    outcome.expect_code(0);
    outcome
}

fn json_of(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).expect("JSON")
}

/// The figures of a mailbox under a plan.
fn figures(planned: &Value, mailbox: &str, plan: &str) -> Value {
    let all = planned["mailboxes"].as_array().expect("mailboxes");
    let one = all
        .iter()
        .find(|one| one["mailbox"] == mailbox)
        .expect("the mailbox");
    one["plans"][plan].clone()
}

/// Copies, kilobytes, messages that reach the target.
fn expect(figures: &Value, copies: (u64, u64), kilobytes: (u64, u64), migrated: (u64, u64)) {
    let range = |(low, high): (u64, u64), times: u64| json!({"low": low * times, "high": high * times});
    assert_eq!(figures["copies"], range(copies, 1));
    assert_eq!(figures["octets"], range(kilobytes, 1024));
    assert_eq!(figures["migrated"], range(migrated, 1));
}

#[test]
fn the_fifteen_messages_come_out_exact_under_every_plan() {
    let planned = json_of(&plan(&["--format", "json", "--exclude", "[Gmail]/All Mail"]));
    assert_eq!(planned["format"], "imaprules-plan/1");
    let of = |plan: &str| figures(&planned, LAURA, plan);
    expect(&of("nothing"), (31, 31), (1336, 1336), (15, 15));
    expect(&of("container"), (9, 31), (335, 1336), (7, 15));
    expect(&of("labels-removed"), (4, 25), (75, 1051), (4, 15));
    expect(&of("singles"), (13, 13), (535, 535), (10, 10));
    expect(&of("safest"), (16, 16), (765, 765), (13, 13));
    expect(&of("yours"), (18, 18), (741, 741), (14, 14));
    let lost = json!({
        "label_below_container": 1, "sent": 1, "drafts": 1, "only_starred": 1, "archived_unlabelled": 2, "spam": 1, "trash": 1
    });
    assert_eq!(of("container")["left_behind_wide"], lost);
    assert_eq!(of("container")["left_behind_narrow"], json!({}));
    let kept = [
        "INBOX",
        "Work",
        "Clients/Acme",
        "[Gmail]/Drafts",
        "[Gmail]/Important",
        "[Gmail]/Sent Mail",
        "[Gmail]/Spam",
        "[Gmail]/Starred",
        "[Gmail]/Tickets",
        "[Gmail]/Trash",
    ];
    let mut all_mail = vec!["--format", "json"];
    all_mail.extend(kept.iter().flat_map(|name| ["--exclude", *name]));
    expect(
        &figures(&json_of(&plan(&all_mail)), LAURA, "yours"),
        (13, 13),
        (595, 595),
        (13, 13),
    );
}

#[test]
fn the_same_live() {
    let outcome = Program::line("plan --demo --provider gmail -q --format json").run();
    outcome.expect_code(0);
    let planned = json_of(&outcome);
    expect(
        &figures(&planned, LAURA, "container"),
        (9, 31),
        (335, 1336),
        (7, 15),
    );
    assert_eq!(planned["complete"], true);
}

#[test]
fn batches_speak_the_language_of_their_mailboxes() {
    let planned = json_of(&plan(&["--format", "json"]));
    let batches = planned["batches"].as_array().expect("batches");
    let of = |mailbox: &str| {
        let holds = |batch: &&Value| {
            batch["mailboxes"]
                .as_array()
                .is_some_and(|all| all.contains(&json!(mailbox)))
        };
        batches.iter().find(holds).expect("its batch")["exclude"].clone()
    };
    assert_eq!(
        of(TULIN),
        json!([
            "[Gmail]/Spam",
            "[Gmail]/Tüm Postalar",
            "[Gmail]/Yıldızlı",
            "[Gmail]/Çöp Kutusu",
            "[Gmail]/Önemli"
        ])
    );
    assert!(
        of("greta.google@example.com")
            .to_string()
            .contains("[Google Mail]/Alle Nachrichten")
    );
    let laura = of(LAURA);
    assert!(!laura.to_string().contains("Sent Mail") && laura.to_string().contains("[Gmail]/All Mail"));
    let rescue = planned["rescue"].as_array().expect("rescue");
    let of_laura = rescue
        .iter()
        .find(|one| one["mailbox"] == LAURA)
        .expect("archived mail");
    assert_eq!(
        (&of_laura["label"], &of_laura["messages"]),
        (&json!("Archived"), &json!(3))
    );
}

#[test]
fn words_promise_nothing_before_a_pilot() {
    let text = plan(&["--exclude", "[Gmail]", "--all"]).stdout;
    for expected in [
        "exclude the container, such as [Gmail]",
        "your own list (--exclude)",
        "or makes",
        "The safest plan is E.",
        "loses or duplicates",
        "has:nouserlabels",
        "Pilot laura.labels@example.com alone, which should come to 16 items",
        "New-MigrationBatch -Analyze -ExcludeFolders '[Gmail]/All Mail'",
        "`[Gmail]` fits no folder of 1 mailbox (greta.google@example.com)",
        "Still missing",
        "IMAP does not show All Mail",
        "2 GB a day",
    ] {
        assert!(text.contains(expected), "{expected:?} is missing from:\n{text}");
    }
    assert!(!text.contains("loses nothing"), "{text}");
}

#[test]
fn numbers_can_be_changed() {
    let days = |more: &[&str]| {
        let mut arguments = vec!["--format", "json"];
        arguments.extend(more);
        figures(
            &json_of(&plan(&arguments)),
            "maya.manyitems@example.com",
            "nothing",
        )["days"]["low"]
            .clone()
    };
    assert_eq!(days(&[]), json!(6));
    assert_eq!(
        days(&[
            "--param",
            "gmail.daily_download=1GB",
            "--param",
            "gmail.headroom=0.5"
        ]),
        json!(22)
    );
    let text = plan(&["--param", "rescue_label=Gerettet"]).stdout;
    assert!(text.contains("label Gerettet"), "{text}");
}

#[test]
fn a_file_gets_the_format_of_its_name() {
    let outcome = plan(&["-o", "plan.json", "-o", "plan.txt"]);
    assert_eq!(outcome.stdout, "");
    assert!(outcome.written("plan.json").contains("imaprules-plan/1"));
    assert!(outcome.written("plan.txt").starts_with("Plan for "));
}

#[test]
fn other_systems_are_planned_with_what_they_give() {
    let outcome = Program::line("plan --demo --provider imap -q --format json --exclude Junk").run();
    outcome.expect_code(0);
    let planned = json_of(&outcome);
    assert_eq!(planned["plans"], json!([]));
    let batches = planned["batches"].as_array().expect("batches");
    assert!(batches.len() > 1, "{planned}");
    assert!(
        batches
            .iter()
            .all(|batch| batch["exclude"].to_string().contains("Junk"))
    );
    assert_eq!(planned["numbers"]["speed_measured"], false);
    let missing = planned["missing"].to_string();
    assert!(missing.contains("how fast a mailbox can be read"), "{missing}");
    assert!(missing.contains("walter.wrongpass@example.com"), "{missing}");
}

#[test]
fn nothing_to_plan_with_is_said() {
    let outcome = Program::line("plan --demo --provider gmail -q --login none").run();
    outcome.expect_code(0);
    assert!(
        outcome.stdout.contains("Nothing can be planned yet"),
        "{}",
        outcome.stdout
    );
    Program::line("plan")
        .run()
        .expect_code(2)
        .expect_complaint(&["nothing to look at"]);
    Program::line("plan --facts absent.jsonl").run().expect_code(2);
    let dry = Program::line("plan --demo --provider gmail --dry-run").run();
    dry.expect_code(0);
    assert!(dry.stdout.contains("imap.gmail.com:993"), "{}", dry.stdout);
}

#[test]
fn names_of_folders_steer_no_terminal_and_no_shell() {
    let outcome = plan(&["--exclude", "It's \u{1b}[31mred\u{202e}", "--all"]);
    assert!(!outcome.stdout.contains('\u{1b}') && !outcome.stdout.contains('\u{202e}'));
}
