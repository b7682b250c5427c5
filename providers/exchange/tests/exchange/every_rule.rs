//! Every rule of the pack about servers, limits, mailboxes, messages and exports is seen to fail on something that was exported: none
//! rests on what nothing collects. Rights and user names are tried elsewhere, and what only a server's answers show is tried against servers.

use crate::kit::{WithEndpoint, packs, with_rows};
use crate::scenes::{NOBODY, access, mailboxes, of_2010, of_2013, server, service, settings};
use imaprules_kit::{Judged, Setup};
use std::collections::BTreeSet;

/// Rules that need a server's answer, or the rights of accounts.
const ELSEWHERE: [&str; 9] = [
    "exchange.permission.",
    "exchange.csv.",
    "exchange.admin.",
    "exchange.login-failed",
    "exchange.not-connected",
    "exchange.server-unavailable",
    "exchange.directory.",
    "exchange.foreign-user-form",
    "exchange.public-folders-shown",
];

/// What the greeting and the capabilities of a live server show.
const LIVE: [&str; 2] = [
    "exchange.server.version-unknown",
    "exchange.server.version-contradiction",
];

const ROWS: [(&str, &str); 2] = [
    ("terry@contoso.com", "contoso/mig/terry"),
    ("nobody@contoso.com", "contoso/mig/nobody"),
];

fn base() -> Setup {
    with_rows(&ROWS)
        .set("server", NOBODY)
        .fact("migration", "migration", "csv.credentials", "admin")
        .fact("migration", "migration", "csv.row_count", 900_i64)
}

