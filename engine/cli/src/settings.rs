//! Settings of a provider: defaults from its description, then what the user set, read as the declared type.

use crate::args::Pairs;
use crate::error::Failure;
use crate::secrets;
use crate::speech::{phrase, told, word};
use imaprules_conditions::parse_duration;
use imaprules_provider::{Description, Setting, SettingType, SettingValue, Settings};

/// The defaults of a provider with the `--set PROVIDER.NAME=VALUE` that are meant for it.
pub(crate) fn of(about: &Description, set: &[Pairs]) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    for setting in &about.settings {
        if let Some(default) = &setting.default {
            insert(&mut settings, setting, default)?;
        }
    }
    for pair in set {
        if let Some((provider, name)) = pair.name.split_once('.')
            && is_meant(about, provider)
            && let Some(setting) = find(about, name)
        {
            insert(&mut settings, setting, &pair.value)?;
        }
    }
    Ok(settings)
}

/// A provider takes what is set under its own name, and under that of the one it is built on.
fn is_meant(about: &Description, name: &str) -> bool {
    let names = std::iter::once(&about.id).chain(&about.based_on);
    names.into_iter().any(|id| id.eq_ignore_ascii_case(name))
}

/// Refuses settings that no provider takes.
pub(crate) fn check(set: &[Pairs], known: &[Description]) -> Result<(), Failure> {
    for pair in set {
        let Some((provider, name)) = pair.name.split_once('.') else {
            let problem = format!("--set {}: this names no provider", pair.name);
            return Err(Failure::usage(
                problem,
                "write --set PROVIDER.SETTING=VALUE, as --set imap.timeout=30s",
            ));
        };
        let Some(about) = known.iter().find(|about| about.id.eq_ignore_ascii_case(provider)) else {
            let ids: Vec<_> = known.iter().map(|about| about.id.as_str()).collect();
            let problem = format!("--set {}: there is no provider `{provider}`", pair.name);
            return Err(Failure::usage(
                problem,
                format!("providers are {}", ids.join(", ")),
            ));
        };
        let found = find(about, name);
        if found.is_some_and(|setting| setting.kind == SettingType::Secret) {
            return Err(secrets::refused(about, name));
        }
        if found.is_none() {
            let names: Vec<_> = about
                .settings
                .iter()
                .map(|setting| setting.name.as_str())
                .collect();
            let problem = format!("--set {}: `{provider}` takes no setting `{name}`", pair.name);
            return Err(Failure::usage(problem, format!("it takes {}", names.join(", "))));
        }
    }
    Ok(())
}

fn find<'a>(about: &'a Description, name: &str) -> Option<&'a Setting> {
    about.settings.iter().find(|setting| setting.name == name)
}

/// Sets what a flag of the program says, if the provider takes such a setting.
pub(crate) fn flag(
    settings: &mut Settings,
    about: &Description,
    name: &str,
    value: &str,
) -> Result<(), Failure> {
    match find(about, name) {
        Some(setting) => insert(settings, setting, value),
        None => Ok(()),
    }
}

fn insert(settings: &mut Settings, setting: &Setting, text: &str) -> Result<(), Failure> {
    if setting.kind == SettingType::Texts {
        let mut texts = settings.texts(&setting.name).to_vec();
        texts.push(text.to_owned());
        settings.insert(&setting.name, SettingValue::Texts(texts));
        return Ok(());
    }
    let value = read(setting, text).ok_or_else(|| {
        let problem = format!("`{text}` is no value for the setting `{}`", setting.name);
        let about = phrase(&setting.about);
        Failure::usage(problem, format!("{about} ({})", shape(setting)))
    })?;
    settings.insert(&setting.name, value);
    Ok(())
}

fn read(setting: &Setting, text: &str) -> Option<SettingValue> {
    match setting.kind {
        SettingType::Bool => text.parse().ok().map(SettingValue::Bool),
        SettingType::Int => text.replace('_', "").parse().ok().map(SettingValue::Int),
        SettingType::Duration => i64::try_from(parse_duration(text)?).ok().map(SettingValue::Int),
        SettingType::Word if !setting.words.iter().any(|word| word == text) => None,
        SettingType::Text | SettingType::Word => Some(SettingValue::Text(text.to_owned())),
        SettingType::Texts | SettingType::Secret => None,
    }
}

/// What a value of the setting looks like.
pub(crate) fn shape(setting: &Setting) -> String {
    match setting.kind {
        SettingType::Bool => word("settings.bool").to_owned(),
        SettingType::Int => word("settings.int").to_owned(),
        SettingType::Duration => word("settings.duration").to_owned(),
        SettingType::Text => word("settings.text").to_owned(),
        SettingType::Texts => word("settings.texts").to_owned(),
        SettingType::Word => told("settings.one_of", &[("words", &setting.words.join(", "))]),
        SettingType::Secret => word("settings.secret").to_owned(),
    }
}
