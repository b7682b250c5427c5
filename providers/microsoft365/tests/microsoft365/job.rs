//! Endpoints, batches, users, statistics, error reports.

use crate::kit::with_rows;
use imaprules_facts::Value;

pub(crate) const ENDPOINTS: &str = r#"[
 {"Identity":"Old","EndpointType":"IMAP","RemoteServer":"mail.contoso.com","Port":143,"Security":"Tls","AcceptUntrustedCertificates":false,"MaxConcurrentMigrations":"1","MaxConcurrentIncrementalSyncs":"1"},
 {"Identity":"Hybrid","EndpointType":"ExchangeRemoteMove","RemoteServer":"hybrid.contoso.com","MaxConcurrentMigrations":"20"}]"#;

pub(crate) const BATCHES: &str = r#"[
 {"Identity":"Pilot","Status":"Syncing","MigrationType":"IMAP","TotalCount":4,"SyncedCount":1,"FailedCount":2,"ActiveCount":1,
  "SourceEndpoint":{"Identity":"Old"},"CreationDateTime":"2026-01-01T08:00:00Z","StartDateTime":"2026-01-02T08:00:00Z","LastSyncedDateTime":"2026-01-03T08:00:00Z",
  "ExcludeFolders":["[Gmail]"],"DataConsistencyScore":"Poor","SubmittedByUser":"admin@contoso.com","Message":null},
 {"Identity":"Gone","Status":"Removing","MigrationType":"IMAP","TotalCount":0}]"#;

pub(crate) const USERS: &str = r#"[
 {"Identity":"a@contoso.com","BatchId":"Pilot","Status":"Failed","StatusSummary":"Failed","ErrorSummary":"This mailbox is full. Please free up some space so that email can be downloaded.","SyncedItemCount":10,"SkippedItemCount":0},
 {"Identity":"b@contoso.com","BatchId":"Pilot","Status":"Failed","StatusSummary":"Failed","ErrorSummary":"Nobody has ever seen this.","SyncedItemCount":0,"SkippedItemCount":0},
 {"Identity":"c@contoso.com","BatchId":"Pilot","Status":"Syncing","StatusSummary":"Active","ErrorSummary":"","SyncedItemCount":500,"SkippedItemCount":2,"DataConsistencyScore":"Poor"},
 {"Identity":"d@contoso.com","BatchId":"Pilot","Status":"Queued","ErrorSummary":"","SyncedItemCount":0,"SkippedItemCount":0}]"#;

pub(crate) fn server() -> Vec<(&'static str, Value)> {
    vec![
        ("server.host", "imap.contoso.com".into()),
        ("server.port", 993.into()),
        ("server.security", "tls".into()),
        ("server.family", "courier".into()),
        ("imap.greeting", "ok".into()),
    ]
}

#[test]
fn endpoints_are_compared_with_the_server_that_answers() {
    let judged = with_rows(&["a@contoso.com"])
        .server("imap.contoso.com:993", &server())
        .file("endpoints.json", ENDPOINTS)
        .file("batches.json", BATCHES)
        .run();
    assert_eq!(
        judged.known("migration.endpoint", "Old", "endpoint.relevant"),
        "true"
    );
    assert_eq!(
        judged.known("migration.endpoint", "Old", "endpoint.max_migrations"),
        "1"
    );
    assert_eq!(
        judged.known("migration.endpoint", "Hybrid", "endpoint.type"),
        "remote_move"
    );
    assert_eq!(judged.failures("Old"), ["endpoint.drift"]);
    assert_eq!(judged.said("endpoint.drift", "Hybrid"), "");
    assert_eq!(judged.said("route.google", "imap.contoso.com:993"), "pass");
    let inside = ENDPOINTS
        .replace("mail.contoso.com", "exch01.contoso.local")
        .replace("\"1\"", "\"200\"")
        .replace("143", "993");
    let judged = with_rows(&[])
        .server("imap.contoso.com:993", &server())
        .file("e.json", inside)
        .run();
    let failures = judged.failures("Old");
    for rule in [
        "endpoint.not-public",
        "endpoint.concurrency-high",
        "endpoint.concurrency-vs-source",
        "endpoint.contradiction",
    ] {
        assert!(failures.contains(&rule), "{rule}: {failures:?}");
    }
}

