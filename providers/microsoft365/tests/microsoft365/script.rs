//! The file that the collector script writes, as the script would write it.

use crate::kit::with_rows;
use imaprules_kit::Judged;
use imaprules_provider::Provider as _;
use imaprules_provider_microsoft365::{Microsoft365Provider, recognise};

/// One line for each record, between the brackets that the script writes.
fn file(records: &[String]) -> String {
    format!("[\r\n{}\r\n]\r\n", records.join(",\r\n"))
}

fn asked(cmdlet: &str, records: usize) -> String {
    format!(
        r#"{{"Cmdlet":"collect.ps1","Asked":"{cmdlet}","Records":{records},"ExportedAt":"2026-11-27T08:00:00.0000000Z"}}"#
    )
}

fn failed(cmdlet: &str, subject: &str, error: &str) -> String {
    let of = if subject.is_empty() {
        String::new()
    } else {
        format!(r#""For":"{subject}","#)
    };
    format!(
        r#"{{"Cmdlet":"collect.ps1","Asked":"{cmdlet}","Records":0,{of}"Error":"{error}","ExportedAt":"2026-11-27T08:00:00.0000000Z"}}"#
    )
}

fn told(cmdlet: &str, properties: &str) -> String {
    format!(r#"{{"Cmdlet":"{cmdlet}",{properties},"ExportedAt":"2026-11-27T08:00:00.0000000Z"}}"#)
}

fn recipient(cmdlet: &str, alias: &str, more: &str) -> String {
    told(
        cmdlet,
        &format!(
            r#""IncludesSoftDeleted":true,"ExternalDirectoryObjectId":"{alias}-1","Guid":"{alias}-2","Name":"{alias}","Alias":"{alias}","DisplayName":"{alias}","PrimarySmtpAddress":"{alias}@contoso.com","EmailAddresses":["SMTP:{alias}@contoso.com","smtp:{alias}.old@contoso.com"],"RecipientType":"UserMailbox","RecipientTypeDetails":"UserMailbox"{more}"#
        ),
    )
}

const DETAILS: &str = r#","ExchangeGuid":"terry-3","UserPrincipalName":"terry@contoso.com","ProhibitSendReceiveQuota":"50 GB (53,687,091,200 bytes)","ProhibitSendQuota":"49.5 GB (53,150,220,288 bytes)","IssueWarningQuota":"49 GB (52,613,349,376 bytes)","RecoverableItemsQuota":"30 GB (32,212,254,720 bytes)","MaxReceiveSize":"36 MB (37,748,736 bytes)","ArchiveStatus":"None","ArchiveGuid":"00000000-0000-0000-0000-000000000000","RetentionPolicy":"Default MRM Policy","RetentionHoldEnabled":false,"ElcProcessingDisabled":false,"LitigationHoldEnabled":false,"InPlaceHolds":[],"ForwardingAddress":null,"ForwardingSmtpAddress":null,"DeliverToMailboxAndForward":false,"WhenSoftDeleted":null,"IsInactiveMailbox":false"#;

/// A whole run over a small tenant.
fn whole() -> Vec<String> {
    vec![
        asked("Get-MigrationEndpoint", 1),
        told(
            "Get-MigrationEndpoint",
            r#""Identity":"Old","EndpointType":"IMAP","RemoteServer":"imap.contoso.com","Port":993,"Security":"Ssl","AcceptUntrustedCertificates":false,"MaxConcurrentMigrations":"20","MaxConcurrentIncrementalSyncs":"10""#,
        ),
        asked("Get-MigrationBatch", 1),
        told(
            "Get-MigrationBatch",
            r#""Identity":"Pilot","Status":"SyncedWithErrors","MigrationType":"IMAP","SourceEndpoint":"Old","TotalCount":2,"ActiveCount":0,"SyncedCount":1,"FailedCount":1,"StoppedCount":0,"PendingCount":0,"CreationDateTimeUTC":"2026-11-20T08:00:00.0000000Z","LastSyncedDateTimeUTC":"2026-11-27T02:00:00.0000000Z","ExcludeFolders":[],"DataConsistencyScore":"Good","SubmittedByUser":"admin@contoso.com","Message":"""#,
        ),
        asked("Get-MigrationUser", 1),
        told(
            "Get-MigrationUser",
            r#""Identity":"terry@contoso.com","BatchId":"Pilot","MailboxEmailAddress":"terry@contoso.com","Status":"Failed","StatusSummary":"Failed","ErrorSummary":"This mailbox is full.","SyncedItemCount":10,"SkippedItemCount":1,"LastSuccessfulSyncTime":null,"DataConsistencyScore":"Good""#,
        ),
        told(
            "Get-MigrationUserStatistics",
            r#""SkippedItems":[{"Kind":"LargeItem","FolderName":"Inbox"}],"Report":{"Entries":[{"CreationTime":"2026-11-27T01:00:00.0000000Z"}],"Failures":[{"Timestamp":"2026-11-27T01:00:00.0000000Z","FailureType":"MigrationPermanentException","FailureSide":"Target","ExceptionTypes":["Exchange","Permanent"],"Message":"This mailbox is full. Please free up some space so that email can be downloaded."}]},"Identity":"terry@contoso.com","BatchId":"Pilot","Status":"Failed","StatusSummary":"Failed","Error":"This mailbox is full.","SyncedItemCount":10,"SkippedItemCount":1,"LastSuccessfulSyncTime":null,"TotalQueuedDuration":"00:10:00","TotalInProgressDuration":"01:00:00","TotalStalledDuration":"01:30:00""#,
        ),
        told(
            "Get-RoleGroupMember",
            r#""RoleGroup":"Organization Management","Name":"ann","Alias":"ann","PrimarySmtpAddress":"ann@contoso.com","RecipientType":"UserMailbox""#,
        ),
        told(
            "Get-RoleGroupMember",
            r#""RoleGroup":"Recipient Management","Name":"admin","Alias":"admin","PrimarySmtpAddress":"admin@contoso.com","RecipientType":"UserMailbox""#,
        ),
        asked("Get-ManagementRoleAssignment", 1),
        told(
            "Get-ManagementRoleAssignment",
            r#""Role":"Migration","RoleAssigneeName":"Recipient Management","EffectiveUserName":"admin""#,
        ),
        asked("Get-AcceptedDomain", 1),
        told(
            "Get-AcceptedDomain",
            r#""DomainName":"contoso.com","DomainType":"Authoritative""#,
        ),
        told(
            "Resolve-DnsName",
            r#""Name":"contoso.com","Type":"MX","TTL":3600,"NameExchange":"mail.contoso.com","Preference":10"#,
        ),
        told(
            "Get-Mailbox",
            r#""SoftDeleted":true,"IncludesSoftDeleted":true,"Guid":"gone-2","Name":"terry","Alias":"terry","PrimarySmtpAddress":"terry.old@contoso.com","EmailAddresses":["SMTP:terry.old@contoso.com"],"RecipientType":"UserMailbox","RecipientTypeDetails":"UserMailbox""#,
        ),
        asked("Get-EXORecipient", 2),
        recipient("Get-EXORecipient", "terry", ""),
        recipient("Get-EXORecipient", "ann", ""),
        recipient("Get-Mailbox", "terry", DETAILS),
        told(
            "Get-EXOMailboxStatistics",
            r#""PrimarySmtpAddress":"terry@contoso.com","MailboxGuid":"terry-3","ItemCount":10,"TotalItemSize":"1 GB (1,073,741,824 bytes)","DeletedItemCount":1,"TotalDeletedItemSize":"1 KB (1,024 bytes)""#,
        ),
        told(
            "Get-EXOMailboxFolderStatistics",
            r#""PrimarySmtpAddress":"terry@contoso.com","FolderPath":"/Inbox","FolderType":"Inbox","ItemsInFolder":10,"FolderSize":"1 GB (1,073,741,824 bytes)","ContainerClass":"IPF.Note""#,
        ),
    ]
}

fn run(records: &[String]) -> Judged {
    with_rows(&["terry@contoso.com", "nobody@contoso.com"])
        .file("imaprules-microsoft365.json", file(records))
        .run()
}

#[test]
fn a_file_of_the_script_is_recognised_whole() {
    let setup = with_rows(&[]).lay("out.json", file(&whole()));
    let path = setup.path().join("out.json");
    assert!(Microsoft365Provider::new().takes(&path));
    let cmdlets = recognise(&path).unwrap();
    for cmdlet in [
        "Get-MigrationBatch",
        "Get-EXOMailbox",
        "Get-Recipient",
        "Resolve-DnsName",
    ] {
        assert!(
            cmdlets.iter().any(|known| known == cmdlet),
            "{cmdlet}: {cmdlets:?}"
        );
    }
    let judged = run(&whole());
    let export = judged
        .report
        .results
        .iter()
        .find(|one| one.rule == "export.spoilt")
        .unwrap();
    assert_eq!(export.outcome, imaprules_report::Outcome::Pass, "{}", export.why);
    let id = export.subject.id.as_str();
    assert_eq!(judged.said("export.cmdlet-failed", id), "pass");
    assert_eq!(judged.known("target.export", id, "export.whole"), "true");
    assert_eq!(
        judged.known("target.export", id, "export.records"),
        whole().len().to_string()
    );
    assert!(
        !judged
            .known("target.export", id, "export.cmdlets")
            .contains("collect.ps1")
    );
}

#[test]
fn what_the_script_writes_becomes_facts() {
    let judged = run(&whole());
    for (kind, id, fact, value) in [
        ("mailbox", "terry@contoso.com", "target.exists", "true"),
        ("mailbox", "terry@contoso.com", "target.quota", "53687091200"),
        ("mailbox", "terry@contoso.com", "target.size", "1073741824"),
        ("mailbox", "terry@contoso.com", "target.folder_count", "1"),
        (
            "mailbox",
            "terry@contoso.com",
            "target.retention_policy",
            "Default MRM Policy",
        ),
        ("mailbox", "terry@contoso.com", "target.soft_deleted_twins", ""),
        ("mailbox", "terry@contoso.com", "job.status", "failed"),
        ("mailbox", "nobody@contoso.com", "job.status", "none"),
        ("migration.user", "terry@contoso.com", "user.error_id", "E06"),
        (
            "migration.user",
            "terry@contoso.com",
            "user.skipped",
            "Inbox: 1 (LargeItem)",
        ),
        (
            "migration.user",
            "terry@contoso.com",
            "user.stalled_for",
            "5400000",
        ),
        (
            "migration.user",
            "terry@contoso.com",
            "user.no_progress_for",
            "25200000",
        ),
        ("migration.endpoint", "Old", "endpoint.max_migrations", "20"),
        ("migration.batch", "Pilot", "batch.status", "synced_with_errors"),
        ("target.domain", "contoso.com", "domain.mx_at_microsoft", "none"),
        ("migration", "migration", "target.recipients_complete", "true"),
        ("migration", "migration", "target.recipient_count", "2"),
    ] {
        assert_eq!(judged.known(kind, id, fact), value, "{fact} of {id}");
    }
    assert_eq!(judged.said("target.missing", "nobody@contoso.com"), "fail");
    assert_eq!(judged.said("role.migration", "migration"), "pass");
    let twin = with_rows(&["terry.old@contoso.com"])
        .file("out.json", file(&whole()))
        .run();
    assert_eq!(
        twin.known("mailbox", "terry.old@contoso.com", "target.soft_deleted_twins"),
        "gone-2"
    );
}

#[test]
fn the_age_of_the_file_is_that_of_what_it_says() {
    let judged = with_rows(&[])
        .old_file(
            "out.json",
            file(&whole()).replace("2026-11-27T08", "2024-11-27T08"),
            1,
        )
        .run();
    let id = judged
        .report
        .results
        .iter()
        .find(|one| one.rule == "export.old")
        .unwrap();
    assert!(id.title.contains("d old"), "{}", id.title);
    let days: i64 = judged
        .known("target.export", &id.subject.id, "export.age")
        .parse()
        .unwrap();
    assert!(days > 300 * 86_400_000, "{days}");
}

#[test]
fn a_list_that_was_refused_leaves_its_questions_open() {
    let mut records = whole();
    records.retain(|record| {
        !record.contains(r#""Get-EXORecipient""#) && !record.contains(r#""Get-MigrationUser""#)
    });
    records.push(failed("Get-EXORecipient", "", "Access is denied."));
    records.push(failed("Get-MigrationUser", "", "The session has ended."));
    records.push(failed("Get-EXOMailboxStatistics", "terry@contoso.com", "busy"));
    let judged = run(&records);
    assert_eq!(judged.said("target.missing", "nobody@contoso.com"), "unknown");
    assert_eq!(
        judged.reason("mailbox", "nobody@contoso.com", "job.status"),
        "not-collected"
    );
    let told = judged
        .report
        .results
        .iter()
        .find(|one| one.rule == "export.cmdlet-failed")
        .unwrap();
    for text in [
        "Get-EXORecipient: Access is denied.",
        "Get-MigrationUser: The session has ended.",
        "Get-EXOMailboxStatistics for terry@contoso.com: busy",
    ] {
        assert!(told.why.contains(text), "{}", told.why);
    }
}

#[test]
fn an_error_for_one_mailbox_leaves_the_rest_decided() {
    let mut records = whole();
    records.push(failed("Get-Mailbox", "ann@contoso.com", "busy"));
    let judged = run(&records);
    assert_eq!(judged.said("target.missing", "nobody@contoso.com"), "fail");
    assert_eq!(
        judged.known("migration", "migration", "target.recipients_complete"),
        "true"
    );
}

#[test]
fn a_list_that_was_asked_for_and_is_empty_says_that_there_are_none() {
    let judged = run(&[asked("Get-MigrationUser", 0), asked("Get-MigrationBatch", 0)]);
    assert_eq!(judged.known("migration", "migration", "job.batch_count"), "0");
    assert_eq!(
        judged.known("mailbox", "nobody@contoso.com", "job.status"),
        "none"
    );
}

#[test]
fn a_list_of_exactly_a_page_is_whole_when_the_script_asked_for_all() {
    let mut records: Vec<String> = (0..1000)
        .map(|n| recipient("Get-EXORecipient", &format!("u{n}"), ""))
        .collect();
    assert_eq!(
        run(&records).said("target.missing", "nobody@contoso.com"),
        "unknown"
    );
    records.push(asked("Get-EXORecipient", 1000));
    assert_eq!(run(&records).said("target.missing", "nobody@contoso.com"), "fail");
}

#[test]
fn a_run_of_the_script_that_broke_off_is_no_whole_file() {
    let text = file(&whole());
    let judged = with_rows(&["nobody@contoso.com"])
        .file("out.json", text.trim_end().trim_end_matches(']'))
        .run();
    assert_eq!(
        judged.known("migration", "migration", "target.recipients_complete"),
        "false"
    );
    assert!(judged.rules().contains("export.spoilt"));
}
