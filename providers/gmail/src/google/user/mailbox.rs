//! What the Gmail API says of a user's own settings, asked as that user.

use crate::google::apis::{self, ApiName, Role};
use crate::google::calls::Caller;
use crate::google::calls::mailbox::{self, ImapSettings, Label};
use crate::google::emit::{Sheet, given, text};
use crate::google::errors::{Failure, Meaning, bounded};
use crate::google::organisation::{Organisation, undelegated};
use crate::google::people::Person;
use crate::google::plan::Google;
use crate::google::scopes::joined;
use crate::google::token::{Standing, word};
use imaprules_facts::{Known, Unknown};
use imaprules_provider::{Host, Stop};

pub(super) const FACTS: [&str; 10] = [
    "gmail.token",
    "gmail.mailbox_access",
    "gmail.imap_enabled",
    "gmail.imap_max_folder_size",
    "gmail.imap_auto_expunge",
    "gmail.imap_expunge_behavior",
    "gmail.display_language",
    "gmail.api_labels",
    "gmail.api_messages",
    "gmail.api_threads",
];

/// Labels that are told at most; Gmail has ten thousand.
const LABELS: usize = 10_000;

/// How the token was refused, or how the first call to the Gmail API went.
pub(super) fn tell(
    google: &Google,
    organisation: &Organisation<'_>,
    person: &Person,
    address: &str,
    host: &dyn Host,
) -> Result<Option<Result<(), Failure>>, Stop> {
    let [token, access, settings @ ..] = FACTS;
    let mut sheet = Sheet::of("mailbox", &person.subject.id, ApiName::Gmail);
    let delegation = &organisation.delegation;
    let known = delegation.granted.is_some();
    let all: Vec<_> = apis::scopes(Role::User).collect();
    let scopes = delegation.of(Role::User).or((!known).then(|| joined(&all)));
    let Some(scopes) = scopes else {
        // What is not delegated is not for any user, and need not be asked for each.
        sheet.set(token, Ok("not_delegated".into()));
        sheet.set(access, Ok("not_delegated".into()));
        sheet.miss(&settings, &undelegated(&joined(&all)).unknown);
        return sheet.send(host).map(|()| None);
    };
    let standing = Standing::new(&google.tokens, address, scopes);
    if let Err(failure) = standing.token(host) {
        refused(&mut sheet, &failure);
        return sheet.send(host).map(|()| None);
    }
    let whole = all.iter().all(|scope| delegation.has(&scope.name) != Some(false));
    sheet.set(token, Ok(if whole { "ok" } else { "partly" }.into()));
    let caller = Caller {
        wire: &google.wire,
        host,
        standing: &standing,
    };
    let first = ask(
        caller,
        address,
        |name| delegation.has(name) != Some(false),
        &mut sheet,
    );
    sheet.set(access, access_of(first.as_ref()));
    sheet.send(host).map(|()| Some(first))
}

/// No token: nothing can be asked.
fn refused(sheet: &mut Sheet, failure: &Failure) {
    let [token, access, settings @ ..] = FACTS;
    sheet.set(
        token,
        word(failure.meaning)
            .map(Into::into)
            .ok_or_else(|| failure.unknown.clone()),
    );
    let access_word = match failure.meaning {
        Meaning::UserRefused => Ok("user_refused".into()),
        Meaning::NotDelegated => Ok("not_delegated".into()),
        _ => Err(failure.unknown.clone()),
    };
    sheet.set(access, access_word);
    sheet.miss(&settings, &failure.unknown);
}

fn access_of(first: Result<&(), &Failure>) -> Known {
    let failure = match first {
        Ok(()) => return Ok("ok".into()),
        Err(failure) => failure,
    };
    let word = match failure.meaning {
        Meaning::MailServiceOff => "mail_service_off",
        Meaning::NotDelegated => "not_delegated",
        Meaning::ApiDisabled => "api_disabled",
        Meaning::UserRefused => "user_refused",
        Meaning::Refused | Meaning::NotFound | Meaning::TokenRefused | Meaning::NotAdmin => "refused",
        _ => return Err(failure.unknown.clone()),
    };
    Ok(word.into())
}

