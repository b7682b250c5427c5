//! Commands of rules: that whoever changes something by them can take it back, or was told that he cannot.

use super::{Lint, LintOptions};
use crate::diagnostic::Code;
use crate::pack::raw::RawCommand;
use imaprules_conditions::nearest;

/// Verbs of PowerShell that change something
/// (<https://learn.microsoft.com/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands>).
const VERBS: [&str; 6] = ["Set", "Remove", "Add", "Enable", "Disable", "New"];

/// Commands with these verbs that change nothing: they make an object of this session.
const HARMLESS: [&str; 3] = ["New-Object", "New-TimeSpan", "New-PSSession"];

pub(super) fn check(lint: &mut Lint, options: &LintOptions) {
    let pack = lint.pack;
    for rule in &pack.rules {
        for command in &rule.raw.commands {
            undo(lint, &rule.id, command);
            if let Some(sessions) = &options.sessions {
                session(lint, command, sessions);
            }
        }
    }
}

fn undo(lint: &mut Lint, rule: &str, command: &RawCommand) {
    if command.undo.is_some() || command.destroys.is_some() {
        return;
    }
    let Some(changes) = words(&command.run.value).find(|word| is_change(word)) else {
        return;
    };
    let message = format!("`{changes}` of `{rule}` changes something, and nothing says how to take it back");
    let help = "add `undo = \"...\"` with what takes it back, or `destroys = \"...\"` with what is lost";
    lint.demand(Code::CommandWithoutUndo, &command.run.place, message, help);
}

fn session(lint: &mut Lint, command: &RawCommand, sessions: &[String]) {
    let Some(word) = command
        .session
        .as_ref()
        .filter(|word| !sessions.contains(&word.value))
    else {
        return;
    };
    let help = match nearest(&word.value, sessions.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("sessions are {}", sessions.join(", ")),
    };
    let message = format!("`{}` is no session that the program knows", word.value);
    lint.demand(Code::UnknownSession, &word.place, message, help);
}

/// The words that can be names of commands.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
}

fn is_change(word: &str) -> bool {
    let verb = word
        .split_once('-')
        .filter(|(_, noun)| noun.starts_with(char::is_uppercase));
    verb.is_some_and(|(verb, _)| VERBS.contains(&verb)) && !HARMLESS.contains(&word)
}
