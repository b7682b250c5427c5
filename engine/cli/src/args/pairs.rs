//! `NAME=VALUE`, as given to `--param` and `--set`.

use std::str::FromStr;
use thiserror::Error;

/// A name and a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pairs {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Where it was written, as shown to people.
    pub(crate) from: &'static str,
}

/// What `from` says of flags.
const FLAG: &str = "the command line";

/// No name, or no equals sign.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not of the form NAME=VALUE")]
pub(crate) struct NoPair(String);

impl FromStr for Pairs {
    type Err = NoPair;

    fn from_str(text: &str) -> Result<Self, NoPair> {
        let (name, value) = text.split_once('=').ok_or_else(|| NoPair(text.to_owned()))?;
        if name.trim().is_empty() {
            return Err(NoPair(text.to_owned()));
        }
        Ok(Pairs {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            from: FLAG,
        })
    }
}
