//! What stops a script: each way around Rhai's own limits that was found is tried here.

use super::{call, compile};
use imaprules_facts::Value;
use imaprules_script::limits::{self, Limit};
use imaprules_script::{CallError, Library};

/// The limit that stopped a call.
fn stopped_by(body: &str) -> &'static Limit {
    match call(&format!(
        "fn g(x) {{ for i in 0..1000 {{ }} x }} fn f() {{ {body} }}"
    )) {
        Err(CallError::Limit { limit, .. }) => limit,
        other => panic!("{body}: {other:?}"),
    }
}

#[test]
fn steps_are_counted_in_callbacks_too() {
    for body in [
        "for i in 0..1000000 { }",
        "let a = []; a.pad(2000, 1); a.map(|x| { for i in 0..1000 { } x })",
        "let a = []; a.pad(2000, 1); a.map(g)",
        "let a = []; a.pad(2000, 1); a.filter(|x| { for i in 0..1000 { } true })",
        "let a = []; a.pad(2000, 1); a.reduce(|sum, x| { for i in 0..1000 { } sum })",
        "let a = []; a.pad(2000, 1); a.all(|x| { for i in 0..1000 { } true })",
        "let a = []; a.pad(2000, 1); for x in a { g(x); }",
    ] {
        assert_eq!(stopped_by(body), &limits::OPERATIONS, "{body}");
    }
}

#[test]
fn what_the_host_does_costs_steps() {
    let body = "let t = \"\"; t.pad(200000, \"a\"); for i in 0..100 { matches(t, \"b\"); } 1";
    assert_eq!(stopped_by(body), &limits::OPERATIONS);
    let body = "for i in 0..1000 { matches(\"a\", `a${i}`); } 1";
    assert_eq!(stopped_by(body), &limits::OPERATIONS);
}

#[test]
fn a_map_cannot_grow_by_assignment() {
    // Each insertion costs more than the one before.
    let many = "let m = #{}; for i in 0..20000 { m[`k${i}`] = 1; } m.len()";
    assert_eq!(stopped_by(many), &limits::OPERATIONS);
    let heavy = "let t = \"\"; t.pad(9000, \"a\"); let m = #{}; for i in 0..5000 { m[`k${i}`] = t; } m.len()";
    assert_eq!(stopped_by(heavy), &limits::TEXT);
    let nested = "let m = #{ a: [1] }; for i in 0..20 { m.a.append(m.a); } 1";
    assert_eq!(stopped_by(nested), &limits::ITEMS);
}

#[test]
fn a_list_and_a_text_cannot_grow_without_bound() {
    assert_eq!(stopped_by("let a = []; a.pad(20000, 1); 1"), &limits::ITEMS);
    assert_eq!(
        stopped_by("let a = [1]; for i in 0..64 { a += a; } a.len()"),
        &limits::ITEMS
    );
    assert_eq!(
        stopped_by("let t = \"ab\"; for i in 0..64 { t += t; } t"),
        &limits::TEXT
    );
    assert_eq!(
        stopped_by("let t = \"\"; t.pad(1000000, \"a\"); t"),
        &limits::TEXT
    );
}

#[test]
fn a_value_cannot_be_nested_until_dropping_it_aborts() {
    for body in [
        "let a = []; for i in 0..10000 { a = [a]; } 1",
        "let m = #{}; for i in 0..10000 { m = #{ m: m }; } 1",
        "let a = [1]; for i in 0..10000 { let b = a; a = [|| b]; } 1",
    ] {
        assert_eq!(stopped_by(body), &limits::NESTING, "{body}");
    }
}

#[test]
fn recursion_ends_before_the_stack_does() {
    let deep = "(1 + ".repeat(12) + "f(n + 1)" + &")".repeat(12);
    let library = compile(&format!("fn f(n) {{ {deep} }}")).unwrap();
    let run = move || library.call("f", &[Value::Int(0)], 0);
    // Threads have 2 MiB by default; code that is not optimised takes four times as much of it.
    let stack = if cfg!(debug_assertions) { 4 << 20 } else { 1 << 20 };
    let small = std::thread::Builder::new().stack_size(stack).spawn(run).unwrap();
    let outcome = small.join().unwrap();
    assert!(
        matches!(&outcome, Err(CallError::Limit { limit, .. }) if limit.name == "call levels"),
        "{outcome:?}"
    );
}

