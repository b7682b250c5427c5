//! Evaluation of an expression on one subject. It knows the whole language and is the measure for the columnar
//! evaluation, which hands over to it whatever has no faster way.

use super::context::Context;
use super::{arithmetic, items};
use crate::ast::Operator;
use crate::place::{Place, follow};
use crate::typed::{Node, Typed};
use crate::{CallFailure, Functions};
use imaprules_facts::Value;
use imaprules_facts::column::Data;
use std::borrow::Cow;
use std::cmp::Ordering;

/// A value that borrows from the store or the expression where it can.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Cow<'a, str>),
    List(Cow<'a, [Value]>),
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Miss {
    Unknown,
    /// A script cannot tell.
    Note(String),
    Error(String),
}

pub(crate) type Out<'a> = Result<Cell<'a>, Miss>;

/// One subject, and the item a quantifier looks at.
pub(crate) struct Row<'a, 'c> {
    pub(crate) context: &'c Context<'a>,
    pub(crate) functions: &'c dyn Functions,
    pub(crate) row: usize,
    pub(crate) it: Option<&'c Value>,
}

impl<'a> Cell<'a> {
    pub(crate) fn of(value: &'a Value) -> Cell<'a> {
        match value {
            Value::Bool(value) => Cell::Bool(*value),
            Value::Int(value) => Cell::Int(*value),
            Value::Float(value) => Cell::Float(*value),
            Value::Text(value) => Cell::Text(Cow::Borrowed(value)),
            Value::List(value) => Cell::List(Cow::Borrowed(value)),
        }
    }

    pub(crate) fn into_value(self) -> Value {
        match self {
            Cell::Bool(value) => Value::Bool(value),
            Cell::Int(value) => Value::Int(value),
            Cell::Float(value) => Value::Float(value),
            Cell::Text(value) => Value::Text(value.into_owned()),
            Cell::List(value) => Value::List(value.into_owned()),
        }
    }

    pub(crate) fn truth(&self) -> bool {
        matches!(self, Cell::Bool(true))
    }

    fn text(&self) -> &str {
        match self {
            Cell::Text(text) => text,
            _ => "",
        }
    }
}

impl<'a, 'c> Row<'a, 'c> {
    pub(crate) fn with_row<'d>(&'d self, row: usize) -> Row<'a, 'd> {
        Row {
            context: self.context,
            functions: self.functions,
            row,
            it: self.it,
        }
    }

    pub(crate) fn with_item<'d>(&'d self, it: &'d Value) -> Row<'a, 'd> {
        Row {
            context: self.context,
            functions: self.functions,
            row: self.row,
            it: Some(it),
        }
    }

    pub(crate) fn evaluate<'v>(&'v self, typed: &'v Typed) -> Out<'v> {
        match &typed.node {
            Node::Literal(value) => Ok(Cell::of(value)),
            Node::Fact(place) => self.fact(place),
            Node::It => self.it.map(Cell::of).ok_or(Miss::Unknown),
            Node::Now => Ok(Cell::Int(self.context.now)),
            Node::Not(inner) => Ok(Cell::Bool(!self.evaluate(inner)?.truth())),
            Node::And(parts) => self.joined(parts, false),
            Node::Or(parts) => self.joined(parts, true),
            Node::Compare(operator, left, right) => {
                let (left, right) = (self.evaluate(left), self.evaluate(right));
                both(left, right, |left, right| {
                    Ok(Cell::Bool(compare(*operator, left, right)))
                })
            }
            Node::Text(operator, left, right) => {
                let (left, right) = (self.evaluate(left), self.evaluate(right));
                both(left, right, |left, right| {
                    Ok(Cell::Bool(text_test(*operator, left.text(), right.text())))
                })
            }
            Node::Matches(inner, pattern) => Ok(Cell::Bool(pattern.0.is_match(self.evaluate(inner)?.text()))),
            Node::In(item, list) => {
                let (item, list) = (self.evaluate(item), self.evaluate(list));
                both(item, list, |item, list| Ok(Cell::Bool(contains(&list, &item))))
            }
            Node::Arithmetic(operator, left, right) => {
                let (left, right) = (self.evaluate(left), self.evaluate(right));
                both(left, right, |left, right| {
                    arithmetic::binary(*operator, &left, &right)
                })
            }
            Node::Negate(inner) => arithmetic::negate(&self.evaluate(inner)?),
            Node::Known(place) => Ok(Cell::Bool(
                self.place(place).is_some_and(|row| self.is_known(place, row)),
            )),
            Node::Conflicting(place) => {
                let dissent = |row| !self.context.store.dissent(place.fact, row).is_empty();
                Ok(Cell::Bool(self.place(place).is_some_and(dissent)))
            }
            Node::Length(inner) => Ok(Cell::Int(match self.evaluate(inner)? {
                Cell::List(list) => list.len() as i64,
                other => other.text().chars().count() as i64,
            })),
            Node::Lower(inner) => Ok(Cell::Text(self.evaluate(inner)?.text().to_lowercase().into())),
            Node::Call(name, args) => self.call(name, args),
            Node::Items { how, list, body } => items::over_list(self, *how, list, body.as_deref()),
            Node::Children(children) => items::over_children(self, children),
        }
    }

    /// Kleene: what decides wins, then an error, then the unknown.
    fn joined(&self, parts: &[Typed], decides: bool) -> Out<'static> {
        let mut open = Ok(Cell::Bool(!decides));
        for part in parts {
            match self.evaluate(part) {
                Ok(cell) if cell.truth() == decides => return Ok(Cell::Bool(decides)),
                Ok(_) => {}
                Err(miss) => open = Err(worse(open.err(), miss)),
            }
        }
        open
    }

    pub(crate) fn place(&self, place: &Place) -> Option<usize> {
        follow(self.context.store, place.from, &place.steps, self.row)
    }

    fn is_known(&self, place: &Place, row: usize) -> bool {
        self.context.store.column(place.fact).valid().get(row)
    }

    fn fact<'v>(&'v self, place: &Place) -> Out<'v> {
        let row = self
            .place(place)
            .filter(|row| self.is_known(place, *row))
            .ok_or(Miss::Unknown)?;
        let column = self.context.store.column(place.fact);
        match column.data() {
            Data::Bool(bits) => Ok(Cell::Bool(bits.get(row))),
            Data::Int(values) => values.get(row).map(Cell::Int).ok_or(Miss::Unknown),
            Data::Float(values) => values
                .get(row)
                .map(|value| Cell::Float(*value))
                .ok_or(Miss::Unknown),
            Data::Text(values) => Ok(Cell::Text(Cow::Borrowed(values.get(row)))),
            Data::List(values) => Ok(Cell::List(Cow::Owned(values.get(row)))),
        }
    }

    fn call(&self, name: &str, args: &[Typed]) -> Out<'static> {
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            values.push(self.evaluate(arg)?.into_value());
        }
        match self.functions.call(name, &values, self.context.now) {
            Ok(value) => Ok(match value {
                Value::Bool(value) => Cell::Bool(value),
                Value::Int(value) => Cell::Int(value),
                Value::Float(value) => Cell::Float(value),
                Value::Text(value) => Cell::Text(Cow::Owned(value)),
                Value::List(value) => Cell::List(Cow::Owned(value)),
            }),
            Err(CallFailure::Unknown(note)) => Err(Miss::Note(note)),
            Err(CallFailure::Error(message)) => Err(Miss::Error(message)),
        }
    }
}

