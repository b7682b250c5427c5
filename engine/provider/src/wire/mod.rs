//! What travels between the program and a plugin, as JSON: written and read here for both sides, so that they cannot differ.
//!
//! Members that a reader does not know are skipped, so that either side may be newer. Not here: how the bytes get from one
//! side to the other.

mod description;
mod failure;
mod order;
mod quick;
mod read;
mod value;
mod write;

pub use description::{read_description, write_description};
pub use failure::{read_failure, write_failure};
pub use order::{
    read_attempt, read_config, read_request, read_touch, write_attempt, write_config, write_request,
    write_touch,
};
pub use read::Lines;
pub use write::{write_record, write_source};

/// Why a text could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WireError(pub String);

impl From<serde_json::Error> for WireError {
    fn from(error: serde_json::Error) -> Self {
        WireError(error.to_string())
    }
}

#[cfg(test)]
mod tests;
