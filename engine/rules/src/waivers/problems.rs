//! What is wrong with a waiver, as findings. They cannot be rules: they are about what rules found.

use super::{Waiver, WaiverOptions};
use imaprules_report::{Finding, Outcome, Severity};

/// The pack that these findings name.
pub(super) const PACK: &str = "waivers";

pub(super) fn of(
    waiver: &Waiver,
    covered: &[Severity],
    undecided: &[String],
    options: &WaiverOptions,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if waiver.ended(options) && !covered.is_empty() {
        found.push(expired(waiver, covered.len(), options));
    }
    // Where a rule could not be decided, nobody knows whether the waiver is still needed.
    if covered.is_empty() && !undecided.iter().any(|rule| waiver.rule.matches(rule)) {
        found.push(stale(waiver, options));
    }
    let blockers = covered
        .iter()
        .filter(|severity| **severity == Severity::Blocker)
        .count();
    let open = waiver.subject.as_ref().is_none_or(|subject| subject.is_open());
    let all = waiver
        .subject
        .as_ref()
        .is_none_or(|subject| subject.is_everything());
    if open && (waiver.rule.is_open() && all || blockers > options.broad) {
        found.push(broad(waiver, covered.len(), options));
    }
    found
}

fn expired(waiver: &Waiver, covered: usize, options: &WaiverOptions) -> Finding {
    let about = Words {
        rule: "waivers.expired",
        severity: Severity::Warning,
        title: format!("The accepted risk {waiver} has expired"),
        why: format!(
            "It was accepted by {} until {}. What it covers counts again: {covered} findings.",
            waiver.owner,
            waiver.until.shown()
        ),
        fix: [
            "Solve what it covers, and remove the waiver.".to_owned(),
            format!(
                "Or let {} accept it anew, with a reason and an end.",
                waiver.owner
            ),
        ],
    };
    finding(about, waiver, options)
}

fn stale(waiver: &Waiver, options: &WaiverOptions) -> Finding {
    let about = Words {
        rule: "waivers.stale",
        severity: Severity::Advice,
        title: format!("The accepted risk {waiver} covers nothing"),
        why: "Nothing of what it names was found this time. A waiver that is left behind would hide the same fault when it comes back."
            .to_owned(),
        fix: [
            "Compare the ids of rule and subject with the report.".to_owned(),
            "Remove the waiver if the fault is gone.".to_owned(),
        ],
    };
    finding(about, waiver, options)
}

fn broad(waiver: &Waiver, covered: usize, options: &WaiverOptions) -> Finding {
    let about = Words {
        rule: "waivers.too-broad",
        severity: Severity::Warning,
        title: format!("The accepted risk {waiver} covers more than anybody can have looked at"),
        why: format!(
            "It covers {covered} findings today and whatever such rules find tomorrow, blockers among them."
        ),
        fix: [
            "Name one rule.".to_owned(),
            "Name the subjects it is meant for, at least by a pattern as `*@sales.example.com`.".to_owned(),
        ],
    };
    finding(about, waiver, options)
}

struct Words {
    rule: &'static str,
    severity: Severity,
    title: String,
    why: String,
    fix: [String; 2],
}

fn finding(words: Words, waiver: &Waiver, options: &WaiverOptions) -> Finding {
    Finding {
        rule: words.rule.to_owned(),
        pack: PACK.to_owned(),
        subject: options.root.clone(),
        outcome: Outcome::Fail,
        severity: words.severity,
        title: words.title,
        why: format!("{} It stands in {}.", words.why, waiver.from),
        fix: words.fix.to_vec(),
        commands: Vec::new(),
        facts: Vec::new(),
        unknown: Vec::new(),
        error: None,
        sources: Vec::new(),
        changed_by: None,
        params: Vec::new(),
        waived: None,
    }
}

impl std::fmt::Display for Waiver {
    /// `csv.too-many-rows on a@example.com`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.subject {
            Some(subject) => write!(f, "{} on {subject}", self.rule),
            None => write!(f, "{} on everything", self.rule),
        }
    }
}
