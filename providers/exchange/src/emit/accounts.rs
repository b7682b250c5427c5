//! Facts of the accounts that open all mailboxes: whether IMAP is on for them, and how they are throttled.

use super::mailboxes;
use crate::case::{Case, Facts};
use crate::evidence::{Allowance, ThrottlingPolicy, Told, fold, value};
use crate::joined::{MailboxId, NameKind, dn_key};
use imaprules_facts::Value;
use imaprules_provider::Stop;

/// Tells it of each account that the rows or the setting name.
pub(super) fn all(case: &Case<'_>) -> Result<(), Stop> {
    let mut told: Vec<String> = Vec::new();
    let of_rows = case
        .rows
        .iter()
        .filter(|row| row.is_delegated())
        .map(|row| row.user.account_name());
    let names: Vec<String> = match &case.order.admin {
        Some(admin) => vec![admin.replace('/', "\\")],
        None => of_rows.collect(),
    };
    for name in names {
        let id = fold(&name);
        if !told.contains(&id) {
            one(case, &id, &name)?;
            told.push(id);
        }
    }
    Ok(())
}

fn one(case: &Case<'_>, id: &str, name: &str) -> Result<(), Stop> {
    let Some(mailbox) = mailbox_of(case, name) else {
        return Ok(());
    };
    let mut facts: Facts = Vec::new();
    if let Some(enabled) = mailboxes::imap_enabled(case, mailbox) {
        facts.push(("exchange.admin_imap_enabled", enabled));
    }
    if let Some(policy) = policy(case, mailbox) {
        throttling(case, policy, &mut facts);
    }
    case.conclude("exchange.admin", id, "exports and the directory", facts)
}

/// The account's own mailbox, by its logon name, UPN or alias.
fn mailbox_of(case: &Case<'_>, name: &str) -> Option<MailboxId> {
    let bare = name.rsplit('\\').next().unwrap_or(name);
    [
        NameKind::Upn,
        NameKind::Sam,
        NameKind::Address,
        NameKind::Dn,
        NameKind::Alias,
    ]
    .into_iter()
    .find_map(|kind| {
        let mut all = case.joined.mailboxes_by(case.evidence, kind, bare);
        all.next().filter(|_| all.next().is_none())
    })
}

/// The policy that counts: the mailbox's own, otherwise that of the organisation, otherwise the default one.
fn policy<'a>(case: &'a Case<'_>, mailbox: MailboxId) -> Option<&'a ThrottlingPolicy> {
    let own = mailboxes::policy(case, mailbox)?;
    let policies = &case.evidence.policies;
    // A directory knows policies without their numbers: a sighting that tells them counts first.
    let weight = |policy: &&ThrottlingPolicy| (limits(policy).is_some(), case.evidence.weight(policy.seen));
    if !own.is_empty() {
        let is = |policy: &&ThrottlingPolicy| {
            let (name, dn) = (case.evidence.text(policy.name), case.evidence.text(policy.dn));
            fold(name) == fold(&own) || (!dn.is_empty() && dn_key(dn) == dn_key(&own))
        };
        return policies.iter().filter(is).max_by_key(weight);
    }
    let scope = |wanted: &str| {
        let fits = |policy: &&ThrottlingPolicy| {
            let scope = value(&policy.scope).map(|symbol| case.evidence.texts.get(*symbol));
            scope.is_some_and(|scope| scope.eq_ignore_ascii_case(wanted))
        };
        policies.iter().filter(fits).max_by_key(weight)
    };
    let is_default = |policy: &&ThrottlingPolicy| value(&policy.default) == Some(&true);
    scope("Organization")
        .or_else(|| scope("Global"))
        .or_else(|| policies.iter().filter(is_default).max_by_key(weight))
}

fn throttling(case: &Case<'_>, policy: &ThrottlingPolicy, facts: &mut Facts) {
    let limits = limits(policy);
    facts.push((
        "exchange.admin_throttling_policy",
        Ok(case.evidence.text(policy.name).into()),
    ));
    if let Some(limits) = limits {
        facts.push(("exchange.admin_throttled", Ok((!limits.is_empty()).into())));
        facts.push(("exchange.admin_throttling_limits", Ok(Value::from(limits))));
    }
    if let Some(Allowance::Of(most)) = value(&policy.concurrency) {
        facts.push(("exchange.admin_imap_concurrency", Ok((*most).into())));
    }
}

/// The limits for IMAP, in words; nothing where the policy tells none of them, and they may come from the one above.
fn limits(policy: &ThrottlingPolicy) -> Option<Vec<String>> {
    let all: [(&str, &Told<Allowance>); 7] = [
        ("ImapMaxConcurrency", &policy.concurrency),
        ("ImapMaxBurst", &policy.burst),
        ("ImapRechargeRate", &policy.recharge),
        ("ImapCutoffBalance", &policy.cutoff),
        ("ImapPercentTimeInAD", &policy.percent_ad),
        ("ImapPercentTimeInCAS", &policy.percent_cas),
        ("ImapPercentTimeInMailboxRPC", &policy.percent_rpc),
    ];
    let told = all.iter().filter_map(|(name, told)| Some((*name, *value(told)?)));
    let told: Vec<(&str, Allowance)> = told.collect();
    let limited = told.iter().filter_map(|(name, allowance)| match allowance {
        Allowance::Of(number) => Some(format!("{name} {number}")),
        Allowance::Unlimited => None,
    });
    (!told.is_empty()).then(|| limited.collect())
}
