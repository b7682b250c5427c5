//! JUnit XML: a suite for each rule that says something, a case for each subject. Pipelines show it as tests, also in
//! terminals, so what acts or hides is written out; descriptions keep their lines.

use crate::Options;
use crate::escape::for_terminal;
use crate::groups::groups;
use crate::words::accepted;
use imaprules_report::{Finding, Outcome, Report, reveal};
use imaprules_words::Catalogue;
use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};
use std::io::Write;

/// Writes the listed results. Failures below `blocker` are failures too: JUnit knows no shades.
pub(crate) fn write(
    report: &Report,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), crate::RenderError> {
    let (words, mut junit) = (&options.words, Junit::new("imaprules"));
    for group in groups(report) {
        let mut suite = TestSuite::new(&*for_terminal(&group.first.rule));
        suite.add_test_cases(group.results.iter().map(|result| case(result, words)));
        junit.add_test_suite(suite);
    }
    for undecided in &report.undecided {
        let mut suite = TestSuite::new(&*for_terminal(&undecided.rule));
        let mut status = TestCaseStatus::skipped();
        let examples = undecided.examples.join(", ");
        let reasons = undecided.reasons.join(", ");
        let message = words.told(
            "report.not_decided",
            &[("reasons", &reasons), ("examples", &examples)],
        );
        status.set_message(&*for_terminal(&message));
        suite.add_test_case(TestCase::new(
            words.counted("missing.subject", undecided.subjects),
            status,
        ));
        junit.add_test_suite(suite);
    }
    junit.serialize(&mut *out)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn case(result: &Finding, words: &Catalogue) -> TestCase {
    let name = for_terminal(&result.subject.id);
    let mut status = match result.outcome {
        Outcome::Fail if result.waived.is_some() => TestCaseStatus::skipped(),
        Outcome::Pass => return TestCase::new(&*name, TestCaseStatus::success()),
        Outcome::Unknown | Outcome::NotApplicable => TestCaseStatus::skipped(),
        Outcome::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    status.set_message(&*for_terminal(&result.title));
    if let Some(waived) = &result.waived {
        status.set_message(&*for_terminal(&format!(
            "{}: {}",
            accepted(words, waived),
            result.title
        )));
        return TestCase::new(&*name, status);
    }
    if result.outcome.is_finding() {
        status.set_type(result.severity.to_string());
        let error = result.error.iter().cloned();
        let lines: Vec<String> = error
            .chain([result.why.clone()])
            .chain(result.fix.iter().cloned())
            .collect();
        status.set_description(&*reveal(&lines.join("\n")));
    }
    TestCase::new(&*name, status)
}

#[cfg(test)]
mod tests {
    use crate::testkit::{acting, rendered, report, tricky};
    use crate::{Format, Options};

    #[test]
    fn failures_are_failures_and_undecided_rules_are_skipped() {
        let mut report = report();
        report.results[0].title = "bad \u{1} <text> & more".into();
        let text = rendered(&report, Format::Junit, &Options::default());
        assert!(
            text.contains("<testsuite name=\"imap.sign-in-refused\""),
            "{text}"
        );
        assert!(text.contains("bad \\u{1} &lt;text&gt; &amp; more"), "{text}");
        assert!(text.contains("<skipped"), "{text}");
        assert!(!text.contains('\u{1}'));
    }

    #[test]
    fn nothing_hides_or_acts() {
        let text = rendered(&tricky(), Format::Junit, &Options::default());
        assert_eq!(acting(&text), None, "{text}");
        assert!(text.contains("\\u{202e}") && text.contains("\\u{61c}"), "{text}");
        assert!(text.contains("line one\nline two"), "{text}");
    }
}
