use super::*;

const SMALLEST: &str = r#"
host = "imap.example.com"
addresses = ["192.0.2.1"]
listener = [{ port = 993, security = "tls" }]
capabilities = { before = "IMAP4rev1", after = "IMAP4rev1" }
account = [{ users = ["a"], password = "b,\"c", mail = [{ sizes = [1], in = ["INBOX"] }] }]
row = [{ email = "a@example.com", user = "a", password = "b,\"c" }]
[wording]
greeting = "* OK"
completed = "OK"
signed_in = "OK"
wrong_password = "NO"
unsupported_mechanism = "NO"
too_many_connections = "NO"
unknown_command = "BAD"
wrong_state = "BAD"
bad_arguments = "BAD"
no_such_mailbox = "NO"
continue_literal = "+"
line_too_long = "* BYE"
literal_too_long = "* BYE"
too_many_errors = "* BYE"
goodbye = "* BYE"
namespace = "NIL NIL NIL"
list_root = '(\Noselect) "/" ""'
examine = []
"#;

fn problem(from: &str, to: &str) -> String {
    assert!(SMALLEST.contains(from));
    Scene::parse("small", &SMALLEST.replacen(from, to, 1))
        .unwrap_err()
        .to_string()
}

#[test]
fn shipped_scenes_can_be_played() {
    for name in Scene::names() {
        let scene = Scene::for_provider(name).unwrap();
        assert!(!scene.script.row.is_empty(), "{name}");
    }
}

#[test]
fn the_migration_file_quotes_what_it_must() {
    let scene = Scene::parse("small", SMALLEST).unwrap();
    assert_eq!(
        scene.csv(),
        "EmailAddress,UserName,Password\r\na@example.com,a,\"b,\"\"c\"\r\n"
    );
}

#[test]
fn what_makes_no_sense_is_named() {
    assert!(problem("sizes = [1]", "sizes = []").contains("has no size"));
    assert!(
        problem("sizes = [1]", "sizes = [1], count = 4294967295")
            .contains("more messages than there are UIDs")
    );
    assert!(problem("users = [\"a\"]", "users = [\"a\", \"A\"]").contains("two accounts are called A"));
    assert!(problem("users = [\"a\"]", "users = [\"a\"], sets = [\"x\"]").contains("the set x"));
    assert!(problem("host =", "hosts =").contains("hosts"));
    assert!(problem("user = \"a\"", "user = \"z\"").contains("nobody is called z"));
    assert!(problem("user = \"a\"", "stranger = true, user = \"a\"").contains("a is no stranger"));
}

#[test]
fn words_in_braces_are_filled_in_once() {
    assert_eq!(fill("a {x} {y} {z", &[("x", "{y}"), ("y", "2")]), "a {y} 2 {z");
    assert_eq!(fill("{}{x}", &[("x", "1")]), "{}1");
}
