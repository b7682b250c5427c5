//! Things an author wrote, with where they wrote them.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::text::{SourceText, locate};
use std::ops::Range;
use std::sync::Arc;

/// Something read from a file, with its place.
#[derive(Debug, Clone)]
pub struct Found<T> {
    /// What it says.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

impl<T> Found<T> {
    /// An error about the whole of it.
    pub fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            place: Some(self.place.clone()),
            ..Diagnostic::error(code, message)
        }
    }
}

/// A TOML string: its content, and where its raw form stands, quotes included.
pub type AuthorText = Found<String>;

impl AuthorText {
    /// A string of this content, whose raw form stands there.
    pub fn new(value: impl Into<String>, source: &Arc<SourceText>, span: Range<usize>) -> Self {
        Found {
            value: value.into(),
            place: Place::new(source, span),
        }
    }

    /// The place of a part of the content, given in bytes of the content.
    pub fn part(&self, content: Range<usize>) -> Place {
        let source = &self.place.source;
        let raw = source.text.get(self.place.span.clone()).unwrap_or("");
        let found = locate(raw, content);
        let start = self.place.span.start;
        Place::new(source, start + found.start..start + found.end)
    }

    /// An error about a part of the content.
    pub fn error_in(&self, content: Range<usize>, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            place: Some(self.part(content)),
            ..Diagnostic::error(code, message)
        }
    }
}
