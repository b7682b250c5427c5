//! Accounts and groups: whoever can be named in an access list.

use super::common_name;
use crate::directory::attributes::Look;
use crate::evidence::{Evidence, Principal, PrincipalKind, Seen, Symbol, Told, told};

/// An account or a group.
pub(super) fn principal(evidence: &mut Evidence, seen: Seen, look: Look<'_>) {
    let dn = look.0.dn().map(|dn| dn.into_owned()).unwrap_or_default();
    let kind = kind(look);
    let group = kind == PrincipalKind::Group;
    let principal = Principal {
        dn: evidence.symbol(&dn),
        guid: look.guid("objectGUID", evidence),
        sid: look.sid("objectSid", evidence),
        name: common_name(&dn).and_then(|name| evidence.symbol(&name)),
        sam: look.symbol("sAMAccountName", evidence),
        upn: look.symbol("userPrincipalName", evidence),
        primary_group: look.number("primaryGroupID"),
        member_of: look.list("memberOf", evidence),
        members: if group {
            look.list("member", evidence)
        } else {
            None
        },
        // Asked for of one account alone, and computed: where it is not there it was not given.
        token_groups: match look.has("tokenGroups") {
            true => look.sids("tokenGroups", evidence),
            false => None,
        },
        sid_history: look.sids("sIDHistory", evidence),
        account_control: look.number("userAccountControl"),
        locked_out: locked_out(look),
        password_set: every_account_has(look, "pwdLastSet"),
        expires: every_account_has(look, "accountExpires"),
        workstations: workstations(evidence, look),
        when_changed: look.time("whenChanged"),
        ..Principal::new(seen, kind)
    };
    evidence.principals.push(principal);
}

fn kind(look: Look<'_>) -> PrincipalKind {
    let is = |class: &str| look.is(class);
    match () {
        () if is("group") => PrincipalKind::Group,
        () if is("foreignSecurityPrincipal") => PrincipalKind::Foreign,
        // Computers are users, too.
        () if is("computer") => PrincipalKind::Computer,
        () if is("user") => PrincipalKind::User,
        () if look.has("userAccountControl") => PrincipalKind::User,
        () => PrincipalKind::Unknown,
    }
}

/// A time that every account has, if only as never: its absence says that it may not be seen.
fn every_account_has(look: Look<'_>, name: &str) -> Told<Option<i64>> {
    match look.has(name) {
        true => look.filetime(name),
        false => None,
    }
}

/// Whether what the directory keeps of sign-ins may be seen: only then does an account that shows no lock have none.
fn shows_sign_ins(look: Look<'_>) -> bool {
    look.has("pwdLastSet")
}

/// When the account was locked out; never where it was not.
fn locked_out(look: Look<'_>) -> Told<Option<i64>> {
    match look.has("lockoutTime") || shows_sign_ins(look) {
        true => look.filetime("lockoutTime"),
        false => None,
    }
}

/// Machines that the account may sign in at; empty where it may at all.
fn workstations(evidence: &mut Evidence, look: Look<'_>) -> Told<Symbol> {
    match look.symbol("userWorkstations", evidence) {
        Some(some) => told(some),
        None if shows_sign_ins(look) && look.0.asked("userWorkstations") => told(evidence.texts.put("")),
        None => None,
    }
}
