//! From Rhai's errors to ours: what happened, in words of rule authors, and what to do. Nothing else looks into
//! Rhai's error types.

use rhai::{EvalAltResult, LexError, ParseError, ParseErrorType, Position};

use crate::engine::REFUSED;
use crate::host::shortened;
use crate::limits::{self, Limit};

/// A message and a remedy for an error of the parser.
pub(crate) fn parse_error(error: &ParseError) -> (String, String) {
    let message = error.err_type().to_string();
    match error.err_type() {
        ParseErrorType::Reserved(symbol)
        | ParseErrorType::BadInput(LexError::ImproperSymbol(symbol, _))
        | ParseErrorType::UnknownOperator(symbol) => refused_symbol(symbol, message),
        ParseErrorType::ExprTooDeep => over(&limits::EXPRESSION_DEPTH, "split it into several functions"),
        ParseErrorType::TooManyFunctions => over(&limits::FUNCTIONS, "use fewer functions and closures"),
        ParseErrorType::LiteralTooLarge(..) => (message, "make the literal shorter".to_owned()),
        ParseErrorType::VariableUndefined(_) => (
            message,
            "check the spelling; a function sees its parameters and its own variables only".to_owned(),
        ),
        ParseErrorType::VariableExists(_) => (message, "give the second variable another name".to_owned()),
        ParseErrorType::ModuleUndefined(_) => (
            message,
            "scripts have no modules; call functions by their bare name".to_owned(),
        ),
        _ => (
            message,
            "mend the syntax; the language is described at https://rhai.rs/book/".to_owned(),
        ),
    }
}

fn refused_symbol(symbol: &str, message: String) -> (String, String) {
    match REFUSED.iter().find(|(refused, _)| *refused == symbol) {
        Some((_, remedy)) => (
            format!("`{symbol}` is not available in scripts"),
            (*remedy).to_owned(),
        ),
        None => (message, "use another name or operator".to_owned()),
    }
}

fn over(limit: &Limit, remedy: &str) -> (String, String) {
    (format!("over the limit of {limit}"), remedy.to_owned())
}

/// An error of a call, reduced to the function where it happened.
pub(crate) struct Fault {
    /// The innermost function that Rhai names; nothing when the called function itself failed.
    pub(crate) function: Option<String>,
    /// Line and column, both 0 when Rhai names none.
    pub(crate) position: (usize, usize),
    /// What happened.
    pub(crate) kind: FaultKind,
}

/// What happened in a failed call.
pub(crate) enum FaultKind {
    Limit(&'static Limit),
    Runtime(String),
}

/// Takes an error of Rhai apart.
pub(crate) fn fault(error: EvalAltResult) -> Fault {
    let mut error = error;
    let mut function = None;
    while let EvalAltResult::ErrorInFunctionCall(name, _, inner, _) = error {
        function = Some(name);
        error = *inner;
    }
    let position = place(error.take_position());
    Fault {
        function,
        position,
        kind: kind(&error),
    }
}

/// Line and column, both 0 when there is none.
pub(crate) fn place(position: Position) -> (usize, usize) {
    (position.line().unwrap_or(0), position.position().unwrap_or(0))
}

fn kind(error: &EvalAltResult) -> FaultKind {
    match error {
        EvalAltResult::ErrorTooManyOperations(_) => FaultKind::Limit(&limits::OPERATIONS),
        EvalAltResult::ErrorStackOverflow(_) => FaultKind::Limit(&limits::CALL_LEVELS),
        EvalAltResult::ErrorTooManyVariables(_) => FaultKind::Limit(&limits::VARIABLES),
        // Rhai says only in words which of its sizes was exceeded, and both words are its own.
        EvalAltResult::ErrorDataTooLarge(what, _) => FaultKind::Limit(match what.contains("string") {
            true => &limits::TEXT,
            false => &limits::ITEMS,
        }),
        _ => FaultKind::Runtime(runtime(error)),
    }
}

fn runtime(error: &EvalAltResult) -> String {
    match error {
        EvalAltResult::ErrorRuntime(thrown, _) => shortened(&thrown.to_string()),
        EvalAltResult::ErrorDataRace(..) => {
            "a closure uses the list whose function calls it: work it out before, as in \
             `let n = list.len(); list.filter(|x| n > 0)`"
                .to_owned()
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => format!(
            "there is no function {} for these kinds of values: check its name, and how many values of which kind it takes",
            signature.replace("&str | ImmutableString | String", "string")
        ),
        EvalAltResult::ErrorPropertyNotFound(name, _) => format!(
            "the map has no property {name}: ask `\"{name}\" in map` first, or write `map.get(\"{name}\") ?? default`"
        ),
        EvalAltResult::ErrorMismatchDataType(wanted, got, _) => {
            format!("{got} where {wanted} is needed: compare it, as in `x > 0` or `x != \"\"`")
        }
        other => other.to_string(),
    }
}
