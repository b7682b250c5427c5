//! What was measured, as facts of the server. Numbers go under the names that imported configuration has as well, so that both
//! are compared; a bound that nothing was refused up to is no limit and has a name of its own.

use super::door::{Scope, Turned};
use super::limits::Limits;
use super::ramp::{End, Ramp, unknown};
use super::rate::Rate;
use crate::configuration::{self, Named};
use imaprules_facts::{Known, Unknown, Value};

/// A fact of the server.
pub(crate) type Fact = (&'static str, Known);

/// Facts of a limit: the number, and what a rule says of it.
type Names = [&'static str; 5];

const TOTAL: Names = [
    "server.limit.total",
    "server.limit.total_setting",
    "server.limit.total_written",
    "server.limit.total_origin",
    "server.limit.total_remedy",
];
const ADDRESS: Names = [
    "server.limit.per_address",
    "server.limit.per_address_setting",
    "server.limit.per_address_written",
    "server.limit.per_address_origin",
    "server.limit.per_address_remedy",
];
const USER: Names = [
    "server.limit.per_user",
    "server.limit.per_user_setting",
    "server.limit.per_user_written",
    "server.limit.per_user_origin",
    "server.limit.per_user_remedy",
];

/// What is said where no setting of the product is known.
const NO_SETTING: &str = "the limit that was measured";

/// The facts about limits.
pub(super) fn limits(found: &Limits, bound: u32, family: &str) -> Vec<Fact> {
    let greetings = Some(&found.greetings);
    let sign_ins = found.sign_ins.as_ref().ok();
    let mut facts = vec![("server.limit.measured_bound", Ok(Value::from(i64::from(bound))))];
    for (scope, names) in [
        (Scope::Total, TOTAL),
        (Scope::Address, ADDRESS),
        (Scope::User, USER),
    ] {
        let met = [greetings, sign_ins].into_iter().flatten();
        match met.filter_map(|ramp| number(ramp, scope)).min() {
            Some(number) => facts.extend(limit(number, names, configuration::named(family, names[0]))),
            None if scope == Scope::Total => {}
            None if scope == Scope::Address => facts.push((names[0], Err(unknown(&found.greetings)))),
            None => facts.push((names[0], Err(why(&found.sign_ins)))),
        }
    }
    if let Some(counts) = sign_ins.and_then(|ramp| ramp.counts) {
        facts.push(("server.limit.per_user_counts", Ok(Value::from(counts))));
    }
    facts.extend(ended(
        [
            "server.limit.admitted_before_sign_in",
            "server.limit.refused_before_sign_in",
        ],
        Ok(&found.greetings),
    ));
    facts.extend(ended(
        ["server.limit.admitted_of_user", "server.limit.refused_at_sign_in"],
        found.sign_ins.as_ref(),
    ));
    facts.push((
        "server.limit.measured_refusal",
        Ok(Value::from(refusals(&[greetings, sign_ins]))),
    ));
    facts
}

/// Nothing was measured.
pub(super) fn no_limits(why: &Unknown) -> Vec<Fact> {
    [
        "server.limit.measured_bound",
        "server.limit.admitted_before_sign_in",
        "server.limit.refused_before_sign_in",
        "server.limit.admitted_of_user",
        "server.limit.refused_at_sign_in",
        "server.limit.measured_refusal",
    ]
    .into_iter()
    .map(|name| (name, Err(why.clone())))
    .collect()
}

/// The facts about the speed.
pub(super) fn rate(rate: Result<Rate, Unknown>) -> Vec<Fact> {
    match rate {
        Ok(rate) => vec![
            ("imap.throughput", Ok(Value::from(rate.octets_a_second))),
            ("imap.throughput_sample", Ok(Value::from(rate.octets))),
            ("imap.throughput_time", Ok(Value::from(rate.millis))),
            ("imap.listing_rate", rate.sizes_a_second.map(Value::from)),
        ],
        Err(why) => [
            "imap.throughput",
            "imap.throughput_sample",
            "imap.throughput_time",
            "imap.listing_rate",
        ]
        .into_iter()
        .map(|name| (name, Err(why.clone())))
        .collect(),
    }
}

/// The limit of that kind, where it is what ended the look.
fn number(ramp: &Ramp, scope: Scope) -> Option<i64> {
    match &ramp.end {
        End::Limit(turned) if turned.scope == Some(scope) => i64::try_from(ramp.most).ok(),
        _ => None,
    }
}

fn limit(number: i64, names: Names, named: Option<Named>) -> Vec<Fact> {
    let [own, setting, written, origin, remedy] = names;
    let called = named.as_ref().map_or(NO_SETTING, |named| named.called);
    let mut facts = vec![
        (own, Ok(Value::from(number))),
        (setting, Ok(Value::from(called))),
        (written, Ok(Value::from(number.to_string()))),
        (origin, Ok(Value::from("measured"))),
    ];
    if let Some(named) = named {
        facts.push((remedy, Ok(Value::from(named.remedy))));
    }
    facts
}

fn why(sign_ins: &Result<Ramp, Unknown>) -> Unknown {
    match sign_ins {
        Ok(ramp) => unknown(ramp),
        Err(why) => why.clone(),
    }
}

fn turned(ramp: &Ramp) -> Option<&Turned> {
    match &ramp.end {
        End::Limit(turned) | End::Unclear(turned, _) => Some(turned),
        End::Bound | End::Stopped(_) => None,
    }
}

/// How many were admitted, and how the next one was not.
fn ended(names: [&'static str; 2], ramp: Result<&Ramp, &Unknown>) -> [Fact; 2] {
    let [admitted, refused] = names;
    let ramp = match ramp {
        Ok(ramp) => ramp,
        Err(why) => return [(admitted, Err(why.clone())), (refused, Err(why.clone()))],
    };
    let word = match (&ramp.end, turned(ramp)) {
        (End::Stopped(why), _) => Err(why.clone()),
        (_, Some(turned)) => Ok(Value::from(turned.sign.word())),
        (_, None) => Ok(Value::from("none")),
    };
    let most = i64::try_from(ramp.most).unwrap_or(i64::MAX);
    [(admitted, Ok(Value::from(most))), (refused, word)]
}

/// The words of those that were not admitted, the first look first.
fn refusals(ramps: &[Option<&Ramp>]) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for turned in ramps.iter().flatten().filter_map(|ramp| turned(ramp)) {
        if !texts.contains(&turned.text.as_str()) {
            texts.push(&turned.text);
        }
    }
    texts.join(" | ")
}
