//! What the usage report says of a user.

use super::Asked;
use crate::google::apis::ApiName;
use crate::google::calls::directory::User;
use crate::google::calls::usage::{self, Usage};
use crate::google::emit::{Sheet, given};
use crate::google::errors::Failure;
use crate::google::organisation::{Organisation, Usages};
use crate::google::people::Person;
use imaprules_facts::{Known, Reason, Unknown, Value};
use imaprules_provider::{Host, Stop};
use std::sync::Arc;

pub(super) const FACTS: [&str; 6] = [
    "gmail.used",
    "gmail.account_used",
    "gmail.account_quota",
    "gmail.used_date",
    "gmail.last_imap_use",
    "gmail.less_secure_apps_allowed",
];

/// Octets in what reports call a megabyte; which one they mean is not documented, so the larger is taken.
const MEGABYTE: i64 = 1 << 20;

pub(super) fn tell(
    person: &Person,
    organisation: &Organisation<'_>,
    caller: &Asked<'_>,
    user: &Result<Arc<User>, Failure>,
    customer: &str,
    host: &dyn Host,
) -> Result<(), Stop> {
    let mut sheet = Sheet::of("mailbox", &person.subject.id, ApiName::Reports);
    match report(person, organisation, caller, user, customer) {
        Ok((usage, at)) => sheet.extend(facts(&usage, at)),
        Err(failure) => sheet.miss(&FACTS, &failure.unknown),
    }
    sheet.send(host)
}

fn report(
    person: &Person,
    organisation: &Organisation<'_>,
    caller: &Asked<'_>,
    user: &Result<Arc<User>, Failure>,
    customer: &str,
) -> Result<(Usage, i64), Failure> {
    let day = organisation.day.as_ref().map_err(Clone::clone)?;
    // Reports name users by their primary address.
    let primary = user.as_ref().ok().and_then(|user| user.primary_email.clone());
    let address = primary.unwrap_or_else(|| person.address.clone());
    let found = match organisation.usages.as_ref().map_err(Clone::clone)? {
        Usages::Listed(all) => all.get(&address.to_lowercase()).cloned(),
        Usages::Asked => {
            let known = user.as_ref().map(drop);
            known.map_err(Clone::clone)?;
            usage::of(*caller.as_ref().map_err(Clone::clone)?, &address, day, customer)?
        }
    };
    let none = || {
        Failure::silent(Unknown::noted(
            Reason::Unsupported,
            "the usage report has no row of this user",
        ))
    };
    Ok((found.ok_or_else(none)?, day.at))
}

fn facts(usage: &Usage, at: i64) -> Vec<(&'static str, Known)> {
    let size = |mb: Option<i64>| mb.filter(|mb| *mb >= 0).and_then(|mb| mb.checked_mul(MEGABYTE));
    let [used, account_used, quota, date, last_imap, less_secure] = FACTS;
    let shared = |known: Known| match usage.quota_mb {
        Some(mb) if mb < 0 => Err(Unknown::noted(
            Reason::Unsupported,
            "the organisation shares its storage",
        )),
        _ => known,
    };
    vec![
        (
            used,
            given(size(usage.used_mb), "accounts:gmail_used_quota_in_mb"),
        ),
        (
            account_used,
            given(size(usage.account_used_mb), "accounts:used_quota_in_mb"),
        ),
        (
            quota,
            shared(given(size(usage.quota_mb), "accounts:total_quota_in_mb")),
        ),
        (date, Ok(Value::Int(at))),
        (
            last_imap,
            given(usage.last_imap.filter(|at| *at > 0), "gmail:timestamp_last_imap"),
        ),
        (
            less_secure,
            given(usage.less_secure, "accounts:is_less_secure_apps_access_allowed"),
        ),
    ]
}
