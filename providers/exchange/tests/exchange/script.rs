//! The file that the collector script writes, as the script would write it: versions, services, rights and the account that opens all.

use crate::kit::with_rows;
use imaprules_kit::Judged;

const ROWS: [(&str, &str); 2] = [
    ("terry@contoso.com", "contoso/mig/terry"),
    ("kim@contoso.com", "contoso/mig/kim"),
];

/// A record of the script.
fn told(cmdlet: &str, properties: &str) -> String {
    format!(
        r#"{{"Collector":"exchange","Cmdlet":"{cmdlet}","ExportedAt":"2026-11-27T08:00:00.0000000Z",{properties}}}"#
    )
}

fn asked(cmdlet: &str, more: &str) -> String {
    told("collect.ps1", &format!(r#""Asked":"{cmdlet}","Records":1{more}"#))
}

/// `S-1-5-21-1-2-3-RID` as the script writes octets.
fn sid(rid: u32) -> String {
    let mut octets = vec![1, 5, 0, 0, 0, 0, 0, 5];
    for part in [21, 1, 2, 3, rid] {
        octets.extend(part.to_le_bytes());
    }
    let pairs: Vec<String> = octets.iter().map(|octet| format!("{octet:02X}")).collect();
    pairs.join("-")
}

const DATABASE: &str = "CN=DB1,CN=Databases,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com";

/// A small organisation, with this access list on its database, where the account is in one group.
fn organisation(sddl: &str) -> Vec<String> {
    let mailbox = |alias: &str| {
        told(
            "Get-Mailbox",
            &format!(
                r#""Name":"{alias}","Alias":"{alias}","SamAccountName":"{alias}","PrimarySmtpAddress":"{alias}@contoso.com","EmailAddresses":["SMTP:{alias}@contoso.com"],"Database":"DB1","ServerName":"EX1","DistinguishedName":"CN={alias},OU=Users,DC=contoso,DC=com""#
            ),
        )
    };
    vec![
        asked("Get-ExchangeServer", ""),
        told(
            "Get-ExchangeServer",
            r#""Name":"EX1","Fqdn":"ex1.contoso.com","ServerRole":"Mailbox, ClientAccess","AdminDisplayVersion":"Version 14.3 (Build 123.4)""#,
        ),
        told(
            "Get-Command Exsetup.exe",
            r#""Server":"EX1","FileVersion":"14.03.0382.000""#,
        ),
        asked("Get-WmiObject", r#","For":"EX1""#),
        told(
            "Get-WmiObject",
            r#""SystemName":"EX1","Name":"MSExchangeIMAP4","StartMode":"Auto","State":"Running""#,
        ),
        told(
            "Get-MailboxDatabase",
            &format!(r#""Name":"DB1","Identity":"DB1","Server":"EX1","DistinguishedName":"{DATABASE}""#),
        ),
        told("Get-Acl", &format!(r#""On":"{DATABASE}","Sddl":"{sddl}""#)),
        told(
            "Get-ADDomain",
            &format!(
                r#""NetBIOSName":"CONTOSO","DNSRoot":"contoso.com","DistinguishedName":"DC=contoso,DC=com","ParentDomain":"","DomainSID":"{}""#,
                sid(0).rsplitn(5, '-').last().unwrap_or_default()
            ),
        ),
        told(
            "Get-Account",
            &format!(
                r#""SamAccountName":"mig","Domain":"contoso.com","DistinguishedName":"CN=mig,OU=Users,DC=contoso,DC=com","SID":"{}","PrimaryGroupID":"513","UserAccountControl":"512","MemberOf":["CN=Movers,DC=contoso,DC=com"],"TokenGroups":["{}","{}"]"#,
                sid(1104),
                sid(513),
                sid(1200)
            ),
        ),
        told(
            "Get-ADGroup",
            &format!(
                r#""SamAccountName":"Movers","DistinguishedName":"CN=Movers,DC=contoso,DC=com","SID":"{}","GroupScope":"""#,
                sid(1200)
            ),
        ),
        asked(
            "Get-Mailbox",
            r#","Chosen":"only mailboxes that the migration file names""#,
        ),
        mailbox("terry"),
        mailbox("kim"),
        mailbox("mig"),
        asked("Get-MailboxPermission", r#","For":"terry@contoso.com""#),
        asked("Get-MailboxPermission", r#","For":"kim@contoso.com""#),
    ]
}

fn run(sddl: &str) -> Judged {
    let file = format!("[{}]", organisation(sddl).join(",\r\n"));
    with_rows(&ROWS).file("imaprules-exchange.json", file).run()
}

/// Receive As for the group, on the database.
const GRANTED: &str = "D:AI(OA;CI;CR;ab721a56-1e2f-11d0-9819-00aa0040529b;;S-1-5-21-1-2-3-1200)";

/// A deny that comes from above, for the account itself.
const DENIED: &str = "D:AI(OD;CIID;CR;ab721a56-1e2f-11d0-9819-00aa0040529b;;S-1-5-21-1-2-3-1104)";

#[test]
fn one_file_tells_version_service_and_rights() {
    let judged = run(GRANTED);
    assert_eq!(
        judged.known("exchange.server", "EX1", "exchange.server.setup_version"),
        "14.3.382.0"
    );
    assert_eq!(
        judged.known("exchange.server", "EX1", "exchange.service.imap"),
        "running"
    );
    assert_eq!(
        judged.known("exchange.server", "EX1", "exchange.service.backend"),
        "missing"
    );
    for (address, _) in ROWS {
        assert_eq!(
            judged.known("mailbox", address, "exchange.access"),
            "allowed",
            "{address}"
        );
        assert_eq!(
            judged.known("mailbox", address, "exchange.access_level"),
            "database"
        );
    }
    assert_eq!(
        judged.known("exchange.database", "DB1", "exchange.database.access"),
        "allowed"
    );
    assert_eq!(
        judged.known("exchange.database", "DB1", "exchange.database.name"),
        "DB1"
    );
}

#[test]
fn a_deny_from_above_is_found_in_the_same_file() {
    let judged = run(DENIED);
    assert_eq!(
        judged.known("mailbox", "terry@contoso.com", "exchange.access"),
        "denied"
    );
    let denied = judged
        .rules()
        .into_iter()
        .any(|rule| rule.starts_with("exchange.permission."));
    assert!(denied);
}

#[test]
fn the_file_is_not_taken_for_one_of_the_target() {
    use imaprules_provider::Provider as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("imaprules-exchange.json");
    std::fs::write(&path, format!("[{}]", organisation(GRANTED).join(","))).unwrap();
    assert!(imaprules_provider_exchange::ExchangeProvider::new().takes(&path));
}
