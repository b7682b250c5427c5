//! The rows of the migration file as Google's accounts.

use imaprules_facts::{SubjectRef, Value};
use imaprules_provider::Request;

/// Domains of personal accounts.
const CONSUMER: [&str; 2] = ["gmail.com", "googlemail.com"];

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) subject: SubjectRef,
    /// The address that signs in: UserName, or the row's address where the file has no UserName.
    pub(crate) address: String,
    /// Whether the file has a UserName for the row.
    pub(crate) named: bool,
}

impl Person {
    /// Whether this is a personal account, into which no administrator can look.
    pub(crate) fn is_consumer(&self) -> bool {
        is_consumer(&self.address)
    }
}

/// Whether an address is that of a personal account.
pub(crate) fn is_consumer(address: &str) -> bool {
    let domain = address.rsplit_once('@').map(|(_, domain)| domain);
    domain.is_some_and(|domain| CONSUMER.iter().any(|known| domain.eq_ignore_ascii_case(known)))
}

/// The rows of a request.
pub(crate) fn people(request: &Request) -> Vec<Person> {
    let mailboxes = request
        .subjects
        .iter()
        .filter(|input| input.subject.kind == "mailbox");
    mailboxes
        .map(|input| {
            let text = |name: &str| {
                input
                    .fact(name)
                    .and_then(Value::as_text)
                    .map(str::trim)
                    .filter(|text| !text.is_empty())
            };
            let user_name = text("csv.user_name");
            let address = user_name.or(text("mailbox.address")).unwrap_or(&input.subject.id);
            Person {
                subject: input.subject.clone(),
                address: address.to_owned(),
                named: user_name.is_some(),
            }
        })
        .collect()
}
