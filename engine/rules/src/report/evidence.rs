//! The facts a result rests on: values, where they come from, when they were learnt.

use crate::template::row_of;
use crate::{Packs, Rule};
use imaprules_conditions::format_value;
use imaprules_facts::{FactId, FactStore, FactType, Subject, Value};
use imaprules_report::Evidence;

/// The facts to show for results of a rule: those it names, then those its derived facts are computed from.
pub(crate) fn facts(packs: &Packs, rule: &Rule) -> Vec<FactId> {
    let mut facts = rule.facts();
    let mut at = 0;
    while let Some(fact) = facts.get(at) {
        let derived = packs.derived().iter().find(|derived| derived.fact == *fact);
        for needed in derived.map_or(&[][..], |derived| derived.value.facts()) {
            if !facts.contains(needed) {
                facts.push(*needed);
            }
        }
        at += 1;
    }
    facts
}

/// The evidence for one subject. Facts of its children are left out: they are many.
pub(crate) fn of(store: &FactStore, subject: Subject, facts: &[FactId]) -> Vec<Evidence> {
    facts
        .iter()
        .filter_map(|fact| one(store, subject, *fact))
        .collect()
}

fn one(store: &FactStore, subject: Subject, fact: FactId) -> Option<Evidence> {
    let declared = store.schema().fact_of(fact);
    let row = row_of(store, subject, fact)?;
    let origin = store.origin(fact, row);
    let mut evidence = Evidence {
        name: declared.name.clone(),
        value: serde_json::Value::Null,
        source: origin.as_ref().map(|origin| match origin.place {
            Some(place) => format!("{}, {place}", origin.source.name),
            None => origin.source.name.clone(),
        }),
        at: origin.map(|origin| moment(origin.at)),
        reason: None,
        note: None,
    };
    match store.get(fact, row) {
        Ok(value) => evidence.value = json(&value, &declared.ty),
        Err(unknown) => {
            evidence.reason = Some(unknown.reason.to_string());
            evidence.note = unknown.note;
        }
    }
    Some(evidence)
}

fn moment(millis: i64) -> String {
    format_value(&Value::Int(millis), &FactType::Time)
}

fn json(value: &Value, ty: &FactType) -> serde_json::Value {
    match (value, ty) {
        (Value::Int(millis), FactType::Time) => moment(*millis).into(),
        (Value::List(items), FactType::List(item)) => items.iter().map(|value| json(value, item)).collect(),
        (Value::List(items), _) => items.iter().map(|value| json(value, ty)).collect(),
        (Value::Bool(value), _) => (*value).into(),
        (Value::Int(value), _) => (*value).into(),
        (Value::Float(value), _) => (*value).into(),
        (Value::Text(value), _) => value.as_str().into(),
    }
}
