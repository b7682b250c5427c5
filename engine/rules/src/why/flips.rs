//! The smallest changes that would lead to another outcome: every fact the rule rests on is tried alone, with the
//! values at which its conditions can change their mind.

use super::assume::Assumed;
use super::{Case, shown};
use crate::Outcome;
use crate::report::facts_of;
use crate::template::row_of;
use imaprules_facts::{FactId, FactStore, FactType, Value};
use serde::Serialize;

/// More values of one fact are not tried: a long list of words says nothing new.
const TRIES: usize = 24;

/// Another value of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Name of the fact.
    pub fact: String,
    /// What it is, as conditions write it; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it would have to be.
    pub to: String,
}

/// A change that leads to another outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flip {
    /// The change.
    pub change: Change,
    /// The outcome it leads to.
    pub outcome: Outcome,
}

/// One flip for each fact and outcome: the one with the value next to what the fact is now.
pub(super) fn search(case: &Case, store: &FactStore) -> Vec<Flip> {
    let mut judged = store.clone();
    let now = case.judge(&mut judged, &[]);
    let mut flips: Vec<Flip> = Vec::new();
    for fact in base_facts(case) {
        let Some(row) = row_of(store, case.subject, fact) else {
            continue;
        };
        for value in candidates(case, &judged, fact, row) {
            let changed = Assumed { fact, row, value };
            let outcome = case.judge(&mut store.clone(), std::slice::from_ref(&changed));
            let flip = Flip {
                change: change(store, &changed),
                outcome,
            };
            let told = flips
                .iter()
                .any(|told| told.change.fact == flip.change.fact && told.outcome == outcome);
            if worth_telling(now, outcome) && !told {
                flips.push(flip);
            }
        }
    }
    flips
}

/// Another outcome that is no fault of the rule. From `unknown` both answers are of interest.
fn worth_telling(now: Outcome, then: Outcome) -> bool {
    then != now && matches!(then, Outcome::Fail | Outcome::Pass | Outcome::NotApplicable)
}

/// The facts that the rule rests on and no pack computes.
fn base_facts(case: &Case) -> Vec<FactId> {
    let facts = facts_of(case.packs, case.rule).into_iter();
    let mut decide: Vec<FactId> = facts
        .filter(|shown| !shown.derived)
        .map(|shown| shown.fact)
        .collect();
    decide.retain(|fact| case.assumed.iter().all(|assumed| assumed.fact != *fact));
    decide
}

fn change(store: &FactStore, changed: &Assumed) -> Change {
    let declared = store.schema().fact_of(changed.fact);
    let from = store.get(changed.fact, changed.row).ok();
    Change {
        fact: declared.name.clone(),
        from: from.map(|value| shown(&value, &declared.ty)),
        to: shown(&changed.value, &declared.ty),
    }
}

/// Values to try, those next to the present one first.
fn candidates(case: &Case, store: &FactStore, fact: FactId, row: usize) -> Vec<Value> {
    let now = store.get(fact, row).ok();
    let literals = literals(case);
    let ty = &store.schema().fact_of(fact).ty;
    let mut values = match ty {
        FactType::Bool => vec![Value::Bool(true), Value::Bool(false)],
        FactType::Enum(words) => words.iter().map(|word| Value::from(word.as_str())).collect(),
        FactType::Text => texts(&literals),
        FactType::Float => numbers(&literals, others(case, store))
            .map(|number| Value::Float(number as f64))
            .collect(),
        FactType::List(item) => lists(&literals, item, now.as_ref()),
        _ => numbers(&literals, others(case, store)).map(Value::Int).collect(),
    };
    values.retain(|value| Some(value) != now.as_ref());
    values.sort_by_key(|value| distance(now.as_ref(), value));
    values.dedup();
    values.truncate(TRIES);
    values
}

/// The literals of the rule's conditions and of the derived facts they rest on.
fn literals(case: &Case) -> Vec<Value> {
    let derived = crate::judge::needed(&[case.rule], case.packs.derived());
    let derived = derived.iter().map(|fact| &fact.value);
    case.rule
        .expressions()
        .chain(derived)
        .flat_map(|expression| expression.literals())
        .collect()
}

/// Numbers of all facts, computed ones too, since conditions compare facts with one another.
fn others(case: &Case, store: &FactStore) -> Vec<i64> {
    let facts = facts_of(case.packs, case.rule)
        .into_iter()
        .map(|shown| shown.fact);
    facts
        .filter_map(|fact| store.get(fact, row_of(store, case.subject, fact)?).ok()?.as_int())
        .collect()
}

/// Each number that occurs, the one below and the one above.
fn numbers(literals: &[Value], others: Vec<i64>) -> impl Iterator<Item = i64> {
    let numbers = literals.iter().filter_map(|value| match value {
        Value::Int(number) => Some(*number),
        Value::Float(number) => Some(*number as i64),
        _ => None,
    });
    let all: Vec<i64> = numbers.chain(others).chain([0]).collect();
    all.into_iter()
        .flat_map(|number| [number, number.saturating_sub(1), number.saturating_add(1)])
}

fn texts(literals: &[Value]) -> Vec<Value> {
    let texts = literals.iter().filter(|value| value.as_text().is_some());
    [Value::from("")].into_iter().chain(texts.cloned()).collect()
}

/// The empty list, each known item alone, and the present list with each item added or taken away.
fn lists(literals: &[Value], item: &FactType, now: Option<&Value>) -> Vec<Value> {
    let fits = |value: &&Value| {
        matches!(
            (item, value),
            (FactType::Text | FactType::Enum(_), Value::Text(_)) | (FactType::Int, Value::Int(_))
        )
    };
    let words: Vec<Value> = match item {
        FactType::Enum(words) => words.iter().map(|word| Value::from(word.as_str())).collect(),
        _ => literals.iter().filter(fits).cloned().collect(),
    };
    let present = match now {
        Some(Value::List(items)) => items.clone(),
        _ => Vec::new(),
    };
    let less = (0..present.len()).map(|skip| {
        let kept = present.iter().enumerate().filter(|(at, _)| *at != skip);
        Value::List(kept.map(|(_, item)| item.clone()).collect())
    });
    let more = words.iter().map(|word| {
        let mut items = present.clone();
        items.push(word.clone());
        Value::List(items)
    });
    let alone = words.iter().map(|word| Value::List(vec![word.clone()]));
    less.chain(more)
        .chain(alone)
        .chain([Value::List(Vec::new())])
        .collect()
}

/// How far a value is from the present one, for numbers; everything else keeps its order.
fn distance(now: Option<&Value>, value: &Value) -> u64 {
    match (now, value) {
        (Some(Value::Int(now)), Value::Int(value)) => now.abs_diff(*value),
        (Some(Value::List(now)), Value::List(value)) => now.len().abs_diff(value.len()) as u64,
        _ => 0,
    }
}
