//! The hello against a server of our own library, the flights of real old servers, and servers that end otherwise.

use super::flight::{End, Flight};
use super::*;
use crate::testkit::{Authority, listen, quiet, recorded, watch};
use crate::tls::Certificate;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;

const HOST: &str = "mail.example.com";

/// A recorded flight, what the server chose, and what its certificate says.
type Recorded = (
    &'static str,
    Version,
    &'static str,
    (&'static str, i64, &'static str),
);

/// Of OpenSSL's test server; the files say with which arguments and what was asked.
pub(super) const AGREED: [Recorded; 5] = [
    (
        "tls-1.0",
        Version::Tls10,
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        ("rsa", 1024, "sha1WithRSAEncryption"),
    ),
    (
        "tls-1.1",
        Version::Tls11,
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        ("rsa", 1024, "sha1WithRSAEncryption"),
    ),
    (
        "tls-1.2-rsa",
        Version::Tls12,
        "TLS_RSA_WITH_AES_256_GCM_SHA384",
        ("rsa", 2048, "sha256WithRSAEncryption"),
    ),
    (
        "tls-1.2-dhe",
        Version::Tls12,
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        ("rsa", 2048, "sha256WithRSAEncryption"),
    ),
    (
        "ecdsa",
        Version::Tls12,
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        ("ecdsa", 256, "ecdsa-with-SHA256"),
    ),
];

/// Refusals, and the number of their alert.
pub(super) const REFUSED: [(&str, u8); 4] = [
    ("tls-1.2-dhe-refusal", 40),
    ("ecdsa-refusal", 40),
    ("tls-1.3-refusal", 70),
    ("tls-1.0-refusal", 70),
];

#[test]
fn flights_of_old_servers_are_read() {
    for (name, version, suite, certificate) in AGREED {
        let octets = recorded(name);
        let Some(End::Agreed(agreed)) = Flight::default().feed(&octets) else {
            panic!("{name}")
        };
        assert_eq!(
            (agreed.version, super::name(agreed.suite).as_str()),
            (version, suite),
            "{name}"
        );
        assert_eq!(overheard(&octets), Some(version));
        let shown = Certificate::read(&agreed.chain[0]).unwrap();
        let (key, bits, signature) = certificate;
        assert_eq!((shown.key_type, shown.key_bits), (key, Some(bits)), "{name}");
        assert_eq!(shown.signature_algorithm, signature, "{name}");
        assert_eq!(shown.names, [HOST], "{name}");
        // Octet by octet it is the same.
        let mut slow = Flight::default();
        let end = octets.iter().find_map(|octet| slow.feed(&[*octet]));
        assert_eq!(end, Some(End::Agreed(agreed)), "{name}");
    }
    for (name, number) in REFUSED {
        assert_eq!(
            Flight::default().feed(&recorded(name)),
            Some(End::Alert(number)),
            "{name}"
        );
    }
}

#[test]
fn what_is_no_flight_is_told_apart() {
    for (octets, end) in [
        (&b"* OK Dovecot ready.\r\n"[..], Some(End::NotTls)),
        (b"HTTP/1.1 400 Bad Request\r\n", Some(End::NotTls)),
        // A warning about the name, and nothing more yet.
        (&[21, 3, 1, 0, 2, 1, 112], None),
        (&[21, 3, 1, 0, 2, 1, 0], Some(End::Alert(0))),
        (&[21, 3, 1, 0, 1, 2], Some(End::Malformed)),
        (&[22, 3, 1, 0xff, 0xff], Some(End::Malformed)),
        (&[22, 3, 1, 0, 0], Some(End::Malformed)),
        // A message before the hello; one that says it has 16 MiB.
        (&[22, 3, 1, 0, 4, 11, 0, 0, 0], Some(End::Malformed)),
        (&[22, 3, 1, 0, 4, 2, 0xff, 0xff, 0xff], Some(End::Malformed)),
        (&[22, 3, 1, 0, 5, 2, 0, 0, 1, 3], Some(End::Malformed)),
    ] {
        assert_eq!(Flight::default().feed(octets), end, "{octets:?}");
    }
}

#[test]
fn tls_1_3_is_overheard_from_its_extension() {
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.extend([0, 0x13, 1, 0, 0, 10, 0, 51, 0, 0, 0, 43, 0, 2, 3, 4]);
    let mut record = vec![22, 3, 3, 0, body.len() as u8 + 4, 2, 0, 0, body.len() as u8];
    record.extend(&body);
    assert_eq!(overheard(&record), Some(Version::Tls13));
    assert_eq!(overheard(&record[..20]), None);
}

