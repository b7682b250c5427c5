//! All facts of a run: subjects by kind, one column a fact, sources, and what sources disagree about.

mod check;
mod origins;
mod subjects;

pub use check::RecordError;
pub(crate) use check::record as check_record;
pub use subjects::{IdCase, Subjects};

use crate::column::Column;
use crate::{FactId, KindId, Known, Reason, Record, Schema, Source, SubjectRef, Unknown, Value};
use origins::Origins;
use std::collections::HashMap;
use std::sync::Arc;

/// A subject by its kind and its row among the subjects of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    /// Its kind.
    pub kind: KindId,
    /// Its row.
    pub row: usize,
}

/// Where a fact of a subject was learnt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The source.
    pub source: &'a Source,
    /// The place in it, if told.
    pub place: Option<&'a str>,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// A value that lost against that of another source.
#[derive(Debug, Clone, PartialEq)]
pub struct Dissent {
    /// What the other source says.
    pub value: Value,
    /// The other source.
    pub source: usize,
}

/// All facts of a run.
#[derive(Debug, Clone)]
pub struct FactStore {
    schema: Arc<Schema>,
    tables: Vec<Table>,
    sources: Vec<Source>,
    source_numbers: HashMap<Source, u16>,
    unknowns: Vec<Unknown>,
    unknown_numbers: HashMap<Unknown, u16>,
    dissent: HashMap<(FactId, usize), Vec<Dissent>>,
    latest: i64,
}

#[derive(Debug, Clone)]
struct Table {
    subjects: Subjects,
    columns: Vec<Column>,
    origins: Origins,
}

impl FactStore {
    /// An empty store. Root kinds have their one subject from the start, with the kind's name as id.
    pub fn new(schema: Arc<Schema>) -> Self {
        let tables = schema
            .kinds()
            .map(|(id, kind)| {
                let facts = schema.facts_for(id).iter();
                let mut subjects = Subjects::new(kind.id_case, kind.references.len());
                if kind.parent.is_none() {
                    subjects.find_or_add(&kind.name);
                }
                let columns = facts.map(|fact| Column::of(&schema.fact_of(*fact).ty)).collect();
                Table {
                    subjects,
                    columns,
                    origins: Origins::default(),
                }
            })
            .collect();
        FactStore {
            schema,
            tables,
            sources: Vec::new(),
            source_numbers: HashMap::new(),
            unknowns: bare_reasons().collect(),
            unknown_numbers: bare_reasons().zip(0..).collect(),
            dissent: HashMap::new(),
            latest: 0,
        }
    }

    /// The declarations this store follows.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// The subjects of a kind.
    pub fn subjects(&self, kind: KindId) -> &Subjects {
        &self.table(kind).subjects
    }

