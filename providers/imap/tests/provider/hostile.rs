//! Servers that are dead, endless or broken: they cost a time-out, and a note says so.

use crate::scripted::{Act, Server, but, plain, say, simple, timeout};
use imaprules_facts::Value;
use imaprules_kit::{Memory, Row};
use imaprules_provider::{Outcome, SettingValue};
use imaprules_provider_imap::ImapProvider;
use std::net::TcpListener;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const ROW: Row<'static> = ("u@example.com", "u", "pw-of-u-123");

fn many(count: usize) -> Vec<(String, String)> {
    (0..count)
        .map(|n| (format!("u{n}@example.com"), format!("u{n}")))
        .collect()
}

fn rows(names: &[(String, String)]) -> Vec<Row<'_>> {
    names
        .iter()
        .map(|(address, user)| (address.as_str(), user.as_str(), "some-password-9"))
        .collect()
}

#[test]
fn sixty_thousand_rows_against_a_dead_server_are_quick_and_small() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    drop(listener);
    let names = many(60_000);
    let rows = rows(&names);
    let host = Memory::of_rows(&rows);
    let provider = ImapProvider::new();
    let request = imaprules_kit::request(&provider, &rows, &plain(at));
    let began = Instant::now();
    imaprules_provider::Provider::collect(&provider, &request, &host).unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let records = host.records.lock().unwrap();
    assert_eq!(
        records.len(),
        60_002,
        "one record for each row, one for the server, one with the ranges of the service"
    );
    assert!(
        records.iter().skip(2).all(|record| record.facts.len() == 1),
        "{:?}",
        records[1]
    );
    drop(records);
    assert_eq!(host.reason("u59999@example.com", "imap.login"), "refused");
}

#[test]
fn a_server_that_dies_under_way_is_left_alone() {
    let server = Server::greeting(
        |connection| {
            if connection < 3 {
                say("* OK ready\r\n")
            } else {
                Act::Silence
            }
        },
        simple,
    );
    let names = many(200);
    let began = Instant::now();
    let host = server.collect(
        &rows(&names),
        &[timeout(200), ("connections", SettingValue::Int(2))],
    );
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert!(server.connections() < 20, "{}", server.connections());
    assert_eq!(host.text("u0@example.com", "imap.login"), "ok");
    assert_eq!(host.text("u3@example.com", "imap.login"), "timeout");
    assert_eq!(host.reason("u199@example.com", "imap.login"), "budget");
    let records = host.records.lock().unwrap();
    let told: std::collections::HashSet<&str> = records
        .iter()
        .filter(|record| record.subject.kind == "mailbox")
        .map(|record| record.subject.id.as_str())
        .collect();
    assert_eq!(told.len(), 200);
}

#[test]
fn a_silent_row_holds_no_other_up() {
    let server = Server::start("* OK ready", |asked| match asked.verb.as_str() {
        "LOGIN" if asked.line.contains("\"u0\"") => Act::Silence,
        _ => simple(asked),
    });
    let names = many(40);
    let began = Instant::now();
    let host = server.collect(
        &rows(&names),
        &[timeout(1500), ("connections", SettingValue::Int(2))],
    );
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert_eq!(host.text("u0@example.com", "imap.login"), "timeout");
    assert_eq!(host.text("u39@example.com", "imap.login"), "ok");
    let records = host.records.lock().unwrap();
    let place = |id: &str| records.iter().position(|record| record.subject.id == id).unwrap();
    assert!(
        place("u0@example.com") > place("u20@example.com"),
        "others were done meanwhile"
    );
}

#[test]
fn endless_answers_are_bounded() {
    for (verb, act, why) in [
        ("LOGIN", Act::Forever("x".into()), "transport"),
        (
            "LOGIN",
            Act::Forever("* OK still thinking\r\n".into()),
            "transport",
        ),
        (
            "LOGIN",
            Act::Forever("* LIST () \"/\" {4000000000}\r\nxxxxxxxxxxxxxxxx".into()),
            "transport",
        ),
        (
            "LOGIN",
            Act::Drip("* OK ".to_owned() + &"x".repeat(1000), Duration::from_millis(20)),
            "timeout",
        ),
        ("LOGIN", say("* BYE {9}\r\n"), "closed"),
        ("LOGIN", Act::Forever("* 1 EXISTS\r\n".into()), "transport"),
    ] {
        let server = Server::start("* OK ready", but(vec![(verb, act.clone())]));
        let began = Instant::now();
        let host = server.collect(&[ROW], &[timeout(600)]);
        let took = began.elapsed();
        assert_eq!(host.text(ROW.0, "imap.login"), why, "{act:.60?}");
        assert!(took < Duration::from_secs(10), "{took:?} for {act:.60?}");
    }
}

