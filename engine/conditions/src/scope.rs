//! What an expression may name: facts of a schema seen from one kind of subject, parameters, functions.

use imaprules_facts::{FactType, KindId, Schema, Value};
use std::sync::Arc;

/// A parameter of a pack, with the value that counts in this run.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its name, without `param.`.
    pub name: String,
    /// Its type.
    pub ty: FactType,
    /// Its value.
    pub value: Value,
}

/// Types of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Types of the arguments.
    pub args: Vec<FactType>,
    /// Type of the result.
    pub result: FactType,
}

/// Why a function gave no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallFailure {
    /// It cannot tell; the condition becomes unknown.
    Unknown(String),
    /// It broke; the outcome becomes an error.
    Error(String),
}

/// Functions that compute values for conditions: the scripts of a pack.
pub trait Functions: Send + Sync {
    /// Types of a function, if there is one of that name.
    fn signature(&self, name: &str) -> Option<Signature>;

    /// Names of all functions.
    fn names(&self) -> Vec<String>;

    /// Computes a value. All arguments are known; the result is of the signature's type. `now` is the moment that
    /// counts as the present, in milliseconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// [`CallFailure`], which decides between unknown and error.
    fn call(&self, name: &str, args: &[Value], now: i64) -> Result<Value, CallFailure>;
}

/// No functions at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFunctions;

impl Functions for NoFunctions {
    fn signature(&self, _: &str) -> Option<Signature> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    fn call(&self, name: &str, _: &[Value], _: i64) -> Result<Value, CallFailure> {
        Err(CallFailure::Error(format!("there is no function `{name}`")))
    }
}

/// Everything an expression may name.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The declared facts.
    pub schema: &'a Schema,
    /// The kind of subject the expression is about.
    pub kind: KindId,
    /// The pack's parameters.
    pub params: &'a [Param],
    /// The pack's functions; kept by the expressions that call them.
    pub functions: &'a Arc<dyn Functions>,
}

#[cfg(test)]
pub(crate) mod tests_support {
    /// A function library for tests.
    pub(crate) struct Doubling;

    /// Declarations for tests.
    pub(crate) fn scope_facts() -> &'static str {
        include_str!("tests_facts.toml")
    }
}
