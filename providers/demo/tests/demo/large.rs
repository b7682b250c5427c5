//! Half a million messages, in bounded memory.

use crate::client::{Client, demo};
use std::time::{Duration, Instant};

/// A generous bound for a debug build on a busy machine; the answer takes well under a millisecond of work.
const AT_ONCE: Duration = Duration::from_secs(2);

/// Octets that may wait on one connection: the buffer of the demo and one line.
const BACKLOG: usize = 64 * 1024;

#[tokio::test]
async fn counts_come_at_once() {
    let demo = demo("imap");
    let mut client = Client::signed_in(&demo, "maya.manyitems").await;
    let begin = Instant::now();
    let lines = client
        .ask(r#"LIST "" "*" RETURN (STATUS (MESSAGES SIZE UIDNEXT))"#)
        .await;
    assert!(
        lines.contains(&"* STATUS INBOX (MESSAGES 410000 SIZE 3165200000 UIDNEXT 410001)".to_owned()),
        "{lines:?}"
    );
    let items: u64 = lines
        .iter()
        .filter_map(|line| {
            line.split_once("(MESSAGES ")?
                .1
                .split(' ')
                .next()?
                .parse::<u64>()
                .ok()
        })
        .sum();
    assert_eq!(items, 540_000);
    assert!(
        client
            .ask("EXAMINE INBOX")
            .await
            .contains(&"* 410000 EXISTS".to_owned())
    );
    assert!(begin.elapsed() < AT_ONCE, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_whole_folder_streams() {
    let demo = demo("imap");
    let mut client = Client::signed_in(&demo, "maya.manyitems").await;
    client.ask("EXAMINE INBOX").await;
    client.send("t UID FETCH 1:* (UID RFC822.SIZE)\r\n").await;
    let (mut lines, mut size) = (0_u64, 0_u64);
    loop {
        let line = client.line().await.unwrap();
        let Some(line) = line.strip_prefix("* ") else {
            assert!(line.starts_with("t OK "));
            break;
        };
        lines += 1;
        assert!(
            line.starts_with(&format!("{lines} FETCH (UID {lines} RFC822.SIZE ")),
            "{line}"
        );
        size += line
            .trim_end_matches(')')
            .rsplit(' ')
            .next()
            .unwrap()
            .parse::<u64>()
            .unwrap();
    }
    // The same numbers as STATUS gives.
    assert_eq!((lines, size), (410_000, 3_165_200_000));
    assert!(demo.tally().largest_backlog < BACKLOG, "{:?}", demo.tally());
}

#[tokio::test]
async fn searches_agree_with_the_counts() {
    let demo = demo("imap");
    let mut client = Client::signed_in(&demo, "maya.manyitems").await;
    client.ask("EXAMINE INBOX").await;
    assert!(client.ask("UID SEARCH RETURN (COUNT) ALL").await[0].ends_with(" COUNT 410000"));
    assert!(client.ask("UID SEARCH RETURN (ALL) ALL").await[0].ends_with(" ALL 1:410000"));
    assert!(client.ask("UID SEARCH RETURN (COUNT) LARGER 14000").await[0].ends_with(" COUNT 82000"));
    let all = client.ask("UID SEARCH ALL").await;
    assert_eq!(all[0].split(' ').count(), 410_002);
    assert!(all[0].ends_with(" 409999 410000"));
    assert!(demo.tally().largest_backlog < BACKLOG, "{:?}", demo.tally());
}

#[tokio::test]
async fn gmail_tells_a_slice_of_the_labels() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "maya.manyitems").await;
    client.ask("EXAMINE \"[Gmail]/All Mail\"").await;
    let lines = client.ask("UID FETCH 20999:21002 (X-GM-LABELS UID)").await;
    assert_eq!(
        lines[..4],
        [
            "* 20999 FETCH (X-GM-LABELS (Lists) UID 20999)",
            "* 21000 FETCH (X-GM-LABELS (Lists) UID 21000)",
            "* 21001 FETCH (X-GM-LABELS (Customers Projects) UID 21001)",
            "* 21002 FETCH (X-GM-LABELS (Customers Projects) UID 21002)",
        ]
    );
    let status = client.ask(r#"LIST "" "*" RETURN (STATUS (MESSAGES))"#).await;
    let copies: u64 = status
        .iter()
        .filter_map(|l| {
            l.split_once("(MESSAGES ")?
                .1
                .strip_suffix(')')?
                .parse::<u64>()
                .ok()
        })
        .sum();
    assert_eq!(copies, 70_800);
}

#[tokio::test]
async fn a_client_that_stops_reading_costs_no_memory() {
    let demo = demo("imap");
    let mut stalled = Client::signed_in(&demo, "maya.manyitems").await;
    stalled.ask("EXAMINE INBOX").await;
    stalled.send("t UID FETCH 1:* (UID RFC822.SIZE)\r\n").await;
    // Others are served meanwhile.
    let mut other = Client::signed_in(&demo, "fiona.fine").await;
    let begin = Instant::now();
    assert!(other.ask("STATUS INBOX (MESSAGES)").await[0].starts_with("* STATUS INBOX (MESSAGES 310)"));
    assert!(begin.elapsed() < AT_ONCE, "{:?}", begin.elapsed());
    assert!(demo.tally().largest_backlog < BACKLOG);
    drop(stalled);
}
