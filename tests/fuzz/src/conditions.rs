//! The condition language: parsed, checked against declared facts, evaluated over subjects that are known, half known and
//! not known at all.

use imaprules_conditions::{
    Check, Functions, NoFunctions, Scope, compile_condition, compile_value, failing, judge,
};
use imaprules_facts::{FactStore, FactType, Reason, Record, Schema, Source, Unknown, Value};
use std::sync::{Arc, LazyLock};

/// The declarations with which the language's own tests work: every type, parents, references, lists.
const FACTS: &str = include_str!("../../../engine/conditions/src/tests_facts.toml");

static WORLD: LazyLock<(Arc<Schema>, FactStore)> = LazyLock::new(world);

/// Octets as an expression.
///
/// # Panics
/// When verdicts contradict each other, or a message points to a place outside of the text.
pub fn conditions(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    let (schema, store) = &*WORLD;
    let functions: Arc<dyn Functions> = Arc::new(NoFunctions);
    for (kind, _) in schema.kinds() {
        let scope = Scope {
            schema,
            kind,
            params: &[],
            functions: &functions,
        };
        let _ = compile_value(text, &scope, &FactType::Int);
        let _ = compile_value(text, &scope, &FactType::Text);
        let Ok(when) = compile_condition(text, &scope) else {
            continue;
        };
        let check = Check {
            given: None,
            when: &when,
        };
        let given = Check {
            given: Some(&when),
            when: &when,
        };
        let verdicts = judge(store, kind, &[check, given], 0);
        let fails = failing(store, kind, &[check, given], 0);
        for (verdict, fails) in verdicts.iter().zip(&fails) {
            assert!(verdict.fail == *fails, "{text}: two ways, two answers");
            for row in 0..store.subjects(kind).len() {
                let bits = [
                    &verdict.fail,
                    &verdict.pass,
                    &verdict.unknown,
                    &verdict.not_applicable,
                ];
                let told = bits.iter().filter(|bits| bits.get(row)).count();
                let broken = verdict.errors.iter().any(|(at, _)| *at == row);
                assert!(
                    told + usize::from(broken) == 1,
                    "{text}: row {row} has {told} verdicts, an error: {broken}"
                );
            }
        }
    }
}

fn world() -> (Arc<Schema>, FactStore) {
    let schema = Arc::new(Schema::read([("facts.toml", FACTS)]).expect("declarations"));
    let mut store = FactStore::new(Arc::clone(&schema));
    let source = || Source {
        provider: "fuzz".to_owned(),
        name: "fuzz".to_owned(),
        live: true,
    };
    let known = |fact: &str, record: &mut Record, value: Value| {
        record.know(fact, value);
    };
    for row in 0..70_i64 {
        let mut record = Record::about("mailbox", &format!("m{row}"), source(), row);
        match row % 3 {
            0 => {
                known(
                    "mailbox.address",
                    &mut record,
                    Value::Text(format!("M{row}@x.test")),
                );
                known("mailbox.items", &mut record, Value::Int(i64::MAX - row));
                known("mailbox.size", &mut record, Value::Int(row));
                known("mailbox.hidden", &mut record, Value::Bool(row % 2 == 0));
                known("mailbox.ratio", &mut record, Value::Float(-0.5));
                known("mailbox.last_seen", &mut record, Value::Int(row));
                known("imap.login", &mut record, Value::Text("ok".into()));
            }
            1 => {
                record.miss("mailbox.items", Unknown::because(Reason::Timeout));
                known("mailbox.address", &mut record, Value::Text(String::new()));
            }
            _ => {}
        }
        store.add(&record).expect("a record of declared facts");
    }
    store.seal();
    (schema, store)
}
