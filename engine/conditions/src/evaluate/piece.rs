//! Verdicts of all checks on some blocks: a piece of work for one thread.

use super::bind::{Node, Plan};
use super::block::{Block, Mask, Truth, WORDS, add_errors, live};
use super::context::Context;
use std::ops::Range;

/// A check, bound to columns.
pub(super) struct BoundCheck {
    pub(super) given: Option<Node>,
    pub(super) when: Node,
}

/// A part of a verdict.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Fail,
    Pass,
    Unknown,
    NotApplicable,
    Error,
}

/// How many parts there are.
const PARTS: usize = 5;

/// What was judged of some blocks: for each check and each part of its verdicts, as many words as the blocks have.
pub(super) struct Piece {
    length: usize,
    words: Vec<u64>,
}

impl Piece {
    /// The words of a part of a check's verdicts.
    pub(super) fn part(&self, check: usize, part: Part) -> &[u64] {
        let start = (check * PARTS + part as usize) * self.length;
        self.words.get(start..start + self.length).unwrap_or(&[])
    }

    /// Writes the words of a block, the first of which is this one of the piece.
    fn put(&mut self, check: usize, part: Part, from: usize, words: &Mask) {
        let start = (check * PARTS + part as usize) * self.length;
        let into = self.words.get_mut(start + from..start + self.length);
        let into = into.unwrap_or(&mut []).iter_mut();
        into.zip(words).for_each(|(into, word)| *into = *word);
    }
}

/// Judges some blocks.
pub(super) fn judge<const KLEENE: bool>(
    context: &Context,
    plan: &Plan,
    checks: &[BoundCheck],
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
            piece.put(which, Part::Fail, from, &verdict.fail);
            if KLEENE {
                piece.put(which, Part::Pass, from, &verdict.pass);
                piece.put(which, Part::Unknown, from, &verdict.unknown(&mask));
                verdict
                    .not_applicable
                    .iter()
                    .for_each(|words| piece.put(which, Part::NotApplicable, from, words));
                verdict
                    .error
                    .iter()
                    .for_each(|words| piece.put(which, Part::Error, from, words));
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
            left.iter_mut()
                .zip(words)
                .for_each(|(left, words)| *left &= !words);
        }
        left
    }
}

fn judge_block<const KLEENE: bool>(block: &mut Block<KLEENE>, check: &BoundCheck, mask: &Mask) -> Verdict {
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
