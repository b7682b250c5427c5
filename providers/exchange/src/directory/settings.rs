//! How the directory is to be asked: the settings that name it, read into a plan that can be carried out.

use imaprules_directory::{Endpoint, Limits, Security, Trust};
use imaprules_provider::{ProviderError, Request, Setting, SettingType, Settings, Touch};
use std::time::Duration;

/// The account's password, which is no value of a setting: the host keeps it.
pub(super) const PASSWORD: &str = "directory_password";

/// What to ask, checked.
pub(crate) struct Plan {
    /// Servers of the directory. The first one is asked for what the whole forest shares, each for its own domain.
    pub(super) endpoints: Vec<Endpoint>,
    /// Who signs in.
    pub(super) user: Option<String>,
    /// Where mailboxes are looked for, instead of the whole domain.
    pub(super) base: Option<String>,
    pub(super) allow_plaintext: bool,
    pub(super) trust: Trust,
    pub(super) limits: Limits,
}

/// The settings as users see them.
pub(crate) fn declared() -> Vec<Setting> {
    vec![
Setting::new("directory", SettingType::Texts, None, "A domain controller to ask about Exchange, as HOST[:PORT] or ldaps://HOST; one for each domain of the forest that has mailboxes."),
Setting::new("directory_security", SettingType::Word, None, "How the way there is secured: tls (port 636, the default), starttls (port 389) or none (no password goes over it without --allow-plaintext).").with_words(&Security::WORDS),
Setting::new("directory_user", SettingType::Text, None, "Who signs in to the directory, as user@domain or DOMAIN\\user; View-Only Organization Management, or Exchange View-Only Administrator up to 2007, is enough."),
Setting::new(PASSWORD, SettingType::Secret, None, "Password of directory_user.").with_words(&["directory", "directory_user"]),
Setting::new("directory_base", SettingType::Text, None, "Distinguished name below which mailboxes are looked for, instead of the whole domain."),
Setting::new("directory_ca_file", SettingType::Text, None, "File with the certificate of the authority that the domain controllers' certificates come from, PEM, where this machine does not trust it."),
Setting::new("directory_timeout", SettingType::Duration, Some("30s"), "Time for one answer of the directory."),
Setting::new("directory_page", SettingType::Int, Some("1000"), "Entries of one page; Active Directory gives 1000 at most."),
Setting::new("directory_entries", SettingType::Int, Some("1000000"), "Entries that are read from one directory at most.")
    ]
}

/// Reads the settings; nothing where no directory is named.
pub(crate) fn plan(request: &Request) -> Result<Option<Plan>, ProviderError> {
    let settings = &request.settings;
    let endpoints = endpoints(settings)?;
    let text = |name: &str| {
        let text = settings.text(name).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let user = text("directory_user");
    if endpoints.is_empty() {
        return match user {
            None => Ok(None),
            Some(_) => Err(ProviderError::setting(
                "directory_user",
                "no directory is named that it could sign in to",
                "name a domain controller with --set exchange.directory=HOST",
            )),
        };
    }
    Ok(Some(Plan {
        endpoints,
        user,
        base: text("directory_base"),
        allow_plaintext: settings.flag("allow_plaintext"),
        trust: trust(settings)?,
        limits: limits(settings)?,
    }))
}

/// Several servers may stand in one value, too, as a configuration file has it.
fn endpoints(settings: &Settings) -> Result<Vec<Endpoint>, ProviderError> {
    let security = settings.text("directory_security").and_then(Security::parse);
    let mut endpoints: Vec<Endpoint> = Vec::new();
    let words = settings
        .texts("directory")
        .iter()
        .flat_map(|text| text.split([',', ' ']));
    for word in words.filter(|word| !word.trim().is_empty()) {
        let endpoint = Endpoint::parse(word, security).map_err(|error| {
            ProviderError::setting(
                "directory",
                error.to_string(),
                "write HOST, HOST:PORT or ldaps://HOST; passwords stand nowhere in it",
            )
        })?;
        if !endpoints.contains(&endpoint) {
            endpoints.push(endpoint);
        }
    }
    Ok(endpoints)
}

fn trust(settings: &Settings) -> Result<Trust, ProviderError> {
    let remedy = "name a file with certificates in PEM form, as `certutil -ca.cert` and Export-Certificate with openssl give it";
    let mut pems = Vec::new();
    if let Some(path) = settings
        .text("directory_ca_file")
        .filter(|path| !path.trim().is_empty())
    {
        let pem = std::fs::read_to_string(path).map_err(|error| {
            ProviderError::setting("directory_ca_file", format!("{path}: {error}"), remedy)
        })?;
        pems.push(pem);
    }
    Trust::new(&pems).map_err(|error| ProviderError::setting("directory_ca_file", error.to_string(), remedy))
}

fn limits(settings: &Settings) -> Result<Limits, ProviderError> {
    let default = Limits::default();
    let positive = |name: &str, default: u64| match settings.int(name) {
        None => Ok(default),
        Some(number) => u64::try_from(number)
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| ProviderError::setting(name, "so little would read nothing", "give 1 or more")),
    };
    let millis = u64::try_from(default.timeout.as_millis()).unwrap_or(u64::MAX);
    Ok(Limits {
        timeout: Duration::from_millis(positive("directory_timeout", millis)?),
        page: u32::try_from(positive("directory_page", u64::from(default.page))?).unwrap_or(u32::MAX),
        entries: positive("directory_entries", default.entries)?,
        ..default
    })
}

