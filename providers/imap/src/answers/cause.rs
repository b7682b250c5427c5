//! A cause of failed sign-ins, as the catalogue declares it.

use super::Sign;
use serde::Deserialize;

/// Why a sign-in fails.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The word of the fact `imap.login_cause`.
    pub id: String,
    /// The cause in one sentence, without capital and full stop.
    pub title: String,
    /// The symptom that it explains, by its id.
    pub symptom: String,
    /// What settles whether it is this one.
    pub confirm: String,
    /// Facts that speak for or against it.
    #[serde(default)]
    pub facts: Vec<String>,
    /// Rules that report it, or what it comes from.
    #[serde(default)]
    pub rules: Vec<String>,
    /// What counts for it and against it.
    #[serde(default)]
    pub signs: Vec<Weight>,
    /// Where it is documented.
    pub source: String,
}

/// How much a sign counts for a cause, or, below zero, against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// The sign.
    pub sign: Sign,
    /// Its weight. The place of a cause among those of its answer counts as well, by
    /// `place` of the table.
    pub weight: i32,
}
