//! Runs the test cases that stand in packs.
//!
//! Each case is a world of its own: one subject, its ancestors and references, its children, and only the facts that
//! the case mentions. One rule is judged in it, exactly as in a run.

mod branches;
mod snapshot;
#[cfg(test)]
mod tests;
mod verdict;
mod world;

pub use branches::Branch;
pub use verdict::CaseVerdict;

use crate::judge::{judge_rules, needed};
use crate::pack::{Case, recheck, recompile, values};
use crate::report::{Causes, outcome, reasons};
use crate::{DerivedFact, Outcome, Pack, Packs, Rule};
use imaprules_conditions::{Param, Scope};
use imaprules_facts::{FactStore, Subject};
use rayon::prelude::*;

/// The moment that counts as now in cases that name none: 2026-01-01T00:00:00Z.
const NOW: i64 = 1_767_225_600_000;

/// What became of a test case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseResult {
    /// Id of the pack.
    pub pack: String,
    /// Id of the rule.
    pub rule: String,
    /// Name of the case.
    pub name: String,
    /// The file it stands in.
    pub file: String,
    /// The line of its name, from 1.
    pub line: usize,
    /// Whether the rule did what the case expects.
    pub verdict: CaseVerdict,
    /// What it expects: an outcome.
    pub expected: String,
    /// What the rule said: an outcome.
    pub got: String,
    /// What differs, or what went wrong, a sentence each.
    pub details: Vec<String>,
    /// The whole finding as text, where the case asks for it to be held to what was accepted.
    pub snapshot: Option<String>,
}

/// Runs every test case of every pack, in the order of packs and files.
pub fn run_cases(packs: &Packs) -> Vec<CaseResult> {
    cases(packs)
        .into_par_iter()
        .map(|(which, pack, case)| result(pack, case, &run(packs, which, pack, case, false)))
        .collect()
}

/// As [`run_cases`]; tells as well which branches of the rules' conditions the cases take, in the order of the rules.
pub fn run_cases_covering(packs: &Packs) -> (Vec<CaseResult>, Vec<Branch>) {
    let ran: Vec<(&Pack, &Case, Said)> = cases(packs)
        .into_par_iter()
        .map(|(which, pack, case)| (pack, case, run(packs, which, pack, case, true)))
        .collect();
    let mut all = Vec::new();
    for (pack, rule) in packs.rules() {
        let mut branches = branches::of(packs, pack, rule);
        let own = ran
            .iter()
            .filter(|(other, case, _)| other.id == pack.id && case.rule == rule.id);
        for (branch, taken) in own.flat_map(|(_, _, said)| said.taken.iter().enumerate()) {
            let branch = branches.get_mut(branch);
            if let Some(seen) = branch
                .zip(*taken)
                .and_then(|(branch, taken)| branch.seen.get_mut(taken))
            {
                *seen = true;
            }
        }
        all.extend(branches);
    }
    let results = ran
        .iter()
        .map(|(pack, case, said)| result(pack, case, said))
        .collect();
    (results, all)
}

fn cases(packs: &Packs) -> Vec<(usize, &Pack, &Case)> {
    packs
        .all()
        .iter()
        .enumerate()
        .flat_map(|(which, pack)| pack.cases.iter().map(move |case| (which, pack, case)))
        .collect()
}

fn run(packs: &Packs, which: usize, pack: &Pack, case: &Case, covering: bool) -> Said {
    let found = pack.rules.iter().find(|rule| rule.id == case.rule);
    match found.and_then(|rule| prepared(packs, which, pack, rule, case)) {
        Some((rule, derived)) => said(packs, pack, &rule, &derived, case, covering),
        None => Said::broken("the rule cannot be compiled with the parameters of the case"),
    }
}

fn result(pack: &Pack, case: &Case, said: &Said) -> CaseResult {
    let (mut verdict, mut details) = verdict::compare(case, said);
    if let Some(difference) = snapshot::difference(pack, case, said.snapshot.as_deref()) {
        details.push(difference);
        if verdict.is_ok() {
            verdict = CaseVerdict::Changed;
        }
    }
    CaseResult {
        pack: pack.id.clone(),
        rule: case.rule.clone(),
        name: case.name.clone(),
        file: case.place.source.name.clone(),
        line: case.place.line_column().0,
        verdict,
        expected: case.expect.to_string(),
        got: said.outcome.to_string(),
        details,
        snapshot: said.snapshot.clone(),
    }
}

