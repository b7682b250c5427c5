//! What is wrong with a catalogue.

use thiserror::Error;

/// Why a catalogue cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// A table is no TOML, or not of its form.
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
    /// A pattern cannot be read, or is too large.
    #[error("pattern `{pattern}`: {error}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        error: regex::Error,
    },
    /// An answer with neither codes nor pattern would fit everything.
    #[error("an answer for `{login}` has neither codes nor a pattern")]
    Everything {
        /// The word of `imap.login` it gives.
        login: String,
    },
    /// An answer names a cause that is not in the list of causes.
    #[error("an answer for `{login}` names the cause `{cause}`, which is not declared")]
    Cause {
        /// The word of `imap.login` it gives.
        login: String,
        /// The cause.
        cause: String,
    },
}
