//! From facts to a report: the same whether they were collected now or come from a bundle.

use crate::args::{JudgeOptions, Shown};
use crate::error::Failure;
use crate::registry;
use imaprules_facts::FactStore;
use imaprules_facts::bundle::ProviderVersion;
use imaprules_report::{Provider, Report, Run, Tool};
use imaprules_rules::{Judgement, Packs, ReportOptions, judge, report};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What is known about a run besides its facts.
pub(crate) struct Story {
    pub(crate) providers: Vec<ProviderVersion>,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) started: i64,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) finished: i64,
    pub(crate) complete: bool,
    pub(crate) notes: Vec<String>,
}

impl Story {
    /// The story of both: from the first beginning to the last end, complete when both are.
    pub(crate) fn and(mut self, other: Story) -> Story {
        self.providers.extend(other.providers);
        self.providers
            .sort_by(|a, b| (&a.id, &a.version).cmp(&(&b.id, &b.version)));
        self.providers.dedup();
        Story {
            providers: self.providers,
            started: self.started.min(other.started),
            finished: self.finished.max(other.finished),
            complete: self.complete && other.complete,
            notes: [self.notes, other.notes].concat(),
        }
    }
}

/// The moment of `--as-of`, in milliseconds since 1970-01-01 UTC.
pub(crate) fn as_of(options: &JudgeOptions) -> Result<Option<i64>, Failure> {
    let Some(text) = &options.as_of else {
        return Ok(None);
    };
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|error| {
        Failure::usage(
            format!("--as-of {text}: {error}"),
            crate::speech::word("usage.as_of_help"),
        )
    })?;
    Ok(Some(
        i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX),
    ))
}

/// Judges the facts and makes the report.
pub(crate) fn run(
    packs: &Packs,
    mut store: FactStore,
    story: Story,
    options: &JudgeOptions,
) -> Result<Report, Failure> {
    judged(packs, &mut store, story, options).map(|(_, report)| report)
}

/// Judges the facts, and makes the report of the judgement.
pub(crate) fn judged(
    packs: &Packs,
    store: &mut FactStore,
    story: Story,
    options: &JudgeOptions,
) -> Result<(Judgement, Report), Failure> {
    let ids = story.providers.iter().map(|provider| provider.id.as_str());
    let ids = registry::with_bases(ids);
    let how = imaprules_rules::JudgeOptions {
        as_of: as_of(options)?,
        threads: 0,
        providers: ids,
    };
    let judgement = judge(packs, store, &how);
    let shown = ReportOptions {
        show_unknown: options.show.contains(&Shown::Unknown),
        show_pass: options.show.contains(&Shown::Pass),
        words: crate::language::words_with(options, packs),
    };
    let tool = Tool {
        name: "imaprules".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let providers = story
        .providers
        .into_iter()
        .map(|ProviderVersion { id, version }| Provider { id, version });
    let run = Run {
        providers: providers.collect(),
        started: moment(story.started),
        finished: moment(story.finished),
        complete: story.complete,
        notes: story
            .notes
            .iter()
            .map(|note| shown.words.phrase(note).into_owned())
            .collect(),
    };
    let report = report(&judgement, packs, store, tool, run, &shown);
    Ok((judgement, report))
}

/// A moment as RFC 3339; times outside its years do not occur for a run.
fn moment(millis: i64) -> String {
    let nanos = i128::from(millis) * 1_000_000;
    let time = OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    time.format(&Rfc3339).unwrap_or_default()
}