/// An error says more than an unknown.
pub(crate) fn worse(before: Option<Miss>, now: Miss) -> Miss {
    match before {
        Some(error @ Miss::Error(_)) => error,
        Some(note @ Miss::Note(_)) if now == Miss::Unknown => note,
        _ => now,
    }
}

/// Both operands of an operator that wants both.
fn both<'v>(
    left: Out<'v>,
    right: Out<'v>,
    then: impl FnOnce(Cell<'v>, Cell<'v>) -> Out<'static>,
) -> Out<'static> {
    match (left, right) {
        (Ok(left), Ok(right)) => then(left, right),
        (Err(left), Err(right)) => Err(worse(Some(left), right)),
        (Err(miss), _) | (_, Err(miss)) => Err(miss),
    }
}

fn order(left: &Cell, right: &Cell) -> Option<Ordering> {
    match (left, right) {
        (Cell::Int(left), Cell::Int(right)) => Some(left.cmp(right)),
        (Cell::Float(left), Cell::Float(right)) => left.partial_cmp(right),
        (Cell::Int(left), Cell::Float(right)) => (*left as f64).partial_cmp(right),
        (Cell::Float(left), Cell::Int(right)) => left.partial_cmp(&(*right as f64)),
        (Cell::Text(left), Cell::Text(right)) => Some(left.cmp(right)),
        (Cell::Bool(left), Cell::Bool(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn compare(operator: Operator, left: Cell, right: Cell) -> bool {
    let equal = || match (&left, &right) {
        (Cell::List(left), Cell::List(right)) => left == right,
        _ => order(&left, &right) == Some(Ordering::Equal),
    };
    match operator {
        Operator::Equal => equal(),
        Operator::NotEqual => !equal(),
        _ => order(&left, &right).is_some_and(|ordering| ordered(operator, ordering)),
    }
}

/// Whether an ordering satisfies an operator.
pub(crate) fn ordered(operator: Operator, ordering: Ordering) -> bool {
    match operator {
        Operator::Equal => ordering.is_eq(),
        Operator::NotEqual => ordering.is_ne(),
        Operator::Less => ordering.is_lt(),
        Operator::LessOrEqual => ordering.is_le(),
        Operator::Greater => ordering.is_gt(),
        Operator::GreaterOrEqual => ordering.is_ge(),
        _ => false,
    }
}

/// The text operators.
fn text_test(operator: Operator, left: &str, right: &str) -> bool {
    match operator {
        Operator::EqualFolded => left.eq_ignore_ascii_case(right),
        Operator::Contains => left.contains(right),
        Operator::StartsWith => left.starts_with(right),
        Operator::EndsWith => left.ends_with(right),
        _ => false,
    }
}

fn contains(list: &Cell, item: &Cell) -> bool {
    let Cell::List(list) = list else { return false };
    list.iter()
        .any(|value| order(&Cell::of(value), item) == Some(Ordering::Equal))
}
