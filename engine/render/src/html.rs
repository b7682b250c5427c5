//! The report as one self-contained page: no script, nothing loaded from elsewhere, fit for print.
//!
//! The page is the template `report.html`; values are escaped by the template engine because of its name. What no reader
//! would see is written out before.

use crate::escape::revealed;
use crate::groups::{groups, missing};
use crate::{Options, RenderError, words};
use imaprules_report::Report;
use imaprules_words::Catalogue;
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
    let words = &options.words;
    let sections: Vec<Value> = groups(report)
        .iter()
        .map(|group| {
            let first = group.first;
            json!({
                "class": first.severity.to_string(),
                "word": words::title(words, first),
                "count": words::of_kind(words, group.results.len(), &first.subject.kind),
                "accepted": first.waived.as_ref().map(|waived| words::accepted(words, waived)),
                "first": first,
                "results": group.results,
                "evidence": first.facts.iter().map(|fact| crate::text::evidence(fact, words)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let gaps: Vec<Value> = missing(report)
        .iter()
        .map(|gap| {
            json!({
                "facts": gap.facts, "reason": words::reason(words, gap.reason), "how": gap.how,
                "rules": gap.rules, "count": words.number(gap.subjects), "note": gap.note,
            })
        })
        .collect();
    json!({
        "title": options.title,
        "language": words.language(),
        "run": report.run,
        "asked": asked(report, words),
        "summary": crate::text::summary(report, words),
        "words": said(words),
        "sections": sections,
        "gaps": gaps,
    })
}

/// Who was asked, and when.
fn asked(report: &Report, words: &Catalogue) -> String {
    let providers = report.run.providers.iter();
    let providers: Vec<&str> = providers.map(|provider| provider.id.as_str()).collect();
    words.told(
        "report.asked",
        &[
            ("tool", &report.tool.name),
            ("version", &report.tool.version),
            ("started", &words.form().moment(&report.run.started)),
            ("finished", &words.form().moment(&report.run.finished)),
            ("providers", &providers.join(", ")),
        ],
    )
}

/// The words that the template has places for.
fn said(words: &Catalogue) -> Value {
    let missing = |name: &str| words.word(&format!("missing.{name}")).to_owned();
    json!({
        "partial": words.word("report.partial"),
        "seen": words.word("label.seen"),
        "not_checked": missing("title"), "missing": missing("missing"), "because": missing("because"),
        "times": missing("times"), "how": missing("how"),
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
