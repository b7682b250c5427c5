//! Whatever a server sends or a file holds: nothing panics, nothing breaks out.

use super::*;
use imaprules_provider::SecretString;
use proptest::prelude::*;

/// Lines that look like IMAP, to get past the first octet.
fn likely() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(vec![
        "* ",
        "A1 ",
        "+ ",
        "OK",
        "NO ",
        "BYE",
        "LIST ",
        "STATUS ",
        "INBOX",
        "(",
        ")",
        "\"",
        "\\",
        "{3}",
        "{3}\r\n",
        "FETCH ",
        "12 ",
        "RFC822.SIZE",
        "NAMESPACE",
        "NIL",
        "ESEARCH",
        "COUNT",
        "QUOTA",
        "[",
        "]",
        " ",
        "&AOk-",
        "99999999999999999999",
        "\u{fc}",
        "\0",
        "\r\n",
        "MAILBOXID",
        "CAPABILITY",
        "ID",
    ]);
    let piece = prop_oneof![
        word.prop_map(|word| word.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..4)
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// What is left of the parts when every announced literal is taken out: lines.
fn outside_literals(command: &Command) -> Vec<u8> {
    let mut outside = Vec::new();
    let mut announced = 0usize;
    for part in command.parts("A1") {
        let (Part::Now(octets) | Part::WhenAsked(octets)) = part;
        let line = octets.get(announced..).unwrap_or_default().to_vec();
        let digits = line
            .strip_suffix(b"}\r\n")
            .and_then(|rest| rest.rsplit(|octet| *octet == b'{').next());
        announced = digits
            .and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
            .unwrap_or(0);
        outside.extend(line.strip_suffix(b"\r\n").unwrap_or(&line));
        assert!(line.ends_with(b"\r\n"), "a part ends with its line");
    }
    outside
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn readers_take_anything(octets in likely()) {
        let _ = read(&octets);
        let _ = decode_utf7(&String::from_utf8_lossy(&octets));
    }

    #[test]
    fn the_framer_loses_and_invents_nothing(octets in likely(), size in 1usize..9) {
        let mut whole = Framer::new(10_000);
        whole.push(&octets);
        let mut framed: Vec<Vec<u8>> = std::iter::from_fn(|| whole.next()).map(|one| one.octets).collect();
        framed.push(whole.held());
        prop_assert_eq!(framed.concat(), octets.clone());
        let mut pieces = Framer::new(10_000);
        let mut found = Vec::new();
        for piece in octets.chunks(size) {
            pieces.push(piece);
            found.extend(std::iter::from_fn(|| pieces.next()).map(|one| one.octets));
        }
        found.push(pieces.held());
        prop_assert_eq!(found, framed);
    }

    #[test]
    fn names_and_passwords_stay_inside_their_command(name in any::<String>(), password in ".{0,40}", folder in likely()) {
        let password = SecretString::from(password);
        let commands = [
            Command::login(&name, &password),
            Command::plain("", &name, &password, true),
            Command::plain("", &name, &password, false),
            Command::status(&folder, true),
            Command::examine(&folder),
        ];
        for command in commands.into_iter().flatten() {
            let outside = outside_literals(&command);
            prop_assert!(!outside.contains(&b'\r') && !outside.contains(&b'\n') && !outside.contains(&0));
        }
    }
}
