//! Sizes of mailboxes and of their folders.

use crate::model::{Facts, Folders, Loose, Model, Origin};
use crate::read::{Fields, known};

/// Properties that say whose mailbox it is; the display name comes last, since several may share it.
const OWNER: [&str; 8] = [
    "PrimarySmtpAddress",
    "EmailAddress",
    "UserPrincipalName",
    "MailboxGuid",
    "ExternalDirectoryObjectId",
    "Identity",
    "LegacyDN",
    "DisplayName",
];

/// Folders of class `IPF.Imap` that are kept by name.
const NAMED: usize = 100;

pub(super) fn mailbox(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let keys: Vec<String> = OWNER
        .iter()
        .filter_map(|name| fields.some(&[name]))
        .map(|key| key.to_lowercase())
        .collect();
    let archive = matches!(fields.bool(&["IsArchiveMailbox"]), Some(Ok(true)));
    if keys.is_empty() || archive {
        return;
    }
    let mut facts: Facts = Vec::new();
    facts.extend(
        fields
            .size(&["TotalItemSize"])
            .map(|size| ("target.size", known(size))),
    );
    facts.extend(
        fields
            .size(&["TotalDeletedItemSize"])
            .map(|size| ("target.deleted_size", known(size))),
    );
    facts.extend(
        fields
            .int(&["ItemCount"])
            .map(|count| ("target.item_count", known(count))),
    );
    model.loose.push(Loose { origin, keys, facts });
}

/// Adds a folder to the sums of its mailbox, which its identity begins with: `terry@contoso.com\Inbox`.
pub(super) fn folder(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let path = fields.some(&["FolderPath"]).unwrap_or_default();
    let owner = [
        "PrimarySmtpAddress",
        "EmailAddress",
        "UserPrincipalName",
        "MailboxGuid",
        "ContentMailboxGuid",
    ];
    let told = owner.iter().find_map(|name| fields.some(&[name]));
    let of_identity = || {
        let identity = fields.some(&["Identity"])?;
        identity.split_once('\\').map(|(owner, _)| owner.to_owned())
    };
    let Some(owner) = told.or_else(of_identity) else {
        return;
    };
    let kind = fields.some(&["FolderType"]).unwrap_or_default();
    if is_hidden(&kind, &path) {
        return;
    }
    let folders = model.folders.entry(owner.to_lowercase()).or_insert(Folders {
        origin,
        count: 0,
        fullest: 0,
        invisible: Vec::new(),
        unknown: None,
    });
    folders.count += 1;
    if let Some(Ok(items)) = fields.int(&["ItemsInFolder"]) {
        folders.fullest = folders.fullest.max(items);
    }
    match fields.text(&["ContainerClass"]) {
        Some(Ok(class))
            if class.trim().eq_ignore_ascii_case("IPF.Imap") && folders.invisible.len() < NAMED =>
        {
            folders.invisible.push(path);
        }
        Some(Ok(_)) => {}
        Some(Err(unknown)) => folders.unknown = Some(unknown),
        None => folders.unknown = Some(crate::read::not_exported("ContainerClass")),
    }
}

/// Folders for recoverable items, which users never see.
fn is_hidden(kind: &str, path: &str) -> bool {
    kind.starts_with("RecoverableItems") || path.starts_with("/Recoverable Items") || kind == "Root"
}
