//! Headers and rows: quotes, blanks, columns that do not match, repeated addresses, odd headers.

use crate::host::{read, reason};
use imaprules_facts::Reason;

const HEADER: &str = "EmailAddress,UserName,Password\r\n";

#[test]
fn quotes_and_line_breaks_belong_to_values() {
    let read = read(
        "\"EmailAddress\",\"UserName\",\"Password\"\r\n\
         \"a@example.com\",\"last, first\",\"x\"\"y\"\r\n\
         b@example.com,\"two\r\nlines\",z\r\n\
         c@example.com,c,d\r\n",
    );
    assert_eq!(read.ids(), ["a@example.com", "b@example.com", "c@example.com"]);
    assert_eq!(read.of("a@example.com", "csv.user_name"), "last, first");
    assert_eq!(read.passwords["a@example.com"], "x\"y");
    assert_eq!(read.of("a@example.com", "csv.password_flags"), "quote");
    assert_eq!(read.of("b@example.com", "csv.user_name"), "two\r\nlines");
    assert_eq!(read.of("b@example.com", "csv.spans_lines"), "true");
    assert_eq!(read.of("c@example.com", "csv.line"), "5");
    assert_eq!(read.rows().next().unwrap().place.as_deref(), Some("line 2"));
}

#[test]
fn a_quote_that_does_not_close_is_told() {
    let read = read(format!("{HEADER}a@example.com,a,\"x\r\nb@example.com,b,y\r\n"));
    assert_eq!(read.list("csv.unclosed_quotes"), ["2"]);
    assert_eq!(read.passwords["a@example.com"], "\"x");
    assert_eq!(read.passwords["b@example.com"], "y");
}

#[test]
fn blanks_around_are_told_and_trimmed() {
    let read = read(format!("{HEADER} a@example.com\u{a0},\u{200b}a, x \r\n"));
    assert_eq!(read.ids(), ["a@example.com"]);
    assert_eq!(
        read.of("a@example.com", "csv.email_address"),
        " a@example.com\u{a0}"
    );
    assert_eq!(read.of("a@example.com", "mailbox.address"), "a@example.com");
    assert_eq!(read.of("a@example.com", "csv.user_name"), "a");
    assert_eq!(
        read.of("a@example.com", "csv.blank_ends"),
        "email_address, user_name"
    );
    assert_eq!(
        read.of("a@example.com", "csv.password_flags"),
        "leading_space, trailing_space"
    );
    assert_eq!(
        read.passwords["a@example.com"], " x ",
        "the password is what stands there"
    );
}

#[test]
fn repeated_and_empty_addresses_keep_their_rows_apart() {
    let read = read(format!(
        "{HEADER}a@example.com,a,1\r\nA@Example.com,b,2\r\n,c,3\r\n  ,d,4\r\nx#y,e,5\r\n"
    ));
    assert_eq!(
        read.ids(),
        ["a@example.com#2", "A@Example.com#3", "#4", "#5", "x#y#6"]
    );
    assert_eq!(read.of("a@example.com#2", "csv.same_address_lines"), "3");
    assert_eq!(
        read.list("csv.duplicates.email_address"),
        ["a@example.com (lines 2, 3)"]
    );
    assert_eq!(read.of("#4", "csv.address_problem"), "empty");
    assert_eq!(read.of("#4", "mailbox.address"), "unknown: malformed");
    assert_eq!(read.of("#5", "csv.same_address_lines"), "");
    assert_eq!(read.passwords["#4"], "3");
    assert_eq!(read.passwords.len(), 5);
}

#[test]
fn a_row_that_does_not_match_the_header_says_little() {
    let read = read(format!(
        "{HEADER}a@example.com,a,sec,ret\r\nb@example.com,b\r\nret\r\nc@example.com,c,\r\n"
    ));
    assert_eq!(
        read.ids(),
        ["a@example.com", "b@example.com", "#4", "c@example.com"]
    );
    for id in ["a@example.com", "b@example.com", "#4"] {
        for name in [
            "csv.user_name",
            "csv.user_name_form",
            "csv.password_flags",
            "csv.blank_ends",
        ] {
            assert_eq!(read.of(id, name), "unknown: malformed", "{id} {name}");
        }
    }
    assert_eq!(read.of("a@example.com", "csv.field_count"), "4");
    assert_eq!(read.of("c@example.com", "csv.password_flags"), "empty");
    assert!(read.passwords.is_empty());
    assert!(!read.said().contains("\"ret\"") && !read.said().contains("sec"));
}

#[test]
fn a_piece_of_a_password_is_no_address() {
    let read = read(format!("{HEADER}a@example.com,a,x\r\np@ss.word\r\npiece,y\r\n"));
    assert_eq!(read.ids(), ["a@example.com", "#3", "#4"]);
    assert!(!read.said().contains("ss.word") && !read.said().contains("piece"));
}

#[test]
fn an_address_behind_a_torn_password_is_not_believed() {
    let read = read("Password,EmailAddress,UserName\r\nP@ss,w0rd@x.yz,a@example.com,a\r\n");
    assert_eq!(read.ids(), ["#2"]);
    assert!(!read.said().contains("w0rd"));
}

