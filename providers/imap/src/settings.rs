//! The provider's settings: their declaration, and reading them into a plan that the rest can rely on.

mod declared;
mod endpoint;
mod look;
mod rows;

pub(crate) use declared::declared;
pub(crate) use look::{LookPlan, OtherPort, TlsProbe, Vantage};
pub(crate) use rows::RowsPlan;

use crate::bearer::BearerTokens;
use crate::measure::MeasurePlan;
use crate::tls::Trust;
use endpoint::{host_and_port, overrides};
use imaprules_provider::{ProviderError, Request, Settings};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// How the connection is to be encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    Tls,
    Starttls,
    Off,
}

impl Security {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Security::Tls => "tls",
            Security::Starttls => "starttls",
            Security::Off => "none",
        }
    }
}

/// Which rows are signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignIn {
    Nobody,
    All,
    Sample(usize),
}

/// An address to report and one to connect to instead of what the name resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Override {
    pub(crate) reported: IpAddr,
    pub(crate) connect: SocketAddr,
}

/// What to do, checked.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Host name or address, without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// `host:port` as the user named it: the id of the server.
    pub(crate) label: String,
    pub(crate) security: Security,
    pub(crate) sign_in: SignIn,
    pub(crate) timeout: Duration,
    pub(crate) connections: usize,
    /// Those for this host and port.
    pub(crate) overrides: Vec<Override>,
    /// Whether another host plays the server, as in the demo: it has the address that is reported, and the named roots play the
    /// public ones.
    pub(crate) played: bool,
    /// Id of the provider that looks.
    pub(crate) provider: &'static str,
    /// Whether folders may be opened.
    pub(crate) opens_folders: bool,
    /// PEM texts of roots to trust besides the public ones.
    pub(crate) roots: Vec<String>,
    pub(crate) size_limit: i64,
    pub(crate) fetch_limit: u64,
    /// Time for the folders of one mailbox.
    pub(crate) mailbox_time: Duration,
    /// How the server itself is looked at.
    pub(crate) look: LookPlan,
    /// How rows are signed in and looked at.
    pub(crate) rows: RowsPlan,
    /// What is measured, and how far.
    pub(crate) measure: MeasurePlan,
    /// Where tokens come from that stand in for passwords.
    pub(crate) bearer: Option<Arc<dyn BearerTokens>>,
}

impl Plan {
    /// Whether folders of a server of this family may be opened, and messages fetched.
    pub(crate) fn opens(&self, family: &str) -> bool {
        self.opens_folders && crate::family::opens(family)
    }

    /// Reads the settings of a request. `server` stands in where none is set.
    pub(crate) fn read(request: &Request, server: Option<&str>) -> Result<Plan, ProviderError> {
        let settings = &request.settings;
        let named = settings
            .text("server")
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .or(server);
        let Some(named) = named else {
            return Err(ProviderError::setting(
                "server",
                "no source server is named",
                "name it with --server HOST[:PORT]",
            ));
        };
        let security = security(settings)?;
        let (host, port) = host_and_port(named)?;
        let port = port.unwrap_or(if security == Security::Tls { 993 } else { 143 });
        let label = endpoint::label(&host, port);
        Ok(Plan {
            look: LookPlan::read(settings, &host, port)?,
            rows: RowsPlan::read(settings)?,
            measure: MeasurePlan::read(settings)?,
            overrides: overrides(settings, &host, port)?,
            played: settings.flag("played"),
            provider: crate::provider::ID,
            opens_folders: true,
            bearer: None,
            host,
            port,
            label,
            security,
            sign_in: sign_in(settings.text("sign_in").unwrap_or("none"))?,
            timeout: Duration::from_millis(positive(settings, "timeout", 15_000)?),
            connections: usize::try_from(positive(settings, "connections", 4)?)
                .unwrap_or(4)
                .min(64),
            roots: roots(settings)?,
            size_limit: i64::try_from(positive(settings, "size_limit", 36_700_160)?).unwrap_or(i64::MAX),
            fetch_limit: u64::try_from(settings.int("fetch_limit").unwrap_or(100_000)).unwrap_or(0),
            mailbox_time: Duration::from_millis(positive(settings, "mailbox_time", 600_000)?),
        })
    }
}

