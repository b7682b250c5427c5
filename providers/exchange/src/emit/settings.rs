//! Facts of the IMAP service on a server: services, component, settings, limits of the store, the virtual server of Exchange 2003.

use crate::case::{Case, Facts, add};
use crate::evidence::{
    Certificate, ImapSettings, OriginId, Server, StoreLimits, Symbol, Told, VirtualServer, fold, told, value,
};
use crate::joined::ServerId;
use imaprules_facts::{Known, Value};

/// What one sighting says.
pub(super) fn add_to(case: &Case<'_>, server: &Server, facts: &mut Facts) {
    if let Some(imap) = &server.imap {
        imap_settings(case, imap, facts);
        limits(imap, facts);
    }
    if let Some(store) = &server.store {
        store_limits(store, facts);
    }
    for component in &server.components {
        if fold(case.evidence.texts.get(component.name)) == "imapproxy" {
            let state = word(
                case,
                &component.state,
                &[
                    ("active", "active"),
                    ("inactive", "inactive"),
                    ("draining", "draining"),
                ],
            );
            facts.extend(state.map(|state| ("exchange.component.imap_proxy", state)));
        }
    }
    for virtual_server in &server.virtual_servers {
        of_virtual_server(virtual_server, facts);
    }
}

fn imap_settings(case: &Case<'_>, imap: &ImapSettings, facts: &mut Facts) {
    let text = |symbol: &Symbol| Value::from(case.evidence.texts.get(*symbol));
    let texts = |symbols: &Vec<Symbol>| {
        let all: Vec<&str> = symbols
            .iter()
            .map(|symbol| case.evidence.texts.get(*symbol))
            .collect();
        Value::from(all)
    };
    let login = [
        ("plaintextlogin", "plain_text_login"),
        ("plaintextauthentication", "plain_text_authentication"),
        ("securelogin", "secure_login"),
    ];
    facts.extend(word(case, &imap.login_type, &login).map(|word| ("exchange.settings.login_type", word)));
    add(facts, "exchange.settings.ssl_bindings", &imap.ssl_bindings, texts);
    add(
        facts,
        "exchange.settings.plain_bindings",
        &imap.plain_bindings,
        texts,
    );
    add(
        facts,
        "exchange.settings.certificate_name",
        &imap.certificate_name,
        text,
    );
    add(facts, "exchange.settings.mime_format", &imap.mime_format, text);
    add(
        facts,
        "exchange.settings.calendar_option",
        &imap.calendar_option,
        text,
    );
    add(
        facts,
        "exchange.settings.extended_protection",
        &imap.extended_protection,
        text,
    );
    add(facts, "exchange.settings.banner", &imap.banner, text);
    let truth = |is: &bool| Value::from(*is);
    add(facts, "exchange.settings.exact_size", &imap.exact_size, truth);
    add(
        facts,
        "exchange.settings.shows_hidden_folders",
        &imap.show_hidden_folders,
        truth,
    );
    add(
        facts,
        "exchange.settings.suppresses_receipts",
        &imap.suppress_read_receipt,
        truth,
    );
    add(
        facts,
        "exchange.settings.binds_endpoint",
        &binds(case, imap),
        truth,
    );
}

/// Whether the bindings hold the endpoint's port.
fn binds(case: &Case<'_>, imap: &ImapSettings) -> Told<bool> {
    let port = case.order.port?;
    let bindings = match case.order.tls {
        true => imap.ssl_bindings.as_ref(),
        false => imap.plain_bindings.as_ref(),
    };
    let bindings = match bindings? {
        Ok(bindings) => bindings,
        Err(why) => return Some(Err(why.clone())),
    };
    let on_port = |symbol: &Symbol| {
        let written = case.evidence.texts.get(*symbol);
        written
            .rsplit(':')
            .next()
            .and_then(|port| port.trim().parse().ok())
            == Some(port)
    };
    told(bindings.iter().any(on_port))
}

fn limits(imap: &ImapSettings, facts: &mut Facts) {
    let int = |number: &i64| Value::from(*number);
    add(
        facts,
        "exchange.settings.max_connections",
        &imap.max_connections,
        int,
    );
    add(
        facts,
        "exchange.settings.max_from_one_address",
        &imap.max_from_one_address,
        int,
    );
    add(facts, "exchange.settings.max_per_user", &imap.max_per_user, int);
    add(facts, "exchange.settings.auth_timeout", &imap.auth_timeout, int);
    add(
        facts,
        "exchange.settings.preauth_timeout",
        &imap.preauth_timeout,
        int,
    );
    add(
        facts,
        "exchange.settings.max_command_size",
        &imap.max_command_size,
        int,
    );
}

fn store_limits(store: &StoreLimits, facts: &mut Facts) {
    facts.push(("exchange.store.limits_read", Ok(true.into())));
    let mut limit = |name: &'static str, told: &Told<Option<i64>>| match told {
        Some(Ok(Some(number))) => facts.push((name, Ok((*number).into()))),
        Some(Err(why)) => facts.push((name, Err(why.as_ref().clone()))),
        Some(Ok(None)) | None => {}
    };
    limit("exchange.store.sessions_per_user", &store.sessions);
    limit(
        "exchange.store.service_sessions_per_user",
        &store.service_sessions,
    );
}

