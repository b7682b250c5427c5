//! Facts put in the place of what was collected: as a source that beats every other.

use super::{WhyError, shown};
use crate::template::row_of;
use imaprules_conditions::{nearest, parse_literal};
use imaprules_facts::{FactId, FactStore, Record, Source, Subject, Value};

/// Later than anything that was collected, so that it wins over every other source.
const LATEST: i64 = i64::MAX / 2;

/// A fact that is assumed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assumed {
    pub(super) fact: FactId,
    pub(super) row: usize,
    pub(super) value: Value,
}

impl Assumed {
    /// As users write it.
    pub(super) fn shown(&self, store: &FactStore) -> String {
        let declared = store.schema().fact_of(self.fact);
        format!("{}={}", declared.name, shown(&self.value, &declared.ty))
    }
}

/// Reads what is to be assumed of a subject and of those it belongs or refers to.
pub(super) fn read(
    store: &FactStore,
    subject: Subject,
    assumed: &[(String, String)],
) -> Result<Vec<Assumed>, WhyError> {
    assumed
        .iter()
        .map(|(name, text)| {
            one(store, subject, name, text).map_err(|problem| WhyError::Assumption {
                assumption: format!("{name}={text}"),
                problem,
            })
        })
        .collect()
}

fn one(store: &FactStore, subject: Subject, name: &str, text: &str) -> Result<Assumed, String> {
    let schema = store.schema();
    let Some(fact) = schema.fact(name) else {
        let near = nearest(name, schema.facts().map(|(_, fact)| fact.name.as_str()));
        let help = near
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        return Err(format!("no fact `{name}` is declared{help}"));
    };
    let value = parse_literal(text, &schema.fact_of(fact).ty)?;
    let row = row_of(store, subject, fact).ok_or_else(|| {
        let kind = &schema.kind_of(schema.fact_of(fact).kind).name;
        format!("it is a fact of a {kind}, and the subject leads to none")
    })?;
    Ok(Assumed { fact, row, value })
}

/// Puts facts in the place of what was collected.
pub(super) fn apply(store: &mut FactStore, assumed: &[&Assumed]) {
    for one in assumed {
        let declared = store.schema().fact_of(one.fact).clone();
        let kind = store.schema().kind_of(declared.kind).name.clone();
        let id = store.subjects(declared.kind).id(one.row).to_owned();
        let source = Source {
            provider: "assumed".to_owned(),
            name: "assumed".to_owned(),
            live: true,
        };
        let mut record = Record::about(&kind, &id, source, LATEST);
        record.know(&declared.name, one.value.clone());
        // The subject exists and the value is of the declared type; there is nothing to refuse.
        let _ = store.add(&record);
    }
}