#[test]
fn endless_lists_leave_the_contents_unknown_and_the_sign_in_known() {
    let list = |text: &str| vec![("LIST", Act::Forever(text.to_owned()))];
    let nested = format!("* LIST {} \"/\" x\r\n{{tag}} OK done\r\n", "(".repeat(50_000));
    let huge = "* LIST () \"/\" INBOX\r\n".to_owned()
        + &(0..25_000)
            .map(|n| format!("* LIST () \"/\" f{n}\r\n"))
            .collect::<String>()
        + "{tag} OK done\r\n";
    for (table, reasons) in [
        (list("* LIST () \"/\" INBOX\r\n"), &["malformed", "timeout"][..]),
        (list("* LIST () \"/\" \""), &["malformed"]),
        (vec![("LIST", say(&nested))], &[]),
        (vec![("LIST", say(&huge))], &["malformed"]),
        (vec![("LIST", say("{tag} NO not today\r\n"))], &["refused"]),
        (
            vec![("LIST", say("{tag} BAD what is LIST?\r\n"))],
            &["unsupported"],
        ),
        (
            vec![("LIST", Act::Last("* LIST () \"/\" INB".into()))],
            &["refused"],
        ),
    ] {
        let server = Server::start("* OK ready", but(table));
        let began = Instant::now();
        let host = server.collect(&[ROW], &[timeout(2000)]);
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        assert_eq!(host.text(ROW.0, "imap.login"), "ok");
        if !reasons.is_empty() {
            let reason = host.reason(ROW.0, "mailbox.item_count");
            assert!(reasons.contains(&reason), "{reason} is none of {reasons:?}");
        }
        assert!(host.records.lock().unwrap().len() < 10, "nothing is made of it");
    }
}

#[test]
fn a_mailbox_that_takes_for_ever_is_given_up() {
    let folders: String = (0..500).map(|n| format!("* LIST () \"/\" f{n}\r\n")).collect();
    let table = vec![
        ("LIST", say(&format!("{folders}{{tag}} OK done\r\n"))),
        (
            "STATUS",
            Act::Drip(
                "* STATUS x (MESSAGES 1)\r\n{tag} OK\r\n".into(),
                Duration::from_millis(4),
            ),
        ),
    ];
    let server = Server::start("* OK ready", but(table));
    let began = Instant::now();
    let host = server.collect(
        &[ROW],
        &[timeout(2000), ("mailbox_time", SettingValue::Int(1000))],
    );
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    assert_eq!(host.reason(ROW.0, "mailbox.item_count"), "timeout");
    assert_eq!(host.int(ROW.0, "imap.folder_count"), 500);
}

#[test]
fn a_cancelled_run_ends_at_once_and_says_so_of_every_row() {
    let server = Server::start("* OK ready", but(vec![("LOGIN", Act::Silence)]));
    let names = many(50);
    let rows = rows(&names);
    let host = Memory::of_rows(&rows);
    let ended = std::thread::scope(|scope| {
        scope.spawn(|| {
            while server.connections() < 3 {
                std::thread::sleep(Duration::from_millis(5));
            }
            std::thread::sleep(Duration::from_millis(100));
            host.cancel.store(true, Ordering::SeqCst);
        });
        server.collect_with(&host, &rows, &[timeout(30_000)]);
        Instant::now()
    });
    assert!(ended.elapsed() < Duration::from_secs(1));
    for (address, ..) in &rows {
        assert_eq!(host.reason(address, "imap.login"), "cancelled", "{address}");
    }
    assert!(server.connections() < 8);
    assert_eq!(host.outcomes(Outcome::Refused), 0);
}

#[test]
fn a_farewell_that_is_not_answered_costs_little() {
    let server = Server::start("* OK ready", but(vec![("LOGOUT", Act::Silence)]));
    let began = Instant::now();
    let host = server.collect(&[ROW], &[timeout(20_000)]);
    assert_eq!(host.text(ROW.0, "imap.login"), "ok");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[test]
fn a_server_that_turns_rows_away_is_told_from_a_wrong_password() {
    let server = Server::greeting(
        |connection| match connection {
            0 => say("* OK ready\r\n"),
            _ => Act::Last("* BYE closing connection; service busy\r\n".into()),
        },
        simple,
    );
    let host = server.collect(&[ROW], &[]);
    // Zimbra, zimbraImapMaxConnections
    assert_eq!(host.text(ROW.0, "imap.login"), "limit");
    // Courier, MAXPERIP
    let server = Server::greeting(
        |connection| {
            if connection == 0 {
                say("* OK ready\r\n")
            } else {
                Act::Last(String::new())
            }
        },
        simple,
    );
    let host = server.collect(&[ROW], &[]);
    assert_eq!(host.text(ROW.0, "imap.login"), "closed");
    assert!(
        host.text(ROW.0, "imap.login_text")
            .contains("before its greeting")
    );
}

#[test]
fn lines_that_nobody_understands_are_kept() {
    let odd =
        "[COPYUID 124 10 233]\r\n* STATUS INBOX (MESSAGES 4 UIDNEXT 5 UIDVALIDITY 6)\r\n{tag} OK done\r\n";
    let host = Server::start("* OK ready", but(vec![("STATUS", say(odd))])).collect(&[ROW], &[]);
    assert_eq!(host.text(ROW.0, "imap.login"), "ok");
    assert_eq!(
        host.fact("mailbox", ROW.0, "imap.unread_lines"),
        Ok(Value::from(vec!["[COPYUID 124 10 233]"]))
    );
}
