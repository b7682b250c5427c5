//! Findings in words: trustees by name, entries as sentences.

use super::decide::{Level, Verdict, Why};
use super::descriptor::Trustee;
use super::groups::Groups;
use super::judge::Finding;
use super::list::{Effect, Grant, Right};
use super::table::table;

/// A trustee as an administrator knows it: by name where one is known, with the identifier where none is.
pub(super) fn trustee(groups: &Groups, trustee: &Trustee) -> String {
    let Trustee::Sid(sid) = trustee else {
        return match trustee {
            Trustee::OfDomain(rid) => table()
                .member_names
                .get(rid)
                .cloned()
                .unwrap_or_else(|| trustee.to_string()),
            _ => trustee.to_string(),
        };
    };
    let node = groups.by_sid(sid).and_then(|id| groups.get(id));
    if let Some(name) = node
        .map(|node| node.shown.as_str())
        .filter(|name| !name.is_empty())
    {
        return name.to_owned();
    }
    if let Some(known) = table().well_known.get(sid) {
        return known.name.clone();
    }
    let member = sid
        .rid()
        .filter(|_| sid.in_domain())
        .and_then(|rid| table().member_names.get(&rid));
    match member {
        Some(name) => format!("{name} ({sid})"),
        None => sid.to_string(),
    }
}

/// A right as dialogs name it.
pub(super) fn right(right: Right) -> &'static str {
    match right {
        Right::FullAccess => "Full Access",
        Right::ReceiveAs => "Receive As",
        Right::Everything => "Full Control",
    }
}

/// The entry that decides, as a sentence: `CONTOSO\Domain Admins is denied Receive As on the database Sales, inherited from Contoso`.
pub(super) fn entry(groups: &Groups, finding: &Finding, database: &str) -> Option<String> {
    let grant = finding.entry.as_ref()?;
    let whom = trustee(groups, &grant.trustee);
    let right = right(grant.right);
    let what = match grant.effect {
        Effect::Allow => format!("{whom} is granted {right}"),
        Effect::Deny => format!("{whom} is denied {right}"),
        Effect::Either => format!("an entry for {whom} cannot be read"),
    };
    let place = match (level(finding), grant.inherited) {
        (Level::Mailbox, _) => "on the mailbox itself".to_owned(),
        (Level::Database, false) => format!("on the database {database} itself"),
        (Level::Database, true) => format!("on the database {database}, inherited from {}", above(finding)),
        (Level::Inherited, _) => format!("on the mailbox, inherited from {}", above(finding)),
    };
    Some(format!("{what} {place}"))
}

fn above(finding: &Finding) -> &str {
    finding.from.as_deref().unwrap_or("an object above")
}

/// On which level it was decided, or is in doubt.
pub(super) fn level(finding: &Finding) -> Level {
    match finding.verdict {
        Verdict::Allowed(by) | Verdict::Denied(by) => by.level,
        Verdict::Unknown(Why::Standing(by, _) | Why::Entry(by) | Why::Order(by)) => by.level,
        Verdict::Unknown(Why::NotRead(level)) => level,
        Verdict::NotGranted => Level::Database,
    }
}

/// Whether a trustee is one of the groups that setup refuses access: Domain Admins, Enterprise Admins, Organization Management.
pub(super) fn is_admin_group(groups: &Groups, grant: &Grant) -> bool {
    let members = ["domain_admins", "enterprise_admins", "schema_admins"];
    let numbers = || members.iter().filter_map(|id| table().members.get(*id));
    let bare = |name: &str| {
        let name = name.rsplit('\\').next().unwrap_or_default().to_lowercase();
        let group = table()
            .groups
            .get(&name)
            .is_some_and(|id| id == "organization_management");
        let member = |rid: &u32| {
            table()
                .member_words
                .get(rid)
                .is_some_and(|words| words.contains(&name))
        };
        group || numbers().any(member)
    };
    match &grant.trustee {
        Trustee::Sid(sid) => {
            let named = groups.by_sid(sid).and_then(|id| groups.get(id));
            numbers().any(|rid| sid.is_of_domain(*rid))
                || named.is_some_and(|node| node.names.iter().any(|name| bare(name)))
        }
        Trustee::OfDomain(rid) => numbers().any(|one| one == rid),
        Trustee::Name(name) => bare(name),
        Trustee::Unreadable => false,
    }
}
