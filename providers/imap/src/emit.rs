//! From what was found to records. Names and types of the facts are those of `facts.toml`.

mod folder;

use crate::rows::{Contents, Folder, Identity, Row, SignIn, Sizes};
use crate::wire::Namespaces;
use folder::{folder_facts, shown};
use imaprules_facts::{Known, Reason, Record, Source, SubjectRef, Unknown, Value};
use std::collections::HashSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Facts of the folders of a mailbox together.
const OF_FOLDERS: [&str; 5] = [
    "imap.folder_count",
    "mailbox.item_count",
    "mailbox.size",
    "mailbox.largest_message",
    "imap.oversize_messages",
];

/// The others that nobody sees without access to the mailbox.
const OF_SESSION: [&str; 5] = [
    "imap.quota_used",
    "imap.quota_limit",
    "imap.namespace_personal",
    "imap.namespace_other",
    "imap.namespace_shared",
];

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

    /// Capabilities once somebody was signed in.
    pub(crate) fn capabilities(&self, capabilities: &[String]) -> Record {
        self.server(vec![(
            "imap.capabilities_signed_in",
            Ok(Value::from(capabilities.to_vec())),
        )])
    }

    /// A row that nobody tried to sign in.
    pub(crate) fn untried(&self, row: &Row, why: Unknown) -> Record {
        let mut record = self.mailbox(&row.subject.id);
        record.miss("imap.login", why);
        record
    }

    /// A row that was tried, without what its mailbox holds.
    pub(crate) fn sign_in(&self, row: &Row, sign_in: &SignIn) -> Record {
        let mut record = self.mailbox(&row.subject.id);
        if let Some(account) = &row.account {
            record.know("imap.authenticates_as", account.authenticates_as.as_str());
            record.know("imap.delegated", account.delegated);
        }
        match &sign_in.login {
            Ok(login) => {
                record.know("imap.login", *login);
                record.know("imap.login_text", sign_in.text.as_str());
                record.know("imap.login_code", sign_in.code.clone().unwrap_or_default());
            }
            Err(why) => {
                record.miss("imap.login", why.clone());
            }
        }
        if let Some(method) = sign_in.method {
            record.know("imap.login_method", method.word());
        }
        if let Some(time) = sign_in.time {
            record.know("imap.login_time", millis(time));
        }
        if sign_in.login.is_ok() && !sign_in.is("ok") {
            let note = "the sign-in gave no access to the mailbox";
            OF_FOLDERS.iter().chain(&OF_SESSION).for_each(|fact| {
                record.miss(fact, Unknown::noted(Reason::Refused, note));
            });
        }
        record
    }

    /// Adds what the mailbox holds.
    pub(crate) fn contents(&self, record: &mut Record, contents: &Contents, odd_lines: &[String]) {
        match &contents.folders {
            Ok(folders) => {
                record.know("imap.folder_count", int(folders.len() as u64));
                put(
                    record,
                    "mailbox.item_count",
                    total(folders.iter().map(|(folder, _)| folder.messages())),
                );
                put(
                    record,
                    "mailbox.size",
                    total(folders.iter().map(|(_, sizes)| sizes.total.clone())),
                );
                put(
                    record,
                    "mailbox.largest_message",
                    most(folders.iter().map(|(_, sizes)| sizes.largest.clone())),
                );
                put(
                    record,
                    "imap.oversize_messages",
                    total(folders.iter().map(|(_, sizes)| sizes.oversize.clone())),
                );
            }
            Err(why) => OF_FOLDERS.iter().for_each(|fact| {
                record.miss(fact, why.clone());
            }),
        }
        let quota = &contents.quota;
        put(record, "imap.quota_used", quota.clone().map(|(used, _)| used));
        put(record, "imap.quota_limit", quota.clone().map(|(_, limit)| limit));
        type Prefixes = fn(&Namespaces) -> &Vec<Vec<u8>>;
        let namespaces: [(&str, Prefixes); 3] = [
            ("imap.namespace_personal", |all| &all.personal),
            ("imap.namespace_other", |all| &all.other),
            ("imap.namespace_shared", |all| &all.shared),
        ];
        for (fact, prefixes) in namespaces {
            match &contents.namespaces {
                Ok(all) => record.know(
                    fact,
                    prefixes(all).iter().map(|one| shown(one)).collect::<Vec<_>>(),
                ),
                Err(why) => record.miss(fact, why.clone()),
            };
        }
        record.know("imap.unread_lines", odd_lines.to_vec());
    }

    /// A record for each folder.
    pub(crate) fn folders(&self, mailbox: &str, contents: &Contents) -> Vec<Record> {
        let Ok(folders) = &contents.folders else {
            return Vec::new();
        };
        let mut ids = HashSet::new();
        let mut record = |(folder, sizes): &(Folder, Sizes)| {
            let shown = format!("{mailbox}/{}", shown(&folder.listed.name));
            // Two names that look the same to people stay two folders.
            let mut id = shown.clone();
            let mut number = 1;
            while !ids.insert(id.clone()) {
                number += 1;
                id = format!("{shown} ({number})");
            }
            let mut record = Record::about("folder", &id, self.source.clone(), now());
            record.parent = Some(mailbox.to_owned());
            folder_facts(&mut record, folder, sizes, &contents.namespaces);
            record
        };
        folders.iter().map(&mut record).collect()
    }

    /// Whether a row reached a mailbox of its own.
    pub(crate) fn identity(&self, identity: &Identity) -> Record {
        let mut record = self.mailbox(&identity.row);
        record.know("imap.identity", identity.word);
        record.know("imap.same_mailbox_as", identity.same_as.clone());
        record
    }

    fn mailbox(&self, id: &str) -> Record {
        let mut record = Record::about("mailbox", id, self.source.clone(), now());
        record.references.push(self.server.clone());
        record
    }
}

/// The sum, or why it is not known.
fn total(values: impl Iterator<Item = Result<u64, Unknown>>) -> Result<u64, Unknown> {
    values
        .into_iter()
        .try_fold(0u64, |sum, value| Ok(sum.saturating_add(value?)))
}

/// The largest; nothing larger can be ruled out while one is unknown.
fn most(values: impl Iterator<Item = Result<u64, Unknown>>) -> Result<u64, Unknown> {
    values
        .into_iter()
        .try_fold(0u64, |most, value| Ok(most.max(value?)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_unknowns_are_unknown() {
        let why = Unknown::because(Reason::Timeout);
        assert_eq!(total([Ok(1), Ok(2)].into_iter()), Ok(3));
        assert_eq!(total([Ok(1), Err(why.clone())].into_iter()), Err(why.clone()));
        assert_eq!(most([Ok(5), Ok(2)].into_iter()), Ok(5));
        assert_eq!(most([Ok(5), Err(why.clone())].into_iter()), Err(why));
        assert_eq!(
            (total(std::iter::empty()), most(std::iter::empty())),
            (Ok(0), Ok(0))
        );
    }
}
