//! Looks up names and checks types. Goes on after a problem, so that an author sees all of them at once.

mod calls;
mod operators;

use crate::ast::{Ast, AstNode};
use crate::measure::{UNITS, Unit, number, unit};
use crate::nearest::nearest;
use crate::place::{Place, way};
use crate::typed::{Node, Ty, Typed};
use crate::{Problem, Scope, Span};
use imaprules_facts::{FactId, KindId, Value};

/// What an expression names.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) facts: Vec<FactId>,
    pub(crate) params: Vec<String>,
    pub(crate) functions: Vec<String>,
}

pub(crate) struct Checker<'a> {
    scope: &'a Scope<'a>,
    /// Kind that facts are seen from: the rule's, or the children's inside an aggregate.
    kind: KindId,
    /// Type of `it`, inside a quantifier.
    it: Vec<Ty>,
    names: Names,
    problems: Vec<Problem>,
}

/// Whether a value of one type can stand where another is wanted.
pub(crate) fn fits(found: &Ty, wanted: &Ty) -> bool {
    match (found, wanted) {
        (Ty::Any, _) | (_, Ty::Any) | (Ty::Text(_), Ty::Text(None)) => true,
        (Ty::Text(Some(found)), Ty::Text(Some(wanted))) => found.iter().all(|word| wanted.contains(word)),
        (Ty::Text(None), Ty::Text(Some(_))) => false,
        (Ty::Number { unit: a, float: f }, Ty::Number { unit: b, float: g }) => a == b && (!f || *g),
        (Ty::List(found), Ty::List(wanted)) => fits(found, wanted),
        (found, wanted) => found == wanted,
    }
}

