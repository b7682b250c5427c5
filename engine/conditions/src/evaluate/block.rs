//! Evaluation of bound conditions over blocks of 2,048 subjects: bitmaps of what is true, false and wrong. What is
//! none of them is unknown.

use super::bind::{Node, Plan};
use super::context::Context;

/// Words of a block.
pub(crate) const WORDS: usize = 32;

/// One bit a subject of a block.
pub(crate) type Mask = [u64; WORDS];

/// Truth of a condition on the subjects of a block.
#[derive(Clone, Copy)]
pub(crate) struct Truth {
    pub(crate) is: Mask,
    pub(crate) not: Mask,
    pub(crate) error: Mask,
}

const NOTHING: Truth = Truth {
    is: [0; WORDS],
    not: [0; WORDS],
    error: [0; WORDS],
};

/// Answers of cheap leaves for the block at hand, shared between rules.
pub(crate) struct Kept {
    start: usize,
    truth: Truth,
}

/// The bits of a word that stand for subjects.
pub(crate) fn live(rows: usize, word: usize) -> u64 {
    match rows.saturating_sub(word * 64) {
        0 => 0,
        left if left >= 64 => !0,
        left => (1 << left) - 1,
    }
}

/// Evaluates a block: `start` is its first word.
pub(crate) struct Block<'p, 'a> {
    pub(crate) context: &'p Context<'a>,
    pub(crate) plan: &'p Plan<'a>,
    pub(crate) start: usize,
    kept: Vec<Kept>,
}

impl<'p, 'a> Block<'p, 'a> {
    pub(crate) fn new(context: &'p Context<'a>, plan: &'p Plan<'a>) -> Self {
        let kept = plan
            .leaves
            .iter()
            .map(|_| Kept {
                start: usize::MAX,
                truth: NOTHING,
            })
            .collect();
        Block {
            context,
            plan,
            start: 0,
            kept,
        }
    }

    /// The truth of a condition on the subjects of the mask. `ERRORS` says whether anything can go wrong in it.
    pub(crate) fn truth<const ERRORS: bool>(&mut self, node: &Node, mask: &Mask) -> Truth {
        match node {
            Node::Leaf { leaf, negated } => self.leaf::<ERRORS>(*leaf, *negated, mask),
            Node::All(parts) => self.joined::<ERRORS, true>(parts, mask),
            Node::Any(parts) => self.joined::<ERRORS, false>(parts, mask),
        }
    }

    fn joined<const ERRORS: bool, const ALL: bool>(&mut self, parts: &[Node], mask: &Mask) -> Truth {
        // `all` starts true and a false part decides; `any` is its mirror.
        let mut held = *mask;
        let mut decided = [0; WORDS];
        let mut error = [0; WORDS];
        let mut open = *mask;
        for part in parts {
            let truth = self.truth::<ERRORS>(part, &open);
            let (holds, decides) = if ALL {
                (&truth.is, &truth.not)
            } else {
                (&truth.not, &truth.is)
            };
            let mut left = 0;
            for ((held, decided), ((open, holds), decides)) in held
                .iter_mut()
                .zip(&mut decided)
                .zip(open.iter_mut().zip(holds).zip(decides))
            {
                *held &= holds;
                *decided |= decides;
                *open &= !decides;
                left |= *open;
            }
            if ERRORS {
                error
                    .iter_mut()
                    .zip(&truth.error)
                    .for_each(|(error, new)| *error |= new);
            }
            if left == 0 {
                break;
            }
        }
        if ERRORS {
            error
                .iter_mut()
                .zip(&decided)
                .for_each(|(error, decided)| *error &= !decided);
        }
        // Rows decided early did not meet the later parts and must not count as held.
        held.iter_mut()
            .zip(&decided)
            .for_each(|(held, decided)| *held &= !decided);
        if ALL {
            Truth {
                is: held,
                not: decided,
                error,
            }
        } else {
            Truth {
                is: decided,
                not: held,
                error,
            }
        }
    }

    fn leaf<const ERRORS: bool>(&mut self, leaf: usize, negated: bool, mask: &Mask) -> Truth {
        let Some(bound) = self.plan.leaves.get(leaf) else {
            return NOTHING;
        };
        let mut truth = if bound.is_cheap() {
            self.kept(leaf)
        } else {
            let mut truth = NOTHING;
            let words = truth
                .is
                .iter_mut()
                .zip(&mut truth.not)
                .zip(&mut truth.error)
                .zip(mask);
            for (word, (((is, not), error), mask)) in (self.start..).zip(words) {
                if *mask != 0 {
                    let (bits, known, wrong) = bound.word(self.context, word, *mask);
                    (*is, *not, *error) = (bits & known, !bits & known, wrong);
                }
            }
            truth
        };
        for (word, mask) in truth.is.iter_mut().zip(mask) {
            *word &= mask;
        }
        for (word, mask) in truth.not.iter_mut().zip(mask) {
            *word &= mask;
        }
        if ERRORS {
            truth
                .error
                .iter_mut()
                .zip(mask)
                .for_each(|(word, mask)| *word &= mask);
        }
        if negated {
            std::mem::swap(&mut truth.is, &mut truth.not);
        }
        truth
    }

    fn kept(&mut self, leaf: usize) -> Truth {
        let (Some(bound), Some(kept)) = (self.plan.leaves.get(leaf), self.kept.get_mut(leaf)) else {
            return NOTHING;
        };
        if kept.start != self.start {
            kept.start = self.start;
            let truth = &mut kept.truth;
            let words = truth.is.iter_mut().zip(&mut truth.not).zip(&mut truth.error);
            for (word, ((is, not), error)) in (self.start..).zip(words) {
                if word * 64 >= self.plan.rows {
                    break;
                }
                let (bits, known, wrong) = bound.word(self.context, word, !0);
                (*is, *not, *error) = (bits & known, !bits & known, wrong);
            }
        }
        kept.truth
    }
}
