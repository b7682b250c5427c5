//! Why the program cannot do what it was asked to: printed once, with a remedy; the exit code is 2.

use crate::speech::{told, word};
use imaprules_facts::bundle::BundleError;
use imaprules_provider::ProviderError;
use imaprules_render::RenderError;
use imaprules_rules::Problems;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What cannot be used.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// A file or folder.
    #[error("{}: cannot be read: {cause}\nhelp: check the path; it is taken from the current folder", .path.display())]
    Read { path: PathBuf, cause: io::Error },
    /// A place for output.
    #[error("{}: cannot be written: {cause}\nhelp: name a file in a folder that exists and that you may write to", .path.display())]
    Write { path: PathBuf, cause: io::Error },
    /// The configuration file.
    #[error("{}: {problem}", .path.display())]
    Config { path: PathBuf, problem: String },
    /// The command line.
    #[error("{problem}\nhelp: {remedy}")]
    Usage { problem: String, remedy: String },
    /// Packs of rules; the diagnostics name file, line and remedy.
    #[error("{0}")]
    Packs(Problems),
    /// A bundle.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// What a provider was given.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// Approvals of plugins.
    #[error(transparent)]
    Lock(#[from] imaprules_host::LockError),
    /// A plugin.
    #[error("{}: {problem}", .library.display())]
    Plugin { library: PathBuf, problem: String },
    /// A copy of a migration file.
    #[error(transparent)]
    Csv(#[from] imaprules_provider_csv::CopyError),
    /// A report.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The built-in source.
    #[error("the demo source cannot be started: {0}")]
    Demo(#[from] imaprules_demo::DemoError),
    /// A fault of the program itself.
    #[error("{0}\nhelp: this is a fault of imaprules; please report it")]
    Internal(String),
}

impl Failure {
    /// The words for the user, as far as they are this program's, in his language.
    pub(crate) fn told(&self) -> String {
        let file = |message: &str, path: &Path, cause: &io::Error, help: &'static str| {
            let message = told(message, &[("path", &path.display()), ("cause", cause)]);
            format!("{message}\nhelp: {}", word(help))
        };
        match self {
            Failure::Read { path, cause } => file("say.unreadable", path, cause, "say.unreadable_help"),
            Failure::Write { path, cause } => file("say.unwritable", path, cause, "say.unwritable_help"),
            Failure::Internal(problem) => format!("{problem}\nhelp: {}", word("say.internal_help")),
            other => other.to_string(),
        }
    }

    pub(crate) fn unreadable(path: &Path, cause: &io::Error) -> Self {
        Failure::Read {
            path: path.to_owned(),
            cause: clone(cause),
        }
    }

    pub(crate) fn unwritable(path: &Path, cause: &io::Error) -> Self {
        Failure::Write {
            path: path.to_owned(),
            cause: clone(cause),
        }
    }

    pub(crate) fn config(path: &Path, error: &toml::de::Error) -> Self {
        Failure::Config {
            path: path.to_owned(),
            problem: error.to_string(),
        }
    }

    pub(crate) fn usage(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Failure::Usage {
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}

/// The words of an error of the system; the original stays with its owner.
fn clone(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}
