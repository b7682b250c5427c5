//! What a plugin drags in: neither scripts nor command line nor TLS nor compression.

use std::process::Command;

#[test]
fn a_plugin_needs_neither_scripts_nor_command_line_nor_tls() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "-p",
            "imaprules-provider",
            "-e",
            "normal,build",
            "--prefix",
            "none",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo tree");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8_lossy(&tree.stdout).into_owned();
    let mut names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    names.sort_unstable();
    names.dedup();
    for heavy in [
        "rhai",
        "clap",
        "rustls",
        "ring",
        "tokio",
        "zstd",
        "zstd-sys",
        "regex",
        "imaprules-rules",
        "libloading",
    ] {
        assert!(!names.contains(&heavy), "{heavy} in\n{tree}");
    }
    assert!(names.len() < 40, "{} crates:\n{tree}", names.len());
}
