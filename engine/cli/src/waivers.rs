//! Accepted risks, as `imaprules.toml` and files of `--waivers` write them down.

use crate::args::JudgeOptions;
use crate::error::Failure;
use crate::{judge, language};
use imaprules_report::{Report, Subject};
use imaprules_rules::{Pattern, Until, Waiver, WaiverOptions, waive};
use serde::Deserialize;
use serde::de::Error;
use std::path::Path;
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// More blockers than this are not accepted without naming subjects, unless `imaprules.toml` says another number.
const BROAD: usize = 25;

/// A `[[waiver]]` table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    rule: String,
    subject: Option<String>,
    reason: String,
    owner: String,
    until: Option<toml::value::Datetime>,
    until_event: Option<String>,
}

/// A file of accepted risks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    waiver: Vec<Entry>,
}

/// The waivers of some tables.
pub(crate) fn all(entries: Vec<Entry>, from: &str) -> Result<Vec<Waiver>, toml::de::Error> {
    entries.into_iter().map(|entry| one(entry, from)).collect()
}

/// Those of `imaprules.toml` and of the files that were named.
pub(crate) fn read(options: &JudgeOptions) -> Result<Vec<Waiver>, Failure> {
    let mut waivers = options.waiver.clone();
    for path in &options.waivers {
        waivers.extend(file(path)?);
    }
    Ok(waivers)
}

fn file(path: &Path) -> Result<Vec<Waiver>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    let file: File = toml::from_str(&text).map_err(|error| Failure::config(path, &error))?;
    all(file.waiver, &path.display().to_string()).map_err(|error| Failure::config(path, &error))
}

fn one(entry: Entry, from: &str) -> Result<Waiver, toml::de::Error> {
    for (key, text) in [
        ("rule", &entry.rule),
        ("reason", &entry.reason),
        ("owner", &entry.owner),
    ] {
        if text.trim().is_empty() {
            return Err(wrong(&entry.rule, &format!("`{key}` is empty")));
        }
    }
    let until = match (&entry.until, &entry.until_event) {
        (Some(day), None) => ended(day).map(|moment| Until::Day(moment, day.to_string())),
        (None, Some(event)) => Some(Until::Event(event.clone())),
        _ => None,
    };
    let until = until.ok_or_else(|| {
        wrong(
            &entry.rule,
            "it needs an end: `until`, a day as 2026-12-31, or `until_event`, the name of what ends it",
        )
    })?;
    Ok(Waiver {
        rule: Pattern::new(entry.rule),
        subject: entry.subject.map(Pattern::new),
        reason: entry.reason,
        owner: entry.owner,
        until,
        from: from.to_owned(),
    })
}

fn wrong(rule: &str, problem: &str) -> toml::de::Error {
    toml::de::Error::custom(format!("the waiver of `{rule}`: {problem}"))
}

/// The end of the day in UTC, or the moment where one is given; in milliseconds since 1970-01-01 UTC.
fn ended(written: &toml::value::Datetime) -> Option<i64> {
    if written.time.is_some() {
        let moment = OffsetDateTime::parse(&written.to_string(), &Rfc3339).ok()?;
        return i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok();
    }
    let day = written.date?;
    let month = Month::try_from(day.month).ok()?;
    let day = Date::from_calendar_date(i32::from(day.year), month, day.day).ok()?;
    let end = PrimitiveDateTime::new(day.next_day()?, Time::MIDNIGHT).assume_utc();
    Some(end.unix_timestamp() * 1_000)
}

/// Marks in a report what is accepted.
pub(crate) fn apply(report: &mut Report, waivers: &[Waiver], options: &JudgeOptions) {
    if waivers.is_empty() {
        return;
    }
    let now = judge::as_of(options).ok().flatten();
    let finished = || OffsetDateTime::parse(&report.run.finished, &Rfc3339).ok();
    let now = now
        .or_else(|| Some(finished()?.unix_timestamp() * 1_000))
        .unwrap_or_default();
    let options = WaiverOptions {
        now,
        events: options.event.clone(),
        root: Subject {
            kind: "migration".to_owned(),
            id: "migration".to_owned(),
        },
        broad: options.waiver_blockers.unwrap_or(BROAD),
        words: language::words(options),
    };
    waive(report, waivers, &options);
}
