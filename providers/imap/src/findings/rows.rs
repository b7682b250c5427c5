//! Findings about rows: sign-ins, migration admin accounts, folders, contents.

use super::*;
use crate::testkit::Fake;

pub(super) const BASE: [&str; 1] = ["imap.tls.none"];

/// A server in the clear with one folder and a message; `size` is that of the message.
pub(super) fn server(greeting: &str) -> Fake {
    Fake::new(greeting)
        .answer("LOGIN", "{tag} OK in\r\n")
        .answer("AUTHENTICATE", "{tag} NO not this way\r\n")
        .answer("STATUS", "* STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 7)\r\n{tag} OK\r\n")
        .answer("LIST", "* LIST () \"/\" INBOX\r\n{tag} OK\r\n")
        .answer("NAMESPACE", "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n{tag} OK\r\n")
        .answer("GETQUOTAROOT", "* QUOTAROOT INBOX q\r\n* QUOTA q (STORAGE 1 100)\r\n{tag} OK\r\n")
        .answer("EXAMINE", "* 3 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n")
        .answer("UID", "* 1 FETCH (UID 1 RFC822.SIZE 900)\r\n* 2 FETCH (UID 2 RFC822.SIZE 900)\r\n* 3 FETCH (UID 3 RFC822.SIZE 900)\r\n{tag} OK\r\n")
        .answer("FETCH", "* 1 FETCH (UID 1 RFC822.SIZE 900)\r\n* 2 FETCH (UID 2 RFC822.SIZE 900)\r\n* 3 FETCH (UID 3 RFC822.SIZE 900)\r\n{tag} OK\r\n")
        .answer("CAPABILITY", "* CAPABILITY IMAP4rev1 NAMESPACE QUOTA\r\n{tag} OK\r\n")
        .answer("LOGOUT", "* BYE bye\r\n{tag} OK\r\n")
}

pub(super) fn dovecot() -> Fake {
    server("* OK Dovecot ready.")
}

/// The same server with another answer to one command.
pub(super) fn but(mut server: Fake, verb: &'static str, answer: &str) -> Fake {
    server.answers.retain(|(name, _)| *name != verb);
    server.answer(verb, answer)
}

/// A row of an ordinary user.
pub(super) async fn ann(server: Fake) -> Case {
    let case = Case::mail(server.start().await).readable().credentials("user");
    case.row(
        "ann@example.com",
        "ann",
        &[("csv.user_name_form", "plain"), ("csv.user_root", "")],
    )
}

pub(super) async fn found(server: Fake) -> BTreeSet<String> {
    ann(server).await.findings().await
}

#[tokio::test]
async fn a_mailbox_in_order_has_no_findings() {
    expect(&found(dovecot()).await, &BASE);
}

#[tokio::test]
async fn each_refusal_is_its_own_finding() {
    for (answer, rule) in [
        (
            "{tag} NO [AUTHENTICATIONFAILED] Authentication failed.",
            "imap.login.credentials",
        ),
        (
            "{tag} NO [EXPIRED] That password is not valid any more",
            "imap.login.expired",
        ),
        (
            "{tag} NO [CONTACTADMIN] Login disabled for this user",
            "imap.login.account-disabled",
        ),
        (
            "{tag} NO [PRIVACYREQUIRED] Plaintext authentication disallowed",
            "imap.login.privacy",
        ),
        (
            "{tag} NO [LIMIT] Maximum number of connections from user+IP exceeded",
            "imap.limit.observed",
        ),
        (
            "{tag} NO [UNAVAILABLE] Temporary authentication failure.",
            "imap.login.unavailable",
        ),
        (
            "{tag} NO [AUTHORIZATIONFAILED] Authorization failed",
            "imap.delegation.unknown-user",
        ),
        ("{tag} NO nobody knows why", "imap.login.other"),
        ("", "imap.login.no-answer"),
    ] {
        let end = if answer.is_empty() { "" } else { "\r\n" };
        let server = but(dovecot(), "LOGIN", &format!("{answer}{end}"));
        expect(&found(server).await, &[&BASE[..], &[rule]].concat());
    }
    let unusable = but(
        dovecot(),
        "STATUS",
        "{tag} NO [SERVERBUG] Internal error occurred.\r\n",
    );
    expect(
        &found(unusable).await,
        &[&BASE[..], &["imap.login.ok-unusable"]].concat(),
    );
}

