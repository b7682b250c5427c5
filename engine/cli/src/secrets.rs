//! Secrets of settings, such as a directory's password: from the environment, or asked for on a terminal. Never from the command line
//! or the configuration file, which others may read.

use crate::error::Failure;
use crate::host::Collector;
use crate::speech::{phrase, told, word};
use imaprules_facts::SubjectRef;
use imaprules_provider::{
    Description, Host, SETTINGS, SecretString, Setting, SettingType, SettingValue, Settings,
};
use inquire::{InquireError, Password, PasswordDisplayMode};
use std::io::IsTerminal;

/// The variable that holds a secret: `IMAPRULES_EXCHANGE_DIRECTORY_PASSWORD`.
fn variable(provider: &str, name: &str) -> String {
    let word = |text: &str| text.replace(['-', '.'], "_").to_ascii_uppercase();
    format!("IMAPRULES_{}_{}", word(provider), word(name))
}

/// What somebody is told who gave a secret as a value.
pub(crate) fn refused(about: &Description, name: &str) -> Failure {
    Failure::usage(
        format!(
            "--set {}.{name}: a secret is taken neither from the command line nor from a file",
            about.id
        ),
        format!(
            "put it into the environment variable {}, or leave it out and be asked on a terminal",
            variable(&about.id, name)
        ),
    )
}

/// How a secret is given, for the list of settings.
pub(crate) fn way(about: &Description, name: &str) -> String {
    let variable = variable(&about.id, name);
    told("settings.secret_way", &[("variable", &variable)])
}

/// Gives the host the secrets that a provider's settings call for. What nobody gives stays unknown, and the provider says so.
pub(crate) fn give(about: &Description, settings: &Settings, host: &Collector) -> Result<(), Failure> {
    for setting in &about.settings {
        if setting.kind != SettingType::Secret || !setting.words.iter().all(|name| is_set(settings, name)) {
            continue;
        }
        if let Some(secret) = find(about, setting)? {
            host.keep_secret(
                &SubjectRef::new(SETTINGS, about.id.clone()),
                &setting.name,
                secret,
            );
        }
    }
    Ok(())
}

fn is_set(settings: &Settings, name: &str) -> bool {
    match settings.get(name) {
        Some(SettingValue::Text(text)) => !text.trim().is_empty(),
        Some(SettingValue::Texts(texts)) => !texts.is_empty(),
        Some(_) => true,
        None => false,
    }
}

fn find(about: &Description, setting: &Setting) -> Result<Option<SecretString>, Failure> {
    if let Ok(secret) = std::env::var(variable(&about.id, &setting.name)) {
        return Ok((!secret.is_empty()).then(|| SecretString::from(secret)));
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(None);
    }
    let question = phrase(&setting.about);
    let answer = Password::new(&question)
        .with_display_mode(PasswordDisplayMode::Hidden)
        .without_confirmation()
        .with_help_message(word("settings.secret_help"))
        .prompt();
    match answer {
        Ok(secret) => Ok((!secret.is_empty()).then(|| SecretString::from(secret))),
        Err(InquireError::NotTTY | InquireError::OperationCanceled) => Ok(None),
        Err(InquireError::OperationInterrupted) => Err(Failure::usage(
            word("ask.interrupted"),
            word("ask.interrupted_help"),
        )),
        Err(error) => Err(Failure::Internal(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{registry, settings};

    #[test]
    fn variables_are_named_after_provider_and_setting() {
        assert_eq!(
            variable("exchange", "directory_password"),
            "IMAPRULES_EXCHANGE_DIRECTORY_PASSWORD"
        );
        assert_eq!(variable("post-office", "key"), "IMAPRULES_POST_OFFICE_KEY");
    }

    #[test]
    fn a_secret_is_no_value_of_a_setting() {
        let known: Vec<_> = registry::built_in().into_iter().map(|(_, about)| about).collect();
        let set = ["exchange.directory_password=pw".parse().unwrap()];
        let error = settings::check(&set, &known).unwrap_err().to_string();
        assert!(error.contains("IMAPRULES_EXCHANGE_DIRECTORY_PASSWORD"), "{error}");
        assert!(!error.contains("pw\n") && !error.contains("=pw"), "{error}");
    }
}
