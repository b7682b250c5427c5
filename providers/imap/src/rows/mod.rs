//! The rows of the migration file: who signs in, how it ended, and what the mailbox holds.

mod account;
mod bracket;
mod brake;
mod contents;
mod experience;
mod folders;
mod given;
mod identity;
mod queue;
mod rights;
mod root;
mod sample;
mod sign_in;
mod sizes;
mod tell;
mod unopened;
mod way;
mod within;
mod work;

pub(crate) use account::Account;
pub(crate) use contents::Contents;
pub(crate) use experience::{Verdict, unasked};
pub(crate) use folders::{Folder, denied, unanswered};
pub(crate) use identity::Identity;
pub(crate) use sample::{divide, sign_ins};
pub(crate) use sign_in::{Ask, SignIn, sign_in};
pub(crate) use sizes::{Method as SizeMethod, Sizes};
pub(crate) use unopened::not_opened;
pub(crate) use way::Way;
pub(crate) use within::Clock;
pub(crate) use work::{Work, run};

use crate::settings::RowsPlan;
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
    /// Address of the target mailbox.
    pub(crate) address: String,
    /// What is risky about the password, in the words of `csv.password_flags`.
    pub(crate) password_flags: Vec<String>,
    /// Whether other rows of the file sign in with the same account.
    pub(crate) shared: bool,
}

/// The rows of a request, in the order of the file.
pub(crate) fn rows(request: &Request, plan: &RowsPlan) -> Vec<Row> {
    let mailboxes = request
        .subjects
        .iter()
        .filter(|input| input.subject.kind == "mailbox");
    let mut rows: Vec<Row> = mailboxes.map(row).collect();
    accounts(&mut rows, None, plan);
    rows
}

/// Takes the user names apart, at a server of this family where that is known.
pub(crate) fn accounts(rows: &mut [Row], family: Option<&str>, plan: &RowsPlan) {
    let mut times: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for row in rows.iter_mut() {
        if let Some(account) = &mut row.account
            && let Some(again) = Account::of(&account.user_name, family, plan.separator)
        {
            *account = again;
            *times.entry(account.key()).or_default() += 1;
        }
    }
    for row in rows {
        row.shared = row
            .account
            .as_ref()
            .is_some_and(|account| times.get(&account.key()).is_some_and(|times| *times > 1));
    }
}

fn row(input: &InputSubject) -> Row {
    let text = |fact: &str| input.fact(fact).and_then(Value::as_text);
    let flags = match input.fact("csv.password_flags") {
        Some(Value::List(flags)) => flags
            .iter()
            .filter_map(Value::as_text)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    Row {
        subject: input.subject.clone(),
        account: text("csv.user_name").and_then(|name| Account::of(name, None, None)),
        root: text("csv.user_root")
            .filter(|root| !root.is_empty())
            .map(str::to_owned),
        address: text("mailbox.address").unwrap_or(&input.subject.id).to_owned(),
        password_flags: flags,
        shared: false,
    }
}
