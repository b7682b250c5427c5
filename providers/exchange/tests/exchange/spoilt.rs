//! Exports that were spoilt: what they lost is unknown and a finding, never false.

use crate::kit::with_rows;
use crate::scenes::{mailboxes, settings};

const ROWS: [(&str, &str); 1] = [("terry@contoso.com", "contoso/mig/terry")];

#[test]
fn lists_that_became_type_names() {
    let csv = "\"Identity\",\"User\",\"AccessRights\",\"IsInherited\",\"Deny\"\r\n\"contoso.com/Users/terry\",\"CONTOSO\\mig\",\"Microsoft.Exchange.Management.RecipientTasks.MailboxRights[]\",\"False\",\"False\"\r\n";
    let judged = with_rows(&ROWS)
        .file("m.json", mailboxes(&["terry"]))
        .file("rights.csv", csv)
        .run();
    let finding = judged.rules().contains("exchange.export.unreadable");
    assert!(finding);
    assert_ne!(
        judged.get("mailbox", "terry@contoso.com", "exchange.access"),
        Ok("allowed".into())
    );
    let bindings = settings(&[(
        "SSLBindings",
        r#""Microsoft.Exchange.Data.MultiValuedProperty`1[Microsoft.Exchange.Data.IPBinding]""#,
    )]);
    let judged = with_rows(&[]).file("i.json", bindings).run();
    assert_eq!(
        judged.reason("exchange.server", "EX1", "exchange.settings.ssl_bindings"),
        "malformed"
    );
}

#[test]
fn half_a_file_keeps_its_first_half() {
    let xml = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><MS><S N="Server">EX1</S><I32 N="MaxConnectionsPerUser">16</I32><I32 N="MaxConnections">2000</I32></MS></Obj><Obj RefId="1"><MS><S N="Serv"#;
    let judged = with_rows(&[]).file("half.xml", xml).run();
    assert_eq!(
        judged.known("exchange.server", "EX1", "exchange.settings.max_per_user"),
        "16"
    );
    assert!(judged.rules().contains("exchange.export.unreadable"));
    assert!(
        judged.log.iter().any(|line| line.contains("half.xml")),
        "{:?}",
        judged.log
    );
}

#[test]
fn a_file_of_nothing_known_is_refused_when_it_is_read() {
    let error = with_rows(&[])
        .file("first.json", settings(&[]))
        .file(
            "cut.xml",
            r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj"#,
        )
        .try_run();
    // The generic provider is handed what is not recognised; it says nothing of a file that is not its own.
    assert!(error.is_ok());
}

#[test]
fn what_the_script_could_not_ask_is_unknown_and_told() {
    let script = r#"[{"Collector":"exchange","Cmdlet":"collect.ps1","Asked":"Get-Mailbox","Records":1,"ExportedAt":"2026-11-27T08:00:00Z"},
      {"Collector":"exchange","Cmdlet":"Get-Mailbox","Alias":"kim","PrimarySmtpAddress":"kim@contoso.com","DistinguishedName":"CN=kim,DC=contoso,DC=com","ExportedAt":"2026-11-27T08:00:00Z"},
      {"Collector":"exchange","Cmdlet":"collect.ps1","Asked":"Get-CASMailbox","For":"kim@contoso.com","Records":0,"Error":"Access is denied.","ExportedAt":"2026-11-27T08:00:00Z"}]"#;
    let judged = with_rows(&ROWS).file("script.json", script).run();
    assert_eq!(
        judged.said("exchange.mailbox.not-found", "terry@contoso.com"),
        "fail",
        "all were asked for"
    );
    assert!(judged.rules().contains("exchange.export.failures"));
    let chosen = script.replace(
        "\"Records\":1",
        "\"Records\":1,\"Chosen\":\"only those that the migration file names\"",
    );
    let judged = with_rows(&ROWS).file("script.json", chosen).run();
    assert_eq!(
        judged.said("exchange.mailbox.not-found", "terry@contoso.com"),
        "unknown"
    );
}
