//! A descriptor as text again, so that tests can go both ways.

use crate::rights::descriptor::{Descriptor, Entry, Kind, Trustee, flag};
use std::fmt::Write;

/// The text of a descriptor whose entries all allow or deny.
pub(crate) fn print(descriptor: &Descriptor) -> String {
    let mut text = String::new();
    if let Some(owner) = &descriptor.owner {
        write!(text, "O:{}", whom(owner)).unwrap();
    }
    if let Some(group) = &descriptor.group {
        write!(text, "G:{}", whom(group)).unwrap();
    }
    text.push_str("D:");
    if descriptor.protected {
        text.push('P');
    }
    match &descriptor.entries {
        None => text.push_str("NO_ACCESS_CONTROL"),
        Some(entries) => entries.iter().for_each(|entry| text.push_str(&one(entry))),
    }
    text
}

fn one(entry: &Entry) -> String {
    let plain = entry.object.is_none() && entry.inherited_object.is_none();
    let word = match (entry.kind, entry.conditional, plain) {
        (Kind::Allow, false, true) => "A",
        (Kind::Allow, false, false) => "OA",
        (Kind::Deny, false, true) => "D",
        (Kind::Deny, false, false) => "OD",
        (Kind::Allow, true, true) => "XA",
        (Kind::Allow, true, false) => "ZA",
        (Kind::Deny, true, _) => "XD",
        _ => panic!("only what allows or denies is printed"),
    };
    let flags: String = [
        (flag::OBJECT_INHERIT, "OI"),
        (flag::CONTAINER_INHERIT, "CI"),
        (flag::NO_PROPAGATE, "NP"),
        (flag::INHERIT_ONLY, "IO"),
        (flag::INHERITED, "ID"),
        (flag::SUCCESS, "SA"),
        (flag::FAILURE, "FA"),
    ]
    .into_iter()
    .filter(|(bit, _)| entry.flags & bit != 0)
    .map(|(_, word)| word)
    .collect();
    let guid =
        |guid: Option<crate::rights::guid::Guid>| guid.map(|guid| guid.to_string()).unwrap_or_default();
    format!(
        "({word};{flags};0x{:x};{};{};{})",
        entry.mask,
        guid(entry.object),
        guid(entry.inherited_object),
        whom(&entry.trustee)
    )
}

fn whom(trustee: &Trustee) -> String {
    match trustee {
        Trustee::Sid(sid) => sid.to_string(),
        _ => panic!("only identifiers are printed"),
    }
}
