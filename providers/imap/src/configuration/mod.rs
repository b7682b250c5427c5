//! Exported configuration of the source as facts: limits of sessions, switches, penalties, bans. It reads what
//! administrators export of Dovecot, Courier, Cyrus, Zimbra and fail2ban; it asks no server, and follows no file that
//! another one includes.
//!
//! A parser a form of writing (`blocks`, `pairs`, `services`, `entities`, `jails`) brings text to settings with their
//! lines; what the settings of a product mean is data (`configuration/*.toml`).

mod accounts;
mod blocks;
mod declared;
mod emit;
mod entities;
mod form;
mod jails;
mod limits;
mod lines;
mod named;
mod pairs;
mod product;
mod ranges;
mod read;
mod says;
mod services;
mod settings;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use declared::settings;
pub(crate) use named::{Named, named};

use emit::Emit;
use imaprules_provider::{Host, ProviderError, Request, SchemaSource, Touch};
use ranges::Service;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// The declaration of what comes from exported configuration.
pub(crate) fn facts() -> SchemaSource {
    SchemaSource {
        name: "providers/imap/configuration.toml".to_owned(),
        text: include_str!("../../configuration.toml").to_owned(),
    }
}

/// Whether the file is exported configuration that is read here.
pub(crate) fn takes(file: &Path) -> bool {
    form::recognise(file).is_ok_and(|form| form.is_some())
}

/// The files that would be read.
pub(crate) fn touches(request: &Request) -> impl Iterator<Item = Touch> {
    let read = |file: &String| Touch {
        action: "read".to_owned(),
        target: file.clone(),
        account: None,
        times: 1,
    };
    request.settings.texts("import").iter().map(read)
}

/// Holds that everything can be read that is known of configurations.
pub(crate) fn check() -> Result<(), ProviderError> {
    form::FORMS.check()?;
    jails::TABLE.check()?;
    table::check()
}

/// Reads the imported files and tells what they say of the server and of the rows.
///
/// # Errors
/// When a file cannot be opened, or a range that was given is none.
pub(crate) fn collect(
    provider: &str,
    label: &str,
    server: &str,
    request: &Request,
    host: &dyn Host,
) -> Result<(), ProviderError> {
    let service = Service::of(request.settings.texts("service_range"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
    let read = read::read(request.settings.texts("import"), server, now, host)?;
    let emit = Emit {
        provider,
        label,
        service: &service,
        now,
        host,
    };
    // The host wants no more records when the run was stopped.
    emit.all(&read, request).unwrap_or_default();
    Ok(())
}
