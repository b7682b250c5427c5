//! Rubbish, excess, and commands that would change something.

use crate::client::{Client, changed, demo};

#[tokio::test]
async fn unknown_and_garbled_commands() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "fiona.fine").await;
    assert!(client.ask("FROBNICATE now").await[0].starts_with("BAD [CLIENTBUG] Unknown command"));
    for garbled in [
        "STATUS",
        "STATUS INBOX",
        "STATUS INBOX (NONSENSE)",
        "EXAMINE",
        "LIST",
        "LIST \"\"",
        "LIST \"\" \"*\" RETURN",
        "LIST (",
        "ID (",
        "UID FETCH",
    ] {
        let answer = client.ask(garbled).await;
        assert!(
            answer.len() == 1 && answer[0].starts_with("BAD "),
            "{garbled} {answer:?}"
        );
    }
    assert_eq!(client.ask("noop").await, ["OK Success"]);
}

#[tokio::test]
async fn lines_without_a_usable_tag() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "fiona.fine").await;
    for line in [
        "\r\n",
        "\n",
        "+ NOOP\r\n",
        "* NOOP\r\n",
        "alone\r\n",
        "\u{fc} NOOP\r\n",
    ] {
        client.send(line).await;
        assert_eq!(
            client.line().await.unwrap(),
            "* BAD Could not parse command",
            "{line:?}"
        );
    }
    // A line end without a carriage return is taken.
    client.send("x NOOP\n").await;
    assert_eq!(client.line().await.unwrap(), "x OK Success");
}

#[tokio::test]
async fn commands_in_one_go_and_in_pieces() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "fiona.fine").await;
    client.send("x NOOP\r\ny CHECK\r\nz NOOP\r\n").await;
    assert_eq!(client.answer("x").await, ["OK Success"]);
    assert!(
        client.answer("y").await[0].starts_with("BAD "),
        "no folder is open"
    );
    assert_eq!(client.answer("z").await, ["OK Success"]);
    for piece in ["p", " STA", "TUS INB", "OX (MESS", "AGES)\r", "\n"] {
        client.send(piece).await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(
        client.answer("p").await,
        ["* STATUS \"INBOX\" (MESSAGES 140)", "OK Success"]
    );
}

#[tokio::test]
async fn states() {
    let demo = demo("exchange");
    let (mut client, _) = Client::connect(&demo).await;
    for early in [
        "LIST \"\" \"*\"",
        "STATUS INBOX (MESSAGES)",
        "EXAMINE INBOX",
        "NAMESPACE",
        "UID FETCH 1 UID",
        "CLOSE",
    ] {
        assert_eq!(
            client.ask(early).await,
            ["BAD Command received in Invalid state."],
            "{early}"
        );
    }
    let mut client = Client::signed_in(&demo, "fiona.fine").await;
    assert_eq!(
        client.ask("LOGIN a b").await,
        ["BAD Command received in Invalid state."]
    );
    assert_eq!(
        client.ask("AUTHENTICATE PLAIN").await,
        ["BAD Command received in Invalid state."]
    );
    assert_eq!(client.ask("ENABLE UTF8=ACCEPT").await, ["BAD Command Error. 12"]);
}

#[tokio::test]
async fn too_many_errors() {
    let demo = demo("imap");
    let (mut client, _) = Client::connect(&demo).await;
    assert_eq!(
        client.ask("FOO").await,
        ["BAD Error in IMAP command FOO: Unknown command (0.001 + 0.000 secs)."]
    );
    client.ask("FOO").await;
    assert_eq!(client.ask("FOO").await, ["* BYE Too many invalid IMAP commands."]);
}

#[tokio::test]
async fn long_lines() {
    let demo = demo("imap");
    let (mut client, _) = Client::connect(&demo).await;
    client.send(vec![b'A'; 70_000]).await;
    assert!(
        client
            .rest()
            .await
            .starts_with("* BYE Input buffer full, aborting")
    );
    // With a line end at once, and just within the limit.
    let (mut client, _) = Client::connect(&demo).await;
    assert!(client.ask(format!("FOO {}", "A".repeat(8000))).await[0].starts_with("BAD "));
    assert_eq!(
        client.ask(format!("FOO {}", "A".repeat(8300))).await,
        ["* BYE Input buffer full, aborting"]
    );
}

#[tokio::test]
async fn huge_literals() {
    let imap = demo("imap");
    let (mut client, _) = Client::connect(&imap).await;
    assert_eq!(
        client.ask("LOGIN {999999999}").await,
        ["* BYE Literal size too large"]
    );
    assert_eq!(client.line().await, None);
    // Gmail goes on.
    let gmail = demo("gmail");
    let mut client = Client::signed_in(&gmail, "fiona.fine").await;
    assert_eq!(client.ask("STATUS {999999999}").await, ["BAD Literal too large"]);
    assert_eq!(client.ask("NOOP").await, ["OK Success"]);
    // Many literals in one command.
    let many = format!("LOGIN{}", " {4000+}\r\n".to_owned() + &"x".repeat(4000)).repeat(100);
    assert!(client.ask(many).await[0].starts_with("BAD "));
    assert_eq!(client.ask("NOOP").await, ["OK Success"]);
}

#[tokio::test]
async fn nothing_can_be_changed() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "laura.labels").await;
    client.ask("EXAMINE INBOX").await;
    let commands = [
        "SELECT INBOX",
        "CREATE new",
        "DELETE Work",
        "RENAME Work Play",
        "SUBSCRIBE Work",
        "UNSUBSCRIBE Work",
        "STORE 1 +FLAGS (\\Deleted)",
        "UID STORE 1 +X-GM-LABELS (Work)",
        "COPY 1 Work",
        "UID MOVE 1 Work",
        "EXPUNGE",
        "uid expunge 1",
        "SETQUOTA \"\" (STORAGE 1)",
    ];
    for command in commands {
        assert_eq!(
            client.ask(command).await,
            ["NO [NOPERM] This demo system takes no changes."],
            "{command}"
        );
    }
    client.send("x APPEND INBOX {5}\r\n").await;
    assert_eq!(client.line().await.unwrap(), "+ go ahead");
    client.send("hello\r\n").await;
    assert!(client.answer("x").await[0].starts_with("NO [NOPERM]"));
    let tally = demo.tally();
    assert_eq!(tally.changes_refused, 14);
    assert_eq!(tally.changes[..2], ["SELECT", "CREATE"]);
    assert_eq!(tally.changes[7], "UID STORE");
    // The folder that was open still is, and holds what it held.
    assert_eq!(client.ask("UID SEARCH ALL").await[0], "* SEARCH 1 4 7 10");
}

#[tokio::test]
async fn idle() {
    let demo = demo("gmail");
    let mut client = Client::signed_in(&demo, "fiona.fine").await;
    client.send("i IDLE\r\n").await;
    assert_eq!(client.line().await.unwrap(), "+ idling");
    client.send("DONE\r\n").await;
    assert_eq!(client.answer("i").await, ["OK Success"]);
}

#[tokio::test]
async fn a_silent_client_is_let_go() {
    let demo = changed("exchange", "idle_seconds = 1800", "idle_seconds = 1");
    let (mut client, _) = Client::connect(&demo).await;
    assert_eq!(client.rest().await, "");
}
