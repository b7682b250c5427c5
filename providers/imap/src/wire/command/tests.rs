//! What commands look like on the wire, and that nothing breaks out of them.

use super::*;

fn sent(command: &Command) -> String {
    let text = |part: Part| match part {
        Part::Now(octets) => String::from_utf8(octets).unwrap(),
        Part::WhenAsked(octets) => format!("+{}", String::from_utf8(octets).unwrap()),
    };
    command.parts("A1").into_iter().map(text).collect()
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

#[test]
fn commands_are_written_as_servers_expect_them() {
    for (command, expected) in [
        (
            Command::login("terry", &secret("pw")),
            "A1 LOGIN \"terry\" \"pw\"\r\n",
        ),
        (
            Command::login("a\"b\\c", &secret("p{w} ")),
            "A1 LOGIN \"a\\\"b\\\\c\" \"p{w} \"\r\n",
        ),
        (
            Command::login("terry", &secret("")),
            "A1 LOGIN \"terry\" \"\"\r\n",
        ),
        (
            Command::login("terry", &secret("pä")),
            "A1 LOGIN \"terry\" {3}\r\n+pä\r\n",
        ),
        (
            Command::login("ü", &secret("ö")),
            "A1 LOGIN {2}\r\n+ü {2}\r\n+ö\r\n",
        ),
        (
            Command::plain("", "terry", &secret("pw"), true),
            "A1 AUTHENTICATE PLAIN AHRlcnJ5AHB3\r\n",
        ),
        (
            Command::plain("", "terry", &secret("pw"), false),
            "A1 AUTHENTICATE PLAIN\r\n+AHRlcnJ5AHB3\r\n",
        ),
        (
            Command::plain("terry", "admin", &secret("pw"), true),
            "A1 AUTHENTICATE PLAIN dGVycnkAYWRtaW4AcHc=\r\n",
        ),
        (Command::list(), "A1 LIST \"\" *\r\n"),
        (
            Command::list_one(b"user/terry adams"),
            "A1 LIST \"\" \"user/terry adams\"\r\n",
        ),
        (Command::my_rights(b"inbox"), "A1 MYRIGHTS INBOX\r\n"),
        (
            Command::my_rights("ü\"".as_bytes()),
            "A1 MYRIGHTS {3}\r\n+ü\"\r\n",
        ),
        (
            Ok(Command::list_rights()),
            "A1 LIST \"\" \"*\" RETURN (MYRIGHTS)\r\n",
        ),
        (
            Command::sizes_at(&[1, 501, 1001]),
            "A1 FETCH 1,501,1001 (RFC822.SIZE)\r\n",
        ),
        (
            Command::status(b"inbox", false),
            "A1 STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY)\r\n",
        ),
        (
            Command::status(b"a b", true),
            "A1 STATUS \"a b\" (MESSAGES UIDNEXT UIDVALIDITY SIZE)\r\n",
        ),
        (
            Command::examine(b"G&APY-nderilmi&AV8-"),
            "A1 EXAMINE \"G&APY-nderilmi&AV8-\"\r\n",
        ),
        (Command::sizes(1, 1000), "A1 FETCH 1:1000 RFC822.SIZE\r\n"),
        (Command::larger(36_700_160), "A1 UID SEARCH LARGER 36700160\r\n"),
        (Command::id(), "A1 ID NIL\r\n"),
        (Command::quota_root(b"INBOX"), "A1 GETQUOTAROOT INBOX\r\n"),
        (Command::namespace(), "A1 NAMESPACE\r\n"),
    ] {
        assert_eq!(sent(&command.unwrap()), expected);
    }
    assert_eq!(sent(&Command::fixed("LOGOUT")), "A1 LOGOUT\r\n");
    let list =
        "A1 LIST \"\" \"*\" RETURN (CHILDREN SPECIAL-USE STATUS (MESSAGES UIDNEXT UIDVALIDITY SIZE))\r\n";
    assert_eq!(sent(&Command::list_extended(true, true, true)), list);
    assert_eq!(
        sent(&Command::list_extended(false, false, true)),
        "A1 LIST \"\" \"*\" RETURN (CHILDREN)\r\n"
    );
    assert_eq!(
        sent(&Command::sizes_of(&[3, 70]).unwrap()),
        "A1 UID FETCH 3,70 (RFC822.SIZE)\r\n"
    );
    assert_eq!(
        sent(&Command::count_larger(5)),
        "A1 UID SEARCH RETURN (MIN COUNT) LARGER 5\r\n"
    );
}

#[test]
fn nothing_breaks_out_of_a_command() {
    for evil in [
        "a\r\nA2 DELETE INBOX",
        "a\nA2 X",
        "a\rb",
        "\r\n",
        "{5}\r\nA2 X",
        "a\" \"b\"\r\nA2 X",
        "+\r\n",
    ] {
        for command in [
            Command::login(evil, &secret("pw")),
            Command::login("terry", &secret(evil)),
            Command::plain("", evil, &secret(evil), true),
            Command::plain("", evil, &secret(evil), false),
            Command::status(evil.as_bytes(), true),
            Command::examine(evil.as_bytes()),
        ] {
            only_whole_lines(&command.unwrap(), evil);
        }
    }
}

/// Line ends stand only at the end of lines or inside announced literals.
fn only_whole_lines(command: &Command, evil: &str) {
    let mut announced = 0usize;
    for part in command.parts("A1") {
        let (Part::Now(octets) | Part::WhenAsked(octets)) = part;
        let line = &octets[announced..];
        assert!(
            line.ends_with(b"\r\n"),
            "{evil:?}: {:?}",
            String::from_utf8_lossy(line)
        );
        let inside = &line[..line.len() - 2];
        assert!(
            !inside.contains(&b'\r') && !inside.contains(&b'\n'),
            "{evil:?}: {:?}",
            String::from_utf8_lossy(line)
        );
        let digits = inside
            .strip_suffix(b"}")
            .and_then(|rest| rest.rsplit(|octet| *octet == b'{').next());
        announced = digits
            .and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
            .unwrap_or(0);
    }
    assert_eq!(announced, 0, "{evil:?}: a literal was announced and not sent");
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let long = "x".repeat(9000);
    for bad in ["a\0b", "\0"] {
        assert_eq!(Command::login(bad, &secret("pw")).err(), Some(Unwritable::Nul));
        assert_eq!(Command::login("terry", &secret(bad)).err(), Some(Unwritable::Nul));
        assert_eq!(
            Command::plain("", bad, &secret("pw"), true).err(),
            Some(Unwritable::Nul)
        );
        assert_eq!(
            Command::plain("", "terry", &secret(bad), false).err(),
            Some(Unwritable::Nul)
        );
        assert_eq!(
            Command::status(bad.as_bytes(), false).err(),
            Some(Unwritable::Nul)
        );
    }
    assert_eq!(
        Command::login(&long, &secret("pw")).err(),
        Some(Unwritable::TooLong)
    );
    assert_eq!(
        Command::plain("", &long, &secret("pw"), true).err(),
        Some(Unwritable::TooLong)
    );
    assert_eq!(Command::examine(long.as_bytes()).err(), Some(Unwritable::TooLong));
}

#[test]
fn the_log_shows_no_password() {
    for command in [
        Command::login("terry", &secret("s3cret")),
        Command::plain("", "terry", &secret("s3cret"), true),
    ] {
        let shown = command.unwrap().shown().to_owned();
        assert!(
            shown.contains("terry") && !shown.contains("s3cret") && !shown.contains("AHRl"),
            "{shown}"
        );
    }
}
