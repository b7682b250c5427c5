//! Reports for tests.

use crate::{
    FORMAT, Finding, Outcome, Provider, Report, Run, Severities, Severity, Subject, Summary, Tool, Undecided,
};

/// A report with these blockers, by rule and subject: a mailbox, or `server ID`.
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

fn result(rule: &str, id: &str) -> Finding {
    let (kind, id) = id.split_once(' ').unwrap_or(("mailbox", id));
    Finding {
        rule: rule.to_owned(),
        pack: "a".to_owned(),
        subject: Subject {
            kind: kind.to_owned(),
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
        changed_by: None,
        params: Vec::new(),
        waived: None,
    }
}

/// A rule that could not be decided on so many subjects, with those that are named.
pub(crate) fn undecided(rule: &str, subjects: usize, examples: &[&str]) -> Undecided {
    Undecided {
        rule: rule.to_owned(),
        severity: Severity::Blocker,
        reasons: vec!["timeout".to_owned()],
        subjects,
        examples: examples.iter().map(|id| (*id).to_owned()).collect(),
    }
}
