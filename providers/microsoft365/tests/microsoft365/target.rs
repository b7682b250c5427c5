//! Rows against recipients.

use crate::kit::with_rows;
use imaprules_kit::Setup;

const MAILBOXES: &str = r#"[
 {"DisplayName":"Terry Adams","Alias":"terry","Name":"terry","PrimarySmtpAddress":"Terry.Adams@contoso.com","UserPrincipalName":"terry@contoso.onmicrosoft.com",
  "EmailAddresses":["SMTP:Terry.Adams@contoso.com","smtp:TA@contoso.com","SIP:terry@contoso.com","X500:/o=x"],"RecipientTypeDetails":"UserMailbox",
  "ExchangeGuid":"11111111-1111-1111-1111-111111111111","Guid":"21111111-1111-1111-1111-111111111111",
  "ProhibitSendReceiveQuota":"50 GB (53,687,091,200 bytes)","MaxReceiveSize":"36 MB (37,748,736 bytes)","ArchiveStatus":"Active",
  "RetentionPolicy":"Default MRM Policy","RetentionHoldEnabled":false,"ElcProcessingDisabled":false,"LitigationHoldEnabled":false,"InPlaceHolds":[],
  "ForwardingSmtpAddress":"smtp:terry@old.example.net","ForwardingAddress":null,"DeliverToMailboxAndForward":true,"WhenSoftDeleted":null,"IsInactiveMailbox":false},
 {"DisplayName":"Room 1","Alias":"room1","PrimarySmtpAddress":"room1@contoso.com","EmailAddresses":["SMTP:room1@contoso.com"],"RecipientTypeDetails":"RoomMailbox",
  "ProhibitSendReceiveQuota":"50 GB (53,687,091,200 bytes)","ArchiveStatus":"None","WhenSoftDeleted":null},
 {"DisplayName":"Old Twin","Alias":"twin","PrimarySmtpAddress":"ta@contoso.com","EmailAddresses":["SMTP:ta@contoso.com"],"RecipientTypeDetails":"UserMailbox",
  "Guid":"99999999-9999-9999-9999-999999999999","ProhibitSendReceiveQuota":"50 GB (53,687,091,200 bytes)","WhenSoftDeleted":"2026-01-01T00:00:00Z","IsInactiveMailbox":false}
]"#;

pub(crate) const RECIPIENTS: &str = r#"[
 {"Name":"sales","Alias":"sales","PrimarySmtpAddress":"sales@contoso.com","EmailAddresses":["SMTP:sales@contoso.com"],"RecipientTypeDetails":"MailUniversalDistributionGroup"},
 {"Name":"Kim","Alias":"kim","PrimarySmtpAddress":"kim.akers@contoso.com","EmailAddresses":["SMTP:kim.akers@contoso.com"],"RecipientTypeDetails":"UserMailbox"},
 {"Name":"Dup1","Alias":"dup1","PrimarySmtpAddress":"dup1@contoso.com","EmailAddresses":["SMTP:dup1@contoso.com","smtp:dup@contoso.com"],"RecipientTypeDetails":"UserMailbox"},
 {"Name":"Dup2","Alias":"dup2","PrimarySmtpAddress":"dup2@contoso.com","EmailAddresses":["SMTP:dup2@contoso.com","smtp:dup@contoso.com"],"RecipientTypeDetails":"UserMailbox"}
]"#;

const STATISTICS: &str = r#"[{"DisplayName":"Terry Adams","MailboxGuid":"11111111-1111-1111-1111-111111111111","ItemCount":1200,
  "TotalItemSize":"49.9 GB (53,579,716,812 bytes)","TotalDeletedItemSize":"1 KB (1,024 bytes)","DeletedItemCount":3}]"#;

const FOLDERS: &str = r#"[
 {"Identity":"Terry.Adams@contoso.com\\Inbox","FolderPath":"/Inbox","FolderType":"Inbox","ItemsInFolder":1000,"FolderSize":"1 KB (1,024 bytes)","ContainerClass":"IPF.Note"},
 {"Identity":"Terry.Adams@contoso.com\\Work","FolderPath":"/Work","FolderType":"User Created","ItemsInFolder":200,"FolderSize":"1 KB (1,024 bytes)","ContainerClass":"IPF.Imap"},
 {"Identity":"Terry.Adams@contoso.com\\Recoverable Items","FolderPath":"/Recoverable Items","FolderType":"RecoverableItemsRoot","ItemsInFolder":9000,"ContainerClass":""}
]"#;

pub(crate) fn setup(rows: &[&str]) -> Setup {
    with_rows(rows)
        .file("mailboxes.json", MAILBOXES)
        .file("recipients.json", RECIPIENTS)
        .file("statistics.json", STATISTICS)
        .file("folders.json", FOLDERS)
}

