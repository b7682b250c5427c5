//! The tree of an expression after names and types were looked up. Both ways of evaluation start here.

use crate::ast::Operator;
use crate::measure::Unit;
use crate::place::Place;
use imaprules_facts::{FactType, KindId, Value};
use regex::Regex;
use std::fmt;

/// Type of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ty {
    Bool,
    /// A whole or broken number of something.
    Number {
        unit: Unit,
        float: bool,
    },
    /// Text; with the words it can be, where it is an enum.
    Text(Option<Vec<String>>),
    List(Box<Ty>),
    /// The items of `[]`: of any type.
    Any,
}

impl Ty {
    pub(crate) fn of(ty: &FactType) -> Ty {
        let number = |unit, float| Ty::Number { unit, float };
        match ty {
            FactType::Bool => Ty::Bool,
            FactType::Int => number(Unit::None, false),
            FactType::Float => number(Unit::None, true),
            FactType::Bytes => number(Unit::Bytes, false),
            FactType::Duration => number(Unit::Duration, false),
            FactType::Time => number(Unit::Time, false),
            FactType::Text => Ty::Text(None),
            FactType::Enum(words) => Ty::Text(Some(words.clone())),
            FactType::List(item) => Ty::List(Box::new(Ty::of(item))),
        }
    }
}

impl fmt::Display for Ty {
    /// In the words of declarations.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Bool => f.write_str("bool"),
            Ty::Number {
                unit: Unit::Bytes, ..
            } => f.write_str("bytes"),
            Ty::Number {
                unit: Unit::Duration, ..
            } => f.write_str("duration"),
            Ty::Number { unit: Unit::Time, .. } => f.write_str("time"),
            Ty::Number { float: true, .. } => f.write_str("float"),
            Ty::Number { .. } => f.write_str("int"),
            Ty::Text(None) => f.write_str("text"),
            Ty::Text(Some(words)) => write!(f, "enum({})", words.join(", ")),
            Ty::List(item) => write!(f, "list<{item}>"),
            Ty::Any => f.write_str("anything"),
        }
    }
}

/// A node with its type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Typed {
    pub(crate) node: Node,
    pub(crate) ty: Ty,
}

/// What a node computes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Literal(Value),
    Fact(Place),
    /// The item a quantifier looks at.
    It,
    Now,
    Not(Box<Typed>),
    And(Vec<Typed>),
    Or(Vec<Typed>),
    /// `== != < <= > >=` on numbers, truth values, texts and lists.
    Compare(Operator, Box<Typed>, Box<Typed>),
    /// `~=`, `contains`, `starts_with`, `ends_with` on text.
    Text(Operator, Box<Typed>, Box<Typed>),
    Matches(Box<Typed>, Pattern),
    /// An item in a list.
    In(Box<Typed>, Box<Typed>),
    Arithmetic(Operator, Box<Typed>, Box<Typed>),
    Negate(Box<Typed>),
    Known(Place),
    Conflicting(Place),
    Length(Box<Typed>),
    Lower(Box<Typed>),
    Call(String, Vec<Typed>),
    Items {
        how: Quantifier,
        list: Box<Typed>,
        body: Option<Box<Typed>>,
    },
    Children(Box<Children>),
}

/// How items or children are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Quantifier {
    Any,
    All,
    Count,
    Sum,
    Max,
    Min,
}

/// `count(folder where ...)`, `sum(folder.size where ...)` and their kin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Children {
    pub(crate) how: Quantifier,
    /// Kind of the subject the expression is about.
    pub(crate) from: KindId,
    /// Kind of the children.
    pub(crate) kind: KindId,
    /// The facts without which their list may be incomplete: of their parents, and of the parents of each level between
    /// them and the subject.
    pub(crate) listed_by: Vec<Place>,
    pub(crate) value: Option<Typed>,
    pub(crate) filter: Option<Typed>,
}

/// A compiled pattern; two are equal when they read the same.
#[derive(Debug, Clone)]
pub(crate) struct Pattern(pub(crate) Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}
