//! Settings of the rows: how accounts are spared, how a migration admin account is looked at, how much is asked of one mailbox.

use super::positive;
use imaprules_provider::{ProviderError, Setting, SettingType, Settings};
use std::time::Duration;

/// How rows are signed in and looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowsPlan {
    /// Whether AUTHENTICATE PLAIN may name the user as authorization identity.
    pub(crate) authorization: bool,
    /// The sign between user and admin account; nothing where it is the usual one.
    pub(crate) separator: Option<char>,
    /// Folders of one mailbox whose rights are asked for one by one.
    pub(crate) rights: usize,
    /// Messages of a large folder whose sizes are asked for as a sample.
    pub(crate) sample: usize,
    /// The first pause before each command once a server throttles.
    pub(crate) pause: Duration,
    /// Refusals in a row after which the server is left alone.
    pub(crate) refusals: usize,
    /// Connections in a row that come to nothing after which the server is left alone.
    pub(crate) failures: usize,
    /// Folders that one fact lists at most.
    pub(crate) lists: usize,
    /// Folders of all mailboxes together that are told one by one.
    pub(crate) folders: u64,
}

impl Default for RowsPlan {
    fn default() -> Self {
        RowsPlan {
            authorization: false,
            separator: None,
            rights: 50,
            sample: 200,
            pause: Duration::from_secs(1),
            refusals: 10,
            failures: 8,
            lists: 200,
            folders: 1_000_000,
        }
    }
}

impl RowsPlan {
    pub(super) fn read(settings: &Settings) -> Result<RowsPlan, ProviderError> {
        let default = RowsPlan::default();
        let pause = u64::try_from(default.pause.as_millis()).unwrap_or(u64::MAX);
        Ok(RowsPlan {
            authorization: settings.text("authorization") == Some("auto"),
            separator: separator(settings)?,
            rights: whole(settings, "rights_limit", default.rights)?,
            sample: whole(settings, "size_sample", default.sample)?,
            pause: Duration::from_millis(positive(settings, "throttle_pause", pause)?),
            refusals: counted(settings, "refusals_in_a_row", default.refusals)?,
            failures: counted(settings, "failures_in_a_row", default.failures)?,
            lists: counted(settings, "largest_lists", default.lists)?,
            folders: positive(settings, "folders_in_all", default.folders)?,
        })
    }
}

fn counted(settings: &Settings, name: &str, default: usize) -> Result<usize, ProviderError> {
    let counted = positive(settings, name, default as u64)?;
    Ok(usize::try_from(counted).unwrap_or(usize::MAX))
}

fn whole(settings: &Settings, name: &str, default: usize) -> Result<usize, ProviderError> {
    let Some(value) = settings.int(name) else {
        return Ok(default);
    };
    usize::try_from(value).map_err(|_| {
        ProviderError::setting(
            name,
            format!("{value} is less than nothing"),
            "give a number from 0",
        )
    })
}

fn separator(settings: &Settings) -> Result<Option<char>, ProviderError> {
    let text = settings.text("master_separator").unwrap_or("*");
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (None | Some('*'), None) => Ok(None),
        (Some(sign), None) if !sign.is_alphanumeric() && !sign.is_control() => Ok(Some(sign)),
        _ => Err(ProviderError::setting(
            "master_separator",
            format!("`{text}` is no single sign"),
            "give the sign that the server has between user and admin account, such as * or %",
        )),
    }
}

/// The settings' declaration.
pub(super) fn declared() -> impl Iterator<Item = Setting> {
    [
Setting::new("connections_in_total", SettingType::Int, Some("16"), "Connections to all servers together at the same time."),
Setting::new("refusals_of_account", SettingType::Int, Some("1"), "Refused sign-ins of one account after which it is left alone."),
Setting::new("refusals_in_a_row", SettingType::Int, Some("10"), "Refused sign-ins in a row, of whatever accounts, after which the server is left alone."),
Setting::new("failures_in_a_row", SettingType::Int, Some("8"), "Connections in a row that come to nothing after which the server is left alone."),
Setting::new("throttle_pause", SettingType::Duration, Some("1s"), "Pause before each command once a server says that it throttles; it doubles with every such answer, sixteenfold at most."),
Setting::new("authorization", SettingType::Word, Some("off"), "Whether rows whose user name names an admin account in a form that the server does not take are looked at by AUTHENTICATE PLAIN with the user as authorization identity, at servers that know it.").with_words(&["auto", "off"]),
Setting::new("master_separator", SettingType::Text, Some("*"), "Sign between user and admin account in user names (Dovecot: auth_master_user_separator)."),
Setting::new("rights_limit", SettingType::Int, Some("50"), "Folders of one mailbox whose rights are asked for one by one (MYRIGHTS); 0 for none."),
Setting::new("size_sample", SettingType::Int, Some("200"), "Messages of a folder beyond imap.fetch_limit whose sizes are asked for, to estimate its octets; 0 for none."),
Setting::new("largest_lists", SettingType::Int, Some("200"), "Folders named in one fact that lists them, such as imap.exclude_folders; more are counted and left out."),
Setting::new("folders_in_all", SettingType::Int, Some("1000000"), "Folders of all mailboxes together that are told one by one; those of the mailboxes after that stay unknown.")
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::SettingValue;

    fn read(name: &str, value: SettingValue) -> Result<RowsPlan, ProviderError> {
        let mut settings = Settings::default();
        settings.insert(name, value);
        RowsPlan::read(&settings)
    }

    #[test]
    fn the_separator_is_one_sign() {
        let separator = |text: &str| read("master_separator", SettingValue::Text(text.into()));
        assert_eq!(separator("*").unwrap().separator, None);
        assert_eq!(separator("%").unwrap().separator, Some('%'));
        for wrong in ["**", "x", "\n"] {
            let error = separator(wrong).unwrap_err().to_string();
            assert!(error.contains("master_separator"), "{error}");
        }
    }

    #[test]
    fn numbers_may_be_nothing_only_where_that_makes_sense() {
        assert_eq!(read("rights_limit", SettingValue::Int(0)).unwrap().rights, 0);
        assert_eq!(read("size_sample", SettingValue::Int(0)).unwrap().sample, 0);
        assert!(read("rights_limit", SettingValue::Int(-1)).is_err());
        assert!(read("refusals_in_a_row", SettingValue::Int(0)).is_err());
        assert_eq!(RowsPlan::read(&Settings::default()).unwrap().refusals, 10);
    }

    #[test]
    fn declared_defaults_are_those_that_are_read() {
        let by_default = RowsPlan::read(&Settings::default()).unwrap();
        let mut settings = Settings::default();
        for setting in declared() {
            let text = setting.default.unwrap();
            let value = match setting.kind {
                SettingType::Int => SettingValue::Int(text.parse().unwrap()),
                SettingType::Duration => SettingValue::Int(1_000),
                _ => SettingValue::Text(text),
            };
            settings.insert(setting.name, value);
        }
        assert_eq!(RowsPlan::read(&settings).unwrap(), by_default);
    }
}
