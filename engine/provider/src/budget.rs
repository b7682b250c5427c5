//! The budget of attempts: how many connections and sign-ins a host and an account may see.
//!
//! Failed sign-ins cost others: a Dovecot server with defaults makes every client of an address wait after four
//! wrong passwords, common ban tools block an address after five in ten minutes, and directories lock accounts.
//! One budget is shared by all providers of a run. It holds counters only; it neither sleeps nor connects.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Something a provider wants to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Attempt {
    /// Open a connection.
    Connect {
        /// Host and port as the user named them.
        host: String,
    },
    /// Sign in over an open connection.
    SignIn {
        /// Host and port as the user named them.
        host: String,
        /// The account that authenticates. With a super-user form this is the super-user, not the mailbox.
        account: String,
    },
    /// Open one more connection of a measurement of the host's limits. It has a permission and a number of its own, and the
    /// host to itself: other connections wait until those of the measurement are closed, and it waits for them.
    Measure {
        /// Host and port as the user named them.
        host: String,
    },
}

impl Attempt {
    /// The host of the attempt.
    pub fn host(&self) -> &str {
        match self {
            Attempt::Connect { host } | Attempt::SignIn { host, .. } | Attempt::Measure { host } => host,
        }
    }
}

/// Answer to an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Go on, and tell the outcome.
    Granted,
    /// Not now; ask again after this time.
    Later(Duration),
    /// Not in this run. The note says why, and becomes the note of the unknown facts.
    Refused(String),
}

/// How a granted attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It worked. For a connection: it has been opened and is now closed again.
    Done,
    /// The account's credentials were refused.
    Refused,
    /// The server shows signs of protecting itself or locking the account: stop at once for this account.
    LockOut,
    /// The password went out and no answer came. Until the account is known to work this counts as a refusal: servers that
    /// protect themselves keep silent or hang up.
    Unanswered,
    /// It failed for a reason that says nothing about credentials.
    Failed,
}

/// The numbers of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetLimits {
    /// Connections open at the same time to one host.
    pub connections: u32,
    /// Connections open at the same time to all hosts together.
    pub connections_in_total: u32,
    /// Refused sign-ins of one account after which it is left alone.
    pub refusals_per_account: u32,
    /// Refused sign-ins in a row on one host, of whatever accounts, after which the host is left alone.
    pub refusals_in_a_row: u32,
    /// Connections open at the same time to one host while its limits are measured; none unless that was asked for.
    pub measured: u32,
}

impl Default for BudgetLimits {
    /// Four connections to a host (the smallest per-address limit that a common server ships with, Courier's `MAXPERIP`),
    /// sixteen in all, one refusal an account, ten in a row on a host, nothing measured.
    fn default() -> Self {
        BudgetLimits {
            connections: 4,
            connections_in_total: 16,
            refusals_per_account: 1,
            refusals_in_a_row: 10,
            measured: 0,
        }
    }
}

/// The shared counters.
#[derive(Debug)]
pub struct Budget {
    limits: BudgetLimits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Connections open to all hosts.
    open: u32,
    hosts: HashMap<String, HostState>,
    accounts: HashMap<(String, String), AccountState>,
}

#[derive(Debug, Default)]
struct HostState {
    open: u32,
    /// Connections of a measurement.
    measured: u32,
    refusals_in_a_row: u32,
}

#[derive(Debug, Default)]
struct AccountState {
    refusals: u32,
    proven: bool,
    on_trial: bool,
    locked: bool,
}

/// How often to ask again while another attempt is under way.
const ASK_AGAIN: Duration = Duration::from_millis(20);

impl Budget {
    /// A fresh budget.
    pub fn new(limits: BudgetLimits) -> Self {
        Budget {
            limits,
            state: Mutex::default(),
        }
    }

    /// Decides about an attempt and counts it when granted.
    pub fn ask(&self, attempt: &Attempt) -> Decision {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match attempt {
            Attempt::Connect { host } => self.connect(&mut state, host),
            Attempt::SignIn { host, account } => self.sign_in(&mut state, host, account),
            Attempt::Measure { host } => self.measure(&mut state, host),
        }
    }

    fn connect(&self, state: &mut State, host: &str) -> Decision {
        let State { open, hosts, .. } = state;
        let host = hosts.entry(host.to_ascii_lowercase()).or_default();
        if host.refusals_in_a_row >= self.limits.refusals_in_a_row {
            return Decision::Refused(self.host_note());
        }
        // A budget without any connection would be waited for without end.
        let full = *open >= self.limits.connections_in_total.max(1);
        if full || host.measured > 0 || host.open >= self.limits.connections.max(1) {
            return Decision::Later(ASK_AGAIN);
        }
        host.open += 1;
        *open += 1;
        Decision::Granted
    }

