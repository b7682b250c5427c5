//! App passwords of a user, and whether the last change of the Google password came after them
//! (<https://support.google.com/accounts/answer/185833>: such a change revokes them).

use crate::google::apis::{self, ApiName};
use crate::google::calls::directory::Asp;
use crate::google::emit::Sheet;
use crate::google::errors::Failure;
use crate::google::organisation::Organisation;
use crate::google::people::Person;
use crate::google::wire::now_ms;
use imaprules_facts::{Known, Reason, Unknown, Value};
use imaprules_provider::{Host, Stop};

pub(super) const FACTS: [&str; 6] = [
    "gmail.app_password_count",
    "gmail.app_password_newest",
    "gmail.app_password_last_used",
    "gmail.app_password_never_used",
    "gmail.last_password_reset",
    "gmail.app_password_before_reset",
];

const DAY: i64 = 86_400_000;

pub(super) fn tell(
    person: &Person,
    organisation: &Organisation<'_>,
    asps: &Result<Vec<Asp>, Failure>,
    address: &str,
    host: &dyn Host,
) -> Result<(), Stop> {
    let [count, newest_at, used_at, never, reset_at, before] = FACTS;
    let mut sheet = Sheet::of("mailbox", &person.subject.id, ApiName::Directory);
    let newest = asps
        .as_ref()
        .map_err(|failure| failure.unknown.clone())
        .and_then(|asps| newest(asps));
    match asps {
        Ok(asps) => {
            sheet.set(count, Ok(Value::from(asps.len() as i64)));
            sheet.set(newest_at, newest.clone().map(Value::Int));
            let used = used(asps);
            sheet.set(
                used_at,
                used.map(Value::Int)
                    .ok_or_else(|| none("no app password was ever used")),
            );
            sheet.set(never, Ok(Value::Bool(!asps.is_empty() && used.is_none())));
        }
        Err(failure) => sheet.miss(&[count, newest_at, used_at, never], &failure.unknown),
    }
    sheet.send(host)?;
    let mut sheet = Sheet::of("mailbox", &person.subject.id, ApiName::Reports);
    let resets = organisation
        .resets
        .as_ref()
        .map_err(|failure| failure.unknown.clone());
    let reset = resets.map(|resets| resets.get(&address.to_lowercase()).copied());
    let seen = reset
        .clone()
        .and_then(|at| at.ok_or_else(|| none("the audit trail has no change of this password")));
    sheet.set(reset_at, seen.map(Value::Int));
    sheet.set(before, is_older(newest, reset));
    sheet.send(host)
}

fn none(note: &str) -> Unknown {
    Unknown::noted(Reason::Unsupported, note)
}

/// Seconds as text, in milliseconds; zero stands for never.
fn millis(seconds: Option<&String>) -> Option<i64> {
    let seconds: i64 = seconds?.parse().ok()?;
    seconds.checked_mul(1000).filter(|at| *at > 0)
}

fn newest(asps: &[Asp]) -> Result<i64, Unknown> {
    if asps.is_empty() {
        return Err(none("the account has no app password"));
    }
    let newest = asps
        .iter()
        .filter_map(|asp| millis(asp.creation_time.as_ref()))
        .max();
    newest.ok_or_else(|| none("Google's answer does not say when"))
}

fn used(asps: &[Asp]) -> Option<i64> {
    asps.iter()
        .filter_map(|asp| millis(asp.last_time_used.as_ref()))
        .max()
}

/// Whether the newest is older than the last change. Without a change in the trail that is certain only as far back as it goes.
fn is_older(newest: Result<i64, Unknown>, reset: Result<Option<i64>, Unknown>) -> Known {
    let newest = newest?;
    match reset? {
        Some(reset) => Ok(Value::Bool(newest < reset)),
        None if newest > now_ms().saturating_sub(apis::table().audit_days.saturating_mul(DAY)) => {
            Ok(Value::Bool(false))
        }
        None => Err(none("the app password is older than the audit trail")),
    }
}
