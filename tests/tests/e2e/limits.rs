//! Limits of a server are recognised as limits, and the program keeps to its own.

use imaprules_tests::servers::{Dovecot, Options};
use imaprules_tests::{Bundle, Client, MigrationCsv};

use crate::scene::mailboxes::{csv, options};
use crate::scene::{plaintext, run_json};

#[test]
fn a_full_account_is_told_from_a_wrong_password() {
    let Some(server) = Dovecot::start(Options {
        connections: 1,
        ..options()
    }) else {
        return;
    };
    let mut occupied = Client::plain(server.plain());
    assert!(occupied.login("alice", "wonder-7K").ok);
    let outcome = plaintext("collect -o facts.jsonl", server.plain(), &csv()).run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    assert_eq!(
        bundle.value("mailbox", "alice@example.test", "imap.login"),
        "limit"
    );
    assert_eq!(bundle.value("mailbox", "carol@example.test", "imap.login"), "ok");
    assert!(occupied.command("NOOP").ok, "the user's own session goes on");
}

#[test]
fn a_limit_is_a_finding_that_names_itself() {
    let Some(server) = Dovecot::start(Options {
        connections: 1,
        ..options()
    }) else {
        return;
    };
    let mut occupied = Client::plain(server.plain());
    assert!(occupied.login("alice", "wonder-7K").ok);
    let outcome = run_json(server.plain(), &csv()).run();
    outcome.expect_code(1);
    let failing = outcome.report();
    let failing = failing.failing("alice@example.test");
    assert!(failing.iter().any(|rule| rule.contains("limit")), "{failing:?}");
}

#[test]
fn one_connection_for_each_user_is_enough_for_the_program() {
    let Some(server) = Dovecot::start(Options {
        connections: 1,
        ..options()
    }) else {
        return;
    };
    let outcome = plaintext("collect -o facts.jsonl", server.plain(), &csv()).run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    for row in ["alice@example.test", "carol@example.test", "dave@example.test"] {
        assert_eq!(bundle.value("mailbox", row, "imap.login"), "ok", "{row}");
    }
    assert!(
        !server.log().contains("Maximum number of connections"),
        "{}",
        server.log()
    );
}

#[test]
fn the_quota_is_what_the_server_says() {
    let Some(server) = Dovecot::start(Options {
        quota_megabytes: Some(7),
        ..options()
    }) else {
        return;
    };
    let outcome = plaintext("collect -o facts.jsonl", server.plain(), &csv()).run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    let told = bundle.mentions("mailbox carol@example.test");
    assert!(
        told.iter()
            .any(|fact| fact.contains("quota") && fact.contains(&(7 << 20).to_string())),
        "{told:#?}"
    );
}

#[test]
fn many_refusals_in_a_row_stop_the_sign_ins_of_the_whole_host() {
    let Some(server) = Dovecot::start(options()) else {
        return;
    };
    let csv = (0..30).fold(MigrationCsv::new(), |csv, n| {
        csv.row(
            &format!("ghost{n:02}@example.test"),
            &format!("ghost{n:02}"),
            "void",
        )
    });
    let outcome = plaintext("collect -o facts.jsonl", server.plain(), &csv).run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    let stopped = bundle.mentions("imap.login = Unknown(\"budget\")").len();
    let refused = bundle
        .mentions("imap.login = Known(String(\"credentials\"))")
        .len();
    assert_eq!(stopped + refused, 30);
    assert!(
        (1..30).contains(&refused) && stopped > 0,
        "{refused} refused, {stopped} stopped"
    );
    let failed = server
        .log()
        .lines()
        .filter(|line| line.contains("auth failed"))
        .count();
    assert_eq!(failed, refused, "{}", server.log());
}
