//! The values that are tried for a fact: those at which the rule's conditions can change their mind, in the unit of the fact.
//! A size is tried with sizes, next to each literal by one of the unit that it was written in.

use super::Case;
use crate::report::facts_of;
use crate::template::row_of;
use imaprules_conditions::{Expression, Mark, unit_of};
use imaprules_facts::{FactId, FactStore, FactType, Value};

/// More values of one fact are not tried: a long list of words says nothing new.
const TRIES: usize = 24;

/// The step between moments that no duration gives: a second, in milliseconds.
const SECOND: i64 = 1_000;

/// Values to try, those next to the present one first.
pub(super) fn candidates(case: &Case, store: &FactStore, fact: FactId, row: usize) -> Vec<Value> {
    let now = store.get(fact, row).ok();
    let ty = &store.schema().fact_of(fact).ty;
    let numbers = Numbers { case, store };
    let mut values = match ty {
        FactType::Bool => vec![Value::Bool(true), Value::Bool(false)],
        FactType::Enum(words) => words.iter().map(|word| Value::from(word.as_str())).collect(),
        FactType::Text => texts(&literals(case)),
        FactType::Float => numbers.floats(),
        FactType::List(item) => lists(&literals(case), item, now.as_ref()),
        FactType::Int => numbers.whole().into_iter().map(Value::Int).collect(),
        FactType::Bytes | FactType::Duration => numbers.measured(ty).into_iter().map(Value::Int).collect(),
        FactType::Time => numbers.moments().into_iter().map(Value::Int).collect(),
    };
    values.retain(|value| Some(value) != now.as_ref());
    values.sort_by_key(|value| distance(now.as_ref(), value));
    values.dedup();
    values.truncate(TRIES);
    values
}

/// The rule's conditions, and the derived facts they rest on.
fn expressions<T>(case: &Case, each: impl Fn(&Expression) -> Vec<T>) -> Vec<T> {
    let derived = crate::judge::needed(&[case.rule], case.packs.derived());
    let derived = derived.iter().map(|fact| &fact.value);
    case.rule.expressions().chain(derived).flat_map(each).collect()
}

fn literals(case: &Case) -> Vec<Value> {
    expressions(case, Expression::literals)
}

/// The numbers that a rule compares with one another.
struct Numbers<'a> {
    case: &'a Case<'a>,
    store: &'a FactStore,
}

