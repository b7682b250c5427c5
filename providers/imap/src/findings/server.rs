//! Findings about names, addresses, ports, greetings, encryption and products.

use super::*;
use crate::testkit::{Authority, Fake, Identity, listen};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn dovecot() -> Fake {
    Fake::new("* OK Dovecot ready.")
        .answer("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n")
        .secret_answer("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n")
}

fn lists(capabilities: &str) -> Fake {
    Fake::new("* OK ready").answer(
        "CAPABILITY",
        &format!("* CAPABILITY IMAP4rev1 {capabilities}\r\n{{tag}} OK\r\n"),
    )
}

/// A certificate for the host of [`Case::mail`], and the root to trust.
fn identity() -> (Identity, String) {
    let root = Authority::root();
    (root.issue("mail.example.com", |_| {}), root.pem())
}

async fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
}

/// A server that says something and keeps the connection for a while.
async fn says(words: &'static [u8], stays: Duration) -> SocketAddr {
    listen(move |mut stream| async move {
        let _ = stream.write_all(words).await;
        tokio::time::sleep(stays).await;
    })
    .await
}

/// A line without end.
async fn endless() -> SocketAddr {
    listen(|mut stream| async move { while stream.write_all(&[b'x'; 4096]).await.is_ok() {} }).await
}

const STAYS: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_server_in_order_has_no_findings() {
    let (identity, root) = identity();
    let at = dovecot().tls(&identity).start().await;
    expect(&Case::mail(at).trust(root).findings().await, &[NOT_RSA]);
}

#[tokio::test]
async fn addresses_and_ports() {
    let open = dovecot().start().await;
    let found = Case::mail(closed_port().await).findings().await;
    expect(&found, &["imap.connect.refused"]);
    let found = Case::played("mail.example.com", 993, &[open, closed_port().await])
        .readable()
        .findings()
        .await;
    expect(&found, &["imap.connect.dead-addresses", "imap.tls.none"]);
    let found = Case::played("mail.example.com", 143, &[open])
        .readable()
        .findings()
        .await;
    expect(&found, &["imap.port.not-993", "imap.tls.none"]);
    let inside = format!("mail.example.com:993=10.0.0.7@{open}");
    let found = Case::mail(open)
        .set("resolve", SettingValue::Texts(vec![inside]))
        .readable()
        .findings()
        .await;
    expect(&found, &["imap.connect.private-address", "imap.tls.none"]);
    let here = Case::default()
        .set("server", text(open.to_string()))
        .readable()
        .findings()
        .await;
    expect(
        &here,
        &[
            "imap.connect.private-address",
            "imap.port.not-993",
            "imap.probe.local",
            "imap.tls.none",
        ],
    );
    // No TCP connection leads to a broadcast address; systems say so in different ways.
    let nowhere = Case::mail("255.255.255.255:993".parse().unwrap())
        .findings()
        .await;
    expect(&nowhere, &["imap.connect.failed"]);
}

#[tokio::test]
async fn names_that_do_not_resolve() {
    // RFC 6761 section 6.4: the name never exists. Without a name server the finding is another one.
    let found = Case::default()
        .set("server", text("imap.invalid:993"))
        .findings()
        .await;
    let names = ["imap.connect.name-unknown", "imap.connect.dns-broken"];
    assert!(
        found.len() == 1 && names.iter().any(|name| found.contains(*name)),
        "{found:?}"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_address_that_does_not_answer() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let at = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) =
        tokio::time::timeout(Duration::from_millis(100), tokio::net::TcpStream::connect(at)).await
    {
        waiting.push(stream.unwrap());
    }
    expect(&Case::mail(at).findings().await, &["imap.connect.timeout"]);
}

#[tokio::test]
async fn greetings() {
    let silent = says(b"", STAYS).await;
    let closing = says(b"", Duration::ZERO).await;
    for (at, rule) in [
        (silent, "imap.connect.silent"),
        (closing, "imap.connect.closed"),
        (
            says(b"* BYE closing connection; service busy\r\n", STAYS).await,
            "imap.greeting.bye",
        ),
        (
            says(b"* PREAUTH Logged in as alice\r\n", STAYS).await,
            "imap.greeting.preauth",
        ),
        (
            says(b"220 mail.example.com ESMTP\r\n", STAYS).await,
            "imap.greeting.not-imap",
        ),
        (endless().await, "imap.greeting.too-long"),
    ] {
        expect(
            &Case::mail(at).readable().findings().await,
            &[rule, "imap.tls.none"],
        );
    }
    let slow = listen(|mut stream| async move {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let _ = stream.write_all(b"* OK ready\r\n").await;
        tokio::time::sleep(STAYS).await;
    })
    .await;
    let found = Case::mail(slow)
        .readable()
        .param("slow_greeting", "100ms")
        .findings()
        .await;
    expect(&found, &["imap.greeting.slow", "imap.tls.none"]);
}

