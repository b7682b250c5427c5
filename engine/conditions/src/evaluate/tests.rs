use super::*;
use crate::scope::tests_support::{Doubling, scope_facts};
use crate::{CallFailure, Functions, Param, Scope, Signature, compile_condition, compile_value};
use imaprules_facts::{FactType, Reason, Record, Schema, Source, SubjectRef, Unknown};
use std::slice::from_ref;
use std::sync::Arc;

fn schema() -> Arc<Schema> {
    Arc::new(Schema::read([("facts.toml", scope_facts())]).unwrap())
}

fn source() -> Source {
    Source {
        provider: "test".into(),
        name: "test".into(),
        live: true,
    }
}

/// Small numbers with little variety, so that every branch of every operator is met.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn server_record(id: &str) -> Record {
    Record::about("server", id, source(), 1)
}

/// Mailboxes whose facts are known, unknown and of all kinds, on two servers or none.
fn store(mailboxes: usize) -> FactStore {
    let mut store = FactStore::new(schema());
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut migration = Record::about("migration", "migration", source(), 1);
    migration.know("csv.row_count", mailboxes as i64);
    store.add(&migration).unwrap();
    let mut one = server_record("one");
    one.know("server.family", "dovecot").know("server.limit", 10);
    store.add(&one).unwrap();
    store.add(&server_record("two")).unwrap();
    for number in 0..mailboxes {
        let id = format!("user{number}@example.com");
        let mut record = Record::about("mailbox", &id, source(), 1);
        match dice.roll(3) {
            0 => record.references.push(SubjectRef::new("server", "one")),
            1 => record.references.push(SubjectRef::new("server", "two")),
            _ => {}
        }
        record.know("mailbox.address", id.as_str());
        if dice.roll(4) > 0 {
            record.know(
                "imap.login",
                ["ok", "credentials", "timeout"][dice.roll(3) as usize],
            );
        }
        if dice.roll(4) > 0 {
            record.know("mailbox.size", dice.roll(20) as i64);
        }
        if dice.roll(4) > 0 {
            record.know("mailbox.items", dice.roll(5) as i64 - 1);
        }
        if dice.roll(3) > 0 {
            record.know("mailbox.hidden", dice.roll(2) == 0);
        }
        if dice.roll(3) > 0 {
            record.know("mailbox.ratio", dice.roll(4) as f64 / 2.0);
        }
        if dice.roll(3) > 0 {
            record.know(
                "mailbox.labels",
                vec!["a", "[Gmail]/b", "c"][..dice.roll(4) as usize].to_vec(),
            );
        }
        let listed = dice.roll(4) > 0;
        if listed {
            record.know("mailbox.folders", 2);
        }
        store.add(&record).unwrap();
        for folder in 0..dice.roll(3) {
            let mut record = Record::about("folder", &format!("{id}/{folder}"), source(), 1);
            record.parent = Some(id.clone());
            if dice.roll(5) > 0 {
                record.know("folder.messages", dice.roll(3) as i64);
            }
            store.add(&record).unwrap();
        }
    }
    store.seal();
    store
}

