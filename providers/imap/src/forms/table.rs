//! The table, compiled once. A test holds that all of it is used.

use super::Parts;
use imaprules_provider::{EmbeddedTable, ProviderError};
use regex::Regex;
use serde::Deserialize;
use serde::de::Error as _;

/// Stands in a pattern for a sign that is known only at run time.
const SEPARATOR: &str = "{separator}";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    #[serde(rename = "form")]
    raw_forms: Vec<RawForm>,
    #[serde(rename = "family")]
    pub(super) families: Vec<Takes>,
    #[serde(skip)]
    pub(super) forms: Vec<Form>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForm {
    id: String,
    pattern: String,
    account: String,
    anywhere: bool,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
    /// Names that the tests hold against the pattern.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    texts: Vec<String>,
}

/// What a product takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Takes {
    pub(super) names: Vec<String>,
    pub(super) takes: Vec<String>,
    #[serde(default)]
    pub(super) write: Vec<String>,
    pub(super) separator: Option<char>,
    pub(super) root: Option<String>,
    /// Whether AUTHENTICATE PLAIN takes an authorization identity.
    #[serde(default)]
    pub(crate) authorization: bool,
    /// Folders of which the admin account sees one where the user has a mailbox.
    #[serde(default)]
    pub(crate) exists: Vec<String>,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
}

/// A form with its pattern.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) id: String,
    pub(super) anywhere: bool,
    account: String,
    #[cfg(test)]
    pub(super) texts: Vec<String>,
    /// Nothing where the sign between the parts is known only at run time.
    pattern: Option<Regex>,
}

impl Form {
    pub(super) fn is_pattern(&self) -> bool {
        self.pattern.is_some()
    }

    /// The name taken apart, if it has this form.
    pub(super) fn parts(&'static self, name: &str) -> Option<Parts> {
        let found = self.pattern.as_ref()?.captures(name)?;
        let part = |group: &str| found.name(group).map(|part| part.as_str().to_owned());
        let parts = Parts {
            form: &self.id,
            user: part("user")?,
            admin: part("admin")?,
            domain: part("domain"),
            account: String::new(),
        };
        // `terry%contoso.com` is an address.
        if !self.anywhere && parts.admin.contains('.') && !parts.admin.contains('@') {
            return None;
        }
        let account = self.account.replace("{admin}", &parts.admin);
        let account = account.replace("{domain}", parts.domain.as_deref().unwrap_or_default());
        Some(Parts { account, ..parts })
    }
}

static TABLE: EmbeddedTable<Table, toml::de::Error> = EmbeddedTable::new(
    "imap/super-user.toml",
    include_str!("../../super-user.toml"),
    |text| {
        let mut table: Table = toml::from_str(text)?;
        let forms = table.raw_forms.iter().cloned().map(compile);
        table.forms = forms.collect::<Result<_, _>>()?;
        Ok(table)
    },
);

pub(super) fn table() -> &'static Table {
    &TABLE
}

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    TABLE.check()
}

fn compile(raw: RawForm) -> Result<Form, toml::de::Error> {
    let pattern = if raw.pattern.contains(SEPARATOR) {
        None
    } else {
        let pattern = Regex::new(&format!("^(?:{})$", raw.pattern));
        Some(pattern.map_err(toml::de::Error::custom)?)
    };
    Ok(Form {
        id: raw.id,
        anywhere: raw.anywhere,
        account: raw.account,
        #[cfg(test)]
        texts: raw.texts,
        pattern,
    })
}

/// What a family takes; nothing where nobody knows.
pub(crate) fn family(name: &str) -> Option<&'static Takes> {
    table()
        .families
        .iter()
        .find(|family| family.names.iter().any(|one| one == name))
}

#[cfg(test)]
impl Table {
    pub(super) fn raw(&self) -> usize {
        self.raw_forms.len()
    }
}