/// Asks for everything that the permissions allow. Gives how the first call went: what it says of the user holds for the others.
fn ask(
    caller: Caller<'_>,
    address: &str,
    may: impl Fn(&str) -> bool,
    sheet: &mut Sheet,
) -> Result<(), Failure> {
    let scope = |name: &str| match may(name) {
        true => Ok(()),
        false => Err(undelegated(
            apis::scope(name).map_or(name, |scope| scope.url.as_str()),
        )),
    };
    let mut first: Option<Result<(), Failure>> = None;
    let imap = scope("settings").and_then(|()| noted(&mut first, mailbox::imap(caller, address)));
    sheet.extend(imap_facts(&imap));
    let language = scope("settings").and_then(|()| unless(&first, || mailbox::language(caller, address)));
    let language = language.map_err(|failure| failure.unknown);
    sheet.set(
        "gmail.display_language",
        language.and_then(|settings| text(settings.display_language.as_ref(), "displayLanguage")),
    );
    let labels = scope("labels").and_then(|()| unless(&first, || mailbox::labels(caller, address)));
    let labels = scope("labels").and_then(|()| noted(&mut first, labels));
    sheet.set(
        "gmail.api_labels",
        labels
            .map(|labels| names(&labels).into())
            .map_err(|failure| failure.unknown),
    );
    let profile = scope("labels").and_then(|()| unless(&first, || mailbox::profile(caller, address)));
    let profile = profile.map_err(|failure| failure.unknown);
    let count = |read: fn(&mailbox::Profile) -> Option<i64>, name: &str| {
        profile
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|profile| given(read(profile).filter(|count| *count >= 0), name))
    };
    sheet.set(
        "gmail.api_messages",
        count(|profile| profile.messages_total, "messagesTotal"),
    );
    sheet.set(
        "gmail.api_threads",
        count(|profile| profile.threads_total, "threadsTotal"),
    );
    first.unwrap_or(Ok(()))
}

/// Keeps how the first call went.
fn noted<T>(first: &mut Option<Result<(), Failure>>, answer: Result<T, Failure>) -> Result<T, Failure> {
    if first.is_none() {
        *first = Some(answer.as_ref().map(drop).map_err(Clone::clone));
    }
    answer
}

/// Asks, unless the first call said that nothing can be had of this user.
fn unless<T>(
    first: &Option<Result<(), Failure>>,
    ask: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    match first {
        Some(Err(failure)) if failure.meaning != Meaning::NoAnswer => Err(failure.clone()),
        _ => ask(),
    }
}

fn imap_facts(settings: &Result<ImapSettings, Failure>) -> Vec<(&'static str, Known)> {
    let of = |read: fn(&ImapSettings) -> Known| -> Known {
        let settings = settings
            .as_ref()
            .map_err(|failure| -> Unknown { failure.unknown.clone() })?;
        read(settings)
    };
    vec![
        (
            "gmail.imap_enabled",
            of(|settings| given(settings.enabled, "enabled")),
        ),
        (
            "gmail.imap_max_folder_size",
            of(|settings| given(settings.max_folder_size, "maxFolderSize")),
        ),
        (
            "gmail.imap_auto_expunge",
            of(|settings| given(settings.auto_expunge, "autoExpunge")),
        ),
        (
            "gmail.imap_expunge_behavior",
            of(|settings| given(expunge(settings), "expungeBehavior")),
        ),
    ]
}

fn expunge(settings: &ImapSettings) -> Option<&'static str> {
    match settings.expunge_behavior.as_deref()? {
        "archive" => Some("archive"),
        "trash" => Some("trash"),
        "deleteForever" => Some("delete_forever"),
        _ => None,
    }
}

/// Names of the user's own labels.
fn names(labels: &[Label]) -> Vec<String> {
    let own = labels
        .iter()
        .filter(|label| label.r#type.as_deref() == Some("user"));
    own.filter_map(|label| label.name.as_ref())
        .take(LABELS)
        .map(|name| bounded(name))
        .collect()
}
