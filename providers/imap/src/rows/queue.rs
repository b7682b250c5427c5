//! Which row is next. The first row of an account is a trial; until it has ended no other row of that account is
//! tried, and rows of other accounts go on meanwhile.

use super::Row;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a worker waits before it looks again whether the run was cancelled.
const LOOK: Duration = Duration::from_millis(50);

/// Shared by the workers of a run.
#[derive(Debug)]
pub(crate) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    /// The account of each row, as the budget counts it.
    accounts: Vec<String>,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<usize>,
    accounts: HashMap<String, Account>,
    /// Rows taken and not done.
    busy: usize,
    /// So many at the same time, once the server has shown a limit that is not an account's.
    most: Option<usize>,
    /// Rows that were put back once.
    again: HashSet<usize>,
}

#[derive(Debug, Default)]
struct Account {
    proven: bool,
    /// One at a time, though proven: the server has shown a limit.
    alone: bool,
    busy: usize,
    parked: VecDeque<usize>,
}

impl Queue {
    /// A queue of the rows, in their order.
    pub(crate) fn new(rows: &[Row]) -> Queue {
        let account = |row: &Row| row.account.as_ref().map(super::Account::key).unwrap_or_default();
        let accounts: Vec<String> = rows.iter().map(account).collect();
        let state = State {
            waiting: (0..rows.len()).collect(),
            ..State::default()
        };
        Queue {
            state: Mutex::new(state),
            changed: Condvar::new(),
            accounts,
        }
    }

    /// The next row that may be tried; nothing when all are done. Waits for trials to end.
    pub(crate) fn take(&self) -> Option<usize> {
        let mut state = self.lock();
        loop {
            if let Some(row) = self.next(&mut state) {
                state.busy += 1;
                return Some(row);
            }
            if state.busy == 0 {
                return None;
            }
            state = self
                .changed
                .wait_timeout(state, LOOK)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn next(&self, state: &mut State) -> Option<usize> {
        if state.most.is_some_and(|most| state.busy >= most) {
            return None;
        }
        while let Some(row) = state.waiting.pop_front() {
            let account = state.accounts.entry(self.account(row).to_owned()).or_default();
            if account.busy > 0 && (!account.proven || account.alone) {
                account.parked.push_back(row);
                continue;
            }
            account.busy += 1;
            return Some(row);
        }
        None
    }

    /// A row is done. `proven`: its account's password works.
    pub(crate) fn done(&self, row: usize, proven: bool) {
        let mut state = self.lock();
        self.release(&mut state, row, proven);
    }

    /// Puts a row back that met a limit: alone and later it may do better. False when it has had that chance. `of_all`: the
    /// limit is not the account's alone, so that fewer rows go at the same time from here on.
    pub(crate) fn again(&self, row: usize, of_all: bool) -> bool {
        let mut state = self.lock();
        let crowd = of_all && state.busy > 1;
        if crowd {
            let fewer = state.busy - 1;
            state.most = Some(state.most.map_or(fewer, |most| most.min(fewer)));
        } else if !state.again.insert(row) {
            return false;
        }
        state
            .accounts
            .entry(self.account(row).to_owned())
            .or_default()
            .alone = true;
        state.waiting.push_back(row);
        self.release(&mut state, row, false);
        true
    }

    /// The server slows this account down: its rows go one after the other from here on.
    pub(crate) fn calm(&self, row: usize) {
        let account = self.account(row).to_owned();
        self.lock().accounts.entry(account).or_default().alone = true;
    }

    fn release(&self, state: &mut State, row: usize, proven: bool) {
        let account = state.accounts.entry(self.account(row).to_owned()).or_default();
        account.busy = account.busy.saturating_sub(1);
        account.proven |= proven;
        let free = if account.proven && !account.alone {
            account.parked.len()
        } else {
            1
        };
        let freed: Vec<usize> = account.parked.drain(..free.min(account.parked.len())).collect();
        freed
            .into_iter()
            .rev()
            .for_each(|row| state.waiting.push_front(row));
        state.busy = state.busy.saturating_sub(1);
        self.changed.notify_all();
    }

    fn account(&self, row: usize) -> &str {
        self.accounts.get(row).map_or("", String::as_str)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::rows;

    #[test]
    fn the_first_row_of_an_account_goes_alone_and_others_pass_it() {
        let queue = Queue::new(&rows(&["a*admin", "b*admin", "c*Admin", "d"]));
        assert_eq!(queue.take(), Some(0));
        assert_eq!(queue.take(), Some(3));
        queue.done(0, true);
        assert_eq!((queue.take(), queue.take()), (Some(1), Some(2)));
        for row in [1, 2, 3] {
            queue.done(row, true);
        }
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn a_failed_trial_lets_one_after_the_other_try() {
        let queue = Queue::new(&rows(&["a*admin", "b*admin", "c*admin"]));
        assert_eq!(queue.take(), Some(0));
        queue.done(0, false);
        assert_eq!(queue.take(), Some(1));
        queue.done(1, true);
        assert_eq!(queue.take(), Some(2));
        queue.done(2, false);
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn a_row_that_met_a_limit_has_a_second_chance_alone() {
        let queue = Queue::new(&rows(&["a*admin", "b*admin", "c*admin"]));
        assert_eq!(queue.take(), Some(0));
        queue.done(0, true);
        assert_eq!((queue.take(), queue.take()), (Some(1), Some(2)));
        assert!(queue.again(2, false));
        queue.done(1, true);
        assert_eq!(queue.take(), Some(2));
        assert!(!queue.again(2, false), "only once");
        queue.done(2, false);
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn rows_of_a_throttled_account_go_one_after_the_other() {
        let queue = Queue::new(&rows(&["a*admin", "b*admin", "c*admin"]));
        assert_eq!(queue.take(), Some(0));
        queue.calm(0);
        queue.done(0, true);
        assert_eq!(queue.take(), Some(1));
        queue.done(1, true);
        assert_eq!(queue.take(), Some(2));
        queue.done(2, true);
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn a_limit_of_the_server_lets_fewer_rows_go_at_the_same_time() {
        let queue = Queue::new(&rows(&["a", "b", "c", "d"]));
        assert_eq!([(); 3].map(|()| queue.take()), [Some(0), Some(1), Some(2)]);
        assert!(queue.again(2, true), "two others were there");
        queue.done(0, true);
        assert_eq!(queue.take(), Some(3));
        assert!(queue.again(3, true), "another was there");
        queue.done(1, true);
        assert_eq!(queue.take(), Some(2));
        assert!(queue.again(2, true), "one more chance without any other");
        assert_eq!(queue.take(), Some(3));
        queue.done(3, true);
        assert_eq!(queue.take(), Some(2));
        assert!(!queue.again(2, true));
        queue.done(2, false);
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn many_rows_of_one_account_are_handed_out_quickly() {
        let names: Vec<String> = (0..60_000).map(|n| format!("u{n}*admin")).collect();
        let queue = Queue::new(&rows(&names.iter().map(String::as_str).collect::<Vec<_>>()));
        let began = std::time::Instant::now();
        while let Some(row) = queue.take() {
            queue.done(row, false);
        }
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}
