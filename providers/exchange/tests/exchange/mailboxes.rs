//! Source mailboxes of the rows, whether IMAP is on for them, and how much is in them.

use crate::kit::with_rows;
use crate::scenes::{access, mailboxes, of_2010, server};

const ROWS: [(&str, &str); 2] = [
    ("terry@contoso.com", "contoso/mig/terry"),
    ("kim@contoso.com", "contoso/mig/kimberly"),
];

#[test]
fn rows_find_their_mailboxes_and_lack_them() {
    let judged = with_rows(&ROWS).file("m.json", mailboxes(&["terry"])).run();
    assert_eq!(
        judged.known("mailbox", "terry@contoso.com", "exchange.mailbox.exists"),
        "true"
    );
    assert_eq!(
        judged.known("mailbox", "terry@contoso.com", "exchange.mailbox.identity"),
        "CN=terry,OU=Users,DC=contoso,DC=com"
    );
    assert_eq!(
        judged.said("exchange.mailbox.not-found", "kim@contoso.com"),
        "fail"
    );
    let cut = format!("{}, {{", mailboxes(&["terry"]).trim_end_matches(']'));
    let judged = with_rows(&ROWS).file("m.json", cut).run();
    assert_eq!(
        judged.said("exchange.mailbox.not-found", "kim@contoso.com"),
        "unknown"
    );
}

#[test]
fn a_list_that_ends_at_a_page_proves_nobody_missing() {
    let thousand: Vec<String> = (0..999).map(|number| format!("user{number}")).collect();
    let names: Vec<&str> = thousand.iter().map(String::as_str).collect();
    let judged = with_rows(&ROWS).file("m.json", mailboxes(&names)).run();
    assert_eq!(
        judged.known("migration", "migration", "exchange.mailboxes_complete"),
        "false"
    );
    assert_eq!(
        judged.said("exchange.mailbox.not-found", "terry@contoso.com"),
        "unknown"
    );
}

