//! The settings of this part: their declaration, and what is wrong with a value.

use imaprules_provider::{ProviderError, Setting, SettingType, Settings};
use std::net::IpAddr;
use std::time::Duration;
use ureq::http::Uri;

/// The declaration of the settings.
pub(crate) fn declared() -> Vec<Setting> {
    vec![
Setting::new("service_account", SettingType::Text, None, "Key file (JSON) of a service account with domain-wide delegation, to ask Google about users, policies and mailboxes."),
Setting::new("admin", SettingType::Text, None, "Address of the administrator whom the service account stands in for; policies need a super administrator."),
Setting::new("customer", SettingType::Text, Some("my_customer"), "Id of the Google Workspace customer (C...); my_customer is the administrator's own."),
Setting::new("api_base", SettingType::Text, None, "Address at which all of Google's APIs are asked instead of their own, for a gateway or a test: https, or http on this machine."),
Setting::new("sign_in_with", SettingType::Word, Some("auto"), "What a look over IMAP signs in with: auto takes the row's password and the service account where there is none; \
         service-account-admin sees hidden labels and whole folders, which the migration does not.").with_words(&["auto", "password", "service-account", "service-account-admin"]),
Setting::new("google_list_from", SettingType::Int, Some("200"), "Rows from which on the whole directory and the whole usage report are listed instead of asking for each user."),
Setting::new("google_tries", SettingType::Int, Some("5"), "How often a call is made at most that Google turns away for the number of calls or that gets no answer."),
Setting::new("google_pause", SettingType::Duration, Some("1s"), "Pause before the second try of a call; it doubles with each try. What Google asks for (Retry-After) comes first."),
Setting::new("google_wait", SettingType::Duration, Some("2min"), "Time that the tries of one call may take together.")
    ]
}

/// A text that is set and not blank.
pub(super) fn text<'a>(settings: &'a Settings, name: &str) -> Option<&'a str> {
    settings.text(name).map(str::trim).filter(|text| !text.is_empty())
}

/// A number from 1.
pub(super) fn counted(settings: &Settings, name: &str, default: u32) -> Result<u32, ProviderError> {
    let Some(value) = settings.int(name) else {
        return Ok(default);
    };
    let value_of = u32::try_from(value).ok().filter(|value| *value > 0);
    value_of.ok_or_else(|| {
        ProviderError::setting(
            name,
            format!("{value} is no number from 1"),
            "give a number from 1",
        )
    })
}

/// A time of at least a millisecond.
pub(super) fn time(settings: &Settings, name: &str, default: Duration) -> Result<Duration, ProviderError> {
    let Some(value) = settings.int(name) else {
        return Ok(default);
    };
    let millis = u64::try_from(value).ok().filter(|value| *value > 0);
    millis
        .map(Duration::from_millis)
        .ok_or_else(|| ProviderError::setting(name, "this is no time", "give a time such as 500ms or 2min"))
}

/// The base address of `api_base`, without a slash at its end.
pub(super) fn base(settings: &Settings) -> Result<Option<String>, ProviderError> {
    let Some(text) = text(settings, "api_base") else {
        return Ok(None);
    };
    if may_hear_secrets(text) {
        return Ok(Some(text.trim_end_matches('/').to_owned()));
    }
    let problem = "it has to be an https address without query; http is for this machine alone, since tokens would cross the network \
                   readably";
    Err(ProviderError::setting(
        "api_base",
        problem,
        "write it as https://gateway.example.com or http://127.0.0.1:8080",
    ))
}

/// Whether secrets may be sent to that address: over https, or to this machine.
pub(crate) fn may_hear_secrets(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else {
        return false;
    };
    let (Some(host), Some(authority)) = (uri.host(), uri.authority()) else {
        return false;
    };
    let plain = !authority.as_str().contains('@') && uri.query().is_none() && !host.is_empty();
    match uri.scheme_str() {
        Some("https") => plain,
        Some("http") => plain && is_loopback(host),
        _ => false,
    }
}

/// Whether a host is this machine, by an address or by the name that RFC 6761 reserves.
pub(super) fn is_loopback(host: &str) -> bool {
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_https_or_stay_on_this_machine() {
        for good in [
            "https://gateway.example.com",
            "https://gateway.example.com:8443/google",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/x",
            "http://localhost:1",
        ] {
            assert!(may_hear_secrets(good), "{good}");
        }
        for bad in [
            "http://gateway.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "https://user:pass@example.com",
            "https://example.com?x=1",
            "ftp://127.0.0.1",
            "127.0.0.1:80",
            "//127.0.0.1",
            "https://",
            "",
        ] {
            assert!(!may_hear_secrets(bad), "{bad}");
        }
    }
}
