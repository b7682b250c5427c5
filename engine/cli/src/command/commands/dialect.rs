//! What differs between the shells that scripts are written for.

use super::sessions::Session;
use super::{bash, cmd, powershell};
use imaprules_rules::Shell;
use std::path::Path;

/// How scripts of one shell say what all scripts say.
pub(super) struct Dialect {
    /// The ending of their files.
    pub(super) ending: &'static str,
    /// What stands before everything, the comment at the head included.
    pub(super) first_line: &'static str,
    /// Stops at the first error, and finds a name for the file of old values.
    pub(super) start: fn(stem: &str, records: bool) -> String,
    /// Begins what runs in a session only; the number is the part's.
    pub(super) open: fn(session: &Session, check: &str, number: usize) -> String,
    /// Ends it.
    pub(super) close: fn(number: usize) -> String,
    /// Runs what prints old values, and keeps what it prints.
    pub(super) record: fn(rule: &str, subject: &str, code: &str) -> String,
    /// Code as files have it, where that differs from what is pasted.
    pub(super) code: fn(&str) -> String,
}

/// The dialect of a shell.
pub(super) fn of(shell: Shell) -> &'static Dialect {
    match shell {
        Shell::PowerShell => &powershell::DIALECT,
        Shell::Bash => &bash::DIALECT,
        Shell::Cmd => &cmd::DIALECT,
    }
}

/// The shell of a file, by its ending.
pub(super) fn shell_of(file: &Path) -> Option<Shell> {
    let ending = file.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "bat" => Some(Shell::Cmd),
        ending => Shell::ALL.into_iter().find(|shell| of(*shell).ending == ending),
    }
}
