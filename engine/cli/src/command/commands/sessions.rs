//! The sessions that commands need, as `rules/sessions.toml` lists them: where each is had, and how a script sees that it is there.

use crate::error::Failure;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    /// The word that rules use.
    pub(crate) id: String,
    /// The shell it is one of.
    pub(crate) shell: String,
    /// What people call it.
    pub(crate) title: String,
    /// How to get into it.
    pub(crate) how: String,
    /// True in it, by the shell's own language.
    #[serde(skip_serializing)]
    pub(crate) check: Option<String>,
}

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    session: Vec<Session>,
}

/// All sessions.
pub(super) fn all() -> Result<&'static [Session], Failure> {
    static ALL: OnceLock<Result<Vec<Session>, String>> = OnceLock::new();
    let read = || {
        let file: Result<File, _> = toml::from_str(imaprules_packs::sessions());
        file.map(|file| file.session).map_err(|error| error.to_string())
    };
    match ALL.get_or_init(read) {
        Ok(sessions) => Ok(sessions),
        Err(error) => Err(Failure::Internal(format!("rules/sessions.toml: {error}"))),
    }
}

/// The words of all sessions, for lint and schemas.
pub(crate) fn ids() -> Result<Vec<String>, Failure> {
    Ok(all()?.iter().map(|session| session.id.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_rules::Shell;

    #[test]
    fn every_session_has_a_shell_that_is_known_and_a_word_of_its_own() {
        let sessions = all().unwrap();
        let mut ids: Vec<&str> = sessions.iter().map(|session| session.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), sessions.len());
        for session in sessions {
            assert!(Shell::parse(&session.shell).is_some(), "{}", session.id);
            assert!(session.check.is_some(), "{}", session.id);
            assert!(!session.how.contains('\n') && !session.title.contains('\n'));
        }
    }
}
