//! The Cloud Identity Policy API: only a super administrator may ask, and the first page is empty, as has been seen
//! (<https://github.com/cisagov/ScubaGoggles>).

use super::{Call, IDENTITY};
use crate::google::answer::{Answer, without_nulls};
use serde_json::{Value, json};

const POLICIES: [&str; 2] = ["cloud-identity.policies.readonly", "cloud-identity.policies"];

impl Call<'_> {
    pub(super) fn policies(&self) -> Answer {
        self.listed().unwrap_or_else(|refusal| refusal)
    }

    fn listed(&self) -> Result<Answer, Answer> {
        self.covered(IDENTITY, &POLICIES)?;
        if !self.caller.admin {
            return Err(Answer::error(
                403,
                "PERMISSION_DENIED",
                "forbidden",
                "The caller does not have permission",
            ));
        }
        let filter = self.request.parameter("filter").unwrap_or_default();
        if self.request.parameter("pageToken").is_none() {
            return Ok(Answer::good(json!({"nextPageToken": "page-0"})));
        }
        let ids = self.script.unit_ids();
        // The filter names settings by their ends; its language is not spoken here.
        let wanted = self.script.policy.iter().filter(|policy| {
            let end = policy.setting.rsplit('.').next().unwrap_or_default();
            filter.is_empty() || filter.contains(end)
        });
        let all: Vec<Value> = wanted
            .enumerate()
            .map(|(number, policy)| {
                let unit = policy.unit.as_deref().and_then(|path| ids.get(path)).map(|id| format!("orgUnits/{id}"));
                without_nulls(json!({"name": format!("policies/demo{number}"), "customer": format!("customers/{}", self.script.customer),
                    "type": "ADMIN", "setting": {"type": format!("settings/{}", policy.setting), "value": policy.value},
                    "policyQuery": {"orgUnit": unit, "group": policy.group.as_ref().map(|id| format!("groups/{id}")), "sortOrder": policy.order}}))
            })
            .collect();
        let (page, next) = self.page(&all, "pageSize", 100)?;
        Ok(Answer::good(without_nulls(
            json!({"policies": page, "nextPageToken": next}),
        )))
    }
}