/// What asking the directory would touch. The account is none of the file's: the question whether to sign in to those is not about it.
pub(crate) fn touches(plan: &Plan) -> Vec<Touch> {
    let one = |action: &str, endpoint: &Endpoint, account: Option<&String>| Touch {
        action: action.to_owned(),
        target: endpoint.to_string(),
        account: account.cloned(),
        times: 1,
    };
    let connects = plan
        .endpoints
        .iter()
        .map(|endpoint| one("connect", endpoint, None));
    let binds = plan.user.iter().flat_map(|user| {
        let bind = move |endpoint| one("bind", endpoint, Some(user));
        plan.endpoints.iter().map(bind)
    });
    connects.chain(binds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::SettingValue;

    fn with(pairs: &[(&str, SettingValue)]) -> Result<Option<Plan>, ProviderError> {
        let mut request = Request::default();
        for (name, value) in pairs {
            request.settings.insert(*name, value.clone());
        }
        plan(&request)
    }

    fn text(text: &str) -> SettingValue {
        SettingValue::Text(text.to_owned())
    }

    fn texts(texts: &[&str]) -> SettingValue {
        SettingValue::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn several_servers_are_asked_once_each_and_touched_as_often() {
        let plan = with(&[
            (
                "directory",
                texts(&["dc1.contoso.com", "dc2.contoso.com, dc1.contoso.com:636"]),
            ),
            ("directory_user", text("viewer@contoso.com")),
        ])
        .unwrap()
        .unwrap();
        let touches = touches(&plan);
        let targets: Vec<_> = touches
            .iter()
            .map(|touch| (touch.action.as_str(), touch.target.as_str()))
            .collect();
        let (first, second) = ("ldaps://dc1.contoso.com:636", "ldaps://dc2.contoso.com:636");
        assert_eq!(
            targets,
            [
                ("connect", first),
                ("connect", second),
                ("bind", first),
                ("bind", second)
            ]
        );
        assert_eq!(touches[3].account.as_deref(), Some("viewer@contoso.com"));
    }

    #[test]
    fn what_cannot_be_carried_out_is_refused_before_anybody_is_asked() {
        let server = ("directory", texts(&["dc1"]));
        assert!(with(&[]).unwrap().is_none());
        for (pairs, setting) in [
            (vec![("directory_user", text("viewer"))], "directory_user"),
            (vec![("directory", texts(&["https://dc1"]))], "directory"),
            (
                vec![
                    ("directory", texts(&["ldaps://dc1"])),
                    ("directory_security", text("none")),
                ],
                "directory",
            ),
            (
                vec![server.clone(), ("directory_ca_file", text("/no/such/file.pem"))],
                "directory_ca_file",
            ),
            (
                vec![server.clone(), ("directory_page", SettingValue::Int(0))],
                "directory_page",
            ),
        ] {
            match with(&pairs) {
                Err(ProviderError::Setting { setting: named, .. }) => assert_eq!(named, setting),
                _ => panic!("{setting} is to be refused"),
            }
        }
    }
}
