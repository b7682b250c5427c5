//! Without encryption, and greetings that lead nowhere.

use super::*;
use crate::testkit::{Fake, listen, self_signed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

#[tokio::test]
async fn no_encryption_where_the_user_allowed_it() {
    let server = Fake::new("* OK Courier-IMAP ready. Copyright 1998-2022 Double Precision, Inc.").answer(
        "CAPABILITY",
        "* CAPABILITY IMAP4rev1 ACL2=UNION STARTTLS LOGINDISABLED\r\n{tag} OK\r\n",
    );
    let look = look_at(&plan(server.start().await, Security::Off)).await;
    assert_eq!((look.word("tls.handshake"), look.word("tls.error")), ("off", ""));
    assert_eq!(look.reason("tls.trusted"), Reason::NotCollected);
    assert_eq!(
        look.list("imap.capabilities"),
        look.list("imap.capabilities_plain")
    );
    assert!(look.flag("imap.starttls_offered") && look.flag("imap.login_disabled"));
    assert_eq!(look.reason("imap.starttls_injected"), Reason::NotCollected);
    assert_eq!(look.reason("imap.id"), Reason::Unsupported);
    assert_eq!(
        (look.word("server.family"), look.word("server.family_evidence")),
        ("courier", "greeting")
    );
    assert!(look.place.is_ok());
    assert_eq!(
        server.verbs(),
        ["CAPABILITY", "LOGOUT"],
        "no ID where it is not listed"
    );
}

#[tokio::test]
async fn greetings_that_turn_away_or_are_none() {
    for (words, greeting, protocol, reason) in [
        (
            "* BYE closing connection; service busy\r\n",
            "bye",
            "imap",
            Reason::Refused,
        ),
        (
            " NO LOGOUT Intrusion prevention active for 203.0.113.9\r\n",
            "bye",
            "imap",
            Reason::Refused,
        ),
        (
            "* PREAUTH Logged in as alice\r\n",
            "preauth",
            "imap",
            Reason::Refused,
        ),
        (
            "220 mail.example.com ESMTP Postfix\r\n",
            "not_imap",
            "smtp",
            Reason::Malformed,
        ),
        ("+OK POP3 ready\r\n", "not_imap", "pop3", Reason::Malformed),
        ("SSH-2.0-OpenSSH_9.2p1\r\n", "not_imap", "ssh", Reason::Malformed),
        (
            "HTTP/1.1 408 Request Timeout\r\n",
            "not_imap",
            "http",
            Reason::Malformed,
        ),
    ] {
        let at = listen(move |mut stream| async move {
            let _ = stream.write_all(words.as_bytes()).await;
        })
        .await;
        let look = look_at(&plan(at, Security::Off)).await;
        assert_eq!(
            (look.word("imap.greeting"), look.word("imap.protocol")),
            (greeting, protocol),
            "{words}"
        );
        assert_eq!(look.word("imap.greeting_text"), words.trim_end());
        assert_eq!(look.reason("imap.capabilities"), reason, "{words}");
        assert_eq!(look.place.unwrap_err().reason, reason, "{words}");
    }
}

#[tokio::test]
async fn silence_hanging_up_and_resets_are_told_apart() {
    let silent = listen(|stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let look = look_at(&plan(silent, Security::Off)).await;
    assert_eq!(
        (look.word("imap.greeting"), look.word("imap.greeting_text")),
        ("silent", "")
    );
    assert_eq!(
        (look.reason("imap.protocol"), look.reason("imap.capabilities")),
        (Reason::Timeout, Reason::Timeout)
    );
    let closing = listen(|mut stream| async move {
        let _ = stream.write_all(b"* OK half a gree").await;
    })
    .await;
    let look = look_at(&plan(closing, Security::Off)).await;
    assert_eq!(
        (look.word("imap.greeting"), look.word("imap.greeting_text")),
        ("closed", "* OK half a gree")
    );
    assert_eq!(look.reason("imap.capabilities"), Reason::Refused);
    let resetting = listen(|stream| async move {
        stream.set_zero_linger().unwrap();
        drop(stream);
    })
    .await;
    let look = look_at(&plan(resetting, Security::Off)).await;
    assert_eq!(look.word("imap.greeting"), "reset");
}

#[tokio::test]
async fn a_port_that_waits_for_tls_is_recognised() {
    let acceptor = TlsAcceptor::from(self_signed("mail.example.com", false, |_| {}).config());
    let at = listen(move |stream| {
        let acceptor = acceptor.clone();
        async move { drop(acceptor.accept(stream).await) }
    })
    .await;
    for security in [Security::Off, Security::Starttls] {
        let look = look_at(&plan(at, security)).await;
        assert_eq!(
            (look.word("imap.greeting"), look.word("imap.protocol")),
            ("not_imap", "tls")
        );
        assert_eq!(look.word("imap.greeting_text"), "");
        assert_eq!(look.reason("imap.capabilities"), Reason::Malformed);
    }
    let chatty = listen(|mut stream| async move {
        let _ = stream.write_all(&[0x16, 3, 3, 0, 80, 2]).await;
        let _ = stream.read(&mut [0; 100]).await;
        std::future::pending::<()>().await;
    })
    .await;
    let look = look_at(&plan(chatty, Security::Off)).await;
    assert_eq!(
        (look.word("imap.greeting"), look.word("imap.protocol")),
        ("not_imap", "tls")
    );
}
