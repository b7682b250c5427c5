//! Numeric expressions over columns, 64 subjects at a time.

use super::arithmetic::whole;
use super::context::Context;
use super::elsewhere::Ways;
use super::lanes::{self, Broken, Fails, Whole};
use crate::ast::Operator;
use crate::place::{Place, leads_to_root};
use crate::typed::{Node, Ty, Typed};
use imaprules_facts::Value;
use imaprules_facts::column::{self, Column, Data};
use std::borrow::Cow;

/// A numeric expression bound to the columns of a store.
pub(crate) enum Number<'a> {
    WholeConst(i64),
    BrokenConst(f64),
    /// Never known: no such column was written.
    Nothing,
    Narrow(&'a [i32], &'a [u64]),
    Wide(Cow<'a, [i64]>, Cow<'a, [u64]>),
    Broken(Cow<'a, [f64]>, Cow<'a, [u64]>),
    Arithmetic {
        operator: Operator,
        float: bool,
        left: Box<Number<'a>>,
        right: Box<Number<'a>>,
    },
}

/// Which of 64 subjects are known, and which went wrong.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub(crate) known: u64,
    pub(crate) error: u64,
}

impl State {
    fn of(known: u64) -> Self {
        State { known, error: 0 }
    }

    fn and(self, other: State) -> State {
        State {
            known: self.known & other.known,
            error: self.error | other.error,
        }
    }

    /// What failed of what was known is wrong.
    fn but(self, fails: Fails) -> State {
        State {
            known: self.known & !fails,
            error: self.error | (self.known & fails),
        }
    }
}

/// Binds a numeric node, if it is made of numbers this module understands.
pub(crate) fn bind<'a>(context: &Context<'a>, ways: &mut Ways, typed: &Typed) -> Option<Number<'a>> {
    match &typed.node {
        Node::Literal(Value::Int(value)) => Some(Number::WholeConst(*value)),
        Node::Literal(Value::Float(value)) => Some(Number::BrokenConst(*value)),
        Node::Now => Some(Number::WholeConst(context.now)),
        Node::Fact(place) => fact(context, ways, place),
        Node::Arithmetic(operator, left, right) => Some(Number::Arithmetic {
            operator: *operator,
            float: matches!(typed.ty, Ty::Number { float: true, .. }),
            left: Box::new(bind(context, ways, left)?),
            right: Box::new(bind(context, ways, right)?),
        }),
        _ => None,
    }
}

fn fact<'a>(context: &Context<'a>, ways: &mut Ways, place: &Place) -> Option<Number<'a>> {
    let column = context.store.column(place.fact);
    if column.valid().is_empty() {
        return Some(Number::Nothing);
    }
    let valid = column.valid().words();
    if leads_to_root(context.store.schema(), place.from, &place.steps) {
        return constant(column);
    }
    if !place.steps.is_empty() {
        return gathered(context, ways, place);
    }
    match column.data() {
        Data::Int(column::Whole::Narrow(values)) => Some(Number::Narrow(values, valid)),
        Data::Int(column::Whole::Wide(values)) => {
            Some(Number::Wide(Cow::Borrowed(values), Cow::Borrowed(valid)))
        }
        Data::Float(values) => Some(Number::Broken(Cow::Borrowed(values), Cow::Borrowed(valid))),
        _ => None,
    }
}

/// The value of the one subject of a root kind.
fn constant<'a>(column: &Column) -> Option<Number<'a>> {
    match column.get(0) {
        Some(Value::Int(value)) => Some(Number::WholeConst(value)),
        Some(Value::Float(value)) => Some(Number::BrokenConst(value)),
        Some(_) => None,
        None => Some(Number::Nothing),
    }
}

/// The values of other subjects, brought to the rows of this kind.
fn gathered<'a>(context: &Context<'a>, ways: &mut Ways, place: &Place) -> Option<Number<'a>> {
    let column = context.store.column(place.fact);
    let targets: Vec<_> = ways
        .targets(context, place.from, &place.steps)
        .map(|target| target.filter(|target| column.valid().get(*target)))
        .collect();
    let mut known = vec![0u64; targets.len().div_ceil(64)];
    for (word, chunk) in known.iter_mut().zip(targets.chunks(64)) {
        for (bit, target) in chunk.iter().enumerate() {
            *word |= u64::from(target.is_some()) << bit;
        }
    }
    let padded = known.len() * 64;
    match column.data() {
        Data::Int(values) => Some(Number::Wide(
            Cow::Owned(brought(&targets, padded, |target| values.get(target))),
            Cow::Owned(known),
        )),
        Data::Float(values) => Some(Number::Broken(
            Cow::Owned(brought(&targets, padded, |target| values.get(target).copied())),
            Cow::Owned(known),
        )),
        _ => None,
    }
}

