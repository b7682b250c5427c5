//! Where a statement was read: the file or directory, the place in it, and when it was true.

use imaprules_exports::Place;
use imaprules_facts::{Record, Source, Unknown};

/// Id of the provider, as in its description.
pub(crate) const PROVIDER: &str = "exchange";

/// Provider of the sources of evidence. It is not the description's: a row counts as done, when a run is taken up again, once the provider
/// itself told something live of it, and that is the sign-in, not what a directory or a file says.
pub(crate) const SOURCES: &str = "exchange-evidence";

/// A file that was read or a directory that was asked.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// File name as given, or `ldaps://dc1.contoso.com:636`.
    pub(crate) name: String,
    /// Whether it was asked during the run.
    pub(crate) live: bool,
}

/// An origin by its place in the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct OriginId(pub(crate) u16);

/// Origin, place and moment of one record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seen {
    pub(crate) origin: OriginId,
    /// Place in a file; the default where there is none.
    pub(crate) place: Place,
    /// When it was true, in milliseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
}

/// What a source says: nothing, where it does not speak of it; a value; or why it cannot be read. An attribute that the source was asked
/// for and does not have is a value, or the absence that its meaning gives it, decided where it is read.
pub(crate) type Told<T> = Option<Result<T, Box<Unknown>>>;

/// A value that was told.
pub(crate) fn told<T>(value: T) -> Told<T> {
    Some(Ok(value))
}

/// A value that cannot be read.
pub(crate) fn lost<T>(why: Unknown) -> Told<T> {
    Some(Err(Box::new(why)))
}

/// The value, where there is one.
pub(crate) fn value<T>(told: &Told<T>) -> Option<&T> {
    told.as_ref().and_then(|told| told.as_ref().ok())
}

impl Origin {
    /// As the source of records.
    pub(crate) fn source(&self) -> Source {
        Source {
            provider: SOURCES.to_owned(),
            name: self.name.clone(),
            live: self.live,
        }
    }

    /// A record about a subject, from this origin.
    pub(crate) fn record(&self, kind: &str, id: &str, seen: Seen) -> Record {
        let mut record = Record::about(kind, id, self.source(), seen.at);
        record.place = (seen.place.record > 0).then(|| seen.place.to_string());
        record
    }
}
