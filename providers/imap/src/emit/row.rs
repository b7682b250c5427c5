//! The facts of one row: its user name, how its sign-in ended, and why.

use super::contents::OF_MAILBOX;
use super::{Emitter, millis};
use crate::forms;
use crate::rows::{Row, SignIn, Verdict};
use imaprules_facts::{Reason, Record, Unknown};

/// Facts of the cause.
const OF_CAUSE: [&str; 4] = [
    "imap.login_cause",
    "imap.login_certainty",
    "imap.login_candidates",
    "imap.login_reasons",
];

/// What is known of the server when a row is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    /// The value of `server.family`, where the server could be asked.
    pub(crate) family: Option<&'a str>,
    /// The sign between user and admin account, if it is not the usual one.
    pub(crate) separator: Option<char>,
}

impl Emitter {
    /// A row that was tried, without what its mailbox holds.
    pub(crate) fn sign_in(
        &self,
        row: &Row,
        seen: Seen<'_>,
        sign_in: &SignIn,
        cause: Option<&Verdict>,
    ) -> Record {
        let mut record = self.mailbox(&row.subject.id);
        match &sign_in.login {
            Ok(login) => {
                record.know("imap.login", *login);
                record.know("imap.login_text", sign_in.text.as_str());
                record.know("imap.login_code", sign_in.code.clone().unwrap_or_default());
            }
            Err(why) => {
                record.miss("imap.login", why.clone());
            }
        }
        match (cause, &sign_in.login) {
            (Some(cause), _) => verdict(&mut record, cause),
            (None, Err(why)) => no_verdict(&mut record, why),
            (None, Ok(_)) => {}
        }
        if let Some(method) = sign_in.method {
            record.know("imap.login_method", method.word());
        }
        if let Some(time) = sign_in.time {
            record.know("imap.login_time", millis(time));
        }
        user_name(&mut record, row, seen);
        no_access(&mut record, sign_in);
        record
    }

    /// A row that met a fault of our own: nothing is known of it.
    pub(crate) fn lost(&self, record: &mut Record, sign_in: &SignIn) {
        if let Err(why) = &sign_in.login {
            no_verdict(record, why);
            OF_MAILBOX.iter().for_each(|fact| {
                record.miss(fact, why.clone());
            });
        }
    }

    /// A row that was looked at with a token in place of its password.
    pub(crate) fn by_token(&self, row: &Row, seen: Seen<'_>, sign_in: &SignIn, why: &Unknown) -> Record {
        let mut record = self.mailbox(&row.subject.id);
        record.miss("imap.login", why.clone());
        no_verdict(&mut record, why);
        match &sign_in.login {
            Ok(login) => {
                record.know("imap.token_login", *login);
                record.know("imap.token_text", sign_in.text.as_str());
            }
            Err(why) => {
                record.miss("imap.token_login", why.clone());
            }
        }
        user_name(&mut record, row, seen);
        no_access(&mut record, sign_in);
        record
    }

    /// A row that was looked at as the admin account for the user, which the row itself cannot say.
    pub(crate) fn authorized(&self, row: &Row, seen: Seen<'_>, sign_in: &SignIn, why: &Unknown) -> Record {
        let mut record = self.mailbox(&row.subject.id);
        record.miss("imap.login", why.clone());
        no_verdict(&mut record, why);
        match &sign_in.login {
            Ok(login) => {
                record.know("imap.authorized_login", *login);
                record.know("imap.authorized_text", sign_in.text.as_str());
            }
            Err(why) => {
                record.miss("imap.authorized_login", why.clone());
            }
        }
        user_name(&mut record, row, seen);
        no_access(&mut record, sign_in);
        record
    }
}

fn no_access(record: &mut Record, sign_in: &SignIn) {
    if sign_in.login.is_ok() && !sign_in.is("ok") {
        let note = "the sign-in gave no access to the mailbox";
        OF_MAILBOX.iter().for_each(|fact| {
            record.miss(fact, Unknown::noted(Reason::Refused, note));
        });
    }
}

/// The cause of a sign-in.
pub(super) fn verdict(record: &mut Record, verdict: &Verdict) {
    record.know("imap.login_cause", verdict.cause.as_str());
    record.know("imap.login_certainty", verdict.certainty);
    record.know("imap.login_candidates", verdict.candidates.clone());
    record.know("imap.login_reasons", verdict.reasons.clone());
}

/// Nothing can be said of the cause.
fn no_verdict(record: &mut Record, why: &Unknown) {
    for fact in OF_CAUSE {
        record.miss(fact, why.clone());
    }
}

/// What the user name says, and what it should be.
pub(super) fn user_name(record: &mut Record, row: &Row, seen: Seen<'_>) {
    let Some(account) = &row.account else { return };
    record.know("imap.authenticates_as", account.authenticates_as.as_str());
    record.know("imap.delegated", account.delegated());
    let form = match &account.parts {
        Some(parts) => parts.form,
        None if row.shared => "shared",
        None => "own",
    };
    record.know("imap.user_name_form", form);
    let Some(family) = seen.family else { return };
    let unknown = || {
        Unknown::noted(
            Reason::Unsupported,
            format!("nobody knows what forms of user names `{family}` takes"),
        )
    };
    match &account.parts {
        None => record.know("imap.form_fits", true),
        Some(parts) => match forms::fits(parts.form, family) {
            Some(fits) => record.know("imap.form_fits", fits),
            None => record.miss("imap.form_fits", unknown()),
        },
    };
    let suggestion = forms::suggest(
        &account.user_name,
        &row.address,
        row.shared,
        family,
        seen.separator,
    );
    match suggestion {
        None => {
            record.miss("imap.suggested_user_name", unknown());
            record.miss("imap.suggested_user_root", unknown());
        }
        Some(suggestion) => {
            match suggestion.user_name {
                Some(name) => record.know("imap.suggested_user_name", name),
                None => {
                    let note = format!(
                        "`{family}` knows no sign-in of an admin account that a migration file could carry"
                    );
                    record.miss(
                        "imap.suggested_user_name",
                        Unknown::noted(Reason::Unsupported, note),
                    )
                }
            };
            record.know("imap.suggested_user_root", suggestion.root);
        }
    }
}
