//! `guide`: the troubleshooter without a terminal. Every page, the demo's faults, error texts, own guides, and bad input.

mod again;
mod answers;
mod own;
mod turkish;

use std::collections::{BTreeMap, BTreeSet};

use imaprules_tests::{Outcome, Program};
use serde_json::{Value, json};

/// The pages that were printed, in order.
#[track_caller]
fn pages(outcome: &Outcome) -> Vec<Value> {
    let lines = outcome.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn node(page: &Value) -> &str {
    page["page"]["node"].as_str().unwrap_or_default()
}

fn nodes(outcome: &Outcome) -> Vec<String> {
    pages(outcome).iter().map(|page| node(page).to_owned()).collect()
}

/// The guide with these flags and these answers.
fn guide(flags: &str, answers: &[Value]) -> Program {
    let lines: String = answers.iter().map(|answer| format!("{answer}\n")).collect();
    Program::line("guide --answers answers.jsonl")
        .args(flags.split_whitespace())
        .file("answers.jsonl", lines)
}

fn all_nodes() -> Vec<String> {
    let outcome = Program::line("guide --list").run();
    outcome.expect_code(0);
    let id = |line: &str| line[5..].split_whitespace().next().unwrap_or_default().to_owned();
    outcome.stdout.lines().map(id).collect()
}

#[test]
fn every_page_of_the_original_is_a_node_and_drawn_with_its_ways() {
    let list = Program::line("guide --list").run();
    for number in 1..=35 {
        assert!(list.stdout.contains(&format!("N{number:02} ")), "N{number:02}");
    }
    let mermaid = Program::line("guide --graph mermaid").run();
    mermaid.expect_code(0);
    assert!(mermaid.stdout.starts_with("flowchart TD\n"), "{}", mermaid.stdout);
    let ways = mermaid.stdout.matches("-->").count();
    assert!(ways >= 60, "{ways}");
    let dot = Program::line("guide --graph dot").run();
    assert_eq!(dot.stdout.matches(" -> ").count(), ways);
}

#[test]
fn every_node_is_shown_and_both_answers_of_each_lead_somewhere() {
    let all = all_nodes();
    let visits: Vec<Value> = all.iter().map(|node| json!({ "visit": node })).collect();
    let outcome = guide("", &visits).run();
    let shown = pages(&outcome);
    let seen: BTreeSet<&str> = shown.iter().map(node).collect();
    let mut choices: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for page in &shown {
        let offered = page["page"]["choices"].as_array().expect("choices");
        let ids = offered
            .iter()
            .map(|choice| choice["id"].as_str().unwrap().to_owned());
        choices.insert(node(page).to_owned(), ids.collect());
    }
    // Nodes whose steps vary show the question about the source system first; its answer leads to them.
    let mut answers = vec![json!({ "visit": "mailbox-full" }), json!("unsure")];
    for node in &all {
        answers.push(json!({ "visit": node }));
    }
    let outcome = guide("", &answers).run();
    let seen_after: BTreeSet<String> = nodes(&outcome).into_iter().collect();
    for id in &all {
        assert!(
            seen.contains(id.as_str()) || seen_after.contains(id),
            "{id} is never shown"
        );
    }
    for page in pages(&outcome) {
        let offered = page["page"]["choices"].as_array().expect("choices");
        let ids = offered
            .iter()
            .map(|choice| choice["id"].as_str().unwrap().to_owned());
        choices.insert(node(&page).to_owned(), ids.collect());
    }
    let mut answers = vec![json!({ "visit": "mailbox-full" }), json!("unsure")];
    let mut tried = 0;
    for (id, ids) in choices.iter().filter(|(id, _)| *id != "source-system") {
        for choice in ids {
            answers.push(json!({ "visit": id }));
            answers.push(json!({ "node": id, "choice": choice }));
            tried += 1;
        }
    }
    assert!(tried >= 100, "{tried}");
    let outcome = guide("", &answers).run();
    let shown = pages(&outcome);
    assert_eq!(shown.len(), answers.len() + 1, "{}", outcome.stderr);
    for pair in shown[3..].chunks(2) {
        assert_ne!(node(&pair[0]), node(&pair[1]), "an answer leads nowhere");
    }
}

#[test]
fn what_is_wrong_in_the_demo_is_reached_within_three_questions() {
    // Mailbox, cause, and what is answered on the way; the data asks nothing that it answers.
    let cast = [
        ("gmail", "walter.wrongpass@example.com", "sign-in-credentials", 0),
        ("gmail", "ian.imapoff@example.com", "imap-off", 0),
        ("gmail", "laura.labels@example.com", "duplicates-labels", 0),
        ("gmail", "maya.manyitems@example.com", "duplicates-labels", 0),
        ("gmail", "otto.oversize@example.com", "restrictions", 1),
        // What is about the mailbox comes before what is equally bad for all of them.
        ("gmail", "theo.throttled@example.com", "slow-limits", 0),
        ("gmail", "susan.suspended@example.com", "source-mailbox", 0),
        ("gmail", "rita.restricted@example.com", "imap-off", 0),
        ("imap", "walter.wrongpass@example.com", "sign-in-credentials", 0),
        ("imap", "ian.imapoff@example.com", "imap-off", 0),
        ("imap", "sharon.shared@example.com", "duplicates-other", 0),
        ("imap", "maya.manyitems@example.com", "restrictions", 0),
        ("imap", "otto.oversize@example.com", "restrictions", 0),
        (
            "exchange",
            "walter.wrongpass@example.com",
            "sign-in-credentials",
            0,
        ),
        // Exchange answers as to a wrong password: the right page comes after those that say so.
        ("exchange", "ian.imapoff@example.com", "imap-off", 3),
        ("exchange", "nora.notconnected@example.com", "source-mailbox", 0),
        // The same answer where a migration admin account has no right on the mailbox.
        ("exchange", "nick.notgranted@example.com", "super-user-rights", 1),
        ("exchange", "gus.granted@example.com", "super-user-rights", 0),
        ("exchange", "sara.sessions@example.com", "sign-in-blocked", 0),
        ("exchange", "maya.manyitems@example.com", "restrictions", 0),
    ];
    let mut collected: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (provider, mailbox, cause, most) in cast {
        let facts = collected.entry(provider).or_insert_with(|| {
            let outcome = Program::line("collect --demo -o facts.jsonl --provider")
                .arg(provider)
                .run();
            outcome.expect_code(0);
            std::fs::read(outcome.scratch.join("facts.jsonl")).expect("a bundle")
        });
        let flags = format!("--facts facts.jsonl --mailbox {mailbox}");
        let outcome = guide(&flags, &[json!("next"), json!("next"), json!("next")])
            .file("facts.jsonl", &facts)
            .run();
        let nodes = nodes(&outcome);
        let at = nodes.iter().position(|node| node == cause);
        assert!(at.is_some_and(|at| at <= most), "{provider} {mailbox}: {nodes:?}");
        assert!(
            !nodes.iter().take(most + 1).any(|node| node == "source-system"),
            "{provider}: the server told its family"
        );
    }
}

#[test]
fn the_live_demo_gives_the_same_first_page_as_its_bundle() {
    let live = guide(
        "--provider gmail --demo --mailbox ian.imapoff@example.com",
        &[json!("solved")],
    )
    .run();
    live.expect_code(0);
    assert_eq!(nodes(&live), ["imap-off", "solved"]);
    let page = &pages(&live)[0]["page"];
    assert_eq!(page["standing"], "found");
    assert_eq!(page["findings"][0]["subject"]["id"], "ian.imapoff@example.com");
    let steps = page["steps"].to_string();
    assert!(
        steps.contains("Google admin console") && !steps.contains("ImapEnabled of the mailbox"),
        "{steps}"
    );
}

#[test]
fn error_texts_in_both_languages_lead_to_their_page() {
    for (text, expected) in [
        (
            "A recipient wasn\u{2019}t found for ali@contoso.com on the target.",
            "recipient-missing",
        ),
        (
            "HEDEFTE BİR ALICI BULUNAMADI ali@contoso.com",
            "recipient-missing",
        ),
        ("Upload file can't be empty", "file-empty"),
        (
            "CSV dosyasında 50.000 satırdan fazla satır bulunuyor.",
            "file-too-many-rows",
        ),
        (
            "Column \u{201c}EmailAddress\u{201d} is missing from the CSV file.",
            "file-column-missing",
        ),
        (
            "Row 7 has the wrong number of columns. Expected number: 3. Actual number: 2.",
            "file-row-columns",
        ),
        ("Geçiş toplu işlemi zaten var.", "batch-exists"),
        (
            "The connection to the server imap.contoso.com could not be completed.",
            "server-name",
        ),
        (
            "E-mail migration batch \"School\" has finished - with errors",
            "which-error",
        ),
    ] {
        let outcome = guide("", &[]).args(["--text", text]).run();
        assert_eq!(nodes(&outcome), [expected], "{text}");
        outcome.expect_code(3);
    }
    let google = guide("", &[])
        .args([
            "--text",
            "Special credentials are required in order to access this IMAP account.",
        ])
        .run();
    assert_eq!(
        nodes(&google),
        ["sign-in-credentials"],
        "the error is Google's alone, so the system is not asked"
    );
}

#[test]
fn a_report_leads_to_what_it_names_most_and_the_message_is_shown_in_both_languages() {
    let report = "EmailAddress,ErrorMessage\na@x.com,Upload failed for reasons\nb@x.com,A recipient wasn't found for b@x.com on the target\n\
                  c@x.com,A recipient wasn't found for c@x.com on the target\nd@x.com,This mailbox is full. Please free up some space\n";
    let outcome = guide("--report errors.csv", &[]).file("errors.csv", report).run();
    let pages = pages(&outcome);
    assert_eq!(node(&pages[0]), "recipient-missing");
    let seen = pages[0]["seen_as"].to_string();
    assert!(
        seen.contains("wasn't found") && seen.contains("bulunamadı"),
        "{seen}"
    );
}

#[test]
fn facts_answer_every_question_on_the_way() {
    let report = "EmailAddress,ErrorMessage\na@x.com,A recipient wasn't found for a@x.com on the target\n";
    let outcome = guide("--csv users.csv --import errors.csv", &[])
        .file(
            "users.csv",
            "EmailAddress,UserName,Password\na@x.com,a,pencil-7\n",
        )
        .file("errors.csv", report)
        .run();
    let pages = pages(&outcome);
    assert_eq!(node(&pages[0]), "recipient-missing");
    let skipped: Vec<&str> = pages[0]["page"]["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        skipped,
        ["welcome", "which-trouble", "batch-started", "which-error"]
    );
}

#[test]
fn a_walk_ends_solved_or_handed_on_with_everything_that_helps_and_no_secret() {
    let next = || json!("next");
    let back = json!({ "action": "back" });
    let answers = [next(), next(), back, next(), next(), next(), next()];
    let flags = "sign-in-failed --provider exchange --demo --mailbox ian.imapoff@example.com --package support --export ticket.md";
    let outcome = guide(flags, &answers).run();
    let nodes = nodes(&outcome);
    assert_eq!(nodes.last().map(String::as_str), Some("escalate"), "{nodes:?}");
    outcome.expect_code(1);
    let transcript = outcome.written("support/transcript.md");
    assert_eq!(transcript, outcome.written("ticket.md"));
    assert!(
        transcript.contains("Went back to") && transcript.contains("not solved"),
        "{transcript}"
    );
    let findings: Value = serde_json::from_str(&outcome.written("support/findings.json")).expect("JSON");
    assert_eq!(findings["format"], "imaprules-report/1");
    let texts = outcome.written("support/server-texts.txt");
    assert!(
        texts.contains("LOGIN failed") || texts.contains("AUTHENTICATE failed"),
        "{texts}"
    );
    outcome.expect_no_secret(&["meadow-trumpet-3", "not-her-password", "lantern-harbor-6"], &[]);
}

#[test]
fn without_a_terminal_and_without_answers_the_page_is_printed() {
    for moment in ["plan", "pilot", "morning-after", "change-night", "sign-off"] {
        let outcome = Program::line("guide").arg(moment).run();
        outcome.expect_code(0);
        for part in ["Google (Gmail, Google Workspace):", "Exchange Server:", " 1. "] {
            assert!(
                outcome.stdout.contains(part),
                "{moment}: {part}\n{}",
                outcome.stdout
            );
        }
        assert!(outcome.stderr.contains("--answers"), "{}", outcome.stderr);
    }
}

#[test]
fn explain_offers_the_page_that_goes_with_an_error() {
    let outcome = Program::new(["explain", "This mailbox is full. Please free up some space"]).run();
    assert!(
        outcome.stdout.contains("imaprules guide mailbox-full"),
        "{}",
        outcome.stdout
    );
    let told: Value = serde_json::from_str(
        &Program::new(["explain", "--format", "json", "Upload file can't be empty"])
            .run()
            .stdout,
    )
    .unwrap();
    assert_eq!(told["recognised"][0]["guide"], "file-empty");
}

#[test]
fn every_statement_is_covered_by_something_that_a_test_exercises() {
    let outcome = Program::line("rules coverage --format json").run();
    let table: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(table["of"], 160);
    let missing: Vec<&str> = table["statements"]
        .as_array()
        .expect("statements")
        .iter()
        .filter(|one| one["by"].as_array().is_some_and(Vec::is_empty))
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    let text = outcome.stdout;
    for by in ["guide which-error", "message E01", "target.missing"] {
        assert!(text.contains(by), "{by}");
    }
}

/// A batch that ran, and two mailboxes of it.
fn exports(program: Program, batch: &str, first: (&str, &str), second: (&str, &str)) -> Program {
    let user = |address: &str, (status, error): (&str, &str)| json!({ "Identity": address, "BatchId": "Pilot", "Status": status, "ErrorSummary": error, "SyncedItemCount": 3, "SkippedItemCount": 0 });
    let batches = json!([{ "Identity": "Pilot", "Status": batch, "MigrationType": "IMAP", "TotalCount": 2, "FailedCount": 1 }]);
    let users = json!([user("a@x.com", first), user("b@x.com", second)]);
    program
        .file(
            "users.csv",
            "EmailAddress,UserName,Password\na@x.com,a,pencil-7\nb@x.com,b,pencil-8\n",
        )
        .file("batches.json", batches.to_string())
        .file("migration-users.json", users.to_string())
        .args("--csv users.csv --import batches.json --import migration-users.json".split_whitespace())
}

const SIGN_IN: (&str, &str) = (
    "Failed",
    "We had trouble signing in to this account. Confirm that you're using the correct user name and password.",
);
const MISSING: (&str, &str) = (
    "Failed",
    "A recipient wasn't found for b@x.com on the target. Create a recipient of the appropriate type.",
);

#[test]
fn what_failed_in_the_service_decides_where_the_guide_begins() {
    let one = exports(guide("", &[]), "SyncedWithErrors", ("Synced", ""), MISSING).run();
    assert_eq!(nodes(&one), ["recipient-missing"]);
    let slow = exports(guide("", &[]), "Syncing", ("Syncing", ""), ("Queued", "")).run();
    assert_eq!(nodes(&slow), ["slow-concurrency"]);
    // Two causes at once: both are offered first, and one mailbox has only one of them.
    let both = exports(guide("", &[]), "SyncedWithErrors", SIGN_IN, MISSING).run();
    let pages = pages(&both);
    assert_eq!(node(&pages[0]), "which-error");
    let choices = pages[0]["page"]["choices"].as_array().expect("choices");
    let likely: Vec<&str> = choices
        .iter()
        .filter(|one| one["likely"] == true)
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(likely, ["recipient", "sign-in"]);
    assert_eq!(choices[0]["id"], "recipient", "likely ones stand first");
    let hers = exports(
        guide("--mailbox b@x.com", &[]),
        "SyncedWithErrors",
        SIGN_IN,
        MISSING,
    )
    .run();
    assert_eq!(nodes(&hers), ["recipient-missing"]);
}

#[test]
fn a_finding_is_a_place_to_begin() {
    let outcome = guide("csv.header.localized", &[]).run();
    assert_eq!(nodes(&outcome), ["file-column-missing"]);
}
