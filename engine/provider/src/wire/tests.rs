//! What one side writes the other reads, and what nobody should write is refused with the reason.

use super::*;
use crate::{Attempt, InputSubject, ProviderError, Request, SettingValue, Settings, Touch};
use imaprules_facts::{Reason, Record, Schema, Source, SubjectRef, Unknown, Value};

const FACTS: &str = r#"
[[kind]]
name = "migration"
about = "All."
[[kind]]
name = "mailbox"
parent = "migration"
about = "One."
[[fact]]
name = "t.flag"
for = "mailbox"
type = "bool"
about = "A."
how = "B."
[[fact]]
name = "t.when"
for = "mailbox"
type = "time"
about = "A."
how = "B."
[[fact]]
name = "t.words"
for = "mailbox"
type = "list<enum(a, b)>"
about = "A."
how = "B."
[[fact]]
name = "t.share"
for = "mailbox"
type = "float"
about = "A."
how = "B."
"#;

fn lines() -> Lines {
    Lines::new("acme", Schema::read([("facts.toml", FACTS)]).unwrap())
}

fn source() -> Source {
    Source {
        provider: "acme".into(),
        name: "host \"x\"".into(),
        live: true,
    }
}

#[test]
fn records_read_back_as_they_were() {
    let mut record = Record::about("mailbox", "a\u{1}\"\\ü@example.com", source(), 1_795_514_400_123);
    record.place = Some("line 2".into());
    record.references.push(SubjectRef::new("migration", "migration"));
    record.know("t.flag", true).know("t.when", -5_i64);
    record.know("t.words", vec!["a", "b"]).know("t.share", 3.0);
    record.miss("t.share", Unknown::noted(Reason::Timeout, "15 s\n"));
    let mut lines = lines();
    assert_eq!(lines.read(&write_source(7, &source()), 0), Ok(None));
    let mut line = Vec::new();
    write_record(&mut line, &record, 7);
    assert_eq!(lines.read(&line, 0), Ok(Some(record)));
}

#[test]
fn a_record_by_hand_may_leave_out_the_time_or_write_it_as_text() {
    let mut lines = lines();
    lines.read(b"{\"source\":0,\"name\":\"h\"}", 0).unwrap();
    let line = br#"{"new":{"er":[1]},"subject":"mailbox","id":"a","source":0,"facts":{"t.when":"2026-11-24T10:00:00.123Z"}}"#;
    let Ok(Some(record)) = lines.read(line, 42) else {
        panic!("a record")
    };
    assert_eq!((record.at, record.source.live), (42, true));
    assert_eq!(
        record.facts,
        [("t.when".to_owned(), Ok(Value::Int(1_795_514_400_123)))]
    );
}

