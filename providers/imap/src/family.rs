//! Which product a server is, from what it says of itself. The signs are data: `families.toml`. A banner can be
//! changed by whoever runs the server, so the evidence goes with the answer.

use imaprules_provider::{EmbeddedTable, ProviderError};
use regex::{Captures, Regex, RegexBuilder};
use serde::Deserialize;
use serde::de::Error as _;
use std::collections::BTreeMap;

/// The table of signs.
const TABLE: &str = include_str!("../families.toml");

/// Memory of one compiled pattern at most.
const PATTERN_SIZE: usize = 1 << 20;

/// More characters of a version are not kept.
const VERSION_LENGTH: usize = 60;

/// Where a sign was found, the strongest first. The words are those of the fact `server.family_evidence`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Evidence {
    Id,
    Greeting,
    Capabilities,
    Host,
}

impl Evidence {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Evidence::Id => "id",
            Evidence::Greeting => "greeting",
            Evidence::Capabilities => "capabilities",
            Evidence::Host => "host",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    sign: Vec<Sign>,
    family: BTreeMap<String, Implied>,
}

/// What a product implies for a migration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Implied {
    /// Where IMAP is switched on and off for one user.
    pub(crate) enablement: Option<String>,
    /// What the product does by itself after failed sign-ins.
    pub(crate) penalty: Option<String>,
    /// The provider that is made for the product.
    pub(crate) provider: Option<String>,
    /// Whether folders may be opened and messages fetched.
    #[serde(default = "yes")]
    opens: bool,
    /// Where it is written that they may not.
    opens_source: Option<String>,
    /// Names of the entries above that no source confirmed.
    #[serde(default)]
    pub(crate) unverified: Vec<String>,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    family: String,
    #[serde(rename = "in")]
    evidence: Evidence,
    pattern: String,
    /// How sure it makes by itself, from 1 to 99.
    confidence: u8,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
    /// Literal texts that the tests hold against the pattern.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    #[serde(default)]
    texts: Vec<String>,
    /// The same, made up in the product's manner.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests read it"))]
    #[serde(default)]
    made: Vec<String>,
}

struct Compiled {
    sign: Sign,
    pattern: Regex,
}

/// What a server says of itself, as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Signs<'a> {
    /// Fields of the answer to ID, as `name=Dovecot`.
    pub(crate) id: &'a [String],
    /// Text of the greeting, without status and code.
    pub(crate) greeting: &'a str,
    /// In upper case.
    pub(crate) capabilities: &'a [String],
    pub(crate) host: &'a str,
}

impl Signs<'_> {
    fn text(&self, evidence: Evidence) -> String {
        match evidence {
            Evidence::Id => self.id.join("\n"),
            Evidence::Greeting => self.greeting.to_owned(),
            Evidence::Capabilities => self.capabilities.join(" "),
            Evidence::Host => self.host.trim_end_matches('.').to_ascii_lowercase(),
        }
    }
}

/// A recognised product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Family {
    /// The value of the fact `server.family`.
    pub(crate) name: String,
    pub(crate) evidence: Evidence,
    /// How sure it is, from 1 to 99.
    pub(crate) confidence: u8,
    pub(crate) version: Option<String>,
}

impl Family {
    /// What the product implies.
    pub(crate) fn implied(&self) -> Option<&'static Implied> {
        table().implied.get(&self.name)
    }
}

/// Whether folders of a product may be opened and messages fetched: not where versions of it mark mail as read then.
pub(crate) fn opens(family: &str) -> bool {
    table().implied.get(family).is_none_or(|implied| implied.opens)
}

/// The product behind some signs, if one is recognised. The version may stand in a weaker sign of the same product.
pub(crate) fn recognise(signs: &Signs<'_>) -> Option<Family> {
    let mut found: Option<Family> = None;
    for evidence in [
        Evidence::Id,
        Evidence::Greeting,
        Evidence::Capabilities,
        Evidence::Host,
    ] {
        let text = signs.text(evidence);
        let Some((sign, version)) = first(evidence, &text) else {
            continue;
        };
        match &mut found {
            None => {
                found = Some(Family {
                    name: sign.family.clone(),
                    evidence,
                    confidence: sign.confidence.clamp(1, 99),
                    version,
                })
            }
            Some(family) if family.name == sign.family => {
                family.confidence = surer(family.confidence, sign.confidence);
                if family.version.is_none() {
                    family.version = version;
                }
            }
            Some(family) => family.confidence = less_sure(family.confidence, sign.confidence),
        }
    }
    found
}

/// Two signs that know nothing of each other name the same product: both would have to be wrong.
fn surer(one: u8, other: u8) -> u8 {
    let doubt = u16::from(100_u8.saturating_sub(one)) * u16::from(100_u8.saturating_sub(other)) / 100;
    u8::try_from(100_u16.saturating_sub(doubt))
        .unwrap_or(99)
        .clamp(1, 99)
}

/// Another sign names another product. The stronger kind still counts, at most half as sure as the other sign is strong.
fn less_sure(one: u8, other: u8) -> u8 {
    one.saturating_sub(other / 2).max(1)
}

/// The first sign of a kind that fits, and the version in it.
fn first(evidence: Evidence, text: &str) -> Option<(&'static Sign, Option<String>)> {
    table()
        .signs
        .iter()
        .filter(|entry| entry.sign.evidence == evidence)
        .find_map(|entry| {
            let captures = entry.pattern.captures(text)?;
            Some((&entry.sign, version(&captures)))
        })
}

fn version(captures: &Captures<'_>) -> Option<String> {
    let text = captures
        .name("version")?
        .as_str()
        .trim_end_matches(['.', ',', ')', ';']);
    let version: String = text.chars().take(VERSION_LENGTH).collect();
    (!version.is_empty()).then_some(version)
}

/// The table, its patterns compiled.
#[derive(Default)]
struct Known {
    signs: Vec<Compiled>,
    implied: BTreeMap<String, Implied>,
}

static KNOWN: EmbeddedTable<Known, toml::de::Error> =
    EmbeddedTable::new("imap/families.toml", TABLE, |text| {
        let table: Table = toml::from_str(text)?;
        Ok(Known {
            signs: table.sign.into_iter().map(compile).collect::<Result<_, _>>()?,
            implied: table.family,
        })
    });

/// The table. A test holds that all of it is used.
fn table() -> &'static Known {
    &KNOWN
}

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    KNOWN.check()
}

fn compile(sign: Sign) -> Result<Compiled, toml::de::Error> {
    let pattern = RegexBuilder::new(&sign.pattern)
        .size_limit(PATTERN_SIZE)
        .build()
        .map_err(toml::de::Error::custom)?;
    Ok(Compiled { sign, pattern })
}

#[cfg(test)]
mod tests;
