//! Every rule of the pack is seen to fail on something that was exported: no rule rests on what nothing collects.

use crate::job::{BATCHES, ENDPOINTS, USERS, server};
use crate::kit::{packs, with_rows};
use crate::night::{BATCH, DNS, night};
use crate::target::{RECIPIENTS, setup};
use imaprules_kit::Judged;
use std::collections::BTreeSet;
use time::{Duration, OffsetDateTime};

/// A moment so many hours ago.
fn ago(hours: i64) -> String {
    let then = OffsetDateTime::now_utc() - Duration::hours(hours);
    then.format(&time::format_description::well_known::Rfc3339)
        .unwrap()
}

/// Rows against recipients, sizes and policies.
fn rows() -> Vec<Judged> {
    let rows = [
        "ta@contoso.com",
        "nobody@contoso.com",
        "kim",
        "sales@contoso.com",
        "room1@contoso.com",
    ];
    let all = setup(&rows)
        .fact("mailbox", "ta@contoso.com", "mailbox.size", 60_i64 << 30)
        .fact(
            "mailbox",
            "ta@contoso.com",
            "mailbox.largest_message",
            40_i64 << 20,
        )
        .run();
    let mailbox = r#"[{"PrimarySmtpAddress":"small@contoso.com","EmailAddresses":["SMTP:small@contoso.com"],"RecipientTypeDetails":"UserMailbox",
      "ProhibitSendReceiveQuota":"2 GB (2,147,483,648 bytes)","ArchiveStatus":"None","RetentionPolicy":"Default MRM Policy","RetentionHoldEnabled":false,"ElcProcessingDisabled":false}]"#;
    let sizes = r#"[{"PrimarySmtpAddress":"small@contoso.com","ItemCount":10,"TotalItemSize":"2 GB (2,147,483,648 bytes)"}]"#;
    let folders = r#"[{"Identity":"small@contoso.com\\Inbox","FolderPath":"/Inbox","ItemsInFolder":1000001,"ContainerClass":"IPF.Note"}]"#;
    let users = r#"[{"Identity":"small@contoso.com","BatchId":"Pilot","Status":"Synced","SyncedItemCount":10,"SkippedItemCount":1}]"#;
    let small = with_rows(&["small@contoso.com"])
        .set("batch_name", "New")
        .fact("mailbox", "small@contoso.com", "mailbox.size", 2_000_000_000_i64)
        .fact("mailbox", "small@contoso.com", "mailbox.item_count", 5000_i64)
        .file("m.json", mailbox)
        .file("s.json", sizes)
        .file("f.json", folders)
        .file("u.json", users)
        .run();
    let one = r#"{"PrimarySmtpAddress":"u@contoso.com","EmailAddresses":["SMTP:u@contoso.com"],"RecipientTypeDetails":"UserMailbox"}"#;
    let thousand = format!("[{}]", vec![one; 1000].join(","));
    vec![
        all,
        small,
        with_rows(&["a@fabrikam.com"]).file("r.json", RECIPIENTS).run(),
        with_rows(&["a@contoso.com"]).file("r.json", thousand).run(),
    ]
}

