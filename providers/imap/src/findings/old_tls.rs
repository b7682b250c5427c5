//! From the flights of real old servers to findings.

use super::*;
use crate::testkit::{Authority, Fake, Identity, name_server, player, self_signed};

/// The library's own hello, which no player here agrees to.
const MODERN: u8 = 4;

/// Suites of Microsoft's list, with the signal about renegotiation.
const MICROSOFT: usize = 9;

async fn found(
    answer: impl Fn(u8, usize) -> Option<&'static str> + Send + Sync + 'static,
) -> BTreeSet<String> {
    Case::mail(player(answer).await.0).findings().await
}

/// Their certificates signed themselves.
const OWN: &str = "imap.tls.cert-self-signed";

#[tokio::test]
async fn old_versions() {
    for recording in ["tls-1.0", "tls-1.1"] {
        let found = found(move |minor, _| {
            Some(if minor == MODERN {
                "tls-1.3-refusal"
            } else {
                recording
            })
        })
        .await;
        expect(&found, &["source.tls-profile", "imap.tls.cert-weak", OWN]);
    }
    // One that hangs up on hellos it does not know.
    let found = found(|minor, _| (minor == 1).then_some("tls-1.0")).await;
    expect(&found, &["source.tls-profile", "imap.tls.cert-weak", OWN]);
}

#[tokio::test]
async fn suites_of_the_service_and_others() {
    let rsa = found(|minor, _| {
        Some(if minor == MODERN {
            "tls-1.2-dhe-refusal"
        } else {
            "tls-1.2-rsa"
        })
    })
    .await;
    expect(&rsa, &["imap.tls.untestable", OWN]);
    let finite = found(|minor, suites| match (minor, suites) {
        (MODERN, _) | (_, MICROSOFT) => Some("tls-1.2-dhe-refusal"),
        _ => Some("tls-1.2-dhe"),
    })
    .await;
    expect(&finite, &["source.tls-suite", OWN]);
    let ecdsa = found(|minor, suites| match (minor, suites) {
        (MODERN, _) | (_, MICROSOFT) => Some("ecdsa-refusal"),
        _ => Some("ecdsa"),
    })
    .await;
    expect(&ecdsa, &[NOT_RSA, OWN]);
}

#[tokio::test]
async fn names_as_the_internet_sees_them() {
    let (identity, root) = identity();
    let here = name_server(0, &["127.0.0.1"], false).await;
    let no_address = Case::default()
        .set("server", text("mail.example.com"))
        .set("name_server", text(name_server(0, &[], false).await.to_string()))
        .findings()
        .await;
    expect(&no_address, &["imap.connect.no-address"]);
    let at = Fake::new("* OK ready")
        .answer("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n")
        .tls(&identity)
        .start()
        .await;
    let inside = |public: SocketAddr| {
        Case::default()
            .set("server", text(format!("mail.example.com:{}", at.port())))
            .set("name_server", text(here.to_string()))
            .set("public_dns", text(public.to_string()))
            .trust(root.clone())
    };
    let local = [
        "imap.port.not-993",
        "imap.probe.local",
        "imap.tls.cert-private",
        NOT_RSA,
    ];
    for (public, rule) in [
        (
            name_server(0, &["93.184.215.14"], false).await,
            "imap.connect.split-dns",
        ),
        (name_server(3, &[], false).await, "imap.connect.not-public"),
        (
            name_server(0, &["10.1.2.3"], false).await,
            "imap.connect.not-public",
        ),
        (name_server(2, &[], false).await, "imap.connect.private-address"),
    ] {
        expect(&inside(public).findings().await, &[&local[..], &[rule]].concat());
    }
}

fn identity() -> (Identity, String) {
    let root = Authority::root();
    (root.issue("mail.example.com", |_| {}), root.pem())
}

fn dovecot(identity: &Identity) -> Fake {
    Fake::new("* OK Dovecot ready.")
        .answer("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n")
        .tls(identity)
}

async fn closed_port() -> SocketAddr {
    tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
}

