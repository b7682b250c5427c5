//! How the service account is set up: each mistake is told from the others.

use crate::kit::{Lab, scene};

const ROWS: [&str; 2] = ["fiona.fine@example.com", "olaf.ouoff@example.com"];

#[test]
fn no_delegation_at_all() {
    let lab = Lab::new(scene().delegating(|_| false));
    let ran = lab.run(&ROWS, &[]);
    assert_eq!(ran.host.whole("gmail.admin_token"), "not_delegated");
    assert_eq!(ran.host.whole("gmail.scopes_granted"), "");
    assert!(
        ran.host
            .whole("gmail.token_error")
            .contains("unauthorized_client")
    );
    assert_eq!(ran.host.whole("gmail.directory_access"), "not_delegated");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.token"), "not_delegated");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.user_status"), "(no-permission)");
    // Not asked again for each row: delegation is the client's.
    assert!(ran.asked.iter().all(|asked| asked.path == "/token"));
    assert_eq!(ran.asked.len(), 1 + 9);
}

#[test]
fn one_permission_missing_costs_its_own_facts_alone() {
    let scope = "https://www.googleapis.com/auth/cloud-identity.policies.readonly";
    let lab = Lab::new(scene().delegating(|known| known != scope));
    let ran = lab.run(&ROWS, &[]);
    assert_eq!(ran.host.whole("gmail.admin_token"), "partly");
    assert_eq!(ran.host.whole("gmail.scopes_missing"), scope);
    assert_eq!(ran.host.whole("gmail.policy_access"), "not_delegated");
    assert_eq!(
        ran.host.mailbox(ROWS[1], "gmail.tenant_imap_enabled"),
        "(no-permission)"
    );
    assert!(
        ran.host
            .note("mailbox", ROWS[1], "gmail.tenant_imap_enabled")
            .contains(scope)
    );
    assert_eq!(ran.host.mailbox(ROWS[1], "gmail.user_status"), "active");
    assert_eq!(ran.host.mailbox(ROWS[1], "gmail.imap_enabled"), "true");
    assert_eq!(ran.host.mailbox(ROWS[1], "gmail.token"), "ok");
}

#[test]
fn permissions_for_mailboxes_missing() {
    let lab = Lab::new(scene().delegating(|scope| !scope.contains("gmail.settings")));
    let ran = lab.run(&ROWS, &[]);
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.token"), "partly");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.imap_enabled"), "(no-permission)");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.api_messages"), "373");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.mailbox_access"), "ok");
}

#[test]
fn a_key_that_was_deleted() {
    let lab = Lab::new(scene());
    let key = lab.key(&lab.double.other_key_file());
    let ran = lab.run(&ROWS, &[("service_account", key.to_str().unwrap())]);
    assert_eq!(ran.host.whole("gmail.admin_token"), "key_refused");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.token"), "key_refused");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.user_status"), "(refused)");
    assert_eq!(ran.host.whole("gmail.scopes_missing"), "(refused)");
    assert_eq!(ran.host.whole("gmail.apis_disabled"), "(not-collected)");
    // Once is enough.
    assert_eq!(ran.asked.len(), 1);
}

#[test]
fn another_service_account() {
    let lab = Lab::new(scene());
    let text = lab
        .double
        .key_file()
        .replace("imaprules@demo-project", "gone@demo-project");
    let key = lab.key(&text);
    let ran = lab.run(&ROWS, &[("service_account", key.to_str().unwrap())]);
    assert_eq!(ran.host.whole("gmail.admin_token"), "client_refused");
    assert_eq!(ran.asked.len(), 1);
}

#[test]
fn an_administrator_who_does_not_exist() {
    let lab = Lab::new(scene());
    let ran = lab.run(&ROWS, &[("admin", "adnim@example.com")]);
    assert_eq!(ran.host.whole("gmail.admin_token"), "user_refused");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.user_status"), "(refused)");
    // The users themselves can be asked all the same.
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.imap_enabled"), "true");
}

