//! Accounts and what they hold, as written in a scene. Nothing is unfolded here: a run of a hundred thousand
//! messages is one record with a count.

use serde::Deserialize;
use std::fmt;

/// A made-up password. Not secret, yet never printed, so that demo output looks like real output.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Password(pub String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Someone who can try to sign in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// The names it signs in by; several when the mailbox has an alias.
    pub users: Vec<String>,
    pub password: Password,
    /// Untagged lines sent before `refusal`.
    #[serde(default)]
    pub before_refusal: Vec<String>,
    /// The answer to the right password, when the system does not let it in all the same.
    pub refusal: Option<String>,
    /// The answer to every mailbox command after a sign-in that said OK.
    pub cut_off: Option<String>,
    /// The answer to NAMESPACE, when it differs from the scene's.
    pub namespace: Option<String>,
    /// Sets of folders and mail it sees beside its own.
    #[serde(default)]
    pub sets: Vec<String>,
    #[serde(default)]
    pub folder: Vec<Folder>,
    #[serde(default)]
    pub mail: Vec<Run>,
    pub quota: Option<Quota>,
    /// Distance between UIDs: above 1 in a mailbox where much has been deleted.
    #[serde(default = "one")]
    pub uid_step: u64,
    /// Every folder shows only so many of its newest messages (Gmail: folder size limits).
    pub folder_limit: Option<u64>,
    /// Commands of a session after which good answers end in `[THROTTLED]`.
    pub throttled_after: Option<u64>,
    /// A bearer token that lets it in besides the password, by XOAUTH2 or OAUTHBEARER.
    pub token: Option<Password>,
    /// Answers of FETCH take every form the grammar allows: atoms, quoted strings and literals, other orders, flags by the way.
    #[serde(default)]
    pub mixed_forms: bool,
}

/// A group of folders and their mail, used by several accounts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Set {
    #[serde(default)]
    pub folder: Vec<Folder>,
    #[serde(default)]
    pub mail: Vec<Run>,
}

/// A folder. It stores nothing: it shows the messages that carry its label or lie in its store, so that a
/// message with two labels honestly appears twice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Folder {
    /// Name in Unicode; sent in modified UTF-7 (RFC 3501 section 5.1.3).
    pub name: String,
    /// What it shows; the label of its own name when absent.
    pub shows: Option<Shows>,
    /// Special-use attribute (RFC 6154), such as `\Sent`.
    pub special_use: Option<String>,
    /// Only a level in the tree; cannot be opened.
    #[serde(default)]
    pub container: bool,
}

/// What a folder shows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Shows {
    /// Messages with this label.
    Label(String),
    /// Messages in this store, whatever their labels.
    Store(String),
}

/// Consecutive messages that differ in size and date only.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    #[serde(default = "one")]
    pub count: u64,
    /// Sizes in octets; the list starts over when the run is longer.
    pub sizes: Vec<u64>,
    /// The labels, or in other words the folders, the messages are in.
    #[serde(default, rename = "in")]
    pub labels: Vec<String>,
    /// Where they are kept. Gmail keeps spam and trash apart from everything else.
    #[serde(default = "all")]
    pub store: String,
    /// Date of the first message, `2024-09-19`; the next ones follow in ten minutes each.
    #[serde(default = "some_day")]
    pub date: String,
}

/// Storage quota. What is used follows from the mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Quota {
    /// Name of the quota root.
    pub root: String,
    /// Limit in units of 1024 octets (RFC 9208 section 5.1).
    pub limit_kib: u64,
}

/// A row of the migration file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub email: String,
    pub user: String,
    pub password: Password,
}

fn one() -> u64 {
    1
}

fn all() -> String {
    "all".to_owned()
}

fn some_day() -> String {
    "2022-03-07".to_owned()
}
