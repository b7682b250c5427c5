//! What authors see when a pack is wrong: the whole text, with their line underlined.

use crate::testkit::{MANIFEST, load_pack, rule};

fn shown(manifest: &str, files: &[(&str, &str)]) -> String {
    load_pack(manifest, files).map(|_| ()).unwrap_err().to_string()
}

/// A rule file whose condition stands in line 5.
fn when(condition: &str) -> String {
    shown(MANIFEST, &[("x.toml", &rule("a.b", "mailbox", condition, ""))])
}

#[test]
fn a_syntax_error() {
    let text = shown(MANIFEST, &[("x.toml", "[[rule]]\nid = 'a.b\n")]);
    assert!(text.contains(" --> rules/demo/x.toml:2:"), "{text}");
    assert!(text.starts_with("error[syntax]: "), "{text}");
    assert!(text.contains("2 | id = 'a.b\n  |          ^"), "{text}");
}

#[test]
fn an_unknown_fact() {
    assert_eq!(
        when("imap.shared and imap.logn == \"ok\""),
        "error[condition]: there is no fact `imap.logn`
 --> rules/demo/x.toml:5:27
  |
5 | when = '''imap.shared and imap.logn == \"ok\"'''
  |                           ^^^^^^^^^
  |
  = help: did you mean `imap.login`?"
    );
}

#[test]
fn a_type_error() {
    let text = when("mailbox.largest_message > 35");
    let expected = "5 | when = '''mailbox.largest_message > 35'''
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write a size: 35MB, 0B";
    assert!(
        text.starts_with("error[condition]: ") && text.ends_with(expected),
        "{text}"
    );
    let text = when("imap.login == \"oky\"");
    let expected = "5 | when = '''imap.login == \"oky\"'''
  |                         ^^^^^
  |
  = help: did you mean \"ok\"? The words are ok, refused";
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn a_duplicate_id() {
    let one = rule("a.b", "mailbox", "imap.shared", "");
    assert_eq!(
        shown(MANIFEST, &[("x.toml", &one), ("y.toml", &one)]),
        "error[duplicate]: there is a rule `a.b` already
 --> rules/demo/y.toml:2:6
  |
2 | id = 'a.b'
  |      ^^^^^
  |
  = help: the other one stands in rules/demo/x.toml, line 2"
    );
}

#[test]
fn an_unknown_parameter_in_a_condition_and_in_words() {
    let manifest =
        MANIFEST.to_owned() + "[params.max_size]\ntype = 'bytes'\ndefault = '1MB'\nabout = 'Limit.'\n";
    let text = rule("a.b", "mailbox", "mailbox.largest_message > param.max_sise", "")
        .replace("'A title'", "'Over {param.max_sise}'");
    let text = shown(&manifest, &[("x.toml", &text)]);
    let underlined = "5 | when = '''mailbox.largest_message > param.max_sise'''
  |                                     ^^^^^^^^^^^^^^
  |
  = help: did you mean `param.max_size`?";
    assert!(text.contains(underlined), "{text}");
    let underlined = "6 | title = 'Over {param.max_sise}'
  |                ^^^^^^^^^^^^^^
  |
  = help: did you mean `param.max_size`?";
    assert!(text.contains(underlined), "{text}");
}

#[test]
fn script_errors() {
    let manifest = MANIFEST.to_owned() + "[functions]\nform = '(text) -> text'\n";
    let text = shown(&manifest, &[("a.rhai", "fn form(x) {\n    loop { }\n}\n")]);
    assert!(
        text.starts_with("error[script]: `loop` is not available in scripts"),
        "{text}"
    );
    assert!(
        text.contains(" --> rules/demo/a.rhai:2:5") && text.contains("2 |     loop { }\n  |     ^"),
        "{text}"
    );
    let text = shown(&manifest, &[("a.rhai", "fn form(x) {\n    let y = ;\n}\n")]);
    assert!(text.contains(" --> rules/demo/a.rhai:2:13"), "{text}");
    let text = shown(&manifest, &[("a.rhai", "fn forn(x) { x }\n")]);
    let underlined = "7 | form = '(text) -> text'
  | ^^^^
  |
  = help: did you mean `forn`?";
    assert!(text.ends_with(underlined), "{text}");
}
