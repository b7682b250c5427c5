//! The Gmail API, as the user of the token.

use super::{Call, GMAIL};
use crate::google::answer::{Answer, without_nulls};
use crate::google::scene::User;
use serde_json::{Value, json};

/// What reads settings, any of them.
const SETTINGS: [&str; 4] = [
    "gmail.settings.basic",
    "gmail.readonly",
    "gmail.modify",
    "https://mail.google.com/",
];
/// What reads labels and counts, any of them.
const LABELS: [&str; 4] = [
    "gmail.metadata",
    "gmail.readonly",
    "gmail.modify",
    "https://mail.google.com/",
];

/// Labels of Gmail's own in every mailbox.
const SYSTEM: [&str; 8] = [
    "INBOX",
    "SENT",
    "DRAFT",
    "SPAM",
    "TRASH",
    "STARRED",
    "IMPORTANT",
    "UNREAD",
];

impl Call<'_> {
    pub(super) fn gmail(&self, user: &str, what: &[&str]) -> Answer {
        self.of_mailbox(user, what).unwrap_or_else(|refusal| refusal)
    }

    fn of_mailbox(&self, user: &str, what: &[&str]) -> Result<Answer, Answer> {
        let scopes = if what.first() == Some(&"settings") {
            SETTINGS
        } else {
            LABELS
        };
        self.covered(GMAIL, &scopes)?;
        let me = self.caller;
        let named = user == "me"
            || self
                .script
                .user(user)
                .is_some_and(|named| named.address == me.address);
        if !named {
            let message = format!("Delegation denied for {}", me.address);
            return Err(Answer::error(403, "PERMISSION_DENIED", "forbidden", &message));
        }
        if !me.mail_service || !me.mailbox {
            let message = "Mail service not enabled";
            return Err(Answer::error(
                400,
                "FAILED_PRECONDITION",
                "failedPrecondition",
                message,
            ));
        }
        match what {
            ["settings", "imap"] => Ok(Answer::good(imap(me))),
            ["settings", "language"] => Ok(Answer::good(json!({"displayLanguage": me.language}))),
            ["labels"] => Ok(Answer::good(labels(me))),
            ["profile"] => Ok(Answer::good(
                json!({"emailAddress": me.address, "messagesTotal": me.messages,
                "threadsTotal": me.messages / 2, "historyId": "90210"}),
            )),
            _ => Err(Answer::unknown("path")),
        }
    }
}

fn imap(user: &User) -> Value {
    without_nulls(json!({
        "enabled": user.imap,
        "autoExpunge": user.auto_expunge,
        "expungeBehavior": user.expunge,
        "maxFolderSize": user.max_folder_size,
    }))
}

fn labels(user: &User) -> Value {
    let system = SYSTEM
        .iter()
        .map(|name| json!({"id": name, "name": name, "type": "system"}));
    let own = user.labels.iter().enumerate().map(|(number, name)| {
        json!({"id": format!("Label_{number}"), "name": name, "type": "user",
            "labelListVisibility": "labelShow", "messageListVisibility": "show"})
    });
    json!({"labels": system.chain(own).collect::<Vec<_>>()})
}
