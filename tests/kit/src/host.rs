//! A host that remembers.

use crate::Row;
use imaprules_facts::{Record, SubjectRef};
use imaprules_provider::{Attempt, Budget, BudgetLimits, Decision, Host, Level, Outcome, SecretString, Stop};
use std::collections::HashMap;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

type Secrets = Box<dyn Fn(&SubjectRef) -> Option<String> + Send + Sync>;

/// Keeps everything that it is told. It grants every attempt, unless it has a budget, and knows no password, unless it is given some.
#[derive(Default)]
pub struct Memory {
    /// What was emitted, in order.
    pub records: Mutex<Vec<Record>>,
    /// What was logged.
    pub log: Mutex<Vec<String>>,
    /// Attempts that were granted.
    pub granted: Mutex<Vec<Attempt>>,
    /// How attempts ended.
    pub told: Mutex<Vec<(Attempt, Outcome)>>,
    /// How far the work had come, each time.
    pub progress: Mutex<Vec<(u64, u64)>>,
    /// Whether the run is to stop.
    pub cancel: AtomicBool,
    budget: Option<Budget>,
    refusal: Option<&'static str>,
    secrets: Option<Secrets>,
}

impl Memory {
    /// One that asks a real budget with these limits.
    pub fn with(limits: BudgetLimits) -> Memory {
        Memory {
            budget: Some(Budget::new(limits)),
            ..Memory::default()
        }
    }

    /// One that grants no attempt, and says why.
    pub fn refusing(why: &'static str) -> Memory {
        Memory {
            refusal: Some(why),
            ..Memory::default()
        }
    }

    /// Whose passwords it knows.
    pub fn secrets(self, of: impl Fn(&SubjectRef) -> Option<String> + Send + Sync + 'static) -> Memory {
        Memory {
            secrets: Some(Box::new(of)),
            ..self
        }
    }

    /// The passwords of these rows.
    pub fn passwords(self, rows: &[Row<'_>]) -> Memory {
        let passwords: HashMap<String, String> = rows
            .iter()
            .map(|(address, _, password)| ((*address).to_owned(), (*password).to_owned()))
            .collect();
        self.secrets(move |subject| passwords.get(&subject.id).cloned())
    }

    /// One that knows the passwords of these rows, and asks a budget with the usual limits.
    pub fn of_rows(rows: &[Row<'_>]) -> Memory {
        Memory::with(BudgetLimits::default()).passwords(rows)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory")
            .field("records", &self.records)
            .field("log", &self.log)
            .finish_non_exhaustive()
    }
}

impl Host for Memory {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        self.records.lock().unwrap().push(record);
        Ok(())
    }

    fn log(&self, _: Level, message: &str) {
        self.log.lock().unwrap().push(message.to_owned());
    }

    fn progress(&self, done: u64, total: u64) {
        self.progress.lock().unwrap().push((done, total));
    }

    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::SeqCst)
    }

    fn time_left(&self) -> Option<Duration> {
        None
    }

    fn budget(&self, attempt: &Attempt) -> Decision {
        let decision = match (self.refusal, &self.budget) {
            (Some(why), _) => Decision::Refused(why.to_owned()),
            (None, Some(budget)) => budget.ask(attempt),
            (None, None) => Decision::Granted,
        };
        if decision == Decision::Granted {
            self.granted.lock().unwrap().push(attempt.clone());
        }
        decision
    }

    fn told(&self, attempt: &Attempt, outcome: Outcome) {
        if let Some(budget) = &self.budget {
            budget.told(attempt, outcome);
        }
        self.told.lock().unwrap().push((attempt.clone(), outcome));
    }

    fn secret(&self, subject: &SubjectRef, name: &str) -> Option<SecretString> {
        assert_eq!((subject.kind.as_str(), name), ("mailbox", "password"));
        let secret = self.secrets.as_ref().and_then(|secrets| secrets(subject));
        secret.map(SecretString::from)
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {
        panic!("only the migration file holds secrets");
    }
}
