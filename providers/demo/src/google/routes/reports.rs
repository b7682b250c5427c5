//! The Reports API: usage of a day, and the audit trail. A day that is not ready is refused in one of the two ways seen.

use super::{ADMIN, Call};
use crate::google::answer::{Answer, without_nulls};
use crate::google::scene::User;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, Month, OffsetDateTime};

const USAGE: [&str; 1] = ["admin.reports.usage.readonly"];
const AUDIT: [&str; 1] = ["admin.reports.audit.readonly"];

impl Call<'_> {
    pub(super) fn reports(&self, what: &[&str]) -> Answer {
        let answer = match what {
            ["usage", "users", key, "dates", date] => self.usage(key, date),
            ["activity", "users", "all", "applications", application] => self.activities(application),
            _ => Err(Answer::unknown("path")),
        };
        answer.unwrap_or_else(|refusal| refusal)
    }

    fn usage(&self, key: &str, date: &str) -> Result<Answer, Answer> {
        self.covered(ADMIN, &USAGE)?;
        self.administers()?;
        self.own(self.request.parameter("customerId"))?;
        let invalid = |message: &str| Answer::error(400, "INVALID_ARGUMENT", "invalid", message);
        let day = day(date).ok_or_else(|| invalid("Invalid value for date"))?;
        let now =
            OffsetDateTime::from_unix_timestamp(self.now).map_err(|_| invalid("Invalid value for date"))?;
        let newest = (now - Duration::hours(8)).date() - Duration::days(self.script.report_lag);
        // The day before the newest is not ready either, and says so by a warning.
        if day > newest + Duration::days(1) {
            let message =
                format!("Data for dates later than {newest} is not yet available. Please check back later");
            return Err(invalid(&message));
        }
        if day > newest {
            let message = format!(
                "Data for date {date} for application \"accounts\" is not available right now, please try again after a few hours."
            );
            return Ok(Answer::good(
                json!({"kind": "admin#reports#usageReports", "etag": "\"demo\"",
                "warnings": [{"code": "200", "message": message, "data": [{"key": "date", "value": date}]}]}),
            ));
        }
        let asked: Vec<&str> = self
            .request
            .parameter("parameters")
            .unwrap_or_default()
            .split(',')
            .collect();
        let users: Vec<&User> = match key {
            "all" => self.script.user.iter().collect(),
            key => vec![self.script.user(key).ok_or_else(|| Answer::unknown("userKey"))?],
        };
        let rows: Vec<Value> = users
            .into_iter()
            .filter(|user| user.used_mb.is_some())
            .map(|user| self.row(user, date, &asked))
            .collect();
        let (page, next) = self.page(&rows, "maxResults", 1000)?;
        let page = (!page.is_empty()).then_some(page);
        Ok(Answer::good(without_nulls(
            json!({"kind": "admin#reports#usageReports", "etag": "\"demo\"", "usageReports": page, "nextPageToken": next}),
        )))
    }

    fn row(&self, user: &User, date: &str, asked: &[&str]) -> Value {
        let used = user.used_mb.unwrap_or(0);
        let all = [
            (
                "accounts:gmail_used_quota_in_mb",
                json!({"intValue": used.to_string()}),
            ),
            (
                "accounts:used_quota_in_mb",
                json!({"intValue": (used + 900).to_string()}),
            ),
            ("accounts:total_quota_in_mb", json!({"intValue": "-1"})),
            (
                "accounts:is_less_secure_apps_access_allowed",
                json!({"boolValue": false}),
            ),
            (
                "gmail:timestamp_last_imap",
                json!({"datetimeValue": user.imap_days_ago.map(|days| self.moment(days))}),
            ),
        ];
        let parameters: Vec<Value> = all
            .into_iter()
            .filter(|(name, value)| {
                asked.contains(name)
                    && !value
                        .as_object()
                        .is_some_and(|map| map.values().all(Value::is_null))
            })
            .map(|(name, mut value)| {
                if let Some(map) = value.as_object_mut() {
                    map.insert("name".to_owned(), json!(name));
                }
                value
            })
            .collect();
        json!({"kind": "admin#reports#usageReport", "date": date, "parameters": parameters,
            "entity": {"type": "USER", "customerId": self.script.customer, "userEmail": user.address, "profileId": "1"}})
    }

    fn activities(&self, application: &str) -> Result<Answer, Answer> {
        self.covered(ADMIN, &AUDIT)?;
        self.administers()?;
        self.own(self.request.parameter("customerId"))?;
        let resets = |by_admin: bool| {
            let of_kind = self
                .script
                .user
                .iter()
                .filter(move |user| user.reset_by_admin == by_admin);
            of_kind.filter_map(|user| Some((user, user.reset_days_ago?)))
        };
        let items: Vec<Value> = match (application, self.request.parameter("eventName")) {
            ("admin", Some("CHANGE_EMAIL_SETTING")) => self.changes(),
            ("admin", Some("CHANGE_PASSWORD")) => resets(true)
                .map(|(user, days)| {
                    self.event(
                        days,
                        "admin@example.com",
                        "CHANGE_PASSWORD",
                        &[("USER_EMAIL", &user.address)],
                    )
                })
                .collect(),
            ("user_accounts", Some("password_edit")) => resets(false)
                .map(|(user, days)| self.event(days, &user.address, "password_edit", &[]))
                .collect(),
            _ => Vec::new(),
        };
        let (page, next) = self.page(&items, "maxResults", 1000)?;
        let page = (!page.is_empty()).then_some(page);
        Ok(Answer::good(without_nulls(
            json!({"kind": "admin#reports#activities", "etag": "\"demo\"", "items": page, "nextPageToken": next}),
        )))
    }

    fn changes(&self) -> Vec<Value> {
        let filtered = self.request.parameter("filters") == Some("SETTING_NAME==IMAP_ACCESS");
        let changes = self.script.change.iter().filter(|_| filtered);
        changes
            .map(|change| {
                let parameters = [
                    ("SETTING_NAME", "IMAP_ACCESS"),
                    ("ORG_UNIT_NAME", change.unit.as_str()),
                    ("OLD_VALUE", change.from.as_str()),
                    ("NEW_VALUE", change.to.as_str()),
                ];
                self.event(
                    change.days_ago,
                    "admin@example.com",
                    "CHANGE_EMAIL_SETTING",
                    &parameters,
                )
            })
            .collect()
    }

    fn event(&self, days: i64, actor: &str, name: &str, parameters: &[(&str, &str)]) -> Value {
        let parameters: Vec<Value> = parameters
            .iter()
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
        json!({"kind": "admin#reports#activity", "id": {"time": self.moment(days), "uniqueQualifier": "1", "customerId": self.script.customer},
            "actor": {"email": actor}, "events": [{"name": name, "parameters": parameters}]})
    }

    fn moment(&self, days: i64) -> String {
        let at = OffsetDateTime::from_unix_timestamp(self.days_ago(days)).ok();
        at.and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default()
    }
}

/// A date as paths write it.
fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}
