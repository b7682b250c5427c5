//! The report for people, on a terminal or in a mail: grouped by rule, worst first, then what was not checked and what
//! would make it checkable, then one line of summary.

mod page;
mod sections;

use crate::escape::for_terminal;
use crate::groups::groups;
use crate::words::of_kind;
use crate::{Options, RenderError};
use imaprules_report::{Evidence, Outcome, Report};
use imaprules_words::Catalogue;
use page::Page;
use std::io::Write;

/// Writes the whole text.
pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut page = Page::new(out, options);
    page.line(&head(report, options))?;
    for note in &report.run.notes {
        page.warning(note)?;
    }
    if !report.run.complete {
        page.warning(options.words.word("report.partial_long"))?;
    }
    page.blank()?;
    for group in groups(report) {
        sections::group(&mut page, &group, options)?;
    }
    sections::not_checked(&mut page, report, options)?;
    page.line(&summary(report, &options.words))?;
    Ok(())
}

/// `imaprules 0.1.0: 3 mailboxes, 1 server; asked: csv, gmail`.
fn head(report: &Report, options: &Options) -> String {
    let words = &options.words;
    let counted =
        |(kind, count): (&String, &usize)| (*kind != options.root).then(|| of_kind(words, *count, kind));
    let subjects: Vec<String> = report.subjects.iter().filter_map(counted).collect();
    let providers: Vec<&str> = report
        .run
        .providers
        .iter()
        .map(|provider| provider.id.as_str())
        .collect();
    let subjects = if subjects.is_empty() {
        words.word("report.nothing").to_owned()
    } else {
        subjects.join(", ")
    };
    words.told(
        "report.head",
        &[
            ("tool", &report.tool.name),
            ("version", &report.tool.version),
            ("subjects", &subjects),
            ("providers", &providers.join(", ")),
        ],
    )
}

/// The last line.
pub(crate) fn summary(report: &Report, words: &Catalogue) -> String {
    let summary = &report.summary;
    let fail = &summary.fail;
    let mut parts = vec![
        words.counted("summary.blocker", fail.blocker),
        words.counted("summary.warning", fail.warning),
        words.counted("summary.advice", fail.advice),
        words.counted("summary.pass", summary.pass),
        words.counted("summary.unknown", summary.unknown),
    ];
    if summary.error > 0 {
        parts.push(words.counted("summary.error", summary.error));
    }
    let waived = &summary.waived;
    if !waived.is_zero() {
        let count = waived.blocker + waived.warning + waived.advice;
        parts.push(words.counted("summary.waived", count));
    }
    if !report.run.complete {
        parts.push(words.word("summary.partial").to_owned());
    }
    parts.join(", ")
}

/// A fact as `name = value`, or why it is not known.
pub(crate) fn evidence(fact: &Evidence, words: &Catalogue) -> String {
    let value = match (&fact.value, &fact.reason) {
        (_, Some(reason)) => words.told(
            "report.unknown",
            &[("reason", &crate::words::reason(words, reason))],
        ),
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
        let words = Options::default().words;
        assert_eq!(super::evidence(&fact, &words), "mailbox.size = 165 MB");
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

    #[test]
    fn a_report_speaks_the_language_it_is_given() {
        let options = Options {
            words: imaprules_words::Catalogue::read("tr", &[crate::MESSAGES]).unwrap(),
            width: 60,
            ..Options::default()
        };
        let mut report = report();
        report.results[0].why = "ş ğ ı İ ç ö ü ".repeat(12);
        let text = rendered(&report, Format::Text, &options);
        for part in [
            "ENGEL",
            "ÖNERİ",
            "  Çözüm 1. ",
            "Denetlenmedi",
            "12 sorunsuz, 3 denetlenmedi",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        for word in ["BLOCKER", "Why", "Fix", "Seen", "asked", "nobody", "in order"] {
            assert!(!text.contains(word), "{word} is left in\n{text}");
        }
        assert!(
            text.lines()
                .all(|line| line.chars().count() <= 60 || line.contains("imap.sign-in-refused")),
            "{text}"
        );
        // Following lines stand under the text, whatever letters the label has.
        let lines: Vec<&str> = text
            .lines()
            .skip_while(|line| !line.starts_with("  Neden "))
            .take(2)
            .collect();
        assert_eq!(lines[1].chars().take_while(|c| *c == ' ').count(), 8, "{lines:?}");
    }
}
