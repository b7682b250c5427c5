//! A mailbox as one record shows it. What few records hold stands apart, so that fifty thousand of them stay small.

use super::organisation::Descriptor;
use super::origin::{Seen, Told};
use super::texts::Symbol;

/// What one record says of a mailbox, or of a recipient without one.
#[derive(Debug)]
pub(crate) struct Mailbox {
    pub(crate) seen: Seen,
    pub(crate) dn: Option<Symbol>,
    /// GUID of the directory object.
    pub(crate) guid: Option<Symbol>,
    /// GUID of the mailbox, by which statistics name it.
    pub(crate) mailbox_guid: Option<Symbol>,
    pub(crate) legacy_dn: Option<Symbol>,
    pub(crate) name: Option<Symbol>,
    pub(crate) display_name: Option<Symbol>,
    /// As a cmdlet names it: `contoso.com/Users/Terry Adams`, an address, a name.
    pub(crate) identity: Option<Symbol>,
    /// Primary SMTP address.
    pub(crate) address: Option<Symbol>,
    /// All SMTP addresses without `smtp:`, the primary one among them.
    pub(crate) addresses: Told<Vec<Symbol>>,
    /// `mailNickname`.
    pub(crate) alias: Option<Symbol>,
    pub(crate) sam: Option<Symbol>,
    pub(crate) upn: Option<Symbol>,
    /// SID of the account.
    pub(crate) sid: Option<Symbol>,
    /// `homeMDB` or `Database` as written: DN, name or `SERVER\GROUP\NAME`.
    pub(crate) database: Option<Symbol>,
    /// Legacy DN or name of the server.
    pub(crate) server: Option<Symbol>,
    /// Whether there is a mailbox; false for a user who is mail-enabled only.
    pub(crate) exists: Told<bool>,
    /// `RecipientTypeDetails` as a word.
    pub(crate) recipient_type: Told<Symbol>,
    pub(crate) disabled: Told<bool>,
    pub(crate) hidden: Told<bool>,
    pub(crate) throttling_policy: Told<Symbol>,
    pub(crate) when_changed: Told<i64>,
    pub(crate) access: Option<Box<ImapAccess>>,
    pub(crate) descriptor: Told<Descriptor>,
    pub(crate) sizes: Option<Box<Sizes>>,
}

impl Mailbox {
    pub(crate) fn new(seen: Seen) -> Self {
        Mailbox {
            seen,
            dn: None,
            guid: None,
            mailbox_guid: None,
            legacy_dn: None,
            name: None,
            display_name: None,
            identity: None,
            address: None,
            addresses: None,
            alias: None,
            sam: None,
            upn: None,
            sid: None,
            database: None,
            server: None,
            exists: None,
            recipient_type: None,
            disabled: None,
            hidden: None,
            throttling_policy: None,
            when_changed: None,
            access: None,
            descriptor: None,
            sizes: None,
        }
    }
}

/// Whether and how the mailbox may be used over IMAP.
#[derive(Debug, Default)]
pub(crate) struct ImapAccess {
    /// Values of `protocolSettings` as read; an empty list where the attribute was asked for and is not there, which means enabled.
    pub(crate) protocol_settings: Told<Vec<Symbol>>,
    /// `ImapEnabled` of `Get-CASMailbox`.
    pub(crate) enabled: Told<bool>,
    pub(crate) use_defaults: Told<bool>,
    pub(crate) mime_format: Told<Symbol>,
}

/// How much is in it.
#[derive(Debug, Default)]
pub(crate) struct Sizes {
    pub(crate) items: Told<i64>,
    /// In octets.
    pub(crate) size: Told<i64>,
}
