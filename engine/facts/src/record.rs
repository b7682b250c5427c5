//! What a provider hands over: facts about one subject from one source. A line of a bundle is a record.

use crate::{Unknown, Value};

/// Names a subject: its kind and its id within that kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectRef {
    /// A declared kind, such as `mailbox`.
    pub kind: String,
    /// The id within its kind, such as `a@example.com`.
    pub id: String,
}

impl SubjectRef {
    /// The subject of this kind with this id.
    pub fn new(kind: impl Into<String>, id: impl Into<String>) -> Self {
        SubjectRef {
            kind: kind.into(),
            id: id.into(),
        }
    }
}

/// Where facts come from: a file, a server, a directory.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source {
    /// Id of the provider that read it.
    pub provider: String,
    /// File name, or host and port: what a reader of the report would look for.
    pub name: String,
    /// Whether it was asked during the run (`true`) or is an export made earlier (`false`). Where two sources
    /// disagree, live wins.
    pub live: bool,
}

/// A value, or why there is none.
pub type Known = Result<Value, Unknown>;

/// Facts about one subject, learnt together from one source. Records about the same subject add up.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What the facts are about. The subject comes into being with its first record.
    pub subject: SubjectRef,
    /// Id of the parent, where the kind has one and the parent is not the only subject of its kind.
    pub parent: Option<String>,
    /// Typed references to other subjects, at most one for each kind the subject's kind may refer to.
    pub references: Vec<SubjectRef>,
    /// Where the facts come from.
    pub source: Source,
    /// The place in the source: `line 12`, `[::1]:993`.
    pub place: Option<String>,
    /// When they were learnt, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Fact names with what was learnt.
    pub facts: Vec<(String, Known)>,
}

impl Record {
    /// A record without facts yet; see [`Record::know`] and [`Record::miss`].
    pub fn about(kind: &str, id: &str, source: Source, at: i64) -> Self {
        Record {
            subject: SubjectRef::new(kind, id),
            parent: None,
            references: Vec::new(),
            source,
            place: None,
            at,
            facts: Vec::new(),
        }
    }

    /// Adds a known fact.
    pub fn know(&mut self, fact: &str, value: impl Into<Value>) -> &mut Self {
        self.facts.push((fact.to_owned(), Ok(value.into())));
        self
    }

    /// Adds a fact that could not be learnt.
    pub fn miss(&mut self, fact: &str, unknown: Unknown) -> &mut Self {
        self.facts.push((fact.to_owned(), Err(unknown)));
        self
    }
}
