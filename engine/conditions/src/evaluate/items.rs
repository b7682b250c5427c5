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
    owners
        .map(|owner| *owner as usize)
        .find(|owner| !valid.get(*owner))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::{Check, blame, judge};
    use crate::{Functions, NoFunctions, Scope, compile_condition};
    use imaprules_facts::{FactStore, Reason, Record, Schema, Source, Unknown};
    use std::sync::Arc;

    const FACTS: &str = r#"
[[kind]]
name = "migration"
about = "The whole."
[[kind]]
name = "batch"
parent = "migration"
listed_by = "migration.batches"
about = "A batch."
[[kind]]
name = "user"
parent = "batch"
listed_by = "batch.users"
about = "A user of a batch."
[[fact]]
name = "migration.batches"
for = "migration"
type = "int"
about = "How many batches were listed."
how = "Ask."
[[fact]]
name = "batch.users"
for = "batch"
type = "int"
about = "How many users were listed."
how = "Ask."
[[fact]]
name = "user.bad"
for = "user"
type = "bool"
about = "Whether it is."
how = "Ask."
"#;

    fn about(kind: &str, id: &str, parent: &str) -> Record {
        let source = Source {
            provider: "test".into(),
            name: "test".into(),
            live: true,
        };
        let mut record = Record::about(kind, id, source, 1);
        record.parent = (!parent.is_empty()).then(|| parent.to_owned());
        record
    }

    fn batch(listed: bool) -> Record {
        let mut batch = about("batch", "b", "");
        if listed {
            batch.know("batch.users", 1);
        }
        batch
    }

    fn user(bad: bool) -> Record {
        let mut user = about("user", "u", "b");
        user.know("user.bad", bad);
        user
    }

    /// What a condition on the migration gives, and what is to blame where it gives nothing.
    fn tried(text: &str, batches: bool, records: &[Record]) -> (Option<bool>, Vec<(String, Unknown)>) {
        let mut store = FactStore::new(Arc::new(Schema::read([("facts.toml", FACTS)]).unwrap()));
        let mut migration = about("migration", "migration", "");
        match batches {
            true => migration.know("migration.batches", 1),
            false => migration.miss("migration.batches", Unknown::because(Reason::Refused)),
        };
        store.add(&migration).unwrap();
        for record in records {
            store.add(record).unwrap();
        }
        store.seal();
        let functions: Arc<dyn Functions> = Arc::new(NoFunctions);
        let kind = store.schema().kind("migration").unwrap();
        let scope = Scope {
            schema: store.schema(),
            kind,
            params: &[],
            functions: &functions,
        };
        let when = compile_condition(text, &scope).unwrap();
        let check = Check {
            given: None,
            when: &when,
        };
        let verdicts = judge(&store, kind, &[check], 0).remove(0);
        let answer = match (verdicts.fail.get(0), verdicts.pass.get(0)) {
            (false, false) => None,
            (fail, _) => Some(fail),
        };
        let causes = blame(&store, &check, &[0], 0).remove(0).into_iter();
        let causes = causes.map(|cause| {
            let name = store.schema().fact_of(cause.fact.unwrap()).name.clone();
            (name, cause.unknown)
        });
        (answer, causes.collect())
    }

    #[test]
    fn nobody_looked_further_down_where_nobody_looked_between() {
        let any = "any(user where user.bad)";
        let refused = ("migration.batches".to_owned(), Unknown::because(Reason::Refused));
        let unasked = ("batch.users".to_owned(), Unknown::because(Reason::NotCollected));
        for text in [any, "all(user where user.bad)", "count(user) > 0"] {
            assert_eq!(tried(text, false, &[]), (None, vec![refused.clone()]), "{text}");
        }
        assert_eq!(tried(any, true, &[]), (Some(false), vec![]), "there is no batch");
        assert_eq!(
            tried(any, true, &[batch(false)]),
            (None, vec![unasked.clone()]),
            "a batch whose users nobody listed"
        );
        assert_eq!(
            tried(any, false, &[batch(false)]),
            (None, vec![unasked, refused.clone()])
        );
        assert_eq!(
            tried(any, true, &[batch(true), user(false)]),
            (Some(false), vec![])
        );
        assert_eq!(
            tried(any, false, &[batch(true), user(false)]),
            (None, vec![refused]),
            "there may be more batches"
        );
        assert_eq!(
            tried(any, false, &[batch(true), user(true)]),
            (Some(true), vec![]),
            "what was found decides"
        );
    }
}
