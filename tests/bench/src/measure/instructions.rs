//! Instructions an evaluation, counted by callgrind: this program runs one peer under it with one pass and with three;
//! half the difference is what a pass takes. The machine's noise has no part in it.

use crate::finding::RULES;
use anyhow::{Context, Result, bail};
use std::process::{Command, Stdio};

/// Whether valgrind can be run.
pub fn available() -> bool {
    let version = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    version.is_ok_and(|status| status.success())
}

/// Counts the instructions of a peer.
///
/// # Errors
/// When valgrind fails, or does not say what it counted.
pub fn measure(peer: &str, mailboxes: usize) -> Result<f64> {
    let (one, three) = (count(peer, mailboxes, 1)?, count(peer, mailboxes, 3)?);
    Ok(three.saturating_sub(one) as f64 / 2.0 / (mailboxes * RULES) as f64)
}

fn count(peer: &str, mailboxes: usize, passes: usize) -> Result<u64> {
    let done = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["pass", peer])
        .args([
            "--mailboxes",
            &mailboxes.to_string(),
            "--passes",
            &passes.to_string(),
        ])
        .stdin(Stdio::null())
        .output()
        .context("valgrind")?;
    let said = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() {
        bail!("valgrind: {said}");
    }
    let line = said.lines().find_map(|line| line.split_once("Collected :"));
    let number = line.context("valgrind does not say what it collected")?.1.trim();
    Ok(number.parse()?)
}
