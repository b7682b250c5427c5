use super::*;
use crate::{FactStore, Reason, Record, Schema, Source, SubjectRef, Unknown, Value};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

const FACTS: &str = r#"
[[kind]]
name = "migration"
about = "The whole."
[[kind]]
name = "server"
parent = "migration"
about = "A server."
[[kind]]
name = "mailbox"
parent = "migration"
references = ["server"]
about = "A mailbox."
[[kind]]
name = "folder"
parent = "mailbox"
about = "A folder."
id_case = "sensitive"
"#;

const TYPES: [&str; 10] = [
    "bool",
    "int",
    "float",
    "text",
    "time",
    "duration",
    "bytes",
    "enum(ok, credentials)",
    "list<text>",
    "list<time>",
];

/// Facts `t.f0`, `t.f1`, ... of mailboxes, one of each type, and `server.family`.
pub(super) fn schema() -> Arc<Schema> {
    let mut text = FACTS.to_owned();
    let mut fact = |name: &str, kind: &str, ty: &str| {
        write!(
            text,
            "[[fact]]\nname = \"{name}\"\nfor = \"{kind}\"\ntype = \"{ty}\"\nabout = \"A.\"\nhow = \"H.\"\n"
        )
    };
    for (number, ty) in TYPES.iter().enumerate() {
        fact(&format!("t.f{number}"), "mailbox", ty).unwrap();
    }
    fact("server.family", "server", "text").unwrap();
    Arc::new(Schema::read([("facts.toml", text.as_str())]).unwrap())
}

pub(super) fn header() -> Header {
    let mut header = Header {
        created: 1_795_514_400_000,
        ..Header::default()
    };
    header.tool = Tool {
        name: "imaprules".into(),
        version: "0.1.0".into(),
    };
    header.providers.push(ProviderVersion {
        id: "csv".into(),
        version: "0.1.0".into(),
    });
    header
        .more
        .insert("choices".into(), serde_json::json!({"login": "all"}));
    header
}

fn source(name: &str, live: bool) -> Source {
    Source {
        provider: "csv".into(),
        name: name.into(),
        live,
    }
}

/// One of everything.
pub(super) fn records() -> Vec<Record> {
    let mut all = Record::about(
        "mailbox",
        "A@example.com",
        source("users.csv", false),
        1_795_514_400_123,
    );
    all.place = Some("line 2".into());
    all.references
        .push(SubjectRef::new("server", "imap.example.com:993"));
    all.know("t.f0", true)
        .know("t.f1", -5)
        .know("t.f2", 0.1 + 0.2)
        .know("t.f3", "ş \"quoted\"\n\u{0}");
    all.know("t.f4", 1_795_514_400_001)
        .know("t.f5", 1500)
        .know("t.f6", i64::MAX)
        .know("t.f7", "credentials");
    all.know("t.f8", vec!["INBOX", "", "[Gmail]/All Mail"])
        .know("t.f9", vec![0_i64, 253_402_300_800_000]);
    let mut missed = Record::about(
        "mailbox",
        "b@example.com",
        source("imap.example.com:993", true),
        -1,
    );
    missed.miss("t.f7", Unknown::noted(Reason::Timeout, "no answer in 15 s"));
    missed
        .miss("t.f8", Unknown::because(Reason::NotCollected))
        .know("t.f2", 3)
        .know("t.f4", i64::MIN);
    let mut live = Record::about(
        "mailbox",
        "a@EXAMPLE.com",
        source("imap.example.com:993", true),
        5,
    );
    live.know("t.f7", "ok").know("t.f8", vec!["INBOX"]);
    let mut folder = Record::about(
        "folder",
        "a@example.com/INBOX",
        source("imap.example.com:993", true),
        6,
    );
    folder.parent = Some("a@example.com".into());
    vec![all, missed, live, folder]
}

pub(super) fn written(records: &[Record]) -> Vec<u8> {
    let mut writer = BundleWriter::new(Vec::new(), "test", &schema(), &header()).unwrap();
    records.iter().for_each(|record| writer.record(record).unwrap());
    writer.finish(true, 1_795_514_700_000, &[]).unwrap()
}

pub(super) fn parsed(bytes: &[u8]) -> Result<Bundle, BundleError> {
    read_from(bytes, Path::new("x.jsonl"), &schema())
}

