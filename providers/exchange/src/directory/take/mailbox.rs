//! Users with a mailbox, and those who have an address of mail only.

use super::common_name;
use crate::directory::attributes::Look;
use crate::evidence::{Descriptor, Evidence, ImapAccess, Mailbox, Seen, Symbol, Told, told};

/// A bit of `userAccountControl` (https://learn.microsoft.com/windows/win32/adschema/a-useraccountcontrol).
const DISABLED: i64 = 0x2;

/// `msExchRecipientTypeDetails` of kinds that tell something here, as `Get-Mailbox` names them.
const KINDS: [(i64, &str); 12] = [
    (1, "UserMailbox"),
    (2, "LinkedMailbox"),
    (4, "SharedMailbox"),
    (8, "LegacyMailbox"),
    (16, "RoomMailbox"),
    (32, "EquipmentMailbox"),
    (128, "MailUser"),
    (8192, "SystemAttendantMailbox"),
    (16384, "SystemMailbox"),
    (536_870_912, "DiscoveryMailbox"),
    (8_388_608, "ArbitrationMailbox"),
    (2_147_483_648, "RemoteUserMailbox"),
];

/// A user.
pub(super) fn mailbox(evidence: &mut Evidence, seen: Seen, look: Look<'_>) {
    let dn = look.0.dn().map(|dn| dn.into_owned()).unwrap_or_default();
    let name = common_name(&dn);
    let (address, addresses) = addresses(evidence, look);
    let control = look.number("userAccountControl");
    let mailbox = Mailbox {
        dn: evidence.symbol(&dn),
        guid: look.guid("objectGUID", evidence),
        mailbox_guid: look.guid("msExchMailboxGuid", evidence),
        legacy_dn: look.symbol("legacyExchangeDN", evidence),
        name: name.and_then(|name| evidence.symbol(&name)),
        display_name: look.symbol("displayName", evidence),
        address,
        addresses,
        alias: look.symbol("mailNickname", evidence),
        sam: look.symbol("sAMAccountName", evidence),
        upn: look.symbol("userPrincipalName", evidence),
        sid: look.sid("objectSid", evidence),
        database: look.symbol("homeMDB", evidence),
        server: look.symbol("msExchHomeServerName", evidence),
        exists: exists(look),
        recipient_type: kind(evidence, look),
        disabled: control.map(|control| control.map(|bits| bits & DISABLED != 0)),
        hidden: flag(look, "msExchHideFromAddressLists"),
        throttling_policy: look.symbol("msExchThrottlingPolicyDN", evidence).and_then(told),
        when_changed: look.time("whenChanged"),
        access: access(evidence, look),
        descriptor: descriptor(evidence, look),
        ..Mailbox::new(seen)
    };
    evidence.mailboxes.push(mailbox);
}

/// The primary address and all of them, without `smtp:`. Addresses of other kinds are no use here.
fn addresses(evidence: &mut Evidence, look: Look<'_>) -> (Option<Symbol>, Told<Vec<Symbol>>) {
    let written = look.texts("proxyAddresses");
    let mut primary = None;
    let mut all = Vec::new();
    for text in &written {
        let Some((kind, address)) = text
            .split_once(':')
            .filter(|(kind, _)| kind.eq_ignore_ascii_case("smtp"))
        else {
            continue;
        };
        let symbol = evidence.symbol(address);
        all.extend(symbol);
        // The primary one is written in capital letters.
        if kind == "SMTP" {
            primary = symbol;
        }
    }
    let mail = look.symbol("mail", evidence);
    let primary = primary.or(mail);
    if let Some(mail) = primary
        && !all.contains(&mail)
    {
        all.push(mail);
    }
    let spoken = look.0.asked("proxyAddresses") || !all.is_empty();
    (primary, spoken.then_some(Ok(all)))
}

/// Whether there is a mailbox. A user with an alias and without a database has an address of mail only.
fn exists(look: Look<'_>) -> Told<bool> {
    match look.has("homeMDB") {
        true => told(true),
        false if look.0.asked("homeMDB") => told(false),
        false => None,
    }
}

fn kind(evidence: &mut Evidence, look: Look<'_>) -> Told<Symbol> {
    let number = match look.number("msExchRecipientTypeDetails")? {
        Ok(number) => number,
        Err(why) => return Some(Err(why)),
    };
    let known = KINDS.iter().find(|(known, _)| *known == number);
    let word = known.map_or_else(|| number.to_string(), |(_, word)| (*word).to_owned());
    told(evidence.texts.put(&word))
}

/// A truth value that is false where it was asked for and is not there.
fn flag(look: Look<'_>, name: &str) -> Told<bool> {
    look.truth(name).or(look.0.asked(name).then_some(Ok(false)))
}

/// Whether IMAP is on stands in one value of a list; where the list has none for IMAP, it is on.
fn access(evidence: &mut Evidence, look: Look<'_>) -> Option<Box<ImapAccess>> {
    let protocol_settings = settings(evidence, look)?;
    Some(Box::new(ImapAccess {
        protocol_settings: Some(protocol_settings),
        ..ImapAccess::default()
    }))
}

/// The separator of the values may come as a lone octet A7, which is no UTF-8: such values are read as Latin-1.
fn settings(evidence: &mut Evidence, look: Look<'_>) -> Told<Vec<Symbol>> {
    let values = look.0.values("protocolSettings");
    if values.is_empty() && !look.0.asked("protocolSettings") {
        return None;
    }
    let text = |octets: &[u8]| match std::str::from_utf8(octets) {
        Ok(text) => text.to_owned(),
        Err(_) => octets.iter().copied().map(char::from).collect(),
    };
    told(
        values
            .iter()
            .map(|value| evidence.texts.put(&text(value)))
            .collect(),
    )
}

/// The mailbox's own access list, as far as the directory has a copy of it. That there is none means no entries where others show theirs,
/// and nothing otherwise.
fn descriptor(evidence: &mut Evidence, look: Look<'_>) -> Told<Descriptor> {
    let values = look.0.values("msExchMailboxSecurityDescriptor");
    match values.first() {
        Some(octets) => told(evidence.octets(octets)),
        None if look.0.others_show("msExchMailboxSecurityDescriptor") => told(evidence.octets(&[])),
        None => None,
    }
}
