//! Implicit TLS and STARTTLS.

use super::*;
use crate::testkit::{Fake, listen, self_signed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn dovecot() -> Fake {
    Fake::new("* OK [CAPABILITY IMAP4rev1 ID AUTH=PLAIN] Dovecot (Debian) ready.")
        .answer(
            "CAPABILITY",
            "* CAPABILITY IMAP4rev1 SASL-IR ID AUTH=PLAIN auth=login\r\n{tag} OK done\r\n",
        )
        .answer(
            "ID",
            "* ID (\"name\" \"Dovecot\" \"version\" NIL)\r\n{tag} OK ID completed.\r\n",
        )
        .answer("LOGOUT", "* BYE Logging out\r\n{tag} OK\r\n")
}

fn cyrus() -> Fake {
    Fake::new("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] mail Cyrus IMAP 3.6.1 server ready")
        .answer(
            "CAPABILITY",
            "* CAPABILITY IMAP4rev1 ID STARTTLS LOGINDISABLED\r\n{tag} OK\r\n",
        )
        .answer("STARTTLS", "{tag} OK Begin TLS negotiation now\r\n")
        .answer("ID", "* ID NIL\r\n{tag} OK\r\n")
        .secret_answer(
            "CAPABILITY",
            "* CAPABILITY IMAP4rev1 ID AUTH=PLAIN\r\n{tag} OK\r\n",
        )
        .secret_answer(
            "ID",
            "* ID (\"name\" \"Cyrus IMAPD\" \"version\" \"3.6.1\")\r\n{tag} OK\r\n",
        )
}

#[tokio::test]
async fn a_server_in_order() {
    let (root, roots) = authority();
    let server = dovecot().tls(&root.issue("mail.example.com", |_| {}));
    let plan = Plan {
        roots,
        ..plan(server.start().await, Security::Tls)
    };
    let look = look_at(&plan).await;
    assert_eq!(
        (look.word("tls.handshake"), look.word("tls.chain")),
        ("ok", "trusted")
    );
    assert!(look.flag("tls.trusted") && look.flag("tls.publicly_trusted") && look.flag("tls.name_matches"));
    assert_eq!(
        (look.word("imap.greeting"), look.word("imap.protocol")),
        ("ok", "imap")
    );
    assert_eq!(
        look.list("imap.capabilities"),
        ["IMAP4REV1", "SASL-IR", "ID", "AUTH=PLAIN", "AUTH=LOGIN"]
    );
    assert_eq!(look.list("imap.auth_mechanisms"), ["PLAIN", "LOGIN"]);
    assert!(!look.flag("imap.login_disabled"));
    assert_eq!(look.list("imap.id"), ["name=Dovecot", "version="]);
    assert_eq!(
        (look.word("server.family"), look.word("server.family_evidence")),
        ("dovecot", "id")
    );
    assert_eq!(look.reason("server.version"), Reason::Unsupported);
    assert!(look.int("server.family_confidence") > 95, "ID and greeting agree");
    assert_eq!(
        (
            look.word("server.super_user_form"),
            look.word("server.super_user_way")
        ),
        ("user*admin", "user_name")
    );
    assert!(look.word("server.enablement_switch").contains("nologin"));
    assert!(look.word("server.penalty").contains("15 seconds"));
    for fact in [
        "imap.capabilities_plain",
        "imap.starttls_offered",
        "imap.starttls_injected",
    ] {
        assert_eq!(look.reason(fact), Reason::NotCollected, "{fact}");
    }
    assert_eq!(look.place.unwrap().family, "dovecot");
    assert_eq!(server.verbs(), ["CAPABILITY", "ID", "LOGOUT"]);
}

#[tokio::test]
async fn a_private_authority_is_a_public_one_only_in_a_play() {
    let (root, roots) = authority();
    let server = dovecot().tls(&root.issue("127.0.0.1", |_| {}));
    let mut plan = Plan {
        roots,
        ..plan(server.start().await, Security::Tls)
    };
    plan.overrides.clear();
    plan.played = false;
    plan.host = "127.0.0.1".to_owned();
    let look = look_at(&plan).await;
    assert!(look.flag("tls.trusted") && !look.flag("tls.publicly_trusted"));
    assert!(look.place.is_ok());
}

#[tokio::test]
async fn another_address_alone_makes_no_private_authority_public() {
    let (root, roots) = authority();
    let server = dovecot().tls(&root.issue("mail.example.com", |_| {}));
    let plan = Plan {
        roots,
        played: false,
        ..plan(server.start().await, Security::Tls)
    };
    let look = look_at(&plan).await;
    assert!(look.flag("tls.trusted") && !look.flag("tls.publicly_trusted"));
}

#[tokio::test]
async fn an_untrusted_certificate_is_looked_through_but_no_password_goes_there() {
    let server = dovecot().tls(&self_signed("mail.example.com", true, |_| {}));
    let look = look_at(&plan(server.start().await, Security::Tls)).await;
    assert_eq!(
        (look.word("tls.handshake"), look.word("tls.chain")),
        ("ok", "self_signed")
    );
    assert!(look.flag("tls.self_signed") && !look.flag("tls.trusted") && !look.flag("tls.legacy_only"));
    assert_eq!(look.word("server.family"), "dovecot");
    let note = look.place.unwrap_err().note.unwrap();
    assert!(
        note.contains("no password was sent") && note.contains("signed by itself"),
        "{note}"
    );
}

#[tokio::test]
async fn starttls_shows_both_states() {
    let (root, roots) = authority();
    let server = cyrus().starttls(&root.issue("mail.example.com", |_| {}));
    let plan = Plan {
        roots,
        ..plan(server.start().await, Security::Starttls)
    };
    let look = look_at(&plan).await;
    assert_eq!(look.word("tls.handshake"), "ok");
    assert_eq!(
        look.list("imap.capabilities_plain"),
        ["IMAP4REV1", "ID", "STARTTLS", "LOGINDISABLED"]
    );
    assert_eq!(look.list("imap.capabilities"), ["IMAP4REV1", "ID", "AUTH=PLAIN"]);
    assert!(look.flag("imap.starttls_offered") && !look.flag("imap.starttls_injected"));
    assert!(
        !look.flag("imap.login_disabled"),
        "only the encrypted state counts"
    );
    assert_eq!(
        (look.word("server.family"), look.word("server.version")),
        ("cyrus", "3.6.1")
    );
    assert!(look.place.is_ok());
}

#[tokio::test]
async fn octets_behind_the_ok_to_starttls_are_noticed_and_forgotten() {
    let (root, roots) = authority();
    let mut server = cyrus().starttls(&root.issue("mail.example.com", |_| {}));
    server.answers.retain(|(verb, _)| *verb != "STARTTLS");
    let server = server.answer(
        "STARTTLS",
        "{tag} OK now\r\n* CAPABILITY IMAP4rev1 AUTH=EVIL\r\nA0001 OK\r\n",
    );
    let plan = Plan {
        roots,
        ..plan(server.start().await, Security::Starttls)
    };
    let look = look_at(&plan).await;
    assert!(look.flag("imap.starttls_injected"));
    assert_eq!(look.list("imap.capabilities"), ["IMAP4REV1", "ID", "AUTH=PLAIN"]);
}

#[tokio::test]
async fn starttls_that_is_not_offered_or_refused() {
    let bare = |answer: &str| {
        Fake::new("* OK mail Cyrus IMAP 3.10.2 server ready")
            .answer("CAPABILITY", answer)
            .answer("STARTTLS", "{tag} NO no certificate\r\n")
            .answer("ID", "* ID (\"name\" \"Cyrus IMAPD\")\r\n{tag} OK\r\n")
    };
    let server = bare("* CAPABILITY IMAP4rev1 ID LOGINDISABLED\r\n{tag} OK\r\n");
    let look = look_at(&plan(server.start().await, Security::Starttls)).await;
    assert_eq!(look.word("tls.handshake"), "starttls_missing");
    assert!(!look.flag("imap.starttls_offered"));
    assert_eq!(look.word("server.family"), "cyrus");
    for fact in [
        "imap.capabilities",
        "imap.login_disabled",
        "imap.starttls_injected",
        "tls.trusted",
    ] {
        assert_eq!(look.reason(fact), Reason::Unsupported, "{fact}");
    }
    assert!(look.place.is_err());
    assert_eq!(
        server.verbs(),
        ["CAPABILITY", "ID", "LOGOUT"],
        "nothing secret, no STARTTLS"
    );
    let server = bare("* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK\r\n");
    let look = look_at(&plan(server.start().await, Security::Starttls)).await;
    assert_eq!(
        (look.word("tls.handshake"), look.word("tls.error")),
        ("starttls_refused", "NO no certificate")
    );
}

#[tokio::test]
async fn preauth_before_starttls_is_no_way_to_sign_in() {
    let server = Fake::new("* PREAUTH Logged in as alice");
    let look = look_at(&plan(server.start().await, Security::Starttls)).await;
    assert_eq!(look.word("imap.greeting"), "preauth");
    for fact in ["tls.handshake", "imap.capabilities"] {
        assert_eq!(look.reason(fact), Reason::Refused, "{fact}");
    }
    assert!(look.place.is_err());
    assert_eq!(server.verbs(), [] as [String; 0]);
}

#[tokio::test]
async fn a_port_without_tls_says_what_it_speaks_instead() {
    for (words, greeting, protocol) in [
        ("* OK Dovecot ready.\r\n", "ok", "imap"),
        ("220 mail.example.com ESMTP Postfix\r\n", "not_imap", "smtp"),
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "not_imap", "http"),
    ] {
        let at = listen(move |mut stream| async move {
            let _ = stream.write_all(words.as_bytes()).await;
            let _ = stream.read(&mut [0; 4096]).await;
        })
        .await;
        let look = look_at(&plan(at, Security::Tls)).await;
        assert_eq!(look.word("tls.handshake"), "not_tls");
        assert_eq!(
            (look.word("imap.greeting"), look.word("imap.protocol")),
            (greeting, protocol)
        );
        assert_eq!(look.word("imap.greeting_text"), words.lines().next().unwrap());
        assert_eq!(look.reason("imap.capabilities"), Reason::Malformed);
        assert!(look.place.is_err());
    }
}
