//! The look of a provider that is built on this one: what it is asked and told, and what ends it early.

use crate::scripted::{Server, but, plain, say};
use imaprules_facts::{Record, Unknown};
use imaprules_kit::{Memory, Row, collect, request};
use imaprules_provider::{ProviderError, SettingValue, Settings};
use imaprules_provider_imap::pass::{
    FetchOrder, MailboxPass, Message, PassBounds, PassMailbox, PassRun, PassVisit, Seen,
};
use imaprules_provider_imap::{Defaults, ImapProvider};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ROW: Row<'static> = ("a@x", "a", "secret-of-a");

/// Looks into every folder and keeps what it is told.
#[derive(Debug, Clone)]
struct Looks {
    items: &'static [&'static str],
    octets: u64,
    patient: bool,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Looks {
    fn for_items(items: &'static [&'static str]) -> Looks {
        Looks {
            items,
            octets: u64::MAX,
            patient: false,
            heard: Arc::default(),
        }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

impl MailboxPass for Looks {
    fn start(&self, _: &Settings) -> Result<Option<Box<dyn PassRun>>, ProviderError> {
        Ok(Some(Box::new(self.clone())))
    }
}

impl PassRun for Looks {
    fn bounds(&self) -> PassBounds {
        PassBounds {
            time: Duration::from_secs(60),
            octets: self.octets,
            patient: self.patient,
        }
    }

    fn visit(&self, mailbox: &PassMailbox) -> Box<dyn PassVisit> {
        let folders = mailbox.folders.iter().filter(|folder| folder.selectable);
        Box::new(Visit {
            looks: self.clone(),
            ahead: folders.map(|folder| folder.raw.clone()).collect(),
        })
    }

    fn missed(&self, _: &mut Record, why: &Unknown) {
        self.heard
            .lock()
            .unwrap()
            .push(format!("missed: {}", why.reason.as_str()));
    }
}

struct Visit {
    looks: Looks,
    ahead: Vec<Vec<u8>>,
}

impl PassVisit for Visit {
    fn next(&mut self) -> Option<FetchOrder> {
        let folder = self.ahead.pop()?;
        Some(FetchOrder {
            folder,
            items: self.looks.items,
        })
    }

    fn message(&mut self, message: &Message<'_>) {
        let line = format!("{}: {:?}", message.number(), message.integer("RFC822.SIZE"));
        self.looks.heard.lock().unwrap().push(line);
    }

    fn ended(&mut self, seen: &Seen) {
        let why = seen.cut.as_ref().map(|why| why.reason.as_str());
        let line = format!("ended: {:?} {} {why:?}", seen.exists, seen.asked);
        self.looks.heard.lock().unwrap().push(line);
    }

    fn finish(self: Box<Self>, record: &mut Record) -> Vec<Record> {
        record.know("imap.unread_lines", vec!["looked".to_owned()]);
        Vec::new()
    }
}

/// A server with one folder of so many messages.
fn server(messages: usize, end: &'static str) -> Server {
    let lines: String = (1..=messages)
        .map(|at| format!("* {at} FETCH (RFC822.SIZE {})\r\n", at * 10))
        .collect();
    let lines = Box::leak(format!("{lines}{{tag}} OK done{end}\r\n").into_boxed_str());
    let exists =
        Box::leak(format!("* {messages} EXISTS\r\n{{tag}} OK [READ-ONLY] done\r\n").into_boxed_str());
    let status = Box::leak(
        format!("* STATUS INBOX (MESSAGES {messages} UIDNEXT 9 UIDVALIDITY 7)\r\n{{tag}} OK done\r\n")
            .into_boxed_str(),
    );
    Server::start(
        "* OK ready",
        but(vec![
            ("STATUS", say(status)),
            ("EXAMINE", say(exists)),
            ("FETCH", say(lines)),
        ]),
    )
}

fn run(server: &Server, looks: &Looks) -> Memory {
    let provider = ImapProvider::with(Defaults {
        opens_folders: false,
        mailbox_pass: Some(Arc::new(looks.clone())),
        ..Defaults::generic()
    });
    let mut settings = plain(server.at);
    settings.push(("throttle_pause", SettingValue::Int(1)));
    let host = Memory::of_rows(&[ROW]);
    collect(&provider, &request(&provider, &[ROW], &settings), &host).unwrap();
    host
}

#[test]
fn messages_come_one_by_one_and_are_in_no_log() {
    let looks = Looks::for_items(&["RFC822.SIZE"]);
    let server = server(3, "");
    let host = run(&server, &looks);
    assert_eq!(
        looks.heard(),
        [
            "1: Some(10)",
            "2: Some(20)",
            "3: Some(30)",
            "ended: Some(3) 3 None"
        ]
    );
    assert!(
        server.heard().contains("FETCH 1:3 (RFC822.SIZE)"),
        "{}",
        server.heard()
    );
    assert!(
        !host
            .log
            .lock()
            .unwrap()
            .iter()
            .any(|line| line.contains("* 1 FETCH"))
    );
}

#[test]
fn nothing_is_asked_that_shows_contents_or_marks_mail_as_read() {
    for items in [
        &["BODY[]"][..],
        &["BODY.PEEK[]"],
        &["RFC822"],
        &["RFC822.TEXT"],
        &["RFC822.SIZE BODY[]"],
        &["FLAGS)\r\nX DELETE INBOX"],
        &[],
    ] {
        let items: &'static [&'static str] = Box::leak(items.to_vec().into_boxed_slice());
        let looks = Looks::for_items(items);
        let server = server(1, "");
        run(&server, &looks);
        assert_eq!(
            looks.heard(),
            ["ended: None 0 Some(\"unsupported\")"],
            "{items:?}"
        );
        assert!(!server.heard().contains("EXAMINE"), "{}", server.heard());
    }
}

#[test]
fn it_ends_where_octets_are_used_up_or_the_server_throttles() {
    let few = Looks {
        octets: 30_000,
        ..Looks::for_items(&["RFC822.SIZE"])
    };
    run(&server(5_000, ""), &few);
    assert_eq!(
        few.heard().last().unwrap(),
        "ended: Some(5000) 2000 Some(\"budget\")"
    );
    let halted = Looks::for_items(&["RFC822.SIZE"]);
    run(&server(5_000, " [THROTTLED]"), &halted);
    assert_eq!(
        halted.heard().last().unwrap(),
        "ended: Some(5000) 2000 Some(\"budget\")"
    );
    let patient = Looks {
        patient: true,
        ..Looks::for_items(&["RFC822.SIZE"])
    };
    run(&server(5_000, " [THROTTLED]"), &patient);
    assert_eq!(patient.heard().last().unwrap(), "ended: Some(5000) 5000 None");
}

#[test]
fn a_mailbox_that_nobody_got_into_is_told_as_missed() {
    let looks = Looks::for_items(&["RFC822.SIZE"]);
    let server = Server::start(
        "* OK ready",
        but(vec![("LOGIN", say("{tag} NO [AUTHENTICATIONFAILED] no\r\n"))]),
    );
    run(&server, &looks);
    assert_eq!(looks.heard(), ["missed: refused"]);
}