/// Services, settings and limits.
fn servers() -> Vec<Judged> {
    let bad = settings(&[
        ("MaxConnectionFromSingleIP", "20"),
        ("MaxConnections", "100"),
        ("AuthenticatedConnectionTimeout", r#""00:05:00""#),
        ("LoginType", "1"),
        ("ShowHiddenFoldersEnabled", "true"),
        ("MessageRetrievalMimeFormat", "6"),
        ("CalendarItemRetrievalOption", "1"),
        ("SSLBindings", "[]"),
    ]);
    let certificates = r#"[{"Server":"EX1","Thumbprint":"AB","Services":"SMTP","Subject":"CN=x","CertificateDomains":["x.contoso.com"],"NotAfter":"2000-01-01T00:00:00Z"}]"#;
    let component = r#"[{"ServerFqdn":"EX1.contoso.com","Component":"ImapProxy","State":0}]"#;
    let all = mailboxes(&["terry"]);
    vec![
        base()
            .endpoint("ssl", 20, 10)
            .file("s.json", of_2010())
            .file("i.json", bad)
            .file("m.json", &all)
            .file("c.json", certificates)
            .file("w.json", service("MSExchangeIMAP4", "Stopped", "Manual"))
            .file("r.json", r#"[{"Cmdlet":"Get-ItemProperty","Server":"EX1"}]"#)
            .run(),
        base()
            .file("s.json", of_2013())
            .file("i.json", settings(&[]))
            .file("m.json", &all)
            .file("k.json", component)
            .file("w.json", service("MSExchangeIMAP4", "Running", "Manual"))
            .file("b.json", service("MSExchangeIMAP4BE", "Stopped", "Auto"))
            .run(),
        base()
            .file("s.json", of_2013())
            .file("m.json", &all)
            .file("b.json", service("MSExchangeIMAP4BE", "Running", "Disabled"))
            .run(),
        base()
            .file(
                "1.json",
                server("EX1", "Version 14.3 (Build 123.4)", "ClientAccess"),
            )
            .file(
                "2.json",
                server("EX2", "Version 14.1 (Build 123.4)", "ClientAccess"),
            )
            .file(
                "3.json",
                server("EX2", "Version 14.3 (Build 123.4)", "ClientAccess"),
            )
            .file("w1.json", service("MSExchangeIMAP4", "Stopped", "Manual"))
            .file(
                "w2.json",
                service("MSExchangeIMAP4", "Stopped", "Manual").replace("EX1", "EX2"),
            )
            .run(),
    ]
}

/// Versions and their dead ends.
fn versions() -> Vec<Judged> {
    let of = |version: &str| {
        with_rows(&[])
            .set("server", NOBODY)
            .file("s.json", server("EX1", version, "Mailbox, ClientAccess"))
    };
    let old = |setup: Setup| setup.fact("server", NOBODY, "tls.legacy_only", true);
    vec![
        of("Version 6.5 (Build 7638.2: Service Pack 2)").run(),
        old(of("Version 8.3 (Build 83.6)")).run(),
        old(of("Version 14.3 (Build 123.4)")).run(),
        of("Version 15.0 (Build 1044.25)").run(),
    ]
}

/// Exchange 2003: what the directory, WMI, and a table copied from System Manager say.
fn of_2003() -> Vec<Judged> {
    let at = "CN=OLD1,CN=Servers,CN=First,CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com";
    let ldif = format!(
        "dn: {at}\nobjectClass: msExchExchangeServer\ncn: OLD1\nserialNumber: Version 6.5 (Build 7638.2: Service Pack 2)\n\ndn: CN=1,CN=IMAP4,CN=Protocols,{at}\nobjectClass: protocolCfgIMAPServer\ncn: 1\nmsExchMaxIncomingConnections: 10\nmsExchIncomingConnectionTimeout: 600\n"
    );
    let wmic = "Node,ExchangeVersion,FQDN,IsFrontEndServer,Name\r\nOLD1,Version 6.5 (Build 7638.2: Service Pack 2),old1.contoso.com,TRUE,OLD1\r\n";
    let sheet = "Server,IncludePublicFolders,ConnectionTimeout,ConnectionLimit\r\nOLD1,TRUE,00:30:00,\r\n";
    let at_nobody = || with_rows(&[]).set("server", NOBODY);
    vec![
        at_nobody().file("c.ldf", ldif).run(),
        at_nobody()
            .file("wmic.csv", wmic)
            .file("virtual-server.csv", sheet)
            .run(),
    ]
}

/// Mailboxes, their folders and messages, and the account that opens them.
fn contents() -> Vec<Judged> {
    let folders: Vec<String> = (0..300)
        .map(|number| format!(r#"{{"Mailbox":"terry@contoso.com","FolderPath":"/In{}Out{number} ","ItemsInFolder":1,"TopSubjectSize":"30 MB (31,457,280 bytes)"}}"#, '\u{f8ff}'))
        .collect();
    let policies = r#"[{"Name":"Default","IsDefault":true,"ImapMaxConcurrency":10,"ImapPercentTimeInAD":null,"ImapPercentTimeInCAS":150,"ImapPercentTimeInMailboxRPC":null}]"#;
    let off = r#"[{"PrimarySmtpAddress":"terry@contoso.com","ImapEnabled":false,"ImapUseProtocolDefaults":false,"ImapMessagesRetrievalMimeFormat":0},{"PrimarySmtpAddress":"mig@contoso.com","ImapEnabled":false}]"#;
    let csvde = "DN,objectClass,mailNickname,sAMAccountName,homeMDB,mail,msExchHomeServerName,protocolSettings,userAccountControl\r\n\"CN=terry,OU=Users,DC=contoso,DC=com\",top;person;user,terry,terry,\"CN=DB1,CN=x,DC=contoso,DC=com\",terry@contoso.com,/o=Contoso/cn=Servers/cn=EX1,IMAP4?0?1,514\r\n\"CN=mig,OU=Users,DC=contoso,DC=com\",top;person;user,mig,mig,\"CN=DB1,CN=x,DC=contoso,DC=com\",mig@contoso.com,/o=Contoso/cn=Servers/cn=EX1,IMAP4?0?1,512\r\n";
    vec![
        base()
            .file(
                "s.json",
                server("EX1", "Version 14.1 (Build 218.15)", "Mailbox, ClientAccess")
                    .replace("}]", r#","ExSetupVersion":"14.01.0218.015"}]"#),
            )
            .file("m.json", mailboxes(&["terry"]))
            .file("c.json", off)
            .file("f.json", format!("[{}]", folders.join(",")))
            .file("p.json", policies)
            .run(),
        base()
            .file("s.json", of_2013())
            .file("m.json", mailboxes(&["terry"]))
            .file(
                "p.json",
                policies.replace("\"IsDefault\":true", "\"ThrottlingPolicyScope\":\"Global\""),
            )
            .run(),
        base()
            .file("s.json", server("EX1", "Version 6.5 (Build 7638.2)", "None"))
            .file("users.csv", csvde)
            .file("c.json", access("terry", r#""ImapEnabled":true"#))
            .run(),
        with_rows(&[("terry@contoso.com", "terry")])
            .file("s.json", server("EX1", "Version 6.5 (Build 7638.2)", "None"))
            .file("users.csv", csvde)
            .run(),
        with_rows(&[("terry@contoso.com", "terry")])
            .file("users.csv", csvde)
            .file(
                "m.json",
                r#"[{"Alias":"terry","PrimarySmtpAddress":"terry@contoso.com","Database":"DB1","RecipientTypeDetails":"LinkedMailbox"}]"#,
            )
            .run(),
    ]
}

/// Endpoints against settings, limits that are nearly enough, and limits that nobody read.
fn endpoints() -> Vec<Judged> {
    let all = mailboxes(&["terry"]);
    vec![
        base()
            .endpoint("none", 20, 10)
            .file("s.json", of_2010())
            .file("i.json", settings(&[("MaxConnectionsPerUser", "40")]))
            .file("m.json", &all)
            .run(),
        base()
            .endpoint("ssl", 20, 10)
            .file("s.json", of_2010())
            .file("m.json", &all)
            .run(),
    ]
}

/// Files that are spoilt, old, cut at a page, or tell of failures.
fn exports() -> Vec<Judged> {
    let thousand: Vec<String> = (0..999).map(|number| format!("user{number}")).collect();
    let names: Vec<&str> = thousand.iter().map(String::as_str).collect();
    vec![
        with_rows(&[]).file("m.json", mailboxes(&names)).run(),
        with_rows(&[]).old_file("i.json", settings(&[("SSLBindings", r#""System.String[]""#)]), 90).run(),
        with_rows(&[])
            .file("c.json", r#"[{"Collector":"exchange","Cmdlet":"collect.ps1","Asked":"Get-Mailbox","Records":0,"Error":"Access is denied."}]"#)
            .run(),
    ]
}

fn scenes() -> Vec<Judged> {
    [
        servers(),
        versions(),
        of_2003(),
        contents(),
        endpoints(),
        exports(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_rule_fails_on_some_export_and_none_breaks() {
    let scenes = scenes();
    for judged in &scenes {
        assert_eq!(judged.report.summary.error, 0);
    }
    let seen: BTreeSet<&str> = scenes.iter().flat_map(Judged::rules).collect();
    let packs = packs();
    let own = packs.all().iter().filter(|pack| pack.id == "exchange");
    let unseen: Vec<&str> = own
        .flat_map(|pack| &pack.rules)
        .map(|rule| rule.id.as_str())
        .filter(|id| !ELSEWHERE.iter().any(|start| id.starts_with(start)) && !LIVE.contains(id))
        .filter(|id| !seen.contains(id))
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}
