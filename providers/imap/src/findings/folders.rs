//! Findings about names of folders, and about folders that a migration should leave out.

use super::rows::{BASE, ann, but, dovecot, found};
use super::*;
use crate::testkit::Fake;

/// A server with INBOX and other folders, each in the words of LIST.
fn listing(folders: &[&str]) -> Fake {
    let lines: String = folders
        .iter()
        .map(|folder| format!("* LIST () \"/\" \"{folder}\"\r\n"))
        .collect();
    but(
        dovecot(),
        "LIST",
        &format!("* LIST () \"/\" INBOX\r\n{lines}{{tag}} OK\r\n"),
    )
}

async fn also(server: Fake, rules: &[&str]) {
    expect(&found(server).await, &[&BASE[..], rules].concat());
}

#[tokio::test]
async fn names_that_will_not_travel() {
    also(listing(&["Offers "]), &["imap.folder.blank-ends"]).await;
    also(listing(&["Customers/ Offers"]), &["imap.folder.blank-ends"]).await;
    also(listing(&["a&AAk-b"]), &["imap.folder.control-character"]).await;
    also(listing(&["Sent", "SENT"]), &["imap.folder.case-twin"]).await;
    also(listing(&["Calendar"]), &["imap.folder.reserved-name"]).await;
    also(listing(&["Old/Calendar", "Old"]), &[]).await;
    also(listing(&[&"x".repeat(256)]), &["imap.folder.long-name"]).await;
}

#[tokio::test]
async fn deep_and_many_folders() {
    let deep = ann(listing(&["a/b/c/d"])).await.param("folder_depth", "3");
    expect(
        &deep.findings().await,
        &[&BASE[..], &["imap.folder.too-deep"]].concat(),
    );
    let many = ann(listing(&["a", "b"])).await.param("folder_count", "2");
    expect(
        &many.findings().await,
        &[&BASE[..], &["imap.folders.too-many"]].concat(),
    );
}

#[tokio::test]
async fn a_folder_that_shows_a_part_of_its_messages() {
    let cut = but(
        dovecot(),
        "STATUS",
        "* STATUS INBOX (MESSAGES 9 UIDNEXT 10 UIDVALIDITY 7)\r\n{tag} OK\r\n",
    );
    also(cut, &["imap.folder.fewer-shown"]).await;
}

/// Two users: one sees a public folder, the other as `bob` says.
async fn two(bob: &'static str) -> BTreeSet<String> {
    let namespace = "* NAMESPACE ((\"\" \"/\")) NIL ((\"Public/\" \"/\"))\r\n{tag} OK\r\n";
    let server = but(listing(&["Public/News"]), "NAMESPACE", namespace)
        .answer("LIST bob", bob)
        .answer(
            "NAMESPACE bob",
            "* NAMESPACE ((\"\" \"/\")) NIL ((\"Staff/\" \"/\"))\r\n{tag} OK\r\n",
        );
    let facts = [("csv.user_name_form", "plain"), ("csv.user_root", "")];
    ann(server)
        .await
        .row("bob@example.com", "bob", &facts)
        .findings()
        .await
}

#[tokio::test]
async fn mailboxes_with_different_lists() {
    let shared = [&BASE[..], &["source.shared-namespace"]].concat();
    let found = two("* LIST () \"/\" INBOX\r\n{tag} OK\r\n").await;
    expect(&found, &shared);
    let found = two("* LIST () \"/\" INBOX\r\n* LIST () \"/\" Staff/Rota\r\n{tag} OK\r\n").await;
    expect(&found, &[&shared[..], &["source.exclude-lists-differ"]].concat());
    // What is public for one is the other's own.
    let found = two("* LIST () \"/\" INBOX\r\n* LIST () \"/\" Public/News\r\n{tag} OK\r\n").await;
    expect(&found, &[&shared[..], &["source.exclude-list-conflict"]].concat());
}