#[test]
fn what_does_not_follow_the_declarations_is_refused_with_the_reason() {
    let mut lines = lines();
    lines.read(b"{\"source\":0,\"name\":\"h\"}", 0).unwrap();
    for (line, why) in [
        (
            &b"{\"subject\":\"mailbox\",\"id\":\"\xFF\",\"source\":0}"[..],
            "unicode",
        ),
        (b"{", "EOF"),
        (b"{}", "neither a record"),
        (br#"{"subject":"mailbox","source":0}"#, "`id`"),
        (br#"{"subject":"mailbox","id":"a","source":9}"#, "described"),
        (
            br#"{"subject":"folder","id":"a","source":0}"#,
            "`folder` is no declared kind",
        ),
        (
            br#"{"subject":"mailbox","id":"a","source":0,"facts":{"t.other":1}}"#,
            "`t.other` is no declared fact",
        ),
        (
            br#"{"subject":"mailbox","id":"a","source":0,"facts":{"t.flag":1}}"#,
            "declared as bool",
        ),
        (
            br#"{"subject":"mailbox","id":"a","source":0,"facts":{"t.flag":null}}"#,
            "null",
        ),
        (
            br#"{"subject":"mailbox","id":"a","source":0,"facts":{"t.when":"soon"}}"#,
            "soon",
        ),
        (
            br#"{"subject":"mailbox","id":"a","source":0,"facts":{"t.words":["c"]}}"#,
            "declared as list",
        ),
        (
            br#"{"subject":"mailbox","id":"a","source":0,"facts":{"t.share":99999999999999999999}}"#,
            "",
        ),
        (
            br#"{"subject":"migration","id":"a","source":0,"facts":{"t.flag":true}}"#,
            "fact of a mailbox",
        ),
        (
            br#"{"subject":"mailbox","id":"a","source":0,"unknown":{"t.flag":{"reason":"tired"}}}"#,
            "tired",
        ),
    ] {
        match lines.read(line, 0) {
            Err(error) => assert!(
                error.0.to_lowercase().contains(&why.to_lowercase()),
                "{error}: {why}"
            ),
            // A whole number beyond 64 bits is a float in JSON.
            Ok(_) => assert!(why.is_empty(), "{}", String::from_utf8_lossy(line)),
        }
    }
}

#[test]
fn both_ways_through_a_record_read_the_same() {
    let mut record = Record::about("mailbox", "a@example.com", source(), 5);
    record.place = Some("line 2".into());
    record.references.push(SubjectRef::new("migration", "migration"));
    record.know("t.flag", false).know("t.when", 7_i64);
    record.know("t.words", vec!["a", "b"]).know("t.share", 0.5);
    record.miss("t.share", Unknown::because(Reason::Stale));
    let mut lines = lines();
    lines.read(&write_source(0, &source()), 0).unwrap();
    let mut line = Vec::new();
    write_record(&mut line, &record, 0);
    let text = String::from_utf8(line.clone()).unwrap();
    assert_eq!(lines.quick(&text), Some(record.clone()));
    let spaced = format!(" {text}");
    assert_eq!(lines.quick(&spaced), None);
    assert_eq!(lines.read(spaced.as_bytes(), 0), Ok(Some(record)));
    for wrong in [
        "\"t.flag\":0",
        "\"t.words\":[\"c\"]",
        "\"t.other\":1",
        "\"t.flag\":true,",
    ] {
        let text = text.replace("\"t.flag\":false", wrong);
        assert_eq!(lines.quick(&text), None, "{wrong}");
    }
}

#[test]
fn sources_are_bounded() {
    let mut lines = lines();
    let told = (0..2000).map(|number| lines.read(&write_source(number, &source()), 0));
    assert_eq!(told.filter(Result::is_ok).count(), 1000);
}

#[test]
fn orders_read_back_as_they_were() {
    let mut settings = Settings::default();
    settings.insert("a", SettingValue::Bool(true));
    settings.insert("b", SettingValue::Int(-3));
    settings.insert("c", SettingValue::Text("ü\"".into()));
    settings.insert("d", SettingValue::Texts(vec!["x".into(), String::new()]));
    assert_eq!(read_config(&write_config(&settings)), Ok(settings));
    let subjects = vec![InputSubject {
        subject: SubjectRef::new("mailbox", "a@example.com"),
        facts: vec![
            ("x.list".into(), vec!["p", "q"].into()),
            ("x.share".into(), 2.0.into()),
        ],
    }];
    let request = Request {
        settings: Settings::default(),
        subjects: subjects.clone(),
    };
    assert_eq!(read_request(&write_request(&request)), Ok(subjects));
    for attempt in [
        Attempt::Connect { host: "h:1".into() },
        Attempt::Measure { host: "h:1".into() },
        Attempt::SignIn {
            host: "h:1".into(),
            account: "a".into(),
        },
    ] {
        assert_eq!(read_attempt(&write_attempt(&attempt)), Ok(attempt));
    }
    assert!(read_attempt(br#"{"do":"sign-in","host":"h"}"#).is_err());
    let touch = Touch {
        action: "connect".into(),
        target: "h:1".into(),
        account: None,
        times: 3,
    };
    assert_eq!(read_touch(&write_touch(&touch)), Ok(touch));
}

#[test]
fn descriptions_read_back_as_they_were() {
    use crate::SettingType::{Bool, Duration, Int, Secret, Text, Texts, Word};
    let setting = |kind| crate::Setting {
        name: format!("{kind:?}").to_lowercase(),
        kind,
        words: if kind == Word {
            vec!["a".into(), "b".into()]
        } else {
            vec![]
        },
        default: (kind == Int).then(|| "3".into()),
        about: "What it decides.".into(),
    };
    let about = crate::Description {
        id: "acme".into(),
        based_on: Some("imap".into()),
        version: "1.0.0".into(),
        title: "Acme \"Mail\"".into(),
        schemas: vec![crate::SchemaSource {
            name: "acme/facts.toml".into(),
            text: FACTS.into(),
        }],
        packs: vec![crate::PackSource {
            name: "acme".into(),
            files: vec![
                ("pack.toml".into(), "x".into()),
                ("tests/rules.toml".into(), "y".into()),
            ],
        }],
        settings: [Bool, Int, Duration, Text, Word, Texts, Secret]
            .map(setting)
            .to_vec(),
        symptoms: vec![crate::Symptom {
            id: "s".into(),
            title: "t".into(),
        }],
        capabilities: vec!["net:imap".into()],
        inputs: vec!["mailbox.address".into()],
    };
    let read = read_description(&write_description(&about)).unwrap();
    assert_eq!(format!("{read:?}"), format!("{about:?}"));
}

#[test]
fn failures_read_back_as_they_were() {
    let setting = ProviderError::Setting {
        setting: "server".into(),
        problem: "missing".into(),
        remedy: "name one".into(),
    };
    for error in [setting, ProviderError::Broken("no route".into())] {
        let read = read_failure(&write_failure(&error)).unwrap();
        assert_eq!(read.to_string(), error.to_string());
    }
    assert!(read_failure(b"no JSON").is_err());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn nothing_that_a_plugin_says_makes_a_reader_panic(
        at in proptest::prelude::any::<proptest::sample::Index>(),
        octet in proptest::prelude::any::<u8>(),
        noise in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60),
    ) {
        let mut lines = lines();
        lines.read(b"{\"source\":0,\"name\":\"h\"}", 0).unwrap();
        let good = br#"{"subject":"mailbox","id":"a","source":0,"at":1,"facts":{"t.words":["a"],"t.share":1.5},"unknown":{"t.flag":{"reason":"stale"}}}"#;
        let mut line = good.to_vec();
        line[at.index(good.len())] = octet;
        for text in [&line[..], &noise[..]] {
            // What is taken follows the declarations.
            if let Ok(Some(record)) = lines.read(text, 0) {
                proptest::prop_assert!(lines.schema().accepts(&record).is_ok());
            }
            let _ = (read_description(text), read_config(text), read_request(text));
            let _ = (read_attempt(text), read_touch(text), read_failure(text));
        }
    }
}