impl Plan {
    /// Connections at most that look at the server itself, without a sign-in: one for each address where there are
    /// several, one that asks, and those that find out about TLS.
    pub(crate) fn looks(&self) -> u64 {
        let addresses = match self.overrides.len() {
            0 if self.host.parse::<IpAddr>().is_ok() => 1,
            0 => crate::dns::MOST,
            played => played,
        };
        let probes = match self.look.tls_probe {
            _ if self.security == Security::Off => 0,
            TlsProbe::Off => 0,
            TlsProbe::Auto => 3,
            TlsProbe::Full => 4,
        };
        let each = if addresses > 1 { addresses as u64 } else { 0 };
        each + 1 + probes
    }
}

fn security(settings: &Settings) -> Result<Security, ProviderError> {
    match settings.text("security").unwrap_or("tls") {
        "tls" => Ok(Security::Tls),
        "starttls" => Ok(Security::Starttls),
        "none" if settings.flag("allow_plaintext") => Ok(Security::Off),
        "none" => Err(ProviderError::setting(
            "allow_plaintext",
            "security none sends passwords readably over the network",
            "add --allow-plaintext if that is acceptable, or use --security starttls or tls",
        )),
        other => Err(ProviderError::setting(
            "security",
            format!("`{other}` is not a word for it"),
            "use tls, starttls or none",
        )),
    }
}

fn sign_in(text: &str) -> Result<SignIn, ProviderError> {
    let bad = || {
        ProviderError::setting(
            "sign_in",
            format!("`{text}` is not a choice"),
            "use none, all or sample:N with N from 1",
        )
    };
    match text {
        "none" => Ok(SignIn::Nobody),
        "all" => Ok(SignIn::All),
        _ => {
            let count = text.strip_prefix("sample:").and_then(|n| n.parse::<usize>().ok());
            count.filter(|n| *n > 0).map(SignIn::Sample).ok_or_else(bad)
        }
    }
}

pub(crate) fn positive(settings: &Settings, name: &str, default: u64) -> Result<u64, ProviderError> {
    let Some(value) = settings.int(name) else {
        return Ok(default);
    };
    u64::try_from(value)
        .ok()
        .filter(|value| *value > 0)
        .ok_or_else(|| {
            ProviderError::setting(
                name,
                format!("{value} is not more than nothing"),
                "give a number from 1",
            )
        })
}

