//! The literals of an expression: the values at which it may change its mind.

use crate::Expression;
use crate::lexer::{Token, tokens};
use crate::measure::{Unit, number, unit, whole_unit};
use crate::typed::{Node, Ty, Typed};
use imaprules_facts::{FactType, Value};

/// A whole number that stands in an expression, with what it measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The number: octets, milliseconds, or a plain one.
    pub value: i64,
    /// One of the unit that it was written in; for a parameter, of the largest unit that it is whole in.
    pub step: i64,
    /// `bytes`, `duration`, `time` or `int`.
    pub ty: FactType,
}

impl Expression {
    /// Every literal in it, parameters included, in the order of the text, each once.
    pub fn literals(&self) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        walk(&self.root, &mut |value, _| {
            if !found.contains(value) {
                found.push(value.clone());
            }
        });
        found
    }

    /// The whole numbers among its literals, each once.
    pub fn marks(&self) -> Vec<Mark> {
        let written = written(self.text());
        let mut found: Vec<Mark> = Vec::new();
        walk(&self.root, &mut |value, ty| {
            let mark = mark(value, ty, &written);
            found.extend(mark.filter(|mark| !found.contains(mark)));
        });
        found
    }
}

fn mark(value: &Value, ty: &Ty, written: &[(i64, i64, Unit)]) -> Option<Mark> {
    let (Value::Int(value), Ty::Number { unit, .. }) = (value, ty) else {
        return None;
    };
    let ty = match unit {
        Unit::Bytes => FactType::Bytes,
        Unit::Duration => FactType::Duration,
        Unit::Time => FactType::Time,
        Unit::None => FactType::Int,
    };
    // A minus is an operator, so that the text has the number without it.
    let own = written
        .iter()
        .find(|(number, _, kind)| kind == unit && number.unsigned_abs() == value.unsigned_abs());
    Some(Mark {
        value: *value,
        step: own.map_or_else(|| whole_unit(*value, &ty), |(_, factor, _)| *factor),
        ty,
    })
}

/// The numbers of a text, each with one of its unit and what that measures.
fn written(text: &str) -> Vec<(i64, i64, Unit)> {
    let tokens = tokens(text).unwrap_or_default().into_iter();
    let measure = |(token, _)| {
        let Token::Number { digits, unit: name } = token else {
            return None;
        };
        let (factor, kind) = unit(&name)?;
        Some((number(&digits, factor, kind)?.as_int()?, factor, kind))
    };
    tokens.filter_map(measure).collect()
}

fn walk(typed: &Typed, seen: &mut dyn FnMut(&Value, &Ty)) {
    match &typed.node {
        Node::Literal(value) => leaf(value, &typed.ty, seen),
        Node::Not(inner)
        | Node::Matches(inner, _)
        | Node::Negate(inner)
        | Node::Length(inner)
        | Node::Lower(inner) => walk(inner, seen),
        Node::And(parts) | Node::Or(parts) | Node::Call(_, parts) => {
            parts.iter().for_each(|part| walk(part, seen));
        }
        Node::Compare(_, left, right)
        | Node::Text(_, left, right)
        | Node::In(left, right)
        | Node::Arithmetic(_, left, right) => {
            walk(left, seen);
            walk(right, seen);
        }
        Node::Items { list, body, .. } => {
            walk(list, seen);
            body.iter().for_each(|body| walk(body, seen));
        }
        Node::Children(children) => {
            let parts = children.value.iter().chain(&children.filter);
            parts.for_each(|part| walk(part, seen));
        }
        Node::Fact(_) | Node::It | Node::Now | Node::Known(_) | Node::Conflicting(_) => {}
    }
}

/// A literal, or each item of a list.
fn leaf(value: &Value, ty: &Ty, seen: &mut dyn FnMut(&Value, &Ty)) {
    match (value, ty) {
        (Value::List(items), Ty::List(ty)) => items.iter().for_each(|item| leaf(item, ty, seen)),
        _ => seen(value, ty),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoFunctions, Param, Scope, compile_condition};
    use imaprules_facts::Schema;
    use std::sync::Arc;

    const FACTS: &str = "[[kind]]\nname = 'box'\nabout = 'A box.'\n\
        [[fact]]\nname = 'box.size'\nfor = 'box'\ntype = 'bytes'\nabout = 'Its size.'\nhow = 'Look.'\n\
        [[fact]]\nname = 'box.age'\nfor = 'box'\ntype = 'duration'\nabout = 'Its age.'\nhow = 'Look.'\n";

    #[test]
    fn marks_have_the_unit_that_they_were_written_in() {
        let schema = Schema::read([("facts.toml", FACTS)]).unwrap();
        let params = [Param {
            name: "most".to_owned(),
            ty: FactType::Bytes,
            value: Value::Int(3 << 30),
        }];
        let scope = Scope {
            schema: &schema,
            kind: schema.kind("box").unwrap(),
            params: &params,
            functions: &(Arc::new(NoFunctions) as Arc<dyn crate::Functions>),
        };
        let text = "box.size > 2048KB or box.size == 0MB or box.age in [60s, 90min] or box.size < param.most";
        let marks = compile_condition(text, &scope).unwrap().marks();
        let mark = |value, step, ty| Mark { value, step, ty };
        assert_eq!(
            marks,
            [
                mark(2 << 20, 1 << 10, FactType::Bytes),
                mark(0, 1 << 20, FactType::Bytes),
                mark(60_000, 1_000, FactType::Duration),
                mark(5_400_000, 60_000, FactType::Duration),
                mark(3 << 30, 1 << 30, FactType::Bytes),
            ]
        );
    }
}
