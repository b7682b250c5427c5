//! Contoso: one domain, one organisation, and databases and mailboxes whose rights differ in one thing each.

use super::clixml::{Clixml, Value};

/// When the report is made.
pub(super) const NOW: &str = "2026-11-20T12:00:00Z";
const EXPORTED: &str = "2026-11-20T11:30:00.0000000Z";
pub(super) const LONG_AGO: &str = "2026-10-01T00:00:00.0000000Z";

const DOMAIN: &str = "S-1-5-21-1004336348-1177238915-682003330";
const RECEIVE_AS: &str = "ab721a56-1e2f-11d0-9819-00aa0040529b";

/// Parts of the export.
pub(super) type Parts = [fn(&mut Clixml)];

/// All of them.
pub(super) const ENTRIES: &Parts = &[servers, accounts, groups, databases, mailboxes, rights];

/// Without accounts and groups: only names in entries tell who is meant.
pub(super) const WITHOUT_ACCOUNTS: &Parts = &[servers, databases, mailboxes, rights];

/// An export of these parts.
pub(super) fn export(parts: &Parts) -> String {
    let mut clixml = Clixml::default();
    parts.iter().for_each(|part| part(&mut clixml));
    clixml.finish()
}

pub(super) fn record(clixml: &mut Clixml, cmdlet: &str, properties: &[(&str, Value)]) {
    let head = [("Cmdlet", Value::from(cmdlet)), ("ExportedAt", EXPORTED.into())];
    let all: Vec<(&str, Value)> = head.into_iter().chain(properties.iter().cloned()).collect();
    clixml.record(&all);
}

/// What the collector script notes after a cmdlet.
pub(super) fn asked(clixml: &mut Clixml, cmdlet: &str, records: usize) {
    let properties = [
        ("Asked", Value::from(cmdlet)),
        ("Records", (records as i64).into()),
    ];
    record(clixml, "collect.ps1", &properties);
}

/// A cmdlet that failed.
fn failed(clixml: &mut Clixml, cmdlet: &str, about: &str, error: &str) {
    let properties = [
        ("Asked", Value::from(cmdlet)),
        ("Records", 0.into()),
        ("For", about.into()),
        ("Error", error.into()),
    ];
    record(clixml, "collect.ps1", &properties);
}

pub(super) fn servers(clixml: &mut Clixml) {
    for (name, version, role) in [
        ("MBX1", "Version 14.3 (Build 123.4)", "Mailbox, ClientAccess"),
        ("OLD1", "Version 6.5 (Build 7638.2: Service Pack 2)", "None"),
    ] {
        let properties = [
            ("Name", Value::from(name)),
            ("Fqdn", format!("{name}.contoso.com").as_str().into()),
            ("AdminDisplayVersion", version.into()),
            ("ServerRole", role.into()),
        ];
        record(clixml, "Get-ExchangeServer", &properties);
    }
    asked(clixml, "Get-ExchangeServer", 2);
}

/// An account or group: its object in the directory.
pub(super) fn dn(name: &str) -> String {
    format!("CN={name},CN=Users,DC=contoso,DC=com")
}

pub(super) fn sid(rid: u32) -> String {
    format!("{DOMAIN}-{rid}")
}

pub(super) fn accounts(clixml: &mut Clixml) {
    for (name, rid, groups) in [
        ("mig", 1101, &["Migration Team"][..]),
        ("domadm", 1102, &["Domain Admins"]),
        ("lifted", 1103, &["Domain Admins"]),
    ] {
        let groups: Vec<String> = groups.iter().map(|group| dn(group)).collect();
        let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        let properties = [
            ("SamAccountName", Value::from(name)),
            ("DistinguishedName", dn(name).as_str().into()),
            ("UserPrincipalName", format!("{name}@contoso.com").as_str().into()),
            ("Domain", "CONTOSO".into()),
            ("SID", sid(rid).as_str().into()),
            ("MemberOf", Value::from(&groups[..])),
            ("PrimaryGroupID", 513.into()),
            ("UserAccountControl", 512.into()),
        ];
        record(clixml, "Get-ADUser", &properties);
    }
}

