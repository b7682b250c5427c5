//! Requests as the program makes them, and collections that hold what comes against what was declared.

use crate::{Memory, schema};
use imaprules_facts::{FactStore, SubjectRef, Value};
use imaprules_provider::{InputSubject, Provider, ProviderError, Request, SettingValue};
use std::sync::Arc;

/// A row of the migration file: address, user name, password.
pub type Row<'a> = (&'a str, &'a str, &'a str);

/// The request for some rows, with the declared defaults and what a test sets.
pub fn request(provider: &dyn Provider, rows: &[Row<'_>], set: &[(&str, SettingValue)]) -> Request {
    let mut request = Request::default();
    for setting in provider.describe().settings {
        if let Some(default) = &setting.default {
            let value = default_value(&setting.name, default);
            request.settings.insert(&setting.name, value);
        }
    }
    for (name, value) in set {
        request.settings.insert(*name, value.clone());
    }
    request.subjects = rows.iter().map(|(address, user, _)| row(address, user)).collect();
    request
}

fn default_value(name: &str, text: &str) -> SettingValue {
    match (name, text) {
        (_, "true" | "false") => SettingValue::Bool(text == "true"),
        ("timeout" | "mailbox_time", _) => SettingValue::Int(10_000),
        _ => text
            .parse()
            .map_or_else(|_| SettingValue::Text(text.to_owned()), SettingValue::Int),
    }
}

/// A row as a provider is handed it. A test that needs a UserRoot writes `user|root`.
pub fn row(address: &str, user: &str) -> InputSubject {
    let fact = |name: &str, text: &str| (name.to_owned(), Value::from(text));
    let facts = match user.split_once('|') {
        Some((user, root)) => vec![fact("csv.user_name", user), fact("csv.user_root", root)],
        None => vec![fact("mailbox.address", address), fact("csv.user_name", user)],
    };
    InputSubject {
        subject: SubjectRef::new("mailbox", address),
        facts,
    }
}

/// Runs a collection, holds every record against the schema and every attempt against its end.
///
/// # Errors
/// What the provider refuses.
pub fn collect(provider: &dyn Provider, request: &Request, host: &Memory) -> Result<(), ProviderError> {
    provider.collect(request, host)?;
    let mut store = FactStore::new(Arc::new(schema(provider, &[])));
    for record in host.records.lock().unwrap().iter() {
        store
            .add(record)
            .unwrap_or_else(|error| panic!("{error}: {record:?}"));
    }
    host.expect_balanced();
    Ok(())
}
