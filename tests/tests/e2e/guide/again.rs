//! Looking again after a fix: only at the mailboxes concerned.

use imaprules_tests::{MigrationCsv, Program, Script, ScriptedServer};
use serde_json::json;

use super::{guide, pages};
use crate::scene::PLAIN_IMAP;

/// How often somebody signed in with this user name.
fn logins(server: &ScriptedServer, user: &str) -> usize {
    let named = |line: &str| line.to_uppercase().contains(" LOGIN ") && line.contains(user);
    server
        .heard()
        .iter()
        .flat_map(|heard| heard.lines())
        .filter(|line| named(line))
        .count()
}

#[test]
fn only_the_mailboxes_that_were_found_are_signed_in_again() {
    let mut table = vec![(
        "LOGIN \"terry\"",
        "{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\n",
    )];
    table.push((
        "LOGIN terry",
        "{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\n",
    ));
    table.extend(PLAIN_IMAP);
    let server = ScriptedServer::start(Script::imap("* OK ready", &table));
    let csv = MigrationCsv::new()
        .row("anna@example.test", "anna", "pw-1-Qx7")
        .row("terry@example.test", "terry", "pw-2-Qx7");
    let flags = format!(
        "sign-in-failed --provider imap --security none --allow-plaintext --login all --csv users.csv --server {}",
        server.address()
    );
    let outcome = guide(&flags, &[json!({ "action": "check" })])
        .file("users.csv", csv.text())
        .run();
    let shown = pages(&outcome);
    assert_eq!(shown[0]["page"]["standing"], "found", "{}", shown[0]);
    assert_eq!(shown[1]["checked"]["verdict"], "same", "{}", shown[1]["checked"]);
    assert_eq!(
        shown[1]["page"]["node"], shown[0]["page"]["node"],
        "the page stays"
    );
    assert_eq!(logins(&server, "terry"), 2, "looked at, and again");
    assert_eq!(logins(&server, "anna"), 1, "nobody asked about her");
}

#[test]
fn a_bundle_that_did_not_change_says_the_same_and_a_node_without_findings_is_clear() {
    let collected = Program::line("collect --demo --provider imap -o facts.jsonl").run();
    let bundle = collected.written("facts.jsonl");
    let check = json!({ "action": "check" });
    let flags = "--facts facts.jsonl --mailbox ian.imapoff@example.com";
    let outcome = guide(flags, &[check.clone(), json!({ "visit": "file-empty" }), check])
        .file("facts.jsonl", &bundle)
        .run();
    let shown = pages(&outcome);
    assert_eq!(shown[1]["checked"]["verdict"], "same");
    assert_eq!(shown[3]["checked"]["verdict"], "clear");
}

/// Whoever brings data is told so where nothing in it speaks for a cause, and asked then.
#[test]
fn data_in_which_nothing_is_wrong_is_said_to_be_so() {
    let say = "nothing of what the data shows speaks for a cause";
    let fine = Program::line("guide --provider imap --demo --mailbox fiona.fine@example.com").run();
    assert!(fine.stderr.contains(say), "{}", fine.stderr);
    let wrong = Program::line("guide --provider imap --demo --mailbox walter.wrongpass@example.com").run();
    assert!(!wrong.stderr.contains(say), "{}", wrong.stderr);
    let nothing = Program::line("guide").run();
    assert!(!nothing.stderr.contains(say), "{}", nothing.stderr);
}
