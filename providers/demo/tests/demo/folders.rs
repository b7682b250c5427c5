//! LIST and its relatives, STATUS, EXAMINE, quotas.

use crate::client::{Client, demo};

#[tokio::test]
async fn gmail_lists_special_uses_always() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "laura.labels").await;
    let expected = [
        r#"* LIST (\HasNoChildren) "/" "INBOX""#,
        r#"* LIST (\HasChildren \Noselect) "/" "Clients""#,
        r#"* LIST (\HasNoChildren) "/" "Clients/Acme""#,
        r#"* LIST (\HasNoChildren) "/" "Work""#,
        r#"* LIST (\HasChildren \Noselect) "/" "[Gmail]""#,
        r#"* LIST (\All \HasNoChildren) "/" "[Gmail]/All Mail""#,
        r#"* LIST (\Drafts \HasNoChildren) "/" "[Gmail]/Drafts""#,
        r#"* LIST (\Important \HasNoChildren) "/" "[Gmail]/Important""#,
        r#"* LIST (\Sent \HasNoChildren) "/" "[Gmail]/Sent Mail""#,
        r#"* LIST (\Junk \HasNoChildren) "/" "[Gmail]/Spam""#,
        r#"* LIST (\Flagged \HasNoChildren) "/" "[Gmail]/Starred""#,
        r#"* LIST (\HasNoChildren) "/" "[Gmail]/Tickets""#,
        r#"* LIST (\Trash \HasNoChildren) "/" "[Gmail]/Trash""#,
        "OK Success",
    ];
    assert_eq!(client.ask(r#"LIST "" "*""#).await, expected);
    assert_eq!(
        client.ask(r#"LIST "" """#).await,
        [r#"* LIST (\Noselect) "/" "/""#, "OK Success"]
    );
    assert_eq!(client.ask(r#"LIST "[Gmail]/" T%"#).await.len(), 3);
    assert_eq!(client.ask("LIST \"\" inbox").await[0], expected[0]);
    let containers = client.ask(r#"LIST "" "%" RETURN (SUBSCRIBED)"#).await;
    assert_eq!(
        containers[3],
        r#"* LIST (\HasChildren \NonExistent \Subscribed) "/" "[Gmail]""#
    );
    assert_eq!(
        client.ask(r#"XLIST "" "INBOX""#).await[0],
        r#"* XLIST (\HasNoChildren \Inbox) "/" "INBOX""#
    );
    assert_eq!(
        client.ask(r#"LSUB "" "INBOX""#).await[0],
        r#"* LSUB () "/" "INBOX""#
    );
}

/// Counts of the fifteen messages: the sum is 31, of 15 messages.
#[tokio::test]
async fn the_golden_numbers_of_the_label_account() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "laura.labels").await;
    let lines = client
        .ask(r#"LIST "" "*" RETURN (STATUS (MESSAGES UIDNEXT))"#)
        .await;
    let status: Vec<_> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("* STATUS "))
        .collect();
    let expected = [
        r#""INBOX" (MESSAGES 4 UIDNEXT 13)"#,
        r#""Clients/Acme" (MESSAGES 1 UIDNEXT 4)"#,
        r#""Work" (MESSAGES 4 UIDNEXT 13)"#,
        r#""[Gmail]/All Mail" (MESSAGES 13 UIDNEXT 40)"#,
        r#""[Gmail]/Drafts" (MESSAGES 1 UIDNEXT 4)"#,
        r#""[Gmail]/Important" (MESSAGES 2 UIDNEXT 7)"#,
        r#""[Gmail]/Sent Mail" (MESSAGES 2 UIDNEXT 7)"#,
        r#""[Gmail]/Spam" (MESSAGES 1 UIDNEXT 4)"#,
        r#""[Gmail]/Starred" (MESSAGES 1 UIDNEXT 4)"#,
        r#""[Gmail]/Tickets" (MESSAGES 1 UIDNEXT 4)"#,
        r#""[Gmail]/Trash" (MESSAGES 1 UIDNEXT 4)"#,
    ];
    assert_eq!(status, expected);
    // 611 KB of messages, seen as 1,336 KB.
    let mut seen = 0;
    let mut copies = 0;
    for folder in status.iter().map(|line| line.split('"').nth(1).unwrap()) {
        client.ask(format!("EXAMINE \"{folder}\"")).await;
        for line in client
            .ask("UID FETCH 1:* (RFC822.SIZE)")
            .await
            .iter()
            .filter(|line| line.starts_with('*'))
        {
            seen += line
                .trim_end_matches(')')
                .rsplit(' ')
                .next()
                .unwrap()
                .parse::<u64>()
                .unwrap();
            copies += 1;
        }
    }
    assert_eq!((copies, seen), (31, 1336 * 1024));
    let quota = client.ask("GETQUOTAROOT INBOX").await;
    assert_eq!(
        quota[..2],
        [
            r#"* QUOTAROOT "INBOX" """#,
            r#"* QUOTA "" (STORAGE 611 31457280)"#
        ]
    );
    assert_eq!(client.ask("GETQUOTA \"\"").await[0], quota[1]);
}

#[tokio::test]
async fn dovecot_lists_special_uses_when_asked() {
    let demo = demo("imap");
    let mut client = Client::signed_in(&demo, "sharon.shared").await;
    assert_eq!(
        client.ask("NAMESPACE").await[0],
        r#"* NAMESPACE (("" "/")) (("shared/" "/")) (("Public/" "/"))"#
    );
    let asked = r#"LIST "" "*" RETURN (STATUS (MESSAGES SIZE) CHILDREN SPECIAL-USE)"#;
    let lines = client.ask(asked).await;
    assert_eq!(
        lines[..2],
        [
            r#"* LIST (\HasNoChildren) "/" INBOX"#,
            "* STATUS INBOX (MESSAGES 420 SIZE 5586000)"
        ]
    );
    assert!(lines.contains(&r#"* LIST (\HasNoChildren \Sent) "/" Sent"#.to_owned()));
    // A container has no status.
    let public = lines
        .iter()
        .position(|line| line == r#"* LIST (\HasChildren \Noselect) "/" Public"#)
        .unwrap();
    assert_eq!(
        lines[public + 1],
        r#"* LIST (\HasNoChildren) "/" Public/Announcements"#
    );
    assert!(lines.contains(&r#"* STATUS "Public/Price lists" (MESSAGES 240 SIZE 142800000)"#.to_owned()));
    let unasked = client.ask(r#"LIST "" Sent RETURN (CHILDREN)"#).await;
    assert_eq!(unasked[0], r#"* LIST (\HasNoChildren) "/" Sent"#);
    let special = client.ask(r#"LIST (SPECIAL-USE) "" "*""#).await;
    assert_eq!(special.len(), 5);
    let some = client.ask(r#"LIST "" (Drafts Public/%)"#).await;
    assert_eq!(some.len(), 4);
    assert!(client.ask(r#"XLIST "" "*""#).await[0].starts_with("BAD Error in IMAP command XLIST"));
    let quota = client.ask("GETQUOTAROOT inbox").await;
    assert_eq!(quota[0], r#"* QUOTAROOT INBOX "User quota""#);
}

#[tokio::test]
async fn exchange_knows_no_extensions() {
    let demo = demo("exchange");
    let mut client = Client::signed_in(&demo, "fiona.fine").await;
    let lines = client.ask(r#"LIST "" "*""#).await;
    assert!(lines.contains(&r#"* LIST (\HasNoChildren) "/" "Sent Items""#.to_owned()));
    assert!(lines.contains(&r#"* LIST (\HasNoChildren) "/" Calendar"#.to_owned()));
    assert_eq!(
        client.ask(r#"LIST "" "*" RETURN (CHILDREN)"#).await,
        ["BAD Command Argument Error. 11"]
    );
    assert_eq!(client.ask("GETQUOTAROOT INBOX").await, ["BAD Command Error. 12"]);
    // SIZE is left out without a word; a space follows the bracket.
    let status = client.ask("STATUS INBOX (MESSAGES SIZE UIDNEXT)").await;
    assert_eq!(
        status,
        [
            "* STATUS INBOX (MESSAGES 260 UIDNEXT 261) ",
            "OK STATUS completed."
        ]
    );
    assert_eq!(
        client.ask("STATUS Nothing (MESSAGES)").await,
        ["NO Nothing doesn't exist."]
    );
}

#[tokio::test]
async fn two_names_of_one_mailbox() {
    let demo = demo("exchange");
    let mut seen = Vec::new();
    for user in ["dora.double", "dora.maiden"] {
        let mut client = Client::signed_in(&demo, user).await;
        seen.push(client.ask("STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY)").await);
    }
    assert_eq!(seen[0], seen[1]);
    assert!(seen[0][0].starts_with("* STATUS INBOX (MESSAGES 530 UIDNEXT 1061 UIDVALIDITY "));
}

#[tokio::test]
async fn examine_opens_and_fails() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "laura.labels").await;
    let lines = client.ask("EXAMINE \"[Gmail]/All Mail\"").await;
    assert!(lines.contains(&"* 13 EXISTS".to_owned()));
    assert!(lines.contains(&"* OK [UIDNEXT 40] Predicted next UID.".to_owned()));
    assert_eq!(
        lines.last().unwrap(),
        "OK [READ-ONLY] [Gmail]/All Mail selected. (Success)"
    );
    assert!(client.ask("UID SEARCH ALL").await[0].starts_with("* SEARCH 1 4 7 "));
    // A failed EXAMINE closes what was open.
    let failed = client.ask("EXAMINE \"[Gmail]\"").await;
    assert_eq!(failed, ["NO [NONEXISTENT] Unknown Mailbox: [Gmail] (Failure)"]);
    assert!(client.ask("UID SEARCH ALL").await[0].starts_with("BAD "));
    for close in ["CLOSE", "UNSELECT"] {
        client.ask("EXAMINE inbox").await;
        assert_eq!(client.ask(close).await, ["OK Success"]);
        assert!(client.ask("FETCH 1 UID").await[0].starts_with("BAD "));
    }
    assert_eq!(demo.tally().changes_refused, 0);
}

#[tokio::test]
async fn a_name_cannot_smuggle_lines() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "fiona.fine").await;
    let answer = client.ask("STATUS {9+}\r\nx\r\na2 OK  (MESSAGES)").await;
    assert_eq!(answer, ["NO [NONEXISTENT] Unknown Mailbox: xa2 OK  (Failure)"]);
}

#[tokio::test]
async fn turkish_names_in_both_encodings() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "tulin.turkce").await;
    let lines = client.ask("LIST \"\" \"*\"").await;
    for wire in [
        "M&APwBXw-teriler",
        "[Gmail]/T&APw-m Postalar",
        "[Gmail]/&ANY-nemli",
    ] {
        assert!(
            lines.iter().any(|line| line.ends_with(&format!("\"{wire}\""))),
            "{wire} {lines:?}"
        );
    }
    assert_eq!(
        client.ask("STATUS \"M&APwBXw-teriler\" (MESSAGES)").await[0],
        "* STATUS \"M&APwBXw-teriler\" (MESSAGES 20)"
    );
    assert_eq!(
        client.ask("ENABLE UTF8=ACCEPT").await,
        ["* ENABLED UTF8=ACCEPT", "OK Success"]
    );
    let lines = client.ask("LIST \"\" \"*\"").await;
    assert!(lines.contains(&r#"* LIST (\All \HasNoChildren) "/" "[Gmail]/Tüm Postalar""#.to_owned()));
    client.ask("EXAMINE \"[Gmail]/Tüm Postalar\"").await;
    let labels = client.ask("FETCH 36 (X-GM-LABELS)").await;
    assert_eq!(labels[0], r#"* 36 FETCH (X-GM-LABELS ("Müşteriler" "\\Inbox"))"#);
}
