//! The verdict: may the account open the mailbox, by which entry, or which one refuses it.
//!
//! Windows goes through a list in its stored order and stops at the first entry that decides. What stands nearest is asked first:
//! explicit entries of the mailbox, then the list of its database, then what cmdlets showed as inherited by the mailbox. An entry of
//! which nobody can tell whether it concerns the account is remembered: it is in doubt only what it could change.
//!
//! <https://learn.microsoft.com/windows/win32/secauthz/order-of-aces-in-a-dacl>

use super::list::{Effect, List, Order};
use super::standing::{Doubt, Standing};

/// A list to go through, and which of its entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section<'a> {
    pub(crate) level: Level,
    /// Nothing where the list was not read.
    pub(crate) list: Option<&'a List>,
}

/// Whose entries they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Level {
    /// Explicit ones of the mailbox.
    Mailbox,
    /// Those of its database, inherited ones too.
    Database,
    /// What the mailbox inherited, as a cmdlet shows it.
    Inherited,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// An entry grants it.
    Allowed(By),
    /// An entry refuses it.
    Denied(By),
    /// No entry grants it, and none refuses it.
    NotGranted,
    /// It cannot be told.
    Unknown(Why),
}

/// The entry that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct By {
    pub(crate) level: Level,
    /// Its place in the list of this level.
    pub(crate) at: usize,
}

/// Why it cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// A list was not read. What comes behind it would decide so, if it can be told.
    NotRead(Level),
    /// It is not known whether this entry concerns the account.
    Standing(By, Doubt),
    /// This entry cannot be read, or a condition goes with it.
    Entry(By),
    /// Both grants and denials concern the account, and their order is not known.
    Order(By),
}

/// Entries that may concern the account, by what they would do.
#[derive(Default)]
struct Open {
    allow: Option<Why>,
    deny: Option<Why>,
}

impl Open {
    fn add(&mut self, effect: Effect, why: Why) {
        if effect != Effect::Deny {
            self.allow.get_or_insert(why);
        }
        if effect != Effect::Allow {
            self.deny.get_or_insert(why);
        }
    }
}

/// Goes through the lists, the nearest first. `standing` says where the account stands to the trustee of an entry.
pub(crate) fn decide(sections: &[Section<'_>], standing: &dyn Fn(&List, usize) -> Standing) -> Verdict {
    let mut open = Open::default();
    for section in sections {
        let Some(list) = section.list else {
            open.add(Effect::Either, Why::NotRead(section.level));
            continue;
        };
        let found = match list.order {
            Order::Untold => unordered(section.level, list, standing, &mut open),
            Order::Stored | Order::Printed | Order::Broken => {
                ordered(section.level, list, standing, &mut open)
            }
        };
        if let Some(verdict) = found {
            return verdict;
        }
    }
    match open.allow {
        // What may only refuse cannot grant.
        None => Verdict::NotGranted,
        Some(why) => Verdict::Unknown(why),
    }
}

/// Entries of a list that count on its level, each with its place.
fn counting(level: Level, list: &List) -> impl Iterator<Item = (By, &super::list::Grant)> {
    let numbered = list.grants.iter().enumerate();
    let kept = numbered.filter(move |(_, grant)| match level {
        Level::Mailbox => !grant.inherited,
        Level::Inherited => grant.inherited,
        Level::Database => true,
    });
    kept.map(move |(at, grant)| (By { level, at }, grant))
}

/// What an entry does to the account: surely, or perhaps and why.
fn touch(by: By, list: &List, standing: &dyn Fn(&List, usize) -> Standing) -> Option<Result<(), Why>> {
    let sure = list.grants.get(by.at).is_some_and(|grant| grant.sure);
    match standing(list, by.at) {
        Standing::Out | Standing::Own => None,
        Standing::Perhaps(doubt) => Some(Err(Why::Standing(by, doubt))),
        Standing::In if sure => Some(Ok(())),
        Standing::In => Some(Err(Why::Entry(by))),
    }
}

/// A list in its order.
fn ordered(
    level: Level,
    list: &List,
    standing: &dyn Fn(&List, usize) -> Standing,
    open: &mut Open,
) -> Option<Verdict> {
    let printed = list.order == Order::Printed;
    let mut granted_below: Option<By> = None;
    for (by, grant) in counting(level, list) {
        match touch(by, list, standing) {
            None => {}
            Some(Err(why)) => open.add(grant.effect, why),
            // Where only rows are known, which of two inherited entries is nearer shows in their order alone: a grant before a
            // denial is not to be relied on.
            Some(Ok(())) if printed && grant.inherited && grant.effect == Effect::Allow => {
                granted_below.get_or_insert(by);
            }
            Some(Ok(())) => {
                if let Some(by) = granted_below {
                    open.add(Effect::Allow, Why::Order(by));
                }
                return Some(settled(grant.effect, by, open));
            }
        }
    }
    granted_below.map(|by| settled(Effect::Allow, by, open))
}

/// A list whose order is not told: it decides where all that concerns the account says the same.
fn unordered(
    level: Level,
    list: &List,
    standing: &dyn Fn(&List, usize) -> Standing,
    open: &mut Open,
) -> Option<Verdict> {
    let mut sure: Vec<(Effect, By)> = Vec::new();
    // Which entries are inherited is not known, so all of them count.
    let level_of = By { level, at: 0 };
    for (at, grant) in list.grants.iter().enumerate() {
        let by = By { at, ..level_of };
        match touch(by, list, standing) {
            None => {}
            Some(Err(why)) => open.add(grant.effect, why),
            Some(Ok(())) => sure.push((grant.effect, by)),
        }
    }
    let (effect, by) = sure.first().copied()?;
    match sure.iter().all(|(other, _)| *other == effect) {
        true => Some(settled(effect, by, open)),
        false => Some(Verdict::Unknown(Why::Order(by))),
    }
}

/// An entry that surely decides, unless one before it may have decided otherwise.
fn settled(effect: Effect, by: By, open: &Open) -> Verdict {
    match (effect, open.allow, open.deny) {
        (Effect::Allow, _, None) => Verdict::Allowed(by),
        (Effect::Deny, None, _) => Verdict::Denied(by),
        (Effect::Allow, _, Some(why)) | (Effect::Deny, Some(why), _) => Verdict::Unknown(why),
        (Effect::Either, ..) => Verdict::Unknown(Why::Entry(by)),
    }
}