#[test]
fn imap_is_off_by_the_cmdlet() {
    let judged = with_rows(&ROWS)
        .file("s.json", of_2010())
        .file("m.json", mailboxes(&["terry"]))
        .file(
            "c.json",
            access("terry", r#""ImapEnabled":false,"ImapUseProtocolDefaults":true"#),
        )
        .run();
    let finding = judged.failed("exchange.imap.disabled-for-mailbox", "terry@contoso.com");
    assert!(finding.why.starts_with("ImapEnabled is false"), "{}", finding.why);
    let command = &finding.commands[0].run;
    assert!(
        command.contains("Set-CASMailbox -Identity 'CN=terry,OU=Users,DC=contoso,DC=com' -ImapEnabled $true"),
        "{command}"
    );
}

#[test]
fn imap_by_the_attribute_in_a_file_of_ldifde() {
    let entry = |name: &str, more: &str| {
        format!(
            "dn: CN={name},OU=Users,DC=contoso,DC=com\nobjectClass: user\nmailNickname: {name}\nsAMAccountName: {name}\nhomeMDB: CN=DB1,CN=x,DC=contoso,DC=com\nmail: {name}@contoso.com\nproxyAddresses: SMTP:{name}@contoso.com\n{more}\n\n"
        )
    };
    // IMAP4§0§1 in UTF-8, then with the lone octet of a code page.
    let off = entry("terry", "protocolSettings:: SU1BUDTCpzDCpzE=");
    let ansi = entry("kim", "protocolSettings:: SU1BUDSnMKcx");
    let silent = entry("ann", "");
    let mangled = entry("bob", "protocolSettings: IMAP4_0_1");
    let rows = [
        ("terry@contoso.com", "terry"),
        ("kim@contoso.com", "kim"),
        ("ann@contoso.com", "ann"),
        ("bob@contoso.com", "bob"),
    ];
    let judged = with_rows(&rows)
        .file("users.ldf", [off, ansi, silent.clone(), mangled].concat())
        .run();
    let enabled = |name: &str| judged.get("mailbox", &format!("{name}@contoso.com"), "exchange.imap_enabled");
    assert_eq!(enabled("terry"), Ok(false.into()));
    assert_eq!(enabled("kim"), Ok(false.into()));
    assert_eq!(enabled("ann"), Ok(true.into()), "asked for, and not there: on");
    assert_eq!(enabled("bob").unwrap_err().reason.as_str(), "malformed");
    let unasked = with_rows(&[("ann@contoso.com", "ann")])
        .file("users.ldf", silent)
        .run();
    assert_eq!(
        unasked.reason("mailbox", "ann@contoso.com", "exchange.imap_enabled"),
        "not-collected"
    );
}

#[test]
fn the_attribute_and_the_cmdlet_may_disagree() {
    let csvde = "DN,objectClass,mailNickname,sAMAccountName,homeMDB,mail,protocolSettings\r\n\"CN=terry,OU=Users,DC=contoso,DC=com\",top;person;user,terry,terry,\"CN=DB1,CN=x,DC=contoso,DC=com\",terry@contoso.com,POP3?1?1;IMAP4?0?1?4\r\n";
    let judged = with_rows(&ROWS[..1])
        .file("users.csv", csvde)
        .file("c.json", access("terry", r#""ImapEnabled":true"#))
        .run();
    assert_eq!(
        judged.said("exchange.imap.settings-contradict", "terry@contoso.com"),
        "fail"
    );
}

#[test]
fn exchange_2003_is_told_its_own_way() {
    let csvde = "DN,objectClass,mailNickname,sAMAccountName,homeMDB,mail,protocolSettings,msExchHomeServerName\r\n\"CN=terry,OU=Users,DC=contoso,DC=com\",top;person;user,terry,terry,\"CN=DB1,CN=x,DC=contoso,DC=com\",terry@contoso.com,IMAP4?0?1?4,/o=Contoso/ou=First/cn=Configuration/cn=Servers/cn=OLD1\r\n";
    let judged = with_rows(&ROWS[..1])
        .file("users.csv", csvde)
        .file(
            "s.json",
            server("OLD1", "Version 6.5 (Build 7638.2: Service Pack 2)", "None"),
        )
        .run();
    assert_eq!(
        judged.known("mailbox", "terry@contoso.com", "exchange.mailbox.product"),
        "2003"
    );
    assert_eq!(
        judged.said("exchange.imap.disabled-for-mailbox-2003", "terry@contoso.com"),
        "fail"
    );
}

#[test]
fn folders_and_sizes_are_summed() {
    let folders = "[{\"Mailbox\":\"terry@contoso.com\",\"FolderPath\":\"/Inbox\",\"ItemsInFolder\":12,\"TopSubjectSize\":\"30 MB (31,457,280 bytes)\"},
      {\"Mailbox\":\"terry@contoso.com\",\"FolderPath\":\"/Inbox/In\u{f8ff}Out\",\"ItemsInFolder\":3},
      {\"Mailbox\":\"terry@contoso.com\",\"FolderPath\":\"/Old \",\"ItemsInFolder\":1}]";
    let sizes = r#"[{"DisplayName":"terry","PrimarySmtpAddress":"terry@contoso.com","ItemCount":600000,"TotalItemSize":"1 GB (1,073,741,824 bytes)"}]"#;
    let judged = with_rows(&ROWS[..1])
        .file("m.json", mailboxes(&["terry"]))
        .file("f.json", folders)
        .run();
    let known = |fact: &str| judged.known("mailbox", "terry@contoso.com", fact);
    assert_eq!(known("exchange.folder_count"), "3");
    assert_eq!(known("exchange.slash_folders"), "Inbox/In⁄Out");
    assert_eq!(known("exchange.odd_folders"), "Old ");
    assert_eq!(known("mailbox.item_count"), "16");
    assert_eq!(known("mailbox.largest_message"), "31457280");
    let judged = with_rows(&ROWS[..1])
        .file("m.json", mailboxes(&["terry"]))
        .file("st.json", sizes)
        .run();
    assert_eq!(
        judged.known("mailbox", "terry@contoso.com", "mailbox.size"),
        "1073741824"
    );
    assert_eq!(judged.said("source.items-limit", "terry@contoso.com"), "fail");
}
