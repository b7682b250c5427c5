//! What keeps an account from signing in, whose account it is, and whether sources agree on who may open what: from files to findings.

use crate::kit::with_rows;
use crate::scenes::{NOBODY, mailboxes, of_2010, of_2013, settings};
use imaprules_kit::Judged;
use std::time::{SystemTime, UNIX_EPOCH};

const ROW: [(&str, &str); 1] = [("terry@contoso.com", "contoso/mig/terry")];

/// The migration admin account as `ldifde` writes it, with these lines.
fn ldif(lines: &str) -> String {
    format!(
        "dn: CN=mig,OU=Users,DC=contoso,DC=com\nobjectClass: user\nsAMAccountName: mig\nuserPrincipalName: mig@contoso.com\nhomeMDB: CN=DB1,DC=contoso,DC=com\nmailNickname: mig\n{lines}\n"
    )
}

fn of_account(lines: &str) -> Judged {
    with_rows(&ROW)
        .file("mig.ldf", ldif(lines))
        .file("m.json", mailboxes(&["terry"]))
        .run()
}

/// 100 ns since 1601, so many days from now.
fn filetime(days: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    (i64::try_from(now).unwrap() + days * 86_400 + 11_644_473_600) * 10_000_000
}

const ADMIN: &str = "contoso\\mig";

#[test]
fn an_account_that_has_ended_or_soon_will_is_told() {
    let outcomes = |lines: &str| {
        let judged = of_account(lines);
        ["exchange.admin.expired", "exchange.admin.expires-soon"].map(|rule| judged.said(rule, ADMIN))
    };
    let at = |days| format!("accountExpires: {}", filetime(days));
    assert_eq!(outcomes(&at(-3)), ["fail", "pass"]);
    assert_eq!(outcomes(&at(5)), ["pass", "fail"]);
    assert_eq!(outcomes(&at(400)), ["pass", "pass"]);
    // Both mean never.
    assert_eq!(outcomes("accountExpires: 9223372036854775807"), ["pass", "pass"]);
    assert_eq!(outcomes("accountExpires: 0"), ["pass", "pass"]);
    // Every account has the attribute: without it, it was not to be seen.
    assert_eq!(outcomes("pwdLastSet: 1"), ["unknown", "unknown"]);
    let exported = r#"[{"SamAccountName":"mig","SID":"S-1-5-21-1-2-3-1104","DistinguishedName":"CN=mig,OU=Users,DC=contoso,DC=com","Enabled":true,"AccountExpirationDate":null,"LogonWorkstations":null}]"#;
    let judged = with_rows(&ROW)
        .file("a.json", exported)
        .file("m.json", mailboxes(&["terry"]))
        .run();
    assert_eq!(judged.said("exchange.admin.expired", ADMIN), "pass");
    assert_eq!(judged.said("exchange.admin.workstations", ADMIN), "pass");
}

#[test]
fn what_the_directory_hides_of_an_account_is_not_taken_for_good() {
    let locked = |lines: &str| {
        let judged = of_account(lines);
        ["exchange.admin.locked", "exchange.admin.workstations"].map(|rule| judged.said(rule, ADMIN))
    };
    // Another account of the file shows these attributes, so that they were asked for.
    let other = "\n\ndn: CN=kim,DC=contoso,DC=com\nobjectClass: user\nsAMAccountName: kim\nlockoutTime: 0\nuserWorkstations: PC1\n";
    assert_eq!(locked(&format!("cn: mig{other}")), ["unknown", "unknown"]);
    assert_eq!(
        locked(&format!("pwdLastSet: 133444736000000000{other}")),
        ["pass", "pass"]
    );
    assert_eq!(
        locked(&format!("lockoutTime: 133444736000000000{other}")),
        ["fail", "unknown"]
    );
}

/// `Get-MailboxPermission` of one row.
fn permission(deny: bool) -> String {
    format!(
        r#"[{{"Identity":"contoso.com/Users/terry","User":"CONTOSO\\mig","AccessRights":["FullAccess"],"IsInherited":false,"Deny":{deny}}}]"#
    )
}

#[test]
fn two_exports_that_disagree_are_a_finding_and_the_newer_one_counts() {
    let run = |older: &str| {
        with_rows(&ROW)
            .file("m.json", mailboxes(&["terry"]))
            .old_file("before.json", older, 3)
            .file("now.json", permission(false))
            .run()
    };
    let id = "terry@contoso.com";
    let rule = "exchange.permission.lists-disagree";
    let judged = run(&permission(true));
    assert_eq!(judged.known("mailbox", id, "exchange.access"), "allowed");
    assert_eq!(
        judged.known("mailbox", id, "exchange.access_by_other_lists"),
        "denied"
    );
    assert_eq!(
        judged.known("mailbox", id, "exchange.access_other_source"),
        "before.json"
    );
    assert!(judged.failed(rule, id).why.contains("before.json"));
    assert_eq!(run(&permission(false)).said(rule, id), "pass");
    let alone = with_rows(&ROW)
        .file("m.json", mailboxes(&["terry"]))
        .file("now.json", permission(false))
        .run();
    assert_eq!(alone.known("mailbox", id, "exchange.access_lists"), "1");
    assert_eq!(alone.said(rule, id), "");
}