#[test]
fn columns_may_stand_in_any_order_and_with_a_root() {
    let read = read(
        "UserRoot,Password,UserName,EmailAddress\r\n/users/a,p,a,a@example.com\r\n,q,b,b@example.com\r\n",
    );
    assert_eq!(read.of("a@example.com", "csv.user_root"), "/users/a");
    assert_eq!(read.of("b@example.com", "csv.user_root"), "");
    assert_eq!(read.passwords["b@example.com"], "q");
    let without = crate::host::read(format!("{HEADER}a@example.com,a,b\r\n"));
    assert_eq!(without.of("a@example.com", "csv.user_root"), "");
}

#[test]
fn odd_headers_are_told_and_their_rows_read() {
    let read = read("E-posta Adresi;KULLANICI ADI;Şifre;Departman\r\nayse@ornek.com.tr;ayse;x;IT\r\n");
    assert_eq!(read.word("csv.delimiter"), "semicolon");
    assert_eq!(
        read.list("csv.header.localized"),
        [
            "E-posta Adresi -> EmailAddress",
            "KULLANICI ADI -> UserName",
            "Şifre -> Password"
        ]
    );
    assert_eq!(read.list("csv.header.unknown"), ["Departman"]);
    assert_eq!(
        read.list("csv.header.missing"),
        ["EmailAddress", "UserName", "Password"]
    );
    assert_eq!(read.of("ayse@ornek.com.tr", "csv.user_name"), "ayse");
    assert_eq!(read.passwords["ayse@ornek.com.tr"], "x");
}

#[test]
fn hints_of_programs_stand_before_the_header() {
    for (above, line) in [
        ("sep=;\r\n", 2),
        ("#TYPE System.Object\r\n", 2),
        ("\r\n  \r\nsep=;\r\n", 4),
    ] {
        let read = read(format!(
            "{above}EmailAddress;UserName;Password\r\na@example.com;a;b\r\n"
        ));
        assert_eq!(
            (read.number("csv.header_line"), read.number("csv.row_count")),
            (line, 1),
            "{above:?}"
        );
        assert_eq!(read.of("a@example.com", "csv.line"), (line + 1).to_string());
        assert_eq!(
            read.number("csv.blank_lines"),
            0,
            "those above the header do not count"
        );
    }
}

#[test]
fn without_a_header_nothing_of_the_rows_is_said() {
    let read = read("a@example.com,terry,hunter2\r\nb@example.com,hunter3,hunter2\r\n");
    assert!(!read.flag("csv.header_present"));
    assert_eq!(
        (read.number("csv.row_count"), read.number("csv.column_count")),
        (2, 3)
    );
    assert_eq!(reason(read.file("csv.header")), Reason::Malformed);
    assert_eq!(reason(read.file("csv.header_line")), Reason::Malformed);
    assert_eq!(read.ids(), ["#1", "#2"]);
    for name in [
        "mailbox.address",
        "csv.user_name",
        "csv.user_root",
        "csv.password_flags",
        "csv.blank_ends",
    ] {
        assert_eq!(read.of("#1", name), "unknown: malformed", "{name}");
    }
    assert!(read.passwords.is_empty() && !read.said().contains("hunter") && !read.said().contains("terry"));
}

#[test]
fn credentials_are_told_by_names_and_by_repetition() {
    let with = |names: &[&str]| {
        let rows = names
            .iter()
            .enumerate()
            .map(|(n, name)| format!("u{n}@example.com,{name},x\r\n"));
        let read = read(format!("{HEADER}{}", rows.collect::<String>()));
        let known = read.file("csv.credentials").clone();
        (
            known.map_or_else(|why| why.reason.to_string(), |word| word.to_string()),
            read.list("csv.user_name_forms"),
        )
    };
    assert_eq!(with(&["a", "b"]), ("user".into(), vec!["plain".into()]));
    assert_eq!(with(&["a"]), ("user".into(), vec!["plain".into()]));
    assert_eq!(
        with(&["admin@example.com", "Admin@example.com"]),
        ("admin".into(), vec!["upn".into()])
    );
    assert_eq!(
        with(&["c/admin/a", "c/admin/b"]),
        ("admin".into(), vec!["domain_admin_user".into()])
    );
    assert_eq!(
        with(&["a*admin", "b", ""]),
        ("mixed".into(), vec!["plain".into(), "user_star_admin".into()])
    );
    assert_eq!(with(&["", " "]), ("malformed".into(), vec![]));
}

#[test]
fn damaged_letters_are_told() {
    let mut octets = format!("{HEADER}a@example.com,MÃ¼ller,x\r\nb@example.com,ığüş,x\r\n").into_bytes();
    octets.extend_from_slice(b"c@example.com,M\xfcller,x\r\n");
    let read = read(octets);
    assert_eq!(read.of("a@example.com", "csv.text_damage"), "double_encoded");
    assert_eq!(read.of("b@example.com", "csv.text_damage"), "none");
    assert_eq!(read.of("c@example.com", "csv.text_damage"), "replaced");
}
