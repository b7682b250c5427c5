//! A made-up organisation as `ldifde` writes it. Two in three databases grant Receive As to the outermost of twelve nested groups,
//! which contain each other in a circle; every database inherits the denials of setup and forty entries besides. Every seventh
//! mailbox denies the account itself, every fifth has Full Access for an inner group.

use super::watch::Verdicts;
use super::written::{Entry, RECEIVE_AS, base64, descriptor, sid};
use anyhow::Result;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Nested groups, the account in the first.
pub(crate) const DEPTH: usize = 12;
/// Numbers of the account, the first nested group, the first other group, the first user.
pub(crate) const ACCOUNT: u32 = 1101;
pub(crate) const NESTED: u32 = 1200;
const OTHERS: u32 = 2000;
const USERS: u32 = 10_000;
/// Groups that the account is not in.
const OTHER_GROUPS: usize = 200;

const CONFIGURATION: &str = "CN=Configuration,DC=contoso,DC=com";

pub(crate) fn alias(number: usize) -> String {
    format!("user{number:05}")
}

pub(crate) fn address(number: usize) -> String {
    format!("{}@contoso.com", alias(number))
}

/// What the lists say of a mailbox.
pub(crate) fn verdict(number: usize) -> &'static str {
    match (number % 7, number % 5, grants(database_of(number))) {
        (0, ..) => "denied",
        (_, 0, _) | (.., true) => "allowed",
        _ => "not_granted",
    }
}

/// Verdicts that were put in.
pub(crate) fn expected(mailboxes: usize) -> Verdicts {
    let mut verdicts = Verdicts::new();
    for number in 0..mailboxes {
        *verdicts.entry(verdict(number).to_owned()).or_default() += 1;
    }
    verdicts
}

/// Databases are filled in turns of 20; with fewer of them the last takes the rest.
pub(crate) fn database_of(number: usize) -> usize {
    number % 20
}

/// Whether a database grants Receive As.
pub(crate) fn grants(database: usize) -> bool {
    database % 3 != 2
}

pub(crate) fn database_dn(number: usize) -> String {
    format!(
        "CN=DB{number:02},CN=Databases,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,{CONFIGURATION}"
    )
}

fn dn(name: &str) -> String {
    format!("CN={name},CN=Users,DC=contoso,DC=com")
}

struct Ldif(BufWriter<File>);

impl Ldif {
    fn entry(
        &mut self,
        dn: &str,
        class: &str,
        attributes: &[(&str, String)],
        octets: &[(&str, Vec<u8>)],
    ) -> Result<()> {
        writeln!(
            self.0,
            "dn: {dn}\nchangetype: add\nobjectClass: top\nobjectClass: {class}"
        )?;
        for (name, text) in attributes {
            writeln!(self.0, "{name}: {text}")?;
        }
        for (name, octets) in octets {
            writeln!(self.0, "{name}:: {}", base64(octets))?;
        }
        Ok(writeln!(self.0)?)
    }
}

/// Writes it.
pub(crate) fn ldif(path: &Path, mailboxes: usize, databases: usize) -> Result<()> {
    let mut ldif = Ldif(BufWriter::new(File::create(path)?));
    for number in 0..databases {
        let attributes = [
            ("cn", format!("DB{number:02}")),
            ("whenChanged", "20261001000000.0Z".to_owned()),
        ];
        let descriptor = descriptor(&on_database(grants(number)));
        ldif.entry(
            &database_dn(number),
            "msExchPrivateMDB",
            &attributes,
            &[("nTSecurityDescriptor", descriptor)],
        )?;
    }
    groups(&mut ldif)?;
    account(&mut ldif)?;
    for number in 0..mailboxes {
        mailbox(&mut ldif, number)?;
    }
    Ok(ldif.0.flush()?)
}

