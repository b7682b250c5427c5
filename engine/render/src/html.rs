//! The report as one self-contained page: no script, nothing loaded from elsewhere, fit for print.
//!
//! The page is the template `report.html`; values are escaped by the template engine because of its name. What no reader
//! would see is written out before.

use crate::escape::revealed;
use crate::groups::{groups, missing};
use crate::{Options, RenderError, words};
use imaprules_report::{Outcome, Report};
use minijinja::Environment;
use serde_json::{Value, json};
use std::io::Write;

const TEMPLATE: &str = include_str!("report.html");

/// Fills the template.
pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut environment = Environment::new();
    environment.add_template("report.html", TEMPLATE)?;
    let page = environment
        .get_template("report.html")?
        .render(minijinja::value::Serde(revealed(context(report, options))))?;
    out.write_all(page.as_bytes())?;
    Ok(())
}

fn context(report: &Report, options: &Options) -> Value {
    let sections: Vec<Value> = groups(report)
        .iter()
        .map(|group| {
            let first = group.first;
            let word = match first.outcome {
                Outcome::Fail => words::severity(first.severity),
                other => words::outcome(other),
            };
            json!({
                "class": first.severity.to_string(),
                "word": word,
                "count": words::of_kind(group.results.len(), &first.subject.kind),
                "accepted": first.waived.as_ref().map(words::accepted),
                "first": first,
                "results": group.results,
                "evidence": first.facts.iter().map(crate::text::evidence).collect::<Vec<_>>(),
            })
        })
        .collect();
    let gaps: Vec<Value> = missing(report)
        .iter()
        .map(|gap| {
            json!({
                "facts": gap.facts, "reason": words::reason(gap.reason), "how": gap.how,
                "rules": gap.rules, "count": words::number(gap.subjects), "note": gap.note,
            })
        })
        .collect();
    json!({
        "title": options.title,
        "run": report.run,
        "tool": report.tool,
        "summary": crate::text::summary(report),
        "sections": sections,
        "gaps": gaps,
    })
}

#[cfg(test)]
mod tests {
    use crate::testkit::{acting, rendered, report, tricky};
    use crate::{Format, Options};

    #[test]
    fn the_page_is_whole_and_foreign_text_is_escaped() {
        let mut report = report();
        report.results[0].title = "<script>alert(1)</script>\" onload=\"x".into();
        let page = rendered(&report, Format::Html, &Options::default());
        assert!(
            page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"),
            "{page}"
        );
        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;") && !page.contains("<script"),
            "{page}"
        );
        assert!(
            page.contains("bob@example.com") && page.contains("gmail.labels"),
            "{page}"
        );
    }

    #[test]
    fn nothing_hides_or_turns_the_page_round() {
        let page = rendered(&tricky(), Format::Html, &Options::default());
        assert_eq!(acting(&page), None, "{page}");
        assert!(page.contains("\\u{202e}") && page.contains("\\u{61c}"), "{page}");
        assert!(page.contains("<pre>one\ntwo "), "{page}");
    }

    #[test]
    fn the_title_is_what_was_asked_for() {
        let options = Options {
            title: "A <check>".into(),
            ..Options::default()
        };
        let page = rendered(&report(), Format::Html, &options);
        assert!(page.contains("<title>A &lt;check&gt;</title>"), "{page}");
        assert!(page.contains("<h1>A &lt;check&gt;</h1>"), "{page}");
    }
}