#[test]
fn touching_a_long_text_costs_steps() {
    for touch in [
        "let u = t + \"b\";",
        "t.to_upper();",
        "t.index_of(\"b\");",
        "h(t);",
    ] {
        let slow = format!("let t = \"\"; t.pad(250000, \"a\"); for i in 0..60000 {{ {touch} }} 1");
        let outcome = call(&format!("fn h(t) {{ 1 }} fn f() {{ {slow} }}"));
        assert!(
            matches!(&outcome, Err(CallError::Limit { limit, .. }) if *limit == &limits::OPERATIONS),
            "{touch}: {outcome:?}"
        );
    }
}

#[test]
fn a_stop_cannot_be_swallowed() {
    for body in [
        "[2, 1].map(|x| unknown(\"why\")).len()",
        "[2, 1].filter(|x| unknown(\"why\"))",
        "unknown(\"why\") ?? 1",
        "[1].reduce(|a, b| unknown(\"why\"))",
    ] {
        let outcome = call(&format!("fn f() {{ {body} }}"));
        assert!(
            matches!(&outcome, Err(CallError::Unknown { why, .. }) if why == "why"),
            "{body}: {outcome:?}"
        );
    }
    for name in ["sort", "order", "dedup", "drain", "retain"] {
        let outcome = call(&format!("fn f() {{ let a = [2, 1]; a.{name}(|x| true); a }}"));
        assert!(
            matches!(&outcome, Err(CallError::Runtime { message, .. }) if message.contains("not available")),
            "{name}: {outcome:?}"
        );
    }
}

#[test]
fn what_the_parser_can_count_is_refused_at_load() {
    let deep = format!("fn f() {{ {}1{} }}", "(".repeat(100), ")".repeat(100));
    let many: String = (0..40).map(|n| format!("fn f{n}() {{ {n} }}\n")).collect();
    let long = format!("// {}", "x".repeat(70_000));
    for (text, limit) in [
        (deep, &limits::EXPRESSION_DEPTH),
        (many, &limits::FUNCTIONS),
        (long, &limits::SOURCE),
    ] {
        let errors = compile(&text).unwrap_err();
        assert!(errors[0].message.contains(&limit.to_string()), "{errors:?}");
    }
}

#[test]
fn variables_are_counted() {
    let variables: String = (0..100).map(|n| format!("let v{n} = {n}; ")).collect();
    assert_eq!(stopped_by(&format!("{variables} 1")), &limits::VARIABLES);
}

#[test]
fn arguments_beyond_the_limits_do_not_blame_the_script() {
    let library = compile("fn f(list) { list.len() }").unwrap();
    let long = Value::List(vec![Value::Int(1); 10_001]);
    let outcome = library.call("f", &[long], 0);
    assert!(
        matches!(&outcome, Err(CallError::Limit { limit, place }) if limit.name == "items" && place.line == 0),
        "{outcome:?}"
    );
}

#[test]
fn walking_a_long_list_is_affordable_and_bounded() {
    let library = compile("fn f(list) { let n = 0; for x in list { if x > 0 { n += 1; } } n }").unwrap();
    let list = Value::List(vec![Value::Int(1); 10_000]);
    assert_eq!(library.call("f", &[list], 0).unwrap(), Value::Int(10_000));
    let squared = compile("fn f(list) { let n = 0; for x in list { n += list.len(); } n }").unwrap();
    let list = Value::List(vec![Value::Int(1); 10_000]);
    let outcome = squared.call("f", &[list], 0);
    assert!(
        matches!(&outcome, Err(CallError::Limit { limit, .. }) if limit.name == "operations"),
        "{outcome:?}"
    );
}

#[test]
fn the_next_call_starts_afresh() {
    let library: Library = compile("fn bad() { for i in 0..1000000 { } } fn good() { 1 }").unwrap();
    assert!(library.call("bad", &[], 0).is_err());
    assert_eq!(library.call("good", &[], 0).unwrap(), Value::Int(1));
}
