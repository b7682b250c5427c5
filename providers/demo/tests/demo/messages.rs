//! FETCH and SEARCH.

use crate::client::{Client, demo};

async fn laura(folder: &str) -> (imaprules_demo::Demo, Client) {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "laura.labels").await;
    client.ask(format!("EXAMINE \"{folder}\"")).await;
    (demo, client)
}

/// The value of an item in a FETCH line.
fn item<'l>(line: &'l str, name: &str) -> &'l str {
    let rest = line.split_once(&format!("{name} ")).unwrap().1;
    rest.split([' ', ')']).next().unwrap()
}

#[tokio::test]
async fn labels_as_gmail_writes_them() {
    let (_demo, mut client) = laura("[Gmail]/All Mail").await;
    let lines = client.ask("UID FETCH 1:* (X-GM-LABELS)").await;
    let labels: Vec<_> = lines
        .iter()
        .filter_map(|line| line.split_once(" FETCH "))
        .map(|pair| pair.1)
        .collect();
    let expected = [
        r#"(X-GM-LABELS ("\\Inbox") UID 1)"#,
        r#"(X-GM-LABELS ("\\Important" "\\Inbox") UID 4)"#,
        r#"(X-GM-LABELS ("\\Inbox" Work) UID 7)"#,
        r#"(X-GM-LABELS (Work) UID 10)"#,
        r#"(X-GM-LABELS (Clients/Acme Work) UID 13)"#,
        r#"(X-GM-LABELS () UID 16)"#,
        r#"(X-GM-LABELS ("\\Important") UID 19)"#,
        r#"(X-GM-LABELS ("\\Sent") UID 22)"#,
        r#"(X-GM-LABELS ("\\Sent" Work) UID 25)"#,
        r#"(X-GM-LABELS ("\\Starred") UID 28)"#,
        r#"(X-GM-LABELS ("\\Draft") UID 31)"#,
        r#"(X-GM-LABELS ("\\Inbox" Hidden) UID 34)"#,
        r#"(X-GM-LABELS ([Gmail]/Tickets) UID 37)"#,
    ];
    assert_eq!(labels, expected);
}

