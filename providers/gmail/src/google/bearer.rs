//! Tokens for signing in over IMAP (XOAUTH2, <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>): the service
//! account instead of a password. Such a sign-in says nothing about the password that the migration will use.

use super::apis;
use super::people;
use super::plan::{Google, SignInWith};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Host, SecretString};
use imaprules_provider_imap::BearerTokens;

/// Hands the IMAP provider its tokens.
#[derive(Debug)]
pub(crate) struct Bearer {
    google: Google,
}

impl Bearer {
    pub(crate) fn new(google: Google) -> Bearer {
        Bearer { google }
    }
}

impl BearerTokens for Bearer {
    fn token(
        &self,
        user_name: &str,
        has_password: bool,
        host: &dyn Host,
    ) -> Result<Option<SecretString>, Unknown> {
        let scope = match self.google.plan.sign_in_with {
            SignInWith::Password => return Ok(None),
            SignInWith::Auto if has_password => return Ok(None),
            // No service account stands in for a personal account.
            _ if people::is_consumer(user_name) => return Ok(None),
            SignInWith::Auto | SignInWith::ServiceAccount => apis::scope("imap"),
            SignInWith::Administrator => apis::scope("imap-admin"),
        };
        let Some(scope) = scope else {
            return Err(Unknown::because(Reason::NotCollected));
        };
        let token = self.google.tokens.get(host, user_name, &scope.url);
        token.map(Some).map_err(|failure| failure.unknown)
    }
}
