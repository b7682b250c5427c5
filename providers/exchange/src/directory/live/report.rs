//! What is said of a directory server itself: whether it answered, and how much of it could be seen.

use crate::evidence::{Evidence, Seen};
use imaprules_directory::{DirectoryError, Endpoint, Root};
use imaprules_facts::{Reason, Record, Unknown};

/// What was found out about a server.
pub(super) struct Report {
    name: String,
    pub(super) encrypted: Option<bool>,
    pub(super) root: Option<Root>,
    /// Whether the forest has Exchange.
    pub(super) exchange: Option<bool>,
    /// Whether access lists of databases were given.
    pub(super) descriptors: Option<bool>,
    pub(super) mailboxes: u64,
    pub(super) rounds: u64,
    /// What cut an answer short, the first time.
    pub(super) cut: Option<String>,
}

impl Report {
    pub(super) fn new(endpoint: &Endpoint) -> Self {
        Report {
            name: endpoint.to_string(),
            encrypted: None,
            root: None,
            exchange: None,
            descriptors: None,
            mailboxes: 0,
            rounds: 0,
            cut: None,
        }
    }

    /// As facts of a subject of its own.
    pub(super) fn record(&self, evidence: &Evidence, seen: Seen, error: Option<DirectoryError>) -> Record {
        let mut record = evidence.record("exchange.directory", &self.name, seen);
        let why = error.as_ref().map(DirectoryError::unknown);
        record.know("exchange.directory.address", self.name.clone());
        let trouble = error
            .as_ref()
            .map(ToString::to_string)
            .or_else(|| self.cut.clone());
        record.know("exchange.directory.whole", trouble.is_none());
        record.know("exchange.directory.trouble", trouble.unwrap_or_default());
        let mut put = |name: &str, value: Option<imaprules_facts::Value>, missing: &str| {
            match (value, &why) {
                (Some(value), _) => record.know(name, value),
                (None, Some(why)) => record.miss(name, why.clone()),
                (None, None) => record.miss(name, Unknown::noted(Reason::NoPermission, missing)),
            };
        };
        put("exchange.directory.encrypted", self.encrypted.map(Into::into), "");
        let root = self.root.as_ref();
        put(
            "exchange.directory.active_directory",
            root.map(|root| root.is_active_directory().into()),
            "",
        );
        put(
            "exchange.directory.domain",
            root.and_then(|root| root.domain.clone()).map(Into::into),
            "the server names no domain",
        );
        put(
            "exchange.directory.exchange",
            self.exchange.map(Into::into),
            "the objects of Exchange cannot be seen by this account, or there are none",
        );
        put(
            "exchange.directory.access_lists",
            self.descriptors.map(Into::into),
            "this server was not asked for databases",
        );
        if error.is_none() {
            let count = i64::try_from(self.mailboxes).unwrap_or(i64::MAX);
            record.know("exchange.directory.mailboxes", count);
        }
        record.know(
            "exchange.directory.questions",
            i64::try_from(self.rounds).unwrap_or(i64::MAX),
        );
        record
    }
}
