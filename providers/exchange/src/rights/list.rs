//! What of an access list concerns the right to open a mailbox: one plain form for descriptors of mailboxes, descriptors of objects
//! in the directory, and rows that cmdlets printed.

use super::descriptor::{Descriptor, Entry, Kind, Trustee, right};
use super::table::table;

/// What an entry does, where it concerns the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Effect {
    /// It grants.
    Allow,
    /// It refuses.
    Deny,
    /// One or the other: the entry cannot be read.
    Either,
}

/// By which right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Right {
    /// Full Access to the mailbox.
    FullAccess,
    /// Receive As.
    ReceiveAs,
    /// All rights of the object, or all extended ones.
    Everything,
}

/// An entry that concerns the right.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Grant {
    pub(crate) effect: Effect,
    pub(crate) right: Right,
    pub(crate) trustee: Trustee,
    /// Whether it came from above.
    pub(crate) inherited: bool,
    /// Whether it surely counts for its trustee: not where a condition goes with it, or its rights were lost.
    pub(crate) sure: bool,
}

/// In which order entries count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Order {
    /// As they stand: the list is the stored one.
    Stored,
    /// Explicit ones first; of inherited ones only the order in which a cmdlet printed them is known.
    Printed,
    /// As they stand, though explicit entries do not all come first, or denials do not come before grants.
    Broken,
    /// Not told: which entries are inherited is not known.
    Untold,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct List {
    pub(crate) grants: Vec<Grant>,
    /// Whom entries without the right name: only where the number of the right is not documented, so that it may be another.
    pub(crate) others: Vec<Trustee>,
    pub(crate) order: Order,
    /// Whether the bits of the store's own were used, whose numbers no document gives.
    pub(crate) store_bits: bool,
}

/// What an object is whose list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Object {
    /// The mailbox: bits of the store.
    Mailbox,
    /// A database or a container above: extended rights of the directory.
    Directory,
}

/// The list of a descriptor. Nothing where the descriptor has none.
pub(crate) fn of_descriptor(descriptor: &Descriptor, object: Object) -> Option<List> {
    let entries = descriptor.entries.as_ref()?;
    let counting = || entries.iter().filter(|entry| entry.counts_here());
    let grants: Vec<Grant> = counting().filter_map(|entry| of_entry(entry, object)).collect();
    let aside = |entry: &&Entry| object == Object::Mailbox && of_entry(entry, object).is_none();
    let others = counting()
        .filter(aside)
        .filter(|entry| entry.kind != Kind::Neutral);
    let others = others.map(|entry| entry.trustee.clone()).collect();
    let order = match canonical(counting().map(|entry| (entry.inherited(), entry.kind))) {
        true => Order::Stored,
        false => Order::Broken,
    };
    Some(List {
        grants,
        others,
        order,
        store_bits: object == Object::Mailbox,
    })
}

/// An entry, if it concerns the right.
fn of_entry(entry: &Entry, object: Object) -> Option<Grant> {
    let effect = match entry.kind {
        Kind::Allow => Effect::Allow,
        Kind::Deny => Effect::Deny,
        Kind::Opaque(_) => Effect::Either,
        Kind::Neutral => return None,
    };
    let right = match effect {
        Effect::Either => Right::Everything,
        _ => right_of(entry, object)?,
    };
    Some(Grant {
        effect,
        right,
        trustee: entry.trustee.clone(),
        inherited: entry.inherited(),
        sure: effect != Effect::Either && !entry.conditional,
    })
}

/// The right that an entry is about, if it is one that opens mailboxes.
fn right_of(entry: &Entry, object: Object) -> Option<Right> {
    if entry.mask & right::GENERIC_ALL != 0 {
        return Some(Right::Everything);
    }
    match object {
        Object::Mailbox => (entry.mask & table().full_access != 0).then_some(Right::FullAccess),
        Object::Directory if entry.mask & right::CONTROL_ACCESS == 0 => None,
        Object::Directory => match entry.object {
            None => Some(Right::Everything),
            Some(guid) => (Some(guid) == table().receive_as).then_some(Right::ReceiveAs),
        },
    }
}

/// Whether entries stand in the order that Windows writes: explicit ones first, and of those denials first. Between inherited ones
/// the distance of where they come from counts before that, which a list does not show.
fn canonical(entries: impl Iterator<Item = (bool, Kind)>) -> bool {
    let ranks = entries.filter_map(|(inherited, kind)| match (inherited, kind) {
        (true, _) => Some(2),
        (false, Kind::Deny) => Some(0),
        (false, Kind::Allow) => Some(1),
        _ => None,
    });
    ranks.is_sorted()
}

/// A row of a cmdlet, as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) trustee: Trustee,
    pub(crate) right: Right,
    /// Whether it denies.
    pub(crate) deny: Option<bool>,
    /// Whether it is inherited.
    pub(crate) inherited: Option<bool>,
    /// Whether the right was read, not guessed from the rest of the row.
    pub(crate) readable: bool,
}

/// The list of rows, which cmdlets print in the order of the object. Explicit ones are put first and of them denials, as the
/// object has them; inherited ones keep their order.
pub(crate) fn of_rows(rows: Vec<Row>) -> List {
    let order = match rows.iter().any(|row| row.inherited.is_none()) {
        true => Order::Untold,
        false => Order::Printed,
    };
    let mut grants: Vec<Grant> = rows.into_iter().map(of_row).collect();
    grants.sort_by_key(|grant| match (grant.inherited, grant.effect) {
        (true, _) => 2,
        (false, Effect::Deny) => 0,
        (false, _) => 1,
    });
    List {
        grants,
        others: Vec::new(),
        order,
        store_bits: false,
    }
}

fn of_row(row: Row) -> Grant {
    let effect = match row.deny {
        Some(true) => Effect::Deny,
        Some(false) => Effect::Allow,
        None => Effect::Either,
    };
    Grant {
        effect,
        right: row.right,
        trustee: row.trustee,
        inherited: row.inherited.unwrap_or_default(),
        sure: row.readable && effect != Effect::Either,
    }
}
