use crate::testkit::{MANIFEST, load_pack, pack, rule, schema};
use crate::{Diagnostic, LintOptions, lint, load};

const CASES: &str = "[[case]]\nrule = 'a.b'\nname = '1'\nexpect = 'fail'\n[[case]]\nrule = 'a.b'\nname = '2'\n\
    expect = 'pass'\n[[case]]\nrule = 'a.b'\nname = '3'\nexpect = 'unknown'\n";

fn found(manifest: &str, files: &[(&str, &str)], options: &LintOptions) -> Vec<Diagnostic> {
    lint(&load_pack(manifest, files).unwrap(), options)
}

/// The codes found in a pack of one rule `a.b` with all its cases.
fn codes(text: &str, options: &LintOptions) -> Vec<&'static str> {
    found(MANIFEST, &[("x.toml", text), ("tests/x.toml", CASES)], options)
        .iter()
        .map(|one| one.code.as_str())
        .collect()
}

fn good(rest: &str) -> String {
    rule("a.b", "mailbox", "imap.shared", rest)
}

#[test]
fn a_rule_with_all_it_needs_is_clean() {
    let options = LintOptions {
        symptoms: Some(vec!["sign-in-failed".into()]),
        statements: Some(vec!["S001".into(), "S160".into()]),
        provided: Some(vec!["imap.shared".into()]),
        ..LintOptions::default()
    };
    assert_eq!(
        codes(
            &good("explains = ['sign-in-failed']\ncovers = ['S001', 'S160']"),
            &options
        ),
        [""; 0]
    );
}

#[test]
fn missing_cases_are_errors_in_shipped_packs_and_warnings_in_others() {
    let text = good("");
    let shipped = pack(MANIFEST, &[("x.toml", &text)]);
    let mut own = shipped.clone();
    own.shipped = false;
    for (files, errors) in [(shipped, true), (own, false)] {
        let found = lint(&load(schema(), &[files], &[]).unwrap(), &LintOptions::default());
        let codes: Vec<&str> = found.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["no-failing-case", "no-passing-case", "no-unknown-case"]);
        assert!(
            found
                .iter()
                .all(|one| one.is_error() == errors && one.file() == "rules/demo/x.toml")
        );
    }
}

#[test]
fn words_and_sources_are_wanted() {
    let options = LintOptions::default();
    let without = |from: &str, to: &str| codes(&good("").replace(from, to), &options);
    assert_eq!(without("'Because.'", "' '"), ["missing-words"]);
    assert_eq!(without("['Do it.']", "[]"), ["missing-words"]);
    assert_eq!(
        without("sources = ['https://example.com']", ""),
        ["missing-sources"]
    );
    assert_eq!(without("'A title'", "'A title.'"), ["title-style"]);
    assert_eq!(without("'A title'", "'a title'"), ["title-style"]);
    assert_eq!(
        without("'A title'", &format!("'{}'", "A".repeat(91))),
        ["title-style"]
    );
}

#[test]
fn what_rules_cover_is_looked_up_where_a_list_is_given() {
    let text = good("covers = ['S161', 'S000', 'S1', 's001', 'S002']");
    let found = |statements: Option<Vec<String>>| {
        let options = LintOptions {
            statements,
            ..LintOptions::default()
        };
        found(MANIFEST, &[("x.toml", &text), ("tests/x.toml", CASES)], &options)
    };
    assert_eq!(found(None), []);
    let all = (1..=160).map(|number| format!("S{number:03}")).collect();
    let said = found(Some(all));
    assert_eq!(said.len(), 4);
    assert!(
        said.iter().all(|one| one.code.as_str() == "unknown-statement"),
        "{said:?}"
    );
    assert!(said.iter().all(|one| one.help.is_some()), "{said:?}");
    assert_eq!(found(Some(vec![])).len(), 5);
}

#[test]
fn ids_follow_the_style() {
    let text = good("").replace("'a.b'", "'A_b'");
    let cases = CASES.replace("'a.b'", "'A_b'");
    let found = found(
        MANIFEST,
        &[("x.toml", &text), ("tests/x.toml", &cases)],
        &LintOptions::default(),
    );
    assert_eq!((found.len(), found[0].code.as_str()), (1, "id-style"));
}

