//! Facts by name and row.

use imaprules_facts::{FactStore, Known, Reason, Unknown, Value};

/// The facts of a run.
pub(crate) struct Facts<'a>(pub(crate) &'a FactStore);

impl Facts<'_> {
    /// How many subjects of a kind there are.
    pub(crate) fn count(&self, kind: &str) -> usize {
        let kind = self.0.schema().kind(kind);
        kind.map_or(0, |kind| self.0.subjects(kind).len())
    }

    /// The id of a subject.
    pub(crate) fn id(&self, kind: &str, row: usize) -> &str {
        let kind = self.0.schema().kind(kind);
        kind.map_or("", |kind| self.0.subjects(kind).id(row))
    }

    /// What is known of a fact, or why it is not.
    pub(crate) fn get(&self, fact: &str, row: usize) -> Known {
        match self.0.schema().fact(fact) {
            Some(fact) => self.0.get(fact, row),
            None => Err(Unknown::because(Reason::NotCollected)),
        }
    }

    /// A whole number that is not negative.
    pub(crate) fn number(&self, fact: &str, row: usize) -> Option<u64> {
        u64::try_from(self.get(fact, row).ok()?.as_int()?).ok()
    }

    /// A number with a fraction.
    pub(crate) fn float(&self, fact: &str, row: usize) -> Option<f64> {
        match self.get(fact, row).ok()? {
            Value::Float(value) => Some(value),
            _ => None,
        }
    }

    /// A truth value.
    pub(crate) fn flag(&self, fact: &str, row: usize) -> Option<bool> {
        self.get(fact, row).ok()?.as_bool()
    }

    /// A list of texts.
    pub(crate) fn texts(&self, fact: &str, row: usize) -> Option<Vec<String>> {
        match self.get(fact, row).ok()? {
            Value::List(items) => Some(
                items
                    .iter()
                    .filter_map(Value::as_text)
                    .map(str::to_owned)
                    .collect(),
            ),
            _ => None,
        }
    }
}
