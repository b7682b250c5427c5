//! Why rules could not be decided: the facts that nobody knows, derived facts traced back to what they need.

use crate::{DerivedFact, Packs, Rule};
use imaprules_conditions::{Blame, blame, blame_value};
use imaprules_facts::{FactId, FactStore, Reason};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard};

/// Causes of one unknown.
pub(crate) type Of = Vec<Blame>;

/// Finds causes in a store.
pub(crate) struct Causes<'a> {
    pub(super) store: &'a FactStore,
    now: i64,
    derived: Vec<&'a DerivedFact>,
    /// Causes of derived facts that were asked for before.
    known: Mutex<HashMap<(FactId, usize), Of>>,
}

impl<'a> Causes<'a> {
    pub(crate) fn new(packs: &'a Packs, store: &'a FactStore, now: i64) -> Self {
        Causes::over(packs.derived().iter().collect(), store, now)
    }

    /// With these derived facts, each after those it needs.
    pub(crate) fn over(derived: Vec<&'a DerivedFact>, store: &'a FactStore, now: i64) -> Self {
        Causes {
            store,
            now,
            derived,
            known: Mutex::default(),
        }
    }

    /// The derived fact of that id.
    pub(super) fn derived(&self, fact: FactId) -> Option<&'a DerivedFact> {
        self.derived.iter().find(|derived| derived.fact == fact).copied()
    }

    /// Why a rule is unknown, by the order of the rows.
    pub(crate) fn each(&self, rule: &Rule, rows: &[usize]) -> Vec<Of> {
        let direct = blame(self.store, &rule.check(), rows, self.now);
        if !direct.iter().flatten().any(|cause| self.is_derived(cause)) {
            return direct;
        }
        let mut known = self.known();
        self.learn(&mut known, &direct);
        direct.into_iter().map(|causes| traced(&known, causes)).collect()
    }

    /// Shows every cause of every row; some more than once. Cheaper than [`Causes::each`], which copies them.
    pub(super) fn visit(&self, rule: &Rule, rows: &[usize], mut see: impl FnMut(usize, &Blame)) {
        let direct = blame(self.store, &rule.check(), rows, self.now);
        let mut known = self.known();
        self.learn(&mut known, &direct);
        for (row, causes) in rows.iter().zip(&direct) {
            for cause in causes {
                match deeper(&known, cause) {
                    Some(causes) => causes.iter().for_each(|cause| see(*row, cause)),
                    None => see(*row, cause),
                }
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<(FactId, usize), Of>> {
        self.known.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    fn is_derived(&self, cause: &Blame) -> bool {
        cause.fact.is_some_and(|fact| self.derived(fact).is_some())
    }

    /// Finds the causes of all derived facts in these causes, and in theirs: those that need others come first.
    fn learn(&self, known: &mut HashMap<(FactId, usize), Of>, causes: &[Of]) {
        let mut asked: BTreeMap<FactId, Vec<usize>> = BTreeMap::new();
        let ask = |asked: &mut BTreeMap<FactId, Vec<usize>>, causes: &[Of]| {
            for cause in causes.iter().flatten() {
                if let (Some(fact), Some(row)) = (cause.fact, cause.row)
                    && self.derived(fact).is_some()
                {
                    asked.entry(fact).or_default().push(row);
                }
            }
        };
        ask(&mut asked, causes);
        if asked.is_empty() {
            return;
        }
        let mut direct: Vec<(FactId, Vec<usize>, Vec<Of>)> = Vec::new();
        for derived in self.derived.iter().rev() {
            let mut rows = asked.remove(&derived.fact).unwrap_or_default();
            rows.sort_unstable();
            rows.dedup();
            rows.retain(|row| !known.contains_key(&(derived.fact, *row)));
            let causes = blame_value(self.store, &derived.value, &rows, self.now);
            ask(&mut asked, &causes);
            direct.push((derived.fact, rows, causes));
        }
        for (fact, rows, causes) in direct.into_iter().rev() {
            for (row, causes) in rows.into_iter().zip(causes) {
                let causes = traced(known, causes);
                known.insert((fact, row), causes);
            }
        }
    }
}

/// The causes with those of derived facts in the place of the derived facts themselves.
fn traced(known: &HashMap<(FactId, usize), Of>, causes: Of) -> Of {
    let mut traced: Of = Vec::with_capacity(causes.len());
    for cause in causes {
        match deeper(known, &cause) {
            Some(deeper) => deeper.iter().for_each(|cause| add(&mut traced, cause.clone())),
            None => add(&mut traced, cause),
        }
    }
    traced
}

fn deeper<'k>(known: &'k HashMap<(FactId, usize), Of>, cause: &Blame) -> Option<&'k Of> {
    known.get(&cause.fact.zip(cause.row)?)
}

fn add(causes: &mut Of, cause: Blame) {
    if !causes.contains(&cause) {
        causes.push(cause);
    }
}

/// The reasons in causes as words, in the order of the closed list.
pub(crate) fn reasons(causes: &[Blame]) -> Vec<String> {
    let occurs = |reason: &Reason| causes.iter().any(|cause| cause.unknown.reason == *reason);
    Reason::ALL
        .iter()
        .filter(|reason| occurs(reason))
        .map(|reason| reason.to_string())
        .collect()
}