fn brought<T: Copy + Default>(
    targets: &[Option<usize>],
    padded: usize,
    value: impl Fn(usize) -> Option<T>,
) -> Vec<T> {
    let value = |target: &Option<usize>| target.and_then(&value).unwrap_or_default();
    let mut all: Vec<T> = targets.iter().map(value).collect();
    all.resize(padded, T::default());
    all
}

/// Compares two numbers for 64 subjects: which are true, known and wrong.
pub(crate) fn compare(operator: Operator, left: &Number, right: &Number, word: usize) -> (u64, u64, u64) {
    let (bits, state) = if left.is_broken() || right.is_broken() {
        let (mut a, mut b) = ([0.0; 64], [0.0; 64]);
        let state = left.broken(word, &mut a).and(right.broken(word, &mut b));
        (lanes::pairs(operator, &a, &b), state)
    } else {
        let (mut a, mut b) = ([0; 64], [0; 64]);
        let state = left.whole(word, &mut a).and(right.whole(word, &mut b));
        (lanes::pairs(operator, &a, &b), state)
    };
    (bits, state.known, state.error)
}

fn at(words: &[u64], word: usize) -> u64 {
    words.get(word).copied().unwrap_or(0)
}

impl Number<'_> {
    fn is_broken(&self) -> bool {
        matches!(
            self,
            Number::BrokenConst(_) | Number::Broken(..) | Number::Arithmetic { float: true, .. }
        )
    }

    /// The values of 64 subjects as whole numbers, of a number that is whole.
    fn whole(&self, word: usize, values: &mut Whole) -> State {
        match self {
            Number::WholeConst(value) => {
                *values = [*value; 64];
                State::of(!0)
            }
            Number::Narrow(narrow, valid) => {
                *values = lanes::of(narrow, word).map(i64::from);
                State::of(at(valid, word))
            }
            Number::Wide(wide, valid) => {
                *values = *lanes::of(wide, word);
                State::of(at(valid, word))
            }
            Number::Arithmetic {
                operator,
                float: false,
                left,
                right,
            } => {
                let mut others = [0; 64];
                let state = left.whole(word, values).and(right.whole(word, &mut others));
                state.but(whole_pairs(*operator, values, &others))
            }
            _ => State::of(0),
        }
    }

    /// The values of 64 subjects as broken numbers.
    fn broken(&self, word: usize, values: &mut Broken) -> State {
        match self {
            Number::BrokenConst(value) => {
                *values = [*value; 64];
                State::of(!0)
            }
            Number::WholeConst(value) => {
                *values = [*value as f64; 64];
                State::of(!0)
            }
            Number::Narrow(narrow, valid) => {
                *values = lanes::of(narrow, word).map(f64::from);
                State::of(at(valid, word))
            }
            Number::Wide(wide, valid) => {
                *values = lanes::of(wide, word).map(|value| value as f64);
                State::of(at(valid, word))
            }
            Number::Broken(broken, valid) => {
                *values = *lanes::of(broken, word);
                State::of(at(valid, word))
            }
            Number::Arithmetic {
                operator,
                float: true,
                left,
                right,
            } => {
                let mut others = [0.0; 64];
                let state = left.broken(word, values).and(right.broken(word, &mut others));
                state.but(broken_pairs(*operator, values, &others))
            }
            Number::Arithmetic { float: false, .. } => {
                let mut whole = [0; 64];
                let state = self.whole(word, &mut whole);
                *values = whole.map(|value| value as f64);
                state
            }
            Number::Nothing => State::of(0),
        }
    }
}

/// Computes with whole numbers, into the left ones; a result that does not fit is wrong.
fn whole_pairs(operator: Operator, left: &mut Whole, right: &Whole) -> Fails {
    match operator {
        Operator::Add => lanes::compute(left, right, i64::overflowing_add),
        Operator::Subtract => lanes::compute(left, right, i64::overflowing_sub),
        Operator::Multiply => lanes::compute(left, right, i64::overflowing_mul),
        other => lanes::compute(left, right, |left, right| match whole(other, left, right) {
            Ok(result) => (result, false),
            Err(_) => (0, true),
        }),
    }
}

/// Computes with broken numbers, into the left ones; a result that is no number is wrong, and so is a division by zero,
/// the result of which is infinite or no number too.
fn broken_pairs(operator: Operator, left: &mut Broken, right: &Broken) -> Fails {
    let sound = |result: f64| (result, !result.is_finite());
    match operator {
        Operator::Add => lanes::compute(left, right, |left, right| sound(left + right)),
        Operator::Subtract => lanes::compute(left, right, |left, right| sound(left - right)),
        Operator::Multiply => lanes::compute(left, right, |left, right| sound(left * right)),
        Operator::Divide => lanes::compute(left, right, |left, right| sound(left / right)),
        Operator::Remainder => lanes::compute(left, right, |left, right| sound(left % right)),
        _ => !0,
    }
}
