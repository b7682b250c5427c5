//! Parameters: the numbers of a pack that a service or a customer may change.

use super::Given;
use super::raw::{RawFact, RawParam};
use crate::diagnostic::{Code, Diagnostic};
use crate::read::{AuthorText, Found, Sink, value_of};
use imaprules_conditions::{Param, nearest, parse_literal};
use imaprules_facts::{FactType, Value};

/// A parameter of a pack.
#[derive(Debug, Clone, PartialEq)]
pub struct PackParam {
    /// Its name, without `param.`.
    pub name: String,
    /// Its type.
    pub ty: FactType,
    /// The value the pack gives it.
    pub default: Value,
    /// The value that counts in this run.
    pub value: Value,
    /// Who gave it that value: a flag, a file; nobody where it is the default.
    pub from: Option<String>,
    /// One sentence: what it decides.
    pub about: String,
    /// Where the default comes from.
    pub source: Option<String>,
}

/// A parameter with the place of its declaration, for lint.
pub(super) type Declared = Found<PackParam>;

/// Checks the parameters of a pack and gives them the values of this run.
pub(super) fn check(raw: &[RawParam], given: &[Given], sink: &Sink) -> Vec<Declared> {
    raw.iter().filter_map(|param| one(param, given, sink)).collect()
}

fn one(raw: &RawParam, given: &[Given], sink: &Sink) -> Option<Declared> {
    if !snake(&raw.name.value) {
        let message = format!("`{}` cannot be a parameter's name", raw.name.value);
        sink.push(
            raw.name
                .error(Code::Parameter, message)
                .help("use snake_case, as in `max_rows`"),
        );
    }
    let ty = fact_type(&raw.ty, sink)?;
    let default = value_of(&raw.default, &ty).map_err(|problem| {
        let source = &raw.name.place.source;
        sink.push(
            Diagnostic::error(Code::Parameter, problem)
                .at(source, raw.default.span.clone())
                .label("the default"),
        );
    });
    let default = default.ok()?;
    let (value, from) = match override_of(&raw.name.value, &ty, given, sink) {
        Some((value, from)) => (value, Some(from)),
        None => (default.clone(), None),
    };
    let param = PackParam {
        name: raw.name.value.clone(),
        ty,
        default,
        value,
        from,
        about: raw.about.value.clone(),
        source: raw.source.as_ref().map(|source| source.value.clone()),
    };
    Some(Found {
        value: param,
        place: raw.name.place.clone(),
    })
}

fn override_of(name: &str, ty: &FactType, given: &[Given], sink: &Sink) -> Option<(Value, String)> {
    let given = given.iter().rev().find(|given| given.name == name)?;
    let refuse = |problem: String| {
        sink.push(Diagnostic::error(
            Code::Parameter,
            format!("parameter `{name}`: {problem}"),
        ))
    };
    let value = parse_literal(&given.value, ty).map_err(refuse).ok()?;
    Some((value, given.from.clone()))
}

/// Lower-case words joined by underscores.
pub(super) fn snake(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Reads a declared type.
pub(super) fn fact_type(text: &AuthorText, sink: &Sink) -> Option<FactType> {
    FactType::parse(&text.value)
        .map_err(|problem| sink.push(text.error(Code::WrongValue, problem)))
        .ok()
}

/// The parameters as conditions see them.
pub(crate) fn values(params: &[PackParam]) -> Vec<Param> {
    let one = |param: &PackParam| Param {
        name: param.name.clone(),
        ty: param.ty.clone(),
        value: param.value.clone(),
    };
    params.iter().map(one).collect()
}

/// A parameter's value in a test case.
pub(super) fn in_case(raw: &RawFact, params: &[PackParam], sink: &Sink) -> Option<(String, Value)> {
    let name = raw.name.value.strip_prefix("param.").unwrap_or(&raw.name.value);
    let Some(param) = params.iter().find(|param| param.name == name) else {
        let help = nearest(name, params.iter().map(|param| param.name.as_str()));
        let message = format!("the pack has no parameter `{name}`");
        let help = help.map(|name| format!("did you mean `{name}`?"));
        sink.push(raw.name.error(Code::UnknownParameter, message).maybe_help(help));
        return None;
    };
    read_value(raw, &param.ty, sink).map(|value| (param.name.clone(), value))
}

/// A value in a test case, by its type.
pub(crate) fn read_value(raw: &RawFact, ty: &FactType, sink: &Sink) -> Option<Value> {
    let refuse = |problem: String| {
        let message = format!("`{}` is declared as {ty}: {problem}", raw.name.value);
        let source = &raw.name.place.source;
        sink.push(Diagnostic::error(Code::WrongValue, message).at(source, raw.node.span.clone()));
    };
    value_of(&raw.node, ty).map_err(refuse).ok()
}
