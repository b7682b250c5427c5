//! From servers on loopback through the provider to what the pack `rules/imap` finds: every set of findings is whole, so
//! that a rule which is silent or talks too much shows.

mod causes;
mod certificate;
mod delegated;
mod folders;
mod old_tls;
mod pack;
mod rows;
mod server;

use crate::ImapProvider;
use crate::testkit::{TIMEOUT, quiet};
use imaprules_facts::{Record, Source};
use imaprules_kit::{CSV, Declared, Judged, MICROSOFT365};
use imaprules_provider::{InputSubject, Provider, Request, SettingValue};
use imaprules_rules::Packs;
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// What other providers declare, for rules that name it.
const OTHERS: [Declared; 2] = [CSV, MICROSOFT365];

/// The shipped pack over the vocabulary of all providers that it names.
fn packs(params: &[(String, String)]) -> Packs {
    imaprules_kit::packs(&ImapProvider::new(), &OTHERS, params)
}

/// The certificates of these tests have keys that rcgen can make; RSA is not among them.
const NOT_RSA: &str = "imap.tls.cert-not-rsa";

/// A run to be judged: settings, rows, facts of the migration file, parameters of the pack.
#[derive(Default)]
struct Case {
    settings: Vec<(&'static str, SettingValue)>,
    rows: Vec<InputSubject>,
    of_file: Vec<Record>,
    params: Vec<(String, String)>,
}

fn text(text: impl Into<String>) -> SettingValue {
    SettingValue::Text(text.into())
}

impl Case {
    /// A host and port that are played by servers on loopback, under a public address each.
    fn played(host: &str, port: u16, at: &[SocketAddr]) -> Case {
        let play =
            |(number, at): (usize, &SocketAddr)| format!("{host}:{port}=93.184.215.{}@{at}", number + 14);
        let resolve = at.iter().enumerate().map(play).collect();
        Case::default()
            .set("server", text(format!("{host}:{port}")))
            .set("resolve", SettingValue::Texts(resolve))
            .set("played", SettingValue::Bool(true))
    }

    /// `mail.example.com:993`, played by one server.
    fn mail(at: SocketAddr) -> Case {
        Case::played("mail.example.com", 993, &[at])
    }

    fn set(mut self, name: &'static str, value: SettingValue) -> Case {
        self.settings.push((name, value));
        self
    }

    fn starttls(self) -> Case {
        self.set("security", text("starttls"))
    }

    fn readable(self) -> Case {
        self.set("security", text("none"))
            .set("allow_plaintext", SettingValue::Bool(true))
    }

    fn trust(self, pem: String) -> Case {
        self.set("ca_pem", text(pem))
    }

    fn param(mut self, name: &str, value: &str) -> Case {
        self.params.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A row that signs in, with further facts of the migration file.
    fn row(mut self, address: &str, user_name: &str, facts: &[(&str, &str)]) -> Case {
        let mut record = Record::about("mailbox", address, file(), 1);
        record
            .know("mailbox.address", address)
            .know("csv.user_name", user_name);
        for (fact, value) in facts {
            record.know(fact, *value);
        }
        let facts = record
            .facts
            .iter()
            .map(|(name, known)| (name.clone(), known.clone().unwrap()))
            .collect();
        self.rows.push(InputSubject {
            subject: record.subject.clone(),
            facts,
        });
        self.of_file.push(record);
        self
    }

    /// Whose credentials the rows hold.
    fn credentials(mut self, whose: &str) -> Case {
        let mut record = Record::about("migration", "migration", file(), 1);
        record.know("csv.credentials", whose);
        self.of_file.push(record);
        self
    }

    fn request(&self) -> Request {
        let mut request = Request {
            subjects: self.rows.clone(),
            ..Request::default()
        };
        request
            .settings
            .insert("timeout", SettingValue::Int(TIMEOUT.as_millis() as i64));
        request.settings.insert("sign_in", text("all"));
        for (name, value) in &self.settings {
            request.settings.insert(*name, value.clone());
        }
        request
    }

    /// Collects, judges, and gives the ids of the rules that fail.
    async fn findings(self) -> BTreeSet<String> {
        tokio::task::spawn_blocking(move || self.judged()).await.unwrap()
    }

    fn judged(self) -> BTreeSet<String> {
        let provider = ImapProvider::new();
        let packs = packs(&self.params);
        let host = quiet();
        provider.collect(&self.request(), &host).unwrap();
        let records = host.records.lock().unwrap();
        judged(&packs, self.of_file.iter().chain(records.iter()))
    }
}

/// The ids of the rules that fail on some records.
fn judged<'a>(packs: &Packs, records: impl IntoIterator<Item = &'a Record>) -> BTreeSet<String> {
    let judged = Judged::of(packs, records, &["imap"], Vec::new());
    judged.rules().into_iter().map(str::to_owned).collect()
}

fn file() -> Source {
    Source {
        provider: "csv".to_owned(),
        name: "users.csv".to_owned(),
        live: false,
    }
}

/// Holds that exactly these rules fail.
#[track_caller]
fn expect(found: &BTreeSet<String>, rules: &[&str]) {
    let wanted: BTreeSet<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
    assert_eq!(*found, wanted);
}
