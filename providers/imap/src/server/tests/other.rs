//! The other standard port.

use super::*;
use crate::settings::OtherPort;
use crate::testkit::{Fake, Identity, self_signed};
use tokio::net::TcpListener;

const HOST: &str = "mail.example.com";

fn imap(identity: &Identity) -> Fake {
    Fake::new("* OK Dovecot ready.")
        .answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n")
        .answer("LOGOUT", "* BYE\r\n{tag} OK\r\n")
        .tls(identity)
}

fn starttls(identity: &Identity) -> Fake {
    Fake::new("* OK Dovecot ready.")
        .answer("CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK\r\n")
        .answer("STARTTLS", "{tag} OK go\r\n")
        .secret_answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n")
        .secret_answer("LOGOUT", "* BYE\r\n{tag} OK\r\n")
        .starttls(identity)
}

/// A plan for one port whose host has another.
fn two(own: SocketAddr, security: Security, port: u16, other: SocketAddr, roots: &[String]) -> Plan {
    let mut plan = Plan {
        roots: roots.to_vec(),
        ..plan(own, security)
    };
    plan.look.tls_probe = crate::settings::TlsProbe::Off;
    plan.look.other_port = Some(OtherPort {
        port,
        label: format!("{HOST}:{port}"),
        overrides: vec![Override {
            reported: "93.184.215.14".parse().unwrap(),
            connect: other,
        }],
    });
    plan
}

#[tokio::test]
async fn beside_993_there_is_143() {
    let (root, roots) = authority();
    let identity = root.issue(HOST, |_| {});
    let own = imap(&identity).start().await;
    let upgraded = starttls(&identity);
    let host = quiet();
    let plan = two(own, Security::Tls, 143, upgraded.start().await, &roots);
    let look = look_with(&plan, &host).await;
    assert_eq!(look.int("server.other_port"), 143);
    assert_eq!(
        (
            look.word("server.other_port_tcp"),
            look.word("server.other_port_security")
        ),
        ("open", "starttls")
    );
    assert!(look.flag("server.other_port_trusted") && look.flag("server.other_port_same_certificate"));
    assert_eq!(host.endings().len(), 2, "one connection each");
    assert_eq!(
        upgraded.verbs(),
        ["CAPABILITY", "STARTTLS", "CAPABILITY", "LOGOUT"]
    );
    let plan = two(
        own,
        Security::Tls,
        143,
        starttls(&self_signed(HOST, false, |_| {})).start().await,
        &roots,
    );
    let look = look_at(&plan).await;
    assert!(!look.flag("server.other_port_trusted") && !look.flag("server.other_port_same_certificate"));
    let plain = Fake::new("* OK ready").answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n");
    let look = look_at(&two(own, Security::Tls, 143, plain.start().await, &roots)).await;
    assert_eq!(look.word("server.other_port_security"), "none");
    assert_eq!(look.reason("server.other_port_trusted"), Reason::Unsupported);
}

#[tokio::test]
async fn beside_143_there_is_993() {
    let (root, roots) = authority();
    let identity = root.issue(HOST, |_| {});
    let other = imap(&identity).start().await;
    let look = look_at(&two(
        starttls(&identity).start().await,
        Security::Starttls,
        993,
        other,
        &roots,
    ))
    .await;
    assert_eq!(look.word("server.other_port_security"), "tls");
    assert!(look.flag("server.other_port_same_certificate"));
    // The port that was named is dead: the hint is worth most then.
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let look = look_at(&two(closed, Security::Starttls, 993, other, &roots)).await;
    assert_eq!(
        (look.word("server.tcp"), look.word("server.other_port_security")),
        ("refused", "tls")
    );
    assert_eq!(
        look.reason("server.other_port_same_certificate"),
        Reason::Unsupported
    );
    let look = look_at(&two(other, Security::Tls, 143, closed, &roots)).await;
    assert_eq!(look.word("server.other_port_tcp"), "refused");
    assert_eq!(look.reason("server.other_port_security"), Reason::Refused);
}

#[tokio::test]
async fn what_is_no_imap_there_is_not_usable() {
    let (root, roots) = authority();
    let own = imap(&root.issue(HOST, |_| {})).start().await;
    let web = Fake::new("HTTP/1.1 400 Bad Request").start().await;
    let look = look_at(&two(own, Security::Tls, 143, web, &roots)).await;
    assert_eq!(look.word("server.other_port_security"), "unusable");
    let host = quiet();
    let mut plan = two(own, Security::Tls, 143, web, &roots);
    plan.look.other_port = None;
    let look = look_with(&plan, &host).await;
    assert_eq!(look.reason("server.other_port"), Reason::NotCollected);
    assert_eq!(host.endings().len(), 1);
}
