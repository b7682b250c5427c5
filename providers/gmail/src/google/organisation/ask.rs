//! The questions about the organisation, one after the other. Each that cannot be answered costs its own facts alone.

use super::{Organisation, Usages, Users, unasked, undelegated};
use crate::google::apis::{self, Role};
use crate::google::calls::{Caller, activity, directory, policy, usage};
use crate::google::errors::{Failure, Meaning, bounded};
use crate::google::people::Person;
use crate::google::plan::{Google, SignInWith};
use crate::google::policies::{Policies, Units};
use crate::google::scopes::{Delegation, wanted};
use crate::google::token::Standing;
use crate::google::wire::now_ms;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::Host;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// Rows that are asked for their delegation at most, where no administrator can be.
const TRIALS: usize = 5;

/// Asks all that is asked once.
pub(crate) fn ask<'a>(google: &'a Google, people: &[Person], host: &dyn Host) -> Organisation<'a> {
    let delegation = delegation(google, people, host);
    let admin = standing(google, &delegation);
    let mut asking = Asking {
        google,
        people,
        host,
        delegation: &delegation,
        admin: &admin,
        elsewhere: None,
    };
    let myself = asking.myself();
    asking.elsewhere = elsewhere(&google.plan.customer, &myself);
    let users = asking.users(myself.as_ref().err());
    let policies = asking.policies();
    let day = asking.with("usage", |caller| {
        usage::newest(caller, &google.plan.customer, now_ms())
    });
    let usages = asking.usages(&day, &users);
    let changes = asking.with("audit", |caller| {
        activity::imap_changes(caller, &google.plan.customer)
    });
    let resets = asking.resets();
    let app_passwords = asking.with("app-passwords", |caller| {
        // The administrator's own stand in for everybody's: only whether they can be read is looked at.
        let admin = google.plan.admin.as_deref().unwrap_or_default();
        directory::app_passwords(caller, admin).map(drop)
    });
    let groups = asking.with("groups", |_| Ok(()));
    Organisation {
        myself,
        users,
        policies,
        day,
        usages,
        changes,
        resets,
        app_passwords,
        groups,
        delegation,
        admin,
        deleted: OnceLock::new(),
    }
}

/// Finds out what is delegated: as the administrator, else as one of the users.
fn delegation(google: &Google, people: &[Person], host: &dyn Host) -> Delegation {
    let plan = &google.plan;
    let imap = match plan.sign_in_with {
        SignInWith::ServiceAccount => Some("imap"),
        SignInWith::Administrator => Some("imap-admin"),
        SignInWith::Auto | SignInWith::Password => None,
    };
    let asked = wanted(plan.admin.is_some(), imap);
    let mut last = None;
    if let Some(admin) = &plan.admin {
        let found = Delegation::survey(&google.tokens, host, admin, asked.clone());
        let user_refused = found
            .refused
            .as_ref()
            .is_some_and(|failure| failure.meaning == Meaning::UserRefused);
        if !user_refused {
            return found;
        }
        last = Some(found);
    }
    let users = people
        .iter()
        .filter(|person| !person.is_consumer() && person.address.contains('@'));
    let as_users: Vec<_> = asked
        .iter()
        .filter(|scope| scope.role != Role::Admin)
        .copied()
        .collect();
    for person in users.take(TRIALS).take_while(|_| last.is_none()) {
        let found = Delegation::survey(&google.tokens, host, &person.address, as_users.clone());
        if found
            .refused
            .as_ref()
            .is_none_or(|failure| failure.meaning != Meaning::UserRefused)
        {
            return found;
        }
    }
    last.unwrap_or_else(|| Delegation::unasked(asked))
}

/// Standing in for the administrator, with what is delegated.
fn standing<'a>(google: &'a Google, delegation: &Delegation) -> Result<Standing<'a>, Failure> {
    let Some(admin) = &google.plan.admin else {
        return Err(unasked("no administrator is named: --set gmail.admin=ADDRESS"));
    };
    match (delegation.of(Role::Admin), &delegation.refused) {
        (Some(scopes), _) => Ok(Standing::new(&google.tokens, admin, scopes)),
        (None, Some(failure)) => Err(failure.clone()),
        (None, None) => Err(unasked("the delegation of the service account is not known")),
    }
}

