//! Sign-ins: how they end, what is sent for them, and what is told of them. Answers are recorded ones where the comment
//! of a test names a product.

use crate::scripted::{Act, Server, but, say, simple};
use imaprules_facts::Value;
use imaprules_kit::Row;
use imaprules_provider::Outcome;

const TERRY: Row<'static> = ("terry@example.com", "terry", "s3cret-Pass");

fn answer_to_login(line: &str) -> Server {
    Server::start(
        "* OK ready",
        but(vec![("LOGIN", say(&format!("{{tag}} {line}\r\n")))]),
    )
}

#[test]
fn refusals_are_told_apart() {
    for (line, word, outcome) in [
        (
            "NO [AUTHENTICATIONFAILED] Authentication failed.",
            "credentials",
            Outcome::Refused,
        ),
        ("NO Login failed.", "credentials", Outcome::Refused),
        ("NO [CONTACTADMIN] Mailbox_disabled", "disabled", Outcome::Refused),
        (
            "NO [AUTHORIZATIONFAILED] Authorization failed",
            "delegation",
            Outcome::Failed,
        ),
        (
            "NO [EXPIRED] That password isn't valid any more",
            "expired",
            Outcome::Refused,
        ),
        (
            "NO [UNAVAILABLE] Temporary authentication failure.",
            "unavailable",
            Outcome::Failed,
        ),
        ("NO STARTTLS required", "privacy", Outcome::Failed),
        (
            "NO [ALERT] Account is temporarily blocked",
            "limit",
            Outcome::LockOut,
        ),
        (
            "NO Too many open connections (3 of 3 for alice)",
            "limit",
            Outcome::Failed,
        ),
        ("NO nobody knows why", "other", Outcome::Refused),
        ("BAD nobody knows why", "other", Outcome::Refused),
    ] {
        let host = answer_to_login(line).collect(&[TERRY], &[]);
        assert_eq!(host.text(TERRY.0, "imap.login"), word, "{line}");
        assert_eq!(host.text(TERRY.0, "imap.login_text"), line);
        assert_eq!(host.text(TERRY.0, "imap.login_method"), "login");
        assert!(
            host.outcomes(outcome) > 0,
            "{line}: {:?}",
            host.told.lock().unwrap()
        );
        assert_eq!(host.reason(TERRY.0, "mailbox.item_count"), "refused");
    }
}

#[test]
fn an_ok_is_no_access_until_a_second_command_works() {
    let bye = || Act::Last("* BYE IMAP access disabled for this account.\r\n".into());
    for (status, word, text) in [
        // Courier, disableimap=1
        (bye(), "disabled", "BYE IMAP access disabled for this account."),
        // Dovecot, mail directory not accessible
        (
            say("{tag} NO [SERVERBUG] Internal error occurred.\r\n"),
            "unusable",
            "NO [SERVERBUG] Internal error occurred.",
        ),
        // Cyrus without autocreate
        (
            say("{tag} NO Mailbox does not exist\r\n"),
            "unusable",
            "NO Mailbox does not exist",
        ),
        (
            Act::Last(String::new()),
            "unusable",
            "the server closed the connection",
        ),
        (Act::Silence, "timeout", "no answer within the time-out"),
    ] {
        let server = Server::start("* OK ready", but(vec![("STATUS", status)]));
        let host = server.collect(&[TERRY], &[crate::scripted::timeout(300)]);
        assert_eq!(host.text(TERRY.0, "imap.login"), word, "{text}");
        assert_eq!(host.text(TERRY.0, "imap.login_text"), text);
        // The password was right: the account must not be left alone for it.
        assert_eq!(host.outcomes(Outcome::Done), 1, "{text}");
    }
}

