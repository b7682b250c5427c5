//! Awkward lines, and who reads them: recorded from servers (transcripts of Dovecot, Cyrus and Courier) or from public
//! reports about others.

use super::response::Reader::{Codec, Nobody, Proto, Tokens};
use super::*;

fn status(messages: Option<u64>, size: Option<u64>) -> Response {
    let items = StatusItems {
        messages,
        size,
        ..StatusItems::default()
    };
    Response::Status {
        mailbox: b"INBOX".to_vec(),
        items,
    }
}

fn listed(attributes: &[&str], delimiter: Option<char>, name: &str) -> Response {
    Response::Listed(Listed {
        attributes: attributes.iter().map(|one| (*one).to_owned()).collect(),
        delimiter,
        name: name.as_bytes().to_vec(),
    })
}

fn namespaces(personal: &[&str], other: &[&str], shared: &[&str]) -> Response {
    let octets = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    Response::Namespaces(Namespaces {
        personal: octets(personal),
        other: octets(other),
        shared: octets(shared),
    })
}

fn fetched(uid: Option<u64>, size: Option<u64>) -> Response {
    Response::Fetched(Fetched { uid, size })
}

fn quota(storage: Option<(u64, u64)>) -> Response {
    Response::Quota(Quota {
        root: b"ROOT".to_vec(),
        storage,
    })
}

fn capability(all: &[&str]) -> Response {
    Response::Capability(all.iter().map(|one| (*one).to_owned()).collect())
}

#[track_caller]
fn expect(line: &str, reader: Reader, response: Response) {
    for end in ["\r\n", "\n"] {
        assert_eq!(
            read(format!("{line}{end}").as_bytes()),
            (response.clone(), reader),
            "{line}"
        );
    }
}

#[test]
fn namespaces_with_and_without_spaces() {
    expect(
        r#"* NAMESPACE (("" "/")) NIL NIL"#,
        Codec,
        namespaces(&[""], &[], &[]),
    );
    let crowded = r##"* NAMESPACE (("" "/"))(("Other Users/" "/"))(("#shared." "."))"##;
    expect(
        crowded,
        Tokens,
        namespaces(&[""], &["Other Users/"], &["#shared."]),
    );
    // Courier 5.2; a Cyrus admin has no personal namespace.
    let courier = r##"* NAMESPACE (("INBOX." ".")) NIL (("#shared." ".")("shared." "."))"##;
    expect(
        courier,
        Codec,
        namespaces(&["INBOX."], &[], &["#shared.", "shared."]),
    );
    let admin = r#"* NAMESPACE NIL (("user/" "/")) (("" "/"))"#;
    expect(admin, Codec, namespaces(&[], &["user/"], &[""]));
}

