//! The migration job: endpoints, batches, users.

use crate::model::{Facts, Model, Origin, Thing, User};
use crate::network;
use crate::read::{Fields, known};
use imaprules_exports::Value as Written;
use imaprules_facts::Value;

/// Words of `endpoint.type` and `batch.type`.
const TYPES: [&str; 6] = [
    "imap",
    "gmail",
    "remote_move",
    "outlook_anywhere",
    "public_folder",
    "other",
];

/// Words of `batch.status`.
const BATCH: [&str; 16] = [
    "completed",
    "completed_with_errors",
    "completing",
    "corrupted",
    "created",
    "failed",
    "incremental_syncing",
    "removing",
    "starting",
    "stopped",
    "stopping",
    "synced",
    "synced_with_errors",
    "syncing",
    "waiting",
    "other",
];

/// Words of `user.status`.
const USER: [&str; 22] = [
    "completed",
    "completed_with_warnings",
    "completing",
    "completion_failed",
    "completion_synced",
    "corrupted",
    "failed",
    "incremental_failed",
    "incremental_stopped",
    "incremental_synced",
    "incremental_syncing",
    "provisioning",
    "provision_updating",
    "queued",
    "removing",
    "starting",
    "stopped",
    "stopping",
    "synced",
    "syncing",
    "validating",
    "other",
];

/// Words of `user.summary`.
pub(crate) const SUMMARY: [&str; 6] = ["active", "completed", "failed", "stopped", "synced", "other"];

/// Words of scores.
const SCORE: [&str; 4] = ["perfect", "good", "investigate", "poor"];

