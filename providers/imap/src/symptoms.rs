//! What administrators see when a migration from an IMAP server goes wrong, as rules name it in `explains`. The texts are
//! those of the service where it has one
//! (<https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/troubleshoot-issues-with-imap-mailbox-migration>).

use imaprules_provider::Symptom;

const SEEN: [(&str, &str); 9] = [
    (
        "connection-failed",
        "The connection to the server could not be completed",
    ),
    ("connection-timed-out", "The connection to the server timed out"),
    ("sign-in-failed", "We had trouble signing in to this account"),
    (
        "missing-mail",
        "Folders or messages are missing after the migration",
    ),
    ("skipped-items", "The status report counts skipped items"),
    ("duplicates", "Messages stand in the target twice or more often"),
    (
        "mailbox-full",
        "The migration says that the target mailbox is full",
    ),
    ("migration-slow", "The migration takes much longer than expected"),
    (
        "migration-stalled",
        "The status stays at Syncing and nothing arrives",
    ),
];

/// Those of every IMAP server, and others that they do not name already.
pub(crate) fn with(others: &[Symptom]) -> Vec<Symptom> {
    let named = |id: &str| SEEN.iter().any(|(seen, _)| *seen == id);
    let generic = SEEN.iter().map(|(id, title)| Symptom {
        id: (*id).to_owned(),
        title: (*title).to_owned(),
    });
    generic
        .chain(others.iter().filter(|other| !named(&other.id)).cloned())
        .collect()
}
