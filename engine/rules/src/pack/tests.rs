use crate::testkit::{MANIFEST, load_pack, pack, rule, rules, schema};
use crate::{Diagnostic, Packs, Problems, load};
use imaprules_facts::Value;

fn problems(result: Result<Packs, Problems>) -> Vec<Diagnostic> {
    result.map(|_| ()).unwrap_err().0
}

/// The single problem, as `code file:line:column`.
fn only(result: Result<Packs, Problems>) -> String {
    let found = problems(result);
    assert_eq!(found.len(), 1, "{}", Problems(found));
    let place = found[0]
        .place
        .as_ref()
        .map_or((0, 0), |place| place.line_column());
    format!(
        "{} {}:{}:{}",
        found[0].code.as_str(),
        found[0].file(),
        place.0,
        place.1
    )
}

const GOOD: &str = "mailbox.largest_message > 35MB";

#[test]
fn the_smallest_pack_loads() {
    let manifest = "[pack]\nid = 'mine'\nversion = '1'\ntitle = 'Mine'\n";
    let rule = "[[rule]]\nid = 'mine.x'\nfor = 'mailbox'\nseverity = 'advice'\nwhen = 'imap.login != \"ok\"'\n\
                title = 'T'\nwhy = 'W'\nfix = []\n";
    let packs = load_pack(manifest, &[("x.toml", rule)]).unwrap();
    assert_eq!(packs.rules().count(), 1);
    assert_eq!(packs.rule("mine.x").unwrap().1.id, "mine.x");
    assert_eq!(packs.nearest_rule("mine.y"), Some("mine.x"));
    assert!(packs.warnings().is_empty());
}

#[test]
fn what_is_wrong_with_a_condition_is_underlined_in_the_file() {
    let text = rule(
        "a.b",
        "mailbox",
        "imap.login == \"ok\" and imap.logn == \"ok\"",
        "",
    );
    let found = problems(rules(&text));
    let place = found[0].place.as_ref().unwrap();
    assert_eq!(&place.source.text[place.span.clone()], "imap.logn");
    assert!(
        found[0].help.as_ref().unwrap().contains("imap.login"),
        "{found:?}"
    );
    let text = rule("a.b", "mailbox", "mailbox.largest_message > 35", "");
    assert_eq!(problems(rules(&text))[0].code.as_str(), "condition");
}

