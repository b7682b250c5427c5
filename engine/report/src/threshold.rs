//! `--fail-on`: from which outcome on a run counts as failed.

use crate::{Report, exit};
use std::str::FromStr;

/// From which outcome on the exit code is [`exit::FINDINGS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// From blockers on.
    #[default]
    Blocker,
    /// From warnings on.
    Warning,
    /// From advice on: any failure.
    Advice,
    /// Any failure, and anything undecided.
    Unknown,
    /// Never.
    Never,
}

impl FailOn {
    /// The words of the flag, in order.
    pub const WORDS: [&str; 5] = ["blocker", "warning", "advice", "unknown", "never"];

    /// The exit code of a run with this report. Failures that somebody accepts do not count; a broken rule counts as a blocker: nobody knows what it would
    /// have said.
    pub fn exit_code(self, report: &Report) -> u8 {
        if !report.run.complete {
            return exit::INCOMPLETE;
        }
        let summary = &report.summary;
        let waived = &summary.waived;
        let blockers = summary.fail.blocker.saturating_sub(waived.blocker) + summary.error;
        let warnings = blockers + summary.fail.warning.saturating_sub(waived.warning);
        let advice = warnings + summary.fail.advice.saturating_sub(waived.advice);
        let counted = match self {
            FailOn::Blocker => blockers,
            FailOn::Warning => warnings,
            FailOn::Advice => advice,
            FailOn::Unknown => advice + summary.unknown,
            FailOn::Never => 0,
        };
        if counted > 0 { exit::FINDINGS } else { exit::OK }
    }
}

/// A word that `--fail-on` does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFailOn(pub String);

impl std::fmt::Display for UnknownFailOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is not one of {}", self.0, FailOn::WORDS.join(", "))
    }
}

impl std::error::Error for UnknownFailOn {}

impl FromStr for FailOn {
    type Err = UnknownFailOn;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "blocker" => Ok(FailOn::Blocker),
            "warning" => Ok(FailOn::Warning),
            "advice" => Ok(FailOn::Advice),
            "unknown" => Ok(FailOn::Unknown),
            "never" => Ok(FailOn::Never),
            _ => Err(UnknownFailOn(word.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FORMAT, Run, Severities, Summary, Tool};

    fn report(summary: Summary, complete: bool) -> Report {
        Report {
            format: FORMAT.into(),
            tool: Tool {
                name: "imaprules".into(),
                version: "0.1.0".into(),
            },
            run: Run {
                providers: vec![],
                started: "".into(),
                finished: "".into(),
                complete,
                notes: vec![],
            },
            subjects: Default::default(),
            summary,
            results: vec![],
            undecided: vec![],
            gaps: vec![],
        }
    }

    #[test]
    fn the_threshold_decides_and_an_incomplete_run_beats_it() {
        let warning = Summary {
            fail: Severities {
                warning: 1,
                ..Default::default()
            },
            ..Default::default()
        };
        let codes =
            FailOn::WORDS.map(|word| word.parse::<FailOn>().unwrap().exit_code(&report(warning, true)));
        assert_eq!(codes, [0, 1, 1, 1, 0]);
        assert_eq!(FailOn::Never.exit_code(&report(warning, false)), exit::INCOMPLETE);
        let unknown = Summary {
            unknown: 1,
            ..Default::default()
        };
        assert_eq!(FailOn::Advice.exit_code(&report(unknown, true)), exit::OK);
        assert_eq!(FailOn::Unknown.exit_code(&report(unknown, true)), exit::FINDINGS);
        let error = Summary {
            error: 1,
            ..Default::default()
        };
        assert_eq!(FailOn::Blocker.exit_code(&report(error, true)), exit::FINDINGS);
    }

    #[test]
    fn a_report_reads_back_as_written_and_strangers_are_ignored() {
        let written = report(Summary::default(), true);
        let mut json = serde_json::to_value(&written).unwrap();
        json["later"] = "field".into();
        assert_eq!(serde_json::from_value::<Report>(json.clone()).unwrap(), written);
        assert_eq!(json["summary"]["not-applicable"], 0);
    }
}
