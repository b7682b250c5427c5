//! What later references may ask for: names of types and objects ([MS-PSRP], section 2.2.5.2.1). Both are bounded.
//!
//! Types and objects are numbered apart. Most objects are never asked for; which ones are is found out by looking
//! through the text first, where it can be read twice. Where it cannot, the oldest are forgotten first.

use crate::{Omitted, Types, Value};
use std::collections::{HashMap, HashSet, VecDeque};

/// Octets of the names of one type beyond which they are not kept; real ones have some hundreds.
const LONG: usize = 16 << 10;

/// How large an object is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Values in it, with all that its references point at.
    pub(super) values: u64,
    /// Octets of its text, which is more than it takes in memory for most.
    pub(super) octets: u64,
}

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
        let octets: usize = types.names().map(str::len).sum();
        if self.known.len() < self.limit && octets < LONG {
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
    octets: u64,
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
    size: Size,
    count: u64,
}

impl Objects {
    pub(super) fn new(wanted: Option<HashSet<u64>>, limit: u64) -> Self {
        Objects {
            known: HashMap::new(),
            kept: VecDeque::new(),
            count: 0,
            octets: 0,
            limit,
            wanted,
        }
    }

    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.kept.clear();
        self.octets = 0;
    }

    pub(super) fn open(&mut self, number: Option<u64>) {
        if let Some(number) = number {
            self.known.insert(number, Known::Open);
        }
    }

    /// The object was read: keeps it when a reference may ask for it.
    pub(super) fn keep(&mut self, number: Option<u64>, value: &Value, size: Size) {
        let Some(number) = number else { return };
        self.known.remove(&number);
        if self
            .wanted
            .as_ref()
            .is_some_and(|wanted| !wanted.contains(&number))
            || size.octets > self.limit
        {
            return;
        }
        self.count += 1;
        let kept = Kept {
            number,
            size,
            count: self.count,
        };
        self.known.insert(number, Known::Kept(value.clone(), kept));
        self.kept.push_back(kept);
        self.octets += size.octets;
        while self.octets > self.limit {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.kept.pop_front() else {
            self.octets = 0;
            return;
        };
        self.octets = self.octets.saturating_sub(oldest.size.octets);
        if matches!(self.known.get(&oldest.number), Some(Known::Kept(_, kept)) if kept.count == oldest.count)
        {
            self.known.remove(&oldest.number);
        }
    }

    /// What a reference points at, and how many values are in it; the reason when it cannot be had.
    pub(super) fn get(&self, number: u64) -> Result<(Value, u64), Omitted> {
        match self.known.get(&number) {
            Some(Known::Kept(value, kept)) => Ok((value.clone(), kept.size.values)),
            Some(Known::Open) => Err(Omitted::Cycle),
            None => Err(Omitted::Lost),
        }
    }
}
