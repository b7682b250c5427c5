//! Approval: what is pinned is what is loaded, refusals say how to go on, and `--frozen` lets nothing slip.

use super::{approve, compile, flagged, run, stage};
use imaprules_tests::{Program, Scratch};

#[test]
fn what_was_not_approved_is_not_loaded_and_the_message_says_how_to_approve_it() {
    let outcome = Program::line("run --provider ./libbad.so --csv users.csv")
        .within(stage("good", &[]))
        .run();
    outcome
        .expect_code(2)
        .expect_complaint(&["not approved", "imaprules providers add", "libbad.so"]);
    let outcome = Program::line("run --provider bad --csv users.csv")
        .within(outcome.scratch)
        .run();
    outcome
        .expect_code(2)
        .expect_complaint(&["there is no provider `bad`"]);
    // Without a terminal nobody can be asked, and nothing is written.
    let outcome = Program::line("providers add ./libbad.so")
        .within(outcome.scratch)
        .run();
    outcome.expect_code(2).expect_complaint(&["--yes"]);
    assert!(
        outcome.stdout.contains("2 facts, 1 rule") && outcome.stdout.contains("sha256:"),
        "{}",
        outcome.stdout
    );
    let listed = Program::line("providers list").within(outcome.scratch).run();
    assert!(!listed.stdout.contains("bad"), "{}", listed.stdout);
}

#[test]
fn a_plugin_is_listed_shown_run_and_removed() {
    let scratch = approve(stage(
        "good",
        &["-DCAPABILITIES=\"\\\"net:imap\\\",\\\"exec\\\"\""],
    ));
    let listed = Program::line("providers list").within(scratch).run();
    assert!(
        listed.stdout.contains("bad        Bad (1.0.0, plugin "),
        "{}",
        listed.stdout
    );
    let shown = Program::line("providers show bad").within(listed.scratch).run();
    for words in ["granted: net:imap, exec", "linux-", "sha256:"] {
        assert!(shown.stdout.contains(words), "{}", shown.stdout);
    }
    let rules = Program::line("rules list").within(shown.scratch).run();
    assert!(rules.stdout.contains("bad.flagged"));
    let facts = Program::line("facts show bad.flag").within(rules.scratch).run();
    facts.expect_code(0);
    let by_path = Program::line("run --provider ./libbad.so --csv users.csv --format json")
        .within(facts.scratch)
        .run();
    assert_eq!(flagged(&by_path).len(), 5);
    let dry = Program::line("run --provider bad --csv users.csv --dry-run")
        .within(by_path.scratch)
        .run();
    dry.expect_code(0);
    assert!(
        dry.stdout.contains("net:imap  (how often, it does not say)"),
        "{}",
        dry.stdout
    );
    let removed = Program::line("providers remove bad").within(dry.scratch).run();
    removed.expect_code(0);
    run(removed.scratch).expect_code(2);
}

#[test]
fn the_bytes_that_were_hashed_are_loaded_whatever_becomes_of_the_file() {
    let scratch = Scratch::new();
    scratch.file("users.csv", super::CSV);
    let library = scratch.join("libbad.so");
    let own_path = format!("-DOWN_PATH=\"{}\"", library.display());
    compile(&library, "swaps", &[&own_path]);
    // Its constructor replaces the file while it is loaded: once to be described, and again in the run.
    let copy = std::fs::read(&library).expect("the library");
    let scratch = approve(scratch);
    assert_eq!(std::fs::read(&library).expect("the library"), b"something else");
    std::fs::write(&library, copy).expect("the library");
    let outcome = run(scratch);
    outcome.expect_code(0);
    assert_eq!(flagged(&outcome).len(), 5);
    run(outcome.scratch)
        .expect_code(2)
        .expect_complaint(&["not the one that was approved"]);
}

#[test]
fn a_changed_library_is_refused_until_it_is_approved_again() {
    let scratch = approve(stage("good", &[]));
    compile(&scratch.join("libbad.so"), "newer_minor", &[]);
    let refused = run(scratch);
    refused
        .expect_code(2)
        .expect_complaint(&["approved:", "found:", "imaprules providers add"]);
    run(approve(refused.scratch)).expect_code(0);
}