#[test]
fn rules_rest_on_facts_that_are_collected_and_explain_what_is_seen() {
    let options = LintOptions {
        symptoms: Some(vec!["sign-in-failed".into()]),
        provided: Some(vec![]),
        ..LintOptions::default()
    };
    let found = found(
        MANIFEST,
        &[
            ("x.toml", &good("explains = ['signin-failed']")),
            ("tests/x.toml", CASES),
        ],
        &options,
    );
    assert_eq!(
        found[0].message,
        "`a.b` rests on `imap.shared`, which no provider collects"
    );
    assert_eq!(found[1].help.as_deref(), Some("did you mean `sign-in-failed`?"));
    let derived =
        "[[derived]]\nname = 'demo.x'\nfor = 'mailbox'\ntype = 'bool'\nabout = 'X.'\nvalue = 'imap.shared'\n";
    let text = derived.to_owned() + &rule("a.b", "mailbox", "demo.x", "");
    assert_eq!(
        codes(
            &text,
            &LintOptions {
                provided: Some(vec![]),
                ..LintOptions::default()
            }
        ),
        ["fact-without-provider"]
    );
    assert_eq!(
        codes(&rule("a.b", "mailbox", "now == now", ""), &LintOptions::default()),
        ["constant-condition"]
    );
}

#[test]
fn declarations_are_used_and_backed() {
    let manifest = MANIFEST.to_owned()
        + "[params.used]\ntype = 'bool'\ndefault = true\nabout = 'Used.'\nsource = 'https://example.com'\n\
           [params.shown]\ntype = 'int'\ndefault = 1\nabout = 'Shown.'\n\
           [params.idle]\ntype = 'int'\ndefault = 1\nabout = 'Idle.'\nsource = 'https://example.com'\n\
           [functions]\ncalled = '(bool) -> bool'\nsilent = '(bool) -> bool'\n";
    let text = rule("a.b", "mailbox", "called(imap.shared) == param.used", "")
        .replace("A title", "At {param.shown}");
    let script = "fn called(x) { let y = x; y }\nfn silent(x) { let y = x; y }\n";
    let files = [
        ("x.toml", text.as_str()),
        ("a.rhai", script),
        ("tests/x.toml", CASES),
    ];
    let found = found(&manifest, &files, &LintOptions::default());
    let told: Vec<(&str, &str)> = found
        .iter()
        .map(|one| (one.code.as_str(), one.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("parameter-without-source", "nothing backs the default of `shown`"),
            ("unused-parameter", "nothing uses the parameter `idle`"),
            ("unused-function", "nothing calls the function `silent`"),
        ]
    );
}

#[test]
fn the_rules_that_another_takes_the_place_of_must_fit() {
    let options = LintOptions::default();
    let codes = |named: &str| codes(&good(&format!("instead_of = ['{named}']")), &options);
    assert_eq!(codes("a.c"), ["unknown-rule"]);
    assert_eq!(codes("a.b"), ["unknown-rule"]);
}

/// The words of rule `a.b` in `good("")`, translated, with something in the place of something else.
fn turkish(from: &str, to: &str) -> Vec<String> {
    let text = good("").replace("'A title'", "'A mailbox {mailbox.address}'");
    let files = [("x.toml", text.as_str()), ("tests/x.toml", CASES)];
    let fingerprint = load_pack(MANIFEST, &files).unwrap().all()[0].rules[0].fingerprint();
    let locale = format!(
        "['a.b']\nof = '{fingerprint}'\ntitle = 'Posta kutusu: {{mailbox.address}}'\nwhy = 'Çünkü.'\nfix = ['Yapın.']\n"
    );
    let locale = locale.replace(from, to);
    let options = crate::LoadOptions {
        languages: crate::Languages::All,
        ..Default::default()
    };
    let files = pack(
        MANIFEST,
        &[files.as_slice(), &[("locale/tr.toml", &locale)]].concat(),
    );
    let packs = crate::load_with(schema(), &[files], &options).unwrap();
    let glossary = vec![crate::Term {
        language: "tr".into(),
        english: Some("mailbox".into()),
        wanted: vec!["posta kutu".into()],
        never: vec!["mail kutu".into()],
    }];
    let options = LintOptions {
        glossary,
        ..LintOptions::default()
    };
    let found = lint(&packs, &options);
    found.iter().map(|one| one.code.as_str().to_owned()).collect()
}

