//! What the directory says of a user.

use crate::google::apis::ApiName;
use crate::google::calls::directory::User;
use crate::google::calls::moment;
use crate::google::emit::{Sheet, given, text};
use crate::google::errors::{Failure, bounded};
use crate::google::organisation::Found;
use crate::google::people::Person;
use imaprules_facts::{Known, Reason, Unknown, Value};
use imaprules_provider::{Host, Stop};

/// The facts, but for the state of the user.
pub(super) const FACTS: [&str; 14] = [
    "gmail.user_status",
    "gmail.suspension_reason",
    "gmail.primary_address",
    "gmail.aliases",
    "gmail.user_name_is_primary",
    "gmail.org_unit",
    "gmail.is_admin",
    "gmail.mailbox_setup",
    "gmail.agreed_to_terms",
    "gmail.change_password_at_next_login",
    "gmail.last_login",
    "gmail.never_signed_in",
    "gmail.two_step_enrolled",
    "gmail.two_step_enforced",
];

/// Other addresses of a user that are told at most.
const ALIASES: usize = 100;

pub(super) fn tell(person: &Person, found: &Result<Found, Failure>, host: &dyn Host) -> Result<(), Stop> {
    let mut sheet = Sheet::of("mailbox", &person.subject.id, ApiName::Directory);
    let [status, others @ ..] = FACTS;
    match found {
        Ok(Found::Here(user)) => sheet.extend(facts(person, user)),
        Ok(Found::Deleted) => {
            sheet.set(status, Ok("deleted".into()));
            sheet.miss(
                &others,
                &Unknown::noted(Reason::Unsupported, "the user was deleted"),
            );
        }
        Ok(Found::Absent) => {
            sheet.set(status, Ok("absent".into()));
            sheet.miss(
                &others,
                &Unknown::noted(Reason::Unsupported, "the directory has no such user"),
            );
        }
        Err(failure) => sheet.miss(&FACTS, &failure.unknown),
    }
    sheet.send(host)
}

fn facts(person: &Person, user: &User) -> Vec<(&'static str, Known)> {
    let last = user.last_login_time.as_deref();
    let login = last.and_then(moment);
    // Google writes the beginning of time where there never was a sign-in.
    let never = login.map(|at| at <= 0);
    let no_login = || Unknown::noted(Reason::Unsupported, "the user has never signed in");
    let login_at = match (never, login) {
        (Some(true), _) => Err(no_login()),
        (_, login) => given(login, "lastLoginTime"),
    };
    let aliases: Vec<String> = user
        .aliases
        .iter()
        .chain(&user.non_editable_aliases)
        .take(ALIASES)
        .map(|alias| bounded(alias))
        .collect();
    vec![
        ("gmail.user_status", status(user)),
        ("gmail.suspension_reason", suspension(user)),
        (
            "gmail.primary_address",
            text(user.primary_email.as_ref(), "primaryEmail"),
        ),
        ("gmail.aliases", Ok(aliases.into())),
        ("gmail.user_name_is_primary", is_primary(person, user)),
        ("gmail.org_unit", text(user.org_unit_path.as_ref(), "orgUnitPath")),
        ("gmail.is_admin", given(user.is_admin, "isAdmin")),
        (
            "gmail.mailbox_setup",
            given(user.is_mailbox_setup, "isMailboxSetup"),
        ),
        (
            "gmail.agreed_to_terms",
            given(user.agreed_to_terms, "agreedToTerms"),
        ),
        (
            "gmail.change_password_at_next_login",
            given(user.change_password_at_next_login, "changePasswordAtNextLogin"),
        ),
        ("gmail.last_login", login_at),
        ("gmail.never_signed_in", given(never, "lastLoginTime")),
        (
            "gmail.two_step_enrolled",
            given(user.is_enrolled_in_2sv, "isEnrolledIn2Sv"),
        ),
        (
            "gmail.two_step_enforced",
            given(user.is_enforced_in_2sv, "isEnforcedIn2Sv"),
        ),
    ]
}

fn status(user: &User) -> Known {
    match (user.archived, user.suspended) {
        (Some(true), _) => Ok("archived".into()),
        (_, Some(true)) => Ok("suspended".into()),
        (Some(false), Some(false)) => Ok("active".into()),
        (None, _) => given(None::<bool>, "archived"),
        (_, None) => given(None::<bool>, "suspended"),
    }
}

fn suspension(user: &User) -> Known {
    match (&user.suspension_reason, user.suspended) {
        (Some(reason), _) => Ok(bounded(reason).into()),
        (None, Some(false)) => Ok("".into()),
        (None, _) => given(None::<bool>, "suspensionReason"),
    }
}

fn is_primary(person: &Person, user: &User) -> Known {
    if !person.named {
        return Err(Unknown::noted(
            Reason::NotCollected,
            "the migration file has no UserName for the row",
        ));
    }
    let primary = user.primary_email.as_ref();
    let same = primary.map(|primary| primary.to_lowercase() == person.address.to_lowercase());
    given(same.map(Value::Bool), "primaryEmail")
}
