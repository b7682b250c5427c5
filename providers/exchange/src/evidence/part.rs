//! How much of each part of the picture a source gave: that nobody is listed means something only where all would be.

use super::origin::OriginId;
use super::texts::Symbol;
use serde::Deserialize;

/// A part of the picture, read by one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// The organisation object and the version of the schema.
    Organisation,
    /// Servers with version and roles.
    Servers,
    /// `Get-ImapSettings`, or the objects of the protocol in the directory.
    ImapSettings,
    /// Windows services for IMAP.
    Services,
    /// `Get-ServerComponentState`.
    Components,
    /// Limits of the information store in the registry.
    StoreLimits,
    /// Throttling policies.
    Throttling,
    /// Certificates and what they are assigned to.
    Certificates,
    /// Mailbox databases.
    Databases,
    /// Who may do what on databases and what is above them.
    DatabaseRights,
    /// Mailboxes.
    Mailboxes,
    /// Whether IMAP is on, mailbox by mailbox.
    ImapAccess,
    /// Who may do what on mailboxes.
    MailboxRights,
    /// Sizes of mailboxes.
    Statistics,
    /// Folders of mailboxes.
    Folders,
    /// Accounts.
    Accounts,
    /// Groups and who is in them.
    Groups,
}

/// How a question ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All there is was given.
    Whole,
    /// Only a part was: pages missing, the file cut, only chosen mailboxes asked for. The note says which.
    Partial(String),
    /// The account that asked may not see it.
    Denied(String),
    /// The question failed.
    Failed(String),
}

/// How a question to a source ended.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) origin: OriginId,
    pub(crate) part: Part,
    /// The one object that the question was about; nothing when it was about all.
    pub(crate) about: Option<Symbol>,
    pub(crate) ending: Ending,
}
