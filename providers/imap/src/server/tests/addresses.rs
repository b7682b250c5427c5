//! Several addresses behind one name, the two kinds of addresses, name servers, and from where they are seen.

use super::*;
use crate::settings::Vantage;
use crate::testkit::{Fake, Identity, name_server, self_signed};
use tokio::net::TcpListener;

const HOST: &str = "mail.example.com";

fn server(greeting: &str) -> Fake {
    Fake::new(greeting).answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n")
}

async fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
}

/// A plan for these servers, each under an address of its own.
fn behind(security: Security, servers: &[(&str, SocketAddr)], roots: &[String]) -> Plan {
    let overrides = servers.iter().map(|(address, at)| Override {
        reported: address.parse().unwrap(),
        connect: *at,
    });
    Plan {
        overrides: overrides.collect(),
        roots: roots.to_vec(),
        ..plan(servers[0].1, security)
    }
}

#[tokio::test]
async fn one_of_two_with_an_old_certificate_is_noticed_and_not_used() {
    let (root, roots) = authority();
    let good = server("* OK Dovecot ready.")
        .tls(&root.issue(HOST, |_| {}))
        .start()
        .await;
    let bad = server("* OK Dovecot ready.")
        .tls(&self_signed(HOST, false, |_| {}))
        .start()
        .await;
    let plan = behind(
        Security::Tls,
        &[("93.184.215.14", bad), ("93.184.215.15", good)],
        &roots,
    );
    let look = look_at(&plan).await;
    assert_eq!(look.list("server.distrusted_addresses"), ["93.184.215.14"]);
    assert!(look.flag("server.certificates_differ") && !look.flag("server.greetings_differ"));
    let views = look.list("server.address_views");
    assert!(
        views[0].starts_with("93.184.215.14: TLS 1.3, certificate not trusted: "),
        "{views:?}"
    );
    assert_eq!(
        views[1],
        "93.184.215.15: TLS 1.3, certificate trusted, greeting ok, dovecot"
    );
    // The one that can be used is looked at, and signed in to.
    assert!(look.flag("tls.trusted"));
    assert_eq!(look.place.unwrap().at, good);
}

#[tokio::test]
async fn greetings_differ_by_kind_and_product_and_not_by_their_numbers() {
    for (one, other, differ) in [
        ("* OK Dovecot ready.", "* OK Dovecot (Debian) ready.", false),
        (
            "* OK [192.0.2.1] IMAP4rev1 2007e.404 at Mon, 2 Mar 2026",
            "* OK [192.0.2.2] IMAP4rev1 2007e.404 at Tue, 3 Mar 2026",
            false,
        ),
        (
            "* OK Dovecot ready.",
            "* OK mail Cyrus IMAP 3.6.1 server ready",
            true,
        ),
        ("* OK Dovecot ready.", "* BYE too busy", true),
    ] {
        let plan = behind(
            Security::Off,
            &[
                ("93.184.215.14", server(one).start().await),
                ("93.184.215.15", server(other).start().await),
            ],
            &[],
        );
        let look = look_at(&plan).await;
        assert_eq!(look.flag("server.greetings_differ"), differ, "{one} {other}");
        assert_eq!(look.reason("server.certificates_differ"), Reason::NotCollected);
        assert_eq!(look.word("imap.greeting"), "ok");
    }
}

#[tokio::test]
async fn a_single_address_costs_no_connection_more() {
    let (root, roots) = authority();
    let identity: Identity = root.issue(HOST, |_| {});
    let at = server("* OK Dovecot ready.").tls(&identity).start().await;
    let mut plan = behind(Security::Tls, &[("93.184.215.14", at)], &roots);
    plan.look.tls_probe = crate::settings::TlsProbe::Off;
    let host = quiet();
    let look = look_with(&plan, &host).await;
    assert_eq!(host.endings().len(), 1);
    assert_eq!(look.list("server.address_views").len(), 1);
    assert!(!look.flag("server.certificates_differ"));
    assert_eq!(look.list("server.distrusted_addresses"), [] as [String; 0]);
}

