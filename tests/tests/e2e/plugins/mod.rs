//! Plugins: made, verified, approved, run - and misbehaving in every way that was ever seen, each with words of its own.

mod approval;
mod both_ways;
mod closure;
mod guide;
mod misbehaving;
mod projects;
mod secrets;
mod unusable;

use imaprules_tests::{Outcome, Program, Scratch};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The header of the contract.
fn header() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/provider/include")
}

/// The rows that the misbehaving provider knows.
const CSV: &str = "EmailAddress,UserName,Password\nm0@example.com,m0,pw-zero-1\nm1@example.com,m1,pw-one-22\n\
                   m2@example.com,m2,pw-two-33\nm3@example.com,m3,pw-three-4\nm4@example.com,m4,pw-four-55\n";

/// A directory with a variant of the misbehaving provider in it, not approved yet.
fn stage(variant: &str, flags: &[&str]) -> Scratch {
    let scratch = Scratch::new();
    scratch.file("users.csv", CSV);
    compile(&scratch.join("libbad.so"), variant, flags);
    scratch
}

fn compile(library: &Path, variant: &str, flags: &[&str]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/plugins/bad.c");
    let built = Command::new("gcc")
        .args([
            "-std=c99",
            "-O1",
            "-w",
            "-fPIC",
            "-shared",
            "-pthread",
            "-fvisibility=hidden",
        ])
        .arg(format!("-DVARIANT={variant}"))
        .args(flags)
        .arg("-I")
        .arg(header())
        .arg("-o")
        .arg(library)
        .arg(source)
        .output()
        .expect("gcc");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
}

/// Approves the library of a stage.
fn approve(scratch: Scratch) -> Scratch {
    let added = Program::line("providers add ./libbad.so --yes")
        .within(scratch)
        .run();
    added.expect_code(0);
    added.scratch
}

/// A run with the approved provider, in a directory with these bounds.
fn run(scratch: Scratch) -> Outcome {
    Program::line("run --provider bad --csv users.csv --format json")
        .within(scratch)
        .run()
}

/// A stage, approved, and a run of it. `bounds` go into the configuration.
fn play(variant: &str, flags: &[&str], bounds: &str) -> Outcome {
    let scratch = stage(variant, flags);
    scratch.file("imaprules.toml", format!("[plugins]\n{bounds}\n"));
    run(approve(scratch))
}

/// The mailboxes that the provider's rule flags.
fn flagged(outcome: &Outcome) -> Vec<String> {
    let report = outcome.report();
    let of_rule = report
        .results()
        .iter()
        .filter(|result| result["rule"] == "bad.flagged");
    of_rule
        .filter_map(|result| Some(result["subject"]["id"].as_str()?.to_owned()))
        .collect()
}

/// The notes of a report.
fn notes(outcome: &Outcome) -> String {
    outcome.report().0["run"]["notes"].to_string()
}

/// The results of everybody else's rules.
fn others(outcome: &Outcome) -> Vec<serde_json::Value> {
    let report = outcome.report().without_times();
    let results = report["results"].as_array().expect("results");
    results
        .iter()
        .filter(|result| result["pack"] != "bad")
        .cloned()
        .collect()
}
