//! The goals, and whether they were reached. All but a few are ratios, so that they hold on any machine.

/// What was measured, as far as it was.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Beside hand-written code over structures.
    pub rows: Option<f64>,
    /// Beside hand-written code over columns.
    pub columns: Option<f64>,
    /// Beside Rhai.
    pub rhai: Option<f64>,
    /// Beside the engine that does not tell what is false from what is unknown.
    pub true_only: Option<f64>,
    /// Nanoseconds an evaluation.
    pub evaluation: Option<f64>,
    /// Instructions an evaluation.
    pub instructions: Option<f64>,
    /// Octets a mailbox in the store.
    pub memory: Option<f64>,
    /// Microseconds a mailbox, from a bundle to verdicts.
    pub judged: Option<f64>,
    /// Microseconds a mailbox, from a bundle to the written report.
    pub whole: Option<f64>,
    /// Share of judging in that.
    pub share: Option<f64>,
    /// Milliseconds to load the pack.
    pub load: Option<f64>,
    /// Microseconds to judge one mailbox.
    pub one: Option<f64>,
    /// Milliseconds that the whole command takes to list its rules.
    pub start: Option<f64>,
}

/// A goal.
#[derive(Debug, Clone)]
pub struct Goal {
    /// What is measured.
    pub what: &'static str,
    /// What was measured.
    pub measured: Option<f64>,
    /// The figure to reach.
    pub wanted: f64,
    /// The unit of both.
    pub unit: &'static str,
    /// Whether more is better.
    pub more: bool,
}

impl Goal {
    /// Whether it was reached; nothing where it was not measured.
    pub fn reached(&self) -> Option<bool> {
        let measured = self.measured?;
        Some(if self.more {
            measured >= self.wanted
        } else {
            measured <= self.wanted
        })
    }
}

/// All goals.
pub fn goals(measured: &Measured) -> Vec<Goal> {
    let at_most = |what, measured, wanted, unit| Goal {
        what,
        measured,
        wanted,
        unit,
        more: false,
    };
    vec![
        at_most("beside rows by hand, 50,000 mailboxes", measured.rows, 0.40, "x"),
        at_most(
            "beside columns by hand, 50,000 mailboxes",
            measured.columns,
            1.0,
            "x",
        ),
        Goal {
            more: true,
            ..at_most("faster than Rhai, 50,000 mailboxes", measured.rhai, 100.0, "x")
        },
        at_most(
            "unknown told from false, beside true only",
            measured.true_only,
            1.15,
            "x",
        ),
        at_most("an evaluation, 50,000 mailboxes", measured.evaluation, 4.0, "ns"),
        at_most(
            "an evaluation, 1,000 mailboxes",
            measured.instructions,
            45.0,
            "instructions",
        ),
        at_most("a mailbox in the store", measured.memory, 450.0, "bytes"),
        at_most("a mailbox from bundle to verdicts", measured.judged, 10.0, "us"),
        at_most(
            "a mailbox from bundle to written report",
            measured.whole,
            10.0,
            "us",
        ),
        at_most("share of judging in that", measured.share, 5.0, "%"),
        at_most("loading the 40 rules", measured.load, 1.0, "ms"),
        at_most("judging one mailbox", measured.one, 20.0, "us"),
        at_most(
            "the command `imaprules rules list`, cold",
            measured.start,
            8.0,
            "ms",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_reached_from_the_right_side() {
        let measured = Measured {
            rows: Some(0.4),
            columns: Some(1.1),
            rhai: Some(150.0),
            ..Measured::default()
        };
        let reached: Vec<_> = goals(&measured).iter().map(Goal::reached).take(4).collect();
        assert_eq!(reached, [Some(true), Some(false), Some(true), None]);
    }
}
