//! Comparisons that a plain engine answers with confidence and this one refuses.

use super::{failure, value};
use imaprules_facts::Value;

#[test]
fn a_property_that_is_missing_is_never_an_answer() {
    for comparison in ["== true", "> 3", "!= 5", "< \"a\"", "== ()"] {
        let message = failure(&format!("let m = #{{ other: 1 }}; m.foo {comparison}"));
        assert!(message.contains("no property foo"), "{comparison}: {message}");
    }
    assert!(failure("let m = #{}; if m.foo { 1 } else { 2 }").contains("no property foo"));
    assert!(failure("let m = #{}; m[\"foo\"] == 1").contains("no property foo"));
}

#[test]
fn a_missing_value_does_not_compare() {
    for comparison in [
        "m.get(\"foo\") != 5",
        "5 != m.get(\"foo\")",
        "() != 5",
        "() == 5",
        "() == ()",
        "() < 1",
        "[1].find(|x| x > 1) == 1",
    ] {
        let message = failure(&format!("let m = #{{}}; {comparison}"));
        assert!(message.contains("a missing value"), "{comparison}: {message}");
    }
    assert_eq!(
        value("let m = #{}; (m.get(\"foo\") ?? 7) == 7"),
        Value::Bool(true)
    );
    assert_eq!(value("let m = #{ foo: 1 }; \"foo\" in m"), Value::Bool(true));
}

#[test]
fn values_of_different_kinds_do_not_compare() {
    for comparison in [
        "1 == \"1\"",
        "1 < \"1\"",
        "1 != \"1\"",
        "true == 1",
        "[1] == 1",
        "'a' == 97",
        "1 in [\"1\"]",
        "[\"1\"].contains(1)",
    ] {
        let message = failure(comparison);
        assert!(message.contains("does not compare"), "{comparison}: {message}");
    }
}

#[test]
fn what_compares_compares_exactly() {
    for truth in [
        "1 == 1.0",
        "9007199254740993 > 9007199254740992.0",
        "\"a\" < \"b\"",
        "\"a\" == 'a'",
        "\"Ä\" != \"ä\"",
        "true != false",
        "!(1 == 2)",
        "\"b\" in [\"a\", \"b\"]",
    ] {
        assert_eq!(value(truth), Value::Bool(true), "{truth}");
    }
}

#[test]
fn a_condition_must_be_a_bool() {
    for body in [
        "let n = 1; if n { 2 } else { 3 }",
        "let n = 1; n && true",
        "let t = \"\"; t || true",
        "[1].filter(|x| 1)",
    ] {
        failure(body);
    }
    assert!(super::compile("fn f() { if 1 { 2 } else { 3 } }").is_err());
}

#[test]
fn arithmetic_has_no_silent_results() {
    for body in [
        "9223372036854775807 + 1",
        "-9223372036854775807 - 2",
        "4611686018427387904 * 2",
        "1 / 0",
        "1 % 0",
        "1.0 / 0.0",
        "2 ** 63",
        "2 ** -1",
        "let a = 9223372036854775807; a += 1; a",
        "abs(-9223372036854775807 - 1)",
        "to_int(1.0e300)",
        "parse_int(\"12 \")",
        "parse_float(\"inf\")",
        "\"a\" + ()",
    ] {
        failure(body);
    }
    assert_eq!(value("7 / 2"), Value::Int(3));
    assert_eq!(value("7 / 2.0"), Value::Float(3.5));
}
