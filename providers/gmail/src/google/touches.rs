//! What a collection would ask of Google, counted and not asked.

use super::apis::{ApiName, table};
use super::people;
use super::plan::{Plan, SignInWith};
use super::scopes::wanted;
use imaprules_provider::{Request, Touch};

/// The file that is read, the hosts that are connected to, and how many calls each sees at most, pages of lists and tries aside.
pub(super) fn touches(plan: &Plan, request: &Request) -> Vec<Touch> {
    let people = people::people(request);
    let rows = people.iter().filter(|person| !person.is_consumer()).count() as u64;
    let asks_admin = u64::from(plan.admin.is_some());
    let lists = people.len() >= plan.list_from;
    let each = |one_by_one: u64| if lists { 0 } else { rows * one_by_one };
    let only_imap = matches!(
        plan.sign_in_with,
        SignInWith::ServiceAccount | SignInWith::Administrator
    );
    // A row without a password takes a token as well, and which rows those are shows only then.
    let nobody = request.settings.text("sign_in").unwrap_or("none") == "none";
    let imap = plan.sign_in_with != SignInWith::Password && !nobody;
    let scopes = wanted(plan.admin.is_some(), only_imap.then_some("imap")).len() as u64;
    let file = Touch {
        action: "read".to_owned(),
        target: plan.file.display().to_string(),
        account: None,
        times: 1,
    };
    let calls = [
        // One for each user, those that find out about the delegation, and the administrator's.
        (
            ApiName::Token,
            "a token",
            scopes + 2 + rows * (1 + u64::from(imap)),
        ),
        (
            ApiName::Gmail,
            "IMAP settings, language, labels, counts",
            rows * 4,
        ),
        (
            ApiName::Directory,
            "users, app passwords, units, groups",
            asks_admin * (5 + rows * 2 + each(1)),
        ),
        (
            ApiName::Reports,
            "usage, audit trail",
            asks_admin * (3 + table().report_days.unsigned_abs() + each(1)),
        ),
        (ApiName::Policy, "policies", asks_admin),
    ];
    let calls = calls.into_iter().filter(|(_, _, times)| *times > 0);
    let call = |(api, what, times): (ApiName, &str, u64)| Touch {
        action: "ask".to_owned(),
        target: format!("{} for {what}", plan.label_of(api)),
        account: None,
        times,
    };
    std::iter::once(file).chain(calls.map(call)).collect()
}
