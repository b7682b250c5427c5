//! Test cases, ready to run: every fact exists, every value is of its type.

use super::params::{in_case, read_value};
use super::raw::{RawCase, RawChild, RawFact};
use super::rule::kind;
use super::{PackParam, Rule};
use crate::Outcome;
use crate::diagnostic::{Code, Place};
use crate::read::{AuthorText, Data, Found, Sink};
use imaprules_conditions::nearest;
use imaprules_facts::{FactId, FactType, KindId, Known, Reason, Schema, Unknown, Value};

/// A test case of a rule.
#[derive(Debug, Clone)]
pub struct Case {
    /// The rule it tests.
    pub rule: String,
    /// What it shows, in a few words.
    pub name: String,
    /// The outcome it expects.
    pub expect: Outcome,
    /// The title it expects, if it says.
    pub title: Option<String>,
    /// The reasons of an unknown it expects; any, if it says none.
    pub reasons: Vec<Reason>,
    /// Whether the whole finding is held to what was accepted before.
    pub snapshot: bool,
    /// Where its name stands.
    pub place: Place,
    pub(crate) facts: Vec<CaseFact>,
    /// What a second source says.
    pub(crate) conflicts: Vec<CaseFact>,
    pub(crate) params: Vec<(String, Value)>,
    /// The moment `now` stands for.
    pub(crate) now: Option<i64>,
    pub(crate) children: Vec<CaseChild>,
}

/// A fact of a test case.
#[derive(Debug, Clone)]
pub(crate) struct CaseFact {
    pub(crate) fact: FactId,
    pub(crate) kind: KindId,
    pub(crate) known: Known,
}

/// A child of a test case's subject.
#[derive(Debug, Clone)]
pub(crate) struct CaseChild {
    pub(crate) kind: KindId,
    pub(crate) facts: Vec<CaseFact>,
}

/// Checks a case against the rule it tests and the declared facts.
pub(super) fn check(
    raw: &RawCase,
    rule: &Rule,
    params: &[PackParam],
    schema: &Schema,
    sink: &Sink,
) -> Option<Case> {
    let before = sink.errors();
    let case = Case {
        rule: rule.id.clone(),
        name: raw.name.value.clone(),
        expect: raw.expect.value,
        title: raw.title.as_ref().map(|title| title.value.clone()),
        reasons: raw.reasons.iter().filter_map(|word| reason(word, sink)).collect(),
        snapshot: raw.snapshot,
        place: raw.name.place.clone(),
        facts: facts(&raw.facts, &raw.unknown, schema, sink),
        conflicts: facts(&raw.conflicts, &[], schema, sink),
        params: raw
            .params
            .iter()
            .filter_map(|param| in_case(param, params, sink))
            .collect(),
        now: raw
            .now
            .as_ref()
            .and_then(|now| read_value(now, &FactType::Time, sink)?.as_int()),
        children: raw
            .children
            .iter()
            .filter_map(|raw| child(raw, schema, sink))
            .collect(),
    };
    reachable(raw, rule, schema, sink);
    if case.expect != Outcome::Unknown
        && let Some(word) = raw.reasons.first()
    {
        let message = format!(
            "a case that expects `{}` has no reasons of an unknown",
            case.expect
        );
        sink.push(
            word.error(Code::Case, message)
                .help("remove `reasons`, or expect \"unknown\""),
        );
    }
    (sink.errors() == before).then_some(case)
}

fn facts(known: &[RawFact], unknown: &[RawFact], schema: &Schema, sink: &Sink) -> Vec<CaseFact> {
    let known = known.iter().filter_map(|raw| {
        let (fact, kind) = declared(&raw.name, schema, sink)?;
        let value = read_value(raw, &schema.fact_of(fact).ty, sink)?;
        Some(CaseFact {
            fact,
            kind,
            known: Ok(value),
        })
    });
    let unknown = unknown.iter().filter_map(|raw| {
        let (fact, kind) = declared(&raw.name, schema, sink)?;
        let reason = reason(&word(raw, sink)?, sink)?;
        Some(CaseFact {
            fact,
            kind,
            known: Err(Unknown::because(reason)),
        })
    });
    known.chain(unknown).collect()
}