/// Endpoints, the firewall, roles.
fn connections() -> Vec<Judged> {
    let inside = ENDPOINTS
        .replace("mail.contoso.com", "exch01.contoso.local")
        .replace("\"1\"", "\"200\"")
        .replace("143", "993");
    let named = ENDPOINTS.replace("mail.contoso.com", "imap.contoso.com");
    let mut broken = server();
    broken.extend([
        ("server.dns", "no_such_name".into()),
        ("tls.publicly_trusted", false.into()),
    ]);
    let mut gmail = server();
    gmail.retain(|(fact, _)| *fact != "server.family");
    gmail.push(("server.family", "gmail".into()));
    let roles = r#"[{"RoleGroup":"Organization Management","Name":"ann","RecipientType":"UserMailbox"},{"RoleGroup":"Recipient Management","Name":"kim","RecipientType":"UserMailbox"}]"#;
    vec![
        with_rows(&[]).server("imap.contoso.com:993", &server()).file("e.json", inside).run(),
        with_rows(&[]).server("imap.contoso.com:993", &broken).file("e.json", named).run(),
        with_rows(&[]).server("imap.gmail.com:993", &gmail).set_all("firewall_allows", &["10.0.0.0/8"]).run(),
        with_rows(&[]).file("t.json", r#"{"Result":"Failed","Message":"The connection to the server x timed out after 00:00:15.","TestedEndpoint":"x"}"#).run(),
        with_rows(&[]).set("admin", "terry@contoso.com").old_file("roles.json", roles, 3).run(),
        with_rows(&[]).file("c.json", r#"[{"Cmdlet":"collect.ps1","Asked":"Get-MigrationUser","Records":0,"Error":"Access is denied."}]"#).run(),
    ]
}

/// Batches in every state, and their users.
fn batches() -> Vec<Judged> {
    let batches = r#"[
      {"Identity":"Created","Status":"Created","MigrationType":"IMAP","TotalCount":1},
      {"Identity":"Corrupted","Status":"Corrupted","MigrationType":"IMAP","TotalCount":1},
      {"Identity":"Failed","Status":"Failed","MigrationType":"IMAP","TotalCount":1,"Message":"The connection to the server x timed out after 00:00:15."},
      {"Identity":"Stopped","Status":"Stopped","MigrationType":"IMAP","TotalCount":1,"LastSyncedDateTime":"2025-01-01T00:00:00Z"},
      {"Identity":"Moves","Status":"Synced","MigrationType":"ExchangeRemoteMove","TotalCount":1},
      {"Identity":"Shared","Status":"Syncing","MigrationType":"IMAP","TotalCount":1,"ExcludeFolders":["Old*"]}]"#;
    let users = format!(
        r#"[{{"Identity":"a@contoso.com","BatchId":"Shared","Status":"Corrupted"}},
          {{"Identity":"b@contoso.com","BatchId":"Shared","Status":"IncrementalStopped"}},
          {{"Identity":"now@contoso.com","BatchId":"Shared","Status":"Failed"}},
          {{"Identity":"long@contoso.com","BatchId":"Shared","Status":"Failed"}},
          {{"Identity":"now@contoso.com","BatchId":"Shared","Status":"Failed","Report":{{"Failures":[{{"Timestamp":"{}","FailureType":"CommunicationErrorTransientException","Message":"x"}}]}}}},
          {{"Identity":"long@contoso.com","BatchId":"Shared","Status":"Failed","Report":{{"Failures":[{{"Timestamp":"{}","FailureType":"CommunicationErrorTransientException","Message":"x"}}]}}}}]"#,
        ago(1),
        ago(48)
    );
    let states = with_rows(&["a@contoso.com"])
        .set("batch_name", "Created")
        .fact(
            "mailbox",
            "a@contoso.com",
            "imap.namespace_shared",
            vec!["Public Folders/"],
        )
        .file("b.json", batches)
        .file("u.json", users)
        .run();
    let at = |time: &str| USERS.replace("\"BatchId\"", &format!("\"ExportedAt\":\"{time}\",\"BatchId\""));
    let pilot = with_rows(&["a@contoso.com"])
        .set("batch_name", "Gone")
        .file("e.json", ENDPOINTS)
        .file("b.json", BATCHES)
        .file("u1.json", at("2026-01-03T10:00:00Z"))
        .file("u2.json", at("2026-01-03T20:00:00Z"))
        .run();
    let report = "RowIndex,EmailAddress,ErrorMessage\n1,a@contoso.com,This mailbox is full.\n2,b@contoso.com,CommunicationErrorTransientException: x\n";
    vec![
        states,
        pilot,
        with_rows(&[])
            .set("batch_name", "Pilot 1")
            .file("report.csv", report)
            .run(),
        with_rows(&[])
            .file(
                "b.json",
                r#"[{"Identity":"P","Status":"Synced","TotalCount":1,"ExcludeFolders":"System.String[]"}]"#,
            )
            .run(),
    ]
}

/// Before, at and after the change.
fn nights() -> Vec<Judged> {
    let split = r#"[{"Name":"contoso.com","Type":"MX","TTL":3600,"NameExchange":"contoso-com.mail.protection.outlook.com"},
      {"Name":"contoso.com","Type":"MX","TTL":3600,"NameExchange":"mail.contoso.com"},
      {"Name":"contoso.com","Type":"TXT","Strings":["v=spf1 mx"]},{"Name":"contoso.com","Type":"TXT","Strings":["v=spf1 a"]}]"#;
    let fresh = with_rows(&["a@contoso.com"])
        .set("mx_moves_at", &ago(5))
        .file("b.json", BATCH)
        .file("dns.json", DNS)
        .run();
    vec![
        night("2999-01-01T00:00:00Z"),
        night("2026-01-03T20:00:00Z"),
        fresh,
        with_rows(&["a@contoso.com"]).file("dns.json", split).run(),
    ]
}

#[test]
fn every_rule_fails_on_some_export() {
    let scenes: Vec<Judged> = [rows(), connections(), batches(), nights()]
        .into_iter()
        .flatten()
        .collect();
    let seen: BTreeSet<&str> = scenes.iter().flat_map(Judged::rules).collect();
    let packs = packs();
    let rules = packs.all().iter().flat_map(|pack| &pack.rules);
    let unseen: Vec<&str> = rules
        .map(|rule| rule.id.as_str())
        .filter(|id| !seen.contains(id))
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn no_rule_breaks() {
    for judged in [rows(), connections(), batches(), nights()].into_iter().flatten() {
        assert_eq!(judged.report.summary.error, 0);
    }
}