/// The rule and the derived facts with the parameters of the case. Parameters are folded in when a condition is
/// compiled, so it is compiled again where a case gives some. A derived fact that the case mentions is not computed.
fn prepared(
    packs: &Packs,
    which: usize,
    pack: &Pack,
    rule: &Rule,
    case: &Case,
) -> Option<(Rule, Vec<DerivedFact>)> {
    let given = |fact: &&DerivedFact| !case.facts.iter().any(|mentioned| mentioned.fact == fact.fact);
    let derived: Vec<&DerivedFact> = packs.derived().iter().filter(given).collect();
    if case.params.is_empty() {
        return Some((rule.clone(), derived.into_iter().cloned().collect()));
    }
    let params = params(pack, case);
    let scope = Scope {
        schema: packs.schema(),
        kind: rule.kind,
        params: &params,
        functions: &pack.library,
    };
    let again = |fact: &DerivedFact| {
        if fact.pack == which {
            recompile(fact, scope)
        } else {
            Some(fact.clone())
        }
    };
    let derived: Option<Vec<DerivedFact>> = derived.into_iter().map(again).collect();
    Some((recheck(rule, &scope)?, derived?))
}

fn params(pack: &Pack, case: &Case) -> Vec<Param> {
    let mut params = values(&pack.params);
    for param in &mut params {
        if let Some((_, value)) = case.params.iter().find(|(name, _)| *name == param.name) {
            param.value = value.clone();
        }
    }
    params
}

/// What a rule said in the world of a case.
struct Said {
    outcome: Outcome,
    title: String,
    reasons: Vec<String>,
    error: Option<String>,
    /// What each part of the rule's conditions was, where that was asked: 0 true, 1 false, 2 unknown.
    taken: Vec<Option<usize>>,
    snapshot: Option<String>,
}

/// The world of a case, filled and judged.
struct Scene<'a> {
    store: &'a FactStore,
    row: usize,
    now: i64,
}

impl Said {
    fn broken(error: &str) -> Self {
        Said {
            outcome: Outcome::Error,
            title: String::new(),
            reasons: Vec::new(),
            error: Some(error.to_owned()),
            taken: Vec::new(),
            snapshot: None,
        }
    }
}

fn said(
    packs: &Packs,
    pack: &Pack,
    rule: &Rule,
    derived: &[DerivedFact],
    case: &Case,
    covering: bool,
) -> Said {
    let now = case.now.unwrap_or(NOW);
    let mut store = FactStore::new(packs.schema().clone());
    let subject = match world::fill(&mut store, rule.kind, case, now) {
        Ok(subject) => subject,
        Err(error) => return Said::broken(&error.to_string()),
    };
    let derived = needed(&[rule], derived);
    let Some(verdicts) = judge_rules(&[rule], &derived, &mut store, now).pop() else {
        return Said::broken("the rule was not judged");
    };
    let Subject { row, .. } = subject;
    let causes = Causes::over(derived, &store, now);
    let unknown = if verdicts.unknown.get(row) {
        causes.each(rule, &[row])
    } else {
        Vec::new()
    };
    let scene = Scene {
        store: &store,
        row,
        now,
    };
    Said {
        taken: if covering {
            taken(&scene, packs, pack, rule, case)
        } else {
            Vec::new()
        },
        outcome: outcome(&verdicts, row),
        snapshot: case
            .snapshot
            .then(|| snapshot::text(packs, rule, &store, subject, outcome(&verdicts, row))),
        title: rule.title.fill(&store, subject),
        reasons: unknown.first().map(|causes| reasons(causes)).unwrap_or_default(),
        error: verdicts
            .errors
            .iter()
            .find(|(at, _)| *at == row)
            .map(|(_, message)| message.clone()),
    }
}

fn taken(scene: &Scene, packs: &Packs, pack: &Pack, rule: &Rule, case: &Case) -> Vec<Option<usize>> {
    let params = params(pack, case);
    let scope = Scope {
        schema: packs.schema(),
        kind: rule.kind,
        params: &params,
        functions: &pack.library,
    };
    branches::taken(scene, rule, &scope)
}