#[test]
fn batches_and_users_are_judged_together() {
    let judged = with_rows(&["a@contoso.com", "nobatch@contoso.com"])
        .set("batch_name", "Gone")
        .file("endpoints.json", ENDPOINTS)
        .file("batches.json", BATCHES)
        .file("users.json", USERS)
        .run();
    assert_eq!(
        judged.failures("Pilot"),
        [
            "batch.gmail-container-excluded",
            "batch.mailboxes-failed",
            "batch.score-poor",
            "endpoint.queue-bound"
        ]
    );
    assert_eq!(judged.said("batch.stalled", "Pilot"), "unknown");
    assert_eq!(judged.said("batch.name-being-removed", "migration"), "fail");
    assert_eq!(judged.said("batch.name-taken", "migration"), "pass");
    assert_eq!(judged.known("migration.batch", "Pilot", "batch.users_found"), "4");
    assert_eq!(judged.failures("c@contoso.com"), ["user.skipped-items"]);
    let full = judged.failed("user.failed-permanent", "a@contoso.com");
    assert!(
        full.why.contains("reached its quota") && full.why.contains("This mailbox is full."),
        "{}",
        full.why
    );
    assert_eq!(
        judged.known("migration.user", "a@contoso.com", "user.error_id"),
        "E06"
    );
    assert_eq!(judged.said("user.failed-unexplained", "b@contoso.com"), "fail");
    assert_eq!(judged.known("mailbox", "a@contoso.com", "job.batches"), "Pilot");
    assert_eq!(judged.known("mailbox", "a@contoso.com", "job.status"), "failed");
    assert_eq!(
        judged.known("mailbox", "nobatch@contoso.com", "job.status"),
        "none"
    );
    assert_eq!(judged.known("migration", "migration", "job.user_count"), "4");
    assert_eq!(judged.said("target.in-other-batch", "a@contoso.com"), "fail");
}

#[test]
fn two_exports_show_what_stands_still() {
    let at = |time: &str| USERS.replace("\"BatchId\"", &format!("\"ExportedAt\":\"{time}\",\"BatchId\""));
    let later = at("2026-01-03T20:00:00Z");
    let judged = with_rows(&[])
        .file("batches.json", BATCHES)
        .file("u1.json", at("2026-01-03T10:00:00Z"))
        .file("u2.json", &later)
        .run();
    assert_eq!(
        judged.known("migration.user", "c@contoso.com", "user.no_progress_for"),
        "36000000"
    );
    assert_eq!(
        judged.failed("user.stalled", "c@contoso.com").title,
        "c@contoso.com has had no new item for 10 h"
    );
    assert_eq!(judged.said("batch.stalled", "Pilot"), "fail");
    let moved = later.replace("500", "501");
    let judged = with_rows(&[])
        .file("batches.json", BATCHES)
        .file("u1.json", at("2026-01-03T10:00:00Z"))
        .file("u2.json", moved)
        .run();
    assert_eq!(judged.said("user.stalled", "c@contoso.com"), "pass");
    assert_eq!(judged.said("batch.stalled", "Pilot"), "pass");
}

#[test]
fn the_report_of_a_mailbox_says_why_it_failed_and_when() {
    let statistics = r#"[{"Identity":"a@contoso.com","BatchId":"Pilot","Status":"Failed","SyncedItemCount":3,"SkippedItemCount":2,"ExportedAt":"2026-01-03T20:00:00Z",
      "TotalStalledDuration":"01:30:00","TotalQueuedDuration":"00:10:00",
      "SkippedItems":[{"Kind":"LargeItem","FolderName":"Inbox","Subject":"secret plan"},{"Kind":"LargeItem","FolderName":"Inbox","Subject":"x"}],
      "Report":{"Entries":[{"CreationTime":"2026-01-03T01:00:00Z"},{"CreationTime":"2026-01-03T10:00:00Z"}],
        "Failures":[
         {"Timestamp":"2026-01-03T09:00:00Z","FailureType":"CommunicationErrorTransientException","FailureSide":"Source","ExceptionTypes":["Exchange","Transient"],"Message":"x"},
         {"Timestamp":"2026-01-03T10:00:00Z","FailureType":"MigrationPermanentException","FailureSide":"Source","ExceptionTypes":["Exchange","Permanent"],
          "Message":"Imap server reported an error during LoginCommand with the following alert: 'Application-specific password required: https://support.google.com/accounts/answer/185833 (failure)'"}]}}]"#;
    let judged = with_rows(&["a@contoso.com"]).file("s.json", statistics).run();
    let known = |fact| judged.known("migration.user", "a@contoso.com", fact);
    assert_eq!(known("user.error_id"), "E05");
    assert_eq!(
        (known("user.error_side"), known("user.error_class")),
        ("source".into(), "permanent".into())
    );
    assert_eq!(known("user.stalled_for"), "5400000");
    assert_eq!(known("user.no_progress_for"), "36000000");
    assert_eq!(known("user.skipped"), "Inbox: 2 (LargeItem)");
    assert!(known("user.failures").starts_with("CommunicationErrorTransientException (1 times, source)"));
    assert_eq!(judged.said("user.failed-permanent", "a@contoso.com"), "fail");
    assert!(!format!("{:?}", judged.report).contains("secret plan"));
}

