//! The literals of an expression: the values at which it may change its mind.

use crate::Expression;
use crate::typed::{Node, Typed};
use imaprules_facts::Value;

impl Expression {
    /// Every literal in it, parameters included, in the order of the text, each once.
    pub fn literals(&self) -> Vec<Value> {
        let mut found = Vec::new();
        walk(&self.root, &mut found);
        found
    }
}

fn walk(typed: &Typed, found: &mut Vec<Value>) {
    match &typed.node {
        Node::Literal(Value::List(items)) => items.iter().for_each(|item| add(found, item)),
        Node::Literal(value) => add(found, value),
        Node::Not(inner)
        | Node::Matches(inner, _)
        | Node::Negate(inner)
        | Node::Length(inner)
        | Node::Lower(inner) => walk(inner, found),
        Node::And(parts) | Node::Or(parts) | Node::Call(_, parts) => {
            parts.iter().for_each(|part| walk(part, found));
        }
        Node::Compare(_, left, right)
        | Node::Text(_, left, right)
        | Node::In(left, right)
        | Node::Arithmetic(_, left, right) => {
            walk(left, found);
            walk(right, found);
        }
        Node::Items { list, body, .. } => {
            walk(list, found);
            body.iter().for_each(|body| walk(body, found));
        }
        Node::Children(children) => {
            let parts = children.value.iter().chain(&children.filter);
            parts.for_each(|part| walk(part, found));
        }
        Node::Fact(_) | Node::It | Node::Now | Node::Known(_) | Node::Conflicting(_) => {}
    }
}

fn add(found: &mut Vec<Value>, value: &Value) {
    if !found.contains(value) {
        found.push(value.clone());
    }
}

impl Expression {
    /// Whether it only compares and joins: no pattern, script, arithmetic, quantifier or clock. What such an expression can
    /// be is found out by trying the literals in it.
    pub fn is_plain(&self) -> bool {
        plain(&self.root)
    }
}

fn plain(typed: &Typed) -> bool {
    match &typed.node {
        Node::Literal(_) | Node::Fact(_) | Node::Known(_) => true,
        Node::Not(inner) | Node::Lower(inner) => plain(inner),
        Node::And(parts) | Node::Or(parts) => parts.iter().all(plain),
        Node::Compare(_, left, right) | Node::Text(_, left, right) | Node::In(left, right) => {
            plain(left) && plain(right)
        }
        _ => false,
    }
}
