//! The question before anybody is signed in: which hosts, how many accounts.

use crate::error::Failure;
use crate::messages::Volume;
use crate::speech::{counted, told, word};
use imaprules_provider::Touch;
use imaprules_render::for_terminal;
use inquire::{Confirm, InquireError};
use std::io::IsTerminal;

/// Asks on a terminal whether to sign in. Without a terminal, or without an account, the answer is no.
pub(crate) fn may_sign_in(touches: &[Touch], volume: Volume) -> Result<bool, Failure> {
    let sign_ins: Vec<&Touch> = touches.iter().filter(|touch| touch.action == "sign-in").collect();
    if sign_ins.is_empty() {
        return Ok(false);
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        volume.note(word("ask.nobody"));
        return Ok(false);
    }
    let accounts = counted(sign_ins.len(), "account");
    let question = told(
        "ask.question",
        &[("accounts", &accounts), ("hosts", &hosts(&sign_ins))],
    );
    confirm(&question, word("ask.help"))
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
            word("ask.interrupted"),
            word("ask.interrupted_help"),
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
