//! From the evidence to facts: one module for each family of subjects. Each source's word is told by itself.

mod accounts;
mod exports;
mod mailboxes;
mod protocol;
mod servers;
mod settings;

pub(crate) use servers::{front_ends, label as server_label};

use crate::case::Case;
use imaprules_provider::Stop;

/// Tells everything but rights and the version of what answers.
pub(crate) fn all(case: &Case<'_>) -> Result<(), Stop> {
    if case.evidence.is_empty() {
        return Ok(());
    }
    exports::all(case)?;
    servers::organisation(case)?;
    servers::all(case)?;
    servers::databases(case)?;
    mailboxes::all(case)?;
    accounts::all(case)
}
