//! The IMAP provider, built in and as a plugin, against the same server: the contract carries the real thing.

use crate::scene::mailboxes::{csv, options};
use imaprules_tests::servers::Dovecot;
use imaprules_tests::{Outcome, Program, Scratch};
use serde_json::Value;
use std::path::PathBuf;

/// The plugin that this build made, beside the program.
fn library() -> PathBuf {
    let test = std::env::current_exe().expect("this test");
    let mut folders = test.ancestors().skip(1).take(3);
    let found = folders.find_map(|folder| {
        let path = folder.join("libimaprules_plugin.so");
        path.is_file().then_some(path)
    });
    found.expect("libimaprules_plugin.so: build it first, with `cargo build`")
}

fn run(provider: &str, server: &str, scratch: Scratch) -> Outcome {
    let line = format!(
        "run --server {server} --security none --allow-plaintext --login all --csv users.csv --format json --all \
         --show unknown --show pass --provider {provider}"
    );
    Program::line(&line).within(scratch).run()
}

/// A report without what a clock or a stopwatch put into it.
fn comparable(outcome: &Outcome) -> Value {
    let mut report = outcome.report().without_times();
    strip(&mut report);
    report
}

/// Measured times differ from run to run, in values and in the words made of them.
fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(map) => {
            let measured = map
                .get("shown")
                .and_then(Value::as_str)
                .is_some_and(|shown| shown.ends_with(" ms"));
            if measured {
                map.remove("value");
            }
            map.values_mut().for_each(strip);
        }
        Value::String(text) if text.contains(" ms") => {
            let words: Vec<&str> = text.split(' ').collect();
            let followed = |at: usize| words.get(at + 1).is_some_and(|next| next.starts_with("ms"));
            let number = |word: &str| word.chars().all(|c| c.is_ascii_digit());
            let clean = words.iter().enumerate();
            let clean: Vec<&str> = clean
                .map(|(at, word)| if followed(at) && number(word) { "#" } else { word })
                .collect();
            *text = clean.join(" ");
        }
        _ => {}
    }
}

#[test]
fn the_imap_provider_reports_the_same_as_a_plugin() {
    let Some(server) = Dovecot::start(options()) else {
        return;
    };
    let scratch = Scratch::new();
    let file = csv();
    scratch.file("users.csv", file.text());
    std::fs::copy(library(), scratch.join("libimap.so")).expect("the library");
    let address = server.plain().to_string();
    let added = Program::line("providers add --yes ./libimap.so")
        .within(scratch)
        .run();
    added.expect_code(0);
    // It has the id of a built-in provider, so it takes part only where it is named by its path.
    assert!(added.stdout.contains("libimap.so\n"), "{}", added.stdout);
    let built_in = run("imap", &address, added.scratch);
    let first = built_in.report();
    let (one, code) = (comparable(&built_in), built_in.code);
    let plugin = run("./libimap.so", &address, built_in.scratch);
    assert_eq!(plugin.code, code, "{}", plugin.stderr);
    plugin.expect_no_secret(&["wonder-7K"], &["users.csv"]);
    assert!(first.subjects("mailbox") >= 3 && first.subjects("folder") >= 3);
    let other = comparable(&plugin);
    let mut differences = Vec::new();
    compare("", &one, &other, &mut differences);
    assert!(differences.is_empty(), "{differences:#?}");
}

/// Where two reports differ.
fn compare(path: &str, one: &Value, other: &Value, differences: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter()
                .for_each(|(key, value)| compare(&format!("{path}/{key}"), value, &b[key], differences));
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter()
                .zip(b)
                .enumerate()
                .for_each(|(at, (a, b))| compare(&format!("{path}/{at}"), a, b, differences));
        }
        _ if one != other => differences.push(format!("{path}: {one:.500} against {other:.500}")),
        _ => {}
    }
}
