//! Every output format of a report.
//!
//! [`render`] writes a finished [`Report`] for people (text, Markdown, HTML) or programs (JSON, JSON Lines, SARIF, JUnit,
//! CSV). Everything in a report that came from a server or a file is foreign: each format escapes it for the place where it
//! will be shown. This crate decides nothing about findings, opens no file and knows nothing about mail.

mod escape;
mod format;
mod groups;
mod html;
mod json;
mod junit;
mod markdown;
mod sarif;
mod table;
#[cfg(test)]
mod testkit;
mod text;
mod words;

pub use escape::for_terminal;
pub use format::{Format, UnknownFormat};
pub use json::json_for_terminal;
pub use words::of_kind;

use imaprules_report::Report;
use imaprules_words::{Catalogue, ENGLISH, Files};
use std::io::{self, Write};
use thiserror::Error;

/// What reports say, in every language, for catalogues.
pub const MESSAGES: Files = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// How a report is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What the report is called, where it has a title.
    pub title: String,
    /// The kind of subject that there is only one of: it is neither counted nor named. Empty when there is none such.
    pub root: String,
    /// Whether text is coloured; other formats never are.
    pub color: bool,
    /// Columns that text is wrapped to.
    pub width: usize,
    /// Whether text and Markdown name every subject, not just a few of each rule.
    pub all: bool,
    /// What is said: [`MESSAGES`] in a language, and what kinds of subjects are called in it.
    pub words: Catalogue,
}

impl Default for Options {
    /// A plain title, no root, no colour, 100 columns, a few examples, in English.
    fn default() -> Self {
        Options {
            title: "Report".to_owned(),
            root: String::new(),
            color: false,
            width: 100,
            all: false,
            words: Catalogue::read(ENGLISH, &[MESSAGES]).unwrap_or_default(),
        }
    }
}

/// Why a report could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RenderError {
    /// Where it is written to did not take it.
    #[error("the report cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The template of the HTML report is broken.
    #[error("the report template is broken: {0}")]
    Template(#[from] minijinja::Error),
    /// A value that JSON has no words for.
    #[error("the report cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A row that CSV has no words for.
    #[error("the report cannot be written as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// A value that JUnit has no words for.
    #[error("the report cannot be written as JUnit XML: {0}")]
    Junit(#[from] quick_junit::SerializeError),
}

/// Writes a report.
///
/// # Errors
/// When `out` does not take it.
pub fn render(
    report: &Report,
    format: Format,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    match format {
        Format::Text => text::write(report, options, out)?,
        Format::Json => json::whole(report, out)?,
        Format::Jsonl => json::lines(report, out)?,
        Format::Sarif => sarif::write(report, options, out)?,
        Format::Junit => junit::write(report, options, out)?,
        Format::Markdown => markdown::write(report, options, out)?,
        Format::Html => html::write(report, options, out)?,
        Format::Csv => table::write(report, options, out)?,
    }
    Ok(())
}
