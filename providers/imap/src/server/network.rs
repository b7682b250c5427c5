//! Facts of name, addresses and TCP.

use super::reach::Reached;
use super::reason;
use super::sheet::Sheet;
use crate::dns::{self, Answer, Lookup, is_private};
use crate::settings::{Plan, Vantage};
use crate::tcp::{Failure, Knock, Target};
use crate::watch::Watch;
use imaprules_facts::{Reason, Unknown, Value};
use std::net::IpAddr;
use std::time::Duration;

/// Lists of addresses by what they did, with the word of it.
const LISTS: [(&str, &str); 4] = [
    ("server.tcp_refused_addresses", "refused"),
    ("server.tcp_timeout_addresses", "timeout"),
    ("server.tcp_reset_addresses", "reset"),
    ("server.tcp_unreachable_addresses", "unreachable"),
];

/// Writes what is known of the endpoint by its name alone.
pub(super) fn endpoint(sheet: &mut Sheet, plan: &Plan) {
    sheet.know("server.host", plan.host.as_str());
    sheet.know("server.port", i64::from(plan.port));
    sheet.know("server.security", plan.security.word());
}

/// Writes how the name resolved and what its addresses did. Gives the reason why there is no connection, if so.
pub(super) fn reached(sheet: &mut Sheet, reached: &Reached<'_>) -> Option<Unknown> {
    let Some(answer) = &reached.answer else {
        return Some(Unknown::because(Reason::Cancelled));
    };
    resolved(sheet, answer);
    if reached.targets.is_empty() {
        return Some(reason::of_dns(answer));
    }
    tried(sheet, &reached.targets, &reached.knocks);
    by_kind(sheet, &reached.targets, &reached.knocks);
    if let Some(time) = median(&reached.times) {
        sheet.know("server.connect_time", milliseconds(time));
    }
    match &reached.connection {
        Ok(connection) => {
            let own = connection.stream.local_addr().map(|at| at.ip().to_canonical());
            if let Ok(own) = own {
                let here = own == connection.target.reported.to_canonical();
                sheet.know("server.on_this_machine", here);
                if here {
                    sheet.know("probe.vantage", Vantage::SourceHost.word());
                }
            }
            None
        }
        Err(Some(failure)) => Some(reason::of_tcp(failure)),
        Err(None) => Some(Unknown::because(Reason::Unreachable)),
    }
}

fn resolved(sheet: &mut Sheet, answer: &Answer) {
    sheet.know("server.dns", answer.outcome.word());
    sheet.know("server.dns_error", answer.error.as_str());
    let Some(scope) = scope(&answer.addresses) else {
        return;
    };
    let private = answer.addresses.iter().copied();
    let private: Vec<IpAddr> = private.filter(|address| is_private(*address)).collect();
    sheet.know("server.addresses", texts(&answer.addresses));
    sheet.know("server.private_addresses", texts(&private));
    sheet.know("server.address_scope", scope);
}

/// An address that was not tried leaves all lists unknown: they would look complete.
fn tried(sheet: &mut Sheet, targets: &[Target], knocks: &[Knock]) {
    if knocks.iter().any(Result::is_ok) {
        sheet.know("server.tcp", "open");
    }
    let failures = || knocks.iter().filter_map(|knock| knock.as_ref().err());
    if failures().any(|failure| failure.word().is_none()) {
        return;
    }
    if let Some(word) = failures().next().and_then(Failure::word) {
        sheet.know("server.tcp", word);
    }
    let of = |wanted: &dyn Fn(&Knock) -> bool| -> Value {
        let found = targets.iter().zip(knocks).filter(|(_, knock)| wanted(knock));
        found
            .map(|(target, _)| target.reported.to_string())
            .collect::<Vec<String>>()
            .into()
    };
    sheet.know("server.tcp_open_addresses", of(&|knock| knock.is_ok()));
    for (fact, word) in LISTS {
        sheet.know(
            fact,
            of(&|knock| knock.as_ref().is_err_and(|failure| failure.word() == Some(word))),
        );
    }
    let errors = targets.iter().zip(knocks).filter_map(|(target, knock)| {
        let failure = knock.as_ref().err()?;
        Some(format!("{}: {}", target.reported, failure.text()))
    });
    sheet.know("server.tcp_error", errors.collect::<Vec<_>>().join("; "));
}

