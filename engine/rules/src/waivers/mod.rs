//! Waivers: risks that somebody accepts, for a while and for a reason.
//!
//! A waiver is an overlay on a finished report. The finding stays in it, with who accepts it; it only no longer counts
//! for the exit code. What is wrong with waivers themselves is told as findings of their own: expired, matching nothing,
//! covering more than anybody can have looked at.

mod problems;
mod select;
#[cfg(test)]
mod tests;

pub use select::Pattern;

use imaprules_report::{Finding, Outcome, Report, Severity, Subject, Waived};
use imaprules_words::Catalogue;

/// A risk that somebody accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rules: an id, or a pattern with `*`.
    pub rule: Pattern,
    /// The subjects: an id, or a pattern with `*`; all of them where nothing is given.
    pub subject: Option<Pattern>,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepts it.
    pub owner: String,
    /// When that ends.
    pub until: Until,
    /// Where it is written down, as shown to people: `imaprules.toml`.
    pub from: String,
}

/// When a waiver ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// At a moment, in milliseconds since 1970-01-01 UTC, with the day as it was written.
    Day(i64, String),
    /// When something has happened.
    Event(String),
}

impl Until {
    fn shown(&self) -> &str {
        match self {
            Until::Day(_, shown) => shown,
            Until::Event(event) => event,
        }
    }
}

/// What waivers are held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverOptions {
    /// The moment that counts as now, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
    /// Events that have happened.
    pub events: Vec<String>,
    /// What the findings about waivers are about: the one subject of the root kind.
    pub root: Subject,
    /// A waiver without a named subject that covers more blockers than this is too broad.
    pub broad: usize,
    /// The words of findings about waivers.
    pub words: Catalogue,
}

/// Marks what is waived, and adds what is wrong with the waivers.
pub fn waive(report: &mut Report, waivers: &[Waiver], options: &WaiverOptions) {
    let mut covered: Vec<Vec<Severity>> = vec![Vec::new(); waivers.len()];
    for finding in report
        .results
        .iter_mut()
        .filter(|finding| finding.outcome == Outcome::Fail)
    {
        for (waiver, covered) in waivers.iter().zip(&mut covered) {
            if !waiver.covers(finding) {
                continue;
            }
            covered.push(finding.severity);
            if finding.waived.is_none() && !waiver.ended(options) {
                finding.waived = Some(waiver.waived());
            }
        }
    }
    let undecided: Vec<String> = report.undecided.iter().map(|one| one.rule.clone()).collect();
    for (waiver, covered) in waivers.iter().zip(&covered) {
        let found = problems::of(waiver, covered, &undecided, options);
        report.results.extend(found);
    }
    report.results.sort_by(|a, b| place(a).cmp(&place(b)));
    count(report);
}

/// Where a finding stands: what is accepted comes after what is not, rule by rule.
fn place(finding: &Finding) -> (Severity, &str, bool) {
    (finding.severity, &finding.rule, finding.waived.is_some())
}

impl Waiver {
    fn covers(&self, finding: &Finding) -> bool {
        let subject = &finding.subject.id;
        self.rule.matches(&finding.rule)
            && self
                .subject
                .as_ref()
                .is_none_or(|pattern| pattern.matches(subject))
    }

    fn ended(&self, options: &WaiverOptions) -> bool {
        match &self.until {
            Until::Day(moment, _) => *moment <= options.now,
            Until::Event(event) => options.events.contains(event),
        }
    }

    fn waived(&self) -> Waived {
        Waived {
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            until: self.until.shown().to_owned(),
        }
    }
}

/// Counts what is waived and what is wrong with waivers into the summary.
fn count(report: &mut Report) {
    for finding in &report.results {
        let added = finding.pack == problems::PACK;
        for (wanted, counts) in [
            (added, &mut report.summary.fail),
            (finding.waived.is_some(), &mut report.summary.waived),
        ] {
            if wanted {
                *match finding.severity {
                    Severity::Blocker => &mut counts.blocker,
                    Severity::Warning => &mut counts.warning,
                    Severity::Advice => &mut counts.advice,
                } += 1;
            }
        }
    }
}
