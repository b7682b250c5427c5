//! The header against its Rust mirror: a C compiler says how large everything is and where it stands.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails loudly")]

use imaprules_provider::plugin::abi::{
    Bytes, HostTable, MAGIC, MAJOR, MINOR, ProviderTable, SecretsTable, TakesTable, TouchesTable,
};
use std::mem::offset_of;
use std::path::Path;
use std::process::Command;

const HEADER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/include");

fn compiler() -> Option<&'static str> {
    let found = Command::new("gcc").arg("--version").output();
    if found.is_err() {
        assert!(
            std::env::var_os("IMAPRULES_REQUIRE_SERVERS").is_none(),
            "gcc is missing"
        );
    }
    found.ok().map(|_| "gcc")
}

#[test]
fn the_header_compiles_as_c99_and_cpp17_without_a_warning() {
    let Some(gcc) = compiler() else { return };
    for (language, standard) in [("c", "-std=c99"), ("c++", "-std=c++17"), ("c", "-std=c17")] {
        let flags = [
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
            "-Wshadow",
            "-fsyntax-only",
        ];
        let outcome = Command::new(gcc)
            .args(["-x", language, standard])
            .args(flags)
            .arg(Path::new(HEADER).join("imaprules_provider.h"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&outcome.stderr);
        // A machine may have the C compiler alone.
        if said.contains("cc1plus") && language == "c++" {
            continue;
        }
        assert!(outcome.status.success(), "{standard}: {said}");
        assert!(said.is_empty(), "{standard}: {said}");
    }
}

macro_rules! places {
    ($($c:literal as $rust:ty { $($field:ident),* })*) => {{
        let mut c = String::new();
        let mut rust = String::new();
        $(
            c += &format!("  printf(\"{0} %zu\\n\", sizeof({0}));\n", $c);
            rust += &format!("{} {}\n", $c, size_of::<$rust>());
            $(
                c += &format!("  printf(\"{0}.{1} %zu\\n\", offsetof({0}, {1}));\n", $c, stringify!($field));
                rust += &format!("{}.{} {}\n", $c, stringify!($field), offset_of!($rust, $field));
            )*
        )*
        (c, rust)
    }};
}

#[test]
fn every_size_and_place_is_the_same_on_both_sides() {
    let Some(gcc) = compiler() else { return };
    let (c, rust) = places! {
        "imr_bytes" as Bytes { ptr, len }
        "imr_host" as HostTable {
            struct_size, abi_major, abi_minor, ctx, emit, log, progress, cancelled, deadline_ms, budget, told, extension
        }
        "imr_provider" as ProviderTable {
            magic, struct_size, abi_major, abi_minor, reserved, describe, create, collect, last_error, destroy, extension
        }
        "imr_secrets" as SecretsTable { struct_size, reserved, secret, keep }
        "imr_touches" as TouchesTable { struct_size, reserved, touches }
        "imr_takes" as TakesTable { struct_size, reserved, takes }
    };
    let numbers = "  printf(\"%lu %d %d\\n\", (unsigned long)IMR_MAGIC, IMR_ABI_MAJOR, IMR_ABI_MINOR);\n";
    let program = format!(
        "#include <stdio.h>\n#include \"imaprules_provider.h\"\nint main(void) {{\n{c}{numbers}  return 0;\n}}\n"
    );
    let folder = tempfile::tempdir().unwrap();
    let (source, binary) = (folder.path().join("places.c"), folder.path().join("places"));
    std::fs::write(&source, program).unwrap();
    let built = Command::new(gcc)
        .args(["-std=c99", "-I", HEADER, "-o"])
        .arg(&binary)
        .arg(&source)
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let said = String::from_utf8(Command::new(&binary).output().unwrap().stdout).unwrap();
    assert_eq!(said, format!("{rust}{MAGIC} {MAJOR} {MINOR}\n"));
}
