//! Asks directory servers. The first one tells what the whole forest shares - the organisation, servers, databases, domains - and each
//! tells of the mailboxes, accounts and groups of its own domain.
//!
//! What cannot be read is noted with its reason, part by part; nothing that was read before is lost by it.

mod configuration;
mod domain;
mod questions;
mod report;

use super::attributes::Live;
use super::settings::{PASSWORD, Plan};
use super::take::{Taken, take};
use crate::evidence::{Ending, Evidence, PROVIDER, Part, Seen};
use imaprules_directory::{Connection, DirectoryError, Ended, Endpoint, Found, Root, Search};
use imaprules_facts::{Record, SubjectRef, Value};
use imaprules_provider::{Host, Level, SETTINGS};
use report::Report;
use std::collections::BTreeMap;

/// What the whole forest shares.
const FOREST: [Part; 5] = [
    Part::Organisation,
    Part::Servers,
    Part::Throttling,
    Part::Databases,
    Part::DatabaseRights,
];

/// What each domain has of its own.
const DOMAIN: [Part; 5] = [
    Part::Mailboxes,
    Part::ImapAccess,
    Part::MailboxRights,
    Part::Accounts,
    Part::Groups,
];

/// Asks all servers of the plan. `admins` are names of accounts that open other people's mailboxes.
pub(crate) fn collect(plan: &Plan, admins: &[String], evidence: &mut Evidence, now: i64, host: &dyn Host) {
    let mut read: Vec<String> = Vec::new();
    let mut domains: Vec<String> = Vec::new();
    for (place, endpoint) in plan.endpoints.iter().enumerate() {
        if host.cancelled() {
            return;
        }
        let origin = evidence.origin(&endpoint.to_string(), true);
        let mut asker = Asker {
            plan,
            admins,
            host,
            seen: Seen {
                origin,
                place: Default::default(),
                at: now,
            },
            first: place == 0,
            evidence,
            report: Report::new(endpoint),
        };
        let ended = asker.server(endpoint, &mut read, &mut domains);
        let report = asker.finish(ended);
        // The host wants no more records when the run was stopped; asking stops at the same sign.
        let _ = host.emit(report);
    }
    if let Some(record) = untold(evidence, &domains, &read, now) {
        let _ = host.emit(record);
    }
}

/// Domains of the forest that no server was named for: what was read is not all there is then. Gives the record that names them;
/// nothing where the domains of the forest are not known.
fn untold(evidence: &mut Evidence, domains: &[String], read: &[String], now: i64) -> Option<Record> {
    let has = |dn: &String| read.iter().any(|known| known.eq_ignore_ascii_case(dn));
    let missing: Vec<String> = domains.iter().filter(|dn| !has(dn)).cloned().collect();
    let origin = evidence.domains.first()?.seen.origin;
    if !missing.is_empty() {
        let note = format!(
            "not read: {}; name a domain controller of each with a further exchange.directory",
            missing.join(" and ")
        );
        let live: Vec<bool> = (0..evidence.asked.len())
            .map(|at| is_live(evidence, at))
            .collect();
        for (asked, live) in evidence.asked.iter_mut().zip(live) {
            if live && DOMAIN.contains(&asked.part) && asked.ending == Ending::Whole {
                asked.ending = Ending::Partial(note.clone());
            }
        }
    }
    let seen = Seen {
        origin,
        place: Default::default(),
        at: now,
    };
    let mut record = evidence.record("migration", "migration", seen);
    let missing = missing.into_iter().map(Value::from).collect();
    record.know("exchange.domains_not_read", Value::List(missing));
    (!domains.is_empty()).then_some(record)
}

fn is_live(evidence: &Evidence, at: usize) -> bool {
    evidence
        .asked
        .get(at)
        .is_some_and(|asked| evidence.is_live(asked.origin))
}

/// One server being asked.
struct Asker<'a> {
    plan: &'a Plan,
    admins: &'a [String],
    host: &'a dyn Host,
    seen: Seen,
    /// Whether it is asked for what the forest shares.
    first: bool,
    evidence: &'a mut Evidence,
    report: Report,
}

/// How many objects of each kind came.
type Counts = BTreeMap<Taken, u64>;

