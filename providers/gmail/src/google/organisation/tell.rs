//! What was found out about the organisation, as records.

use super::{Organisation, Users};
use crate::google::apis::{self, ApiName};
use crate::google::emit::{Sheet, access, given, text};
use crate::google::errors::{Failure, Meaning};
use crate::google::plan::Google;
use crate::google::policies::unit_facts;
use crate::google::user::last_change;
use imaprules_facts::{Known, Reason, Unknown, Value};
use imaprules_provider::{Host, Stop};
use std::collections::BTreeMap;

/// The migration, of which there is one.
const MIGRATION: &str = "migration";

/// Tells what was found out, but for the units.
pub(crate) fn tell(google: &Google, organisation: &Organisation<'_>, host: &dyn Host) -> Result<(), Stop> {
    let mut sheet = Sheet::of(MIGRATION, MIGRATION, ApiName::Token);
    account(google, &mut sheet);
    delegation(google, organisation, &mut sheet);
    sheet.send(host)?;
    let mut sheet = Sheet::of(MIGRATION, MIGRATION, ApiName::Directory);
    let users = organisation.users.as_ref().map(drop);
    sheet.set("gmail.directory_access", access(users));
    sheet.set(
        "gmail.app_password_access",
        access(organisation.app_passwords.as_ref().copied()),
    );
    let admin = organisation.myself.as_ref();
    let of_admin =
        |read: fn(&super::User) -> Known| admin.map_err(|failure| failure.unknown.clone()).and_then(read);
    sheet.set(
        "gmail.admin_is_super",
        of_admin(|admin| given(admin.is_admin, "isAdmin")),
    );
    sheet.set(
        "gmail.customer_id",
        of_admin(|admin| text(admin.customer_id.as_ref(), "customerId")),
    );
    sheet.send(host)?;
    let mut sheet = Sheet::of(MIGRATION, MIGRATION, ApiName::Reports);
    sheet.set(
        "gmail.reports_access",
        access(yet(organisation.day.as_ref().map(drop))),
    );
    sheet.set(
        "gmail.audit_access",
        access(organisation.changes.as_ref().map(drop)),
    );
    let day = organisation
        .day
        .as_ref()
        .map_err(|failure| failure.unknown.clone());
    sheet.set("gmail.report_date", day.map(|day| Value::Int(day.at)));
    sheet.send(host)?;
    let mut sheet = Sheet::of(MIGRATION, MIGRATION, ApiName::Policy);
    let policies = organisation.policies.as_ref();
    sheet.set("gmail.policy_access", access(policies.map(drop)));
    let count = policies.map_err(|failure| failure.unknown.clone());
    sheet.set(
        "gmail.policy_count",
        count.map(|policies| Value::from(policies.all.len() as i64)),
    );
    sheet.send(host)
}

/// A day without reports is no lack of access.
fn yet(outcome: Result<(), &Failure>) -> Result<(), &Failure> {
    match outcome {
        Err(failure) if failure.meaning == Meaning::NotYet => Ok(()),
        outcome => outcome,
    }
}

/// What the key file says of the service account, and whom it stands in for.
fn account(google: &Google, sheet: &mut Sheet) {
    let key = &google.plan.key;
    sheet.set("gmail.service_account", Ok(key.email.as_str().into()));
    let of_file = |value: Option<&String>, name: &str| {
        let why = || Unknown::noted(Reason::Unsupported, format!("the key file has no `{name}`"));
        value.map(|value| value.as_str().into()).ok_or_else(why)
    };
    sheet.set("gmail.client_id", of_file(key.client_id.as_ref(), "client_id"));
    sheet.set("gmail.project_id", of_file(key.project.as_ref(), "project_id"));
    let nobody = || {
        Unknown::noted(
            Reason::NotCollected,
            "no administrator is named: --set gmail.admin=ADDRESS",
        )
    };
    sheet.set(
        "gmail.admin",
        google.plan.admin.as_deref().map(Value::from).ok_or_else(nobody),
    );
    let ahead = google.wire.ahead().map(Value::Int);
    let no_date = || Unknown::noted(Reason::NotCollected, "Google answered nothing with a date");
    sheet.set("gmail.clock_offset", ahead.ok_or_else(no_date));
}

