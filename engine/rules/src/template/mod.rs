//! Words of a rule with placeholders: `IMAP is switched off for {mailbox.address}`.
//!
//! A template is parsed and its names are checked when the pack loads; it is filled for one subject. What a
//! server or a file put into a fact is inserted as it is: escaping it for where it is shown is the renderer's work,
//! except in commands, which are quoted here for their shell.

mod command;
mod compile;
mod fill;
mod form;
mod shell;

pub use command::Command;
pub(crate) use command::{Written, compile_command};
pub(crate) use compile::{compile, same_placeholders};
pub(crate) use fill::{row_of, said};
pub(crate) use form::formed;
pub use shell::Shell;

use imaprules_facts::{FactId, FactType, Value};

/// Words with placeholders.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    /// `{csv.user_name}`
    Fact(FactId),
    /// `{param.max_rows}`: its value counts for the whole run.
    Value(Value, FactType, String),
}

impl Template {
    /// The text as its author wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The facts it shows.
    pub fn facts(&self) -> impl Iterator<Item = FactId> {
        self.parts.iter().filter_map(|part| match part {
            Part::Fact(fact) => Some(*fact),
            _ => None,
        })
    }

    /// The parameters it shows.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Value(_, _, name) => Some(name.as_str()),
            _ => None,
        })
    }
}

#[cfg(test)]
mod quoting;
#[cfg(test)]
mod tests;