#[test]
fn a_welcome_is_told_without_its_list_of_capabilities() {
    let host = answer_to_login("OK [CAPABILITY IMAP4rev1 NAMESPACE] Logged in").collect(&[TERRY], &[]);
    assert_eq!(
        host.text(TERRY.0, "imap.login_text"),
        "OK [CAPABILITY ...] Logged in"
    );
    let capabilities = host.server("imap.capabilities_signed_in");
    assert_eq!(capabilities, Ok(Value::from(vec!["IMAP4REV1", "NAMESPACE"])));
}

#[test]
fn the_words_before_a_farewell_count() {
    let table = vec![(
        "LOGIN",
        Act::Last("* BYE [ALERT] Too many login failures\r\n".into()),
    )];
    let host = Server::start("* OK ready", but(table)).collect(&[TERRY], &[]);
    assert_eq!(host.text(TERRY.0, "imap.login"), "limit");
    assert_eq!(host.text(TERRY.0, "imap.login_code"), "ALERT");
    assert_eq!(host.outcomes(Outcome::LockOut), 1);
    // Its end looks like a literal, which never comes.
    let table = vec![("LOGIN", Act::Last("* BYE too many connections {12}\r\n".into()))];
    let host = Server::start("* OK ready", but(table)).collect(&[TERRY], &[]);
    assert_eq!(host.text(TERRY.0, "imap.login"), "limit");
    assert_eq!(
        host.text(TERRY.0, "imap.login_text"),
        "BYE too many connections {12}"
    );
}

#[test]
fn no_password_goes_where_the_server_takes_none() {
    let capabilities = "* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN STARTTLS\r\n{tag} OK done\r\n";
    let server = Server::start("* OK ready", but(vec![("CAPABILITY", say(capabilities))]));
    let host = server.collect(&[TERRY, ("b@example.com", "b", "pw-of-b")], &[]);
    assert_eq!(host.reason(TERRY.0, "imap.login"), "refused");
    assert_eq!(server.connections(), 1, "the look at the server was enough");
    let heard = server.heard().to_uppercase();
    assert!(
        !heard.contains(" LOGIN ") && !heard.contains("AUTHENTICATE"),
        "{heard}"
    );
    // Only the second connection hears of it: the row itself stops, too.
    let server = Server::start("* OK ready", move |asked| {
        match (asked.verb.as_str(), asked.connection) {
            ("CAPABILITY", 1..) => say(capabilities),
            _ => simple(asked),
        }
    });
    let host = server.collect(&[TERRY], &[]);
    assert_eq!(host.reason(TERRY.0, "imap.login"), "refused");
    assert!(!server.heard().contains("s3cret"), "{}", server.heard());
}

/// Answers AUTHENTICATE PLAIN, with the initial response or after asking for it.
fn plain_server(capabilities: &'static str) -> Server {
    Server::start("* OK ready", move |asked| match asked.verb.as_str() {
        "CAPABILITY" => say(&format!(
            "* CAPABILITY IMAP4rev1 {capabilities}\r\n{{tag}} OK done\r\n"
        )),
        "LOGIN" => say("{tag} BAD LOGIN is not known here\r\n"),
        "AUTHENTICATE" if asked.line.split(' ').count() > 3 => say("{tag} OK in\r\n"),
        "AUTHENTICATE" => say("+ \r\n"),
        // The payload comes without a tag.
        "" => say("A0003 OK in\r\n"),
        _ => simple(asked),
    })
}

#[test]
fn plain_is_used_where_login_is_not_known() {
    // base64 of NUL terry NUL s3cret-Pass
    let payload = "AHRlcnJ5AHMzY3JldC1QYXNz";
    for (capabilities, line) in [
        (
            "AUTH=PLAIN SASL-IR",
            format!("A0003 AUTHENTICATE PLAIN {payload}"),
        ),
        ("AUTH=PLAIN", payload.to_owned()),
    ] {
        let server = plain_server(capabilities);
        let host = server.collect(&[TERRY], &[]);
        assert_eq!(host.text(TERRY.0, "imap.login"), "ok", "{capabilities}");
        assert_eq!(host.text(TERRY.0, "imap.login_method"), "plain");
        assert!(
            server.heard().lines().any(|heard| heard == line),
            "{}",
            server.heard()
        );
        assert!(
            !host.everything().contains(payload),
            "the payload carries the password"
        );
    }
    let host = plain_server("X").collect(&[TERRY], &[]);
    assert_eq!(
        host.text(TERRY.0, "imap.login"),
        "other",
        "PLAIN is not tried where it is not offered"
    );
}