/// `Migration Team` is in `Nested`, which is in `Migration Team`.
pub(super) fn groups(clixml: &mut Clixml) {
    for (name, rid, members, above) in [
        ("Domain Admins", 512, &["domadm", "lifted"][..], &[][..]),
        ("Domain Users", 513, &[], &[]),
        ("Enterprise Admins", 519, &[], &[]),
        ("Migration Team", 1201, &["mig", "Nested"], &["Nested"]),
        ("Nested", 1202, &["Migration Team"], &["Migration Team"]),
        ("Outsiders", 1203, &["domadm"], &[]),
    ] {
        let names = |names: &[&str]| -> Vec<String> { names.iter().map(|name| dn(name)).collect() };
        let (members, above) = (names(members), names(above));
        let texts = |names: &'_ [String]| -> Value { Value::List(names.to_vec()) };
        let properties = [
            ("SamAccountName", Value::from(name)),
            ("DistinguishedName", dn(name).as_str().into()),
            ("Domain", "CONTOSO".into()),
            ("SID", sid(rid).as_str().into()),
            ("GroupScope", "Global".into()),
            ("Members", texts(&members)),
            ("MemberOf", texts(&above)),
        ];
        record(clixml, "Get-ADGroup", &properties);
    }
}

/// Databases: name, server.
const DATABASES: [(&str, &str); 8] = [
    ("Sales", "MBX1"),
    ("Plain", "MBX1"),
    ("Refused", "MBX1"),
    ("Inherited", "MBX1"),
    ("Broken", "MBX1"),
    ("Unread", "MBX1"),
    ("New", "MBX1"),
    ("Lifted", "MBX1"),
];

pub(super) fn database_dn(name: &str) -> String {
    let above = "CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com";
    match name {
        "Store" => format!("CN=Store,CN=First Storage Group,CN=InformationStore,CN=OLD1,CN=Servers,{above}"),
        _ => format!("CN={name},CN=Databases,{above}"),
    }
}

pub(super) fn databases(clixml: &mut Clixml) {
    for (name, server) in DATABASES.into_iter().chain([("Store", "OLD1")]) {
        let changed = if name == "New" {
            "2026-11-20T11:00:00.0000000Z"
        } else {
            LONG_AGO
        };
        let properties = [
            ("Name", Value::from(name)),
            ("Identity", name.into()),
            ("Server", server.into()),
            ("DistinguishedName", database_dn(name).as_str().into()),
            ("WhenChangedUTC", changed.into()),
        ];
        record(clixml, "Get-MailboxDatabase", &properties);
    }
    asked(clixml, "Get-MailboxDatabase", DATABASES.len() + 1);
}

/// Mailboxes: alias and database. `cat` signs in as `ccatson`.
const MAILBOXES: [(&str, &str); 16] = [
    ("ann", "Sales"),
    ("bob", "Sales"),
    ("cat", "Plain"),
    ("dan", "Plain"),
    ("eve", "Plain"),
    ("fay", "Refused"),
    ("gus", "Inherited"),
    ("hal", "Broken"),
    ("ida", "Unread"),
    ("jon", "Plain"),
    ("kim", "Plain"),
    ("leo", "New"),
    ("max", "Sales"),
    ("nia", "Lifted"),
    ("old", "Store"),
    ("own", "Sales"),
];

fn address(alias: &str) -> String {
    format!("{alias}@contoso.com")
}

pub(super) fn mailboxes(clixml: &mut Clixml) {
    for (alias, database) in MAILBOXES {
        let logon = if alias == "cat" { "ccatson" } else { alias };
        let properties = [
            ("Name", Value::from(alias)),
            ("Alias", alias.into()),
            ("SamAccountName", logon.into()),
            (
                "UserPrincipalName",
                format!("{alias}.user@contoso.com").as_str().into(),
            ),
            ("PrimarySmtpAddress", address(alias).as_str().into()),
            ("Database", database_dn(database).as_str().into()),
            (
                "ServerName",
                (if database == "Store" { "OLD1" } else { "MBX1" }).into(),
            ),
            ("RecipientTypeDetails", "UserMailbox".into()),
            ("DistinguishedName", dn(alias).as_str().into()),
            ("WhenChangedUTC", LONG_AGO.into()),
        ];
        record(clixml, "Get-Mailbox", &properties);
    }
    asked(clixml, "Get-Mailbox", MAILBOXES.len());
}

