//! `--import [source:|target:]FILE|DIR`.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// An end of the migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Where the mailboxes are now.
    Source,
    /// Where they go.
    Target,
}

/// A file or folder of exports, and whose they are when that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) end: Option<End>,
    pub(crate) path: PathBuf,
}

impl FromStr for Import {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<Self, Infallible> {
        let (end, path) = match (word.strip_prefix("source:"), word.strip_prefix("target:")) {
            (Some(path), _) => (Some(End::Source), path),
            (_, Some(path)) => (Some(End::Target), path),
            _ => (None, word),
        };
        Ok(Import {
            end,
            path: PathBuf::from(path),
        })
    }
}

impl Import {
    /// Takes a relative path from a folder.
    pub(crate) fn resolve(self, folder: &Path) -> Self {
        Import {
            path: folder.join(self.path),
            ..self
        }
    }
}