#[tokio::test]
async fn what_a_mailbox_holds() {
    let holding = |exists: u32| {
        but(
            dovecot(),
            "EXAMINE",
            &format!("* {exists} EXISTS\r\n{{tag}} OK [READ-ONLY] done\r\n"),
        )
    };
    let many = but(
        holding(500_001),
        "STATUS",
        "* STATUS INBOX (MESSAGES 500001 UIDNEXT 600000 UIDVALIDITY 7)\r\n{tag} OK\r\n",
    );
    let found_many = ann(many)
        .await
        .set("fetch_limit", SettingValue::Int(1))
        .findings()
        .await;
    expect(
        &found_many,
        &[
            &BASE[..],
            &["source.items-limit", "imap.mailbox.cut-short", "imap.folder.huge"],
        ]
        .concat(),
    );
    let nearly = but(
        holding(450_001),
        "STATUS",
        "* STATUS INBOX (MESSAGES 450001 UIDNEXT 600000 UIDVALIDITY 7)\r\n{tag} OK\r\n",
    );
    let found_nearly = ann(nearly)
        .await
        .set("fetch_limit", SettingValue::Int(1))
        .findings()
        .await;
    expect(
        &found_nearly,
        &[
            &BASE[..],
            &[
                "source.items-near-limit",
                "imap.mailbox.cut-short",
                "imap.folder.huge",
            ],
        ]
        .concat(),
    );
    // Nothing tells the octets: no sample, and no quota either.
    let nothing = but(
        holding(30),
        "CAPABILITY",
        "* CAPABILITY IMAP4rev1 NAMESPACE\r\n{tag} OK\r\n",
    );
    let nothing = but(
        nothing,
        "STATUS",
        "* STATUS INBOX (MESSAGES 30 UIDNEXT 31 UIDVALIDITY 7)\r\n{tag} OK\r\n",
    );
    let found_nothing = ann(nothing)
        .await
        .set("fetch_limit", SettingValue::Int(1))
        .set("size_sample", SettingValue::Int(0))
        .findings()
        .await;
    expect(
        &found_nothing,
        &[&BASE[..], &["imap.size.unknown", "imap.mailbox.cut-short"]].concat(),
    );
    let found_by_sample = ann(holding(90_000_000))
        .await
        .set("fetch_limit", SettingValue::Int(1))
        .findings()
        .await;
    assert!(
        found_by_sample.contains("imap.size.target-estimated"),
        "{found_by_sample:?}"
    );
    let full = but(
        dovecot(),
        "GETQUOTAROOT",
        "* QUOTAROOT INBOX q\r\n* QUOTA q (STORAGE 96 100)\r\n{tag} OK\r\n",
    );
    expect(
        &found(full).await,
        &[&BASE[..], &["imap.quota.source-full"]].concat(),
    );
    for (size, rules) in [
        (36_500_000u64, &["imap.items.near-size-limit"][..]),
        (39_000_000, &["imap.items.too-large"]),
        (
            160_000_000,
            &["imap.items.too-large", "imap.items.beyond-maximum"],
        ),
        (
            60 << 30,
            &[
                "imap.items.too-large",
                "imap.items.beyond-maximum",
                "imap.size.target",
            ],
        ),
        (
            201 << 30,
            &[
                "imap.items.too-large",
                "imap.items.beyond-maximum",
                "imap.size.target",
                "imap.size.unsupported",
            ],
        ),
    ] {
        let large = format!("* 1 FETCH (UID 1 RFC822.SIZE {size})\r\n{{tag}} OK\r\n");
        let server = but(but(dovecot(), "UID", &large), "FETCH", &large);
        let server = but(
            server,
            "STATUS",
            "* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)\r\n{tag} OK\r\n",
        );
        let server = but(server, "EXAMINE", "* 1 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n");
        expect(&found(server).await, &[&BASE[..], rules].concat());
    }
}

