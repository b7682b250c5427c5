//! The program's side of a collection: the facts, the journal, the budget, the secrets.

use crate::interrupt::Interrupt;
use crate::messages::Volume;
use crate::progress::Progress;
use imaprules_facts::bundle::{BundleError, BundleFile};
use imaprules_facts::{FactStore, Record, SubjectRef};
use imaprules_provider::{Attempt, Budget, Decision, Host, Level, Outcome, SecretString, Stop};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What all providers of a run hand their facts to.
pub(crate) struct Collector {
    kept: Mutex<Kept>,
    secrets: Mutex<HashMap<(SubjectRef, String), SecretString>>,
    budget: Budget,
    interrupt: Interrupt,
    deadline: Option<Deadline>,
    progress: Progress,
    volume: Volume,
}

/// When collecting has to end, and whether it ended for that.
struct Deadline {
    at: Instant,
    passed: AtomicBool,
}

/// Facts and journal change together, so that both hold the same records in the same order.
struct Kept {
    store: FactStore,
    journal: Option<BundleFile>,
    /// Why nothing more can be kept.
    broken: Option<BundleError>,
}

impl Collector {
    pub(crate) fn new(
        store: FactStore,
        journal: Option<BundleFile>,
        budget: Budget,
        interrupt: Interrupt,
        volume: Volume,
    ) -> Self {
        Collector {
            kept: Mutex::new(Kept {
                store,
                journal,
                broken: None,
            }),
            secrets: Mutex::default(),
            budget,
            interrupt,
            deadline: None,
            progress: Progress::new(volume.quiet),
            volume,
        }
    }

    /// With so much time for collecting; as much as it takes, where there is none.
    #[must_use]
    pub(crate) fn until(self, time: Option<Duration>) -> Self {
        let at = time.and_then(|time| Instant::now().checked_add(time));
        let deadline = at.map(|at| Deadline {
            at,
            passed: AtomicBool::new(false),
        });
        Collector { deadline, ..self }
    }

    /// Whether a provider was told that its time is over.
    pub(crate) fn ran_out(&self) -> bool {
        let passed = |deadline: &Deadline| deadline.passed.load(Ordering::Relaxed);
        self.deadline.as_ref().is_some_and(passed)
    }

    pub(crate) fn progress_bar(&self) -> &Progress {
        &self.progress
    }

    /// Looks at the facts so far.
    pub(crate) fn with_store<T>(&self, look: impl FnOnce(&FactStore) -> T) -> T {
        look(&self.kept().store)
    }

    /// The facts and the journal, once nobody collects any more.
    pub(crate) fn finish(self) -> Result<(FactStore, Option<BundleFile>), BundleError> {
        self.progress.finish();
        let kept = self.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        match kept.broken {
            Some(error) => Err(error),
            None => Ok((kept.store, kept.journal)),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn keep(&mut self, record: &Record) -> Result<(), BundleError> {
        if let Some(journal) = &mut self.journal {
            journal.record(record)?;
        }
        self.store.add(record)?;
        Ok(())
    }
}

/// Ids of subjects compare without regard to ASCII case, and so must their secrets.
fn key(subject: &SubjectRef, name: &str) -> (SubjectRef, String) {
    (
        SubjectRef::new(&subject.kind, subject.id.to_ascii_lowercase()),
        name.to_owned(),
    )
}

impl Host for Collector {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        let mut kept = self.kept();
        if kept.broken.is_some() {
            return Err(Stop);
        }
        match kept.keep(&record) {
            Ok(()) => Ok(()),
            Err(error) => {
                kept.broken = Some(error);
                Err(Stop)
            }
        }
    }

    fn log(&self, level: Level, message: &str) {
        if let Some(line) = self.volume.log(level, message) {
            self.progress.say(&line);
        }
    }

    fn progress(&self, done: u64, total: u64) {
        self.progress.set(done, total);
    }

    fn cancelled(&self) -> bool {
        self.interrupt.is_set()
    }

    fn time_left(&self) -> Option<Duration> {
        let deadline = self.deadline.as_ref()?;
        let left = deadline.at.saturating_duration_since(Instant::now());
        if left.is_zero() {
            deadline.passed.store(true, Ordering::Relaxed);
        }
        Some(left)
    }

    fn budget(&self, attempt: &Attempt) -> Decision {
        self.budget.ask(attempt)
    }

    fn told(&self, attempt: &Attempt, outcome: Outcome) {
        self.budget.told(attempt, outcome);
    }

    fn secret(&self, subject: &SubjectRef, name: &str) -> Option<SecretString> {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.get(&key(subject, name)).cloned()
    }

    fn keep_secret(&self, subject: &SubjectRef, name: &str, secret: SecretString) {
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(key(subject, name), secret);
    }
}
