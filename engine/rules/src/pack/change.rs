//! What others change of a rule: a pack its severity or its words, a user its severity. The rule says who did it.
//!
//! Conditions are never changed: a rule of that id must mean the same everywhere.

use super::raw::{RawChange, RawPack};
use super::{Given, Rule};
use crate::Severity;
use crate::diagnostic::{Code, Diagnostic};
use crate::read::Sink;
use crate::template::compile;
use imaprules_conditions::{Scope, nearest};
use imaprules_facts::KindId;

/// Applies what a pack changes. `scope` gives the ground of the pack a rule stands in.
pub(super) fn by_pack<'s>(
    pack: &RawPack,
    rules: &mut [Vec<Rule>],
    scope: impl Fn(usize, KindId) -> Option<Scope<'s>>,
    sink: &Sink,
) {
    for change in &pack.changes {
        let near = near(&change.rule.value, rules);
        let Some((which, rule)) = find(&change.rule.value, rules) else {
            let message = format!("no loaded pack has a rule `{}`", change.rule.value);
            sink.push(change.rule.error(Code::UnknownRule, message).maybe_help(near));
            continue;
        };
        if let Some(scope) = scope(which, rule.kind) {
            words(rule, change, &scope, sink);
        }
        if let Some(severity) = &change.severity {
            rule.severity = severity.value;
        }
        rule.changed_by = Some(format!("pack {}", pack.manifest.id.value));
    }
}

fn words(rule: &mut Rule, change: &RawChange, scope: &Scope, sink: &Sink) {
    let other = |text: &Option<_>| text.as_ref().and_then(|text| compile(text, scope, sink));
    rule.title = other(&change.title).unwrap_or_else(|| rule.title.clone());
    rule.why = other(&change.why).unwrap_or_else(|| rule.why.clone());
    if !change.fix.is_empty() {
        rule.fix = change
            .fix
            .iter()
            .filter_map(|step| compile(step, scope, sink))
            .collect();
    }
}

/// Applies the severities that a user gives.
pub(super) fn by_user(given: &[Given], rules: &mut [Vec<Rule>], sink: &Sink) {
    for given in given {
        let near = near(&given.name, rules);
        let Some((_, rule)) = find(&given.name, rules) else {
            let message = format!("{}: there is no rule `{}`", given.from, given.name);
            sink.push(Diagnostic::error(Code::UnknownRule, message).maybe_help(near));
            continue;
        };
        match Severity::parse(&given.value) {
            Some(severity) => {
                rule.severity = severity;
                rule.changed_by = Some(given.from.clone());
            }
            None => {
                let message = format!("{}: `{}` is no severity", given.from, given.value);
                let words = Severity::ALL.map(Severity::as_str).join(", ");
                sink.push(
                    Diagnostic::error(Code::WrongValue, message).help(format!("severities are {words}")),
                );
            }
        }
    }
}

fn find<'r>(id: &str, rules: &'r mut [Vec<Rule>]) -> Option<(usize, &'r mut Rule)> {
    let all = rules.iter_mut().enumerate();
    all.flat_map(|(which, rules)| rules.iter_mut().map(move |rule| (which, rule)))
        .find(|(_, rule)| rule.id == id)
}

fn near(id: &str, rules: &[Vec<Rule>]) -> Option<String> {
    let near = nearest(id, rules.iter().flatten().map(|rule| rule.id.as_str()));
    near.map(|near| format!("did you mean `{near}`?"))
}
