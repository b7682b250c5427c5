//! Facts of the rows' source mailboxes.

use super::protocol;
use crate::case::{Case, Facts, add};
use crate::evidence::{Folders, ImapAccess, Mailbox, Part, Server, Symbol, Told, value};
use crate::joined::{MailboxId, ServerId};
use crate::rows::{FoundBy, Row};
use crate::version;
use imaprules_facts::{Known, Value};
use imaprules_provider::Stop;
use std::collections::HashMap;

/// Tells what is known of each row's mailbox.
pub(super) fn all(case: &Case<'_>) -> Result<(), Stop> {
    let complete = case.evidence.has_all(Part::Mailboxes);
    case.conclude(
        "migration",
        "migration",
        "exports and the directory",
        vec![("exchange.mailboxes_complete", Ok(complete.into()))],
    )?;
    let folders = folders(case);
    for row in case.rows {
        match row.mailbox {
            Some(id) => mailbox(case, row, id, folders.get(&id).map_or(&[], Vec::as_slice))?,
            None if complete && row.found_by == FoundBy::Nothing => {
                let facts = vec![("exchange.mailbox.exists", Ok(false.into()))];
                case.conclude("mailbox", &row.id, "exports and the directory", facts)?;
            }
            None => {}
        }
    }
    Ok(())
}

/// Folder sums by mailbox.
fn folders<'a>(case: &'a Case<'_>) -> HashMap<MailboxId, Vec<&'a Folders>> {
    let mut found: HashMap<MailboxId, Vec<&Folders>> = HashMap::new();
    for folders in &case.evidence.folders {
        let name = case.evidence.texts.get(folders.mailbox);
        if let Some(id) = case.joined.mailbox_named(case.evidence, name).one() {
            found.entry(id).or_default().push(folders);
        }
    }
    found
}

fn mailbox(case: &Case<'_>, row: &Row, id: MailboxId, folders: &[&Folders]) -> Result<(), Stop> {
    for sighting in case.joined.mailbox_sightings(case.evidence, id) {
        case.tell("mailbox", &row.id, sighting.seen, facts(case, sighting))?;
    }
    for sums in folders {
        case.tell("mailbox", &row.id, sums.seen, of_folders(sums))?;
    }
    let mut facts: Facts = vec![("exchange.mailbox.identity", Ok(identity(case, id).into()))];
    if let Some(database) = case.joined.home(id) {
        let label = case.joined.database_label(case.evidence, database);
        facts.push(("exchange.mailbox.database", Ok(label.into())));
    }
    if let Some(server) = case.joined.host(id) {
        facts.push((
            "exchange.mailbox.server",
            Ok(super::servers::label(case, server).into()),
        ));
    }
    of_server(case, id, &mut facts);
    case.conclude("mailbox", &row.id, "exports and the directory", facts)
}

/// The version of the server that holds the mailbox; where it is not known which one does, that of all servers if they are of one.
fn of_server(case: &Case<'_>, id: MailboxId, facts: &mut Facts) {
    let servers: Vec<ServerId> = match case.joined.host(id) {
        Some(host) => vec![host],
        None => case.joined.server_ids().collect(),
    };
    let products: Vec<_> = servers
        .iter()
        .map(|server| version::product(case, *server))
        .collect();
    let same = products.windows(2).all(|pair| pair.first() == pair.last());
    if let Some(Some(product)) = products.first().filter(|_| same) {
        facts.push(("exchange.mailbox.product", Ok((*product).into())));
    }
    let [server] = servers.as_slice() else { return };
    let told = |of: fn(&Case<'_>, &Server) -> Option<version::Build>| {
        case.joined
            .server_sightings(case.evidence, *server)
            .find_map(|sighting| of(case, sighting))
    };
    let setup = told(version::setup_of);
    if let Some(build) = told(version::build_of).or(setup) {
        facts.push(("exchange.mailbox.server_version", Ok(build.to_string().into())));
    }
    facts.extend(setup.map(|build| {
        (
            "exchange.mailbox.server_setup_version",
            Ok(build.to_string().into()),
        )
    }));
}

/// What cmdlets find the mailbox by.
fn identity(case: &Case<'_>, id: MailboxId) -> String {
    let name = |get: fn(&Mailbox) -> Option<Symbol>| case.joined.mailbox(case.evidence, id, get);
    let best = name(|mailbox| mailbox.dn)
        .or_else(|| name(|mailbox| mailbox.address))
        .or_else(|| name(|mailbox| mailbox.alias))
        .or_else(|| name(|mailbox| mailbox.identity))
        .or_else(|| name(|mailbox| mailbox.name));
    case.evidence.text(best).to_owned()
}

