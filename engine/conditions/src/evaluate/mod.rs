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
mod piece;
mod row;
mod text;

pub use blame::{Blame, blame, blame_value};

use crate::Expression;
use bind::Plan;
use block::WORDS;
use context::Context;
use imaprules_facts::column::Bits;
use imaprules_facts::{FactStore, KindId, Value};
use piece::{BoundCheck, Part, Piece};
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

fn judged<const KLEENE: bool>(store: &FactStore, kind: KindId, checks: &[Check], now: i64) -> Vec<Verdicts> {
    let expressions = checks
        .iter()
        .flat_map(|check| check.given.into_iter().chain([check.when]));
    let context = Context::new(store, now, expressions);
    let mut plan = Plan::new(&context, kind);
    let bound: Vec<_> = checks
        .iter()
        .map(|check| BoundCheck {
            given: check.given.map(|given| plan.bind(&context, given)),
            when: plan.bind(&context, check.when),
        })
        .collect();
    let blocks = plan.rows.div_ceil(64).div_ceil(WORDS);
    let pieces: Vec<Range<usize>> = (0..blocks)
        .step_by(PIECE)
        .map(|start| start..blocks.min(start + PIECE))
        .collect();
    let judge = |piece| piece::judge::<KLEENE>(&context, &plan, &bound, piece);
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

fn collected<const KLEENE: bool>(
    context: &Context,
    check: &Check,
    which: usize,
    pieces: &[Piece],
) -> Verdicts {
    let join = |part| joined(pieces, which, part);
    if !KLEENE {
        return Verdicts {
            fail: join(Part::Fail),
            ..Verdicts::default()
        };
    }
    Verdicts {
        fail: join(Part::Fail),
        pass: join(Part::Pass),
        unknown: join(Part::Unknown),
        not_applicable: join(Part::NotApplicable),
        errors: join(Part::Error)
            .rows()
            .map(|row| (row, message(context, check, row)))
            .collect(),
    }
}

/// One part of a check's verdicts over all pieces; without words where no bit is set, as in most parts of most checks.
fn joined(pieces: &[Piece], which: usize, part: Part) -> Bits {
    let parts = || pieces.iter().map(|piece| piece.part(which, part));
    if parts().flatten().all(|word| *word == 0) {
        return Bits::default();
    }
    let mut words = Vec::with_capacity(parts().map(<[u64]>::len).sum());
    parts().for_each(|part| words.extend_from_slice(part));
    words.into()
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

/// What an expression says of one subject.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It has this value.
    Known(Value),
    /// It cannot be decided.
    Unknown,
    /// It went wrong: overflow, division by zero, a broken script.
    Error(String),
}

/// The answer of an expression on the subject of one row.
pub fn answer(store: &FactStore, expression: &Expression, row: usize, now: i64) -> Answer {
    let context = Context::new(store, now, [expression]);
    let row = Row {
        context: &context,
        functions: &*expression.library.0,
        row,
        it: None,
    };
    match row.evaluate(&expression.root) {
        Ok(cell) => Answer::Known(cell.into_value()),
        Err(Miss::Error(message)) => Answer::Error(message),
        Err(Miss::Unknown | Miss::Note(_)) => Answer::Unknown,
    }
}

#[cfg(test)]
mod tests;
