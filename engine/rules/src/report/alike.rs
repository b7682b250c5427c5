//! Subjects on which a rule is unknown for the same causes.
//!
//! The causes follow from what is known: for each fact a condition names, that it is unknown and why, or its value.
//! Subjects that agree in all of it share their causes. Where a fact has as many values as there are subjects,
//! grouping would cost more than it saves, and they are asked one by one.

use super::Causes;
use crate::Rule;
use imaprules_conditions::reach;
use imaprules_facts::column::{Column, Data};
use imaprules_facts::{FactId, FactStore, KindId, Subject};
use std::collections::HashMap;

/// Rows of subjects that share their causes, and the rest.
pub(super) struct Groups {
    pub(super) alike: Vec<Vec<usize>>,
    pub(super) others: Vec<usize>,
}

/// What is known of one fact of one subject, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Known {
    /// There is no such subject.
    Nobody,
    /// Unknown; equal unknowns stand at one address of the store.
    Unknown(usize),
    True,
    False,
    /// The value of that subject, which others share.
    Of(usize),
}

/// Groups the rows on which a rule is unknown.
pub(super) fn groups(rule: &Rule, rows: &[usize], causes: &Causes, targets: &mut Targets) -> Groups {
    let Some(facts) = simple(rule, causes) else {
        return Groups {
            alike: Vec::new(),
            others: rows.to_vec(),
        };
    };
    for fact in &facts {
        targets.prepare(rule.kind, *fact);
    }
    let looks: Vec<Look> = facts
        .iter()
        .map(|fact| Look::at(rule.kind, *fact, targets))
        .collect();
    let (mut groups, mut others) = (Grouping::default(), Vec::new());
    let mut key = Vec::with_capacity(looks.len());
    for row in rows.iter().copied() {
        key.clear();
        key.extend(looks.iter().map_while(|look| look.known(row)));
        if key.len() == looks.len() {
            groups.add(&key, row)
        } else {
            others.push(row)
        }
    }
    Groups {
        alike: groups.rows,
        others,
    }
}

/// Rows by what is known of them.
#[derive(Default)]
struct Grouping {
    rows: Vec<Vec<usize>>,
    places: HashMap<Vec<Known>, usize>,
    /// Neighbours are often alike: the key of the row before, and its place.
    last: (Vec<Known>, usize),
}

impl Grouping {
    fn add(&mut self, key: &[Known], row: usize) {
        if self.rows.is_empty() || self.last.0 != key {
            let next = self.rows.len();
            let place = *self.places.entry(key.to_vec()).or_insert(next);
            if place == next {
                self.rows.push(Vec::new());
            }
            self.last = (key.to_vec(), place);
        }
        if let Some(rows) = self.rows.get_mut(self.last.1) {
            rows.push(row);
        }
    }
}

/// The facts that decide a rule, derived ones replaced by what they are computed from. Nothing for rules that look
/// at children, or at derived facts of other subjects: their causes do not follow from the subject's own facts.
fn simple(rule: &Rule, causes: &Causes) -> Option<Vec<FactId>> {
    let schema = causes.store.schema();
    let mut facts: Vec<FactId> = Vec::new();
    let mut open: Vec<FactId> = rule
        .expressions()
        .flat_map(|expression| expression.facts().iter().copied())
        .collect();
    while let Some(fact) = open.pop() {
        if facts.contains(&fact) {
            continue;
        }
        facts.push(fact);
        if let Some(derived) = causes.derived(fact) {
            if derived.kind != rule.kind {
                return None;
            }
            open.extend(derived.value.facts());
        }
    }
    let seen = crate::pack::reached(rule.kind, schema);
    let plain = |fact: &FactId| {
        let declared = schema.fact_of(*fact);
        let lists = schema
            .kinds()
            .any(|(_, kind)| kind.listed_by.as_ref() == Some(&declared.name));
        seen.contains(&declared.kind) && !lists
    };
    facts.iter().all(plain).then_some(facts)
}

/// For each kind, the subjects of another kind that are seen from its subjects, by row.
pub(super) struct Targets<'a> {
    store: &'a FactStore,
    found: HashMap<(KindId, KindId), Vec<Option<usize>>>,
}

impl<'a> Targets<'a> {
    pub(super) fn new(store: &'a FactStore) -> Self {
        Targets {
            store,
            found: HashMap::new(),
        }
    }

    /// Looks up the subjects of a fact for all subjects of a kind.
    pub(super) fn prepare(&mut self, from: KindId, fact: FactId) {
        let (store, to) = (self.store, self.store.schema().fact_of(fact).kind);
        if from != to {
            let one = |row| reach(store, Subject { kind: from, row }, fact);
            self.found
                .entry((from, to))
                .or_insert_with(|| (0..store.subjects(from).len()).map(one).collect());
        }
    }

    /// The row of the fact's subject, seen from a row; of prepared kinds only.
    pub(super) fn row(&self, from: KindId, fact: FactId, row: usize) -> Option<usize> {
        let to = self.store.schema().fact_of(fact).kind;
        if from == to {
            return Some(row);
        }
        self.found.get(&(from, to))?.get(row).copied().flatten()
    }
}

/// A fact as seen from the rows of a kind.
struct Look<'a> {
    store: &'a FactStore,
    fact: FactId,
    column: &'a Column,
    /// The rows of its subjects; nothing when they are the rows themselves.
    rows: Option<&'a [Option<usize>]>,
    shared: bool,
}

impl<'a> Look<'a> {
    fn at(from: KindId, fact: FactId, targets: &'a Targets<'a>) -> Self {
        let to = targets.store.schema().fact_of(fact).kind;
        let rows = targets.found.get(&(from, to)).map(Vec::as_slice);
        Look {
            store: targets.store,
            fact,
            column: targets.store.column(fact),
            rows,
            shared: from != to,
        }
    }

    /// What is known; nothing where the value is one of too many.
    fn known(&self, row: usize) -> Option<Known> {
        let row = match self.rows {
            None => row,
            Some(rows) => match rows.get(row).copied().flatten() {
                None => return Some(Known::Nobody),
                Some(row) => row,
            },
        };
        if !self.column.valid().get(row) {
            return Some(Known::Unknown(
                std::ptr::from_ref(self.store.unknown(self.fact, row)).addr(),
            ));
        }
        match self.column.data() {
            // What other sources say counts too, for `conflicting`.
            Data::Bool(_) if !self.store.dissent(self.fact, row).is_empty() => None,
            Data::Bool(values) => Some(if values.get(row) {
                Known::True
            } else {
                Known::False
            }),
            _ if self.shared => Some(Known::Of(row)),
            _ => None,
        }
    }
}
