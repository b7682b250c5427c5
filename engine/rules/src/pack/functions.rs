//! Functions of a pack's scripts: their declared types, and calls that hold both sides to them.

use super::params::snake;
use super::raw::RawFunction;
use crate::diagnostic::{Code, Diagnostic};
use crate::read::{AuthorText, Sink};
use crate::text::SourceText;
use imaprules_conditions::{CallFailure, Functions, NoFunctions, Signature, nearest};
use imaprules_facts::{FactType, Value};
use imaprules_script::{CallError, Library, ScriptError, Source};
use std::sync::Arc;

/// Words the condition language keeps for itself.
const RESERVED: [&str; 24] = [
    "and",
    "or",
    "not",
    "in",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "true",
    "false",
    "now",
    "it",
    "param",
    "where",
    "known",
    "conflicting",
    "length",
    "lower",
    "any",
    "all",
    "count",
    "sum",
    "max",
    "min",
];

/// A function that conditions may call.
#[derive(Debug, Clone, PartialEq)]
pub struct PackFunction {
    /// Its name.
    pub name: String,
    /// Its types as declared: `(text) -> text`.
    pub declared: String,
    /// Types of its arguments.
    pub args: Vec<FactType>,
    /// Type of its result.
    pub result: FactType,
}

/// Compiles the scripts of a pack and checks that they hold what `[functions]` declares.
pub(super) fn check(
    declared: &[RawFunction],
    scripts: &[Arc<SourceText>],
    sink: &Sink,
) -> (Vec<PackFunction>, Arc<dyn Functions>) {
    let sources: Vec<Source> = scripts
        .iter()
        .map(|script| Source {
            name: &script.name,
            text: &script.text,
        })
        .collect();
    let library = Library::compile(&sources)
        .map_err(|errors| sink.extend(errors.iter().map(|error| script_error(error, scripts))))
        .ok();
    let mut functions = Vec::new();
    for raw in declared {
        let Some(function) = function(raw, sink) else {
            continue;
        };
        if let Some(library) = &library {
            present(raw, &function, library, sink);
        }
        functions.push(function);
    }
    if functions.is_empty() {
        return (functions, Arc::new(NoFunctions));
    }
    (functions.clone(), Arc::new(Scripts { functions, library }))
}

fn function(raw: &RawFunction, sink: &Sink) -> Option<PackFunction> {
    let name = &raw.name.value;
    if !snake(name) || RESERVED.contains(&name.as_str()) {
        let message = format!("`{name}` cannot be a function's name");
        let help = "use snake_case, and no word of the condition language";
        sink.push(raw.name.error(Code::Function, message).help(help));
        return None;
    }
    let (args, result) = signature(&raw.signature, sink)?;
    Some(PackFunction {
        name: name.clone(),
        declared: raw.signature.value.clone(),
        args,
        result,
    })
}

/// Reads `(text, list<int>) -> bool`.
fn signature(text: &AuthorText, sink: &Sink) -> Option<(Vec<FactType>, FactType)> {
    let refuse = |problem: &str| {
        sink.push(
            text.error(Code::Function, problem)
                .help("write the types as in \"(text, list<int>) -> bool\""),
        );
    };
    let Some((args, result)) = text.value.split_once("->") else {
        refuse("the types of a function need `->` before the result");
        return None;
    };
    let Some(args) = args
        .trim()
        .strip_prefix('(')
        .and_then(|args| args.strip_suffix(')'))
    else {
        refuse("the types of the arguments stand in parentheses");
        return None;
    };
    let read = |ty: &str| FactType::parse(ty).map_err(|problem| refuse(&problem)).ok();
    let args: Vec<Option<FactType>> = split(args).into_iter().map(read).collect();
    let result = read(result);
    Some((args.into_iter().collect::<Option<_>>()?, result?))
}