#[tokio::test]
async fn folders() {
    let list = "* LIST () \".\" INBOX\r\n* LIST (\\Noselect) \".\" \"Offers/2019\"\r\n* LIST (\\Noselect) \".\" \"Caf&e\"\r\n{tag} OK\r\n";
    let names = but(dovecot(), "LIST", list);
    expect(
        &found(names).await,
        &[&BASE[..], &["source.folder-slash", "imap.folder.bad-name"]].concat(),
    );
    let list = "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Public/News\r\n{tag} OK\r\n";
    let shared = but(dovecot(), "LIST", list);
    let shared = but(
        shared,
        "NAMESPACE",
        "* NAMESPACE ((\"\" \"/\")) NIL ((\"Public/\" \"/\"))\r\n{tag} OK\r\n",
    );
    expect(
        &found(shared).await,
        &[&BASE[..], &["source.shared-namespace"]].concat(),
    );
}

#[tokio::test]
async fn a_slow_sign_in() {
    let slow = Fake {
        slow: Some(("LOGIN", std::time::Duration::from_millis(120))),
        ..dovecot()
    };
    let found = ann(slow).await.param("slow_sign_in", "100ms").findings().await;
    expect(&found, &[&BASE[..], &["imap.login.slow"]].concat());
}

#[tokio::test]
async fn a_server_that_is_gone_when_the_rows_come() {
    let case = Case::mail(dovecot().start_once().await)
        .readable()
        .credentials("user");
    let case = case.row(
        "ann@example.com",
        "ann",
        &[("csv.user_name_form", "plain"), ("csv.user_root", "")],
    );
    expect(
        &case.findings().await,
        &[&BASE[..], &["imap.login.transport"]].concat(),
    );
}

#[tokio::test]
async fn forms_of_user_names() {
    let row = |case: Case, name: &str, form: &str| {
        case.row(
            "ann@example.com",
            name,
            &[("csv.user_name_form", form), ("csv.user_root", "")],
        )
    };
    let refusing = |greeting: &str| {
        but(
            server(greeting),
            "LOGIN",
            "{tag} NO [AUTHENTICATIONFAILED] no\r\n",
        )
    };
    let refused = [&BASE[..], &["imap.login.credentials"]].concat();
    let case = Case::mail(refusing("* OK Dovecot ready.").start().await)
        .readable()
        .credentials("admin");
    let found = row(case, "contoso/admin/ann", "domain_admin_user")
        .findings()
        .await;
    expect(&found, &[&refused[..], &["imap.csv.delegation-form"]].concat());
    let case = Case::mail(refusing("* OK Dovecot ready.").start().await)
        .readable()
        .credentials("admin");
    expect(
        &row(case, "ann*admin", "user_star_admin").findings().await,
        &refused,
    );
    let courier = "* OK Courier-IMAP ready. Copyright 1998-2022";
    let case = Case::mail(refusing(courier).start().await)
        .readable()
        .credentials("admin");
    let found = row(case, "admin", "plain").findings().await;
    expect(&found, &[&refused[..], &["imap.csv.userroot-missing"]].concat());
}

/// Two rows of one admin account.
async fn two(server: Fake) -> BTreeSet<String> {
    let facts = [("csv.user_name_form", "user_star_admin"), ("csv.user_root", "")];
    let case = Case::mail(server.start().await).readable().credentials("admin");
    case.row("ann@example.com", "ann*admin", &facts)
        .row("bob@example.com", "bob*admin", &facts)
        .findings()
        .await
}

#[tokio::test]
async fn whose_mailbox_an_admin_account_sees() {
    expect(
        &two(dovecot()).await,
        &[&BASE[..], &["imap.delegation.wrong-mailbox"]].concat(),
    );
    let admin = but(
        dovecot(),
        "NAMESPACE",
        "* NAMESPACE NIL ((\"user/\" \"/\")) ((\"\" \"/\"))\r\n{tag} OK\r\n",
    );
    let found = two(admin).await;
    assert!(found.contains("imap.delegation.admin-view"), "{found:?}");
    let nothing = but(dovecot(), "LIST", "{tag} OK\r\n");
    let found = two(nothing).await;
    assert!(found.contains("imap.delegation.acl"), "{found:?}");
    let empty = but(
        dovecot(),
        "STATUS",
        "* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)\r\n{tag} OK\r\n",
    );
    let found = two(empty).await;
    assert!(found.contains("imap.delegation.empty"), "{found:?}");
}
