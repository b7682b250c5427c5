//! What an entry of the catalogue says.

use regex::Regex;
use serde::Deserialize;

/// What the service makes of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Something has to be done before it works.
    Permanent,
    /// The service tries again by itself.
    Transient,
    /// It comes up when an endpoint or a batch is created.
    Setup,
    /// No error of the service, but something that people see.
    Symptom,
    /// No fault at all.
    None,
}

/// How well an entry is backed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Microsoft or a standard says so.
    Verified,
    /// Others report it.
    Reported,
    /// Known by name only: it is recognised, but nothing is concluded from it alone.
    Unverified,
}

/// One error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id: `E06`, `server.expired`.
    pub id: String,
    /// What happened, in a few words.
    pub title: String,
    /// What the service makes of it.
    pub class: Class,
    /// How well it is backed.
    pub certainty: Certainty,
    /// The symptom that it belongs to.
    pub symptom: Option<String>,
    /// Names of exceptions, without namespace.
    pub types: Vec<String>,
    /// Response code of the source server (RFC 5530).
    pub code: Option<String>,
    /// Why it happens.
    pub cause: String,
    /// What to do, step by step.
    pub fix: Vec<String>,
    /// What backs it.
    pub source: String,
    /// Statements of the troubleshooter that it covers.
    pub covers: Vec<String>,
    /// Whole texts as people see them, in the languages that are known; each is recognised as this entry.
    pub examples: Vec<String>,
    /// Whether it only wraps others: one that stands inside says more.
    pub(crate) wrapper: bool,
    /// Whether the type alone is not enough.
    pub(crate) needs_text: bool,
    /// The capture that holds another error.
    pub(crate) inner: Option<String>,
}

impl Entry {
    /// The steps as one text.
    pub fn remedy(&self) -> String {
        self.fix.join(" ")
    }
}

/// A text of an entry.
#[derive(Debug)]
pub(crate) struct Text {
    /// The entry, by its place.
    pub(crate) entry: usize,
    /// Language of the text: `en`, `tr`.
    pub(crate) lang: String,
    /// The text as a pattern.
    pub(crate) regex: Regex,
    /// A word of it, folded: where it is missing there is no need to look further.
    pub(crate) hint: String,
    /// Length of what is fixed in it: a longer text says more.
    pub(crate) weight: usize,
}
