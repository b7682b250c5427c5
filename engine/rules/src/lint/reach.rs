//! Conditions that can only come out one way: contradictions, and what is always true. Found by trying every
//! combination of the values at which a plain condition can change its mind; other conditions are left alone.

use super::Lint;
use crate::diagnostic::Code;
use crate::{Packs, Rule};
use imaprules_conditions::{Expression, judge};
use imaprules_facts::{FactId, FactStore, FactType, Record, Source, Value};

/// Conditions with more combinations are not tried.
const COMBINATIONS: usize = 20_000;

/// A text that no author writes, for "anything else".
const OTHER: &str = "\u{1}other";

pub(super) fn check(lint: &mut Lint, packs: &Packs) {
    let pack = lint.pack;
    for rule in &pack.rules {
        let Some((fails, passes)) = tried(packs, rule) else {
            continue;
        };
        let help = "compare the parts of the condition with one another";
        if fails == 0 {
            let message = format!("the condition of `{}` can never be true", rule.id);
            lint.demand(Code::OneWay, &rule.raw.when.place, message, help);
        } else if passes == 0 {
            let message = format!("the condition of `{}` can never be false", rule.id);
            lint.demand(Code::OneWay, &rule.raw.when.place, message, help);
        }
    }
}

/// How often the rule failed and passed; nothing where it cannot be tried.
fn tried(packs: &Packs, rule: &Rule) -> Option<(usize, usize)> {
    let schema = packs.schema();
    // The root is one subject, and others would need worlds of their own.
    schema.kind_of(rule.kind).parent?;
    let facts = facts(rule)?;
    let own = |fact: &FactId| schema.fact_of(*fact).kind == rule.kind;
    if facts.is_empty() || !facts.iter().all(own) {
        return None;
    }
    let literals: Vec<Value> = rule.expressions().flat_map(Expression::literals).collect();
    let values: Vec<Vec<Value>> = facts
        .iter()
        .map(|fact| candidates(&schema.fact_of(*fact).ty, &literals))
        .collect();
    let combinations = values
        .iter()
        .try_fold(1_usize, |product, values| product.checked_mul(values.len() + 1))?;
    if combinations > COMBINATIONS {
        return None;
    }
    let mut store = FactStore::new(schema.clone());
    for at in 0..combinations {
        let record = combination(packs, rule, &facts, &values, at);
        store.add(&record).ok()?;
    }
    store.seal();
    let verdicts = judge(&store, rule.kind, &[rule.check()], 0).pop()?;
    Some((verdicts.fail.count(), verdicts.pass.count()))
}

fn facts(rule: &Rule) -> Option<Vec<FactId>> {
    if !rule.expressions().all(Expression::is_plain) {
        return None;
    }
    let mut facts: Vec<FactId> = rule
        .expressions()
        .flat_map(|expression| expression.facts().iter().copied())
        .collect();
    facts.sort_unstable();
    facts.dedup();
    Some(facts)
}

/// One of the combinations, counted through with one digit a fact.
fn combination(packs: &Packs, rule: &Rule, facts: &[FactId], values: &[Vec<Value>], at: usize) -> Record {
    let schema = packs.schema();
    let source = Source {
        provider: "lint".to_owned(),
        name: "lint".to_owned(),
        live: true,
    };
    let kind = schema.kind_of(rule.kind);
    let mut record = Record::about(&kind.name, &format!("{at}"), source, 0);
    record.parent = kind.parent.map(|parent| schema.kind_of(parent).name.clone());
    let mut rest = at;
    for (fact, values) in facts.iter().zip(values) {
        // One more than there are values: the fact is not known.
        if let Some(value) = values.get(rest % (values.len() + 1)) {
            record.know(&schema.fact_of(*fact).name, value.clone());
        }
        rest /= values.len() + 1;
    }
    record
}

fn candidates(ty: &FactType, literals: &[Value]) -> Vec<Value> {
    let known = || literals.iter().filter_map(Value::as_text);
    let texts = || {
        let each = known().flat_map(around);
        each.chain([String::new(), OTHER.to_owned()])
            .map(|text| Value::from(text.as_str()))
    };
    let mut values: Vec<Value> = match ty {
        FactType::Bool => vec![Value::Bool(true), Value::Bool(false)],
        FactType::Enum(words) => words.iter().map(|word| Value::from(word.as_str())).collect(),
        FactType::Text => texts().collect(),
        FactType::List(_) => lists(known().chain([OTHER]).map(Value::from).collect()),
        FactType::Float => numbers(literals)
            .map(|number| Value::Float(number as f64))
            .collect(),
        _ => numbers(literals).map(Value::Int).collect(),
    };
    let mut seen = Vec::new();
    values.retain(|value| {
        let new = !seen.contains(value);
        seen.push(value.clone());
        new
    });
    values
}

/// A text, with something before it, after it, around it, and in other letters.
fn around(text: &str) -> [String; 5] {
    [
        text.to_owned(),
        format!("{OTHER}{text}"),
        format!("{text}{OTHER}"),
        format!("{OTHER}{text}{OTHER}"),
        text.to_uppercase(),
    ]
}

fn numbers(literals: &[Value]) -> impl Iterator<Item = i64> {
    let numbers = literals.iter().filter_map(|value| match value {
        Value::Int(number) => Some(*number),
        Value::Float(number) => Some(*number as i64),
        _ => None,
    });
    numbers
        .chain([0])
        // Two on either side, since facts are compared with one another as well.
        .flat_map(|number| (-2..=2).map(move |step| number.saturating_add(step)))
}

/// Nothing, each alone, and all together.
fn lists(items: Vec<Value>) -> Vec<Value> {
    let alone = items.iter().map(|item| Value::List(vec![item.clone()]));
    let mut lists: Vec<Value> = alone.collect();
    lists.push(Value::List(Vec::new()));
    lists.push(Value::List(items));
    lists
}
