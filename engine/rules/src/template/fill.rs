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
        let print =
            |out: &mut String, name: &str, value: &Value, ty: &FactType| show(form, out, name, value, ty);
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
        let print = |out: &mut String, _: &str, value: &Value, ty: &FactType| print(out, value, ty);
        self.printed(store, subject, print, unknown)
    }

    fn printed(
        &self,
        store: &FactStore,
        subject: Subject,
        print: impl Fn(&mut String, &str, &Value, &FactType),
        unknown: impl Fn(&mut String, &str),
    ) -> String {
        let mut out = String::with_capacity(self.text.len());
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Value(value, ty, name) => print(&mut out, name, value, ty),
                Part::Fact(fact) => {
                    let declared = store.schema().fact_of(*fact);
                    let row = row_of(store, subject, *fact);
                    match row.and_then(|row| store.get(*fact, row).ok()) {
                        Some(value) => print(&mut out, &declared.name, &value, &declared.ty),
                        None => unknown(&mut out, &declared.name),
                    }
                }
            }
        }
        out
    }
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
