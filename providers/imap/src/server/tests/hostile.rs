//! Servers that do not play fair: they can waste a time-out, no more.

use super::*;
use crate::testkit::{Fake, listen};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Longer than any look at these servers takes.
const LONG: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_greeting_without_end() {
    let at = listen(|mut stream| async move {
        let _ = stream.write_all(b"* OK ").await;
        while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
    })
    .await;
    let begin = Instant::now();
    let look = look_at(&plan(at, Security::Off)).await;
    assert_eq!(
        (look.word("imap.greeting"), look.word("imap.protocol")),
        ("too_long", "imap")
    );
    assert_eq!(look.word("imap.greeting_text").chars().count(), 1000);
    assert_eq!(look.reason("imap.capabilities"), Reason::Malformed);
    assert!(begin.elapsed() < LONG);
}

#[tokio::test]
async fn an_octet_now_and_then() {
    let at = listen(|mut stream| async move {
        while stream.write_all(b"*").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    let begin = Instant::now();
    let look = look_at(&plan(at, Security::Off)).await;
    assert_eq!(look.word("imap.greeting"), "silent");
    assert!(begin.elapsed() < LONG, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn answers_that_never_end_and_lists_that_are_too_long() {
    let flood = listen(|mut stream| async move {
        let _ = stream.write_all(b"* OK ready\r\n").await;
        let _ = stream.read(&mut [0; 100]).await;
        while stream.write_all(b"* CAPABILITY IMAP4rev1\r\n").await.is_ok() {}
    })
    .await;
    let begin = Instant::now();
    let look = look_at(&plan(flood, Security::Off)).await;
    assert_eq!(look.reason("imap.capabilities"), Reason::Malformed);
    assert!(begin.elapsed() < LONG);
    let many: String = (0..5000).map(|n| format!(" X{n}")).collect();
    let server = Fake::new("* OK ready")
        .answer(
            "CAPABILITY",
            &format!("* CAPABILITY IMAP4rev1 ID{many}\r\n{{tag}} OK\r\n"),
        )
        .answer(
            "ID",
            &format!("* ID (\"name\" \"{}\")\r\n{{tag}} OK\r\n", "y".repeat(20_000)),
        );
    let look = look_at(&plan(server.start().await, Security::Off)).await;
    assert_eq!(look.list("imap.capabilities").len(), 200);
    assert_eq!(look.list("imap.id")[0].chars().count(), 200);
}

#[tokio::test]
async fn silence_after_the_greeting_keeps_what_was_learnt() {
    let at = listen(|mut stream| async move {
        let _ = stream.write_all(b"* OK Dovecot ready.\r\n").await;
        std::future::pending::<()>().await;
    })
    .await;
    let look = look_at(&plan(at, Security::Off)).await;
    assert_eq!(
        (look.word("imap.greeting"), look.word("server.family")),
        ("ok", "dovecot")
    );
    for fact in [
        "imap.capabilities",
        "imap.capabilities_plain",
        "imap.login_disabled",
        "imap.id",
    ] {
        assert_eq!(look.reason(fact), Reason::Timeout, "{fact}");
    }
    assert_eq!(look.place.unwrap_err().reason, Reason::Timeout);
}

#[tokio::test]
async fn control_characters_do_not_reach_the_facts() {
    let at = listen(|mut stream| async move {
        let _ = stream.write_all(b"* OK \x1b[2J\x07 hi \xff\r\n").await;
    })
    .await;
    let look = look_at(&plan(at, Security::Off)).await;
    assert_eq!(
        look.word("imap.greeting_text"),
        "* OK \u{fffd}[2J\u{fffd} hi \u{fffd}"
    );
}