#[test]
fn an_export_and_the_directorys_copy_that_disagree_are_a_finding() {
    // Full Access for the account, as the directory has it, in text.
    let copy = mailboxes(&["terry"]).replace(
        r#""Alias":"terry""#,
        r#""Alias":"terry","MailboxSddl":"D:(A;;CC;;;S-1-5-21-1-2-3-1104)""#,
    );
    let account = r#"[{"SamAccountName":"mig","SID":"S-1-5-21-1-2-3-1104","DistinguishedName":"CN=mig,OU=Users,DC=contoso,DC=com","Enabled":true}]"#;
    let judged = with_rows(&ROW)
        .file("m.json", copy)
        .file("a.json", account)
        .file("p.json", permission(true))
        .run();
    let id = "terry@contoso.com";
    assert_eq!(judged.known("mailbox", id, "exchange.access"), "denied");
    assert_eq!(
        judged.known("mailbox", id, "exchange.access_by_other_lists"),
        "allowed"
    );
    judged.failed("exchange.permission.lists-disagree", id);
}

#[test]
fn a_linked_mailbox_is_not_taken_for_one_without_a_user() {
    let csvde = |master: &str| {
        format!(
            "DN,objectClass,mailNickname,sAMAccountName,homeMDB,mail,userAccountControl,msExchMasterAccountSid\r\n\"CN=terry,OU=Users,DC=contoso,DC=com\",top;person;user,terry,terry,\"CN=DB1,CN=x,DC=contoso,DC=com\",terry@contoso.com,514,{master}\r\n"
        )
    };
    let said = |master: &str| {
        let judged = with_rows(&[("terry@contoso.com", "contoso/terry")])
            .file("users.csv", csvde(master))
            .run();
        [
            "exchange.mailbox.account-disabled",
            "exchange.mailbox.linked-account",
        ]
        .map(|rule| judged.said(rule, "terry@contoso.com"))
    };
    assert_eq!(said("S-1-5-21-9-9-9-1104"), ["", "fail"]);
    // A shared mailbox names itself.
    assert_eq!(said("S-1-5-10"), ["fail", ""]);
}

#[test]
fn limits_and_certificates_that_were_not_read_are_not_known() {
    let limits = r#"[{"Cmdlet":"Get-ItemProperty","Server":"EX1","Maximum Allowed Service Sessions Per User":"System.Object[]"}]"#;
    let certificate = |services: &str, names: &str, end: &str| {
        format!(
            r#"[{{"Server":"EX1","Thumbprint":"AB","Services":{services},"Subject":"CN=x","CertificateDomains":{names},"NotAfter":{end}}}]"#
        )
    };
    let found = |certificate: String, named: bool| {
        let setup = with_rows(&[])
            .set("server", NOBODY)
            .file("s.json", of_2010())
            .file("c.json", certificate);
        let setup = if named {
            setup.file("i.json", settings(&[]))
        } else {
            setup
        };
        let found = setup
            .run()
            .get("exchange.server", "EX1", "exchange.settings.certificate_found");
        found.map_or_else(|why| why.reason.as_str().to_owned(), |is| is.to_string())
    };
    let later = r#""2099-01-01T00:00:00Z""#;
    for (services, names, end, named, expected) in [
        (r#""SMTP""#, r#"["x.contoso.com"]"#, later, true, "false"),
        (r#""SMTP""#, r#"["x.contoso.com"]"#, later, false, "not-collected"),
        (r#""SMTP""#, r#"["*.contoso.com"]"#, later, true, "true"),
        (r#""IMAP, SMTP""#, r#"["x.contoso.com"]"#, later, false, "true"),
        (
            r#""IMAP""#,
            r#"["x.contoso.com"]"#,
            r#""2000-01-01T00:00:00Z""#,
            false,
            "false",
        ),
        (
            r#""System.Object[]""#,
            r#"["x.contoso.com"]"#,
            later,
            true,
            "not-collected",
        ),
        (r#""IMAP""#, r#"["x.contoso.com"]"#, "null", true, "not-collected"),
    ] {
        let one = certificate(services, names, end);
        assert_eq!(found(one.clone(), named), expected, "{one}");
    }
    let judged = with_rows(&ROW)
        .file("s.json", of_2013())
        .file("r.json", limits)
        .file("m.json", mailboxes(&["terry"]))
        .run();
    assert_eq!(
        judged.reason("exchange.server", "EX1", "exchange.store.limits_read"),
        "malformed"
    );
    assert_eq!(judged.said("exchange.limit.store-sessions", "EX1"), "");
}

#[test]
fn a_directory_that_does_not_answer_is_a_finding() {
    // Nobody listens on this port.
    let judged = with_rows(&[]).set_all("directory", &["ldap://127.0.0.1:9"]).run();
    let finding = judged.failed("exchange.directory.not-read", "ldap://127.0.0.1:9");
    assert!(finding.why.contains("no connection"), "{}", finding.why);
    assert_eq!(
        judged.reason(
            "exchange.directory",
            "ldap://127.0.0.1:9",
            "exchange.directory.exchange"
        ),
        "refused"
    );
}
