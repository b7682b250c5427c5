//! What a provider says about itself before it is asked to do anything.

/// Static description of a provider.
#[derive(Debug, Clone)]
pub struct Description {
    /// Id, as in `--provider ID`: lower case, kebab.
    pub id: String,
    /// Id of the provider it is built on, if any: that one's settings may be given under its name too, and its packs
    /// are judged as if it took part.
    pub based_on: Option<String>,
    /// Version of the provider, semantic.
    pub version: String,
    /// Its name for people.
    pub title: String,
    /// The `facts.toml` texts of every fact it emits. A provider built on another one lists that one's too;
    /// identical declarations merge.
    pub schemas: Vec<SchemaSource>,
    /// The rule packs that judge its facts. As with schemas, those of a provider it is built on come first.
    pub packs: Vec<PackSource>,
    /// The settings it takes.
    pub settings: Vec<Setting>,
    /// Error texts or behaviours that administrators see and this provider's rules explain.
    pub symptoms: Vec<Symptom>,
    /// What it needs from the machine: `net:imap`, `net:dns`, `fs:read`, ... Shown before a plugin is trusted.
    pub capabilities: Vec<String>,
    /// Facts of other providers that it wants as input for each subject ([`Request::subjects`](crate::Request)).
    pub inputs: Vec<String>,
}

/// Text of a `facts.toml`, with a name for error messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaSource {
    /// Where the text stands, as shown in errors: `providers/imap/facts.toml`.
    pub name: String,
    /// The text.
    pub text: String,
}

/// The files of a rule pack, held in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackSource {
    /// Where the pack stands, as shown in errors: `rules/imap`.
    pub name: String,
    /// Paths below the pack's folder, with `/`, and their texts.
    pub files: Vec<(String, String)>,
}

/// The type of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingType {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A duration such as `15s`, `1500ms`, `2h`; handed over in milliseconds.
    Duration,
    /// Text.
    Text,
    /// One of some words, listed in [`Setting::words`].
    Word,
    /// Several texts; given by repeating the setting.
    Texts,
    /// A secret, such as a password. It is never a value of a setting: the host takes it from the environment or asks for it, and
    /// gives it out with [`Host::secret`](crate::Host::secret), under the subject [`SETTINGS`] and the provider's id.
    Secret,
}

/// Kind of the subject whose secrets are those of settings. Its id is that of the provider.
pub const SETTINGS: &str = "settings";

/// A setting a provider takes, given as `--set PROVIDER.NAME=VALUE` or in `imaprules.toml`.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Its name, snake case.
    pub name: String,
    /// The type of its value.
    pub kind: SettingType,
    /// The words of [`SettingType::Word`]; for [`SettingType::Secret`] the settings that must be given for it to be of use. Otherwise
    /// empty.
    pub words: Vec<String>,
    /// The default as one would write it, if there is one.
    pub default: Option<String>,
    /// One sentence: what it decides, and its unit.
    pub about: String,
}

impl Setting {
    /// A setting without words.
    pub fn new(name: &str, kind: SettingType, default: Option<&str>, about: &str) -> Setting {
        Setting {
            name: name.to_owned(),
            kind,
            words: Vec::new(),
            default: default.map(str::to_owned),
            about: about.to_owned(),
        }
    }

    /// The same with these [`Setting::words`].
    pub fn with_words(mut self, words: &[&str]) -> Setting {
        self.words = words.iter().map(|word| (*word).to_owned()).collect();
        self
    }
}

/// Something an administrator sees, which rules explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symptom {
    /// Id, kebab case, as rules name it in `explains`.
    pub id: String,
    /// What the administrator sees.
    pub title: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_made_of_its_parts() {
        let plain = Setting::new("server", SettingType::Text, None, "About.");
        assert_eq!((plain.name.as_str(), plain.about.as_str()), ("server", "About."));
        assert!(plain.default.is_none() && plain.words.is_empty());
        let word =
            Setting::new("mode", SettingType::Word, Some("tls"), "About.").with_words(&["tls", "none"]);
        assert_eq!(word.default.as_deref(), Some("tls"));
        assert_eq!(word.words, ["tls", "none"]);
    }
}
