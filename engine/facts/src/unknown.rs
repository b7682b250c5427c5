//! Why a fact is not known. The list of reasons is closed: reports, tests and plugins rely on it.

use std::fmt;

/// The closed list of reasons. The order is that of the documentation, not a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Nobody asked. The fact's declaration says which option or export would give it.
    NotCollected,
    /// No way to the host: no route, no address, name not found.
    Unreachable,
    /// Asked, and no answer within the time allowed.
    Timeout,
    /// Asked, and turned away: connection refused, sign-in refused.
    Refused,
    /// Signed in, but this account may not see it.
    NoPermission,
    /// The service has no licence or subscription for it.
    NotLicensed,
    /// The system cannot tell: feature absent in this product or version.
    Unsupported,
    /// An answer or a file that cannot be read.
    Malformed,
    /// The run was interrupted before it was asked.
    Cancelled,
    /// Not asked, to protect accounts or servers.
    Budget,
    /// Known once, but too old to rely on.
    Stale,
}

impl Reason {
    /// Every reason, in the order of the documentation.
    pub const ALL: [Reason; 11] = [
        Reason::NotCollected,
        Reason::Unreachable,
        Reason::Timeout,
        Reason::Refused,
        Reason::NoPermission,
        Reason::NotLicensed,
        Reason::Unsupported,
        Reason::Malformed,
        Reason::Cancelled,
        Reason::Budget,
        Reason::Stale,
    ];

    /// The word used in bundles, reports and rule tests.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::NotCollected => "not-collected",
            Reason::Unreachable => "unreachable",
            Reason::Timeout => "timeout",
            Reason::Refused => "refused",
            Reason::NoPermission => "no-permission",
            Reason::NotLicensed => "not-licensed",
            Reason::Unsupported => "unsupported",
            Reason::Malformed => "malformed",
            Reason::Cancelled => "cancelled",
            Reason::Budget => "budget",
            Reason::Stale => "stale",
        }
    }

    /// The reason of that word, if it is one of the list.
    pub fn parse(word: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A fact that is not known: the reason, and what was seen, if anything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unknown {
    /// One of the closed list.
    pub reason: Reason,
    /// What was seen, in a few words: `connection refused by 192.0.2.1:993`. Never a secret.
    pub note: Option<String>,
}

impl Unknown {
    /// Unknown for this reason, with nothing more to say.
    pub fn because(reason: Reason) -> Self {
        Unknown { reason, note: None }
    }

    /// Unknown for this reason, with what was seen.
    pub fn noted(reason: Reason, note: impl Into<String>) -> Self {
        Unknown {
            reason,
            note: Some(note.into()),
        }
    }
}
