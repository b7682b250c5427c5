//! `[plugins]` of the configuration file: the bounds of plugins.

use crate::error::Failure;
use imaprules_conditions::{parse_duration, parse_size};
use imaprules_host::Limits;
use std::fs;
use std::path::Path;
use std::time::Duration;

#[derive(Default, serde::Deserialize)]
struct File {
    #[serde(default)]
    plugins: Bounds,
}

#[derive(Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Bounds {
    start: Option<String>,
    collect: Option<String>,
    silence: Option<String>,
    grace: Option<String>,
    memory: Option<String>,
    processor: Option<String>,
    records: Option<u64>,
    octets: Option<String>,
}

/// The bounds of a configuration file, if there is one. What else is wrong with it is said by those who read the rest.
pub(super) fn read(file: &Path) -> Result<Limits, Failure> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let table = toml::from_str::<toml::Table>(&text).unwrap_or_default();
    let wrong = |problem: String| Failure::Config {
        path: file.to_owned(),
        problem,
    };
    let File { plugins } = table
        .try_into()
        .map_err(|error: toml::de::Error| wrong(error.to_string()))?;
    plugins.limits().map_err(wrong)
}

impl Bounds {
    fn limits(&self) -> Result<Limits, String> {
        let usual = Limits::default();
        let memory = match self.memory.as_deref() {
            Some("none") => None,
            Some(text) => Some(size("memory", text)?),
            None => usual.memory,
        };
        let processor = time("processor", self.processor.as_deref())?;
        Ok(Limits {
            start: time("start", self.start.as_deref())?.unwrap_or(usual.start),
            collect: time("collect", self.collect.as_deref())?,
            silence: time("silence", self.silence.as_deref())?.unwrap_or(usual.silence),
            grace: time("grace", self.grace.as_deref())?.unwrap_or(usual.grace),
            memory,
            processor: processor.map_or(usual.processor, |time| time.as_secs().max(1)),
            records: self.records.unwrap_or(usual.records),
            octets: match &self.octets {
                Some(text) => size("octets", text)?,
                None => usual.octets,
            },
        })
    }
}

fn time(name: &str, text: Option<&str>) -> Result<Option<Duration>, String> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || format!("plugins.{name}: `{text}` is no duration such as 60s, 2min, 1h");
    parse_duration(text)
        .map(|millis| Some(Duration::from_millis(millis)))
        .ok_or_else(wrong)
}

fn size(name: &str, text: &str) -> Result<u64, String> {
    parse_size(text).ok_or_else(|| format!("plugins.{name}: `{text}` is no size such as 4GB, 512MB"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_that_cannot_be_read_are_refused_where_they_stand() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let limits = |text: &str| {
            fs::write(file.path(), text).unwrap();
            read(file.path())
        };
        let read =
            limits("provider = 'x'\n[plugins]\nsilence = '5s'\nmemory = 'none'\nrecords = 7\n").unwrap();
        assert_eq!((read.silence.as_secs(), read.memory, read.records), (5, None, 7));
        for wrong in [
            "silence = 'soon'",
            "memory = '4'",
            "speed = '4GB'",
            "records = 'x'",
        ] {
            assert!(limits(&format!("[plugins]\n{wrong}\n")).is_err(), "{wrong}");
        }
        assert_eq!(limits("not = [toml").unwrap(), Limits::default());
    }
}
