//! The scripts of one pack: compiled once, shared by all threads, called with values.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use imaprules_facts::Value;
use rhai::{AST, CallFnOptions, Dynamic, EvalAltResult, Scope};

use crate::budget::{self, Stop};
use crate::compile;
use crate::convert::{self, Arguments};
use crate::engine::engine;
use crate::error::{CallError, Place, ScriptError};
use crate::explain::{self, Fault, FaultKind};
use crate::limits;

/// One script file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'a> {
    /// The name that errors say, usually the path.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
}

/// A function of a pack's scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Function {
    /// Its name. Names are unique in a pack.
    pub name: String,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// The file that defines it.
    pub file: String,
    /// Whether rules may call it; `private fn` is for scripts only.
    pub public: bool,
}

/// The scripts of one pack, ready to be called from any thread. Cloning is cheap.
#[derive(Clone)]
pub struct Library {
    parts: Arc<Parts>,
}

/// What compiling makes.
pub(crate) struct Parts {
    pub(crate) ast: AST,
    pub(crate) functions: BTreeMap<String, Function>,
    /// The files of closures, by Rhai's names for them.
    pub(crate) closures: BTreeMap<String, String>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library")
            .field("functions", &self.parts.functions)
            .finish_non_exhaustive()
    }
}

impl Library {
    /// Compiles all scripts of a pack. Functions see each other across files.
    ///
    /// # Errors
    /// Every mistake that was found; at most one for each file's syntax.
    pub fn compile(sources: &[Source<'_>]) -> Result<Self, Vec<ScriptError>> {
        compile::parts(sources).map(|parts| Self {
            parts: Arc::new(parts),
        })
    }

    /// All functions, sorted by name.
    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.parts.functions.values()
    }

    /// The function of this name.
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.parts.functions.get(name)
    }

    /// Calls a public function. `as_of` is the date of the evaluation in milliseconds since 1970-01-01 UTC, which
    /// `as_of()` gives to the script. The same call has the same result on every thread, every time.
    ///
    /// # Errors
    /// See [`CallError`]; [`CallError::Unknown`] is the script's way to say that it cannot tell.
    pub fn call(&self, function: &str, args: &[Value], as_of: i64) -> Result<Value, CallError> {
        let found = self.callable(function, args.len())?;
        if let Some(limit) = convert::exceeded(args) {
            return Err(CallError::Limit {
                limit,
                place: whole(found),
            });
        }
        budget::begin(limits::OPERATIONS.value, as_of);
        let outcome = catch_unwind(AssertUnwindSafe(|| self.evaluate(function, args)));
        let stop = budget::end();
        match outcome {
            Err(panic) => Err(CallError::Panic {
                message: message(&*panic),
                place: whole(found),
            }),
            Ok(outcome) => self.settled(found, outcome, stop),
        }
    }

    fn callable(&self, function: &str, arguments: usize) -> Result<&Function, CallError> {
        let remedy = match self.function(function) {
            Some(found) if found.public && found.parameters.len() == arguments => return Ok(found),
            Some(found) if !found.public => format!("it is private in {}", found.file),
            Some(found) => format!("it takes {} in {}", found.parameters.len(), found.file),
            None => "define it with `fn` in a *.rhai file of the pack".to_owned(),
        };
        Err(CallError::NoFunction {
            function: function.to_owned(),
            arguments,
            remedy,
        })
    }

    fn evaluate(&self, function: &str, args: &[Value]) -> Result<Dynamic, Box<EvalAltResult>> {
        let options = CallFnOptions::new().eval_ast(false);
        engine().call_fn_with_options(
            options,
            &mut Scope::new(),
            &self.parts.ast,
            function,
            Arguments(args),
        )
    }

    /// A stop wins over whatever the script returned.
    fn settled(
        &self,
        function: &Function,
        outcome: Result<Dynamic, Box<EvalAltResult>>,
        stop: Option<Stop>,
    ) -> Result<Value, CallError> {
        let fault = match (outcome, stop) {
            (Ok(value), None) => {
                return convert::from_script(value).map_err(|got| CallError::Return {
                    got,
                    place: whole(function),
                });
            }
            (Ok(_), Some(stop)) => return Err(stopped(stop, whole(function))),
            (Err(error), stop) => (explain::fault(*error), stop),
        };
        let (fault, stop) = fault;
        let place = self.place(function, &fault);
        Err(match (stop, fault.kind) {
            (Some(stop), _) => stopped(stop, place),
            (None, FaultKind::Limit(limit)) => CallError::Limit { limit, place },
            (None, FaultKind::Runtime(message)) => CallError::Runtime { message, place },
        })
    }

    fn place(&self, called: &Function, fault: &Fault) -> Place {
        let file = fault.function.as_ref().and_then(|name| self.file_of(name));
        let (line, column) = fault.position;
        Place {
            function: called.name.clone(),
            file: file.unwrap_or(&called.file).to_owned(),
            line,
            column,
        }
    }

    fn file_of(&self, function: &str) -> Option<&str> {
        let named = self.function(function).map(|function| function.file.as_str());
        named.or_else(|| self.parts.closures.get(function).map(String::as_str))
    }
}

fn stopped(stop: Stop, place: Place) -> CallError {
    match stop {
        Stop::Limit(limit) => CallError::Limit { limit, place },
        Stop::Deadline => CallError::Deadline { place },
        Stop::Unknown(why) => CallError::Unknown { why, place },
    }
}

/// A function as a whole.
fn whole(function: &Function) -> Place {
    Place {
        function: function.name.clone(),
        file: function.file.clone(),
        line: 0,
        column: 0,
    }
}

/// What a panic said.
pub(crate) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
