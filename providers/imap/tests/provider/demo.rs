//! The demo source, collected whole: what the provider finds is what the scene holds.

use imaprules_demo::{Demo, Scene};
use imaprules_facts::Value;
use imaprules_kit::{Memory, Row, collect, request};
use imaprules_provider::{Outcome, SettingValue};
use imaprules_provider_imap::{Defaults, ImapProvider};
use std::collections::BTreeMap;

const FINE: &str = "fiona.fine@example.com";
const WRONG: &str = "walter.wrongpass@example.com";
const OFF: &str = "ian.imapoff@example.com";
const MANY: &str = "maya.manyitems@example.com";
const OVERSIZE: &str = "otto.oversize@example.com";

struct Played {
    demo: Demo,
    host: Memory,
}

fn play(id: &'static str, set: &[(&str, SettingValue)]) -> Played {
    let demo = Demo::start(Scene::for_provider(id).unwrap()).unwrap();
    let csv = demo.csv().to_owned();
    let rows: Vec<Row<'_>> = csv.lines().skip(1).map(row).collect();
    assert!(rows.len() >= 6, "{csv}");
    let provider = ImapProvider::with(Defaults {
        id,
        ..Defaults::generic()
    });
    let mut all = vec![
        (
            "server",
            SettingValue::Text(format!("{}:{}", demo.host(), demo.port())),
        ),
        ("ca_pem", SettingValue::Text(demo.ca_pem().to_owned())),
        ("resolve", SettingValue::Texts(demo.resolve_overrides())),
        ("played", SettingValue::Bool(true)),
        ("sign_in", SettingValue::Text("all".into())),
        // One of Gmail's accounts is throttled; nobody waits for all of it.
        ("throttle_pause", SettingValue::Int(50)),
    ];
    all.extend(set.iter().cloned());
    let host = Memory::of_rows(&rows);
    collect(&provider, &request(&provider, &rows, &all), &host).unwrap();
    for (_, _, password) in rows.iter().filter(|(_, _, password)| !password.is_empty()) {
        assert!(!host.everything().contains(password), "{password} got out");
    }
    assert_eq!(demo.tally().changes, Vec::<String>::new());
    Played { demo, host }
}

fn row(line: &str) -> Row<'_> {
    let mut fields = line.split(',');
    (
        fields.next().unwrap(),
        fields.next().unwrap(),
        fields.next().unwrap(),
    )
}

/// Messages of each folder of a mailbox, by the folder's name.
fn counts(host: &Memory, mailbox: &str) -> BTreeMap<String, i64> {
    let count = |id: &String| match (
        host.fact("folder", id, "folder.name"),
        host.fact("folder", id, "folder.messages"),
    ) {
        (Ok(Value::Text(name)), Ok(Value::Int(count))) => (name, count),
        other => panic!("{id}: {other:?}"),
    };
    host.folders(mailbox).iter().map(count).collect()
}

fn logins(host: &Memory, rows: &[(&str, &str)]) {
    for (row, login) in rows {
        assert_eq!(
            host.text(row, "imap.login"),
            *login,
            "{row}: {}",
            host.text(row, "imap.login_text")
        );
    }
}

#[test]
fn gmail() {
    let Played { host, .. } = play("gmail", &[]);
    logins(
        &host,
        &[
            (FINE, "ok"),
            (WRONG, "credentials"),
            (OFF, "disabled"),
            (MANY, "ok"),
            (OVERSIZE, "ok"),
        ],
    );
    assert_eq!(host.server("server.family"), Ok(Value::Text("gmail".into())));
    assert_eq!(host.int(FINE, "mailbox.item_count"), 140 + 75 + 60 + 90 + 2 + 6);
    let fine = counts(&host, FINE);
    assert_eq!((fine["INBOX"], fine["Invoices"], fine["[Gmail]"]), (140, 60, 0));
    assert_eq!(host.int(FINE, "mailbox.largest_message"), 143_000);
    assert_eq!(host.int(FINE, "imap.quota_limit"), 31_457_280 * 1024);
    // Every label counts a message once more: 32,400 are seen 70,800 times.
    assert_eq!(host.int(MANY, "mailbox.item_count"), 70_800);
    assert_eq!(host.int(MANY, "mailbox.largest_message"), 640_000);
    assert_eq!(host.int(MANY, "imap.oversize_messages"), 0);
    assert_eq!(host.int(MANY, "mailbox.size"), 11_530_200_000);
    assert_eq!(host.int(OVERSIZE, "mailbox.largest_message"), 173_015_040);
    // Two in INBOX and one in Scans, and all of them in All Mail.
    assert_eq!(host.int(OVERSIZE, "imap.oversize_messages"), 6);
    let labels = counts(&host, "laura.labels@example.com");
    assert_eq!(
        (
            labels["[Gmail]/All Mail"],
            labels["Work"],
            labels["[Gmail]/Tickets"]
        ),
        (13, 4, 1)
    );
    assert!(counts(&host, "tulin.turkce@example.com").contains_key("[Gmail]/Gönderilmiş Postalar"));
    assert_eq!(host.text(OFF, "imap.login_code"), "ALERT");
    assert!(
        host.text(OFF, "imap.login_text")
            .contains("not enabled for IMAP use")
    );
    assert_eq!(host.reason(OFF, "mailbox.item_count"), "refused");
}

