//! The accounts that open other people's mailboxes: whom the rows or the setting name, found among accounts and mailboxes.

use super::groups::{Groups, Id, dns_of};
use super::standing::Account;
use super::world::World;
use crate::case::Case;
use crate::evidence::fold;
use crate::joined::{MailboxId, NameKind, dn_key};
use std::collections::HashSet;

/// By what an account was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// Its logon name, UPN or identifier.
    Account,
    /// The alias of its mailbox, which is another than its logon name.
    Alias,
}

/// A migration admin account.
#[derive(Debug)]
pub(super) struct Admin {
    /// As the rows or the setting write it.
    pub(super) written: String,
    /// Its place among accounts and groups.
    pub(super) node: Option<Id>,
    /// The only account of this name in whatever domain, where none is in the one that is written: what was probably meant.
    pub(super) meant: Option<Id>,
    pub(super) named_by: NamedBy,
    /// Its own mailbox.
    pub(super) mailbox: Option<MailboxId>,
    /// Places of the rows that it opens.
    pub(super) rows: Vec<usize>,
}

/// Learns the short names of domains from accounts that the rows name by them, where only one account can be meant: exports of
/// cmdlets hold long names alone.
pub(super) fn learn(case: &Case<'_>, groups: &mut Groups) {
    let of_rows = case
        .rows
        .iter()
        .filter(|row| row.is_delegated())
        .map(|row| row.user.account_name());
    let setting = case.order.admin.iter().map(|name| name.replace('/', "\\"));
    let mut seen = HashSet::new();
    for name in setting
        .chain(of_rows)
        .map(|name| fold(&name))
        .filter(|name| seen.insert(name.clone()))
    {
        let Some((domain, _)) = name.split_once('\\').filter(|(domain, _)| !domain.contains('.')) else {
            continue;
        };
        let one = by_account_name(groups, &name).and_then(|id| groups.get(id));
        let unnamed = one.filter(|node| node.netbios.is_none());
        if let Some(dns) = unnamed.and_then(|node| node.dn.as_deref()).and_then(dns_of) {
            groups.learn(&dns, domain);
        }
    }
}

/// All of them, those of the first rows first. One that the setting names opens all rows.
pub(super) fn admins(case: &Case<'_>, world: &World) -> Vec<Admin> {
    if let Some(account) = &case.order.admin {
        return vec![admin(case, world, account, (0..case.rows.len()).collect())];
    }
    let mut known: Vec<(String, String, Vec<usize>)> = Vec::new();
    for (at, row) in case.rows.iter().enumerate().filter(|(_, row)| row.is_delegated()) {
        let name = row.user.account_name();
        let key = fold(&name);
        match known.iter_mut().find(|(one, ..)| *one == key) {
            Some((.., rows)) => rows.push(at),
            None => known.push((key, name, vec![at])),
        }
    }
    known
        .into_iter()
        .map(|(_, name, rows)| admin(case, world, &name, rows))
        .collect()
}

fn admin(case: &Case<'_>, world: &World, written: &str, rows: Vec<usize>) -> Admin {
    let written = written.trim().replace('/', "\\");
    let by_account = by_account_name(&world.groups, &written);
    let by_alias = || {
        let bare = written.rsplit('\\').next().unwrap_or_default();
        let mut all = case.joined.mailboxes_by(case.evidence, NameKind::Alias, bare);
        let one = all.next().filter(|_| all.next().is_none())?;
        owner(case, world, one)
    };
    let node = by_account.or_else(by_alias);
    let bare = written.rsplit('\\').next().unwrap_or_default();
    Admin {
        named_by: if by_account.is_none() && node.is_some() {
            NamedBy::Alias
        } else {
            NamedBy::Account
        },
        meant: node.or_else(|| by_account_name(&world.groups, bare)),
        mailbox: node.and_then(|node| mailbox_of(case, world, node)),
        written,
        node,
        rows,
    }
}

/// The account of this name, if there is only one.
fn by_account_name(groups: &Groups, name: &str) -> Option<Id> {
    let found = groups.named(name);
    let mut users = found
        .iter()
        .filter(|(id, _)| groups.get(*id).is_some_and(|node| node.group != Some(true)));
    match (users.next(), users.next()) {
        (Some((id, _)), None) => Some(*id),
        _ => None,
    }
}

/// The account that a mailbox belongs to.
pub(super) fn owner(case: &Case<'_>, world: &World, id: MailboxId) -> Option<Id> {
    let symbol = |get: fn(&crate::evidence::Mailbox) -> Option<crate::evidence::Symbol>| {
        case.evidence.text(case.joined.mailbox(case.evidence, id, get))
    };
    let sid = super::sid::Sid::parse(symbol(|mailbox| mailbox.sid));
    let by_sid = sid.and_then(|sid| world.groups.by_sid(&sid));
    by_sid.or_else(|| world.groups.by_dn(&dn_key(symbol(|mailbox| mailbox.dn))))
}

/// The mailbox of an account.
fn mailbox_of(case: &Case<'_>, world: &World, node: Id) -> Option<MailboxId> {
    let node = world.groups.get(node)?;
    let one = |kind, name: &str| {
        let mut all = case.joined.mailboxes_by(case.evidence, kind, name);
        all.next().filter(|_| all.next().is_none())
    };
    let by_sid = || {
        node.sids
            .first()
            .and_then(|sid| one(NameKind::Sid, &sid.to_string()))
    };
    let by_dn = || node.dn.as_deref().and_then(|dn| one(NameKind::Dn, dn));
    let by_upn = || node.full_names.iter().find_map(|upn| one(NameKind::Upn, upn));
    by_sid().or_else(by_dn).or_else(by_upn)
}

impl Admin {
    /// The account with all its groups.
    pub(super) fn account<'w>(&self, world: &'w World) -> Account<'w> {
        match self.node {
            Some(node) => Account::found(&world.groups, node),
            None => Account::unfound(&world.groups, &self.written),
        }
    }

    /// How it is shown and written into commands.
    pub(super) fn shown(&self, world: &World) -> String {
        let node = self.node.and_then(|node| world.groups.get(node));
        let shown = node
            .map(|node| node.shown.clone())
            .filter(|shown| shown.contains('\\'));
        shown.unwrap_or_else(|| self.written.clone())
    }
}
