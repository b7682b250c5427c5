//! Which of Rhai there is: nothing that reaches the world, nothing that runs outside functions.

use super::{compile, failure, value};
use imaprules_facts::Value;
use imaprules_script::{Library, Source};

#[test]
fn what_reaches_out_or_hides_is_refused_by_the_parser() {
    for body in [
        "eval(\"1\")",
        "import \"x\" as y; 1",
        "print(1)",
        "debug(1)",
        "Fn(\"f\")",
        "call(1)",
        "curry(f, 1)",
        "loop { break; }",
        "while true { break; }",
        "do { break; } while true",
        "try { unknown(\"x\") } catch { 1 }",
        "this",
    ] {
        let errors = compile(&format!("\nfn f() {{ {body} }}")).expect_err(body);
        assert_eq!((errors.len(), errors[0].line), (1, 2), "{body}");
        assert!(
            errors[0].message.contains("not available in scripts"),
            "{body}: {}",
            errors[0]
        );
        assert!(errors[0].column > 8 && !errors[0].remedy.is_empty(), "{body}");
    }
}

#[test]
fn there_is_no_clock_no_exit_and_no_waiting() {
    for body in [
        "sleep(1)",
        "sleep(1.0)",
        "exit()",
        "timestamp()",
        "rand()",
        "open_file(\"x\")",
    ] {
        assert!(failure(body).contains("there is no function"), "{body}");
    }
    assert!(compile("fn f() { let g = || 1; g.call() }").is_err());
    assert!(compile("fn f() { std::fs::read(\"x\") }").is_err());
}

#[test]
fn code_outside_functions_is_refused_where_it_stands() {
    for (text, line, column) in [
        ("let a = 1;\nfn f() { 2 }", 1, 1),
        ("fn f() { 1 }\n  f();", 2, 3),
        ("const A = 1;", 1, 1),
    ] {
        let errors = compile(text).unwrap_err();
        assert!(errors[0].message.contains("outside of functions"), "{errors:?}");
        assert_eq!((errors[0].line, errors[0].column), (line, column), "{text}");
    }
    assert!(compile("// only a comment\n").is_ok());
    assert!(compile("").is_ok());
}

#[test]
fn a_variable_is_declared_once_and_used_by_its_name() {
    assert!(compile("fn f() { let a = 1; let a = 2; a }").is_err());
    let errors = compile("fn f(mailbox) { malbox }").unwrap_err();
    assert!(errors[0].to_string().contains("malbox"), "{errors:?}");
}

#[test]
fn files_of_a_pack_see_each_other_and_cannot_take_each_others_names() {
    let one = Source {
        name: "one.rhai",
        text: "fn f(n) { twice(n) + 1 }",
    };
    let two = Source {
        name: "two.rhai",
        text: "private fn twice(n) { n * 2 }",
    };
    let library = Library::compile(&[one, two]).unwrap();
    assert_eq!(library.call("f", &[Value::Int(4)], 0).unwrap(), Value::Int(9));
    let named: Vec<_> = library
        .functions()
        .map(|function| (function.name.as_str(), function.parameters.len(), function.public))
        .collect();
    assert_eq!(named, [("f", 1, true), ("twice", 1, false)]);
    assert!(library.call("twice", &[Value::Int(4)], 0).is_err());

    let again = Source {
        name: "again.rhai",
        text: "\nfn f(n) { n }",
    };
    let errors = Library::compile(&[one, two, again]).unwrap_err();
    assert_eq!(
        (errors[0].file.as_str(), errors[0].line, errors[0].column),
        ("again.rhai", 2, 4)
    );
    assert!(errors[0].message.contains("one.rhai"), "{errors:?}");
}

#[test]
fn names_of_the_host_are_taken() {
    for name in ["unknown", "as_of", "matches", "captures", "replace_all"] {
        let errors = compile(&format!("fn {name}(a) {{ a }}")).unwrap_err();
        assert!(errors[0].message.contains(name), "{errors:?}");
    }
    assert!(compile("fn int.double() { 2 }").is_err(), "a method");
}

#[test]
fn each_file_reports_its_own_mistake() {
    let sources = ["a.rhai", "b.rhai"].map(|name| Source {
        name,
        text: "fn f( { }",
    });
    let errors = Library::compile(&sources).unwrap_err();
    assert_eq!(errors.len(), 2);
    assert!(errors[1].to_string().starts_with("b.rhai:1:7: "), "{}", errors[1]);
}

#[test]
fn the_usual_work_on_text_and_lists_is_there() {
    for (body, expected) in [
        (
            "let n = 0; for c in \"Ünlü\" { if c == 'l' { n += 1 } } n",
            Value::Int(1),
        ),
        ("[3, 1, 2].map(|x| x * 2).filter(|x| x > 2).len()", Value::Int(2)),
        ("let a = [3, 1, 2]; a.sort(); a[0]", Value::Int(1)),
        ("[\"b\", \"a\"].some(|x| x == \"a\")", Value::Bool(true)),
        ("let who = \"Ada\"; `Hi ${who}`", Value::from("Hi Ada")),
        ("\"a@b.example\".split(\"@\")[1]", Value::from("b.example")),
        ("captures(\"size 12\", \"([0-9]+)\")[1]", Value::from("12")),
        ("matches(\"Ünlü\", \"(?i)^ünlü$\")", Value::Bool(true)),
        ("replace_all(\"a-b\", \"(.)-(.)\", \"$2-$1\")", Value::from("b-a")),
        ("let m = #{ a: 1 }; m.b = 2; m.len()", Value::Int(2)),
        ("min(2, 1) + max(2, 1)", Value::Int(3)),
    ] {
        assert_eq!(value(body), expected, "{body}");
    }
}

#[test]
fn a_pattern_that_is_none_is_explained() {
    assert!(failure("matches(\"a\", \"(\")").contains("is not a pattern"));
    assert!(failure("matches(\"a\", \"(\\\\w{100}){100}\")").contains("too large"));
}
