//! What is wrong with a waiver, as findings. They cannot be rules: they are about what rules found.

use super::{Waiver, WaiverOptions};
use imaprules_report::{Finding, Outcome, Severity};
use imaprules_words::Catalogue;
use std::fmt::Display;

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
    let words = &options.words;
    let (owner, until) = (&waiver.owner, waiver.until.shown());
    let about = Words {
        rule: "waivers.expired",
        severity: Severity::Warning,
        title: titled(waiver, words, "waiver.expired.title"),
        why: words.counted_with(
            "waiver.expired.why",
            covered,
            &[("owner", owner), ("until", &until)],
        ),
        fix: [
            words.word("waiver.expired.solve").to_owned(),
            words.told("waiver.expired.accept", &[("owner", owner)]),
        ],
    };
    finding(about, waiver, options)
}

fn stale(waiver: &Waiver, options: &WaiverOptions) -> Finding {
    let words = &options.words;
    let about = Words {
        rule: "waivers.stale",
        severity: Severity::Advice,
        title: titled(waiver, words, "waiver.stale.title"),
        why: words.word("waiver.stale.why").to_owned(),
        fix: ["waiver.stale.compare", "waiver.stale.remove"].map(|key| words.word(key).to_owned()),
    };
    finding(about, waiver, options)
}

fn broad(waiver: &Waiver, covered: usize, options: &WaiverOptions) -> Finding {
    let words = &options.words;
    let about = Words {
        rule: "waivers.too-broad",
        severity: Severity::Warning,
        title: titled(waiver, words, "waiver.broad.title"),
        why: words.counted("waiver.broad.why", covered),
        fix: ["waiver.broad.rule", "waiver.broad.subjects"].map(|key| words.word(key).to_owned()),
    };
    finding(about, waiver, options)
}

/// A title that names the waiver: `csv.too-many-rows on a@example.com`.
fn titled(waiver: &Waiver, words: &Catalogue, key: &str) -> String {
    let named = match &waiver.subject {
        Some(subject) => words.told("waiver.named", &[("rule", &waiver.rule), ("subject", subject)]),
        None => words.told("waiver.everywhere", &[("rule", &waiver.rule)]),
    };
    words.told(key, &[("waiver", &named)])
}

struct Words {
    rule: &'static str,
    severity: Severity,
    title: String,
    why: String,
    fix: [String; 2],
}

fn finding(words: Words, waiver: &Waiver, options: &WaiverOptions) -> Finding {
    let place: [(&str, &dyn Display); 2] = [("why", &words.why), ("place", &waiver.from)];
    Finding {
        rule: words.rule.to_owned(),
        pack: PACK.to_owned(),
        subject: options.root.clone(),
        outcome: Outcome::Fail,
        severity: words.severity,
        title: words.title,
        why: options.words.told("waiver.place", &place),
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
