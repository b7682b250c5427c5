//! The small store that a test case describes.
//!
//! There is one subject of each kind that the rule's subject can see, named like its kind; they belong and refer to
//! one another as their kinds are declared. A child belongs to the child before it that can be its parent, or else
//! to the one of that kind that is there anyway.

use crate::pack::{Case, CaseFact, reached};
use imaprules_facts::{
    FactStore, FactType, Kind, KindId, Known, Record, RecordError, Schema, Source, Subject, SubjectRef, Value,
};

/// Fills a store and says which subject the rule is about.
pub(super) fn fill(
    store: &mut FactStore,
    kind: KindId,
    case: &Case,
    now: i64,
) -> Result<Subject, RecordError> {
    let schema = store.schema().clone();
    let mut world = World {
        schema: &schema,
        now,
        named: Vec::new(),
        records: Vec::new(),
    };
    let seen = reached(kind, &schema);
    world.named = seen
        .iter()
        .map(|kind| (*kind, schema.kind_of(*kind).name.clone()))
        .collect();
    for seen in &seen {
        let facts = world.own(*seen, &case.facts);
        let id = schema.kind_of(*seen).name.clone();
        world.record(*seen, &id, facts);
    }
    world.children(case);
    world.listed(case);
    for record in &world.records {
        store.add(record)?;
    }
    for seen in &seen {
        let facts = world.own(*seen, &case.conflicts);
        store.add(&world.about(*seen, &schema.kind_of(*seen).name, second_source(), facts))?;
    }
    store.add(&world.about(kind, &schema.kind_of(kind).name, source(), Vec::new()))
}

/// Fills a store with one subject of each kind that a subject of this kind sees, of which nothing is known.
pub(super) fn empty(store: &mut FactStore, kind: KindId) -> Result<Subject, RecordError> {
    let schema = store.schema().clone();
    let seen = reached(kind, &schema);
    let world = World {
        schema: &schema,
        now: 0,
        named: seen
            .iter()
            .map(|kind| (*kind, schema.kind_of(*kind).name.clone()))
            .collect(),
        records: Vec::new(),
    };
    for kind in seen.iter().rev() {
        let id = schema.kind_of(*kind).name.clone();
        store.add(&world.about(*kind, &id, source(), Vec::new()))?;
    }
    store.add(&world.about(kind, &schema.kind_of(kind).name, source(), Vec::new()))
}

struct World<'a> {
    schema: &'a Schema,
    now: i64,
    /// The subject of each kind that parents and references lead to: the last one named.
    named: Vec<(KindId, String)>,
    records: Vec<Record>,
}

fn source() -> Source {
    Source {
        provider: "test".into(),
        name: "test case".into(),
        live: true,
    }
}

/// Says what `conflicts` holds. It is an export, so the first source wins.
fn second_source() -> Source {
    Source {
        provider: "test".into(),
        name: "test case, conflicts".into(),
        live: false,
    }
}

impl World<'_> {
    /// The facts of a kind among those of the case.
    fn own(&self, kind: KindId, facts: &[CaseFact]) -> Vec<(String, Known)> {
        let own = facts.iter().filter(|fact| fact.kind == kind);
        own.map(|fact| (self.schema.fact_of(fact.fact).name.clone(), fact.known.clone()))
            .collect()
    }

    fn id_of(&self, kind: KindId) -> Option<&str> {
        self.named
            .iter()
            .rev()
            .find(|(known, _)| *known == kind)
            .map(|(_, id)| id.as_str())
    }

    fn about(&self, kind: KindId, id: &str, source: Source, facts: Vec<(String, Known)>) -> Record {
        let declared = self.schema.kind_of(kind);
        let mut record = Record::about(&declared.name, id, source, self.now);
        record.parent = declared.parent.map(|parent| {
            self.id_of(parent)
                .unwrap_or(&self.schema.kind_of(parent).name)
                .to_owned()
        });
        for kind in &declared.references {
            let name = &self.schema.kind_of(*kind).name;
            record
                .references
                .extend(self.id_of(*kind).map(|id| SubjectRef::new(name, id)));
        }
        record.facts = facts;
        record
    }

    fn record(&mut self, kind: KindId, id: &str, facts: Vec<(String, Known)>) {
        let record = self.about(kind, id, source(), facts);
        self.records.push(record);
    }

    fn children(&mut self, case: &Case) {
        for (number, child) in case.children.iter().enumerate() {
            let id = format!("{} {}", self.schema.kind_of(child.kind).name, number + 1);
            let facts = self.own(child.kind, &child.facts);
            self.record(child.kind, &id, facts);
            self.named.push((child.kind, id));
        }
    }

    /// A case that gives children gives all of them, unless it says otherwise: the fact that counts them is set.
    fn listed(&mut self, case: &Case) {
        for at in 0..self.records.len() {
            let counts = self
                .records
                .get(at)
                .map(|record| self.counts(record, case))
                .unwrap_or_default();
            if let Some(record) = self.records.get_mut(at) {
                for (fact, count) in counts {
                    record.know(&fact, Value::Int(count));
                }
            }
        }
    }

    /// The facts that count the children of a record's subject, where the case gives such children and not the fact.
    fn counts(&self, record: &Record, case: &Case) -> Vec<(String, i64)> {
        let subject = self.schema.kind(&record.subject.kind);
        let meant = |child: KindId| case.children.iter().any(|given| given.kind == child);
        let kinds = self
            .schema
            .kinds()
            .filter(|(child, kind)| kind.parent == subject && meant(*child));
        kinds
            .filter_map(|(_, kind)| Some((self.countable(record, kind)?, self.count(record, kind))))
            .collect()
    }

    /// The fact that counts children of a kind, unless the record says something of it.
    fn countable(&self, record: &Record, kind: &Kind) -> Option<String> {
        let name = kind.listed_by.as_ref()?;
        let whole = self.schema.fact_of(self.schema.fact(name)?).ty == FactType::Int;
        let given = record.facts.iter().any(|(given, _)| given == name);
        (whole && !given).then(|| name.clone())
    }

    fn count(&self, record: &Record, kind: &Kind) -> i64 {
        let parent = Some(&record.subject.id);
        let mine = |other: &&Record| other.subject.kind == kind.name && other.parent.as_ref() == parent;
        i64::try_from(self.records.iter().filter(mine).count()).unwrap_or(i64::MAX)
    }
}
