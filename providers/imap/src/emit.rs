//! From what was found to records. Names and types of the facts are those of `facts.toml`.

mod contents;
mod folder;
mod row;

pub(crate) use contents::Look;
pub(crate) use row::Seen;

use crate::exclude::Summary;
use crate::pass::PassMailbox;
use crate::rows::{Contents, Identity, Row, Verdict};
use imaprules_facts::{Known, Reason, Record, Source, SubjectRef, Unknown, Value};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The migration, of which there is one.
const MIGRATION: &str = "migration";

/// Whose records these are, and about which server.
#[derive(Debug, Clone)]
pub(crate) struct Emitter {
    source: Source,
    server: SubjectRef,
}

impl Emitter {
    pub(crate) fn new(provider: &str, label: &str) -> Emitter {
        Emitter {
            source: Source {
                provider: provider.to_owned(),
                name: label.to_owned(),
                live: true,
            },
            server: SubjectRef::new("server", label),
        }
    }

    /// Facts of the server.
    pub(crate) fn server(&self, facts: Vec<(&'static str, Known)>) -> Record {
        let mut record = Record::about(&self.server.kind, &self.server.id, self.source.clone(), now());
        record.facts = facts
            .into_iter()
            .map(|(name, known)| (name.to_owned(), known))
            .collect();
        record
    }

    /// What was measured of the server: a source of its own, which may contradict imported configuration.
    pub(crate) fn measured(&self, facts: Vec<(&'static str, Known)>) -> Record {
        let mut record = self.server(facts);
        record.source.name = format!("{}, measured", record.source.name);
        record
    }

    /// Capabilities once somebody was signed in.
    pub(crate) fn capabilities(&self, capabilities: &[String]) -> Record {
        self.server(vec![(
            "imap.capabilities_signed_in",
            Ok(Value::from(capabilities.to_vec())),
        )])
    }

    /// A row that nobody tried to sign in, with the cause where the server itself is the obstacle. There may be tens of thousands
    /// of them, so that the record holds no more than it must.
    pub(crate) fn untried(
        &self,
        row: &Row,
        seen: Seen<'_>,
        why: &Unknown,
        cause: Option<&Verdict>,
    ) -> Record {
        let mut record = self.mailbox(&row.subject.id);
        record.miss("imap.login", why.clone());
        if let Some(verdict) = cause {
            row::verdict(&mut record, verdict);
        }
        if seen.family.is_some() {
            row::user_name(&mut record, row, seen);
        }
        record
    }

    /// What is known of the cause of a failed sign-in, once more is known.
    pub(crate) fn revised(&self, row: &Row, verdict: &Verdict) -> Record {
        let mut record = self.mailbox(&row.subject.id);
        row::verdict(&mut record, verdict);
        record
    }

    /// An empty record of the migration.
    pub(crate) fn migration(&self) -> Record {
        Record::about(MIGRATION, MIGRATION, self.source.clone(), now())
    }

    /// A mailbox as the look of a provider built on this one gets it.
    pub(crate) fn pass_mailbox(&self, id: &str, contents: &Contents) -> PassMailbox {
        let folders = contents.folders.as_ref().map(Vec::as_slice).unwrap_or_default();
        PassMailbox {
            id: id.to_owned(),
            folders: folders
                .iter()
                .map(|(folder, _)| folder::of_pass(folder))
                .collect(),
            missing: contents.missing.clone(),
        }
    }

    /// Whether a row reached a mailbox of its own.
    pub(crate) fn identity(&self, identity: &Identity) -> Record {
        let mut record = self.mailbox(&identity.row);
        record.know("imap.identity", identity.word);
        record.know("imap.same_mailbox_as", identity.same_as.clone());
        record
    }

    /// The lists of folders to leave out: of the whole migration, and to which of them each mailbox belongs.
    pub(crate) fn exclusions(&self, summary: &Summary) -> Vec<Record> {
        let mut whole = Record::about(MIGRATION, MIGRATION, self.source.clone(), now());
        whole.know("imap.exclude_groups", summary.groups.clone());
        whole.know("imap.exclude_all", summary.all.clone());
        match &summary.conflicts {
            Some(conflicts) => whole.know("imap.exclude_conflicts", conflicts.clone()),
            None => {
                let note = "there are too many different names of folders to compare";
                whole.miss(
                    "imap.exclude_conflicts",
                    Unknown::noted(Reason::Unsupported, note),
                )
            }
        };
        let group = |(mailbox, number): &(String, usize)| {
            let mut record = self.mailbox(mailbox);
            record.know("imap.exclude_group", int(*number as u64));
            record
        };
        std::iter::once(whole)
            .chain(summary.group_of.iter().map(group))
            .collect()
    }

    /// An empty record of a mailbox.
    pub(crate) fn mailbox(&self, id: &str) -> Record {
        let mut record = Record::about("mailbox", id, self.source.clone(), now());
        record.references.push(self.server.clone());
        record
    }
}

fn put(record: &mut Record, fact: &str, value: Result<u64, Unknown>) {
    match value {
        Ok(value) => record.know(fact, int(value)),
        Err(why) => record.miss(fact, why),
    };
}

fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// Now, in milliseconds since 1970-01-01 UTC.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, millis)
}
