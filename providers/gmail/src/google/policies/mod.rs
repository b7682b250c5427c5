//! The organisation's policies, as far as they decide about IMAP, and what comes out of them for one user.
//!
//! Groups of the user come before the organisational unit, and the unit before those above it; of several policies for one group or
//! unit the one of the highest order counts (<https://docs.cloud.google.com/identity/docs/concepts/overview-policies>). Where no policy
//! applies, nothing is known: Google publishes no defaults for these settings.

mod decide;
mod outcome;
pub(crate) mod units;

pub(crate) use decide::{Member, Policies};
pub(crate) use outcome::{USER_FACTS, unit_facts, user_facts};
pub(crate) use units::Units;

use serde::Deserialize;
use serde_json::{Map, Value};

/// What a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Setting {
    ImapAccess,
    ServiceStatus,
    AutoForwarding,
    TwoStepEnrollment,
    TwoStepEnforcement,
    TwoStepFactors,
}

impl Setting {
    /// By the name of the setting; nothing for others.
    fn read(name: &str) -> Option<Setting> {
        match name.strip_prefix("settings/").unwrap_or(name) {
            "gmail.imap_access" => Some(Setting::ImapAccess),
            "gmail.service_status" => Some(Setting::ServiceStatus),
            "gmail.auto_forwarding" => Some(Setting::AutoForwarding),
            "security.two_step_verification_enrollment" => Some(Setting::TwoStepEnrollment),
            "security.two_step_verification_enforcement" => Some(Setting::TwoStepEnforcement),
            "security.two_step_verification_enforcement_factor" => Some(Setting::TwoStepFactors),
            _ => None,
        }
    }
}

/// Whom a policy is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// An organisational unit and those below it, by its id.
    Unit(String),
    /// The members of a group, by its id.
    Group(String),
    /// Administrators, which is no group that can be asked about.
    Administrators,
    /// Everybody: the policy names nobody.
    Everybody,
}

/// A policy.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Policy {
    pub(crate) setting: Setting,
    pub(crate) target: Target,
    pub(crate) order: f64,
    pub(crate) value: Map<String, Value>,
}

/// A policy as the API writes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Raw {
    policy_query: Option<RawQuery>,
    setting: Option<RawSetting>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawQuery {
    org_unit: Option<String>,
    group: Option<String>,
    sort_order: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct RawSetting {
    r#type: Option<String>,
    #[serde(default)]
    value: Map<String, Value>,
}

/// The group of a policy for administrators; seen in published answers, in no documentation.
const ADMINISTRATORS: &str = "WORKSPACE_ALL_ADMIN_GROUP";

impl Policy {
    /// Takes what the API wrote; nothing where it is about something else.
    pub(crate) fn read(raw: Raw) -> Option<Policy> {
        let setting = raw.setting?;
        let query = raw.policy_query.unwrap_or_default();
        let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        let target = match (query.group.as_deref(), query.org_unit.as_deref()) {
            (Some(group), _) if group.contains(ADMINISTRATORS) => Target::Administrators,
            (Some(group), _) if !group.is_empty() => Target::Group(last(group)),
            (_, Some(unit)) if !unit.is_empty() => Target::Unit(last(unit)),
            _ => Target::Everybody,
        };
        Some(Policy {
            setting: Setting::read(setting.r#type.as_deref()?)?,
            target,
            order: query.sort_order.unwrap_or(0.0),
            value: setting.value,
        })
    }
}

#[cfg(test)]
mod tests;
