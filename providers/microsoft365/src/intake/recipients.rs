//! Recipients: mailboxes, groups, contacts, mail users. Those that hold the address of a row are kept with their facts; of all
//! others only what nearly is the address of a row.

use crate::data::SORTS;
use crate::model::{Facts, Hit, Model, Origin};
use crate::near::{self, Near, Suggestion};
use crate::read::{Fields, known};
use imaprules_facts::{Reason, Unknown, Value};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Properties by which other exports may name a recipient.
const NAMES: [&str; 11] = [
    "ExchangeGuid",
    "Guid",
    "ExternalDirectoryObjectId",
    "UserPrincipalName",
    "PrimarySmtpAddress",
    "Alias",
    "Name",
    "DisplayName",
    "Identity",
    "DistinguishedName",
    "LegacyExchangeDN",
];

/// A note that a script leaves when it also asked for soft-deleted mailboxes.
const ASKED_FOR_DELETED: &[&str] = &["IncludesSoftDeleted"];

struct Recipient {
    identity: String,
    primary: String,
    addresses: Vec<String>,
    details: String,
    sort: Result<String, Unknown>,
    soft_deleted: bool,
}

pub(super) fn take(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let soft_deleted = is_soft_deleted(fields);
    model.saw_soft_deleted |= soft_deleted || matches!(fields.bool(ASKED_FOR_DELETED), Some(Ok(true)));
    let Some(recipient) = recipient(fields, soft_deleted) else {
        if let Some(file) = model.files.get_mut(origin.file) {
            file.addresses_lost = true;
        }
        return;
    };
    if !soft_deleted {
        model.recipients.insert(hash(&recipient.identity));
    }
    let mut rows: Vec<usize> = recipient
        .addresses
        .iter()
        .flat_map(|a| model.rows.with(a))
        .copied()
        .collect();
    rows.sort_unstable();
    rows.dedup();
    if !soft_deleted {
        common(model, &recipient);
        nearly(model, fields, &recipient);
    }
    for row in rows {
        let hit = hit(fields, origin, &recipient);
        model.hits.entry(row).or_default().push(hit);
    }
}

fn is_soft_deleted(fields: Fields<'_>) -> bool {
    let told = fields.some(&["WhenSoftDeleted"]).is_some();
    let flags = [
        // A note of the collector script on what the cmdlet was asked for.
        "SoftDeleted",
        "IsInactiveMailbox",
        "IsSoftDeletedByRemove",
        "IsSoftDeletedByDisable",
    ];
    told || flags
        .iter()
        .any(|name| matches!(fields.bool(&[name]), Some(Ok(true))))
}

/// Nothing when the export lost the addresses, so that nothing can be said about it.
fn recipient(fields: Fields<'_>, soft_deleted: bool) -> Option<Recipient> {
    let primary = fields
        .some(&["PrimarySmtpAddress", "WindowsEmailAddress"])
        .unwrap_or_default();
    let mut addresses = vec![primary.to_lowercase()];
    for written in fields.texts(&["EmailAddresses"])?.ok()? {
        addresses.extend(smtp(&written));
    }
    addresses.retain(|address| !address.is_empty());
    let mut seen = std::collections::HashSet::new();
    addresses.retain(|address| seen.insert(address.clone()));
    let (details, sort) = sort(fields);
    let identity = fields.some(&["ExternalDirectoryObjectId", "Guid", "ExchangeGuid"]);
    let identity = identity.filter(|identity| !soft_deleted || !identity.is_empty());
    Some(Recipient {
        identity: identity
            .or_else(|| addresses.first().cloned())
            .unwrap_or_default()
            .to_lowercase(),
        primary: if primary.is_empty() {
            addresses.first().cloned().unwrap_or_default()
        } else {
            primary
        },
        addresses,
        details,
        sort,
        soft_deleted,
    })
}

/// The address of an entry such as `SMTP:terry@contoso.com`; nothing for `SIP:`, `X500:` and their like.
fn smtp(written: &str) -> Option<String> {
    let address = match written.split_once(':') {
        Some((prefix, address)) if prefix.eq_ignore_ascii_case("smtp") => address,
        Some(_) => return None,
        None => written,
    };
    address.contains('@').then(|| address.trim().to_lowercase())
}

fn sort(fields: Fields<'_>) -> (String, Result<String, Unknown>) {
    let written = fields
        .some(&["RecipientTypeDetails"])
        .or_else(|| fields.some(&["RecipientType"]));
    let lost = || {
        Unknown::noted(
            Reason::Malformed,
            "the export holds no RecipientTypeDetails that can be read",
        )
    };
    match written.as_deref().map(|written| SORTS.find(written)) {
        Some(Some((details, sort))) => (details, Ok(sort)),
        Some(None) | None => (written.unwrap_or_default(), Err(lost())),
    }
}

fn common(model: &mut Model, recipient: &Recipient) {
    for domain in recipient
        .addresses
        .iter()
        .filter_map(|address| address.rsplit_once('@'))
        .map(|(_, domain)| domain)
    {
        if model.rows.domains().contains(domain) && !model.common_domains.contains(domain) {
            model.common_domains.insert(domain.to_owned());
        }
    }
}

