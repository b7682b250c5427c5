//! Facts of the organisation, its servers and databases; and which server answers on the endpoint.

use super::settings;
use crate::case::{Case, Facts};
use crate::evidence::{Evidence, Roles, Server, Symbol, fold, value};
use crate::joined::{ServerId, short_host};
use crate::version::{build_of, product, product_of, schema_product, setup_of};
use imaprules_facts::{Reason, Record, SubjectRef, Unknown, Value};
use imaprules_provider::Stop;
use std::collections::HashMap;

/// Versions of which a server with mailboxes answers clients too.
const ALL_IN_ONE: [&str; 4] = ["2003", "2016", "2019", "se"];

/// The organisation as a whole.
pub(super) fn organisation(case: &Case<'_>) -> Result<(), Stop> {
    let count = |many: usize| Value::from(i64::try_from(many).unwrap_or(i64::MAX));
    let mut products: Vec<&str> = case
        .joined
        .server_ids()
        .filter_map(|id| product(case, id))
        .collect();
    products.sort_unstable();
    products.dedup();
    let facts: Facts = vec![
        (
            "exchange.server_count",
            Ok(count(case.joined.server_ids().count())),
        ),
        (
            "exchange.database_count",
            Ok(count(case.joined.database_ids().count())),
        ),
        ("exchange.server_products", Ok(Value::from(products))),
    ];
    case.conclude("migration", "migration", "exports and the directory", facts)?;
    for organisation in &case.evidence.organisations {
        let mut facts: Facts = Vec::new();
        if let Some(name) = organisation.name {
            facts.push(("exchange.organisation", Ok(case.evidence.texts.get(name).into())));
        }
        if let Some(range) = value(&organisation.schema_range) {
            facts.push(("exchange.schema_range", Ok((*range).into())));
            facts.extend(
                schema_product(*range).map(|product| ("exchange.schema_product", Ok(product.into()))),
            );
        }
        case.tell("migration", "migration", organisation.seen, facts)?;
    }
    Ok(())
}

/// Every server, as each source shows it.
pub(super) fn all(case: &Case<'_>) -> Result<(), Stop> {
    let answering = front_ends(case);
    let held = held(case);
    for id in case.joined.server_ids() {
        let name = label(case, id);
        for server in case.joined.server_sightings(case.evidence, id) {
            case.tell("exchange.server", &name, server.seen, facts(case, server))?;
        }
        let mut facts: Facts = vec![
            ("exchange.server.name", Ok(name.as_str().into())),
            ("exchange.server.answers_endpoint", answers(case, id, &answering)),
        ];
        if !case.evidence.mailboxes.is_empty() {
            facts.push((
                "exchange.server.row_mailboxes",
                Ok(held.get(&id).copied().unwrap_or(0).into()),
            ));
        }
        facts.extend(settings::services(case, id));
        facts.extend(settings::certificates(case, id));
        case.conclude("exchange.server", &name, "exports and the directory", facts)?;
    }
    limits_read(case, &answering)
}

/// Whether limits of a server that answers are known.
fn limits_read(case: &Case<'_>, answering: &[ServerId]) -> Result<(), Stop> {
    let Some(endpoint) = &case.order.endpoint else {
        return Ok(());
    };
    let read = answering.iter().any(|id| {
        let limit = |server: &Server| value(&server.imap.as_ref()?.max_per_user).copied();
        case.joined.server(case.evidence, *id, limit).is_some()
    });
    case.conclude(
        "server",
        endpoint,
        "exports and the directory",
        vec![("exchange.limits_read", Ok(read.into()))],
    )
}

/// What one sighting says.
fn facts(case: &Case<'_>, server: &Server) -> Facts {
    let mut facts: Facts = Vec::new();
    if let Some(fqdn) = server.fqdn {
        facts.push(("exchange.server.fqdn", Ok(case.evidence.texts.get(fqdn).into())));
    }
    let (build, setup) = (build_of(case, server), setup_of(case, server));
    if let Some(build) = build.or(setup) {
        facts.push(("exchange.server.version", Ok(build.to_string().into())));
        facts.extend(product_of(build).map(|product| ("exchange.server.product", Ok(product.into()))));
    }
    if let Some(setup) = setup {
        facts.push(("exchange.server.setup_version", Ok(setup.to_string().into())));
    }
    crate::case::add(&mut facts, "exchange.server.roles", &server.roles, |roles| {
        Value::from(words(*roles))
    });
    crate::case::add(&mut facts, "exchange.server.front_end", &server.front_end, |is| {
        (*is).into()
    });
    settings::add_to(case, server, &mut facts);
    facts
}

