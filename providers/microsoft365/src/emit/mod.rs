//! From the model to facts: one module for each family of subjects.

mod domains;
mod job;
mod mailboxes;
mod migration;
mod users;

use crate::explain::Explainer;
use crate::join::Names;
use crate::model::{Facts, Model, Origin};
use crate::settings::Order;
use imaprules_facts::{Record, Source};
use imaprules_provider::{Host, Stop};

/// Id of the provider, as in its description.
pub(crate) const ID: &str = "microsoft365";

/// Hands records to the program.
pub(crate) struct Emitter<'a> {
    pub(crate) host: &'a dyn Host,
    pub(crate) model: &'a Model,
    pub(crate) names: Names,
    pub(crate) order: &'a Order,
    /// The one server of the source, where there is one.
    pub(crate) server: Option<String>,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) now: i64,
    pub(crate) explainer: Explainer,
}

impl Emitter<'_> {
    /// Emits everything.
    pub(crate) fn all(&mut self) -> Result<(), Stop> {
        self.migration()?;
        self.exports()?;
        self.domains()?;
        self.endpoints()?;
        self.batches()?;
        self.mailboxes()?;
        self.users()?;
        self.error_rows()
    }

    /// A record about a subject, from a place in a file.
    fn record(&self, kind: &str, id: &str, origin: Origin) -> Record {
        let name = self
            .model
            .files
            .get(origin.file)
            .map_or("", |file| file.name.as_str());
        let source = Source {
            provider: ID.to_owned(),
            name: name.to_owned(),
            live: false,
        };
        let mut record = Record::about(kind, id, source, origin.at);
        record.place = (origin.place.record > 0).then(|| origin.place.to_string());
        record
    }

    /// A record that several files or no file stand behind.
    fn summary(&self, kind: &str, id: &str, name: &str, at: i64) -> Record {
        let source = Source {
            provider: ID.to_owned(),
            name: name.to_owned(),
            live: false,
        };
        Record::about(kind, id, source, at)
    }

    /// Emits a record with these facts, unless there are none.
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
