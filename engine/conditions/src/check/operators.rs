//! Types of the operators that stand between two operands.

use super::{Checker, fits};
use crate::ast::{Ast, AstNode, Operator};
use crate::measure::Unit;
use crate::nearest::nearest;
use crate::typed::{Node, Pattern, Ty, Typed};
use crate::{Problem, Span};
use imaprules_facts::Value;
use regex::RegexBuilder;

/// Largest compiled pattern, in bytes: packs are foreign text.
const PATTERN_SIZE: usize = 1 << 20;

impl Checker<'_> {
    pub(super) fn binary(&mut self, operator: Operator, left: &Ast, right: &Ast) -> Option<Typed> {
        let (checked_left, checked_right) = (self.check(left), self.check(right));
        let (left_node, right_node) = (checked_left?, checked_right?);
        match operator {
            Operator::Equal | Operator::NotEqual => {
                self.equality(operator, (left, left_node), (right, right_node))
            }
            _ if operator.is_order() => self.order(operator, (left, left_node), (right, right_node)),
            Operator::In => self.membership((left, left_node), (right, right_node), false),
            Operator::NotIn => self.membership((left, left_node), (right, right_node), true),
            Operator::Contains if matches!(left_node.ty, Ty::List(_)) => {
                self.membership((right, right_node), (left, left_node), false)
            }
            Operator::Matches => self.matches((left, left_node), (right, right_node)),
            Operator::EqualFolded | Operator::Contains | Operator::StartsWith | Operator::EndsWith => {
                self.text_test(operator, (left, left_node), (right, right_node))
            }
            _ => self.arithmetic(operator, (left, left_node), (right, right_node)),
        }
    }

    fn equality(&mut self, operator: Operator, left: (&Ast, Typed), right: (&Ast, Typed)) -> Option<Typed> {
        self.same_type(&left, &right)?;
        self.declared_word(&left.1.ty, &right)?;
        self.declared_word(&right.1.ty, &left)?;
        Some(simplest(operator, left.1, right.1))
    }

    fn order(&mut self, operator: Operator, left: (&Ast, Typed), right: (&Ast, Typed)) -> Option<Typed> {
        for (ast, typed) in [&left, &right] {
            if !matches!(typed.ty, Ty::Number { .. }) {
                let message = format!(
                    "`{}` compares numbers, sizes, durations and moments",
                    operator.as_str()
                );
                return self.wrong(Problem::new(ast.span, message).help(format!("this is {}", typed.ty)));
            }
        }
        self.same_type(&left, &right)?;
        let node = Node::Compare(operator, Box::new(left.1), Box::new(right.1));
        Some(Typed { node, ty: Ty::Bool })
    }

    /// Both sides must measure the same; whole and broken numbers mix.
    fn same_type(&mut self, left: &(&Ast, Typed), right: &(&Ast, Typed)) -> Option<()> {
        let same = match (&left.1.ty, &right.1.ty) {
            (Ty::Number { unit: a, .. }, Ty::Number { unit: b, .. }) => a == b,
            (Ty::Text(_), Ty::Text(_)) => true,
            (a, b) => fits(a, b) || fits(b, a),
        };
        if same {
            return Some(());
        }
        let message = format!("{} cannot be compared with {}", left.1.ty, right.1.ty);
        let problem = Problem::new(left.0.span.to(right.0.span), message);
        self.wrong(match (&left.1.ty, &right.1.ty) {
            (Ty::Number { unit, .. }, Ty::Number { unit: Unit::None, .. }) => problem.help(unit_help(*unit)),
            (Ty::Number { unit: Unit::None, .. }, Ty::Number { unit, .. }) => problem.help(unit_help(*unit)),
            (Ty::List(_), _) => problem.help("ask for an item: `list contains x`, or any(list, it == x)"),
            _ => problem,
        })
    }

    /// A text literal compared with an enum must be one of its words.
    fn declared_word(&mut self, ty: &Ty, (ast, typed): &(&Ast, Typed)) -> Option<()> {
        let (Ty::Text(Some(words)), Node::Literal(literal)) = (ty, &typed.node) else {
            return Some(());
        };
        let found = match literal {
            Value::List(items) => items.iter().filter_map(Value::as_text).collect(),
            other => other.as_text().into_iter().collect::<Vec<_>>(),
        };
        let Some(stranger) = found
            .into_iter()
            .find(|word| !words.iter().any(|known| known == word))
        else {
            return Some(());
        };
        let help = match nearest(stranger, words.iter().map(String::as_str)) {
            Some(near) => format!("did you mean \"{near}\"? The words are {}", words.join(", ")),
            None => format!("the words are {}", words.join(", ")),
        };
        let span = literal_span(ast, stranger);
        self.wrong(Problem::new(span, format!("\"{stranger}\" can never be the value")).help(help))
    }

    fn membership(&mut self, item: (&Ast, Typed), list: (&Ast, Typed), negated: bool) -> Option<Typed> {
        let Ty::List(of) = &list.1.ty else {
            let problem = Problem::new(
                list.0.span,
                format!("a list is wanted, and this is {}", list.1.ty),
            );
            return self.wrong(problem.help("write [\"a\", \"b\"], or name a list fact"));
        };
        let comparable = match (&item.1.ty, of.as_ref()) {
            (Ty::Text(_), Ty::Text(_)) => true,
            (Ty::Number { unit: a, .. }, Ty::Number { unit: b, .. }) => a == b,
            (a, b) => fits(a, b) || fits(b, a),
        };
        if !comparable {
            let message = format!("the list holds {of}, and this is {}", item.1.ty);
            return self.wrong(Problem::new(item.0.span, message));
        }
        let of = of.as_ref().clone();
        self.declared_word(&of, &item)?;
        self.declared_word(&item.1.ty.clone(), &list)?;
        let inside = Typed {
            node: Node::In(Box::new(item.1), Box::new(list.1)),
            ty: Ty::Bool,
        };
        Some(if negated {
            Typed {
                node: Node::Not(Box::new(inside)),
                ty: Ty::Bool,
            }
        } else {
            inside
        })
    }

    fn matches(&mut self, left: (&Ast, Typed), right: (&Ast, Typed)) -> Option<Typed> {
        self.want_text(&left)?;
        let AstNode::Text(pattern) = &right.0.node else {
            let problem = Problem::new(right.0.span, "a pattern is a text in quotes");
            return self.wrong(problem.help("patterns are compiled once, when the pack is loaded"));
        };
        match RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).build() {
            Ok(regex) => {
                let node = Node::Matches(Box::new(left.1), Pattern(regex));
                Some(Typed { node, ty: Ty::Bool })
            }
            Err(error) => {
                // The last line of the message says what is wrong; those before draw the pattern again.
                let message = error.to_string();
                let reason = message
                    .lines()
                    .last()
                    .unwrap_or("")
                    .trim_start_matches("error: ")
                    .to_owned();
                let problem = Problem::new(right.0.span, format!("this pattern cannot be read: {reason}"));
                self.wrong(problem.help("the dialect is that of the Rust crate `regex`"))
            }
        }
    }

    fn text_test(&mut self, operator: Operator, left: (&Ast, Typed), right: (&Ast, Typed)) -> Option<Typed> {
        self.want_text(&left)?;
        self.want_text(&right)?;
        let node = Node::Text(operator, Box::new(left.1), Box::new(right.1));
        Some(Typed { node, ty: Ty::Bool })
    }

    pub(super) fn want_text(&mut self, (ast, typed): &(&Ast, Typed)) -> Option<()> {
        match typed.ty {
            Ty::Text(_) => Some(()),
            Ty::List(_) => self.wrong(
                Problem::new(ast.span, format!("text is wanted, and this is {}", typed.ty))
                    .help("look at its items: any(list, it starts_with \"x\")"),
            ),
            _ => self.wrong(Problem::new(
                ast.span,
                format!("text is wanted, and this is {}", typed.ty),
            )),
        }
    }

    fn arithmetic(&mut self, operator: Operator, left: (&Ast, Typed), right: (&Ast, Typed)) -> Option<Typed> {
        let (Ty::Number { unit: a, float: f }, Ty::Number { unit: b, float: g }) = (&left.1.ty, &right.1.ty)
        else {
            let (ast, typed) = if matches!(left.1.ty, Ty::Number { .. }) {
                &right
            } else {
                &left
            };
            let message = format!("`{}` wants numbers, and this is {}", operator.as_str(), typed.ty);
            return self.wrong(Problem::new(ast.span, message));
        };
        let Some(unit) = result_unit(operator, *a, *b) else {
            let message = format!(
                "{} {} {} has no meaning",
                left.1.ty,
                operator.as_str(),
                right.1.ty
            );
            return self.wrong(Problem::new(left.0.span.to(right.0.span), message));
        };
        let float = operator == Operator::Divide || *f || *g;
        let node = Node::Arithmetic(operator, Box::new(left.1), Box::new(right.1));
        Some(Typed {
            node,
            ty: Ty::Number { unit, float },
        })
    }
}

