//! Encodings, delimiters and line ends, octet by octet.

use crate::host::{read, read_with, reason};
use imaprules_facts::Reason;

/// `ş@example.com,Gönül,Işık` under the header, as each program writes it.
#[test]
fn every_encoding_gives_the_same_rows() {
    let utf8 =
        b"EmailAddress,UserName,Password\r\n\xc5\x9f@ornek.com.tr,G\xc3\xb6n\xc3\xbcl,I\xc5\x9f\xc4\xb1k\r\n";
    let text = std::str::from_utf8(utf8).unwrap();
    let utf8_mark = [b"\xef\xbb\xbf", &utf8[..]].concat();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let little_mark = [b"\xff\xfe", &little[..]].concat();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let big_mark = [b"\xfe\xff", &big[..]].concat();
    // Windows code page 1254: ş is FE, ö F6, ü FC, ı FD.
    let turkish = b"EmailAddress,UserName,Password\r\n\xfe@ornek.com.tr,G\xf6n\xfcl,I\xfe\xfdk\r\n";
    for (octets, encoding, page, mark) in [
        (&utf8[..], "utf8", "UTF-8", false),
        (&utf8_mark, "utf8_bom", "UTF-8", true),
        (&little, "utf16le", "UTF-16LE", false),
        (&little_mark, "utf16le", "UTF-16LE", true),
        (&big, "utf16be", "UTF-16BE", false),
        (&big_mark, "utf16be", "UTF-16BE", true),
        (turkish, "ansi", "windows-1254", false),
    ] {
        let read = read(octets);
        assert_eq!(
            (read.word("csv.encoding"), read.word("csv.code_page")),
            (encoding, page)
        );
        assert_eq!(read.flag("csv.byte_order_mark"), mark, "{encoding}");
        assert_eq!(read.ids(), ["ş@ornek.com.tr"], "{encoding}");
        assert_eq!(read.of("ş@ornek.com.tr", "csv.user_name"), "Gönül");
        assert_eq!(read.of("ş@ornek.com.tr", "csv.address_problem"), "non_ascii");
        assert_eq!(read.passwords["ş@ornek.com.tr"], "Işık");
        assert_eq!(read.number("csv.bytes"), octets.len() as i64);
        assert_eq!(
            read.list("csv.header"),
            ["EmailAddress", "UserName", "Password"],
            "no mark sticks to it"
        );
    }
}

#[test]
fn an_encoding_that_is_given_is_used() {
    // In code page 1250, \xb3 is ł; in 1254 it is ³.
    let octets = b"EmailAddress,UserName,Password\r\na@example.com,Micha\xb3,x\r\n";
    let polish = read_with(octets, &[("encoding", "windows-1250")]);
    assert_eq!(polish.of("a@example.com", "csv.user_name"), "Michał");
    assert_eq!(polish.word("csv.code_page"), "windows-1250");
    let turkish = read_with(octets, &[("encoding", "windows-1254")]);
    assert_eq!(turkish.of("a@example.com", "csv.user_name"), "Micha³");
}

#[test]
fn ascii_is_ascii() {
    let read = read("EmailAddress,UserName,Password\na@example.com,a,b\n");
    assert_eq!(
        (read.word("csv.encoding"), read.flag("csv.byte_order_mark")),
        ("ascii", false)
    );
}

#[test]
fn every_delimiter_is_found_out() {
    for (delimiter, word) in [(',', "comma"), (';', "semicolon"), ('\t', "tab"), ('|', "pipe")] {
        let text =
            "EmailAddress,UserName,Password\r\na@example.com,a,b\r\n".replace(',', &delimiter.to_string());
        let found = read(&text);
        assert_eq!(
            (found.word("csv.delimiter"), found.number("csv.column_count")),
            (word, 3)
        );
        assert_eq!(found.passwords["a@example.com"], "b");
        let forced = read_with(&text, &[("delimiter", word)]);
        assert_eq!(forced.word("csv.delimiter"), word);
    }
    let one = read("EmailAddress\r\na@example.com\r\n");
    assert_eq!(
        (one.word("csv.delimiter"), one.number("csv.column_count")),
        ("comma", 1)
    );
    let forced = read_with("EmailAddress,UserName,Password\r\n", &[("delimiter", "pipe")]);
    assert_eq!(
        (forced.word("csv.delimiter"), forced.number("csv.column_count")),
        ("pipe", 1)
    );
}

#[test]
fn every_line_end_is_told_and_counted() {
    let text = "EmailAddress,UserName,Password\n\na@example.com,a,b\nc@example.com,c,d";
    for (end, word) in [("\r\n", "crlf"), ("\n", "lf"), ("\r", "cr")] {
        for last in ["", end] {
            let read = read(text.replace('\n', end) + last);
            assert_eq!(read.word("csv.line_end"), word);
            assert_eq!(
                (
                    read.of("a@example.com", "csv.line"),
                    read.of("c@example.com", "csv.line")
                ),
                ("3".into(), "4".into())
            );
            assert_eq!(
                (read.number("csv.row_count"), read.number("csv.blank_lines")),
                (2, 1)
            );
        }
    }
    let mixed = read("EmailAddress,UserName,Password\r\na@example.com,a,b\nc@example.com,c,d\r");
    assert_eq!(
        (mixed.word("csv.line_end"), mixed.number("csv.row_count")),
        ("mixed", 2)
    );
    assert_eq!(
        read("EmailAddress,UserName,Password").word("csv.line_end"),
        "none"
    );
    let quoted = read("EmailAddress,UserName,Password\r\na@example.com,\"a\nb\",c\r\n");
    assert_eq!(
        quoted.word("csv.line_end"),
        "crlf",
        "a line break in a value ends no line"
    );
}

#[test]
fn files_that_are_no_table_are_told_apart() {
    for (octets, content, readable) in [
        (&b""[..], "empty", true),
        (b"\xef\xbb\xbf \r\n\r\n", "empty", true),
        (b"PK\x03\x04\x14\x00\x06\x00", "workbook", false),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "workbook", false),
        (&[0; 1000], "binary", false),
    ] {
        let read = read(octets);
        assert_eq!(
            (
                read.word("csv.content"),
                read.flag("csv.readable"),
                read.flag("csv.whole")
            ),
            (content, readable, true)
        );
        assert_eq!(read.records.len(), 1);
        assert_eq!(reason(read.file("csv.header")), Reason::Malformed);
        if readable {
            assert!(!read.flag("csv.header_present"));
            assert_eq!(
                (read.number("csv.row_count"), read.number("csv.rows_read")),
                (0, 0)
            );
        } else {
            assert_eq!(reason(read.file("csv.row_count")), Reason::Malformed);
        }
    }
}
