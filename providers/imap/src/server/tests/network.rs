//! Names, addresses, TCP.

use super::*;
use crate::testkit::{Fake, listen};
use imaprules_provider::Outcome;
use std::sync::atomic::Ordering;
use tokio::net::TcpListener;

/// A port of loopback at which nobody listens.
async fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
}

#[tokio::test]
async fn a_dead_server_is_one_sheet_of_unknowns() {
    let host = quiet();
    let look = look_with(&plan(closed_port().await, Security::Tls), &host).await;
    assert_eq!(
        (look.word("server.tcp"), look.word("server.dns")),
        ("refused", "ok")
    );
    assert_eq!(look.word("server.tcp_error"), "93.184.215.14: connection refused");
    assert_eq!(look.list("server.tcp_refused_addresses"), ["93.184.215.14"]);
    assert_eq!(look.list("server.tcp_timeout_addresses"), [] as [String; 0]);
    for fact in [
        "tls.handshake",
        "tls.trusted",
        "imap.greeting",
        "imap.id",
        "server.family",
        "server.connect_time",
    ] {
        assert_eq!(look.reason(fact), Reason::Refused, "{fact}");
    }
    assert_eq!(look.place.unwrap_err().reason, Reason::Refused);
    assert_eq!(host.endings(), [Outcome::Failed]);
}

#[tokio::test]
async fn an_unreachable_service_is_still_known_by_its_name() {
    let mut plan = plan(closed_port().await, Security::Tls);
    plan.host = "imap.gmail.com".to_owned();
    let look = look_at(&plan).await;
    assert_eq!(
        (look.word("server.family"), look.word("server.family_evidence")),
        ("gmail", "host")
    );
    assert_eq!(look.reason("server.version"), Reason::Refused);
}

#[tokio::test]
async fn a_name_that_does_not_exist() {
    let mut plan = plan(closed_port().await, Security::Tls);
    plan.overrides.clear();
    // RFC 6761 section 6.4: never exists; a resolver that is not there gives another word.
    plan.host = "imap.invalid".to_owned();
    let look = look_at(&plan).await;
    assert!(["no_such_name", "timeout", "failed"].contains(&look.word("server.dns")));
    assert!(!look.word("server.dns_error").is_empty());
    for fact in [
        "server.addresses",
        "server.address_scope",
        "server.tcp",
        "imap.greeting",
    ] {
        assert!(
            [Reason::Unreachable, Reason::Timeout].contains(&look.reason(fact)),
            "{fact}"
        );
    }
}

#[tokio::test]
async fn of_several_addresses_each_is_reported_and_an_open_one_looked_at() {
    let server = Fake::new("* OK ready").answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n");
    let open = server.start().await;
    let mut plan = plan(closed_port().await, Security::Off);
    plan.overrides.push(Override {
        reported: "10.0.0.5".parse().unwrap(),
        connect: open,
    });
    let host = quiet();
    let look = look_with(&plan, &host).await;
    assert_eq!(look.list("server.addresses"), ["10.0.0.5", "93.184.215.14"]);
    assert_eq!(look.list("server.private_addresses"), ["10.0.0.5"]);
    assert_eq!(
        (look.word("server.address_scope"), look.word("server.tcp")),
        ("mixed", "open")
    );
    assert_eq!(look.list("server.tcp_open_addresses"), ["10.0.0.5"]);
    assert_eq!(look.list("server.tcp_refused_addresses"), ["93.184.215.14"]);
    assert_eq!(look.word("imap.greeting"), "ok");
    assert_eq!(look.place.unwrap().at, open);
    let mut outcomes = host.endings();
    outcomes.sort_by_key(|outcome| format!("{outcome:?}"));
    assert_eq!(
        outcomes,
        [Outcome::Done, Outcome::Done, Outcome::Failed],
        "each address, and the talk"
    );
}

#[tokio::test]
async fn the_own_machine_is_noticed_unless_an_override_hides_it() {
    let server = Fake::new("* OK ready").answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n");
    let at = server.start().await;
    let mut plan = plan(at, Security::Off);
    assert!(!look_at(&plan).await.flag("server.on_this_machine"));
    plan.overrides.clear();
    plan.host = "127.0.0.1".to_owned();
    let look = look_at(&plan).await;
    assert!(look.flag("server.on_this_machine"));
    assert_eq!(
        (look.word("server.dns"), look.word("server.address_scope")),
        ("literal", "private")
    );
    assert_eq!(
        server.verbs(),
        ["CAPABILITY", "LOGOUT", "CAPABILITY", "LOGOUT"],
        "one connection a look"
    );
}

#[tokio::test]
async fn what_the_budget_denies_and_what_was_cancelled_says_so() {
    let at = listen(|_| async {}).await;
    let host = Memory::refusing("ten sign-ins in a row were refused");
    let look = look_with(&plan(at, Security::Tls), &host).await;
    for fact in ["server.tcp", "server.tcp_open_addresses", "imap.greeting"] {
        assert_eq!(look.reason(fact), Reason::Budget, "{fact}");
    }
    let host = quiet();
    host.cancel.store(true, Ordering::Relaxed);
    let look = look_with(&plan(at, Security::Tls), &host).await;
    for fact in ["server.tcp", "imap.greeting", "tls.handshake"] {
        assert_eq!(look.reason(fact), Reason::Cancelled, "{fact}");
    }
}