/// `mail.example.com` with these addresses, each played by a server.
fn behind(servers: &[(&str, SocketAddr)]) -> Case {
    let play = |(address, at): &(&str, SocketAddr)| format!("mail.example.com:993={address}@{at}");
    Case::default()
        .set("server", text("mail.example.com"))
        .set("resolve", SettingValue::Texts(servers.iter().map(play).collect()))
        .set("played", SettingValue::Bool(true))
}

#[tokio::test]
async fn addresses_of_one_name() {
    let (identity, root) = identity();
    let good = dovecot(&identity).start().await;
    let (v4, v6) = ("93.184.215.14", "2606:2800:21f:cb07::1");
    let found = behind(&[(v4, good), (v6, closed_port().await)])
        .trust(root.clone())
        .findings()
        .await;
    expect(&found, &["imap.connect.one-kind-dead", NOT_RSA]);
    let found = behind(&[(v6, good)]).trust(root.clone()).findings().await;
    expect(&found, &["imap.connect.ipv6-only", NOT_RSA]);
    let foreign = dovecot(&self_signed("mail.example.com", false, |_| {}))
        .start()
        .await;
    let found = behind(&[(v4, good), (v6, foreign)]).trust(root).findings().await;
    expect(&found, &["imap.connect.addresses-differ", NOT_RSA]);
}

#[tokio::test]
async fn the_other_port() {
    let (identity, root) = identity();
    let encrypted = dovecot(&identity).start().await;
    let readable = Fake::new("* OK Dovecot ready.")
        .answer(
            "CAPABILITY",
            "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n{tag} OK\r\n",
        )
        .start()
        .await;
    let with_other = |port: u16, own: SocketAddr, other: SocketAddr| {
        let beside = if port == 993 { 143 } else { 993 };
        Case::default()
            .set("server", text(format!("mail.example.com:{port}")))
            .set(
                "resolve",
                SettingValue::Texts(vec![
                    format!("mail.example.com:{port}=93.184.215.14@{own}"),
                    format!("mail.example.com:{beside}=93.184.215.14@{other}"),
                ]),
            )
            .set("played", SettingValue::Bool(true))
            .trust(root.clone())
    };
    let found = with_other(993, encrypted, readable).findings().await;
    expect(&found, &["imap.port.other-plain", NOT_RSA]);
    let found = with_other(143, readable, encrypted).starttls().findings().await;
    expect(
        &found,
        &[
            "imap.port.other-works",
            "imap.port.not-993",
            "imap.tls.starttls-missing",
        ],
    );
    let found = with_other(993, encrypted, readable)
        .set("other_port", text("off"))
        .findings()
        .await;
    expect(&found, &[NOT_RSA]);
    let renewed = Fake::new("* OK Dovecot ready.")
        .answer("CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK\r\n")
        .answer("STARTTLS", "{tag} OK\r\n")
        .secret_answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n")
        .starttls(&Authority::root().issue("mail.example.com", |_| {}))
        .start()
        .await;
    let found = with_other(993, encrypted, renewed).findings().await;
    expect(&found, &["imap.port.other-certificate", NOT_RSA]);
}

#[tokio::test]
async fn reachability_from_microsoft_needs_evidence() {
    let (identity, root) = identity();
    let rule = "network.reachable-from-microsoft";
    let closed = closed_port().await;
    let found = Case::mail(closed)
        .set("vantage", text("outside"))
        .findings()
        .await;
    expect(&found, &["imap.connect.refused", rule]);
    let found = Case::mail(closed).set("vantage", text("inside")).findings().await;
    expect(&found, &["imap.connect.refused"]);
    let open = dovecot(&identity).start().await;
    let says = |result: &str, of: &str| {
        let mut case = Case::mail(open).trust(root.clone());
        let mut record = Record::about("migration", "migration", file(), 1);
        record
            .know("availability.result", result)
            .know("availability.server", of);
        case.of_file.push(record);
        case
    };
    expect(&says("success", "mail.example.com").findings().await, &[NOT_RSA]);
    expect(&says("failed", "").findings().await, &[rule, NOT_RSA]);
    expect(&says("failed", "imap.example.net").findings().await, &[NOT_RSA]);
}
