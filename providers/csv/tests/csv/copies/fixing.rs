//! Corrected copies.

use super::{Scene, rows};
use crate::host::request;
use imaprules_provider_csv::{ChangeKind, Fixed, NoteKind, fix};

fn fixed(octets: impl AsRef<[u8]>) -> (String, Fixed) {
    let scene = Scene::new(octets);
    let fixed = scene.fix("users.csv", "good.csv", &[]).unwrap();
    let good = scene.read("good.csv");
    let again = scene.fix("good.csv", "again.csv", &[]).unwrap();
    assert_eq!(
        (again.changes, scene.read("again.csv")),
        (vec![], good.clone()),
        "a second time changes nothing"
    );
    (good, fixed)
}

fn kinds(fixed: &Fixed) -> Vec<(ChangeKind, Option<i64>)> {
    fixed
        .changes
        .iter()
        .map(|change| (change.kind, change.line))
        .collect()
}

const GOOD: &str = "EmailAddress,UserName,Password\r\na@example.com,ann,\"p\"\"w, x\r\ny\"\r\nb@example.com,bob,\"plain\"\r\n";

#[test]
fn a_file_in_order_is_copied_octet_by_octet() {
    for text in [
        GOOD.to_owned(),
        GOOD.replace("\r\n", "\n"),
        GOOD.trim_end().to_owned(),
    ] {
        let (good, fixed) = fixed(&text);
        assert_eq!((good, fixed.changes, fixed.rows), (text, vec![], 2));
    }
}

#[test]
fn everything_with_one_right_answer_is_corrected_and_listed() {
    use ChangeKind::*;
    let text = "sep=;\r\n\r\n#TYPE x\r\nE-posta Adresi;USERNAME;Şifre;UserRot\r\n\
                \u{a0}a@example.com;ann ; \"p,w\" ;/a\r\n\r\n\r\nb@example.com; \"bob\";\"x;y\";/b\r\n";
    let (good, fixed) = fixed(format!("\u{feff}{text}").replace("ann ;", "ann\u{200b};"));
    assert_eq!(
        good,
        "EmailAddress,UserName,Password,UserRoot\r\n\
         a@example.com,ann,\" \"\"p,w\"\" \",/a\r\n\
         b@example.com,bob,\"x;y\",/b\r\n"
    );
    assert_eq!(
        kinds(&fixed),
        [
            (ByteOrderMark, None),
            (Delimiter, None),
            (SeparatorLine, Some(1)),
            (BlankLines, Some(2)),
            (TypeLine, Some(3)),
            (Header, Some(4)),
            (Header, Some(4)),
            (Header, Some(4)),
            (Header, Some(4)),
            (Blanks, Some(5)),
            (Blanks, Some(5)),
            (BlankLines, Some(6)),
            (Blanks, Some(8)),
        ]
    );
    assert_eq!(fixed.changes[11].last_line, Some(7));
    assert_eq!(fixed.notes[0].kind, NoteKind::PasswordBlanks);
    assert_eq!(fixed.notes[0].lines, [5]);
}

#[test]
fn every_encoding_becomes_the_same_utf8() {
    let text = "EmailAddress,UserName,Password\r\nayse@ornek.com.tr,Ayşe Gönül Işık,şifre\r\n";
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let turkish = encoding_rs::WINDOWS_1254.encode(text).0.into_owned();
    for (octets, kind) in [
        (utf16(u16::to_le_bytes), ChangeKind::Encoding),
        (utf16(u16::to_be_bytes), ChangeKind::Encoding),
        (turkish, ChangeKind::GuessedEncoding),
    ] {
        let (good, fixed) = fixed(octets);
        assert_eq!((good.as_str(), fixed.changes[0].kind), (text, kind));
        let guessed = fixed
            .notes
            .iter()
            .any(|note| note.kind == NoteKind::PasswordGuessed);
        assert_eq!(guessed, kind == ChangeKind::GuessedEncoding);
    }
}

