//! Which permissions are delegated to the service account. Google refuses a token for a set in which one is missing, without saying
//! which, so that each is asked for alone then. Delegation is the client's: what holds for one user holds for all.

use super::apis::{self, Role, Scope};
use super::errors::{Failure, Meaning};
use super::token::Tokens;
use imaprules_provider::Host;

/// What was found out about the delegation.
#[derive(Debug, Clone)]
pub(crate) struct Delegation {
    /// All that was asked for.
    pub(crate) asked: Vec<&'static Scope>,
    /// What is delegated; nothing where that could not be found out.
    pub(crate) granted: Option<Vec<&'static Scope>>,
    /// Why the first request was refused, if it was.
    pub(crate) refused: Option<Failure>,
}

impl Delegation {
    /// Nobody asked.
    pub(crate) fn unasked(asked: Vec<&'static Scope>) -> Delegation {
        Delegation {
            asked,
            granted: None,
            refused: None,
        }
    }

    /// Asks for these permissions as this user.
    pub(crate) fn survey(
        tokens: &Tokens,
        host: &dyn Host,
        user: &str,
        asked: Vec<&'static Scope>,
    ) -> Delegation {
        let refused = match tokens.get(host, user, &joined(&asked)) {
            Ok(_) => {
                return Delegation {
                    granted: Some(asked.clone()),
                    asked,
                    refused: None,
                };
            }
            Err(failure) => failure,
        };
        if refused.meaning != Meaning::NotDelegated {
            return Delegation {
                asked,
                granted: None,
                refused: Some(refused),
            };
        }
        let mut granted = Vec::new();
        for scope in &asked {
            match tokens.get(host, user, &scope.url) {
                Ok(_) => granted.push(*scope),
                Err(failure) if failure.meaning == Meaning::NotDelegated => {}
                // What is not certain about one is certain about none.
                Err(failure) => {
                    return Delegation {
                        asked,
                        granted: None,
                        refused: Some(failure),
                    };
                }
            }
        }
        Delegation {
            asked,
            granted: Some(granted),
            refused: Some(refused),
        }
    }

    /// Whether a permission is delegated; nothing where that is not known.
    pub(crate) fn has(&self, name: &str) -> Option<bool> {
        let granted = self.granted.as_ref()?;
        Some(granted.iter().any(|scope| scope.name == name))
    }

    /// The delegated permissions of a role, joined; nothing where there is none.
    pub(crate) fn of(&self, role: Role) -> Option<String> {
        let granted = self.granted.as_ref()?.iter().filter(|scope| scope.role == role);
        let granted: Vec<&'static Scope> = granted.copied().collect();
        (!granted.is_empty()).then(|| joined(&granted))
    }

    /// Those that are not delegated.
    pub(crate) fn missing(&self) -> Option<Vec<&'static Scope>> {
        let granted = self.granted.as_ref()?;
        Some(
            self.asked
                .iter()
                .filter(|scope| !granted.contains(scope))
                .copied()
                .collect(),
        )
    }

    /// How it ended, as facts say it.
    pub(crate) fn word(&self) -> Option<&'static str> {
        match (&self.granted, &self.refused) {
            (Some(_), None) => Some("ok"),
            (Some(granted), Some(_)) if granted.is_empty() => Some("not_delegated"),
            (Some(_), Some(_)) => Some("partly"),
            (None, Some(failure)) => super::token::word(failure.meaning),
            (None, None) => None,
        }
    }
}

/// The permissions that a collection asks for: those for the organisation, for mailboxes, and for IMAP where that is wanted.
pub(crate) fn wanted(admin: bool, imap: Option<&str>) -> Vec<&'static Scope> {
    let organisation = apis::scopes(Role::Admin).filter(|_| admin);
    organisation
        .chain(apis::scopes(Role::User))
        .chain(imap.and_then(apis::scope))
        .collect()
}

/// As a request for a token lists them.
pub(crate) fn joined(scopes: &[&'static Scope]) -> String {
    let urls: Vec<&str> = scopes.iter().map(|scope| scope.url.as_str()).collect();
    urls.join(" ")
}
