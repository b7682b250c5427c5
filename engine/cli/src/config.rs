//! `imaprules.toml`: every option of the command line may stand in it, under the name of its long flag.

use crate::args::{Import, JudgeOptions, Pairs, SourceOptions};
use crate::error::Failure;
use crate::messages::Volume;
use crate::speech::told;
use crate::{language, waivers};
use serde::de::{Deserialize, Deserializer, Error};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The file looked for in the current folder.
const NAME: &str = "imaprules.toml";

/// What a configuration file says.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub(crate) source: SourceOptions,
    pub(crate) judge: JudgeOptions,
}

/// Reads the file that was named, or the one of the current folder if there is one.
pub(crate) fn read(named: Option<&Path>, volume: Volume) -> Result<Config, Failure> {
    let path = match named {
        Some(path) => path.to_owned(),
        None if Path::new(NAME).exists() => PathBuf::from(NAME),
        None => return Ok(Config::default()),
    };
    let text = std::fs::read_to_string(&path).map_err(|error| Failure::unreadable(&path, &error))?;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let Config { source, judge } = parse(&text).map_err(|error| Failure::config(&path, &error))?;
    language::configured(judge.lang.as_deref())?;
    if named.is_none() {
        // The folder may be somebody else's, and the file decides which server gets the passwords.
        volume.note(&told("say.settings_from", &[("file", &NAME)]));
    }
    Ok(Config {
        source: source.resolve(&folder),
        judge: judge.resolve(&folder),
    })
}

/// The language that the file asks for, for commands that need nothing else of it. What is wrong with the file, those say that do.
pub(crate) fn language_of(named: Option<&Path>) -> Option<String> {
    let text = std::fs::read_to_string(named.unwrap_or(Path::new(NAME))).ok()?;
    let table: toml::Table = text.parse().ok()?;
    Some(table.get("lang")?.as_str()?.to_owned())
}

/// Splits the keys of the file among the groups of options; whatever belongs to none is refused where it stands.
fn parse(text: &str) -> Result<Config, toml::de::Error> {
    let file: File = toml::from_str(text)?;
    Ok(Config {
        source: SourceOptions {
            provider: file.provider,
            csv: file.csv,
            import: file.import,
            server: file.server,
            security: file.security,
            allow_plaintext: file.allow_plaintext,
            login: file.login,
            measure_limits: file.measure_limits,
            measure_throughput: file.measure_throughput,
            deadline: file.deadline,
            set: file.set,
            ..SourceOptions::default()
        },
        judge: JudgeOptions {
            rules: file.rules,
            param: file.param,
            format: file.format,
            fail_on: file.fail_on,
            show: file.show,
            all: file.all,
            as_of: file.as_of,
            severity: file.severity,
            waivers: Vec::new(),
            event: file.event,
            waiver: waivers::all(file.waiver, NAME)?,
            waiver_blockers: file.waiver_blockers,
            lang: file.lang,
        },
    })
}

/// The keys of the file. Serde's `flatten` would lose the places of errors, so they are listed.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    provider: Option<String>,
    csv: Option<PathBuf>,
    #[serde(deserialize_with = "imports")]
    import: Vec<Import>,
    #[serde(deserialize_with = "word")]
    server: Option<crate::args::Server>,
    #[serde(deserialize_with = "word")]
    security: Option<crate::args::Security>,
    allow_plaintext: bool,
    #[serde(deserialize_with = "word")]
    login: Option<crate::args::Login>,
    measure_limits: bool,
    measure_throughput: bool,
    #[serde(deserialize_with = "word")]
    deadline: Option<crate::args::Deadline>,
    #[serde(deserialize_with = "pairs")]
    set: Vec<Pairs>,
    rules: Vec<PathBuf>,
    #[serde(deserialize_with = "pairs")]
    param: Vec<Pairs>,
    #[serde(deserialize_with = "word")]
    format: Option<imaprules_render::Format>,
    #[serde(deserialize_with = "word")]
    fail_on: Option<imaprules_report::FailOn>,
    show: Vec<crate::args::Shown>,
    all: bool,
    as_of: Option<String>,
    #[serde(deserialize_with = "pairs")]
    severity: Vec<Pairs>,
    event: Vec<String>,
    waiver: Vec<waivers::Entry>,
    waiver_blockers: Option<usize>,
    lang: Option<String>,
    /// Bounds of plugins, which are read where plugins are loaded.
    plugins: Option<toml::Table>,
}

