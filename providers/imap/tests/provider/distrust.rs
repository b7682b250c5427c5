//! Servers that lie, leave out or echo: what they say is not taken for more than it is, and a fault at one row costs that row.

use crate::scripted::{Act, Asked, Server, but, plain, say, simple, timeout};
use imaprules_facts::Value;
use imaprules_kit::{Memory, Row, collect, request};
use imaprules_provider::{BudgetLimits, Outcome, SettingValue};
use imaprules_provider_imap::{Defaults, ImapProvider};
use std::time::Duration;

const ROW: Row<'static> = ("u@example.com", "u", "hunter2-pw");

fn capabilities(extra: &str) -> (&'static str, Act) {
    (
        "CAPABILITY",
        say(&format!("* CAPABILITY IMAP4rev1 {extra}\r\n{{tag}} OK done\r\n")),
    )
}

/// A folder with 5000 messages, and answers to searches.
fn searched(esearch: bool, search: impl Fn(&Asked<'_>) -> Act + Send + Sync + 'static) -> Server {
    Server::start("* OK ready", move |asked| match asked.verb.as_str() {
        "CAPABILITY" if esearch => capabilities("ESEARCH").1,
        "STATUS" => say("* STATUS INBOX (MESSAGES 5000 UIDNEXT 5001 UIDVALIDITY 7)\r\n{tag} OK done\r\n"),
        "EXAMINE" => say("* 5000 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n"),
        "UID" => search(asked),
        _ => simple(asked),
    })
}

fn few() -> (&'static str, SettingValue) {
    ("fetch_limit", SettingValue::Int(100))
}

#[test]
fn counts_that_contradict_each_other_are_no_numbers() {
    let server = searched(true, |asked| match asked.line {
        line if line.contains("LARGER 36700160") => {
            say("* ESEARCH (TAG \"x\") UID COUNT 0\r\n{tag} OK done\r\n")
        }
        line if line.contains("SEARCH") => {
            say("* ESEARCH (TAG \"x\") UID MIN 5 COUNT 1000\r\n{tag} OK done\r\n")
        }
        _ => say("* 5 FETCH (UID 5 RFC822.SIZE 10000000000)\r\n{tag} OK done\r\n"),
    });
    let host = server.collect(&[ROW], &[few()]);
    assert_eq!(host.text(ROW.0, "imap.login"), "ok");
    assert_eq!(host.reason(ROW.0, "mailbox.largest_message"), "malformed");
    assert_eq!(host.reason(ROW.0, "imap.oversize_messages"), "malformed");
}

#[test]
fn a_search_without_its_result_is_not_none() {
    for answer in ["{tag} OK done\r\n", "* SEARCH 5 what\r\n{tag} OK done\r\n"] {
        let host = searched(false, |_| say(answer)).collect(&[ROW], &[few()]);
        assert_eq!(
            host.reason(ROW.0, "imap.oversize_messages"),
            "malformed",
            "{answer}"
        );
    }
    let host = searched(false, |_| say("* SEARCH\r\n{tag} OK done\r\n")).collect(&[ROW], &[few()]);
    assert_eq!(host.int(ROW.0, "imap.oversize_messages"), 0);
}

#[test]
fn slow_searches_end_with_the_time_for_the_mailbox() {
    let server = searched(true, |asked| {
        let answer = if asked.line.contains("SEARCH") {
            "* ESEARCH (TAG \"x\") UID MIN 5 COUNT 1000\r\n{tag} OK done\r\n"
        } else {
            "* 5 FETCH (UID 5 RFC822.SIZE 40000000)\r\n{tag} OK done\r\n"
        };
        Act::Drip(answer.to_owned(), Duration::from_millis(3))
    });
    let set = [few(), ("mailbox_time", SettingValue::Int(500))];
    let host = server.collect(&[ROW], &set);
    assert_eq!(host.reason(ROW.0, "mailbox.largest_message"), "timeout");
    assert_eq!(host.int(ROW.0, "imap.oversize_messages"), 1000);
    let searches = server.heard().matches("SEARCH").count();
    assert!(searches < 8, "{searches}");
}

#[test]
fn a_line_of_list_that_nobody_reads_leaves_number_and_sums_unknown() {
    let list = "* LIST () \"/\" INBOX\r\n* LIST \\Sent \"/\" Sent\r\n{tag} OK done\r\n";
    let host = Server::start("* OK ready", but(vec![("LIST", say(list))])).collect(&[ROW], &[]);
    for fact in [
        "imap.folder_count",
        "mailbox.item_count",
        "mailbox.size",
        "mailbox.largest_message",
        "imap.oversize_messages",
    ] {
        assert_eq!(host.reason(ROW.0, fact), "malformed", "{fact}");
    }
    assert_eq!(
        host.folders(ROW.0),
        ["u@example.com/INBOX"],
        "what was read is told"
    );
}

#[test]
fn whose_a_folder_is_stays_open_without_namespaces() {
    for (offered, answer, reason) in [
        ("", "", "unsupported"),
        ("NAMESPACE", "{tag} BAD what?\r\n", "unsupported"),
        ("NAMESPACE", "{tag} OK done\r\n", "malformed"),
    ] {
        let table = vec![capabilities(offered), ("NAMESPACE", say(answer))];
        let host = Server::start("* OK ready", but(table)).collect(&[ROW], &[]);
        let unknown = host
            .fact("folder", "u@example.com/INBOX", "folder.namespace")
            .unwrap_err();
        assert_eq!(unknown.reason.as_str(), reason, "{offered} {answer}");
        assert_eq!(host.reason(ROW.0, "imap.shared_messages"), reason);
        assert_eq!(host.int(ROW.0, "imap.folder_count"), 1);
    }
}

#[test]
fn no_password_comes_back_as_a_code_or_a_capability() {
    let echo = |text: &str| Server::start("* OK ready", but(vec![("LOGIN", say(text))])).collect(&[ROW], &[]);
    let short = ("u@example.com", "u", "hunter2");
    let server = Server::start(
        "* OK ready",
        but(vec![("LOGIN", say("{tag} NO [hunter2] no\r\n"))]),
    );
    let host = server.collect(&[short], &[]);
    assert_eq!(host.text(ROW.0, "imap.login_code"), "");
    assert!(
        !host.everything().to_lowercase().contains("hunter2"),
        "{}",
        host.everything()
    );
    let host = echo(&format!("{{tag}} NO [{}] no\r\n", "X".repeat(10_000)));
    assert_eq!(host.text(ROW.0, "imap.login_code"), "");
    let host = echo("{tag} OK [CAPABILITY IMAP4rev1 HUNTER2-PW X-A] in\r\n");
    assert_eq!(
        host.server("imap.capabilities_signed_in"),
        Ok(Value::from(vec!["IMAP4REV1", "***", "X-A"]))
    );
}

#[test]
fn the_last_words_of_a_closed_door_are_bounded_and_clean() {
    let bye = format!("* BYE hunter2-pw \u{1} {}\r\n", "x".repeat(50_000));
    let server = Server::greeting(
        move |connection| match connection {
            0 => say("* OK ready\r\n"),
            _ => Act::Last(bye.clone()),
        },
        simple,
    );
    let host = server.collect(&[ROW], &[]);
    let text = host.text(ROW.0, "imap.login_text");
    assert!(
        text.starts_with("BYE *** \u{fffd} xxx") && text.chars().count() <= 1000,
        "{text:.60}"
    );
    // The cut does not spare a part of it.
    let bye = format!("* BYE {}hunter2-pw\r\n", "x".repeat(990));
    let server = Server::greeting(
        move |connection| match connection {
            0 => say("* OK ready\r\n"),
            _ => Act::Last(bye.clone()),
        },
        simple,
    );
    let text = server.collect(&[ROW], &[]).text(ROW.0, "imap.login_text");
    assert!(text.ends_with("x***"), "{}", text.len());
}

#[test]
fn one_password_without_an_answer_is_enough_for_an_account() {
    for act in [Act::Silence, Act::Last(String::new())] {
        let server = Server::start("* OK ready", but(vec![("LOGIN", act.clone())]));
        let rows = ["a", "b", "c"].map(|name| (format!("{name}@x"), format!("{name}*admin")));
        let rows: Vec<Row<'_>> = rows
            .iter()
            .map(|(at, user)| (at.as_str(), user.as_str(), "pw-admin"))
            .collect();
        let host = server.collect(&rows, &[timeout(300)]);
        assert_eq!(host.outcomes(Outcome::Unanswered), 1, "{act:?}");
        assert_eq!(server.heard().matches(" LOGIN ").count(), 1, "{act:?}");
        assert_eq!(host.reason("c@x", "imap.login"), "budget");
    }
}

#[test]
fn a_password_that_goes_out_twice_is_granted_twice() {
    let server = Server::start("* OK ready", |asked| match asked.verb.as_str() {
        "CAPABILITY" => capabilities("AUTH=PLAIN SASL-IR").1,
        "LOGIN" => say("{tag} BAD LOGIN is not known here\r\n"),
        "AUTHENTICATE" => say("{tag} OK in\r\n"),
        _ => simple(asked),
    });
    let host = server.collect(&[ROW], &[]);
    assert_eq!(host.text(ROW.0, "imap.login"), "ok");
    assert_eq!(
        (host.outcomes(Outcome::Failed), host.outcomes(Outcome::Done)),
        (1, 1)
    );
}

#[test]
fn folders_beyond_the_number_for_all_are_not_told() {
    let server = Server::start("* OK ready", simple);
    let rows = [("a@x", "a", "pw-of-a"), ("b@x", "b", "pw-of-b")];
    let set = [
        ("folders_in_all", SettingValue::Int(1)),
        ("connections", SettingValue::Int(1)),
    ];
    let host = server.collect(&rows, &set);
    assert_eq!((host.folders("a@x").len(), host.folders("b@x").len()), (1, 0));
    assert_eq!(host.int("a@x", "imap.folder_count"), 1);
    assert_eq!(host.reason("b@x", "imap.folder_count"), "budget");
    assert_eq!(
        host.int("b@x", "mailbox.item_count"),
        0,
        "what was counted stays known"
    );
}

#[test]
fn names_without_end_are_cut() {
    let list = format!(
        "* LIST () \"/\" \"{}\"\r\n{{tag}} OK done\r\n",
        "n".repeat(50_000)
    );
    let host = Server::start("* OK ready", but(vec![("LIST", say(&list))])).collect(&[ROW], &[]);
    let [id] = host.folders(ROW.0).try_into().unwrap();
    for fact in ["folder.name", "folder.raw_name"] {
        assert_eq!(
            host.fact("folder", &id, fact),
            Ok(Value::Text("n".repeat(1000))),
            "{fact}"
        );
    }
    assert!(id.len() < 1100, "{}", id.len());
}

#[test]
fn nothing_is_opened_for_a_product_that_may_mark_mail_as_read() {
    let server = Server::start("* OK ready", |asked| match asked.verb.as_str() {
        "STATUS" => say("* STATUS INBOX (MESSAGES 5 UIDNEXT 6 UIDVALIDITY 7)\r\n{tag} OK done\r\n"),
        _ => simple(asked),
    });
    let provider = ImapProvider::with(Defaults {
        id: "exchange",
        opens_folders: false,
        ..Defaults::generic()
    });
    let host = Memory::of_rows(&[ROW]);
    collect(&provider, &request(&provider, &[ROW], &plain(server.at)), &host).unwrap();
    assert_ne!(host.server("server.family"), Ok(Value::Text("exchange".into())));
    assert_eq!(host.int(ROW.0, "mailbox.item_count"), 5);
    assert_eq!(host.reason(ROW.0, "mailbox.largest_message"), "not-collected");
    assert!(!server.heard().contains("EXAMINE"), "{}", server.heard());
}

#[test]
fn a_fault_of_our_own_costs_one_row() {
    let rows = [
        ("a@x", "a", "pw-of-a"),
        ("b@x", "b", "pw-of-b"),
        ("c@x", "c", "pw-of-c"),
    ];
    let server = Server::start("* OK ready", simple);
    let host = Memory::with(BudgetLimits::default()).secrets(|subject| {
        assert_ne!(subject.id, "b@x", "a fault that a test wants");
        Some("pw-of-all".to_owned())
    });
    server.collect_with(&host, &rows, &[("connections", SettingValue::Int(1))]);
    assert_eq!(
        (host.text("a@x", "imap.login"), host.text("c@x", "imap.login")),
        ("ok".into(), "ok".into())
    );
    for fact in [
        "imap.login",
        "imap.login_cause",
        "imap.folder_count",
        "mailbox.item_count",
    ] {
        assert_eq!(host.reason("b@x", fact), "malformed", "{fact}");
    }
}