/// Everything a store says, as text.
pub(super) fn dump(store: &FactStore) -> String {
    let mut out = String::new();
    for (kind, declared) in store.schema().kinds() {
        let subjects = store.subjects(kind);
        for row in 0..subjects.len() {
            let links = (subjects.parent(row), subjects.reference(0, row));
            writeln!(out, "{} {} {links:?}", declared.name, subjects.id(row)).unwrap();
            for fact in store.schema().facts_for(kind) {
                let (known, origin) = (store.get(*fact, row), store.origin(*fact, row));
                writeln!(out, "  {known:?} {origin:?} {:?}", store.dissent(*fact, row)).unwrap();
            }
        }
    }
    writeln!(out, "{}", store.latest()).unwrap();
    out
}

pub(super) fn added(records: &[Record]) -> FactStore {
    let mut store = FactStore::new(schema());
    for record in records {
        store.add(record).unwrap();
    }
    store
}

#[test]
fn every_type_reads_back_as_it_was_added_with_origins_and_contradictions() {
    let bundle = parsed(&written(&records())).unwrap();
    assert_eq!(dump(&bundle.store), dump(&added(&records())));
    assert_eq!(bundle.header, header());
    assert!(bundle.complete);
    assert_eq!(bundle.finished, Some(1_795_514_700_000));
    assert!(bundle.ignored.is_empty(), "{:?}", bundle.ignored);

    let login = bundle.store.schema().fact("t.f7").unwrap();
    assert_eq!(bundle.store.get(login, 0), Ok("ok".into()));
    assert_eq!(
        bundle.store.dissent(login, 0).first().unwrap().value,
        "credentials".into()
    );
}