#[tokio::test]
async fn each_kind_of_address_is_told_apart() {
    let open = server("* OK ready").start().await;
    let (v4, v6) = ("93.184.215.14", "2606:2800:21f:cb07::1");
    for (servers, over_v4, over_v6) in [
        (vec![(v4, open)], "open", "none"),
        (vec![(v6, open)], "none", "open"),
        (vec![(v4, open), (v6, closed_port().await)], "open", "closed"),
        (vec![(v4, closed_port().await), (v6, open)], "closed", "open"),
        (vec![(v4, open), (v6, open)], "open", "open"),
    ] {
        let look = look_at(&behind(Security::Off, &servers, &[])).await;
        assert_eq!(
            (look.word("server.over_ipv4"), look.word("server.over_ipv6")),
            (over_v4, over_v6),
            "{servers:?}"
        );
        let Ok(Value::Int(took)) = look.of("server.connect_time") else {
            panic!("{:?}", look.of("server.connect_time"))
        };
        assert!((0..1500).contains(took));
    }
}

#[tokio::test]
async fn a_machine_without_a_way_says_nothing_of_that_kind() {
    let open = server("* OK ready").start().await;
    // No TCP connection leads to a multicast address; systems say so in different ways.
    let nowhere = "[ff0e::1]:1".parse().unwrap();
    let servers = [("93.184.215.14", open), ("2606:2800:21f:cb07::1", nowhere)];
    let look = look_at(&behind(Security::Off, &servers, &[])).await;
    assert_eq!(look.word("server.over_ipv4"), "open");
    assert_eq!(look.reason("server.over_ipv6"), Reason::Unreachable);
}

#[tokio::test]
async fn a_named_name_server_is_asked_and_a_public_one_besides() {
    let mut plan = plan(closed_port().await, Security::Off);
    plan.overrides.clear();
    plan.look.name_server = Some(name_server(0, &["127.0.0.1"], false).await);
    let look = look_at(&plan).await;
    assert_eq!(look.list("server.addresses"), ["127.0.0.1"]);
    assert_eq!(look.word("server.address_scope"), "private");
    for fact in [
        "server.public_dns",
        "server.public_addresses",
        "server.public_scope",
    ] {
        assert_eq!(look.reason(fact), Reason::NotCollected, "nobody else is asked");
    }
    plan.look.public_dns = Some(name_server(0, &["93.184.215.14"], false).await);
    let look = look_at(&plan).await;
    assert_eq!(
        (look.word("server.public_dns"), look.word("server.public_scope")),
        ("ok", "public")
    );
    assert_eq!(look.list("server.public_addresses"), ["93.184.215.14"]);
    for (code, silent, word, reason) in [
        (3, false, "no_such_name", Reason::Unreachable),
        (0, false, "no_address", Reason::Unreachable),
        (0, true, "timeout", Reason::Timeout),
        (2, false, "failed", Reason::Unreachable),
    ] {
        plan.look.public_dns = Some(name_server(code, &[], silent).await);
        let look = look_at(&plan).await;
        assert_eq!(look.word("server.public_dns"), word);
        assert_eq!(look.reason("server.public_scope"), reason);
    }
}

#[tokio::test]
async fn the_vantage_is_said_by_the_user_or_noticed() {
    let at = server("* OK ready").start().await;
    let mut plan = plan(at, Security::Off);
    assert_eq!(look_at(&plan).await.reason("probe.vantage"), Reason::NotCollected);
    plan.look.vantage = Some(Vantage::Outside);
    assert_eq!(look_at(&plan).await.word("probe.vantage"), "outside");
    plan.overrides.clear();
    plan.host = "127.0.0.1".to_owned();
    assert_eq!(
        look_at(&plan).await.word("probe.vantage"),
        "source_host",
        "whatever the user says"
    );
}
