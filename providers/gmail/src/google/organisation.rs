//! The organisation as an administrator sees it, asked once before the rows: delegation, users, units, policies, reports, audit trail.

mod ask;
mod tell;

pub(crate) use ask::ask;
pub(crate) use tell::{tell, units};

use super::calls::Caller;
use super::calls::activity::Change;
use super::calls::directory::{self, User};
use super::calls::usage::{Day, Usage};
use super::errors::{Failure, Meaning};
use super::policies::Policies;
use super::scopes::Delegation;
use super::token::Standing;
use imaprules_facts::{Reason, Unknown};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// How users are found.
#[derive(Debug)]
pub(crate) enum Users {
    /// All were listed; those of the rows by their addresses, in small letters.
    Listed(HashMap<String, Arc<User>>),
    /// Each is asked for.
    Asked,
}

/// How usage is found.
#[derive(Debug)]
pub(crate) enum Usages {
    /// All were listed; those of the rows by their addresses, in small letters.
    Listed(HashMap<String, Usage>),
    /// Each is asked for.
    Asked,
}

/// What was found out about the organisation.
#[derive(Debug)]
pub(crate) struct Organisation<'a> {
    pub(crate) delegation: Delegation,
    /// Standing in for the administrator.
    pub(crate) admin: Result<Standing<'a>, Failure>,
    /// The administrator's own account.
    pub(crate) myself: Result<User, Failure>,
    pub(crate) users: Result<Users, Failure>,
    pub(crate) policies: Result<Policies, Failure>,
    pub(crate) day: Result<Day, Failure>,
    pub(crate) usages: Result<Usages, Failure>,
    /// Changes of the IMAP switch.
    pub(crate) changes: Result<Vec<Change>, Failure>,
    /// Last change of the Google password, by address in small letters.
    pub(crate) resets: Result<HashMap<String, i64>, Failure>,
    /// Whether app passwords and groups may be asked for.
    pub(crate) app_passwords: Result<(), Failure>,
    pub(crate) groups: Result<(), Failure>,
    /// Addresses of users that were deleted lately, asked for once somebody is missing.
    deleted: OnceLock<Result<HashSet<String>, Failure>>,
}

/// Where a user is.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    Here(Arc<User>),
    Deleted,
    Absent,
}

impl Organisation<'_> {
    /// Looks a user up by any address.
    pub(crate) fn find(&self, caller: Caller<'_>, customer: &str, address: &str) -> Result<Found, Failure> {
        let found = match self.users.as_ref().map_err(Clone::clone)? {
            Users::Listed(users) => users.get(&address.to_lowercase()).cloned(),
            Users::Asked => match directory::user(caller, address) {
                Ok(user) => Some(Arc::new(user)),
                Err(failure) if failure.meaning == Meaning::NotFound => None,
                Err(failure) => return Err(failure),
            },
        };
        if let Some(user) = found {
            return Ok(Found::Here(user));
        }
        let deleted = self.deleted.get_or_init(|| deleted(caller, customer));
        let deleted = deleted.as_ref().map_err(Clone::clone)?;
        Ok(match deleted.contains(&address.to_lowercase()) {
            true => Found::Deleted,
            false => Found::Absent,
        })
    }
}

/// Addresses of users that were deleted in the last weeks.
fn deleted(caller: Caller<'_>, customer: &str) -> Result<HashSet<String>, Failure> {
    let mut addresses = HashSet::new();
    directory::users(caller, customer, true, |user| {
        addresses.extend(user.addresses().map(|address| address.to_lowercase()));
    })?;
    Ok(addresses)
}

/// Nobody asked, since something else is missing.
pub(crate) fn unasked(note: &str) -> Failure {
    Failure::silent(Unknown::noted(Reason::NotCollected, note))
}

/// Nobody asked, since the permission is missing.
pub(crate) fn undelegated(url: &str) -> Failure {
    Failure {
        meaning: Meaning::NotDelegated,
        unknown: Unknown::noted(
            Reason::NoPermission,
            format!("the permission {url} is not delegated to the service account"),
        ),
        words: String::new(),
    }
}
