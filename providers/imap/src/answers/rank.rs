//! Ranking the causes that one answer can have. Servers that hide the cause give the same answer for all of them; what
//! else is known of the row and of the run makes some likelier.

use super::{Catalogue, Cause, Sign};

/// How sure a ranking is. The words are those of the fact `imap.login_certainty`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The server says so itself: its words have one cause.
    Stated,
    /// The server does not say, but the evidence points to the first.
    Likely,
    /// The server does not say, and the evidence does not tell the first ones apart.
    Open,
}

impl Certainty {
    /// The word of the fact.
    pub fn word(self) -> &'static str {
        match self {
            Certainty::Stated => "stated",
            Certainty::Likely => "likely",
            Certainty::Open => "open",
        }
    }
}

/// A cause that comes into question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// The cause.
    pub cause: &'a Cause,
    /// What counts: larger is likelier. Comparable within one ranking only.
    pub score: i32,
    /// The signs at hand that speak for it.
    pub because: Vec<Sign>,
}

/// Causes that come into question, the likeliest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking<'a> {
    /// How sure the first is.
    pub certainty: Certainty,
    /// Best first.
    pub candidates: Vec<Candidate<'a>>,
}

impl Ranking<'_> {
    /// Ids of the causes, best first.
    pub fn ids(&self) -> Vec<String> {
        self.candidates
            .iter()
            .map(|candidate| candidate.cause.id.clone())
            .collect()
    }

    /// The candidates for people, best first, each with what speaks for it.
    pub fn reasons(&self) -> Vec<String> {
        self.candidates.iter().map(Candidate::reason).collect()
    }
}

impl Candidate<'_> {
    fn reason(&self) -> String {
        let because: Vec<&str> = self.because.iter().map(|sign| sign.words()).collect();
        if because.is_empty() {
            self.cause.title.clone()
        } else {
            format!("{} (because {})", self.cause.title, because.join(", and "))
        }
    }
}

impl Catalogue {
    /// Ranks causes, given in the order of how common they are, by the signs at hand.
    pub fn rank(&self, causes: &[String], signs: &[Sign]) -> Ranking<'_> {
        let known: Vec<&Cause> = causes.iter().filter_map(|id| self.cause(id)).collect();
        let behind = known.len();
        let mut candidates: Vec<Candidate<'_>> = known
            .into_iter()
            .enumerate()
            .map(|(place, cause)| self.candidate(cause, behind.saturating_sub(place), signs))
            .collect();
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
        // What the evidence speaks against so clearly is no candidate, unless nothing else is left.
        let possible = candidates.partition_point(|candidate| candidate.score >= 0);
        candidates.truncate(possible.max(1));
        Ranking {
            certainty: if behind > 1 {
                self.certainty(&candidates)
            } else {
                Certainty::Stated
            },
            candidates,
        }
    }

    fn candidate<'a>(&self, cause: &'a Cause, behind: usize, signs: &[Sign]) -> Candidate<'a> {
        let present = cause.signs.iter().filter(|weight| signs.contains(&weight.sign));
        let for_it = present.clone().filter(|weight| weight.weight > 0);
        let place = i32::try_from(behind)
            .unwrap_or(i32::MAX)
            .saturating_mul(self.thresholds().place);
        Candidate {
            cause,
            score: place + present.map(|weight| weight.weight).sum::<i32>(),
            because: for_it.map(|weight| weight.sign).collect(),
        }
    }

    fn certainty(&self, candidates: &[Candidate<'_>]) -> Certainty {
        match candidates {
            [] | [_] => Certainty::Likely,
            [first, second, ..] if first.score - second.score >= self.thresholds().ahead => Certainty::Likely,
            _ => Certainty::Open,
        }
    }
}