    fn measure(&self, state: &mut State, host: &str) -> Decision {
        let host = state.hosts.entry(host.to_ascii_lowercase()).or_default();
        if self.limits.measured == 0 {
            return Decision::Refused("nobody asked for a measurement of limits".to_owned());
        }
        if host.refusals_in_a_row >= self.limits.refusals_in_a_row {
            return Decision::Refused(self.host_note());
        }
        if host.measured >= self.limits.measured {
            let most = self.limits.measured;
            return Decision::Refused(format!("limits are measured with {most} connections at most"));
        }
        if host.open > 0 {
            return Decision::Later(ASK_AGAIN);
        }
        host.measured += 1;
        Decision::Granted
    }

    fn sign_in(&self, state: &mut State, host: &str, account: &str) -> Decision {
        let refused = state
            .hosts
            .get(&host.to_ascii_lowercase())
            .map_or(0, |host| host.refusals_in_a_row);
        if refused >= self.limits.refusals_in_a_row {
            return Decision::Refused(self.host_note());
        }
        let account = state.accounts.entry(account_key(host, account)).or_default();
        if account.locked {
            return Decision::Refused("the server showed signs of a lock-out for this account".to_owned());
        }
        if account.refusals >= self.limits.refusals_per_account {
            return Decision::Refused(
                "an earlier sign-in of this account was refused or left unanswered".to_owned(),
            );
        }
        // The first sign-in of an account is a trial: until it is known to work, nobody else may try it.
        if !account.proven && account.on_trial {
            return Decision::Later(ASK_AGAIN);
        }
        account.on_trial = true;
        Decision::Granted
    }

    fn host_note(&self) -> String {
        format!(
            "{} sign-ins in a row were refused or left unanswered by this server",
            self.limits.refusals_in_a_row
        )
    }

    /// Counts the outcome of a granted attempt.
    pub fn told(&self, attempt: &Attempt, outcome: Outcome) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State {
            open,
            hosts,
            accounts,
        } = &mut *state;
        let host = hosts.entry(attempt.host().to_ascii_lowercase()).or_default();
        let (name, account) = match attempt {
            Attempt::SignIn { host, account } => (host, account),
            Attempt::Measure { .. } => {
                host.measured = host.measured.saturating_sub(1);
                return;
            }
            Attempt::Connect { .. } => {
                host.open = host.open.saturating_sub(1);
                *open = open.saturating_sub(1);
                return;
            }
        };
        let account = accounts.entry(account_key(name, account)).or_default();
        account.on_trial = false;
        match outcome {
            Outcome::Done => {
                account.proven = true;
                account.refusals = 0;
                host.refusals_in_a_row = 0;
            }
            Outcome::Refused => {
                account.refusals += 1;
                host.refusals_in_a_row += 1;
            }
            Outcome::LockOut => {
                account.locked = true;
                host.refusals_in_a_row += 1;
            }
            Outcome::Unanswered if !account.proven => {
                account.refusals += 1;
                host.refusals_in_a_row += 1;
            }
            Outcome::Unanswered | Outcome::Failed => {}
        }
    }
}

