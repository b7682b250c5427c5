//! Parsing of templates, and the check that every placeholder can be filled.

use super::{Part, Shell, Template};
use crate::diagnostic::{Code, Diagnostic};
use crate::read::{AuthorText, Sink};
use imaprules_conditions::{Scope, compile_condition, nearest};
use std::ops::Range;

/// A piece as written.
enum Piece {
    Text(String),
    Name(String, Range<usize>),
}

/// What is wrong with a template's braces, and where.
type Wrong = (Range<usize>, String);

/// Parses and checks a template; what is wrong with it is noted.
pub(crate) fn compile(text: &AuthorText, scope: &Scope, sink: &Sink) -> Option<Template> {
    let (pieces, wrong) = pieces(&text.value);
    let clean = wrong.is_empty();
    sink.extend(
        wrong
            .into_iter()
            .map(|(span, message)| braces(text, span, message)),
    );
    let parts: Vec<Option<Part>> = pieces
        .into_iter()
        .map(|piece| part(text, scope, sink, piece))
        .collect();
    let parts: Option<Vec<Part>> = parts.into_iter().collect();
    parts.filter(|_| clean).map(|parts| Template {
        text: text.value.clone(),
        parts,
    })
}

/// Notes placeholders of a command that stand between quotes.
pub(super) fn quoted(shell: Shell, text: &AuthorText, sink: &Sink) {
    let mut before = String::new();
    for piece in pieces(&text.value).0 {
        match piece {
            Piece::Text(text) => before.push_str(&text),
            Piece::Name(name, span) if shell.inside_quotes(&before) => {
                let message = format!("`{{{name}}}` is quoted for {shell} by itself");
                let diagnostic = text.error_in(span, Code::Template, message);
                sink.push(
                    diagnostic
                        .help("remove the quotes around it")
                        .label("between quotes"),
                );
            }
            Piece::Name(..) => before.push('x'),
        }
    }
}

/// Whether two templates show the same values, and both could be read.
pub(crate) fn same_placeholders(one: &str, other: &str) -> bool {
    let names = |text: &str| {
        let (pieces, wrong) = pieces(text);
        let names = pieces.into_iter().filter_map(|piece| match piece {
            Piece::Name(name, _) => Some(name),
            Piece::Text(_) => None,
        });
        let mut names: Vec<String> = names.collect();
        names.sort_unstable();
        names.dedup();
        wrong.is_empty().then_some(names)
    };
    names(one).is_some_and(|one| names(other) == Some(one))
}

fn braces(text: &AuthorText, span: Range<usize>, message: String) -> Diagnostic {
    text.error_in(span, Code::Template, message)
        .help("write `{{` and `}}` for braces that are no placeholder")
}

fn pieces(text: &str) -> (Vec<Piece>, Vec<Wrong>) {
    let (mut pieces, mut wrong, mut literal) = (Vec::new(), Vec::new(), String::new());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("{{") || rest.starts_with("}}") {
            literal.extend(rest.chars().next());
            at += 2;
        } else if rest.starts_with('{') {
            let length = rest.find('}').map_or(rest.len(), |end| end + 1);
            match rest.get(1..length).and_then(|inner| inner.strip_suffix('}')) {
                Some(name) if is_name(name) => {
                    pieces.push(Piece::Text(std::mem::take(&mut literal)));
                    pieces.push(Piece::Name(name.to_owned(), at + 1..at + 1 + name.len()));
                }
                Some(inner) => wrong.push((at..at + length, format!("`{{{inner}}}` is no placeholder"))),
                None => wrong.push((at..at + 1, "this brace is never closed".to_owned())),
            }
            at += length;
        } else if rest.starts_with('}') {
            wrong.push((at..at + 1, "this brace closes nothing".to_owned()));
            at += 1;
        } else {
            let length = rest.find(['{', '}']).unwrap_or(rest.len());
            literal.push_str(rest.get(..length).unwrap_or(""));
            at += length;
        }
    }
    pieces.push(Piece::Text(literal));
    (pieces, wrong)
}

/// The name of a fact or parameter, well-formed or not.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

fn part(text: &AuthorText, scope: &Scope, sink: &Sink, piece: Piece) -> Option<Part> {
    match piece {
        Piece::Text(literal) => Some(Part::Text(literal)),
        Piece::Name(name, span) => match name.strip_prefix("param.") {
            Some(param) => value(text, scope, sink, param, span),
            None => fact(text, scope, sink, &name, span),
        },
    }
}

fn value(text: &AuthorText, scope: &Scope, sink: &Sink, name: &str, span: Range<usize>) -> Option<Part> {
    if let Some(param) = scope.params.iter().find(|param| param.name == name) {
        return Some(Part::Value(
            param.value.clone(),
            param.ty.clone(),
            param.name.clone(),
        ));
    }
    let help = nearest(name, scope.params.iter().map(|param| param.name.as_str()));
    let help = help.map(|name| format!("did you mean `param.{name}`?"));
    let message = format!("the pack has no parameter `{name}`");
    sink.push(
        text.error_in(span, Code::UnknownParameter, message)
            .maybe_help(help),
    );
    None
}

/// Whether a fact exists and can be reached is asked of the condition language, so that both give one answer.
fn fact(text: &AuthorText, scope: &Scope, sink: &Sink, name: &str, span: Range<usize>) -> Option<Part> {
    let problems = match compile_condition(&format!("known({name})"), scope) {
        Ok(_) => return scope.schema.fact(name).map(Part::Fact),
        Err(problems) => problems,
    };
    for problem in problems {
        let diagnostic = text.error_in(span.clone(), Code::UnknownFact, problem.message);
        sink.push(diagnostic.maybe_help(problem.help));
    }
    None
}
