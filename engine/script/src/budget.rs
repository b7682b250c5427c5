//! What one call may still use, and why it was stopped. Kept per thread, because Rhai gives the functions of the
//! host no place of their own and copies its own counters into callbacks.
//!
//! A stop is final: some functions of Rhai's list package swallow the error of a callback, so the reason is kept
//! here until the call ends and wins over whatever the script returned.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use rhai::{Dynamic, EvalAltResult, Position};

use crate::limits::{self, Limit};

/// Why a call was stopped before its end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stop {
    /// A limit was reached.
    Limit(&'static Limit),
    /// The time was up.
    Deadline,
    /// The script said that it cannot tell.
    Unknown(String),
}

struct Budget {
    steps: Cell<u64>,
    allowed: Cell<u64>,
    started: Cell<Option<Instant>>,
    as_of: Cell<i64>,
    stopped: Cell<bool>,
    stop: RefCell<Option<Stop>>,
}

thread_local! {
    static BUDGET: Budget = const {
        Budget {
            steps: Cell::new(0),
            allowed: Cell::new(0),
            started: Cell::new(None),
            as_of: Cell::new(0),
            stopped: Cell::new(false),
            stop: RefCell::new(None),
        }
    };
}

/// Opens the budget of one call on this thread.
pub(crate) fn begin(allowed: u64, as_of: i64) {
    BUDGET.with(|budget| {
        budget.steps.set(0);
        budget.allowed.set(allowed);
        budget.started.set(Some(Instant::now()));
        budget.as_of.set(as_of);
        budget.stopped.set(false);
        budget.stop.replace(None);
    });
}

/// Closes the budget and says why the call was stopped, if it was.
pub(crate) fn end() -> Option<Stop> {
    BUDGET.with(|budget| match budget.stopped.replace(false) {
        true => budget.stop.take(),
        false => None,
    })
}

/// The date of the evaluation that [`begin`] was told.
pub(crate) fn as_of() -> i64 {
    BUDGET.with(|budget| budget.as_of.get())
}

/// Counts one step. Something means: stop here.
pub(crate) fn step() -> Option<Dynamic> {
    spend(1).then_some(Dynamic::UNIT)
}

/// Counts the steps of work that Rhai does not see, such as scanning text.
pub(crate) fn charge(steps: u64) -> Result<(), Box<EvalAltResult>> {
    if spend(steps) {
        return Err(terminated());
    }
    Ok(())
}

/// Stops the call for good. The returned error brings the position of the call to the caller; Rhai would strip it
/// from an error that says "terminated".
pub(crate) fn halt(stop: Stop) -> Box<EvalAltResult> {
    BUDGET.with(|budget| budget.halt(stop));
    EvalAltResult::ErrorRuntime(Dynamic::UNIT, Position::NONE).into()
}

fn spend(steps: u64) -> bool {
    BUDGET.with(|budget| budget.spend(steps))
}

fn terminated() -> Box<EvalAltResult> {
    EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into()
}

impl Budget {
    /// True when the call must not go on.
    fn spend(&self, steps: u64) -> bool {
        let before = self.steps.get();
        let after = before.saturating_add(steps);
        self.steps.set(after);
        if after > self.allowed.get() {
            self.halt(Stop::Limit(&limits::OPERATIONS));
        } else if before / limits::CLOCK_INTERVAL.value != after / limits::CLOCK_INTERVAL.value && self.late()
        {
            self.halt(Stop::Deadline);
        }
        self.stopped.get()
    }

    fn late(&self) -> bool {
        let allowed = Duration::from_millis(limits::WALL_CLOCK.value);
        self.started
            .get()
            .is_some_and(|started| started.elapsed() > allowed)
    }

    /// The first reason stays.
    fn halt(&self, stop: Stop) {
        if !self.stopped.replace(true) {
            self.stop.replace(Some(stop));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_after_the_last_allowed_one_stops() {
        begin(3, 0);
        assert!((0..3).all(|_| step().is_none()));
        assert!(step().is_some());
        assert_eq!(end(), Some(Stop::Limit(&limits::OPERATIONS)));
    }

    #[test]
    fn a_stop_is_final_and_the_first_reason_stays() {
        begin(10, 0);
        let _ = halt(Stop::Unknown("first".into()));
        let _ = halt(Stop::Deadline);
        assert!(step().is_some(), "every later step stops again");
        assert_eq!(end(), Some(Stop::Unknown("first".into())));
        assert_eq!(end(), None, "closed");
    }

    #[test]
    fn charged_work_counts_and_a_huge_charge_does_not_overflow() {
        begin(1_000, 0);
        assert!(charge(1_000).is_ok());
        assert!(charge(u64::MAX).is_err());
        assert_eq!(end(), Some(Stop::Limit(&limits::OPERATIONS)));
    }

    #[test]
    fn the_clock_is_looked_at_now_and_then_and_stops_what_steps_do_not() {
        let allowed = Duration::from_millis(limits::WALL_CLOCK.value);
        let long_ago = Instant::now().checked_sub(allowed + Duration::from_millis(1));
        let Some(long_ago) = long_ago else {
            return; // The machine has just started.
        };
        begin(u64::MAX, 0);
        BUDGET.with(|budget| budget.started.set(Some(long_ago)));
        let interval = limits::CLOCK_INTERVAL.value;
        assert!((1..interval).all(|_| step().is_none()));
        assert!(step().is_some());
        assert_eq!(end(), Some(Stop::Deadline));
    }

    #[test]
    fn the_next_call_starts_fresh() {
        begin(0, 7);
        assert!(step().is_some());
        begin(5, 8);
        assert!(step().is_none());
        assert_eq!(as_of(), 8);
        assert_eq!(end(), None);
    }
}