#[test]
fn problems_of_all_files_are_told_at_once() {
    let wrong = rule("a.b", "mailbocks", GOOD, "severty = 'x'");
    let more = "[[rule]]\nid = 'a.c'\n";
    let found = problems(load_pack(
        MANIFEST,
        &[("a.toml", &wrong), ("b.toml", more), ("c.toml", "x = ")],
    ));
    let codes: Vec<&str> = found.iter().map(|problem| problem.code.as_str()).collect();
    for code in ["unknown-kind", "unknown-key", "missing-key", "syntax"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    assert_eq!(
        codes.iter().filter(|code| **code == "missing-key").count(),
        6,
        "{}",
        Problems(found)
    );
}

#[test]
fn unknown_keys_and_words_come_with_the_nearest() {
    let text = rule("a.b", "mailbox", GOOD, "soruces = []").replace("'blocker'", "'bloker'");
    let found = problems(rules(&text));
    let helps: Vec<&str> = found
        .iter()
        .filter_map(|problem| problem.help.as_deref())
        .collect();
    assert_eq!(helps, ["did you mean `blocker`?", "did you mean `sources`?"]);
}

#[test]
fn ids_exist_once_over_all_packs() {
    let one = rule("a.b", "mailbox", GOOD, "");
    let first = pack(MANIFEST, &[("x.toml", &one)]);
    let mut second = pack(&MANIFEST.replace("demo", "other"), &[("x.toml", &one)]);
    second.name = "rules/other".into();
    assert_eq!(
        only(load(schema(), &[first.clone(), second], &[])),
        "duplicate rules/other/x.toml:2:6"
    );
    let mut same = pack(MANIFEST, &[]);
    same.name = "rules/again".into();
    assert_eq!(
        only(load(schema(), &[first, same], &[])),
        "duplicate rules/again/pack.toml:3:6"
    );
    let aka = rule("a.c", "mailbox", GOOD, "aka = ['a.b']");
    assert_eq!(
        only(load_pack(MANIFEST, &[("x.toml", &one), ("y.toml", &aka)])),
        "duplicate rules/demo/y.toml:10:8"
    );
}

#[test]
fn functions_are_held_to_their_scripts() {
    let manifest = format!("{MANIFEST}[functions]\nform = \"(text) -> text\"\nnope = \"(text) -> int\"\n");
    let script = "fn form(a, b) { a }\n";
    let found = problems(load_pack(&manifest, &[("a.rhai", script)]));
    let told: Vec<&str> = found.iter().map(|problem| problem.message.as_str()).collect();
    assert!(
        told[0].contains("2 parameters") && told[1].contains("no script"),
        "{told:?}"
    );
    let broken = problems(load_pack(&manifest, &[("a.rhai", "fn form(a) { let x = ; }\n")]));
    assert_eq!(
        (broken[0].code.as_str(), broken[0].file()),
        ("script", "rules/demo/a.rhai")
    );
    assert_eq!(broken.len(), 1, "{broken:?}");
    let undeclared = rule("a.b", "mailbox", "other(mailbox.address) == \"x\"", "");
    let found = problems(load_pack(
        MANIFEST,
        &[("a.rhai", "fn other(a) { a }\n"), ("x.toml", &undeclared)],
    ));
    assert_eq!(found[0].code.as_str(), "condition");
}

fn derived(name: &str, value: &str) -> String {
    format!(
        "[[derived]]\nname = '{name}'\nfor = 'mailbox'\ntype = 'bool'\nabout = 'About.'\nvalue = '''{value}'''\n"
    )
}

#[test]
fn derived_facts_build_on_one_another_in_any_order() {
    let text = derived("demo.b", "demo.a and imap.login == \"ok\"")
        + &derived("demo.a", "mailbox.largest_message > 1MB")
        + &rule("a.b", "mailbox", "demo.b", "");
    let packs = rules(&text).unwrap();
    let names: Vec<&str> = packs
        .derived()
        .iter()
        .map(|derived| derived.name.as_str())
        .collect();
    assert_eq!(names, ["demo.a", "demo.b"]);
    assert!(packs.schema().fact("demo.b").is_some());
}

#[test]
fn derived_facts_that_need_one_another_are_refused() {
    let text = derived("demo.a", "not demo.b") + &derived("demo.b", "demo.a") + &derived("demo.c", "demo.c");
    let found = problems(rules(&text));
    assert!(
        found
            .iter()
            .all(|problem| problem.code.as_str() == "derived-cycle"),
        "{}",
        Problems(found.clone())
    );
    assert_eq!(found[0].help.as_deref(), Some("demo.a needs demo.b needs demo.a"));
    assert_eq!(found[2].help.as_deref(), Some("demo.c needs demo.c"));
    assert_eq!(
        only(rules(&derived("imap.login", "true"))),
        "duplicate rules/demo/rules.toml:2:8"
    );
    assert_eq!(
        only(rules(&derived("Bad", "true"))),
        "derived rules/demo/rules.toml:2:8"
    );
}

#[test]
fn parameters_take_values_from_users() {
    let manifest =
        format!("{MANIFEST}[params.max_size]\ntype = 'bytes'\ndefault = '35MB'\nabout = 'Limit.'\n");
    let text = rule("a.b", "mailbox", "mailbox.largest_message > param.max_size", "");
    let with = |given: &[(&str, &str)]| {
        let given: Vec<_> = given
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        load(schema(), &[pack(&manifest, &[("x.toml", &text)])], &given)
    };
    let value = |given: &[(&str, &str)]| with(given).unwrap().all()[0].params[0].value.clone();
    assert_eq!(value(&[]), Value::Int(36_700_160));
    assert_eq!(
        value(&[("max_size", "1MB"), ("demo.max_size", "2MB")]),
        Value::Int(2 << 20)
    );
    let told = problems(with(&[("max_sise", "1MB"), ("max_size", "much")]));
    let codes: Vec<&str> = told.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["unknown-parameter", "parameter"]);
    assert!(told[0].help.as_ref().unwrap().contains("max_size"), "{told:?}");
}

