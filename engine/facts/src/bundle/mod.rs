//! Bundles: collected facts in one file, to be judged later, elsewhere, again.
//!
//! A bundle is JSON Lines, compressed with zstd when its name ends in `.zst`:
//!
//! ```text
//! {"bundle":"imaprules-bundle/1","tool":{"name":"imaprules","version":"0.1.0"},"providers":[{"id":"csv","version":"0.1.0"}],"created":"2026-11-24T10:00:00Z"}
//! {"source":0,"provider":"csv","name":"users.csv","live":false}
//! {"subject":"mailbox","id":"a@example.com","source":0,"at":"2026-11-24T10:00:00.123Z","place":"line 2","facts":{"csv.user_name":"a"},"unknown":{"imap.login":{"reason":"timeout","note":"no answer in 15 s"}}}
//! {"end":{"complete":true,"finished":"2026-11-24T10:05:00Z"}}
//! ```
//!
//! The end line has `notes`, a list of texts, where there is more to tell of the collection, such as that a provider
//! broke. A source is named before its first record, and lines about the same subject add up, so the journal of a running
//! collection is a bundle: one without an end line, which is read with `complete` false. Times are RFC 3339,
//! durations milliseconds, sizes octets. Readers skip members, facts, kinds and words they do not know and say so,
//! so that they can read what a newer program wrote.
//!
//! Not here: what a run does with a bundle, and everything about secrets, since no [`Record`](crate::Record) holds
//! one.

mod error;
mod facts;
mod file;
mod header;
mod line;
mod lines;
mod members;
mod quick;
mod read;
mod value;
mod write;

pub use error::{BundleError, LineProblem};
pub use file::BundleFile;
pub use header::{Header, ProviderVersion, Tool};
pub use read::{Bundle, read, read_from, read_journal, read_onto};
pub use write::BundleWriter;

/// What the first line of a bundle calls its format.
pub const FORMAT: &str = "imaprules-bundle/1";

/// No line is longer: a bound on what a damaged or hostile file can make a reader hold.
const LONGEST_LINE: u64 = 64 << 20;

/// The first line is short; a file that starts with more than this without a line end is no bundle.
const LONGEST_HEADER: u64 = 1 << 20;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
