//! What belongs to the tenant as a whole: roles, domains, DNS, address ranges, the availability test, error reports.

use crate::data::TENANT;
use crate::model::{Accepted, Availability, DnsRecord, ErrorRow, Member, Model, Origin};
use crate::read::Fields;
use imaprules_exports::Object;
use imaprules_facts::{Reason, Unknown};
use regex::Regex;
use std::sync::LazyLock;

static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"[^\s'"<>,;:()]+@[^\s'"<>,;:()]+\.[A-Za-z0-9-]+"#).ok());

/// The first address in a text.
fn address_in(text: &str) -> Option<String> {
    ADDRESS
        .as_ref()?
        .find(text)
        .map(|found| found.as_str().to_owned())
}

pub(super) fn error(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let Some(text) = fields.some(&["ErrorMessage"]) else {
        return;
    };
    let told = fields.some(&["EmailAddress", "Identity", "MailboxEmailAddress", "Email", "User"]);
    let address = told.or_else(|| address_in(&text)).unwrap_or_default();
    model.errors.push(ErrorRow {
        origin,
        address,
        text,
    });
}

/// A row of a report whose header is not English: one of its values is a known error.
pub(super) fn error_by_text(model: &mut Model, object: &Object, origin: Origin) -> bool {
    let texts: Vec<_> = object
        .properties()
        .iter()
        .filter_map(|(_, value)| value.text())
        .collect();
    let Some(text) = texts.iter().find(|text| crate::explain::is_known_error(text)) else {
        return false;
    };
    let whole = |text: &str| address_in(text).filter(|address| address.len() == text.trim().len());
    let address = texts
        .iter()
        .find_map(|text| whole(text))
        .or_else(|| address_in(text))
        .unwrap_or_default();
    model.errors.push(ErrorRow {
        origin,
        address,
        text: text.clone().into_owned(),
    });
    true
}

/// A role group with its members.
pub(super) fn role_group(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let Some(group) = fields.some(&["Name", "DisplayName", "Identity"]) else {
        return;
    };
    for name in fields
        .texts(&["Members"])
        .and_then(Result::ok)
        .unwrap_or_default()
    {
        let nested = stands_for_others(&name, "");
        model.members.push(Member {
            origin,
            group: group.clone(),
            names: vec![name.to_lowercase()],
            shown: name,
            nested,
        });
    }
}

/// A member of a role group that the record or the name of the file tells.
pub(super) fn role_member(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let told = fields.some(&["RoleGroup", "RoleGroupName"]);
    let of_file = || group_of_file(model.files.get(origin.file).map_or("", |file| file.name.as_str()));
    let Some(group) = told.or_else(of_file) else {
        return;
    };
    let names = [
        "PrimarySmtpAddress",
        "WindowsLiveID",
        "WindowsEmailAddress",
        "UserPrincipalName",
        "Alias",
        "Name",
        "DisplayName",
        "Identity",
    ];
    let names: Vec<String> = names.iter().filter_map(|name| fields.some(&[name])).collect();
    let Some(shown) = names.first().cloned() else {
        return;
    };
    let kind = fields
        .some(&["RecipientType", "RecipientTypeDetails"])
        .unwrap_or_default();
    let nested = names.iter().any(|name| stands_for_others(name, &kind));
    let names = names.iter().map(|name| name.to_lowercase()).collect();
    model.members.push(Member {
        origin,
        group,
        names,
        shown,
        nested,
    });
}

/// Who has the role in the end, groups resolved.
pub(super) fn role_assignment(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let of_role = fields
        .some(&["Role"])
        .is_some_and(|role| role.eq_ignore_ascii_case(&TENANT.roles.role));
    if !of_role {
        return;
    }
    model.effective = true;
    if let Some(name) = fields.some(&["EffectiveUserName"]) {
        let nested = name.eq_ignore_ascii_case("All Group Members");
        let group = TENANT.roles.role.clone();
        model.members.push(Member {
            origin,
            group,
            names: vec![name.to_lowercase()],
            shown: name,
            nested,
        });
    }
}

fn group_of_file(file: &str) -> Option<String> {
    let file = file.to_ascii_lowercase();
    let begins = |group: &&String| {
        let first = group.split(' ').next().unwrap_or_default().to_ascii_lowercase();
        file.contains(&first) || file.contains(&first.replace('z', "s"))
    };
    TENANT.roles.groups.iter().find(begins).cloned()
}

fn stands_for_others(name: &str, kind: &str) -> bool {
    kind.to_ascii_lowercase().contains("group")
        || TENANT
            .roles
            .nested
            .iter()
            .any(|begin| name.starts_with(begin.as_str()))
}

pub(super) fn accepted_domain(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let Some(domain) = fields.some(&["DomainName", "Name"]) else {
        return;
    };
    let kind = fields.word(&["DomainType"], &["authoritative", "internal_relay", "other"]);
    model.accepted.push(Accepted {
        origin,
        domain: domain.to_lowercase(),
        kind,
    });
}

pub(super) fn dns(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let Some(name) = fields.some(&["Name"]) else {
        return;
    };
    // Numbers are those of RFC 1035, which the cmdlet's enumeration keeps.
    let kind = match fields
        .some(&["Type", "QueryType"])
        .unwrap_or_default()
        .to_ascii_uppercase()
        .as_str()
    {
        "MX" | "15" => "MX",
        "TXT" | "16" => "TXT",
        "CNAME" | "5" => "CNAME",
        "A" | "1" => "A",
        "SOA" | "6" => "SOA",
        _ => return,
    };
    let values = match kind {
        "MX" => fields.some(&["NameExchange", "Exchange"]).into_iter().collect(),
        // A TXT record is one text in pieces (RFC 7208, section 3.3), which a flat export may have joined.
        "TXT" => pieces(fields).into_iter().collect(),
        "CNAME" => fields.some(&["NameHost", "Server"]).into_iter().collect(),
        _ => fields.some(&["IPAddress", "IP4Address"]).into_iter().collect(),
    };
    let ttl = fields
        .int(&["TTL"])
        .and_then(Result::ok)
        .map(|seconds| seconds.saturating_mul(1000));
    model.dns.push(DnsRecord {
        origin,
        name: plain(&name),
        kind: kind.to_owned(),
        values,
        preference: fields.int(&["Preference"]).and_then(Result::ok).unwrap_or(0),
        ttl,
    });
}

fn pieces(fields: Fields<'_>) -> Option<String> {
    let value = fields.raw(&["Strings", "Text"])?;
    let pieces: Vec<String> = value
        .items()
        .iter()
        .filter_map(|item| item.text())
        .map(|text| text.into_owned())
        .collect();
    let joined = pieces.concat();
    let bare = joined
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or(&joined);
    (!bare.is_empty() && !bare.starts_with("System.")).then(|| bare.to_owned())
}

/// A name in small letters without final dot.
fn plain(name: &str) -> String {
    name.trim().trim_end_matches('.').to_lowercase()
}

pub(super) fn availability(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let result = fields.word(&["Result"], &["success", "failed", "other"]);
    let lost = || Unknown::noted(Reason::Malformed, "the output holds no Result");
    let text = [fields.some(&["Message"]), fields.some(&["ErrorDetail"])];
    model.availability.push(Availability {
        origin,
        result: result.unwrap_or_else(|| Err(lost())),
        server: fields
            .some(&["RemoteServer", "TestedEndpoint"])
            .unwrap_or_default(),
        text: text.into_iter().flatten().collect::<Vec<_>>().join(" --> "),
    });
}

pub(super) fn ranges(model: &mut Model, fields: Fields<'_>, origin: Origin) {
    let exchange = fields
        .some(&["serviceArea"])
        .is_some_and(|area| area.eq_ignore_ascii_case("Exchange"));
    if let (true, Some(Ok(id)), Some(Ok(ranges))) = (exchange, fields.int(&["id"]), fields.texts(&["ips"])) {
        model.ranges.push((id, ranges, origin));
    }
}
