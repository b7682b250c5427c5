//! Evaluation over a store.
//!
//! There are two ways with one meaning: [`row`] takes one subject and knows the whole language; [`bind`], [`leaf`]
//! and [`block`] take 2,048 subjects at a time over columns and hand what they have no faster way for to the first.

mod answers;
mod arithmetic;
mod attach;
mod bind;
mod blame;
mod block;
mod context;
mod elsewhere;
mod items;
mod lanes;
mod leaf;
mod lists;
mod numbers;
mod row;
mod text;

pub use blame::{Blame, blame, blame_value};

use crate::Expression;
use bind::{Node, Plan};
use block::{Block, Mask, Truth, WORDS, add_errors, live};
use context::Context;
use imaprules_facts::column::Bits;
use imaprules_facts::{FactStore, KindId, Value};
use rayon::prelude::*;
use row::{Miss, Row};
use std::ops::Range;

/// What to judge: when it applies, and when it fails.
#[derive(Debug, Clone, Copy)]
pub struct Check<'a> {
    /// False makes the check not applicable; nothing means it always applies.
    pub given: Option<&'a Expression>,
    /// True is a failure, false a pass.
    pub when: &'a Expression,
}

/// The verdicts of one check, one bit a subject. Every subject is in exactly one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// The condition is true.
    pub fail: Bits,
    /// The condition is false.
    pub pass: Bits,
    /// It cannot be decided.
    pub unknown: Bits,
    /// `given` is false.
    pub not_applicable: Bits,
    /// Row and message of what went wrong: overflow, division by zero, a broken script.
    pub errors: Vec<(usize, String)>,
}

/// Blocks in one piece of work for a thread.
const PIECE: usize = 4;

/// Judges all subjects of a kind by all checks. The result is the same however many threads take part. The store
/// has been sealed.
pub fn judge(store: &FactStore, kind: KindId, checks: &[Check], now: i64) -> Vec<Verdicts> {
    judged::<true>(store, kind, checks, now)
}

/// Where each check fails, without telling what passes from what is unknown or went wrong: half an answer, for whoever
/// needs no more, and the measure of what the other half costs.
pub fn failing(store: &FactStore, kind: KindId, checks: &[Check], now: i64) -> Vec<Bits> {
    let verdicts = judged::<false>(store, kind, checks, now);
    verdicts.into_iter().map(|verdicts| verdicts.fail).collect()
}

fn judged<const KLEENE: bool>(
    store: &FactStore,
    kind: KindId,
    checks: &[Check],
    now: i64,
) -> Vec<Verdicts> {
    let expressions = checks
        .iter()
        .flat_map(|check| check.given.into_iter().chain([check.when]));
    let context = Context::new(store, now, expressions);
    let mut plan = Plan::new(&context, kind);
    let bound: Vec<_> = checks
        .iter()
        .map(|check| Bound {
            given: check.given.map(|given| plan.bind(&context, given)),
            when: plan.bind(&context, check.when),
        })
        .collect();
    let blocks = plan.rows.div_ceil(64).div_ceil(WORDS);
    let pieces: Vec<Range<usize>> = (0..blocks)
        .step_by(PIECE)
        .map(|start| start..blocks.min(start + PIECE))
        .collect();
    let judge = |piece| judge_piece::<KLEENE>(&context, &plan, &bound, piece);
    let judged: Vec<_> = match pieces.as_slice() {
        // Starting threads costs more than judging a few thousand subjects.
        [] | [_] => pieces.into_iter().map(judge).collect(),
        _ => pieces.into_par_iter().map(judge).collect(),
    };
    checks
        .iter()
        .enumerate()
        .map(|(which, check)| collected::<KLEENE>(&context, check, which, &judged))
        .collect()
}

struct Bound {
    given: Option<Node>,
    when: Node,
}

/// How many subjects of a word are what, in the order of their words in a piece.
const PARTS: usize = 5;
const FAIL: usize = 0;
const PASS: usize = 1;
const UNKNOWN: usize = 2;
const NOT_APPLICABLE: usize = 3;
const ERROR: usize = 4;

/// What was judged of some blocks: for each check and each part of its verdicts, as many words as the blocks have.
struct Piece {
    length: usize,
    words: Vec<u64>,
}

impl Piece {
    fn part(&self, check: usize, part: usize) -> &[u64] {
        let start = (check * PARTS + part) * self.length;
        self.words.get(start..start + self.length).unwrap_or(&[])
    }

