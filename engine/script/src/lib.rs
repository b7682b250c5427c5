//! The Rhai sandbox: compiles the scripts of a rule pack and calls their functions with the values of facts.
//!
//! Scripts compute values; and, or and not stay with conditions, because Rhai knows two truth values only. Nothing
//! of Rhai is visible from outside, and nothing of the world is visible from inside: no file, no network, no clock,
//! no output. [`limits::ALL`] says what one call may use. Reading packs, declared types and conditions are not here.

mod budget;
mod compare;
mod compile;
mod convert;
mod engine;
mod error;
mod explain;
mod host;
mod library;
pub mod limits;
mod lists;
mod numbers;
mod patterns;
mod size;

pub use error::{CallError, Place, ScriptError};
pub use library::{Function, Library, Source};
pub use limits::Limit;
