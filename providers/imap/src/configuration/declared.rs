//! The settings about exported configuration, and what they ask of whoever runs the program.

use imaprules_facts::Value;
use imaprules_provider::{Request, Setting, SettingType};

const YES_NO: [&str; 2] = ["yes", "no"];

/// What is asked, since nothing can be imported: setting, its words, the fact, and what it means.
const ASKED: [(&str, &[&str], &str, &str); 3] = [
    (
        "firewall",
        &["none", "tmg", "other"],
        "server.firewall",
        "What stands before the server: none, tmg (Forefront TMG), or other that counts or inspects connections.",
    ),
    (
        "firewall_exempts",
        &YES_NO,
        "server.firewall_exempts",
        "Whether that firewall exempts Exchange Online's ranges from its limits: yes or no.",
    ),
    (
        "autoban_exempts",
        &YES_NO,
        "server.autoban_exempts",
        "Whether the server exempts Exchange Online's ranges from the bans it sets itself: yes or no.",
    ),
];

/// The settings, besides those of the provider.
pub(crate) fn settings() -> Vec<Setting> {
    let texts = |name, about| Setting::new(name, SettingType::Texts, None, about);
    let asked = ASKED
        .iter()
        .map(|(name, words, _, about)| Setting::new(name, SettingType::Word, None, about).with_words(words));
    let files = texts(
        "import",
        "Exported configuration of the source or of its fail2ban; --import hands it over.",
    );
    let range = texts(
        "service_range",
        "Range of Exchange Online in CIDR form, instead of the published ones.",
    );
    [files, range].into_iter().chain(asked).collect()
}

/// What was answered, as facts.
pub(super) fn answers(request: &Request) -> Vec<(&'static str, Value)> {
    let answer = |(name, words, fact, _): &(&'static str, &[&str], &'static str, &str)| {
        let word = request.settings.text(name)?;
        let value = if *words == YES_NO {
            Value::Bool(word == "yes")
        } else {
            Value::from(word)
        };
        Some((*fact, value))
    };
    ASKED.iter().filter_map(answer).collect()
}
