//! Limits and speed are measured where that is asked for, on servers as they are, within the bound, and leave nothing behind.

use std::net::SocketAddr;

use imaprules_tests::servers::{
    Courier, CourierOptions, Cyrus, CyrusOptions, Dovecot, Folder, Message, Options, User,
};
use imaprules_tests::{
    Address, Authority, Bundle, MigrationCsv, Outcome, Program, Script, ScriptedServer, Validity,
};

use crate::scene::{PLAIN_IMAP, SHORT_TIMEOUT, plaintext, run_json};

/// A bound that the servers of these tests stay below, or are far above.
const BOUND: [&str; 3] = ["--measure-limits", "--set", "imap.measure_bound=6"];

fn measured(server: SocketAddr, csv: &MigrationCsv) -> (Outcome, Bundle) {
    let outcome = plaintext("collect -o facts.jsonl", server, csv)
        .args(BOUND)
        .args(SHORT_TIMEOUT)
        .run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    (outcome, bundle)
}

fn one_user() -> MigrationCsv {
    MigrationCsv::new().many(1)
}

#[track_caller]
fn expect(bundle: &Bundle, facts: &[(&str, serde_json::Value)]) {
    for (fact, value) in facts {
        assert_eq!(
            bundle.server(fact),
            value,
            "{fact}\n{:#?}",
            bundle.mentions("server.limit")
        );
    }
}

#[test]
fn dovecot_counts_the_sessions_of_a_user() {
    let options = Options {
        connections: 3,
        ..Options::users(User::many(1))
    };
    let Some(server) = Dovecot::start(options) else {
        return;
    };
    let (_, bundle) = measured(server.plain(), &one_user());
    expect(
        &bundle,
        &[
            ("server.limit.per_user", 3.into()),
            ("server.limit.per_user_origin", "measured".into()),
            (
                "server.limit.per_user_setting",
                "mail_max_userip_connections".into(),
            ),
            ("server.limit.admitted_of_user", 3.into()),
            ("server.limit.refused_at_sign_in", "refused".into()),
            ("server.limit.admitted_before_sign_in", 6.into()),
            ("server.limit.refused_before_sign_in", "none".into()),
            ("server.limit.measured_bound", 6.into()),
        ],
    );
    let words = bundle.server("server.limit.measured_refusal").to_string();
    assert!(words.contains("[LIMIT] Maximum number of connections"), "{words}");
    // The row itself, three, and one more after one was closed; one that was too many.
    let log = server.log();
    let times = |words: &str| log.lines().filter(|line| line.contains(words)).count();
    assert_eq!(times("Login: user=<user00001>"), 1 + 3 + 1, "{log}");
    assert_eq!(times("Disconnected: Maximum number of connections"), 1, "{log}");
    assert_eq!(times("Disconnected: Logged out"), 1 + 3 + 1, "{log}");
    assert!(!log.contains("auth failed"), "{log}");
}

#[test]
fn a_measured_limit_contradicts_the_file_that_says_otherwise() {
    let options = Options {
        connections: 3,
        ..Options::users(User::many(1))
    };
    let Some(server) = Dovecot::start(options) else {
        return;
    };
    let file = "# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf\nprotocols = imap\nprotocol imap {\n  mail_max_userip_connections = 20\n}\n";
    let outcome = run_json(server.plain(), &one_user())
        .args(BOUND)
        .args(["--import", "dovecot.txt", "--fail-on", "never"])
        .file("dovecot.txt", file)
        .run();
    outcome.expect_code(0);
    let report = outcome.report();
    let id = server.plain().to_string();
    let failing = report.failing(&id);
    assert!(failing.contains(&"imap.limit.contradiction"), "{failing:?}");
}

#[test]
fn dovecot_counts_mailboxes_whoever_signs_in() {
    let options = Options {
        connections: 2,
        masters: vec![("admin".to_owned(), "master-pw-3".to_owned())],
        ..Options::users(User::many(2))
    };
    let Some(server) = Dovecot::start(options) else {
        return;
    };
    let csv = MigrationCsv::new()
        .row("user00001@example.test", "user00001*admin", "master-pw-3")
        .row("user00002@example.test", "user00002*admin", "master-pw-3");
    let (_, bundle) = measured(server.plain(), &csv);
    expect(
        &bundle,
        &[
            ("server.limit.per_user", 2.into()),
            ("server.limit.per_user_counts", "mailbox".into()),
        ],
    );
}

#[test]
fn courier_counts_the_connections_of_an_address() {
    let options = CourierOptions {
        per_address: 2,
        ..CourierOptions::users(User::many(1))
    };
    let Some(server) = Courier::start(options) else {
        return;
    };
    let (_, bundle) = measured(server.plain(), &one_user());
    expect(
        &bundle,
        &[
            ("server.limit.per_address", 2.into()),
            ("server.limit.per_address_setting", "MAXPERIP".into()),
            ("server.limit.refused_before_sign_in", "closed".into()),
        ],
    );
    let id = bundle.ids("server")[0].to_owned();
    // That limit came first: nothing is known of a user's.
    assert_eq!(bundle.reason("server", &id, "server.limit.per_user"), "refused");
}

#[test]
fn a_connection_that_is_closed_in_the_handshake_shows_the_limit_too() {
    let authority = Authority::new();
    let address = Address::claim();
    let identity = authority.issue(&[&address.ip().to_string()], Validity::Days(90));
    let options = CourierOptions {
        per_address: 2,
        identity: Some(identity),
        ..CourierOptions::users(User::many(1))
    };
    let Some(server) = Courier::start_at(address, options) else {
        return;
    };
    let line =
        "collect -o facts.jsonl --provider imap --login all --csv users.csv --set imap.ca_file=root.pem";
    let outcome = Program::line(line)
        .args(["--security", "tls", "--server", &server.tls().to_string()])
        .file("users.csv", one_user().text())
        .file("root.pem", authority.certificate())
        .args(BOUND)
        .run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    expect(
        &bundle,
        &[
            ("server.limit.per_address", 2.into()),
            ("server.limit.refused_before_sign_in", "closed".into()),
        ],
    );
}

