//! The values that are tried for a fact: those at which the rule's conditions can change their mind, in the unit of the fact.
//! A size is tried with sizes, next to each literal by one of the unit that it was written in.

use super::Case;
use super::numbers::Numbers;
use imaprules_conditions::Expression;
use imaprules_facts::{FactId, FactStore, FactType, Value};

/// More values of one fact are not tried: a long list of words says nothing new.
const TRIES: usize = 24;

/// Broken numbers have more values each that matter: beside every literal, and between it and the next.
const FLOATS: usize = 4 * TRIES;

/// Values to try, those next to the present one first.
pub(super) fn candidates(case: &Case, store: &FactStore, fact: FactId, row: usize) -> Vec<Value> {
    let now = store.get(fact, row).ok();
    let ty = &store.schema().fact_of(fact).ty;
    let numbers = Numbers::of(case, store);
    let mut values = match ty {
        FactType::Bool => vec![Value::Bool(true), Value::Bool(false)],
        FactType::Enum(words) => words.iter().map(|word| Value::from(word.as_str())).collect(),
        FactType::Text => texts(&literals(case)),
        FactType::Float => numbers.floats().into_iter().map(Value::Float).collect(),
        FactType::List(item) => lists(&literals(case), item, now.as_ref()),
        FactType::Int => numbers.whole().into_iter().map(Value::Int).collect(),
        FactType::Bytes | FactType::Duration => numbers.measured(ty).into_iter().map(Value::Int).collect(),
        FactType::Time => numbers.moments().into_iter().map(Value::Int).collect(),
    };
    values.retain(|value| Some(value) != now.as_ref());
    values.sort_by_key(|value| distance(now.as_ref(), value));
    let mut values = each_once(values);
    values.truncate(if *ty == FactType::Float { FLOATS } else { TRIES });
    values
}

fn each_once(values: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

/// The rule's conditions, and the derived facts they rest on.
pub(super) fn expressions<T>(case: &Case, each: impl Fn(&Expression) -> Vec<T>) -> Vec<T> {
    let derived = crate::judge::needed(&[case.rule], case.packs.derived());
    let derived = derived.iter().map(|fact| &fact.value);
    case.rule.expressions().chain(derived).flat_map(each).collect()
}

pub(super) fn literals(case: &Case) -> Vec<Value> {
    expressions(case, Expression::literals)
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
        // The bits of floats that are not negative stand in the order of the numbers.
        (Some(Value::Float(now)), Value::Float(value)) => (now - value).abs().to_bits(),
        (Some(Value::List(now)), Value::List(value)) => now.len().abs_diff(value.len()) as u64,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_tried_once_wherever_they_stand() {
        let values = [2.0, 1.0, 2.0, -0.0, 0.0].map(Value::Float).to_vec();
        assert_eq!(each_once(values), [2.0, 1.0, 0.0].map(Value::Float));
    }

    #[test]
    fn the_nearer_of_two_numbers_comes_first() {
        let now = Value::Float(0.95);
        let far = |to: f64| distance(Some(&now), &Value::Float(to));
        assert!(far(0.9) < far(0.5) && far(1.0) < far(0.5) && far(0.5) < far(-3.0));
        assert_eq!(far(0.95), 0);
    }
}
