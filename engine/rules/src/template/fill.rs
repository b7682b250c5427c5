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
        self.filled(store, subject, shown, |_| UNKNOWN.to_owned())
    }

    fn filled(
        &self,
        store: &FactStore,
        subject: Subject,
        print: impl Fn(&Value, &FactType) -> String,
        unknown: impl Fn(&str) -> String,
    ) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Value(value, ty, _) => print(value, ty),
            Part::Fact(fact) => {
                let declared = store.schema().fact_of(*fact);
                let value = row_of(store, subject, *fact).and_then(|row| store.get(*fact, row).ok());
                value.map_or_else(|| unknown(&declared.name), |value| print(&value, &declared.ty))
            }
        };
        self.parts.iter().map(part).collect()
    }
}

impl Command {
    /// The command for a subject. What is not known stands there as `<its.name>`, to be filled in by hand: a `?`
    /// would be taken for a pattern.
    pub fn fill(&self, store: &FactStore, subject: Subject) -> String {
        let shell: Shell = self.shell;
        let unknown = |name: &str| shell.quote(&format!("<{name}>"));
        self.run
            .filled(store, subject, |value, ty| shell.argument(value, ty), unknown)
    }
}

/// The row of the subject a fact is about, seen from a subject.
pub(crate) fn row_of(store: &FactStore, subject: Subject, fact: FactId) -> Option<usize> {
    if store.schema().fact_of(fact).kind == subject.kind {
        return Some(subject.row);
    }
    reach(store, subject, fact)
}

fn shown(value: &Value, ty: &FactType) -> String {
    match value {
        Value::List(items) if items.len() > MAX_ITEMS => {
            let first = Value::List(items.iter().take(MAX_ITEMS).cloned().collect());
            format!(
                "{} and {} more",
                format_value(&first, ty),
                items.len() - MAX_ITEMS
            )
        }
        _ => format_value(value, ty),
    }
}
