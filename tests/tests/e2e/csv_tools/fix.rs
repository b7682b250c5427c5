//! `csv fix`: what is corrected, what is left, what is refused, and where nothing is written.

use imaprules_tests::MigrationCsv;
use serde_json::Value;

use super::{HEADER, SECRET, check, csv, json};

#[test]
fn a_corrected_copy_passes_the_check_and_has_nothing_left_to_correct() {
    let text = "sep=;\r\n\r\nE-posta Adresi;kullanıcı adı;Şifre\r\n a@example.test ;ann\u{a0};Zq9,x\r\n\r\n\
                b@example.test;bob;\"Zq9;y\"\r\n";
    let outcome = csv("fix users.csv -o good.csv", format!("\u{feff}{text}")).run();
    outcome
        .expect_code(0)
        .expect_no_secret(&[SECRET], &["users.csv", "good.csv"]);
    let good =
        "EmailAddress,UserName,Password\r\na@example.test,ann,\"Zq9,x\"\r\nb@example.test,bob,\"Zq9;y\"\r\n";
    assert_eq!(outcome.written("good.csv"), good);
    for told in [
        "byte order mark removed",
        "columns separated by a comma instead of a semicolon",
        "line 1: hint of Excel",
        "lines 2, 5: blank lines removed",
        "line 3: column E-posta Adresi is named EmailAddress",
        "line 4: blanks around EmailAddress removed",
        "line 4: blanks around UserName removed",
        "Delete copies",
    ] {
        assert!(outcome.stdout.contains(told), "{told}\n{}", outcome.stdout);
    }
    check(&outcome, "good.csv").expect_code(0);
    let again = csv("fix users.csv -o good.csv --format json", good).run();
    again.expect_code(0);
    assert_eq!(
        (again.written("good.csv").as_str(), &json(&again)["changes"]),
        (good, &Value::Array(vec![]))
    );
}

#[test]
fn what_a_person_has_to_mend_is_listed_and_makes_the_exit_code() {
    let text =
        format!("{HEADER}a@example.test,ann,Zq9,Zq9\r\nnobody,bob,Zq9\r\nc@example.test ,cem,\" Zq9\"\r\n");
    let outcome = csv("fix users.csv -o good.csv --format json", &text).run();
    outcome
        .expect_code(1)
        .expect_no_secret(&[SECRET], &["users.csv", "good.csv"]);
    let told = json(&outcome);
    assert_eq!(told["changes"].as_array().unwrap().len(), 1);
    assert_eq!(told["changes"][0]["line"], 4);
    assert_eq!(
        (&told["notes"][0]["kind"], &told["notes"][0]["lines"]),
        (&"password-blanks".into(), &vec![4].into())
    );
    let found: Vec<_> = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["rule"])
        .collect();
    assert!(
        found.contains(&&"csv.row.columns".into()) && found.contains(&&"csv.row.email".into()),
        "{found:?}"
    );
    assert_eq!(outcome.written("good.csv"), text.replace("test ,cem", "test,cem"));
    let text_form = csv("fix users.csv -o good.csv --fail-on never", &text).run();
    text_form
        .expect_code(0)
        .expect_no_secret(&[SECRET], &["users.csv", "good.csv"]);
    assert!(
        text_form
            .stdout
            .contains("line 4: passwords begin or end with a blank"),
        "{}",
        text_form.stdout
    );
}

#[test]
fn what_cannot_be_sure_is_refused_and_nothing_is_written() {
    for (contents, words) in [
        (
            format!("{HEADER}a@example.test,ann,\"Zq9\r\nb@example.test,bob,Zq9\r\n").into_bytes(),
            "line 2",
        ),
        (b"PK\x03\x04\x14\0".to_vec(), "workbook"),
        (vec![0; 1000], "no text"),
        (Vec::new(), "empty"),
        (b"a@example.test,ann,Zq9\r\n".to_vec(), "no column names"),
        (
            [
                HEADER.as_bytes(),
                "ş@example.test,Gönül,Işık-ğüş\r\n".as_bytes(),
                b"\xff\xfeZq9\r\n",
            ]
            .concat(),
            "line 3",
        ),
    ] {
        let outcome = csv("fix users.csv -o good.csv", contents).run();
        outcome
            .expect_code(2)
            .expect_complaint(&["users.csv", words, "help:"])
            .expect_no_secret(&[SECRET], &["users.csv"]);
        assert_eq!(outcome.files(), ["users.csv"]);
    }
}

#[test]
fn neither_the_original_nor_another_file_is_written_over() {
    let text = MigrationCsv::new().many(1);
    for name in ["users.csv", "./users.csv"] {
        let outcome = csv("fix users.csv --force -o", text.text()).arg(name).run();
        outcome.expect_code(2).expect_complaint(&["the file itself"]);
        assert_eq!(outcome.written("users.csv"), text.text());
    }
    let taken = csv("fix users.csv -o other.csv", text.text())
        .file("other.csv", "mine")
        .run();
    taken
        .expect_code(2)
        .expect_complaint(&["other.csv", "exists", "--force"]);
    assert_eq!(taken.written("other.csv"), "mine");
    let forced = csv("fix users.csv -o other.csv --force", text.text())
        .file("other.csv", "mine")
        .run();
    forced.expect_code(0);
    assert_eq!(forced.written("other.csv"), text.text());
    let nowhere = csv("fix users.csv -o no/such/other.csv", text.text()).run();
    nowhere.expect_code(2).expect_complaint(&["other.csv", "folder"]);
    assert_eq!(nowhere.files(), ["users.csv"]);
    let wrong_pack = csv("fix users.csv -o other.csv --param no.such=1", text.text()).run();
    wrong_pack.expect_code(2);
    assert_eq!(wrong_pack.files(), ["users.csv"]);
}

#[test]
fn every_encoding_becomes_the_same_file() {
    let text = "EmailAddress,UserName,Password\r\nayse@ornek.com.tr,Ayşe Gönül Işık,Zq9\r\n";
    let units = |order: fn(u16) -> [u8; 2], mark: bool| {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(order).collect::<Vec<u8>>()
    };
    // Windows code page 1254: ş is FE, ö F6, ü FC, ı FD.
    let turkish =
        b"EmailAddress,UserName,Password\r\nayse@ornek.com.tr,Ay\xfee G\xf6n\xfcl I\xfe\xfdk,Zq9\r\n";
    for contents in [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        units(u16::to_le_bytes, true),
        units(u16::to_le_bytes, false),
        units(u16::to_be_bytes, true),
        units(u16::to_be_bytes, false),
        turkish.to_vec(),
    ] {
        let fixed = csv("fix users.csv -o good.csv", &contents).run();
        fixed.expect_code(0);
        assert_eq!(fixed.written("good.csv"), text);
        let split = csv("split users.csv --rows 5 -o parts", &contents).run();
        split.expect_code(0);
        assert_eq!(split.written("parts/users-1.csv"), text);
    }
}
