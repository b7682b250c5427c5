//! From the greeting to a session, and the ways to be kept out.

use crate::client::{Client, changed, demo, tcp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const GMAIL_AFTER: &str =
    "* CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS";

#[tokio::test]
async fn gmail_as_recorded() {
    let demo = demo("gmail");
    let (mut client, greeting) = Client::connect(&demo).await;
    assert!(greeting.starts_with("* OK Gimap ready for requests from "));
    let capability = client.ask("CAPABILITY").await;
    assert!(
        capability[0].ends_with("SASL-IR AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER")
    );
    assert!(capability[1].starts_with("OK Thats all she wrote!"));
    assert!(client.ask("ID (\"name\" \"test\")").await[0].starts_with("* ID (\"name\" \"GImap\" "));
    let answer = client.ask("LOGIN fiona.fine@example.com lanternharborsix").await;
    assert!(answer[0].starts_with(GMAIL_AFTER));
    assert_eq!(answer[1], "OK fiona.fine@example.com authenticated (Success)");
    assert_eq!(
        client.ask("NAMESPACE").await,
        ["* NAMESPACE ((\"\" \"/\")) NIL NIL", "OK Success"]
    );
    assert_eq!(
        client.ask("LOGOUT").await,
        ["* BYE LOGOUT Requested", "OK 73 good day (Success)"]
    );
    assert_eq!(client.line().await, None);
}

#[tokio::test]
async fn the_cast_of_gmail() {
    let demo = demo("gmail");
    let answers = [
        ("fiona.fine", "OK fiona.fine@example.com authenticated (Success)"),
        (
            "walter.wrongpass",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "ian.imapoff",
            "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and \
             enable your account for IMAP access. (Failure)",
        ),
        (
            "laura.labels",
            "OK laura.labels@example.com authenticated (Success)",
        ),
        (
            "maya.manyitems",
            "OK maya.manyitems@example.com authenticated (Success)",
        ),
        (
            "otto.oversize",
            "OK otto.oversize@example.com authenticated (Success)",
        ),
        (
            "tulin.turkce",
            "OK tulin.turkce@example.com authenticated (Success)",
        ),
        (
            "greta.google",
            "OK greta.google@example.com authenticated (Success)",
        ),
        (
            "cora.capped",
            "OK cora.capped@example.com authenticated (Success)",
        ),
        (
            "theo.throttled",
            "OK theo.throttled@example.com authenticated (Success)",
        ),
        (
            "susan.suspended",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "archie.archived",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "nadia.nomailbox",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "paul.pending",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        ("gina.group", "OK gina.group@example.com authenticated (Success)"),
        (
            "nina.neverin",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "todd.twostep",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "anna.nopassword",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "oscar.ordinary",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "olaf.ouoff",
            "NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions \
             about this feature. (Failure)",
        ),
        (
            "pia.personal",
            "OK pia.personal@gmail.com authenticated (Success)",
        ),
        (
            "rita.restricted",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "gwen.ghost",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "dora.deleted",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "alan.alvarez",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
        (
            "ned.nokey",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        ),
    ];
    let rows: Vec<_> = demo
        .csv()
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect::<Vec<_>>())
        .collect();
    assert_eq!(rows.len(), answers.len());
    for (row, (name, expected)) in rows.iter().zip(answers) {
        assert!(row[0].starts_with(name));
        let (mut client, _) = Client::connect(&demo).await;
        let answer = client.ask(format!("LOGIN {} \"{}\"", row[1], row[2])).await;
        assert_eq!(answer.last().unwrap(), expected);
    }
    assert_eq!(demo.tally().sign_ins, 26);
    assert_eq!(demo.tally().connections, 26);
    assert_eq!(demo.tally().passwords_in_clear, 0);
}

#[tokio::test]
async fn dovecot_and_exchange_say_it_in_their_words() {
    for (provider, user, expected) in [
        (
            "imap",
            "walter.wrongpass",
            "NO [AUTHENTICATIONFAILED] Authentication failed.",
        ),
        (
            "imap",
            "ian.imapoff",
            "NO [CONTACTADMIN] Login disabled for this user",
        ),
        ("exchange", "walter.wrongpass", "NO LOGIN failed."),
        ("exchange", "ian.imapoff", "NO LOGIN failed."),
        ("exchange", "fiona.fine", "OK LOGIN completed."),
        ("exchange", "sara.sessions", "NO Server Unavailable. 15"),
        ("exchange", "gus.granted", "OK LOGIN completed."),
    ] {
        let demo = demo(provider);
        let row = demo
            .csv()
            .lines()
            .find(|row| row.starts_with(user))
            .unwrap()
            .to_owned();
        let row: Vec<_> = row.split(',').collect();
        let (mut client, _) = Client::connect(&demo).await;
        assert_eq!(
            client.ask(format!("LOGIN \"{}\" \"{}\"", row[1], row[2])).await,
            [expected],
            "{user}"
        );
    }
}

#[tokio::test]
async fn a_sign_in_that_is_not_access() {
    let demo = demo("exchange");
    let mut client = Client::signed_in(&demo, "nora.notconnected").await;
    assert_eq!(
        client.ask("LIST \"\" \"*\"").await,
        ["BAD User is authenticated but not connected."]
    );
    assert_eq!(
        client.ask("STATUS INBOX (MESSAGES)").await,
        ["BAD User is authenticated but not connected."]
    );
    assert_eq!(client.ask("NOOP").await, ["OK NOOP completed."]);
}

#[tokio::test]
async fn names_and_passwords_in_every_form() {
    let demo = demo("imap");
    for login in [
        "LOGIN fiona.fine@example.com lantern-harbor-6",
        "login \"FIONA.fine@example.com\" \"lantern-harbor-6\"",
        "LOGIN {22+}\r\nfiona.fine@example.com {16+}\r\nlantern-harbor-6",
    ] {
        let (mut client, _) = Client::connect(&demo).await;
        let answer = client.ask(login).await;
        assert!(
            answer[0].starts_with("OK [CAPABILITY IMAP4rev1 SASL-IR") && answer[0].ends_with("] Logged in")
        );
    }
}

#[tokio::test]
async fn literals_are_asked_for() {
    let demo = demo("imap");
    let (mut client, _) = Client::connect(&demo).await;
    client.send("a LOGIN {22}\r\n").await;
    assert_eq!(client.line().await.unwrap(), "+ OK");
    client.send("fiona.fine@example.com {16}\r\n").await;
    assert_eq!(client.line().await.unwrap(), "+ OK");
    client.send("lantern-harbor-6\r\n").await;
    assert!(client.answer("a").await[0].starts_with("OK "));
}

#[tokio::test]
async fn a_literal_that_comes_unasked_needs_the_capability() {
    // Gmail lists LITERAL- only after sign-in.
    let gmail = demo("gmail");
    let (mut client, _) = Client::connect(&gmail).await;
    let login = "LOGIN {22+}\r\nfiona.fine@example.com {16+}\r\nlanternharborsix";
    assert_eq!(client.ask(login).await, ["BAD Could not parse command"]);
    let mut client = Client::signed_in(&gmail, "laura.labels").await;
    assert_eq!(
        client.ask("STATUS {4+}\r\nWork (MESSAGES)").await[0],
        "* STATUS \"Work\" (MESSAGES 4)"
    );
    let long = format!("STATUS {{5000+}}\r\n{} (MESSAGES)", "x".repeat(5000));
    assert_eq!(client.ask(long).await, ["BAD Could not parse command"]);
    assert_eq!(client.ask("NOOP").await, ["OK Success"]);
}

#[tokio::test]
async fn authenticate_plain() {
    let demo = demo("gmail");
    // NUL fiona.fine@example.com NUL lanternharborsix
    let right = "AGZpb25hLmZpbmVAZXhhbXBsZS5jb20AbGFudGVybmhhcmJvcnNpeA==";
    let (mut client, _) = Client::connect(&demo).await;
    let answer = client.ask(format!("AUTHENTICATE PLAIN {right}")).await;
    assert_eq!(answer[1], "OK fiona.fine@example.com authenticated (Success)");

    let (mut client, _) = Client::connect(&demo).await;
    client.send("b AUTHENTICATE PLAIN\r\n").await;
    assert_eq!(client.line().await.unwrap(), "+ ");
    client.send(format!("{right}\r\n")).await;
    assert_eq!(
        client.answer("b").await[1],
        "OK fiona.fine@example.com authenticated (Success)"
    );
}

#[tokio::test]
async fn authenticate_goes_wrong() {
    let demo = demo("imap");
    let (mut client, _) = Client::connect(&demo).await;
    // sharon.shared@example.com NUL fiona.fine@example.com NUL lantern-harbor-6: acting for somebody else.
    let for_other =
        "c2hhcm9uLnNoYXJlZEBleGFtcGxlLmNvbQBmaW9uYS5maW5lQGV4YW1wbGUuY29tAGxhbnRlcm4taGFyYm9yLTY=";
    assert_eq!(
        client.ask(format!("AUTHENTICATE PLAIN {for_other}")).await,
        ["NO [AUTHENTICATIONFAILED] Authentication failed."]
    );
    assert_eq!(
        client.ask("AUTHENTICATE CRAM-MD5").await,
        ["NO [ALERT] Unsupported authentication mechanism."]
    );
    client.send("b AUTHENTICATE PLAIN\r\n*\r\n").await;
    assert_eq!(
        client.answer("b").await,
        ["+ ", "BAD Error in IMAP command received by server."]
    );
    assert_eq!(
        client.ask("AUTHENTICATE PLAIN !!!").await,
        ["BAD Error in IMAP command received by server."]
    );
    // The third bad command before sign-in ends the connection.
    assert_eq!(client.ask("FOO").await, ["* BYE Too many invalid IMAP commands."]);
    assert_eq!(client.line().await, None);
}

#[tokio::test]
async fn without_sasl_ir_the_first_answer_must_wait() {
    let demo = demo("exchange");
    let (mut client, _) = Client::connect(&demo).await;
    // NUL fiona.fine@example.com NUL lantern-harbor-6
    let right = "AGZpb25hLmZpbmVAZXhhbXBsZS5jb20AbGFudGVybi1oYXJib3ItNg==";
    assert_eq!(
        client.ask(format!("AUTHENTICATE PLAIN {right}")).await,
        ["BAD Command Argument Error. 11"]
    );
    client.send(format!("b AUTHENTICATE PLAIN\r\n{right}\r\n")).await;
    assert_eq!(client.answer("b").await, ["+ ", "OK AUTHENTICATE completed."]);
    assert!(client.ask("CAPABILITY").await[0].ends_with(" XPROXY3"));
}

#[tokio::test]
async fn a_wrong_password_is_named_after_its_command() {
    let demo = demo("exchange");
    let (mut client, _) = Client::connect(&demo).await;
    client.send("b AUTHENTICATE PLAIN\r\nAGEAYg==\r\n").await;
    assert_eq!(client.answer("b").await, ["+ ", "NO AUTHENTICATE failed."]);
}

#[tokio::test]
async fn starttls() {
    let demo = demo("imap");
    let mut stream = tcp(&demo, 143).await;
    let greeting = read_line(&mut stream).await;
    assert!(
        greeting.contains("STARTTLS LOGINDISABLED] Dovecot ready."),
        "{greeting}"
    );
    stream
        .write_all(b"a LOGIN fiona.fine@example.com lantern-harbor-6\r\n")
        .await
        .unwrap();
    assert!(
        read_line(&mut stream)
            .await
            .starts_with("* BAD [ALERT] cleartext authentication not allowed")
    );
    assert!(
        read_line(&mut stream)
            .await
            .starts_with("a NO [PRIVACYREQUIRED] ")
    );
    assert_eq!(demo.tally().passwords_in_clear, 1);
    stream.write_all(b"b STARTTLS\r\n").await.unwrap();
    assert_eq!(
        read_line(&mut stream).await,
        "b OK Begin TLS negotiation now.\r\n"
    );
    let mut client = Client::protect(&demo, stream).await;
    let capability = client.ask("CAPABILITY").await;
    assert!(capability[0].ends_with("AUTH=PLAIN AUTH=LOGIN") && !capability[0].contains("STARTTLS"));
    let answer = client.ask("LOGIN fiona.fine@example.com lantern-harbor-6").await;
    assert!(answer[0].ends_with("Logged in"));
    // Not a second time.
    assert!(client.ask("STARTTLS").await[0].starts_with("BAD "));
}

#[tokio::test]
async fn what_is_said_in_clear_after_starttls_is_not_taken_for_said_under_tls() {
    let demo = demo("imap");
    let mut stream = tcp(&demo, 143).await;
    read_line(&mut stream).await;
    stream.write_all(b"a STARTTLS\r\nb NOOP\r\n").await.unwrap();
    assert_eq!(
        read_line(&mut stream).await,
        "a OK Begin TLS negotiation now.\r\n"
    );
    // The NOOP is gone, or it spoils the handshake; it is never answered.
    let mut client = Client::protect(&demo, stream).await;
    assert_eq!(client.ask("NOOP").await, ["OK NOOP completed."]);
}

/// Reads octet by octet, so that nothing is taken that belongs to TLS.
async fn read_line(stream: &mut TcpStream) -> String {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        line.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(line).unwrap()
}

#[tokio::test]
async fn one_place_too_many() {
    let demo = changed("gmail", "connections = 15 ", "connections = 2 ");
    let first = Client::signed_in(&demo, "fiona.fine").await;
    let _second = Client::signed_in(&demo, "fiona.fine").await;
    let (mut third, _) = Client::connect(&demo).await;
    let login = "LOGIN fiona.fine@example.com lanternharborsix";
    assert_eq!(
        third.ask(login).await,
        ["NO [ALERT] Too many simultaneous connections. (Failure)"]
    );
    // The limit is one of the account, not of the system.
    let _other = Client::signed_in(&demo, "laura.labels").await;
    drop(first);
    let mut refused = true;
    for _ in 0..100 {
        refused = third.ask(login).await[0].starts_with("NO");
        if !refused {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(!refused, "a place is given back when its session ends");
}
