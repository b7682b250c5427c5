//! The question before anybody is signed in: which hosts, how many accounts.

use crate::error::Failure;
use crate::messages::Volume;
use imaprules_provider::Touch;
use imaprules_render::{counted, for_terminal};
use inquire::{Confirm, InquireError};
use std::io::IsTerminal;

/// Asks on a terminal whether to sign in. Without a terminal, or without an account, the answer is no.
pub(crate) fn may_sign_in(touches: &[Touch], volume: Volume) -> Result<bool, Failure> {
    let sign_ins: Vec<&Touch> = touches.iter().filter(|touch| touch.action == "sign-in").collect();
    if sign_ins.is_empty() {
        return Ok(false);
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        volume.note("nobody is signed in; --login all signs in to every account of the file, --login sample:5 to five");
        return Ok(false);
    }
    let question = format!(
        "Sign in to {} at {}?",
        counted(sign_ins.len(), "account"),
        hosts(&sign_ins)
    );
    let help = "read-only; a password that was refused is not tried again; --login answers this beforehand";
    confirm(&question, help)
}

/// A yes or no from somebody at a terminal; no where there is none.
pub(crate) fn confirm(question: &str, help: &str) -> Result<bool, Failure> {
    match Confirm::new(question)
        .with_default(false)
        .with_help_message(help)
        .prompt()
    {
        Ok(answer) => Ok(answer),
        Err(InquireError::NotTTY | InquireError::OperationCanceled) => Ok(false),
        Err(InquireError::OperationInterrupted) => Err(Failure::usage(
            "interrupted before anything was looked at",
            "run it again when you are ready",
        )),
        Err(error) => Err(Failure::Internal(error.to_string())),
    }
}

fn hosts(touches: &[&Touch]) -> String {
    let mut hosts: Vec<_> = touches.iter().map(|touch| for_terminal(&touch.target)).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts.join(", ")
}
