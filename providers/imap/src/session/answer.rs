//! What comes of a command: an answer, or a connection that is of no more use.

use crate::wire::{Condition, Kind, Response, Unwritable, printable};
use std::time::Duration;

/// Texts of servers are cut after so many characters.
pub(crate) const LONGEST_TEXT: usize = 1000;

/// The first line of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Greeting {
    /// As it came, line end included.
    pub(crate) raw: Vec<u8>,
    /// Nothing when the line is no greeting of IMAP.
    pub(crate) condition: Option<Condition>,
    pub(crate) took: Duration,
}

impl Greeting {
    /// The line, printable.
    pub(crate) fn text(&self) -> String {
        printable(&self.raw, LONGEST_TEXT)
    }

    /// OK, PREAUTH or BYE; nothing when the line is something else.
    pub(crate) fn kind(&self) -> Option<Kind> {
        let kind = self.condition.as_ref().map(|condition| condition.kind)?;
        matches!(kind, Kind::Ok | Kind::Preauth | Kind::Bye).then_some(kind)
    }
}

/// The answer to a command that was answered to its end.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// The tagged line.
    pub(crate) end: Condition,
    /// What came before it.
    pub(crate) untagged: Vec<Response>,
    /// What the server said behind its last `+`; empty where it said nothing.
    pub(crate) challenge: Vec<u8>,
    pub(crate) took: Duration,
}

impl Reply {
    pub(crate) fn is_ok(&self) -> bool {
        self.end.kind == Kind::Ok
    }

    /// The last BYE, NO or BAD without a tag.
    pub(crate) fn warning(&self) -> Option<&Condition> {
        self.untagged.iter().rev().find_map(|response| match response {
            Response::Condition(condition) if condition.kind != Kind::Ok => Some(condition),
            _ => None,
        })
    }

    /// Capabilities that the answer tells by the way, in upper case.
    pub(crate) fn capabilities(&self) -> Option<Vec<String>> {
        let untagged = self.untagged.iter().rev().find_map(|response| match response {
            Response::Capability(all) => Some(all.clone()),
            Response::Condition(condition) => condition.capabilities(),
            _ => None,
        });
        self.end.capabilities().or(untagged)
    }
}

/// Why a connection is of no more use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// Silent for the time-out, or not done after several of them.
    Timeout,
    Closed,
    Reset,
    /// A response without end.
    TooLong,
    /// More responses or octets than any such answer needs.
    TooMuch,
    Cancelled,
    Failed(String),
    /// The command cannot be written. The connection itself is sound.
    Unwritable(Unwritable),
}

/// A command or a greeting that was not answered to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) why: Why,
    /// What the server said before, if it was BYE, NO or BAD.
    pub(crate) last_words: Option<Condition>,
    /// Octets of a response that never became whole.
    pub(crate) held: Vec<u8>,
    pub(crate) took: Duration,
}

impl Broken {
    /// In words, for notes and texts.
    pub(crate) fn text(&self) -> String {
        match &self.why {
            Why::Timeout => "no answer within the time-out".to_owned(),
            Why::Closed => "the server closed the connection".to_owned(),
            Why::Reset => "the connection was reset".to_owned(),
            Why::TooLong => "the server sent a line without end".to_owned(),
            Why::TooMuch => "the server sent more than any answer needs".to_owned(),
            Why::Cancelled => "cancelled".to_owned(),
            Why::Failed(error) => error.clone(),
            Why::Unwritable(error) => error.to_string(),
        }
    }
}
