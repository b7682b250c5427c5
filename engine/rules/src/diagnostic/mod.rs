//! What is wrong with a pack, as plain data: a code, a sentence, a place in the author's file, advice.
//!
//! Rendering stands in [`show`]; which code exists in [`Code`]. Deciding what to do about a diagnostic (exit codes,
//! JSON on standard output) is the program's.

mod code;
mod example;
mod show;

pub use code::Code;
pub use example::{Example, Examples};
pub use show::show;

use crate::text::SourceText;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The pack cannot be used, or must not be shipped.
    Error,
    /// The pack works; its author should look at it.
    Warning,
}

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<SourceText>,
    /// The offending bytes.
    pub span: Range<usize>,
}

impl Place {
    /// A stretch of a file.
    pub fn new(source: &Arc<SourceText>, span: Range<usize>) -> Self {
        Place {
            source: Arc::clone(source),
            span,
        }
    }

    /// Line and column of its start, from 1.
    pub fn line_column(&self) -> (usize, usize) {
        self.source.line_column(self.span.start)
    }
}

/// One thing wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What sort of thing.
    pub code: Code,
    /// How bad.
    pub level: Level,
    /// One sentence.
    pub message: String,
    /// Where, if it is in a file.
    pub place: Option<Place>,
    /// A few words under the offending characters.
    pub label: Option<String>,
    /// What to write or do instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Diagnostic {
            code,
            level: Level::Error,
            message,
            place: None,
            label: None,
            help: None,
        }
    }

    /// A warning without a place.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            level: Level::Warning,
            ..Diagnostic::error(code, message)
        }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, source: &Arc<SourceText>, span: Range<usize>) -> Self {
        self.place = Some(Place::new(source, span));
        self
    }

    /// Adds words under the offending characters.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds advice, if there is some.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Whether it is an error, not a warning.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }

    /// Name of the file it is in, or an empty text.
    pub fn file(&self) -> &str {
        self.place.as_ref().map_or("", |place| &place.source.name)
    }
}

/// The JSON form: `code`, `level`, `message`, `file`, `line`, `column`, `span` (bytes), `label`, `help`; what does
/// not apply is `null`.
impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = self.place.as_ref();
        let position = place.map(Place::line_column);
        let mut fields = serializer.serialize_struct("Diagnostic", 9)?;
        fields.serialize_field("code", self.code.as_str())?;
        fields.serialize_field("level", &self.level)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("file", &place.map(|place| &place.source.name))?;
        fields.serialize_field("line", &position.map(|(line, _)| line))?;
        fields.serialize_field("column", &position.map(|(_, column)| column))?;
        fields.serialize_field("span", &place.map(|place| [place.span.start, place.span.end]))?;
        fields.serialize_field("label", &self.label)?;
        fields.serialize_field("help", &self.help)?;
        fields.end()
    }
}

/// Everything that was found wrong; the error of functions that load packs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(pub Vec<Diagnostic>);

impl Problems {
    /// Sorts by file and place, and drops what was said twice.
    pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Self {
        let key = |diagnostic: &Diagnostic| {
            let start = diagnostic.place.as_ref().map_or(0, |place| place.span.start);
            (
                diagnostic.file().to_owned(),
                start,
                diagnostic.level,
                diagnostic.message.clone(),
            )
        };
        diagnostics.sort_by_cached_key(key);
        diagnostics.dedup();
        Problems(diagnostics)
    }
}

impl fmt::Display for Problems {
    /// Without colours; [`show`] gives them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&show(&self.0, false))
    }
}

impl std::error::Error for Problems {}

impl From<Diagnostic> for Problems {
    fn from(diagnostic: Diagnostic) -> Self {
        Problems(vec![diagnostic])
    }
}
