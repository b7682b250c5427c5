//! Facts of name, addresses and TCP.

use super::reach::Reached;
use super::reason;
use super::sheet::Sheet;
use crate::dns::{Answer, is_private};
use crate::settings::Plan;
use crate::tcp::{Failure, Knock, Target};
use imaprules_facts::{Reason, Unknown, Value};
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
    match &reached.connection {
        Ok(connection) => {
            let own = connection.stream.local_addr().map(|at| at.ip().to_canonical());
            if let Ok(own) = own {
                sheet.know(
                    "server.on_this_machine",
                    own == connection.target.reported.to_canonical(),
                );
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
    if answer.addresses.is_empty() {
        return;
    }
    let text = |addresses: Vec<&std::net::IpAddr>| -> Vec<String> {
        addresses.iter().map(ToString::to_string).collect()
    };
    let private: Vec<_> = answer
        .addresses
        .iter()
        .filter(|address| is_private(**address))
        .collect();
    let scope = match private.len() {
        0 => "public",
        some if some == answer.addresses.len() => "private",
        _ => "mixed",
    };
    sheet.know("server.addresses", text(answer.addresses.iter().collect()));
    sheet.know("server.private_addresses", text(private));
    sheet.know("server.address_scope", scope);
}

/// An address that was not tried leaves all lists unknown: they would look complete.
fn tried(sheet: &mut Sheet, targets: &[Target], knocks: &[Knock]) {
    let first_open = knocks.iter().find_map(|knock| knock.as_ref().ok());
    if let Some(took) = first_open {
        sheet.know("server.tcp", "open");
        sheet.know("server.connect_time", milliseconds(*took));
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

pub(super) fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
