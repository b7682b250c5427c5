//! Which product a server is, from what it says of itself. The signs are data: `families.toml`. A banner can be
//! changed by whoever runs the server, so the evidence goes with the answer.

use regex::{Captures, Regex, RegexBuilder};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

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
    /// Names of the entries above that no source confirmed.
    #[serde(default)]
    pub(crate) unverified: Vec<String>,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
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
struct Known {
    signs: Vec<Compiled>,
    implied: BTreeMap<String, Implied>,
}

/// The table, read once. A test holds that all of it is used; a sign that cannot be read would only be missing.
fn table() -> &'static Known {
    static READ: OnceLock<Known> = OnceLock::new();
    READ.get_or_init(|| {
        let (signs, implied) = toml::from_str::<Table>(TABLE)
            .map(|table| (table.sign, table.family))
            .unwrap_or_default();
        Known {
            signs: signs.into_iter().filter_map(compile).collect(),
            implied,
        }
    })
}

fn compile(sign: Sign) -> Option<Compiled> {
    let pattern = RegexBuilder::new(&sign.pattern)
        .size_limit(PATTERN_SIZE)
        .build()
        .ok()?;
    Some(Compiled { sign, pattern })
}

#[cfg(test)]
mod tests;
