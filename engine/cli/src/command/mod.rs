//! The commands, a file or a folder each; those below `rules` that do more than show something have files of their own.

pub(crate) mod collect;
pub(crate) mod commands;
pub(crate) mod completions;
mod coverage;
pub(crate) mod csv;
pub(crate) mod explain;
pub(crate) mod facts;
pub(crate) mod gaps;
pub(crate) mod guide;
mod lint;
pub(crate) mod man;
mod new;
mod pack;
pub(crate) mod plan;
pub(crate) mod providers;
pub(crate) mod report;
mod rule_page;
pub(crate) mod rules;
pub(crate) mod run;
mod schema;
mod test;
pub(crate) mod why;

use crate::error::Failure;
use imaprules_render::json_for_terminal;
use imaprules_report::reveal;
use std::io::{self, Write};
use std::path::Path;

/// Prints lines on standard output. Much of them is from packs, reports, servers and files, so whatever would steer a
/// terminal or hide is written out. One line of theirs is kept one line by `for_terminal`.
fn print(text: &str) -> Result<(), Failure> {
    print_as_is(&reveal(text))
}

/// Prints what is this program's own, or was made harmless before. A reader that has seen enough is no error.
fn print_as_is(text: &str) -> Result<(), Failure> {
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::unwritable(Path::new("standard output"), &error))
        }
        _ => Ok(()),
    }
}

/// Prints JSON, indented.
fn print_json(value: &serde_json::Value) -> Result<(), Failure> {
    let text = json_for_terminal(value).map_err(|error| Failure::Internal(error.to_string()))?;
    print_as_is(&format!("{text}\n"))
}
