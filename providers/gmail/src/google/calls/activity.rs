//! The Reports API: the audit trail (<https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-email-settings>).
//! It goes back about six months.

use super::{Caller, Page, encoded, moment};
use crate::google::apis::{self, ApiName};
use crate::google::errors::Failure;
use serde::Deserialize;

/// A change of the organisation's IMAP switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
    /// Organisational unit, by name or path; nothing where the event has none.
    pub(crate) unit: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
}

/// A change of somebody's Google password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reset {
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
    pub(crate) address: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Activities {
    #[serde(default)]
    items: Vec<Activity>,
    next_page_token: Option<String>,
}

impl Page for Activities {
    fn next(&self) -> Option<&str> {
        self.next_page_token.as_deref()
    }
}

#[derive(Debug, Deserialize)]
struct Activity {
    id: Option<Id>,
    actor: Option<Actor>,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Debug, Deserialize)]
struct Id {
    time: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Actor {
    email: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Event {
    name: Option<String>,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Debug, Deserialize)]
struct Parameter {
    name: Option<String>,
    value: Option<String>,
}

impl Event {
    fn parameter(&self, name: &str) -> Option<&String> {
        let found = self
            .parameters
            .iter()
            .find(|one| one.name.as_deref() == Some(name));
        found.and_then(|one| one.value.as_ref())
    }
}

impl Activity {
    fn at(&self) -> Option<i64> {
        moment(self.id.as_ref()?.time.as_deref()?)
    }
}

fn each(
    caller: Caller<'_>,
    application: &str,
    event: &str,
    filters: &str,
    customer: &str,
    mut tell: impl FnMut(&Activity, &Event),
) -> Result<(), Failure> {
    let customer = match customer {
        "my_customer" => String::new(),
        id => format!("&customerId={}", encoded(id)),
    };
    let filters = if filters.is_empty() {
        String::new()
    } else {
        format!("&filters={}", encoded(filters))
    };
    let path = format!(
        "/admin/reports/v1/activity/users/all/applications/{application}?eventName={event}&maxResults=1000{filters}{customer}"
    );
    caller.pages(
        ApiName::Reports,
        &path,
        apis::table().audit_pages,
        |page: Activities| {
            for activity in &page.items {
                let events = activity
                    .events
                    .iter()
                    .filter(|one| one.name.as_deref() == Some(event));
                events.for_each(|one| tell(activity, one));
            }
        },
    )
}

/// Changes of the organisation's IMAP switch, in the order of the trail.
pub(crate) fn imap_changes(caller: Caller<'_>, customer: &str) -> Result<Vec<Change>, Failure> {
    let mut changes = Vec::new();
    let filters = "SETTING_NAME==IMAP_ACCESS";
    each(
        caller,
        "admin",
        "CHANGE_EMAIL_SETTING",
        filters,
        customer,
        |activity, event| {
            let of_imap = event
                .parameter("SETTING_NAME")
                .is_some_and(|name| name == "IMAP_ACCESS");
            if let Some(at) = activity.at().filter(|_| of_imap) {
                changes.push(Change {
                    at,
                    unit: event.parameter("ORG_UNIT_NAME").cloned(),
                    from: event.parameter("OLD_VALUE").cloned(),
                    to: event.parameter("NEW_VALUE").cloned(),
                });
            }
        },
    )?;
    Ok(changes)
}

/// Changes of Google passwords, by administrators and by the users themselves.
pub(crate) fn resets(caller: Caller<'_>, customer: &str, mut tell: impl FnMut(Reset)) -> Result<(), Failure> {
    let mut reset = |activity: &Activity, address: Option<&String>| {
        if let (Some(at), Some(address)) = (activity.at(), address) {
            tell(Reset {
                at,
                address: address.clone(),
            });
        }
    };
    each(
        caller,
        "admin",
        "CHANGE_PASSWORD",
        "",
        customer,
        |activity, event| {
            reset(activity, event.parameter("USER_EMAIL"));
        },
    )?;
    each(
        caller,
        "user_accounts",
        "password_edit",
        "",
        customer,
        |activity, _| {
            let actor = activity.actor.as_ref();
            reset(activity, actor.and_then(|actor| actor.email.as_ref()));
        },
    )
}
