//! A whole run over a bundle, step by step: reading facts, judging, making the report, writing it as JSON Lines.

use super::clock::{median, time};
use crate::world;
use anyhow::Result;
use imaprules_render::{Format, Options, render};
use imaprules_report::{Run, Tool};
use imaprules_rules::{JudgeOptions, Packs, ReportOptions, judge, report};
use std::path::Path;
use std::time::Duration;

/// Microseconds a mailbox.
#[derive(Debug, Clone, Copy, Default)]
pub struct Steps {
    /// From the file to the store.
    pub read: f64,
    /// From the store to verdicts.
    pub judge: f64,
    /// From verdicts to the report.
    pub report: f64,
    /// From the report to JSON Lines.
    pub write: f64,
}

impl Steps {
    /// All of them.
    pub fn all(&self) -> f64 {
        self.read + self.judge + self.report + self.write
    }
}

/// Runs over a bundle so many times.
///
/// # Errors
/// When a step fails.
pub fn measure(bundle: &Path, packs: &Packs, mailboxes: usize, rounds: usize) -> Result<Steps> {
    let mut took: [Vec<f64>; 4] = Default::default();
    for _ in 0..rounds {
        let steps = once(bundle, packs)?;
        for (all, step) in took.iter_mut().zip(steps) {
            all.push(step.as_secs_f64() * 1e6 / mailboxes as f64);
        }
    }
    let [read, judge, report, write] = took.map(median);
    Ok(Steps {
        read,
        judge,
        report,
        write,
    })
}

fn once(bundle: &Path, packs: &Packs) -> Result<[Duration; 4]> {
    let (store, read) = time(|| world::read_bundle(bundle, packs));
    let mut store = store?;
    let (judgement, judged) = time(|| judge(packs, &mut store, &JudgeOptions::default()));
    let (report, reported) = time(|| {
        report(
            &judgement,
            packs,
            &store,
            tool(),
            run(),
            &ReportOptions::default(),
        )
    });
    let mut out = Vec::new();
    let (done, written) = time(|| render(&report, Format::Jsonl, &Options::default(), &mut out));
    done?;
    Ok([read, judged, reported, written])
}

fn tool() -> Tool {
    Tool {
        name: "imaprules-bench".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn run() -> Run {
    Run {
        providers: Vec::new(),
        started: String::new(),
        finished: String::new(),
        complete: true,
        notes: Vec::new(),
    }
}
