//! Asking Google itself, with a service account that may stand in for users (domain-wide delegation): the Directory, Reports and
//! Policy APIs as an administrator, the Gmail API as each user. Read-only: every call is a GET, except that for a token.
//!
//! It judges nothing. What an answer means is data (`google-errors.toml`), and so is where APIs are and which permissions they need
//! (`google-apis.toml`). Exports of the same facts are another module's business.

mod apis;
mod bearer;
mod calls;
mod emit;
mod errors;
mod exchange;
mod gate;
mod jwt;
mod key;
mod kind;
mod organisation;
mod people;
mod plan;
pub(crate) mod policies;
mod scopes;
mod settings;
mod token;
mod touches;
mod user;
mod wire;
mod worker;

pub(crate) use bearer::Bearer;
pub(crate) use plan::Google;
pub(crate) use settings::declared;

use imaprules_provider::{Host, ProviderError, Request, Touch};

/// What a collection would touch.
pub(crate) fn touches(request: &Request) -> Result<Vec<Touch>, ProviderError> {
    let plan = plan::Plan::read(request)?;
    Ok(plan
        .map(|plan| touches::touches(&plan, request))
        .unwrap_or_default())
}

/// What a collection needs of Google; nothing where no service account is named.
pub(crate) fn google(request: &Request) -> Result<Option<Google>, ProviderError> {
    apis::check()?;
    errors::check()?;
    Ok(plan::Plan::read(request)?.map(Google::new))
}

/// Asks Google about the organisation and the rows, as far as a service account is named.
pub(crate) fn collect(google: Option<&Google>, request: &Request, host: &dyn Host) {
    let people = people::people(request);
    if kind::tell(&people, host).is_err() {
        return;
    }
    if let Some(google) = google {
        worker::collect(google, &people, host);
    }
}
