//! Scripts for the command prompt of Windows.
//!
//! In files `%` is read before anything else, quotes or not, and doubled where it is meant; a caret does not help there as it
//! does at the prompt (<https://learn.microsoft.com/windows-server/administration/windows-commands/cmd>).

use super::comment::needs_session;
use super::dialect::Dialect;
use super::sessions::Session;
use imaprules_rules::Shell;

pub(super) const DIALECT: Dialect = Dialect {
    ending: "cmd",
    first_line: "@echo off\nsetlocal DisableDelayedExpansion\nchcp 65001 >nul\n",
    start,
    open,
    close,
    record,
    code,
};

fn code(text: &str) -> String {
    text.replace("^%", "%%")
}

fn quote(text: &str) -> String {
    code(&Shell::Cmd.quote(text))
}

fn start(stem: &str, records: bool) -> String {
    if !records {
        return String::new();
    }
    let stem = stem.replace(['%', '^', '&', '|', '<', '>', '"', '!'], "_");
    let now = "powershell -NoProfile -Command \"Get-Date -Format yyyyMMdd-HHmmss\"";
    format!("for /f %%t in ('{now}') do set stamp=%%t\nset before=%~dp0{stem}.before.%stamp%.txt\n")
}

fn open(session: &Session, check: &str, number: usize) -> String {
    let missing = quote(&needs_session(session));
    format!("where {check} >nul 2>nul\nif errorlevel 1 echo {missing}& goto after{number}\n")
}

fn close(number: usize) -> String {
    format!(":after{number}\n")
}

fn record(rule: &str, subject: &str, read: &str) -> String {
    let (rule, subject) = (quote(rule), quote(subject));
    let mut text = format!(">>\"%before%\" echo {rule} {subject}");
    for line in code(read).lines() {
        text += &format!("\n>>\"%before%\" {line}");
    }
    text + "\nif errorlevel 1 exit /b 1"
}
