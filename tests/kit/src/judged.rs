//! What a run gave: facts, and what the rules say.

use imaprules_facts::{FactStore, Known, Record, SubjectRef};
use imaprules_report::{Finding, Outcome, Report, Run, Severity, Tool};
use imaprules_rules::{JudgeOptions, Packs, ReportOptions, judge, report};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A judged run.
#[derive(Debug)]
pub struct Judged {
    /// The facts, derived ones too.
    pub store: FactStore,
    /// What the rules say, of subjects that pass or are undecided too.
    pub report: Report,
    /// What the provider logged.
    pub log: Vec<String>,
}

impl Judged {
    /// Judges some records, as if these providers had taken part.
    pub fn of<'a>(
        packs: &Packs,
        records: impl IntoIterator<Item = &'a Record>,
        took_part: &[&str],
        log: Vec<String>,
    ) -> Judged {
        let mut store = FactStore::new(Arc::clone(packs.schema()));
        for record in records {
            store
                .add(record)
                .unwrap_or_else(|error| panic!("{error}: {record:?}"));
        }
        let options = JudgeOptions {
            threads: 1,
            providers: took_part.iter().map(|id| (*id).to_owned()).collect(),
            ..JudgeOptions::default()
        };
        let judgement = judge(packs, &mut store, &options);
        let tool = Tool {
            name: "imaprules".into(),
            version: "0".into(),
        };
        let run = Run {
            providers: vec![],
            started: "".into(),
            finished: "".into(),
            complete: true,
            notes: vec![],
        };
        let options = ReportOptions {
            show_pass: true,
            show_unknown: true,
            ..ReportOptions::default()
        };
        let report = report(&judgement, packs, &store, tool, run, &options);
        Judged { store, report, log }
    }

    /// A fact of a subject.
    #[track_caller]
    pub fn get(&self, kind: &str, id: &str, fact: &str) -> Known {
        let subject = self
            .store
            .find(&SubjectRef::new(kind, id))
            .unwrap_or_else(|| panic!("no {kind} {id}"));
        let fact = self
            .store
            .schema()
            .fact(fact)
            .unwrap_or_else(|| panic!("no fact {fact}"));
        self.store.get(fact, subject.row)
    }

    /// A known fact, as text.
    #[track_caller]
    pub fn known(&self, kind: &str, id: &str, fact: &str) -> String {
        self.get(kind, id, fact)
            .unwrap_or_else(|unknown| panic!("{fact}: {unknown:?}"))
            .to_string()
    }

    /// Why a fact is not known.
    #[track_caller]
    pub fn reason(&self, kind: &str, id: &str, fact: &str) -> &'static str {
        self.get(kind, id, fact).unwrap_err().reason.as_str()
    }

    /// What a rule says of a subject: `fail`, `pass`, `unknown`, or nothing.
    pub fn said(&self, rule: &str, id: &str) -> &'static str {
        let mut results = self.report.results.iter();
        let found = results.find(|result| result.rule == rule && is_about(result, id));
        match found.map(|result| &result.outcome) {
            Some(Outcome::Fail) => "fail",
            Some(Outcome::Pass) => "pass",
            Some(Outcome::Unknown) => "unknown",
            Some(Outcome::Error) => "error",
            _ => "",
        }
    }

    /// Everything that failed.
    pub fn all_failed(&self) -> impl Iterator<Item = &Finding> {
        let results = self.report.results.iter();
        results.filter(|result| result.outcome == Outcome::Fail)
    }

    /// The result of a rule that failed on a subject.
    #[track_caller]
    pub fn failed(&self, rule: &str, id: &str) -> &Finding {
        self.all_failed()
            .find(|result| result.rule == rule && is_about(result, id))
            .unwrap_or_else(|| panic!("{rule} did not fail on {id}"))
    }

    /// The result of a rule that failed on anything.
    #[track_caller]
    pub fn finding(&self, rule: &str) -> &Finding {
        self.all_failed()
            .find(|result| result.rule == rule)
            .unwrap_or_else(|| panic!("{rule} did not fail: {:?}", self.rules()))
    }

    /// Rules that failed on anything.
    pub fn rules(&self) -> BTreeSet<&str> {
        self.all_failed().map(|result| result.rule.as_str()).collect()
    }

    /// Rules that passed on anything.
    pub fn passed(&self) -> BTreeSet<&str> {
        let results = self.report.results.iter();
        let passed = results.filter(|result| result.outcome == Outcome::Pass);
        passed.map(|result| result.rule.as_str()).collect()
    }

    /// Rules that failed on a subject.
    pub fn failures(&self, id: &str) -> Vec<&str> {
        self.sorted(|result| is_about(result, id))
    }

    /// Those of them that block it.
    pub fn blocking(&self, id: &str) -> Vec<&str> {
        self.sorted(|result| is_about(result, id) && result.severity == Severity::Blocker)
    }

    fn sorted(&self, fits: impl Fn(&Finding) -> bool) -> Vec<&str> {
        let fitting = self.all_failed().filter(|result| fits(result));
        let mut rules: Vec<&str> = fitting.map(|result| result.rule.as_str()).collect();
        rules.sort_unstable();
        rules
    }
}

fn is_about(result: &Finding, id: &str) -> bool {
    result.subject.id.eq_ignore_ascii_case(id)
}