#[test]
fn status_with_large_odd_and_unknown_items() {
    let large = status(Some(1), Some(12_345_678_901));
    expect(r#"* STATUS "INBOX" (MESSAGES 1 SIZE 12345678901)"#, Codec, large);
    expect("* STATUS INBOX (MESSAGES 3 )", Proto, status(Some(3), None));
    expect(
        r#"* STATUS INBOX (MESSAGES 2 X-FOO 3 SIZE 4)"#,
        Tokens,
        status(Some(2), Some(4)),
    );
    expect("* STATUS  INBOX  ( MESSAGES 2 )", Tokens, status(Some(2), None));
    let zero = StatusItems {
        messages: Some(0),
        uid_next: Some(0),
        uid_validity: Some(0),
        ..StatusItems::default()
    };
    let zero = Response::Status {
        mailbox: b"INBOX".to_vec(),
        items: zero,
    };
    expect("* STATUS INBOX (MESSAGES 0 UIDNEXT 0 UIDVALIDITY 0)", Proto, zero);
    let id = StatusItems {
        messages: Some(3),
        mailbox_id: Some("F2212ea87".into()),
        ..StatusItems::default()
    };
    let id = Response::Status {
        mailbox: b"INBOX".to_vec(),
        items: id,
    };
    expect("* STATUS INBOX (MESSAGES 3 MAILBOXID (F2212ea87))", Tokens, id);
}

#[test]
fn lists_with_backslashes_raw_letters_and_extended_data() {
    expect(
        r#"* LIST () "\\" "Public Folders\\Foo""#,
        Codec,
        listed(&[], Some('\\'), r"Public Folders\Foo"),
    );
    // Both a doubled backslash and a letter that the first reader refuses: the second would get the name wrong.
    expect(
        "* LIST () \"\\\\\" \"Foo\\\\B\u{fc}r\" (\"CHILDINFO\" (\"SUBSCRIBED\"))",
        Tokens,
        listed(&[], Some('\\'), "Foo\\B\u{fc}r"),
    );
    let sent = r#"* LIST (\HasNoChildren \Sent) "/" "Gönderilmiş""#;
    expect(
        sent,
        Codec,
        listed(&["\\hasnochildren", "\\sent"], Some('/'), "Gönderilmiş"),
    );
    expect(
        r#"* LIST () "/" Gönderilmiş"#,
        Proto,
        listed(&[], Some('/'), "Gönderilmiş"),
    );
    let child = r#"* LIST (\Subscribed) "/" "foo" ("CHILDINFO" ("SUBSCRIBED"))"#;
    expect(child, Tokens, listed(&["\\subscribed"], Some('/'), "foo"));
    expect(
        r#"* XLIST (\HasNoChildren \Inbox) "/" "Gelen Kutusu""#,
        Tokens,
        listed(&["\\hasnochildren", "\\inbox"], Some('/'), "Gelen Kutusu"),
    );
    expect(
        r#"* LIST (\Noselect) NIL "flat""#,
        Codec,
        listed(&["\\noselect"], None, "flat"),
    );
    expect(
        "* LIST () \"/\" {7}\r\nna\"me)x",
        Codec,
        listed(&[], Some('/'), "na\"me)x"),
    );
    // Cyrus 3.6 writes special uses in lower case.
    expect(
        r#"* LIST (\hasnochildren \drafts) "/" "Drafts""#,
        Codec,
        listed(&["\\hasnochildren", "\\drafts"], Some('/'), "Drafts"),
    );
}

#[test]
fn fetches_with_extensions_and_sizes_beyond_32_bits() {
    expect("* 1 FETCH (RFC822.SIZE 44827)", Codec, fetched(None, Some(44827)));
    expect(
        "* 1 FETCH (UID 7 RFC822.SIZE 5000000000)",
        Tokens,
        fetched(Some(7), Some(5_000_000_000)),
    );
    expect(
        "* 1 FETCH (X-GM-MSGID 1278455344230334865 UID 7 RFC822.SIZE 9)",
        Proto,
        fetched(Some(7), Some(9)),
    );
    expect(
        r#"* 12 FETCH (X-GM-LABELS ("\\Inbox" foo) RFC822.SIZE 9)"#,
        Proto,
        fetched(None, Some(9)),
    );
    expect(
        "* 1 FETCH (EMAILID (M25) RFC822.SIZE 9)",
        Proto,
        fetched(None, Some(9)),
    );
    let old = r#"* 1 FETCH (INTERNALDATE "1-Jan-2008 01:02:03 +0000" RFC822.SIZE 9)"#;
    expect(old, Proto, fetched(None, Some(9)));
}

#[test]
fn quotas_with_and_without_a_list() {
    expect(
        r#"* QUOTA "ROOT" (STORAGE 10 512)"#,
        Codec,
        quota(Some((10, 512))),
    );
    expect(r#"* QUOTA "ROOT" ()"#, Proto, quota(None));
    // Courier without a quota.
    expect(r#"* QUOTA "ROOT""#, Tokens, quota(None));
    expect(
        r#"* QUOTA "ROOT" (MESSAGE 5 100 STORAGE 10 512)"#,
        Codec,
        quota(Some((10, 512))),
    );
    let root = Response::QuotaRoots(vec![b"ROOT".to_vec()]);
    expect(r#"* QUOTAROOT "INBOX" "ROOT""#, Codec, root);
}

#[test]
fn searches_flags_rights_and_counts() {
    let esearch = |count, min| Response::Esearch(Esearch { count, min });
    expect(
        "* ESEARCH (TAG \"A1\") UID COUNT 17",
        Tokens,
        esearch(Some(17), None),
    );
    expect(
        "* ESEARCH (TAG \"A1\") UID MIN 3 COUNT 17",
        Tokens,
        esearch(Some(17), Some(3)),
    );
    expect("* ESEARCH (TAG \"A1\") UID", Tokens, esearch(None, None));
    expect("* SEARCH 2 84 882", Codec, Response::Search(vec![2, 84, 882]));
    expect("* SEARCH", Codec, Response::Search(vec![]));
    expect("* FLAGS (\\Answered Foo Bar])", Proto, Response::Other);
    expect("* FLAGS ([NonJunk] $x)", Proto, Response::Other);
    for rights in [
        "* ACL INBOX Fred rwipslxetad",
        "* LISTRIGHTS INBOX smith la r swicdkxte",
    ] {
        expect(rights, Proto, Response::Other);
    }
    let rights = |mailbox: &str| Response::Rights {
        mailbox: mailbox.as_bytes().to_vec(),
        rights: "rwiptsldaex".to_owned(),
    };
    expect("* MYRIGHTS INBOX rwiptsldaex", Tokens, rights("INBOX"));
    // Courier puts the letters into quotes.
    expect(
        "* MYRIGHTS \"INBOX.a b\" \"rwiptsldaex\"",
        Tokens,
        rights("INBOX.a b"),
    );
}

#[test]
fn lines_with_missing_or_additional_spaces() {
    for (line, reader) in [("* 5 EXISTS", Codec), ("* 5 EXISTS ", Proto)] {
        expect(line, reader, Response::Exists(5));
    }
    expect(
        "* CAPABILITY  IMAP4rev1 auth=plain",
        Tokens,
        capability(&["IMAP4REV1", "AUTH=PLAIN"]),
    );
    // UW imapd writes capitals.
    expect(
        "* CAPABILITY IMAP4REV1 SCAN",
        Codec,
        capability(&["IMAP4REV1", "SCAN"]),
    );
    expect("* ID NIL", Codec, Response::Id(vec![]));
    expect(
        "* ID (\"name\" \"Dovecot\" \"os\" NIL)",
        Codec,
        Response::Id(vec![("name".into(), Some("Dovecot".into())), ("os".into(), None)]),
    );
    for line in ["+ OK", "+", "+ ", "+ Ready for literal data"] {
        assert_eq!(
            read(format!("{line}\r\n").as_bytes()).0,
            Response::Continuation,
            "{line}"
        );
    }
}

#[test]
fn conditions_keep_their_words_whoever_reads_them() {
    for (line, kind, code, text) in [
        ("* OK", Kind::Ok, None, ""),
        ("A1 NO [OVERQUOTA] full", Kind::No, Some("OVERQUOTA"), "full"),
        (
            "A1 NO [UNAVAILABLE] Temporary authentication failure.",
            Kind::No,
            Some("UNAVAILABLE"),
            "Temporary authentication failure.",
        ),
        (
            "A1 NO [AUTHENTICATIONFAILED] Authentication failed.",
            Kind::No,
            Some("AUTHENTICATIONFAILED"),
            "Authentication failed.",
        ),
        (
            "A1 NO [WEBALERT https://accounts.google.com/x] Web login required.",
            Kind::No,
            Some("WEBALERT"),
            "Web login required.",
        ),
        ("A1 NO [THROTTLED]", Kind::No, Some("THROTTLED"), ""),
        (
            "* BYE IMAP access disabled for this account.",
            Kind::Bye,
            None,
            "IMAP access disabled for this account.",
        ),
        (
            r#"A1 OK [Error="Failed:WrongServerException" AuthResultFromPopImapEnd=0 Proxy=h:1993:SSL MailboxBE=h Service=Imap4] AUTHENTICATE completed."#,
            Kind::Ok,
            Some("ERROR"),
            "AUTHENTICATE completed.",
        ),
        (
            "* BAD [ALERT] Plaintext authentication not allowed without SSL/TLS",
            Kind::Bad,
            Some("ALERT"),
            "Plaintext authentication not allowed without SSL/TLS",
        ),
    ] {
        let (response, _) = read(format!("{line}\r\n").as_bytes());
        let Response::Condition(read) = response else {
            panic!("{line}: {response:?}")
        };
        assert_eq!(
            (read.kind, read.code_name().as_deref(), read.text.as_str()),
            (kind, code, text),
            "{line}"
        );
        assert!(line.ends_with(&read.line), "{}", read.line);
    }
}

#[test]
fn what_nobody_can_read_is_kept_as_it_is() {
    for line in [
        "[COPYUID 124 10 233]",
        "421 Server is busy",
        "220 mail.example.com ESMTP",
        "",
        "HTTP/1.1 400 Bad Request",
        "* LIST (",
        "\u{16}\u{3}",
    ] {
        expect(line, Nobody, Response::Unread);
    }
}

#[test]
fn deep_structures_reach_no_parser() {
    for opening in ["(", "(\"A\" ", "(NIL "] {
        let deep = format!("* 1 FETCH (BODYSTRUCTURE {}", opening.repeat(60_000));
        expect(&deep, Nobody, Response::Unread);
        let closed = format!("{deep}{} RFC822.SIZE 7)", ")".repeat(60_000));
        expect(&closed, Nobody, Response::Unread);
    }
    let usual = r#"* 1 FETCH (BODY ((("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1)("TEXT" "HTML" NIL NIL NIL "7BIT" 5 1) "ALTERNATIVE") "MIXED") RFC822.SIZE 7)"#;
    assert_eq!(read(format!("{usual}\r\n").as_bytes()).0, fetched(None, Some(7)));
}

#[test]
fn no_input_makes_a_reader_give_up_badly() {
    let lines: [&[u8]; 7] = [
        b"* STATUS INBOX (MESSAGES 99999999999999999999)\r\n",
        b"* 99999999999999999999999 EXISTS\r\n",
        b"* LIST (\\A) \"/\" {99}\r\nx\r\n",
        b"* FETCH\r\n",
        b"* NAMESPACE ((((((((((((((((((((((((((((((\r\n",
        b"* LIST () \"\\\r\n",
        b"\xff\xfe* \x00\r\n",
    ];
    for line in lines {
        for end in 0..line.len() {
            let _ = read(&line[..end]);
        }
        let _ = read(line);
    }
}
