//! Limits of Cyrus and Courier, each in its own way of showing: a refusal in words, a connection that is closed without a
//! word, one that stays silent. Dovecot's are in the module `limits` of the parent.

use std::net::SocketAddr;

use imaprules_tests::servers::{Courier, CourierOptions, Cyrus, CyrusOptions, User};
use imaprules_tests::{Bundle, Client, Fact, MigrationCsv};

use crate::scene::{SHORT_TIMEOUT, plaintext};

/// Rows of one run. More than the connections that the program opens at the same time.
const ROWS: usize = 6;

fn collect(server: SocketAddr) -> Bundle {
    let csv = MigrationCsv::new().many(ROWS);
    let outcome = plaintext("collect -o facts.jsonl", server, &csv)
        .args(SHORT_TIMEOUT)
        .run();
    outcome.expect_code(0);
    Bundle::read(&outcome.scratch.join("facts.jsonl"))
}

fn logins(bundle: &Bundle) -> Vec<Option<&Fact>> {
    let rows = bundle.ids("mailbox").into_iter();
    rows.map(|row| bundle.fact("mailbox", row, "imap.login"))
        .collect()
}

fn all(word: &str) -> Vec<Option<Fact>> {
    vec![Some(Fact::Known(word.into())); ROWS]
}

#[track_caller]
fn expect_all(bundle: &Bundle, word: &str) {
    let logins: Vec<Option<Fact>> = logins(bundle).into_iter().map(Option::<&Fact>::cloned).collect();
    assert_eq!(logins, all(word), "{:#?}", bundle.mentions("imap.login"));
}

#[test]
fn cyrus_says_how_many_sessions_a_user_may_have() {
    let options = CyrusOptions {
        per_user: 1,
        ..CyrusOptions::users(User::many(ROWS))
    };
    let Some(server) = Cyrus::start(options) else {
        return;
    };
    expect_all(&collect(server.plain()), "ok");
    let mut occupied = Client::plain(server.plain());
    assert!(occupied.login("user00002", "pw-00002-Qx7").ok);
    let bundle = collect(server.plain());
    let row = "user00002@example.test";
    assert_eq!(bundle.value("mailbox", row, "imap.login"), "limit");
    let text = bundle.value("mailbox", row, "imap.login_text");
    assert!(
        text.as_str().is_some_and(|text| text.contains("1 of 1")),
        "{text}"
    );
    assert_eq!(
        bundle.value("mailbox", "user00001@example.test", "imap.login"),
        "ok"
    );
    assert!(occupied.command("NOOP").ok, "the user's own session goes on");
}

#[test]
fn cyrus_says_how_many_connections_an_address_may_have() {
    let options = CyrusOptions {
        per_address: 3,
        ..CyrusOptions::users(User::many(ROWS))
    };
    let Some(server) = Cyrus::start(options) else {
        return;
    };
    // Fewer than the program opens by itself: what it met through its own crowd it tries again.
    expect_all(&collect(server.plain()), "ok");
}

#[test]
fn courier_hangs_up_on_an_address_with_too_many_connections() {
    let options = CourierOptions {
        per_address: 3,
        ..CourierOptions::users(User::many(ROWS))
    };
    let Some(server) = Courier::start(options) else {
        return;
    };
    expect_all(&collect(server.plain()), "ok");
}

#[test]
fn full_servers_stay_silent_and_no_account_is_blamed() {
    let one = CourierOptions {
        connections: 1,
        ..CourierOptions::users(User::many(ROWS))
    };
    let child = CyrusOptions {
        connections: 1,
        ..CyrusOptions::users(User::many(ROWS))
    };
    let (Some(courier), Some(cyrus)) = (Courier::start(one), Cyrus::start(child)) else {
        return;
    };
    std::thread::scope(|scope| {
        for at in [courier.plain(), cyrus.plain()] {
            scope.spawn(move || {
                let occupied = Client::plain(at);
                let bundle = collect(at);
                assert_eq!(bundle.server("imap.greeting"), "silent", "{}", occupied.greeting);
                let blamed =
                    |fact: &&Option<&Fact>| matches!(fact, Some(Fact::Known(word)) if word != "timeout");
                assert_eq!(logins(&bundle).iter().filter(blamed).count(), 0);
            });
        }
    });
}
