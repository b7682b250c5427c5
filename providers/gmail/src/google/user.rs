//! What is asked for one row, and what is made of it.

mod directory;
mod mailbox;
mod passwords;
mod usage;

use super::apis::ApiName;
use super::calls::activity::Change;
use super::calls::directory::User;
use super::calls::{Caller, directory as calls};
use super::emit::{Sheet, text};
use super::errors::Failure;
use super::organisation::{Found, Organisation};
use super::people::Person;
use super::plan::{Google, SignInWith};
use super::policies::units::upwards;
use super::policies::{Member, USER_FACTS, user_facts};
use imaprules_facts::{Known, Reason, Unknown, Value};
use imaprules_provider::{Host, Stop};

/// What the whole needs to know of a row once it is done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Organisational unit of the user.
    pub(crate) unit: Option<String>,
    /// How the first call to the Gmail API went, if there was one.
    pub(crate) gmail: Option<Result<(), Failure>>,
}

/// Asks all about a row, and tells it.
pub(crate) fn tell(
    google: &Google,
    organisation: &Organisation<'_>,
    person: &Person,
    host: &dyn Host,
) -> Result<Done, Stop> {
    if person.is_consumer() {
        consumer(person, host)?;
        signs_in_with(google, person, host)?;
        return Ok(Done::default());
    }
    let admin = organisation.admin.as_ref().map_err(Clone::clone);
    let caller = admin.map(|standing| Caller {
        wire: &google.wire,
        host,
        standing,
    });
    let found = caller
        .clone()
        .and_then(|caller| organisation.find(caller, &google.plan.customer, &person.address));
    directory::tell(person, &found, host)?;
    let user = present(&found);
    let address = user.clone().ok().and_then(|user| user.primary_email.clone());
    let address = address.unwrap_or_else(|| person.address.clone());
    let asps = asps(organisation, &caller, &user, &address);
    passwords::tell(person, organisation, &asps, &address, host)?;
    usage::tell(person, organisation, &caller, &user, &google.plan.customer, host)?;
    policies(person, organisation, &caller, &user, &address, host)?;
    signs_in_with(google, person, host)?;
    let gmail = mailbox::tell(google, organisation, person, &address, host)?;
    Ok(Done {
        unit: user.ok().and_then(|user| user.org_unit_path.clone()),
        gmail,
    })
}

/// The user, if there is one; otherwise why nothing can be asked.
fn present(found: &Result<Found, Failure>) -> Result<std::sync::Arc<User>, Failure> {
    match found {
        Ok(Found::Here(user)) => Ok(std::sync::Arc::clone(user)),
        Ok(Found::Deleted) => Err(nobody("the user was deleted")),
        Ok(Found::Absent) => Err(nobody("the directory has no such user")),
        Err(failure) => Err(failure.clone()),
    }
}

fn nobody(note: &str) -> Failure {
    Failure::silent(Unknown::noted(Reason::Unsupported, note))
}

type Asked<'a> = Result<Caller<'a>, Failure>;

fn asps(
    organisation: &Organisation<'_>,
    caller: &Asked<'_>,
    user: &Result<std::sync::Arc<User>, Failure>,
    address: &str,
) -> Result<Vec<calls::Asp>, Failure> {
    user.as_ref().map_err(Clone::clone)?;
    organisation.app_passwords.as_ref().map_err(Clone::clone)?;
    calls::app_passwords(*caller.as_ref().map_err(Clone::clone)?, address)
}

/// A personal account: no administrator can look into it, and no service account can stand in for it.
fn consumer(person: &Person, host: &dyn Host) -> Result<(), Stop> {
    let why = Unknown::noted(
        Reason::Unsupported,
        "a personal account belongs to no organisation: no administrator can look into it",
    );
    let mut sheet = Sheet::of("mailbox", &person.subject.id, ApiName::Directory);
    for names in [
        &directory::FACTS[..],
        &passwords::FACTS,
        &usage::FACTS,
        &USER_FACTS,
        &mailbox::FACTS,
        &CHANGED,
    ] {
        sheet.miss(names, &why);
    }
    sheet.send(host)
}

