//! The Cloud Identity Policy API
//! (<https://docs.cloud.google.com/identity/docs/concepts/supported-policy-api-settings>). It is slow and turns callers away quickly.

use super::{Caller, Page, encoded};
use crate::google::apis::{self, ApiName};
use crate::google::errors::Failure;
use crate::google::policies::{Policy, Raw};
use serde::Deserialize;

/// The settings that are asked for, as the filter's language (CEL) wants them.
const FILTER: &str = "setting.type.matches('^settings/(gmail\\\\.(imap_access|service_status|auto_forwarding)|security\\\\.\
                      (two_step_verification_enrollment|two_step_verification_enforcement|two_step_verification_enforcement_factor))$')";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policies {
    #[serde(default)]
    policies: Vec<Raw>,
    next_page_token: Option<String>,
}

impl Page for Policies {
    fn next(&self) -> Option<&str> {
        self.next_page_token.as_deref()
    }
}

/// The policies about IMAP, Gmail and the second step.
pub(crate) fn policies(caller: Caller<'_>) -> Result<Vec<Policy>, Failure> {
    let path = format!("/v1/policies?filter={}&pageSize=100", encoded(FILTER));
    let mut found = Vec::new();
    let most = apis::table().most_pages;
    caller.pages(ApiName::Policy, &path, most, |page: Policies| {
        found.extend(page.policies.into_iter().filter_map(Policy::read));
    })?;
    Ok(found)
}