    /// The column of a fact.
    #[expect(
        clippy::indexing_slicing,
        reason = "the schema numbers slots and the store has one column for each"
    )]
    pub fn column(&self, fact: FactId) -> &Column {
        let fact = self.schema.fact_of(fact);
        &self.table(fact.kind).columns[fact.slot]
    }

    /// A fact of a subject: its value, or why it is not known.
    pub fn get(&self, fact: FactId, row: usize) -> Known {
        let column = self.column(fact);
        column.get(row).ok_or_else(|| self.unknown(fact, row).clone())
    }

    /// Why a fact of a subject is not known.
    pub fn unknown(&self, fact: FactId, row: usize) -> &Unknown {
        let number = self.column(fact).unknown(row);
        const NOBODY_ASKED: &Unknown = &Unknown {
            reason: Reason::NotCollected,
            note: None,
        };
        self.unknowns.get(usize::from(number)).unwrap_or(NOBODY_ASKED)
    }

    /// Where a fact of a subject was learnt, or was tried to be learnt.
    pub fn origin(&self, fact: FactId, row: usize) -> Option<Origin<'_>> {
        let number = self.column(fact).source(row)?;
        let source = self.sources.get(usize::from(number))?;
        let (at, place) = self
            .table(self.schema.fact_of(fact).kind)
            .origins
            .get(number, row)?;
        Some(Origin { source, place, at })
    }

    /// What other sources say about a fact of a subject; empty where nobody disagrees.
    pub fn dissent(&self, fact: FactId, row: usize) -> &[Dissent] {
        self.dissent.get(&(fact, row)).map_or(&[], Vec::as_slice)
    }

    /// All sources, in the order of their first record: what [`Dissent::source`] counts.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The latest time of any record, in milliseconds since 1970-01-01 UTC: the end of collection.
    pub fn latest(&self) -> i64 {
        self.latest
    }

    /// The row of a subject.
    pub fn find(&self, subject: &SubjectRef) -> Option<Subject> {
        let kind = self.schema.kind(&subject.kind)?;
        let row = self.subjects(kind).find(&subject.id)?;
        Some(Subject { kind, row })
    }

    /// Adds a record: its subject comes into being, its facts add up with those already known.
    ///
    /// # Errors
    /// When the record does not follow the schema; nothing of it is kept then.
    pub fn add(&mut self, record: &Record) -> Result<Subject, RecordError> {
        check::record(&self.schema, record)?;
        let subject = self.subject(record)?;
        let source = self.source_number(&record.source);
        let origin = self.stamp(subject, source, record.at, record.place.as_deref());
        for (name, known) in &record.facts {
            let Some(fact) = self.schema.fact(name) else {
                continue;
            };
            match known {
                Ok(value) => self.set(fact, subject.row, value, origin),
                Err(unknown) => self.miss(fact, subject.row, unknown, origin),
            }
        }
        Ok(subject)
    }

    fn subject(&mut self, record: &Record) -> Result<Subject, RecordError> {
        let kind = check::kind(&self.schema, &record.subject.kind)?;
        let subject = Subject {
            kind,
            row: self.subject_row(kind, &record.subject.id),
        };
        if let Some(parent) = &record.parent {
            self.put_under(subject, parent);
        }
        for reference in &record.references {
            let target = check::kind(&self.schema, &reference.kind)?;
            self.refer(subject, target, &reference.id);
        }
        Ok(subject)
    }

    /// Hangs a subject under a parent, which comes into being if need be.
    pub(crate) fn put_under(&mut self, subject: Subject, parent: &str) {
        if let Some(kind) = self.schema.kind_of(subject.kind).parent {
            let parent = self.subject_row(kind, parent);
            self.table_mut(subject.kind)
                .subjects
                .set_parent(subject.row, parent);
        }
    }

    /// Points a subject to another, which comes into being if need be.
    pub(crate) fn refer(&mut self, subject: Subject, kind: KindId, id: &str) {
        let target = self.subject_row(kind, id);
        let which = self
            .schema
            .kind_of(subject.kind)
            .references
            .iter()
            .position(|known| *known == kind);
        if let Some(which) = which {
            self.table_mut(subject.kind)
                .subjects
                .set_reference(which, subject.row, target);
        }
    }

    /// The row of a subject, which comes into being if need be.
    pub(crate) fn subject_row(&mut self, kind: KindId, id: &str) -> usize {
        let root = self.schema.kind_of(kind).parent.is_none();
        let below_root = self
            .schema
            .kind_of(kind)
            .parent
            .is_some_and(|k| self.schema.kind_of(k).parent.is_none());
        if root {
            return 0;
        }
        let subjects = &mut self.table_mut(kind).subjects;
        let row = subjects.find_or_add(id);
        if below_root {
            subjects.set_parent(row, 0);
        }
        row
    }

    pub(crate) fn source_number(&mut self, source: &Source) -> u16 {
        if let Some(number) = self.source_numbers.get(source) {
            return *number;
        }
        let number = u16::try_from(self.sources.len()).unwrap_or(u16::MAX);
        self.sources.push(source.clone());
        self.source_numbers.insert(source.clone(), number);
        number
    }

    pub(crate) fn stamp(&mut self, subject: Subject, source: u16, at: i64, place: Option<&str>) -> Stamp {
        self.latest = self.latest.max(at);
        self.table_mut(subject.kind)
            .origins
            .set(source, subject.row, at, place);
        Stamp {
            source,
            at,
            live: self
                .sources
                .get(usize::from(source))
                .is_some_and(|source| source.live),
        }
    }

    /// The column of a fact, where no source has said anything about a row yet, so that nothing has to be compared.
    pub(crate) fn fresh(&mut self, fact: FactId, row: usize) -> Option<&mut Column> {
        let column = self.column_mut(fact);
        (!column.valid().get(row)).then_some(column)
    }

    /// Writes a value that was checked against the schema.
    pub(crate) fn set(&mut self, fact: FactId, row: usize, value: &Value, stamp: Stamp) {
        let Some(before) = self.column(fact).get(row) else {
            return self.column_mut(fact).set(row, value, stamp.source);
        };
        let before_source = self.column(fact).source(row).unwrap_or(stamp.source);
        let wins = self.rank(stamp.live, stamp.at) >= self.rank_of(fact, row);
        let mut others = self.dissent.remove(&(fact, row)).unwrap_or_default();
        // A source that speaks again takes back what it said before.
        others.retain(|other| other.source != usize::from(stamp.source));
        if !same(&before, value) && before_source != stamp.source {
            let (value, source) = if wins {
                (before, before_source)
            } else {
                (value.clone(), stamp.source)
            };
            others.push(Dissent {
                value,
                source: usize::from(source),
            });
        }
        if wins {
            others.retain(|other| !same(&other.value, value));
            self.column_mut(fact).set(row, value, stamp.source);
        }
        if !others.is_empty() {
            self.dissent.insert((fact, row), others);
        }
    }

    /// Notes why a fact is not known; a value already known stays.
    pub(crate) fn miss(&mut self, fact: FactId, row: usize, unknown: &Unknown, stamp: Stamp) {
        if self.column(fact).valid().get(row) {
            return;
        }
        let number = self.unknown_number(unknown);
        self.column_mut(fact).miss(row, number, stamp.source);
    }

    /// Live over export, then the newest.
    fn rank(&self, live: bool, at: i64) -> (bool, i64) {
        (live, at)
    }

    fn rank_of(&self, fact: FactId, row: usize) -> (bool, i64) {
        self.origin(fact, row)
            .map_or((false, i64::MIN), |origin| (origin.source.live, origin.at))
    }

    fn unknown_number(&mut self, unknown: &Unknown) -> u16 {
        if let Some(number) = self.unknown_numbers.get(unknown) {
            return *number;
        }
        let Ok(number) = u16::try_from(self.unknowns.len()) else {
            // So many different notes are of no use to anybody: the reason alone is kept.
            let bare = Unknown::because(unknown.reason);
            return self.unknown_numbers.get(&bare).copied().unwrap_or(0);
        };
        self.unknowns.push(unknown.clone());
        self.unknown_numbers.insert(unknown.clone(), number);
        number
    }

    /// Grows every used column to its number of subjects, so that evaluation reads whole blocks, and gives back memory
    /// that was held ready for more. Called when collection has ended; facts may still be added, and then again.
    pub fn seal(&mut self) {
        for table in &mut self.tables {
            let rows = table.subjects.len();
            for column in &mut table.columns {
                if !column.valid().is_empty() {
                    column.reach(rows);
                }
                column.shrink();
            }
            table.subjects.shrink();
            table.origins.shrink();
        }
    }

    /// Replaces the column of a derived fact. Rows without a value are unknown for this reason.
    pub fn derive(&mut self, fact: FactId, values: Vec<Option<Value>>) {
        let source = Source {
            provider: "derived".into(),
            name: "computed from other facts".into(),
            live: false,
        };
        let source = self.source_number(&source);
        let kind = self.schema.fact_of(fact).kind;
        let at = self.latest;
        let rows = values.len();
        for (row, value) in values.into_iter().enumerate() {
            self.stamp(Subject { kind, row }, source, at, None);
            if let Some(value) = value {
                self.column_mut(fact).set(row, &value, source);
            }
        }
        if !self.column(fact).valid().is_empty() {
            self.column_mut(fact).reach(rows);
        }
    }

    #[expect(clippy::indexing_slicing, reason = "one table for each kind of the schema")]
    fn table(&self, kind: KindId) -> &Table {
        &self.tables[kind.index()]
    }

    #[expect(clippy::indexing_slicing, reason = "one table for each kind of the schema")]
    fn table_mut(&mut self, kind: KindId) -> &mut Table {
        &mut self.tables[kind.index()]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "the schema numbers slots and the store has one column for each"
    )]
    pub(crate) fn column_mut(&mut self, fact: FactId) -> &mut Column {
        let (kind, slot) = {
            let fact = self.schema.fact_of(fact);
            (fact.kind, fact.slot)
        };
        &mut self.tables[kind.index()].columns[slot]
    }

    /// Memory held by subjects, columns and origins, in bytes.
    pub fn bytes(&self) -> usize {
        let table = |table: &Table| {
            let columns: usize = table.columns.iter().map(Column::bytes).sum();
            table.subjects.bytes() + columns + table.origins.bytes()
        };
        self.tables.iter().map(table).sum()
    }
}

/// Every reason without a note. They are there from the start, `not-collected` as number 0, so that each keeps its number
/// however many notes come.
fn bare_reasons() -> impl Iterator<Item = Unknown> {
    Reason::ALL.into_iter().map(Unknown::because)
}

/// Source and time of what is being written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    source: u16,
    at: i64,
    live: bool,
}

impl Stamp {
    pub(crate) fn source(self) -> u16 {
        self.source
    }
}

fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Float(float), Value::Int(int)) | (Value::Int(int), Value::Float(float)) => {
            *float == *int as f64
        }
        _ => left == right,
    }
}

#[cfg(test)]
mod tests;
