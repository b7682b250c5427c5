//! Measurements against servers that do what no package does on demand: ban, throttle, throw out, refuse a password that was
//! good a moment ago.

use crate::scripted::{Act, Asked, Server, but, say, simple, timeout};
use imaprules_facts::Value;
use imaprules_kit::{Memory, Row};
use imaprules_provider::{BudgetLimits, SettingValue};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const ROWS: [Row<'static>; 1] = [("ann@example.com", "ann", "secret-1")];

/// Connections before the measurement: the look at the server, and the row.
const BEFORE: usize = 2;

const BOUND: u32 = 4;

fn limits() -> Vec<(&'static str, SettingValue)> {
    vec![
        ("measure_limits", SettingValue::Bool(true)),
        ("measure_bound", SettingValue::Int(i64::from(BOUND))),
        ("measure_pause", SettingValue::Int(20)),
        timeout(500),
    ]
}

/// A host that lets limits be measured.
fn measuring() -> Memory {
    Memory::with(BudgetLimits {
        measured: BOUND,
        ..BudgetLimits::default()
    })
    .passwords(&ROWS)
}

fn measure(server: &Server) -> Memory {
    let host = measuring();
    server.collect_with(&host, &ROWS, &limits());
    host
}

#[track_caller]
fn expect(host: &Memory, fact: &str, value: impl Into<Value>) {
    assert_eq!(host.server(fact), Ok(value.into()), "{fact}");
}

#[track_caller]
fn reason(host: &Memory, fact: &str) -> &'static str {
    host.server(fact).expect_err(fact).reason.as_str()
}

/// The greeting of the first so many connections, and what the others get.
fn welcome(first: usize, then: &'static str) -> impl Fn(usize) -> Act + Send + Sync + 'static {
    move |connection| {
        if connection < first {
            say("* OK ready\r\n")
        } else {
            Act::Last(then.to_owned())
        }
    }
}

#[test]
fn without_permission_nothing_is_opened() {
    let server = Server::start("* OK ready", simple);
    let host = Memory::of_rows(&ROWS);
    server.collect_with(&host, &ROWS, &limits());
    assert_eq!(server.connections(), BEFORE);
    assert_eq!(reason(&host, "server.limit.per_address"), "budget");
    assert_eq!(reason(&host, "server.limit.per_user"), "budget");
}

#[test]
fn nothing_is_measured_that_nobody_asked_for() {
    let server = Server::start("* OK ready", simple);
    let host = measuring();
    server.collect_with(&host, &ROWS, &[timeout(500)]);
    assert_eq!(server.connections(), BEFORE);
    let records = host.records.lock().unwrap();
    assert!(
        !records
            .iter()
            .any(|record| record.source.name.contains("measured"))
    );
}

#[test]
fn a_ban_ends_it_at_once() {
    let greet = welcome(BEFORE + 2, "* BYE Your IP address is blocked\r\n");
    let server = Server::greeting(greet, simple);
    let host = measure(&server);
    assert_eq!(server.connections(), BEFORE + 3, "no second try");
    assert_eq!(reason(&host, "server.limit.per_address"), "refused");
    assert_eq!(reason(&host, "server.limit.per_user"), "refused");
    expect(&host, "server.limit.admitted_before_sign_in", 2);
    expect(&host, "server.limit.refused_before_sign_in", "bye");
    expect(
        &host,
        "server.limit.measured_refusal",
        "BYE Your IP address is blocked",
    );
}

#[test]
fn a_limit_of_connections_in_a_time_is_no_limit_of_sessions() {
    let server = Server::greeting(welcome(BEFORE + 2, ""), simple);
    let host = measure(&server);
    // One too many, and one more once another was closed.
    assert_eq!(server.connections(), BEFORE + 4);
    assert_eq!(reason(&host, "server.limit.per_address"), "refused");
    expect(&host, "server.limit.refused_before_sign_in", "closed");
}

#[test]
fn a_password_that_is_suddenly_refused_is_not_tried_again() {
    let sign_ins = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sign_ins);
    let server = Server::start("* OK ready", move |asked: &Asked<'_>| {
        let third = asked.verb == "LOGIN" && counted.fetch_add(1, Ordering::SeqCst) == 3;
        if third {
            say("{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n")
        } else {
            simple(asked)
        }
    });
    let host = measure(&server);
    assert_eq!(sign_ins.load(Ordering::SeqCst), 1 + 2 + 1);
    assert_eq!(reason(&host, "server.limit.per_user"), "refused");
    expect(&host, "server.limit.admitted_of_user", 2);
    expect(&host, "server.limit.refused_at_sign_in", "refused");
}

