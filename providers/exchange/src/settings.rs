//! The provider's settings besides those of the generic provider, read into an order that the rest can rely on.

use imaprules_provider::{ProviderError, Request, Setting, SettingType};
use std::path::PathBuf;

/// Records of one file that are read at most, where nobody says otherwise.
const RECORDS: i64 = 4_000_000;

/// What to read and what the user told, checked.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) imports: Vec<PathBuf>,
    /// The account that opens all mailboxes, where the user names one.
    pub(crate) admin: Option<String>,
    pub(crate) records: u64,
    /// Host of the IMAP endpoint, where a server is named.
    pub(crate) host: Option<String>,
    /// Id of the endpoint's subject.
    pub(crate) endpoint: Option<String>,
    pub(crate) port: Option<u16>,
    /// Whether the endpoint is encrypted from the first octet.
    pub(crate) tls: bool,
}

/// The settings as users see them.
pub(crate) fn declared() -> Vec<Setting> {
    vec![
        Setting::new(
            "admin",
            SettingType::Text,
            None,
            "Migration admin account that opens all mailboxes, as DOMAIN\\name, UPN or DN; otherwise the one that the rows name.",
        ),
        Setting::new(
            "max_records",
            SettingType::Int,
            Some(&RECORDS.to_string()),
            "Records of one imported file that are read at most.",
        ),
    ]
}

/// Reads the settings of a request.
pub(crate) fn order(request: &Request) -> Result<Order, ProviderError> {
    let settings = &request.settings;
    let text = |name: &str| {
        let text = settings.text(name).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let records = settings.int("max_records").unwrap_or(RECORDS);
    let Some(records) = u64::try_from(records).ok().filter(|records| *records > 0) else {
        return Err(ProviderError::setting(
            "max_records",
            "so few would read nothing",
            "give 1 or more",
        ));
    };
    let server = text("server");
    let (host, port) = server.as_deref().map_or((None, None), |server| {
        let (host, port) = host_and_port(server);
        (Some(host), port)
    });
    let tls = settings.text("security").is_none_or(|word| word == "tls");
    let port = server
        .is_some()
        .then(|| port.unwrap_or(if tls { 993 } else { 143 }));
    let endpoint = host
        .as_deref()
        .zip(port)
        .map(|(host, port)| match host.contains(':') {
            true => format!("[{host}]:{port}"),
            false => format!("{host}:{port}"),
        });
    Ok(Order {
        imports: settings.texts("import").iter().map(PathBuf::from).collect(),
        admin: text("admin"),
        records,
        host,
        endpoint,
        port,
        tls,
    })
}

/// Host and port as users write them; the generic provider refuses what is neither.
fn host_and_port(server: &str) -> (String, Option<u16>) {
    if let Some((host, rest)) = server.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (
            host.to_owned(),
            rest.strip_prefix(':').and_then(|port| port.parse().ok()),
        );
    }
    match server.split_once(':') {
        Some((host, port)) if !port.contains(':') => (host.to_owned(), port.parse().ok()),
        _ => (server.to_owned(), None),
    }
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

    #[test]
    fn the_endpoint_is_named_as_its_subject() {
        let text = |text: &str| SettingValue::Text(text.to_owned());
        for (server, security, endpoint) in [
            ("mail.contoso.com", "tls", "mail.contoso.com:993"),
            ("mail.contoso.com", "starttls", "mail.contoso.com:143"),
            ("mail.contoso.com:1993", "tls", "mail.contoso.com:1993"),
            ("[2001:db8::1]:143", "none", "[2001:db8::1]:143"),
            ("2001:db8::1", "tls", "[2001:db8::1]:993"),
        ] {
            let order = with(&[("server", text(server)), ("security", text(security))]).unwrap();
            assert_eq!(order.endpoint.as_deref(), Some(endpoint));
        }
        assert_eq!(with(&[]).unwrap().endpoint, None);
        assert!(with(&[("max_records", SettingValue::Int(0))]).is_err());
    }
}
