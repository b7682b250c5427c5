//! Quantifiers over the items of a list and aggregates over children, on one subject.

use super::arithmetic;
use super::row::{Cell, Miss, Out, Row, worse};
use crate::ast::Operator;
use crate::place::Place;
use crate::typed::{Children, Quantifier, Typed};
use imaprules_facts::Value;

/// Takes verdicts and numbers together, in Kleene logic.
struct Gathering {
    how: Quantifier,
    count: i64,
    number: Option<Value>,
    decided: bool,
    miss: Option<Miss>,
}

impl Gathering {
    fn new(how: Quantifier) -> Self {
        Gathering {
            how,
            count: 0,
            number: None,
            decided: false,
            miss: None,
        }
    }

    fn miss(&mut self, miss: Miss) {
        self.miss = Some(worse(self.miss.take(), miss));
    }

    /// Counts a verdict; says whether the item's number matters.
    fn verdict(&mut self, verdict: Result<bool, Miss>) -> bool {
        match verdict {
            Ok(true) => {
                self.count += 1;
                self.decided |= self.how == Quantifier::Any;
                true
            }
            Ok(false) => {
                self.decided |= self.how == Quantifier::All;
                false
            }
            Err(miss) => {
                self.miss(miss);
                false
            }
        }
    }

    fn number(&mut self, cell: Out) {
        let cell = match cell {
            Ok(cell) => cell,
            Err(miss) => return self.miss(miss),
        };
        let Some(before) = &self.number else {
            self.number = Some(cell.into_value());
            return;
        };
        let joined = match self.how {
            Quantifier::Sum => {
                arithmetic::binary(Operator::Add, &Cell::of(before), &cell).map(Cell::into_value)
            }
            Quantifier::Max if less(before, &cell) => Ok(cell.into_value()),
            Quantifier::Min if !less(before, &cell) => Ok(cell.into_value()),
            _ => return,
        };
        match joined {
            Ok(value) => self.number = Some(value),
            Err(miss) => self.miss(miss),
        }
    }

    /// The result. The largest and smallest of nothing are unknown; the sum of nothing is 0.
    fn result(self) -> Out<'static> {
        if self.decided {
            return Ok(Cell::Bool(self.how == Quantifier::Any));
        }
        if let Some(miss) = self.miss {
            return Err(miss);
        }
        match self.how {
            Quantifier::Any => Ok(Cell::Bool(false)),
            Quantifier::All => Ok(Cell::Bool(true)),
            Quantifier::Count => Ok(Cell::Int(self.count)),
            Quantifier::Sum | Quantifier::Max | Quantifier::Min => match self.number {
                Some(Value::Int(value)) => Ok(Cell::Int(value)),
                Some(Value::Float(value)) => Ok(Cell::Float(value)),
                _ if self.how == Quantifier::Sum => Ok(Cell::Int(0)),
                _ => Err(Miss::Unknown),
            },
        }
    }
}

fn less(before: &Value, cell: &Cell) -> bool {
    match (before, cell) {
        (Value::Int(before), Cell::Int(now)) => before < now,
        (Value::Float(before), Cell::Float(now)) => before < now,
        _ => false,
    }
}

pub(crate) fn over_list(row: &Row, how: Quantifier, list: &Typed, body: Option<&Typed>) -> Out<'static> {
    let Cell::List(items) = row.evaluate(list)? else {
        return Err(Miss::Unknown);
    };
    let mut gathering = Gathering::new(how);
    for item in items.iter() {
        let inner = row.with_item(item);
        let verdict = body.map_or(Ok(true), |body| inner.evaluate(body).map(|cell| cell.truth()));
        if gathering.verdict(verdict) && !matches!(how, Quantifier::Any | Quantifier::All | Quantifier::Count)
        {
            gathering.number(Ok(Cell::of(item)));
        }
    }
    gathering.result()
}

pub(crate) fn over_children(row: &Row, children: &Children) -> Out<'static> {
    let mut gathering = Gathering::new(children.how);
    for child in row.context.descendants(children.from, children.kind, row.row) {
        let inner = row.with_row(*child as usize);
        let filter = children.filter.as_ref();
        let verdict = filter.map_or(Ok(true), |filter| inner.evaluate(filter).map(|cell| cell.truth()));
        if gathering.verdict(verdict)
            && let Some(value) = &children.value
        {
            gathering.number(inner.evaluate(value));
        }
    }
    if !listed(row, children) {
        gathering.miss(Miss::Unknown);
    }
    gathering.result()
}

/// Whether all children were looked for: none found is not the same as nobody looked.
fn listed(row: &Row, children: &Children) -> bool {
    let places = &mut children.listed_by.iter();
    places.all(|place| unlisted(row, children, place).is_none())
}

/// The subject, or the first of its descendants, of which the fact that lists what belongs to it is not known.
pub(crate) fn unlisted(row: &Row, children: &Children, place: &Place) -> Option<usize> {
    let valid = row.context.store.column(place.fact).valid();
    if place.from == children.from {
        return (!valid.get(row.row)).then_some(row.row);
    }
    let owners = row.context.descendants(children.from, place.from, row.row).iter();
    owners.map(|owner| *owner as usize).find(|owner| !valid.get(*owner))
}
