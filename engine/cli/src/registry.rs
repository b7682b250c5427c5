//! The providers that are built in. Adding one is a line here.

use crate::error::Failure;
use imaprules_provider::{Description, Provider};

/// The provider of the migration file, which joins whenever a file is named.
pub(crate) const CSV: &str = "csv";

/// The provider of the target and the migration job, which joins whenever an export is its.
pub(crate) const TARGET: &str = "microsoft365";

/// Every built-in provider, with its description.
pub(crate) fn all() -> Vec<(Box<dyn Provider>, Description)> {
    let providers: [Box<dyn Provider>; 4] = [
        Box::new(imaprules_provider_csv::CsvProvider::new()),
        Box::new(imaprules_provider_imap::ImapProvider::new()),
        Box::new(imaprules_provider_gmail::GmailProvider::new()),
        Box::new(imaprules_provider_exchange::ExchangeProvider::new()),
    ];
    providers
        .into_iter()
        .map(|provider| (provider.describe(), provider))
        .map(|(about, it)| (it, about))
        .collect()
}

/// The provider of that id.
pub(crate) fn find(id: &str) -> Result<(Box<dyn Provider>, Description), Failure> {
    let mut known = Vec::new();
    for (provider, about) in all() {
        if about.id.eq_ignore_ascii_case(id) {
            return Ok((provider, about));
        }
        known.push(about.id);
    }
    let problem = format!("there is no provider `{id}`");
    Err(Failure::usage(
        problem,
        format!("--provider is one of {}", known.join(", ")),
    ))
}
