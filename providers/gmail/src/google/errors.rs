//! What Google's refusals mean. The table is `google-errors.toml`; here it is read and applied.

use super::apis::ApiName;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;
use serde_json::Value;

const TEXT: &str = include_str!("../../google-errors.toml");

/// Characters of Google's own words that are kept.
const KEPT: usize = 300;

/// What a refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Meaning {
    /// A permission is not delegated to the service account.
    NotDelegated,
    /// The service account or its client is unknown or switched off.
    ClientRefused,
    /// The key is not one of the service account.
    KeyRefused,
    /// The user cannot be stood in for.
    UserRefused,
    /// This machine's clock is wrong.
    Clock,
    /// The administrator's role does not cover the call.
    NotAdmin,
    /// The API is not switched on in the Cloud project.
    ApiDisabled,
    /// The user has no Gmail.
    MailServiceOff,
    /// The customer id is of another organisation, or of none.
    WrongCustomer,
    /// Google knows no such thing.
    NotFound,
    /// There is no report for the day yet.
    NotYet,
    /// The token was not taken.
    TokenRefused,
    /// Too many calls.
    TooMany,
    /// The day's allowance of calls is used up.
    UsedUp,
    /// Google is in trouble.
    Unavailable,
    /// Refused otherwise.
    Refused,
    /// There was no answer, or none that can be read; said by the program, not by Google.
    NoAnswer,
}

/// What should wait before the call is made once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Again {
    /// This call.
    Call,
    /// Every call to the API.
    Api,
}

/// A call that came to nothing: what it means, and what to say of facts that it would have given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) meaning: Meaning,
    pub(crate) unknown: Unknown,
    /// Google's own words; empty where Google said nothing.
    pub(crate) words: String,
}

impl Failure {
    /// A call that got no answer.
    pub(crate) fn silent(unknown: Unknown) -> Failure {
        Failure {
            meaning: Meaning::NoAnswer,
            unknown,
            words: String::new(),
        }
    }

    /// An answer that cannot be read.
    pub(crate) fn unreadable(what: impl Into<String>) -> Failure {
        Failure::silent(Unknown::noted(Reason::Malformed, what))
    }
}

/// A refusal as Google sent it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal<'a> {
    pub(crate) api: ApiName,
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
}

impl Refusal<'_> {
    /// What it means, and what should wait before it is asked again, if that makes sense.
    pub(crate) fn read(&self) -> (Failure, Option<Again>) {
        let said = Said::read(self.body);
        let words = said.words(self.status);
        let entry = table().iter().find(|entry| entry.fits(self, &said));
        let Some(entry) = entry else {
            let note = format!("Google refused: {words}");
            let failure = Failure {
                meaning: Meaning::Refused,
                unknown: Unknown::noted(Reason::Refused, note),
                words,
            };
            return (failure, None);
        };
        let reason = Reason::parse(&entry.reason).unwrap_or(Reason::Refused);
        let failure = Failure {
            meaning: entry.is,
            unknown: Unknown::noted(reason, entry.note.replace("{what}", &words)),
            words,
        };
        (failure, entry.again)
    }
}

/// The parts of an error body that tell errors apart.
#[derive(Debug, Default)]
struct Said {
    codes: Vec<String>,
    message: String,
}

impl Said {
    /// Reads the bodies of the token endpoint (RFC 6749 section 5.2) and of the APIs.
    fn read(body: &[u8]) -> Said {
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return Said::default();
        };
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        match body.get("error") {
            Some(Value::String(code)) => Said {
                codes: vec![code.clone()],
                message: text(body.get("error_description")),
            },
            Some(Value::Object(error)) => {
                let listed = ["errors", "details"]
                    .into_iter()
                    .filter_map(|name| error.get(name)?.as_array());
                let reasons = listed.flatten().map(|one| text(one.get("reason")));
                Said {
                    codes: reasons
                        .chain(std::iter::once(text(error.get("status"))))
                        .filter(|code| !code.is_empty())
                        .collect(),
                    message: text(error.get("message")),
                }
            }
            _ => Said::default(),
        }
    }

    /// The same for people: code and message, bounded. Nothing of an unreadable body is repeated.
    fn words(&self, status: u16) -> String {
        let code = self.codes.first().map_or("", String::as_str);
        let words = match (code, self.message.as_str()) {
            ("", "") => format!("HTTP {status}"),
            (code, "") => format!("HTTP {status}, {code}"),
            ("", message) => format!("HTTP {status}, {message}"),
            (code, message) => format!("HTTP {status}, {code}: {message}"),
        };
        bounded(&words)
    }
}

/// The beginning of a text, on one line.
pub(crate) fn bounded(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= KEPT {
        return line;
    }
    let kept: String = line.chars().take(KEPT).collect();
    format!("{kept}...")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum At {
    Token,
    Api,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    at: At,
    #[serde(default)]
    status: Vec<u16>,
    code: Option<String>,
    says: Option<String>,
    #[serde(default)]
    apis: Vec<ApiName>,
    is: Meaning,
    reason: String,
    note: String,
    again: Option<Again>,
    /// For whoever edits the table.
    #[serde(rename = "seen")]
    _seen: Seen,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Seen {
    Code,
    Docs,
    Reported,
    Assumed,
}

impl Entry {
    fn fits(&self, refusal: &Refusal<'_>, said: &Said) -> bool {
        let at = if refusal.api == ApiName::Token {
            At::Token
        } else {
            At::Api
        };
        let code = |code: &String| said.codes.iter().any(|one| one.eq_ignore_ascii_case(code));
        let message = said.message.to_lowercase();
        self.at == at
            && (self.status.is_empty() || self.status.contains(&refusal.status))
            && (self.apis.is_empty() || self.apis.contains(&refusal.api))
            && self.code.as_ref().is_none_or(code)
            && self
                .says
                .as_ref()
                .is_none_or(|part| message.contains(part.as_str()))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    error: Vec<Entry>,
}

static TABLE: EmbeddedTable<Vec<Entry>, toml::de::Error> =
    EmbeddedTable::new("gmail/google-errors.toml", TEXT, |text| {
        toml::from_str::<Table>(text).map(|table| table.error)
    });

fn table() -> &'static [Entry] {
    &TABLE
}

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    TABLE.check()
}

#[cfg(test)]
mod tests;
