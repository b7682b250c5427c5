//! One rule of the contract that was tried, and how it came out.

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// In order.
    Ok,
    /// In order, but worth knowing.
    Note,
    /// Could not be tried.
    Skipped,
    /// A rule of the contract is broken.
    Problem,
}

impl Verdict {
    /// As one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Note => "note",
            Verdict::Skipped => "skipped",
            Verdict::Problem => "problem",
        }
    }
}

/// One rule that was tried.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// What must hold.
    pub about: &'static str,
    /// How it came out.
    pub verdict: Verdict,
    /// What was seen.
    pub details: Vec<String>,
}

impl Check {
    /// A check with what was seen: a problem where anything was.
    pub fn of(name: &'static str, about: &'static str, problems: Vec<String>) -> Self {
        Check {
            name,
            about,
            verdict: if problems.is_empty() {
                Verdict::Ok
            } else {
                Verdict::Problem
            },
            details: problems,
        }
    }

    pub(super) fn with(mut self, verdict: Verdict, details: Vec<String>) -> Self {
        if self.verdict == Verdict::Ok && !details.is_empty() {
            (self.verdict, self.details) = (verdict, details);
        }
        self
    }
}