/// Writes what IPv4 and IPv6 do, each for itself. A machine without a way to the one says nothing of it.
fn by_kind(sheet: &mut Sheet, targets: &[Target], knocks: &[Knock]) {
    for (fact, v6) in [("server.over_ipv4", false), ("server.over_ipv6", true)] {
        let of_kind = targets
            .iter()
            .zip(knocks)
            .filter(|(target, _)| target.reported.is_ipv6() == v6);
        let knocks: Vec<&Knock> = of_kind.map(|(_, knock)| knock).collect();
        let unsure = knocks.iter().find_map(|knock| {
            let failure = knock.as_ref().err()?;
            let answered = matches!(failure, Failure::Refused | Failure::Timeout | Failure::Reset);
            (!answered).then_some(failure)
        });
        if knocks.is_empty() {
            sheet.know(fact, "none");
        } else if knocks.iter().any(|knock| knock.is_ok()) {
            sheet.know(fact, "open");
        } else if let Some(failure) = unsure {
            sheet.miss(&[fact], &reason::of_tcp(failure));
        } else {
            sheet.know(fact, "closed");
        }
    }
}

/// Of an even number the upper one.
fn median(times: &[Duration]) -> Option<Duration> {
    let mut times = times.to_vec();
    times.sort();
    times.get(times.len() / 2).copied()
}

/// Writes from where the server is seen, unless it has been noticed already.
pub(super) fn vantage(sheet: &mut Sheet, plan: &Plan) {
    match plan.look.vantage {
        Some(vantage) => sheet.know("probe.vantage", vantage.word()),
        None => {
            let note = "say from where this run looks: --set imap.vantage=outside or inside";
            sheet.miss(&["probe.vantage"], &Unknown::noted(Reason::NotCollected, note));
        }
    }
}

/// Asks the public name server, if one is named, and writes what it says.
pub(super) async fn public_view(sheet: &mut Sheet, plan: &Plan, watch: &Watch<'_>) {
    let facts = [
        "server.public_dns",
        "server.public_addresses",
        "server.public_scope",
    ];
    let Some(server) = plan.look.public_dns else {
        let why = Unknown::noted(Reason::NotCollected, "no public name server was named");
        return sheet.miss(&facts, &why);
    };
    let Some(answer) = dns::resolve(&plan.host, Some(server), watch).await else {
        return sheet.miss(&facts, &Unknown::because(Reason::Cancelled));
    };
    sheet.know("server.public_dns", answer.outcome.word());
    // A server that did not answer says nothing of addresses; one that knows none does.
    if matches!(answer.outcome, Lookup::Timeout | Lookup::Failed) {
        return sheet.miss(&facts, &reason::of_dns(&answer));
    }
    sheet.know("server.public_addresses", texts(&answer.addresses));
    match scope(&answer.addresses) {
        Some(scope) => sheet.know("server.public_scope", scope),
        None => sheet.miss(&facts, &reason::of_dns(&answer)),
    }
}

fn texts(addresses: &[IpAddr]) -> Vec<String> {
    addresses.iter().map(ToString::to_string).collect()
}

/// Whether addresses can be reached from the internet, by their range.
fn scope(addresses: &[IpAddr]) -> Option<&'static str> {
    let private = addresses.iter().filter(|address| is_private(**address)).count();
    match private {
        _ if addresses.is_empty() => None,
        0 => Some("public"),
        all if all == addresses.len() => Some("private"),
        _ => Some("mixed"),
    }
}

pub(super) fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
