//! What the program tells its child: who it is, which library, within which bounds, and what to do with it.

use crate::Limits;
use serde::{Deserialize, Serialize};

/// The program's first frame.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Hello {
    /// Version of the frames.
    pub(crate) protocol: u32,
    /// Where the library is loaded from.
    pub(crate) library: String,
    pub(crate) limits: Limits,
    /// Whether secrets were granted.
    pub(crate) secrets: bool,
    /// The kit pretends to be a newer host.
    pub(crate) newer: bool,
    /// For the kit: milliseconds to wait after `collect`, to see who calls when he may not.
    pub(crate) settle: u64,
}

/// The program's second frame.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub(crate) enum Order {
    /// Only describe.
    Describe,
    /// Whether the provider reads this file.
    Takes { path: String },
    /// What it would touch.
    Touches { config: String, request: String },
    /// Collect. The deadline is in milliseconds from now.
    Collect {
        config: String,
        request: String,
        deadline: Option<u64>,
    },
    /// For the kit: small things that must hold of every plugin.
    Probe { config: String },
    /// For the kit: create, collect while cancelled, destroy, so many times; what the process holds before and after.
    Cycle {
        config: String,
        request: String,
        times: u32,
    },
}

/// How an order ended.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct End {
    /// A status of the contract.
    pub(crate) status: i32,
    /// What the provider says about it.
    #[serde(default)]
    pub(crate) error: Option<Vec<u8>>,
    /// For `takes`.
    #[serde(default)]
    pub(crate) takes: bool,
    /// Calls of the host after `collect` had returned.
    #[serde(default)]
    pub(crate) late: u64,
    /// For the kit.
    #[serde(default)]
    pub(crate) problems: Vec<String>,
    /// For the kit: resident octets, open files and threads, before and after.
    #[serde(default)]
    pub(crate) held: Option<[[u64; 3]; 2]>,
}

/// Why a library cannot be used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Unusable {
    pub(crate) why: String,
}

/// Names a secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SecretName {
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) name: String,
    /// The secret itself, when it is to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
}
