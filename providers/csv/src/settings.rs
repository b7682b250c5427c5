//! The provider's settings: their declaration, and reading them into an order that the rest can rely on.

use crate::table::Delimiter;
use encoding_rs::Encoding;
use imaprules_provider::{ProviderError, Request, Setting, SettingType};
use std::path::PathBuf;

/// What to read, checked.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// The path as it was given.
    pub(crate) file: PathBuf,
    /// Instead of a guess.
    pub(crate) encoding: Option<&'static Encoding>,
    /// Instead of a guess.
    pub(crate) delimiter: Option<Delimiter>,
    /// Octets that are read at most.
    pub(crate) octets: u64,
    /// Rows that are read at most.
    pub(crate) rows: i64,
}

/// Octets of a megabyte, as in the condition language.
const MEGABYTE: u64 = 1 << 20;

/// The settings' declaration.
pub(crate) fn declared() -> Vec<Setting> {
    use SettingType::{Int, Text, Word};
    let delimiters: Vec<&str> = ["auto"]
        .into_iter()
        .chain(Delimiter::ALL.map(Delimiter::word))
        .collect();
    vec![
        Setting::new(
            "file",
            Text,
            None,
            "Path of the migration file; the flag --csv sets it.",
        ),
        Setting::new(
            "encoding",
            Text,
            None,
            "Encoding of the file by its WHATWG name, such as windows-1254; found out if not given. A byte order \
             mark in the file wins.",
        ),
        Setting::new(
            "delimiter",
            Word,
            Some("auto"),
            "What separates the columns; auto finds it out.",
        )
        .with_words(&delimiters),
        Setting::new(
            "max_megabytes",
            Int,
            Some("64"),
            "Megabytes (2^20 octets) of the file that are read at most; they are held in memory.",
        ),
        Setting::new(
            "max_rows",
            Int,
            Some("100000"),
            "Rows of the file that are read at most.",
        ),
    ]
}

/// Reads the settings of a request.
pub(crate) fn order(request: &Request) -> Result<Order, ProviderError> {
    let settings = &request.settings;
    let file = settings.text("file").filter(|file| !file.is_empty());
    let file = file
        .ok_or_else(|| ProviderError::setting("file", "no migration file is named", "name it: --csv FILE"))?;
    let encoding = settings.text("encoding").map(encoding).transpose()?;
    let megabytes = positive(settings.int("max_megabytes").unwrap_or(64), "max_megabytes")?;
    let rows = positive(settings.int("max_rows").unwrap_or(100_000), "max_rows")?;
    Ok(Order {
        file: PathBuf::from(file),
        encoding,
        delimiter: settings.text("delimiter").and_then(Delimiter::of_word),
        octets: u64::try_from(megabytes)
            .unwrap_or(u64::MAX)
            .saturating_mul(MEGABYTE),
        rows,
    })
}

fn encoding(label: &str) -> Result<&'static Encoding, ProviderError> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        let problem = format!("`{label}` is no known encoding");
        let remedy = "give a name of https://encoding.spec.whatwg.org/#names-and-labels, such as windows-1254 or utf-8, \
                      or leave the setting out";
        ProviderError::setting("encoding", problem, remedy)
    })
}

fn positive(number: i64, setting: &str) -> Result<i64, ProviderError> {
    if number > 0 {
        return Ok(number);
    }
    Err(ProviderError::setting(
        setting,
        format!("{number} would read nothing"),
        "give 1 or more",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::SettingValue;

    fn with(pairs: &[(&str, SettingValue)]) -> Result<Order, ProviderError> {
        let mut request = Request::default();
        for (name, value) in pairs {
            request.settings.insert(*name, value.clone());
        }
        order(&request)
    }

    fn text(text: &str) -> SettingValue {
        SettingValue::Text(text.to_owned())
    }

    #[test]
    fn settings_are_read_and_have_defaults() {
        let order = with(&[("file", text("a.csv"))]).unwrap();
        assert_eq!((order.octets, order.rows), (64 << 20, 100_000));
        assert!(order.encoding.is_none() && order.delimiter.is_none());
        let given = [
            ("file", text("a.csv")),
            ("encoding", text("iso-8859-9")),
            ("delimiter", text("tab")),
            ("max_megabytes", SettingValue::Int(i64::MAX)),
        ];
        let order = with(&given).unwrap();
        assert_eq!(order.encoding.map(Encoding::name), Some("windows-1254"));
        assert_eq!((order.delimiter, order.octets), (Some(Delimiter::Tab), u64::MAX));
    }

    #[test]
    fn the_declared_defaults_are_those_that_apply() {
        let default = |name: &str| {
            declared()
                .into_iter()
                .find(|one| one.name == name)
                .unwrap()
                .default
        };
        assert_eq!(default("max_megabytes").as_deref(), Some("64"));
        assert_eq!(default("max_rows").as_deref(), Some("100000"));
        assert_eq!(default("delimiter").as_deref(), Some("auto"));
    }

    #[test]
    fn what_cannot_be_used_is_named_with_a_remedy() {
        let file = ("file", text("a.csv"));
        for (given, name) in [
            (vec![], "file"),
            (vec![("file", text(""))], "file"),
            (vec![file.clone(), ("encoding", text("cp857"))], "encoding"),
            (vec![file.clone(), ("max_rows", SettingValue::Int(0))], "max_rows"),
            (
                vec![file, ("max_megabytes", SettingValue::Int(-1))],
                "max_megabytes",
            ),
        ] {
            let ProviderError::Setting { setting, remedy, .. } = with(&given).unwrap_err() else {
                panic!("not the setting {name}");
            };
            assert_eq!(setting, name);
            assert!(!remedy.is_empty());
        }
    }
}
