//! Policies from exports, decided for units and users by the same code as policies of a live look. Exports do not say who is in a group, so a
//! policy of a group that would say something else leaves the matter open.

use super::fields::Fields;
use crate::google::policies::{
    Member, Policies as Decided, Policy, Raw, Setting, Units, unit_facts, user_facts,
};
use imaprules_facts::Known;
use std::collections::{HashMap, HashSet};

/// Facts, and the setting that each rests on: what was not exported is not told.
const RESTS_ON: [(&str, Setting); 11] = [
    ("gmail.tenant_imap_enabled", Setting::ImapAccess),
    ("gmail.tenant_all_clients", Setting::ImapAccess),
    ("gmail.policy_from", Setting::ImapAccess),
    ("gmail.service_enabled", Setting::ServiceStatus),
    ("gmail.two_step_allowed", Setting::TwoStepEnrollment),
    ("gmail.two_step_enforced_from", Setting::TwoStepEnforcement),
    ("gmail.two_step_factors", Setting::TwoStepFactors),
    ("gmail.auto_forwarding", Setting::AutoForwarding),
    ("gmail.unit_imap_enabled", Setting::ImapAccess),
    ("gmail.unit_all_clients", Setting::ImapAccess),
    ("gmail.unit_service_enabled", Setting::ServiceStatus),
];

/// All policies of the imported files, while they are read.
#[derive(Debug, Default)]
pub(super) struct Policies {
    all: Vec<Policy>,
    /// Ids of units that policies name.
    named: HashSet<String>,
    /// Paths of units by their ids.
    paths: HashMap<String, String>,
}

impl Policies {
    /// Takes a policy.
    pub(super) fn add(&mut self, fields: &Fields<'_>) {
        let query = |name: &str| fields.text(&format!("policyQuery.{name}"));
        let path = query("orgUnitPath");
        // Where GAM was told to leave ids out, the path stands in for one.
        let unit = query("orgUnit").or_else(|| path.clone().map(|path| path.replace('/', ":")));
        let order = fields
            .get("policyQuery.sortOrder")
            .and_then(imaprules_exports::Value::float);
        let raw = serde_json::json!({
            "policyQuery": { "orgUnit": unit, "group": query("group").or_else(|| query("groupEmail")), "sortOrder": order },
            "setting": { "type": fields.text("setting.type"), "value": fields.below("setting.value") },
        });
        let read = serde_json::from_value::<Raw>(raw).ok().and_then(Policy::read);
        let Some(policy) = read else { return };
        if let Some(unit) = unit {
            let id = bare_id(&unit);
            if let Some(path) = path {
                self.paths.insert(id.clone(), path);
            }
            self.named.insert(id);
        }
        self.all.push(policy);
    }

