//! The report for people, on a terminal or in a mail: grouped by rule, worst first, then what was not checked and what
//! would make it checkable, then one line of summary.

mod page;
mod sections;

use crate::escape::for_terminal;
use crate::groups::groups;
use crate::words::{number, of_kind};
use crate::{Options, RenderError};
use imaprules_report::{Evidence, Outcome, Report};
use page::Page;
use std::io::Write;

/// Writes the whole text.
pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut page = Page::new(out, options);
    page.line(&head(report, &options.root))?;
    for note in &report.run.notes {
        page.warning(note)?;
    }
    if !report.run.complete {
        page.warning("This report is partial: the run did not reach its end, and what it did not look at is missing here.")?;
    }
    page.blank()?;
    for group in groups(report) {
        sections::group(&mut page, &group, options)?;
    }
    sections::not_checked(&mut page, report, options)?;
    page.line(&summary(report))?;
    Ok(())
}

/// `gmail.example: 3 mailboxes, 1 server, looked at by csv and gmail`.
fn head(report: &Report, root: &str) -> String {
    let counted = |(kind, count): (&String, &usize)| (kind != root).then(|| of_kind(*count, kind));
    let subjects: Vec<String> = report.subjects.iter().filter_map(counted).collect();
    let providers: Vec<&str> = report
        .run
        .providers
        .iter()
        .map(|provider| provider.id.as_str())
        .collect();
    let subjects = if subjects.is_empty() {
        "nothing".to_owned()
    } else {
        subjects.join(", ")
    };
    format!(
        "{} {}: {subjects}; asked: {}",
        report.tool.name,
        report.tool.version,
        providers.join(", ")
    )
}

/// The last line.
pub(crate) fn summary(report: &Report) -> String {
    let summary = &report.summary;
    let fail = &summary.fail;
    let mut parts = vec![
        crate::counted(fail.blocker, "blocker"),
        crate::counted(fail.warning, "warning"),
        format!("{} advice", number(fail.advice)),
        format!("{} in order", number(summary.pass)),
        format!("{} not checked", number(summary.unknown)),
    ];
    if summary.error > 0 {
        parts.push(format!("{} broken", crate::counted(summary.error, "check")));
    }
    let waived = &summary.waived;
    if !waived.is_zero() {
        let count = waived.blocker + waived.warning + waived.advice;
        parts.push(format!("{} of the findings accepted", number(count)));
    }
    if !report.run.complete {
        parts.push("partial".to_owned());
    }
    parts.join(", ")
}

/// A fact as `name = value`, or why it is not known.
pub(crate) fn evidence(fact: &Evidence) -> String {
    let value = match (&fact.value, &fact.reason) {
        (_, Some(reason)) => format!("unknown ({})", crate::words::reason(reason)),
        (_, None) if fact.shown.is_some() => {
            for_terminal(fact.shown.as_deref().unwrap_or_default()).into_owned()
        }
        (serde_json::Value::String(text), None) => format!("\"{}\"", for_terminal(text)),
        (value, None) => for_terminal(&value.to_string()).into_owned(),
    };
    format!("{} = {value}", fact.name)
}

/// Whether a group is of findings, not of what was merely asked to be listed.
fn is_finding(outcome: Outcome) -> bool {
    outcome.is_finding()
}

#[cfg(test)]
mod tests {
    use crate::testkit::{rendered, report};
    use crate::{Format, Options};

    #[test]
    fn sizes_are_told_with_their_unit() {
        let fact = imaprules_report::Evidence {
            name: "mailbox.size".into(),
            value: 173_015_040.into(),
            shown: Some("165 MB".into()),
            source: None,
            at: None,
            reason: None,
            note: None,
        };
        assert_eq!(super::evidence(&fact), "mailbox.size = 165 MB");
    }

    #[test]
    fn findings_gaps_and_summary_are_all_there() {
        let text = rendered(&report(), Format::Text, &Options::default());
        for part in [
            "BLOCKER",
            "bob@example.com",
            "imap.sign-in-refused",
            "1. Check the password",
            "Not checked",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert!(text.trim_end().ends_with("12 in order, 3 not checked"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn few_subjects_are_named_unless_all_are_asked_for() {
        let mut many = report();
        let first = many.results[0].clone();
        many.results = (0..40)
            .map(|n| {
                let mut result = first.clone();
                result.subject.id = format!("user{n}@example.com");
                result.title = format!("The server refuses user{n}@example.com");
                result
            })
            .collect();
        let few = rendered(&many, Format::Text, &Options::default());
        assert!(few.contains("37 more") && !few.contains("user30@"), "{few}");
        let all = rendered(
            &many,
            Format::Text,
            &Options {
                all: true,
                ..Options::default()
            },
        );
        assert!((0..40).all(|n| all.contains(&format!("user{n}@"))), "{all}");
    }

    #[test]
    fn a_partial_report_says_so_and_a_hostile_server_steers_nothing() {
        let mut partial = report();
        partial.run.complete = false;
        partial.results[0].title = "greets with \u{1b}]0;x\u{7}\u{202e}reversed".into();
        let text = rendered(&partial, Format::Text, &Options::default());
        assert!(text.contains("partial") && text.contains("reversed"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']));
        let colored = rendered(
            &report(),
            Format::Text,
            &Options {
                color: true,
                ..Options::default()
            },
        );
        assert!(colored.contains("\u{1b}["));
    }
}
