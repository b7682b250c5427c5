//! The declaration of the settings, as users see it.

use imaprules_provider::{Setting, SettingType};

/// Name, type, default and meaning of each.
const SETTINGS: [(&str, SettingType, Option<&str>, &str); 13] = [
    (
        "server",
        SettingType::Text,
        None,
        "Source server as HOST[:PORT]; port 993 for tls, 143 otherwise. IPv6 in brackets.",
    ),
    (
        "security",
        SettingType::Word,
        Some("tls"),
        "Encryption: tls from the first octet, starttls, or none.",
    ),
    (
        "allow_plaintext",
        SettingType::Bool,
        Some("false"),
        "Allows security none: passwords cross the network readably.",
    ),
    (
        "sign_in",
        SettingType::Text,
        Some("none"),
        "Rows to sign in: none, all, or sample:N for N of them, spread evenly over the file.",
    ),
    (
        "timeout",
        SettingType::Duration,
        Some("15s"),
        "Time-out of connecting and of every answer.",
    ),
    (
        "connections",
        SettingType::Int,
        Some("4"),
        "Connections to the server at the same time.",
    ),
    (
        "resolve",
        SettingType::Texts,
        None,
        "HOST:PORT=ADDRESS@OTHER:PORT connects to OTHER:PORT instead of what the name of the server resolves to, and reports that address; ADDRESS is reported in the demo alone.",
    ),
    (
        "played",
        SettingType::Bool,
        Some("false"),
        "For the demo: another host plays the server, so that resolve reports ADDRESS and the roots of ca_pem count as public ones. Nothing about a real server is true then.",
    ),
    (
        "ca_pem",
        SettingType::Text,
        None,
        "Certificates to trust as roots besides the public ones, as PEM text.",
    ),
    (
        "ca_file",
        SettingType::Text,
        None,
        "File with certificates to trust as roots besides the public ones, PEM.",
    ),
    (
        "size_limit",
        SettingType::Int,
        Some("36700160"),
        "Octets above which a message counts as oversize.",
    ),
    (
        "fetch_limit",
        SettingType::Int,
        Some("100000"),
        "Messages of one mailbox whose size is asked for one by one; the sizes of others are searched for.",
    ),
    (
        "mailbox_time",
        SettingType::Duration,
        Some("10min"),
        "Time for the folders of one mailbox; what is not known by then stays unknown.",
    ),
];

/// The settings' declaration.
pub(crate) fn declared(default_server: Option<&str>) -> Vec<Setting> {
    let setting = |(name, kind, default, about): (&str, SettingType, Option<&str>, &str)| {
        let default = if name == "server" { default_server } else { default };
        let words: &[&str] = if name == "security" {
            &["tls", "starttls", "none"]
        } else {
            &[]
        };
        Setting {
            name: name.to_owned(),
            kind,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            default: default.map(str::to_owned),
            about: about.to_owned(),
        }
    };
    let others = super::look::declared()
        .chain(super::rows::declared())
        .chain(crate::measure::declared());
    SETTINGS.into_iter().map(setting).chain(others).collect()
}
