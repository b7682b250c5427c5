//! Rounds in which all peers take turns, so that what disturbs the machine disturbs all of them. A ratio is taken within a
//! round; what is told is the median over the rounds.

use super::clock::{median, time};
use crate::finding::{Finding, RULES};
use anyhow::Result;
use std::time::Duration;

/// Judges all mailboxes once.
pub type Pass<'a> = Box<dyn FnMut(&mut Vec<Finding>) -> Result<()> + 'a>;

/// One way of judging.
pub struct Peer<'a> {
    /// What it is called in tables.
    pub name: &'static str,
    /// Judges all mailboxes once.
    pub pass: Pass<'a>,
}

/// What a peer took, round by round, in nanoseconds an evaluation of one rule on one mailbox.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The peer.
    pub name: &'static str,
    /// By round.
    pub nanoseconds: Vec<f64>,
}

/// Passes of a round are repeated until they take about this long together, or the clock would be too coarse.
const LONG_ENOUGH: Duration = Duration::from_millis(30);

/// Lets all peers take turns.
///
/// # Errors
/// When a peer fails.
pub fn run(peers: &mut [Peer<'_>], rounds: usize, mailboxes: usize) -> Result<Vec<Figures>> {
    let mut figures: Vec<Figures> = Vec::new();
    let mut repeats = Vec::new();
    let mut found = Vec::new();
    for peer in &mut *peers {
        let (done, took) = time(|| (peer.pass)(&mut found));
        done?;
        found.clear();
        let often = LONG_ENOUGH.as_nanos() / took.as_nanos().max(1);
        repeats.push(u32::try_from(often).unwrap_or(1).clamp(1, 10_000));
        figures.push(Figures {
            name: peer.name,
            nanoseconds: Vec::new(),
        });
    }
    for _ in 0..rounds {
        for ((peer, repeats), figures) in peers.iter_mut().zip(&repeats).zip(&mut figures) {
            let (done, took) = time(|| {
                (0..*repeats).try_for_each(|_| {
                    found.clear();
                    (peer.pass)(&mut found)
                })
            });
            done?;
            let evaluations = f64::from(*repeats) * mailboxes as f64 * RULES as f64;
            figures.nanoseconds.push(took.as_nanos() as f64 / evaluations);
        }
    }
    Ok(figures)
}

impl Figures {
    /// The median.
    pub fn median(&self) -> f64 {
        median(self.nanoseconds.clone())
    }

    /// How many times as much as another it takes: the median of the ratios of all rounds.
    pub fn beside(&self, other: &Figures) -> f64 {
        let pairs = self.nanoseconds.iter().zip(&other.nanoseconds);
        median(pairs.map(|(own, other)| own / other).collect())
    }
}