impl Numbers<'_> {
    /// Those that stand in conditions and measure this.
    fn marks(&self, ty: &FactType) -> Vec<Mark> {
        let mut marks = expressions(self.case, Expression::marks);
        marks.retain(|mark| mark.ty == *ty);
        marks
    }

    /// Those of all facts of the type, computed ones too, since conditions compare facts with one another.
    fn facts(&self, ty: &FactType) -> Vec<i64> {
        let schema = self.store.schema();
        let facts = facts_of(self.case.packs, self.case.rule).into_iter();
        facts
            .map(|shown| shown.fact)
            .filter(|fact| schema.fact_of(*fact).ty == *ty)
            .filter_map(|fact| {
                let row = row_of(self.store, self.case.subject, fact)?;
                self.store.get(fact, row).ok()?.as_int()
            })
            .collect()
    }

    /// Each plain number that occurs, the one below and the one above; of broken ones those around them.
    fn whole(&self) -> Vec<i64> {
        let marks = self.marks(&FactType::Int).into_iter().map(|mark| mark.value);
        let broken = self.broken().into_iter().map(|float| float as i64);
        let all = marks.chain(broken).chain(self.facts(&FactType::Int)).chain([0]);
        all.flat_map(|number| around(number, 1)).collect()
    }

    /// The same, and broken numbers as they stand in conditions.
    fn floats(&self) -> Vec<Value> {
        let whole = self.whole().into_iter().map(|number| number as f64);
        self.broken().into_iter().chain(whole).map(Value::Float).collect()
    }

    fn broken(&self) -> Vec<f64> {
        let float = |value: Value| match value {
            Value::Float(float) => Some(float),
            _ => None,
        };
        literals(self.case).into_iter().filter_map(float).collect()
    }

    /// Each size or duration that conditions compare with, one of its unit below and above; those of other facts, and
    /// the whole ones of their unit next to them.
    fn measured(&self, ty: &FactType) -> Vec<i64> {
        let marks = self.marks(ty).into_iter();
        let marks = marks.flat_map(|mark| around(mark.value, mark.step));
        let facts = self.facts(ty).into_iter();
        let facts = facts.flat_map(|number| whole_around(number, unit_of(number, ty)));
        let mut all: Vec<i64> = marks.chain(facts).chain([0]).collect();
        all.retain(|number| *number >= 0 || *ty != FactType::Bytes);
        all
    }

    /// Each moment that occurs, with the durations of conditions before and after it, and one of their unit around that.
    fn moments(&self) -> Vec<i64> {
        let marks = self.marks(&FactType::Time).into_iter().map(|mark| mark.value);
        let moments = marks.chain(self.facts(&FactType::Time)).chain([self.case.now]);
        let durations = self.marks(&FactType::Duration);
        let near = |moment: i64| {
            let apart = durations.iter().flat_map(move |mark| {
                [
                    moment.saturating_sub(mark.value),
                    moment.saturating_add(mark.value),
                ]
                .into_iter()
                .flat_map(|moment| around(moment, mark.step))
            });
            around(moment, SECOND)
                .into_iter()
                .chain(apart)
                .collect::<Vec<_>>()
        };
        moments.flat_map(near).collect()
    }
}

fn around(number: i64, step: i64) -> [i64; 3] {
    [number, number.saturating_sub(step), number.saturating_add(step)]
}

/// A number, and the nearest whole ones of the unit below and above it.
fn whole_around(number: i64, unit: i64) -> [i64; 3] {
    let rest = number.rem_euclid(unit.max(1));
    let below = number.saturating_sub(if rest == 0 { unit } else { rest });
    [number, below, number.saturating_sub(rest).saturating_add(unit)]
}

fn texts(literals: &[Value]) -> Vec<Value> {
    let texts = literals.iter().filter(|value| value.as_text().is_some());
    [Value::from("")].into_iter().chain(texts.cloned()).collect()
}

/// The empty list, each known item alone, and the present list with each item added or taken away.
fn lists(literals: &[Value], item: &FactType, now: Option<&Value>) -> Vec<Value> {
    let fits = |value: &&Value| {
        matches!(
            (item, value),
            (FactType::Text | FactType::Enum(_), Value::Text(_)) | (FactType::Int, Value::Int(_))
        )
    };
    let words: Vec<Value> = match item {
        FactType::Enum(words) => words.iter().map(|word| Value::from(word.as_str())).collect(),
        _ => literals.iter().filter(fits).cloned().collect(),
    };
    let present = match now {
        Some(Value::List(items)) => items.clone(),
        _ => Vec::new(),
    };
    let less = (0..present.len()).map(|skip| {
        let kept = present.iter().enumerate().filter(|(at, _)| *at != skip);
        Value::List(kept.map(|(_, item)| item.clone()).collect())
    });
    let more = words.iter().map(|word| {
        let mut items = present.clone();
        items.push(word.clone());
        Value::List(items)
    });
    let alone = words.iter().map(|word| Value::List(vec![word.clone()]));
    less.chain(more)
        .chain(alone)
        .chain([Value::List(Vec::new())])
        .collect()
}

/// How far a value is from the present one, for numbers; everything else keeps its order.
fn distance(now: Option<&Value>, value: &Value) -> u64 {
    match (now, value) {
        (Some(Value::Int(now)), Value::Int(value)) => now.abs_diff(*value),
        (Some(Value::List(now)), Value::List(value)) => now.len().abs_diff(value.len()) as u64,
        _ => 0,
    }
}