    /// Takes a unit with its id, so that policies which name the id find its path.
    pub(super) fn add_unit(&mut self, fields: &Fields<'_>) {
        if let (Some(id), Some(path)) = (fields.text("orgUnitId"), fields.text("orgUnitPath")) {
            self.paths.insert(bare_id(&id), path);
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// All of them, to be asked. Where a policy is for a unit whose path no export tells, which unit is whose is not known at all.
    pub(super) fn decided(&self) -> Decided {
        Decided {
            all: self.all.clone(),
            units: self.named.iter().all(|id| self.paths.contains_key(id)).then(|| {
                let pairs = self.paths.iter().map(|(id, path)| (path.clone(), id.clone()));
                Units::of(pairs)
            }),
        }
    }
}

/// What policies say of a user of a unit; nothing of settings that were not exported.
pub(super) fn of_user(policies: &Decided, path: &str) -> Vec<(&'static str, Known)> {
    let member = Member {
        path,
        groups: None,
        admin: None,
    };
    exported(policies, user_facts(policies, &member))
}

/// What they say of a unit, groups aside.
pub(super) fn of_unit(policies: &Decided, path: &str) -> Vec<(&'static str, Known)> {
    exported(policies, unit_facts(policies, path))
}

/// The facts of users that exported policies give.
pub(super) fn facts(policies: &Decided) -> impl Iterator<Item = &'static str> {
    let of_users = RESTS_ON
        .iter()
        .filter(|(fact, _)| !fact.starts_with("gmail.unit_"));
    of_users
        .filter(|(_, setting)| policies.all.iter().any(|policy| policy.setting == *setting))
        .map(|(fact, _)| *fact)
}

fn exported(policies: &Decided, mut facts: Vec<(&'static str, Known)>) -> Vec<(&'static str, Known)> {
    facts.retain(|(fact, _)| {
        let rests = RESTS_ON.iter().find(|(name, _)| name == fact);
        rests.is_some_and(|(_, setting)| policies.all.iter().any(|policy| policy.setting == *setting))
    });
    facts
}

/// `03ph8a2z` of `orgUnits/03ph8a2z` and `id:03ph8a2z`.
fn bare_id(id: &str) -> String {
    let last = id.rsplit('/').next().unwrap_or(id);
    last.strip_prefix("id:").unwrap_or(last).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::testing::object;

    fn policies(lines: &[&str]) -> Policies {
        let mut policies = Policies::default();
        for line in lines {
            let record = object(&format!("[{line}]"));
            policies.add(&Fields::of(&record, None));
        }
        policies
    }

    fn imap(target: &str, value: &str) -> String {
        format!(
            r#"{{"policyQuery":{{{target},"sortOrder":1}},"setting":{{"type":"settings/gmail.imap_access","value":{value}}}}}"#
        )
    }

    const ON: &str = r#"{"enableImapAccess":true,"imapAccessRestriction":{"allowAllMailClients":true}}"#;
    const OFF: &str = r#"{"enableImapAccess":false}"#;

    /// A fact of a user of a unit, in words; `-` where nothing is said of it.
    fn out(policies: &Policies, path: &str, fact: &str) -> String {
        let said = of_user(&policies.decided(), path);
        let found = said
            .into_iter()
            .find(|(name, _)| *name == format!("gmail.{fact}"));
        found.map_or("-".to_owned(), |(_, known)| {
            known.map_or("open".to_owned(), |value| value.to_string())
        })
    }

    #[test]
    fn units_by_path_and_by_id() {
        let root = imap(r#""orgUnit":"orgUnits/01","orgUnitPath":"/""#, ON);
        let staff = imap(r#""orgUnitPath":"/Staff""#, OFF);
        let both = policies(&[&root, &staff]);
        for (path, on, from) in [
            ("/", "true", "organisational unit /"),
            ("/Staff/Sales", "false", "organisational unit /Staff"),
            ("/Staffing", "true", "organisational unit /"),
        ] {
            assert_eq!(out(&both, path, "tenant_imap_enabled"), on, "{path}");
            assert_eq!(out(&both, path, "policy_from"), from, "{path}");
        }
        let mut by_id = policies(&[&imap(r#""orgUnit":"orgUnits/03x""#, OFF)]);
        assert_eq!(out(&by_id, "/Staff", "tenant_imap_enabled"), "open");
        let unit = object(r#"[{"orgUnitId":"id:03x","orgUnitPath":"/Staff"}]"#);
        by_id.add_unit(&Fields::of(&unit, None));
        assert_eq!(out(&by_id, "/Staff", "tenant_imap_enabled"), "false");
    }

    #[test]
    fn groups_leave_open_what_they_would_change() {
        let root = imap(r#""orgUnitPath":"/""#, ON);
        let off = imap(r#""group":"groups/g","groupEmail":"g@x.org""#, OFF);
        let on = imap(r#""group":"groups/g","groupEmail":"g@x.org""#, ON);
        assert_eq!(out(&policies(&[&root, &off]), "/", "tenant_imap_enabled"), "open");
        assert_eq!(out(&policies(&[&root, &on]), "/", "tenant_imap_enabled"), "true");
        let unit = of_unit(&policies(&[&root, &off]).decided(), "/");
        assert_eq!(unit.first(), Some(&("gmail.unit_imap_enabled", Ok(true.into()))));
    }

    #[test]
    fn settings_that_were_not_exported_are_not_told() {
        let other = r#"{"policyQuery":{"orgUnitPath":"/"},"setting":{"type":"settings/gmail.pop_access","value":{"enablePopAccess":true}}}"#;
        let root = imap(r#""orgUnitPath":"/""#, ON);
        let both = policies(&[other, &root]);
        assert_eq!(both.count(), 1);
        assert_eq!(out(&both, "/", "two_step_allowed"), "-");
        assert_eq!(out(&both, "/", "tenant_all_clients"), "true");
        assert_eq!(facts(&both.decided()).count(), 3);
    }

    #[test]
    fn columns_of_gam_say_the_same() {
        let text = "name,policyQuery.orgUnit,policyQuery.orgUnitPath,policyQuery.sortOrder,setting.type,setting.value.enableImapAccess,setting.value.imapAccessRestriction.allowAllMailClients,setting.value.imapAccessRestriction.clients.0\np/1,orgUnits/03x,/,1,settings/gmail.imap_access,True,,17\n";
        let record = object(text);
        let mut policies = Policies::default();
        policies.add(&Fields::of(&record, None));
        assert_eq!(out(&policies, "/", "tenant_all_clients"), "false");
    }
}
