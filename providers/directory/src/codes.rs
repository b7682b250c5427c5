//! What refusals and result codes mean: the table of `codes.toml`.

use imaprules_facts::Reason;
use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;

/// Why a sign-in was refused, as far as the server says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The code behind `data`, lower case.
    pub data: String,
    /// What it means.
    pub means: String,
    /// What to do.
    pub remedy: String,
    /// Whether the account must be left alone.
    #[serde(default)]
    pub stops: bool,
}

/// A result code that says why a question was not answered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Meaning {
    code: i64,
    /// Its name in the standard.
    pub(crate) word: String,
    pub(crate) means: String,
    reason: String,
}

impl Meaning {
    /// The word of the closed list.
    pub(crate) fn reason(&self) -> Reason {
        Reason::parse(&self.reason).unwrap_or(Reason::Malformed)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    refusal: Vec<Refusal>,
    result: Vec<Meaning>,
}

static TABLE: EmbeddedTable<Table, toml::de::Error> =
    EmbeddedTable::new("directory/codes.toml", include_str!("codes.toml"), toml::from_str);

/// Holds that the meanings of codes are there: what a server refuses would look as if nobody knew it.
///
/// # Errors
/// When the table cannot be read.
pub fn check_codes() -> Result<(), ProviderError> {
    TABLE.check()
}

/// What a result code means.
pub(crate) fn meaning(code: i64) -> Option<&'static Meaning> {
    TABLE.result.iter().find(|meaning| meaning.code == code)
}

impl Refusal {
    /// The refusal that a diagnostic text of Active Directory tells: `... AcceptSecurityContext error, data 52e, v3839`.
    pub fn told(text: &str) -> Option<&'static Refusal> {
        let (_, after) = text.split_once("data ")?;
        let code = after.split([',', ' ', '\0']).next()?.trim();
        TABLE
            .refusal
            .iter()
            .find(|refusal| refusal.data.eq_ignore_ascii_case(code))
    }
}

/// Whether the server refused because the sign-in was not bound to the TLS channel (`SEC_E_BAD_BINDINGS`,
/// https://learn.microsoft.com/windows/win32/secauthn/sspi-status-codes): a policy that also refuses simple binds through a proxy.
pub(crate) fn wants_channel_binding(text: &str) -> bool {
    text.contains("80090346")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_every_reason_is_of_the_list() {
        check_codes().unwrap();
        assert_eq!(TABLE.refusal.len(), 11);
        assert!(!TABLE.result.is_empty());
        for meaning in &TABLE.result {
            assert!(Reason::parse(&meaning.reason).is_some(), "{}", meaning.word);
        }
    }

    #[test]
    fn codes_are_found_in_the_text() {
        let text =
            "80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data 775, v3839\0";
        let refusal = Refusal::told(text).unwrap();
        assert_eq!((refusal.data.as_str(), refusal.stops), ("775", true));
        for other in ["", "data", "data zzz, v1", "no such thing"] {
            assert_eq!(Refusal::told(other), None, "{other}");
        }
    }
}