#[test]
fn dovecot() {
    let Played { host, .. } = play("imap", &[]);
    logins(
        &host,
        &[
            (FINE, "ok"),
            (WRONG, "credentials"),
            (OFF, "disabled"),
            (MANY, "ok"),
        ],
    );
    assert_eq!(host.server("server.family"), Ok(Value::Text("dovecot".into())));
    assert_eq!(host.text(FINE, "imap.login_method"), "login");
    assert_eq!(host.int(FINE, "mailbox.item_count"), 310 + 820 + 150 + 3);
    assert_eq!(host.int(FINE, "mailbox.largest_message"), 55_000);
    let sharon = "sharon.shared@example.com";
    let namespace = |folder: &str| host.fact("folder", &format!("{sharon}/{folder}"), "folder.namespace");
    assert_eq!(namespace("INBOX"), Ok(Value::Text("personal".into())));
    assert_eq!(namespace("shared/sales"), Ok(Value::Text("other".into())));
    assert_eq!(namespace("Public"), Ok(Value::Text("shared".into())));
    let drafts = host.fact("folder", &format!("{FINE}/Drafts"), "folder.special_use");
    assert_eq!(drafts, Ok(Value::Text("drafts".into())));
    assert_eq!(
        host.fact("mailbox", sharon, "imap.namespace_other"),
        Ok(Value::from(vec!["shared/"]))
    );
    // STATUS=SIZE tells the sum even where messages are not asked one by one.
    assert!(host.int(MANY, "mailbox.size") > 1_000_000_000);
}

#[test]
fn exchange() {
    let Played { host, demo } = play("exchange", &[]);
    let nora = "nora.notconnected@example.com";
    logins(
        &host,
        &[
            (FINE, "ok"),
            (WRONG, "credentials"),
            (OFF, "credentials"),
            (nora, "unusable"),
            (MANY, "ok"),
        ],
    );
    assert!(host.text(nora, "imap.login_text").contains("not connected"));
    assert_eq!(host.int(FINE, "mailbox.item_count"), 260 + 340 + 150);
    assert_eq!(host.int(MANY, "mailbox.item_count"), 526_000);
    assert_eq!(host.reason(OVERSIZE, "mailbox.largest_message"), "not-collected");
    assert!(
        !host.everything().contains("EXAMINE"),
        "old versions mark mail as read even then"
    );
    drop(demo);
    assert_eq!(host.outcomes(Outcome::Refused), 2);
}

#[test]
fn a_mailbox_of_many_messages_is_measured_by_search() {
    let few = [("fetch_limit", SettingValue::Int(10))];
    for id in ["gmail", "imap"] {
        let Played { host, .. } = play(id, &few);
        assert_eq!(host.int(OVERSIZE, "mailbox.largest_message"), 173_015_040, "{id}");
        let oversize = if id == "gmail" { 6 } else { 3 };
        assert_eq!(host.int(OVERSIZE, "imap.oversize_messages"), oversize, "{id}");
        let largest = if id == "gmail" { 143_000 } else { 55_000 };
        assert_eq!(host.int(FINE, "mailbox.largest_message"), largest, "{id}");
    }
}

#[test]
fn nobody_is_signed_in_unless_asked() {
    let Played { host, demo } = play("gmail", &[("sign_in", SettingValue::Text("none".into()))]);
    assert_eq!(host.reason(FINE, "imap.login"), "not-collected");
    assert_eq!(host.mailbox_records(), demo.csv().lines().count() - 1);
    assert_eq!(demo.tally().sign_ins, 0);
}

#[test]
fn a_sample_is_spread_over_the_file() {
    let Played { host, demo } = play("gmail", &[("sign_in", SettingValue::Text("sample:2".into()))]);
    assert_eq!(host.text(FINE, "imap.login"), "ok");
    for row in [WRONG, OFF] {
        assert_eq!(host.reason(row, "imap.login"), "not-collected", "{row}");
    }
    let signed_in = |record: &&imaprules_facts::Record| {
        let login = record.facts.iter().find(|(fact, _)| fact == "imap.login");
        login.is_some_and(|(_, known)| known.is_ok())
    };
    assert_eq!(host.records.lock().unwrap().iter().filter(signed_in).count(), 2);
    let progress = host.progress.lock().unwrap();
    let rows = demo.csv().lines().count() as u64 - 1;
    assert_eq!(progress.last(), Some(&(rows, rows)));
}
