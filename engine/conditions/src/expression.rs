//! A checked expression.

use crate::check::{Checker, fits};
use crate::parser::parse;
use crate::typed::{Ty, Typed};
use crate::{Functions, Problem, Scope, Span};
use imaprules_facts::{FactId, FactType, KindId};
use std::fmt;
use std::sync::Arc;

/// An expression whose names exist and whose types fit.
#[derive(Debug, Clone)]
pub struct Expression {
    pub(crate) root: Typed,
    text: String,
    kind: KindId,
    facts: Vec<FactId>,
    params: Vec<String>,
    functions: Vec<String>,
    pub(crate) library: Library,
}

/// The functions an expression may call.
#[derive(Clone)]
pub(crate) struct Library(pub(crate) Arc<dyn Functions>);

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Library").field(&self.0.names()).finish()
    }
}

impl Expression {
    /// The text it was made from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The kind of subject it is about.
    pub fn kind(&self) -> KindId {
        self.kind
    }

    /// Every fact it names, in the order of their first mention.
    pub fn facts(&self) -> &[FactId] {
        &self.facts
    }

    /// Every parameter it names.
    pub fn params(&self) -> &[String] {
        &self.params
    }

    /// Every function of the pack's scripts it calls.
    pub fn functions(&self) -> &[String] {
        &self.functions
    }
}

/// Checks a condition: an expression that is true or false.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text.
pub fn compile_condition(text: &str, scope: &Scope) -> Result<Expression, Vec<Problem>> {
    compile(text, scope, &FactType::Bool)
}

/// Checks an expression for a value of a type: a derived fact.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text.
pub fn compile_value(text: &str, scope: &Scope, expected: &FactType) -> Result<Expression, Vec<Problem>> {
    compile(text, scope, expected)
}

fn compile(text: &str, scope: &Scope, expected: &FactType) -> Result<Expression, Vec<Problem>> {
    let tree = parse(text).map_err(|problem| vec![problem])?;
    let mut checker = Checker::new(scope);
    let root = checker.check(&tree);
    let (names, mut problems) = checker.finish();
    let Some(root) = root else {
        problems.sort_by_key(|problem| problem.span.start);
        return Err(problems);
    };
    let whole = Span {
        start: 0,
        end: text.len(),
    };
    if problems.is_empty() && !fits(&root.ty, &Ty::of(expected)) {
        let wanted = if *expected == FactType::Bool {
            "a condition".to_owned()
        } else {
            expected.to_string()
        };
        problems.push(Problem::new(
            whole,
            format!("this is {}, and {wanted} is wanted", root.ty),
        ));
    }
    if problems.is_empty() {
        let (facts, params, functions) = (names.facts, names.params, names.functions);
        let library = Library(Arc::clone(scope.functions));
        Ok(Expression {
            root,
            text: text.to_owned(),
            kind: scope.kind,
            facts,
            params,
            functions,
            library,
        })
    } else {
        problems.sort_by_key(|problem| problem.span.start);
        Err(problems)
    }
}
