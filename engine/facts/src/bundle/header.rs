//! The first line: format, program, providers, time, and whatever the program wants to remember of its run.

use super::FORMAT;
use crate::moment as time;
use serde::de::Error;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The program that wrote a bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A provider that took part in the collection. Packs that belong to a provider are judged only when it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderVersion {
    /// Its id, such as `csv`.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// The first line of a bundle.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Header {
    /// The program.
    pub tool: Tool,
    /// The providers that took part.
    pub providers: Vec<ProviderVersion>,
    /// When the collection began, in milliseconds since 1970-01-01 UTC.
    pub created: i64,
    /// Everything else, such as the choices of the run; never a secret. Written in the order of the names.
    pub more: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    bundle: String,
    #[serde(default)]
    tool: Tool,
    #[serde(default)]
    providers: Vec<ProviderVersion>,
    created: String,
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// Why a first line is none.
pub(super) enum Unfit {
    /// Not a JSON object with `bundle`.
    Other,
    /// A bundle of another format.
    Format(String),
    /// A bundle whose header is damaged.
    Damaged(serde_json::Error),
    /// A bundle whose `created` is no time.
    Time(String),
}

impl Header {
    /// As the first line, without the line end.
    pub(super) fn line(&self) -> serde_json::Result<Vec<u8>> {
        let beyond = || serde_json::Error::custom("the time of the collection is beyond the year 9999");
        serde_json::to_vec(&Line {
            bundle: FORMAT.to_owned(),
            tool: self.tool.clone(),
            providers: self.providers.clone(),
            created: time::write(self.created).ok_or_else(beyond)?,
            more: self.more.clone(),
        })
    }

    /// From the first line.
    pub(super) fn read(text: &str) -> Result<Header, Unfit> {
        #[derive(Deserialize)]
        struct Probe {
            bundle: String,
        }
        // A cut or damaged header still says what it is; whatever does not say it is something else.
        if !text.contains("\"bundle\"") || !text.contains("imaprules-bundle/") {
            return Err(Unfit::Other);
        }
        let probe: Probe = serde_json::from_str(text).map_err(Unfit::Damaged)?;
        if probe.bundle != FORMAT {
            return Err(Unfit::Format(probe.bundle));
        }
        let line: Line = serde_json::from_str(text).map_err(Unfit::Damaged)?;
        let created = time::read(&line.created).ok_or(Unfit::Time(line.created))?;
        Ok(Header {
            tool: line.tool,
            providers: line.providers,
            created,
            more: line.more,
        })
    }
}
