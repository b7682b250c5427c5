//! Calls: arguments and results, the place of a mistake, the same answer on every thread.

use super::{call, compile};
use imaprules_facts::Value;
use imaprules_script::{CallError, Library, Source};

#[test]
fn the_moment_of_the_evaluation_is_given_by_the_host() {
    let library = compile("fn f(then) { (as_of() - then) / 86400000 }").unwrap();
    assert_eq!(
        library.call("f", &[Value::Int(0)], 3 * 86_400_000).unwrap(),
        Value::Int(3)
    );
}

#[test]
fn a_function_that_is_not_there_is_named() {
    let library = compile("fn f(a) { a } private fn g() { 1 }").unwrap();
    for (name, arguments, said) in [("f", 2, "it takes 1"), ("g", 0, "private"), ("h", 0, "define it")] {
        let outcome = library.call(name, &vec![Value::Int(1); arguments], 0);
        let error = outcome.unwrap_err().to_string();
        assert!(error.contains(said) && error.contains(name), "{error}");
    }
}

#[test]
fn a_mistake_is_placed_in_the_file_that_made_it() {
    let rule = Source {
        name: "rule.rhai",
        text: "fn f() {\n    helper([1])\n}",
    };
    let helper = Source {
        name: "helper.rhai",
        text: "fn helper(list) {\n    list.map(|x|\n        x.nothing())\n}",
    };
    let error = Library::compile(&[rule, helper])
        .unwrap()
        .call("f", &[], 0)
        .unwrap_err();
    assert!(error.to_string().starts_with("helper.rhai:3:"), "{error}");
    assert!(error.to_string().contains("f()"), "{error}");
}

#[test]
fn throw_is_a_mistake_and_unknown_an_answer() {
    let thrown = call("fn f() { throw \"no such form\" }").unwrap_err();
    assert!(
        matches!(&thrown, CallError::Runtime { message, place } if message == "no such form" && place.line == 1)
    );
    let unknown = call("fn f() {\n unknown(`a${1}`) }").unwrap_err();
    assert!(matches!(&unknown, CallError::Unknown { why, place } if why == "a1" && place.line == 2));
    let long = call("fn f() { let t = \"\"; t.pad(10000, \"x\"); unknown(t) }").unwrap_err();
    assert!(matches!(&long, CallError::Unknown { why, .. } if why.len() == 500));
}

#[test]
fn only_what_a_fact_can_hold_is_a_result() {
    for (body, said) in [
        ("", "nothing"),
        ("#{ a: 1 }", "map"),
        ("|x| x", "function"),
        ("[1, \"a\"]", "different kinds"),
        ("\" a \".trim()", "in place"),
    ] {
        let outcome = call(&format!("fn f() {{ {body} }}"));
        assert!(
            matches!(&outcome, Err(CallError::Return { got, .. }) if got.contains(said)),
            "{body}: {outcome:?}"
        );
    }
}

#[test]
fn a_closure_that_uses_the_list_it_walks_is_explained() {
    let error = call("fn f() { let a = [1, 2]; a.filter(|x| a.len() > 0) }").unwrap_err();
    assert!(error.to_string().contains("let n = list.len()"), "{error}");
}

#[test]
fn the_same_call_has_the_same_result_on_every_thread() {
    let text = "fn f(words) { let m = #{}; for w in words { m[w] = w.len(); } \
                let out = \"\"; for k in m.keys() { out += `${k}=${m[k]};`; } \
                if out.len() > 40 { unknown(out) } out }";
    let library = compile(text).unwrap();
    let words = |count: usize| {
        Value::List(
            (0..count)
                .map(|n| Value::from(format!("w{}", n * 7919 % 31)))
                .collect(),
        )
    };
    let run = |library: &Library| -> Vec<_> { (0..12).map(|n| library.call("f", &[words(n)], 5)).collect() };
    let expected = run(&library);
    assert!(expected.iter().any(Result::is_ok) && expected.iter().any(Result::is_err));
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..25).map(|_| run(&library)).collect::<Vec<_>>()))
            .collect();
        for thread in threads {
            assert!(thread.join().unwrap().iter().all(|results| *results == expected));
        }
    });
}
