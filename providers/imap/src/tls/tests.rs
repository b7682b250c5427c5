use super::*;
use crate::testkit::{Authority, Identity, listen, quiet, self_signed, watch};
use imaprules_tls::certificates;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// Shakes hands with a server that shows an identity, trusting some roots besides the public ones.
async fn shake(identity: &Identity, host: &str, roots: &[String]) -> Handshake {
    let acceptor = TlsAcceptor::from(identity.config());
    let address = listen(move |stream| {
        let acceptor = acceptor.clone();
        async move { drop(acceptor.accept(stream).await) }
    })
    .await;
    let stream = TcpStream::connect(address).await.unwrap();
    let silent = quiet();
    let trust = Trust::new(roots).unwrap();
    handshake(Box::new(stream), host, &trust, &watch(&silent))
        .await
        .map_err(|failure| failure.error)
        .unwrap()
        .handshake
}

#[tokio::test]
async fn a_private_authority_is_trusted_when_named_only() {
    let root = Authority::root();
    let identity = root.issue("mail.example.com", |_| {});
    let known = shake(&identity, "mail.example.com", &[root.pem()]).await;
    assert!(known.verdict.trusted && known.verdict.name_matches && !known.verdict.publicly_trusted);
    assert_eq!(
        (known.verdict.chain, known.verdict.error.as_str()),
        ("trusted", "")
    );
    assert_eq!(
        (known.version, known.suite.as_str()),
        ("TLS 1.3", "TLS_AES_256_GCM_SHA384")
    );
    let certificate = known.certificate.unwrap();
    assert_eq!(certificate.names, ["mail.example.com"]);
    assert_eq!((certificate.key_type, certificate.key_bits), ("ecdsa", Some(256)));
    assert_eq!(certificate.signature_algorithm, "ecdsa-with-SHA256");
    assert!(certificate.issuer.contains("Test root") && !certificate.self_signed);
    let unknown = shake(&identity, "mail.example.com", &[]).await;
    assert_eq!(
        (unknown.verdict.trusted, unknown.verdict.chain),
        (false, "unknown_issuer")
    );
}

#[tokio::test]
async fn a_self_signed_certificate_is_one_whether_or_not_it_calls_itself_an_authority() {
    for authority in [false, true] {
        let identity = self_signed("mail.example.com", authority, |_| {});
        let verdict = shake(&identity, "mail.example.com", &[]).await.verdict;
        assert_eq!(
            (verdict.trusted, verdict.chain),
            (false, "self_signed"),
            "authority: {authority}"
        );
        let named = shake(&identity, "mail.example.com", &[identity.pem()])
            .await
            .verdict;
        assert_eq!(
            (named.trusted, named.chain),
            (true, "trusted"),
            "authority: {authority}: {}",
            named.error
        );
        let other = shake(&identity, "imap.example.com", &[identity.pem()])
            .await
            .verdict;
        assert_eq!(
            (other.trusted, other.chain, other.name_matches),
            (false, "trusted", false),
            "{}",
            other.error
        );
    }
}

#[tokio::test]
async fn dates_count_even_of_a_named_certificate() {
    let root = Authority::root();
    let expired = root.issue("a.example", |params| {
        params.not_after = rcgen::date_time_ymd(2021, 1, 1)
    });
    let verdict = shake(&expired, "a.example", &[root.pem()]).await.verdict;
    assert_eq!((verdict.trusted, verdict.chain), (false, "expired"));
    let early = root.issue("a.example", |params| {
        params.not_before = rcgen::date_time_ymd(2900, 1, 1)
    });
    let verdict = shake(&early, "a.example", &[root.pem()]).await.verdict;
    assert_eq!((verdict.trusted, verdict.chain), (false, "not_yet_valid"));
    for authority in [false, true] {
        let own = self_signed("a.example", authority, |params| {
            params.not_after = rcgen::date_time_ymd(2021, 1, 1)
        });
        let verdict = shake(&own, "a.example", &[own.pem()]).await.verdict;
        assert_eq!(
            (verdict.trusted, verdict.chain),
            (false, "expired"),
            "authority: {authority}"
        );
    }
}

#[tokio::test]
async fn the_name_is_judged_apart_from_the_chain() {
    let root = Authority::root();
    let identity = root.issue("mail.example.com", |_| {});
    let verdict = shake(&identity, "imap.example.com", &[root.pem()]).await.verdict;
    assert_eq!(
        (verdict.trusted, verdict.chain, verdict.name_matches),
        (false, "trusted", false)
    );
    assert!(verdict.error.contains("imap.example.com"), "{}", verdict.error);
    let address = root.issue("192.0.2.7", |_| {});
    let handshake = shake(&address, "192.0.2.7", &[root.pem()]).await;
    assert!(handshake.verdict.trusted);
    assert_eq!(handshake.certificate.unwrap().names, ["192.0.2.7"]);
    let unknown = shake(&identity, "imap.example.com", &[]).await.verdict;
    assert_eq!((unknown.chain, unknown.name_matches), ("unknown_issuer", false));
}