/// How the delegation stands.
fn delegation(google: &Google, organisation: &Organisation<'_>, sheet: &mut Sheet) {
    let delegation = &organisation.delegation;
    let urls = |scopes: &[&'static apis::Scope]| -> Value {
        scopes
            .iter()
            .map(|scope| scope.url.clone())
            .collect::<Vec<_>>()
            .into()
    };
    let why = delegation.refused.as_ref().map(|failure| failure.unknown.clone());
    let why = why.unwrap_or_else(|| Unknown::noted(Reason::NotCollected, "no account could be stood in for"));
    sheet.set("gmail.scopes_asked", Ok(urls(&delegation.asked)));
    let granted = delegation.granted.as_deref();
    sheet.set(
        "gmail.scopes_granted",
        granted.map(urls).ok_or_else(|| why.clone()),
    );
    let missing = delegation.missing();
    sheet.set(
        "gmail.scopes_missing",
        missing.as_deref().map(urls).ok_or_else(|| why.clone()),
    );
    let words = delegation
        .refused
        .as_ref()
        .map_or("", |failure| failure.words.as_str());
    let answered = delegation.word().is_some();
    sheet.set(
        "gmail.token_error",
        if answered {
            Ok(words.into())
        } else {
            Err(why.clone())
        },
    );
    let word = delegation.word().filter(|_| google.plan.admin.is_some());
    let no_admin = Unknown::noted(
        Reason::NotCollected,
        "no administrator is named: --set gmail.admin=ADDRESS",
    );
    let why = if google.plan.admin.is_some() {
        why
    } else {
        no_admin
    };
    sheet.set("gmail.admin_token", word.map(Value::from).ok_or(why));
}

/// APIs that are not switched on, once everything was asked.
pub(crate) fn disabled<'a>(failures: impl Iterator<Item = (ApiName, Result<(), &'a Failure>)>) -> Known {
    let mut asked = false;
    let mut disabled = Vec::new();
    for (api, outcome) in failures {
        match outcome.map_err(|failure| failure.meaning) {
            Err(Meaning::ApiDisabled) => {
                asked = true;
                disabled.push(api.entry().host);
            }
            Ok(())
            | Err(Meaning::NotAdmin | Meaning::WrongCustomer | Meaning::MailServiceOff | Meaning::NotYet) => {
                asked = true
            }
            Err(_) => {}
        }
    }
    disabled.sort();
    disabled.dedup();
    match asked {
        true => Ok(disabled.into()),
        false => Err(Unknown::noted(Reason::NotCollected, "no API was asked")),
    }
}

/// Organisational units of the rows, with how many are in each.
pub(crate) fn units(
    organisation: &Organisation<'_>,
    found: &BTreeMap<String, i64>,
    gmail: Result<(), &Failure>,
    host: &dyn Host,
) -> Result<(), Stop> {
    let mut sheet = Sheet::of(MIGRATION, MIGRATION, ApiName::Directory);
    let users = organisation.users.as_ref();
    let whole = users.map(|_: &Users| Value::from(found.len() as i64));
    sheet.set(
        "gmail.org_unit_count",
        whole.map_err(|failure| failure.unknown.clone()),
    );
    let asked = [
        (ApiName::Directory, organisation.users.as_ref().map(drop)),
        (ApiName::Reports, organisation.day.as_ref().map(drop)),
        (ApiName::Policy, organisation.policies.as_ref().map(drop)),
        (ApiName::Gmail, gmail),
    ];
    sheet.set("gmail.apis_disabled", disabled(asked.into_iter()));
    sheet.send(host)?;
    for (path, mailboxes) in found {
        let mut sheet = Sheet::of("gmail.org_unit", path, ApiName::Policy);
        sheet.set("gmail.unit_mailboxes", Ok(Value::from(*mailboxes)));
        match &organisation.policies {
            Ok(policies) => sheet.extend(unit_facts(policies, path)),
            Err(failure) => {
                let names = [
                    "gmail.unit_imap_enabled",
                    "gmail.unit_all_clients",
                    "gmail.unit_service_enabled",
                ];
                sheet.miss(&names, &failure.unknown);
            }
        }
        let change = last_change(organisation, path);
        let change = change.as_ref().map_err(Clone::clone);
        let part = |read: fn(&super::Change) -> Known| change.clone().and_then(read);
        sheet.set(
            "gmail.unit_imap_changed",
            part(|change| Ok(Value::Int(change.at))),
        );
        sheet.set(
            "gmail.unit_imap_changed_from",
            part(|change| text(change.from.as_ref(), "OLD_VALUE")),
        );
        sheet.set(
            "gmail.unit_imap_changed_to",
            part(|change| text(change.to.as_ref(), "NEW_VALUE")),
        );
        sheet.send(host)?;
    }
    Ok(())
}
