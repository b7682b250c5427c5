use super::*;

/// Line and values of every row, and the reader's counts.
fn rows(text: &str, delimiter: Delimiter, whole: bool) -> (Vec<(i64, Vec<String>)>, reader::Tally) {
    let mut reader = Reader::new(text, 1, delimiter, whole);
    let mut row = Row::default();
    let mut rows = Vec::new();
    while reader.read(&mut row) {
        rows.push((
            row.line,
            row.values(text).map(|value| value.to_string()).collect(),
        ));
    }
    (rows, reader.tally)
}

fn comma(text: &str) -> Vec<(i64, Vec<String>)> {
    rows(text, Delimiter::Comma, true).0
}

fn row(line: i64, values: &[&str]) -> (i64, Vec<String>) {
    (line, values.iter().map(|value| (*value).to_owned()).collect())
}

#[test]
fn quotes_are_read_as_spreadsheets_write_them() {
    for (text, values) in [
        ("a,b,c", vec!["a", "b", "c"]),
        ("a,,", vec!["a", "", ""]),
        (",", vec!["", ""]),
        (r#""a","b,c","d""e""#, vec!["a", "b,c", "d\"e"]),
        (r#""""","""""""#, vec!["\"", "\"\""]),
        (r#""",a"#, vec!["", "a"]),
        (r#"a"b,c""d"#, vec!["a\"b", "c\"\"d"]),
        (r#" "a",b"#, vec![" \"a\"", "b"]),
        (r#""a" ,"b"c"#, vec!["a ", "bc"]),
        (r#""a""b"c,d"#, vec!["a\"bc", "d"]),
        ("\"\"", vec![""]),
        ("ş,\"ğ\"", vec!["ş", "ğ"]),
    ] {
        assert_eq!(comma(text), [row(1, &values)], "{text}");
    }
}

#[test]
fn lines_are_counted_whatever_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["", "a,1", "", "  ", "b,\"x", "y\"", "c,3"].join(end);
        let (rows, tally) = rows(&text, Delimiter::Comma, true);
        let value = format!("x{end}y");
        assert_eq!(
            rows,
            [row(2, &["a", "1"]), row(5, &["b", &value]), row(7, &["c", "3"])]
        );
        assert_eq!(tally.blank_lines, 3);
    }
    let (rows, tally) = rows("a\r\nb\nc\rd", Delimiter::Comma, true);
    assert_eq!(
        rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
        [1, 2, 3, 4]
    );
    assert_eq!((tally.crlf, tally.lf, tally.cr), (1, 1, 1));
}

#[test]
fn a_quote_that_never_closes_costs_its_own_value_only() {
    let text = "a,b,\"c\nd,e,f\n";
    let (found, tally) = rows(text, Delimiter::Comma, true);
    assert_eq!(found, [row(1, &["a", "b", "\"c"]), row(2, &["d", "e", "f"])]);
    assert_eq!(tally.unclosed, [1]);
    let text = "a,\"b,c\nd,\"e\",f\n\"g\",h\n";
    let (found, tally) = rows(text, Delimiter::Comma, true);
    assert_eq!(
        found,
        [
            row(1, &["a", "\"b", "c"]),
            row(2, &["d", "e", "f"]),
            row(3, &["g", "h"])
        ]
    );
    assert_eq!(tally.unclosed, [1]);
}

#[test]
fn many_open_quotes_take_no_longer_than_their_text() {
    let text = "a,\"\"\"x\n".repeat(200_000) + &"b,\"c\n".repeat(100_000);
    let (found, tally) = rows(&text, Delimiter::Comma, true);
    assert!(found.len() >= 100_000 && tally.unclosed.len() == 100);
}

#[test]
fn a_value_that_the_cut_left_open_is_no_row() {
    let text = "a,b\nc,\"d\ne,f\n";
    assert_eq!(rows(text, Delimiter::Comma, false).0, [row(1, &["a", "b"])]);
    let long = format!("{text}{}", "g,h\n".repeat(20_000));
    assert_eq!(rows(&long, Delimiter::Comma, false).0.len(), 20_003);
}

#[test]
fn a_line_of_delimiters_is_a_row_and_a_line_of_blanks_is_none() {
    assert_eq!(
        comma("a,b\n,\n \u{a0}\n"),
        [row(1, &["a", "b"]), row(2, &["", ""])]
    );
    assert_eq!(rows("\t\t\n", Delimiter::Tab, true).0, [row(1, &["", "", ""])]);
}

#[test]
fn a_whole_row_has_its_place_in_the_text() {
    let text = "\r\na,\"b\r\nc\"\r\nd";
    let mut reader = Reader::new(text, 1, Delimiter::Comma, true);
    let mut row = Row::default();
    assert!(reader.read(&mut row));
    assert_eq!((&text[row.place.clone()], row.spans), ("a,\"b\r\nc\"", true));
}

#[test]
fn what_stands_before_the_header_is_skipped() {
    let is = |text: &str, line, hint| {
        let found = preamble(text);
        assert_eq!((found.line, found.hint), (line, hint), "{text}");
        found.at
    };
    assert_eq!(is("a,b", 1, None), 0);
    assert_eq!(is("\r\n \r\na,b", 3, None), 5);
    is("sep=;\r\na;b", 2, Some(Delimiter::Semicolon));
    is("SEP=,\na,b", 2, Some(Delimiter::Comma));
    is("\"sep=;\"\na;b", 2, Some(Delimiter::Semicolon));
    is("sep=\t\na\tb", 2, Some(Delimiter::Tab));
    is("sep=^\na^b", 2, None);
    is(
        "#TYPE System.Management.Automation.PSCustomObject\r\n\"a\",\"b\"",
        2,
        None,
    );
    is("\"#TYPE Selected.X\"\r\n\r\n\"a\"", 3, None);
    is("#TYPE x\nsep=|\na|b", 3, Some(Delimiter::Pipe));
    is("separator,b", 1, None);
    is("\t\t\na\tb", 1, None);
    assert_eq!(preamble("sep=;").at, 5);
}

#[test]
fn the_delimiter_is_told_by_names_or_by_regular_rows() {
    let is_name = |value: &str| ["EmailAddress", "UserName", "Password"].contains(&value);
    for (text, delimiter) in [
        ("EmailAddress,UserName,Password\na;b;c,d;e\n", Delimiter::Comma),
        ("EmailAddress;UserName;Password\na,b,c\n", Delimiter::Semicolon),
        ("EmailAddress\tUserName\tPassword", Delimiter::Tab),
        ("UserName|EmailAddress", Delimiter::Pipe),
        ("EmailAddress", Delimiter::Comma),
        ("x;y\na,b;c\nd,e;f\n", Delimiter::Semicolon),
        ("x,1;y\na;b\nc;d\n", Delimiter::Semicolon),
        ("x y\nz\n", Delimiter::Comma),
        ("", Delimiter::Comma),
    ] {
        assert_eq!(sniff(text, None, &is_name), delimiter, "{text}");
    }
    assert_eq!(
        sniff("x;y,z\n", Some(Delimiter::Semicolon), &is_name),
        Delimiter::Semicolon
    );
}
