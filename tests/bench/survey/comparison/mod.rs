//! Both meet the same Dovecot on loopback, take turns, and sign in as many accounts at a time. Both have to find the same.

mod outcome;
mod peer;
mod program;
mod scene;

use anyhow::{Result, ensure};
use clap::Parser;
use outcome::{Outcome, median};
use scene::Scene;
use std::io::{Write, stdout};

/// Surveys mailboxes with the program and with a Python script.
#[derive(Parser)]
struct Arguments {
    /// How many mailboxes.
    #[arg(long, default_value_t = 1_000)]
    mailboxes: usize,
    /// Accounts that are signed in at the same time.
    #[arg(long, default_value_t = 4)]
    at_a_time: usize,
    /// Rounds in which both take turns, after one that is not counted.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

/// What is aimed for.
const TIMES_FASTER: f64 = 3.0;
const MOST_OCTETS: u64 = 100 << 20;

/// Lets both survey, and prints what it cost.
pub(crate) fn run() -> Result<()> {
    let arguments = Arguments::parse();
    let scene = Scene::set(arguments.mailboxes)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=arguments.rounds {
        let peer = peer::survey(&scene, arguments.at_a_time)?;
        let program = program::survey(&scene, arguments.at_a_time)?;
        ensure!(
            peer.found == scene.holds && program.found == scene.holds,
            "the mailboxes hold {:?}, the script found {:?}, the program {:?}",
            scene.holds,
            peer.found,
            program.found
        );
        // The first round is the one in which the server writes its indexes.
        if round > 0 {
            theirs.push(peer);
            ours.push(program);
        }
    }
    Ok(report(&arguments, &scene, &ours, &theirs)?)
}

fn report(arguments: &Arguments, scene: &Scene, ours: &[Outcome], theirs: &[Outcome]) -> std::io::Result<()> {
    let mut out = stdout().lock();
    writeln!(
        out,
        "{} mailboxes with {} folders and {} messages, {} at a time, {} rounds",
        scene.holds.mailboxes,
        scene.holds.folders,
        scene.holds.messages,
        arguments.at_a_time,
        arguments.rounds
    )?;
    let speed = |all: &[Outcome]| median(all.iter().map(Outcome::mailboxes_a_second));
    let peak = |all: &[Outcome]| all.iter().map(|one| one.peak).max().unwrap_or_default();
    let own = |all: &[Outcome]| median(all.iter().map(Outcome::own_milliseconds));
    for (name, all) in [("imaprules", ours), ("Python imaplib", theirs)] {
        writeln!(
            out,
            "{name:>16}: {:7.1} mailboxes a second, {:4.2} ms of its own processor time a mailbox, {:4} MiB at most",
            speed(all),
            own(all),
            peak(all) >> 20
        )?;
    }
    writeln!(
        out,
        "{:.2} times less processor time of its own",
        own(theirs) / own(ours)
    )?;
    let ratio = speed(ours) / speed(theirs);
    writeln!(
        out,
        "{ratio:.2} times as fast; aim {TIMES_FASTER:.0}: {}",
        reached(ratio >= TIMES_FASTER)
    )?;
    writeln!(
        out,
        "{} MiB at most; aim less than {}: {}",
        peak(ours) >> 20,
        MOST_OCTETS >> 20,
        reached(peak(ours) < MOST_OCTETS)
    )
}

fn reached(yes: bool) -> &'static str {
    if yes { "reached" } else { "not reached" }
}