/// What a look over IMAP will sign this row in with.
fn signs_in_with(google: &Google, person: &Person, host: &dyn Host) -> Result<(), Stop> {
    let has_password = host.secret(&person.subject, "password").is_some();
    let word = match google.plan.sign_in_with {
        SignInWith::Password => "password",
        SignInWith::Auto if has_password => "password",
        _ if person.is_consumer() => "password",
        SignInWith::Auto | SignInWith::ServiceAccount | SignInWith::Administrator => "service_account",
    };
    let mut sheet = Sheet::derived("mailbox", &person.subject.id, "settings of the run");
    sheet.set("gmail.signs_in_with", Ok(word.into()));
    sheet.send(host)
}

/// The facts about the last change of the IMAP switch.
const CHANGED: [&str; 2] = ["gmail.tenant_imap_changed", "gmail.tenant_imap_changed_to"];

/// The organisation's policies, as they come out for the user.
fn policies(
    person: &Person,
    organisation: &Organisation<'_>,
    caller: &Asked<'_>,
    user: &Result<std::sync::Arc<User>, Failure>,
    address: &str,
    host: &dyn Host,
) -> Result<(), Stop> {
    let mut sheet = Sheet::of("mailbox", &person.subject.id, ApiName::Policy);
    let unit = user
        .as_ref()
        .map_err(|failure| failure.unknown.clone())
        .and_then(|user| {
            let left_out = || {
                Unknown::noted(
                    Reason::Unsupported,
                    "Google's answer does not say in which unit the user is",
                )
            };
            user.org_unit_path.clone().ok_or_else(left_out)
        });
    let all = organisation
        .policies
        .as_ref()
        .map_err(|failure| failure.unknown.clone());
    match (all, unit.as_ref()) {
        (Ok(all), Ok(path)) => {
            let groups = all.name_groups().then(|| groups(organisation, caller, address));
            let admin = user
                .as_ref()
                .ok()
                .and_then(|user| any(user.is_admin, user.is_delegated_admin));
            sheet.extend(user_facts(
                all,
                &Member {
                    path,
                    groups: groups.as_ref().and_then(|groups| groups.as_deref().ok()),
                    admin,
                },
            ));
        }
        (Err(why), _) => sheet.miss(&USER_FACTS, &why),
        (Ok(_), Err(why)) => sheet.miss(&USER_FACTS, why),
    }
    let change = unit.and_then(|path| last_change(organisation, &path));
    let part = |read: fn(&Change) -> Known| change.as_ref().map_err(Clone::clone).and_then(read);
    let [at, to] = CHANGED;
    sheet.set(at, part(|change| Ok(Value::Int(change.at))));
    sheet.set(to, part(|change| text(change.to.as_ref(), "NEW_VALUE")));
    sheet.send(host)
}

/// Whether one of two is so; nothing where that cannot be said.
fn any(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn groups(
    organisation: &Organisation<'_>,
    caller: &Asked<'_>,
    address: &str,
) -> Result<Vec<String>, Failure> {
    organisation.groups.as_ref().map_err(Clone::clone)?;
    calls::groups_of(*caller.as_ref().map_err(Clone::clone)?, address)
}

/// The last change of the IMAP switch that a unit or one above it saw. The trail names units by path or by name, which is not
/// documented; a name that no unit has is taken for the organisation's own, and so for the unit at the top.
pub(crate) fn last_change(organisation: &Organisation<'_>, path: &str) -> Result<Change, Unknown> {
    let changes = organisation
        .changes
        .as_ref()
        .map_err(|failure| failure.unknown.clone())?;
    let units = organisation
        .policies
        .as_ref()
        .ok()
        .and_then(|policies| policies.units.as_ref());
    let concerns = |change: &&Change| match change.unit.as_deref() {
        None => true,
        Some(unit) if unit.starts_with('/') => upwards(path).any(|above| above == unit),
        Some(unit) => {
            upwards(path).any(|above| above.rsplit('/').next() == Some(unit))
                || units.is_none_or(|units| !units.has_name(unit))
        }
    };
    let last = changes.iter().filter(concerns).max_by_key(|change| change.at);
    last.cloned().ok_or_else(|| {
        Unknown::noted(
            Reason::Unsupported,
            "the audit trail has no change of the IMAP switch",
        )
    })
}