#[tokio::test]
async fn ports_and_encryption_that_do_not_fit() {
    let (identity, root) = identity();
    let encrypted = dovecot().tls(&identity).start().await;
    expect(
        &Case::mail(encrypted).trust(root).starttls().findings().await,
        &["imap.greeting.tls-expected"],
    );
    let readable = dovecot().start().await;
    expect(&Case::mail(readable).findings().await, &["imap.tls.not-tls"]);
    let web = listen(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    expect(&Case::mail(web).findings().await, &["imap.greeting.not-imap"]);
}

#[tokio::test]
async fn handshakes_that_fail() {
    for (record, rule) in [
        (&[0x15, 3, 1, 0, 2, 2, 70][..], "source.tls-profile"),
        (&[0x15, 3, 1, 0, 2, 2, 40], "imap.tls.no-agreement"),
        (&[0x15, 3, 1, 0, 2, 2, 80], "imap.tls.broken-off"),
        (&[], "imap.tls.broken-off"),
    ] {
        let at = listen(move |mut stream| async move {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(record).await;
        })
        .await;
        expect(&Case::mail(at).findings().await, &[rule]);
    }
}

/// No server of a test can reset a connection before it is open: the record of one is made from the error that the
/// system gives then.
#[test]
fn a_reset_while_connecting() {
    let reset = crate::tcp::Failure::of(&std::io::ErrorKind::ConnectionReset.into());
    let mut record = Record::about("server", "mail.example.com:993", file(), 1);
    record
        .know("server.host", "mail.example.com")
        .know("server.dns", "ok")
        .know("server.tcp", reset.word().unwrap());
    let found = judged(&packs(&[]), [record].iter());
    expect(&found, &["imap.connect.reset"]);
}

#[tokio::test]
async fn a_proxy_of_another_product() {
    let mut server = dovecot();
    server.answers.clear();
    let at = server
        .answer(
            "CAPABILITY",
            "* CAPABILITY IMAP4rev1 ID AUTH=PLAIN\r\n{tag} OK\r\n",
        )
        .answer("ID", "* ID (\"name\" \"Zimbra\")\r\n{tag} OK\r\n")
        .start()
        .await;
    let found = Case::mail(at)
        .readable()
        .param("sure_family", "60")
        .findings()
        .await;
    expect(&found, &["imap.product.unsure", "imap.tls.none"]);
    expect(&Case::mail(at).readable().findings().await, &["imap.tls.none"]);
}

#[tokio::test]
async fn starttls() {
    let (identity, root) = identity();
    let offering = || {
        dovecot()
            .starttls(&identity)
            .answer("CAPABILITY", "")
            .answer("STARTTLS", "{tag} OK now\r\n* CAPABILITY EVIL\r\n")
    };
    let mut injecting = offering();
    injecting.answers.retain(|(verb, _)| *verb != "CAPABILITY");
    let injecting = injecting
        .answer("CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK\r\n")
        .start()
        .await;
    let found = Case::mail(injecting).trust(root).starttls().findings().await;
    expect(&found, &["imap.tls.starttls-injection", NOT_RSA]);
    let bare = lists("LOGINDISABLED").start().await;
    expect(
        &Case::mail(bare).starttls().findings().await,
        &["imap.tls.starttls-missing"],
    );
    let refusing = lists("STARTTLS")
        .answer("STARTTLS", "{tag} NO no certificate\r\n")
        .start()
        .await;
    expect(
        &Case::mail(refusing).starttls().findings().await,
        &["imap.tls.starttls-refused"],
    );
}

#[tokio::test]
async fn servers_that_take_no_passwords() {
    let at = lists("STARTTLS LOGINDISABLED").start().await;
    expect(
        &Case::mail(at).readable().findings().await,
        &["imap.login.disabled-plain", "imap.tls.none"],
    );
    let (identity, root) = identity();
    let tokens = lists("LOGINDISABLED AUTH=XOAUTH2").tls(&identity).start().await;
    let found = Case::mail(tokens).trust(root.clone()).findings().await;
    expect(&found, &["imap.login.oauth-only", NOT_RSA]);
    let none = lists("LOGINDISABLED AUTH=GSSAPI").tls(&identity).start().await;
    let found = Case::mail(none).trust(root.clone()).findings().await;
    expect(&found, &["imap.login.mech-missing", NOT_RSA]);
    let plain = lists("LOGINDISABLED AUTH=PLAIN").tls(&identity).start().await;
    expect(
        &Case::mail(plain).trust(root).findings().await,
        &["imap.login.plain-only", NOT_RSA],
    );
}

#[tokio::test]
async fn products() {
    let closed = closed_port().await;
    let tenant = Case::played("outlook.office365.com", 993, &[closed])
        .findings()
        .await;
    expect(&tenant, &["imap.connect.refused", "source.microsoft365-tenant"]);
    let workmail = Case::played("imap.mail.eu-west-1.awsapps.com", 993, &[closed])
        .findings()
        .await;
    expect(&workmail, &["imap.connect.refused", "imap.product.workmail"]);
    let mut gmail = lists("X-GM-EXT-1 AUTH=PLAIN");
    gmail.greeting = "* OK Gimap ready for requests from 192.0.2.1 x\r\n".to_owned();
    let found = Case::mail(gmail.start().await).readable().findings().await;
    expect(&found, &["imap.product.own-provider", "imap.tls.none"]);
    for (greeting, old) in [
        (
            "* OK mail IMAP4rev1 2007e.404 at Mon, 2 Mar 2026 10:00:00 +0000 (GMT)",
            true,
        ),
        ("* OK mail Cyrus IMAP4 v2.3.7 server ready", true),
        ("* OK mail Cyrus IMAP 3.10.2 server ready", false),
    ] {
        let mut server = lists("AUTH=PLAIN");
        server.greeting = format!("{greeting}\r\n");
        let found = Case::mail(server.start().await).readable().findings().await;
        expect(
            &found,
            if old {
                &["imap.product.eol", "imap.tls.none"]
            } else {
                &["imap.tls.none"]
            },
        );
    }
}