fn declared(name: &AuthorText, schema: &Schema, sink: &Sink) -> Option<(FactId, KindId)> {
    if let Some(fact) = schema.fact(&name.value) {
        return Some((fact, schema.fact_of(fact).kind));
    }
    let near = nearest(&name.value, schema.facts().map(|(_, fact)| fact.name.as_str()));
    let message = format!("no fact `{}` is declared", name.value);
    let help = near.map(|near| format!("did you mean `{near}`?"));
    sink.push(name.error(Code::UnknownFact, message).maybe_help(help));
    None
}

/// The string that says why a fact is unknown.
fn word(raw: &RawFact, sink: &Sink) -> Option<AuthorText> {
    let Data::Text(text) = &raw.node.data else {
        let message = format!(
            "why `{}` is unknown must be a string, not {}",
            raw.name.value,
            raw.node.type_name()
        );
        sink.push(
            raw.name
                .error(Code::WrongValue, message)
                .help("write for instance \"timeout\""),
        );
        return None;
    };
    Some(AuthorText::new(
        text,
        &raw.name.place.source,
        raw.node.span.clone(),
    ))
}

fn reason(word: &AuthorText, sink: &Sink) -> Option<Reason> {
    let known = Reason::parse(&word.value);
    if known.is_none() {
        let words = Reason::ALL.map(Reason::as_str);
        let help = match nearest(&word.value, words.into_iter()) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("reasons are {}", words.join(", ")),
        };
        sink.push(
            word.error(
                Code::WrongValue,
                format!("`{}` is no reason of an unknown", word.value),
            )
            .help(help),
        );
    }
    known
}

fn child(raw: &RawChild, schema: &Schema, sink: &Sink) -> Option<CaseChild> {
    let kind = kind(&raw.kind, schema, sink)?;
    let facts = facts(&raw.facts, &raw.unknown, schema, sink);
    let foreign = raw.facts.iter().chain(&raw.unknown).filter(|fact| {
        schema
            .fact(&fact.name.value)
            .is_some_and(|fact| schema.fact_of(fact).kind != kind)
    });
    for fact in foreign {
        let message = format!("`{}` is not a fact of a {}", fact.name.value, raw.kind.value);
        sink.push(fact.name.error(Code::Case, message));
    }
    Some(CaseChild { kind, facts })
}

/// A fact that no way leads to from the rule's subject would be set and never seen.
fn reachable(raw: &RawCase, rule: &Rule, schema: &Schema, sink: &Sink) {
    let reached = reached(rule.kind, schema);
    for fact in raw.facts.iter().chain(&raw.unknown).chain(&raw.conflicts) {
        let Some(id) = schema.fact(&fact.name.value) else {
            continue;
        };
        let owner = schema.fact_of(id).kind;
        if !reached.contains(&owner) {
            let (owner, kind) = (&schema.kind_of(owner).name, &schema.kind_of(rule.kind).name);
            let message = format!(
                "`{}` is a fact of a {owner}, which a rule for a {kind} does not see",
                fact.name.value
            );
            let help = format!("put facts of children into [[case.child]] with kind = \"{owner}\"");
            sink.push(fact.name.error(Code::Case, message).help(help));
        }
    }
}

/// The kinds seen from a kind: itself, its ancestors, and what it or they refer to.
pub(crate) fn reached(kind: KindId, schema: &Schema) -> Vec<KindId> {
    let mut reached = vec![kind];
    let mut next = 0;
    while let Some(kind) = reached.get(next).copied() {
        let declared = schema.kind_of(kind);
        for other in declared
            .parent
            .into_iter()
            .chain(declared.references.iter().copied())
        {
            if !reached.contains(&other) {
                reached.push(other);
            }
        }
        next += 1;
    }
    reached
}

/// Reports cases of one rule with the same name.
pub(super) fn repeated(cases: &[RawCase], sink: &Sink) {
    for (index, case) in cases.iter().enumerate() {
        let same =
            |other: &&RawCase| other.rule.value == case.rule.value && other.name.value == case.name.value;
        if let Some(first) = cases.iter().take(index).find(same) {
            let Found { value, place } = &first.name;
            let message = format!("`{}` has a case \"{value}\" already", case.rule.value);
            let help = format!(
                "the other one stands in {}, line {}",
                place.source.name,
                place.line_column().0
            );
            sink.push(case.name.error(Code::Duplicate, message).help(help));
        }
    }
}