#[test]
fn sessions_that_are_thrown_out_for_new_ones_are_noticed() {
    let arrived = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&arrived);
    let server = Server::greeting(
        move |connection| {
            arrived.store(connection, Ordering::SeqCst);
            say("* OK ready\r\n")
        },
        move |asked| match asked.verb.as_str() {
            // The oldest of the measurement has to go for the fourth.
            "NOOP" if asked.connection == BEFORE && seen.load(Ordering::SeqCst) == BEFORE + 3 => {
                Act::Last("* BYE Connection queue full\r\n".into())
            }
            "NOOP" => say("{tag} OK done\r\n"),
            _ => simple(asked),
        },
    );
    let host = measure(&server);
    expect(&host, "server.limit.total", 3);
    expect(&host, "server.limit.refused_before_sign_in", "bye");
    expect(
        &host,
        "server.limit.measured_refusal",
        "BYE Connection queue full",
    );
}

/// A mailbox with three messages.
fn mailbox() -> Vec<(&'static str, Act)> {
    let list = "* LIST () \"/\" INBOX\r\n{tag} OK done\r\n";
    let status = "* STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 7)\r\n{tag} OK done\r\n";
    let examine = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-ONLY] done\r\n";
    vec![
        ("LIST", say(list)),
        ("STATUS", say(status)),
        ("EXAMINE", say(examine)),
    ]
}

fn speed(server: &Server) -> Memory {
    let set = [
        ("measure_throughput", SettingValue::Bool(true)),
        ("measure_octets", SettingValue::Int(1500)),
        timeout(2000),
    ];
    server.collect(&ROWS, &set)
}

#[test]
fn no_more_octets_are_asked_for_than_allowed_and_none_are_told() {
    let table = but(mailbox());
    let server = Server::start("* OK ready", move |asked| {
        if asked.line.contains("RFC822.SIZE") {
            let sizes: String = (1..=3)
                .map(|n| format!("* {n} FETCH (RFC822.SIZE 1000)\r\n"))
                .collect();
            say(&format!("{sizes}{{tag}} OK done\r\n"))
        } else if asked.line.contains("BODY.PEEK") {
            say("* 1 FETCH (BODY[]<0> {11}\r\nprivate-mai)\r\n{tag} OK done\r\n")
        } else {
            table(asked)
        }
    });
    let host = speed(&server);
    let heard = server.heard();
    let asked: Vec<&str> = heard.lines().filter(|line| line.contains("BODY")).collect();
    assert_eq!(asked.len(), 2, "{heard}");
    assert!(asked[0].ends_with("FETCH 1 (BODY.PEEK[]<0.1500>)"), "{heard}");
    assert!(asked[1].ends_with("FETCH 2 (BODY.PEEK[]<0.500>)"), "{heard}");
    assert!(!heard.contains("SELECT") && !heard.contains("STORE"), "{heard}");
    assert!(!host.everything().contains("private-mai"));
    assert!(matches!(host.server("imap.throughput"), Ok(Value::Float(rate)) if rate > 0.0));
}

#[test]
fn without_messages_there_is_no_speed() {
    let server = Server::start("* OK ready", simple);
    let host = speed(&server);
    assert_eq!(reason(&host, "imap.throughput"), "not-collected");
}

#[test]
fn exchange_is_never_asked_for_messages() {
    let greeting = "* OK The Microsoft Exchange IMAP4 service is ready.";
    let server = Server::start(greeting, but(mailbox()));
    let host = speed(&server);
    assert_eq!(reason(&host, "imap.throughput"), "unsupported");
    assert!(!server.heard().contains("EXAMINE"));
}
