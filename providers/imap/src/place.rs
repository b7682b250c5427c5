//! Where the rows sign in, or why nobody does: what the look at the server found out for them.

use imaprules_facts::Unknown;
use std::net::SocketAddr;

/// An address of the server that gave a session worth signing in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) at: SocketAddr,
    /// The value of `server.family`.
    pub(crate) family: String,
}

/// Nothing is tried for a row when the server itself is the obstacle: the rows' facts are unknown for this reason,
/// the finding is the server's.
pub(crate) type Found = Result<Place, Unknown>;
