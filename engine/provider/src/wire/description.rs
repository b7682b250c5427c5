//! A description as JSON: what `describe` of a plugin returns.

use super::WireError;
use crate::{Description, PackSource, SchemaSource, Setting, SettingType, Symptom};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
struct RawDescription {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    based_on: Option<String>,
    version: String,
    title: String,
    /// Name and text of each `facts.toml`.
    #[serde(default)]
    facts: Vec<RawSchema>,
    #[serde(default)]
    packs: Vec<RawPack>,
    #[serde(default)]
    settings: Vec<RawSetting>,
    #[serde(default)]
    symptoms: Vec<RawSymptom>,
    #[serde(default)]
    capabilities: Vec<String>,
    #[serde(default)]
    inputs: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct RawSchema {
    name: String,
    text: String,
}

#[derive(Serialize, Deserialize)]
struct RawPack {
    name: String,
    /// Paths below the pack's folder, with `/`, and texts.
    files: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct RawSetting {
    name: String,
    #[serde(rename = "type")]
    kind: RawType,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    words: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(default)]
    about: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawType {
    Bool,
    Int,
    Duration,
    Text,
    Word,
    Texts,
    Secret,
}

#[derive(Serialize, Deserialize)]
struct RawSymptom {
    id: String,
    title: String,
}

/// Writes a description.
pub fn write_description(about: &Description) -> Vec<u8> {
    let raw = RawDescription {
        id: about.id.clone(),
        based_on: about.based_on.clone(),
        version: about.version.clone(),
        title: about.title.clone(),
        facts: about.schemas.iter().map(schema).collect(),
        packs: about.packs.iter().map(pack).collect(),
        settings: about.settings.iter().map(setting).collect(),
        symptoms: about.symptoms.iter().map(symptom).collect(),
        capabilities: about.capabilities.clone(),
        inputs: about.inputs.clone(),
    };
    // Texts in vectors and maps of texts can always be written.
    serde_json::to_vec(&raw).unwrap_or_default()
}

/// Reads a description.
///
/// # Errors
/// What is wrong with the text.
pub fn read_description(text: &[u8]) -> Result<Description, WireError> {
    let raw: RawDescription = serde_json::from_slice(text)?;
    Ok(Description {
        id: raw.id,
        based_on: raw.based_on,
        version: raw.version,
        title: raw.title,
        schemas: raw.facts.into_iter().map(RawSchema::read).collect(),
        packs: raw.packs.into_iter().map(RawPack::read).collect(),
        settings: raw.settings.into_iter().map(RawSetting::read).collect(),
        symptoms: raw.symptoms.into_iter().map(RawSymptom::read).collect(),
        capabilities: raw.capabilities,
        inputs: raw.inputs,
    })
}

fn schema(source: &SchemaSource) -> RawSchema {
    RawSchema {
        name: source.name.clone(),
        text: source.text.clone(),
    }
}

fn pack(source: &PackSource) -> RawPack {
    RawPack {
        name: source.name.clone(),
        files: source.files.iter().cloned().collect(),
    }
}

fn setting(setting: &Setting) -> RawSetting {
    RawSetting {
        name: setting.name.clone(),
        kind: match setting.kind {
            SettingType::Bool => RawType::Bool,
            SettingType::Int => RawType::Int,
            SettingType::Duration => RawType::Duration,
            SettingType::Text => RawType::Text,
            SettingType::Word => RawType::Word,
            SettingType::Texts => RawType::Texts,
            SettingType::Secret => RawType::Secret,
        },
        words: setting.words.clone(),
        default: setting.default.clone(),
        about: setting.about.clone(),
    }
}

fn symptom(symptom: &Symptom) -> RawSymptom {
    RawSymptom {
        id: symptom.id.clone(),
        title: symptom.title.clone(),
    }
}

impl RawSchema {
    fn read(self) -> SchemaSource {
        SchemaSource {
            name: self.name,
            text: self.text,
        }
    }
}

impl RawPack {
    fn read(self) -> PackSource {
        PackSource {
            name: self.name,
            files: self.files.into_iter().collect(),
        }
    }
}

impl RawSetting {
    fn read(self) -> Setting {
        Setting {
            name: self.name,
            kind: match self.kind {
                RawType::Bool => SettingType::Bool,
                RawType::Int => SettingType::Int,
                RawType::Duration => SettingType::Duration,
                RawType::Text => SettingType::Text,
                RawType::Word => SettingType::Word,
                RawType::Texts => SettingType::Texts,
                RawType::Secret => SettingType::Secret,
            },
            words: self.words,
            default: self.default,
            about: self.about,
        }
    }
}

impl RawSymptom {
    fn read(self) -> Symptom {
        Symptom {
            id: self.id,
            title: self.title,
        }
    }
}
