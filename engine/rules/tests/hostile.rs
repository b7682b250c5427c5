//! Packs that mean harm: whatever they do is bounded, and told in words that name the limit or the place.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use imaprules_facts::{FactStore, Record, Schema, Source};
use imaprules_report::{Report, Run, Tool};
use imaprules_rules::{JudgeOptions, PackFiles, ReportOptions, judge, load, report};
use std::sync::Arc;
use std::time::{Duration, Instant};

const FACTS: &str = r#"
kind = [{ name = "all", about = "All." }, { name = "one", parent = "all", about = "One." }]
fact = [{ name = "one.text", for = "one", type = "text", about = "Text.", how = "Ask." }]
"#;

fn pack(manifest: &str, files: &[(&str, &str)]) -> PackFiles {
    let manifest = format!("[pack]\nid = 'bad'\nversion = '1.0.0'\ntitle = 'Bad'\n{manifest}");
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let mut files: Vec<(String, String)> = files.collect();
    files.push(("pack.toml".into(), manifest));
    PackFiles {
        name: "bad".into(),
        files,
        shipped: false,
    }
}

fn rule(id: &str, when: &str) -> String {
    format!(
        "[[rule]]\nid = 'bad.{id}'\nfor = 'one'\nseverity = 'advice'\nwhen = '''{when}'''\n\
         title = 'About {{one.text}}'\nwhy = 'w'\nfix = ['f']\n"
    )
}

/// The report of a pack over one subject whose text is this.
fn judged(pack: &PackFiles, text: &str) -> Result<Report, String> {
    let schema = Schema::read([("facts.toml", FACTS)]).unwrap();
    let packs = load(schema, std::slice::from_ref(pack), &[]).map_err(|problems| problems.to_string())?;
    let mut store = FactStore::new(Arc::clone(packs.schema()));
    let source = Source {
        provider: "test".into(),
        name: "test".into(),
        live: true,
    };
    store
        .add(Record::about("one", "1", source, 0).know("one.text", text))
        .unwrap();
    let judgement = judge(&packs, &mut store, &JudgeOptions::default());
    let tool = Tool {
        name: "t".into(),
        version: "1".into(),
    };
    let run = Run {
        providers: vec![],
        started: String::new(),
        finished: String::new(),
        complete: true,
        notes: vec![],
    };
    Ok(report(
        &judgement,
        &packs,
        &store,
        tool,
        run,
        &ReportOptions::default(),
    ))
}

/// What became of a script's function.
fn scripted(body: &str) -> String {
    let pack = pack(
        "[functions]\nbad = '(text) -> bool'\n",
        &[
            ("r.toml", &rule("script", "bad(one.text)")),
            (
                "s.rhai",
                &format!("fn bad(x) {{ {body} }}\nfn deep(x) {{ deep(x) }}\n"),
            ),
        ],
    );
    let started = Instant::now();
    let told = match judged(&pack, "x") {
        Err(problems) => problems,
        Ok(report) => report.results[0].error.clone().unwrap_or_default(),
    };
    assert!(started.elapsed() < Duration::from_secs(20), "{body}");
    told
}

#[test]
fn scripts_end_whatever_they_do_and_name_the_limit() {
    for (body, limit) in [
        ("loop { }", "not available"),
        ("while true { }", "not available"),
        ("for i in 0..1_000_000_000 { } false", "operations"),
        ("let a = []; for i in 0..1_000_000_000 { a.push(x); } false", ""),
        ("let t = \"x\"; for i in 0..100 { t += t; } false", ""),
        ("deep(x)", "call levels"),
    ] {
        let told = scripted(body);
        assert!(!told.is_empty() && told.contains(limit), "{body}: {told}");
    }
}

#[test]
fn scripts_reach_nothing_of_the_world() {
    for body in [
        "import \"x\" as y; false",
        "eval(\"1\"); false",
        "open_file(\"/etc/passwd\"); false",
        "print(x); false",
        "debug(x); false",
        "timestamp(); false",
    ] {
        let told = scripted(body);
        assert!(!told.is_empty(), "{body} was let through");
    }
}

#[test]
fn a_hundred_thousand_rules_are_refused_in_words() {
    let many: String = (0..100_000)
        .map(|n| rule(&format!("r{n}"), "one.text == 'x'"))
        .collect();
    let started = Instant::now();
    let told = judged(&pack("", &[("r.toml", &many)]), "x").unwrap_err();
    assert!(told.contains("10,000 rules"), "{}", &told[..300.min(told.len())]);
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn conditions_and_patterns_are_bounded() {
    let deep = format!("{}one.text == 'x'{}", "not (".repeat(5_000), ")".repeat(5_000));
    assert!(
        judged(&pack("", &[("r.toml", &rule("deep", &deep))]), "x")
            .unwrap_err()
            .contains("nested too deeply")
    );
    let wide = vec!["one.text == 'x'"; 20_000].join(" or ");
    assert!(judged(&pack("", &[("r.toml", &rule("wide", &wide))]), "x").is_ok());
    let pattern = rule("pattern", "one.text matches \"(a{1000}){1000}{1000}\"");
    assert!(judged(&pack("", &[("r.toml", &pattern)]), "x").is_err());
    // The engine of patterns has no backtracking: what takes others years takes it no time.
    let slow = rule("slow", "one.text matches \"^(a+)+$\"");
    let started = Instant::now();
    judged(
        &pack("", &[("r.toml", &slow)]),
        &format!("{}b", "a".repeat(100_000)),
    )
    .unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn what_a_fact_holds_is_no_template_and_no_condition() {
    let evil = "{one.text} {param.x} {{ }} \u{1b}[2J ' or true";
    let report = judged(&pack("", &[("r.toml", &rule("echo", "one.text != ''"))]), evil).unwrap();
    assert_eq!(report.results[0].title, format!("About {evil}"));
    let report = judged(
        &pack("", &[("r.toml", &rule("no", "one.text == 'x'"))]),
        "x' or 'x' == 'x",
    )
    .unwrap();
    assert!(report.results.is_empty());
}

#[cfg(unix)]
#[test]
fn folders_that_lead_out_or_in_circles_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack");
    std::fs::create_dir_all(pack.join("tests")).unwrap();
    std::fs::write(folder.path().join("secret.toml"), "password = 'x'").unwrap();
    std::fs::write(
        pack.join("pack.toml"),
        "[pack]\nid = 'bad'\nversion = '1'\ntitle = 'Bad'\n",
    )
    .unwrap();
    std::os::unix::fs::symlink(folder.path(), pack.join("tests/up")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("secret.toml"), pack.join("link.toml")).unwrap();
    let read = PackFiles::read(&pack).unwrap();
    let paths: Vec<&str> = read[0].files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["pack.toml"]);
}
