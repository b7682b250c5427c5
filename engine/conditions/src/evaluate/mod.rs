//! Evaluation over a store.
//!
//! There are two ways with one meaning: [`row`] takes one subject and knows the whole language; [`bind`], [`leaf`]
//! and [`block`] take 2,048 subjects at a time over columns and hand what they have no faster way for to the first.

mod arithmetic;
mod bind;
mod blame;
mod block;
mod context;
mod items;
mod leaf;
mod numbers;
mod row;

pub use blame::{Blame, blame, blame_value};

use crate::Expression;
use bind::{Node, Plan};
use block::{Block, Mask, Truth, WORDS, live};
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
    let judged: Vec<_> = match pieces.as_slice() {
        // Starting threads costs more than judging a few thousand subjects.
        [] | [_] => pieces
            .into_iter()
            .map(|piece| judge_piece(&context, &plan, &bound, piece))
            .collect(),
        _ => pieces
            .into_par_iter()
            .map(|piece| judge_piece(&context, &plan, &bound, piece))
            .collect(),
    };
    checks
        .iter()
        .enumerate()
        .map(|(which, check)| collected(&context, check, which, &judged))
        .collect()
}

struct Bound {
    given: Option<Node>,
    when: Node,
}

/// Words of one check over one piece.
#[derive(Default)]
struct Words {
    fail: Vec<u64>,
    pass: Vec<u64>,
    unknown: Vec<u64>,
    not_applicable: Vec<u64>,
    error: Vec<u64>,
}

fn judge_piece(context: &Context, plan: &Plan, checks: &[Bound], blocks: Range<usize>) -> Vec<Words> {
    let mut words: Vec<Words> = checks.iter().map(|_| Words::default()).collect();
    let mut block = Block::new(context, plan);
    let last = plan.rows.div_ceil(64);
    let failing: Vec<_> = checks.iter().map(|check| can_fail(plan, check)).collect();
    for number in blocks {
        block.start = number * WORDS;
        let count = WORDS.min(last - block.start);
        let mut mask: Mask = [0; WORDS];
        for (word, mask) in (block.start..last).zip(&mut mask) {
            *mask = live(plan.rows, word);
        }
        for ((check, words), failing) in checks.iter().zip(&mut words).zip(&failing) {
            let [fail, pass, not_applicable, error] = if *failing {
                judge_block::<true>(&mut block, check, &mask)
            } else {
                judge_block::<false>(&mut block, check, &mask)
            };
            let known = fail.iter().zip(&pass).zip(not_applicable.iter().zip(&error));
            words.unknown.extend(
                known
                    .zip(&mask)
                    .take(count)
                    .map(|(((f, p), (n, e)), mask)| mask & !(f | p | n | e)),
            );
            words.fail.extend(fail.iter().take(count));
            words.pass.extend(pass.iter().take(count));
            words.not_applicable.extend(not_applicable.iter().take(count));
            words.error.extend(error.iter().take(count));
        }
    }
    words
}

fn can_fail(plan: &Plan, check: &Bound) -> bool {
    check.given.as_ref().is_some_and(|given| plan.can_fail(given)) || plan.can_fail(&check.when)
}

/// Fail, pass, not applicable, error.
fn judge_block<const ERRORS: bool>(block: &mut Block, check: &Bound, mask: &Mask) -> [Mask; 4] {
    let Some(given) = &check.given else {
        let Truth { is, not, error } = block.truth::<ERRORS>(&check.when, mask);
        return [is, not, [0; WORDS], error];
    };
    let given = block.truth::<ERRORS>(given, mask);
    let mut when = block.truth::<ERRORS>(&check.when, &given.is);
    if ERRORS {
        when.error
            .iter_mut()
            .zip(&given.error)
            .for_each(|(word, given)| *word |= given);
    }
    [when.is, when.not, given.not, when.error]
}

fn collected(context: &Context, check: &Check, which: usize, pieces: &[Vec<Words>]) -> Verdicts {
    let join = |part: fn(&Words) -> &Vec<u64>| -> Bits {
        pieces
            .iter()
            .filter_map(|piece| piece.get(which))
            .flat_map(part)
            .copied()
            .collect::<Vec<_>>()
            .into()
    };
    let errors = join(|words| &words.error);
    Verdicts {
        fail: join(|words| &words.fail),
        pass: join(|words| &words.pass),
        unknown: join(|words| &words.unknown),
        not_applicable: join(|words| &words.not_applicable),
        errors: errors
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
