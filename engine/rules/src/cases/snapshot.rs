//! The whole finding of a test case as text, so that a change of any word of it shows in a review.

use crate::pack::Case;
use crate::report::{evidence_of, facts_of};
use crate::{Outcome, Pack, Packs, Rule};
use imaprules_facts::{FactStore, Subject};
use std::fmt::Write;

/// The finding, line by line. Writing to a String cannot fail, so the results are dropped.
pub(super) fn text(
    packs: &Packs,
    rule: &Rule,
    store: &FactStore,
    subject: Subject,
    now: i64,
    outcome: Outcome,
) -> String {
    let mut text = format!("{outcome}, {}\n", rule.severity);
    let _ = writeln!(text, "{}", rule.title.fill(store, subject));
    let _ = writeln!(text, "why: {}", rule.why.fill(store, subject));
    for (index, step) in rule.fix.iter().enumerate() {
        let _ = writeln!(text, "{}. {}", index + 1, step.fill(store, subject));
    }
    let words = crate::english();
    for command in rule
        .commands
        .iter()
        .filter_map(|command| command.fill(&words, store, subject, now))
    {
        let _ = writeln!(text, "{}: {}", command.shell, command.run);
    }
    for fact in evidence_of(store, subject, &facts_of(packs, rule)) {
        let value = match (&fact.reason, &fact.shown) {
            (Some(reason), _) => format!("unknown ({reason})"),
            (None, Some(shown)) => shown.clone(),
            (None, None) => fact.value.to_string(),
        };
        let _ = writeln!(text, "{} = {value}", fact.name);
    }
    text
}

/// What differs from what was accepted; nothing where nothing does, or the case asks for nothing.
pub(super) fn difference(pack: &Pack, case: &Case, now: Option<&str>) -> Option<String> {
    let now = now?;
    let accepted = pack
        .snapshots
        .iter()
        .find(|accepted| accepted.rule == case.rule && accepted.case == case.name);
    let Some(accepted) = accepted else {
        return Some("nothing was accepted yet; `--accept` takes the finding as it is".to_owned());
    };
    let mut lines = accepted.text.lines().zip(now.lines());
    match lines.find(|(accepted, now)| accepted != now) {
        Some((accepted, now)) => Some(format!("accepted was \"{accepted}\", now it is \"{now}\"")),
        None if accepted.text.lines().count() != now.lines().count() => {
            Some("the finding has more or fewer lines than what was accepted".to_owned())
        }
        None => None,
    }
}