#[test]
fn a_parameter_that_several_packs_have_is_named_with_its_pack() {
    let manifest = format!("{MANIFEST}[params.limit]\ntype = 'int'\ndefault = 1\nabout = 'Limit.'\n");
    let packs = [
        pack(&manifest, &[]),
        pack(
            &manifest.replace("'demo'", "'x'").replace("\"demo\"", "\"x\""),
            &[],
        ),
    ];
    let told = problems(load(schema(), &packs, &[("limit".into(), "2".into())]));
    assert!(
        told[0]
            .help
            .as_ref()
            .unwrap()
            .contains("`demo.limit` or `x.limit`"),
        "{told:?}"
    );
    let loaded = load(schema(), &packs, &[("x.limit".into(), "2".into())]).unwrap();
    assert_eq!(loaded.all()[1].params[0].value, Value::Int(2));
    assert_eq!(loaded.all()[0].params[0].value, Value::Int(1));
}

#[test]
fn test_cases_are_checked_when_the_pack_loads() {
    let text = rule("a.b", "mailbox", "imap.login == \"ok\"", "");
    let cases = "[[case]]\nrule = 'a.c'\nname = 'x'\nexpect = 'fail'\n\
                 [[case]]\nrule = 'a.b'\nname = 'y'\nexpect = 'fial'\n\
                 [[case]]\nrule = 'a.b'\nname = 'z'\nexpect = 'fail'\nreasons = ['timeout']\n\
                 facts = { 'imap.logn' = 'ok', 'folder.messages' = 3 }\n\
                 [[case]]\nrule = 'a.b'\nname = 'w'\nexpect = 'unknown'\n\
                 facts = { imap.login = 'okay' }\nunknown = { 'imap.login' = 'time-out' }\nparams = { x = 1 }\n";
    let found = problems(load_pack(MANIFEST, &[("x.toml", &text), ("tests/x.toml", cases)]));
    let codes: Vec<&str> = found.iter().map(|problem| problem.code.as_str()).collect();
    let expected = [
        "unknown-rule",
        "wrong-value",
        "case",
        "unknown-fact",
        "case",
        "wrong-value",
        "wrong-value",
        "unknown-parameter",
    ];
    assert_eq!(codes, expected, "{}", Problems(found));
}

#[test]
fn files_that_nobody_reads_are_warned_about() {
    let packs = load_pack(MANIFEST, &[("test/x.toml", ""), ("locale/tr.toml", "")]).unwrap();
    assert_eq!(packs.warnings()[0].code.as_str(), "stray-file");
    assert_eq!(packs.warnings().len(), 1);
}

#[test]
fn a_pack_without_its_manifest_is_refused() {
    let mut files = pack(MANIFEST, &[]);
    files.files.clear();
    assert_eq!(
        problems(load(schema(), &[files], &[]))[0].code.as_str(),
        "no-manifest"
    );
    assert_eq!(
        problems(load_pack("[pack]\nid = 'A b'\n", &[]))[0].code.as_str(),
        "missing-key"
    );
    assert_eq!(
        only(load_pack(&MANIFEST.replace("demo", "De mo"), &[])),
        "malformed-id rules/demo/pack.toml:3:6"
    );
}

