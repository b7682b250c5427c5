//! Numeric expressions over columns, 64 subjects at a time.

use super::arithmetic::{broken, whole};
use super::context::Context;
use crate::ast::Operator;
use crate::place::{Place, follow};
use crate::typed::{Node, Ty, Typed};
use imaprules_facts::Value;
use imaprules_facts::column::Data;
use std::borrow::Cow;

/// A numeric expression bound to the columns of a store.
pub(crate) enum Number<'a> {
    WholeConst(i64),
    BrokenConst(f64),
    /// Never known: no such column was written.
    Nothing,
    Whole(Cow<'a, [i64]>, Cow<'a, [u64]>),
    Broken(Cow<'a, [f64]>, Cow<'a, [u64]>),
    Arithmetic {
        operator: Operator,
        float: bool,
        left: Box<Number<'a>>,
        right: Box<Number<'a>>,
    },
}

/// Values of 64 subjects.
#[derive(Clone, Copy)]
enum Values {
    Whole([i64; 64]),
    Broken([f64; 64]),
}

/// Values of 64 subjects, which of them are known, and which went wrong.
pub(crate) struct Word {
    values: Values,
    pub(crate) known: u64,
    pub(crate) error: u64,
}

/// Binds a numeric node, if it is made of numbers this module understands.
pub(crate) fn bind<'a>(context: &Context<'a>, rows: usize, typed: &Typed) -> Option<Number<'a>> {
    match &typed.node {
        Node::Literal(Value::Int(value)) => Some(Number::WholeConst(*value)),
        Node::Literal(Value::Float(value)) => Some(Number::BrokenConst(*value)),
        Node::Now => Some(Number::WholeConst(context.now)),
        Node::Fact(place) => fact(context, rows, place),
        Node::Arithmetic(operator, left, right) => Some(Number::Arithmetic {
            operator: *operator,
            float: matches!(typed.ty, Ty::Number { float: true, .. }),
            left: Box::new(bind(context, rows, left)?),
            right: Box::new(bind(context, rows, right)?),
        }),
        _ => None,
    }
}

fn fact<'a>(context: &Context<'a>, rows: usize, place: &Place) -> Option<Number<'a>> {
    let column = context.store.column(place.fact);
    if column.valid().is_empty() {
        return Some(Number::Nothing);
    }
    let valid = column.valid().words();
    if place.steps.is_empty() {
        return match column.data() {
            Data::Int(values) => Some(Number::Whole(Cow::Borrowed(values), Cow::Borrowed(valid))),
            Data::Float(values) => Some(Number::Broken(Cow::Borrowed(values), Cow::Borrowed(valid))),
            _ => None,
        };
    }
    gathered(context, rows, place)
}

/// The values of other subjects, brought to the rows of this kind.
fn gathered<'a>(context: &Context<'a>, rows: usize, place: &Place) -> Option<Number<'a>> {
    let padded = rows.div_ceil(64) * 64;
    let column = context.store.column(place.fact);
    let mut known = vec![0u64; padded / 64];
    let targets = (0..rows).map(|row| follow(context.store, place.from, &place.steps, row));
    let targets: Vec<_> = targets
        .map(|target| target.filter(|target| column.valid().get(*target)))
        .collect();
    for (word, chunk) in known.iter_mut().zip(targets.chunks(64)) {
        for (bit, target) in chunk.iter().enumerate() {
            *word |= u64::from(target.is_some()) << bit;
        }
    }
    match column.data() {
        Data::Int(values) => Some(Number::Whole(
            Cow::Owned(brought(values, &targets, padded)),
            Cow::Owned(known),
        )),
        Data::Float(values) => Some(Number::Broken(
            Cow::Owned(brought(values, &targets, padded)),
            Cow::Owned(known),
        )),
        _ => None,
    }
}

fn brought<T: Copy + Default>(values: &[T], targets: &[Option<usize>], padded: usize) -> Vec<T> {
    let value = |target: &Option<usize>| {
        target
            .and_then(|target| values.get(target))
            .copied()
            .unwrap_or_default()
    };
    let mut all: Vec<T> = targets.iter().map(value).collect();
    all.resize(padded, T::default());
    all
}

/// The 64 values of a word; columns are padded to whole words when the store is sealed.
pub(crate) fn whole_lane(values: &[i64], word: usize) -> &[i64; 64] {
    values
        .get(word * 64..)
        .and_then(|rest| rest.first_chunk())
        .unwrap_or(&[0; 64])
}

fn broken_lane(values: &[f64], word: usize) -> &[f64; 64] {
    values
        .get(word * 64..)
        .and_then(|rest| rest.first_chunk())
        .unwrap_or(&[0.0; 64])
}

