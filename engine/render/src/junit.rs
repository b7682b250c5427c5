//! JUnit XML: a suite for each rule that says something, a case for each subject. Pipelines show it as tests.

use crate::groups::groups;
use imaprules_report::{Outcome, Report, Result};
use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};
use std::io::Write;

/// Writes the listed results. Failures below `blocker` are failures too: JUnit knows no shades.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> std::result::Result<(), crate::RenderError> {
    let mut junit = Junit::new("imaprules");
    for group in groups(report) {
        let mut suite = TestSuite::new(&group.first.rule);
        suite.add_test_cases(group.results.iter().map(case));
        junit.add_test_suite(suite);
    }
    for undecided in &report.undecided {
        let mut suite = TestSuite::new(&undecided.rule);
        let mut status = TestCaseStatus::skipped();
        let examples = undecided.examples.join(", ");
        status.set_message(format!(
            "not decided ({}), such as {examples}",
            undecided.reasons.join(", ")
        ));
        suite.add_test_case(TestCase::new(
            crate::counted(undecided.subjects, "subject"),
            status,
        ));
        junit.add_test_suite(suite);
    }
    junit.serialize(&mut *out)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn case(result: &Result) -> TestCase {
    let mut status = match result.outcome {
        Outcome::Pass => return TestCase::new(&result.subject.id, TestCaseStatus::success()),
        Outcome::Unknown | Outcome::NotApplicable => TestCaseStatus::skipped(),
        Outcome::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    status.set_message(&result.title);
    if matches!(result.outcome, Outcome::Fail | Outcome::Error) {
        status.set_type(result.severity.to_string());
        let error = result.error.iter().cloned();
        let lines: Vec<String> = error
            .chain([result.why.clone()])
            .chain(result.fix.iter().cloned())
            .collect();
        status.set_description(lines.join("\n"));
    }
    TestCase::new(&result.subject.id, status)
}

#[cfg(test)]
mod tests {
    use crate::testkit::{rendered, report};
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
        assert!(text.contains("bad  &lt;text&gt; &amp; more"), "{text}");
        assert!(text.contains("<skipped"), "{text}");
        assert!(!text.contains('\u{1}'));
    }
}