#[test]
fn packs_speak_a_language_where_the_translation_is_of_todays_words() {
    let rules = rule("a.b", "mailbox", "imap.shared", "") + &rule("a.c", "mailbox", "imap.shared", "");
    let files = [("x.toml", rules.as_str())];
    let fingerprint = load_pack(MANIFEST, &files).unwrap().all()[0].rules[0].fingerprint();
    let words = |id: &str, of: &str| {
        format!("['{id}']\nof = '{of}'\ntitle = 'Başlık'\nwhy = 'Neden'\nfix = ['Adım']\n")
    };
    let locale = format!(
        "[pack]\ntitle = 'Paket'\n{}{}",
        words("a.b", &fingerprint),
        words("a.c", "00000000")
    );
    let files = pack(
        MANIFEST,
        &[files.as_slice(), &[("locale/tr.toml", &locale)]].concat(),
    );
    let titles = |languages: crate::Languages| {
        let options = crate::LoadOptions {
            languages,
            ..Default::default()
        };
        let packs = crate::load_with(schema(), std::slice::from_ref(&files), &options).unwrap();
        let pack = &packs.all()[0];
        let rules = pack.rules.iter().map(|rule| rule.title.text().to_owned());
        (pack.title.clone(), rules.collect::<Vec<_>>())
    };
    assert_eq!(titles(crate::Languages::One("tr".into())).0, "Paket");
    assert_eq!(
        titles(crate::Languages::One("tr".into())).1,
        ["Başlık", "A title"]
    );
    assert_eq!(titles(crate::Languages::All).1, ["A title", "A title"]);
    assert_eq!(
        titles(crate::Languages::One("de".into())).1,
        ["A title", "A title"]
    );
    let unquoted = [("x.toml", rules.as_str()), ("locale/tr.toml", "[a.b]\nof = ''\n")];
    let files = pack(MANIFEST, &unquoted);
    let options = crate::LoadOptions {
        languages: crate::Languages::All,
        ..Default::default()
    };
    let told = crate::load_with(schema(), &[files], &options)
        .unwrap_err()
        .to_string();
    assert!(told.contains("between quotes"), "{told}");
}

#[test]
fn a_pack_declares_facts_of_its_own_and_says_where_they_stand() {
    let manifest = MANIFEST.to_owned()
        + "[[fact]]\nname = 'customer.wave'\nfor = 'mailbox'\ntype = 'int'\nabout = 'The wave.'\n\
           [[import]]\nfiles = 'waves-*.csv'\nfor = 'mailbox'\nkey = 'Mail'\n[import.columns]\n'customer.wave' = 'Wave'\n";
    let rules = rule("a.b", "mailbox", "customer.wave > 3", "");
    let packs = load_pack(&manifest, &[("x.toml", &rules)]).unwrap();
    let pack = &packs.all()[0];
    assert!(pack.imports[0].files.matches("waves-2026.csv"));
    let fact = packs.schema().fact("customer.wave").unwrap();
    assert_eq!(pack.imports[0].columns, [(fact, "Wave".to_owned())]);
    assert_eq!(
        packs.schema().fact_of(fact).how,
        "Give the file waves-*.csv with --import."
    );
    let told = |manifest: &str| {
        load_pack(manifest, &[("x.toml", &rules)])
            .unwrap_err()
            .to_string()
    };
    assert!(
        told(&manifest.replace("'customer.wave' = ", "'customer.wafe' = "))
            .contains("did you mean `customer.wave`?")
    );
    assert!(told(&manifest.replace("name = 'customer.wave'", "name = 'imap.shared'")).contains("already"));
}

#[test]
fn what_a_pack_needs_is_looked_for() {
    let rules = rule("a.b", "mailbox", "imap.shared", "");
    let told = |more: &str| {
        let manifest = MANIFEST.replace("[pack]", &format!("[pack]\n{}", more.split('|').next().unwrap()));
        let manifest = manifest + more.split('|').nth(1).unwrap_or("");
        load_pack(&manifest, &[("x.toml", &rules)])
            .map(|_| ())
            .map_err(|problems| problems.to_string())
    };
    assert_eq!(told("license = 'MIT'\nengine = '>=0.1, <2'"), Ok(()));
    assert!(told("engine = '>=99'").unwrap_err().contains(">=99 is needed"));
    assert!(
        told("engine = 'new'")
            .unwrap_err()
            .contains("no range of versions")
    );
    assert!(
        told("|\n[needs]\nimap = '>=0.1'\n")
            .unwrap_err()
            .contains("needed and not there")
    );
}
