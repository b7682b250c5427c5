//! Filling a template for one subject.

use super::form::formed;
use super::{Part, Template};
use imaprules_conditions::reach;
use imaprules_facts::{FactId, FactStore, FactType, Subject, Value};
use imaprules_words::Form;

/// Printed for a fact that is not known.
const UNKNOWN: &str = "?";

/// Longer lists are cut, with the number of what was left out: a sentence must stay one.
const MAX_ITEMS: usize = 20;

impl Template {
    /// The words for a subject, with values as conditions write them.
    pub fn fill(&self, store: &FactStore, subject: Subject) -> String {
        self.fill_in(&Form::default(), store, subject)
    }

    /// The words for a subject, with values in the form of the language that the words are in.
    pub fn fill_in(&self, form: &Form, store: &FactStore, subject: Subject) -> String {
        let unknown = |out: &mut String, _: &str| out.push_str(UNKNOWN);
        let print = |out: &mut String, seen: Seen| {
            let said = seen.phrased.then(|| said(form, seen.value)).flatten();
            show(form, out, seen.name, said.as_ref().unwrap_or(seen.value), seen.ty);
        };
        self.printed(store, subject, print, unknown)
    }

    /// As [`Template::fill`], with other ways to print what is known and what is not.
    pub(super) fn filled(
        &self,
        store: &FactStore,
        subject: Subject,
        print: impl Fn(&mut String, &Value, &FactType),
        unknown: impl Fn(&mut String, &str),
    ) -> String {
        let print = |out: &mut String, seen: Seen| print(out, seen.value, seen.ty);
        self.printed(store, subject, print, unknown)
    }

    fn printed(
        &self,
        store: &FactStore,
        subject: Subject,
        print: impl Fn(&mut String, Seen),
        unknown: impl Fn(&mut String, &str),
    ) -> String {
        let mut out = String::with_capacity(self.text.len());
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Value(value, ty, name) => print(
                    &mut out,
                    Seen {
                        name,
                        value,
                        ty,
                        phrased: false,
                    },
                ),
                Part::Fact(fact) => {
                    let declared = store.schema().fact_of(*fact);
                    let row = row_of(store, subject, *fact);
                    match row.and_then(|row| store.get(*fact, row).ok()) {
                        Some(value) => print(
                            &mut out,
                            Seen {
                                name: &declared.name,
                                value: &value,
                                ty: &declared.ty,
                                phrased: declared.phrased,
                            },
                        ),
                        None => unknown(&mut out, &declared.name),
                    }
                }
            }
        }
        out
    }
}

/// A value to print.
#[derive(Clone, Copy)]
struct Seen<'a> {
    /// Name of the fact or parameter.
    name: &'a str,
    value: &'a Value,
    ty: &'a FactType,
    /// Whether its text is a sentence of the program's own.
    phrased: bool,
}

/// What a language says for a value that is a sentence or a list of sentences; nothing in English.
pub(crate) fn said(form: &Form, value: &Value) -> Option<Value> {
    if form.is_english() || form.phrases().is_empty() {
        return None;
    }
    Some(match value {
        Value::Text(text) => Value::Text(form.phrase(text).into_owned()),
        Value::List(items) => {
            let items = items
                .iter()
                .map(|item| said(form, item).unwrap_or_else(|| item.clone()));
            Value::List(items.collect())
        }
        value => value.clone(),
    })
}

/// The row of the subject a fact is about, seen from a subject.
pub(crate) fn row_of(store: &FactStore, subject: Subject, fact: FactId) -> Option<usize> {
    if store.schema().fact_of(fact).kind == subject.kind {
        return Some(subject.row);
    }
    reach(store, subject, fact)
}

fn show(form: &Form, out: &mut String, name: &str, value: &Value, ty: &FactType) {
    match value {
        Value::Text(text) => out.push_str(text),
        Value::List(items) if items.len() > MAX_ITEMS => {
            let first = Value::List(items.iter().take(MAX_ITEMS).cloned().collect());
            let list = formed(form, name, &first, ty);
            out.push_str(&form.more(&list, items.len() - MAX_ITEMS));
        }
        _ => out.push_str(&formed(form, name, value, ty)),
    }
}
