//! From records to the evidence: one module for each family of cmdlets.

mod accounts;
mod directory;
mod entries;
mod folders;
mod mailboxes;
mod policies;
mod servers;

pub(super) use directory::names;
pub(super) use folders::Folding;

use super::cmdlet::{Cmdlet, Recogniser, Sort, named};
use super::fields::Fields;
use crate::evidence::{Ending, Evidence, Listed, OriginId, Part, Seen, Server};
use imaprules_exports::reading::Order;
use imaprules_exports::{Object, Record};
use std::collections::{BTreeMap, HashSet};

/// Errors that the collector script met and that are shown.
const FAILURES: usize = 20;

/// One file being taken in.
pub(super) struct Intake<'a> {
    pub(super) evidence: &'a mut Evidence,
    pub(super) recogniser: Recogniser,
    pub(super) origin: OriginId,
    /// When the file was written.
    pub(super) at: i64,
    /// The order of day and month in it.
    pub(super) order: Option<Order>,
    /// What stands in an LDIF file: all its records are entries of a directory.
    pub(super) ldif: Option<HashSet<String>>,
    /// The latest moment of export that its records tell.
    pub(super) told: Option<i64>,
    /// Records by what they are.
    pub(super) counts: BTreeMap<Sort, (&'static Cmdlet, u64)>,
    pub(super) failures: Vec<String>,
    /// Parts about which the collector script noted how its question ended.
    pub(super) asked: Vec<Option<Part>>,
    pub(super) folders: Folding,
}

/// A record being read: its properties, and where it stands.
pub(super) struct Reading<'a> {
    evidence: &'a mut Evidence,
    fields: Fields<'a>,
    seen: Seen,
}

impl Intake<'_> {
    /// Takes in a record. False when it is of no cmdlet that is known.
    pub(super) fn record(&mut self, record: &Record) -> bool {
        let found = match self.ldif {
            Some(_) => named("ldifde"),
            None => self.recogniser.of(&record.object),
        };
        let Some(cmdlet) = found else { return false };
        let fields = Fields {
            object: &record.object,
            order: self.order,
        };
        let told = fields.time(&["ExportedAt"]).and_then(Result::ok);
        self.told = self.told.max(told);
        let seen = Seen {
            origin: self.origin,
            place: record.place,
            at: told.unwrap_or(self.at),
        };
        self.count(cmdlet, 1);
        if cmdlet.meaning.sort == Sort::Asked {
            self.note(fields, seen);
            return true;
        }
        self.object(cmdlet.meaning.sort, &record.object, seen);
        true
    }

    fn count(&mut self, cmdlet: &'static Cmdlet, records: u64) {
        self.counts.entry(cmdlet.meaning.sort).or_insert((cmdlet, 0)).1 += records;
    }

    fn object(&mut self, sort: Sort, object: &Object, seen: Seen) {
        let mut reading = Reading {
            evidence: self.evidence,
            fields: Fields {
                object,
                order: self.order,
            },
            seen,
        };
        match sort {
            Sort::Server => servers::server(&mut reading),
            Sort::ImapSettings => servers::settings(&mut reading),
            Sort::VirtualServer => servers::virtual_server(&mut reading),
            Sort::Service => servers::service(&mut reading),
            Sort::Component => servers::component(&mut reading),
            Sort::StoreLimits => servers::store(&mut reading),
            Sort::Certificate => servers::certificate(&mut reading),
            Sort::SetupVersion => servers::setup(&mut reading),
            Sort::Organisation => servers::organisation(&mut reading),
            Sort::Database => servers::database(&mut reading),
            Sort::Policy => policies::policy(&mut reading),
            Sort::PolicyAssociation => policies::association(&mut reading),
            Sort::Mailbox => mailboxes::mailbox(&mut reading),
            Sort::ImapAccess => mailboxes::access(&mut reading),
            Sort::Statistics => mailboxes::statistics(&mut reading),
            Sort::Folder => self.folders.add(&mut reading),
            Sort::MailboxEntry => entries::on_mailbox(&mut reading),
            Sort::DirectoryEntry => entries::on_directory(&mut reading),
            Sort::Sddl => entries::sddl(&mut reading),
            Sort::Account => accounts::account(&mut reading),
            Sort::Group => accounts::group(&mut reading),
            Sort::GroupMember => accounts::member(&mut reading),
            Sort::Entry => directory::entry(&mut reading, self.ldif.as_ref()),
            Sort::Domain => accounts::domain(&mut reading),
            Sort::User => accounts::account(&mut reading),
            Sort::Asked => {}
        }
    }

    /// What the collector script notes of a cmdlet that it asked: that it came to its end, with records or none, or its error.
    fn note(&mut self, fields: Fields<'_>, seen: Seen) {
        let Some(name) = fields.text(&["Asked"]) else {
            return;
        };
        let (about, error) = (fields.text(&["For"]), fields.text(&["Error"]));
        let Some(cmdlet) = named(&name) else { return };
        if error.is_none() {
            self.count(cmdlet, 0);
        }
        if let Some(part) = cmdlet.meaning.part {
            let chosen = fields.text(&["Chosen"]);
            let ending = match (&error, chosen) {
                (Some(error), _) if is_denial(error) => Ending::Denied(error.clone()),
                (Some(error), _) => Ending::Failed(error.clone()),
                (None, Some(chosen)) => Ending::Partial(chosen),
                (None, None) => Ending::Whole,
            };
            self.evidence.asked(self.origin, part, about.as_deref(), ending);
            self.asked.push(about.is_none().then_some(part));
        }
        if let (Sort::MailboxEntry | Sort::DirectoryEntry, Some(on), None) =
            (cmdlet.meaning.sort, &about, &error)
        {
            // The script leaves out entries that say nothing of opening mailboxes; that it asked still counts.
            let (origin, on) = (self.origin, self.evidence.texts.put(on));
            self.evidence.listed.insert(Listed { origin, on });
        }
        if let (Sort::Service, Some(server), None) = (cmdlet.meaning.sort, &about, &error) {
            let mut server_seen = Server::new(seen);
            server_seen.name = self.evidence.symbol(server);
            server_seen.all_services = true;
            self.evidence.servers.push(server_seen);
        }
        if let Some(error) = error.filter(|_| self.failures.len() < FAILURES) {
            let about = about.map(|about| format!(" for {about}")).unwrap_or_default();
            self.failures.push(format!("{name}{about}: {error}"));
        }
    }

    /// Keeps what was summed over records.
    pub(super) fn end(&mut self) {
        std::mem::take(&mut self.folders).end(self.evidence);
    }
}

/// Whether the words of an error say that the account may not ask. They are the system's, in its language; the numbers are not.
fn is_denial(error: &str) -> bool {
    let error = error.to_lowercase();
    [
        "access is denied",
        "0x80070005",
        "unauthorized",
        "insufficient access",
        "insuff_access",
    ]
    .iter()
    .any(|words| error.contains(words))
}