/// Equality in the form that has the fewest cases: `x == false` is `not x`, and `x != y` of anything but numbers is
/// `not x == y`.
fn simplest(operator: Operator, left: Typed, right: Typed) -> Typed {
    let not = |inner| Typed {
        node: Node::Not(Box::new(inner)),
        ty: Ty::Bool,
    };
    if operator == Operator::NotEqual && !matches!(left.ty, Ty::Number { .. }) {
        return not(simplest(Operator::Equal, left, right));
    }
    match (left, right) {
        (
            Typed {
                node: Node::Literal(Value::Bool(wanted)),
                ..
            },
            other,
        )
        | (
            other,
            Typed {
                node: Node::Literal(Value::Bool(wanted)),
                ..
            },
        ) => {
            if wanted {
                other
            } else {
                not(other)
            }
        }
        (left, right) => {
            let node = Node::Compare(operator, Box::new(left), Box::new(right));
            Typed { node, ty: Ty::Bool }
        }
    }
}

/// Where in a literal the word stands; the whole literal when it is not a list.
fn literal_span(ast: &Ast, word: &str) -> Span {
    match &ast.node {
        AstNode::List(items) => items
            .iter()
            .find(|item| matches!(&item.node, AstNode::Text(text) if text == word))
            .map_or(ast.span, |item| item.span),
        _ => ast.span,
    }
}

