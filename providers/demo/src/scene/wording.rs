//! How a product talks: its texts, its habits, its limits. A text is sent as it stands, with the words in braces
//! filled in; the client's tag goes in front of an answer by itself.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The literal texts of a product. Answers start with `OK`, `NO` or `BAD`; lines start with `*` or `+`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    pub greeting: String,
    /// Answer when a command went well: `{command}` in capitals, `{Command}` with one.
    pub completed: String,
    /// Other answers of that kind, by command.
    #[serde(default)]
    pub completed_for: BTreeMap<String, String>,
    /// After a sign-in: `{user}`, and `{code}` for the response code with the capabilities, if any.
    pub signed_in: String,
    pub wrong_password: String,
    /// To a password sent in clear where TLS is demanded: untagged lines first, the answer last.
    #[serde(default)]
    pub in_clear: Vec<String>,
    pub unsupported_mechanism: String,
    /// What is told, in base64, to a token that lets nobody in; the answer comes once the client has taken note.
    #[serde(default = "bad_token")]
    pub bad_token: String,
    pub too_many_connections: String,
    pub unknown_command: String,
    /// To a known command that comes at the wrong time.
    pub wrong_state: String,
    pub bad_arguments: String,
    /// `{mailbox}` as the client wrote it.
    pub no_such_mailbox: String,
    /// To whatever would change something. No product says this: a demo cannot be changed.
    #[serde(default = "read_only")]
    pub read_only: String,
    pub continue_literal: String,
    /// A line after which the connection ends.
    pub line_too_long: String,
    /// An answer, or a line after which the connection ends.
    pub literal_too_long: String,
    pub too_many_errors: String,
    pub goodbye: String,
    /// What follows `* ID `.
    pub id: Option<String>,
    /// What follows `* NAMESPACE `.
    pub namespace: String,
    /// What follows `* LIST ` for the root of the tree.
    pub list_root: String,
    /// The lines of EXAMINE: `{exists}`, `{uidvalidity}`, `{uidnext}`, `{modseq}`.
    pub examine: Vec<String>,
}

impl Wording {
    /// The answer to a command that went well.
    pub(crate) fn completed(&self, command: &str, mailbox: &str) -> String {
        let text = self.completed_for.get(command).unwrap_or(&self.completed);
        let mut capitalised = command.to_ascii_lowercase();
        if let Some(first) = capitalised.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        fill(
            text,
            &[
                ("command", command),
                ("Command", &capitalised),
                ("mailbox", mailbox),
            ],
        )
    }
}

fn read_only() -> String {
    "NO [NOPERM] This demo system takes no changes.".to_owned()
}

/// As Google documents it: <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>
fn bad_token() -> String {
    r#"{"status":"401","schemes":"Bearer","scope":"https://mail.google.com/"}"#.to_owned()
}

/// Habits that differ between products.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Dialect {
    /// Put every mailbox name in quotes, needed or not.
    pub quote_names: bool,
    /// When LIST tells special-use attributes.
    pub special_use: SpecialUse,
    /// Special-use attribute before or after the others.
    pub special_use_first: bool,
    /// Attribute of a container in the answer to an extended LIST, instead of `\Noselect`.
    pub container_extended: Option<String>,
    /// What follows the closing bracket of a STATUS line.
    pub after_status: String,
    /// How the capabilities are told after a sign-in.
    pub tell_capabilities: TellCapabilities,
}

/// When LIST tells special-use attributes (RFC 6154).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SpecialUse {
    /// In every LIST.
    Always,
    /// In a plain LIST, and in an extended one that asks for them.
    Asked,
    /// Not at all.
    #[default]
    Never,
}

/// How capabilities are told after a sign-in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TellCapabilities {
    /// An untagged line before the answer.
    Line,
    /// A response code in the answer.
    Code,
    /// The client must ask.
    #[default]
    Silent,
}

/// What the system bears from one client.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Sessions of one account at the same time.
    pub connections: usize,
    /// Octets of a line before sign-in.
    pub line_before: usize,
    /// Octets of a line after sign-in.
    pub line_after: usize,
    /// Octets of a literal.
    pub literal: u32,
    /// Refused commands before the connection ends; before sign-in, and after.
    pub errors_before: u32,
    pub errors_after: u32,
    /// Seconds without a word from the client.
    pub idle_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 10,
            line_before: 8192,
            line_after: 65_536,
            literal: 65_536,
            errors_before: u32::MAX,
            errors_after: u32::MAX,
            idle_seconds: 1800,
        }
    }
}

/// Puts values in for the words in braces, once: a value that holds braces itself stays as it is.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let known = after.split_once('}').and_then(|(word, tail)| {
            values
                .iter()
                .find(|(name, _)| *name == word)
                .map(|(_, value)| (*value, tail))
        });
        rest = match known {
            Some((value, tail)) => {
                text.push_str(value);
                tail
            }
            None => {
                text.push('{');
                after
            }
        };
    }
    text.push_str(rest);
    text
}
