//! Facts: typed, named statements about subjects, with where and when they were learnt.
//!
//! This crate knows what a fact is, how it is declared, stored in columns and written to a bundle. It knows
//! nothing about mail, about rules or about how facts are collected.

mod record;
mod types;
mod unknown;
mod value;

pub use record::{Known, Record, Source, SubjectRef};
pub use types::FactType;
pub use unknown::{Reason, Unknown};
pub use value::Value;
