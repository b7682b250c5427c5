//! How a condition is put together: which parts `and`, `or` and `not` join, down to those that they do not take apart.
//!
//! For whoever shows why a condition came out as it did, or measures which of its parts were tried.

use crate::Span;
use crate::ast::{Ast, AstNode};
use crate::parser::parse;

/// A condition or a part of one, with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Where it stands in the text of the condition.
    pub span: Span,
    /// How its parts are joined.
    pub join: Join,
    /// Its parts; none where it is not taken apart.
    pub parts: Vec<Shape>,
}

/// How the parts of a condition are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// All must be true.
    And,
    /// One must be true.
    Or,
    /// The one part must be false.
    Not,
    /// There are no parts: a comparison, a test, a truth value.
    Leaf,
}

impl Shape {
    /// The shape of a condition; nothing where the text is none.
    pub fn of(text: &str) -> Option<Shape> {
        parse(text).ok().map(|tree| shape(&tree))
    }

    /// The text of the part, given that of the whole condition.
    pub fn text<'t>(&self, condition: &'t str) -> &'t str {
        condition.get(self.span.start..self.span.end).unwrap_or_default()
    }

    /// The parts that are not taken apart, in the order of the text.
    pub fn leaves(&self) -> Vec<&Shape> {
        match self.join {
            Join::Leaf => vec![self],
            _ => self.parts.iter().flat_map(Shape::leaves).collect(),
        }
    }
}

fn shape(tree: &Ast) -> Shape {
    let (join, parts): (_, Vec<Shape>) = match &tree.node {
        AstNode::And(parts) => (Join::And, parts.iter().map(shape).collect()),
        AstNode::Or(parts) => (Join::Or, parts.iter().map(shape).collect()),
        AstNode::Not(part) => (Join::Not, vec![shape(part)]),
        _ => (Join::Leaf, Vec::new()),
    };
    Shape {
        span: tree.span,
        join,
        parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_taken_apart_at_and_or_and_not() {
        let text = "a.b == 1 and (not known(a.c) or any(a.d, it > 2 and it < 5))";
        let shape = Shape::of(text).unwrap();
        assert_eq!(shape.join, Join::And);
        let leaves: Vec<&str> = shape.leaves().iter().map(|leaf| leaf.text(text)).collect();
        assert_eq!(leaves, ["a.b == 1", "known(a.c)", "any(a.d, it > 2 and it < 5)"]);
        assert_eq!(Shape::of("a.b =="), None);
    }
}
