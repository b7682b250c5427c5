//! Access entries of `Get-MailboxPermission` and `Get-ADPermission`, and security descriptors as text.

use super::Reading;
use crate::evidence::{Database, Descriptor, Entry, Listed, Mailbox, Organisation, Rights, Truth, told};

/// Words of `InheritanceType` that leave the object itself out.
const BELOW: [&str; 2] = ["Children", "Descendents"];

pub(super) fn on_mailbox(reading: &mut Reading<'_>) {
    reading.evidence.mailbox_entries.read += 1;
    let rights = match reading.fields.texts(&["AccessRights"]) {
        Some(Ok(words)) => match has(&words, "FullAccess") {
            true => Rights::FULL_ACCESS,
            false => Rights::default(),
        },
        Some(Err(_)) => Rights::UNREADABLE,
        None => Rights::default(),
    };
    if let Some(entry) = entry(reading, &["Mailbox", "Identity"], rights) {
        reading.evidence.mailbox_entries.all.push(entry);
    }
}

pub(super) fn on_directory(reading: &mut Reading<'_>) {
    reading.evidence.directory_entries.read += 1;
    let rights = directory_rights(reading);
    if let Some(entry) = entry(reading, &["Database", "Identity"], rights) {
        reading.evidence.directory_entries.all.push(entry);
    }
}

fn directory_rights(reading: &Reading<'_>) -> Rights {
    let (access, extended) = (
        reading.fields.texts(&["AccessRights"]),
        reading.fields.texts(&["ExtendedRights"]),
    );
    let mut rights = Rights::default();
    let words = match &access {
        Some(Ok(words)) => words.as_slice(),
        _ => &[],
    };
    if has(words, "GenericAll") {
        rights = rights.with(Rights::GENERIC_ALL);
    }
    match &extended {
        Some(Ok(names)) if has(names, "Receive-As") => rights = rights.with(Rights::RECEIVE_AS),
        // An extended right without a name is all of them.
        Some(Ok(names)) if names.is_empty() && has(words, "ExtendedRight") => {
            rights = rights.with(Rights::ALL_EXTENDED);
        }
        Some(Err(_)) => rights = rights.with(Rights::UNREADABLE),
        _ => {}
    }
    match access {
        Some(Err(_)) if rights.is_none() => Rights::UNREADABLE,
        _ => rights,
    }
}

fn has(words: &[String], wanted: &str) -> bool {
    words.iter().any(|word| word.trim().eq_ignore_ascii_case(wanted))
}

/// The entry of a record, unless it says nothing of opening mailboxes. The object is noted either way.
fn entry(reading: &mut Reading<'_>, on: &[&str], rights: Rights) -> Option<Entry> {
    let fields = reading.fields;
    let on = fields.reference(on)?;
    let (origin, evidence) = (reading.seen.origin, &mut *reading.evidence);
    let on = evidence.texts.put(&on);
    evidence.listed.insert(Listed { origin, on });
    if rights.is_none() {
        return None;
    }
    let trustee = fields.reference(&["User"])?;
    let truth = |names: &[&str]| match fields.bool(names) {
        Some(Ok(true)) => Truth::Yes,
        Some(Ok(false)) => Truth::No,
        Some(Err(_)) | None => Truth::Untold,
    };
    let inheritance = fields.text(&["InheritanceType"]).unwrap_or_default();
    Some(Entry {
        origin,
        record: u32::try_from(reading.seen.place.record).unwrap_or(u32::MAX),
        on,
        trustee: evidence.texts.put(&trustee),
        rights,
        deny: truth(&["Deny"]),
        inherited: truth(&["IsInherited", "Inherited"]),
        here: !BELOW.iter().any(|word| inheritance.eq_ignore_ascii_case(word)),
        class: fields.symbol(evidence, &["InheritedObjectType"]),
    })
}

/// A descriptor in SDDL: of an object in the directory, or of a mailbox where the record says so.
pub(super) fn sddl(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let Some(text) = fields.text(&["Sddl"]) else {
        return;
    };
    let Some(on) = fields.reference(&["On", "DistinguishedName", "Path", "PSPath", "Identity"]) else {
        return;
    };
    // `Get-Acl` writes `Microsoft.ActiveDirectory.Management.dll\ActiveDirectory:://RootDSE/CN=...` and `AD:\CN=...`.
    let start = on.find("CN=").or_else(|| on.find("cn=")).unwrap_or(0);
    let dn = on.get(start..).unwrap_or_default().to_owned();
    let descriptor = reading.evidence.sddl(&text);
    let of_mailbox = fields
        .text(&["For"])
        .is_some_and(|word| word.eq_ignore_ascii_case("mailbox"));
    place(reading, &dn, of_mailbox, descriptor);
}

/// Puts a descriptor where it belongs: databases and what is above them are told apart by their DNs.
fn place(reading: &mut Reading<'_>, dn: &str, of_mailbox: bool, descriptor: Descriptor) {
    let (seen, evidence) = (reading.seen, &mut *reading.evidence);
    let symbol = evidence.symbol(dn);
    let above: Vec<&str> = crate::joined::rdns(dn).skip(1).collect();
    let below = |name: &str| {
        above
            .first()
            .is_some_and(|part| part.trim().eq_ignore_ascii_case(name))
    };
    if of_mailbox {
        let mut mailbox = Mailbox::new(seen);
        mailbox.dn = symbol;
        mailbox.descriptor = told(descriptor);
        evidence.mailboxes.push(mailbox);
    } else if below("CN=Microsoft Exchange") {
        let mut organisation = Organisation::new(seen);
        organisation.dn = symbol;
        organisation.descriptor = told(descriptor);
        evidence.organisations.push(organisation);
    } else {
        let mut database = Database::new(seen);
        database.dn = symbol;
        database.descriptor = told(descriptor);
        evidence.databases.push(database);
    }
}