/// The bits of 64 answers.
#[inline(always)]
pub(crate) fn pack(answer: impl Fn(usize) -> bool) -> u64 {
    (0..64).fold(0, |bits, at| bits | u64::from(answer(at)) << at)
}

/// Compares 64 pairs.
#[inline(always)]
pub(crate) fn compare<T: PartialOrd + Copy>(
    operator: Operator,
    left: impl Fn(usize) -> T,
    right: impl Fn(usize) -> T,
) -> u64 {
    match operator {
        Operator::Equal => pack(|at| left(at) == right(at)),
        Operator::NotEqual => pack(|at| left(at) != right(at)),
        Operator::Less => pack(|at| left(at) < right(at)),
        Operator::LessOrEqual => pack(|at| left(at) <= right(at)),
        Operator::Greater => pack(|at| left(at) > right(at)),
        Operator::GreaterOrEqual => pack(|at| left(at) >= right(at)),
        _ => 0,
    }
}

/// Compares the values of two words: which are true, known and wrong.
#[expect(
    clippy::indexing_slicing,
    reason = "lanes have 64 values and `pack` asks for no more"
)]
pub(crate) fn compare_words(operator: Operator, left: &Word, right: &Word) -> (u64, u64, u64) {
    let bits = match (&left.values, &right.values) {
        (Values::Whole(a), Values::Whole(b)) => compare(operator, |at| a[at], |at| b[at]),
        (Values::Broken(a), Values::Broken(b)) => compare(operator, |at| a[at], |at| b[at]),
        (Values::Whole(a), Values::Broken(b)) => compare(operator, |at| a[at] as f64, |at| b[at]),
        (Values::Broken(a), Values::Whole(b)) => compare(operator, |at| a[at], |at| b[at] as f64),
    };
    (bits, left.known & right.known, left.error | right.error)
}

impl Number<'_> {
    /// Whether evaluation can go wrong: whether there is arithmetic in it.
    pub(crate) fn can_fail(&self) -> bool {
        matches!(self, Number::Arithmetic { .. })
    }

    /// The values of 64 subjects.
    pub(crate) fn word(&self, word: usize) -> Word {
        let bits = |valid: &[u64]| valid.get(word).copied().unwrap_or(0);
        match self {
            Number::WholeConst(value) => Word {
                values: Values::Whole([*value; 64]),
                known: !0,
                error: 0,
            },
            Number::BrokenConst(value) => Word {
                values: Values::Broken([*value; 64]),
                known: !0,
                error: 0,
            },
            Number::Nothing => Word {
                values: Values::Whole([0; 64]),
                known: 0,
                error: 0,
            },
            Number::Whole(values, valid) => Word {
                values: Values::Whole(*whole_lane(values, word)),
                known: bits(valid),
                error: 0,
            },
            Number::Broken(values, valid) => Word {
                values: Values::Broken(*broken_lane(values, word)),
                known: bits(valid),
                error: 0,
            },
            Number::Arithmetic {
                operator,
                float,
                left,
                right,
            } => joined(*operator, *float, left.word(word), right.word(word)),
        }
    }
}

fn joined(operator: Operator, float: bool, left: Word, right: Word) -> Word {
    let open = left.known & right.known;
    let mut word = if float {
        broken_pairs(operator, &left.values.broken(), &right.values.broken(), open)
    } else if let (Values::Whole(a), Values::Whole(b)) = (&left.values, &right.values) {
        whole_pairs(operator, a, b, open)
    } else {
        Word {
            values: left.values,
            known: 0,
            error: 0,
        }
    };
    word.error |= left.error | right.error;
    word
}

fn whole_pairs(operator: Operator, left: &[i64; 64], right: &[i64; 64], open: u64) -> Word {
    let mut values = [0; 64];
    let mut known = open;
    for (at, (value, (left, right))) in values.iter_mut().zip(left.iter().zip(right)).enumerate() {
        match whole(operator, *left, *right) {
            Ok(result) => *value = result,
            Err(_) => known &= !(1 << at),
        }
    }
    Word {
        values: Values::Whole(values),
        known,
        error: open & !known,
    }
}

fn broken_pairs(operator: Operator, left: &[f64; 64], right: &[f64; 64], open: u64) -> Word {
    let mut values = [0.0; 64];
    let mut known = open;
    for (at, (value, (left, right))) in values.iter_mut().zip(left.iter().zip(right)).enumerate() {
        match broken(operator, *left, *right) {
            Ok(result) => *value = result,
            Err(_) => known &= !(1 << at),
        }
    }
    Word {
        values: Values::Broken(values),
        known,
        error: open & !known,
    }
}

impl Values {
    fn broken(&self) -> [f64; 64] {
        match self {
            Values::Whole(values) => values.map(|value| value as f64),
            Values::Broken(values) => *values,
        }
    }
}
