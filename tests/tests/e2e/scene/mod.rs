//! Scenes that several topics share.

#[cfg(unix)]
pub(crate) mod mailboxes;

use std::net::SocketAddr;
use std::time::Duration;

use imaprules_tests::{MigrationCsv, Program};

/// The given sub-command against a server in plaintext, with a migration file and all accounts signed in.
pub(crate) fn plaintext(command: &str, server: SocketAddr, csv: &MigrationCsv) -> Program {
    Program::line(command)
        .args([
            "--provider",
            "imap",
            "--security",
            "none",
            "--allow-plaintext",
            "--login",
            "all",
        ])
        .args(["--server", &server.to_string(), "--csv", "users.csv"])
        .file("users.csv", csv.text())
}

/// As [`plaintext`], with the JSON report on standard output.
pub(crate) fn run_json(server: SocketAddr, csv: &MigrationCsv) -> Program {
    plaintext("run", server, csv).args(["--format", "json"])
}

/// A file with one account that exists nowhere.
pub(crate) fn one_row() -> MigrationCsv {
    MigrationCsv::new().many(1)
}

/// What an IMAP server without extensions answers, for scripted servers: one empty account.
pub(crate) const PLAIN_IMAP: [(&str, &str); 8] = [
    ("CAPABILITY", "* CAPABILITY IMAP4rev1\n{tag} OK done\n"),
    ("LOGIN", "{tag} OK in\n"),
    (
        "STATUS",
        "* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)\n{tag} OK done\n",
    ),
    ("LIST", "* LIST () \"/\" INBOX\n{tag} OK done\n"),
    (
        "EXAMINE",
        "* 0 EXISTS\n* 0 RECENT\n* FLAGS ()\n* OK [UIDVALIDITY 7] x\n{tag} OK [READ-ONLY] done\n",
    ),
    ("FETCH", "{tag} OK done\n"),
    ("NOOP", "{tag} OK done\n"),
    ("LOGOUT", "* BYE bye\n{tag} OK done\n<close>"),
];

/// How long a server may stay silent in tests that are about silence: much less than the program's default.
pub(crate) const SHORT_TIMEOUT: [&str; 2] = ["--set", "imap.timeout=2s"];

/// Longer than any run here takes that waits for nothing.
pub(crate) const SOON: Duration = Duration::from_secs(30);
