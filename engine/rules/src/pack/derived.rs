//! Facts that packs derive from other facts: declared before any condition is checked, computed before any is
//! judged, each after those it needs.

use super::own::phrased;
use super::params::fact_type;
use super::raw::{RawDerived, RawPack};
use super::rule::{kind, report};
use crate::diagnostic::{Code, Diagnostic};
use crate::read::Sink;
use imaprules_conditions::{Expression, Scope, compile_value};
use imaprules_facts::{FactId, FactType, KindId, Schema};
use std::collections::HashMap;

/// What `imaprules facts` says about how a derived fact is obtained.
const HOW: &str = "Computed from other facts.";

/// A fact computed from others.
#[derive(Debug, Clone)]
pub struct DerivedFact {
    /// The fact it gives.
    pub fact: FactId,
    /// Its name.
    pub name: String,
    /// The kind of subject it is about.
    pub kind: KindId,
    /// How it is computed.
    pub value: Expression,
    /// The pack that derives it, by its place among the packs.
    pub(crate) pack: usize,
    pub(crate) raw: RawDerived,
    ty: FactType,
}

/// A derived fact whose name is in the schema and whose expression is not yet checked.
pub(super) struct Declared<'a> {
    pub(super) pack: usize,
    fact: FactId,
    kind: KindId,
    ty: FactType,
    raw: &'a RawDerived,
}

/// Declares the derived facts of all packs, so that they may use one another's.
pub(super) fn declare<'a>(packs: &'a [RawPack], schema: &mut Schema, sink: &Sink) -> Vec<Declared<'a>> {
    let mut declared = Vec::new();
    for (pack, raw) in packs.iter().enumerate() {
        declared.extend(raw.derived.iter().filter_map(|raw| one(pack, raw, schema, sink)));
    }
    declared
}

fn one<'a>(pack: usize, raw: &'a RawDerived, schema: &mut Schema, sink: &Sink) -> Option<Declared<'a>> {
    let (kind, ty) = (kind(&raw.kind, schema, sink), fact_type(&raw.ty, sink));
    let (kind, ty) = (kind?, ty?);
    if schema.fact(&raw.name.value).is_some() {
        let message = format!("there is a fact `{}` already", raw.name.value);
        sink.push(
            raw.name
                .error(Code::Duplicate, message)
                .help("give the derived fact a name of its own"),
        );
        return None;
    }
    let fact = schema.declare(&raw.name.value, kind, ty.clone(), &raw.about.value, HOW);
    match fact.and_then(|fact| phrased(raw.phrased, fact, schema)) {
        Ok(fact) => Some(Declared {
            pack,
            fact,
            kind,
            ty,
            raw,
        }),
        Err(problem) => {
            sink.push(
                raw.name
                    .error(Code::Derived, format!("`{}`: {problem}", raw.name.value)),
            );
            None
        }
    }
}

/// Checks the expression of a derived fact.
pub(super) fn check(declared: &Declared, scope: Scope, sink: &Sink) -> Option<DerivedFact> {
    let scope = Scope {
        kind: declared.kind,
        ..scope
    };
    let value = compile_value(&declared.raw.value.value, &scope, &declared.ty)
        .map_err(|problems| report(&declared.raw.value, problems, sink))
        .ok()?;
    Some(DerivedFact {
        fact: declared.fact,
        name: declared.raw.name.value.clone(),
        kind: declared.kind,
        value,
        pack: declared.pack,
        raw: declared.raw.clone(),
        ty: declared.ty.clone(),
    })
}

/// The same derived fact under other values of the pack's parameters, as test cases give them.
pub(crate) fn recompile(derived: &DerivedFact, scope: Scope) -> Option<DerivedFact> {
    let scope = Scope {
        kind: derived.kind,
        ..scope
    };
    let value = compile_value(&derived.raw.value.value, &scope, &derived.ty).ok()?;
    Some(DerivedFact {
        value,
        ..derived.clone()
    })
}

/// Sorts derived facts so that each comes after those it needs; those that need one another are reported.
pub(super) fn ordered(derived: Vec<DerivedFact>, sink: &Sink) -> Vec<DerivedFact> {
    let names: HashMap<FactId, String> = derived
        .iter()
        .map(|derived| (derived.fact, derived.name.clone()))
        .collect();
    let mut open = derived;
    let mut done: Vec<DerivedFact> = Vec::new();
    while !open.is_empty() {
        let waits = |derived: &DerivedFact| {
            derived
                .value
                .facts()
                .iter()
                .any(|fact| open.iter().any(|other| other.fact == *fact))
        };
        let (waiting, ready): (Vec<_>, Vec<_>) = open.iter().cloned().partition(waits);
        if ready.is_empty() {
            waiting
                .iter()
                .for_each(|derived| sink.push(cycle(derived, &waiting, &names)));
            break;
        }
        done.extend(ready);
        open = waiting;
    }
    done
}

fn cycle(derived: &DerivedFact, waiting: &[DerivedFact], names: &HashMap<FactId, String>) -> Diagnostic {
    let mut path = vec![derived.fact];
    let mut at = Some(derived);
    while let Some(current) = at {
        let next = current
            .value
            .facts()
            .iter()
            .find(|fact| waiting.iter().any(|other| other.fact == **fact));
        let Some(next) = next else { break };
        let seen = path.contains(next);
        path.push(*next);
        at = waiting.iter().find(|other| other.fact == *next && !seen);
    }
    let path: Vec<&str> = path
        .iter()
        .filter_map(|fact| names.get(fact))
        .map(String::as_str)
        .collect();
    let message = format!(
        "`{}` cannot be computed: derived facts need one another",
        derived.name
    );
    derived
        .raw
        .value
        .error(Code::DerivedCycle, message)
        .help(path.join(" needs "))
}
