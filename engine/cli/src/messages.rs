//! What the program says on standard error: errors, notes, the log. Never a secret, and nothing that steers a terminal.

use crate::error::Failure;
use crate::speech::{phrase, told};
use imaprules_provider::Level;
use imaprules_render::for_terminal;
use imaprules_rules::show;
use std::io::{IsTerminal, Write};

/// Says why the program stops.
pub(crate) fn error(failure: &Failure) {
    match failure {
        Failure::Packs(problems) => say(show(&problems.0, color()).trim_end()),
        failure => say(&told("say.error", &[("text", &harmless(&failure.told()))])),
    }
}

/// A line on standard error. Nothing can be done when even that fails.
pub(crate) fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// A line for people about something that is not as it should be.
pub(crate) fn warn(text: &str) {
    say(&told("say.warning", &[("text", &harmless(text))]));
}

/// A text whose lines steer no terminal.
fn harmless(text: &str) -> String {
    text.lines().map(for_terminal).collect::<Vec<_>>().join("\n")
}

/// Whether standard error shows colours.
pub(crate) fn color() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// How much is said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Volume {
    pub(crate) quiet: bool,
    pub(crate) verbose: u8,
}

impl Volume {
    /// A line of the log, if it is wanted.
    pub(crate) fn log(self, level: Level, message: &str) -> Option<String> {
        let wanted = match level {
            Level::Warning => !self.quiet,
            Level::Info => self.verbose >= 1,
            Level::Debug => self.verbose >= 2,
        };
        let said = phrase(message);
        let text = for_terminal(&said);
        wanted.then(|| match level {
            Level::Warning => told("say.warning", &[("text", &text)]),
            Level::Info | Level::Debug => text.into_owned(),
        })
    }

    /// A note for people, unless they want none.
    pub(crate) fn note(self, message: &str) {
        if !self.quiet {
            say(&told("say.note", &[("text", &for_terminal(&phrase(message)))]));
        }
    }
}
