//! The rows of the migration file: who signs in, how it ended, and what the mailbox holds.

mod account;
mod answers;
mod brake;
mod contents;
mod folders;
mod identity;
mod queue;
mod sign_in;
mod sizes;
mod unopened;
mod within;
mod work;

pub(crate) use account::Account;
pub(crate) use contents::Contents;
pub(crate) use folders::Folder;
pub(crate) use identity::Identity;
pub(crate) use sign_in::SignIn;
pub(crate) use sizes::Sizes;
pub(crate) use work::{Work, run};

use imaprules_facts::{SubjectRef, Value};
use imaprules_provider::{InputSubject, Request};

/// One row, as the migration file has it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) subject: SubjectRef,
    /// Nothing where the file has no readable user name for the row.
    pub(crate) account: Option<Account>,
    /// The folder below which the row's mail lies, where the file names one.
    pub(crate) root: Option<String>,
}

/// The rows of a request, in the order of the file.
pub(crate) fn rows(request: &Request) -> Vec<Row> {
    let mailboxes = request
        .subjects
        .iter()
        .filter(|input| input.subject.kind == "mailbox");
    mailboxes.map(row).collect()
}

fn row(input: &InputSubject) -> Row {
    let text = |fact: &str| input.fact(fact).and_then(Value::as_text);
    Row {
        subject: input.subject.clone(),
        account: text("csv.user_name").and_then(Account::of),
        root: text("csv.user_root")
            .filter(|root| !root.is_empty())
            .map(str::to_owned),
    }
}
