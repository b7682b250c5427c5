//! The Gmail API, as a user: settings, language, labels, counts (<https://developers.google.com/workspace/gmail/api/reference/rest>).

use super::{Caller, encoded};
use crate::google::apis::ApiName;
use crate::google::errors::Failure;
use serde::Deserialize;

/// `users.settings.getImap`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImapSettings {
    pub(crate) enabled: Option<bool>,
    pub(crate) auto_expunge: Option<bool>,
    pub(crate) expunge_behavior: Option<String>,
    pub(crate) max_folder_size: Option<i64>,
}

/// `users.settings.getLanguage`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LanguageSettings {
    pub(crate) display_language: Option<String>,
}

/// A label (`users.labels.list`).
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Label {
    pub(crate) name: Option<String>,
    pub(crate) r#type: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Labels {
    #[serde(default)]
    labels: Vec<Label>,
}

/// `users.getProfile`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Profile {
    pub(crate) messages_total: Option<i64>,
    pub(crate) threads_total: Option<i64>,
}

fn path(user: &str, what: &str) -> String {
    format!("/gmail/v1/users/{}/{what}", encoded(user))
}

/// The IMAP settings of a user.
pub(crate) fn imap(caller: Caller<'_>, user: &str) -> Result<ImapSettings, Failure> {
    caller.get(ApiName::Gmail, &path(user, "settings/imap"))
}

/// The display language of a user.
pub(crate) fn language(caller: Caller<'_>, user: &str) -> Result<LanguageSettings, Failure> {
    caller.get(ApiName::Gmail, &path(user, "settings/language"))
}

/// The labels of a user.
pub(crate) fn labels(caller: Caller<'_>, user: &str) -> Result<Vec<Label>, Failure> {
    caller
        .get::<Labels>(ApiName::Gmail, &path(user, "labels"))
        .map(|labels| labels.labels)
}

/// Counts of a mailbox.
pub(crate) fn profile(caller: Caller<'_>, user: &str) -> Result<Profile, Failure> {
    caller.get(ApiName::Gmail, &path(user, "profile"))
}
