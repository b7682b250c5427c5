//! Conversations with servers on loopback that say what a test wants.

use super::{Bound, Broken, Reply, Session, Why};
use crate::testkit::{listen, quiet, watch};
use crate::wire::{Command, Kind};
use imaprules_kit::Memory;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A session with a server that greets, reads one line, says its piece, and hangs up or stays silent.
async fn session<'a>(host: &'a Memory, greeting: &'static str, piece: String, hangs_up: bool) -> Session<'a> {
    let at = listen(move |mut stream: TcpStream| {
        let piece = piece.clone();
        async move {
            let _ = stream.write_all(greeting.as_bytes()).await;
            let mut line = [0u8; 1024];
            let _ = stream.read(&mut line).await;
            let _ = stream.write_all(piece.as_bytes()).await;
            if !hangs_up {
                tokio::time::sleep(Duration::from_secs(30)).await;
            }
        }
    })
    .await;
    Session::new(Box::new(TcpStream::connect(at).await.unwrap()), watch(host))
}

/// NOOP after the greeting.
async fn noop(piece: &str, hangs_up: bool) -> (Result<Reply, Broken>, Duration) {
    let host = quiet();
    let mut session = session(&host, "* OK ready\r\n", piece.to_owned(), hangs_up).await;
    session.greeting().await.unwrap();
    let began = Instant::now();
    let answer = session.run(Ok(Command::fixed("NOOP")), Bound::SHORT).await;
    (answer, began.elapsed())
}

#[tokio::test]
async fn greetings_of_every_kind() {
    for (line, kind) in [
        ("* OK ready\r\n", Some(Kind::Ok)),
        ("* PREAUTH in\r\n", Some(Kind::Preauth)),
        ("* BYE no\n", Some(Kind::Bye)),
        ("A1 OK ready\r\n", None),
        ("HTTP/1.1 400 Bad Request\r\n", None),
        ("* OK ends like a literal {3}\r\n", Some(Kind::Ok)),
    ] {
        let host = quiet();
        let mut session = session(&host, line, String::new(), false).await;
        let greeting = session.greeting().await.unwrap();
        assert_eq!(
            (greeting.kind(), greeting.text()),
            (kind, line.trim_end().to_owned())
        );
    }
    let host = quiet();
    let mut session = session(&host, "* OK half a li", String::new(), false).await;
    let broken = session.greeting().await.unwrap_err();
    assert_eq!(
        (broken.why, broken.held),
        (Why::Timeout, b"* OK half a li".to_vec())
    );
}

#[tokio::test]
async fn capabilities_of_the_greeting_are_not_asked_again_and_are_forgotten_with_the_state() {
    let host = quiet();
    let piece = "* CAPABILITY IMAP4rev1 NEW\r\nA0001 OK done\r\n".to_owned();
    let mut session = session(&host, "* OK [CAPABILITY IMAP4rev1 OLD] ready\r\n", piece, false).await;
    session.greeting().await.unwrap();
    assert_eq!(session.capabilities().await.unwrap(), ["IMAP4REV1", "OLD"]);
    session.changed_state(None);
    assert_eq!(session.capabilities().await.unwrap(), ["IMAP4REV1", "NEW"]);
    assert_eq!(session.capabilities().await.unwrap(), ["IMAP4REV1", "NEW"]);
}

#[tokio::test]
async fn answers_come_with_what_was_said_before() {
    let (answer, _) = noop(
        "* 3 EXISTS\r\n* NO [ALERT] disk is full\r\na1 OK of somebody else\r\nA0001 OK done\r\n",
        false,
    )
    .await;
    let reply = answer.unwrap();
    assert!(reply.is_ok());
    assert_eq!(reply.untagged.len(), 3);
    assert_eq!(reply.warning().unwrap().line, "NO [ALERT] disk is full");
}

#[tokio::test]
async fn ends_are_told_apart() {
    for (piece, hangs_up, why) in [
        ("", true, Why::Closed),
        ("A0001 OK ha", true, Why::Closed),
        ("", false, Why::Timeout),
        ("* OK still here\r\n", false, Why::Timeout),
    ] {
        let (answer, took) = noop(piece, hangs_up).await;
        assert_eq!(answer.unwrap_err().why, why, "{piece:?}");
        assert!(took < Duration::from_secs(3), "{took:?}");
    }
    let (answer, _) = noop("* BYE shutting down\r\n", false).await;
    let broken = answer.unwrap_err();
    assert_eq!(
        (broken.why, broken.last_words.unwrap().line),
        (Why::Closed, "BYE shutting down".to_owned())
    );
}

#[tokio::test]
async fn floods_are_cut_off() {
    let (answer, _) = noop(&"* 1 EXISTS\r\n".repeat(2_000), false).await;
    assert_eq!(answer.unwrap_err().why, Why::TooMuch);
    let (answer, _) = noop(&"x".repeat(2 << 20), false).await;
    assert_eq!(answer.unwrap_err().why, Why::TooLong);
    let (answer, _) = noop("* LIST () \"/\" {4294967295}\r\nabc", false).await;
    assert_eq!(answer.unwrap_err().why, Why::Timeout);
    // Asks for more of a command than there is, for ever.
    let (answer, _) = noop(&"+ more\r\n".repeat(2_000), false).await;
    assert_eq!(answer.unwrap_err().why, Why::TooMuch);
}

#[tokio::test]
async fn a_connection_that_failed_once_is_asked_nothing_more() {
    let host = quiet();
    let mut session = session(&host, "* OK ready\r\n", String::new(), false).await;
    session.greeting().await.unwrap();
    assert_eq!(
        session
            .run(Ok(Command::fixed("NOOP")), Bound::SHORT)
            .await
            .unwrap_err()
            .why,
        Why::Timeout
    );
    let began = Instant::now();
    assert_eq!(
        session
            .run(Ok(Command::fixed("NOOP")), Bound::SHORT)
            .await
            .unwrap_err()
            .why,
        Why::Timeout
    );
    session.logout().await;
    assert!(began.elapsed() < Duration::from_millis(200));
}

#[tokio::test]
async fn a_cancelled_run_is_noticed_at_once() {
    let host = quiet();
    let mut session = session(&host, "* OK ready\r\n", String::new(), false).await;
    session.greeting().await.unwrap();
    host.cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    let began = Instant::now();
    let answer = session.run(Ok(Command::fixed("NOOP")), Bound::LONG).await;
    assert_eq!(answer.unwrap_err().why, Why::Cancelled);
    assert!(began.elapsed() < Duration::from_millis(100));
}

#[tokio::test]
async fn what_stands_behind_starttls_is_seen_and_forgotten() {
    let host = quiet();
    let piece = "A0001 OK begin\r\nA0002 OK injected\r\n".to_owned();
    let mut session = session(&host, "* OK ready\r\n", piece, false).await;
    session.greeting().await.unwrap();
    assert!(session.starttls().await.unwrap().is_ok());
    let (_, injected) = session.into_stream();
    assert!(injected);
}