fn roots(settings: &Settings) -> Result<Vec<String>, ProviderError> {
    let mut roots = Vec::new();
    if let Some(pem) = settings.text("ca_pem").filter(|text| !text.trim().is_empty()) {
        Trust::new(&[pem.to_owned()]).map_err(|problem| {
            ProviderError::setting("ca_pem", problem.to_string(), "give certificates as PEM text")
        })?;
        roots.push(pem.to_owned());
    }
    if let Some(path) = settings.text("ca_file").filter(|text| !text.is_empty()) {
        let remedy = "name a readable file with certificates in PEM";
        let pem = std::fs::read_to_string(path)
            .map_err(|error| ProviderError::setting("ca_file", format!("{path}: {error}"), remedy))?;
        Trust::new(std::slice::from_ref(&pem))
            .map_err(|problem| ProviderError::setting("ca_file", format!("{path}: {problem}"), remedy))?;
        roots.push(pem);
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::SettingValue;

    fn plan(settings: &[(&str, SettingValue)]) -> Result<Plan, ProviderError> {
        let mut request = Request::default();
        for (name, value) in settings {
            request.settings.insert(*name, value.clone());
        }
        Plan::read(&request, None)
    }

    fn text(text: &str) -> SettingValue {
        SettingValue::Text(text.to_owned())
    }

    #[test]
    fn the_port_follows_the_security_unless_named() {
        for (server, security, label, host) in [
            (
                "mail.example.com",
                "tls",
                "mail.example.com:993",
                "mail.example.com",
            ),
            (
                "mail.example.com",
                "starttls",
                "mail.example.com:143",
                "mail.example.com",
            ),
            (
                "Mail.Example.com:10993",
                "tls",
                "Mail.Example.com:10993",
                "Mail.Example.com",
            ),
            ("[::1]:1143", "starttls", "[::1]:1143", "::1"),
            ("::1", "tls", "[::1]:993", "::1"),
        ] {
            let plan = plan(&[("server", text(server)), ("security", text(security))]).unwrap();
            assert_eq!((plan.label.as_str(), plan.host.as_str()), (label, host));
        }
    }

    #[test]
    fn what_marks_mail_as_read_is_opened_by_no_plan() {
        let mut plan = plan(&[("server", text("a"))]).unwrap();
        assert!(plan.opens("dovecot") && plan.opens("other") && !plan.opens("exchange"));
        plan.opens_folders = false;
        assert!(!plan.opens("dovecot") && !plan.opens("exchange"));
    }

    #[test]
    fn what_is_no_server_is_refused() {
        for server in ["a:b", "a:0", ":993", "[::1", "[x]:1", "[::1]x", "imap://a", "a b"] {
            assert!(plan(&[("server", text(server))]).is_err(), "{server}");
        }
        let missing = plan(&[]).unwrap_err().to_string();
        assert!(missing.contains("--server"), "{missing}");
    }

    #[test]
    fn plaintext_needs_permission() {
        let none = [("server", text("a")), ("security", text("none"))];
        let error = plan(&none).unwrap_err();
        assert!(matches!(&error, ProviderError::Setting { setting, .. } if setting == "allow_plaintext"));
        assert!(error.to_string().contains("--allow-plaintext"));
        let allowed = [
            none[0].clone(),
            none[1].clone(),
            ("allow_plaintext", SettingValue::Bool(true)),
        ];
        assert_eq!(plan(&allowed).unwrap().security, Security::Off);
    }

    #[test]
    fn samples_and_overrides_are_read() {
        let resolve = SettingValue::Texts(vec![
            "imap.gmail.com:993=142.250.1.108@127.0.0.1:4000".into(),
            "other:993=1.2.3.4@127.0.0.1:1".into(),
        ]);
        let plan = plan(&[
            ("server", text("IMAP.gmail.com")),
            ("sign_in", text("sample:3")),
            ("resolve", resolve),
            ("played", SettingValue::Bool(true)),
        ])
        .unwrap();
        assert_eq!(plan.sign_in, SignIn::Sample(3));
        assert_eq!(plan.overrides.len(), 1);
        assert_eq!(plan.overrides[0].reported.to_string(), "142.250.1.108");
        assert!(sign_in("sample:0").is_err());
        assert!(sign_in("some").is_err());
    }

    #[test]
    fn an_address_that_nobody_connects_to_is_reported_in_a_play_alone() {
        let resolve = SettingValue::Texts(vec!["mail.example.com:993=192.0.2.1@10.0.0.5:993".into()]);
        let mut settings = vec![("server", text("mail.example.com")), ("resolve", resolve)];
        let inside = plan(&settings).unwrap();
        assert!(!inside.played);
        assert_eq!(inside.overrides[0].reported.to_string(), "10.0.0.5");
        settings.push(("played", SettingValue::Bool(true)));
        let demo = plan(&settings).unwrap();
        assert!(demo.played);
        assert_eq!(demo.overrides[0].reported.to_string(), "192.0.2.1");
    }

    #[test]
    fn as_few_connections_are_announced_as_are_made() {
        let looks = |settings: &[(&str, SettingValue)]| plan(settings).unwrap().looks();
        let named = ("server", text("mail.example.com"));
        let literal = ("server", text("192.0.2.1"));
        let probe = |word: &str| ("tls_probe", text(word));
        // A name may have sixteen addresses, and each is looked at.
        assert_eq!(looks(std::slice::from_ref(&named)), 16 + 1 + 3);
        assert_eq!(looks(std::slice::from_ref(&literal)), 1 + 3);
        assert_eq!(looks(&[literal.clone(), probe("full")]), 1 + 4);
        assert_eq!(looks(&[literal.clone(), probe("none")]), 1);
        let plain = [
            literal,
            ("security", text("none")),
            ("allow_plaintext", SettingValue::Bool(true)),
        ];
        assert_eq!(looks(&plain), 1);
        let two = |at: &str| format!("mail.example.com:993={at}@{at}:4000");
        let played = (
            "resolve",
            SettingValue::Texts(vec![two("192.0.2.1"), two("192.0.2.2")]),
        );
        assert_eq!(looks(&[named, played]), 2 + 1 + 3);
    }
}
