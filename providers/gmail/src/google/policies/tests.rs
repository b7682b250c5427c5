//! What comes out for users in groups and in units of units.

use super::*;
use crate::google::calls::directory::OrgUnit;
use imaprules_facts::{Known, Reason};
use serde_json::json;

fn policy(setting: &str, query: serde_json::Value, value: serde_json::Value) -> Policy {
    let raw = json!({"name": "policies/x", "type": "ADMIN", "policyQuery": query, "setting": {"type": setting, "value": value}});
    Policy::read(serde_json::from_value(raw).unwrap()).unwrap()
}

fn imap(query: serde_json::Value, enabled: bool) -> Policy {
    let value = json!({"enableImapAccess": enabled, "imapAccessRestriction": {"allowAllMailClients": true}});
    policy("settings/gmail.imap_access", query, value)
}

fn units() -> Units {
    let unit = |path: &str, id: &str| OrgUnit {
        org_unit_id: Some(format!("id:{id}")),
        org_unit_path: Some(path.to_owned()),
        parent_org_unit_id: None,
        parent_org_unit_path: None,
    };
    Units::read(&[
        unit("/", "top"),
        unit("/Staff", "staff"),
        unit("/Staff/Sales", "sales"),
    ])
}

fn fact(policies: &Policies, path: &str, groups: Option<&[&str]>, name: &str) -> Known {
    let groups: Option<Vec<String>> = groups.map(|groups| groups.iter().map(|id| (*id).to_owned()).collect());
    let member = Member {
        path,
        groups: groups.as_deref(),
        admin: Some(false),
    };
    let facts = user_facts(policies, &member);
    facts.into_iter().find(|(fact, _)| *fact == name).unwrap().1
}

fn switch(policies: &Policies, path: &str, groups: Option<&[&str]>) -> Known {
    fact(policies, path, groups, "gmail.tenant_imap_enabled")
}

fn all(all: Vec<Policy>) -> Policies {
    Policies {
        all,
        units: Some(units()),
    }
}

#[test]
fn the_nearest_unit_decides_and_the_highest_order_in_it() {
    let policies = all(vec![
        imap(json!({"orgUnit": "orgUnits/top", "sortOrder": 1}), true),
        imap(json!({"orgUnit": "orgUnits/staff", "sortOrder": 2}), true),
        imap(json!({"orgUnit": "orgUnits/staff", "sortOrder": 3}), false),
    ]);
    assert_eq!(switch(&policies, "/", None), Ok(true.into()));
    assert_eq!(switch(&policies, "/Other", None), Ok(true.into()));
    assert_eq!(switch(&policies, "/Staff", None), Ok(false.into()));
    assert_eq!(switch(&policies, "/Staff/Sales", None), Ok(false.into()));
    assert_eq!(
        fact(&policies, "/Staff/Sales", None, "gmail.policy_from"),
        Ok("organisational unit /Staff".into())
    );
}

#[test]
fn groups_come_before_units() {
    let policies = all(vec![
        imap(json!({"orgUnit": "orgUnits/top", "sortOrder": 1}), false),
        imap(json!({"group": "groups/movers", "sortOrder": 5}), true),
        imap(json!({"group": "groups/others", "sortOrder": 6}), false),
    ]);
    assert!(policies.name_groups());
    assert_eq!(switch(&policies, "/Staff", Some(&["movers"])), Ok(true.into()));
    assert_eq!(
        switch(&policies, "/Staff", Some(&["movers", "others"])),
        Ok(false.into())
    );
    assert_eq!(switch(&policies, "/Staff", Some(&[])), Ok(false.into()));
    // A group that says the same as the unit changes nothing, one that does not leaves it open.
    let unknown = switch(&policies, "/Staff", None).unwrap_err();
    assert_eq!(unknown.reason, Reason::NoPermission);
    assert!(unknown.note.unwrap().contains("group movers"));
    let same = all(vec![
        imap(json!({"orgUnit": "orgUnits/top"}), true),
        imap(json!({"group": "groups/movers"}), true),
    ]);
    assert_eq!(switch(&same, "/Staff", None), Ok(true.into()));
}

