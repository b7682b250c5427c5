//! When to leave a server alone: it stopped answering, it refuses one after the other, or it answers refusals ever more
//! slowly, as Dovecot does (2, 4, 8, 15 seconds) before a ban. How slow that is stands in `causes.toml`.

use crate::answers;
use crate::settings::RowsPlan;
use imaprules_facts::{Reason, Unknown};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How a row ended, as far as the server's patience is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Signed in.
    Welcome,
    /// Refused after this time.
    Refused(Duration),
    /// No connection, or no answer.
    Failed,
}

/// Shared by all rows of a run.
#[derive(Debug)]
pub(crate) struct Brake {
    /// Connections in a row that came to nothing.
    failures: usize,
    /// Refusals in a row, of whatever kind. The budget counts those of passwords alone.
    refusals: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: usize,
    refusals: VecDeque<Duration>,
    stopped: Option<String>,
}

impl Brake {
    /// One with the numbers of the settings.
    pub(crate) fn new(plan: &RowsPlan) -> Brake {
        Brake {
            failures: plan.failures,
            refusals: plan.refusals,
            state: Mutex::default(),
        }
    }

    /// Why no further row is tried, if so.
    pub(crate) fn stopped(&self) -> Option<Unknown> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state
            .stopped
            .as_ref()
            .map(|note| Unknown::noted(Reason::Budget, note.clone()))
    }

    /// Takes note of how a row ended. Says why, when this was the one too many.
    pub(crate) fn note(&self, sign: Sign, words: &str) -> Option<String> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match sign {
            Sign::Welcome => {
                state.failures = 0;
                state.refusals.clear();
            }
            Sign::Failed => state.failures += 1,
            Sign::Refused(took) => {
                state.failures = 0;
                state.refusals.push_back(took);
            }
        }
        if state.stopped.is_some() {
            return None;
        }
        state.stopped = state.why(self, words);
        state.stopped.clone()
    }
}

impl State {
    fn why(&self, most: &Brake, words: &str) -> Option<String> {
        let Brake {
            failures, refusals, ..
        } = most;
        if self.failures >= *failures {
            return Some(format!(
                "not tried: {failures} connections in a row failed, the last one: {words}"
            ));
        }
        if self.refusals.len() >= *refusals {
            return Some(format!(
                "not tried: {refusals} sign-ins in a row were refused by this server"
            ));
        }
        let (first, last) = (self.refusals.front()?, self.refusals.back()?);
        let penalty = |numbers: &answers::Thresholds| numbers.is_penalty(self.refusals.len(), *first, *last);
        answers::thresholds().is_some_and(penalty).then(|| {
            "not tried: the server refuses ever more slowly, which is how it protects itself".to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILURES: usize = 8;
    const REFUSALS: usize = 10;

    fn after(signs: &[Sign]) -> Option<String> {
        let brake = Brake::new(&RowsPlan::default());
        let said: Vec<_> = signs
            .iter()
            .filter_map(|sign| brake.note(*sign, "connection refused"))
            .collect();
        assert_eq!(
            said.len(),
            usize::from(brake.stopped().is_some()),
            "it is said once"
        );
        brake.stopped().and_then(|why| why.note)
    }

    fn refused(seconds: &[f64]) -> Vec<Sign> {
        seconds
            .iter()
            .map(|seconds| Sign::Refused(Duration::from_secs_f64(*seconds)))
            .collect()
    }

    #[test]
    fn a_dead_server_is_left_alone_after_some_failures() {
        assert_eq!(after(&[Sign::Failed; FAILURES - 1]), None);
        assert!(
            after(&[Sign::Failed; FAILURES])
                .unwrap()
                .contains("connection refused")
        );
        let mut mixed = vec![Sign::Failed; FAILURES - 1];
        mixed.push(Sign::Welcome);
        mixed.extend([Sign::Failed; FAILURES - 1]);
        assert_eq!(after(&mixed), None);
    }

    #[test]
    fn a_growing_penalty_is_a_sign_and_a_fixed_delay_is_none() {
        // Recorded from Dovecot 2.3 with its defaults.
        assert!(
            after(&refused(&[1.5, 5.5, 10.1]))
                .unwrap()
                .contains("ever more slowly")
        );
        assert_eq!(after(&refused(&[1.5, 5.5])), None);
        // Courier: 5 s for every failure; Cyrus: 3 s.
        assert_eq!(after(&refused(&[5.0, 5.1, 5.0, 5.2])), None);
        assert_eq!(after(&refused(&[0.3, 0.1, 0.5, 1.2])), None);
        assert!(after(&refused(&[0.1; REFUSALS])).unwrap().contains("in a row"));
    }
}