/// Splits at commas that stand in no bracket.
fn split(args: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, character) in args.char_indices() {
        match character {
            '(' | '<' => depth += 1,
            ')' | '>' => depth -= 1,
            ',' if depth == 0 => {
                parts.extend(args.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(
        args.get(start..)
            .filter(|rest| !rest.trim().is_empty() || !parts.is_empty()),
    );
    parts
}

/// Whether the scripts have the function, for as many arguments.
fn present(raw: &RawFunction, function: &PackFunction, library: &Library, sink: &Sink) {
    let name = &function.name;
    let diagnostic = match library.function(name) {
        Some(found) if !found.public => {
            let message = format!("`{name}` is private in {}", found.file);
            raw.name
                .error(Code::Function, message)
                .help("remove `private` there")
        }
        Some(found) if found.parameters.len() != function.args.len() => {
            let (has, wants) = (found.parameters.len(), function.args.len());
            let message = format!(
                "`{name}` has {has} parameters in {}, and {wants} are declared",
                found.file
            );
            raw.signature
                .error(Code::Function, message)
                .help("declare one type for each parameter")
        }
        Some(_) => return,
        None => {
            let near = nearest(name, library.functions().map(|function| function.name.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "define it with `fn` in a *.rhai file of the pack".to_owned(),
            };
            raw.name
                .error(
                    Code::Function,
                    format!("no script of the pack has a function `{name}`"),
                )
                .help(help)
        }
    };
    sink.push(diagnostic);
}

fn script_error(error: &ScriptError, scripts: &[Arc<SourceText>]) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::Script, error.message.clone()).help(error.remedy.clone());
    match scripts.iter().find(|script| script.name == error.file) {
        Some(source) => {
            let start = source.offset(error.line, error.column);
            diagnostic.at(source, start..start)
        }
        None => diagnostic,
    }
}

/// The functions of a pack, ready to be called. Without a library the scripts did not compile; the types are still
/// of use to check conditions.
struct Scripts {
    functions: Vec<PackFunction>,
    library: Option<Library>,
}

impl Scripts {
    fn find(&self, name: &str) -> Option<&PackFunction> {
        self.functions.iter().find(|function| function.name == name)
    }
}

impl Functions for Scripts {
    fn signature(&self, name: &str) -> Option<Signature> {
        let function = self.find(name)?;
        Some(Signature {
            args: function.args.clone(),
            result: function.result.clone(),
        })
    }

    fn names(&self) -> Vec<String> {
        self.functions
            .iter()
            .map(|function| function.name.clone())
            .collect()
    }

    fn call(&self, name: &str, args: &[Value], now: i64) -> Result<Value, CallFailure> {
        let missing = || CallFailure::Error(format!("there is no function `{name}`"));
        let function = self.find(name).ok_or_else(missing)?;
        let library = self.library.as_ref().ok_or_else(missing)?;
        let value = library.call(name, args, now).map_err(|error| match error {
            CallError::Unknown { why, .. } => CallFailure::Unknown(why),
            error => CallFailure::Error(error.to_string()),
        })?;
        conform(value, &function.result).map_err(|value| {
            let what = format!(
                "`{name}` returned `{value}`, which is not the declared {}",
                function.result
            );
            CallFailure::Error(what)
        })
    }
}

/// The value as one of the type, or back again.
fn conform(value: Value, ty: &FactType) -> Result<Value, Value> {
    match (ty, value) {
        (FactType::Float, Value::Int(int)) => Ok(Value::Float(int as f64)),
        (FactType::Bool, value @ Value::Bool(_)) | (FactType::Float, value @ Value::Float(_)) => Ok(value),
        (FactType::Text, value @ Value::Text(_)) => Ok(value),
        (FactType::Enum(words), Value::Text(word)) if words.contains(&word) => Ok(Value::Text(word)),
        (FactType::List(item), Value::List(items)) => items
            .into_iter()
            .map(|value| conform(value, item))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (ty, value @ Value::Int(_)) if ty.is_integral() => Ok(value),
        (_, value) => Err(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Vec<FactType>, FactType), usize> {
        let source = Arc::new(SourceText::new("pack.toml", format!("'{text}'")));
        let sink = Sink::default();
        let found = signature(&AuthorText::new(text, &source, 0..text.len() + 2), &sink);
        found.ok_or(sink.errors())
    }

    #[test]
    fn signatures_read_with_commas_inside_types() {
        let (args, result) = read("(list<enum(a, b)>, int) -> text").unwrap();
        assert_eq!(args.len(), 2);
        assert_eq!(result, FactType::Text);
        assert_eq!(read("() -> bool").unwrap().0, []);
        for wrong in ["text -> text", "(text)", "(txt, intt) -> text", "(text,) -> text"] {
            assert!(read(wrong).unwrap_err() > 0, "{wrong}");
        }
    }

    #[test]
    fn results_are_held_to_the_declared_type() {
        assert_eq!(conform(Value::Int(1), &FactType::Float), Ok(Value::Float(1.0)));
        assert!(conform(Value::from("c"), &FactType::parse("enum(a, b)").unwrap()).is_err());
        assert!(conform(Value::from(vec![1, 2]), &FactType::parse("list<bytes>").unwrap()).is_ok());
        assert!(conform(Value::from(1.5), &FactType::Int).is_err());
    }
}
