//! The Reports API: usage of users, a day at a time (<https://developers.google.com/workspace/admin/reports/reference/rest>).

use super::{Caller, Page, encoded, moment};
use crate::google::apis::{self, ApiName};
use crate::google::errors::{Failure, Meaning};
use imaprules_facts::{Reason, Unknown};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};

/// What is asked for (<https://developers.google.com/workspace/admin/reports/v1/appendix/usage/user/accounts>).
const PARAMETERS: [&str; 5] = [
    "accounts:gmail_used_quota_in_mb",
    "accounts:used_quota_in_mb",
    "accounts:total_quota_in_mb",
    "accounts:is_less_secure_apps_access_allowed",
    "gmail:timestamp_last_imap",
];

/// What a report says of one user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) address: String,
    pub(crate) used_mb: Option<i64>,
    pub(crate) account_used_mb: Option<i64>,
    pub(crate) quota_mb: Option<i64>,
    pub(crate) less_secure: Option<bool>,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) last_imap: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UsageReports {
    #[serde(default)]
    usage_reports: Vec<UsageReport>,
    next_page_token: Option<String>,
}

impl Page for UsageReports {
    fn next(&self) -> Option<&str> {
        self.next_page_token.as_deref()
    }
}

#[derive(Debug, Deserialize)]
struct UsageReport {
    entity: Option<Entity>,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    user_email: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameter {
    name: Option<String>,
    /// A number, as text.
    int_value: Option<String>,
    bool_value: Option<bool>,
    datetime_value: Option<String>,
}

impl UsageReport {
    fn read(self) -> Option<Usage> {
        let mut usage = Usage {
            address: self.entity?.user_email?,
            ..Usage::default()
        };
        for parameter in self.parameters {
            let int = parameter.int_value.as_deref().and_then(|text| text.parse().ok());
            match parameter.name.as_deref() {
                Some("accounts:gmail_used_quota_in_mb") => usage.used_mb = int,
                Some("accounts:used_quota_in_mb") => usage.account_used_mb = int,
                Some("accounts:total_quota_in_mb") => usage.quota_mb = int,
                Some("accounts:is_less_secure_apps_access_allowed") => {
                    usage.less_secure = parameter.bool_value
                }
                Some("gmail:timestamp_last_imap") => {
                    usage.last_imap = parameter.datetime_value.as_deref().and_then(moment);
                }
                _ => {}
            }
        }
        Some(usage)
    }
}

/// A day of reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// As paths write it.
    pub(crate) text: String,
    /// Midnight UTC, in milliseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
}

impl Day {
    /// So many days before now. Days of reports are those of Pacific time.
    fn before(now_ms: i64, days: i64) -> Option<Day> {
        let now = OffsetDateTime::from_unix_timestamp(now_ms.div_euclid(1000)).ok()?;
        let date = now
            .checked_sub(Duration::hours(8))?
            .date()
            .checked_sub(Duration::days(days))?;
        Some(Day {
            text: format!(
                "{:04}-{:02}-{:02}",
                date.year(),
                u8::from(date.month()),
                date.day()
            ),
            at: date.midnight().assume_utc().unix_timestamp().checked_mul(1000)?,
        })
    }
}

fn path(who: &str, day: &Day, customer: &str, most: u32) -> String {
    let customer = match customer {
        "my_customer" => String::new(),
        id => format!("&customerId={}", encoded(id)),
    };
    format!(
        "/admin/reports/v1/usage/users/{}/dates/{}?parameters={}&maxResults={most}{customer}",
        encoded(who),
        day.text,
        encoded(&PARAMETERS.join(","))
    )
}

/// The newest day for which there are reports: one day after the other is tried, backwards.
pub(crate) fn newest(caller: Caller<'_>, customer: &str, now_ms: i64) -> Result<Day, Failure> {
    let days = apis::table().report_days;
    for back in 1..=days {
        let Some(day) = Day::before(now_ms, back) else {
            break;
        };
        match caller.get::<UsageReports>(ApiName::Reports, &path("all", &day, customer, 1)) {
            // Nothing in it, with a warning or without, means that it is not ready.
            Ok(page) if page.usage_reports.is_empty() => {}
            Ok(_) => return Ok(day),
            Err(failure) if failure.meaning == Meaning::NotYet => {}
            Err(failure) => return Err(failure),
        }
    }
    let note = format!("there was no usage report for any of the last {days} days");
    Err(Failure {
        meaning: Meaning::NotYet,
        unknown: Unknown::noted(Reason::NotCollected, note),
        words: String::new(),
    })
}

/// The report of one user; nothing where the day has none.
pub(crate) fn of(
    caller: Caller<'_>,
    address: &str,
    day: &Day,
    customer: &str,
) -> Result<Option<Usage>, Failure> {
    let page: UsageReports = caller.get(ApiName::Reports, &path(address, day, customer, 1))?;
    Ok(page.usage_reports.into_iter().find_map(UsageReport::read))
}

/// The reports of all users.
pub(crate) fn all(
    caller: Caller<'_>,
    day: &Day,
    customer: &str,
    mut each: impl FnMut(Usage),
) -> Result<(), Failure> {
    let most = apis::table().most_pages;
    caller.pages(
        ApiName::Reports,
        &path("all", day, customer, 1000),
        most,
        |page: UsageReports| {
            page.usage_reports
                .into_iter()
                .filter_map(UsageReport::read)
                .for_each(&mut each);
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_pacific_time() {
        // 2026-11-27T03:00Z is still the 26th there.
        let day = Day::before(1_795_748_400_000, 1).unwrap();
        assert_eq!(day.text, "2026-11-25");
        assert_eq!(day.at, 1_795_564_800_000);
    }

    #[test]
    fn numbers_are_texts_and_what_is_left_out_stays_out() {
        let page: UsageReports = serde_json::from_str(
            r#"{"usageReports":[{"date":"2026-11-18","entity":{"type":"USER","userEmail":"a@example.com"},
               "parameters":[{"name":"accounts:gmail_used_quota_in_mb","intValue":"8123"},
               {"name":"gmail:timestamp_last_imap","datetimeValue":"2026-11-17T02:10:00.000Z"},{"name":"other"}]},
               {"date":"2026-11-18"}]}"#,
        )
        .unwrap();
        let read: Vec<Usage> = page
            .usage_reports
            .into_iter()
            .filter_map(UsageReport::read)
            .collect();
        assert_eq!(
            read,
            [Usage {
                address: "a@example.com".into(),
                used_mb: Some(8123),
                last_imap: Some(1_794_881_400_000),
                ..Usage::default()
            }]
        );
    }
}