fn words(roles: Roles) -> Vec<&'static str> {
    [
        (roles.mailbox, "mailbox"),
        (roles.client_access, "client_access"),
        (roles.hub, "hub_transport"),
        (roles.unified_messaging, "unified_messaging"),
        (roles.edge, "edge"),
    ]
    .into_iter()
    .filter_map(|(has, word)| has.then_some(word))
    .collect()
}

/// What a server is called: the shortest name that a source writes.
pub(crate) fn label(case: &Case<'_>, id: ServerId) -> String {
    let name = |get: fn(&Server) -> Option<Symbol>| case.joined.server(case.evidence, id, get);
    let written = name(|server| server.name)
        .or_else(|| name(|server| server.fqdn))
        .or_else(|| name(|server| server.dn))
        .or_else(|| name(|server| server.legacy_dn));
    let text = case.evidence.text(written);
    match text.contains(['=', '.']) {
        true => short_host(text).to_uppercase(),
        false => text.to_owned(),
    }
}

/// Mailboxes of the rows by server; all mailboxes where there are no rows.
fn held(case: &Case<'_>) -> HashMap<ServerId, i64> {
    let mut held: HashMap<ServerId, i64> = HashMap::new();
    let all: Vec<_> = match case.rows.is_empty() {
        true => case.joined.mailbox_ids().collect(),
        false => case.rows.iter().filter_map(|row| row.mailbox).collect(),
    };
    for host in all.into_iter().filter_map(|id| case.joined.host(id)) {
        *held.entry(host).or_default() += 1;
    }
    held
}

/// The servers that answer on the endpoint, where that is known: those that its host names, or the only one with the role for clients.
pub(crate) fn front_ends(case: &Case<'_>) -> Vec<ServerId> {
    let named: Vec<ServerId> = match &case.order.host {
        Some(host) => case
            .joined
            .server_ids()
            .filter(|id| is_named(case, *id, host))
            .collect(),
        None => Vec::new(),
    };
    if !named.is_empty() {
        return named;
    }
    let possible: Vec<ServerId> = case
        .joined
        .server_ids()
        .filter(|id| may_answer(case, *id) != Some(false))
        .collect();
    match possible.as_slice() {
        [_] => possible,
        _ => Vec::new(),
    }
}

/// Whether a server is the one that a host name means: its own name, that of its certificate, or one that it publishes.
fn is_named(case: &Case<'_>, id: ServerId, host: &str) -> bool {
    let evidence = case.evidence;
    let host = fold(host);
    let is = |symbol: Option<Symbol>| fold(evidence.text(symbol)) == host;
    let names = |server: &Server| {
        let imap = server.imap.as_ref();
        let certificate = imap.and_then(|imap| value(&imap.certificate_name).copied());
        let published = imap.and_then(|imap| value(&imap.external_settings));
        let publishes = published.into_iter().flatten().any(|symbol| {
            let written = fold(evidence.texts.get(*symbol));
            written.split(':').next() == Some(host.as_str())
        });
        is(server.fqdn) || is(server.name) || is(certificate) || publishes
    };
    case.joined.server_sightings(evidence, id).any(names)
}

/// Whether a server can answer IMAP clients, by its roles.
fn may_answer(case: &Case<'_>, id: ServerId) -> Option<bool> {
    let roles = case
        .joined
        .server(case.evidence, id, |server| value(&server.roles).copied())?;
    let all_in_one = product(case, id).is_some_and(|product| ALL_IN_ONE.contains(&product));
    Some(roles.client_access || (all_in_one && roles.mailbox))
}

fn answers(case: &Case<'_>, id: ServerId, answering: &[ServerId]) -> imaprules_facts::Known {
    if answering.contains(&id) {
        return Ok(true.into());
    }
    if !answering.is_empty() || may_answer(case, id) == Some(false) {
        return Ok(false.into());
    }
    let note = "several servers may answer on the endpoint, and its host is the name of none of them";
    Err(Unknown::noted(Reason::NotCollected, note))
}

/// Every database, with its server.
pub(super) fn databases(case: &Case<'_>) -> Result<(), Stop> {
    let evidence: &Evidence = case.evidence;
    for id in case.joined.database_ids() {
        let Some(first) = case.joined.database_sightings(evidence, id).next() else {
            continue;
        };
        let name = case.joined.database_label(evidence, id);
        let mut record: Record = evidence.record("exchange.database", &name, first.seen);
        let server = case.joined.database(evidence, id, |database| database.server);
        let server = server.and_then(|server| {
            case.joined
                .server_named(evidence, evidence.texts.get(server))
                .one()
        });
        if let Some(server) = server {
            record
                .references
                .push(SubjectRef::new("exchange.server", label(case, server)));
        }
        record.know("exchange.database.name", name.as_str());
        case.host.emit(record)?;
    }
    Ok(())
}
