//! Accounts, groups and who is in them.

use super::{Fields, Reading};
use crate::directory::sid_text;
use crate::evidence::{Domain, Evidence, Principal, PrincipalKind, Symbol, Told, told};
use imaprules_exports::Value;

/// `System.Security.Principal.SecurityIdentifier` and texts alike.
const SID: [&str; 3] = ["SID", "ObjectSid", "Sid"];

impl Reading<'_> {
    fn principal(&mut self, kind: PrincipalKind) -> Principal {
        let fields = self.fields;
        let guid = fields.raw(&["ObjectGUID", "Guid"]).and_then(Value::guid);
        let evidence = &mut *self.evidence;
        let mut principal = Principal::new(self.seen, kind);
        principal.dn = fields.symbol(evidence, &["DistinguishedName"]);
        principal.guid = guid.and_then(|guid| evidence.symbol(&guid));
        principal.sid = sid(evidence, fields);
        principal.name = fields.symbol(evidence, &["Name"]);
        principal.sam = fields.symbol(evidence, &["SamAccountName"]);
        principal.domain = fields.symbol(evidence, &["Domain"]);
        principal.upn = fields.symbol(evidence, &["UserPrincipalName"]);
        principal.member_of = fields.symbols(evidence, &["MemberOf"]);
        principal.members = fields.symbols(evidence, &["Members", "Member"]);
        principal.token_groups = sids(evidence, fields.texts(&["TokenGroups"]));
        principal.sid_history = sids(evidence, fields.texts(&["SIDHistory"]));
        principal.when_changed = fields.time(&["WhenChangedUTC", "WhenChanged", "Modified"]);
        principal
    }
}

fn sid(evidence: &mut Evidence, fields: Fields<'_>) -> Option<Symbol> {
    let value = fields.raw(&SID)?;
    let inner = match value {
        Value::Object(object) => object.get("Value").and_then(|value| value.text()),
        _ => None,
    };
    let text = read_sid(&inner.or_else(|| value.text())?)?;
    evidence.symbol(&text)
}

/// SIDs as texts, or why one of them cannot be read.
fn sids(evidence: &mut Evidence, texts: Told<Vec<String>>) -> Told<Vec<Symbol>> {
    let texts = match texts? {
        Ok(texts) => texts,
        Err(why) => return Some(Err(why)),
    };
    let read = texts.iter().filter_map(|text| read_sid(text));
    told(read.map(|text| evidence.texts.put(&text)).collect())
}

/// `S-1-5-21-...`, or the octets as the collector script writes them: `01-05-00-...`.
fn read_sid(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with("S-1-") {
        return sid_text(text.as_bytes());
    }
    let octets: Option<Vec<u8>> = text
        .split('-')
        .map(|pair| u8::from_str_radix(pair, 16).ok())
        .collect();
    sid_text(&octets?)
}

/// A domain of the forest.
pub(super) fn domain(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let parent = match fields.raw(&["ParentDomain"]) {
        Some(value) => told(value.text().is_none_or(|text| text.trim().is_empty())),
        None => None,
    };
    let sid = fields.text(&["DomainSID"]).and_then(|text| read_sid(&text));
    let evidence = &mut *reading.evidence;
    let Some(dn) = fields.symbol(evidence, &["DistinguishedName"]) else {
        return;
    };
    let domain = Domain {
        seen: reading.seen,
        dn,
        dns: fields.symbol(evidence, &["DNSRoot"]),
        netbios: fields.symbol(evidence, &["NetBIOSName"]),
        sid: sid.and_then(|sid| evidence.symbol(&sid)),
        root: parent,
    };
    evidence.domains.push(domain);
}

pub(super) fn account(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let mut account = reading.principal(PrincipalKind::User);
    account.primary_group = fields.int(&["PrimaryGroupID"]);
    account.account_control = fields.int(&["UserAccountControl"]);
    account.disabled = match fields.bool(&["Enabled"]) {
        Some(Ok(enabled)) => told(!enabled),
        other => other,
    };
    account.workstations = fields.told_text(reading.evidence, &["LogonWorkstations", "UserWorkstations"]);
    account.password_set = fields.time(&["PasswordLastSet"]).map(|told| told.map(Some));
    account.locked_out = match fields.bool(&["LockedOut"]) {
        Some(Ok(false)) => told(None),
        _ => fields.time(&["AccountLockoutTime"]).map(|told| told.map(Some)),
    };
    reading.evidence.principals.push(account);
}

pub(super) fn group(reading: &mut Reading<'_>) {
    let group = reading.principal(PrincipalKind::Group);
    reading.evidence.principals.push(group);
}

/// A member of a group, with the group's name beside it: a sighting of the member and one of its membership.
pub(super) fn member(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let class = fields.text(&["ObjectClass"]).unwrap_or_default().to_lowercase();
    let kind = match class.as_str() {
        "user" => PrincipalKind::User,
        "group" => PrincipalKind::Group,
        "computer" => PrincipalKind::Computer,
        _ => PrincipalKind::Unknown,
    };
    let mut member = reading.principal(kind);
    if let Some(group) = fields.reference(&["Group"]) {
        member.member_of = told(vec![reading.evidence.texts.put(&group)]);
    }
    reading.evidence.principals.push(member);
}
