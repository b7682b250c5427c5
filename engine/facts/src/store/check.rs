//! Whether a record follows the schema. Records come from plugins and files too, so nothing is taken on trust.

use crate::{FactType, KindId, Record, Schema, Value};
use thiserror::Error;

/// What is wrong with a record.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// The kind of its subject, or of a reference, is not declared.
    #[error("`{kind}` is no declared kind of subject")]
    UnknownKind {
        /// The kind.
        kind: String,
    },
    /// A fact is not declared.
    #[error("`{fact}` is no declared fact")]
    UnknownFact {
        /// The fact.
        fact: String,
    },
    /// A fact is declared for another kind of subject.
    #[error("`{fact}` is a fact of a {declared}, not of a {found}")]
    WrongKind {
        /// The fact.
        fact: String,
        /// Kind it is declared for.
        declared: String,
        /// Kind of the record's subject.
        found: String,
    },
    /// A value is not of the declared type.
    #[error("`{fact}` is declared as {declared}, and {found} is not")]
    WrongType {
        /// The fact.
        fact: String,
        /// The declared type.
        declared: String,
        /// The value found, shortened.
        found: String,
    },
}

pub(super) fn kind(schema: &Schema, name: &str) -> Result<KindId, RecordError> {
    schema.kind(name).ok_or_else(|| RecordError::UnknownKind {
        kind: name.to_owned(),
    })
}

/// Whether a record follows the schema.
pub(crate) fn record(schema: &Schema, record: &Record) -> Result<(), RecordError> {
    let kind = kind(schema, &record.subject.kind)?;
    for reference in &record.references {
        self::kind(schema, &reference.kind)?;
    }
    for (name, known) in &record.facts {
        let id = schema
            .fact(name)
            .ok_or_else(|| RecordError::UnknownFact { fact: name.clone() })?;
        let fact = schema.fact_of(id);
        if fact.kind != kind {
            return Err(RecordError::WrongKind {
                fact: name.clone(),
                declared: schema.kind_of(fact.kind).name.clone(),
                found: record.subject.kind.clone(),
            });
        }
        if let Ok(value) = known {
            value_of(name, &fact.ty, value)?;
        }
    }
    Ok(())
}

fn value_of(fact: &str, ty: &FactType, value: &Value) -> Result<(), RecordError> {
    if fits(ty, value) {
        return Ok(());
    }
    Err(RecordError::WrongType {
        fact: fact.to_owned(),
        declared: ty.to_string(),
        found: format!("`{}`", value.to_string().chars().take(40).collect::<String>()),
    })
}

/// Whether a value is of a type.
pub(crate) fn fits(ty: &FactType, value: &Value) -> bool {
    match (ty, value) {
        (FactType::Bool, Value::Bool(_)) | (FactType::Text, Value::Text(_)) => true,
        (FactType::Float, Value::Float(float)) => float.is_finite(),
        (FactType::Float, Value::Int(_)) => true,
        (FactType::Enum(words), Value::Text(word)) => words.iter().any(|known| known == word),
        (FactType::List(item), Value::List(values)) => values.iter().all(|value| fits(item, value)),
        (ty, Value::Int(_)) => ty.is_integral(),
        _ => false,
    }
}
