//! A host for where a provider is asked outside of a run: it hands records on, and grants, knows and shows nothing.

use crate::{Attempt, Decision, Host, Level, Outcome, SecretString, Stop};
use imaprules_facts::{Record, SubjectRef};
use std::time::Duration;

/// Gives each record to a function. Every attempt is refused, no secret is known, nothing is logged or kept.
#[derive(Debug, Clone, Copy)]
pub struct RecordsOnly<F = fn(Record) -> Result<(), Stop>>(pub F);

/// A host that does not even want records: for orders in which nothing is collected.
pub static UNINTERESTED: RecordsOnly = RecordsOnly(|_| Err(Stop));

impl<F: Fn(Record) -> Result<(), Stop> + Send + Sync> Host for RecordsOnly<F> {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        (self.0)(record)
    }

    fn log(&self, _: Level, _: &str) {}

    fn progress(&self, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        false
    }

    fn time_left(&self) -> Option<Duration> {
        None
    }

    fn budget(&self, _: &Attempt) -> Decision {
        Decision::Refused("nothing is connected to here".to_owned())
    }

    fn told(&self, _: &Attempt, _: Outcome) {}

    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        None
    }

    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_facts::Source;
    use std::sync::Mutex;

    fn record() -> Record {
        let source = Source {
            provider: "test".to_owned(),
            name: "test".to_owned(),
            live: false,
        };
        Record::about("mailbox", "a", source, 0)
    }

    #[test]
    fn records_go_on_and_nothing_else_does() {
        let seen = Mutex::new(Vec::new());
        let host = RecordsOnly(|record: Record| {
            seen.lock().unwrap().push(record.subject.id);
            Ok(())
        });
        assert_eq!(host.emit(record()), Ok(()));
        assert_eq!(*seen.lock().unwrap(), ["a"]);
        let connect = Attempt::Connect { host: "h:1".into() };
        assert!(matches!(host.budget(&connect), Decision::Refused(_)));
        assert!(
            host.secret(&SubjectRef::new("mailbox", "a"), "password")
                .is_none()
        );
        assert!(!host.cancelled() && host.time_left().is_none());
    }

    #[test]
    fn who_is_uninterested_wants_no_record() {
        assert_eq!(UNINTERESTED.emit(record()), Err(Stop));
    }
}
