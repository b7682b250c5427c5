//! The same export in every form that PowerShell writes.

use crate::kit::with_rows;
use imaprules_kit::Judged;

fn check(judged: &Judged, form: &str) {
    let row = "terry@contoso.com";
    assert_eq!(judged.known("mailbox", row, "target.exists"), "true", "{form}");
    assert_eq!(
        judged.known("mailbox", row, "target.recipient_type"),
        "user_mailbox",
        "{form}"
    );
    assert_eq!(
        judged.known("mailbox", row, "target.quota"),
        "53687091200",
        "{form}"
    );
    assert_eq!(
        judged.known("mailbox", row, "target.retention_hold"),
        "false",
        "{form}"
    );
    assert_eq!(
        judged.said("target.missing", "nobody@contoso.com"),
        "fail",
        "{form}"
    );
}

fn run(name: &str, content: impl AsRef<[u8]>) -> Judged {
    with_rows(&["terry@contoso.com", "nobody@contoso.com"])
        .file(name, content)
        .run()
}

const JSON: &str = r#"[{"PrimarySmtpAddress":"t@contoso.com","EmailAddresses":["SMTP:t@contoso.com","smtp:Terry@contoso.com"],"RecipientTypeDetails":"UserMailbox",
  "ProhibitSendReceiveQuota":"50 GB (53,687,091,200 bytes)","RetentionHoldEnabled":false}]"#;

const CSV: &str = "\"PrimarySmtpAddress\",\"EmailAddresses\",\"RecipientTypeDetails\",\"ProhibitSendReceiveQuota\",\"RetentionHoldEnabled\"\r\n\
    \"t@contoso.com\",\"SMTP:t@contoso.com smtp:Terry@contoso.com\",\"UserMailbox\",\"50 GB (53,687,091,200 bytes)\",\"False\"\r\n";

const CLIXML: &str = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0"><TN RefId="0"><T>Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox</T><T>Deserialized.System.Object</T></TN>
    <ToString>Terry</ToString><Props>
    <S N="PrimarySmtpAddress">t@contoso.com</S>
    <Obj N="EmailAddresses" RefId="1"><TN RefId="1"><T>Deserialized.Microsoft.Exchange.Data.ProxyAddressCollection</T><T>Deserialized.System.Object</T></TN>
      <LST><S>SMTP:t@contoso.com</S><S>smtp:Terry@contoso.com</S></LST></Obj>
    <Obj N="RecipientTypeDetails" RefId="2"><TN RefId="2"><T>Deserialized.Microsoft.Exchange.Data.Directory.Recipient.RecipientTypeDetails</T><T>Deserialized.System.Enum</T></TN>
      <ToString>UserMailbox</ToString><I64>1</I64></Obj>
    <S N="ProhibitSendReceiveQuota">50 GB (53,687,091,200 bytes)</S>
    <B N="RetentionHoldEnabled">false</B>
    <Nil N="ForwardingSmtpAddress" />
  </Props></Obj>
</Objs>"#;

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_form_gives_the_same_facts() {
    for (name, text) in [("m.json", JSON), ("m.csv", CSV), ("m.xml", CLIXML)] {
        check(&run(name, text), name);
        check(&run(name, utf16(text)), &format!("{name}, UTF-16"));
        check(&run("export.txt", text), &format!("{name} by content"));
    }
    check(&run("m.csv", CSV.replace("\",\"", "\";\"")), "semicolons");
    check(
        &run(
            "m.csv",
            CSV.replace("50 GB (53,687,091,200 bytes)", "50 GB (53.687.091.200 bayt)"),
        ),
        "Turkish sizes",
    );
    check(
        &run("m.json", JSON.replace("\"UserMailbox\"", "1")),
        "word as number",
    );
    check(
        &run(
            "all.json",
            format!("{{\"Get-EXOMailbox\":{JSON},\"Get-MigrationBatch\":[]}}"),
        ),
        "several in one",
    );
    let told = JSON.replace(
        "\"PrimarySmtpAddress\"",
        "\"Cmdlet\":\"Get-EXOMailbox\",\"PrimarySmtpAddress\"",
    );
    check(&run("told.json", told), "told by a script");
}

#[test]
fn dates_of_a_culture_are_read_where_the_file_shows_their_order() {
    let csv = |date: &str| {
        format!(
            "Identity,Status,MigrationType,TotalCount,CreationDateTime,LastSyncedDateTime\r\nPilot,Synced,IMAP,1,{date},03.02.2026 08:00:00\r\n"
        )
    };
    let judged = with_rows(&[]).file("b.csv", csv("27.01.2026 08:00:00")).run();
    assert_eq!(
        judged.known("migration.batch", "Pilot", "batch.last_synced"),
        "1770105600000"
    );
    let unclear = csv("x").replace("03.02.2026", "03/02/2026");
    let judged = with_rows(&[]).file("b.csv", unclear).run();
    assert_eq!(
        judged.reason("migration.batch", "Pilot", "batch.last_synced"),
        "malformed"
    );
}
