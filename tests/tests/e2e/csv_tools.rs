//! `imaprules csv`: what it finds in a migration file, and the files it writes. A part or a corrected copy is read here by
//! hand, octet by octet: whoever checks a tool with the tool checks nothing.

mod check;
mod failed;
mod fix;
mod split;
mod template;

use imaprules_tests::{Outcome, Program};
use serde_json::Value;

const HEADER: &str = "EmailAddress,UserName,Password\r\n";

/// Rows whose passwords hold everything that a CSV can: quotes, commas, blanks, line breaks, letters.
const HARD: [&str; 5] = [
    "a@example.test,ann,\"Zq9 \"\"quoted\"\", and, more\"\r\n",
    "b@example.test,bob,\"Zq9-line\r\nbreak\nand\rmore\"\r\n",
    "c@example.test,cem,  Zq9 blank  \r\n",
    "d@example.test,dan,Zq9şğıİ\"in\"side\r\n",
    "e@example.test,eve,\"Zq9-needless-quotes\"\r\n",
];

/// What no output may hold.
const SECRET: &str = "Zq9";

fn csv(words: &str, file: impl AsRef<[u8]>) -> Program {
    Program::new(["csv"])
        .args(words.split_whitespace())
        .file("users.csv", file)
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|e| panic!("{e}: {}", outcome.stdout))
}

#[track_caller]
fn octets(outcome: &Outcome, name: &str) -> Vec<u8> {
    let path = outcome.scratch.join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{name}: {e}\n{}", outcome.stderr))
}

#[track_caller]
fn check(outcome: &Outcome, name: &str) -> Outcome {
    Program::new(["csv", "check", "--format", "json"])
        .arg(outcome.scratch.join(name))
        .run()
}

fn rules(outcome: &Outcome) -> Vec<String> {
    let results = json(outcome)["results"].as_array().expect("results").clone();
    let mut rules: Vec<String> = results
        .iter()
        .map(|found| format!("{} {}", found["rule"], found["subject"]["id"]))
        .collect();
    rules.sort();
    rules
}