impl<'a> Checker<'a> {
    pub(crate) fn new(scope: &'a Scope<'a>) -> Self {
        Checker {
            scope,
            kind: scope.kind,
            it: Vec::new(),
            names: Names::default(),
            problems: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> (Names, Vec<Problem>) {
        (self.names, self.problems)
    }

    fn wrong<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }

    /// The checked node, or nothing after noting what is wrong with it.
    pub(crate) fn check(&mut self, ast: &Ast) -> Option<Typed> {
        match &ast.node {
            AstNode::Bool(value) => Some(literal(Value::Bool(*value), Ty::Bool)),
            AstNode::Text(text) => Some(literal(Value::from(text.as_str()), Ty::Text(None))),
            AstNode::Number { digits, unit } => self.number(digits, unit, ast.span),
            AstNode::Name(name) => self.name(name, ast.span),
            AstNode::List(items) => self.list(items),
            AstNode::Not(inner) => {
                let inner = self.truth(inner)?;
                Some(Typed {
                    node: Node::Not(Box::new(inner)),
                    ty: Ty::Bool,
                })
            }
            AstNode::And(parts) => self.joined(parts, Node::And),
            AstNode::Or(parts) => self.joined(parts, Node::Or),
            AstNode::Negate(inner) => self.negated(inner),
            AstNode::Binary(operator, left, right) => self.binary(*operator, left, right),
            AstNode::Call { name, args, filter } => self.call(name, args, filter.as_deref(), ast.span),
        }
    }

    fn number(&mut self, digits: &str, name: &str, span: Span) -> Option<Typed> {
        let Some((factor, kind)) = unit(name) else {
            let problem = Problem::new(span, format!("`{name}` is no unit"));
            return self.wrong(problem.help(format!("units are {UNITS}")));
        };
        match number(digits, factor, kind) {
            Some(value) => {
                let float = matches!(value, Value::Float(_));
                Some(literal(value, Ty::Number { unit: kind, float }))
            }
            None => self.wrong(Problem::new(span, "this number does not fit into 64 bits")),
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Option<Typed> {
        match name {
            "now" => Some(Typed {
                node: Node::Now,
                ty: Ty::Number {
                    unit: Unit::Time,
                    float: false,
                },
            }),
            "it" => match self.it.last() {
                Some(ty) => Some(Typed {
                    node: Node::It,
                    ty: ty.clone(),
                }),
                None => self.wrong(
                    Problem::new(
                        span,
                        "`it` has a meaning only inside any(...), all(...) and count(...)",
                    )
                    .help("write any(some.list, it == \"x\")"),
                ),
            },
            _ => match name.strip_prefix("param.") {
                Some(param) => self.param(param, span),
                None => self.fact(name, span),
            },
        }
    }

    fn param(&mut self, name: &str, span: Span) -> Option<Typed> {
        let Some(param) = self.scope.params.iter().find(|param| param.name == name) else {
            let near = nearest(name, self.scope.params.iter().map(|param| param.name.as_str()));
            let help = near.map(|near| format!("did you mean `param.{near}`?"));
            let help = help.unwrap_or_else(|| "declare it under [params] in pack.toml".to_owned());
            return self.wrong(Problem::new(span, format!("there is no parameter `{name}`")).help(help));
        };
        if !self.names.params.iter().any(|known| known == name) {
            self.names.params.push(name.to_owned());
        }
        Some(literal(param.value.clone(), Ty::of(&param.ty)))
    }

    fn fact(&mut self, name: &str, span: Span) -> Option<Typed> {
        let place = self.place(name, span)?;
        let ty = Ty::of(&self.scope.schema.fact_of(place.fact).ty);
        Some(Typed {
            node: Node::Fact(place),
            ty,
        })
    }

    fn place(&mut self, name: &str, span: Span) -> Option<Place> {
        let schema = self.scope.schema;
        let Some(fact) = schema.fact(name) else {
            let near = nearest(name, schema.facts().map(|(_, fact)| fact.name.as_str()));
            let problem = Problem::new(span, format!("there is no fact `{name}`"));
            return self.wrong(match near {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("`imaprules facts list` shows all facts"),
            });
        };
        let to = schema.fact_of(fact).kind;
        let Some(steps) = way(schema, self.kind, to) else {
            let (to, from) = (&schema.kind_of(to).name, &schema.kind_of(self.kind).name);
            let message = format!("`{name}` is a fact of a {to}, and no {to} can be reached from a {from}");
            let help = format!("take them together: any({to} where ...), count({to} where ...)");
            return self.wrong(Problem::new(span, message).help(help));
        };
        if !self.names.facts.contains(&fact) {
            self.names.facts.push(fact);
        }
        Some(Place {
            fact,
            from: self.kind,
            steps,
        })
    }

    fn list(&mut self, items: &[Ast]) -> Option<Typed> {
        let mut values = Vec::new();
        let mut ty = Ty::Any;
        for item in items {
            let typed = self.check(item)?;
            let Node::Literal(value) = typed.node else {
                return self.wrong(Problem::new(
                    item.span,
                    "a list holds plain values: numbers, texts, true, false",
                ));
            };
            if !fits(&typed.ty, &ty) && !fits(&ty, &typed.ty) {
                let message = format!("this is {}, and the items before are {ty}", typed.ty);
                return self.wrong(Problem::new(item.span, message));
            }
            ty = typed.ty;
            values.push(value);
        }
        Some(literal(Value::List(values), Ty::List(Box::new(ty))))
    }

    fn joined(&mut self, parts: &[Ast], join: fn(Vec<Typed>) -> Node) -> Option<Typed> {
        // All parts are looked at, so that all their problems show.
        let checked: Vec<_> = parts.iter().map(|part| self.truth(part)).collect();
        let parts = checked.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Typed {
            node: join(parts),
            ty: Ty::Bool,
        })
    }

    /// Checks a node that must be true or false.
    fn truth(&mut self, ast: &Ast) -> Option<Typed> {
        let typed = self.check(ast)?;
        if typed.ty == Ty::Bool {
            return Some(typed);
        }
        let problem = Problem::new(
            ast.span,
            format!("this is {}, and a condition is wanted", typed.ty),
        );
        self.wrong(problem.help("compare it with something, as in `x == 1`"))
    }

    fn negated(&mut self, inner: &Ast) -> Option<Typed> {
        let typed = self.check(inner)?;
        match (&typed.ty, typed.node) {
            (Ty::Number { unit: Unit::Time, .. }, _) => {
                self.wrong(Problem::new(inner.span, "a moment cannot be negated"))
            }
            (Ty::Number { .. }, Node::Literal(Value::Int(value))) => {
                Some(literal(Value::Int(value.checked_neg()?), typed.ty))
            }
            (Ty::Number { .. }, Node::Literal(Value::Float(value))) => {
                Some(literal(Value::Float(-value), typed.ty))
            }
            (Ty::Number { .. }, node) => {
                let inner = Box::new(Typed {
                    node,
                    ty: typed.ty.clone(),
                });
                Some(Typed {
                    node: Node::Negate(inner),
                    ty: typed.ty,
                })
            }
            (ty, _) => {
                let problem = Problem::new(inner.span, format!("`-` wants a number, and this is {ty}"));
                self.wrong(problem)
            }
        }
    }
}

fn literal(value: Value, ty: Ty) -> Typed {
    Typed {
        node: Node::Literal(value),
        ty,
    }
}

#[cfg(test)]
mod tests;
