//! What a copy leaves alone although it may be wrong, to be told to whoever makes it.

use serde::Serialize;

/// Something that was left alone although it may be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// The lines of the original that it concerns.
    pub lines: Vec<i64>,
}

/// What is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// Passwords with a blank at an end.
    PasswordBlanks,
    /// Passwords with letters that were read in a guessed encoding.
    PasswordGuessed,
}

impl Note {
    pub(crate) fn new(kind: NoteKind, lines: Vec<i64>) -> Option<Self> {
        (!lines.is_empty()).then_some(Note { kind, lines })
    }

    /// What it is and what to do.
    pub fn said(&self) -> &'static str {
        match self.kind {
            NoteKind::PasswordBlanks => {
                "passwords begin or end with a blank and were left as they are: passwords are never changed; \
                 if the blank came with copying, remove it by hand"
            }
            NoteKind::PasswordGuessed => {
                "passwords hold letters beyond ASCII, which were read in a guessed encoding: compare them with where they \
                 came from, or name the encoding with --set csv.encoding=NAME"
            }
        }
    }
}