const CONDITIONS: [&str; 74] = [
    "imap.login == \"ok\"",
    "imap.login != \"ok\"",
    "not imap.login == \"ok\"",
    "imap.login in [\"ok\", \"timeout\"]",
    "imap.login not in [\"ok\", \"timeout\"]",
    "mailbox.hidden",
    "not mailbox.hidden",
    "mailbox.hidden == false",
    "mailbox.hidden != false",
    "mailbox.size > 10B",
    "mailbox.size >= 10B and mailbox.size < 15B",
    "mailbox.items == 0",
    "mailbox.items != 0",
    "0 < mailbox.items",
    "mailbox.items * 2 > 3",
    "mailbox.size / 3B > 2.5",
    "mailbox.items % 2 == 1",
    "mailbox.size / mailbox.items > 3B",
    "mailbox.size / mailbox.items > 3B or mailbox.hidden",
    "mailbox.hidden or mailbox.size / mailbox.items > 3B",
    "mailbox.hidden and 1 / mailbox.items > 0",
    "mailbox.items + 9_223_372_036_854_775_806 > 0",
    "1 > mailbox.items",
    "mailbox.items < 5_000_000_000",
    "mailbox.items == -5_000_000_000",
    "mailbox.items * 3_000_000_000 > 6_000_000_000",
    "mailbox.items * mailbox.items - 1 >= 0",
    "mailbox.ratio + 1 > mailbox.items / 2",
    "mailbox.ratio * 1.0 == mailbox.items",
    "mailbox.ratio > 0.5",
    "mailbox.ratio * 2 >= mailbox.items",
    "mailbox.items < mailbox.ratio",
    "mailbox.address ends_with \"7@example.com\"",
    "mailbox.address ~= \"USER7@example.com\"",
    "mailbox.address ends_with \"@example.com\" and mailbox.hidden",
    "mailbox.address contains \"9@ex\"",
    "mailbox.address contains \"com\" and not mailbox.address contains \"user1\"",
    "mailbox.address contains \"1\" and not (mailbox.address contains \"2\")",
    "mailbox.address starts_with \"user1\"",
    "mailbox.address matches \"^user[0-9]*[02468]@\"",
    "lower(mailbox.address) == \"user3@example.com\"",
    "length(mailbox.address) > 17",
    "length(mailbox.labels) >= 2",
    "mailbox.labels contains \"a\"",
    "mailbox.labels contains \"nowhere\"",
    "any(mailbox.labels, it contains \"mail\")",
    "\"c\" in mailbox.labels",
    "any(mailbox.labels, it starts_with \"[Gmail]\")",
    "any(mailbox.labels, it == \"c\")",
    "any(mailbox.labels, it matches \"b$\")",
    "all(mailbox.labels, it != \"c\")",
    "not any(mailbox.labels, it starts_with \"[Gmail]\")",
    "count(mailbox.labels, it != \"a\") > 1",
    "known(mailbox.size)",
    "not known(imap.login)",
    "known(mailbox.size) and mailbox.size > 3B",
    "known(server.family)",
    "server.family == \"dovecot\"",
    "server.family != \"dovecot\"",
    "server.limit > mailbox.items",
    "mailbox.items + 3 > server.limit / 2",
    "csv.row_count > 3",
    "csv.unasked == 0 or mailbox.hidden",
    "csv.row_count == csv.unasked",
    "conflicting(mailbox.size)",
    "count(folder where folder.messages > 0) > 0",
    "any(folder where folder.messages > 1)",
    "all(folder where folder.messages < 2)",
    "sum(folder.messages) >= 2",
    "max(folder.messages) == 2",
    "count(folder) == 0",
    "double(mailbox.items) > 2",
    "mailbox.items < param.few and mailbox.size > param.small",
    "(mailbox.hidden or imap.login == \"ok\") and not (mailbox.items > 1 or mailbox.ratio < 1)",
];

fn params() -> Vec<Param> {
    vec![
        Param {
            name: "few".into(),
            ty: FactType::Int,
            value: 2.into(),
        },
        Param {
            name: "small".into(),
            ty: FactType::Bytes,
            value: 4.into(),
        },
    ]
}

