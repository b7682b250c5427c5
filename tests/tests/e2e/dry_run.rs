//! A dry run says what a run would touch, and touches nothing.

use imaprules_tests::{MigrationCsv, Script, ScriptedServer};

use crate::scene::{PLAIN_IMAP, plaintext};

#[test]
fn it_names_host_port_and_accounts_and_connects_to_nothing() {
    let server = ScriptedServer::start(Script::imap("* OK ready", &PLAIN_IMAP));
    let csv = MigrationCsv::new().many(25);
    let outcome = plaintext("run --dry-run", server.address(), &csv).run();
    outcome
        .expect_code(0)
        .expect_no_secret(&["pw-00001-Qx7", "pw-00025-Qx7"], &["users.csv"]);
    for told in [
        server.address().ip().to_string(),
        server.address().port().to_string(),
        "25".to_owned(),
    ] {
        assert!(
            outcome.stdout.contains(&told),
            "{told} is missing:\n{}",
            outcome.stdout
        );
    }
    assert!(
        outcome.stdout.contains("user00001"),
        "the accounts:\n{}",
        outcome.stdout
    );
    assert_eq!(server.connections(), 0);
    assert_eq!(outcome.files(), ["users.csv"]);
}

#[test]
fn without_sign_ins_it_names_no_account_to_sign_in() {
    let server = ScriptedServer::start(Script::imap("* OK ready", &PLAIN_IMAP));
    let line = "run --dry-run --provider imap --security none --allow-plaintext --csv users.csv --login none";
    let program = imaprules_tests::Program::line(line).args(["--server", &server.address().to_string()]);
    let outcome = program
        .file("users.csv", MigrationCsv::new().many(3).text())
        .run();
    outcome.expect_code(0);
    assert!(!outcome.stdout.contains("user00001"), "{}", outcome.stdout);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_dry_collection_writes_no_bundle() {
    let server = ScriptedServer::start(Script::imap("* OK ready", &PLAIN_IMAP));
    let csv = MigrationCsv::new().many(2);
    let outcome = plaintext("collect --dry-run -o facts.jsonl", server.address(), &csv).run();
    outcome.expect_code(0);
    assert_eq!(
        (server.connections(), outcome.files()),
        (0, vec!["users.csv".to_owned()])
    );
}
