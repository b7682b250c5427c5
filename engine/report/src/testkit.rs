//! Reports for tests.

use crate::{FORMAT, Outcome, Provider, Report, Result, Run, Severities, Severity, Subject, Summary, Tool};

/// A report with these blockers, by rule and subject.
pub(crate) fn report(found: &[(&str, &str)]) -> Report {
    let version = "0.1.0".to_owned();
    Report {
        format: FORMAT.to_owned(),
        tool: Tool {
            name: "imaprules".to_owned(),
            version: version.clone(),
        },
        run: Run {
            providers: vec![Provider {
                id: "imap".to_owned(),
                version,
            }],
            started: "2026-11-24T10:00:00Z".to_owned(),
            finished: "2026-11-24T10:01:00Z".to_owned(),
            complete: true,
            notes: Vec::new(),
        },
        subjects: [("server".to_owned(), 1), ("mailbox".to_owned(), 10)].into(),
        summary: Summary {
            fail: Severities {
                blocker: found.len(),
                ..Severities::default()
            },
            pass: 1,
            ..Summary::default()
        },
        results: found.iter().map(|(rule, id)| result(rule, id)).collect(),
        undecided: Vec::new(),
        gaps: Vec::new(),
    }
}

fn result(rule: &str, id: &str) -> Result {
    Result {
        rule: rule.to_owned(),
        pack: "a".to_owned(),
        subject: Subject {
            kind: "mailbox".to_owned(),
            id: id.to_owned(),
        },
        outcome: Outcome::Fail,
        severity: Severity::Blocker,
        title: String::new(),
        why: String::new(),
        fix: Vec::new(),
        commands: Vec::new(),
        facts: Vec::new(),
        unknown: Vec::new(),
        error: None,
        sources: Vec::new(),
    }
}
