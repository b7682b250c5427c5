//! Facts: typed, named statements about subjects, with where and when they were learnt.
//!
//! This crate knows what a fact is, how it is declared, stored in columns and written to a bundle. It knows
//! nothing about mail, about rules or about how facts are collected.

pub mod bundle;
pub mod column;
pub mod moment;
mod record;
pub mod scan;
mod schema;
mod store;
mod types;
mod unknown;
mod value;

pub use record::{Known, Record, Source, SubjectRef};
pub use schema::{Fact, FactId, Kind, KindId, Schema, SchemaError};
pub use store::{Dissent, FactStore, IdCase, Origin, RecordError, Subject, Subjects};
pub use types::FactType;
pub use unknown::{Reason, Unknown};
pub use value::Value;
