//! Findings about certificates.

use super::*;
use crate::testkit::{Authority, Fake, Identity, self_signed};

async fn shows(identity: &Identity) -> SocketAddr {
    let server =
        Fake::new("* OK ready").answer("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n");
    server.tls(identity).start().await
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate() {
    let root = Authority::root();
    let past = |params: &mut rcgen::CertificateParams| params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    let future = |params: &mut rcgen::CertificateParams| params.not_before = rcgen::date_time_ymd(2900, 1, 1);
    let client = |params: &mut rcgen::CertificateParams| {
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    };
    let own = "mail.example.com";
    for (identity, rules) in [
        (root.issue(own, |_| {}), &[NOT_RSA][..]),
        (
            root.issue("www.example.com", |_| {}),
            &["source.cert-names", NOT_RSA],
        ),
        (root.issue(own, past), &["imap.tls.cert-expired", NOT_RSA]),
        (root.issue(own, future), &["imap.tls.cert-not-yet-valid", NOT_RSA]),
        (root.issue(own, client), &["imap.tls.cert-unusable", NOT_RSA]),
        (
            root.below().issue(own, |_| {}).alone(),
            &["imap.tls.cert-untrusted", NOT_RSA],
        ),
        (
            Authority::root().issue(own, |_| {}),
            &["imap.tls.cert-untrusted", NOT_RSA],
        ),
        (
            self_signed(own, true, |_| {}),
            &["imap.tls.cert-self-signed", NOT_RSA],
        ),
        (
            self_signed(own, false, past),
            &["imap.tls.cert-self-signed", "imap.tls.cert-expired", NOT_RSA],
        ),
    ] {
        let found = Case::mail(shows(&identity).await)
            .trust(root.pem())
            .findings()
            .await;
        expect(&found, rules);
    }
}

#[tokio::test]
async fn one_that_ends_soon() {
    let root = Authority::root();
    let soon = root.issue("mail.example.com", |params| {
        params.not_after = time::OffsetDateTime::now_utc() + time::Duration::days(20);
    });
    let at = shows(&soon).await;
    expect(
        &Case::mail(at).trust(root.pem()).findings().await,
        &["imap.tls.cert-expires-soon", NOT_RSA],
    );
    let found = Case::mail(at)
        .trust(root.pem())
        .param("certificate_margin", "10d")
        .findings()
        .await;
    expect(&found, &[NOT_RSA]);
}

#[tokio::test]
async fn one_that_only_this_company_trusts() {
    let root = Authority::root();
    let at = shows(&root.issue("127.0.0.1", |_| {})).await;
    let found = Case::default()
        .set("server", text(at.to_string()))
        .trust(root.pem())
        .findings()
        .await;
    let here = [
        "imap.connect.private-address",
        "imap.port.not-993",
        "imap.probe.local",
    ];
    expect(&found, &[&here[..], &["imap.tls.cert-private", NOT_RSA]].concat());
}