#[tokio::test]
async fn a_message_keeps_its_id_in_every_folder() {
    let (_demo, mut client) = laura("[Gmail]/All Mail").await;
    let all = client
        .ask("UID FETCH 7 (X-GM-MSGID X-GM-THRID RFC822.SIZE INTERNALDATE UID FLAGS)")
        .await;
    let id = item(&all[0], "X-GM-MSGID").to_owned();
    assert_eq!(
        all[0],
        format!(
            "* 3 FETCH (X-GM-THRID {id} X-GM-MSGID {id} UID 7 RFC822.SIZE 30720 \
             INTERNALDATE \"03-Feb-2026 08:00:00 +0000\" FLAGS (\\Seen))"
        )
    );
    // Upper 44 bits: the date in milliseconds.
    assert_eq!(id.parse::<u64>().unwrap() >> 20, 1_770_105_600_000);
    for (folder, place, labels) in [("INBOX", 3, "Work"), ("Work", 1, r#""\\Inbox""#)] {
        client.ask(format!("EXAMINE {folder}")).await;
        let line = client
            .ask(format!("FETCH {place} (X-GM-LABELS X-GM-MSGID)"))
            .await
            .remove(0);
        assert_eq!(
            line,
            format!("* {place} FETCH (X-GM-MSGID {id} X-GM-LABELS ({labels}))")
        );
    }
}

#[tokio::test]
async fn ids_are_unique() {
    let (_demo, mut client) = laura("[Gmail]/All Mail").await;
    let mut ids = Vec::new();
    for folder in ["[Gmail]/All Mail", "[Gmail]/Spam", "[Gmail]/Trash"] {
        client.ask(format!("EXAMINE \"{folder}\"")).await;
        let lines = client.ask("UID FETCH 1:* X-GM-MSGID").await;
        ids.extend(
            lines
                .iter()
                .filter(|line| line.starts_with('*'))
                .map(|line| item(line, "X-GM-MSGID").to_owned()),
        );
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 15);
}

#[tokio::test]
async fn sets_of_numbers() {
    let (_demo, mut client) = laura("[Gmail]/All Mail").await;
    for (set, uids) in [
        ("4", vec![4]),
        ("5:6", vec![]),
        ("*", vec![37]),
        ("500:*", vec![37]),
        ("12:2,4,9:11", vec![4, 7, 10]),
        ("35:40", vec![37]),
        ("4294967295", vec![]),
    ] {
        let lines = client.ask(format!("UID FETCH {set} UID")).await;
        let got: Vec<u64> = lines
            .iter()
            .filter(|l| l.starts_with('*'))
            .map(|l| item(l, "UID").parse().unwrap())
            .collect();
        assert_eq!(got, uids, "{set}");
        assert_eq!(lines.last().unwrap(), "OK Success");
    }
    assert_eq!(client.ask("FETCH 2:3 (UID)").await.len(), 3);
    for bad in [
        "FETCH 14 UID",
        "FETCH 0 UID",
        "UID FETCH x UID",
        "UID FETCH 1",
        "UID FETCH 1 (NOTHING)",
    ] {
        assert_eq!(client.ask(bad).await, ["BAD Could not parse command"], "{bad}");
    }
}

#[tokio::test]
async fn an_empty_folder() {
    let demo = demo("imap");
    let mut client = Client::signed_in(&demo, "fiona.fine").await;
    assert!(
        client
            .ask("EXAMINE Junk")
            .await
            .contains(&"* OK [UIDNEXT 1] Predicted next UID".to_owned())
    );
    assert_eq!(
        client.ask("UID FETCH 1:* (UID)").await,
        ["OK Fetch completed (0.001 + 0.000 secs)."]
    );
    assert_eq!(client.ask("UID SEARCH ALL").await[0], "* SEARCH");
    assert_eq!(
        client.ask("UID SEARCH RETURN (COUNT MIN) ALL").await[0],
        r#"* ESEARCH (TAG "a5") UID COUNT 0"#
    );
}

#[tokio::test]
async fn other_products_know_no_gmail_items() {
    let demo = demo("imap");
    let mut client = Client::signed_in(&demo, "fiona.fine").await;
    client.ask("EXAMINE INBOX").await;
    assert!(client.ask("UID FETCH 1:* (X-GM-LABELS)").await[0].starts_with("BAD "));
    assert_eq!(
        client.ask("FETCH 1 FAST").await[0],
        "* 1 FETCH (RFC822.SIZE 4200 INTERNALDATE \"05-Jan-2026 08:00:00 +0000\" FLAGS (\\Seen))"
    );
}

#[tokio::test]
async fn search_by_size_and_number() {
    let demo = demo("imap");
    let mut client = Client::signed_in(&demo, "otto.oversize").await;
    client.ask("EXAMINE INBOX").await;
    for (command, answer) in [
        ("UID SEARCH LARGER 36700160", "* SEARCH 181 182"),
        ("SEARCH LARGER 39845887", "* SEARCH 181 182"),
        ("SEARCH LARGER 39845888", "* SEARCH 182"),
        ("SEARCH LARGER 30000000 SMALLER 40000000", "* SEARCH 181"),
        ("UID SEARCH UNSEEN", "* SEARCH"),
        ("UID SEARCH UID 180:* NOT 181", ""),
        ("UID SEARCH UID 180:*", "* SEARCH 180 181 182"),
        ("SEARCH 3:1 UNDELETED", "* SEARCH 1 2 3"),
        (
            "UID SEARCH RETURN (COUNT) LARGER 36700160",
            "* ESEARCH (TAG \"TAG\") UID COUNT 2",
        ),
        (
            "SEARCH RETURN (MIN MAX COUNT) SMALLER 7000",
            "* ESEARCH (TAG \"TAG\") COUNT 60 MIN 1 MAX 178",
        ),
        ("UID SEARCH RETURN () LARGER 100000", ""),
        (
            "UID SEARCH RETURN (ALL) UID 1:3,7,9:10",
            "* ESEARCH (TAG \"TAG\") UID ALL 1:3,7,9:10",
        ),
        ("UID SEARCH RETURN (SAVE) ALL", ""),
        ("UID SEARCH SUBJECT x", ""),
        ("UID SEARCH", ""),
        ("UID SEARCH LARGER", ""),
    ] {
        client.send(format!("TAG {command}\r\n")).await;
        let lines = client.answer("TAG").await;
        match answer {
            "" if command.contains("RETURN ()") => assert!(lines[0].contains("UID ALL 3,6,9,"), "{lines:?}"),
            "" => assert!(lines[0].starts_with("BAD "), "{command} {lines:?}"),
            answer => assert_eq!(lines[0], answer, "{command}"),
        }
    }
}

#[tokio::test]
async fn exchange_has_no_extended_search() {
    let demo = demo("exchange");
    let mut client = Client::signed_in(&demo, "otto.oversize").await;
    client.ask("EXAMINE \"Deleted Items\"").await;
    assert_eq!(
        client.ask("UID SEARCH RETURN (COUNT) ALL").await,
        ["BAD Command Argument Error. 11"]
    );
    assert_eq!(
        client.ask("UID SEARCH LARGER 157286400").await,
        ["* SEARCH 1", "OK SEARCH completed."]
    );
}

#[tokio::test]
async fn there_are_no_texts() {
    let (demo, mut client) = laura("INBOX").await;
    for text in [
        "BODY.PEEK[HEADER]",
        "(UID BODY.PEEK[HEADER.FIELDS (TO)])",
        "ENVELOPE",
        "ALL",
    ] {
        assert_eq!(
            client.ask(format!("FETCH 1 {text}")).await,
            ["NO [CANNOT] This demo system holds no message texts."]
        );
    }
    assert_eq!(demo.tally().changes_refused, 0);
    for marks_as_read in ["BODY[]", "RFC822", "(UID BODY[TEXT])"] {
        assert!(client.ask(format!("FETCH 1 {marks_as_read}")).await[0].starts_with("NO [NOPERM]"));
    }
    assert_eq!(
        demo.tally().changes,
        ["FETCH BODY[]", "FETCH RFC822", "FETCH BODY[TEXT]"]
    );
}
