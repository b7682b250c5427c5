//! Findings about what a migration admin account may do, and about the form of its user name.

use super::rows::{BASE, but, dovecot, server};
use super::*;
use crate::testkit::Fake;

const FORM: [(&str, &str); 2] = [("csv.user_name_form", "user_star_admin"), ("csv.user_root", "")];

/// The server with rights to tell.
fn with_rights(inbox: &str) -> Fake {
    let server = but(
        dovecot(),
        "CAPABILITY",
        "* CAPABILITY IMAP4rev1 NAMESPACE QUOTA ACL\r\n{tag} OK\r\n",
    );
    server.answer("MYRIGHTS", &format!("* MYRIGHTS INBOX {inbox}\r\n{{tag}} OK\r\n"))
}

/// The findings of one row of an admin account.
async fn one(server: Fake, set: &[(&'static str, SettingValue)]) -> BTreeSet<String> {
    let mut case = Case::mail(server.start().await).readable().credentials("admin");
    for (name, value) in set {
        case = case.set(name, value.clone());
    }
    case.row("ann@example.com", "ann*admin", &FORM).findings().await
}

#[tokio::test]
async fn rights_of_an_admin_account() {
    let single = [&BASE[..], &["imap.delegation.unproven"]].concat();
    expect(&one(with_rights("lrs"), &[]).await, &single);
    let unreadable = [
        "imap.delegation.inbox-unreadable",
        "imap.delegation.folders-unreadable",
    ];
    expect(
        &one(with_rights("l"), &[]).await,
        &[&single[..], &unreadable].concat(),
    );
    // Nobody is asked where the bound is nothing.
    expect(
        &one(with_rights("l"), &[("rights_limit", SettingValue::Int(0))]).await,
        &single,
    );
}

#[tokio::test]
async fn more_folders_than_rights_are_asked_for() {
    let server = but(
        with_rights("lrs"),
        "LIST",
        "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Projects\r\n{tag} OK\r\n",
    );
    let found = one(server, &[("rights_limit", SettingValue::Int(1))]).await;
    assert!(found.contains("imap.mailbox.cut-short"), "{found:?}");
}

#[tokio::test]
async fn an_identity_shows_what_the_file_cannot_say() {
    let zimbra = || {
        let server = but(
            server("* OK mail.example Zimbra IMAP4rev1 server ready"),
            "CAPABILITY",
            "* CAPABILITY IMAP4rev1 NAMESPACE QUOTA AUTH=PLAIN SASL-IR\r\n{tag} OK\r\n",
        );
        let server = but(server, "AUTHENTICATE", "{tag} OK in\r\n");
        but(server, "LOGIN", "{tag} NO LOGIN failed\r\n")
    };
    let auto = [("authorization", text("auto"))];
    expect(
        &one(zimbra(), &auto).await,
        &[
            &BASE[..],
            &[
                "imap.csv.delegation-form",
                "imap.delegation.not-for-the-file",
                "imap.delegation.unproven",
            ],
        ]
        .concat(),
    );
    expect(
        &one(zimbra(), &[]).await,
        &[&BASE[..], &["imap.csv.delegation-form", "imap.login.credentials"]].concat(),
    );
}
