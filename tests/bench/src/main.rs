//! Measures and prints; see the README.

use anyhow::Result;
use clap::{Parser, Subcommand};
use imaprules_bench::comparison;
use imaprules_bench::measure::whole;
use imaprules_bench::stage::Stage;
use rayon::ThreadPoolBuilder;
use std::io::{Write, stdout};

/// Measures the engine beside its peers.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    only: Option<Only>,
    /// How many mailboxes; may be given several times.
    #[arg(long, default_values_t = [1_000, 50_000])]
    mailboxes: Vec<usize>,
    /// 500,000 mailboxes too: takes about 8 GB and some minutes.
    #[arg(long)]
    large: bool,
    /// Rounds in which all take turns.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
}

/// One thing alone, for a profiler to look at.
#[derive(Subcommand)]
enum Only {
    /// Lets one peer judge.
    Pass {
        /// The peer, such as `engine`.
        peer: String,
        /// How many mailboxes.
        #[arg(long, default_value_t = 1_000)]
        mailboxes: usize,
        /// How often, after once to warm up.
        #[arg(long, default_value_t = 1)]
        passes: usize,
    },
    /// Reads a bundle, judges, reports and writes.
    Whole {
        /// How many mailboxes.
        #[arg(long, default_value_t = 1_000)]
        mailboxes: usize,
        /// How often.
        #[arg(long, default_value_t = 1)]
        rounds: usize,
    },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    // One thread, and no second heap that it would have to itself.
    ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()?;
    match arguments.only {
        Some(Only::Pass {
            peer,
            mailboxes,
            passes,
        }) => pass(&peer, mailboxes, passes),
        Some(Only::Whole { mailboxes, rounds }) => {
            let stage = Stage::new(mailboxes)?;
            let steps = whole::measure(&stage.bundle, &stage.packs, mailboxes, rounds)?;
            Ok(writeln!(
                stdout(),
                "{steps:.2?}: {:.2} us a mailbox",
                steps.all()
            )?)
        }
        None => {
            let mut sizes = arguments.mailboxes;
            sizes.extend(arguments.large.then_some(500_000));
            let mut said = Ok(());
            comparison::run(&sizes, arguments.rounds, &mut |text| {
                if said.is_ok() {
                    said = writeln!(stdout(), "{text}");
                }
            })?;
            Ok(said?)
        }
    }
}

fn pass(peer: &str, mailboxes: usize, passes: usize) -> Result<()> {
    let stage = Stage::new(mailboxes)?;
    let mut peer = stage.peer(peer)?;
    let mut found = Vec::new();
    for _ in 0..=passes {
        found.clear();
        (peer.pass)(&mut found)?;
    }
    Ok(())
}