#[test]
fn a_full_courier_says_nothing_and_that_is_a_limit_of_all() {
    let options = CourierOptions {
        connections: 3,
        ..CourierOptions::users(User::many(1))
    };
    let Some(server) = Courier::start(options) else {
        return;
    };
    let (_, bundle) = measured(server.plain(), &one_user());
    expect(
        &bundle,
        &[
            ("server.limit.total", 3.into()),
            ("server.limit.refused_before_sign_in", "silent".into()),
        ],
    );
}

#[test]
fn cyrus_counts_the_sessions_of_a_user() {
    let options = CyrusOptions {
        per_user: 2,
        ..CyrusOptions::users(User::many(1))
    };
    let Some(server) = Cyrus::start(options) else {
        return;
    };
    let (_, bundle) = measured(server.plain(), &one_user());
    expect(
        &bundle,
        &[
            ("server.limit.per_user", 2.into()),
            ("server.limit.refused_at_sign_in", "refused".into()),
            ("server.limit.refused_before_sign_in", "none".into()),
        ],
    );
    let words = bundle.server("server.limit.measured_refusal").to_string();
    assert!(words.contains("2 of 2 for user00001"), "{words}");
}

#[test]
fn cyrus_counts_the_sessions_of_an_address() {
    let options = CyrusOptions {
        per_address: 3,
        ..CyrusOptions::users(User::many(1))
    };
    let Some(server) = Cyrus::start(options) else {
        return;
    };
    let (_, bundle) = measured(server.plain(), &one_user());
    // Only at the sign-in, and the session that asks is one of the three.
    expect(
        &bundle,
        &[
            ("server.limit.per_address", 2.into()),
            ("server.limit.refused_before_sign_in", "none".into()),
            ("server.limit.refused_at_sign_in", "refused".into()),
        ],
    );
}

#[test]
fn without_a_limit_the_bound_is_reached_and_never_passed() {
    let server = ScriptedServer::start(Script::imap("* OK ready", &PLAIN_IMAP));
    let csv = MigrationCsv::new().many(2);
    let plain = plaintext("collect -o facts.jsonl", server.address(), &csv).run();
    plain.expect_code(0);
    let without = server.connections();
    let (_, bundle) = measured(server.address(), &csv);
    expect(
        &bundle,
        &[
            ("server.limit.admitted_before_sign_in", 6.into()),
            ("server.limit.admitted_of_user", 6.into()),
            ("server.limit.measured_refusal", "".into()),
        ],
    );
    let id = bundle.ids("server")[0].to_owned();
    for limit in ["server.limit.per_address", "server.limit.per_user"] {
        assert_eq!(bundle.reason("server", &id, limit), "budget", "{limit}");
    }
    assert_eq!(server.connections(), without + without + 6 + 6);
    let heard = server.heard();
    let measured = heard.iter().skip(2 * without);
    for session in measured {
        assert!(session.contains("LOGOUT"), "{session}");
    }
}

#[test]
fn an_account_that_does_not_work_is_not_measured() {
    let Some(server) = Dovecot::start(Options::users(User::many(1))) else {
        return;
    };
    let csv = MigrationCsv::new().row("user00001@example.test", "user00001", "wrong");
    let (_, bundle) = measured(server.plain(), &csv);
    let id = bundle.ids("server")[0].to_owned();
    assert_eq!(
        bundle.reason("server", &id, "server.limit.per_user"),
        "not-collected"
    );
    let log = server.log();
    let failed = log.lines().filter(|line| line.contains("auth failed"));
    assert_eq!(failed.count(), 1, "{log}");
}

#[test]
fn a_dry_run_counts_what_would_be_measured() {
    let server = ScriptedServer::start(Script::imap("* OK ready", &PLAIN_IMAP));
    let said = |more: &[&str]| {
        let run = plaintext("run --dry-run", server.address(), &one_user())
            .args(more)
            .run();
        run.expect_code(0);
        run.stdout.clone()
    };
    assert!(said(&[]).contains("as user00001  (at most 1 time)"));
    // Six, one too many, one more for another mailbox of the account; before that six and one without a sign-in.
    let all = said(&BOUND);
    assert!(all.contains("as user00001  (at most 9 times)"), "{all}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn the_speed_is_measured_and_nothing_is_marked_as_read() {
    let inbox = vec![Message::of(400_000), Message::of(70_000), Message::of(900)];
    let folders = [Folder::of("INBOX", inbox), Folder::new("Sent", &[500])];
    let users = [User::new("user00001", "pw-00001-Qx7").holding(folders)];
    let Some(server) = Dovecot::start(Options::users(users)) else {
        return;
    };
    let before = server.mail_files("user00001");
    let outcome = plaintext("collect -o facts.jsonl -vv", server.plain(), &one_user())
        .args(["--measure-throughput", "--set", "imap.measure_octets=300000"])
        .run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    let number = |fact: &str| bundle.server(fact).as_f64().unwrap();
    assert!(number("imap.throughput") > 0.0 && number("imap.listing_rate") > 0.0);
    let sample = number("imap.throughput_sample");
    assert!((190_000.0..320_000.0).contains(&sample), "{sample}");
    assert_eq!(server.mail_files("user00001"), before);
    // The commands are in the log, and nobody's mail.
    assert!(outcome.stderr.contains("BODY.PEEK[]<0."), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("BODY[]"), "{}", outcome.stderr);
}
