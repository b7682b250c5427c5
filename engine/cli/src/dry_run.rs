//! `--dry-run`: what a run would touch, printed and not touched.

use crate::error::Failure;
use imaprules_provider::Touch;
use imaprules_render::{counted, for_terminal, number};
use std::io::{self, Write};
use std::path::Path;

/// Prints hosts, ports and accounts with how often each is touched at most.
pub(crate) fn print(touches: &[Touch]) -> Result<(), Failure> {
    write(touches, &mut anstream::stdout()).or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Failure::unwritable(Path::new("standard output"), &error)),
    })
}

fn write(touches: &[Touch], out: &mut dyn Write) -> io::Result<()> {
    let accounts: Vec<&Touch> = touches.iter().filter(|touch| touch.account.is_some()).collect();
    writeln!(out, "This run would touch, and nothing is touched now:\n")?;
    for touch in touches.iter().filter(|touch| touch.account.is_none()) {
        let times = match touch.times {
            // A plugin need not say it.
            u64::MAX => "how often, it does not say".to_owned(),
            times => format!(
                "at most {}",
                counted(usize::try_from(times).unwrap_or(usize::MAX), "time")
            ),
        };
        writeln!(
            out,
            "  {:<8} {}  ({times})",
            for_terminal(&touch.action),
            for_terminal(&touch.target)
        )?;
    }
    for touch in &accounts {
        let account = for_terminal(touch.account.as_deref().unwrap_or_default());
        let times = counted(usize::try_from(touch.times).unwrap_or(usize::MAX), "time");
        writeln!(
            out,
            "  {:<8} {}  as {account}  (at most {times})",
            for_terminal(&touch.action),
            for_terminal(&touch.target)
        )?;
    }
    writeln!(
        out,
        "\n{} sign-ins in all; nothing on any server is changed.",
        number(accounts.len())
    )?;
    if !accounts.is_empty() {
        // How often a server turns connections away cannot be known beforehand, so it is no part of the numbers.
        writeln!(
            out,
            "A sign-in that meets a limit of connections, or a command that the server does not know, is tried again beyond\n\
             these numbers; a password that was refused is not."
        )?;
    }
    Ok(())
}
