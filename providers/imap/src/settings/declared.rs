//! The declaration of the settings, as users see it.

use imaprules_provider::{Setting, SettingType};

/// The settings' declaration.
pub(crate) fn declared(default_server: Option<&str>) -> Vec<Setting> {
    let others = super::look::declared()
        .chain(super::rows::declared())
        .chain(crate::measure::declared());
    own(default_server).into_iter().chain(others).collect()
}

/// Those that are about the server as a whole.
fn own(default_server: Option<&str>) -> [Setting; 13] {
    [
        Setting::new(
            "server",
            SettingType::Text,
            default_server,
            "Source server as HOST[:PORT]; port 993 for tls, 143 otherwise. IPv6 in brackets.",
        ),
        Setting::new(
            "security",
            SettingType::Word,
            Some("tls"),
            "Encryption: tls from the first octet, starttls, or none.",
        )
        .with_words(&["tls", "starttls", "none"]),
        Setting::new(
            "allow_plaintext",
            SettingType::Bool,
            Some("false"),
            "Allows security none: passwords cross the network readably.",
        ),
        Setting::new(
            "sign_in",
            SettingType::Text,
            Some("none"),
            "Rows to sign in: none, all, or sample:N for N of them, spread evenly over the file.",
        ),
        Setting::new(
            "timeout",
            SettingType::Duration,
            Some("15s"),
            "Time-out of connecting and of every answer.",
        ),
        Setting::new(
            "connections",
            SettingType::Int,
            Some("4"),
            "Connections to the server at the same time.",
        ),
        Setting::new(
            "resolve",
            SettingType::Texts,
            None,
            "HOST:PORT=ADDRESS@OTHER:PORT connects to OTHER:PORT instead of what the name of the server resolves to, and reports that address; ADDRESS is reported in the demo alone.",
        ),
        Setting::new(
            "played",
            SettingType::Bool,
            Some("false"),
            "For the demo: another host plays the server, so that resolve reports ADDRESS and the roots of ca_pem count as public ones. Nothing about a real server is true then.",
        ),
        Setting::new(
            "ca_pem",
            SettingType::Text,
            None,
            "Certificates to trust as roots besides the public ones, as PEM text.",
        ),
        Setting::new(
            "ca_file",
            SettingType::Text,
            None,
            "File with certificates to trust as roots besides the public ones, PEM.",
        ),
        Setting::new(
            "size_limit",
            SettingType::Int,
            Some("36700160"),
            "Octets above which a message counts as oversize.",
        ),
        Setting::new(
            "fetch_limit",
            SettingType::Int,
            Some("100000"),
            "Messages of one mailbox whose size is asked for one by one; the sizes of others are searched for.",
        ),
        Setting::new(
            "mailbox_time",
            SettingType::Duration,
            Some("10min"),
            "Time for the folders of one mailbox; what is not known by then stays unknown.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use crate::ImapProvider;
    use crate::settings::Plan;
    use imaprules_provider::{Request, SettingValue};

    #[test]
    fn the_declared_defaults_are_those_that_hold_where_nothing_is_set() {
        let server = SettingValue::Text("mail.example.com".to_owned());
        let set = [("server", server.clone())];
        let declared = imaprules_kit::request(&ImapProvider::new(), &[], &set);
        let mut bare = Request::default();
        bare.settings.insert("server", server);
        let [declared, bare] = [declared, bare].map(|request| Plan::read(&request, None).unwrap());
        assert_eq!(declared.rows, bare.rows);
        assert_eq!(declared.look, bare.look);
        assert_eq!(declared.measure, bare.measure);
        let rest = |plan: &Plan| {
            (
                (plan.label.clone(), plan.security, plan.sign_in, plan.connections),
                (plan.timeout, plan.size_limit, plan.fetch_limit, plan.mailbox_time),
            )
        };
        assert_eq!(rest(&declared), rest(&bare));
    }
}
