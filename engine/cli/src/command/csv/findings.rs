//! A migration file judged as `run --csv` does, with the place of each finding.

use super::Options;
use crate::args::SourceOptions;
use crate::command::run::gather;
use crate::error::Failure;
use crate::judge;
use crate::speech::{counted, known, told as said};
use imaprules_facts::FactStore;
use imaprules_provider_csv::{Place, Places, Told};
use imaprules_render::for_terminal;
use imaprules_report::{Evidence, Finding, Report};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The report on a file, and where its results stand.
pub(super) struct Findings {
    pub(super) report: Report,
    /// One for each result.
    places: Vec<Option<Place>>,
    file: PathBuf,
}

/// The kind of subject that is a row of the file.
const MAILBOX: &str = "mailbox";

impl Findings {
    /// Judges a file. Nothing but the file is touched.
    pub(super) fn of(file: &Path, options: &Options) -> Result<Self, Failure> {
        let source = SourceOptions {
            csv: Some(file.to_owned()),
            set: options.set.clone(),
            ..SourceOptions::default()
        };
        let (store, story) = gather(&source, &[], &options.packs, options.volume)?;
        let lines = lines(&store);
        let report = judge::run(&options.packs, store, story, &options.judge)?;
        let line = |found: &Finding| match found.subject.kind.as_str() {
            MAILBOX => lines.get(&found.subject.id).copied(),
            _ => None,
        };
        let wanted = report.results.iter().filter_map(line).collect();
        let places = if report.results.is_empty() {
            Places::default()
        } else {
            Places::read(&options.request(file)?, &wanted, &|| false)?
        };
        let place = |found: &Finding| {
            let told: Vec<Told> = found.facts.iter().map(told).collect();
            match line(found) {
                Some(line) => Some(places.of_row(line, &told)),
                None => places.of_file(&told),
            }
        };
        let places = report.results.iter().map(place).collect();
        Ok(Findings {
            report,
            places,
            file: file.to_owned(),
        })
    }

    /// The results with their places, for programs.
    pub(super) fn results(&self) -> Vec<Value> {
        let placed = |(found, place): (&Finding, &Option<Place>)| {
            let mut value = serde_json::to_value(found).unwrap_or_default();
            let place = place.and_then(|place| serde_json::to_value(place).ok());
            if let (Some(value), Some(Value::Object(place))) = (value.as_object_mut(), place) {
                value.extend(place);
            }
            value
        };
        self.report.results.iter().zip(&self.places).map(placed).collect()
    }

    /// The report for programs: that of `run`, with the places of results.
    pub(super) fn json(&self) -> Value {
        let mut report = serde_json::to_value(&self.report).unwrap_or_default();
        if let Some(report) = report.as_object_mut() {
            report.insert("results".to_owned(), self.results().into());
        }
        report
    }

    /// The findings for people: one line each in the order of the file, what to do about each kind of them, the sum.
    pub(super) fn text(&self) -> String {
        let mut found: Vec<_> = self.report.results.iter().zip(&self.places).collect();
        found.sort_by_key(|(found, place)| (place.map(|place| (place.line, place.column)), found.severity));
        let mut text: String = found
            .iter()
            .map(|(found, place)| self.line(found, **place))
            .collect();
        let mut told: Vec<&str> = Vec::new();
        for found in &self.report.results {
            if !told.contains(&found.rule.as_str()) {
                told.push(&found.rule);
                text.push_str(&advice(found));
            }
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&self.sum());
        text
    }

    /// `users.csv:3:14: blocker: ... [csv.row.user-name-space]`, which editors jump to.
    fn line(&self, found: &Finding, place: Option<Place>) -> String {
        let mut at = for_terminal(&self.file.display().to_string()).into_owned();
        if let Some(place) = place {
            let column = place
                .column
                .map(|column| format!(":{column}"))
                .unwrap_or_default();
            let _ = write!(at, ":{}{column}", place.line);
        }
        let title = for_terminal(&found.title);
        format!(
            "{at}: {}: {title} [{}]\n",
            known(found.severity.as_str()),
            found.rule
        )
    }

    fn sum(&self) -> String {
        let rows = self.report.subjects.get(MAILBOX).copied().unwrap_or_default();
        let fail = &self.report.summary.fail;
        let file = self.file.display().to_string();
        let file = for_terminal(&file);
        let rows = counted(rows, "row");
        if self.report.results.is_empty() {
            return format!("{}\n", said("csv.nothing", &[("file", &file), ("rows", &rows)]));
        }
        let broken = match self.report.summary.error {
            0 => String::new(),
            count => said("csv.broke", &[("checks", &counted(count, "check"))]),
        };
        let sum = said(
            "csv.sum",
            &[
                ("file", &file),
                ("blockers", &counted(fail.blocker, "blocker")),
                ("warnings", &counted(fail.warning, "warning")),
                ("advice", &counted(fail.advice, "advice")),
                ("rows", &rows),
                ("broke", &broken),
            ],
        );
        format!("{sum}\n")
    }
}

/// What to do about the findings of a rule, in the words of the first one.
fn advice(found: &Finding) -> String {
    let steps: String = found
        .fix
        .iter()
        .map(|step| format!("  - {}\n", for_terminal(step)))
        .collect();
    let error = found
        .error
        .as_deref()
        .map(|error| format!("  {}\n", for_terminal(error)));
    format!(
        "\n{}\n  {}\n{}{steps}",
        found.rule,
        for_terminal(&found.why),
        error.unwrap_or_default()
    )
}

/// Lines of the rows, by their ids.
fn lines(store: &FactStore) -> HashMap<String, i64> {
    let schema = store.schema();
    let (Some(kind), Some(fact)) = (schema.kind(MAILBOX), schema.fact("csv.line")) else {
        return HashMap::new();
    };
    let subjects = store.subjects(kind);
    let line = |row: usize| Some((subjects.id(row).to_owned(), store.get(fact, row).ok()?.as_int()?));
    (0..subjects.len()).filter_map(line).collect()
}

fn told(evidence: &Evidence) -> Told {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let values = match &evidence.value {
        Value::Array(items) => items.iter().map(word).collect(),
        Value::Null => Vec::new(),
        value => vec![word(value)],
    };
    Told {
        fact: evidence.name.clone(),
        values,
    }
}
