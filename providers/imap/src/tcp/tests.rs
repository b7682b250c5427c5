use super::*;
use crate::testkit::{TIMEOUT, listen, quiet, watch};
use imaprules_kit::Memory;
use std::sync::atomic::Ordering;

fn target(connect: SocketAddr) -> Target {
    Target {
        reported: "192.0.2.1".parse().unwrap(),
        connect,
    }
}

/// Connects to each and hangs up.
async fn knock(targets: &[Target], label: &str, at_once: usize, watch: &Watch<'_>) -> Vec<Knock> {
    let found = each(targets, label, at_once, watch, async |_| ()).await;
    found.into_iter().map(|one| one.map(|(took, ())| took)).collect()
}

/// A port of loopback at which nobody listens.
async fn closed_port() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// A port whose queue is full, so that connecting to it gets no answer.
#[cfg(target_os = "linux")]
async fn full_port() -> (SocketAddr, Vec<TcpStream>, tokio::net::TcpListener) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    for _ in 0..8 {
        let connecting = TcpStream::connect(address);
        match tokio::time::timeout(Duration::from_millis(100), connecting).await {
            Ok(stream) => waiting.push(stream.unwrap()),
            Err(_) => break,
        }
    }
    (address, waiting, listener)
}

#[tokio::test]
async fn each_address_is_tried_and_each_attempt_told() {
    let open = listen(|stream| async move { drop(stream) }).await;
    let closed = closed_port().await;
    let host = quiet();
    let found = knock(
        &[target(open), target(closed), target(open)],
        "h:1",
        2,
        &watch(&host),
    )
    .await;
    assert!(
        matches!(found.as_slice(), [Ok(_), Err(Failure::Refused), Ok(_)]),
        "{found:?}"
    );
    let mut outcomes = host.endings();
    outcomes.sort_by_key(|outcome| format!("{outcome:?}"));
    assert_eq!(outcomes, [Outcome::Done, Outcome::Done, Outcome::Failed]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn silence_is_a_time_out_and_no_more_than_one() {
    let (silent, _waiting, _listener) = full_port().await;
    let host = quiet();
    let begin = Instant::now();
    let found = knock(&[target(silent); 4], "h:1", 4, &watch(&host)).await;
    assert!(
        found.iter().all(|knock| *knock == Err(Failure::Timeout)),
        "{found:?}"
    );
    assert!(
        begin.elapsed() < TIMEOUT * 3,
        "one after the other: {:?}",
        begin.elapsed()
    );
}

#[tokio::test]
async fn what_the_budget_denies_is_not_tried() {
    let host = Memory::refusing("ten sign-ins were refused");
    let found = knock(&[target(closed_port().await)], "h:1", 4, &watch(&host)).await;
    assert_eq!(
        found,
        [Err(Failure::Budget("ten sign-ins were refused".to_owned()))]
    );
    let host = quiet();
    host.cancel.store(true, Ordering::Relaxed);
    let found = knock(&[target(closed_port().await)], "h:1", 4, &watch(&host)).await;
    assert_eq!(found, [Err(Failure::Cancelled)]);
    assert!(host.endings().is_empty());
}

#[test]
fn errors_of_the_system_are_told_apart() {
    for (kind, word) in [
        (ErrorKind::ConnectionRefused, "refused"),
        (ErrorKind::TimedOut, "timeout"),
        (ErrorKind::ConnectionReset, "reset"),
        (ErrorKind::NetworkUnreachable, "unreachable"),
        (ErrorKind::HostUnreachable, "unreachable"),
        (ErrorKind::PermissionDenied, "failed"),
    ] {
        assert_eq!(Failure::of(&kind.into()).word(), Some(word));
    }
}