fn facts(case: &Case<'_>, mailbox: &Mailbox) -> Facts {
    let mut facts: Facts = Vec::new();
    let text = |symbol: &Symbol| Value::from(case.evidence.texts.get(*symbol));
    add(&mut facts, "exchange.mailbox.exists", &mailbox.exists, |is| {
        (*is).into()
    });
    if let Some(address) = &mailbox.address {
        facts.push(("exchange.mailbox.primary_address", Ok(text(address))));
    }
    add(
        &mut facts,
        "exchange.mailbox.recipient_type",
        &mailbox.recipient_type,
        text,
    );
    add(
        &mut facts,
        "exchange.mailbox.account_disabled",
        &mailbox.disabled,
        |is| (*is).into(),
    );
    linked(case, mailbox, &mut facts);
    if let Some(access) = &mailbox.access {
        of_access(case, access, &mut facts);
    }
    if let Some(sizes) = &mailbox.sizes {
        add(&mut facts, "mailbox.item_count", &sizes.items, |many| {
            (*many).into()
        });
        add(&mut facts, "mailbox.size", &sizes.size, |octets| (*octets).into());
    }
    facts
}

/// Whether the mailbox belongs to an account of another forest: by that account, otherwise by its type.
fn linked(case: &Case<'_>, mailbox: &Mailbox, facts: &mut Facts) {
    let text = |symbol: &Symbol| case.evidence.texts.get(*symbol);
    let told = match (&mailbox.master, value(&mailbox.recipient_type)) {
        (Some(Err(why)), _) => Some(Err(why.as_ref().clone())),
        (Some(Ok(master)), _) if !text(master).is_empty() => {
            facts.push(("exchange.mailbox.linked_to", Ok(text(master).into())));
            Some(Ok(true.into()))
        }
        (_, Some(kind)) => Some(Ok(text(kind).starts_with("Linked").into())),
        (Some(Ok(_)), None) => Some(Ok(false.into())),
        (None, None) => None,
    };
    facts.extend(told.map(|told| ("exchange.mailbox.linked", told)));
}

fn of_access(case: &Case<'_>, access: &ImapAccess, facts: &mut Facts) {
    if let Some((enabled, by, contradictory)) = enabled(case, access) {
        facts.push(("exchange.imap_enabled", enabled));
        facts.extend(by.map(|by| ("exchange.imap_enabled_by", Ok(by.into()))));
        facts.extend(contradictory.map(|is| ("exchange.imap_settings_contradict", Ok(is.into()))));
    }
    add(
        facts,
        "exchange.imap_own_settings",
        &access.use_defaults,
        |defaults| (!defaults).into(),
    );
    let text = |symbol: &Symbol| Value::from(case.evidence.texts.get(*symbol));
    add(facts, "exchange.imap_mime_format", &access.mime_format, text);
}

/// Whether IMAP is on, by what, and whether values contradict each other.
pub(super) fn enabled(case: &Case<'_>, access: &ImapAccess) -> Option<(Known, Option<String>, Option<bool>)> {
    if let Some(enabled) = &access.enabled {
        let by = enabled.as_ref().ok().map(|is| format!("ImapEnabled is {is}"));
        return Some((known(enabled), by, None));
    }
    let values = match access.protocol_settings.as_ref()? {
        Ok(values) => values.iter().map(|symbol| case.evidence.texts.get(*symbol)),
        Err(why) => return Some((Err(why.as_ref().clone()), None, None)),
    };
    Some(match protocol::read(values) {
        Ok(imap) => {
            let by = imap.by.map_or_else(
                || "protocolSettings has no value for IMAP".to_owned(),
                |value| format!("protocolSettings holds {value}"),
            );
            (Ok(imap.enabled.into()), Some(by), Some(imap.contradictory))
        }
        Err(why) => (Err(why), None, None),
    })
}

fn known<T: Copy + Into<Value>>(told: &Result<T, Box<imaprules_facts::Unknown>>) -> Known {
    match told {
        Ok(value) => Ok((*value).into()),
        Err(why) => Err(why.as_ref().clone()),
    }
}

fn of_folders(sums: &Folders) -> Facts {
    let mut facts: Facts = vec![
        ("exchange.folder_count", Ok(sums.count.into())),
        ("exchange.slash_folders", Ok(sums.slashes.clone().into())),
        ("exchange.slash_folder_count", Ok(sums.slash_count.into())),
        ("exchange.odd_folders", Ok(sums.odd.clone().into())),
        ("exchange.odd_folder_count", Ok(sums.odd_count.into())),
    ];
    if sums.counted {
        facts.push(("mailbox.item_count", Ok(sums.items.into())));
    }
    if let Some(largest) = sums.largest {
        facts.push(("mailbox.largest_message", Ok(largest.into())));
    }
    facts
}

/// Whether IMAP is on for a mailbox, by the sighting that counts most.
pub(super) fn imap_enabled(case: &Case<'_>, id: MailboxId) -> Option<Known> {
    let of = |mailbox: &Mailbox| {
        let access = mailbox.access.as_ref()?;
        enabled(case, access).map(|(enabled, ..)| enabled)
    };
    case.joined.mailbox(case.evidence, id, of)
}

/// The name of the mailbox's own throttling policy; empty where it has none.
pub(super) fn policy(case: &Case<'_>, id: MailboxId) -> Option<String> {
    let told =
        |mailbox: &Mailbox| -> Option<Symbol> { value(&mailbox.throttling_policy as &Told<Symbol>).copied() };
    let symbol = case.joined.mailbox(case.evidence, id, told)?;
    Some(case.evidence.texts.get(symbol).to_owned())
}
