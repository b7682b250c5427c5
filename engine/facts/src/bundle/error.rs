//! What can go wrong with a bundle, said with file, line and remedy.

use super::FORMAT;
use crate::RecordError;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why a bundle could not be read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The file cannot be opened.
    #[error("{}: cannot be opened: {cause}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's words.
        cause: io::Error,
    },
    /// The file has no content.
    #[error("{}: the file is empty, so it is no bundle; `imaprules collect -o FILE` writes one", .path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{}: this is no bundle: its first line is not {{\"bundle\":\"{FORMAT}\",...}}; {hint}", .path.display())]
    NotABundle {
        /// The file.
        path: PathBuf,
        /// What it looks like, and what to do.
        hint: &'static str,
    },
    /// The bundle is of a format that this program does not know.
    #[error("{}: the bundle has format `{found}`, and this program reads `{FORMAT}`; use the version of \
             imaprules that wrote it, or a newer one", .path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The format it names.
        found: String,
    },
    /// A line cannot be used.
    #[error("{}, line {line}: {problem}", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        problem: LineProblem,
    },
    /// A journal of that name is there already.
    #[error("{}: the file exists; resume that journal or choose another name, so that nothing in it is lost", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Writing failed.
    #[error("{}: cannot be written: {cause}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        cause: io::Error,
    },
    /// A record does not follow the schema; nothing of it was written.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// What is wrong with a line of a bundle.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LineProblem {
    /// The file ends in the middle of the line.
    #[error(
        "the file ends in the middle of this line: it was cut off while it was written or copied; copy it again, \
         or continue the collection with `--resume`"
    )]
    CutOff,
    /// The line is not UTF-8.
    #[error("damaged: octet {column} is not UTF-8 text; copy the file again, in binary mode")]
    NotUtf8 {
        /// The octet within the line, from 1.
        column: usize,
    },
    /// The line is no JSON object of the expected shape.
    #[error("damaged: {what} at column {column}; copy the file again, or remove the line and lose its facts")]
    Syntax {
        /// The parser's words.
        what: String,
        /// Where, from 1.
        column: usize,
    },
    /// The compressed data is damaged.
    #[error("the compressed data is damaged here ({0}); copy the file again, in binary mode")]
    Compression(io::Error),
    /// Reading failed.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// The line is longer than any that is written.
    #[error("longer than {} MB, which no bundle has; the file is damaged", .limit >> 20)]
    TooLong {
        /// The limit in octets.
        limit: u64,
    },
    /// A member that the line needs is not there.
    #[error("`{member}` is missing; the line is damaged, or was not written by imaprules")]
    Missing {
        /// The member.
        member: &'static str,
    },
    /// The line names a source that no line before it describes.
    #[error("source {number} is not described by any line before this one; a line is lost")]
    NoSource {
        /// Its number.
        number: u64,
    },
    /// A second header: two bundles in one file.
    #[error("a second header; two bundles were joined: keep them in files of their own")]
    SecondHeader,
    /// A time is not RFC 3339.
    #[error("`{member}` is no time: {found}; write it as \"2026-11-24T10:00:00Z\"")]
    Time {
        /// The member.
        member: &'static str,
        /// What stands there.
        found: String,
    },
    /// A value is not of the fact's declared type.
    #[error("`{fact}` is declared as {declared}, and {found} is not; correct or remove it")]
    WrongType {
        /// The fact.
        fact: String,
        /// The declared type.
        declared: String,
        /// What stands there, shortened.
        found: String,
    },
    /// A fact of another kind of subject.
    #[error("`{fact}` is a fact of a {declared}, not of a {found}; correct or remove it")]
    WrongKind {
        /// The fact.
        fact: String,
        /// Kind it is declared for.
        declared: String,
        /// Kind of the line's subject.
        found: String,
    },
    /// A reason that is not in the closed list.
    #[error(
        "`{fact}` is unknown for the reason `{found}`, which is not in the list of reasons: {}",
        reasons()
    )]
    Reason {
        /// The fact.
        fact: String,
        /// The word found.
        found: String,
    },
}

fn reasons() -> String {
    crate::Reason::ALL.map(crate::Reason::as_str).join(", ")
}
