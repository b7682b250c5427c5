//! Judging: derived facts are computed into the store, then every rule is evaluated on every subject of its kind.
//!
//! What comes out are bits, one a subject and outcome. Words, evidence and reasons are made of them by
//! [`report`](crate::report()), for what is shown only.

mod derive;
mod instead;
mod pool;
#[cfg(test)]
mod tests;

pub(crate) use derive::needed;
pub(crate) use pool::Pool;

use crate::{DerivedFact, Pack, Packs, Rule, Severity};
use imaprules_conditions::{Check, Verdicts, judge as evaluate};
use imaprules_facts::{FactStore, KindId};
use imaprules_report::{Severities, Summary};

/// How to judge.
#[derive(Debug, Clone, Default)]
pub struct JudgeOptions {
    /// The moment that counts as now, in milliseconds since 1970-01-01 UTC; the end of collection, if nothing is given.
    pub as_of: Option<i64>,
    /// How many threads to use; 0 is one a core.
    pub threads: usize,
    /// Ids of the providers that took part, in this run or in the one that made the bundle.
    pub providers: Vec<String>,
}

/// What the rules say about every subject.
#[derive(Debug, Clone)]
pub struct Judgement {
    pub(crate) now: i64,
    pub(crate) pool: Pool,
    judged: Vec<Judged>,
}

/// The verdicts of one rule, which is named by its place among the packs.
#[derive(Debug, Clone)]
struct Judged {
    pack: usize,
    rule: usize,
    severity: Severity,
    verdicts: Verdicts,
}

impl Judged {
    fn of<'a>(&self, packs: &'a Packs) -> Option<&'a Rule> {
        packs.all().get(self.pack)?.rules.get(self.rule)
    }
}

/// Judges every rule of every pack that takes part. Seals the store and computes derived facts into it. The result
/// is the same for any number of threads.
pub fn judge(packs: &Packs, store: &mut FactStore, options: &JudgeOptions) -> Judgement {
    let now = options.as_of.unwrap_or_else(|| store.latest());
    let pool = Pool::of(options.threads);
    let chosen: Vec<(usize, usize, &Rule)> = packs
        .all()
        .iter()
        .enumerate()
        .filter(|(_, pack)| pack.takes_part(&options.providers))
        .flat_map(|(which, pack)| {
            pack.rules
                .iter()
                .enumerate()
                .map(move |(rule, found)| (which, rule, found))
        })
        .collect();
    let rules: Vec<&Rule> = chosen.iter().map(|(_, _, rule)| *rule).collect();
    let derived = needed(&rules, packs.derived());
    let verdicts = pool.run(|| judge_rules(&rules, &derived, store, now));
    let mut judged: Vec<Judged> = chosen
        .into_iter()
        .zip(verdicts)
        .map(|((pack, rule, found), verdicts)| Judged {
            pack,
            rule,
            severity: found.severity,
            verdicts,
        })
        .collect();
    instead::stand_back(packs, &mut judged);
    Judgement { now, pool, judged }
}

/// Computes derived facts into the store and judges rules, by their order.
pub(crate) fn judge_rules(
    rules: &[&Rule],
    derived: &[&DerivedFact],
    store: &mut FactStore,
    now: i64,
) -> Vec<Verdicts> {
    derive::compute_all(derived, store, now);
    store.seal();
    let mut kinds: Vec<KindId> = rules.iter().map(|rule| rule.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut verdicts = vec![Verdicts::default(); rules.len()];
    for kind in kinds {
        let of_kind: Vec<usize> = (0..rules.len())
            .filter(|at| rules.get(*at).is_some_and(|r| r.kind == kind))
            .collect();
        let checks: Vec<Check> = of_kind
            .iter()
            .filter_map(|at| rules.get(*at))
            .map(|rule| rule.check())
            .collect();
        for (at, judged) in of_kind.into_iter().zip(evaluate(store, kind, &checks, now)) {
            if let Some(place) = verdicts.get_mut(at) {
                *place = judged;
            }
        }
    }
    verdicts
}

impl Judgement {
    /// The moment that counted as now, in milliseconds since 1970-01-01 UTC.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// The rules that were judged, with their packs and verdicts, in the order of the packs.
    pub fn rules<'a>(&'a self, packs: &'a Packs) -> impl Iterator<Item = (&'a Pack, &'a Rule, &'a Verdicts)> {
        self.judged.iter().filter_map(|judged| {
            let pack = packs.all().get(judged.pack)?;
            Some((pack, pack.rules.get(judged.rule)?, &judged.verdicts))
        })
    }

    /// How often each outcome occurred, over all rules and subjects.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for Judged {
            severity, verdicts, ..
        } in &self.judged
        {
            *of_severity(&mut summary.fail, *severity) += verdicts.fail.count();
            summary.pass += verdicts.pass.count();
            summary.unknown += verdicts.unknown.count();
            summary.not_applicable += verdicts.not_applicable.count();
            summary.error += verdicts.errors.len();
        }
        summary
    }
}

fn of_severity(counts: &mut Severities, severity: Severity) -> &mut usize {
    match severity {
        Severity::Blocker => &mut counts.blocker,
        Severity::Warning => &mut counts.warning,
        Severity::Advice => &mut counts.advice,
    }
}