fn of_virtual_server(one: &VirtualServer, facts: &mut Facts) {
    if let Some(Some(most)) = value(&one.max_connections) {
        facts.push(("exchange.virtual_server.max_connections", Ok((*most).into())));
    }
    add(
        facts,
        "exchange.virtual_server.idle_timeout",
        &one.idle_timeout,
        |time| (*time).into(),
    );
    add(
        facts,
        "exchange.virtual_server.auto_start",
        &one.auto_start,
        |is| (*is).into(),
    );
    add(
        facts,
        "exchange.virtual_server.lists_public_folders",
        &one.lists_public_folders,
        |is| (*is).into(),
    );
    add(
        facts,
        "exchange.virtual_server.fast_sizes",
        &one.fast_sizes,
        |is| (*is).into(),
    );
}

/// A word of an enumeration as the fact has it; nothing for a word that the fact has not.
fn word(case: &Case<'_>, told: &Told<Symbol>, words: &[(&str, &'static str)]) -> Option<Known> {
    match told.as_ref()? {
        Ok(symbol) => {
            let written = fold(case.evidence.texts.get(*symbol));
            let found = words.iter().find(|(known, _)| *known == written);
            found.map(|(_, word)| Ok(Value::from(*word)))
        }
        Err(why) => Some(Err(why.as_ref().clone())),
    }
}

const STATES: [(&str, &str); 7] = [
    ("running", "running"),
    ("stopped", "stopped"),
    ("paused", "paused"),
    ("startpending", "pending"),
    ("stoppending", "pending"),
    ("continuepending", "pending"),
    ("pausepending", "pending"),
];

/// WMI writes spaces into the words of states that pass.
const SPACED: [(&str, &str); 4] = [
    ("start pending", "pending"),
    ("stop pending", "pending"),
    ("continue pending", "pending"),
    ("pause pending", "pending"),
];

const STARTS: [(&str, &str); 6] = [
    ("auto", "auto"),
    ("automatic", "auto"),
    ("manual", "manual"),
    ("disabled", "disabled"),
    ("boot", "other"),
    ("system", "other"),
];

/// The services of a server. One that is not among those of a source that listed all does not exist.
pub(super) fn services(case: &Case<'_>, id: ServerId) -> Facts {
    let mut facts: Facts = Vec::new();
    let words: Vec<_> = STATES.iter().chain(&SPACED).copied().collect();
    for (names, state, start) in [
        (
            &["msexchangeimap4", "imap4svc"][..],
            "exchange.service.imap",
            "exchange.service.imap_start",
        ),
        (
            &["msexchangeimap4be"][..],
            "exchange.service.backend",
            "exchange.service.backend_start",
        ),
    ] {
        let mut listed_by: Option<OriginId> = None;
        let mut found = false;
        for server in case.joined.server_sightings(case.evidence, id) {
            listed_by = listed_by.or(server.all_services.then_some(server.seen.origin));
            for service in &server.services {
                if found || !names.contains(&fold(case.evidence.texts.get(service.name)).as_str()) {
                    continue;
                }
                found = true;
                facts.extend(word(case, &service.state, &words).map(|word| (state, word)));
                facts.extend(word(case, &service.start, &STARTS).map(|word| (start, word)));
            }
        }
        if !found && listed_by.is_some() {
            facts.push((state, Ok("missing".into())));
        }
    }
    facts
}

/// The certificates of a server, and whether one of them serves IMAP.
pub(super) fn certificates(case: &Case<'_>, id: ServerId) -> Facts {
    let evidence = case.evidence;
    let name = case.joined.server(evidence, id, |server| {
        value(&server.imap.as_ref()?.certificate_name).copied()
    });
    let name = fold(evidence.text(name));
    let all: Vec<_> = case
        .joined
        .server_sightings(evidence, id)
        .flat_map(|server| &server.certificates)
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    let fits = all.iter().any(|certificate| {
        let ended = value(&certificate.not_after).is_some_and(|end| *end <= case.now);
        let assigned = certificate
            .services
            .iter()
            .any(|service| fold(evidence.texts.get(*service)).contains("imap"));
        let mut names = certificate
            .names
            .iter()
            .map(|symbol| fold(evidence.texts.get(*symbol)));
        let named = !name.is_empty() && names.any(|known| covers(&known, &name));
        !ended && (assigned || named)
    });
    let shown: Vec<String> = all.iter().map(|certificate| shown(case, certificate)).collect();
    vec![
        ("exchange.settings.certificate_found", Ok(fits.into())),
        ("exchange.server.certificates", Ok(shown.into())),
    ]
}

/// A certificate in words: what it is called by, whom it is for, and whether nobody else vouches for it.
fn shown(case: &Case<'_>, certificate: &Certificate) -> String {
    let text = |symbol| case.evidence.text(symbol);
    let own = match value(&certificate.self_signed) {
        Some(true) => ", self-signed",
        Some(false) | None => "",
    };
    format!(
        "{} {}{own}",
        text(certificate.thumbprint),
        text(certificate.subject)
    )
}

/// Whether a name of a certificate is a host's, wildcards included (RFC 9525, section 6.3).
fn covers(known: &str, host: &str) -> bool {
    match known.strip_prefix("*.") {
        Some(domain) => host.split_once('.').is_some_and(|(_, rest)| rest == domain),
        None => known == host,
    }
}
