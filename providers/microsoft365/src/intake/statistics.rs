//! Statistics of migration users: durations, the report with its failures, skipped items.

use super::job::{progress, status, summary};
use crate::model::{Facts, Failure, Model, Origin, Statistics};
use crate::read::{Fields, known};
use imaprules_exports::{Object, Value as Written};
use imaprules_facts::{Unknown, Value};
use std::collections::HashMap;

/// Failures and groups of skipped items that are shown.
const SHOWN: usize = 10;

pub(super) fn take(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let Some(identity) = fields.some(&["Identity", "EmailAddress"]) else {
        return;
    };
    let report = fields.raw(&["Report"]).and_then(Written::object);
    let failures = report.map(|report| failures(report, fields)).unwrap_or_default();
    let summary = summary(fields);
    let mut facts: Facts = vec![("user.identity", Ok(identity.as_str().into()))];
    facts.extend(status(fields).map(|word| ("user.status", known(word))));
    facts.extend(summary.clone().map(|word| ("user.summary", known(word))));
    facts.extend(progress(fields, "LastSuccessfulSyncTimestamp"));
    facts.extend(
        fields
            .span(&["TotalStalledDuration"])
            .map(|span| ("user.stalled_for", known(span))),
    );
    facts.extend(
        fields
            .span(&["TotalQueuedDuration"])
            .map(|span| ("user.queued_for", known(span))),
    );
    facts.extend(skipped(fields).map(|skipped| ("user.skipped", known(skipped))));
    if report.is_some() {
        facts.push(("user.failures", Ok(counted(&failures).into())));
    }
    let error = last(&failures).or_else(|| of_error(fields));
    if let Some(at) = error.as_ref().and_then(|error| error.at) {
        facts.push(("user.failed_at", Ok(Value::Int(at))));
    }
    let seen = model.users.entry(identity.to_lowercase()).or_default();
    if seen.identity.is_empty() {
        seen.identity = identity;
    }
    seen.statistics.push(Statistics {
        origin,
        batch: fields.some(&["BatchId"]),
        summary: summary.and_then(Result::ok),
        skipped: fields
            .int(&["SkippedItemCount", "ItemsSkipped"])
            .and_then(Result::ok),
        last_entry: report.and_then(|report| last_entry(report, fields)),
        error,
        facts,
    });
}

fn failures(report: &Object, fields: Fields<'_>) -> Vec<Failure> {
    let items = report.get("Failures").map(Written::items).unwrap_or_default();
    items
        .iter()
        .filter_map(Written::object)
        .map(|failure| of_failure(Fields::of(failure, fields.order)))
        .collect()
}

fn of_failure(fields: Fields<'_>) -> Failure {
    let mut text = fields
        .some(&["Message", "LocalizedMessage", "ErrorMessage"])
        .unwrap_or_default();
    if let Some(Ok(types)) = fields.texts(&["ExceptionTypes"]) {
        // The words Transient and Permanent in it decide the class of a type that is not known.
        text.push_str(&format!(" ExceptionTypes: {{{}}}", types.join(", ")));
    }
    let side = fields
        .some(&["FailureSide"])
        .unwrap_or_default()
        .to_ascii_lowercase();
    Failure {
        kind: fields.some(&["FailureType", "ExceptionType"]).unwrap_or_default(),
        text,
        side: match side.as_str() {
            "source" => "source",
            "target" => "target",
            _ => "unknown",
        },
        at: fields.time(&["Timestamp", "TimestampUTC"]).and_then(Result::ok),
    }
}

/// The failure that counts: the last one.
fn last(failures: &[Failure]) -> Option<Failure> {
    failures
        .iter()
        .enumerate()
        .max_by_key(|(place, failure)| (failure.at, *place))
        .map(|(_, failure)| failure.clone())
}

/// The error of the statistics themselves.
fn of_error(fields: Fields<'_>) -> Option<Failure> {
    let text = fields.some(&["Error", "ErrorSummary", "Message"])?;
    Some(Failure {
        text,
        side: "unknown",
        ..Failure::default()
    })
}

/// Failures by type, the most frequent first.
fn counted(failures: &[Failure]) -> Vec<String> {
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    for failure in failures {
        *counts.entry((failure.kind.as_str(), failure.side)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let shown = |((kind, side), count): ((&str, &str), usize)| {
        let kind = if kind.is_empty() { "without a type" } else { kind };
        format!("{kind} ({count} times, {side})")
    };
    counts.into_iter().take(SHOWN).map(shown).collect()
}

fn last_entry(report: &Object, fields: Fields<'_>) -> Option<i64> {
    let entries = report.get("Entries").map(Written::items).unwrap_or_default();
    let time = |entry: &Written| {
        let fields = Fields::of(entry.object()?, fields.order);
        fields
            .time(&["CreationTime", "Timestamp", "CreationTimeUTC"])?
            .ok()
    };
    entries.iter().filter_map(time).max()
}

/// Skipped items by kind and folder; subjects are not kept.
fn skipped(fields: Fields<'_>) -> Option<Result<Vec<String>, Unknown>> {
    let value = fields.raw(&["SkippedItems"])?;
    let mut counts: HashMap<(String, String), usize> = HashMap::new();
    for item in value.items().iter() {
        let Some(object) = item.object() else {
            return Some(Err(crate::read::not_exported("SkippedItems in full")));
        };
        let item = Fields::of(object, None);
        let folder = item
            .some(&["FolderName", "Folder"])
            .unwrap_or_else(|| "unknown folder".to_owned());
        let kind = item.some(&["Kind"]).unwrap_or_else(|| "unknown".to_owned());
        *counts.entry((folder, kind)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    Some(Ok(counts
        .into_iter()
        .take(SHOWN)
        .map(|((folder, kind), count)| format!("{folder}: {count} ({kind})"))
        .collect()))
}