impl<'a> Asker<'a> {
    fn server(
        &mut self,
        endpoint: &Endpoint,
        read: &mut Vec<String>,
        domains: &mut Vec<String>,
    ) -> Result<(), DirectoryError> {
        let host = self.host;
        let mut connection = Connection::open(endpoint, &self.plan.trust, self.plan.limits, host)?;
        self.report.encrypted = Some(connection.is_encrypted());
        let root = connection.root()?;
        self.report.root = Some(root.clone());
        self.sign_in(&mut connection)?;
        let asked = self.contents(&mut connection, &root, read, domains);
        self.report.rounds = connection.rounds();
        host.log(
            Level::Info,
            &format!("{endpoint}: {} questions to the directory", connection.rounds()),
        );
        asked
    }

    fn contents(
        &mut self,
        connection: &mut Connection<'_>,
        root: &Root,
        read: &mut Vec<String>,
        domains: &mut Vec<String>,
    ) -> Result<(), DirectoryError> {
        if self.first {
            self.configuration(connection, root, domains)?;
        }
        let Some(domain) = root
            .domain
            .as_deref()
            .or(root.contexts.first().map(String::as_str))
        else {
            return Ok(());
        };
        read.push(domain.to_owned());
        self.domain(connection, domain)
    }

    /// Without a name nobody signs in: some directories tell strangers something.
    fn sign_in(&mut self, connection: &mut Connection<'_>) -> Result<(), DirectoryError> {
        let Some(user) = &self.plan.user else {
            return Ok(());
        };
        let subject = SubjectRef::new(SETTINGS, PROVIDER);
        match self.host.secret(&subject, PASSWORD) {
            Some(password) => connection.sign_in(user, &password, self.plan.allow_plaintext),
            None => Err(DirectoryError::Budget(format!(
                "nobody gave the password of {user}: put it into the environment variable IMAPRULES_EXCHANGE_DIRECTORY_PASSWORD, or run it on a terminal, which asks"
            ))),
        }
    }

    /// Carries out a search and takes what comes.
    fn search(
        &mut self,
        connection: &mut Connection<'_>,
        search: &Search<'_>,
        counts: &mut Counts,
    ) -> Result<Found, DirectoryError> {
        let Asker {
            evidence, seen, host, ..
        } = self;
        let found = connection.search(search, &mut |entry| {
            let live = Live {
                entry: &entry,
                asked: search.attributes,
            };
            *counts.entry(take(evidence, *seen, &live)).or_default() += 1;
        })?;
        for place in &found.referrals {
            host.log(Level::Info, &format!("a reference to {place} is not followed"));
        }
        Ok(found)
    }

    fn asked(&mut self, part: Part, ending: Ending) {
        self.evidence.asked(self.seen.origin, part, None, ending);
    }

    /// Notes the parts that an error kept from being read, and gives the record about this server.
    fn finish(&mut self, ended: Result<(), DirectoryError>) -> Record {
        if let Err(error) = &ended {
            let parts = FOREST.iter().filter(|_| self.first).chain(&DOMAIN);
            for part in parts.copied().collect::<Vec<_>>() {
                if !self.is_asked(part) {
                    self.asked(part, failed(error));
                }
            }
        }
        self.report.record(self.evidence, self.seen, ended.err())
    }

    fn is_asked(&self, part: Part) -> bool {
        self.evidence
            .endings(part)
            .any(|asked| asked.origin == self.seen.origin)
    }
}

/// How a question ended that came to an error.
fn failed(error: &DirectoryError) -> Ending {
    match error.reason() {
        imaprules_facts::Reason::NoPermission => Ending::Denied(error.to_string()),
        _ => Ending::Failed(error.to_string()),
    }
}

/// How a search ended.
fn ending(found: &Found) -> Ending {
    match &found.ended {
        Ended::Whole => Ending::Whole,
        Ended::Short(error) if found.entries == 0 => failed(error),
        Ended::Short(error) => Ending::Partial(error.to_string()),
        Ended::Bound(bound) => Ending::Partial(format!(
            "only {bound} entries were read, which is the bound `directory_entries`"
        )),
    }
}
