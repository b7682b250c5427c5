//! What later references may ask for: names of types and objects ([MS-PSRP], section 2.2.5.2.1). Both are bounded.
//!
//! Types and objects are numbered apart. Most objects are never asked for; which ones are is found out by looking
//! through the text first, where it can be read twice. Where it cannot, the oldest are forgotten first.

use crate::{Omitted, Types, Value};
use std::collections::{HashMap, HashSet, VecDeque};

/// Names of types by number.
#[derive(Debug)]
pub(super) struct TypeTable {
    known: HashMap<u64, Types>,
    limit: usize,
}

impl TypeTable {
    pub(super) fn new(limit: usize) -> Self {
        TypeTable {
            known: HashMap::new(),
            limit,
        }
    }

    pub(super) fn clear(&mut self) {
        self.known.clear();
    }

    pub(super) fn keep(&mut self, number: u64, types: &Types) {
        if self.known.len() < self.limit {
            self.known.insert(number, types.clone());
        }
    }

    pub(super) fn get(&self, number: u64) -> Option<&Types> {
        self.known.get(&number)
    }
}

/// Objects by number.
#[derive(Debug)]
pub(super) struct Objects {
    known: HashMap<u64, Known>,
    /// Kept objects, the oldest first.
    kept: VecDeque<Kept>,
    /// Counts kept objects, since a damaged file may use a number twice.
    count: u64,
    weight: u64,
    limit: u64,
    wanted: Option<HashSet<u64>>,
}

#[derive(Debug)]
enum Known {
    /// It is being read: a reference to it is a circle.
    Open,
    Kept(Value, Kept),
}

#[derive(Debug, Clone, Copy)]
struct Kept {
    number: u64,
    weight: u64,
    count: u64,
}

impl Objects {
    pub(super) fn new(wanted: Option<HashSet<u64>>, limit: u64) -> Self {
        Objects {
            known: HashMap::new(),
            kept: VecDeque::new(),
            count: 0,
            weight: 0,
            limit,
            wanted,
        }
    }

    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.kept.clear();
        self.weight = 0;
    }

    pub(super) fn open(&mut self, number: Option<u64>) {
        if let Some(number) = number {
            self.known.insert(number, Known::Open);
        }
    }

    /// The object was read: keeps it when a reference may ask for it.
    pub(super) fn keep(&mut self, number: Option<u64>, value: &Value, weight: u64) {
        let Some(number) = number else { return };
        self.known.remove(&number);
        if self
            .wanted
            .as_ref()
            .is_some_and(|wanted| !wanted.contains(&number))
            || weight > self.limit
        {
            return;
        }
        self.count += 1;
        let kept = Kept {
            number,
            weight,
            count: self.count,
        };
        self.known.insert(number, Known::Kept(value.clone(), kept));
        self.kept.push_back(kept);
        self.weight += weight;
        while self.weight > self.limit {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.kept.pop_front() else {
            self.weight = 0;
            return;
        };
        self.weight = self.weight.saturating_sub(oldest.weight);
        if matches!(self.known.get(&oldest.number), Some(Known::Kept(_, kept)) if kept.count == oldest.count)
        {
            self.known.remove(&oldest.number);
        }
    }

    /// What a reference points at, and its weight; the reason when it cannot be had.
    pub(super) fn get(&self, number: u64) -> Result<(Value, u64), Omitted> {
        match self.known.get(&number) {
            Some(Known::Kept(value, kept)) => Ok((value.clone(), kept.weight)),
            Some(Known::Open) => Err(Omitted::Cycle),
            None => Err(Omitted::Lost),
        }
    }
}
