//! The parts of the text report.

use super::page::{Look, Page};
use super::{evidence, is_finding};
use crate::Options;
use crate::groups::{Group, Missing, missing};
use crate::words::{self, accepted};
use imaprules_report::{Finding, Outcome, Report, Severity};
use imaprules_words::Catalogue;
use std::io;

/// Subjects named of each group, unless all are.
const EXAMPLES: usize = 3;
/// Missing facts named, unless all are.
const GAPS: usize = 12;
/// Facts shown of the first subject of a group.
const FACTS: usize = 6;

/// Everything one rule says.
pub(super) fn group(page: &mut Page<'_>, group: &Group<'_>, options: &Options) -> io::Result<()> {
    let (first, words) = (group.first, &options.words);
    let count = words::of_kind(words, group.results.len(), &first.subject.kind);
    page.heading(look(first), &words::heading(words, first), &count, &first.rule)?;
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
        page.item(&words.counted("report.more_all", hidden))?;
    }
    if let Some(waived) = &first.waived {
        page.labelled(words.word("label.accepted"), &accepted(words, waived))?;
    } else if is_finding(first.outcome) {
        remedy(page, first, words)?;
    }
    page.blank()
}

fn look(result: &Finding) -> Look {
    match (result.outcome, result.severity) {
        _ if result.waived.is_some() => Look::Plain,
        (Outcome::Fail | Outcome::Error, Severity::Blocker) => Look::Bad,
        (Outcome::Fail | Outcome::Error, Severity::Warning) => Look::Risky,
        (Outcome::Fail | Outcome::Error, Severity::Advice) => Look::Mild,
        _ => Look::Plain,
    }
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

fn remedy(page: &mut Page<'_>, result: &Finding, words: &Catalogue) -> io::Result<()> {
    if let Some(error) = &result.error {
        page.labelled(words.word("label.what"), error)?;
    }
    page.labelled(words.word("label.why"), &result.why)?;
    for (index, step) in result.fix.iter().enumerate() {
        let label = if index == 0 { words.word("label.fix") } else { "" };
        page.labelled(label, &format!("{}. {step}", index + 1))?;
    }
    for command in &result.commands {
        let shell = words.told("report.in_shell", &[("shell", &command.shell)]);
        page.labelled(words.word("label.run"), &shell)?;
        page.verbatim(&command.run)?;
    }
    let facts = result.facts.iter().take(FACTS);
    let facts: Vec<String> = facts.map(|fact| evidence(fact, words)).collect();
    if !facts.is_empty() {
        page.labelled(words.word("label.seen"), &facts.join(", "))?;
    }
    Ok(())
}

/// What nobody could look at, and what would help.
pub(super) fn not_checked(page: &mut Page<'_>, report: &Report, options: &Options) -> io::Result<()> {
    if report.summary.unknown == 0 {
        return Ok(());
    }
    let words = &options.words;
    let rules = words.counted("missing.checks", report.undecided.len());
    page.heading(Look::Plain, words.word("missing.title"), &rules, "")?;
    let all = missing(report);
    let shown = if options.all { all.len() } else { GAPS };
    for gap in all.iter().take(shown) {
        missing_fact(page, gap, words)?;
    }
    if all.len() > shown {
        page.item(&words.counted("report.more_all", all.len() - shown))?;
    }
    page.blank()
}

fn missing_fact(page: &mut Page<'_>, gap: &Missing<'_>, words: &Catalogue) -> io::Result<()> {
    let note = gap.note.map(|note| format!(" - {note}")).unwrap_or_default();
    let named: Vec<&str> = gap.facts.iter().take(3).copied().collect();
    let more = gap.facts.len().saturating_sub(named.len());
    let list = named.join(", ");
    let list = if more > 0 {
        words.counted_with("report.and_more", more, &[("list", &list)])
    } else {
        list
    };
    let subjects = words.counted("missing.count", gap.subjects);
    let reason = words::reason(words, gap.reason);
    page.item(&format!("{list}: {reason}{note} ({subjects})"))?;
    // Other reasons mean that it was asked for; how to ask is no help then.
    if gap.reason == "not-collected" && !gap.how.is_empty() {
        page.labelled(&format!("  {}", words.word("label.how")), gap.how)?;
    }
    Ok(())
}
