//! The Directory API: users, app passwords, organisational units, groups
//! (<https://developers.google.com/workspace/admin/directory/reference/rest>).

use super::{Caller, Page, encoded};
use crate::google::apis::{self, ApiName};
use crate::google::errors::Failure;
use serde::Deserialize;

/// A user (`users.get`, `users.list`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) primary_email: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) non_editable_aliases: Vec<String>,
    pub(crate) suspended: Option<bool>,
    pub(crate) suspension_reason: Option<String>,
    pub(crate) archived: Option<bool>,
    pub(crate) is_mailbox_setup: Option<bool>,
    #[serde(rename = "isEnrolledIn2Sv")]
    pub(crate) is_enrolled_in_2sv: Option<bool>,
    #[serde(rename = "isEnforcedIn2Sv")]
    pub(crate) is_enforced_in_2sv: Option<bool>,
    pub(crate) agreed_to_terms: Option<bool>,
    pub(crate) last_login_time: Option<String>,
    pub(crate) change_password_at_next_login: Option<bool>,
    pub(crate) org_unit_path: Option<String>,
    pub(crate) is_admin: Option<bool>,
    pub(crate) is_delegated_admin: Option<bool>,
    pub(crate) customer_id: Option<String>,
}

impl User {
    /// All addresses of the user.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &String> {
        self.primary_email
            .iter()
            .chain(&self.aliases)
            .chain(&self.non_editable_aliases)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Users {
    #[serde(default)]
    users: Vec<User>,
    next_page_token: Option<String>,
}

impl Page for Users {
    fn next(&self) -> Option<&str> {
        self.next_page_token.as_deref()
    }
}

/// An app password (`asps.list`).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Asp {
    /// Seconds since 1970-01-01 UTC, as text.
    pub(crate) creation_time: Option<String>,
    /// The same; zero where it was never used.
    pub(crate) last_time_used: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Asps {
    #[serde(default)]
    items: Vec<Asp>,
}

/// An organisational unit (`orgunits.list`).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrgUnit {
    pub(crate) org_unit_id: Option<String>,
    pub(crate) org_unit_path: Option<String>,
    pub(crate) parent_org_unit_id: Option<String>,
    pub(crate) parent_org_unit_path: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct OrgUnits {
    #[serde(default)]
    organization_units: Vec<OrgUnit>,
}

#[derive(Debug, Deserialize)]
struct Group {
    id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Groups {
    #[serde(default)]
    groups: Vec<Group>,
    next_page_token: Option<String>,
}

impl Page for Groups {
    fn next(&self) -> Option<&str> {
        self.next_page_token.as_deref()
    }
}

/// One user, by any address.
pub(crate) fn user(caller: Caller<'_>, address: &str) -> Result<User, Failure> {
    let path = format!("/admin/directory/v1/users/{}?projection=basic", encoded(address));
    caller.get(ApiName::Directory, &path)
}

/// Every user of the organisation, living or deleted lately.
pub(crate) fn users(
    caller: Caller<'_>,
    customer: &str,
    deleted: bool,
    mut each: impl FnMut(User),
) -> Result<(), Failure> {
    let path = format!(
        "/admin/directory/v1/users?customer={}&maxResults=500&projection=basic{}",
        encoded(customer),
        if deleted { "&showDeleted=true" } else { "" }
    );
    let most = apis::table().most_pages;
    caller.pages(ApiName::Directory, &path, most, |page: Users| {
        page.users.into_iter().for_each(&mut each)
    })
}

/// Whether users of the organisation can be listed at all.
pub(crate) fn listable(caller: Caller<'_>, customer: &str) -> Result<(), Failure> {
    let path = format!(
        "/admin/directory/v1/users?customer={}&maxResults=1&projection=basic",
        encoded(customer)
    );
    caller.get::<Users>(ApiName::Directory, &path).map(drop)
}

/// The app passwords of a user.
pub(crate) fn app_passwords(caller: Caller<'_>, address: &str) -> Result<Vec<Asp>, Failure> {
    let path = format!("/admin/directory/v1/users/{}/asps", encoded(address));
    caller
        .get::<Asps>(ApiName::Directory, &path)
        .map(|asps| asps.items)
}

/// All organisational units.
pub(crate) fn units(caller: Caller<'_>, customer: &str) -> Result<Vec<OrgUnit>, Failure> {
    let path = format!(
        "/admin/directory/v1/customer/{}/orgunits?type=allIncludingParent",
        encoded(customer)
    );
    caller
        .get::<OrgUnits>(ApiName::Directory, &path)
        .map(|units| units.organization_units)
}

/// Ids of the groups that a user is a direct member of.
pub(crate) fn groups_of(caller: Caller<'_>, address: &str) -> Result<Vec<String>, Failure> {
    let path = format!(
        "/admin/directory/v1/groups?userKey={}&maxResults=200",
        encoded(address)
    );
    let mut ids = Vec::new();
    let most = apis::table().most_pages;
    caller.pages(ApiName::Directory, &path, most, |page: Groups| {
        ids.extend(page.groups.into_iter().filter_map(|group| group.id));
    })?;
    Ok(ids)
}
