//! Findings from exported files alone: nobody signs in.

use crate::kit::{APP, Setup};

const USERS: &str = "primaryEmail,aliases.0,suspended,archived,isMailboxSetup,isEnrolledIn2Sv,orgUnitPath\nann@example.com,,False,False,True,True,/Staff\n";

#[test]
fn files_alone_name_what_will_fail() {
    let judged = Setup::new()
        .row("ann@example.com", "abcd efgh ijkl mnop")
        .row("ben@example.com", "Winter2026")
        .row("cem@example.com", APP)
        .file("u.csv", &format!("{USERS}ben@example.com,,False,False,True,False,/Staff\n"))
        .file("i.csv", "User,enabled,autoExpunge,expungeBehavior,maxFolderSize\nann@example.com,False,True,deleteForever,1000\n")
        .run();
    assert_eq!(
        judged.failures("ann@example.com"),
        [
            "gmail.app-password-blanks",
            "gmail.expunge-deletes",
            "gmail.folder-size-limit",
            "gmail.imap-setting-off"
        ]
    );
    assert_eq!(judged.failures("ben@example.com"), ["gmail.two-step-off"]);
    assert_eq!(judged.failures("cem@example.com"), ["gmail.user-absent"]);
    let evidence = &judged.finding("gmail.two-step-off").facts;
    let source = evidence
        .iter()
        .find(|fact| fact.name == "gmail.two_step_enrolled")
        .unwrap();
    assert!(
        source.source.as_ref().is_some_and(|name| name.contains("u.csv")),
        "{source:?}"
    );
}

#[test]
fn sizes_make_days() {
    let report = "email,date,accounts:gmail_used_quota_in_mb,gmail:timestamp_last_imap\nann@example.com,2026-11-18,21000,2026-11-17T10:00:00Z\nben@example.com,2026-11-18,900,Never\n";
    let judged = Setup::new()
        .row("ann@example.com", APP)
        .row("ben@example.com", "qrstuvwxyzabcdef")
        .fact(
            "migration",
            "migration",
            "cutover.mx_moves_at",
            4_102_444_800_000_i64,
        )
        .file("r.csv", report)
        .run();
    assert_eq!(
        judged.failures("ann@example.com"),
        ["gmail.other-programs", "gmail.over-daily-allowance"]
    );
    assert_eq!(
        judged.finding("gmail.over-daily-allowance").title,
        "ann@example.com takes 11 days at least"
    );
    assert_eq!(
        judged.finding("gmail.batch-takes-days").title,
        "The batch takes 11 days at least"
    );
    assert!(judged.failures("ben@example.com").is_empty());
    let route = judged.finding("gmail.workspace-route-better");
    assert!(
        route.why.contains("More than a day by IMAP's allowance: 1."),
        "{}",
        route.why
    );
}

#[test]
fn files_that_cannot_be_relied_on_are_findings() {
    let judged = Setup::new()
        .row("ann@example.com", APP)
        .old_file("old.csv", USERS, 30)
        .file("cut.csv", "User,asps\nann@example.com,1\n\"ann")
        .file("others.csv", "User,displayLanguage\nx@elsewhere.org,tr\n")
        .run();
    for (file, rule) in [
        ("old.csv", "gmail.export-old"),
        ("cut.csv", "gmail.export-damaged"),
        ("others.csv", "gmail.export-of-others"),
    ] {
        let finding = judged.finding(rule);
        assert!(
            finding.subject.id.ends_with(file),
            "{rule}: {}",
            finding.subject.id
        );
    }
}