/// What stands on a database: its own entries, then what setup and administrators left above.
fn on_database(granted: bool) -> Vec<Entry> {
    let entry = |allow, flags, mask, object, rid| Entry {
        allow,
        flags,
        mask,
        object,
        rid,
    };
    let mut entries = Vec::new();
    if granted {
        entries.push(entry(true, 0, 0x100, Some(RECEIVE_AS), NESTED + DEPTH as u32 - 1));
    }
    for rid in [512, 519] {
        entries.push(entry(false, 0x12, 0x100, Some(RECEIVE_AS), rid));
    }
    let others = (0..40).map(|number| entry(true, 0x12, 0xf01ff, None, OTHERS + number));
    entries.into_iter().chain(others).collect()
}

fn groups(ldif: &mut Ldif) -> Result<()> {
    let nested = |number: usize| dn(&format!("Nested{:02}", number % DEPTH));
    for number in 0..DEPTH {
        let mut attributes = vec![
            ("sAMAccountName", format!("Nested{number:02}")),
            ("member", nested(number + DEPTH - 1)),
            ("memberOf", nested(number + 1)),
        ];
        if number == 0 {
            attributes.push(("member", dn("mig")));
        }
        ldif.entry(
            &nested(number),
            "group",
            &attributes,
            &[("objectSid", sid(NESTED + number as u32))],
        )?;
    }
    for number in 0..OTHER_GROUPS {
        let name = format!("Group{number:03}");
        let above = dn(&format!("Group{:03}", number / 2));
        let attributes = [
            ("sAMAccountName", name.clone()),
            ("member", dn(&alias(number))),
            ("memberOf", above),
        ];
        ldif.entry(
            &dn(&name),
            "group",
            &attributes,
            &[("objectSid", sid(OTHERS + number as u32))],
        )?;
    }
    for (name, rid) in [
        ("Domain Admins", 512),
        ("Enterprise Admins", 519),
        ("Domain Users", 513),
    ] {
        let attributes = [
            ("sAMAccountName", name.to_owned()),
            ("member", dn("chief")),
            ("memberOf", dn("Domain Users")),
        ];
        ldif.entry(&dn(name), "group", &attributes, &[("objectSid", sid(rid))])?;
    }
    Ok(())
}

fn account(ldif: &mut Ldif) -> Result<()> {
    let attributes = [
        (
            "objectCategory",
            "CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=com".to_owned(),
        ),
        ("sAMAccountName", "mig".to_owned()),
        ("userPrincipalName", "mig@contoso.com".to_owned()),
        ("primaryGroupID", "513".to_owned()),
        ("memberOf", dn("Nested00")),
        ("userAccountControl", "512".to_owned()),
    ];
    ldif.entry(&dn("mig"), "user", &attributes, &[("objectSid", sid(ACCOUNT))])
}

fn mailbox(ldif: &mut Ldif, number: usize) -> Result<()> {
    let alias = alias(number);
    let attributes = [
        (
            "objectCategory",
            "CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=com".to_owned(),
        ),
        ("sAMAccountName", alias.clone()),
        ("mailNickname", alias.clone()),
        ("userPrincipalName", format!("{alias}.u@contoso.com")),
        ("mail", address(number)),
        ("proxyAddresses", format!("SMTP:{}", address(number))),
        ("homeMDB", database_dn(database_of(number))),
        ("primaryGroupID", "513".to_owned()),
        ("memberOf", dn(&format!("Group{:03}", number % OTHER_GROUPS))),
    ];
    let octets = [
        ("objectSid", sid(USERS + number as u32)),
        ("msExchMailboxSecurityDescriptor", descriptor(&on_mailbox(number))),
    ];
    ldif.entry(&dn(&alias), "user", &attributes, &octets)
}

/// Explicit entries of a mailbox: its user's, some others', and for some the account's or a nested group's.
fn on_mailbox(number: usize) -> Vec<Entry> {
    let entry = |allow, rid| Entry {
        allow,
        flags: 2,
        mask: 0x1,
        object: None,
        rid,
    };
    let denied = number.is_multiple_of(7).then(|| entry(false, ACCOUNT));
    let granted = number.is_multiple_of(5).then(|| entry(true, NESTED + 5));
    let others = (0..6).map(|at| entry(true, OTHERS + (number as u32 % 50) + at));
    denied.into_iter().chain(granted).chain(others).collect()
}
