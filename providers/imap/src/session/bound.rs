//! How much of an answer is taken. A server can waste a time-out, no more.

/// Octets of one response that are kept; what goes beyond breaks the connection off. The longest that is of any use is
/// a SEARCH response with some thousand numbers.
pub(crate) const LONGEST: u32 = 256 * 1024;

/// An answer may last so many time-outs altogether, if it never falls silent for one of them: listing thousands of
/// folders takes its time.
pub(crate) const PATIENCE: u32 = 4;

/// The limits of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bound {
    /// Responses.
    pub(crate) responses: usize,
    /// Octets altogether.
    pub(crate) octets: u64,
    /// Time-outs altogether.
    pub(crate) patience: u32,
}

impl Bound {
    /// For commands that are answered in a few lines.
    pub(crate) const SHORT: Bound = Bound {
        responses: 1_000,
        octets: 1024 * 1024,
        patience: 1,
    };
    /// For lists of folders and messages.
    pub(crate) const LONG: Bound = Bound {
        responses: 60_000,
        octets: 16 * 1024 * 1024,
        patience: PATIENCE,
    };
}