#[test]
fn letters_beyond_ascii_go_as_a_literal() {
    let server = Server::start("* OK ready", |asked| match asked.verb.as_str() {
        "LOGIN" if asked.line.ends_with('}') => say("+ OK\r\n"),
        _ if asked.line == "pä55-wörd" => say("A0002 OK in\r\n"),
        _ => simple(asked),
    });
    let row = ("u@example.com", "u", "pä55-wörd");
    let host = server.collect(&[row], &[]);
    assert_eq!(host.text(row.0, "imap.login"), "ok");
    assert!(server.heard().contains("LOGIN \"u\" {11}"), "{}", server.heard());
}

#[test]
fn what_a_server_echoes_of_a_password_is_hidden() {
    let echo = "NO no user terry with s3cret-Pass (AHRlcnJ5AHMzY3JldC1QYXNz)";
    let host = answer_to_login(echo).collect(&[TERRY], &[]);
    assert_eq!(
        host.text(TERRY.0, "imap.login_text"),
        "NO no user terry with *** (***)"
    );
    assert!(!host.everything().contains("s3cret-Pass"));
}

#[test]
fn rows_without_what_a_sign_in_needs_are_not_tried() {
    let rows = [
        ("a@example.com", "", "pw-a"),
        ("b@example.com", "b", ""),
        ("c@example.com", "c", "nul\0nul"),
    ];
    let server = Server::start("* OK ready", simple);
    let host = server.collect(&rows, &[]);
    assert_eq!(host.reason("a@example.com", "imap.login"), "not-collected");
    assert_eq!(host.reason("b@example.com", "imap.login"), "not-collected");
    assert_eq!(host.reason("c@example.com", "imap.login"), "malformed");
    assert!(!server.heard().contains("LOGIN "), "{}", server.heard());
}

#[test]
fn a_shared_account_is_tried_with_one_row_first() {
    let names =
        ["a", "b", "c", "d", "e"].map(|name| (format!("{name}@example.com"), format!("{name}*admin")));
    let rows: Vec<Row<'_>> = names
        .iter()
        .map(|(address, user)| (address.as_str(), user.as_str(), "wrong-pw"))
        .collect();
    let server = answer_to_login("NO [AUTHENTICATIONFAILED] Authentication failed.");
    let host = server.collect(&rows, &[]);
    assert_eq!(host.text("a@example.com", "imap.login"), "credentials");
    for name in ["b@example.com", "c@example.com", "d@example.com", "e@example.com"] {
        assert_eq!(host.reason(name, "imap.login"), "budget");
    }
    assert_eq!(
        server.connections(),
        2,
        "no connection is wasted on what the budget forbids"
    );
    assert_eq!(
        host.fact("mailbox", "a@example.com", "imap.delegated"),
        Ok(Value::Bool(true))
    );
    assert_eq!(host.text("a@example.com", "imap.authenticates_as"), "admin");
}

#[test]
fn a_missing_user_does_not_condemn_the_account_that_acts_for_others() {
    let server = Server::start("* OK ready", |asked| match asked.verb.as_str() {
        // Dovecot, master sign-in for a user that does not exist
        "LOGIN" if asked.line.contains("ghost") => {
            say("{tag} NO [AUTHORIZATIONFAILED] Authorization failed\r\n")
        }
        _ => simple(asked),
    });
    let rows = [
        ("ghost@example.com", "ghost*admin", "pw-admin"),
        ("b@example.com", "b*admin", "pw-admin"),
    ];
    let host = server.collect(&rows, &[]);
    assert_eq!(host.text("ghost@example.com", "imap.login"), "delegation");
    assert_eq!(host.text("b@example.com", "imap.login"), "ok");
}

