//! Scripts for Bash.

use super::comment::needs_session;
use super::dialect::Dialect;
use super::sessions::Session;
use crate::speech::word;
use imaprules_rules::Shell;

pub(super) const DIALECT: Dialect = Dialect {
    ending: "sh",
    first_line: "#!/usr/bin/env bash\n",
    start,
    open,
    close,
    record,
    code: str::to_owned,
};

fn quote(text: &str) -> String {
    Shell::Bash.quote(text)
}

fn start(stem: &str, records: bool) -> String {
    let mut text = "set -euo pipefail\n".to_owned();
    if records {
        let stem = quote(&format!("{stem}.before."));
        text += &format!("\n# {}\n", word("commands.old_values_private"));
        text += "umask 077\n";
        text +=
            &format!("before=\"$(cd \"$(dirname \"$0\")\" && pwd)\"/{stem}\"$(date +%Y%m%d-%H%M%S)\".txt\n");
    }
    text
}

fn open(session: &Session, check: &str, _: usize) -> String {
    let missing = quote(&needs_session(session));
    // A branch of comments alone would be no branch.
    format!("if ! {{ {check}; }}; then\n  printf '%s\\n' {missing} >&2\nelse\n:\n")
}

fn close(_: usize) -> String {
    "fi\n".to_owned()
}

fn record(rule: &str, subject: &str, code: &str) -> String {
    let (rule, subject) = (quote(rule), quote(subject));
    format!("{{ date; printf '%s\\n' {rule} {subject}\n{code}\n}} >>\"$before\"")
}