#[tokio::test]
async fn a_missing_intermediate_is_an_unknown_issuer() {
    let root = Authority::root();
    let identity = root.below().issue("a.example", |_| {});
    let whole = shake(&identity, "a.example", &[root.pem()]).await;
    assert_eq!((whole.verdict.chain, whole.chain_length), ("trusted", 2));
    let alone = shake(&identity.alone(), "a.example", &[root.pem()]).await;
    assert_eq!((alone.verdict.chain, alone.chain_length), ("unknown_issuer", 1));
    assert!(!alone.certificate.unwrap().self_signed);
}

#[tokio::test]
async fn a_certificate_for_something_else_is_no_server_certificate() {
    let root = Authority::root();
    let identity = root.issue("a.example", |params| {
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    });
    assert_eq!(
        shake(&identity, "a.example", &[root.pem()]).await.verdict.chain,
        "wrong_purpose"
    );
}

/// Shakes hands with a server that says something else after the first octets of the client.
async fn fail(answer: &'static [u8], silent: bool) -> Failure {
    let address = listen(move |mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(answer).await;
        if silent {
            std::future::pending::<()>().await;
        }
    })
    .await;
    let stream = TcpStream::connect(address).await.unwrap();
    let silent = quiet();
    let trust = Trust::new(&[]).unwrap();
    handshake(Box::new(stream), "a.example", &trust, &watch(&silent))
        .await
        .map(drop)
        .unwrap_err()
}

/// The first record of a server that knows TLS 1.0 only (RFC 2246 section 7.4.1.3): 32 random octets, no session, suite
/// TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
const OLD_SERVER_HELLO: [u8; 47] = {
    let mut record = [7; 47];
    let head = [0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1];
    let mut at = 0;
    while at < head.len() {
        record[at] = head[at];
        at += 1;
    }
    record[43] = 0;
    record[44] = 0;
    record[45] = 0x2f;
    record[46] = 0;
    record
};

#[tokio::test]
async fn why_there_is_no_handshake_is_told_apart() {
    // Alerts (RFC 8446 section 6): fatal 40 handshake_failure, 70 protocol_version, 80 internal_error.
    for (answer, silent, word, outdated) in [
        (b"* OK ready\r\n".as_slice(), false, "not_tls", false),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", false, "not_tls", false),
        (&[0x15, 3, 1, 0, 2, 2, 40], false, "no_agreement", false),
        (&[0x15, 3, 1, 0, 2, 2, 70], false, "no_agreement", true),
        (&OLD_SERVER_HELLO, false, "no_agreement", true),
        (&[0x15, 3, 1, 0, 2, 2, 80], false, "failed", false),
        (b"", false, "closed", false),
        (b"", true, "timeout", false),
    ] {
        let failure = fail(answer, silent).await;
        assert_eq!(
            (failure.word, failure.outdated),
            (word, outdated),
            "{answer:?}: {}",
            failure.error
        );
        assert!(!failure.error.is_empty());
    }
    assert_eq!(fail(b"* OK ready\r\n", false).await.heard, b"* OK ready\r\n");
}

/// Certificates that rcgen cannot make, written by `openssl req -x509`.
#[test]
fn what_a_certificate_says_of_itself() {
    for (pem, key_type, bits, algorithm) in [
        (
            include_str!("samples/rsa1024-sha1.pem"),
            "rsa",
            1024,
            "sha1WithRSAEncryption",
        ),
        (
            include_str!("samples/dsa1024.pem"),
            "dsa",
            1024,
            "2.16.840.1.101.3.4.3.2",
        ),
        (
            include_str!("samples/p384.pem"),
            "ecdsa",
            384,
            "ecdsa-with-SHA384",
        ),
        (include_str!("samples/ed25519.pem"), "ed25519", 256, "Ed25519"),
    ] {
        let read = Certificate::read(&certificates(pem).unwrap()[0]).unwrap();
        assert_eq!((read.key_type, read.key_bits), (key_type, Some(bits)));
        assert_eq!(read.signature_algorithm, algorithm);
        assert!(read.self_signed && read.not_before < read.not_after, "{read:?}");
    }
    let read =
        Certificate::read(&certificates(include_str!("samples/rsa1024-sha1.pem")).unwrap()[0]).unwrap();
    assert_eq!(read.names, ["old.example.com", "192.0.2.1", "2001:db8::1"]);
    let read = Certificate::read(&certificates(include_str!("samples/ed25519.pem")).unwrap()[0]).unwrap();
    assert_eq!(
        (read.names, read.subject.as_str()),
        (
            vec!["ed.example.com".to_owned()],
            "O=Örnek A.Ş., CN=ed.example.com"
        )
    );
    assert_eq!(Certificate::read(b"\x30\x03abc"), None);
}
