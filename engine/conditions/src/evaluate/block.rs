//! Evaluation of bound conditions over blocks of 2,048 subjects: bitmaps of what is true, false and wrong. What is
//! none of them is unknown.

use super::bind::{Bound, Node, Plan};
use super::context::Context;
use super::leaf::Leaf;

/// Words of a block.
pub(crate) const WORDS: usize = 32;

/// One bit a subject of a block.
pub(crate) type Mask = [u64; WORDS];

/// Truth of a condition on the subjects of a block.
#[derive(Clone)]
pub(crate) struct Truth {
    pub(crate) is: Mask,
    pub(crate) not: Mask,
    /// What went wrong; mostly nothing does.
    pub(crate) error: Option<Box<Mask>>,
}

const NOTHING: Truth = Truth {
    is: [0; WORDS],
    not: [0; WORDS],
    error: None,
};

/// Answers of a leaf for the block at hand, shared between rules.
struct Kept {
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

/// Takes the bits of one mask into another.
fn and(into: &mut Mask, bits: &Mask) {
    into.iter_mut().zip(bits).for_each(|(into, bits)| *into &= bits);
}

fn or(into: &mut Mask, bits: &Mask) {
    into.iter_mut().zip(bits).for_each(|(into, bits)| *into |= bits);
}

fn without(into: &mut Mask, bits: &Mask) {
    into.iter_mut().zip(bits).for_each(|(into, bits)| *into &= !bits);
}

/// Adds what went wrong in another part.
pub(crate) fn add_errors(errors: &mut Option<Box<Mask>>, more: Option<Box<Mask>>) {
    match (errors, more) {
        (_, None) => {}
        (Some(errors), Some(more)) => or(errors, &more),
        (errors, more) => *errors = more,
    }
}

/// Evaluates a block: `start` is its first word. With `KLEENE`, what is false is told from what is unknown; without,
/// only what is true has meaning.
pub(crate) struct Block<'p, 'a, const KLEENE: bool> {
    context: &'p Context<'a>,
    plan: &'p Plan<'a>,
    pub(crate) start: usize,
    /// By leaf; nothing for those that stand in one place.
    kept: Vec<Option<Box<Kept>>>,
}

impl<'p, 'a, const KLEENE: bool> Block<'p, 'a, KLEENE> {
    pub(crate) fn new(context: &'p Context<'a>, plan: &'p Plan<'a>) -> Self {
        let kept = plan.leaves.iter().map(|_| None).collect();
        Block {
            context,
            plan,
            start: 0,
            kept,
        }
    }

    /// The truth of a condition on the subjects of the mask.
    pub(crate) fn truth(&mut self, node: &Node, mask: &Mask) -> Truth {
        match node {
            Node::Leaf { leaf, negated } => self.leaf(*leaf, *negated, mask),
            Node::All(parts) => self.joined::<true>(parts, mask),
            Node::Any(parts) => self.joined::<false>(parts, mask),
        }
    }

    fn joined<const ALL: bool>(&mut self, parts: &[Node], mask: &Mask) -> Truth {
        // `all` starts true and a false part decides; `any` is its mirror.
        let (mut held, mut open) = (*mask, *mask);
        let mut decided = [0; WORDS];
        let mut error = None;
        for part in parts {
            let truth = self.truth(part, &open);
            let (holds, decides) = if ALL {
                (&truth.is, &truth.not)
            } else {
                (&truth.not, &truth.is)
            };
            and(&mut held, holds);
            or(&mut decided, decides);
            if ALL && !KLEENE {
                open = held;
            } else {
                without(&mut open, decides);
            }
            add_errors(&mut error, truth.error);
            if open.iter().all(|word| *word == 0) {
                break;
            }
        }
        if let Some(error) = &mut error {
            without(error, &decided);
        }
        // Rows decided early did not meet the later parts and must not count as held.
        without(&mut held, &decided);
        let (is, not) = if ALL { (held, decided) } else { (decided, held) };
        Truth { is, not, error }
    }

    fn leaf(&mut self, leaf: usize, negated: bool, mask: &Mask) -> Truth {
        let Some(Bound {
            leaf: bound, shared, ..
        }) = self.plan.leaves.get(leaf)
        else {
            return NOTHING;
        };
        let mut truth = if *shared && bound.is_cheap() {
            self.kept(leaf, bound, mask)
        } else {
            self.asked(bound, mask)
        };
        if negated {
            std::mem::swap(&mut truth.is, &mut truth.not);
        }
        truth
    }

    fn asked(&self, leaf: &Leaf, mask: &Mask) -> Truth {
        let mut truth = NOTHING;
        let words = truth.is.iter_mut().zip(&mut truth.not).zip(mask);
        for (number, ((is, not), mask)) in words.enumerate() {
            if *mask == 0 {
                continue;
            }
            let (bits, known, wrong) = leaf.word(self.context, self.start + number, *mask);
            *is = bits & known & mask;
            *not = !bits & known & mask;
            if wrong & mask != 0
                && let Some(word) = truth
                    .error
                    .get_or_insert_with(|| Box::new([0; WORDS]))
                    .get_mut(number)
            {
                *word = wrong & mask;
            }
        }
        truth
    }

    fn kept(&mut self, leaf: usize, bound: &Leaf, mask: &Mask) -> Truth {
        let kept = self.kept.get(leaf).and_then(Option::as_deref);
        let mut truth = match kept.filter(|kept| kept.start == self.start) {
            Some(kept) => kept.truth.clone(),
            None => {
                let mut all = [0; WORDS];
                for (word, all) in (self.start..).zip(&mut all) {
                    *all = live(self.plan.rows, word);
                }
                let truth = self.asked(bound, &all);
                let start = self.start;
                if let Some(place) = self.kept.get_mut(leaf) {
                    let truth = truth.clone();
                    *place = Some(Box::new(Kept { start, truth }));
                }
                truth
            }
        };
        and(&mut truth.is, mask);
        and(&mut truth.not, mask);
        if let Some(error) = &mut truth.error {
            and(error, mask);
        }
        truth
    }
}
