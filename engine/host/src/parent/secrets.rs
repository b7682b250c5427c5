//! Secrets that a plugin was given must not come back: not in a record, not in a line of the log, not in an error.

use imaprules_facts::SubjectRef;
use imaprules_provider::{ExposeSecret, SecretString};
use std::collections::HashMap;

/// Shorter ones occur in texts by chance; they are looked for in nothing.
const SHORTEST: usize = 4;

/// Secrets that were handed out.
#[derive(Default)]
pub(crate) struct Given(HashMap<SubjectRef, Vec<SecretString>>);

impl Given {
    /// Remembers one.
    pub(crate) fn add(&mut self, subject: SubjectRef, secret: &SecretString) {
        let secrets = self.0.entry(subject).or_default();
        let known = |kept: &SecretString| kept.expose_secret() == secret.expose_secret();
        if secret.expose_secret().len() >= SHORTEST && !secrets.iter().any(known) {
            secrets.push(secret.clone());
        }
    }

    /// Whether a line about a subject holds one of the subject's own, as it is or as JSON writes it.
    pub(crate) fn leaks(&self, subject: &SubjectRef, line: &[u8]) -> bool {
        let Some(secrets) = self.0.get(subject) else {
            return false;
        };
        let text = String::from_utf8_lossy(line);
        secrets.iter().any(|secret| {
            let written = serde_json::to_string(secret.expose_secret()).unwrap_or_default();
            text.contains(secret.expose_secret()) || text.contains(written.trim_matches('"'))
        })
    }

    /// A text without any of them.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in self.0.values().flatten() {
            if clean.contains(secret.expose_secret()) {
                clean = clean.replace(secret.expose_secret(), "[a secret]");
            }
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_where_they_would_do_harm() {
        let mut given = Given::default();
        let subject = SubjectRef::new("mailbox", "a");
        given.add(subject.clone(), &SecretString::from("pass\"word".to_owned()));
        given.add(subject.clone(), &SecretString::from("ab".to_owned()));
        assert!(given.leaks(&subject, b"{\"note\":\"pass\\\"word\"}"));
        assert!(!given.leaks(&subject, b"{\"note\":\"absent\"}"));
        assert!(!given.leaks(&SubjectRef::new("mailbox", "b"), b"pass\"word"));
        assert_eq!(given.redact("it said pass\"word."), "it said [a secret].");
    }
}
