use super::{Written, cases, manifest, rules, schema_of};
use crate::pack::raw;
use crate::testkit::schema;
use crate::{LintOptions, Severity};
use serde_json::Value;

fn keys(table: &Value) -> Vec<&str> {
    table["properties"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn sorted<'a>(keys: &[&'a str]) -> Vec<&'a str> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys
}

/// What a schema allows is what the reader of the file takes.
#[test]
fn schemas_and_readers_know_the_same_keys() {
    let known = LintOptions::default();
    let compare = |table: Value, read: &[&str]| {
        assert_eq!(sorted(&keys(&table)), sorted(read));
    };
    compare(rules::rule(&[], &known), &raw::keys::RULE);
    compare(rules::derived(&[]), &raw::keys::DERIVED);
    compare(rules::change(), &raw::keys::CHANGE);
    compare(cases::case(&[]), &raw::keys::CASE);
    compare(cases::fixture(), &raw::keys::FIXTURE);
    compare(cases::document(&schema(), &[]), &raw::keys::CASE_FILE);
    compare(rules::document(&[], &known), &raw::keys::RULE_FILE);
    compare(cases::child(&[]), &raw::keys::CHILD);
    compare(manifest::pack(), &raw::keys::PACK);
    compare(manifest::param(), &raw::keys::PARAM);
    compare(manifest::fact(&[]), &raw::keys::FACT);
    compare(manifest::import(&[]), &raw::keys::IMPORT);
    compare(manifest::document(&[]), &raw::keys::MANIFEST);
}

#[test]
fn facts_symptoms_and_kinds_are_completed() {
    let known = LintOptions {
        symptoms: Some(vec!["sign-in-failed".into()]),
        ..LintOptions::default()
    };
    let rules = schema_of(Written::Rules, &schema(), &known);
    let rule = &rules["properties"]["rule"]["items"]["properties"];
    assert_eq!(rule["explains"]["items"]["enum"][0], "sign-in-failed");
    assert!(
        rule["for"]["enum"]
            .as_array()
            .unwrap()
            .iter()
            .any(|kind| kind == "mailbox")
    );
    assert_eq!(rule["severity"]["enum"][0], Severity::ALL[0].as_str());
    let tests = schema_of(Written::Tests, &schema(), &known);
    let fact = &tests["definitions"]["facts"]["properties"]["imap.login"];
    assert_eq!(fact["enum"][0], "ok");
}
