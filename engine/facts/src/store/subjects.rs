//! The subjects of one kind: ids, parents and references, by row.

use crate::column::Strings;
use hashbrown::{DefaultHashBuilder, HashTable};
use serde::Deserialize;
use std::hash::{BuildHasher, Hash, Hasher};

/// Whether ids of a kind differ by case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdCase {
    /// ASCII letters compare without case: addresses, host names.
    #[default]
    Insensitive,
    /// Byte for byte: folder names.
    Sensitive,
}

/// Marks a missing parent or reference.
pub(crate) const NONE: u32 = u32::MAX;

/// The subjects of one kind.
#[derive(Debug, Clone)]
pub struct Subjects {
    case: IdCase,
    ids: Strings,
    lookup: HashTable<u32>,
    hasher: DefaultHashBuilder,
    parents: Vec<u32>,
    references: Vec<Vec<u32>>,
}

impl Subjects {
    pub(crate) fn new(case: IdCase, references: usize) -> Self {
        Subjects {
            case,
            ids: Strings::default(),
            lookup: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            parents: Vec::new(),
            references: vec![Vec::new(); references],
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The id of a row, as first written.
    pub fn id(&self, row: usize) -> &str {
        u32::try_from(row).map_or("", |row| self.ids.get(row))
    }

    /// The row of an id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let hash = self.hash(id);
        self.lookup
            .find(hash, |row| self.same(self.ids.get(*row), id))
            .map(|row| *row as usize)
    }

    /// The parent's row, by row; `None` where it is not known.
    pub fn parent(&self, row: usize) -> Option<usize> {
        self.parents
            .get(row)
            .filter(|parent| **parent != NONE)
            .map(|parent| *parent as usize)
    }

    /// The row that the n-th reference points to.
    pub fn reference(&self, which: usize, row: usize) -> Option<usize> {
        let target = self.references.get(which)?.get(row)?;
        (*target != NONE).then_some(*target as usize)
    }

    pub(crate) fn find_or_add(&mut self, id: &str) -> usize {
        let hash = self.hash(id);
        let Subjects {
            ids,
            lookup,
            hasher,
            case,
            ..
        } = self;
        if let Some(row) = lookup.find(hash, |row| same(*case, ids.get(*row), id)) {
            return *row as usize;
        }
        let row = ids.push(id);
        lookup.insert_unique(hash, row, |row| hash_of(*case, hasher, ids.get(*row)));
        self.parents.push(NONE);
        row as usize
    }

    pub(crate) fn set_parent(&mut self, row: usize, parent: usize) {
        if let (Some(cell), Ok(parent)) = (self.parents.get_mut(row), u32::try_from(parent)) {
            *cell = parent;
        }
    }

    pub(crate) fn set_reference(&mut self, which: usize, row: usize, target: usize) {
        let (Some(column), Ok(target)) = (self.references.get_mut(which), u32::try_from(target)) else {
            return;
        };
        if column.len() <= row {
            column.resize(row + 1, NONE);
        }
        if let Some(cell) = column.get_mut(row) {
            *cell = target;
        }
    }

    pub(super) fn shrink(&mut self) {
        let Subjects {
            ids, hasher, case, ..
        } = self;
        ids.shrink();
        self.lookup
            .shrink_to_fit(|row| hash_of(*case, hasher, ids.get(*row)));
        self.parents.shrink_to_fit();
        self.references.iter_mut().for_each(Vec::shrink_to_fit);
    }

    fn same(&self, left: &str, right: &str) -> bool {
        same(self.case, left, right)
    }

    fn hash(&self, id: &str) -> u64 {
        hash_of(self.case, &self.hasher, id)
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        let references: usize = self.references.iter().map(|column| column.capacity() * 4).sum();
        self.ids.bytes() + self.lookup.allocation_size() + self.parents.capacity() * 4 + references
    }
}

fn same(case: IdCase, left: &str, right: &str) -> bool {
    match case {
        IdCase::Insensitive => left.eq_ignore_ascii_case(right),
        IdCase::Sensitive => left == right,
    }
}

fn hash_of(case: IdCase, hasher: &DefaultHashBuilder, id: &str) -> u64 {
    match case {
        IdCase::Sensitive => hasher.hash_one(id),
        IdCase::Insensitive => {
            let mut state = hasher.build_hasher();
            let mut folded = [0; 64];
            // In chunks, so that folding an id costs no allocation.
            for chunk in id.as_bytes().chunks(folded.len()) {
                for (into, byte) in folded.iter_mut().zip(chunk) {
                    *into = byte.to_ascii_lowercase();
                }
                folded.get(..chunk.len()).unwrap_or(&[]).hash(&mut state);
            }
            state.finish()
        }
    }
}