#[test]
fn translations_are_held_to_what_they_translate() {
    assert_eq!(turkish("", ""), [""; 0]);
    assert_eq!(turkish("of = '", "of = '0"), ["translation-outdated"]);
    assert_eq!(
        turkish("['a.b']", "['a.c']"),
        ["translation-missing", "unknown-rule"]
    );
    assert_eq!(
        turkish("['Yapın.']", "['Yapın.', 'Bir daha.']"),
        ["translation-shape"]
    );
    assert_eq!(turkish(": {mailbox.address}", ": biri"), ["translation-shape"]);
    assert_eq!(
        turkish("{mailbox.address}", "{mailbox.address}’ın"),
        ["translation-suffix"]
    );
    assert_eq!(turkish("Posta kutusu", "POSTA KUTUSU"), [""; 0]);
    assert_eq!(turkish("Posta kutusu", "Kutu"), ["translation-term"]);
    assert_eq!(turkish("Çünkü.", "Mail kutusu çünkü."), ["translation-term"]);
}

#[test]
fn conditions_that_come_out_one_way_are_told() {
    let found = |when: &str| codes(&rule("a.b", "mailbox", when, ""), &LintOptions::default());
    assert_eq!(
        found("imap.login == \"ok\" and imap.login == \"refused\""),
        ["one-way"]
    );
    assert_eq!(
        found("imap.folder_count > 5 or imap.folder_count < 9"),
        ["one-way"]
    );
    assert_eq!(found("imap.folder_count > 5 and imap.folder_count < 7"), [""; 0]);
    assert_eq!(
        found("mailbox.address contains \"x\" and mailbox.address != \"x\""),
        ["one-way"; 0]
    );
}

#[test]
fn rules_with_one_condition_and_scripts_for_nothing_are_told() {
    let same = good("")
        + &good("")
            .replace("'a.b'", "'a.c'")
            .replace("imap.shared", " imap.shared ");
    let cases = CASES.to_owned() + &CASES.replace("'a.b'", "'a.c'");
    let options = LintOptions::default();
    let told = found(MANIFEST, &[("x.toml", &same), ("tests/x.toml", &cases)], &options);
    let told: Vec<_> = told.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(told, ["same-condition"]);
    let manifest = MANIFEST.to_owned() + "[functions]\nmore = '(int) -> bool'\n";
    let text = rule("a.b", "mailbox", "more(imap.folder_count)", "");
    let told = |script: &str| {
        let files = [
            ("x.toml", text.as_str()),
            ("tests/x.toml", CASES),
            ("x.rhai", script),
        ];
        let found = found(&manifest, &files, &options);
        found.iter().map(|one| one.code.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(told("fn more(n) { n > 3 }"), ["needless-script"]);
    assert_eq!(told("fn more(n) { let m = n * 2; m > 3 }"), [""; 0]);
}

#[test]
fn who_changes_something_says_how_to_take_it_back() {
    let told = |command: &str| {
        let rest = format!("commands = [{{ shell = 'powershell', {command} }}]");
        codes(&good(&rest), &LintOptions::default())
    };
    assert_eq!(told("run = 'Set-Mailbox x'"), ["command-without-undo"]);
    assert_eq!(
        told("run = 'Get-Mailbox | Remove-Mailbox'"),
        ["command-without-undo"]
    );
    assert_eq!(told("run = '# Add-X y'"), ["command-without-undo"]);
    for fine in [
        "run = 'Set-Mailbox x', undo = 'Set-Mailbox y'",
        "run = 'Remove-Mailbox x', destroys = 'the mailbox'",
        "run = '$x = New-Object Y; re-set-up'",
    ] {
        assert_eq!(told(fine), [""; 0], "{fine}");
    }
}

#[test]
fn sessions_are_those_that_scripts_can_check() {
    let rest = "commands = [{ shell = 'powershell', session = 'exchnage', run = 'Get-Mailbox' }]";
    let options = LintOptions {
        sessions: Some(vec!["exchange".into()]),
        ..LintOptions::default()
    };
    assert_eq!(codes(&good(rest), &LintOptions::default()), [""; 0]);
    assert_eq!(codes(&good(rest), &options), ["unknown-session"]);
}
