//! Decided policies as facts. The shapes of values are those of published audit samples
//! (<https://github.com/cisagov/ScubaGoggles>); what a value leaves out is not taken for no.

use super::Setting;
use super::decide::{Decision, Member, Policies};
use crate::google::calls::moment;
use imaprules_facts::{Known, Reason, Unknown, Value};

/// The facts of a user that policies give.
pub(crate) const USER_FACTS: [&str; 8] = [
    "gmail.tenant_imap_enabled",
    "gmail.tenant_all_clients",
    "gmail.policy_from",
    "gmail.service_enabled",
    "gmail.two_step_allowed",
    "gmail.two_step_enforced_from",
    "gmail.two_step_factors",
    "gmail.auto_forwarding",
];

type Decided<'a> = Result<Decision<'a>, Unknown>;

/// What comes out for one user.
pub(crate) fn user_facts(policies: &Policies, member: &Member<'_>) -> Vec<(&'static str, Known)> {
    let decided = |setting| decided(policies, setting, member);
    let imap = decided(Setting::ImapAccess);
    vec![
        ("gmail.tenant_imap_enabled", flag(&imap, "enableImapAccess")),
        ("gmail.tenant_all_clients", all_clients(&imap)),
        (
            "gmail.policy_from",
            imap.as_ref()
                .map(|imap| imap.from.as_str().into())
                .map_err(Clone::clone),
        ),
        ("gmail.service_enabled", service(&decided(Setting::ServiceStatus))),
        (
            "gmail.two_step_allowed",
            flag(&decided(Setting::TwoStepEnrollment), "allowEnrollment"),
        ),
        (
            "gmail.two_step_enforced_from",
            enforced(&decided(Setting::TwoStepEnforcement)),
        ),
        (
            "gmail.two_step_factors",
            factors(&decided(Setting::TwoStepFactors)),
        ),
        (
            "gmail.auto_forwarding",
            flag(&decided(Setting::AutoForwarding), "enableAutoForwarding"),
        ),
    ]
}

/// What comes out for an organisational unit, groups aside.
pub(crate) fn unit_facts(policies: &Policies, path: &str) -> Vec<(&'static str, Known)> {
    let nobody = Member {
        path,
        groups: Some(&[]),
        admin: Some(false),
    };
    let decided = |setting| decided(policies, setting, &nobody);
    let imap = decided(Setting::ImapAccess);
    vec![
        ("gmail.unit_imap_enabled", flag(&imap, "enableImapAccess")),
        ("gmail.unit_all_clients", all_clients(&imap)),
        (
            "gmail.unit_service_enabled",
            service(&decided(Setting::ServiceStatus)),
        ),
    ]
}

fn decided<'a>(policies: &'a Policies, setting: Setting, member: &Member<'_>) -> Decided<'a> {
    policies.decide(setting, member)?.ok_or_else(|| {
        let note = "no policy applies to the user, and Google documents no default";
        Unknown::noted(Reason::Unsupported, note)
    })
}

/// What a policy that applies leaves out.
fn left_out(name: &str) -> Unknown {
    Unknown::noted(
        Reason::Unsupported,
        format!("the policy that applies does not say `{name}`"),
    )
}

fn flag(decided: &Decided<'_>, name: &str) -> Known {
    let policy = decided.as_ref().map_err(Clone::clone)?.policy;
    let value = policy.value.get(name).and_then(serde_json::Value::as_bool);
    value.map(Value::Bool).ok_or_else(|| left_out(name))
}

/// A restriction that does not allow all clients is one, whatever else stands in it.
fn all_clients(decided: &Decided<'_>) -> Known {
    let policy = decided.as_ref().map_err(Clone::clone)?.policy;
    if policy
        .value
        .get("enableImapAccess")
        .and_then(serde_json::Value::as_bool)
        == Some(false)
    {
        return Err(Unknown::noted(
            Reason::Unsupported,
            "IMAP is switched off, so that there are no clients to allow",
        ));
    }
    let restriction = policy
        .value
        .get("imapAccessRestriction")
        .and_then(serde_json::Value::as_object);
    let restriction = restriction.ok_or_else(|| left_out("imapAccessRestriction"))?;
    let all = restriction
        .get("allowAllMailClients")
        .and_then(serde_json::Value::as_bool);
    Ok(Value::Bool(all.unwrap_or(false)))
}

fn word<'a>(decided: &'a Decided<'_>, name: &str) -> Result<&'a str, Unknown> {
    let policy = decided.as_ref().map_err(Clone::clone)?.policy;
    let value = policy.value.get(name).and_then(serde_json::Value::as_str);
    value.ok_or_else(|| left_out(name))
}

fn service(decided: &Decided<'_>) -> Known {
    match word(decided, "serviceState")? {
        "ENABLED" => Ok(Value::Bool(true)),
        "DISABLED" => Ok(Value::Bool(false)),
        _ => Err(left_out("serviceState")),
    }
}

fn enforced(decided: &Decided<'_>) -> Known {
    let at = moment(word(decided, "enforcedFrom")?);
    at.map(Value::Int).ok_or_else(|| left_out("enforcedFrom"))
}

fn factors(decided: &Decided<'_>) -> Known {
    let known = [
        "all",
        "no_telephony",
        "passkey_only",
        "passkey_plus_security_code",
        "passkey_plus_ip_bound_security_code",
    ];
    let word = word(decided, "allowedSignInFactorSet")?.to_ascii_lowercase();
    let known = known.into_iter().find(|one| *one == word);
    known
        .map(Value::from)
        .ok_or_else(|| left_out("allowedSignInFactorSet"))
}
