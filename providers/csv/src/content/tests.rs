use super::*;
use crate::file::Cut;
use encoding_rs::{WINDOWS_1251, WINDOWS_1252, WINDOWS_1254};

fn decoded(octets: &[u8], cut: Option<Cut>, wanted: Option<&'static Encoding>) -> Content {
    let octets = Zeroizing::new(octets.to_vec());
    decode(
        Contents {
            octets,
            size: None,
            cut,
        },
        wanted,
        &|name| name == "Kullanıcı Adı",
    )
}

#[track_caller]
fn text(octets: &[u8]) -> (String, Form, &'static str, bool) {
    match decoded(octets, None, None) {
        Content::Text(text) => (text.text.to_string(), text.form, text.code_page, text.mark),
        _ => panic!("no text"),
    }
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

const PLAIN: &str = "EmailAddress,UserName,Password\r\na@example.com,a,b\r\n";
const TURKISH: &str = "EmailAddress,UserName,Password\r\nayse@ornek.com.tr,Ayşe Gönül Işık,şifre\r\n\
                       ibrahim@ornek.com.tr,İbrahim Çağlar,Güneş\r\n";

#[test]
fn unicode_is_told_by_its_mark_or_without() {
    for (mark, form) in [("", Form::Utf8), ("\u{feff}", Form::Utf8Mark)] {
        let (found, told, page, marked) = text(format!("{mark}{TURKISH}").as_bytes());
        assert_eq!(
            (found.as_str(), told, page, marked),
            (TURKISH, form, "UTF-8", !mark.is_empty())
        );
    }
    for mark in ["", "\u{feff}"] {
        for body in [PLAIN, TURKISH, "E-posta;Şifre\n用户,密码密码密码,@\n"] {
            let whole = format!("{mark}{body}");
            let (found, told, page, marked) = text(&utf16(&whole, u16::to_le_bytes));
            assert_eq!(
                (found.as_str(), told, page, marked),
                (body, Form::Utf16Le, "UTF-16LE", !mark.is_empty())
            );
            let (found, told, page, _) = text(&utf16(&whole, u16::to_be_bytes));
            assert_eq!((found.as_str(), told, page), (body, Form::Utf16Be, "UTF-16BE"));
        }
    }
    assert_eq!(
        text(PLAIN.as_bytes()),
        (PLAIN.to_owned(), Form::Ascii, "UTF-8", false)
    );
}

#[test]
fn legacy_code_pages_are_guessed_from_letters() {
    let german = "EmailAddress,UserName,Password\r\njoerg@beispiel.de,Jörg Müßig,Schlüssel\r\n";
    let russian = "EmailAddress;UserName;Password\r\nivan@primer.ru;Иван Иванов;пароль и слово\r\n";
    for (body, encoding) in [
        (TURKISH, WINDOWS_1254),
        (german, WINDOWS_1252),
        (russian, WINDOWS_1251),
    ] {
        let (octets, _, lost) = encoding.encode(body);
        assert!(!lost);
        assert_eq!(
            text(&octets),
            (body.to_owned(), Form::Ansi, encoding.name(), false)
        );
    }
}

#[test]
fn the_country_of_the_addresses_decides_between_code_pages() {
    for (domain, name, page) in [
        ("ornek.com.tr", "Dağ", "windows-1254"),
        ("daemi.is", "Dað", "windows-1252"),
    ] {
        let octets = format!("EmailAddress,UserName\r\na@{domain},Da?\r\n").replace('?', "\u{1}");
        let octets: Vec<u8> = octets
            .bytes()
            .map(|octet| if octet == 1 { 0xf0 } else { octet })
            .collect();
        let (read, _, found, _) = text(&octets);
        assert_eq!((found, read.contains(name)), (page, true));
    }
}

#[test]
fn a_setting_beats_the_guess_and_a_mark_beats_the_setting() {
    let octets = WINDOWS_1254.encode("a,ğ\r\n").0.into_owned();
    let Content::Text(read) = decoded(&octets, None, Some(WINDOWS_1254)) else {
        panic!("no text")
    };
    assert_eq!((read.text.as_str(), read.form), ("a,ğ\r\n", Form::Ansi));
    let Content::Text(read) = decoded("\u{feff}ğ".as_bytes(), None, Some(WINDOWS_1254)) else {
        panic!("no text")
    };
    assert_eq!((read.text.as_str(), read.form), ("ğ", Form::Utf8Mark));
    let Content::Text(read) = decoded(b"plain", None, Some(WINDOWS_1254)) else {
        panic!("no text")
    };
    assert_eq!((read.form, read.code_page), (Form::Ascii, "windows-1254"));
}

#[test]
fn utf8_with_a_foreign_line_stays_utf8() {
    let mut octets = TURKISH.as_bytes().to_vec();
    octets.extend_from_slice(b"x@example.com,\xfe,y\r\n");
    let (found, form, ..) = text(&octets);
    assert_eq!(form, Form::Utf8);
    assert!(found.ends_with("x@example.com,\u{fffd},y\r\n"));
}

#[test]
fn a_name_in_the_header_tells_the_code_page_where_rows_are_few() {
    let row = "a@contoso.com;ann;x\r\n";
    let (header, ..) = WINDOWS_1254.encode("E-posta;Kullanıcı Adı;Parola\r\n");
    let (_, form, page, _) = text(&[&header[..], row.as_bytes()].concat());
    assert_eq!((form, page), (Form::Ansi, "windows-1254"));
}

#[test]
fn nothing_but_blanks_is_empty() {
    for octets in [
        &b""[..],
        b"\xef\xbb\xbf",
        b" \r\n\t\r\n",
        b"\xff\xfe \0\r\0\n\0",
        "\u{a0}\n".as_bytes(),
    ] {
        assert!(
            matches!(decoded(octets, None, None), Content::Empty),
            "{octets:?}"
        );
    }
}

#[test]
fn archives_and_noise_are_no_text() {
    for octets in [
        &b"PK\x03\x04rest"[..],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
        b"\x1f\x8b\x08\0\0",
    ] {
        assert!(matches!(decoded(octets, None, None), Content::Workbook));
    }
    let noise: Vec<u8> = (0..100_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0".repeat(20);
    let broken = [b"\xff\xfe".as_slice(), &b"\x00\xd8a\0".repeat(100)].concat();
    for octets in [noise, vec![0; 5000], picture, broken] {
        assert!(matches!(decoded(&octets, None, None), Content::Binary));
    }
    assert_eq!(
        text(b"EmailAddress,a\0b,c\r\n").0,
        "EmailAddress,a\0b,c\r\n",
        "a stray zero is damage, no picture"
    );
}

#[test]
fn of_a_file_that_was_cut_only_whole_lines_are_left() {
    for (octets, left) in [
        ("a,b\r\nc,ş".as_bytes(), "a,b\r\n"),
        (&"a,b\r\nc,ş".as_bytes()[..8], "a,b\r\n"),
        (b"a,b\rc,d", "a,b\r"),
        (b"no line end at all", ""),
    ] {
        let Content::Text(read) = decoded(octets, Some(Cut::Megabytes), None) else {
            panic!("no text")
        };
        assert_eq!(read.text.as_str(), left);
    }
}
