//! Every encoding in, the same text out.

use crate::testing::{read, refused, text};
use crate::{Code, Encoding, Limits};
use proptest::prelude::*;

fn utf16(text: &str, low_first: bool) -> Vec<u8> {
    let unit = |unit: u16| {
        if low_first {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        }
    };
    text.encode_utf16().flat_map(unit).collect()
}

fn marked(mark: &[u8], octets: Vec<u8>) -> Vec<u8> {
    [mark, &octets].concat()
}

const CSV: &str = "Name,City\r\nGül,İzmir\r\n";

#[test]
fn the_same_text_in_every_encoding() {
    let turkish = encoding_rs::WINDOWS_1254.encode(CSV).0.into_owned();
    for (octets, encoding) in [
        (CSV.as_bytes().to_vec(), Encoding::Utf8),
        (marked(&[0xEF, 0xBB, 0xBF], CSV.into()), Encoding::Utf8Marked),
        (marked(&[0xFF, 0xFE], utf16(CSV, true)), Encoding::Utf16Le),
        (marked(&[0xFE, 0xFF], utf16(CSV, false)), Encoding::Utf16Be),
        (utf16(CSV, true), Encoding::Utf16Le),
        (utf16(CSV, false), Encoding::Utf16Be),
        (turkish, Encoding::CodePage("windows-1254")),
    ] {
        let outcome = read(&octets);
        assert_eq!(outcome.export.encoding(), encoding);
        assert_eq!(outcome.get(0, "Name"), &text("Gül"), "{encoding}");
        assert_eq!(outcome.get(0, "City"), &text("İzmir"), "{encoding}");
        let guessed = matches!(encoding, Encoding::CodePage(_));
        assert_eq!(outcome.troubles().contains(&(Code::EncodingGuessed, "")), guessed);
    }
}

#[test]
fn ascii_is_what_nothing_else_was_seen_in() {
    assert_eq!(read(b"Name,City\na,b\n").export.encoding(), Encoding::Ascii);
}

#[test]
fn letters_far_behind_the_start_still_decide() {
    for (letters, encoding) in [
        ("Gül".as_bytes(), Encoding::Utf8),
        (&b"Caf\xE9, M\xFCller"[..], Encoding::CodePage("windows-1252")),
    ] {
        let mut octets = b"Name;City\n".to_vec();
        for _ in 0..20_000 {
            octets.extend_from_slice(b"somebody;somewhere\n");
        }
        octets.extend_from_slice(letters);
        octets.extend_from_slice(b";x\n");
        let outcome = read(&octets);
        assert_eq!(outcome.records.len(), 20_001);
        assert_eq!(outcome.export.encoding(), encoding);
    }
}

#[test]
fn damaged_octets_are_replaced_and_told() {
    let mut octets = "Name,City\nÖzgür Çağdaş Gül,İzmir\n".as_bytes().to_vec();
    octets.extend_from_slice(b"x\xFFy,z\n");
    let outcome = read(&octets);
    assert_eq!(outcome.get(1, "Name"), &text("x\u{fffd}y"));
    assert_eq!(outcome.troubles(), [(Code::OctetsReplaced, "")]);
}

#[test]
fn a_mark_that_lies_is_not_believed() {
    let outcome = read(&marked(
        &[0xFF, 0xFE],
        b"Name,City\nsomebody,somewhere\n".to_vec(),
    ));
    assert_eq!(outcome.get(0, "City"), &text("somewhere"));
    assert_eq!(outcome.troubles(), [(Code::EncodingMark, "")]);
}

#[test]
fn a_declaration_counts_where_it_can_be_true() {
    let document = |label: &str, letters: &[u8]| {
        let start = format!("<?xml version=\"1.0\" encoding=\"{label}\"?><Objs><S>");
        [start.as_bytes(), letters, b"</S></Objs>"].concat()
    };
    let greek = encoding_rs::WINDOWS_1253.encode("Ελλάδα").0;
    for (octets, meant, troubles) in [
        (document("windows-1253", &greek), "Ελλάδα", vec![]),
        (
            document("utf-16", "Gül".as_bytes()),
            "Gül",
            vec![(Code::EncodingMark, "")],
        ),
        (document("utf-8", "Gül".as_bytes()), "Gül", vec![]),
    ] {
        let outcome = read(&octets);
        assert_eq!(outcome.records[0].object.own(), Some(&text(meant)));
        assert_eq!(outcome.troubles(), troubles);
    }
}

#[test]
fn console_code_pages_are_noticed() {
    // `Müller` and `Gülşen Öz` in code page 857.
    let outcome = read(b"Name,City\nM\x81ller,G\x81l\x9Fen \x99z\n");
    assert!(
        outcome.troubles().contains(&(Code::EncodingConsole, "")),
        "{:?}",
        outcome.export.encoding()
    );
    for (encoding, letters) in [
        (encoding_rs::WINDOWS_1254, "Müller,Gülşen Öz"),
        (encoding_rs::WINDOWS_1250, "Šárka Žižková,Tomáš"),
        (encoding_rs::SHIFT_JIS, "山田太郎,ソフト"),
        (encoding_rs::WINDOWS_1251, "Иван Петров,Москва"),
    ] {
        let document = encoding.encode(letters).0;
        let outcome = read(&[b"Name,City\n", &*document, b"\n"].concat());
        assert!(
            !outcome.troubles().contains(&(Code::EncodingConsole, "")),
            "{letters}"
        );
    }
}

#[test]
fn what_is_no_text_is_named() {
    for (octets, what) in [
        (&b"PK\x03\x04rest"[..], "a workbook or a packed folder"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\xD0\xCF\x11\xE0rest", "an old Office file"),
        (b"\xFF\xFE\0\0a\0\0\0", "text in UTF-32"),
        (b"a\0\0\0\0\0\0\0\0\0,", "no text"),
    ] {
        assert!(refused(octets).what().contains(what), "{what}");
    }
}

#[test]
fn the_whole_file_is_limited() {
    let limits = Limits {
        total: 100_000,
        ..Limits::default()
    };
    let octets = "Name,City\n".repeat(20_000);
    let outcome = crate::testing::read_within(octets.as_bytes(), &limits);
    assert_eq!(
        outcome.what().split(": ").nth(1),
        Some("the file is larger than the limit of 100000")
    );
    assert!(!outcome.export.is_complete());
    assert!(
        outcome.export.records_read() == 0,
        "all rows are the header again"
    );
}

proptest! {
    #[test]
    fn texts_survive_utf_16(cell in "[^\\x00-\\x1f\",]{1,40}", low_first: bool) {
        let document = format!("a,b\r\nxx,\"{cell}\"\r\n");
        let mark: &[u8] = if low_first { &[0xFF, 0xFE] } else { &[0xFE, 0xFF] };
        let outcome = read(&marked(mark, utf16(&document, low_first)));
        prop_assert_eq!(outcome.get(0, "b"), &text(&cell));
    }
}

#[test]
fn question_marks_are_no_lost_letters_once_others_were_kept() {
    let lost = read(b"Name,City\nM?ller,x\n");
    assert_eq!(lost.troubles(), [(Code::LettersLost, "Name")]);
    let kept = read("Name,City\nM?ller,x\nGül,y\n".as_bytes());
    assert_eq!(kept.troubles(), []);
}
