//! Accounts and groups: whoever can be named in an access list.

use super::common_name;
use crate::directory::attributes::Look;
use crate::evidence::{Evidence, Principal, PrincipalKind, Seen};

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
        locked_out: if group { None } else { look.filetime("lockoutTime") },
        password_set: password_set(look),
        workstations: look
            .symbol("userWorkstations", evidence)
            .and_then(crate::evidence::told),
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

/// When the password was set. Unlike other times, its absence says that it may not be seen: every account has one.
fn password_set(look: Look<'_>) -> crate::evidence::Told<Option<i64>> {
    match look.has("pwdLastSet") {
        true => look.filetime("pwdLastSet"),
        false => None,
    }
}
