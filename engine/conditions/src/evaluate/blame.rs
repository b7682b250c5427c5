//! Why a condition is unknown on one subject: the facts that kept it from being decided.

use super::Check;
use super::context::Context;
use super::items::unlisted;
use super::row::{Miss, Row};
use crate::Expression;
use crate::place::Place;
use crate::typed::{Children, Node, Typed};
use imaprules_facts::{FactId, FactStore, Reason, Unknown};
use rayon::prelude::*;

/// One cause of an unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blame {
    /// The fact that is not known; nothing when a script could not tell.
    pub fact: Option<FactId>,
    /// Row of the fact's subject; nothing when there is no such subject.
    pub row: Option<usize>,
    /// Why it is not known.
    pub unknown: Unknown,
}

/// Why a check is unknown on subjects, by the order of the rows; empty where it is not.
pub fn blame(store: &FactStore, check: &Check, rows: &[usize], now: i64) -> Vec<Vec<Blame>> {
    let expressions: Vec<_> = check.given.into_iter().chain([check.when]).collect();
    let context = Context::new(store, now, expressions.iter().copied());
    each(rows, |row| {
        let mut causes = Vec::new();
        for expression in &expressions {
            let row = Row {
                context: &context,
                functions: &*expression.library.0,
                row,
                it: None,
            };
            match row.evaluate(&expression.root) {
                Ok(cell) if cell.truth() => continue,
                Ok(_) => {}
                Err(_) => search(&row, &expression.root, &mut causes),
            }
            break;
        }
        causes
    })
}

/// Why an expression has no value on subjects, by the order of the rows; empty where it has one. An error counts
/// as `malformed`.
pub fn blame_value(store: &FactStore, expression: &Expression, rows: &[usize], now: i64) -> Vec<Vec<Blame>> {
    let context = Context::new(store, now, [expression]);
    each(rows, |row| {
        let row = Row {
            context: &context,
            functions: &*expression.library.0,
            row,
            it: None,
        };
        let mut causes = Vec::new();
        match row.evaluate(&expression.root) {
            Ok(_) => {}
            Err(Miss::Error(message)) => {
                causes.push(Blame {
                    fact: None,
                    row: None,
                    unknown: Unknown::noted(Reason::Malformed, message),
                });
            }
            Err(_) => search(&row, &expression.root, &mut causes),
        }
        causes
    })
}

/// Below this many rows, starting threads costs more than it saves.
const FEW: usize = 4096;

fn each(rows: &[usize], causes: impl Fn(usize) -> Vec<Blame> + Sync) -> Vec<Vec<Blame>> {
    if rows.len() < FEW {
        rows.iter().map(|row| causes(*row)).collect()
    } else {
        rows.par_iter().map(|row| causes(*row)).collect()
    }
}

/// Goes down to the facts, along the parts that are themselves undecided.
fn search(row: &Row, typed: &Typed, causes: &mut Vec<Blame>) {
    let miss = match row.evaluate(typed) {
        Ok(_) => return,
        Err(miss) => miss,
    };
    match &typed.node {
        Node::Fact(place) => add(causes, fact(row, place)),
        Node::And(parts) | Node::Or(parts) => parts.iter().for_each(|part| search(row, part, causes)),
        Node::Not(inner) | Node::Negate(inner) | Node::Length(inner) | Node::Lower(inner) => {
            search(row, inner, causes);
        }
        Node::Matches(inner, _) => search(row, inner, causes),
        Node::Compare(_, left, right)
        | Node::Text(_, left, right)
        | Node::In(left, right)
        | Node::Arithmetic(_, left, right) => {
            search(row, left, causes);
            search(row, right, causes);
        }
        Node::Call(_, args) => {
            args.iter().for_each(|arg| search(row, arg, causes));
            if let Miss::Note(note) = miss {
                let unknown = Unknown::noted(Reason::Unsupported, note);
                add(
                    causes,
                    Blame {
                        fact: None,
                        row: None,
                        unknown,
                    },
                );
            }
        }
        Node::Items { list, body, .. } => {
            search(row, list, causes);
            if let (Some(body), Some(item)) = (body, row.it) {
                search(&row.with_item(item), body, causes);
            }
        }
        Node::Children(children) => over_children(row, children, causes),
        Node::Literal(_) | Node::It | Node::Now | Node::Known(_) | Node::Conflicting(_) => {}
    }
}

fn over_children(row: &Row, children: &Children, causes: &mut Vec<Blame>) {
    for place in &children.listed_by {
        if let Some(owner) = unlisted(row, children, place) {
            add(causes, cause(row, place.fact, Some(owner)));
        }
    }
    for child in row.context.descendants(children.from, children.kind, row.row) {
        let inner = row.with_row(*child as usize);
        children
            .filter
            .iter()
            .chain(&children.value)
            .for_each(|part| search(&inner, part, causes));
    }
}

fn fact(row: &Row, place: &Place) -> Blame {
    cause(row, place.fact, row.place(place))
}

fn cause(row: &Row, fact: FactId, target: Option<usize>) -> Blame {
    let unknown = match target {
        Some(target) => row.context.store.unknown(fact, target).clone(),
        None => Unknown::because(Reason::NotCollected),
    };
    Blame {
        fact: Some(fact),
        row: target,
        unknown,
    }
}

fn add(causes: &mut Vec<Blame>, cause: Blame) {
    if !causes.contains(&cause) {
        causes.push(cause);
    }
}
