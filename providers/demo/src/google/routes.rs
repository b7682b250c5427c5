//! Which call is which, and who may make it. Paths are those of Google's discovery documents.

mod directory;
mod gmail;
mod policies;
mod reports;

use super::answer::Answer;
use super::http::Request;
use super::scene::{Script, User};
use super::token::Grant;

/// The services, as projects switch them on.
const GMAIL: &str = "gmail.googleapis.com";
const ADMIN: &str = "admin.googleapis.com";
const IDENTITY: &str = "cloudidentity.googleapis.com";

/// Beginnings of all permissions.
const SCOPE: &str = "https://www.googleapis.com/auth/";

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A call that somebody may make.
pub(super) struct Call<'a> {
    pub(super) script: &'a Script,
    pub(super) request: &'a Request,
    /// Whom the token is for.
    pub(super) caller: &'a User,
    scopes: &'a [String],
    /// In seconds since 1970-01-01 UTC.
    pub(super) now: i64,
}

/// Answers a call.
pub(super) fn answer(script: &Script, request: &Request, grant: Option<&Grant>, now: i64) -> Answer {
    let unauthorised = || Answer::error(401, "UNAUTHENTICATED", "authError", "Invalid Credentials");
    let Some((grant, caller)) = grant.and_then(|grant| Some((grant, script.user(&grant.user)?))) else {
        return unauthorised();
    };
    if request.method != "GET" {
        return Answer::error(405, "", "httpMethodNotAllowed", "The double takes no changes.");
    }
    let call = Call {
        script,
        request,
        caller,
        scopes: &grant.scopes,
        now,
    };
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["gmail", "v1", "users", user, what @ ..] => call.gmail(user, what),
        ["admin", "directory", "v1", what @ ..] => call.directory(what),
        ["admin", "reports", "v1", what @ ..] => call.reports(what),
        ["v1", "policies"] => call.policies(),
        _ => Answer::error(404, "", "notFound", "Not Found"),
    }
}

impl Call<'_> {
    /// The beginning of the day that many days ago, in seconds since 1970-01-01 UTC: whole days, so that two runs say the same.
    fn days_ago(&self, days: i64) -> i64 {
        (self.now.div_euclid(DAY) - days) * DAY
    }

    /// Refuses what the project or the token does not cover. One of the permissions is enough.
    fn covered(&self, service: &str, scopes: &[&str]) -> Result<(), Answer> {
        if !self.script.apis.iter().any(|known| known == service) {
            return Err(Answer::disabled(service));
        }
        let has = |name: &&str| {
            let url = if name.starts_with("https://") {
                (*name).to_owned()
            } else {
                format!("{SCOPE}{name}")
            };
            self.scopes.contains(&url)
        };
        if scopes.iter().any(has) {
            Ok(())
        } else {
            Err(Answer::lacking())
        }
    }

    /// Refuses whoever is no administrator.
    fn administers(&self) -> Result<(), Answer> {
        match self.caller.admin || self.caller.delegated_admin {
            true => Ok(()),
            false => Err(Answer::forbidden()),
        }
    }

    /// Refuses other organisations.
    fn own(&self, customer: Option<&str>) -> Result<(), Answer> {
        match customer {
            None | Some("my_customer") => Ok(()),
            Some(id) if id == self.script.customer => Ok(()),
            Some(_) => Err(Answer::forbidden()),
        }
    }

    /// A page of a list, and the token of the next. Page sizes above what the call allows are refused.
    fn page<'a, T>(
        &self,
        all: &'a [T],
        size: &str,
        largest: usize,
    ) -> Result<(&'a [T], Option<String>), Answer> {
        let invalid = |what: &str| {
            Answer::error(
                400,
                "INVALID_ARGUMENT",
                "invalid",
                &format!("Invalid Input: {what}"),
            )
        };
        let asked = match self.request.parameter(size) {
            Some(text) => text
                .parse::<usize>()
                .ok()
                .filter(|size| (1..=largest).contains(size))
                .ok_or_else(|| invalid(size))?,
            None => largest,
        };
        let from = match self.request.parameter("pageToken") {
            Some(text) => text
                .strip_prefix("page-")
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| invalid("pageToken"))?,
            None => 0,
        };
        let to = all.len().min(from + asked.min(self.script.page));
        let next = (to < all.len()).then(|| format!("page-{to}"));
        Ok((all.get(from..to).unwrap_or_default(), next))
    }
}