    /// Writes the words of a block, the first of which is this one of the piece.
    fn put(&mut self, check: usize, part: usize, from: usize, words: &Mask) {
        let start = (check * PARTS + part) * self.length;
        let into = self.words.get_mut(start + from..start + self.length);
        let into = into.unwrap_or(&mut []).iter_mut();
        into.zip(words).for_each(|(into, word)| *into = *word);
    }
}

fn judge_piece<const KLEENE: bool>(
    context: &Context,
    plan: &Plan,
    checks: &[Bound],
    blocks: Range<usize>,
) -> Piece {
    let last = plan.rows.div_ceil(64);
    let first = blocks.start * WORDS;
    let length = last.min(blocks.end * WORDS) - first;
    let mut piece = Piece {
        length,
        words: vec![0; checks.len() * PARTS * length],
    };
    let mut block = Block::<KLEENE>::new(context, plan);
    for number in blocks {
        block.start = number * WORDS;
        let mut mask: Mask = [0; WORDS];
        for (word, mask) in (block.start..last).zip(&mut mask) {
            *mask = live(plan.rows, word);
        }
        for (which, check) in checks.iter().enumerate() {
            let verdict = judge_block(&mut block, check, &mask);
            let from = block.start - first;
            piece.put(which, FAIL, from, &verdict.fail);
            if KLEENE {
                piece.put(which, PASS, from, &verdict.pass);
                piece.put(which, UNKNOWN, from, &verdict.unknown(&mask));
                verdict.not_applicable.iter().for_each(|words| piece.put(which, NOT_APPLICABLE, from, words));
                verdict.error.iter().for_each(|words| piece.put(which, ERROR, from, words));
            }
        }
    }
    piece
}

/// Verdicts of one check on a block.
struct Verdict {
    fail: Mask,
    pass: Mask,
    not_applicable: Option<Mask>,
    error: Option<Box<Mask>>,
}

impl Verdict {
    /// What is nothing else.
    fn unknown(&self, mask: &Mask) -> Mask {
        let mut left = *mask;
        let decided = [&self.fail, &self.pass].into_iter();
        for words in decided.chain(&self.not_applicable).chain(self.error.as_deref()) {
            left.iter_mut().zip(words).for_each(|(left, words)| *left &= !words);
        }
        left
    }
}

fn judge_block<const KLEENE: bool>(block: &mut Block<KLEENE>, check: &Bound, mask: &Mask) -> Verdict {
    let given = check.given.as_ref().map(|given| block.truth(given, mask));
    let applies = given.as_ref().map_or(mask, |given| &given.is);
    let Truth { is, not, mut error } = block.truth(&check.when, applies);
    let not_applicable = given.map(|given| {
        add_errors(&mut error, given.error);
        given.not
    });
    Verdict {
        fail: is,
        pass: not,
        not_applicable,
        error,
    }
}

fn collected<const KLEENE: bool>(
    context: &Context,
    check: &Check,
    which: usize,
    pieces: &[Piece],
) -> Verdicts {
    let join = |part| {
        let length = pieces.iter().map(|piece| piece.length).sum();
        let mut words = Vec::with_capacity(length);
        for piece in pieces {
            words.extend_from_slice(piece.part(which, part));
        }
        Bits::from(words)
    };
    if !KLEENE {
        return Verdicts {
            fail: join(FAIL),
            ..Verdicts::default()
        };
    }
    Verdicts {
        fail: join(FAIL),
        pass: join(PASS),
        unknown: join(UNKNOWN),
        not_applicable: join(NOT_APPLICABLE),
        errors: join(ERROR)
            .rows()
            .map(|row| (row, message(context, check, row)))
            .collect(),
    }
}

/// What went wrong on a subject, told by the evaluation of that subject alone.
fn message(context: &Context, check: &Check, row: usize) -> String {
    for expression in check.given.into_iter().chain([check.when]) {
        let row = Row {
            context,
            functions: &*expression.library.0,
            row,
            it: None,
        };
        if let Err(Miss::Error(message)) = row.evaluate(&expression.root) {
            return message;
        }
    }
    String::new()
}

/// The values of an expression, by row; nothing where it is unknown or went wrong.
pub fn compute(store: &FactStore, kind: KindId, expression: &Expression, now: i64) -> Vec<Option<Value>> {
    let context = Context::new(store, now, [expression]);
    let one = |row| {
        let row = Row {
            context: &context,
            functions: &*expression.library.0,
            row,
            it: None,
        };
        row.evaluate(&expression.root).ok().map(row::Cell::into_value)
    };
    let rows = store.subjects(kind).len();
    if rows < PIECE * WORDS * 64 {
        (0..rows).map(one).collect()
    } else {
        (0..rows).into_par_iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests;
