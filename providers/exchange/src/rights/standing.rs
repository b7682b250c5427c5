//! Whether a trustee of an entry is the account at hand, or a group it is in: yes, no, or not to be told.
//!
//! What is asked once an account is the way up through its groups; what is asked once a trustee is the way down through its
//! members, and only where the way up was not read to its end.

use super::descriptor::Trustee;
use super::groups::{Groups, Id, Node};
use super::sid::Sid;
use super::table::{Token, table};
use std::collections::HashSet;

/// Where an account stands to a trustee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The trustee is the account or a group that it is in.
    In,
    /// It is not.
    Out,
    /// It is on the account's own mailbox, and nowhere else.
    Own,
    /// Not to be told.
    Perhaps(Doubt),
}

/// Why it cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Doubt {
    /// Not all groups of the account were read, nor all members of this one.
    Members,
    /// The name fits several, or one whose domain is not known.
    Name,
    /// The account itself was not found.
    Account,
    /// It depends on how the account signs in.
    Session,
    /// The entry names nobody who can be read.
    Unreadable,
}

/// All groups of one account, and how far that is sure.
#[derive(Debug)]
pub(crate) struct Account<'a> {
    groups: &'a Groups,
    id: Option<Id>,
    /// Names the account goes by where it was not found.
    name: String,
    /// It and all groups it is in, by id.
    is_in: Vec<bool>,
    sids: HashSet<Sid>,
    /// Whether no group is missing, by the account's own list.
    told: bool,
    /// Whether no group is missing, by the way up through the groups.
    walked: bool,
}

impl<'a> Account<'a> {
    /// An account that was found.
    pub(crate) fn found(groups: &'a Groups, id: Id) -> Self {
        let mut account = Account::unfound(groups, "");
        account.id = Some(id);
        account.walk(id);
        let tokens = groups.get(id).and_then(|node| node.tokens.as_deref());
        for sid in tokens.unwrap_or_default() {
            account.sids.insert(sid.clone());
            if let Some(group) = groups.by_sid(sid) {
                account.walk(group);
            }
        }
        account.told = tokens.is_some();
        account
    }

    /// An account of which only the name is known: entries that name it are its own, all others may be.
    pub(crate) fn unfound(groups: &'a Groups, name: &str) -> Self {
        Account {
            groups,
            id: None,
            name: name.to_lowercase(),
            is_in: vec![false; groups.len()],
            sids: HashSet::new(),
            told: false,
            walked: true,
        }
    }

    /// Takes in one and everything above it. Circles end, since nobody is taken in twice.
    fn walk(&mut self, from: Id) {
        let mut open = vec![from];
        while let Some(id) = open.pop() {
            let (Some(node), Some(seen)) = (self.groups.get(id), self.is_in.get_mut(id)) else {
                continue;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            self.sids.extend(node.sids.iter().cloned());
            self.walked &= node.above_whole && (node.primary_known || node.group == Some(true));
            open.extend(&node.above);
        }
    }

    fn node(&self) -> Option<&'a Node> {
        self.id.and_then(|id| self.groups.get(id))
    }

    /// Whether all its groups are known.
    pub(crate) fn whole(&self) -> bool {
        self.told || (self.id.is_some() && self.walked)
    }

    /// Where it stands to a trustee.
    pub(crate) fn standing(&self, trustee: &Trustee) -> Standing {
        match trustee {
            Trustee::Sid(sid) => self.of_sid(sid),
            Trustee::OfDomain(rid) => self.of_member(*rid),
            Trustee::Name(name) => self.of_name(name),
            Trustee::Unreadable => Standing::Perhaps(Doubt::Unreadable),
        }
    }

    fn of_sid(&self, sid: &Sid) -> Standing {
        let known = table().well_known.get(sid);
        match known.map(|known| known.token) {
            _ if self.sids.contains(sid) => Standing::In,
            Some(Token::Always) => Standing::In,
            Some(Token::Never) => Standing::Out,
            Some(Token::Own) => Standing::Own,
            Some(Token::Perhaps) => Standing::Perhaps(Doubt::Session),
            Some(Token::Group) | None => self.absent(sid),
        }
    }

