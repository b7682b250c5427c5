//! The types of a report, in the order in which they are written.

use crate::{Outcome, Severity};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// What `format` says.
pub const FORMAT: &str = "imaprules-report/1";

/// A whole report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Always [`FORMAT`].
    pub format: String,
    /// The program that made it.
    pub tool: Tool,
    /// The run it is about.
    pub run: Run,
    /// How many subjects of each kind there were.
    pub subjects: IndexMap<String, usize>,
    /// How often each outcome occurred.
    pub summary: Summary,
    /// Every `fail` and `error`, and what else was asked for; worst first.
    pub results: Vec<Finding>,
    /// Rules that could not be decided on some subjects, summed up.
    pub undecided: Vec<Undecided>,
    /// Facts that are missing, those that would decide most first.
    pub gaps: Vec<Gap>,
}

/// The program that made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// `imaprules`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Providers that took part.
    pub providers: Vec<Provider>,
    /// When collection began, RFC 3339.
    pub started: String,
    /// When collection ended, RFC 3339.
    pub finished: String,
    /// False when it was interrupted or a provider broke.
    pub complete: bool,
    /// What went wrong, for people; absent when nothing did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A provider that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// Failures by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severities {
    /// Of severity `blocker`.
    pub blocker: usize,
    /// Of severity `warning`.
    pub warning: usize,
    /// Of severity `advice`.
    pub advice: usize,
}

/// How often each outcome occurred, over all rules and subjects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Summary {
    /// Failures.
    pub fail: Severities,
    /// Passes.
    pub pass: usize,
    /// Undecided.
    pub unknown: usize,
    /// Not applicable.
    pub not_applicable: usize,
    /// Broken rules.
    pub error: usize,
    /// How many of the failures somebody accepts; absent when none.
    #[serde(default, skip_serializing_if = "Severities::is_zero")]
    pub waived: Severities,
}

impl Severities {
    /// Whether there are none.
    pub fn is_zero(&self) -> bool {
        *self == Severities::default()
    }
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// What one rule says about one subject: an entry of `results`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the rule.
    pub rule: String,
    /// Id of its pack.
    pub pack: String,
    /// The subject.
    pub subject: Subject,
    /// What the rule says.
    pub outcome: Outcome,
    /// Severity of the rule.
    pub severity: Severity,
    /// One line, with the values of this subject.
    pub title: String,
    /// Cause and consequence.
    pub why: String,
    /// Steps to take.
    pub fix: Vec<String>,
    /// Commands ready to paste; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Command>,
    /// The facts it rests on.
    pub facts: Vec<Evidence>,
    /// For outcome `unknown`: the reasons. Otherwise empty.
    pub unknown: Vec<String>,
    /// For outcome `error`: what went wrong; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Where the rule's statement comes from; absent when none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Who gave the rule another severity or other words than its author; absent when nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
    /// Parameters of the rule that were given another value than their pack gives them; absent when none was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<ParamUsed>,
    /// Who accepts what was found, and why; absent when nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waived>,
}

/// A parameter with another value than its pack gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParamUsed {
    /// Its name.
    pub name: String,
    /// The value that counted, for people: `35 MB`.
    pub value: String,
    /// Who gave it: a flag, a file.
    pub from: String,
}

/// A risk that somebody accepts. The finding stays what it is; it only does not count for the exit code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    /// Why it is accepted.
    pub reason: String,
    /// Who accepts it.
    pub owner: String,
    /// When that ends: a day, or the name of an event.
    pub until: String,
}

/// A command ready to paste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The shell it is written for.
    pub shell: String,
    /// The command, every value quoted for that shell.
    pub run: String,
}

/// A fact a result rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Name of the fact.
    pub name: String,
    /// Its value: times as RFC 3339, durations in milliseconds, sizes in octets; null when it is not known.
    pub value: serde_json::Value,
    /// The value with its unit, for people: `165 MB`, `2.1 s`; absent where the value says it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// Where it comes from, with the place in it; absent when nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it was learnt, RFC 3339; absent when nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Why it is not known; absent when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was seen instead of a value; absent when nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A rule that could not be decided on some subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undecided {
    /// Id of the rule.
    pub rule: String,
    /// Its severity.
    pub severity: Severity,
    /// Every reason that occurs.
    pub reasons: Vec<String>,
    /// On how many subjects.
    pub subjects: usize,
    /// Ids of the first few.
    pub examples: Vec<String>,
}

/// A missing fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Name of the fact.
    pub fact: String,
    /// Why it is not known.
    pub reason: String,
    /// How to obtain it.
    pub how: String,
    /// How many rules it would help to decide.
    pub rules: usize,
    /// On how many subjects it is missing.
    pub subjects: usize,
    /// What was seen, where it was the same everywhere; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
