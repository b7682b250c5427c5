//! What a plugin is asked to do, and what it asks the program for.

use super::WireError;
use super::value::{Any, Members, Text};
use super::write::write_value;
use crate::{Attempt, InputSubject, Request, SettingValue, Settings, Touch};
use imaprules_facts::{SubjectRef, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Writes the settings of an instance.
pub fn write_config(settings: &Settings) -> Vec<u8> {
    let values = settings.iter().map(|(name, value)| {
        let value = match value {
            SettingValue::Bool(value) => json!(value),
            SettingValue::Int(value) => json!(value),
            SettingValue::Text(value) => json!(value),
            SettingValue::Texts(values) => json!(values),
        };
        (name.to_owned(), value)
    });
    let settings: serde_json::Map<_, _> = values.collect();
    json!({ "settings": settings }).to_string().into_bytes()
}

/// Reads the settings of an instance.
///
/// # Errors
/// What is wrong with the text.
pub fn read_config(text: &[u8]) -> Result<Settings, WireError> {
    #[derive(Deserialize)]
    struct Raw<'a> {
        #[serde(borrow, default)]
        settings: Members<'a, Any<'a>>,
    }
    let raw: Raw<'_> = serde_json::from_slice(text)?;
    let mut settings = Settings::default();
    for (name, value) in raw.settings.0 {
        let value = setting(value)
            .ok_or_else(|| WireError(format!("the setting `{}` has a value of no known type", name.0)))?;
        settings.insert(name.into_owned(), value);
    }
    Ok(settings)
}

fn setting(value: Any<'_>) -> Option<SettingValue> {
    let text = |item| match item {
        Any::Text(text) => Some(text.into_owned()),
        _ => None,
    };
    Some(match value {
        Any::Bool(value) => SettingValue::Bool(value),
        Any::Int(value) => SettingValue::Int(value),
        Any::Text(value) => SettingValue::Text(value.into_owned()),
        Any::List(items) => SettingValue::Texts(items.into_iter().map(text).collect::<Option<_>>()?),
        Any::Float(_) | Any::Wrong(_) => return None,
    })
}

/// Writes the subjects of a request; its settings went into the instance.
pub fn write_request(request: &Request) -> Vec<u8> {
    let mut text = b"{\"subjects\":[".to_vec();
    for (index, input) in request.subjects.iter().enumerate() {
        if index > 0 {
            text.push(b',');
        }
        subject(&mut text, input);
    }
    text.extend_from_slice(b"]}");
    text
}

fn subject(text: &mut Vec<u8>, input: &InputSubject) {
    text.extend_from_slice(b"{\"kind\":");
    write_value(text, &Value::from(input.subject.kind.as_str()));
    text.extend_from_slice(b",\"id\":");
    write_value(text, &Value::from(input.subject.id.as_str()));
    text.extend_from_slice(b",\"facts\":{");
    for (index, (name, value)) in input.facts.iter().enumerate() {
        if index > 0 {
            text.push(b',');
        }
        write_value(text, &Value::from(name.as_str()));
        text.push(b':');
        write_value(text, value);
    }
    text.extend_from_slice(b"}}");
}

/// Reads the subjects of a request.
///
/// # Errors
/// What is wrong with the text.
pub fn read_request(text: &[u8]) -> Result<Vec<InputSubject>, WireError> {
    #[derive(Deserialize)]
    struct Raw<'a> {
        #[serde(borrow, default)]
        subjects: Vec<RawSubject<'a>>,
    }
    #[derive(Deserialize)]
    struct RawSubject<'a> {
        #[serde(borrow)]
        kind: Text<'a>,
        #[serde(borrow)]
        id: Text<'a>,
        #[serde(borrow, default)]
        facts: Members<'a, Any<'a>>,
    }
    let raw: Raw<'_> = serde_json::from_slice(text)?;
    let read = |raw: RawSubject<'_>| {
        let facts = raw.facts.0.into_iter();
        InputSubject {
            subject: SubjectRef::new(raw.kind.into_owned(), raw.id.into_owned()),
            facts: facts
                .filter_map(|(name, value)| Some((name.into_owned(), known(value)?)))
                .collect(),
        }
    };
    Ok(raw.subjects.into_iter().map(read).collect())
}

/// A value by what it looks like; its declaration is somebody else's.
fn known(value: Any<'_>) -> Option<Value> {
    Some(match value {
        Any::Bool(value) => Value::Bool(value),
        Any::Int(value) => Value::Int(value),
        Any::Float(value) => Value::Float(value),
        Any::Text(value) => Value::Text(value.into_owned()),
        Any::List(items) => Value::List(items.into_iter().map(known).collect::<Option<_>>()?),
        Any::Wrong(_) => return None,
    })
}

#[derive(Serialize, Deserialize)]
struct RawAttempt {
    r#do: String,
    host: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
}

/// Writes an attempt.
pub fn write_attempt(attempt: &Attempt) -> Vec<u8> {
    let (what, account) = match attempt {
        Attempt::Connect { .. } => ("connect", None),
        Attempt::SignIn { account, .. } => ("sign-in", Some(account.clone())),
        Attempt::Measure { .. } => ("measure", None),
    };
    let raw = RawAttempt {
        r#do: what.to_owned(),
        host: attempt.host().to_owned(),
        account,
    };
    serde_json::to_vec(&raw).unwrap_or_default()
}

/// Reads an attempt.
///
/// # Errors
/// What is wrong with the text.
pub fn read_attempt(text: &[u8]) -> Result<Attempt, WireError> {
    let raw: RawAttempt = serde_json::from_slice(text)?;
    let host = raw.host;
    match (raw.r#do.as_str(), raw.account) {
        ("connect", _) => Ok(Attempt::Connect { host }),
        ("measure", _) => Ok(Attempt::Measure { host }),
        ("sign-in", Some(account)) => Ok(Attempt::SignIn { host, account }),
        ("sign-in", None) => Err(WireError("a sign-in needs an `account`".to_owned())),
        (other, _) => Err(WireError(format!(
            "`{other}` is none of connect, sign-in, measure"
        ))),
    }
}

#[derive(Serialize, Deserialize)]
struct RawTouch {
    action: String,
    target: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(default = "once")]
    times: u64,
}

fn once() -> u64 {
    1
}

/// Writes what would be touched.
pub fn write_touch(touch: &Touch) -> Vec<u8> {
    let raw = RawTouch {
        action: touch.action.clone(),
        target: touch.target.clone(),
        account: touch.account.clone(),
        times: touch.times,
    };
    serde_json::to_vec(&raw).unwrap_or_default()
}

/// Reads what would be touched.
///
/// # Errors
/// What is wrong with the text.
pub fn read_touch(text: &[u8]) -> Result<Touch, WireError> {
    let raw: RawTouch = serde_json::from_slice(text)?;
    Ok(Touch {
        action: raw.action,
        target: raw.target,
        account: raw.account,
        times: raw.times,
    })
}
