//! A small report for the tests of the formats.

use crate::{Format, Options, render};
use imaprules_report::{
    Evidence, FORMAT, Finding, Gap, Outcome, Provider, Report, Run, Severities, Severity, Subject, Summary,
    Tool, Undecided, is_hidden,
};

pub(crate) fn rendered(report: &Report, format: Format, options: &Options) -> String {
    let mut bytes = Vec::new();
    render(report, format, options, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// A report of which every text acts or hides something.
pub(crate) fn tricky() -> Report {
    let tricks = "\u{1b}[31m\u{202e}\u{61c}\u{200b}\u{9b}\u{2066}\u{feff}\u{e0041}";
    let mut report = report();
    let first = report.results.first_mut().unwrap();
    first.rule = "a\u{200b}.x".into();
    first.subject.kind.push_str(tricks);
    first.subject.id.push_str(tricks);
    first.title.push_str(tricks);
    first.why = format!("line one\nline two {tricks}");
    first.fix.push(tricks.into());
    first.commands.push(imaprules_report::Command {
        shell: tricks.into(),
        run: format!("one\ntwo {tricks}"),
    });
    first.facts.push(Evidence {
        name: tricks.into(),
        value: tricks.into(),
        ..first.facts[0].clone()
    });
    first.sources.push(format!("https://example.com/{tricks}"));
    report.run.notes.push(tricks.into());
    report.run.providers[0].id.push_str(tricks);
    report.tool.version.push_str(tricks);
    report.undecided[0].rule.push_str(tricks);
    report.undecided[0].examples.push(tricks.into());
    report.gaps[0].fact.push_str(tricks);
    report.gaps[0].how.push_str(tricks);
    report.gaps[0].note = Some(tricks.into());
    report
}

/// The first character that acts or hides; lines may end.
pub(crate) fn acting(text: &str) -> Option<char> {
    text.chars().find(|c| *c != '\n' && is_hidden(*c))
}

pub(crate) fn report() -> Report {
    let refused = Finding {
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
        changed_by: None,
        params: vec![],
        waived: None,
    };
    let advice = Finding {
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