#[test]
fn no_administrator_named() {
    let lab = Lab::new(scene());
    let ran = lab.run(&["susan.suspended@example.com", ROWS[0]], &[("admin", "")]);
    assert_eq!(ran.host.whole("gmail.admin_token"), "(not-collected)");
    assert!(
        ran.host
            .note("mailbox", ROWS[0], "gmail.user_status")
            .contains("gmail.admin")
    );
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.imap_enabled"), "true");
    assert_eq!(ran.host.whole("gmail.scopes_missing"), "");
}

#[test]
fn an_administrator_who_is_not_super() {
    let lab = Lab::new(scene());
    let ran = lab.run(&ROWS, &[("admin", "helpdesk@example.com")]);
    assert_eq!(ran.host.whole("gmail.admin_is_super"), "false");
    assert_eq!(ran.host.whole("gmail.policy_access"), "not_admin");
    assert_eq!(ran.host.whole("gmail.directory_access"), "ok");
    assert_eq!(
        ran.host.mailbox(ROWS[1], "gmail.tenant_imap_enabled"),
        "(no-permission)"
    );
}

#[test]
fn a_user_who_is_no_administrator() {
    let lab = Lab::new(scene());
    let ran = lab.run(&ROWS, &[("admin", "fiona.fine@example.com")]);
    assert_eq!(ran.host.whole("gmail.directory_access"), "not_admin");
    assert_eq!(ran.host.whole("gmail.reports_access"), "not_admin");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.imap_enabled"), "true");
}

#[test]
fn an_api_that_is_not_switched_on() {
    for (service, access, fact) in [
        (
            "admin.googleapis.com",
            "gmail.directory_access",
            "gmail.user_status",
        ),
        (
            "cloudidentity.googleapis.com",
            "gmail.policy_access",
            "gmail.tenant_imap_enabled",
        ),
    ] {
        let ran = Lab::new(scene().without_api(service)).run(&ROWS, &[]);
        assert_eq!(ran.host.whole(access), "api_disabled");
        assert_eq!(ran.host.whole("gmail.apis_disabled"), service);
        assert_eq!(ran.host.mailbox(ROWS[0], fact), "(no-permission)");
    }
    let ran = Lab::new(scene().without_api("gmail.googleapis.com")).run(&ROWS, &[]);
    assert_eq!(ran.host.whole("gmail.apis_disabled"), "gmail.googleapis.com");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.mailbox_access"), "api_disabled");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.user_status"), "active");
}

#[test]
fn another_organisation() {
    let lab = Lab::new(scene());
    let ran = lab.run(&ROWS, &[("customer", "C0other")]);
    assert_eq!(ran.host.whole("gmail.directory_access"), "wrong_customer");
    assert_eq!(ran.host.whole("gmail.reports_access"), "wrong_customer");
    assert!(
        ran.host
            .note("mailbox", ROWS[0], "gmail.user_status")
            .contains("C0demo123")
    );
    let right = lab.run(&ROWS, &[("customer", "C0demo123")]);
    assert_eq!(right.host.whole("gmail.directory_access"), "ok");
    assert_eq!(right.host.mailbox(ROWS[0], "gmail.used"), "25165824");
}

#[test]
fn a_clock_that_is_wrong_is_told_and_got_round() {
    let lab = Lab::new(scene().clock_ahead(7200, true));
    let ran = lab.run(&ROWS, &[]);
    assert_eq!(ran.host.whole("gmail.admin_token"), "ok");
    let offset = ran
        .host
        .fact("migration", "migration", "gmail.clock_offset")
        .unwrap()
        .as_int()
        .unwrap();
    assert!((-7_205_000..-7_195_000).contains(&offset), "{offset}");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.imap_enabled"), "true");
    // Where Google does not tell the time, all that is left is its word for it.
    let ran = Lab::new(scene().clock_ahead(-7200, false)).run(&ROWS, &[]);
    assert_eq!(ran.host.whole("gmail.admin_token"), "clock");
    assert_eq!(ran.host.whole("gmail.clock_offset"), "(not-collected)");
    assert_eq!(ran.host.mailbox(ROWS[0], "gmail.token"), "clock");
    assert_eq!(ran.asked.len(), 1);
}