/// The JSON Schema of the file, for editors.
pub(crate) fn schema() -> serde_json::Value {
    use serde_json::json;
    let text = |about: &str| json!({ "type": "string", "description": about });
    let texts = |about: &str| json!({ "type": "array", "items": { "type": "string" }, "description": about });
    let truth = |about: &str| json!({ "type": "boolean", "description": about });
    let table = |about: &str| json!({ "type": "object", "description": about });
    let severities = imaprules_report::Severity::ALL.map(imaprules_report::Severity::as_str);
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "imaprules.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "provider": text("The source system, such as imap, gmail or exchange"),
            "csv": text("The migration file"),
            "import": texts("Exports of either end: files or folders"),
            "server": text("HOST[:PORT]"),
            "security": { "enum": ["tls", "starttls", "none"] },
            "allow-plaintext": truth("Send passwords over connections without encryption"),
            "login": text("Which accounts to sign in to: all, sample:N, none"),
            "measure-limits": truth("Measure how many connections the server takes"),
            "measure-throughput": truth("Measure how fast one mailbox can be read"),
            "deadline": text("How long collecting may take: 90m, 8h"),
            "set": table("Settings of providers: [set.imap] timeout = \"2s\""),
            "rules": texts("Folders with packs of your own, or packs in one file"),
            "param": table("Other values for parameters of packs"),
            "format": text("text, json, jsonl, sarif, junit, markdown, html, csv"),
            "fail-on": { "enum": imaprules_report::FailOn::WORDS },
            "show": { "type": "array", "items": { "enum": ["unknown", "pass"] } },
            "all": truth("Name every subject"),
            "as-of": text("The moment that counts as now: 2026-11-24T10:00:00Z"),
            "severity": { "type": "object", "additionalProperties": { "enum": severities },
                          "description": "Other severities, by the ids of rules" },
            "plugins": table("Bounds of plugins"),
            "lang": { "enum": language::all(), "description": "The language of what people read" },
            "event": texts("What has happened, for accepted risks that last until then"),
            "waiver-blockers": { "type": "integer", "minimum": 0,
                "description": "Blockers that a waiver may cover without naming a subject; 25 if not given" },
            "waiver": waiver_schema(),
        },
    })
}

/// The part of it for `[[waiver]]`.
fn waiver_schema() -> serde_json::Value {
    let text = |about: &str| serde_json::json!({ "type": "string", "description": about });
    serde_json::json!({ "type": "array", "description": "Accepted risks", "items": {
        "type": "object", "additionalProperties": false, "required": ["rule", "reason", "owner"],
        "properties": {
            "rule": text("The id of a rule, or a pattern with *"),
            "subject": text("The id of a subject, or a pattern with *"),
            "reason": text("Why it is accepted"),
            "owner": text("Who accepts it"),
            "until": { "description": "The last day: 2026-12-31" },
            "until_event": text("What ends it"),
        } } })
}

/// A word that is read as on the command line.
fn word<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(from: D) -> Result<Option<T>, D::Error> {
    let word = String::deserialize(from)?;
    word.parse().map(Some).map_err(D::Error::custom)
}

/// Words that are read as those of `--import`.
fn imports<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Import>, D::Error> {
    let words = Vec::<String>::deserialize(from)?;
    words
        .iter()
        .map(|word| word.parse().map_err(D::Error::custom))
        .collect()
}

/// A table of names and values, whose nested tables make dotted names: `[set.imap]` `timeout = "2s"`.
fn pairs<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Pairs>, D::Error> {
    let table = toml::Table::deserialize(from)?;
    let mut pairs = Vec::new();
    flatten("", table, &mut pairs);
    Ok(pairs)
}

fn flatten(before: &str, table: toml::Table, into: &mut Vec<Pairs>) {
    for (key, value) in table {
        let name = format!("{before}{key}");
        match value {
            toml::Value::Table(table) => flatten(&format!("{name}."), table, into),
            toml::Value::String(value) => into.push(Pairs {
                name,
                value,
                from: NAME,
            }),
            value => into.push(Pairs {
                name,
                value: value.to_string(),
                from: NAME,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_flags_and_tables_make_dotted_names() {
        let config = parse("fail-on = \"never\"\nserver = \"h:1\"\n[set.imap]\ntimeout = \"2s\"\nconnections = 2\n[param]\nmax_rows = 5\n").unwrap();
        let set: Vec<_> = config
            .source
            .set
            .iter()
            .map(|pair| (pair.name.as_str(), pair.value.as_str()))
            .collect();
        assert_eq!(set, [("imap.connections", "2"), ("imap.timeout", "2s")]);
        let param = &config.judge.param[0];
        assert_eq!(
            (param.name.as_str(), param.value.as_str(), param.from),
            ("max_rows", "5", NAME)
        );
        assert_eq!(config.judge.fail_on, Some(imaprules_report::FailOn::Never));
        let broad = parse("waiver-blockers = 100").unwrap().judge.waiver_blockers;
        assert_eq!((broad, config.judge.waiver_blockers), (Some(100), None));
    }

    /// An unknown key is refused with a list of the known ones: those must be the schema's.
    #[test]
    fn the_schema_has_the_keys_that_are_read() {
        let told = parse("nothing-such = 1").unwrap_err().to_string();
        let schema = schema();
        let keys = schema["properties"].as_object().unwrap();
        assert!(
            keys.keys().all(|key| told.contains(&format!("`{key}`"))),
            "{told}"
        );
        assert_eq!(told.matches('`').count() / 2, keys.len() + 1, "{told}");
    }

    #[test]
    fn wrong_words_are_refused_where_they_stand() {
        for text in [
            "\nfail-on = \"sometimes\"",
            "\nfail_on = \"never\"",
            "\nlogin = 3",
            "\nserver = \"\"",
            "\nwaiver-blockers = -1",
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains("line 2"), "{text}: {error}");
        }
    }
}
