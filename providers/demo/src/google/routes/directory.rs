//! The Directory API: users, app passwords, organisational units, groups. Times that have not come are zero, numbers of 64 bits are texts.

use super::{ADMIN, Call};
use crate::google::answer::{Answer, without_nulls};
use crate::google::scene::{Script, User};
use serde_json::{Value, json};

/// What reads users, any of them.
const USERS: [&str; 2] = ["admin.directory.user.readonly", "admin.directory.user"];
const SECURITY: [&str; 1] = ["admin.directory.user.security"];
const UNITS: [&str; 2] = ["admin.directory.orgunit.readonly", "admin.directory.orgunit"];
const GROUPS: [&str; 2] = ["admin.directory.group.readonly", "admin.directory.group"];

impl Call<'_> {
    pub(super) fn directory(&self, what: &[&str]) -> Answer {
        let answer = match what {
            ["users"] => self.users(),
            ["users", key] => self.user(key),
            ["users", key, "asps"] => self.asps(key),
            ["customer", customer, "orgunits"] => self.units(customer),
            ["groups"] => self.groups(),
            _ => Err(Answer::unknown("path")),
        };
        answer.unwrap_or_else(|refusal| refusal)
    }

    fn users(&self) -> Result<Answer, Answer> {
        self.covered(ADMIN, &USERS)?;
        self.administers()?;
        if self.request.parameter("customer").is_none() && self.request.parameter("domain").is_none() {
            return Err(Answer::error(400, "", "badRequest", "Bad Request"));
        }
        self.own(self.request.parameter("customer"))?;
        let all: Vec<Value> = match self.request.parameter("showDeleted") {
            Some("true") => self
                .script
                .deleted
                .iter()
                .map(|address| json!({"kind": "admin#directory#user", "primaryEmail": address}))
                .collect(),
            _ => self
                .script
                .user
                .iter()
                .map(|user| resource(self.script, user))
                .collect(),
        };
        let (page, next) = self.page(&all, "maxResults", 500)?;
        // An empty list is left out.
        let users = (!page.is_empty()).then_some(page);
        Ok(Answer::good(without_nulls(
            json!({"kind": "admin#directory#users", "etag": "\"demo\"", "users": users, "nextPageToken": next}),
        )))
    }

    fn found(&self, key: &str) -> Result<&User, Answer> {
        self.administers()?;
        self.script.user(key).ok_or_else(|| Answer::unknown("userKey"))
    }

    fn user(&self, key: &str) -> Result<Answer, Answer> {
        self.covered(ADMIN, &USERS)?;
        Ok(Answer::good(resource(self.script, self.found(key)?)))
    }

    fn asps(&self, key: &str) -> Result<Answer, Answer> {
        self.covered(ADMIN, &SECURITY)?;
        let user = self.found(key)?;
        let at = |days: i64| self.days_ago(days).to_string();
        let items: Vec<Value> = user
            .app_password
            .iter()
            .enumerate()
            .map(|(number, one)| {
                json!({"kind": "admin#directory#asp", "codeId": number, "name": one.name, "userKey": "1",
                    "creationTime": at(one.made_days_ago),
                    "lastTimeUsed": one.used_days_ago.map_or_else(|| "0".to_owned(), at)})
            })
            .collect();
        let items = (!items.is_empty()).then_some(items);
        Ok(Answer::good(without_nulls(
            json!({"kind": "admin#directory#aspList", "etag": "\"demo\"", "items": items}),
        )))
    }

    fn units(&self, customer: &str) -> Result<Answer, Answer> {
        self.covered(ADMIN, &UNITS)?;
        self.administers()?;
        self.own(Some(customer))?;
        let ids = self.script.unit_ids();
        let with_top = self.request.parameter("type") == Some("allIncludingParent");
        let units = self
            .script
            .unit
            .iter()
            .filter(|unit| with_top || unit.path != "/");
        let units: Vec<Value> = units
            .map(|unit| {
                let parent = match unit.path.rsplit_once('/') {
                    _ if unit.path == "/" => None,
                    Some(("", _)) | None => Some("/"),
                    Some((parent, _)) => Some(parent),
                };
                without_nulls(json!({"kind": "admin#directory#orgUnit", "name": unit.path.rsplit('/').next(),
                    "orgUnitPath": unit.path, "orgUnitId": format!("id:{}", unit.id), "parentOrgUnitPath": parent,
                    "parentOrgUnitId": parent.and_then(|parent| ids.get(parent)).map(|id| format!("id:{id}"))}))
            })
            .collect();
        Ok(Answer::good(
            json!({"kind": "admin#directory#orgUnits", "etag": "\"demo\"", "organizationUnits": units}),
        ))
    }

    fn groups(&self) -> Result<Answer, Answer> {
        self.covered(ADMIN, &GROUPS)?;
        let key = self
            .request
            .parameter("userKey")
            .ok_or_else(|| Answer::error(400, "", "badRequest", "Bad Request"))?;
        let user = self.found(key)?;
        let of_user = self
            .script
            .group
            .iter()
            .filter(|group| group.members.contains(&user.address));
        let all: Vec<Value> = of_user
            .map(|group| json!({"kind": "admin#directory#group", "id": group.id, "email": group.email, "directMembersCount": "1"}))
            .collect();
        let (page, next) = self.page(&all, "maxResults", 200)?;
        let groups = (!page.is_empty()).then_some(page);
        Ok(Answer::good(without_nulls(
            json!({"kind": "admin#directory#groups", "etag": "\"demo\"", "groups": groups, "nextPageToken": next}),
        )))
    }
}

fn resource(script: &Script, user: &User) -> Value {
    let aliases = (!user.aliases.is_empty()).then_some(&user.aliases);
    without_nulls(json!({
        "kind": "admin#directory#user",
        "id": "1",
        "etag": "\"demo\"",
        "primaryEmail": user.address,
        "aliases": aliases,
        "isAdmin": user.admin,
        "isDelegatedAdmin": user.delegated_admin,
        "suspended": user.suspended,
        "suspensionReason": user.suspension_reason,
        "archived": user.archived,
        "isMailboxSetup": user.mailbox,
        "agreedToTerms": user.agreed,
        "changePasswordAtNextLogin": user.change_password,
        "lastLoginTime": user.last_login,
        "isEnrolledIn2Sv": user.two_step,
        "isEnforcedIn2Sv": user.two_step_enforced,
        "includeInGlobalAddressList": true,
        "orgUnitPath": user.unit,
        "customerId": script.customer,
    }))
}