/// A row of `Get-MailboxPermission`: trustee, inherited, denied.
type Row = (&'static str, bool, bool);

/// What every mailbox shows.
const EVERYWHERE: [Row; 5] = [
    ("NT AUTHORITY\\SELF", false, false),
    ("CONTOSO\\Domain Admins", true, true),
    ("CONTOSO\\Enterprise Admins", true, true),
    ("CONTOSO\\Domain Admins", true, false),
    ("NT AUTHORITY\\SYSTEM", true, false),
];

/// What some show besides.
const ON_MAILBOXES: [(&str, Row); 5] = [
    ("bob", ("CONTOSO\\mig", false, true)),
    ("dan", ("CONTOSO\\mig", false, false)),
    ("eve", ("CONTOSO\\Nested", false, false)),
    ("jon", ("CONTOSO\\Outsiders", false, false)),
    (
        "kim",
        ("S-1-5-21-1004336348-1177238915-682003330-4711", false, false),
    ),
];

fn rights(clixml: &mut Clixml) {
    for (alias, _) in MAILBOXES
        .into_iter()
        .filter(|(_, database)| *database != "Unread")
    {
        let own = ON_MAILBOXES
            .iter()
            .filter(|(on, _)| *on == alias)
            .map(|(_, row)| row);
        for (user, inherited, deny) in own.chain(&EVERYWHERE) {
            let properties = [
                ("Mailbox", Value::from(address(alias).as_str())),
                ("Identity", dn(alias).as_str().into()),
                ("User", (*user).into()),
                ("AccessRights", Value::from(&["FullAccess"][..])),
                ("IsInherited", (*inherited).into()),
                ("Deny", (*deny).into()),
                ("InheritanceType", "All".into()),
            ];
            record(clixml, "Get-MailboxPermission", &properties);
        }
    }
    database_rights(clixml);
}

/// What stands on databases.
pub(super) fn database_rights(clixml: &mut Clixml) {
    for name in ["Sales", "Plain", "Refused", "New", "Store"] {
        database_rows(clixml, name);
    }
    for (name, entries) in [
        (
            "Inherited",
            format!(
                "(OD;CIID;CR;{RECEIVE_AS};;{})(A;CIID;GA;;;{})",
                sid(1202),
                sid(1101)
            ),
        ),
        (
            "Broken",
            format!(
                "(A;ID;RP;;;AU)(OA;;CR;{RECEIVE_AS};;{})(OD;CIID;CR;{RECEIVE_AS};;{})",
                sid(1101),
                sid(512)
            ),
        ),
        ("Lifted", format!("(A;CIID;GA;;;{})(A;ID;RP;;;AU)", sid(512))),
    ] {
        let properties = [
            ("On", Value::from(database_dn(name).as_str())),
            (
                "Sddl",
                format!("O:{0}G:{0}D:AI{entries}", sid(512)).as_str().into(),
            ),
        ];
        record(clixml, "Get-Acl", &properties);
    }
    failed(
        clixml,
        "Get-MailboxPermission",
        &address("ida"),
        "Access is denied.",
    );
    failed(
        clixml,
        "Get-ADPermission",
        &database_dn("Unread"),
        "Access is denied.",
    );
}

/// `Get-ADPermission` of a database: what stands on it, then what it inherited.
fn database_rows(clixml: &mut Clixml, name: &str) {
    let own: &[(&str, bool)] = match name {
        "Sales" | "New" => &[("CONTOSO\\mig", false)],
        "Refused" => &[("CONTOSO\\mig", false), ("CONTOSO\\Nested", true)],
        _ => &[],
    };
    let own = own
        .iter()
        .map(|(user, deny)| (*user, false, *deny, "ExtendedRight", &["Receive-As"][..]));
    let above = [
        (
            "CONTOSO\\Domain Admins",
            true,
            true,
            "ExtendedRight",
            &["Receive-As"][..],
        ),
        (
            "CONTOSO\\Enterprise Admins",
            true,
            true,
            "ExtendedRight",
            &["Receive-As"],
        ),
        ("CONTOSO\\Domain Admins", true, false, "GenericAll", &[]),
        ("NT AUTHORITY\\SYSTEM", true, false, "GenericAll", &[]),
    ];
    for (user, inherited, deny, access, extended) in own.chain(above) {
        let properties = [
            ("Identity", Value::from(name)),
            ("User", user.into()),
            ("Deny", deny.into()),
            ("IsInherited", inherited.into()),
            ("AccessRights", Value::from(&[access][..])),
            ("ExtendedRights", Value::from(extended)),
            ("InheritanceType", "All".into()),
        ];
        record(clixml, "Get-ADPermission", &properties);
    }
}
