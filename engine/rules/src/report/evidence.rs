//! The facts a result rests on: values, where they come from, when they were learnt.

use crate::template::{formed, row_of, said};
use crate::{Packs, Rule};
use imaprules_conditions::{format_exactly, format_value};
use imaprules_facts::{FactId, FactStore, FactType, Subject, Value};
use imaprules_report::Evidence;
use imaprules_words::Form;

/// A fact to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) fact: FactId,
    /// Whether a pack computes it.
    pub(crate) derived: bool,
}

/// The facts to show for results of a rule: those it names, then those its derived facts are computed from.
pub(crate) fn facts(packs: &Packs, rule: &Rule) -> Vec<Shown> {
    let mut facts = rule.facts();
    let mut shown = Vec::new();
    while let Some(fact) = facts.get(shown.len()).copied() {
        let derived = packs.derived().iter().find(|derived| derived.fact == fact);
        for needed in derived.map_or(&[][..], |derived| derived.value.facts()) {
            if !facts.contains(needed) {
                facts.push(*needed);
            }
        }
        shown.push(Shown {
            fact,
            derived: derived.is_some(),
        });
    }
    shown
}

/// The evidence for one subject. Facts of its children are left out: they are many. So are derived facts that are
/// not known: what they lack is told of the facts they are computed from.
pub(crate) fn of(store: &FactStore, subject: Subject, facts: &[Shown]) -> Vec<Evidence> {
    of_in(&Form::default(), store, subject, facts)
}

/// As [`of`], with values in the form of a language.
pub(crate) fn of_in(form: &Form, store: &FactStore, subject: Subject, facts: &[Shown]) -> Vec<Evidence> {
    let evidence = facts
        .iter()
        .filter_map(|shown| Some((shown, one(form, store, subject, shown.fact)?)));
    evidence
        .filter(|(shown, one)| !shown.derived || one.reason.is_none())
        .map(|(_, one)| one)
        .collect()
}

fn one(form: &Form, store: &FactStore, subject: Subject, fact: FactId) -> Option<Evidence> {
    let declared = store.schema().fact_of(fact);
    let row = row_of(store, subject, fact)?;
    let origin = store.origin(fact, row);
    let mut evidence = Evidence {
        name: declared.name.clone(),
        value: serde_json::Value::Null,
        shown: None,
        source: origin.as_ref().map(|origin| {
            let name = form.phrase(&origin.source.name);
            match origin.place {
                Some(place) => [&name, ", ", &form.phrase(place)].concat(),
                None => name.into_owned(),
            }
        }),
        at: origin.map(|origin| moment(origin.at)),
        reason: None,
        note: None,
    };
    match store.get(fact, row) {
        Ok(value) => {
            let said = declared.phrased.then(|| said(form, &value)).flatten();
            evidence.shown = match said.filter(|said| *said != value) {
                // Between the marks that texts stand in.
                Some(said) => Some(json(said, &declared.ty).to_string()),
                None => {
                    let other = !form.is_english() && has_form(&declared.ty);
                    let wanted = has_unit(&declared.ty) || other;
                    wanted.then(|| told(form, &declared.name, &value, &declared.ty))
                }
            };
            evidence.value = json(value, &declared.ty);
        }
        Err(unknown) => {
            evidence.reason = Some(unknown.reason.as_str().to_owned());
            evidence.note = unknown.note.map(|note| form.phrase(&note).into_owned());
        }
    }
    Some(evidence)
}

/// A value for people. Broken numbers are not rounded: conditions compared them as they are.
fn told(form: &Form, name: &str, value: &Value, ty: &FactType) -> String {
    match ty {
        FactType::Float => form.decimal(&format_exactly(value, ty)),
        _ => formed(form, name, value, ty),
    }
}

/// Whether a bare number would not say what is meant.
fn has_unit(ty: &FactType) -> bool {
    match ty {
        FactType::Bytes | FactType::Duration => true,
        FactType::List(item) => has_unit(item),
        _ => false,
    }
}

/// Whether languages write it differently.
fn has_form(ty: &FactType) -> bool {
    match ty {
        FactType::Time | FactType::Int | FactType::Float => true,
        FactType::List(item) => has_form(item),
        _ => false,
    }
}

fn moment(millis: i64) -> String {
    format_value(&Value::Int(millis), &FactType::Time)
}

fn json(value: Value, ty: &FactType) -> serde_json::Value {
    match (value, ty) {
        (Value::Int(millis), FactType::Time) => moment(millis).into(),
        (Value::List(items), FactType::List(item)) => {
            items.into_iter().map(|value| json(value, item)).collect()
        }
        (Value::List(items), _) => items.into_iter().map(|value| json(value, ty)).collect(),
        (Value::Bool(value), _) => value.into(),
        (Value::Int(value), _) => value.into(),
        (Value::Float(value), _) => value.into(),
        (Value::Text(value), _) => value.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_numbers_are_evidence_as_they_were_compared() {
        let share = Value::Float(1234.95);
        let shown = |language: &str| told(&Form::of(language), "a.share", &share, &FactType::Float);
        assert_eq!(shown("tr"), "1.234,95");
        assert_eq!(json(share.clone(), &FactType::Float).to_string(), "1234.95");
    }
}