#[test]
fn the_lock_of_a_folder_is_the_word_of_whoever_made_it_and_not_of_the_user() {
    let scratch = stage("good", &[]);
    scratch.file("imaprules.toml", "");
    let scratch = approve(scratch);
    assert!(scratch.join("providers.lock").is_file());
    run_in_peace(scratch);
}

/// Another user, who has the folder and no approvals of his own.
fn run_in_peace(scratch: Scratch) {
    std::fs::remove_dir_all(scratch.join(".local")).expect("the user's folder");
    let refused = run(scratch);
    refused
        .expect_code(2)
        .expect_complaint(&["you have not approved it yourself", "--frozen"]);
    let trusted = Program::line("run --frozen --provider bad --csv users.csv --format json")
        .within(refused.scratch)
        .run();
    trusted.expect_code(0);
    assert_eq!(flagged(&trusted).len(), 5);
}

#[test]
fn frozen_lets_nothing_slip() {
    let scratch = stage("good", &[]);
    scratch.file("imaprules.toml", "");
    let scratch = approve(scratch);
    for command in ["providers add ./libbad.so --yes", "providers remove bad"] {
        let outcome = Program::line(command)
            .env("IMAPRULES_FROZEN", "true")
            .within(copy(&scratch))
            .run();
        outcome.expect_code(2).expect_complaint(&["--frozen"]);
    }
    let stray = copy(&scratch);
    compile(&stray.file("providers/libother.so", ""), "newer_minor", &[]);
    let outcome = Program::line("rules list --frozen").within(stray).run();
    outcome
        .expect_code(2)
        .expect_complaint(&["libother.so", "does not name this library"]);
    let missing = copy(&scratch);
    std::fs::remove_file(missing.join("libbad.so")).expect("the library");
    let outcome = Program::line("run --frozen --csv users.csv")
        .within(missing)
        .run();
    outcome.expect_code(2).expect_complaint(&["libbad.so"]);
}

/// The same files elsewhere; paths in the lock are relative to it.
fn copy(scratch: &Scratch) -> Scratch {
    let other = Scratch::new();
    for name in ["users.csv", "imaprules.toml", "providers.lock", "libbad.so"] {
        std::fs::copy(scratch.join(name), other.join(name)).expect("a copy");
    }
    other
}

#[test]
fn libraries_are_found_in_their_folder_but_never_loaded_unasked() {
    let scratch = Scratch::new();
    compile(&scratch.file("providers/libbad.so", ""), "describe_crash", &[]);
    let listed = Program::line("providers list").within(scratch).run();
    listed.expect_code(0);
    assert!(
        listed.stdout.contains("not approved: ") && listed.stdout.contains("providers add"),
        "{}",
        listed.stdout
    );
    compile(&listed.scratch.join("providers/libbad.so"), "good", &[]);
    let added = Program::line("providers add libbad.so --yes")
        .within(listed.scratch)
        .run();
    added.expect_code(0);
    // Paths of libraries are never searched for by the system.
    let outcome = Program::line("run --provider libbad.so")
        .env("LD_LIBRARY_PATH", "providers")
        .within(added.scratch)
        .run();
    outcome.expect_code(2);
}

#[test]
fn other_platforms_have_their_own_hashes() {
    let scratch = approve(stage("good", &[]));
    scratch.file("bad.dll", "MZ");
    let added = Program::line("providers add bad.dll --platform windows-x86_64 --id bad")
        .within(scratch)
        .run();
    added.expect_code(0);
    let shown = Program::line("providers show bad").within(added.scratch).run();
    assert!(
        shown.stdout.contains("windows-x86_64") && shown.stdout.contains("linux-"),
        "{}",
        shown.stdout
    );
    run(shown.scratch).expect_code(0);
}

#[test]
fn the_hidden_command_is_for_the_program_alone() {
    let outcome = Program::line("provider-host 1").run();
    outcome
        .expect_code(2)
        .expect_complaint(&["started by imaprules itself"]);
    let help = Program::line("--help").run();
    assert!(!help.stdout.contains("provider-host"));
}
