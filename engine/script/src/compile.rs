//! Compiles the scripts of a pack one by one and joins them, so that each error knows its file. Refuses what
//! Rhai allows and a pack of pure functions does not need: code outside functions, two functions of one name.

use std::collections::BTreeMap;
use std::panic::catch_unwind;

use rhai::{AST, FnAccess, Scope};

use crate::budget;
use crate::engine::engine;
use crate::error::ScriptError;
use crate::explain;
use crate::host::RESERVED;
use crate::library::{Function, Parts, Source, message};
use crate::limits;

/// Compiles all files and collects the mistakes of all of them.
pub(crate) fn parts(sources: &[Source<'_>]) -> Result<Parts, Vec<ScriptError>> {
    let mut parts = Parts {
        ast: AST::empty(),
        functions: BTreeMap::new(),
        closures: BTreeMap::new(),
    };
    let mut errors = Vec::new();
    for source in sources {
        match compiled(source) {
            Ok(ast) => join(&mut parts, source, ast, &mut errors),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(parts) } else { Err(errors) }
}

fn compiled(source: &Source<'_>) -> Result<AST, ScriptError> {
    if source.text.len() > limits::SOURCE.size() {
        let message = format!("over the limit of {}", limits::SOURCE);
        return Err(error(source, (1, 1), message, "split it into several files"));
    }
    let outcome = catch_unwind(|| engine().compile(source.text)).map_err(|panic| {
        let message = format!("the script interpreter broke ({})", message(&*panic));
        error(source, (1, 1), message, "please report it with the script")
    })?;
    let ast = outcome.map_err(|parse_error| {
        let (message, remedy) = explain::parse_error(&parse_error);
        error(source, explain::place(parse_error.position()), message, remedy)
    })?;
    match first_statement(&ast) {
        Some(at) => Err(error(
            source,
            at,
            "code outside of functions never runs".to_owned(),
            "move it into the function that needs it",
        )),
        None => Ok(ast),
    }
}

/// Where code outside of functions begins. Rhai does not show statements without its unstable internals, so the
/// code is run with no step allowed: it stops at its first one.
fn first_statement(ast: &AST) -> Option<(usize, usize)> {
    budget::begin(0, 0);
    let outcome = engine().run_ast_with_scope(&mut Scope::new(), ast);
    budget::end();
    outcome.err().map(|error| explain::fault(*error).position)
}

fn join(parts: &mut Parts, source: &Source<'_>, ast: AST, errors: &mut Vec<ScriptError>) {
    for function in ast.iter_functions() {
        let name = function.name.to_owned();
        if name.starts_with("anon$") {
            parts.closures.insert(name, source.name.to_owned());
            continue;
        }
        let at = definition(source.text, &name);
        if function.this_type.is_some() {
            let remedy = "take the value as a parameter";
            errors.push(error(source, at, format!("`{name}` is a method"), remedy));
        } else if RESERVED.contains(&name.as_str()) {
            let message = format!("`{name}` is a function of the host");
            errors.push(error(source, at, message, "give yours another name"));
        } else if let Some(other) = parts.functions.get(&name) {
            let message = format!("there is a function `{name}` in {} already", other.file);
            errors.push(error(source, at, message, "give one of them another name"));
        } else if parts.functions.len() >= limits::FUNCTIONS.size() {
            let message = format!("the pack is over the limit of {}", limits::FUNCTIONS);
            errors.push(error(source, at, message, "use fewer functions"));
        } else {
            parts.functions.insert(
                name.clone(),
                describe(source, &name, &function.params, function.access),
            );
        }
    }
    parts.ast.combine(ast);
}

fn describe(source: &Source<'_>, name: &str, parameters: &[&str], access: FnAccess) -> Function {
    Function {
        name: name.to_owned(),
        parameters: parameters.iter().map(|&parameter| parameter.to_owned()).collect(),
        file: source.name.to_owned(),
        public: access == FnAccess::Public,
    }
}

/// Line and column of the last definition of a function; Rhai does not tell.
fn definition(text: &str, name: &str) -> (usize, usize) {
    let mut last = (1, 1);
    for (index, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices(name) {
            let before = line.get(..at).unwrap_or_default().trim_end();
            let after = line.get(at + name.len()..).unwrap_or_default().trim_start();
            if before.ends_with("fn") && after.starts_with('(') {
                last = (index + 1, line.get(..at).unwrap_or_default().chars().count() + 1);
            }
        }
    }
    last
}

fn error(source: &Source<'_>, at: (usize, usize), message: String, remedy: impl Into<String>) -> ScriptError {
    let (line, column) = at;
    ScriptError {
        file: source.name.to_owned(),
        line: line.max(1),
        column: column.max(1),
        message,
        remedy: remedy.into(),
    }
}
