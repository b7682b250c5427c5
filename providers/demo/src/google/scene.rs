//! An organisation at Google, as data.

use super::fault::Fault;
use crate::error::DemoError;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The scene that goes with the demo of Gmail.
const SHIPPED: &str = include_str!("../../scenes/google.toml");

/// An organisation that can be played.
#[derive(Debug, Clone)]
pub struct GoogleScene {
    pub(crate) script: Script,
    pub(crate) faults: Vec<Fault>,
    /// Seconds that the double's clock is ahead of this machine's.
    pub(crate) clock: i64,
    /// Whether answers tell the time.
    pub(crate) dated: bool,
}

/// The content of a scene file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    /// Id of the customer.
    pub customer: String,
    /// Permissions that are delegated to the service account.
    pub delegated: Vec<String>,
    /// APIs that are switched on in its project.
    pub apis: Vec<String>,
    /// Things on a page of a list at most.
    pub page: usize,
    /// Days that reports lag.
    pub report_lag: i64,
    pub unit: Vec<Unit>,
    #[serde(default)]
    pub group: Vec<Group>,
    #[serde(default)]
    pub policy: Vec<Policy>,
    pub user: Vec<User>,
    /// Users that were deleted lately.
    #[serde(default)]
    pub deleted: Vec<String>,
    /// Changes of the IMAP switch.
    #[serde(default)]
    pub change: Vec<Change>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unit {
    pub path: String,
    pub id: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub id: String,
    pub email: String,
    pub members: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    /// Such as `gmail.imap_access`.
    pub setting: String,
    /// Path of a unit.
    pub unit: Option<String>,
    /// Id of a group.
    pub group: Option<String>,
    pub order: f64,
    pub value: serde_json::Value,
}

/// A user. What is left out here is left out of answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub address: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default = "top")]
    pub unit: String,
    /// Super administrator.
    #[serde(default)]
    pub admin: bool,
    /// Administrator with a narrower role.
    #[serde(default)]
    pub delegated_admin: bool,
    #[serde(default)]
    pub suspended: bool,
    pub suspension_reason: Option<String>,
    #[serde(default)]
    pub archived: bool,
    #[serde(default = "yes")]
    pub mailbox: bool,
    /// Whether the Gmail service is on.
    #[serde(default = "yes")]
    pub mail_service: bool,
    #[serde(default = "yes")]
    pub agreed: bool,
    #[serde(default)]
    pub change_password: bool,
    /// RFC 3339; the beginning of time where there was none.
    #[serde(default = "some_login")]
    pub last_login: String,
    #[serde(default = "yes")]
    pub two_step: bool,
    #[serde(default)]
    pub two_step_enforced: bool,
    #[serde(default)]
    pub app_password: Vec<AppPassword>,
    /// Days since the Google password was changed.
    pub reset_days_ago: Option<i64>,
    /// Whether an administrator did it.
    #[serde(default)]
    pub reset_by_admin: bool,
    pub imap: Option<bool>,
    #[serde(default)]
    pub max_folder_size: i64,
    #[serde(default)]
    pub auto_expunge: Option<bool>,
    #[serde(default = "archive")]
    pub expunge: String,
    #[serde(default = "english")]
    pub language: String,
    #[serde(default)]
    pub labels: Vec<String>,
    #[serde(default)]
    pub messages: i64,
    pub used_mb: Option<i64>,
    /// Days since mail was last read over IMAP.
    pub imap_days_ago: Option<i64>,
    /// The token that signs the user in over IMAP.
    pub imap_token: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppPassword {
    pub name: String,
    pub made_days_ago: i64,
    /// Nothing where it was never used.
    pub used_days_ago: Option<i64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    pub days_ago: i64,
    pub unit: String,
    pub from: String,
    pub to: String,
}

fn top() -> String {
    "/".to_owned()
}

fn yes() -> bool {
    true
}

fn some_login() -> String {
    "2026-11-01T08:00:00.000Z".to_owned()
}

fn archive() -> String {
    "archive".to_owned()
}

fn english() -> String {
    "en".to_owned()
}

impl GoogleScene {
    /// The organisation of the demo of Gmail.
    pub fn shipped() -> Result<GoogleScene, DemoError> {
        GoogleScene::parse("google", SHIPPED)
    }

    /// Reads an organisation from the text of its file.
    pub fn parse(name: &str, text: &str) -> Result<GoogleScene, DemoError> {
        let script = toml::from_str(text).map_err(|source| DemoError::Syntax {
            name: name.to_owned(),
            source: Box::new(source),
        })?;
        Ok(GoogleScene {
            script,
            faults: Vec::new(),
            clock: 0,
            dated: true,
        })
    }

    /// The same with a fault.
    #[must_use]
    pub fn with(mut self, fault: Fault) -> GoogleScene {
        self.faults.push(fault);
        self
    }

    /// The same with a clock that is so many seconds ahead of this machine's, told in answers or not.
    #[must_use]
    pub fn clock_ahead(mut self, seconds: i64, told: bool) -> GoogleScene {
        self.clock = seconds;
        self.dated = told;
        self
    }

    /// The same with other permissions delegated.
    #[must_use]
    pub fn delegating(mut self, keep: impl Fn(&str) -> bool) -> GoogleScene {
        self.script.delegated.retain(|scope| keep(scope));
        self
    }

    /// The same without an API in the project of the service account.
    #[must_use]
    pub fn without_api(mut self, service: &str) -> GoogleScene {
        self.script.apis.retain(|known| known != service);
        self
    }

    /// Addresses of all users.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.script.user.iter().map(|user| user.address.as_str())
    }
}

impl Script {
    /// The user with that address or alias.
    pub(crate) fn user(&self, address: &str) -> Option<&User> {
        let is = |known: &String| known.eq_ignore_ascii_case(address);
        self.user
            .iter()
            .find(|user| is(&user.address) || user.aliases.iter().any(is))
    }

    /// Ids of units by their paths.
    pub(crate) fn unit_ids(&self) -> BTreeMap<&str, &str> {
        self.unit
            .iter()
            .map(|unit| (unit.path.as_str(), unit.id.as_str()))
            .collect()
    }
}
