//! Filling a template for one subject.

use super::{Command, Part, Shell, Template};
use imaprules_conditions::{format_value, reach};
use imaprules_facts::{FactId, FactStore, FactType, Subject, Value};

/// Printed for a fact that is not known.
const UNKNOWN: &str = "?";

/// Longer lists are cut, with the number of what was left out: a sentence must stay one.
const MAX_ITEMS: usize = 20;

impl Template {
    /// The words for a subject.
    pub fn fill(&self, store: &FactStore, subject: Subject) -> String {
        let unknown = |out: &mut String, _: &str| out.push_str(UNKNOWN);
        self.filled(store, subject, show, unknown)
    }

    fn filled(
        &self,
        store: &FactStore,
        subject: Subject,
        print: impl Fn(&mut String, &Value, &FactType),
        unknown: impl Fn(&mut String, &str),
    ) -> String {
        let mut out = String::with_capacity(self.text.len());
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Value(value, ty, _) => print(&mut out, value, ty),
                Part::Fact(fact) => {
                    let declared = store.schema().fact_of(*fact);
                    let row = row_of(store, subject, *fact);
                    match row.and_then(|row| store.get(*fact, row).ok()) {
                        Some(value) => print(&mut out, &value, &declared.ty),
                        None => unknown(&mut out, &declared.name),
                    }
                }
            }
        }
        out
    }
}

impl Command {
    /// The command for a subject. What is not known stands there as `<its.name>`, to be filled in by hand: a `?`
    /// would be taken for a pattern.
    pub fn fill(&self, store: &FactStore, subject: Subject) -> String {
        let shell: Shell = self.shell;
        let print = |out: &mut String, value: &Value, ty: &FactType| out.push_str(&shell.argument(value, ty));
        let unknown = |out: &mut String, name: &str| out.push_str(&shell.quote(&format!("<{name}>")));
        self.run.filled(store, subject, print, unknown)
    }
}

/// The row of the subject a fact is about, seen from a subject.
pub(crate) fn row_of(store: &FactStore, subject: Subject, fact: FactId) -> Option<usize> {
    if store.schema().fact_of(fact).kind == subject.kind {
        return Some(subject.row);
    }
    reach(store, subject, fact)
}

fn show(out: &mut String, value: &Value, ty: &FactType) {
    match value {
        Value::Text(text) => out.push_str(text),
        Value::List(items) if items.len() > MAX_ITEMS => {
            let first = Value::List(items.iter().take(MAX_ITEMS).cloned().collect());
            out.push_str(&format_value(&first, ty));
            out.push_str(&format!(" and {} more", items.len() - MAX_ITEMS));
        }
        _ => out.push_str(&format_value(value, ty)),
    }
}
