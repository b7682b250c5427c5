//! What every peer has to find, and how two peers are compared: by count and by a sum of hashes that does not mind the
//! order, rule by rule.

use crate::dice::spread;

/// How many rules there are.
pub const RULES: usize = 40;

/// A rule that is true of a mailbox; both by their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The rule.
    pub rule: u32,
    /// The mailbox.
    pub mailbox: u32,
}

impl Finding {
    /// This rule is true of this mailbox.
    pub fn of(rule: usize, mailbox: usize) -> Self {
        Finding {
            rule: rule as u32,
            mailbox: mailbox as u32,
        }
    }
}

/// What was found of one rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// On how many mailboxes.
    pub count: usize,
    /// On which, in any order.
    pub hash: u64,
}

/// Adds up what was found, by rule.
pub fn tally(findings: &[Finding]) -> [Tally; RULES] {
    let mut tallies = [Tally::default(); RULES];
    for finding in findings {
        if let Some(tally) = tallies.get_mut(finding.rule as usize) {
            tally.count += 1;
            tally.hash = tally
                .hash
                .wrapping_add(spread(u64::from(finding.rule) << 32 | u64::from(finding.mailbox)));
        }
    }
    tallies
}