fn unit_help(unit: Unit) -> &'static str {
    match unit {
        Unit::Bytes => "write a size: 35MB, 0B",
        Unit::Duration => "write a duration: 15s, 8h",
        Unit::Time => "compare moments with moments: now - 8h",
        Unit::None => "leave the unit out",
    }
}

/// What the result of an operator measures; nothing where it would measure nothing sensible.
fn result_unit(operator: Operator, a: Unit, b: Unit) -> Option<Unit> {
    use Unit::{Duration, None as Plain, Time};
    match operator {
        Operator::Add => match (a, b) {
            (Time, Duration) | (Duration, Time) => Some(Time),
            (Time, Time) => None,
            _ => (a == b).then_some(a),
        },
        Operator::Subtract => match (a, b) {
            (Time, Time) => Some(Duration),
            (Time, Duration) => Some(Time),
            _ => (a == b).then_some(a),
        },
        Operator::Multiply => match (a, b) {
            (Time, _) | (_, Time) => None,
            (Plain, other) | (other, Plain) => Some(other),
            _ => None,
        },
        Operator::Divide => match (a, b) {
            (Time, _) | (_, Time) => None,
            (unit, Plain) => Some(unit),
            _ => (a == b).then_some(Plain),
        },
        Operator::Remainder => (a == Plain && b == Plain).then_some(Plain),
        _ => None,
    }
}