fn compiled(store: &FactStore, text: &str) -> Expression {
    let functions: Arc<dyn Functions> = Arc::new(Doubling);
    let kind = store.schema().kind("mailbox").unwrap();
    let params = params();
    let scope = Scope {
        schema: store.schema(),
        kind,
        params: &params,
        functions: &functions,
    };
    compile_condition(text, &scope).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

/// The measure: each subject alone, with the evaluation that knows the whole language.
fn one_by_one(store: &FactStore, expression: &Expression) -> Vec<Result<bool, bool>> {
    let context = Context::new(store, 0, [expression]);
    let kind = store.schema().kind("mailbox").unwrap();
    (0..store.subjects(kind).len())
        .map(|row| {
            let row = Row {
                context: &context,
                functions: &*expression.library.0,
                row,
                it: None,
            };
            match row.evaluate(&expression.root) {
                Ok(cell) => Ok(cell.truth()),
                Err(Miss::Error(_)) => Err(true),
                Err(_) => Err(false),
            }
        })
        .collect()
}

fn by_columns(store: &FactStore, check: &Check) -> Vec<Result<bool, bool>> {
    let kind = store.schema().kind("mailbox").unwrap();
    let verdicts = judge(store, kind, &[*check], 0).remove(0);
    (0..store.subjects(kind).len())
        .map(|row| {
            let error = verdicts.errors.iter().any(|(wrong, _)| *wrong == row);
            let one = [
                verdicts.fail.get(row),
                verdicts.pass.get(row),
                verdicts.unknown.get(row),
                error,
            ];
            assert_eq!(
                one.iter().filter(|is| **is).count(),
                1,
                "row {row} of {:?}",
                check.when.text()
            );
            match one {
                [true, ..] => Ok(true),
                [_, true, ..] => Ok(false),
                _ => Err(error),
            }
        })
        .collect()
}

#[test]
fn columns_and_single_subjects_agree_on_every_operator() {
    let store = store(300);
    for text in CONDITIONS {
        let expression = compiled(&store, text);
        let found = by_columns(
            &store,
            &Check {
                given: None,
                when: &expression,
            },
        );
        let wanted = one_by_one(&store, &expression);
        assert_eq!(found, wanted, "{text}");
        // A test on data where a condition has one answer would prove little.
        let answers: std::collections::HashSet<_> = wanted.iter().collect();
        assert!(
            answers.len() > 1 || text.contains("csv.") || text.contains("conflicting"),
            "{text}: {answers:?}"
        );
    }
}

#[test]
fn conditions_judged_together_share_leaves_and_do_not_disturb_each_other() {
    let store = store(5000);
    let kind = store.schema().kind("mailbox").unwrap();
    let expressions: Vec<_> = CONDITIONS.iter().map(|text| compiled(&store, text)).collect();
    let checks: Vec<_> = expressions
        .iter()
        .map(|when| Check { given: None, when })
        .collect();
    let together = judge(&store, kind, &checks, 0);
    for (check, verdicts) in checks.iter().zip(&together) {
        assert_eq!(
            judge(&store, kind, &[*check], 0).remove(0),
            *verdicts,
            "{}",
            check.when.text()
        );
    }
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| judge(&store, kind, &checks, 0)), together);
}

#[test]
fn what_fails_is_the_same_without_the_rest_of_the_answer() {
    let store = store(2500);
    let kind = store.schema().kind("mailbox").unwrap();
    let expressions: Vec<_> = CONDITIONS.iter().map(|text| compiled(&store, text)).collect();
    let given = compiled(&store, "not mailbox.hidden");
    let checks: Vec<_> = expressions
        .iter()
        .flat_map(|when| [None, Some(&given)].map(|given| Check { given, when }))
        .collect();
    let whole = judge(&store, kind, &checks, 0).into_iter();
    let fails: Vec<Bits> = whole.map(|verdicts| verdicts.fail).collect();
    assert_eq!(failing(&store, kind, &checks, 0), fails);
}

/// A library whose `double` trebles.
struct Trebling;

impl Functions for Trebling {
    fn signature(&self, name: &str) -> Option<Signature> {
        Doubling.signature(name)
    }

    fn names(&self) -> Vec<String> {
        Doubling.names()
    }

    fn call(&self, _: &str, args: &[Value], _: i64) -> Result<Value, CallFailure> {
        let number = args.first().and_then(Value::as_int).unwrap_or(0);
        Ok(Value::Int(number * 3))
    }
}

#[test]
fn functions_of_one_name_in_two_libraries_are_told_apart() {
    let store = store(100);
    let kind = store.schema().kind("mailbox").unwrap();
    let libraries: [Arc<dyn Functions>; 2] = [Arc::new(Doubling), Arc::new(Trebling)];
    let expressions = libraries.map(|functions| {
        let scope = Scope {
            schema: store.schema(),
            kind,
            params: &[],
            functions: &functions,
        };
        compile_condition("double(mailbox.items) == 6", &scope).unwrap()
    });
    let checks: Vec<_> = expressions
        .iter()
        .map(|when| Check { given: None, when })
        .collect();
    let together = judge(&store, kind, &checks, 0);
    assert_ne!(together[0].fail, together[1].fail);
    for (check, verdicts) in checks.iter().zip(&together) {
        assert_eq!(judge(&store, kind, &[*check], 0).remove(0), *verdicts);
    }
}