/// INBOX of whoever signed in last on the connection, by the numbers of the table.
fn inboxes(table: &'static [(&'static str, &'static str)]) -> Server {
    let users = std::sync::Mutex::new(std::collections::HashMap::new());
    Server::start("* OK ready", move |asked| {
        let mut users = users.lock().unwrap();
        if asked.verb == "LOGIN" {
            let user = table
                .iter()
                .find(|(user, _)| asked.line.contains(&format!("\"{user}")));
            users.insert(
                asked.connection,
                user.map_or("MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1", |(_, items)| *items),
            );
        }
        match (asked.verb.as_str(), users.get(&asked.connection)) {
            ("STATUS", Some(items)) => say(&format!("* STATUS INBOX ({items})\r\n{{tag}} OK done\r\n")),
            _ => simple(asked),
        }
    })
}

#[test]
fn one_mailbox_behind_many_rows_is_seen() {
    // Courier opens the administrator's own mailbox for everybody.
    let same = "MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7";
    let server = inboxes(&[
        ("a", "MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7"),
        ("b", "MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7"),
        ("c", "MESSAGES 3 UIDNEXT 9 UIDVALIDITY 8"),
    ]);
    let rows = ["a", "b", "c", "d"].map(|name| (format!("{name}@x"), format!("{name}*admin")));
    let rows: Vec<Row<'_>> = rows
        .iter()
        .map(|(address, user)| (address.as_str(), user.as_str(), "pw-admin"))
        .collect();
    let host = server.collect(&rows, &[]);
    assert_eq!(host.text("a@x", "imap.identity"), "same_mailbox", "{same}");
    assert_eq!(
        host.fact("mailbox", "a@x", "imap.same_mailbox_as"),
        Ok(Value::from(vec!["b@x"]))
    );
    assert_eq!(
        (
            host.text("b@x", "imap.identity"),
            host.text("c@x", "imap.identity")
        ),
        ("same_mailbox".into(), "distinct".into())
    );
    let own = [("e@x", "e", "pw-of-e"), ("f@x", "f", "pw-of-f")];
    let host = server.collect(&own, &[]);
    assert!(
        !host.everything().contains("imap.identity"),
        "rows with accounts of their own are not compared"
    );
}

#[test]
fn the_view_of_an_administrator_is_no_mailbox() {
    // Cyrus: an account of `admins` has no personal namespace and no INBOX.
    let table = vec![
        (
            "CAPABILITY",
            say("* CAPABILITY IMAP4rev1 NAMESPACE\r\n{tag} OK done\r\n"),
        ),
        ("STATUS", say("{tag} NO Mailbox does not exist\r\n")),
        (
            "NAMESPACE",
            say("* NAMESPACE NIL ((\"user/\" \"/\")) ((\"\" \"/\"))\r\n{tag} OK Completed\r\n"),
        ),
    ];
    let rows = [("a@x", "cyrus", "pw-admin"), ("b@x", "cyrus", "pw-admin")];
    let host = Server::start("* OK ready", but(table)).collect(&rows, &[]);
    for row in ["a@x", "b@x"] {
        assert_eq!(
            (host.text(row, "imap.login"), host.text(row, "imap.identity")),
            ("unusable".into(), "admin_view".into())
        );
    }
}

#[test]
fn a_limit_of_our_own_making_is_waited_out() {
    let server = Server::start("* OK ready", |asked| {
        match (asked.verb.as_str(), asked.connection) {
            // The look at the server is connection 0; the first sign-in meets a limit, the second does not.
            ("LOGIN", 1) => say("{tag} NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n"),
            _ => simple(asked),
        }
    });
    let host = server.collect(&[TERRY], &[]);
    assert_eq!(host.text(TERRY.0, "imap.login"), "ok");
    assert_eq!(host.mailbox_records(), 1, "the first try is not told");
    assert_eq!(server.connections(), 3);
}