#[test]
fn line_ends_become_one_and_those_in_values_stay() {
    let head = "EmailAddress,UserName,Password";
    let (good, told) = fixed(format!("{head}\ra@example.com,a,\"x\ry\"\rb@example.com,b,z\r"));
    assert_eq!(
        good,
        format!("{head}\r\na@example.com,a,\"x\ry\"\r\nb@example.com,b,z\r\n")
    );
    assert_eq!(kinds(&told), [(ChangeKind::LineEnd, None)]);
    let (good, told) = fixed(format!("{head}\r\na@example.com,a,x\nb@example.com,b,z"));
    assert_eq!(good, format!("{head}\r\na@example.com,a,x\r\nb@example.com,b,z"));
    assert_eq!(kinds(&told), [(ChangeKind::LineEnd, None)]);
}

#[test]
fn what_nobody_can_be_sure_of_is_copied_and_left_for_a_person() {
    let text =
        "EmailAddress,UserName,Password,Department,\r\na@example.com,ann,to,rn,x,y\r\n b@example.com,b\r\n";
    let (good, fixed) = fixed(text);
    assert_eq!((good.as_str(), fixed.changes), (text, vec![]));
}

#[test]
fn what_could_be_read_in_more_than_one_way_is_refused() {
    let head = "EmailAddress,UserName,Password\r\n";
    let open = format!("{head}a@example.com,a,\"open\r\nb@example.com,b,c\r\n");
    let lost = [
        head.as_bytes(),
        "ş@example.com,ışğ,a\r\nb@example.com,b,\u{15f}".as_bytes(),
        b"\xfe\r\n",
    ]
    .concat();
    for (octets, words) in [
        (b"a@example.com,a,b\r\n".to_vec(), "no column names"),
        (open.into_bytes(), "line 2"),
        (lost, "line 3"),
        (b"PK\x03\x04".to_vec(), "workbook"),
        (vec![0; 500], "no text"),
        (b"\r\n".to_vec(), "empty"),
        (
            b"\"EmailAddress,UserName,Password\"\r\n\"a@example.com,a,b\"\r\n".to_vec(),
            "quotes",
        ),
        (
            format!("{head}{}", ",".repeat(400)).into_bytes(),
            "too many columns",
        ),
    ] {
        let scene = Scene::new(&octets);
        let refused = scene.fix("users.csv", "good.csv", &[]).unwrap_err().to_string();
        assert!(refused.contains(words), "{words}: {refused}");
        assert!(refused.contains("help: "), "{refused}");
        assert!(!scene.path("good.csv").exists());
        let refused = scene.split(&rows(1), &[]).unwrap_err().to_string();
        assert!(refused.contains(words), "{words}: {refused}");
        assert!(!scene.path("parts").exists());
    }
}

#[test]
fn half_a_file_is_never_taken_for_the_whole() {
    let text = format!(
        "EmailAddress,UserName,Password\r\n{}",
        "a@example.com,a,b\r\n".repeat(70_000)
    );
    let scene = Scene::new(text);
    let refused = scene
        .fix("users.csv", "good.csv", &[("max_megabytes", "1")])
        .unwrap_err()
        .to_string();
    assert!(refused.contains("csv.max_megabytes"), "{refused}");
    // Rows beyond those that are judged are still copied.
    let parts = scene.split(&rows(50_000), &[("max_rows", "10")]).unwrap();
    assert_eq!(
        parts.parts.iter().map(|part| part.rows).collect::<Vec<_>>(),
        [50_000, 20_000]
    );
}

#[test]
fn the_original_is_never_written_over() {
    let scene = Scene::new(GOOD);
    let request = request(&scene.path("users.csv"), &[]);
    let mut names = vec![
        scene.path("users.csv"),
        scene.path("x").join("..").join("users.csv"),
    ];
    std::fs::create_dir(scene.path("x")).unwrap();
    #[cfg(unix)]
    for (name, hard) in [("link.csv", false), ("hard.csv", true)] {
        let link = scene.path(name);
        let made = if hard {
            std::fs::hard_link(scene.path("users.csv"), &link)
        } else {
            std::os::unix::fs::symlink(scene.path("users.csv"), &link)
        };
        made.unwrap();
        names.push(link);
    }
    names.retain(|name| name.exists());
    for name in names {
        let refused = fix(&request, &name, true, &|| false).unwrap_err().to_string();
        assert!(
            refused.contains("the file itself"),
            "{}: {refused}",
            name.display()
        );
    }
    assert_eq!(scene.read("users.csv"), GOOD);
}