#[test]
fn administrators_are_no_group_that_can_be_asked_about() {
    let policies = all(vec![
        imap(json!({"orgUnit": "orgUnits/top"}), true),
        imap(json!({"group": "groups/WORKSPACE_ALL_ADMIN_GROUP"}), false),
    ]);
    assert!(!policies.name_groups());
    assert_eq!(switch(&policies, "/", Some(&[])), Ok(true.into()));
    let member = Member {
        path: "/",
        groups: Some(&[]),
        admin: Some(true),
    };
    assert_eq!(user_facts(&policies, &member)[0].1, Ok(false.into()));
    let member = Member {
        path: "/",
        groups: Some(&[]),
        admin: None,
    };
    assert!(user_facts(&policies, &member)[0].1.is_err());
}

#[test]
fn no_policy_means_nothing() {
    let none = all(Vec::new());
    for (_, known) in user_facts(
        &none,
        &Member {
            path: "/",
            groups: None,
            admin: None,
        },
    ) {
        assert_eq!(known.unwrap_err().reason, Reason::Unsupported);
    }
    let without_units = Policies {
        units: None,
        ..all(vec![imap(json!({"orgUnit": "orgUnits/top"}), true)])
    };
    assert_eq!(
        switch(&without_units, "/", None).unwrap_err().reason,
        Reason::NoPermission
    );
    let everybody = all(vec![imap(json!({}), true)]);
    assert_eq!(switch(&everybody, "/Staff", None), Ok(true.into()));
}

#[test]
fn what_a_value_leaves_out_is_not_no() {
    let top = json!({"orgUnit": "orgUnits/top"});
    let read = |setting: &str, value: serde_json::Value, name: &str| {
        let policies = all(vec![policy(setting, top.clone(), value)]);
        fact(&policies, "/", None, name)
    };
    let imap = "settings/gmail.imap_access";
    let clients = "gmail.tenant_all_clients";
    assert!(read(imap, json!({}), "gmail.tenant_imap_enabled").is_err());
    assert!(read(imap, json!({"enableImapAccess": true}), clients).is_err());
    assert!(read(imap, json!({"enableImapAccess": false}), clients).is_err());
    let listed = json!({"enableImapAccess": true, "imapAccessRestriction": {"allowedOauthClientIds": ["1"]}});
    assert_eq!(read(imap, listed, clients), Ok(false.into()));
    let service = "settings/gmail.service_status";
    assert_eq!(
        read(
            service,
            json!({"serviceState": "DISABLED"}),
            "gmail.service_enabled"
        ),
        Ok(false.into())
    );
    assert!(read(service, json!({"serviceState": "ODD"}), "gmail.service_enabled").is_err());
    let factor = "settings/security.two_step_verification_enforcement_factor";
    assert_eq!(
        read(
            factor,
            json!({"allowedSignInFactorSet": "PASSKEY_ONLY"}),
            "gmail.two_step_factors"
        ),
        Ok("passkey_only".into())
    );
    let enforced = "settings/security.two_step_verification_enforcement";
    assert_eq!(
        read(
            enforced,
            json!({"enforcedFrom": "1970-01-01T00:00:01Z"}),
            "gmail.two_step_enforced_from"
        ),
        Ok(imaprules_facts::Value::Int(1000))
    );
    assert!(Setting::read("settings/drive.other").is_none());
}

#[test]
fn units_have_facts_of_their_own() {
    let policies = all(vec![
        imap(json!({"orgUnit": "orgUnits/top"}), true),
        imap(json!({"group": "groups/g"}), false),
    ]);
    let facts = unit_facts(&policies, "/Staff");
    assert_eq!(facts[0], ("gmail.unit_imap_enabled", Ok(true.into())));
}
