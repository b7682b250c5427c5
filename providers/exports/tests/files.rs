//! Exports as files on disk: found by content whatever their names, packed or not, with their age.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly; clippy does not see that helpers of an integration test are tests"
)]

use flate2::Compression;
use flate2::write::GzEncoder;
use imaprules_exports::{Code, Export, Format, Limits, Problem, Record, Value, open};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const CLIXML: &str = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0"><TN RefId="0"><T>Selected.Microsoft.Exchange.Data.Directory.Management.CASMailbox</T></TN>
    <MS><S N="Name">Gül</S><B N="ImapEnabled">true</B></MS></Obj>
</Objs>"#;
const JSON: &str = "[\r\n  {\"Name\": \"Gül\", \"ImapEnabled\": true}\r\n]\r\n";
const CSV: &str = "\"Name\",\"ImapEnabled\"\r\n\"Gül\",\"True\"\r\n";
const LDIF: &str = "dn: CN=G\nName:: R8O8bA==\nImapEnabled: TRUE\n";

const FORMS: [(&str, Format); 4] = [
    (CLIXML, Format::Clixml),
    (JSON, Format::Json),
    (CSV, Format::Csv),
    (LDIF, Format::Ldif),
];

fn file(folder: &TempDir, name: &str, octets: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, octets).unwrap();
    path
}

fn packed(octets: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(octets).unwrap();
    packer.finish().unwrap()
}

fn check(record: &Record) {
    assert_eq!(record.get("name"), Some(&Value::Text("Gül".into())));
    assert_eq!(record.get("imapenabled").and_then(Value::bool), Some(true));
}

#[test]
fn every_form_whatever_the_name_packed_or_not() {
    let folder = TempDir::new().unwrap();
    for (text, format) in FORMS {
        let utf16: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for octets in [text.as_bytes(), &utf16] {
            for (name, octets, is_packed) in [
                ("export.txt", octets.to_vec(), false),
                ("users.csv", packed(octets), true),
            ] {
                let mut export = open(&file(&folder, name, &octets)).unwrap();
                assert_eq!((export.format(), export.is_packed()), (format, is_packed));
                let records: Vec<Record> = export.by_ref().map(Result::unwrap).collect();
                assert_eq!(records.len(), 1);
                check(&records[0]);
                assert!(export.is_complete());
                assert!(export.troubles().is_empty(), "{:?}", export.troubles());
                assert!(export.modified().is_some_and(|millis| millis > 1_600_000_000_000));
            }
        }
    }
}

#[test]
fn several_packed_parts_are_one_file() {
    let folder = TempDir::new().unwrap();
    let (first, second) = CSV.split_at(20);
    let parts = [packed(first.as_bytes()), packed(second.as_bytes())].concat();
    let records: Vec<_> = open(&file(&folder, "x", &parts)).unwrap().collect();
    check(records[0].as_ref().unwrap());
}

#[test]
fn packed_data_that_breaks_off_is_a_part() {
    let folder = TempDir::new().unwrap();
    let rows: String = (0..50_000)
        .map(|row| format!("\"user{row}\",\"{}\"\r\n", row * 7919 % 1009))
        .collect();
    let whole = packed(format!("\"Name\",\"Number\"\r\n{rows}").as_bytes());
    let path = file(&folder, "cut.gz", &whole[..whole.len() / 2]);
    let mut export = open(&path).unwrap();
    let items: Vec<_> = export.by_ref().collect();
    let error = items.last().unwrap().as_ref().unwrap_err();
    assert!(
        matches!(error.problem, Problem::Truncated("the packed data")),
        "{error}"
    );
    assert!(items.len() > 1000);
    assert!(!export.is_complete());
}

#[test]
fn errors_name_path_and_remedy() {
    let folder = TempDir::new().unwrap();
    let missing = open(Path::new("no/such/file")).unwrap_err();
    assert!(matches!(missing.problem, Problem::Open(_)));
    for (octets, what) in [
        (&b""[..], "the file is empty"),
        (b"\xEF\xBB\xBF\r\n", "the file is empty"),
        (b"just a letter\n", "this is no export of a known form"),
        (b"\x1f\x8b\x08garbage", "cannot be read"),
    ] {
        let path = file(&folder, "x.xml", octets);
        let error = open(&path).unwrap_err();
        let shown = error.to_string();
        assert!(
            shown.starts_with(&path.display().to_string()) && shown.contains(what),
            "{shown}"
        );
        assert!(
            shown.contains("\nhelp: ") && shown.ends_with(error.remedy()),
            "{shown}"
        );
    }
    let path = file(
        &folder,
        "cut.xml",
        CLIXML.strip_suffix("</Objs>").unwrap().as_bytes(),
    );
    let error = open(&path).unwrap().last().unwrap().unwrap_err();
    assert_eq!(error.place.map(|place| place.line), Some(4));
    assert!(
        error
            .to_string()
            .contains("line 4, record 2: the file ends in the middle of the document"),
        "{error}"
    );
}

#[test]
fn a_consumer_notes_what_only_it_can_see() {
    let mut export = Export::from_bytes("x", br#"[{"Status":4}]"#.as_slice(), &Limits::default()).unwrap();
    let record = export.next().unwrap().unwrap();
    let (name, value) = &record.object.properties()[0];
    let word = value.word(&[(4, "Running")]).unwrap();
    assert!(word.from_number);
    export.note(Code::EnumNumber, &record, Some(name), word.name);
    assert_eq!(
        export.troubles()[0].to_string(),
        "line 1, record 1: a word was written as its number, property Status: Running"
    );
}

#[test]
fn exports_move_between_threads() {
    let export = Export::from_bytes("x", CSV.as_bytes(), &Limits::default()).unwrap();
    let count = std::thread::spawn(move || export.filter(Result::is_ok).count())
        .join()
        .unwrap();
    assert_eq!(count, 1);
}
