//! The provider's settings, read into an order that the rest can rely on.

use crate::network::Range;
use imaprules_exports::reading;
use imaprules_provider::{ProviderError, Request};
use std::path::PathBuf;

/// Records of one file that are read at most, where nobody says otherwise.
pub(crate) const RECORDS: u64 = 2_000_000;

/// What to read and what the user told, checked.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) imports: Vec<PathBuf>,
    pub(crate) admin: Option<String>,
    pub(crate) batch_name: Option<String>,
    /// Ranges as written, and read.
    pub(crate) firewall: Vec<(String, Range)>,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) mx_moves_at: Option<i64>,
    pub(crate) records: u64,
}

/// Reads the settings of a request.
pub(crate) fn order(request: &Request) -> Result<Order, ProviderError> {
    let settings = &request.settings;
    let text = |name: &str| {
        settings
            .text(name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let firewall: Result<Vec<_>, _> = settings
        .texts("firewall_allows")
        .iter()
        .map(|text| range(text))
        .collect();
    let records = settings.int("max_records").map_or(Ok(RECORDS), u64::try_from);
    let records = records.ok().filter(|records| *records > 0);
    Ok(Order {
        imports: settings.texts("import").iter().map(PathBuf::from).collect(),
        admin: text("admin"),
        batch_name: text("batch_name"),
        firewall: firewall?,
        mx_moves_at: text("mx_moves_at").map(|text| moment(&text)).transpose()?,
        records: records.ok_or_else(|| {
            ProviderError::setting("max_records", "so few would read nothing", "give 1 or more")
        })?,
    })
}

fn range(text: &str) -> Result<(String, Range), ProviderError> {
    let read = Range::read(text).map(|range| (text.trim().to_owned(), range));
    read.ok_or_else(|| {
        ProviderError::setting(
            "firewall_allows",
            format!("`{text}` is no address range"),
            "write one as 40.96.0.0/13 or 2603:1006::/40",
        )
    })
}

fn moment(text: &str) -> Result<i64, ProviderError> {
    let read = reading::time(text).ok().filter(|time| time.zoned);
    read.map(|time| time.millis).ok_or_else(|| {
        let problem = format!("`{text}` is no moment with its time zone");
        ProviderError::setting(
            "mx_moves_at",
            problem,
            "write it as 2026-11-27T20:00:00Z or 2026-11-27T23:00:00+03:00",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::SettingValue;
    use std::path::Path;

    fn with(pairs: &[(&str, SettingValue)]) -> Result<Order, ProviderError> {
        let mut request = Request::default();
        pairs
            .iter()
            .for_each(|(name, value)| request.settings.insert(*name, value.clone()));
        order(&request)
    }

    fn texts(texts: &[&str]) -> SettingValue {
        SettingValue::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn settings_are_read() {
        let order = with(&[
            ("import", texts(&["a.xml", "b"])),
            (
                "mx_moves_at",
                SettingValue::Text("2026-11-27T23:00:00+03:00".into()),
            ),
            ("firewall_allows", texts(&["40.96.0.0/13"])),
            ("admin", SettingValue::Text(" ".into())),
        ])
        .unwrap();
        assert_eq!(order.imports, [Path::new("a.xml"), Path::new("b")]);
        assert_eq!(order.mx_moves_at, Some(1_795_809_600_000));
        assert_eq!((order.firewall.len(), order.admin), (1, None));
    }

    #[test]
    fn wrong_settings_are_named() {
        for (name, value) in [
            ("mx_moves_at", SettingValue::Text("tonight".into())),
            ("mx_moves_at", SettingValue::Text("2026-11-27T23:00:00".into())),
            ("firewall_allows", texts(&["everything"])),
            ("max_records", SettingValue::Int(0)),
        ] {
            let error = with(&[(name, value)]).unwrap_err().to_string();
            assert!(error.starts_with(&format!("setting `{name}`")), "{error}");
        }
    }
}
