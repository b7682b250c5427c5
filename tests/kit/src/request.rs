//! Requests as the program makes them, and collections that hold what comes against what was declared.

use crate::{Memory, schema};
use imaprules_conditions::parse_duration;
use imaprules_facts::{FactStore, SubjectRef, Value};
use imaprules_provider::{
    InputSubject, Provider, ProviderError, Request, Setting, SettingType, SettingValue,
};
use std::sync::Arc;

/// A row of the migration file: address, user name, password.
pub type Row<'a> = (&'a str, &'a str, &'a str);

/// The request for some rows, with the declared defaults, as the program reads them, and what a test sets.
#[track_caller]
pub fn request(provider: &dyn Provider, rows: &[Row<'_>], set: &[(&str, SettingValue)]) -> Request {
    let mut request = Request::default();
    for setting in provider.describe().settings {
        if let Some(default) = &setting.default {
            let value = read(&setting, default)
                .unwrap_or_else(|| panic!("`{default}` is no default of the setting `{}`", setting.name));
            request.settings.insert(&setting.name, value);
        }
    }
    for (name, value) in set {
        request.settings.insert(*name, value.clone());
    }
    request.subjects = rows.iter().map(|(address, user, _)| row(address, user)).collect();
    request
}

/// A default as a value of the declared type; nothing where it is none.
fn read(setting: &Setting, text: &str) -> Option<SettingValue> {
    match setting.kind {
        SettingType::Bool => text.parse().ok().map(SettingValue::Bool),
        SettingType::Int => text.replace('_', "").parse().ok().map(SettingValue::Int),
        SettingType::Duration => i64::try_from(parse_duration(text)?).ok().map(SettingValue::Int),
        SettingType::Word if !setting.words.iter().any(|word| word == text) => None,
        SettingType::Text | SettingType::Word => Some(SettingValue::Text(text.to_owned())),
        SettingType::Texts => Some(SettingValue::Texts(vec![text.to_owned()])),
        SettingType::Secret => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::{Description, Host, Touch};

    /// A provider with one setting, and nothing else.
    struct With(Setting);

    impl Provider for With {
        fn describe(&self) -> Description {
            Description {
                id: "test".to_owned(),
                based_on: None,
                version: "1.0.0".to_owned(),
                title: "Test".to_owned(),
                schemas: vec![],
                packs: vec![],
                settings: vec![self.0.clone()],
                symptoms: vec![],
                capabilities: vec![],
                inputs: vec![],
            }
        }

        fn touches(&self, _: &Request) -> Result<Vec<Touch>, ProviderError> {
            Ok(vec![])
        }

        fn collect(&self, _: &Request, _: &dyn Host) -> Result<(), ProviderError> {
            Ok(())
        }
    }

    fn with(kind: SettingType, default: &str) -> With {
        With(Setting::new("timeout", kind, Some(default), "").with_words(&["tls", "none"]))
    }

    #[test]
    fn defaults_are_of_the_declared_type_whatever_they_look_like() {
        use SettingType::{Bool, Duration, Int, Text, Texts, Word};
        let texts = SettingValue::Texts(vec!["a".to_owned()]);
        for (kind, default, value) in [
            (Bool, "true", SettingValue::Bool(true)),
            (Int, "1_000", SettingValue::Int(1000)),
            (Duration, "1s", SettingValue::Int(1000)),
            (Duration, "10min", SettingValue::Int(600_000)),
            (Text, "1", SettingValue::Text("1".to_owned())),
            (Text, "true", SettingValue::Text("true".to_owned())),
            (Word, "tls", SettingValue::Text("tls".to_owned())),
            (Texts, "a", texts),
        ] {
            let request = request(&with(kind, default), &[], &[]);
            assert_eq!(
                request.settings.get("timeout"),
                Some(&value),
                "{kind:?} {default}"
            );
        }
        let set = [("timeout", SettingValue::Int(7))];
        let request = request(&with(Duration, "1s"), &[], &set);
        assert_eq!(request.settings.int("timeout"), Some(7));
    }

    #[test]
    #[should_panic(expected = "`soon` is no default of the setting `timeout`")]
    fn a_default_that_is_none_is_a_fault_of_the_declaration() {
        request(&with(SettingType::Duration, "soon"), &[], &[]);
    }
}
