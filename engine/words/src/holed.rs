//! An English text with holes, and what they catch of a text.

use crate::message::{Piece, pieces};
use std::cmp::Reverse;

/// The hole that catches digits alone, where anything else would be too much: `line {number}`.
const NUMBER: &str = "number";

/// A text with holes. The order is that in which texts are tried: the most literal first, and of those the ones with more holes, which
/// say where a text has its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Holed {
    /// Letters and digits between the holes.
    weight: Reverse<usize>,
    holes: Reverse<usize>,
    /// What stands before, between and after the holes: always one more than there are holes.
    literals: Vec<String>,
}

impl Holed {
    /// The text and the names of its holes, if it has some and says something besides them.
    pub(crate) fn of(text: &str) -> Option<(Holed, Vec<String>)> {
        let (mut literals, mut names) = (vec![String::new()], Vec::new());
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => literals.last_mut()?.push_str(text),
                Piece::Name(name, _) => {
                    names.push(name.to_owned());
                    literals.push(String::new());
                }
            }
        }
        let letters = literals.iter().flat_map(|literal| literal.chars());
        let weight = letters.filter(|c| c.is_alphanumeric()).count();
        let holed = Holed {
            weight: Reverse(weight),
            holes: Reverse(names.len()),
            literals,
        };
        (!names.is_empty() && weight > 0).then_some((holed, names))
    }

    /// What the holes of these names catch: each as little as fits, the last one the rest.
    pub(crate) fn caught<'a>(&self, names: &[String], text: &'a str) -> Option<Vec<&'a str>> {
        let (first, rest) = self.literals.split_first()?;
        let (last, between) = rest.split_last()?;
        let mut rest = text.strip_prefix(first.as_str())?.strip_suffix(last.as_str())?;
        let mut caught = Vec::with_capacity(names.len());
        for literal in between {
            // A hole holds one character at least, so what follows it is looked for behind that one.
            let skipped = rest.chars().next()?.len_utf8();
            let at = rest.get(skipped..)?.find(literal.as_str())? + skipped;
            caught.push(rest.get(..at)?);
            rest = rest.get(at + literal.len()..)?;
        }
        caught.push(rest);
        let mut both = names.iter().zip(&caught);
        both.all(|(name, part)| fits(name, part)).then_some(caught)
    }
}

/// Whether a hole may hold this: something, and digits where it is called so.
fn fits(name: &str, part: &str) -> bool {
    !part.is_empty() && (name != NUMBER || part.bytes().all(|byte| byte.is_ascii_digit()))
}
