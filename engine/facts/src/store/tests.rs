use super::*;
use crate::Schema;

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
[[fact]]
name = "imap.login"
for = "mailbox"
type = "enum(ok, credentials)"
about = "Outcome."
how = "Sign in."
[[fact]]
name = "mailbox.labels"
for = "mailbox"
type = "list<text>"
about = "Labels."
how = "Ask."
[[fact]]
name = "server.family"
for = "server"
type = "text"
about = "Family."
how = "Connect."
"#;

fn store() -> FactStore {
    FactStore::new(Arc::new(Schema::read([("facts.toml", FACTS)]).unwrap()))
}

fn source(name: &str, live: bool) -> Source {
    Source {
        provider: "test".into(),
        name: name.into(),
        live,
    }
}

fn login(store: &FactStore, id: &str) -> Known {
    let row = store.find(&SubjectRef::new("mailbox", id)).unwrap().row;
    store.get(store.schema().fact("imap.login").unwrap(), row)
}

#[test]
fn a_fact_is_known_or_says_why_not() {
    let mut store = store();
    let mut record = Record::about("mailbox", "A@example.com", source("s", true), 5);
    record.know("mailbox.labels", vec!["x", "y"]);
    store.add(&record).unwrap();
    assert_eq!(
        login(&store, "a@EXAMPLE.com"),
        Err(Unknown::because(Reason::NotCollected))
    );

    let mut record = Record::about("mailbox", "a@example.com", source("s", true), 6);
    record.miss("imap.login", Unknown::noted(Reason::Timeout, "no answer in 15 s"));
    let subject = store.add(&record).unwrap();
    assert_eq!(
        login(&store, "a@example.com").unwrap_err().reason,
        Reason::Timeout
    );
    let labels = store.schema().fact("mailbox.labels").unwrap();
    assert_eq!(store.get(labels, subject.row), Ok(Value::from(vec!["x", "y"])));
    assert_eq!(store.subjects(subject.kind).len(), 1);
    assert_eq!(store.latest(), 6);
}

#[test]
fn live_beats_export_then_the_newest_and_dissent_is_kept() {
    let mut store = store();
    let add = |store: &mut FactStore, name: &str, live, at, value: &str| {
        let mut record = Record::about("mailbox", "a", source(name, live), at);
        record.know("imap.login", value);
        store.add(&record).unwrap()
    };
    add(&mut store, "server", true, 1, "ok");
    let subject = add(&mut store, "export", false, 9, "credentials");
    assert_eq!(login(&store, "a"), Ok("ok".into()));
    let fact = store.schema().fact("imap.login").unwrap();
    assert_eq!(store.dissent(fact, subject.row).len(), 1);
    assert_eq!(store.origin(fact, subject.row).unwrap().source.name, "server");
    add(&mut store, "other", true, 3, "credentials");
    assert_eq!(login(&store, "a"), Ok("credentials".into()));
    // The export agrees now; the server does not.
    assert_eq!(
        store.dissent(fact, subject.row),
        [Dissent {
            value: "ok".into(),
            source: 0
        }]
    );
}

#[test]
fn a_source_that_speaks_again_takes_back_its_dissent() {
    let mut store = store();
    let add = |store: &mut FactStore, name: &str, live, value: &str| {
        let mut record = Record::about("mailbox", "a", source(name, live), 1);
        record.know("imap.login", value);
        let subject = store.add(&record).unwrap();
        store
            .dissent(store.schema().fact("imap.login").unwrap(), subject.row)
            .len()
    };
    assert_eq!(add(&mut store, "server", true, "ok"), 0);
    assert_eq!(add(&mut store, "export", false, "credentials"), 1);
    assert_eq!(add(&mut store, "export", false, "credentials"), 1);
    assert_eq!(add(&mut store, "export", false, "ok"), 0);
    assert_eq!(add(&mut store, "export", false, "credentials"), 1);
    assert_eq!(add(&mut store, "server", true, "credentials"), 0);
}

#[test]
fn a_value_is_not_lost_to_a_later_miss() {
    let mut store = store();
    let mut record = Record::about("mailbox", "a", source("s", true), 1);
    record.know("imap.login", "ok");
    store.add(&record).unwrap();
    let mut record = Record::about("mailbox", "a", source("s", true), 2);
    record.miss("imap.login", Unknown::because(Reason::Cancelled));
    store.add(&record).unwrap();
    assert_eq!(login(&store, "a"), Ok("ok".into()));
}

#[test]
fn records_that_break_the_schema_are_refused_whole() {
    let mut store = store();
    let refused = |store: &mut FactStore, kind: &str, fact: &str, value: Value| {
        let mut record = Record::about(kind, "a", source("s", true), 1);
        record.know(fact, value);
        store.add(&record).unwrap_err().to_string()
    };
    assert!(refused(&mut store, "mailbox", "imap.nope", true.into()).contains("imap.nope"));
    assert!(refused(&mut store, "mailbox", "server.family", "x".into()).contains("server"));
    assert!(refused(&mut store, "mailbox", "imap.login", "maybe".into()).contains("enum"));
    assert!(refused(&mut store, "box", "imap.login", "ok".into()).contains("box"));
    assert!(store.subjects(store.schema().kind("mailbox").unwrap()).is_empty());
}

#[test]
fn subjects_hang_in_a_tree_with_references() {
    let mut store = store();
    let mut record = Record::about("mailbox", "a", source("s", true), 1);
    record
        .references
        .push(SubjectRef::new("server", "imap.example.com:993"));
    let mailbox = store.add(&record).unwrap();
    let mut record = Record::about("folder", "a/INBOX", source("s", true), 1);
    record.parent = Some("A".into());
    let folder = store.add(&record).unwrap();
    let other = store
        .add(&Record::about("folder", "a/Inbox", source("s", true), 1))
        .unwrap();
    assert_eq!(store.subjects(mailbox.kind).parent(mailbox.row), Some(0));
    assert_eq!(store.subjects(mailbox.kind).reference(0, mailbox.row), Some(0));
    assert_eq!(store.subjects(folder.kind).parent(folder.row), Some(mailbox.row));
    assert_ne!(folder.row, other.row);
    assert_eq!(store.subjects(folder.kind).parent(other.row), None);
}

#[test]
fn a_reason_is_kept_however_many_notes_came_before() {
    let mut store = store();
    let add = |store: &mut FactStore, id: &str, unknown| {
        let mut record = Record::about("mailbox", id, source("s", true), 1);
        record.miss("imap.login", unknown);
        store.add(&record).unwrap();
    };
    for number in 0..=u32::from(u16::MAX) {
        let noted = Unknown::noted(Reason::Timeout, format!("no answer to {number}"));
        add(&mut store, &format!("{number}"), noted);
    }
    assert_eq!(
        login(&store, "0"),
        Err(Unknown::noted(Reason::Timeout, "no answer to 0"))
    );
    for reason in Reason::ALL {
        let id = format!("{reason}@example.com");
        add(&mut store, &id, Unknown::noted(reason, "one note too many"));
        assert_eq!(login(&store, &id), Err(Unknown::because(reason)));
    }
}