#[test]
fn error_reports_are_explained_row_by_row_also_with_a_translated_header() {
    let english = "RowIndex,EmailAddress,ErrorMessage\r\n\
        1,a@contoso.com,\"A recipient wasn't found for a@contoso.com on the target. Create a recipient of the appropriate type for this migration on the target and try again.\"\r\n\
        2,b@contoso.com,\"We had trouble signing in to this account. Confirm that you're using the correct user name and password.\"\r\n\
        3,b@contoso.com,CommunicationErrorTransientException: later\r\n";
    let judged = with_rows(&["a@contoso.com"]).file("report.csv", english).run();
    assert_eq!(judged.known("migration", "migration", "report.row_count"), "3");
    assert_eq!(
        judged.known("migration.error", "a@contoso.com", "report.error_id"),
        "E01"
    );
    assert!(
        judged
            .failed("report.failed-row", "b@contoso.com")
            .why
            .contains("refused user name and password")
    );
    assert_eq!(
        judged
            .report
            .results
            .iter()
            .filter(|one| one.rule == "report.passing-row" && one.outcome == imaprules_report::Outcome::Fail)
            .count(),
        1
    );
    let turkish = "Satır;E-posta;Hata iletisi\r\n1;a@contoso.com;Hedefte bir alıcı bulunamadı a@contoso.com . Hedefte bu geçiş için uygun türde bir alıcı oluşturun ve yeniden deneyin.\r\n\
        2;b@contoso.com;Bu posta kutusu dolu. E-postanın indirileceği bir miktar alan boşaltın.\r\n";
    let judged = with_rows(&[]).file("rapor.csv", turkish).run();
    assert_eq!(
        judged.known("migration.error", "a@contoso.com", "report.error_id"),
        "E01"
    );
    assert_eq!(
        judged.known("migration.error", "b@contoso.com", "report.error_id"),
        "E06"
    );
    assert_eq!(judged.said("report.failed-row", "b@contoso.com"), "fail");
}

#[test]
fn the_availability_test_is_explained_by_its_innermost_error() {
    let output = r#"{"Result":"Failed","Message":"The connection to the server 'mail.contoso.com' could not be completed.","TestedEndpoint":"mail.contoso.com",
      "ErrorDetail":"Microsoft.Exchange.Migration.MigrationServerConnectionFailedException: The connection to the server 'mail.contoso.com' could not be completed. ---> Microsoft.Exchange.Connections.Common.SslStreamFailureException: TLS negotiation failed. ---> System.ComponentModel.Win32Exception: The client and server cannot communicate, because they do not possess a common algorithm"}"#;
    let judged = with_rows(&[]).file("test.json", output).run();
    assert_eq!(
        judged.known("migration", "migration", "availability.error_id"),
        "E11"
    );
    assert!(
        judged
            .failed("endpoint.availability-failed", "migration")
            .why
            .contains("no version of TLS")
    );
    let judged = with_rows(&[])
        .file(
            "test.json",
            r#"{"Result":"Success","Message":"","TestedEndpoint":"x"}"#,
        )
        .run();
    assert_eq!(judged.said("endpoint.availability-failed", "migration"), "pass");
}
