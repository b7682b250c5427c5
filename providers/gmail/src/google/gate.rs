//! Calls to one API: kept apart in time, held back when the API asks for it, and stopped for the run when it answers none.
//!
//! Only counters and clocks; nothing here sleeps.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The gate before one API.
#[derive(Debug)]
pub(crate) struct Gate {
    /// Time between calls.
    pause: Duration,
    /// Failures in a row after which it stays shut.
    give_up_after: u32,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    next: Instant,
    failures: u32,
}

/// The gate stays shut for the rest of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shut(pub(crate) u32);

impl Gate {
    pub(crate) fn new(pause: Duration, give_up_after: u32) -> Gate {
        Gate {
            pause,
            give_up_after: give_up_after.max(1),
            state: Mutex::new(State {
                next: Instant::now(),
                failures: 0,
            }),
        }
    }

    /// Takes a place in the queue: how long to wait for it.
    pub(crate) fn turn(&self) -> Result<Duration, Shut> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failures >= self.give_up_after {
            return Err(Shut(state.failures));
        }
        let now = Instant::now();
        let mine = state.next.max(now);
        state.next = mine + self.pause;
        Ok(mine.saturating_duration_since(now))
    }

    /// Nobody gets a place before this time has passed.
    pub(crate) fn hold(&self, time: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.next = state.next.max(Instant::now() + time);
    }

    /// Counts how a call ended, with all its tries.
    pub(crate) fn told(&self, answered: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.failures = if answered {
            0
        } else {
            state.failures.saturating_add(1)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_kept_apart_and_held_back() {
        let gate = Gate::new(Duration::from_secs(10), 5);
        assert_eq!(gate.turn().unwrap(), Duration::ZERO);
        let second = gate.turn().unwrap();
        assert!(
            second > Duration::from_secs(9) && second <= Duration::from_secs(10),
            "{second:?}"
        );
        gate.hold(Duration::from_secs(60));
        assert!(gate.turn().unwrap() > Duration::from_secs(58));
    }

    #[test]
    fn an_api_without_answers_is_left_alone_and_one_answer_forgives() {
        let gate = Gate::new(Duration::ZERO, 2);
        gate.told(false);
        gate.told(true);
        gate.told(false);
        assert!(gate.turn().is_ok());
        gate.told(false);
        assert_eq!(gate.turn(), Err(Shut(2)));
    }
}
