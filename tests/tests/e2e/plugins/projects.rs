//! Projects of `providers new` build, pass the kit, and their rules judge.

use imaprules_tests::{Program, Scratch};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a command in a folder, and fails the test with what it said.
pub(crate) fn shell(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let outcome = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
    assert!(outcome.status.success(), "{program} {arguments:?}: {said}");
    String::from_utf8_lossy(&outcome.stdout).into_owned() + &said
}

/// Where Rust projects are built: kept from run to run, so that the second one takes a second.
fn target() -> PathBuf {
    let test = std::env::current_exe().expect("this test");
    // TARGET/PROFILE/deps/TEST. The mark that cargo puts there is missing where something else made the folder first.
    test.ancestors()
        .nth(3)
        .expect("the target folder")
        .join("plugins")
}

/// A project, and the library that is built from it.
pub(crate) fn made(name: &str, language: &str) -> (Scratch, PathBuf) {
    let made = Program::line(&format!("providers new {name} --lang {language}")).run();
    made.expect_code(0);
    let folder = made.scratch.join(name);
    let library = format!("lib{}.so", name.replace('-', "_"));
    if language == "c" {
        shell(&folder, "make", &["-s"]);
        return (made.scratch, folder.join(library));
    }
    // The versions that this workspace was tested with.
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, folder.join("Cargo.lock")).expect("the lock file");
    let said = shell(&folder, "cargo", &["build", "--color=never"]);
    assert!(!said.contains("warning"), "{said}");
    // Tests run beside each other; the library must be this test's own.
    let own = folder.join(&library);
    std::fs::copy(target().join("debug").join(&library), &own).expect("the library");
    (made.scratch, own)
}

/// The project's plugin passes the kit, is approved, listed, and its rule finds the account that is switched off.
fn works(name: &str, language: &str) {
    let (scratch, library) = made(name, language);
    let verified = Program::line("providers verify")
        .arg(library.as_os_str())
        .within(scratch)
        .run();
    verified.expect_code(0);
    assert!(verified.stdout.contains("18 in order"), "{}", verified.stdout);
    let added = Program::line("providers add --yes")
        .arg(library.as_os_str())
        .within(verified.scratch)
        .run();
    added.expect_code(0);
    let listed = Program::line("providers list").within(added.scratch).run();
    assert!(listed.stdout.contains(name), "{}", listed.stdout);
    let line = format!(
        "run --provider {name} --csv {name}/sample/users.csv --import {name}/sample/accounts.txt --format json"
    );
    let outcome = Program::line(&line).within(listed.scratch).run();
    outcome.expect_code(1);
    let report = outcome.report();
    assert_eq!(report.failing("bert@example.com"), [format!("{name}.imap-off")]);
    assert_eq!(report.undecided(&format!("{name}.imap-off")), ["not-collected"]);
    assert!(report.complete());
    let dry = Program::line(&format!("{} --dry-run", line.replace(" --format json", "")))
        .within(outcome.scratch)
        .run();
    assert!(
        dry.stdout.contains("accounts.txt  (at most 1 time)"),
        "{}",
        dry.stdout
    );
    // A file that cannot be read any more is told as an input.
    std::fs::remove_file(dry.scratch.join(format!("{name}/sample/accounts.txt"))).expect("the list");
    let gone = Program::line(&line).within(dry.scratch).run();
    gone.expect_code(2).expect_complaint(&["accounts.txt"]);
}

#[test]
fn a_c_project_works() {
    works("acme-c", "c");
}

#[test]
fn a_rust_project_works() {
    works("acme-rust", "rust");
}

#[test]
fn the_c_project_is_clean_under_the_sanitizers_and_exports_one_symbol() {
    let (scratch, library) = made("acme-clean", "c");
    let folder = scratch.join("acme-clean");
    let said = shell(&folder, "make", &["-s", "sanitize"]);
    assert!(said.contains("\"acme_clean.imap_enabled\":true"), "{said}");
    for word in ["ERROR", "runtime error", "LeakSanitizer"] {
        assert!(!said.contains(word), "{said}");
    }
    let symbols = shell(
        &folder,
        "nm",
        &["-D", "--defined-only", &library.to_string_lossy()],
    );
    let names: Vec<&str> = symbols
        .lines()
        .filter_map(|line| line.split(' ').next_back())
        .collect();
    assert_eq!(names, ["imaprules_provider_v1"]);
}

#[test]
fn a_rust_plugin_that_panics_says_where_and_nothing_else_is_lost() {
    let made = Program::line("providers new acme-panic --lang rust").run();
    let folder = made.scratch.join("acme-panic");
    let source = folder.join("src/lib.rs");
    let text = std::fs::read_to_string(&source).expect("the source");
    let changed = text.replace(
        "host.progress(done, total);",
        "assert!(done < 2, \"the second mailbox is cursed\");",
    );
    assert_ne!(text, changed);
    std::fs::write(
        &source,
        changed.replace("let total = request.subjects.len() as u64;\n", ""),
    )
    .expect("the source");
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, folder.join("Cargo.lock")).expect("the lock file");
    shell(&folder, "cargo", &["build"]);
    let library = target().join("debug/libacme_panic.so");
    let added = Program::line("providers add --yes")
        .arg(library.as_os_str())
        .within(made.scratch)
        .run();
    added.expect_code(0);
    let line = "run --provider acme-panic --csv acme-panic/sample/users.csv --import acme-panic/sample/accounts.txt --format json";
    let outcome = Program::line(line).within(added.scratch).run();
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    let notes = super::notes(&outcome);
    assert!(
        notes.contains("it panicked: the second mailbox is cursed"),
        "{notes}"
    );
    assert_eq!(
        outcome.report().failing("bert@example.com"),
        ["acme-panic.imap-off"]
    );
}

#[test]
fn names_are_checked_and_nothing_is_overwritten() {
    Program::line("providers new Acme --lang c").run().expect_code(2);
    Program::line("providers new ../x --lang c").run().expect_code(2);
    Program::line("providers new acme --lang cobol")
        .run()
        .expect_code(2);
    Program::line("providers new acme --lang c")
        .file("acme", "mine")
        .run()
        .expect_code(2)
        .expect_complaint(&["exists"]);
}

#[test]
fn the_kit_finds_what_misbehaves() {
    for (variant, check) in [
        ("null", "collect"),
        ("undeclared", "declarations"),
        ("late", "threads"),
        ("garbled", "collect"),
        ("loops", "cancel"),
        ("secret", "declarations"),
    ] {
        let line = "providers verify ./libbad.so --format json";
        let outcome = Program::line(line).within(super::stage(variant, &[])).run();
        outcome.expect_code(1);
        let checks: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
        let found = checks.as_array().expect("a list").iter();
        let problems: Vec<_> = found
            .filter(|check| check["verdict"] == "problem")
            .map(|found| &found["check"])
            .collect();
        assert!(
            problems.iter().any(|found| *found == check),
            "{variant}: {problems:?}"
        );
    }
    Program::line("providers verify ./none.so").run().expect_code(2);
}