    /// Whether an identifier that was not met is surely none of the account's.
    fn absent(&self, sid: &Sid) -> Standing {
        let Some(account) = self.node() else {
            return Standing::Perhaps(Doubt::Account);
        };
        let domain = account.domain();
        // A domain controller's list leaves out the local groups of other domains; global groups, as those with small numbers
        // are, have members of their own domain alone.
        let elsewhere = sid.in_domain() && sid.domain() != domain && sid.rid() >= Some(1000);
        let proven = match (self.told, self.walked) {
            (_, true) => true,
            (true, false) => domain.is_some() && !elsewhere,
            (false, false) => false,
        };
        match proven || self.groups.by_sid(sid).is_some_and(|group| self.not_below(group)) {
            true => Standing::Out,
            false => Standing::Perhaps(Doubt::Members),
        }
    }

    /// Whether the way down from a group, read to its end, does not meet the account.
    fn not_below(&self, group: Id) -> bool {
        let Some(account) = self.node().filter(|account| account.primary_known) else {
            return false;
        };
        let mut seen = HashSet::new();
        let mut open = vec![group];
        while let Some(id) = open.pop() {
            let Some(node) = self.groups.get(id) else {
                return false;
            };
            let same = Some(id) == self.id || node.sids.iter().any(|sid| account.is(sid));
            match node.group {
                _ if same => return false,
                None => return false,
                Some(true) if !node.below_whole => return false,
                _ => {}
            }
            if seen.insert(id) {
                open.extend(&node.below);
            }
        }
        true
    }

    /// An account or group of some domain, by the number it has there.
    fn of_member(&self, rid: u32) -> Standing {
        if self.sids.iter().any(|sid| sid.is_of_domain(rid)) {
            return Standing::In;
        }
        match self.node().is_some() && self.whole() {
            true => Standing::Out,
            false => Standing::Perhaps(Doubt::Members),
        }
    }

    fn of_name(&self, name: &str) -> Standing {
        let name = name.trim();
        if let Some(sid) = Sid::parse(name).or_else(|| table().by_name.get(&name.to_lowercase()).cloned()) {
            return self.of_sid(&sid);
        }
        let candidates = self.groups.named(name);
        if candidates.is_empty() {
            return self.nameless(name);
        }
        let all: Vec<Standing> = candidates.iter().map(|(id, _)| self.of_node(*id)).collect();
        let sure = candidates.iter().all(|(_, sure)| *sure);
        match (all.first().copied(), sure) {
            // One of several is out of doubt where all of them are.
            (Some(first), _) if all.iter().all(|one| *one == Standing::Out) => first,
            (Some(first), true) if all.len() == 1 => first,
            _ => Standing::Perhaps(Doubt::Name),
        }
    }

    fn of_node(&self, id: Id) -> Standing {
        if self.is_in.get(id).copied().unwrap_or_default() {
            return Standing::In;
        }
        let node = self.groups.get(id);
        match node.and_then(|node| node.sids.first()) {
            Some(sid) => self.of_sid(sid),
            // An account that is another one is out, whatever groups there are.
            None if self.id.is_some() && node.is_some_and(|node| node.group == Some(false)) => Standing::Out,
            None if self.id.is_some() && (self.walked || self.not_below(id)) => Standing::Out,
            None => Standing::Perhaps(Doubt::Members),
        }
    }

    /// A name that no account or group here has. Where all groups of the account are known, each by name, it is none of them.
    fn nameless(&self, name: &str) -> Standing {
        let lower = name.to_lowercase();
        if self.id.is_none() {
            let same = !self.name.is_empty() && same_name(&self.name, &lower);
            return if same {
                Standing::In
            } else {
                Standing::Perhaps(Doubt::Account)
            };
        }
        let named = |sid: &Sid| {
            let known = table().well_known.contains_key(sid);
            known
                || self
                    .groups
                    .by_sid(sid)
                    .and_then(|id| self.groups.get(id))
                    .is_some_and(|node| !node.names.is_empty())
        };
        match self.whole() && self.sids.iter().all(named) {
            true => Standing::Out,
            false => Standing::Perhaps(Doubt::Members),
        }
    }
}

/// Whether two names mean one account: `contoso/mailadmin` of a migration file, `contoso\mailadmin` of a cmdlet.
fn same_name(one: &str, other: &str) -> bool {
    one.replace('/', "\\") == other.replace('/', "\\")
}
