//! What can go wrong with scripts: when a pack is loaded ([`ScriptError`]) and when a function is called
//! ([`CallError`]). Finding out what a message of Rhai means is the work of `explain`.

use std::fmt;

use thiserror::Error;

use crate::limits::{self, Limit};

/// A mistake in a script that was found while the pack was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}:{column}: {message}: {remedy}")]
#[non_exhaustive]
pub struct ScriptError {
    /// The file, as its [`Source`](crate::Source) names it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// Where in a pack's scripts something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The function that the rule called.
    pub function: String,
    /// The file; it may be another one than the function's own when a helper failed.
    pub file: String,
    /// The line, counted from 1; 0 where Rhai names no position.
    pub line: usize,
    /// The character in the line, counted from 1; 0 where Rhai names no position.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place {
            function,
            file,
            line,
            column,
        } = self;
        match line {
            0 => write!(f, "{file}: {function}()"),
            _ => write!(f, "{file}:{line}:{column}: {function}()"),
        }
    }
}

/// Why a call of a script function has no result.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CallError {
    /// The script called `unknown(why)`: it cannot tell. This is an answer, not a fault.
    #[error("{why}")]
    Unknown {
        /// The reason that the script gave.
        why: String,
        /// Where it gave it.
        place: Place,
    },
    /// A limit was reached, by the script or by the size of its arguments.
    #[error("{place} went over the limit of {limit}: give it less to do, or write it as a condition")]
    Limit {
        /// The limit.
        limit: &'static Limit,
        /// Where it was reached.
        place: Place,
    },
    /// The time was up.
    #[error("{place} took longer than {}: give it less to do", limits::WALL_CLOCK)]
    Deadline {
        /// Where it was stopped.
        place: Place,
    },
    /// The script made a mistake, or raised one with `throw`.
    #[error("{place} failed: {message}")]
    Runtime {
        /// What happened and what to do about it.
        message: String,
        /// Where it happened.
        place: Place,
    },
    /// The function returned something that is no value of a fact.
    #[error(
        "{place} returned {got}: let it end with a bool, int, float, text or a list of one of them, or call unknown(why)"
    )]
    Return {
        /// What it returned.
        got: String,
        /// The function.
        place: Place,
    },
    /// The pack has no such function for rules.
    #[error("there is no script function {function} with {arguments} parameters: {remedy}")]
    NoFunction {
        /// The name that was called.
        function: String,
        /// How many arguments it was given.
        arguments: usize,
        /// What there is instead.
        remedy: String,
    },
    /// The interpreter itself broke. The call was stopped, the program goes on.
    #[error("{place} broke the script interpreter ({message}): please report it with the script")]
    Panic {
        /// The message of the panic.
        message: String,
        /// The function.
        place: Place,
    },
}
