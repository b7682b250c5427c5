//! Which branches of conditions the test cases of a pack take: every part of `given` and `when` that `and`, `or` and
//! `not` join should have been true, false and unknown in some case.
//!
//! A part of `when` counts only where `given` let the rule apply: elsewhere nobody asks it.

use super::{Scene, world};
use crate::diagnostic::Place;
use crate::judge::{judge_rules, needed};
use crate::{Pack, Packs, Rule};
use imaprules_conditions::{Answer, Expression, Scope, Shape, answer, compile_condition};
use imaprules_facts::{FactId, FactStore, Value};
use std::collections::HashSet;

/// A part of a rule's condition, and what it was in the test cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Id of the pack.
    pub pack: String,
    /// Id of the rule.
    pub rule: String,
    /// The condition it is a part of: `given` or `when`.
    pub condition: &'static str,
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// Whether it was true, false and unknown in some case.
    pub seen: [bool; 3],
    /// Whether it can be unknown: `known(...)` and what names no fact cannot.
    pub unknowable: bool,
}

impl Branch {
    /// What it has never been, in words: `true`, `false`, `unknown`.
    pub fn missing(&self) -> Vec<&'static str> {
        let wanted = [true, true, self.unknowable];
        let words = ["true", "false", "unknown"];
        let missing = words.iter().zip(wanted).zip(self.seen);
        missing
            .filter(|((_, wanted), seen)| *wanted && !seen)
            .map(|((word, _), _)| *word)
            .collect()
    }
}

/// The parts of a rule's conditions, none of them tried yet.
pub(super) fn of(packs: &Packs, pack: &Pack, rule: &Rule) -> Vec<Branch> {
    let scope = Scope {
        schema: packs.schema(),
        kind: rule.kind,
        params: &crate::pack::values(&pack.params),
        functions: &pack.library,
    };
    conditions(rule)
        .flat_map(|(condition, raw, expression)| {
            parts(expression, &scope)
                .into_iter()
                .map(move |(shape, part)| Branch {
                    pack: pack.id.clone(),
                    rule: rule.id.clone(),
                    condition,
                    text: part.text().to_owned(),
                    place: raw.part(shape.span.start..shape.span.end),
                    seen: [false; 3],
                    unknowable: unknowable(packs, rule, condition, &part),
                })
        })
        .collect()
}

/// What the parts of a rule's conditions are in the world of a case, in the order of [`of`]; nothing where nobody asks.
pub(super) fn taken(scene: &Scene, rule: &Rule, scope: &Scope) -> Vec<Option<usize>> {
    let applies = match &rule.given {
        None => true,
        Some(given) => scene.answer(given) == Answer::Known(Value::Bool(true)),
    };
    conditions(rule)
        .flat_map(|(condition, _, expression)| {
            let asked = applies || condition == "given";
            parts(expression, scope)
                .into_iter()
                .map(move |(_, part)| asked.then(|| which(scene.answer(&part))).flatten())
        })
        .collect()
}

impl Scene<'_> {
    fn answer(&self, expression: &Expression) -> Answer {
        answer(self.store, expression, self.row, self.now)
    }
}

fn which(answer: Answer) -> Option<usize> {
    match answer {
        Answer::Known(Value::Bool(true)) => Some(0),
        Answer::Known(_) => Some(1),
        Answer::Unknown => Some(2),
        Answer::Error(_) => None,
    }
}

fn conditions(rule: &Rule) -> impl Iterator<Item = (&'static str, &crate::read::AuthorText, &Expression)> {
    let given = rule.raw.given.as_ref().zip(rule.given.as_ref());
    let given = given.map(|(raw, given)| ("given", raw, given));
    given.into_iter().chain([("when", &rule.raw.when, &rule.when)])
}

/// The parts of a condition, each as a condition of its own.
fn parts(expression: &Expression, scope: &Scope) -> Vec<(Shape, Expression)> {
    let Some(shape) = Shape::of(expression.text()) else {
        return Vec::new();
    };
    let leaves = shape.leaves().into_iter().filter_map(|leaf| {
        let part = compile_condition(leaf.text(expression.text()), scope).ok()?;
        Some((leaf.clone(), part))
    });
    leaves.collect()
}

/// Whether a part can be unknown where it is asked. Not what names no fact, or is known although nothing is; and not
/// a part of `when` whose facts are all needed for `given`: without them the rule does not apply.
fn unknowable(packs: &Packs, rule: &Rule, condition: &str, part: &Expression) -> bool {
    if part.facts().is_empty() || known_of_nothing(packs, rule, part) {
        return false;
    }
    let needed: HashSet<FactId> = rule.given.iter().flat_map(|given| base(packs, given)).collect();
    condition == "given" || !base(packs, part).iter().all(|fact| needed.contains(fact))
}

/// Whether a part has a value in a world in which no fact is known.
fn known_of_nothing(packs: &Packs, rule: &Rule, part: &Expression) -> bool {
    let mut store = FactStore::new(packs.schema().clone());
    let Ok(subject) = world::empty(&mut store, rule.kind) else {
        return false;
    };
    // What is derived of nothing may have a value, too.
    let derived = needed(&[rule], packs.derived());
    judge_rules(&[rule], &derived, &mut store, 0);
    matches!(answer(&store, part, subject.row, 0), Answer::Known(_))
}

/// The facts that an expression rests on and no pack computes.
fn base(packs: &Packs, expression: &Expression) -> HashSet<FactId> {
    let mut open: Vec<FactId> = expression.facts().to_vec();
    let mut base = HashSet::new();
    while let Some(fact) = open.pop() {
        match packs.derived().iter().find(|derived| derived.fact == fact) {
            Some(derived) => open.extend(derived.value.facts()),
            None => {
                base.insert(fact);
            }
        }
    }
    base
}
