//! Facts of what the server says: greeting, capabilities, ID, and the product behind them.

use super::door::Door;
use super::network::milliseconds;
use super::sheet::Sheet;
use super::{protocol, reason};
use crate::family::{self, Family, Signs};
use crate::forms;
use crate::session::{Broken, Session};
use crate::settings::{Plan, Security};
use crate::wire::{Condition, printable};
use imaprules_facts::{Reason, Unknown};

/// The greeting is cut after so many characters.
const LONGEST_TEXT: usize = 1000;

/// More items of a list of the server are not kept.
const MOST: usize = 200;

/// Items of lists are cut after so many characters.
const LONGEST_ITEM: usize = 200;

/// Writes the greeting. Gives the reason why nothing more can be asked, if so.
pub(super) fn greeting(sheet: &mut Sheet, door: &Door<'_>) {
    let first = door.first_octets();
    let word = door.greeting_word();
    if let Some(word) = word {
        sheet.know("imap.greeting", word);
        let text = if door.protocol() == Some("tls") {
            String::new()
        } else {
            printable(first, LONGEST_TEXT)
        };
        sheet.know("imap.greeting_text", text.lines().next().unwrap_or_default());
    }
    match door.protocol() {
        Some(protocol) => sheet.know("imap.protocol", protocol),
        None if word.is_some() => sheet.miss(
            &["imap.protocol"],
            &Unknown::noted(Reason::Timeout, "no octet came"),
        ),
        None => {}
    }
    if let Some(Ok(greeting)) = &door.greeting {
        sheet.know("imap.greeting_time", milliseconds(greeting.took));
    }
}

/// Writes capabilities, and what follows from them.
pub(super) fn capabilities(sheet: &mut Sheet, door: &Door<'_>, security: Security) {
    if security == Security::Tls {
        let why = Unknown::noted(
            Reason::NotCollected,
            "the connection was encrypted from the first octet",
        );
        sheet.miss(
            &[
                "imap.capabilities_plain",
                "imap.starttls_offered",
                "imap.starttls_injected",
            ],
            &why,
        );
    }
    let plain = door
        .plain
        .as_ref()
        .and_then(|plain| list(sheet, "imap.capabilities_plain", plain));
    if let Some(all) = plain {
        sheet.know("imap.starttls_offered", all.iter().any(|one| one == "STARTTLS"));
    }
    match door.injected {
        Some(injected) => sheet.know("imap.starttls_injected", injected),
        None if security == Security::Off => {
            let why = Unknown::noted(Reason::NotCollected, "STARTTLS was not asked for");
            sheet.miss(&["imap.starttls_injected"], &why);
        }
        None => {}
    }
    let Some(listed) = &door.capabilities else { return };
    if let Some(all) = list(sheet, "imap.capabilities", listed) {
        let mechanisms: Vec<String> = all
            .iter()
            .filter_map(|one| one.strip_prefix("AUTH="))
            .map(str::to_owned)
            .collect();
        sheet.know(
            "imap.login_disabled",
            all.iter().any(|one| one == "LOGINDISABLED"),
        );
        sheet.know("imap.auth_mechanisms", mechanisms);
    }
}

/// Writes one list of capabilities, or why there is none.
fn list(sheet: &mut Sheet, fact: &'static str, listed: &Result<Vec<String>, Broken>) -> Option<Vec<String>> {
    match listed {
        Ok(all) if !all.is_empty() => {
            let all = clean(all);
            sheet.know(fact, all.clone());
            Some(all)
        }
        Ok(_) => {
            sheet.miss(
                &[fact],
                &Unknown::noted(Reason::Malformed, "the server listed no capabilities"),
            );
            None
        }
        Err(broken) => {
            sheet.miss(&[fact], &reason::of_broken(broken));
            None
        }
    }
}

fn clean(items: &[String]) -> Vec<String> {
    items
        .iter()
        .take(MOST)
        .map(|item| printable(item.as_bytes(), LONGEST_ITEM))
        .collect()
}