/// The customer that was named is not the administrator's own: whatever was asked about it would be refused, in words that Google
/// does not document.
fn elsewhere(customer: &str, myself: &Result<directory::User, Failure>) -> Option<Failure> {
    let own = myself.as_ref().ok()?.customer_id.as_deref()?;
    if customer == "my_customer" || customer == own {
        return None;
    }
    let note = format!(
        "the administrator belongs to the customer {}, not to the one that was named",
        bounded(own)
    );
    Some(Failure {
        meaning: Meaning::WrongCustomer,
        unknown: Unknown::noted(Reason::NoPermission, note),
        words: String::new(),
    })
}

/// What the questions have in common.
struct Asking<'a> {
    google: &'a Google,
    people: &'a [Person],
    host: &'a dyn Host,
    delegation: &'a Delegation,
    admin: &'a Result<Standing<'a>, Failure>,
    /// Set where the customer that was named is another one.
    elsewhere: Option<Failure>,
}

/// Permissions whose calls name the customer.
const OF_CUSTOMER: [&str; 4] = ["users", "units", "usage", "audit"];

impl Asking<'_> {
    /// Asks as the administrator, if that permission is delegated.
    fn with<T>(&self, scope: &str, ask: impl FnOnce(Caller<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let standing = self.admin.as_ref().map_err(Clone::clone)?;
        if self.delegation.has(scope) != Some(true) {
            return Err(undelegated(
                apis::scope(scope).map_or(scope, |scope| scope.url.as_str()),
            ));
        }
        if let Some(elsewhere) = self.elsewhere.as_ref().filter(|_| OF_CUSTOMER.contains(&scope)) {
            return Err(elsewhere.clone());
        }
        ask(Caller {
            wire: &self.google.wire,
            host: self.host,
            standing,
        })
    }

    fn customer(&self) -> &str {
        &self.google.plan.customer
    }

    /// Whether there are so many rows that lists are cheaper.
    fn lists(&self) -> bool {
        self.people.len() >= self.google.plan.list_from
    }

    fn wanted(&self) -> HashSet<String> {
        self.people
            .iter()
            .map(|person| person.address.to_lowercase())
            .collect()
    }

    fn myself(&self) -> Result<directory::User, Failure> {
        let admin = self.google.plan.admin.as_deref().unwrap_or_default();
        self.with("users", |caller| directory::user(caller, admin))
    }

    fn users(&self, trouble: Option<&Failure>) -> Result<Users, Failure> {
        if let Some(failure) = trouble {
            return Err(failure.clone());
        }
        self.with("users", |caller| {
            if !self.lists() {
                return directory::listable(caller, self.customer()).map(|()| Users::Asked);
            }
            let wanted = self.wanted();
            let mut users = HashMap::new();
            directory::users(caller, self.customer(), false, |user| {
                let user = Arc::new(user);
                let addresses = user.addresses().map(|address| address.to_lowercase());
                users.extend(
                    addresses
                        .filter(|address| wanted.contains(address))
                        .map(|address| (address, Arc::clone(&user))),
                );
            })?;
            Ok(Users::Listed(users))
        })
    }

    fn policies(&self) -> Result<Policies, Failure> {
        let all = self.with("policies", policy::policies)?;
        // Without the tree of units, policies for everybody and for groups still say something.
        let units = self
            .with("units", |caller| directory::units(caller, self.customer()))
            .ok();
        Ok(Policies {
            all,
            units: units.as_deref().map(Units::read),
        })
    }

    fn usages(
        &self,
        day: &Result<usage::Day, Failure>,
        users: &Result<Users, Failure>,
    ) -> Result<Usages, Failure> {
        let day = day.as_ref().map_err(Clone::clone)?;
        if !self.lists() {
            return Ok(Usages::Asked);
        }
        self.with("usage", |caller| {
            let mut wanted = self.wanted();
            // Reports name users by their primary address, also those whose row has an alias.
            if let Ok(Users::Listed(users)) = users {
                let primary = users.values().filter_map(|user| user.primary_email.as_ref());
                wanted.extend(primary.map(|address| address.to_lowercase()));
            }
            let mut usages = HashMap::new();
            usage::all(caller, day, self.customer(), |usage| {
                let address = usage.address.to_lowercase();
                if wanted.contains(&address) {
                    usages.insert(address, usage);
                }
            })?;
            Ok(Usages::Listed(usages))
        })
    }

    fn resets(&self) -> Result<HashMap<String, i64>, Failure> {
        self.with("audit", |caller| {
            let mut resets: HashMap<String, i64> = HashMap::new();
            activity::resets(caller, self.customer(), |reset| {
                let last = resets.entry(reset.address.to_lowercase()).or_insert(reset.at);
                *last = reset.at.max(*last);
            })?;
            Ok(resets)
        })
    }
}
