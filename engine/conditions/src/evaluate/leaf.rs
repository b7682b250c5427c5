//! Leaves of a condition bound to columns: tests that are answered for 64 subjects at a time.

use super::context::Context;
use super::numbers::{Number, compare, compare_words, pack, whole_lane};
use super::row::{Miss, Row, text_test};
use crate::ast::Operator;
use crate::typed::Typed;
use crate::{Expression, Functions};
use imaprules_facts::column::{Bits, Codes, Items, ListColumn, TextColumn};
use regex::Regex;

/// A test of one text against something known at load.
pub(crate) enum TextTest {
    Operator(Operator, String),
    Matches(Regex),
    In(Vec<String>),
}

impl TextTest {
    pub(crate) fn is(&self, text: &str) -> bool {
        match self {
            TextTest::Operator(operator, operand) => text_test(*operator, text, operand),
            TextTest::Matches(regex) => regex.is_match(text),
            TextTest::In(words) => words.iter().any(|word| word == text),
        }
    }
}

/// A leaf bound to its columns.
pub(crate) enum Leaf<'a> {
    /// The same for every subject; nothing is unknown.
    Constant(Option<bool>),
    Flag(&'a Bits, &'a [u64]),
    /// `known(fact)`.
    Valid(&'a [u64]),
    /// Bits of other subjects brought to these rows, or computed beforehand: true, known, wrong.
    Ready(Vec<u64>, Vec<u64>, Vec<u64>),
    WholeConst(&'a [i64], &'a [u64], Operator, i64),
    WholePair(&'a [i64], &'a [u64], Operator, &'a [i64], &'a [u64]),
    Numbers(Number<'a>, Operator, Number<'a>),
    /// One answer for each distinct text.
    Coded(&'a Codes, Vec<bool>, &'a [u64]),
    Text(&'a TextColumn, TextTest, &'a [u64]),
    /// Whether any item passes; one answer for each distinct item.
    CodedItems(&'a ListColumn, &'a Codes, Vec<bool>, &'a [u64]),
    Items(&'a ListColumn, TextTest, &'a [u64]),
    /// Whatever has no faster way.
    Rows(&'a Expression, &'a Typed),
}

/// Which of 64 subjects are true, known and wrong. Only bits of the mask have meaning.
pub(crate) type Answers = (u64, u64, u64);

fn at(words: &[u64], word: usize) -> u64 {
    words.get(word).copied().unwrap_or(0)
}

impl Leaf<'_> {
    /// Whether answering all 64 is cheaper than looking at the mask, and worth keeping for other rules.
    pub(crate) fn is_cheap(&self) -> bool {
        !matches!(
            self,
            Leaf::Text(..) | Leaf::CodedItems(..) | Leaf::Items(..) | Leaf::Rows(..) | Leaf::Constant(_)
        )
    }

    /// Rough cost, for the order in which `and` and `or` ask.
    pub(crate) fn cost(&self) -> u8 {
        match self {
            Leaf::Constant(_) => 0,
            Leaf::Flag(..) | Leaf::Valid(_) | Leaf::Ready(..) => 1,
            Leaf::WholeConst(..) | Leaf::WholePair(..) | Leaf::Coded(..) => 2,
            Leaf::Numbers(..) => 3,
            Leaf::CodedItems(..) => 4,
            Leaf::Text(..) => 5,
            Leaf::Items(..) => 6,
            Leaf::Rows(..) => 9,
        }
    }

    pub(crate) fn can_fail(&self) -> bool {
        match self {
            Leaf::Ready(_, _, error) => error.iter().any(|word| *word != 0),
            Leaf::Numbers(left, _, right) => left.can_fail() || right.can_fail(),
            Leaf::Rows(..) => true,
            _ => false,
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "lanes have 64 values and `pack` asks for no more"
    )]
    pub(crate) fn word(&self, context: &Context, word: usize, mask: u64) -> Answers {
        match self {
            Leaf::Constant(Some(true)) => (!0, !0, 0),
            Leaf::Constant(Some(false)) => (0, !0, 0),
            Leaf::Constant(None) => (0, 0, 0),
            Leaf::Flag(bits, valid) => (at(bits.words(), word), at(valid, word), 0),
            Leaf::Valid(valid) => (at(valid, word), !0, 0),
            Leaf::Ready(bits, known, error) => (at(bits, word), at(known, word), at(error, word)),
            Leaf::WholeConst(values, valid, operator, value) => {
                let lane = whole_lane(values, word);
                (compare(*operator, |i| lane[i], |_| *value), at(valid, word), 0)
            }
            Leaf::WholePair(left, left_valid, operator, right, right_valid) => {
                let (a, b) = (whole_lane(left, word), whole_lane(right, word));
                (
                    compare(*operator, |i| a[i], |i| b[i]),
                    at(left_valid, word) & at(right_valid, word),
                    0,
                )
            }
            Leaf::Numbers(left, operator, right) => {
                compare_words(*operator, &left.word(word), &right.word(word))
            }
            Leaf::Coded(codes, answers, valid) => (coded(codes, answers, word), at(valid, word), 0),
            Leaf::Text(column, test, valid) => {
                let known = at(valid, word);
                (
                    each(known & mask, |i| test.is(column.get(word * 64 + i))),
                    known,
                    0,
                )
            }
            Leaf::CodedItems(column, codes, answers, valid) => {
                let known = at(valid, word);
                let any = |i| {
                    column
                        .span(word * 64 + i)
                        .any(|item| answer(answers, codes.get(item)))
                };
                (each(known & mask, any), known, 0)
            }
            Leaf::Items(column, test, valid) => {
                let known = at(valid, word);
                let Items::Text(items) = column.items() else {
                    return (0, known, 0);
                };
                (
                    each(known & mask, |i| {
                        column.span(word * 64 + i).any(|item| test.is(items.get(item)))
                    }),
                    known,
                    0,
                )
            }
            Leaf::Rows(expression, typed) => rows(context, &*expression.library.0, typed, word, mask),
        }
    }
}

