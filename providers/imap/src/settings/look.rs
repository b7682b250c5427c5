//! Settings of the look at the server: how far it asks about TLS, whether it looks at the other port, which name servers
//! it asks, and from where it looks.

use super::{Override, endpoint};
use imaprules_provider::{ProviderError, Setting, SettingType, Settings};
use std::net::{IpAddr, SocketAddr};

/// How much is asked about versions and suites with hellos of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum TlsProbe {
    /// As far as the service's needs are not clear from the handshake itself.
    #[default]
    Auto,
    /// Every version, too.
    Full,
    Off,
}

/// From where the server is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vantage {
    Outside,
    Inside,
    SourceHost,
}

impl Vantage {
    /// The word of the fact `probe.vantage`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Vantage::Outside => "outside",
            Vantage::Inside => "inside",
            Vantage::SourceHost => "source_host",
        }
    }
}

/// The other standard port of the same host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherPort {
    pub(crate) port: u16,
    pub(crate) label: String,
    /// Those of the setting `resolve` for this port.
    pub(crate) overrides: Vec<Override>,
}

/// How the server is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LookPlan {
    pub(crate) tls_probe: TlsProbe,
    pub(crate) other_port: Option<OtherPort>,
    /// Asked instead of the name servers of this machine.
    pub(crate) name_server: Option<SocketAddr>,
    /// Asked besides, for what the internet sees.
    pub(crate) public_dns: Option<SocketAddr>,
    /// Nothing when the user did not say.
    pub(crate) vantage: Option<Vantage>,
}

impl LookPlan {
    pub(super) fn read(settings: &Settings, host: &str, port: u16) -> Result<LookPlan, ProviderError> {
        Ok(LookPlan {
            tls_probe: match settings.text("tls_probe") {
                Some("full") => TlsProbe::Full,
                Some("none") => TlsProbe::Off,
                _ => TlsProbe::Auto,
            },
            other_port: other_port(settings, host, port)?,
            name_server: name_server(settings, "name_server")?,
            public_dns: name_server(settings, "public_dns")?,
            vantage: match settings.text("vantage") {
                Some("outside") => Some(Vantage::Outside),
                Some("inside") => Some(Vantage::Inside),
                Some("source-host") => Some(Vantage::SourceHost),
                _ => None,
            },
        })
    }
}

/// Only the two standard ports have another one. Where another host plays the server, it has to play that port as well:
/// the real one is nobody's business then.
fn other_port(settings: &Settings, host: &str, port: u16) -> Result<Option<OtherPort>, ProviderError> {
    let other = match port {
        993 => 143,
        143 => 993,
        _ => return Ok(None),
    };
    if settings.text("other_port") == Some("off") {
        return Ok(None);
    }
    let played = !endpoint::overrides(settings, host, port)?.is_empty();
    let overrides = endpoint::overrides(settings, host, other)?;
    if played == overrides.is_empty() {
        return Ok(None);
    }
    Ok(Some(OtherPort {
        port: other,
        label: endpoint::label(host, other),
        overrides,
    }))
}

fn name_server(settings: &Settings, name: &str) -> Result<Option<SocketAddr>, ProviderError> {
    let Some(text) = settings.text(name).map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let address = text.parse::<IpAddr>().map(|address| SocketAddr::new(address, 53));
    let address = address.or_else(|_| text.parse::<SocketAddr>()).map_err(|_| {
        ProviderError::setting(
            name,
            format!("`{text}` is no address"),
            "write the address of a name server, with :PORT if it is not 53",
        )
    })?;
    Ok(Some(address))
}

/// The settings' declaration.
pub(super) fn declared() -> impl Iterator<Item = Setting> {
    [
Setting::new("tls_probe", SettingType::Word, Some("auto"), "How much is asked about TLS with handshakes of our own, a connection each: what the service needs and the first handshake left open (at most 3), every version from 1.0 on (at most 4), or nothing.").with_words(&["auto", "full", "none"]),
Setting::new("other_port", SettingType::Word, Some("auto"), "Whether the other standard port of the server (143 beside 993 and the reverse) is looked at with one connection.").with_words(&["auto", "off"]),
Setting::new("name_server", SettingType::Text, None, "Name server to ask instead of those of this machine, as ADDRESS or ADDRESS:PORT."),
Setting::new("public_dns", SettingType::Text, None, "Public name server to ask besides, for what the internet sees, as ADDRESS or ADDRESS:PORT; nobody is asked unless set."),
Setting::new("vantage", SettingType::Word, Some("unknown"), "From where this run sees the server: outside its network as Microsoft does, inside, or on the server itself (noticed by itself).").with_words(&["outside", "inside", "source-host", "unknown"])
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::SettingValue;

    fn read(port: u16, set: &[(&str, SettingValue)]) -> Result<LookPlan, ProviderError> {
        let mut settings = Settings::default();
        for (name, value) in set {
            settings.insert(*name, value.clone());
        }
        LookPlan::read(&settings, "mail.example.com", port)
    }

    fn text(text: &str) -> SettingValue {
        SettingValue::Text(text.to_owned())
    }

    fn resolve(ports: &[u16]) -> SettingValue {
        let play = |port: &u16| format!("mail.example.com:{port}=93.184.215.14@127.0.0.1:4{port}");
        SettingValue::Texts(ports.iter().map(play).collect())
    }

    #[test]
    fn the_other_port_is_a_standard_one_and_never_a_stranger() {
        let other = |port, set: &[(&str, SettingValue)]| {
            read(port, set)
                .unwrap()
                .other_port
                .map(|other| (other.port, other.overrides.len()))
        };
        assert_eq!(other(993, &[]), Some((143, 0)));
        assert_eq!(other(143, &[]), Some((993, 0)));
        assert_eq!(other(10993, &[]), None);
        assert_eq!(other(993, &[("other_port", text("off"))]), None);
        // Played by another host: only where that plays both.
        assert_eq!(other(993, &[("resolve", resolve(&[993]))]), None);
        assert_eq!(other(993, &[("resolve", resolve(&[143]))]), None);
        assert_eq!(other(993, &[("resolve", resolve(&[993, 143]))]), Some((143, 1)));
    }

    #[test]
    fn name_servers_are_addresses() {
        let plan = read(
            993,
            &[
                ("public_dns", text("1.1.1.1")),
                ("name_server", text("[::1]:5353")),
            ],
        )
        .unwrap();
        assert_eq!(plan.public_dns, Some("1.1.1.1:53".parse().unwrap()));
        assert_eq!(plan.name_server, Some("[::1]:5353".parse().unwrap()));
        assert_eq!(
            read(993, &[("public_dns", text("2606:4700::1111"))])
                .unwrap()
                .public_dns,
            Some("[2606:4700::1111]:53".parse().unwrap())
        );
        let error = read(993, &[("public_dns", text("dns.google"))])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("public_dns") && error.contains("address"),
            "{error}"
        );
    }

    #[test]
    fn nobody_says_from_where_unless_asked() {
        assert_eq!(read(993, &[]).unwrap().vantage, None);
        assert_eq!(read(993, &[("vantage", text("unknown"))]).unwrap().vantage, None);
        let plan = read(
            993,
            &[("vantage", text("source-host")), ("tls_probe", text("full"))],
        )
        .unwrap();
        assert_eq!(plan.vantage.map(Vantage::word), Some("source_host"));
        assert_eq!(plan.tls_probe, TlsProbe::Full);
    }
}
