//! Examples of codes: a small pack without fault, and for each code the change that provokes it.
//!
//! They are data, `codes.toml` beside this crate's sources. Those that take files on a disk
//! or thousands of rules have none. That examples do what they say is held by `tests/codes.rs`; those of guides are tried
//! by the program, which reads them.

use super::Code;
use crate::files::{MANIFEST, PackFiles};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const CODES: &str = include_str!("../../codes.toml");

/// Lines of a file of a pack as they provoke a code, and as they are right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The file they stand in, below the pack's folder.
    pub file: String,
    /// The lines that provoke the code; nothing where the code is provoked by the file not being there.
    pub wrong: Option<String>,
    /// The lines mended; nothing where the file is removed.
    pub right: Option<String>,
    /// Codes that follow from it, and are found as well.
    #[serde(default)]
    pub also: Vec<String>,
    /// Whether the same is written in every file of the pack: a name that others refer to.
    #[serde(default, skip_serializing)]
    pub everywhere: bool,
}

impl Example {
    /// Whether it is about a guide, which other code than this crate's reads.
    pub fn of_a_guide(&self) -> bool {
        self.file.starts_with("guides/")
    }
}

/// All examples, and the pack they are made of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// Files of the pack without fault, by their paths.
    pack: BTreeMap<String, String>,
    code: BTreeMap<String, Example>,
}

impl Examples {
    /// Those that come with the program.
    ///
    /// # Errors
    /// That they cannot be read, which a test rules out.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        toml::from_str(CODES)
    }

    /// The example of a code.
    pub fn of(&self, code: Code) -> Option<&Example> {
        self.code.get(code.as_str())
    }

    /// The words that have an example.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.code.keys().map(String::as_str)
    }

    /// The pack without fault, which every mended example is.
    pub fn mended(&self) -> PackFiles {
        packed(self.pack.clone())
    }

    /// The pack with what provokes the code.
    pub fn provoking(&self, example: &Example) -> PackFiles {
        let mut files = self.pack.clone();
        match (&example.wrong, &example.right) {
            (Some(wrong), Some(right)) => {
                for (path, text) in &mut files {
                    if example.everywhere || *path == example.file {
                        *text = text.replace(right, wrong);
                    }
                }
            }
            (Some(wrong), None) => {
                files.insert(example.file.clone(), wrong.clone());
            }
            (None, _) => {
                files.remove(&example.file);
            }
        }
        packed(files)
    }
}

fn packed(files: BTreeMap<String, String>) -> PackFiles {
    let (manifest, rest): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| path == MANIFEST);
    PackFiles {
        shipped: false,
        ..PackFiles::shipped("mine", manifest.into_iter().chain(rest))
    }
}