/// The type of an endpoint or batch. `ExchangeOutlookAnywhere` and `ExchangeRemoteMove` are words of their own.
fn kind(fields: Fields<'_>, names: &[&str]) -> Option<Result<&'static str, imaprules_facts::Unknown>> {
    let word = fields.word(names, &TYPES)?;
    let written = fields.some(names).unwrap_or_default();
    Some(
        word.map(|word| match (word, written.to_ascii_lowercase().as_str()) {
            ("other", "exchangeremotemove") => "remote_move",
            ("other", "exchangeoutlookanywhere") => "outlook_anywhere",
            (word, _) => word,
        }),
    )
}

pub(super) fn endpoint(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let Some(name) = name_of(fields, &["Identity", "Name"]) else {
        return;
    };
    let kind = kind(fields, &["EndpointType"]);
    let mut facts: Facts = vec![("endpoint.name", Ok(name.as_str().into()))];
    if let Some(server) = fields.text(&["RemoteServer"]) {
        if let Ok(server) = &server {
            facts.push(("endpoint.name_scope", Ok(network::name_scope(server).into())));
        }
        facts.push(("endpoint.remote_server", known(server)));
    }
    facts.extend(kind.clone().map(|kind| ("endpoint.type", known(kind))));
    facts.extend(fields.int(&["Port"]).map(|port| ("endpoint.port", known(port))));
    facts.extend(
        fields
            .word(&["Security"], &["none", "ssl", "tls"])
            .map(|word| ("endpoint.security", known(word))),
    );
    facts.extend(
        fields
            .bool(&["AcceptUntrustedCertificates"])
            .map(|flag| ("endpoint.accept_untrusted", known(flag))),
    );
    facts.extend(
        fields
            .int(&["MaxConcurrentMigrations"])
            .map(|most| ("endpoint.max_migrations", known(most))),
    );
    facts.extend(
        fields
            .int(&["MaxConcurrentIncrementalSyncs"])
            .map(|most| ("endpoint.max_syncs", known(most))),
    );
    let kind = kind.and_then(Result::ok).map(str::to_owned);
    model.endpoints.push(Thing {
        origin,
        name,
        kind,
        endpoint: None,
        submitted_by: None,
        facts,
    });
}

pub(super) fn batch(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let Some(name) = name_of(fields, &["Identity", "BatchId", "Name"]) else {
        return;
    };
    let kind = kind(fields, &["MigrationType"]);
    let mut facts: Facts = vec![("batch.name", Ok(name.as_str().into()))];
    facts.extend(kind.clone().map(|kind| ("batch.type", known(kind))));
    facts.extend(
        fields
            .word(&["Status"], &BATCH)
            .map(|word| ("batch.status", known(word))),
    );
    facts.extend(
        fields
            .word(&["DataConsistencyScore"], &SCORE)
            .map(|word| ("batch.score", known(word))),
    );
    for (fact, name) in [
        ("batch.total", "TotalCount"),
        ("batch.active", "ActiveCount"),
        ("batch.synced", "SyncedCount"),
        ("batch.failed", "FailedCount"),
        ("batch.stopped", "StoppedCount"),
        ("batch.pending", "PendingCount"),
    ] {
        facts.extend(fields.int(&[name]).map(|count| (fact, known(count))));
    }
    facts.extend(times(fields));
    facts.extend(
        fields
            .texts(&["ExcludeFolders", "ExcludedFolders"])
            .map(|names| ("batch.excluded", known(names))),
    );
    message(&mut facts, fields);
    model.batches.push(Thing {
        origin,
        name,
        kind: kind.and_then(Result::ok).map(str::to_owned),
        endpoint: fields.raw(&["SourceEndpoint"]).and_then(endpoint_name),
        submitted_by: fields.some(&["SubmittedByUser"]),
        facts,
    });
}

fn times(fields: Fields<'_>) -> Facts {
    let mut facts = Facts::new();
    let created = fields.time(&["CreationDateTimeUTC", "CreationDateTime"]);
    let started = fields.time(&["StartDateTimeUTC", "StartDateTime"]);
    let acts = [&created, &started]
        .into_iter()
        .filter_map(|time| time.as_ref()?.as_ref().ok())
        .max();
    if let Some(last) = acts {
        facts.push(("batch.last_action", Ok(Value::Int(*last))));
    }
    facts.extend(created.map(|time| ("batch.created", known(time))));
    let synced = fields.time(&["LastSyncedDateTimeUTC", "LastSyncedDateTime"]);
    facts.extend(synced.map(|time| ("batch.last_synced", known(time))));
    facts
}

fn message(facts: &mut Facts, fields: Fields<'_>) {
    let message = fields.text(&["Message", "ErrorSummary"]);
    facts.extend(message.map(|message| ("batch.message", known(message))));
}

/// The name of an endpoint that a batch holds: a text, or the endpoint itself.
fn endpoint_name(value: &Written) -> Option<String> {
    let inside = value
        .object()
        .and_then(|object| object.get_any(&["Identity", "Name"]));
    let name = inside.and_then(|value| value.text()).or_else(|| value.text())?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

pub(super) fn user(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let Some(identity) = name_of(fields, &["Identity", "MailboxEmailAddress", "MailboxIdentifier"]) else {
        return;
    };
    let summary = summary(fields);
    let mut facts: Facts = vec![("user.identity", Ok(identity.as_str().into()))];
    facts.extend(
        fields
            .word(&["Status"], &USER)
            .map(|word| ("user.status", known(word))),
    );
    facts.extend(summary.clone().map(|word| ("user.summary", known(word))));
    facts.extend(progress(fields, "LastSyncedTime"));
    let seen = model.users.entry(identity.to_lowercase()).or_default();
    if seen.identity.is_empty() {
        seen.identity = identity;
    }
    seen.users.push(User {
        origin,
        batch: fields.some(&["BatchId"]),
        address: fields.some(&["MailboxEmailAddress"]),
        summary: summary.and_then(Result::ok),
        synced: fields
            .int(&["SyncedItemCount", "ItemsSynced"])
            .and_then(Result::ok),
        skipped: fields
            .int(&["SkippedItemCount", "ItemsSkipped"])
            .and_then(Result::ok),
        error: fields.text(&["ErrorSummary", "Error", "ErrorMessage"]),
        facts,
    });
}

/// How far a user is, which the user's export and its statistics tell alike but for the name of the last sync.
pub(super) fn progress(fields: Fields<'_>, last_synced: &str) -> Facts {
    let synced = fields.int(&["SyncedItemCount", "ItemsSynced"]);
    let skipped = fields.int(&["SkippedItemCount", "ItemsSkipped"]);
    let score = fields.word(&["DataConsistencyScore"], &SCORE);
    let last = fields.time(&["LastSuccessfulSyncTime", last_synced]);
    let mut facts = Facts::new();
    facts.extend(synced.map(|count| ("user.synced_items", known(count))));
    facts.extend(skipped.map(|count| ("user.skipped_items", known(count))));
    facts.extend(score.map(|word| ("user.score", known(word))));
    facts.extend(last.map(|time| ("user.last_synced", known(time))));
    facts
}

/// The summary where the export has it, otherwise what the status amounts to.
pub(super) fn summary(fields: Fields<'_>) -> Option<Result<&'static str, imaprules_facts::Unknown>> {
    if let Some(summary) = fields.word(&["StatusSummary"], &SUMMARY) {
        return Some(summary);
    }
    let status = fields.word(&["Status"], &USER)?;
    Some(status.map(|status| match status {
        "completed" | "completed_with_warnings" => "completed",
        "failed" | "incremental_failed" | "completion_failed" | "corrupted" => "failed",
        "stopped" | "incremental_stopped" => "stopped",
        "synced" | "incremental_synced" | "completion_synced" => "synced",
        "other" => "other",
        _ => "active",
    }))
}

fn name_of(fields: Fields<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| fields.some(&[name]))
}

/// The words of a status, for statistics.
pub(super) fn status(fields: Fields<'_>) -> Option<Result<&'static str, imaprules_facts::Unknown>> {
    fields.word(&["Status"], &USER)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of facts as declared; a word that is not declared would be refused by the store.
    #[test]
    fn words_are_those_of_the_declarations() {
        let declared = include_str!("../../facts.toml");
        for words in [
            TYPES.join(", "),
            BATCH.join(", "),
            USER.join(", "),
            SUMMARY.join(", "),
            SCORE.join(", "),
        ] {
            assert!(declared.contains(&format!("enum({words})")), "{words}");
        }
    }
}
