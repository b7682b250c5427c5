//! From answers to records. Names and types of the facts are those of `facts/tenant.toml` and `facts/user.toml`.

use super::apis::ApiName;
use super::errors::{Failure, Meaning};
use super::wire::now_ms;
use imaprules_facts::{Known, Reason, Record, Source, Unknown, Value};
use imaprules_provider::{Host, Stop};

/// Whose records these are. Not `gmail`, whose live records of a mailbox mean that the mailbox itself was looked at: a run that is
/// resumed takes such a row for done.
const PROVIDER: &str = "google";

/// A record in the making.
#[derive(Debug)]
pub(crate) struct Sheet(Record);

impl Sheet {
    /// What an API says of a subject.
    pub(crate) fn of(kind: &str, id: &str, api: ApiName) -> Sheet {
        Sheet::new(kind, id, &api.entry().title, true)
    }

    /// What follows from something else than a question.
    pub(crate) fn derived(kind: &str, id: &str, source: &str) -> Sheet {
        Sheet::new(kind, id, source, false)
    }

    fn new(kind: &str, id: &str, name: &str, live: bool) -> Sheet {
        let source = Source {
            provider: PROVIDER.to_owned(),
            name: name.to_owned(),
            live,
        };
        Sheet(Record::about(kind, id, source, now_ms()))
    }

    /// A fact, known or not.
    pub(crate) fn set(&mut self, name: &str, known: Known) {
        self.0.facts.push((name.to_owned(), known));
    }

    /// Several.
    pub(crate) fn extend(&mut self, facts: Vec<(&'static str, Known)>) {
        facts.into_iter().for_each(|(name, known)| self.set(name, known));
    }

    /// Facts that are all unknown for one reason.
    pub(crate) fn miss(&mut self, names: &[&str], why: &Unknown) {
        names.iter().for_each(|name| self.set(name, Err(why.clone())));
    }

    /// Hands it over.
    pub(crate) fn send(self, host: &dyn Host) -> Result<(), Stop> {
        host.emit(self.0)
    }
}

/// A value that Google leaves out of an answer. Some of its APIs leave out what is false or empty, and none says so.
pub(crate) fn given<T: Into<Value>>(value: Option<T>, name: &str) -> Known {
    let note = || format!("Google's answer has no `{name}`, which is not documented to mean no");
    value
        .map(Into::into)
        .ok_or_else(|| Unknown::noted(Reason::Unsupported, note()))
}

/// A text of Google's, bounded.
pub(crate) fn text(value: Option<&String>, name: &str) -> Known {
    given(value.map(|text| super::errors::bounded(text)), name)
}

/// Whether calls of one kind are possible, as facts say it.
pub(crate) fn access(outcome: Result<(), &Failure>) -> Known {
    let failure = match outcome {
        Ok(()) => return Ok("ok".into()),
        Err(failure) => failure,
    };
    let word = match failure.meaning {
        Meaning::NotDelegated => "not_delegated",
        Meaning::NotAdmin => "not_admin",
        Meaning::ApiDisabled => "api_disabled",
        Meaning::WrongCustomer => "wrong_customer",
        Meaning::NotFound | Meaning::Refused | Meaning::TokenRefused => "refused",
        _ => return Err(failure.unknown.clone()),
    };
    Ok(word.into())
}