#[test]
fn a_row_is_found_by_any_of_its_addresses_and_gets_all_facts() {
    let judged = setup(&["ta@contoso.com"])
        .fact("mailbox", "ta@contoso.com", "mailbox.size", 60_i64 << 30)
        .fact(
            "mailbox",
            "ta@contoso.com",
            "mailbox.largest_message",
            40_i64 << 20,
        )
        .run();
    for (fact, value) in [
        ("target.exists", "true"),
        ("target.primary_address", "Terry.Adams@contoso.com"),
        ("target.recipient_type", "user_mailbox"),
        ("target.addresses", "terry.adams@contoso.com, ta@contoso.com"),
        ("target.quota", "53687091200"),
        ("target.receive_limit", "37748736"),
        ("target.archive", "true"),
        ("target.on_hold", "false"),
        ("target.forwarding", "terry@old.example.net"),
        ("target.keeps_forwarded", "true"),
        ("target.item_count", "1200"),
        ("target.size", "53579716812"),
        (
            "target.soft_deleted_twins",
            "99999999-9999-9999-9999-999999999999",
        ),
        ("target.claimants", "Terry.Adams@contoso.com"),
        ("target.folder_count", "2"),
        ("target.invisible_folders", "/Work"),
        ("target.largest_folder_items", "1000"),
    ] {
        assert_eq!(judged.known("mailbox", "ta@contoso.com", fact), value, "{fact}");
    }
    assert_eq!(
        judged.failures("ta@contoso.com"),
        [
            "target.ambiguous",
            "target.forwarding",
            "target.invisible-folders",
            "target.max-message-size",
            "target.quota",
            "target.retention-active"
        ]
    );
    let forwarding = judged.failed("target.forwarding", "ta@contoso.com");
    assert!(
        forwarding.facts.iter().any(|fact| fact
            .source
            .as_ref()
            .is_some_and(|source| source.contains("mailboxes.json"))),
        "{:?}",
        forwarding.facts
    );
}

#[test]
fn what_is_wrong_with_a_row_is_told_apart() {
    let rows = [
        "nobody@contoso.com",
        "terry.adam@contoso.com",
        "kim.akers@old.example.net",
        "kim .akers@contoso.com",
        "kim",
        "sales@contoso.com",
        "room1@contoso.com",
        "dup@contoso.com",
    ];
    let judged = setup(&rows).run();
    assert_eq!(judged.failures("nobody@contoso.com"), ["target.missing"]);
    for (row, near, suggestion) in [
        ("terry.adam@contoso.com", "typo", "terry.adams@contoso.com"),
        ("kim.akers@old.example.net", "domain", "kim.akers@contoso.com"),
        ("kim .akers@contoso.com", "blank", "kim.akers@contoso.com"),
        ("kim", "name", "kim.akers@contoso.com"),
    ] {
        assert_eq!(judged.known("mailbox", row, "target.near_miss"), near, "{row}");
        assert_eq!(
            judged.failed("target.near-miss", row).title,
            format!("{row} nearly is {suggestion}")
        );
        assert_eq!(judged.said("target.missing", row), "");
    }
    let group = judged.failed("target.not-mailbox", "sales@contoso.com");
    assert_eq!(
        group.title,
        "sales@contoso.com is a MailUniversalDistributionGroup and no mailbox"
    );
    assert_eq!(judged.said("target.unusual-mailbox", "room1@contoso.com"), "fail");
    assert_eq!(
        judged.known("mailbox", "dup@contoso.com", "target.claimants"),
        "dup1@contoso.com, dup2@contoso.com"
    );
    assert_eq!(judged.said("target.ambiguous", "dup@contoso.com"), "fail");
    assert_eq!(
        judged.reason("mailbox", "nobody@contoso.com", "target.quota"),
        "unsupported"
    );
    assert_eq!(
        judged.known("migration", "migration", "target.recipient_count"),
        "6"
    );
    assert_eq!(judged.known("migration", "migration", "target.rows_matched"), "3");
}

#[test]
fn without_exports_nothing_is_said() {
    let judged = with_rows(&["a@contoso.com"]).run();
    assert_eq!(
        judged.reason("mailbox", "a@contoso.com", "target.exists"),
        "not-collected"
    );
    assert_eq!(judged.said("target.missing", "a@contoso.com"), "unknown");
    assert!(
        judged
            .report
            .gaps
            .iter()
            .any(|gap| gap.fact == "target.near_miss" && gap.how.contains("Get-Recipient"))
    );
}

#[test]
fn an_export_of_another_tenant_does_not_make_every_row_missing() {
    let judged = with_rows(&["a@fabrikam.com", "b@fabrikam.com"])
        .file("r.json", RECIPIENTS)
        .run();
    assert_eq!(judged.said("target.foreign-tenant", "migration"), "fail");
    assert_eq!(judged.said("target.missing", "a@fabrikam.com"), "unknown");
    let unknown = judged
        .get("mailbox", "a@fabrikam.com", "target.exists")
        .unwrap_err();
    assert!(unknown.note.unwrap().contains("another tenant"));
}

#[test]
fn an_incomplete_export_leaves_missing_rows_open() {
    let one = |n: usize| {
        format!(
            r#"{{"PrimarySmtpAddress":"u{n}@contoso.com","EmailAddresses":["SMTP:u{n}@contoso.com"],"RecipientTypeDetails":"UserMailbox"}}"#
        )
    };
    let thousand = |many: usize| format!("[{}]", (0..many).map(one).collect::<Vec<_>>().join(","));
    let judged = with_rows(&["nobody@contoso.com", "u7@contoso.com"])
        .file("r.json", thousand(1000))
        .run();
    assert_eq!(judged.said("target.recipients-incomplete", "migration"), "fail");
    assert_eq!(judged.said("target.missing", "nobody@contoso.com"), "unknown");
    assert_eq!(judged.said("target.missing", "u7@contoso.com"), "pass");
    let judged = with_rows(&["nobody@contoso.com"])
        .file("r.json", thousand(1001))
        .run();
    assert_eq!(judged.said("target.missing", "nobody@contoso.com"), "fail");
    let cut = thousand(20);
    let judged = with_rows(&["nobody@contoso.com"])
        .file("r.json", &cut[..cut.len() - 30])
        .run();
    assert_eq!(judged.said("target.missing", "nobody@contoso.com"), "unknown");
    assert_eq!(
        judged.known("migration", "migration", "target.recipients_complete"),
        "false"
    );
}
