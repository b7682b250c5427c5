//! Whether an account can sign in at all: disabled, locked, its password to be changed, tied to machines; the built-in administrator;
//! without a mailbox, or with one that is shut to IMAP.

use super::accounts::Admin;
use super::sid::Sid;
use super::table::table;
use super::world::World;
use crate::case::{Case, Facts};
use crate::evidence::{Part, Principal, value};
use crate::joined::{NameKind, PrincipalId};
use imaprules_facts::{Reason, Unknown, Value};

/// Bits of `userAccountControl`:
/// <https://learn.microsoft.com/troubleshoot/windows-server/active-directory/useraccountcontrol-manipulate-account-properties>
mod control {
    /// The account is disabled.
    pub(super) const DISABLED: i64 = 0x2;
    /// The password never expires.
    pub(super) const NO_EXPIRY: i64 = 0x1_0000;
    /// The password has expired.
    pub(super) const EXPIRED: i64 = 0x80_0000;
}

/// Adds what is known of the account's state.
pub(super) fn facts(case: &Case<'_>, world: &World, admin: &Admin, facts: &mut Facts) {
    let node = admin.node.and_then(|node| world.groups.get(node));
    if let Some(sid) = node.and_then(|node| node.sids.first()) {
        facts.push(("exchange.admin_builtin", Ok(Value::Bool(is_builtin(sid)))));
    }
    mailbox(case, admin, facts);
    let Some(node) = node else { return };
    let by_sid = node.sids.first().map(Sid::to_string);
    let by_sid = by_sid.and_then(|sid| {
        case.joined
            .principals_by(case.evidence, NameKind::Sid, &sid)
            .next()
    });
    let by_dn = || {
        let dn = node.dn.as_deref()?;
        case.joined.principals_by(case.evidence, NameKind::Dn, dn).next()
    };
    if let Some(id) = by_sid.or_else(by_dn) {
        account(case, id, facts);
    }
}

fn is_builtin(sid: &Sid) -> bool {
    table()
        .members
        .get("administrator")
        .is_some_and(|rid| sid.is_of_domain(*rid))
}

/// The account's own mailbox.
fn mailbox(case: &Case<'_>, admin: &Admin, facts: &mut Facts) {
    let evidence = case.evidence;
    let has = match admin.mailbox {
        Some(id) => Some(
            case.joined
                .mailbox(evidence, id, |mailbox| value(&mailbox.exists).copied())
                .unwrap_or(true),
        ),
        // An account that was not found may have a mailbox all the same.
        None if admin.node.is_some() && evidence.has_all(Part::Mailboxes) => Some(false),
        None => None,
    };
    let why = || {
        Unknown::noted(
            Reason::NotCollected,
            "not all mailboxes of the organisation were read",
        )
    };
    facts.push(("exchange.admin_has_mailbox", has.map(Value::Bool).ok_or_else(why)));
}

fn account(case: &Case<'_>, id: PrincipalId, facts: &mut Facts) {
    let told = |get: &dyn Fn(&Principal) -> Option<i64>| case.joined.principal(case.evidence, id, get);
    let control = told(&|principal| value(&principal.account_control).copied());
    let outright = told(&|principal| value(&principal.disabled).map(|disabled| i64::from(*disabled)));
    let disabled = outright
        .map(|disabled| disabled != 0)
        .or_else(|| Some(control? & control::DISABLED != 0));
    let locked = told(&|principal| value(&principal.locked_out).map(|at| i64::from(at.is_some())));
    let set = told(&|principal| value(&principal.password_set).map(|at| i64::from(at.is_some())));
    let must_change = match (set, control) {
        (_, Some(control)) if control & control::EXPIRED != 0 => Some(true),
        (Some(0), Some(control)) => Some(control & control::NO_EXPIRY == 0),
        (Some(set), _) => Some(set == 0),
        (None, _) => None,
    };
    let known = [
        ("exchange.admin_disabled", disabled),
        ("exchange.admin_locked", locked.map(|locked| locked != 0)),
        ("exchange.admin_password_expired", must_change),
    ];
    for (name, known) in known {
        if let Some(known) = known {
            facts.push((name, Ok(Value::Bool(known))));
        }
    }
    let workstations = case.joined.principal(case.evidence, id, |principal| {
        value(&principal.workstations).copied()
    });
    if let Some(workstations) = workstations {
        facts.push((
            "exchange.admin_workstations",
            Ok(Value::from(case.evidence.texts.get(workstations))),
        ));
    }
}