#[test]
fn a_given_decides_whether_a_check_applies() {
    let store = store(300);
    let given = compiled(&store, "server.family == \"dovecot\"");
    let when = compiled(&store, "mailbox.size / mailbox.items > 1B");
    let kind = store.schema().kind("mailbox").unwrap();
    let verdicts = judge(
        &store,
        kind,
        &[Check {
            given: Some(&given),
            when: &when,
        }],
        0,
    )
    .remove(0);
    let (applies, fails) = (one_by_one(&store, &given), one_by_one(&store, &when));
    for row in 0..300 {
        let error = verdicts.errors.iter().any(|(wrong, _)| *wrong == row);
        match (applies[row], fails[row]) {
            (Ok(false), _) => assert!(verdicts.not_applicable.get(row)),
            (Err(_), _) | (Ok(true), Err(false)) => assert!(verdicts.unknown.get(row)),
            (Ok(true), Ok(true)) => assert!(verdicts.fail.get(row)),
            (Ok(true), Ok(false)) => assert!(verdicts.pass.get(row)),
            (Ok(true), Err(true)) => assert!(error),
        }
    }
    assert!(
        verdicts
            .errors
            .iter()
            .all(|(_, message)| message == "division by zero")
    );
    assert!(!verdicts.errors.is_empty());
}

#[test]
fn blame_names_the_facts_that_keep_a_condition_open_and_no_others() {
    let mut store = FactStore::new(schema());
    let mut record = Record::about("mailbox", "a", source(), 1);
    record.know("mailbox.hidden", true);
    record.miss("imap.login", Unknown::noted(Reason::Timeout, "15 s"));
    store.add(&record).unwrap();
    store.seal();
    let blamed = |text: &str| -> Vec<(String, Reason)> {
        let when = compiled(&store, text);
        let causes = blame(
            &store,
            &Check {
                given: None,
                when: &when,
            },
            &[0],
            0,
        )
        .remove(0);
        let name = |cause: &Blame| {
            cause
                .fact
                .map_or("-".into(), |fact| store.schema().fact_of(fact).name.clone())
        };
        causes
            .iter()
            .map(|cause| (name(cause), cause.unknown.reason))
            .collect()
    };
    let login = ("imap.login".to_owned(), Reason::Timeout);
    assert_eq!(
        blamed("imap.login == \"ok\" and mailbox.hidden"),
        from_ref(&login)
    );
    assert_eq!(blamed("imap.login == \"ok\" or mailbox.hidden"), []);
    assert_eq!(
        blamed("imap.login == \"ok\" and (mailbox.hidden or mailbox.size > 1B)"),
        from_ref(&login),
        "a decided part is not to blame"
    );
    let size = ("mailbox.size".to_owned(), Reason::NotCollected);
    assert_eq!(
        blamed("imap.login == \"ok\" and mailbox.size > 1B"),
        [login, size]
    );
    assert_eq!(
        blamed("server.family == \"x\""),
        [("server.family".to_owned(), Reason::NotCollected)]
    );
    assert_eq!(
        blamed("count(folder) > 1"),
        [("mailbox.folders".to_owned(), Reason::NotCollected)]
    );
    assert_eq!(blamed("double(77) == 2"), [("-".to_owned(), Reason::Unsupported)]);
}

#[test]
fn values_are_computed_for_derived_facts() {
    let store = store(50);
    let functions: Arc<dyn Functions> = Arc::new(Doubling);
    let kind = store.schema().kind("mailbox").unwrap();
    let scope = Scope {
        schema: store.schema(),
        kind,
        params: &[],
        functions: &functions,
    };
    let expression = compile_value("mailbox.items * 2", &scope, &FactType::Int).unwrap();
    let items = store.schema().fact("mailbox.items").unwrap();
    let computed = compute(&store, kind, &expression, 0);
    for (row, value) in computed.into_iter().enumerate() {
        let wanted = store
            .get(items, row)
            .ok()
            .and_then(|value| value.as_int())
            .map(|value| value * 2);
        assert_eq!(value.and_then(|value| value.as_int()), wanted);
    }
}

impl Functions for Doubling {
    fn signature(&self, name: &str) -> Option<Signature> {
        (name == "double").then(|| Signature {
            args: vec![FactType::Int],
            result: FactType::Int,
        })
    }

    fn names(&self) -> Vec<String> {
        vec!["double".into()]
    }

    fn call(&self, _: &str, args: &[Value], _: i64) -> Result<Value, CallFailure> {
        match args {
            [Value::Int(77)] => Err(CallFailure::Unknown("77 cannot be doubled".into())),
            [Value::Int(3)] => Err(CallFailure::Error("3 breaks it".into())),
            [Value::Int(value)] => Ok(Value::Int(value * 2)),
            _ => Err(CallFailure::Error("one number is wanted".into())),
        }
    }
}
