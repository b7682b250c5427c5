//! The sandbox from outside: what scripts may say, what they compare, what stops them. Every hole that a plain Rhai
//! engine has stands here as a test, so that an upgrade of Rhai cannot open one again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod calls;
mod comparisons;
mod language;
mod limits;

use imaprules_facts::Value;
use imaprules_script::{CallError, Library, ScriptError, Source};

/// Compiles one file, named `test.rhai`.
fn compile(text: &str) -> Result<Library, Vec<ScriptError>> {
    Library::compile(&[Source {
        name: "test.rhai",
        text,
    }])
}

/// Compiles functions and calls `f` without arguments.
fn call(text: &str) -> Result<Value, CallError> {
    compile(text)
        .unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
        .call("f", &[], 0)
}

/// The value of the body of a function.
fn value(body: &str) -> Value {
    call(&format!("fn f() {{ {body} }}")).unwrap_or_else(|error| panic!("{body}: {error}"))
}

/// What a mistake in the body of a function says when it runs.
fn failure(body: &str) -> String {
    match call(&format!("fn f() {{ {body} }}")) {
        Err(CallError::Runtime { message, .. }) => message,
        other => panic!("{body}: {other:?}"),
    }
}
