//! Secrets that a plugin was given must not come back: not in a record, not in a line of the log, not in an error.
//!
//! Where every subject has secrets of its own, as mailboxes do, a record about one is searched for that one's: a password of another
//! may well be a word that stands there by chance. Records about anything else are searched for all, and those of settings, which no
//! record is about, are looked for everywhere. What was encoded on purpose is not found: a child process contains faults, not malice.

use imaprules_facts::SubjectRef;
use imaprules_provider::{ExposeSecret, SETTINGS, SecretString};
use std::collections::{HashMap, HashSet};

/// Shorter ones occur in texts by chance; they are looked for in nothing.
const SHORTEST: usize = 4;

/// Secrets that were handed out.
#[derive(Default)]
pub(crate) struct Given {
    of: HashMap<SubjectRef, Vec<SecretString>>,
    /// Kinds of subjects that have secrets.
    kinds: HashSet<String>,
    /// Secrets of settings, in the forms in which they are found.
    of_settings: Vec<SecretString>,
    /// All of them in these forms, by their first octets: there may be as many as there are mailboxes, and more records yet.
    starts: HashMap<[u8; SHORTEST], Vec<SecretString>>,
}

impl Given {
    /// Remembers one.
    pub(crate) fn add(&mut self, subject: SubjectRef, secret: &SecretString) {
        if secret.expose_secret().len() < SHORTEST {
            return;
        }
        let of_settings = subject.kind == SETTINGS;
        self.kinds.insert(subject.kind.clone());
        let secrets = self.of.entry(subject).or_default();
        let known = |kept: &SecretString| kept.expose_secret() == secret.expose_secret();
        if secrets.iter().any(known) {
            return;
        }
        secrets.push(secret.clone());
        for form in forms(secret) {
            if of_settings {
                self.of_settings.push(form.clone());
            }
            let start = form.expose_secret().as_bytes().first_chunk();
            if let Some(start) = start.copied() {
                self.starts.entry(start).or_default().push(form);
            }
        }
    }

    /// Whether a line about a subject holds a secret that must not stand there, as it is or as JSON writes it.
    pub(crate) fn leaks(&self, subject: &SubjectRef, line: &[u8]) -> bool {
        if !self.kinds.contains(&subject.kind) {
            return self.holds_any(line);
        }
        let text = String::from_utf8_lossy(line);
        let holds = |form: &SecretString| text.contains(form.expose_secret());
        let own = self.of.get(subject).into_iter().flatten();
        self.of_settings.iter().any(holds) || own.flat_map(forms).any(|form| holds(&form))
    }

    /// Whether a line holds any secret at all: one pass over it, however many there are.
    fn holds_any(&self, line: &[u8]) -> bool {
        if self.starts.is_empty() {
            return false;
        }
        (0..line.len()).any(|at| {
            let rest = line.get(at..).unwrap_or_default();
            let beginning = rest
                .first_chunk::<SHORTEST>()
                .and_then(|start| self.starts.get(start));
            beginning
                .into_iter()
                .flatten()
                .any(|form| rest.starts_with(form.expose_secret().as_bytes()))
        })
    }

    /// A text without any of them.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in self.of.values().flatten() {
            if clean.contains(secret.expose_secret()) {
                clean = clean.replace(secret.expose_secret(), "[a secret]");
            }
        }
        clean
    }
}

/// A secret as it is, and as JSON writes it where that differs.
fn forms(secret: &SecretString) -> impl Iterator<Item = SecretString> + use<> {
    let plain = secret.expose_secret();
    let written = serde_json::to_string(plain).unwrap_or_default();
    let written = written
        .get(1..written.len().saturating_sub(1))
        .unwrap_or_default();
    let differs = written != plain && !written.is_empty();
    let written = differs.then(|| SecretString::from(written.to_owned()));
    std::iter::once(secret.clone()).chain(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(id: &str) -> SubjectRef {
        SubjectRef::new("mailbox", id)
    }

    fn given(secrets: &[(SubjectRef, &str)]) -> Given {
        let mut given = Given::default();
        for (subject, secret) in secrets {
            given.add(subject.clone(), &SecretString::from((*secret).to_owned()));
        }
        given
    }

    #[test]
    fn secrets_are_found_where_they_would_do_harm() {
        let given = given(&[(mailbox("a"), "pass\"word"), (mailbox("a"), "ab")]);
        assert!(given.leaks(&mailbox("a"), b"{\"note\":\"pass\\\"word\"}"));
        assert!(!given.leaks(&mailbox("a"), b"{\"note\":\"absent\"}"));
        assert!(!given.leaks(&mailbox("b"), b"pass\"word"));
        assert_eq!(given.redact("it said pass\"word."), "it said [a secret].");
    }

    #[test]
    fn secrets_of_settings_are_looked_for_in_every_record() {
        let of_settings = SubjectRef::new(SETTINGS, "vendor");
        let given = given(&[(mailbox("a"), "own-secret"), (of_settings, "key\\of\"all")]);
        for subject in [mailbox("a"), mailbox("b"), SubjectRef::new("server", "h:993")] {
            assert!(
                given.leaks(&subject, b"{\"note\":\"key\\\\of\\\"all\"}"),
                "{subject:?}"
            );
            assert!(given.leaks(&subject, b"key\\of\"all"), "{subject:?}");
            assert!(!given.leaks(&subject, b"{\"note\":\"key\"}"), "{subject:?}");
        }
    }

    #[test]
    fn records_that_are_about_no_mailbox_are_searched_for_all_secrets() {
        let given = given(&[(mailbox("a"), "open-sesame"), (mailbox("b"), "open-\"door\"")]);
        let server = SubjectRef::new("server", "h:993");
        assert!(given.leaks(&server, b"{\"id\":\"h:993\",\"note\":\"open-sesame\"}"));
        assert!(given.leaks(&server, b"{\"note\":\"open-\\\"door\\\"\"}"));
        assert!(given.leaks(&server, b"open-sesame"));
        assert!(!given.leaks(&server, b"{\"note\":\"open-ses\"}"));
        assert!(!given.leaks(&server, b"op"));
        // Of mailboxes each has its own.
        assert!(!given.leaks(&mailbox("b"), b"open-sesame"));
    }

    #[test]
    fn short_secrets_are_looked_for_in_nothing() {
        let given = given(&[(SubjectRef::new(SETTINGS, "vendor"), "abc")]);
        assert!(!given.leaks(&SubjectRef::new("server", "h:993"), b"abc"));
        assert!(!given.leaks(&mailbox("a"), b"abc"));
    }
}
