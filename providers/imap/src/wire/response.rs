//! One response, whoever could read it: imap-codec first, imap-proto where that refuses, our own tokens where both
//! do. Each is right where others are wrong; a line that nobody can read stays as it came.

use super::{Condition, codec, proto, untyped};

/// Who understood a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Codec,
    Proto,
    Tokens,
    Nobody,
}

/// A response, reduced to what is wanted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Response {
    Condition(Condition),
    /// `+`: the server waits for the rest of a command.
    Continuation,
    /// In upper case.
    Capability(Vec<String>),
    Listed(Listed),
    Status {
        /// As the server writes it.
        mailbox: Vec<u8>,
        items: StatusItems,
    },
    /// What the session may do with a folder (RFC 4314): letters.
    Rights {
        /// As the server writes it.
        mailbox: Vec<u8>,
        rights: String,
    },
    Quota(Quota),
    QuotaRoots(Vec<Vec<u8>>),
    Namespaces(Namespaces),
    /// Names and values; no value where the server said NIL.
    Id(Vec<(String, Option<String>)>),
    Fetched(Fetched),
    Search(Vec<u64>),
    Esearch(Esearch),
    Exists(u64),
    /// Understood; nothing in it is wanted.
    Other,
    Unread,
}

/// A line of LIST.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Listed {
    /// In lower case, with their backslash.
    pub(crate) attributes: Vec<String>,
    /// Nothing where the hierarchy is flat.
    pub(crate) delimiter: Option<char>,
    /// As the server writes it.
    pub(crate) name: Vec<u8>,
}

/// Items of STATUS.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StatusItems {
    pub(crate) messages: Option<u64>,
    pub(crate) uid_next: Option<u64>,
    pub(crate) uid_validity: Option<u64>,
    pub(crate) size: Option<u64>,
    pub(crate) mailbox_id: Option<String>,
}

/// A quota root and its STORAGE, in units of 1024 octets: used and limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Quota {
    pub(crate) root: Vec<u8>,
    pub(crate) storage: Option<(u64, u64)>,
}

/// Prefixes of the three namespaces, as the server writes them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Namespaces {
    pub(crate) personal: Vec<Vec<u8>>,
    pub(crate) other: Vec<Vec<u8>>,
    pub(crate) shared: Vec<Vec<u8>>,
}

/// What FETCH told of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Fetched {
    pub(crate) uid: Option<u64>,
    pub(crate) size: Option<u64>,
}

/// What an extended search told (RFC 4731).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Esearch {
    pub(crate) count: Option<u64>,
    pub(crate) min: Option<u64>,
}

/// Lists inside lists deeper than this are in no response that is wanted; parsers that take structures of messages
/// apart could be driven into deep recursion.
const DEEPEST: usize = 8;

/// Reads one framed response.
pub(crate) fn read(octets: &[u8]) -> (Response, Reader) {
    if depth(octets) <= DEEPEST {
        if let Some(response) = codec::read(octets) {
            return (response, Reader::Codec);
        }
        if let Some(response) = proto::read(octets) {
            return (response, Reader::Proto);
        }
    }
    match untyped::read(octets) {
        Some(response) => (response, Reader::Tokens),
        None => (Response::Unread, Reader::Nobody),
    }
}

/// How deep lists stand inside lists. Brackets in texts count, too: they only make it look deeper.
fn depth(octets: &[u8]) -> usize {
    let (mut now, mut deepest) = (0usize, 0usize);
    for octet in octets {
        match octet {
            b'(' => now += 1,
            b')' => now = now.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(now);
    }
    deepest
}
