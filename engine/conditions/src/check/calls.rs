//! Types of calls: built-in functions, quantifiers over lists, aggregates over children, functions of scripts.

use super::{Checker, fits};
use crate::ast::{Ast, AstNode};
use crate::measure::Unit;
use crate::nearest::nearest;
use crate::place::{Place, way};
use crate::typed::{Children, Node, Quantifier, Ty, Typed};
use crate::{Problem, Span};
use imaprules_facts::KindId;

const BUILT_IN: [&str; 10] = [
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

const WHOLE: Ty = Ty::Number {
    unit: Unit::None,
    float: false,
};

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        args: &[Ast],
        filter: Option<&Ast>,
        span: Span,
    ) -> Option<Typed> {
        let how = match name {
            "any" => Quantifier::Any,
            "all" => Quantifier::All,
            "count" => Quantifier::Count,
            "sum" => Quantifier::Sum,
            "max" => Quantifier::Max,
            "min" => Quantifier::Min,
            _ => {
                if let Some(filter) = filter {
                    let problem = Problem::new(filter.span, format!("`{name}` takes no `where`"));
                    return self.wrong(problem.help("any, all, count, sum, max and min do"));
                }
                return self.plain_call(name, args, span);
            }
        };
        match self.children_kind(how, args) {
            Some(kind) => self.children(how, kind, args, filter, span),
            None => self.items(how, name, args, filter, span),
        }
    }

    fn plain_call(&mut self, name: &str, args: &[Ast], span: Span) -> Option<Typed> {
        match name {
            "known" => self.about_fact(name, args, span, Node::Known),
            "conflicting" => self.about_fact(name, args, span, Node::Conflicting),
            "length" => {
                let [arg] = self.exactly(name, args, span)?;
                let typed = self.check(arg)?;
                if !matches!(typed.ty, Ty::List(_) | Ty::Text(_)) {
                    return self.wrong(Problem::new(
                        arg.span,
                        format!("a list or a text is wanted, and this is {}", typed.ty),
                    ));
                }
                Some(Typed {
                    node: Node::Length(Box::new(typed)),
                    ty: WHOLE,
                })
            }
            "lower" => {
                let [arg] = self.exactly(name, args, span)?;
                let typed = self.check(arg)?;
                self.want_text(&(arg, typed.clone()))?;
                Some(Typed {
                    node: Node::Lower(Box::new(typed)),
                    ty: Ty::Text(None),
                })
            }
            _ => self.script_call(name, args, span),
        }
    }

    fn exactly<'b, const N: usize>(
        &mut self,
        name: &str,
        args: &'b [Ast],
        span: Span,
    ) -> Option<&'b [Ast; N]> {
        args.try_into().ok().or_else(|| {
            let message = format!(
                "`{name}` takes {N} argument{}, not {}",
                if N == 1 { "" } else { "s" },
                args.len()
            );
            self.wrong(Problem::new(span, message))
        })
    }

    fn about_fact(&mut self, name: &str, args: &[Ast], span: Span, node: fn(Place) -> Node) -> Option<Typed> {
        let [arg] = self.exactly(name, args, span)?;
        let AstNode::Name(fact) = &arg.node else {
            return self.wrong(Problem::new(
                arg.span,
                format!("`{name}` wants the name of a fact"),
            ));
        };
        let place = self.place(fact, arg.span)?;
        Some(Typed {
            node: node(place),
            ty: Ty::Bool,
        })
    }

    fn script_call(&mut self, name: &str, args: &[Ast], span: Span) -> Option<Typed> {
        let Some(signature) = self.scope.functions.signature(name) else {
            let names = self.scope.functions.names();
            let near = nearest(name, names.iter().map(String::as_str).chain(BUILT_IN));
            let problem = Problem::new(span, format!("there is no function `{name}`"));
            return self.wrong(match near {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("declare it under [functions] in pack.toml and define it in a script"),
            });
        };
        if signature.args.len() != args.len() {
            let message = format!(
                "`{name}` takes {} arguments, not {}",
                signature.args.len(),
                args.len()
            );
            return self.wrong(Problem::new(span, message));
        }
        let mut checked = Vec::new();
        for (arg, wanted) in args.iter().zip(&signature.args) {
            let typed = self.check(arg)?;
            if !fits(&typed.ty, &Ty::of(wanted)) {
                let message = format!("{wanted} is wanted here, and this is {}", typed.ty);
                return self.wrong(Problem::new(arg.span, message));
            }
            checked.push(typed);
        }
        if !self.names.functions.iter().any(|known| known == name) {
            self.names.functions.push(name.to_owned());
        }
        Some(Typed {
            node: Node::Call(name.to_owned(), checked),
            ty: Ty::of(&signature.result),
        })
    }

    /// Quantifiers over the items of a list: `any(list, it ...)`, `all`, `count`; `sum`, `max`, `min` of numbers.
    fn items(
        &mut self,
        how: Quantifier,
        name: &str,
        args: &[Ast],
        filter: Option<&Ast>,
        span: Span,
    ) -> Option<Typed> {
        let (list, body) = match (args, filter) {
            ([list], body) | ([list, ..], body @ Some(_)) => (list, body),
            ([list, body], None) => (list, Some(body)),
            _ => {
                let problem = Problem::new(
                    span,
                    format!("`{name}` takes a list and a condition on its items"),
                );
                return self.wrong(problem.help(format!("{name}(some.list, it starts_with \"x\")")));
            }
        };
        let checked = self.check(list)?;
        let Ty::List(item) = checked.ty.clone() else {
            let message = format!(
                "a list or a kind of children is wanted, and this is {}",
                checked.ty
            );
            return self.wrong(Problem::new(list.span, message));
        };
        let numbers = matches!(item.as_ref(), Ty::Number { .. });
        if matches!(how, Quantifier::Sum | Quantifier::Max | Quantifier::Min) && !numbers {
            return self.wrong(Problem::new(
                list.span,
                format!("`{name}` wants numbers, and these are {item}"),
            ));
        }
        self.it.push(item.as_ref().clone());
        let body = body.map(|body| self.truth(body));
        self.it.pop();
        let body = match body {
            Some(checked) => Some(Box::new(checked?)),
            None if matches!(how, Quantifier::Any | Quantifier::All) => {
                let problem = Problem::new(span, format!("`{name}` wants a condition on the items"));
                return self.wrong(problem.help(format!("{name}(some.list, it == \"x\")")));
            }
            None => None,
        };
        let ty = match how {
            Quantifier::Any | Quantifier::All => Ty::Bool,
            Quantifier::Count => WHOLE,
            Quantifier::Sum | Quantifier::Max | Quantifier::Min => *item,
        };
        Some(Typed {
            node: Node::Items {
                how,
                list: Box::new(checked),
                body,
            },
            ty,
        })
    }

    /// The kind of children an aggregate is about: named itself, or the kind of the fact it takes.
    fn children_kind(&self, how: Quantifier, args: &[Ast]) -> Option<KindId> {
        let [
            Ast {
                node: AstNode::Name(name),
                ..
            },
        ] = args
        else {
            return None;
        };
        let schema = self.scope.schema;
        let kind = match how {
            Quantifier::Any | Quantifier::All | Quantifier::Count => schema.kind(name)?,
            Quantifier::Sum | Quantifier::Max | Quantifier::Min => {
                let kind = schema.fact_of(schema.fact(name)?).kind;
                // A fact of the subject itself, or of what it can reach, is a list fact and no aggregate.
                if way(schema, self.kind, kind).is_some() {
                    return None;
                }
                kind
            }
        };
        Some(kind)
    }

    fn children(
        &mut self,
        how: Quantifier,
        kind: KindId,
        args: &[Ast],
        filter: Option<&Ast>,
        span: Span,
    ) -> Option<Typed> {
        let schema = self.scope.schema;
        let from = self.kind;
        let declared = schema.kind_of(kind);
        if !descends(schema, kind, from) {
            let problem = Problem::new(
                span,
                format!("a {} has no {}", schema.kind_of(from).name, declared.name),
            );
            return self.wrong(problem.help("aggregates look at what belongs to the rule's subject"));
        }
        if filter.is_none() && matches!(how, Quantifier::Any | Quantifier::All) {
            let problem = Problem::new(span, "a condition is missing");
            return self.wrong(problem.help(format!("any({} where ...)", declared.name)));
        }
        let listed_by = listed_by(schema, kind, from);
        for place in &listed_by {
            if !self.names.facts.contains(&place.fact) {
                self.names.facts.push(place.fact);
            }
        }
        self.kind = kind;
        let value = match how {
            Quantifier::Any | Quantifier::All | Quantifier::Count => Some(None),
            _ => args.first().and_then(|arg| self.check(arg)).map(Some),
        };
        let filter = filter.map(|filter| self.truth(filter));
        self.kind = from;
        let (value, filter) = (value?, filter.map_or(Some(None), |checked| checked.map(Some))?);
        let ty = match &value {
            Some(value) if matches!(value.ty, Ty::Number { .. }) => value.ty.clone(),
            Some(value) => {
                return self.wrong(Problem::new(
                    span,
                    format!("numbers are wanted, and this is {}", value.ty),
                ));
            }
            None if how == Quantifier::Count => WHOLE,
            None => Ty::Bool,
        };
        let children = Children {
            how,
            from,
            kind,
            listed_by,
            value,
            filter,
        };
        Some(Typed {
            node: Node::Children(Box::new(children)),
            ty,
        })
    }
}

/// What lists the subjects of a kind, and of each kind between it and an ancestor: below what nobody listed, nobody
/// looked.
fn listed_by(schema: &imaprules_facts::Schema, kind: KindId, ancestor: KindId) -> Vec<Place> {
    let mut places = Vec::new();
    let mut level = kind;
    while let Some(parent) = schema.kind_of(level).parent.filter(|_| level != ancestor) {
        let fact = schema.kind_of(level).listed_by.as_deref();
        places.extend(fact.and_then(|name| schema.fact(name)).map(|fact| Place {
            fact,
            from: parent,
            steps: Vec::new(),
        }));
        level = parent;
    }
    places
}

/// Whether subjects of a kind belong to subjects of another, directly or over others.
fn descends(schema: &imaprules_facts::Schema, kind: KindId, ancestor: KindId) -> bool {
    let mut at = schema.kind_of(kind).parent;
    while let Some(parent) = at {
        if parent == ancestor {
            return true;
        }
        at = schema.kind_of(parent).parent;
    }
    false
}
