//! What a walk is made of: where somebody is, what happened, what cannot be done. Plain data, to be written down.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The variant of whoever does not know: steps of all variants are shown.
pub(crate) const ANY: &str = "any";

/// Where a walk begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// At what the evidence shows, or else at the guide's first question.
    Anywhere,
    /// At a node, by its id, its number, or a symptom that leads to it.
    Node(String),
}

/// What cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WalkError {
    /// There is no such node.
    #[error("the guide has no node `{name}`{}", meant(.near))]
    Node {
        /// What was asked for.
        name: String,
        /// What may have been meant.
        near: Option<String>,
    },
    /// The node at hand has no such choice.
    #[error("`{node}` has no choice `{name}`; it has {}", list(.has))]
    Choice {
        /// The node at hand.
        node: String,
        /// What was chosen.
        name: String,
        /// What can be chosen.
        has: Vec<String>,
    },
    /// There is nothing to go back to.
    #[error("this is where the walk began; there is nothing to go back to")]
    Beginning,
    /// What was written down belongs to something else.
    #[error("{0}")]
    Saved(String),
}

fn meant(near: &Option<String>) -> String {
    near.as_ref()
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default()
}

fn list(names: &[String]) -> String {
    match names {
        [] => "none: the walk has ended".to_owned(),
        names => names.join(", "),
    }
}

/// Where somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) node: String,
    /// Causes still to be tried.
    pub(crate) queue: Vec<String>,
    /// How many causes there were to try.
    pub(crate) causes: usize,
    /// Where to go when none of them is left.
    pub(crate) after: Option<String>,
    pub(crate) variant: Option<String>,
    /// The node that waits for the variant.
    pub(crate) pending: Option<String>,
    /// Whether the causes are those of the evidence, not of a symptom.
    pub(crate) gathered: bool,
    /// Questions that the evidence answered on the way to this node.
    pub(crate) skipped: Vec<String>,
    /// Causes that the evidence ruled out among those to be tried.
    pub(crate) ruled_out: Vec<String>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// What.
    pub deed: Deed,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
#[non_exhaustive]
pub enum Deed {
    /// The walk began; with what, in words.
    Began {
        /// The symptom, the error, or nothing.
        with: String,
    },
    /// A page was shown.
    Came {
        /// The node.
        node: String,
    },
    /// The evidence answered a question.
    Answered {
        /// The question.
        node: String,
        /// The choice it made.
        choice: String,
    },
    /// The evidence ruled out a cause.
    RuledOut {
        /// The cause.
        node: String,
    },
    /// Somebody chose.
    Chose {
        /// The node.
        node: String,
        /// The choice.
        choice: String,
    },
    /// Somebody went back.
    WentBack {
        /// To this node.
        node: String,
    },
    /// Facts were collected again.
    Checked {
        /// The node.
        node: String,
        /// What came of it.
        result: String,
    },
}

/// A walk as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// The form of what is written: `imaprules-walk/1`.
    pub format: String,
    /// Id of the guide.
    pub guide: String,
    /// Its version.
    pub version: String,
    /// What was seen word for word, made harmless.
    #[serde(default)]
    pub text: String,
    /// The error of the catalogue that it is.
    #[serde(default)]
    pub error: Option<String>,
    pub(super) state: State,
    pub(super) trail: Vec<State>,
    /// Everything that happened.
    pub events: Vec<Event>,
}

/// What [`Saved::format`] says.
pub(super) const FORMAT: &str = "imaprules-walk/1";
