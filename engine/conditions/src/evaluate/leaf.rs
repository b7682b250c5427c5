//! Leaves of a condition bound to columns: tests that are answered for 64 subjects at a time.

use super::answers::Answers;
use super::context::Context;
use super::lanes::{self, each};
use super::lists;
use super::numbers::{self, Number};
use super::row::{Miss, Row};
use super::text::{Asking, TextTest, containing};
use crate::ast::Operator;
use crate::typed::Typed;
use crate::{Expression, Functions};
use imaprules_facts::column::{Bits, Codes, ListColumn, Texts};

/// A leaf bound to its columns.
pub(crate) enum Leaf<'a> {
    /// The same for every subject; nothing is unknown.
    Constant(Option<bool>),
    /// The same wherever known.
    Same(bool, &'a [u64]),
    Flag(&'a Bits, &'a [u64]),
    /// `known(fact)`.
    Valid(&'a [u64]),
    /// Bits of other subjects brought to these rows, or computed beforehand: true, known, wrong.
    Ready(Vec<u64>, Vec<u64>, Vec<u64>),
    Narrow(&'a [i32], &'a [u64], Operator, i32),
    Wide(&'a [i64], &'a [u64], Operator, i64),
    Numbers(Number<'a>, Operator, Number<'a>),
    /// One answer for each distinct text.
    Coded(&'a Codes, Answers, &'a [u64]),
    Texts(&'a Texts, TextTest<'a>, &'a [u64]),
    /// Whether any item passes; one answer for each distinct item.
    CodedItems(&'a ListColumn, &'a Codes, Answers, &'a [u64]),
    Items(&'a ListColumn, &'a Texts, TextTest<'a>, &'a [u64]),
    /// Whatever has no faster way.
    Rows(&'a Expression, &'a Typed),
}

/// Which of 64 subjects are true, known and wrong. Only bits of the mask have meaning.
pub(crate) type Verdict = (u64, u64, u64);

fn at(words: &[u64], word: usize) -> u64 {
    words.get(word).copied().unwrap_or(0)
}

impl Leaf<'_> {
    /// Whether answering all 64 is cheaper than looking at the mask, and worth keeping for other rules.
    pub(crate) fn is_cheap(&self) -> bool {
        !matches!(
            self,
            Leaf::Texts(..) | Leaf::CodedItems(..) | Leaf::Items(..) | Leaf::Rows(..) | Leaf::Constant(_)
        )
    }

    /// Rough cost, for the order in which `and` and `or` ask.
    pub(crate) fn cost(&self) -> u8 {
        match self {
            Leaf::Constant(_) => 0,
            Leaf::Same(..) | Leaf::Flag(..) | Leaf::Valid(_) | Leaf::Ready(..) => 1,
            Leaf::Narrow(..) | Leaf::Wide(..) | Leaf::Coded(..) => 2,
            Leaf::Numbers(..) => 3,
            Leaf::CodedItems(..) => 4,
            Leaf::Texts(..) => 5,
            Leaf::Items(..) => 6,
            Leaf::Rows(..) => 9,
        }
    }

    /// The answers for 64 subjects.
    pub(crate) fn word(&self, context: &Context, word: usize, mask: u64) -> Verdict {
        match self {
            Leaf::Constant(Some(true)) => (!0, !0, 0),
            Leaf::Constant(Some(false)) => (0, !0, 0),
            Leaf::Constant(None) => (0, 0, 0),
            Leaf::Same(is, valid) => (if *is { !0 } else { 0 }, at(valid, word), 0),
            Leaf::Flag(bits, valid) => (at(bits.words(), word), at(valid, word), 0),
            Leaf::Valid(valid) => (at(valid, word), !0, 0),
            Leaf::Ready(bits, known, error) => (at(bits, word), at(known, word), at(error, word)),
            Leaf::Narrow(values, valid, operator, value) => (
                lanes::with(*operator, lanes::of(values, word), *value),
                at(valid, word),
                0,
            ),
            Leaf::Wide(values, valid, operator, value) => (
                lanes::with(*operator, lanes::of(values, word), *value),
                at(valid, word),
                0,
            ),
            Leaf::Numbers(left, operator, right) => numbers::compare(*operator, left, right, word),
            Leaf::Coded(codes, answers, valid) => (answers.word(codes, word), at(valid, word), 0),
            Leaf::Texts(column, test, valid) => {
                let known = at(valid, word);
                (texts(column, test, word, known & mask), known, 0)
            }
            Leaf::CodedItems(column, codes, answers, valid) => {
                let known = at(valid, word);
                (lists::any(column, codes, answers, word, known & mask), known, 0)
            }
            Leaf::Items(lists, texts, test, valid) => {
                let known = at(valid, word);
                let asking = AnyItem {
                    lists,
                    texts,
                    word,
                    mask: known & mask,
                };
                (test.answer(asking), known, 0)
            }
            Leaf::Rows(expression, typed) => rows(context, &*expression.library.0, typed, word, mask),
        }
    }
}

/// Below this many rows, each text is searched alone.
const FEW: u32 = 16;

fn texts(column: &Texts, test: &TextTest, word: usize, mask: u64) -> u64 {
    if let TextTest::Contains(finder) = test
        && mask.count_ones() >= FEW
        && let Some(bits) = containing(finder, column, word, mask)
    {
        return bits;
    }
    test.answer(EachText { column, word, mask })
}

struct EachText<'a> {
    column: &'a Texts,
    word: usize,
    mask: u64,
}

impl Asking for EachText<'_> {
    #[inline(always)]
    fn ask(self, test: impl Fn(&[u8]) -> bool) -> u64 {
        each(self.mask, |row| test(self.column.octets(self.word * 64 + row)))
    }
}

struct AnyItem<'a> {
    lists: &'a ListColumn,
    texts: &'a Texts,
    word: usize,
    mask: u64,
}

impl Asking for AnyItem<'_> {
    #[inline(always)]
    fn ask(self, test: impl Fn(&[u8]) -> bool) -> u64 {
        each(self.mask, |row| {
            let mut items = self.lists.span(self.word * 64 + row);
            items.any(|item| test(self.texts.octets(item)))
        })
    }
}

fn rows(context: &Context, functions: &dyn Functions, typed: &Typed, word: usize, mask: u64) -> Verdict {
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
