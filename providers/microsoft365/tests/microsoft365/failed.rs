//! What failed, grouped by its cause.

use crate::job::USERS;
use crate::kit::with_rows;
use imaprules_provider_microsoft365::{Failed, failed_by_cause};

const REPORT: &str = "RowIndex,EmailAddress,ErrorMessage\r\n\
    1,A@contoso.com,We had trouble signing in to this account.\r\n\
    2,e@contoso.com,This mailbox is full. Please free up some space so that email can be downloaded.\r\n\
    3,e@contoso.com,CommunicationErrorTransientException: later\r\n\
    4,d@contoso.com,This mailbox is full.\r\n";

fn grouped(files: &[(&str, &str)]) -> Vec<Failed> {
    let setup = files
        .iter()
        .fold(with_rows(&[]), |setup, (name, text)| setup.lay(name, text));
    let paths: Vec<_> = files.iter().map(|(name, _)| setup.path().join(name)).collect();
    failed_by_cause(&paths).unwrap()
}

/// Ids of errors with the addresses below them.
fn told(groups: &[Failed]) -> Vec<(&str, Vec<&str>)> {
    groups
        .iter()
        .map(|group| {
            let addresses = group.addresses.iter().map(String::as_str).collect();
            (group.error_id.as_str(), addresses)
        })
        .collect()
}

#[test]
fn the_same_cause_is_one_group_and_a_mailbox_is_in_one_group_only() {
    let groups = grouped(&[("users.json", USERS), ("report.csv", REPORT)]);
    // d is queued again, whatever the older report says of it; a is in the export of users.
    assert_eq!(
        told(&groups),
        [
            ("E06", vec!["a@contoso.com", "e@contoso.com"]),
            ("", vec!["b@contoso.com"])
        ]
    );
    let full = &groups[0];
    assert_eq!(full.class, "permanent");
    assert!(
        full.cause.contains("quota") && !full.remedy.is_empty(),
        "{full:?}"
    );
    assert!(full.text.contains("This mailbox is full"), "{full:?}");
    assert_eq!(
        (groups[1].class.as_str(), groups[1].cause.as_str()),
        ("unknown", "")
    );
    assert_eq!(groups[1].text, "Nobody has ever seen this.");
}

#[test]
fn a_report_alone_is_enough_and_a_repeated_address_counts_once() {
    let groups = grouped(&[("report.csv", REPORT)]);
    assert_eq!(
        told(&groups),
        [
            ("E06", vec!["d@contoso.com", "e@contoso.com"]),
            ("E02", vec!["A@contoso.com"])
        ]
    );
}

#[test]
fn what_a_later_export_calls_synced_has_not_failed() {
    let at = |time: &str, users: &str| {
        users.replace("\"BatchId\"", &format!("\"ExportedAt\":\"{time}\",\"BatchId\""))
    };
    let night = at("2026-01-03T02:00:00Z", USERS);
    let morning = at("2026-01-03T08:00:00Z", &USERS.replace("\"Failed\"", "\"Synced\""));
    let files = [("night.json", night.as_str()), ("morning.json", morning.as_str())];
    assert_eq!(grouped(&files), []);
    let swapped = [files[1], files[0]];
    assert_eq!(grouped(&swapped), []);
    assert_eq!(grouped(&files[..1]).len(), 2);
}

#[test]
fn a_file_of_something_else_is_refused() {
    let setup = with_rows(&[]).lay("other.json", r#"[{"x":1}]"#);
    let error = failed_by_cause(&[setup.path().join("other.json")])
        .unwrap_err()
        .to_string();
    assert!(error.contains("other.json"), "{error}");
}
