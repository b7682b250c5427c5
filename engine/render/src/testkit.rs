//! A small report for the tests of the formats.

use crate::{Format, Options, render};
use imaprules_report::{
    Evidence, FORMAT, Gap, Outcome, Provider, Report, Result, Run, Severities, Severity, Subject, Summary,
    Tool, Undecided,
};

pub(crate) fn rendered(report: &Report, format: Format, options: &Options) -> String {
    let mut bytes = Vec::new();
    render(report, format, options, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

pub(crate) fn report() -> Report {
    let refused = Result {
        rule: "imap.sign-in-refused".into(),
        pack: "imap".into(),
        subject: Subject {
            kind: "mailbox".into(),
            id: "bob@example.com".into(),
        },
        outcome: Outcome::Fail,
        severity: Severity::Blocker,
        title: "The server refuses the sign-in of bob@example.com".into(),
        why: "The password in the file is wrong, or the account does not exist.".into(),
        fix: vec!["Check the password.".into(), "Sign in by hand.".into()],
        commands: vec![],
        facts: vec![Evidence {
            name: "imap.login".into(),
            value: "credentials".into(),
            shown: None,
            source: Some("imap.example.com:993".into()),
            at: Some("2026-11-24T10:00:00Z".into()),
            reason: None,
            note: None,
        }],
        unknown: vec![],
        error: None,
        sources: vec!["https://example.com/why".into()],
    };
    let advice = Result {
        rule: "csv.bom".into(),
        severity: Severity::Advice,
        ..refused.clone()
    };
    Report {
        format: FORMAT.into(),
        tool: Tool {
            name: "imaprules".into(),
            version: "0.1.0".into(),
        },
        run: Run {
            providers: vec![Provider {
                id: "csv".into(),
                version: "0.1.0".into(),
            }],
            started: "2026-11-24T10:00:00Z".into(),
            finished: "2026-11-24T10:01:00Z".into(),
            complete: true,
            notes: vec![],
        },
        subjects: [("migration".to_owned(), 1), ("mailbox".to_owned(), 3)]
            .into_iter()
            .collect(),
        summary: Summary {
            fail: Severities {
                blocker: 1,
                warning: 0,
                advice: 1,
            },
            pass: 12,
            unknown: 3,
            ..Summary::default()
        },
        results: vec![refused, advice],
        undecided: vec![Undecided {
            rule: "gmail.labels".into(),
            severity: Severity::Warning,
            reasons: vec!["not-collected".into()],
            subjects: 3,
            examples: vec!["bob@example.com".into()],
        }],
        gaps: vec![Gap {
            fact: "gmail.labels".into(),
            reason: "not-collected".into(),
            how: "Run with --login all.".into(),
            rules: 1,
            subjects: 3,
            note: None,
        }],
    }
}
