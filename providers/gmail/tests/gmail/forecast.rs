//! What the job has copied against what the labels say that it should.

use crate::kit::{APP, Setup};

/// A mailbox of three messages in the Inbox, of which so many are copied and skipped.
fn found(copied: i64, skipped: i64) -> Vec<String> {
    const ID: &str = "pilot@example.com";
    let judged = Setup::new()
        .lets_in(ID, APP)
        .fact("mailbox", ID, "job.status", "synced")
        .fact("mailbox", ID, "job.copied_items", copied)
        .fact("mailbox", ID, "job.skipped_items", skipped)
        .run();
    let all = judged.failures(ID).into_iter().map(|rule| rule.to_owned());
    all.filter(|rule| rule == "gmail.forecast-missed").collect()
}

#[test]
fn a_pilot_that_came_out_otherwise_is_told() {
    assert_eq!(found(2, 0), ["gmail.forecast-missed"]);
    assert_eq!(found(6, 0), ["gmail.forecast-missed"]);
    assert!(found(3, 0).is_empty());
    assert!(found(2, 1).is_empty());
}

#[test]
fn a_folder_size_limit_is_not_denied_where_nothing_was_compared() {
    // IMAP shows this account no All Mail.
    let judged = Setup::new().lets_in("lean@example.com", APP).run();
    let open = |rule: &str| judged.report.undecided.iter().any(|one| one.rule == rule);
    assert!(open("gmail.folder-cut"));
    assert!(open("gmail.many-labels"));
}
