//! Why there is no copy. Nothing was written then.

use imaprules_provider::ProviderError;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a migration file was not copied.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CopyError {
    /// It cannot be read, or a setting cannot be used.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// It cannot be copied without guessing, or the copy would take another file's place.
    #[error("{}: {problem}\nhelp: {remedy}", .path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// The copy cannot be written.
    #[error("{}: cannot be written: {cause}\nhelp: nothing was left there; name a place that you may write to and that has room", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// Somebody wanted to stop.
    #[error("interrupted: nothing was written")]
    Interrupted,
}

impl CopyError {
    pub(crate) fn refused(path: &Path, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        CopyError::Refused {
            path: path.to_owned(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }

    pub(crate) fn unwritable(path: &Path, cause: io::Error) -> Self {
        CopyError::Write {
            path: path.to_owned(),
            cause,
        }
    }
}
