//! Why a rule came out as it did on one subject: its conditions part by part, the values behind them, what would have
//! to be different, and what would follow if something were.
//!
//! This is for one rule and one subject. What holds for all is in [`report`](crate::report()).

mod assume;
mod candidates;
mod flips;
mod numbers;
mod steps;
#[cfg(test)]
mod tests;

pub use flips::{Change, Flip};
pub use steps::Step;

use crate::judge::{judge_rules, needed};
use crate::report::{evidence_in, facts_of, outcome};
use crate::{DerivedFact, Outcome, Pack, Packs, Rule, Severity};
use assume::Assumed;
use imaprules_conditions::{format_exactly, format_value};
use imaprules_facts::{FactStore, FactType, Subject, Value};
use imaprules_report::{Evidence, Subject as Shown};
use imaprules_words::Form;
use serde::Serialize;
use std::sync::Arc;
use thiserror::Error;

/// Why a rule came out as it did on a subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// Id of the rule.
    pub rule: String,
    /// Id of its pack.
    pub pack: String,
    /// Its severity.
    pub severity: Severity,
    /// The subject.
    pub subject: Shown,
    /// What the rule says of it.
    pub outcome: Outcome,
    /// The finding in one line, with the values of this subject.
    pub title: String,
    /// Facts that were assumed instead of what was collected, as `fact=value`.
    pub assumed: Vec<String>,
    /// When the rule applies, part by part; absent where it always does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Step>,
    /// The condition, part by part. True is a fault.
    pub when: Step,
    /// Facts that packs compute from others, with the expression and what it gave here.
    pub derived: Vec<Derived>,
    /// The facts it rests on, with where and when they were learnt.
    pub facts: Vec<Evidence>,
    /// The smallest changes of facts that would lead to another outcome, one fact at a time.
    pub flips: Vec<Flip>,
}

/// A derived fact on the way to an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Derived {
    /// Its name.
    pub name: String,
    /// The expression that computes it.
    pub text: String,
    /// What it gave, in words; `unknown` where it gave nothing.
    pub value: String,
}

/// Why there is no answer.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhyError {
    /// No loaded pack has such a rule.
    #[error("there is no rule `{rule}`")]
    Rule {
        /// What was asked for.
        rule: String,
        /// The rule that was probably meant.
        near: Option<String>,
    },
    /// Nothing is known of such a subject.
    #[error("there is no {kind} `{id}`")]
    Subject {
        /// The kind of subject the rule is about.
        kind: String,
        /// What was asked for.
        id: String,
        /// A few that there are.
        examples: Vec<String>,
    },
    /// Something cannot be assumed.
    #[error("`{assumption}` cannot be assumed: {problem}")]
    Assumption {
        /// What was to be assumed.
        assumption: String,
        /// Why it cannot.
        problem: String,
    },
}

/// Judges one rule on one subject and says why it came out as it did. `as_of` is the moment that counts as now.
/// `assumed` are facts to put in the place of what was collected, by name, as users write them.
///
/// # Errors
/// When there is no such rule or subject, or something cannot be assumed.
pub fn why(
    packs: &Packs,
    store: FactStore,
    rule: &str,
    subject: &str,
    as_of: Option<i64>,
    assumed: &[(String, String)],
) -> Result<Why, WhyError> {
    let (pack, rule) = packs.rule(rule).ok_or_else(|| WhyError::Rule {
        rule: rule.to_owned(),
        near: packs.nearest_rule(rule).map(str::to_owned),
    })?;
    let now = as_of.unwrap_or_else(|| store.latest());
    let subject = find(&store, rule, subject)?;
    let assumed = assume::read(&store, subject, assumed)?;
    let case = Case {
        packs,
        pack,
        rule,
        subject,
        now,
        assumed,
    };
    Ok(case.explain(store))
}

