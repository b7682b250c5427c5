//! Why a call failed, as JSON: what `last_error` of a plugin returns.

use super::WireError;
use crate::ProviderError;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Default)]
struct Raw {
    /// `setting`, `input`, or anything else for a provider that broke.
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    hint: String,
    /// The setting that cannot be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    setting: Option<String>,
    /// The input that cannot be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

/// Writes why a call failed.
pub fn write_failure(error: &ProviderError) -> Vec<u8> {
    let raw = match error {
        ProviderError::Setting {
            setting,
            problem,
            remedy,
        } => Raw {
            code: "setting".to_owned(),
            message: problem.clone(),
            hint: remedy.clone(),
            setting: Some(setting.clone()),
            path: None,
        },
        ProviderError::Input {
            path,
            problem,
            remedy,
        } => Raw {
            code: "input".to_owned(),
            message: problem.clone(),
            hint: remedy.clone(),
            setting: None,
            path: Some(path.clone()),
        },
        ProviderError::Broken(why) => Raw {
            code: "broken".to_owned(),
            message: why.clone(),
            ..Raw::default()
        },
    };
    serde_json::to_vec(&raw).unwrap_or_default()
}

/// Reads why a call failed.
///
/// # Errors
/// What is wrong with the text.
pub fn read_failure(text: &[u8]) -> Result<ProviderError, WireError> {
    let raw: Raw = serde_json::from_slice(text)?;
    Ok(match (raw.code.as_str(), raw.setting, raw.path) {
        ("setting", Some(setting), _) => ProviderError::Setting {
            setting,
            problem: raw.message,
            remedy: raw.hint,
        },
        ("input", _, Some(path)) => ProviderError::Input {
            path,
            problem: raw.message,
            remedy: raw.hint,
        },
        _ if raw.hint.is_empty() => ProviderError::Broken(raw.message),
        _ => ProviderError::Broken(format!("{} ({})", raw.message, raw.hint)),
    })
}
