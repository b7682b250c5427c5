//! Tokens for standing in for users. What is wrong with the key itself, the client or the clock holds for everybody and is found out
//! once; what is wrong with one user is that user's.

use super::apis::ApiName;
use super::errors::{Failure, Meaning};
use super::jwt;
use super::plan::Plan;
use super::wire::{Ask, Wire, now_ms};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Attempt, Decision, ExposeSecret, Host, Outcome, SecretString};
use serde::Deserialize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The grant of RFC 7523 section 2.1, as it stands in a form.
const GRANT: &str = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";

/// Milliseconds that clocks may be apart before Google's is taken; Google itself admits some minutes.
const APART: i64 = 60_000;

/// Hands out tokens.
#[derive(Debug)]
pub(crate) struct Tokens {
    plan: Arc<Plan>,
    wire: Arc<Wire>,
    /// What makes every further request pointless.
    broken: Mutex<Option<Failure>>,
}

#[derive(Deserialize)]
struct Answer {
    access_token: SecretString,
}

impl Tokens {
    pub(crate) fn new(plan: Arc<Plan>, wire: Arc<Wire>) -> Tokens {
        Tokens {
            plan,
            wire,
            broken: Mutex::default(),
        }
    }

    /// A token to stand in for a user with these permissions, which are addresses separated by blanks.
    pub(crate) fn get(&self, host: &dyn Host, user: &str, scopes: &str) -> Result<SecretString, Failure> {
        if let Some(broken) = self.broken.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Err(broken);
        }
        let lease = self.admitted(host)?;
        let answer = self.ask(host, user, scopes);
        lease.told(&answer);
        if let Err(failure) = &answer
            && matches!(
                failure.meaning,
                Meaning::KeyRefused | Meaning::ClientRefused | Meaning::Clock
            )
        {
            *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure.clone());
        }
        answer
    }

    /// Asks by this machine's clock, and once more by Google's where that is far off.
    fn ask(&self, host: &dyn Host, user: &str, scopes: &str) -> Result<SecretString, Failure> {
        let known = self.ahead();
        let answer = self.once(host, user, scopes, known);
        match (&answer, self.ahead()) {
            (Err(failure), now) if failure.meaning == Meaning::Clock && now != 0 && now != known => {
                self.once(host, user, scopes, now)
            }
            _ => answer,
        }
    }

    /// Milliseconds that this machine's clock is ahead, where it is far off.
    fn ahead(&self) -> i64 {
        self.wire.ahead().filter(|ahead| ahead.abs() > APART).unwrap_or(0)
    }

    fn once(&self, host: &dyn Host, user: &str, scopes: &str, ahead: i64) -> Result<SecretString, Failure> {
        let now = now_ms().saturating_sub(ahead).div_euclid(1000);
        let assertion = jwt::assertion(&self.plan.key, user, scopes, now).ok_or_else(|| {
            Failure::silent(Unknown::noted(
                Reason::NotCollected,
                "the key of the service account does not sign",
            ))
        })?;
        let form = SecretString::from(format!("{GRANT}{}", assertion.expose_secret()));
        let ask = Ask {
            api: ApiName::Token,
            url: &self.plan.key.token_uri,
            token: None,
            form: Some(&form),
        };
        let body = self.wire.call(host, ask)?;
        let answer: Answer =
            serde_json::from_slice(&body).map_err(|_| Failure::unreadable("the answer holds no token"))?;
        // A header that would break in two is no token.
        if answer
            .access_token
            .expose_secret()
            .chars()
            .any(|c| !c.is_ascii_graphic())
        {
            return Err(Failure::unreadable("the token has characters that no token has"));
        }
        Ok(answer.access_token)
    }

    /// Waits for the budget of sign-ins. The account that authenticates is the service account.
    fn admitted<'a>(&self, host: &'a dyn Host) -> Result<Lease<'a>, Failure> {
        let attempt = Attempt::SignIn {
            host: self.plan.label_of(ApiName::Token),
            account: self.plan.key.email.clone(),
        };
        loop {
            match host.budget(&attempt) {
                Decision::Granted => {
                    return Ok(Lease {
                        host,
                        attempt,
                        outcome: Outcome::Failed,
                    });
                }
                Decision::Refused(note) => return Err(Failure::silent(Unknown::noted(Reason::Budget, note))),
                Decision::Later(time) => super::wire::sleep(host, time)?,
            }
        }
    }
}

/// A granted sign-in of the service account; its outcome is told when it is dropped.
struct Lease<'a> {
    host: &'a dyn Host,
    attempt: Attempt,
    outcome: Outcome,
}

impl Lease<'_> {
    /// A refused user or permission says nothing about the credentials of the service account; a refused key does.
    fn told(mut self, answer: &Result<SecretString, Failure>) {
        self.outcome = match answer {
            Ok(_) => Outcome::Done,
            Err(failure) if matches!(failure.meaning, Meaning::KeyRefused | Meaning::ClientRefused) => {
                Outcome::Refused
            }
            Err(_) => Outcome::Failed,
        };
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        self.host.told(&self.attempt, self.outcome);
    }
}

/// How a request for a token ended, as facts say it.
pub(crate) fn word(meaning: Meaning) -> Option<&'static str> {
    match meaning {
        Meaning::NotDelegated => Some("not_delegated"),
        Meaning::ClientRefused => Some("client_refused"),
        Meaning::KeyRefused => Some("key_refused"),
        Meaning::UserRefused => Some("user_refused"),
        Meaning::Clock => Some("clock"),
        Meaning::Refused => Some("refused"),
        _ => None,
    }
}

/// Time after which a token is asked for anew; Google's are good for an hour.
const RENEW: Duration = Duration::from_secs(45 * 60);

/// Standing in for one account with fixed permissions.
#[derive(Debug)]
pub(crate) struct Standing<'a> {
    tokens: &'a Tokens,
    user: String,
    scopes: String,
    held: Mutex<Option<(Instant, SecretString)>>,
}

impl<'a> Standing<'a> {
    pub(crate) fn new(tokens: &'a Tokens, user: &str, scopes: String) -> Standing<'a> {
        Standing {
            tokens,
            user: user.to_owned(),
            scopes,
            held: Mutex::default(),
        }
    }

    /// The token, renewed in time.
    pub(crate) fn token(&self, host: &dyn Host) -> Result<SecretString, Failure> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, token)) = held.as_ref()
            && since.elapsed() < RENEW
        {
            return Ok(token.clone());
        }
        let token = self.tokens.get(host, &self.user, &self.scopes)?;
        *held = Some((Instant::now(), token.clone()));
        Ok(token)
    }

    /// The token was not taken: the next one is asked for anew.
    pub(crate) fn forget(&self) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