/// Keeps the addresses for rows that nobody will be found for, and the recipient for rows that hold its name.
fn nearly(model: &mut Model, fields: Fields<'_>, recipient: &Recipient) {
    for address in &recipient.addresses {
        model.directory.add(address, &recipient.details);
    }
    if !model.rows.has_names() {
        return;
    }
    for name in ["Alias", "Name", "DisplayName"]
        .iter()
        .filter_map(|name| fields.some(&[name]))
    {
        for &row in model.rows.named(&name.to_lowercase()) {
            let suggestion = Suggestion {
                near: Near::Name,
                address: recipient.primary.clone(),
                details: recipient.details.clone(),
            };
            near::keep(&mut model.near, row, suggestion);
        }
    }
}

fn hit(fields: Fields<'_>, origin: Origin, recipient: &Recipient) -> Hit {
    let names = NAMES.iter().filter_map(|name| fields.some(&[name]));
    let mut keys: Vec<String> = names.map(|name| name.to_lowercase()).collect();
    keys.extend(recipient.addresses.iter().cloned());
    Hit {
        origin,
        identity: recipient.identity.clone(),
        primary: recipient.primary.clone(),
        keys,
        soft_deleted: recipient.soft_deleted,
        facts: facts(fields, recipient),
    }
}

fn facts(fields: Fields<'_>, recipient: &Recipient) -> Facts {
    let mut facts: Facts = vec![
        ("target.exists", Ok(true.into())),
        ("target.recipient_type", recipient.sort.clone().map(Value::from)),
        ("target.name", Ok(recipient.primary.as_str().into())),
        ("target.primary_address", Ok(recipient.primary.as_str().into())),
        ("target.addresses", Ok(recipient.addresses.clone().into())),
    ];
    if !recipient.details.is_empty() {
        facts.push((
            "target.recipient_type_details",
            Ok(recipient.details.as_str().into()),
        ));
    }
    for (fact, names) in [
        ("target.quota", "ProhibitSendReceiveQuota"),
        ("target.warning_quota", "IssueWarningQuota"),
        ("target.receive_limit", "MaxReceiveSize"),
        ("target.recoverable_quota", "RecoverableItemsQuota"),
    ] {
        facts.extend(fields.size(&[names]).map(|size| (fact, known(size))));
    }
    for (fact, names) in [
        ("target.retention_hold", "RetentionHoldEnabled"),
        ("target.elc_disabled", "ElcProcessingDisabled"),
        ("target.keeps_forwarded", "DeliverToMailboxAndForward"),
    ] {
        facts.extend(fields.bool(&[names]).map(|flag| (fact, known(flag))));
    }
    facts.extend(
        fields
            .text(&["RetentionPolicy"])
            .map(|policy| ("target.retention_policy", known(policy))),
    );
    facts.extend(archive(fields).map(|archive| ("target.archive", known(archive))));
    facts.extend(on_hold(fields).map(|hold| ("target.on_hold", known(hold))));
    facts.extend(forwarding(fields).map(|address| ("target.forwarding", known(address))));
    facts
}

/// The status where there is one, otherwise whether the archive has an identifier.
fn archive(fields: Fields<'_>) -> Option<Result<bool, Unknown>> {
    if let Some(status) = fields.text(&["ArchiveStatus"]) {
        return Some(status.map(|status| {
            !status.trim().is_empty() && !["none", "0"].contains(&status.trim().to_lowercase().as_str())
        }));
    }
    let guid = fields.text(&["ArchiveGuid"])?;
    Some(guid.map(|guid| guid.chars().any(|c| c.is_ascii_hexdigit() && c != '0')))
}

fn on_hold(fields: Fields<'_>) -> Option<Result<bool, Unknown>> {
    match (
        fields.bool(&["LitigationHoldEnabled"]),
        fields.texts(&["InPlaceHolds"]),
    ) {
        (Some(Ok(true)), _) => Some(Ok(true)),
        (_, Some(Ok(holds))) if !holds.is_empty() => Some(Ok(true)),
        (litigation, _) => litigation,
    }
}

/// An outside address or another recipient; empty where both properties are.
fn forwarding(fields: Fields<'_>) -> Option<Result<String, Unknown>> {
    let outside = fields.text(&["ForwardingSmtpAddress"]);
    let inside = fields.text(&["ForwardingAddress"]);
    match (outside, inside) {
        (Some(Ok(address)), _) if !address.is_empty() => {
            let bare = address
                .strip_prefix("smtp:")
                .or_else(|| address.strip_prefix("SMTP:"));
            Some(Ok(bare.unwrap_or(&address).to_owned()))
        }
        (Some(Err(unknown)), _) | (_, Some(Err(unknown))) => Some(Err(unknown)),
        (_, Some(Ok(name))) if !name.is_empty() => Some(Ok(name)),
        (outside, inside) => outside.or(inside),
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
