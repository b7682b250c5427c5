//! The parts of the text report.

use super::page::{Look, Page};
use super::{evidence, is_finding};
use crate::Options;
use crate::groups::{Group, Missing, missing};
use crate::words::{self, accepted};
use imaprules_report::{Finding, Outcome, Report, Severity};
use std::io;

/// Subjects named of each group, unless all are.
const EXAMPLES: usize = 3;
/// Missing facts named, unless all are.
const GAPS: usize = 12;
/// Facts shown of the first subject of a group.
const FACTS: usize = 6;

/// Everything one rule says.
pub(super) fn group(page: &mut Page<'_>, group: &Group<'_>, options: &Options) -> io::Result<()> {
    let first = group.first;
    let count = words::of_kind(group.results.len(), &first.subject.kind);
    let (look, word) = heading(first);
    page.heading(look, &word, &count, &first.rule)?;
    let shown = if options.all {
        group.results.len()
    } else {
        EXAMPLES
    };
    for result in group.results.iter().take(shown) {
        page.item(&title(result, &options.root))?;
    }
    let hidden = group.results.len().saturating_sub(shown);
    if hidden > 0 {
        page.item(&format!(
            "... and {} more (--all names every one)",
            words::number(hidden)
        ))?;
    }
    if let Some(waived) = &first.waived {
        page.labelled("Taken", &accepted(waived))?;
    } else if is_finding(first.outcome) {
        remedy(page, first)?;
    }
    page.blank()
}

fn heading(result: &Finding) -> (Look, String) {
    if result.waived.is_some() {
        let word = format!("ACCEPTED {}", words::severity(result.severity).to_uppercase());
        return (Look::Plain, word);
    }
    let look = match (result.outcome, result.severity) {
        (Outcome::Fail | Outcome::Error, Severity::Blocker) => Look::Bad,
        (Outcome::Fail | Outcome::Error, Severity::Warning) => Look::Risky,
        (Outcome::Fail | Outcome::Error, Severity::Advice) => Look::Mild,
        _ => Look::Plain,
    };
    let word = match result.outcome {
        Outcome::Fail => words::severity(result.severity).to_uppercase(),
        Outcome::Error => "BROKEN CHECK".to_owned(),
        other => words::outcome(other).to_uppercase(),
    };
    (look, word)
}

/// The title, which names the subject; where it does not, the subject before it, unless there is only this one.
fn title(result: &Finding, root: &str) -> String {
    let named = result.title.contains(&result.subject.id) || result.subject.kind == root;
    if named {
        result.title.clone()
    } else {
        format!("{}: {}", result.subject.id, result.title)
    }
}

fn remedy(page: &mut Page<'_>, result: &Finding) -> io::Result<()> {
    if let Some(error) = &result.error {
        page.labelled("What", error)?;
    }
    page.labelled("Why", &result.why)?;
    for (index, step) in result.fix.iter().enumerate() {
        let label = if index == 0 { "Fix" } else { "" };
        page.labelled(label, &format!("{}. {step}", index + 1))?;
    }
    for command in &result.commands {
        page.labelled("Run", &format!("in {}:", command.shell))?;
        page.verbatim(&command.run)?;
    }
    let facts: Vec<String> = result.facts.iter().take(FACTS).map(evidence).collect();
    if !facts.is_empty() {
        page.labelled("Seen", &facts.join(", "))?;
    }
    Ok(())
}

/// What nobody could look at, and what would help.
pub(super) fn not_checked(page: &mut Page<'_>, report: &Report, options: &Options) -> io::Result<()> {
    if report.summary.unknown == 0 {
        return Ok(());
    }
    let rules = words::counted(report.undecided.len(), "check");
    page.heading(
        Look::Plain,
        "Not checked",
        &format!("{rules} could not be decided everywhere"),
        "",
    )?;
    let all = missing(report);
    let shown = if options.all { all.len() } else { GAPS };
    for gap in all.iter().take(shown) {
        missing_fact(page, gap)?;
    }
    if all.len() > shown {
        page.item(&format!(
            "... and {} more (--all names every one)",
            words::number(all.len() - shown)
        ))?;
    }
    page.blank()
}

fn missing_fact(page: &mut Page<'_>, gap: &Missing<'_>) -> io::Result<()> {
    let note = gap.note.map(|note| format!(" - {note}")).unwrap_or_default();
    let named: Vec<&str> = gap.facts.iter().take(3).copied().collect();
    let more = gap.facts.len().saturating_sub(named.len());
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let subjects = words::counted(gap.subjects, "time");
    page.item(&format!(
        "{}{more}: {}{note} ({subjects})",
        named.join(", "),
        words::reason(gap.reason)
    ))?;
    // Other reasons mean that it was asked for; how to ask is no help then.
    if gap.reason == "not-collected" && !gap.how.is_empty() {
        page.labelled("  How", gap.how)?;
    }
    Ok(())
}
