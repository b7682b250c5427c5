//! The interface between the program and whatever collects facts, built in or a plugin.
//!
//! A [`Provider`] says what it is ([`Description`]), what it would touch ([`Touch`]) and collects facts, streaming
//! [`Record`](imaprules_facts::Record)s to its [`Host`]. This crate does no input or output itself, knows nothing
//! about mail, and drags in neither scripts nor command line nor TLS: a vendor's plugin is built on it.

mod budget;
mod description;
mod host;
pub mod plugin;
mod records_only;
mod request;
mod table;
pub mod wire;

pub use budget::{Attempt, Budget, BudgetLimits, Decision, Outcome};
pub use description::{Description, PackSource, SETTINGS, SchemaSource, Setting, SettingType, Symptom};
pub use host::{Host, Level, Stop};
pub use records_only::{RecordsOnly, UNINTERESTED};
pub use request::{InputSubject, Request, SettingValue, Settings, Touch};
pub use secrecy::{ExposeSecret, SecretString};
pub use table::EmbeddedTable;

use std::path::Path;
use thiserror::Error;

/// Collects facts from one kind of system. Collecting and judging are separate acts: a provider never decides
/// whether something is a fault.
pub trait Provider: Send + Sync {
    /// What the provider is and declares: static, without side effects.
    fn describe(&self) -> Description;

    /// Whether this exported file is one that the provider reads: told by its content, never by its name. The program
    /// asks before it collects, and hands the files over in the setting `import`. Cheap: the beginning decides.
    fn takes(&self, _file: &Path) -> bool {
        false
    }

    /// Everything `collect` would connect to or sign in to, without touching it. Shown by `--dry-run` and before
    /// the question whether to sign in.
    ///
    /// # Errors
    /// When the request cannot be carried out as it stands, as in [`Provider::collect`].
    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError>;

    /// Collects, emitting records as they are learnt. A blocking call on a thread of its own; it may run threads
    /// or an async runtime inside. It returns soon after [`Host::cancelled`] turns true or the deadline passes,
    /// having emitted what it knows.
    ///
    /// What cannot be found out is a fact (unknown, with its reason), not an error.
    ///
    /// # Errors
    /// Only when the provider cannot do its work at all: an unusable setting or an input that cannot be opened.
    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError>;
}

/// Why a provider could not do its work. Printed once, by the program.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProviderError {
    /// A setting is missing or cannot be used.
    #[error("setting `{setting}`: {problem}\nhelp: {remedy}")]
    Setting {
        /// Name of the setting.
        setting: String,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// An input cannot be opened or is of no known form.
    #[error("{path}: {problem}\nhelp: {remedy}")]
    Input {
        /// The file or folder.
        path: String,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// The provider broke. Facts emitted before stay.
    #[error("{0}")]
    Broken(String),
}

impl ProviderError {
    /// What is wrong with a setting, and what to do.
    pub fn setting(
        setting: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> ProviderError {
        ProviderError::Setting {
            setting: setting.into(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}

/// The examples of the manual for vendors, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../providers/README.md")]
struct Manual;