fn account_key(host: &str, account: &str) -> (String, String) {
    (host.to_ascii_lowercase(), account.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_in(account: &str) -> Attempt {
        Attempt::SignIn {
            host: "imap.example.com:993".into(),
            account: account.into(),
        }
    }

    #[test]
    fn one_refusal_stops_the_account_however_it_is_written() {
        let budget = Budget::new(BudgetLimits::default());
        assert_eq!(budget.ask(&sign_in("Admin")), Decision::Granted);
        budget.told(&sign_in("Admin"), Outcome::Refused);
        assert!(matches!(budget.ask(&sign_in("admin")), Decision::Refused(_)));
        assert_eq!(budget.ask(&sign_in("other")), Decision::Granted);
    }

    #[test]
    fn an_account_is_tried_once_before_many_rows_use_it() {
        let budget = Budget::new(BudgetLimits::default());
        assert_eq!(budget.ask(&sign_in("admin")), Decision::Granted);
        assert!(matches!(budget.ask(&sign_in("admin")), Decision::Later(_)));
        budget.told(&sign_in("admin"), Outcome::Done);
        assert_eq!(budget.ask(&sign_in("admin")), Decision::Granted);
        assert_eq!(budget.ask(&sign_in("admin")), Decision::Granted);
    }

    #[test]
    fn refusals_in_a_row_stop_the_host_and_a_success_forgives() {
        let budget = Budget::new(BudgetLimits {
            refusals_in_a_row: 2,
            ..BudgetLimits::default()
        });
        for (account, outcome) in [
            ("a", Outcome::Refused),
            ("b", Outcome::Done),
            ("c", Outcome::Refused),
        ] {
            assert_eq!(budget.ask(&sign_in(account)), Decision::Granted);
            budget.told(&sign_in(account), outcome);
        }
        assert_eq!(budget.ask(&sign_in("d")), Decision::Granted);
        budget.told(&sign_in("d"), Outcome::LockOut);
        assert!(matches!(budget.ask(&sign_in("e")), Decision::Refused(_)));
        assert!(matches!(
            budget.ask(&Attempt::Connect {
                host: "IMAP.example.com:993".into()
            }),
            Decision::Refused(_)
        ));
    }

    #[test]
    fn a_password_without_an_answer_counts_until_the_account_works() {
        let budget = Budget::new(BudgetLimits::default());
        assert_eq!(budget.ask(&sign_in("tarpit")), Decision::Granted);
        budget.told(&sign_in("tarpit"), Outcome::Unanswered);
        assert!(matches!(budget.ask(&sign_in("tarpit")), Decision::Refused(_)));
        for outcome in [Outcome::Done, Outcome::Unanswered, Outcome::Done] {
            assert_eq!(budget.ask(&sign_in("proven")), Decision::Granted);
            budget.told(&sign_in("proven"), outcome);
        }
        // Nothing was sent, or what failed was not the sign-in.
        for outcome in [Outcome::Failed, Outcome::Done] {
            assert_eq!(budget.ask(&sign_in("other")), Decision::Granted);
            budget.told(&sign_in("other"), outcome);
        }
    }

    #[test]
    fn connections_are_bounded_and_come_back() {
        let budget = Budget::new(BudgetLimits {
            connections: 1,
            ..BudgetLimits::default()
        });
        let connect = Attempt::Connect { host: "h:1".into() };
        assert_eq!(budget.ask(&connect), Decision::Granted);
        assert!(matches!(budget.ask(&connect), Decision::Later(_)));
        budget.told(&connect, Outcome::Failed);
        assert_eq!(budget.ask(&connect), Decision::Granted);
    }

    #[test]
    fn connections_are_bounded_over_all_hosts_as_well() {
        let budget = Budget::new(BudgetLimits {
            connections: 2,
            connections_in_total: 3,
            ..BudgetLimits::default()
        });
        let connect = |host: &str| Attempt::Connect { host: host.into() };
        for host in ["a:1", "a:1", "b:1"] {
            assert_eq!(budget.ask(&connect(host)), Decision::Granted, "{host}");
        }
        for host in ["b:1", "c:1"] {
            assert!(matches!(budget.ask(&connect(host)), Decision::Later(_)), "{host}");
        }
        budget.told(&connect("a:1"), Outcome::Done);
        assert_eq!(budget.ask(&connect("c:1")), Decision::Granted);
    }

    #[test]
    fn numbers_below_one_do_not_wait_without_end() {
        let budget = Budget::new(BudgetLimits {
            connections: 0,
            connections_in_total: 0,
            ..BudgetLimits::default()
        });
        assert_eq!(
            budget.ask(&Attempt::Connect { host: "h:1".into() }),
            Decision::Granted
        );
    }

    #[test]
    fn a_measurement_has_a_permission_of_its_own_and_the_host_to_itself() {
        let connect = Attempt::Connect { host: "h:1".into() };
        let measure = Attempt::Measure { host: "H:1".into() };
        let default = Budget::new(BudgetLimits::default());
        assert!(matches!(default.ask(&measure), Decision::Refused(_)));
        let budget = Budget::new(BudgetLimits {
            connections: 1,
            measured: 3,
            ..BudgetLimits::default()
        });
        assert_eq!(budget.ask(&connect), Decision::Granted);
        assert!(matches!(budget.ask(&measure), Decision::Later(_)));
        budget.told(&connect, Outcome::Done);
        for _ in 0..3 {
            assert_eq!(budget.ask(&measure), Decision::Granted);
        }
        assert!(matches!(budget.ask(&measure), Decision::Refused(_)));
        assert!(matches!(budget.ask(&connect), Decision::Later(_)));
        for _ in 0..3 {
            budget.told(&measure, Outcome::Done);
        }
        assert_eq!(budget.ask(&connect), Decision::Granted);
    }
}
