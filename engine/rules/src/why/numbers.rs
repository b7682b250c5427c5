//! The numbers at which conditions can change their mind: literals, facts that are compared with one another, and what lies next to them
//! or between them.
//!
//! Floats right beside zero are left out: nobody could read them.

use super::Case;
use super::candidates::{expressions, literals};
use crate::report::facts_of;
use crate::template::row_of;
use imaprules_conditions::{Expression, Mark, unit_of};
use imaprules_facts::{FactStore, FactType, Value};

/// The step between moments that no duration gives: a second, in milliseconds.
const SECOND: i64 = 1_000;

/// The numbers that a rule compares with one another.
pub(super) struct Numbers<'a> {
    case: &'a Case<'a>,
    store: &'a FactStore,
}

impl<'a> Numbers<'a> {
    pub(super) fn of(case: &'a Case<'a>, store: &'a FactStore) -> Numbers<'a> {
        Numbers { case, store }
    }

    /// Those that stand in conditions and measure this.
    fn marks(&self, ty: &FactType) -> Vec<Mark> {
        let mut marks = expressions(self.case, Expression::marks);
        marks.retain(|mark| mark.ty == *ty);
        marks
    }

    /// Those of all facts of the type, computed ones too, since conditions compare facts with one another.
    fn facts(&self, ty: &FactType) -> Vec<Value> {
        let schema = self.store.schema();
        let facts = facts_of(self.case.packs, self.case.rule).into_iter();
        facts
            .map(|shown| shown.fact)
            .filter(|fact| schema.fact_of(*fact).ty == *ty)
            .filter_map(|fact| {
                let row = row_of(self.store, self.case.subject, fact)?;
                self.store.get(fact, row).ok()
            })
            .collect()
    }

    fn whole_facts(&self, ty: &FactType) -> impl Iterator<Item = i64> {
        self.facts(ty).into_iter().filter_map(|value| value.as_int())
    }

    /// Each plain number that occurs.
    fn plain(&self) -> impl Iterator<Item = i64> {
        let marks = self.marks(&FactType::Int).into_iter().map(|mark| mark.value);
        marks.chain(self.whole_facts(&FactType::Int)).chain([0])
    }

    /// Each plain number that occurs, the one below and the one above; of broken ones those around them.
    pub(super) fn whole(&self) -> Vec<i64> {
        let broken = floats_of(literals(self.case)).map(|float| float as i64);
        let all = self.plain().chain(broken);
        all.flat_map(|number| around(number, 1)).collect()
    }

    /// Each number that occurs, whole ones near them, the middle between one and the next, and what stands right beside each. So
    /// every stretch between two literals is tried, however narrow it is.
    pub(super) fn floats(&self) -> Vec<f64> {
        let mut all: Vec<f64> = self.plain().map(|number| number as f64).collect();
        all.extend(floats_of(literals(self.case)));
        all.extend(floats_of(self.facts(&FactType::Float)));
        all.sort_by(f64::total_cmp);
        let whole = self.whole().into_iter().map(|number| number as f64);
        let next = all.iter().skip(1);
        let middles = all.iter().zip(next).map(|(one, next)| one.midpoint(*next));
        let beside = all
            .iter()
            .flat_map(|number| [number.next_down(), number.next_up()]);
        let all = all.iter().copied().chain(whole).chain(middles).chain(beside);
        all.filter(|number| *number == 0.0 || number.is_normal())
            .collect()
    }

    /// Each size or duration that conditions compare with, one of its unit below and above; those of other facts, and
    /// the whole ones of their unit next to them.
    pub(super) fn measured(&self, ty: &FactType) -> Vec<i64> {
        let marks = self.marks(ty).into_iter();
        let marks = marks.flat_map(|mark| around(mark.value, mark.step));
        let facts = self.whole_facts(ty);
        let facts = facts.flat_map(|number| whole_around(number, unit_of(number, ty)));
        let mut all: Vec<i64> = marks.chain(facts).chain([0]).collect();
        all.retain(|number| *number >= 0 || *ty != FactType::Bytes);
        all
    }

    /// Each moment that occurs, with the durations of conditions before and after it, and one of their unit around that.
    pub(super) fn moments(&self) -> Vec<i64> {
        let marks = self.marks(&FactType::Time).into_iter().map(|mark| mark.value);
        let moments = marks
            .chain(self.whole_facts(&FactType::Time))
            .chain([self.case.now]);
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

fn floats_of(values: Vec<Value>) -> impl Iterator<Item = f64> {
    values.into_iter().filter_map(|value| match value {
        Value::Float(float) => Some(float),
        _ => None,
    })
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
