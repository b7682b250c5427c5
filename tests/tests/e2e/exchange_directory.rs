//! Exchange seen through its directory: a Samba domain controller with the schema of Exchange, and OpenLDAP where something else than
//! Active Directory answers.

mod domains;
mod grants;
mod plumbing;
mod scale;

use imaprules_tests::servers::{Samba, SambaOptions};
use imaprules_tests::{Bundle, MigrationCsv, Outcome, Program};

/// Where an instance is, as the program is told.
fn directory(samba: &Samba) -> String {
    format!("exchange.directory=ldap://{}", samba.plain())
}

/// A collection of this directory, as this account and over StartTLS.
fn collection(samba: &Samba, account: (&str, &str), csv: &MigrationCsv) -> Program {
    program("collect -o facts.jsonl", samba, account, csv)
}

/// A run of the program with this directory. The migration file names an account that opens all mailboxes.
fn program(words: &str, samba: &Samba, (user, password): (&str, &str), csv: &MigrationCsv) -> Program {
    Program::line(words)
        .args(["--provider", "exchange", "--csv", "users.csv", "--login", "none"])
        .args(["--set", &directory(samba)])
        .args(["--set", "exchange.directory_security=starttls"])
        .args(["--set", &format!("exchange.directory_user={user}")])
        .args(["--set", "exchange.directory_ca_file=ca.pem"])
        .env("IMAPRULES_EXCHANGE_DIRECTORY_PASSWORD", password)
        .file("ca.pem", &samba.identity.chain)
        .file("users.csv", csv.text())
}

/// What a run wrote.
fn facts(outcome: &Outcome) -> Bundle {
    Bundle::read(&outcome.scratch.join("facts.jsonl"))
}

/// An instance that encrypts.
fn encrypted(entries: Vec<imaprules_tests::servers::Entry>) -> Option<Samba> {
    Samba::start(SambaOptions {
        entries,
        encrypts: true,
        ..SambaOptions::default()
    })
}
