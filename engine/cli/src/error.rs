//! Why the program cannot do what it was asked to: printed once, with a remedy; the exit code is 2.

use crate::speech::{phrase, told, word};
use imaprules_facts::bundle::BundleError;
use imaprules_host::LockError;
use imaprules_provider::ProviderError;
use imaprules_provider_csv::CopyError;
use imaprules_render::RenderError;
use imaprules_rules::Problems;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What the line of a remedy begins with, in English.
const HELP: &str = "help: ";

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
    Csv(#[from] CopyError),
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
            let (path, cause) = (path.display().to_string(), cause.to_string());
            let message = told(message, &[("path", &phrase(&path)), ("cause", &phrase(&cause))]);
            format!("{message}\n{}{}", word("say.help"), word(help))
        };
        match self {
            Failure::Read { path, cause } => file("say.unreadable", path, cause, "say.unreadable_help"),
            Failure::Write { path, cause } => file("say.unwritable", path, cause, "say.unwritable_help"),
            Failure::Internal(problem) => {
                let problem = line_by_line(problem, "");
                format!("{problem}\n{}{}", word("say.help"), word("say.internal_help"))
            }
            Failure::Packs(problems) => problems.to_string(),
            other => line_by_line(&other.to_string(), &other.place()),
        }
    }

    /// The file that the message begins with; empty where it begins with none.
    fn place(&self) -> String {
        match self {
            Failure::Config { path, .. } | Failure::Plugin { library: path, .. } => {
                path.display().to_string()
            }
            Failure::Provider(ProviderError::Input { path, .. })
            | Failure::Csv(CopyError::Provider(ProviderError::Input { path, .. })) => path.clone(),
            Failure::Csv(CopyError::Refused { path, .. } | CopyError::Write { path, .. }) => {
                path.display().to_string()
            }
            Failure::Lock(LockError::File { path, .. } | LockError::Form { path, .. }) => {
                path.display().to_string()
            }
            _ => String::new(),
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

/// A message in the user's language, line by line. What follows the place is looked up by itself: it has a phrase of its own more often
/// than together with the place.
fn line_by_line(text: &str, place: &str) -> String {
    let line = |line: &str| {
        let (before, rest) = match line.strip_prefix(HELP) {
            Some(help) => (word("say.help"), help),
            None => ("", line),
        };
        let after = rest
            .strip_prefix(place)
            .and_then(|after| after.strip_prefix(": "));
        let said = after.map(|after| (after, phrase(after)));
        match said {
            Some((after, said)) if after != said => format!("{before}{place}: {said}"),
            _ => format!("{before}{}", phrase(rest)),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The words of an error of the system; the original stays with its owner.
fn clone(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}
