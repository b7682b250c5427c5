//! Libraries that cannot be used are refused when they are added, with the reason; and newer ones that can be, are.

use super::{flagged, play, stage};
use imaprules_tests::{Program, Scratch};

#[track_caller]
fn refused(scratch: Scratch, words: &[&str]) {
    let outcome = Program::line("providers add ./libbad.so --yes")
        .within(scratch)
        .run();
    outcome.expect_code(2).expect_complaint(words);
    let verified = Program::line("providers verify ./libbad.so")
        .within(outcome.scratch)
        .run();
    assert_ne!(verified.code, Some(0), "{}", verified.stdout);
}

#[test]
fn what_is_no_provider_of_this_version_is_refused() {
    for (variant, words) in [
        ("wrong_magic", "begins with 0x12345678"),
        ("wrong_size", "octets, and version 1.0 has 64"),
        ("wrong_major", "version 2.0 of the contract, and this program 1.0"),
        ("no_table", "returned no table"),
        ("half_table", "no function `collect`"),
        ("describe_crash", "it crashed: abort"),
        ("describe_garbage", "description cannot be used"),
    ] {
        refused(stage(variant, &[]), &[words]);
    }
}

#[test]
fn what_is_no_library_is_refused() {
    for content in ["", "not a library", "\u{7f}ELF"] {
        let scratch = Scratch::new();
        scratch.file("libbad.so", content);
        refused(scratch, &["libbad.so"]);
    }
    let scratch = Scratch::new();
    std::fs::copy(
        std::env::current_exe().expect("this test"),
        scratch.join("libbad.so"),
    )
    .expect("a copy");
    refused(scratch, &["libbad.so"]);
}

#[test]
fn a_newer_minor_version_is_as_good() {
    let outcome = play("newer_minor", &[], "");
    outcome.expect_code(0);
    assert_eq!(flagged(&outcome).len(), 5);
}

#[test]
fn a_vocabulary_that_contradicts_the_known_one_is_refused() {
    let scratch = Scratch::new();
    scratch.file("users.csv", super::CSV);
    let source = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/plugins/bad.c"),
    );
    let source = source.expect("the source").replace(
        "FACT(\"bad.note\", \"text\")",
        "FACT(\"mailbox.address\", \"int\")",
    );
    let file = scratch.file("changed.c", source);
    let built = std::process::Command::new("gcc")
        .args(["-std=c99", "-w", "-fPIC", "-shared", "-pthread", "-I"])
        .arg(super::header())
        .arg("-o")
        .arg(scratch.join("libbad.so"))
        .arg(file)
        .status();
    assert!(built.expect("gcc").success());
    refused(scratch, &["mailbox.address", "differently"]);
}
