//! Why an export could not be read, or not to its end. Each problem has a remedy; what was read before stays valid.

use crate::Place;
use crate::recognise::{Foreign, Screen};
use std::fmt;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// An export that cannot be read, or only in part.
#[derive(Debug, Error)]
pub struct ExportError {
    /// The file, or the name given for bytes.
    pub path: PathBuf,
    /// Where reading stopped, when it had begun.
    pub place: Option<Place>,
    /// What is wrong.
    #[source]
    pub problem: Problem,
}

impl ExportError {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        self.problem.remedy()
    }

    /// The problem with its place, without path and remedy.
    pub fn what(&self) -> String {
        match self.place {
            Some(place) => format!("{place}: {}", self.problem),
            None => self.problem.to_string(),
        }
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}\nhelp: {}",
            self.path.display(),
            self.what(),
            self.remedy()
        )
    }
}

/// What is wrong with an export.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be opened.
    #[error("cannot be opened: {0}")]
    Open(io::Error),
    /// The file cannot be read on.
    #[error("cannot be read: {0}")]
    Read(io::Error),
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is of no form that this crate knows.
    #[error("this is no export of a known form")]
    Unrecognised,
    /// It is of a form that is known and not read.
    #[error("this is {0}")]
    Foreign(Foreign),
    /// It holds what was shown on a screen, not objects.
    #[error("this is {0}")]
    Screen(Screen),
    /// It ends too early.
    #[error("the file ends in the middle of {0}")]
    Truncated(&'static str),
    /// It breaks the rules of its form.
    #[error("{0}")]
    Malformed(String),
    /// Something follows the end of the data.
    #[error("something follows the end of the data")]
    Trailing,
    /// It asks for more than the limits allow.
    #[error("{what} is larger than the limit of {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit that it passes.
        limit: u64,
    },
}

impl Problem {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Problem::Open(_) => "check the path and your rights to the file",
            Problem::Read(_) => {
                "copy the file to a local disk and try again; if it is packed, unpack it first"
            }
            Problem::Empty => {
                "a cmdlet that found nothing writes an empty file, and so does one that failed: look at what it said, \
                 and export again"
            }
            Problem::Unrecognised => {
                "give a file written by Export-Clixml, Export-Csv, ConvertTo-Json, GAM, ldifde or csvde"
            }
            Problem::Foreign(foreign) => foreign.remedy(),
            Problem::Screen(_) => {
                "screen output is cut and localised; export again with Export-Clixml and without Format-List or \
                 Format-Table"
            }
            Problem::Truncated(_) => {
                "the copy or the export broke off: export again; the records before this place were read"
            }
            Problem::Malformed(_) => {
                "the file was changed or damaged after the export: export again; the records before this place were read"
            }
            Problem::Trailing => "keep one export in one file; the records before this place were read",
            Problem::TooLarge { .. } => "export fewer properties or fewer objects into one file",
        }
    }
}

/// A problem with its place, as the readers of the single forms report it; they do not know the path.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) place: Option<Place>,
    pub(crate) problem: Problem,
}

impl Fault {
    pub(crate) fn at(place: Place, problem: Problem) -> Self {
        Fault {
            place: Some(place),
            problem,
        }
    }

    pub(crate) fn malformed(place: Place, what: impl Into<String>) -> Self {
        Fault::at(place, Problem::Malformed(what.into()))
    }

    pub(crate) fn io(place: Place, error: io::Error) -> Self {
        Fault::at(place, Overrun::problem(error))
    }

    pub(crate) fn named(self, path: PathBuf) -> ExportError {
        ExportError {
            path,
            place: self.place,
            problem: self.problem,
        }
    }
}

/// A limit was passed while reading: travels inside an `io::Error` through readers that know no other errors.
#[derive(Debug, Clone, Copy, Error)]
#[error("{what} is larger than the limit of {limit}")]
pub(crate) struct Overrun {
    pub(crate) what: &'static str,
    pub(crate) limit: u64,
}

impl Overrun {
    /// The problem that an error of the input stands for.
    pub(crate) fn problem(error: io::Error) -> Problem {
        if let Some(&Overrun { what, limit }) = Overrun::inside(&error) {
            return Problem::TooLarge { what, limit };
        }
        match error.kind() {
            // Only unpacking reports it: the packed data ends before its trailer.
            io::ErrorKind::UnexpectedEof => Problem::Truncated("the packed data"),
            _ => Problem::Read(error),
        }
    }

    /// The limit that an error of the input stands for, if it does.
    pub(crate) fn inside(error: &io::Error) -> Option<&Overrun> {
        error.get_ref()?.downcast_ref()
    }
}
