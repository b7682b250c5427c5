//! Causes of failed sign-ins, by the evidence that a whole run gives, and what is suggested instead.

use crate::scripted::{Server, but, say, simple};
use imaprules_facts::Value;
use imaprules_kit::{Memory, Row};
use imaprules_provider::SettingValue;
use imaprules_provider_imap::answers::{Catalogue, Certainty, Sign};

const ADMIN: [Row<'static>; 3] = [
    ("ann@contoso.com", "contoso/admin/ann", "pw-admin"),
    ("bob@contoso.com", "contoso/admin/bob", "pw-admin"),
    ("eve@contoso.com", "contoso/admin/eve", "pw-admin"),
];

fn list(host: &Memory, row: &str, fact: &str) -> Vec<String> {
    match host.fact("mailbox", row, fact) {
        Ok(Value::List(items)) => items
            .iter()
            .filter_map(|one| one.as_text().map(str::to_owned))
            .collect(),
        other => panic!("{fact} of {row}: {other:?}"),
    }
}

#[test]
fn an_admin_account_that_works_elsewhere_lacks_a_right() {
    let server = Server::start(
        "* OK The Microsoft Exchange IMAP4 service is ready.",
        |asked| match asked.verb.as_str() {
            "LOGIN" if asked.line.contains("/eve") => say("{tag} NO LOGIN failed.\r\n"),
            _ => simple(asked),
        },
    );
    let host = server.collect(&ADMIN, &[]);
    let eve = ADMIN[2].0;
    assert_eq!(host.text(eve, "imap.login_cause"), "no_right");
    assert_eq!(host.text(eve, "imap.login_certainty"), "likely");
    let reasons = list(&host, eve, "imap.login_reasons");
    assert!(
        reasons[0].contains("same account signed in for another row"),
        "{reasons:?}"
    );
    assert!(list(&host, eve, "imap.login_candidates").contains(&"imap_off".to_owned()));
    assert_eq!(host.text(ADMIN[0].0, "imap.login_cause"), "none");
    assert_eq!(
        list(&host, ADMIN[0].0, "imap.login_candidates"),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_learnt_later_changes_what_was_said_before() {
    let server = Server::start("* OK Dovecot ready.", |asked| match asked.verb.as_str() {
        "LOGIN" if !asked.line.contains('@') => {
            say("{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n")
        }
        _ => simple(asked),
    });
    let rows = [
        ("ann@contoso.com", "ann", "pw-a"),
        ("bob@contoso.com", "bob@contoso.com", "pw-b"),
        ("eve@contoso.com", "eve@contoso.com", "pw-e"),
    ];
    let host = server.collect(&rows, &[("connections", SettingValue::Int(1))]);
    assert_eq!(host.text(rows[0].0, "imap.login_cause"), "wrong_name");
    // One record when it was done, and one when more was known.
    assert_eq!(host.mailbox_records(), 4);
}

#[test]
fn the_form_of_another_product_is_recognised_and_the_right_one_offered() {
    let refusing = but(vec![(
        "LOGIN",
        say("{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n"),
    )]);
    let host = Server::start("* OK Dovecot ready.", refusing).collect(&ADMIN[..1], &[]);
    let ann = ADMIN[0].0;
    assert_eq!(host.text(ann, "imap.login_cause"), "foreign_form");
    assert_eq!(host.text(ann, "imap.user_name_form"), "domain_admin_user");
    assert_eq!(
        host.fact("mailbox", ann, "imap.form_fits"),
        Ok(Value::Bool(false))
    );
    assert_eq!(host.text(ann, "imap.suggested_user_name"), "ann*admin");
}

#[test]
fn forms_are_told_without_signing_anybody_in() {
    let none = [("sign_in", SettingValue::Text("none".into()))];
    let host = Server::start("* OK mail.example Cyrus IMAP 3.6.1 server ready", simple)
        .collect(&[("ann@contoso.com", "ann*cyrus", "pw")], &none);
    let ann = "ann@contoso.com";
    assert_eq!(host.text(ann, "imap.suggested_user_name"), "cyrus");
    assert_eq!(host.text(ann, "imap.suggested_user_root"), "user/ann");
    assert_eq!(host.reason(ann, "imap.login"), "not-collected");
}

#[test]
fn a_form_that_is_known_at_its_own_servers_alone() {
    let host = Server::start("* OK Stalwart IMAP4rev2 at your service.", simple).collect(
        &[
            ("ann@x", "ann%admin", "pw-admin"),
            ("bob@x", "bob%admin", "pw-admin"),
        ],
        &[],
    );
    assert_eq!(host.text("ann@x", "imap.authenticates_as"), "admin");
    assert_eq!(
        host.fact("mailbox", "ann@x", "imap.form_fits"),
        Ok(Value::Bool(true))
    );
}

#[test]
fn a_server_that_takes_tokens_alone_is_told_for_every_row() {
    let server = Server::start(
        "* OK ready",
        but(vec![(
            "CAPABILITY",
            say("* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2\r\n{tag} OK done\r\n"),
        )]),
    );
    let host = server.collect(&ADMIN[..1], &[]);
    assert_eq!(host.reason(ADMIN[0].0, "imap.login"), "refused");
    // The connection is readable as well, but encryption would not help.
    assert_eq!(host.text(ADMIN[0].0, "imap.login_cause"), "oauth_needed");
}

/// A server of the Zimbra kind. `identity` is what it says to AUTHENTICATE.
fn zimbra(identity: &'static str) -> Server {
    Server::start(
        "* OK mail.example Zimbra IMAP4rev1 server ready",
        move |asked| match asked.verb.as_str() {
            "CAPABILITY" => say("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n{tag} OK done\r\n"),
            "AUTHENTICATE" => say(identity),
            "LOGIN" => say("{tag} NO LOGIN failed\r\n"),
            "STATUS" => {
                let number = asked.connection + 10;
                say(&format!(
                    "* STATUS INBOX (MESSAGES 5 UIDNEXT {number} UIDVALIDITY {number})\r\n{{tag}} OK\r\n"
                ))
            }
            _ => simple(asked),
        },
    )
}

const STARRED: [Row<'static>; 2] = [
    ("ann@x.com", "ann*admin", "pw-admin"),
    ("bob@x.com", "bob*admin", "pw-admin"),
];

#[test]
fn an_identity_is_used_only_where_it_was_asked_for() {
    let auto = [("authorization", SettingValue::Text("auto".into()))];
    let server = zimbra("{tag} OK in\r\n");
    let host = server.collect(&STARRED, &auto);
    assert_eq!(host.text("ann@x.com", "imap.authorized_login"), "ok");
    assert_eq!(host.reason("ann@x.com", "imap.login"), "unsupported");
    assert_eq!(host.int("ann@x.com", "mailbox.item_count"), 5);
    assert_eq!(host.text("ann@x.com", "imap.identity"), "distinct");
    assert!(!server.heard().contains("LOGIN "), "{:?}", server.heard());
    // ann, NUL, admin, NUL, pw-admin
    assert!(server.heard().contains("YW5uAGFkbWluAHB3LWFkbWlu"));
    assert!(
        !host.everything().contains("YW5uAGFkbWluAHB3LWFkbWlu"),
        "the password got out"
    );

    let server = zimbra("{tag} OK in\r\n");
    let host = server.collect(&STARRED[..1], &[]);
    assert_eq!(host.text("ann@x.com", "imap.login"), "credentials");
    assert!(!server.heard().contains("AUTHENTICATE"));
}

#[test]
fn an_identity_that_is_refused_is_no_refusal_of_the_row() {
    let auto = [("authorization", SettingValue::Text("auto".into()))];
    let host = zimbra("{tag} NO [AUTHORIZATIONFAILED] no\r\n").collect(&STARRED[..1], &auto);
    assert_eq!(host.text("ann@x.com", "imap.authorized_login"), "delegation");
    assert_eq!(host.reason("ann@x.com", "mailbox.item_count"), "refused");
}

#[test]
fn a_server_that_makes_mailboxes_is_asked_for_them_first() {
    let cyrus = || {
        Server::start(
            "* OK mail.example Cyrus IMAP 3.6.1 server ready",
            |asked| match asked.verb.as_str() {
                "CAPABILITY" => say("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n{tag} OK done\r\n"),
                "AUTHENTICATE" => say("{tag} OK in\r\n"),
                "LIST" if asked.line.contains("user/ann") => say("* LIST () \"/\" user/ann\r\n{tag} OK\r\n"),
                "LIST" if asked.line.contains("user") => say("{tag} OK\r\n"),
                _ => simple(asked),
            },
        )
    };
    let auto = [("authorization", SettingValue::Text("auto".into()))];
    let server = cyrus();
    let host = server.collect(&[("ann@x.com", "ann*cyrus", "pw")], &auto);
    assert_eq!(host.text("ann@x.com", "imap.authorized_login"), "ok");

    let server = cyrus();
    let host = server.collect(&[("typo@x.com", "typo*cyrus", "pw")], &auto);
    assert_eq!(
        host.reason("typo@x.com", "imap.authorized_login"),
        "no-permission"
    );
    assert!(
        !server.heard().contains("AUTHENTICATE"),
        "nobody signs in for a user that does not exist"
    );
    host.expect_balanced();
}

#[test]
fn throttling_slows_down_and_is_told() {
    let server = Server::start("* OK ready", |asked| match asked.verb.as_str() {
        "LOGIN" => say("{tag} OK Success [THROTTLED]\r\n"),
        _ => simple(asked),
    });
    let pause = [("throttle_pause", SettingValue::Int(60))];
    let began = std::time::Instant::now();
    let host = server.collect(&[("ann@x.com", "ann", "pw")], &pause);
    assert_eq!(
        host.fact("mailbox", "ann@x.com", "imap.throttled"),
        Ok(Value::Bool(true))
    );
    // STATUS, LIST, and at least one more, each after a pause.
    assert!(began.elapsed().as_millis() >= 180, "{:?}", began.elapsed());
}

#[test]
fn a_cancelled_session_still_says_good_bye() {
    let server = Server::start("* OK ready", |asked| match asked.verb.as_str() {
        "LIST" => say(""),
        _ => simple(asked),
    });
    let rows = [("ann@x.com", "ann", "pw")];
    let host = Memory::of_rows(&rows);
    std::thread::scope(|scope| {
        scope.spawn(|| server.collect_with(&host, &rows, &[]));
        while !server.heard().contains("LIST") {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        host.cancel.store(true, std::sync::atomic::Ordering::SeqCst);
    });
    assert_eq!(host.reason("ann@x.com", "imap.folder_count"), "cancelled");
    let began = std::time::Instant::now();
    while !server.heard().contains("Z LOGOUT") {
        assert!(began.elapsed().as_secs() < 5, "{}", server.heard());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn texts_that_somebody_pastes_are_recognised() {
    let catalogue = Catalogue::shipped().unwrap();
    let pasted = "Error: We had trouble signing in to this account. --> NO LOGIN failed.";
    let found = catalogue
        .recognise(pasted, Some("exchange"), &[Sign::NamesAdmin, Sign::AccountWorks])
        .unwrap();
    assert_eq!(found.certainty, Certainty::Likely);
    assert_eq!(found.candidates[0].cause.id, "no_right");
    assert!(!found.candidates[0].cause.confirm.is_empty());
    assert_eq!(catalogue.recognise("nothing of the kind", None, &[]), None);
}