#[test]
fn the_lines_are_as_promised() {
    let text = String::from_utf8(written(&records())).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        r#"{"bundle":"imaprules-bundle/1","tool":{"name":"imaprules","version":"0.1.0"},"providers":[{"id":"csv","version":"0.1.0"}],"created":"2026-11-24T10:00:00Z","choices":{"login":"all"}}"#
    );
    assert_eq!(
        lines[1],
        r#"{"source":0,"provider":"csv","name":"users.csv","live":false}"#
    );
    assert!(lines[2].starts_with(
        r#"{"subject":"mailbox","id":"A@example.com","references":{"server":"imap.example.com:993"},"source":0,"place":"line 2","at":"2026-11-24T10:00:00.123Z","facts":{"t.f0":true,"t.f1":-5,"#
    ));
    assert!(lines[2].contains(r#""t.f4":"2026-11-24T10:00:00.001Z","t.f5":1500,"t.f6":9223372036854775807"#));
    assert!(lines[4].ends_with(
        r#""unknown":{"t.f7":{"reason":"timeout","note":"no answer in 15 s"},"t.f8":{"reason":"not-collected"}}}"#
    ));
    assert_eq!(
        lines[7],
        r#"{"end":{"complete":true,"finished":"2026-11-24T10:05:00Z"}}"#
    );
    assert_eq!(written(&records()), text.as_bytes());
}

const HEAD: &str = r#"{"bundle":"imaprules-bundle/1","created":"2026-11-24T10:00:00Z"}"#;
const SOURCE: &str = r#"{"source":7,"provider":"csv","name":"users.csv"}"#;

fn with_lines(lines: &[&str]) -> Result<Bundle, BundleError> {
    let mut text = format!("{HEAD}\n{SOURCE}\n");
    lines.iter().for_each(|line| text.push_str(&format!("{line}\n")));
    parsed(text.as_bytes())
}

#[test]
fn members_may_stand_in_any_order() {
    let usual = with_lines(&[
        r#"{"subject":"mailbox","id":"a","references":{"server":"h:993"},"source":7,"place":"line 2","at":"2026-11-24T10:00:00Z","facts":{"t.f1":1},"unknown":{"t.f0":{"reason":"refused"}}}"#,
        r#"{"subject":"folder","id":"a/x","parent":"a","source":7,"at":1}"#,
    ]);
    let odd = with_lines(&[
        r#"{"unknown":{"t.f0":{"reason":"refused"}},"facts":{"t.f1":1},"at":"2026-11-24T10:00:00Z","references":{"server":"h:993"},"id":"a","source":7,"subject":"mailbox","place":"line 2"}"#,
        r#"{"parent":"a","at":1,"id":"a/x","source":7,"subject":"folder"}"#,
    ]);
    assert_eq!(dump(&usual.unwrap().store), dump(&odd.unwrap().store));
}

#[test]
fn what_a_newer_program_wrote_is_skipped_and_told() {
    let record = |rest: &str| {
        format!(r#"{{"subject":"mailbox","id":"a","source":7,"at":"2026-11-24T10:00:00Z",{rest}}}"#)
    };
    let bundle = with_lines(&[
        &record(r#""mood":["x"],"facts":{"new.fact":{"deep":[1]},"t.f1":1,"t.f7":"passkey"}"#),
        &record(r#""facts":{"new.fact":2},"references":{"cluster":"c1"}"#),
        r#"{"subject":"cluster","id":"c1","source":7,"at":1,"facts":{"t.f1":"x"},"parent":"p"}"#,
        r#"{"weather":"fine"}"#,
        r#"{"end":{"complete":true,"finished":"2026-11-24T10:05:00Z","mood":"good"}}"#,
    ])
    .unwrap();
    assert_eq!(
        bundle.ignored,
        [
            "fact `new.fact` (2 times)",
            "lines of a kind that this version does not know",
            "member `mood`",
            "member `weather`",
            "references to kind `cluster`",
            "subjects of kind `cluster`",
            "word `passkey` of `t.f7`",
        ]
    );
    assert!(bundle.complete);
    let login = bundle.store.schema().fact("t.f7").unwrap();
    assert_eq!(bundle.store.get(login, 0).unwrap_err().reason, Reason::Malformed);
    assert_eq!(
        bundle.store.get(bundle.store.schema().fact("t.f1").unwrap(), 0),
        Ok(Value::Int(1))
    );
}

#[test]
fn a_wrong_line_is_named_with_its_number_and_a_remedy() {
    let record = |rest: &str| format!(r#"{{"subject":"mailbox","id":"a","source":7,"at":1,{rest}}}"#);
    let facts = |facts: &str| record(&format!(r#""facts":{{{facts}}}"#));
    for (line, says) in [
        (facts(r#""t.f0":1"#), "`t.f0` is declared as bool, and `1` is not"),
        (
            facts(r#""t.f1":"x""#),
            "`t.f1` is declared as int, and `x` is not",
        ),
        (facts(r#""t.f1":1.5"#), "`1.5`"),
        (facts(r#""t.f1":9223372036854775808"#), "64 bits"),
        (facts(r#""t.f2":true"#), "declared as float"),
        (facts(r#""t.f2":1e999"#), "number out of range"),
        (facts(r#""t.f3":null"#), "leave the fact out"),
        (facts(r#""t.f3":{"a":1}"#), "an object"),
        (
            facts(r#""t.f4":"yesterday""#),
            "declared as time, and `yesterday`",
        ),
        (facts(r#""t.f8":"x""#), "declared as list<text>"),
        (facts(r#""t.f8":["x",[1]]"#), "a list with a list"),
        (facts(r#""t.f9":["x"]"#), "a list with `x`"),
        (facts(r#""t.f3":["x"]"#), "a list"),
        (
            facts(r#""server.family":"x""#),
            "`server.family` is a fact of a server, not of a mailbox",
        ),
        (
            record(r#""unknown":{"t.f0":{"reason":"mood"}}"#),
            "not-collected, unreachable",
        ),
        (record(r#""unknown":{"t.f0":{}}"#), "missing field `reason`"),
        (record(r#""facts":[1]"#), "an object of facts"),
        (
            r#"{"subject":"mailbox","id":"a","source":7}"#.into(),
            "`at` is missing",
        ),
        (
            r#"{"subject":"mailbox","id":"a","at":1}"#.into(),
            "`source` is missing",
        ),
        (
            r#"{"subject":"mailbox","source":7,"at":1}"#.into(),
            "`id` is missing",
        ),
        (
            r#"{"id":"a","source":7,"at":1,"facts":{}}"#.into(),
            "`subject` is missing",
        ),
        (r#"{"source":1,"name":"x"}"#.into(), "`provider` is missing"),
        (
            r#"{"subject":"mailbox","id":"a","source":8,"at":1}"#.into(),
            "source 8 is not described",
        ),
        (
            r#"{"subject":"mailbox","id":"a","source":7,"at":"noon"}"#.into(),
            "`at` is no time: `noon`",
        ),
        (r#"{"subject":"mailbox","id":"a""#.into(), "damaged: EOF"),
        ("not json".into(), "damaged: expected ident at column 2"),
        (r#"{"end":{"complete":true}} {}"#.into(), "trailing characters"),
        ("[]".into(), "an object"),
        (HEAD.into(), "second header"),
    ] {
        let error = with_lines(&[&line]).unwrap_err().to_string();
        assert!(error.starts_with("x.jsonl, line 3: "), "{error}");
        assert!(error.contains(says), "{line}: {error}");
    }
}

#[test]
fn what_is_no_bundle_is_said_so() {
    let fails = |bytes: &[u8]| parsed(bytes).unwrap_err().to_string();
    assert!(fails(b"").contains("is empty"));
    assert!(fails(b"EmailAddress,UserName,Password\n").contains("no bundle"));
    assert!(fails(b"{\"format\":\"imaprules-report/1\"}\n").contains("no bundle"));
    assert!(fails(&[0x80; 4096]).contains("no bundle"));
    assert!(fails(&vec![b'x'; 3 << 20]).contains("no bundle"));
    assert!(fails(&[0xFF, 0xFE, b'{', 0]).contains("UTF-16"));
    assert!(fails(b"{\"bundle\":\"imaprules-bundle/2\"}\n").contains("`imaprules-bundle/2`"));
    assert!(fails(b"{\"bundle\":\"imaprules-bundle/1\",\"created\":\"\"}\n").contains("line 1: `created`"));
    assert!(fails(b"{\"bundle\":\"imaprules-bundle/1\",\"crea").contains("line 1: the file ends"));
    let latin = [HEAD.as_bytes(), b"\n{\"mood\":\"\xE9\"}\n"].concat();
    assert!(fails(&latin).contains("line 2: damaged: octet 10"));
    let marked = [
        b"\xEF\xBB\xBF",
        HEAD.as_bytes(),
        b"\r\n\r\n",
        SOURCE.as_bytes(),
        b"\r\n",
    ]
    .concat();
    assert!(!parsed(&marked).unwrap().complete);
}

#[test]
fn what_follows_an_end_line_is_not_taken_as_complete() {
    let end = r#"{"end":{"complete":true}}"#;
    let record = r#"{"subject":"mailbox","id":"a","source":7,"at":1}"#;
    assert!(with_lines(&[record, end]).unwrap().complete);
    assert!(!with_lines(&[end, record]).unwrap().complete);
    assert!(
        !with_lines(&[record, r#"{"end":{"complete":false}}"#])
            .unwrap()
            .complete
    );
}

#[test]
fn notes_of_the_collection_are_read_back() {
    let notes = ["The provider `x` broke: \"no\"\n".to_owned(), String::new()];
    let writer = BundleWriter::new(Vec::new(), "test", &schema(), &header()).unwrap();
    let written = writer.finish(false, 1_795_514_700_000, &notes).unwrap();
    let end = br#"{"end":{"complete":false,"finished":"2026-11-24T10:05:00Z","notes":["The provider `x` broke: \"no\"\n",""]}}"#;
    assert_eq!(written.split(|octet| *octet == b'\n').nth(1), Some(&end[..]));
    let bundle = parsed(&written).unwrap();
    assert_eq!(bundle.notes, notes);
    assert!(bundle.ignored.is_empty(), "{:?}", bundle.ignored);
    assert!(parsed(&self::written(&records())).unwrap().notes.is_empty());

    let record = r#"{"subject":"mailbox","id":"a","source":7,"at":1}"#;
    let end = r#"{"end":{"complete":false,"notes":["x"]}}"#;
    assert_eq!(with_lines(&[record, end]).unwrap().notes, ["x"]);
    let continued = with_lines(&[end, record]).unwrap();
    assert!(continued.notes.is_empty(), "what follows may have mended it");
}

#[test]
fn a_record_that_breaks_the_schema_is_not_written() {
    let mut writer = BundleWriter::new(Vec::new(), "test", &schema(), &header()).unwrap();
    let mut record = Record::about("mailbox", "a", source("s", true), 1);
    record.know("t.f2", f64::NAN);
    assert!(writer.record(&record).unwrap_err().to_string().contains("t.f2"));
    let text = String::from_utf8(writer.finish(true, 0, &[]).unwrap()).unwrap();
    assert_eq!(text.lines().count(), 2);
}

fn journal(path: &Path, records: &[Record]) {
    let mut journal = BundleFile::journal(path, &schema(), &header()).unwrap();
    records.iter().for_each(|record| journal.record(record).unwrap());
    journal.flush().unwrap();
    // As a crash would leave it: neither ended nor closed.
    std::mem::forget(journal);
}

#[test]
fn a_broken_off_journal_is_continued_wherever_it_broke() {
    for name in ["j.jsonl", "j.jsonl.zst"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        journal(&path, &records()[..3]);
        let whole = fs::read(&path).unwrap();
        let first = read(&path, &schema()).map(|bundle| bundle.complete);
        assert_eq!(
            first.ok(),
            (name == "j.jsonl").then_some(false),
            "an unfinished frame is cut off"
        );

        for cut in 0..=whole.len() {
            fs::write(&path, whole.get(..cut).unwrap()).unwrap();
            let Ok(bundle) = read_journal(&path, &schema()) else {
                continue;
            };
            let mut again = BundleFile::resume(&path, &schema(), &bundle).unwrap();
            records().iter().for_each(|record| again.record(record).unwrap());
            again.finish(true, 9, &[]).unwrap();
            let resumed = read(&path, &schema()).unwrap();
            assert!(resumed.complete);
            assert_eq!(
                dump(&resumed.store),
                dump(&added(&records())),
                "{name} cut at {cut}"
            );
        }
    }
}

#[test]
fn an_ended_journal_can_be_continued_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j.jsonl");
    fs::write(&path, written(&records()[..2])).unwrap();
    let bundle = read_journal(&path, &schema()).unwrap();
    assert!(bundle.complete);
    let mut again = BundleFile::resume(&path, &schema(), &bundle).unwrap();
    records()[2..]
        .iter()
        .for_each(|record| again.record(record).unwrap());
    again.finish(true, 1_795_514_700_000, &[]).unwrap();
    assert_eq!(fs::read(&path).unwrap(), written(&records()));
}

#[test]
fn a_journal_never_overwrites_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j.jsonl");
    journal(&path, &records());
    assert!(matches!(
        BundleFile::journal(&path, &schema(), &header()),
        Err(BundleError::Exists { .. })
    ));
    assert_eq!(
        dump(&read(&path, &schema()).unwrap().store),
        dump(&added(&records()))
    );
}

#[test]
fn a_bundle_appears_only_when_it_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.jsonl.zst");
    fs::write(&path, "before").unwrap();
    let mut file = BundleFile::create(&path, &schema(), &header()).unwrap();
    file.record(&records()[0]).unwrap();
    drop(file);
    assert_eq!(fs::read(&path).unwrap(), b"before");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    let mut file = BundleFile::create(&path, &schema(), &header()).unwrap();
    records().iter().for_each(|record| file.record(record).unwrap());
    file.finish(true, 9, &[]).unwrap();
    assert!(fs::read(&path).unwrap().starts_with(&[0x28, 0xB5, 0x2F, 0xFD]));
    assert_eq!(
        dump(&read(&path, &schema()).unwrap().store),
        dump(&added(&records()))
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn damaged_files_are_told_from_missing_ones() {
    let folder = tempfile::tempdir().unwrap();
    let fails = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        read(&path, &schema()).unwrap_err().to_string()
    };
    let mut packed = zstd::Encoder::new(Vec::new(), 3).unwrap();
    packed.include_checksum(true).unwrap();
    packed.write_all(&written(&records())).unwrap();
    let mut packed = packed.finish().unwrap();
    assert!(fails("cut.zst", &packed[..packed.len() - 6]).contains("the file ends in the middle"));
    let middle = packed.len() / 2;
    packed[middle] ^= 0x55;
    let error = fails("bad.zst", &packed);
    assert!(
        error.contains("bad.zst, line ") && error.contains("damaged"),
        "{error}"
    );
    assert!(fails("b.gz", &[0x1F, 0x8B, 8, 0]).contains("gunzip"));
    let missing = read(&folder.path().join("nowhere"), &schema()).unwrap_err();
    assert!(matches!(missing, BundleError::Open { .. }));
    assert!(matches!(
        read(folder.path(), &schema()),
        Err(BundleError::Open { .. })
    ));
}
