//! What every computation gets: the evidence brought together, the rows, the order, and the way to hand records over.

use crate::evidence::{Evidence, SOURCES, Seen, Told};
use crate::joined::Joined;
use crate::rows::Row;
use crate::settings::Order;
use imaprules_facts::{Known, Record, Source, Value};
use imaprules_provider::{Host, Stop};

/// Facts of one subject.
pub(crate) type Facts = Vec<(&'static str, Known)>;

/// One run, with everything that was read before the server is asked.
pub(crate) struct Case<'a> {
    pub(crate) evidence: &'a Evidence,
    pub(crate) joined: &'a Joined,
    pub(crate) rows: &'a [Row],
    pub(crate) order: &'a Order,
    pub(crate) host: &'a dyn Host,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) now: i64,
}

impl Case<'_> {
    /// Hands over facts that one record of a source told.
    pub(crate) fn tell(&self, kind: &str, id: &str, seen: Seen, facts: Facts) -> Result<(), Stop> {
        self.send(self.evidence.record(kind, id, seen), facts)
    }

    /// Hands over facts that were computed from several sources; the name says from what.
    pub(crate) fn conclude(&self, kind: &str, id: &str, name: &str, facts: Facts) -> Result<(), Stop> {
        let source = Source {
            provider: SOURCES.to_owned(),
            name: name.to_owned(),
            live: false,
        };
        self.send(Record::about(kind, id, source, self.now), facts)
    }

    fn send(&self, mut record: Record, facts: Facts) -> Result<(), Stop> {
        if facts.is_empty() {
            return Ok(());
        }
        record
            .facts
            .extend(facts.into_iter().map(|(name, known)| (name.to_owned(), known)));
        self.host.emit(record)
    }
}

/// Adds a fact where the source speaks of it.
pub(crate) fn add<T>(facts: &mut Facts, name: &'static str, told: &Told<T>, of: impl Fn(&T) -> Value) {
    if let Some(told) = told {
        facts.push((name, told.as_ref().map(of).map_err(|why| why.as_ref().clone())));
    }
}
