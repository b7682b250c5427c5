//! Bearer tokens instead of passwords (RFC 6750): who hands them out. Where they come from is the
//! business of the provider that is built on this one; a migration file cannot hold any.

use imaprules_facts::Unknown;
use imaprules_provider::{Host, SecretString};
use std::fmt::Debug;

/// Hands out tokens for rows. Asked on the threads of the rows, several at a time, before the budget is: an answer may block, as long
/// as it looks at [`Host::cancelled`].
pub trait BearerTokens: Debug + Send + Sync {
    /// A token with which the account of this user name may read its mail over IMAP. `has_password` tells whether the migration file
    /// has a password for the row, which then is what the migration will use.
    ///
    /// Nothing where the row is to be signed in with its password, as it would be without tokens.
    ///
    /// # Errors
    /// Why there is no token where one was to be had. The row is then not signed in at all; no text of it may hold a token.
    fn token(
        &self,
        user_name: &str,
        has_password: bool,
        host: &dyn Host,
    ) -> Result<Option<SecretString>, Unknown>;
}