async fn put(at: SocketAddr, question: Question) -> Reply {
    let stream = tokio::net::TcpStream::connect(at).await.unwrap();
    ask(Box::new(stream), question, HOST, &watch(&quiet())).await
}

/// The library reads hellos strictly: it would not answer one that is wrong.
#[tokio::test]
async fn a_modern_server_understands_the_hello() {
    let identity = Authority::root().issue(HOST, |_| {});
    let config = identity.config();
    let at = listen(move |stream| {
        let acceptor = TlsAcceptor::from(std::sync::Arc::clone(&config));
        async move { drop(acceptor.accept(stream).await) }
    })
    .await;
    let Reply::Agreed(agreed) = put(at, Question::UpTo(Version::Tls12)).await else {
        panic!("no agreement")
    };
    assert_eq!(agreed.version, Version::Tls12);
    assert!(
        name(agreed.suite).starts_with("TLS_ECDHE_ECDSA_WITH_"),
        "{agreed:?}"
    );
    assert_eq!(agreed.chain, identity.chain);
    assert!(put(at, Question::UpTo(Version::Tls11)).await.is_clear_no());
    // It has no RSA certificate.
    assert_eq!(put(at, Question::Microsoft).await, Reply::Alert(40));
}

#[tokio::test]
async fn servers_that_end_otherwise() {
    async fn answering(octets: Vec<u8>, stays: bool) -> SocketAddr {
        listen(move |mut stream| {
            let octets = octets.clone();
            async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(&octets).await;
                if stays {
                    std::future::pending::<()>().await;
                }
            }
        })
        .await
    }
    let question = Question::UpTo(Version::Tls12);
    let hello_only = recorded("tls-1.0")[..94].to_vec();
    let endless = [&[22, 3, 1, 0x40, 0][..], &[12; 0x4000]].concat().repeat(20);
    for (octets, stays, reply) in [
        (vec![], false, Reply::HungUp),
        (vec![], true, Reply::Timeout),
        (vec![22, 3, 1], true, Reply::Timeout),
        (b"* BYE no TLS here\r\n".to_vec(), false, Reply::NotTls),
        (vec![21, 3, 1, 0, 2, 2, 80], false, Reply::Alert(80)),
        (endless, true, Reply::Malformed),
    ] {
        assert_eq!(put(answering(octets, stays).await, question).await, reply);
    }
    // The choice counts although the certificate never came.
    let Reply::Agreed(agreed) = put(answering(hello_only, false).await, question).await else {
        panic!("no agreement")
    };
    assert_eq!((agreed.version, agreed.chain.len()), (Version::Tls10, 0));
    // A reset is a refusal as well.
    let resetting = listen(|stream| async move { drop(stream.set_zero_linger()) }).await;
    assert_eq!(put(resetting, question).await, Reply::HungUp);
}

#[test]
fn what_counts_as_a_refusal() {
    for (reply, clear, unclear) in [
        (Reply::Alert(40), true, false),
        (Reply::Alert(70), true, false),
        (Reply::Alert(71), true, false),
        (Reply::Alert(80), false, true),
        (Reply::HungUp, false, true),
        (Reply::Timeout, false, false),
        (Reply::NotTls, false, false),
    ] {
        assert_eq!(
            (reply.is_clear_no(), reply.is_unclear_no()),
            (clear, unclear),
            "{reply:?}"
        );
    }
}

#[test]
fn hellos_ask_what_they_should() {
    let host = |octets: &[u8]| octets.windows(HOST.len()).any(|part| part == HOST.as_bytes());
    let microsoft = hello::octets(Question::Microsoft, HOST);
    let old = hello::octets(Question::UpTo(Version::Tls10), HOST);
    assert_eq!((&microsoft[9..11], &old[9..11]), (&[3, 3][..], &[3, 1][..]));
    assert!(host(&microsoft) && host(&old));
    assert!(!hello::octets(Question::Microsoft, "192.0.2.1").ends_with(b"192.0.2.1"));
    // Length of the list of suites: eight of Microsoft's and the signal.
    assert_eq!(microsoft[44..46], [0, 18]);
    assert_ne!(
        microsoft[11..43],
        hello::octets(Question::Microsoft, HOST)[11..43]
    );
}