/// Asks for the ID where the server lists it, and writes the answer. Returns its fields.
pub(super) async fn id(sheet: &mut Sheet, session: &mut Session<'_>, capabilities: &[String]) -> Vec<String> {
    if !capabilities.iter().any(|one| one == "ID") {
        sheet.miss(
            &["imap.id"],
            &Unknown::noted(Reason::Unsupported, "the server does not list ID"),
        );
        return Vec::new();
    }
    match session.id().await {
        Ok(Some(pairs)) => {
            let fields: Vec<String> = pairs
                .into_iter()
                .map(|(name, value)| format!("{name}={}", value.unwrap_or_default()))
                .collect();
            let fields = clean(&fields);
            sheet.know("imap.id", fields.clone());
            fields
        }
        Ok(None) => {
            sheet.miss(
                &["imap.id"],
                &Unknown::noted(Reason::Refused, "the server refused ID"),
            );
            Vec::new()
        }
        Err(broken) => {
            sheet.miss(&["imap.id"], &reason::of_broken(&broken));
            Vec::new()
        }
    }
}

/// Recognises the product and writes it. A server that was not heard can still be known by its name.
pub(super) fn product(
    sheet: &mut Sheet,
    plan: &Plan,
    door: Option<&Door<'_>>,
    id: &[String],
) -> Option<Family> {
    let first = door.map(Door::first_octets).unwrap_or_default();
    let greeting = Condition::read(first).map_or_else(|| printable(first, LONGEST_TEXT), |read| read.text);
    let capabilities = door.map(Door::listed).unwrap_or_default();
    let family = family::recognise(&Signs {
        id,
        greeting: &greeting,
        capabilities,
        host: &plan.host,
    });
    let heard = protocol::of(first) == Some("imap");
    match &family {
        Some(family) => {
            sheet.know("server.family", family.name.as_str());
            sheet.know("server.family_evidence", family.evidence.word());
            sheet.know("server.family_confidence", i64::from(family.confidence));
        }
        None if heard => {
            sheet.know("server.family", "other");
            sheet.know("server.family_evidence", "none");
            sheet.know("server.family_confidence", 0);
        }
        None => {}
    }
    if family.is_some() || heard {
        implied(sheet, family.as_ref(), plan.provider);
    }
    match family.as_ref().and_then(|family| family.version.as_deref()) {
        Some(version) => sheet.know("server.version", version),
        None if heard => {
            sheet.miss(
                &["server.version"],
                &Unknown::noted(Reason::Unsupported, "the server does not tell its version"),
            );
        }
        None => {}
    }
    family
}

/// Writes what the product implies. What no source confirms is unknown, and so is what nobody knows of a product.
fn implied(sheet: &mut Sheet, family: Option<&Family>, looking: &str) {
    let unknown = |note: String| Unknown::noted(Reason::Unsupported, note);
    match family.and_then(|family| forms::family(&family.name)) {
        Some(takes) => {
            sheet.know("server.super_user_form", takes.shown());
            sheet.know("server.super_user_way", takes.way());
        }
        None => sheet.miss(
            &["server.super_user_form", "server.super_user_way"],
            &unknown("nobody knows what this product takes".to_owned()),
        ),
    }
    let implied = family.and_then(Family::implied);
    let made_for_it = implied.and_then(|one| one.provider.as_deref());
    sheet.know(
        "server.better_provider",
        made_for_it.filter(|id| *id != looking).unwrap_or_default(),
    );
    for (fact, entry, value) in [
        (
            "server.enablement_switch",
            "enablement",
            implied.and_then(|one| one.enablement.as_ref()),
        ),
        (
            "server.penalty",
            "penalty",
            implied.and_then(|one| one.penalty.as_ref()),
        ),
    ] {
        let unverified = implied.is_some_and(|one| one.unverified.iter().any(|name| name == entry));
        match value {
            Some(value) if unverified => {
                sheet.miss(
                    &[fact],
                    &unknown(format!("not confirmed by a source, perhaps: {value}")),
                );
            }
            Some(value) => sheet.know(fact, value.as_str()),
            None => sheet.miss(&[fact], &unknown("not known of this product".to_owned())),
        }
    }
}
