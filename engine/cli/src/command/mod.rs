//! The commands, one file each.

pub(crate) mod collect;
pub(crate) mod completions;
mod coverage;
pub(crate) mod facts;
pub(crate) mod gaps;
pub(crate) mod man;
mod new;
pub(crate) mod providers;
pub(crate) mod report;
pub(crate) mod rules;
pub(crate) mod run;

use crate::error::Failure;
use std::io::{self, Write};
use std::path::Path;

/// Prints on standard output; a reader that has seen enough is no error.
fn print(text: &str) -> Result<(), Failure> {
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::unwritable(Path::new("standard output"), &error))
        }
        _ => Ok(()),
    }
}

/// Prints JSON, indented.
fn print_json(value: &serde_json::Value) -> Result<(), Failure> {
    print(&format!("{value:#}\n"))
}