fn find(store: &FactStore, rule: &Rule, id: &str) -> Result<Subject, WhyError> {
    let subjects = store.subjects(rule.kind);
    let only = (subjects.len() == 1 && id.is_empty()).then_some(0);
    match subjects.find(id).or(only) {
        Some(row) => Ok(Subject { kind: rule.kind, row }),
        None => Err(WhyError::Subject {
            kind: store.schema().kind_of(rule.kind).name.clone(),
            id: id.to_owned(),
            examples: (0..subjects.len().min(3))
                .map(|row| subjects.id(row).to_owned())
                .collect(),
        }),
    }
}

/// One rule and one subject, and what is assumed.
struct Case<'a> {
    packs: &'a Packs,
    pack: &'a Pack,
    rule: &'a Rule,
    subject: Subject,
    now: i64,
    assumed: Vec<Assumed>,
}

impl Case<'_> {
    fn explain(&self, store: FactStore) -> Why {
        let flips = flips::search(self, &store);
        let mut store = store;
        let outcome = self.judge(&mut store, &[]);
        let rule = self.rule;
        let facts = facts_of(self.packs, rule);
        let spoken = |language: &str| Form::of(language).with_phrases(Arc::clone(self.packs.phrases()));
        let form = rule.language.as_deref().map(spoken).unwrap_or_default();
        Why {
            rule: rule.id.clone(),
            pack: self.pack.id.clone(),
            severity: rule.severity,
            subject: Shown {
                kind: store.schema().kind_of(rule.kind).name.clone(),
                id: store.subjects(rule.kind).id(self.subject.row).to_owned(),
            },
            outcome,
            title: rule.title.fill_in(&form, &store, self.subject),
            assumed: self.assumed.iter().map(|one| one.shown(&store)).collect(),
            given: rule.given.as_ref().map(|given| self.steps(&store, given)),
            when: self.steps(&store, &rule.when),
            derived: self.derived(&store),
            facts: evidence_in(&form, &store, self.subject, &facts),
            flips,
        }
    }

    /// The outcome with what is assumed, and with these changes on top.
    fn judge(&self, store: &mut FactStore, changes: &[Assumed]) -> Outcome {
        let assumed: Vec<&Assumed> = self.assumed.iter().chain(changes).collect();
        assume::apply(store, &assumed);
        let computed: Vec<DerivedFact> = self.packs.derived().to_vec();
        let mut derived = needed(&[self.rule], &computed);
        derived.retain(|fact| assumed.iter().all(|one| one.fact != fact.fact));
        let verdicts = judge_rules(&[self.rule], &derived, store, self.now).pop();
        verdicts.map_or(Outcome::Error, |verdicts| outcome(&verdicts, self.subject.row))
    }

    fn derived(&self, store: &FactStore) -> Vec<Derived> {
        let one = |fact: &&DerivedFact| {
            let row = crate::template::row_of(store, self.subject, fact.fact);
            let ty = &store.schema().fact_of(fact.fact).ty;
            let value = row.and_then(|row| store.get(fact.fact, row).ok());
            Derived {
                name: fact.name.clone(),
                text: fact.value.text().to_owned(),
                value: value.map_or_else(|| "unknown".to_owned(), |value| shown(&value, ty)),
            }
        };
        needed(&[self.rule], self.packs.derived())
            .iter()
            .map(one)
            .collect()
    }
}

/// A value as conditions write it: text in quotes, lists in brackets. Broken numbers are not rounded, as sizes and durations are: 0.95
/// would read as 0.9, or 1, beside a condition that says so of neither.
fn shown(value: &Value, ty: &FactType) -> String {
    let plain = |value: &Value, ty: &FactType| match ty {
        FactType::Float => format_exactly(value, ty),
        _ => format_value(value, ty),
    };
    written(value, ty, plain)
}

/// The same without rounding.
fn exact(value: &Value, ty: &FactType) -> String {
    written(value, ty, format_exactly)
}

fn written(value: &Value, ty: &FactType, plain: fn(&Value, &FactType) -> String) -> String {
    match (value, ty) {
        (Value::Text(text), _) => format!("{text:?}"),
        (Value::List(items), FactType::List(item)) => {
            let items: Vec<String> = items.iter().map(|value| written(value, item, plain)).collect();
            format!("[{}]", items.join(", "))
        }
        _ => plain(value, ty),
    }
}
