//! The limits of sessions that a configuration sets, brought to three numbers: in all, for one user, for one address. Zero
//! stands for no limit. Where several settings bound the same thing, the smallest number counts.

use super::product::{Learnt, Product};
use super::settings::Setting;
use super::table::{Limit, Scope};
use imaprules_facts::{Reason, Unknown, Value};

/// A limit with what it rests on.
struct Found<'a> {
    limit: &'a Limit,
    number: i64,
    written: String,
    set: bool,
    file: usize,
    line: Option<u64>,
}

/// The facts about limits.
pub(super) fn limits(product: &Product) -> Vec<Learnt> {
    Scope::ALL
        .into_iter()
        .flat_map(|scope| of_scope(product, scope))
        .collect()
}

fn of_scope(product: &Product, scope: Scope) -> Vec<Learnt> {
    let limits = product.table.limit.iter().filter(|limit| limit.scope == scope);
    let found: Vec<Result<Found<'_>, Unknown>> = limits.map(|limit| find(product, limit)).collect();
    // What is not known may be the smallest, but a number that is known bounds already.
    let known = found.iter().filter_map(|found| found.as_ref().ok());
    match known.min_by_key(|found| if found.number == 0 { i64::MAX } else { found.number }) {
        Some(least) if least.number > 0 || found.iter().all(Result::is_ok) => told(scope, least),
        _ => missed(scope, found.into_iter().find_map(Result::err)),
    }
}

fn told(scope: Scope, found: &Found<'_>) -> Vec<Learnt> {
    let [number, setting, written, origin, remedy] = scope.facts();
    let learnt = |fact: &str, value: Value| Learnt {
        fact: fact.to_owned(),
        known: Ok(value),
        file: found.file,
        line: found.line,
    };
    let mut facts = vec![
        learnt(number, found.number.into()),
        learnt(setting, found.limit.called.as_str().into()),
        learnt(written, found.written.as_str().into()),
        learnt(origin, if found.set { "file" } else { "default" }.into()),
        learnt(remedy, found.limit.remedy.as_str().into()),
    ];
    if let Some(counts) = &found.limit.counts {
        facts.push(learnt("server.limit.per_user_counts", counts.as_str().into()));
    }
    facts
}

fn missed(scope: Scope, why: Option<Unknown>) -> Vec<Learnt> {
    let [number, ..] = scope.facts();
    let miss = |why| Learnt {
        fact: number.to_owned(),
        known: Err(why),
        file: 0,
        line: None,
    };
    why.map(miss).into_iter().collect()
}

fn find<'a>(product: &Product, limit: &'a Limit) -> Result<Found<'a>, Unknown> {
    let own = limit.own.as_ref();
    let inherits = own.is_none_or(|own| product.settings.last(own).is_some());
    let first = first(product, &limit.settings, &limit.passes).filter(|_| inherits);
    let (number, written, set, file, line) = match first {
        Some(setting) => {
            let number = number(setting, &limit.unlimited)?;
            (
                number,
                setting.value.clone(),
                true,
                setting.file,
                Some(setting.line),
            )
        }
        None => {
            let file = product.shows(&limit.forms)?;
            wanted(product, limit)?;
            let number = product.default(&limit.default)?.as_integer().unwrap_or_default();
            (number, number.to_string(), false, file, None)
        }
    };
    let number = number.saturating_mul(factor(product, limit)?);
    Ok(Found {
        limit,
        number,
        written,
        set,
        file,
        line,
    })
}

/// The last setting of the first path that says a number of its own.
fn first<'a>(product: &'a Product, paths: &[String], passes: &[String]) -> Option<&'a Setting> {
    let settings = paths.iter().filter_map(|path| product.settings.last(path));
    settings
        .into_iter()
        .find(|setting| !passes.contains(&setting.value))
}

/// Whether the part of the configuration was exported that would show the limit.
fn wanted(product: &Product, limit: &Limit) -> Result<(), Unknown> {
    let seen = |path: &String| product.settings.last(path).is_some();
    if limit.wants.is_empty() || limit.wants.iter().any(seen) {
        return Ok(());
    }
    let note = "the settings of the server itself were not imported";
    Err(Unknown::noted(Reason::NotCollected, note))
}

fn number(setting: &Setting, unlimited: &[String]) -> Result<i64, Unknown> {
    if unlimited.contains(&setting.value) {
        return Ok(0);
    }
    let malformed = || {
        let note = format!("line {}: this is no number", setting.line);
        Unknown::noted(Reason::Malformed, note)
    };
    setting
        .value
        .parse::<i64>()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(malformed)
}

/// What the number is to be multiplied with.
fn factor(product: &Product, limit: &Limit) -> Result<i64, Unknown> {
    let set = |path: &str| product.settings.last(path).map(|setting| setting.value.as_str());
    let same = limit
        .unless
        .iter()
        .any(|same| set(&same.setting) == Some(same.value.as_str()));
    let unset = limit.unless_unset && limit.unless.iter().all(|same| set(&same.setting).is_none());
    let Some(default) = limit.times_default.filter(|_| !same && !unset) else {
        return Ok(1);
    };
    match first(product, &limit.times, &limit.times_passes) {
        Some(setting) => number(setting, &[]),
        None => Ok(default),
    }
}
