//! `--dry-run`: what a run would touch, printed and not touched.

use crate::error::Failure;
use crate::speech::{counted, counted_as, known, phrase, told, word};
use imaprules_provider::Touch;
use imaprules_render::for_terminal;
use std::io::{self, Write};
use std::path::Path;

/// The column of actions has room for `sign-in`, whether anybody is or not.
const NARROWEST: usize = 8;

/// Prints hosts, ports and accounts with how often each is touched at most.
pub(crate) fn print(touches: &[Touch]) -> Result<(), Failure> {
    write(touches, &mut anstream::stdout()).or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Failure::unwritable(Path::new("standard output"), &error)),
    })
}

fn write(touches: &[Touch], out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<String> = touches.iter().map(action).collect();
    let lengths = names.iter().map(|name| name.chars().count());
    let widest = lengths.max().unwrap_or_default().max(NARROWEST);
    let accounts: Vec<&Touch> = touches.iter().filter(|touch| touch.account.is_some()).collect();
    writeln!(out, "{}\n", word("dry.title"))?;
    for touch in touches.iter().filter(|touch| touch.account.is_none()) {
        let times = match touch.times {
            // A plugin need not say it.
            u64::MAX => word("dry.untold").to_owned(),
            times => told("dry.at_most", &[("times", &how_often(times))]),
        };
        writeln!(
            out,
            "  {:<widest$} {}  ({times})",
            action(touch),
            for_terminal(&phrase(&touch.target))
        )?;
    }
    for touch in &accounts {
        let account = for_terminal(touch.account.as_deref().unwrap_or_default());
        let line = told(
            "dry.as_account",
            &[
                ("target", &for_terminal(&phrase(&touch.target))),
                ("account", &account),
                ("times", &how_often(touch.times)),
            ],
        );
        writeln!(out, "  {:<widest$} {line}", action(touch))?;
    }
    writeln!(out, "\n{}", counted_as("dry.sum", accounts.len()))?;
    if !accounts.is_empty() {
        // How often a server turns connections away cannot be known beforehand, so it is no part of the numbers.
        writeln!(out, "{}", word("dry.again"))?;
    }
    Ok(())
}

/// What is done there; a plugin may have a word of its own.
fn action(touch: &Touch) -> String {
    for_terminal(&known(&touch.action)).into_owned()
}

fn how_often(times: u64) -> String {
    counted(usize::try_from(times).unwrap_or(usize::MAX), "time")
}
