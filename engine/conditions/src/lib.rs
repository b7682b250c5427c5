//! The condition language of rules: what stands in `given`, `when` and derived facts.
//!
//! An expression is parsed, its names and types are checked against the declared facts ([`compile_condition`],
//! [`compile_value`]), and it is evaluated over the columns of a store, many subjects at a time ([`judge`]), in
//! Kleene's three-valued logic: a fact that is not known makes a condition unknown unless the rest decides it.
//!
//! The crate knows nothing of rules, packs, scripts or reports. Functions of scripts come in through
//! [`Functions`]. The language is specified for authors in `rules/README.md`.

mod ast;
mod check;
mod evaluate;
mod expression;
mod lexer;
mod literal;
mod literals;
mod measure;
mod nearest;
mod parser;
mod place;
mod problem;
mod scope;
mod shape;
mod typed;

pub use evaluate::{Answer, Blame, Check, Verdicts, answer, blame, blame_value, compute, failing, judge};
pub use expression::{Expression, compile_condition, compile_value};
pub use literal::{format_exactly, format_value, parse_literal};
pub use literals::Mark;
pub use measure::{format_size, parse_duration, parse_size, unit_of};
pub use nearest::nearest;
pub use place::reach;
pub use problem::{Problem, Span};
pub use scope::{CallFailure, Functions, NoFunctions, Param, Scope, Signature};
pub use shape::{Join, Shape};