fn answer(answers: &[bool], code: u32) -> bool {
    answers.get(code as usize).copied().unwrap_or(false)
}

/// One answer a distinct text, looked up for 64 subjects.
fn coded(codes: &Codes, answers: &[bool], word: usize) -> u64 {
    let start = word * 64;
    match codes {
        Codes::Byte(codes) => looked_up(codes.get(start..).and_then(|rest| rest.first_chunk()), answers),
        Codes::Short(codes) => looked_up(codes.get(start..).and_then(|rest| rest.first_chunk()), answers),
        Codes::Word(_) => pack(|i| answer(answers, codes.get(start + i))),
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "lanes have 64 codes and `pack` asks for no more"
)]
fn looked_up<T: Copy + Into<usize>>(lane: Option<&[T; 64]>, answers: &[bool]) -> u64 {
    let Some(lane) = lane else { return 0 };
    pack(|i| answers.get(lane[i].into()).copied().unwrap_or(false))
}

/// Asks for the set bits of a mask only.
fn each(mut mask: u64, ask: impl Fn(usize) -> bool) -> u64 {
    let mut bits = 0;
    while mask != 0 {
        let i = mask.trailing_zeros();
        mask &= mask - 1;
        bits |= u64::from(ask(i as usize)) << i;
    }
    bits
}

fn rows(context: &Context, functions: &dyn Functions, typed: &Typed, word: usize, mask: u64) -> Answers {
    let (mut bits, mut known, mut error) = (0, 0, 0);
    let mut left = mask;
    while left != 0 {
        let bit = 1u64 << left.trailing_zeros();
        let row = word * 64 + left.trailing_zeros() as usize;
        left &= left - 1;
        match (Row {
            context,
            functions,
            row,
            it: None,
        })
        .evaluate(typed)
        {
            Ok(cell) => {
                known |= bit;
                bits |= if cell.truth() { bit } else { 0 };
            }
            Err(Miss::Error(_)) => error |= bit,
            Err(_) => {}
        }
    }
    (bits, known, error)
}
