//! The script's part.

use super::outcome::{Holds, Outcome};
use super::scene::Scene;
use anyhow::{Context as _, Result, ensure};
use imaprules_tests::Scratch;
use serde::Deserialize;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SCRIPT: &str = include_str!("../survey.py");

/// What the script prints.
#[derive(Deserialize)]
struct Printed {
    found: Holds,
    peak: u64,
    /// Seconds.
    processor: f64,
}

/// Runs the script.
pub(crate) fn survey(scene: &Scene, at_a_time: usize) -> Result<Outcome> {
    let scratch = Scratch::new();
    let (script, csv) = (
        scratch.file("survey.py", SCRIPT),
        scratch.file("users.csv", scene.csv.text()),
    );
    let at = scene.server.plain();
    let began = Instant::now();
    let output = Command::new("python3")
        .arg(script)
        .args([at.ip().to_string(), at.port().to_string()])
        .arg(csv)
        .arg(at_a_time.to_string())
        .stderr(Stdio::inherit())
        .output()
        .context("python3 is not here")?;
    let took = began.elapsed();
    ensure!(output.status.success(), "the script failed: {}", output.status);
    let printed: Printed = serde_json::from_slice(&output.stdout)?;
    Ok(Outcome {
        found: printed.found,
        took,
        peak: printed.peak,
        processor: Duration::from_secs_f64(printed.processor),
    })
}
