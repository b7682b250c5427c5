//! Each account of the double with its fault: the facts that tell it from all others.

use crate::kit::{Lab, Ran, scene};
use std::sync::LazyLock;

const ROWS: [&str; 23] = [
    "fiona.fine@example.com",
    "walter.wrongpass@example.com",
    "ian.imapoff@example.com",
    "tulin.turkce@example.com",
    "cora.capped@example.com",
    "susan.suspended@example.com",
    "archie.archived@example.com",
    "nadia.nomailbox@example.com",
    "paul.pending@example.com",
    "nina.neverin@example.com",
    "todd.twostep@example.com",
    "anna.nopassword@example.com",
    "olaf.ouoff@example.com",
    "rita.restricted@example.com",
    "gina.group@example.com",
    "gwen.ghost@example.com",
    "dora.deleted@example.com",
    "alan.alvarez@example.com=alan.alias@example.com",
    "pia.personal@example.com=pia.personal@gmail.com",
    "ned.nokey@example.com",
    "laura.labels@example.com",
    "maya.manyitems@example.com",
    "#12=nobody",
];

/// One by one, and by lists.
static RAN: LazyLock<[Ran; 2]> = LazyLock::new(|| {
    let lab = Lab::new(scene());
    let by_lists = Lab::new(scene());
    [
        lab.run(&ROWS, &[]),
        by_lists.run(&ROWS, &[("google_list_from", "2")]),
    ]
});

#[track_caller]
fn expect(id: &str, facts: &[(&str, &str)]) {
    for (how, ran) in ["one by one", "by lists"].iter().zip(&*RAN) {
        for (name, value) in facts {
            let found = ran.host.mailbox(id, &format!("gmail.{name}"));
            assert_eq!(found, *value, "{name} of {id}, {how}");
        }
    }
}

#[test]
fn one_account_is_fine() {
    expect(
        "fiona.fine@example.com",
        &[
            ("account_kind", "workspace"),
            ("user_status", "active"),
            ("suspension_reason", ""),
            ("primary_address", "fiona.fine@example.com"),
            ("user_name_is_primary", "true"),
            ("org_unit", "/Staff"),
            ("mailbox_setup", "true"),
            ("agreed_to_terms", "true"),
            ("change_password_at_next_login", "false"),
            ("never_signed_in", "false"),
            ("two_step_enrolled", "true"),
            ("app_password_count", "1"),
            ("app_password_never_used", "false"),
            ("app_password_before_reset", "false"),
            ("last_password_reset", "(unsupported)"),
            ("tenant_imap_enabled", "true"),
            ("tenant_all_clients", "true"),
            ("policy_from", "organisational unit /"),
            ("service_enabled", "true"),
            ("two_step_allowed", "true"),
            ("two_step_factors", "all"),
            ("auto_forwarding", "true"),
            ("imap_enabled", "true"),
            ("imap_max_folder_size", "0"),
            ("imap_expunge_behavior", "archive"),
            ("display_language", "en"),
            ("api_labels", "Customers Invoices"),
            ("api_messages", "373"),
            ("used", "25165824"),
            ("account_quota", "(unsupported)"),
            ("token", "ok"),
            ("mailbox_access", "ok"),
            ("signs_in_with", "password"),
        ],
    );
    // What Google leaves out is not false.
    expect(
        "fiona.fine@example.com",
        &[("imap_auto_expunge", "(unsupported)")],
    );
}

#[test]
fn the_switch_of_the_user() {
    expect(
        "ian.imapoff@example.com",
        &[("imap_enabled", "false"), ("tenant_imap_enabled", "true")],
    );
    expect(
        "cora.capped@example.com",
        &[
            ("imap_max_folder_size", "1000"),
            ("imap_auto_expunge", "true"),
            ("display_language", "fr"),
        ],
    );
    expect("tulin.turkce@example.com", &[("display_language", "tr")]);
}

#[test]
fn the_state_of_the_user() {
    let refused = ("token", "user_refused");
    expect(
        "susan.suspended@example.com",
        &[
            ("user_status", "suspended"),
            ("suspension_reason", "ADMIN"),
            refused,
            ("mailbox_access", "user_refused"),
        ],
    );
    expect(
        "archie.archived@example.com",
        &[("user_status", "archived"), refused],
    );
    expect(
        "gwen.ghost@example.com",
        &[
            ("user_status", "absent"),
            ("primary_address", "(unsupported)"),
            ("app_password_count", "(unsupported)"),
            refused,
        ],
    );
    expect("dora.deleted@example.com", &[("user_status", "deleted"), refused]);
    expect(
        "nadia.nomailbox@example.com",
        &[
            ("user_status", "active"),
            ("mailbox_setup", "false"),
            ("service_enabled", "false"),
            ("token", "ok"),
            ("mailbox_access", "mail_service_off"),
            ("imap_enabled", "(unsupported)"),
        ],
    );
    expect(
        "paul.pending@example.com",
        &[("change_password_at_next_login", "true")],
    );
    expect(
        "nina.neverin@example.com",
        &[
            ("never_signed_in", "true"),
            ("agreed_to_terms", "false"),
            ("last_login", "(unsupported)"),
        ],
    );
}

#[test]
fn second_step_and_app_passwords() {
    expect(
        "todd.twostep@example.com",
        &[("two_step_enrolled", "false"), ("app_password_count", "0")],
    );
    expect(
        "anna.nopassword@example.com",
        &[
            ("two_step_enrolled", "true"),
            ("app_password_count", "0"),
            ("app_password_newest", "(unsupported)"),
            ("app_password_never_used", "false"),
            ("app_password_before_reset", "(unsupported)"),
        ],
    );
    expect(
        "walter.wrongpass@example.com",
        &[
            ("app_password_count", "1"),
            ("app_password_never_used", "true"),
            ("app_password_last_used", "(unsupported)"),
            ("app_password_before_reset", "false"),
        ],
    );
    // Both the user's own changes and an administrator's are found.
    for id in ["walter.wrongpass@example.com", "paul.pending@example.com"] {
        for ran in &*RAN {
            assert!(
                ran.host.fact("mailbox", id, "gmail.last_password_reset").is_ok(),
                "{id}"
            );
        }
    }
}

#[test]
fn the_organisations_switch() {
    expect(
        "olaf.ouoff@example.com",
        &[
            ("tenant_imap_enabled", "false"),
            ("tenant_all_clients", "(unsupported)"),
            ("policy_from", "organisational unit /Legal"),
            ("imap_enabled", "true"),
            ("tenant_imap_changed_to", "DISABLED"),
        ],
    );
    expect(
        "rita.restricted@example.com",
        &[("tenant_imap_enabled", "true"), ("tenant_all_clients", "false")],
    );
    expect(
        "gina.group@example.com",
        &[
            ("tenant_imap_enabled", "true"),
            ("tenant_all_clients", "true"),
            ("policy_from", "group 01movers"),
        ],
    );
    // A change for the whole organisation is named by the organisation's name.
    expect(
        "fiona.fine@example.com",
        &[("tenant_imap_changed_to", "ENABLED_FOR_ALL_MAIL_CLIENTS")],
    );
}

#[test]
fn names_and_kinds_of_accounts() {
    expect(
        "alan.alvarez@example.com",
        &[
            ("primary_address", "alan.alvarez@example.com"),
            ("aliases", "alan.alias@example.com"),
            ("user_name_is_primary", "false"),
            ("token", "ok"),
            ("used", "34603008"),
        ],
    );
    expect(
        "pia.personal@example.com",
        &[
            ("account_kind", "consumer"),
            ("user_status", "(unsupported)"),
            ("token", "(unsupported)"),
        ],
    );
    expect("ned.nokey@example.com", &[("signs_in_with", "service_account")]);
    expect(
        "#12",
        &[("account_kind", "(malformed)"), ("user_status", "absent")],
    );
}

#[test]
fn the_organisation_as_a_whole() {
    for ran in &*RAN {
        let host = &ran.host;
        for (name, value) in [
            (
                "service_account",
                "imaprules@demo-project.iam.gserviceaccount.com",
            ),
            ("client_id", "108000000000000000042"),
            ("project_id", "demo-project"),
            ("admin", "admin@example.com"),
            ("admin_token", "ok"),
            ("token_error", ""),
            ("scopes_missing", ""),
            ("apis_disabled", ""),
            ("admin_is_super", "true"),
            ("customer_id", "C0demo123"),
            ("directory_access", "ok"),
            ("policy_access", "ok"),
            ("reports_access", "ok"),
            ("audit_access", "ok"),
            ("app_password_access", "ok"),
            ("policy_count", "9"),
            ("org_unit_count", "4"),
        ] {
            assert_eq!(host.whole(&format!("gmail.{name}")), value, "{name}");
        }
        let offset = host
            .fact("migration", "migration", "gmail.clock_offset")
            .unwrap()
            .as_int()
            .unwrap();
        assert!(offset.abs() < 5000, "{offset}");
        let unit = |path: &str, name: &str| host.fact("gmail.org_unit", path, name);
        assert_eq!(unit("/Legal", "gmail.unit_imap_enabled"), Ok(false.into()));
        assert_eq!(unit("/Legal", "gmail.unit_mailboxes").unwrap().as_int(), Some(2));
        assert_eq!(unit("/Staff/Sales", "gmail.unit_all_clients"), Ok(false.into()));
        assert_eq!(unit("/Kiosk", "gmail.unit_service_enabled"), Ok(false.into()));
        assert_eq!(
            unit("/Legal", "gmail.unit_imap_changed_from"),
            Ok("ENABLED_FOR_ALL_MAIL_CLIENTS".into())
        );
    }
}

#[test]
fn reports_are_taken_from_the_newest_day_that_is_ready() {
    for ran in &*RAN {
        let days: Vec<_> = ran
            .asked
            .iter()
            .filter(|asked| asked.path.contains("/usage/users/all/dates/"))
            .collect();
        // One day is refused, one has a warning and no rows, the third is good.
        assert_eq!(
            days.iter().take(3).map(|asked| asked.status).collect::<Vec<_>>(),
            [400, 200, 200]
        );
        assert!(
            ran.host
                .fact("migration", "migration", "gmail.report_date")
                .is_ok()
        );
        assert!(
            ran.host
                .fact("mailbox", "fiona.fine@example.com", "gmail.last_imap_use")
                .is_ok()
        );
        assert_eq!(
            ran.host.mailbox("nadia.nomailbox@example.com", "gmail.used"),
            "(unsupported)"
        );
    }
}

#[test]
fn nothing_is_changed_and_only_lists_are_long() {
    for ran in &*RAN {
        for asked in &ran.asked {
            assert_eq!(asked.method == "POST", asked.path == "/token", "{asked:?}");
        }
    }
    let [one_by_one, by_lists] = &*RAN;
    let users = |ran: &Ran| {
        let single = ran
            .asked
            .iter()
            .filter(|asked| asked.path.starts_with("/admin/directory/v1/users/"));
        single.filter(|asked| !asked.path.ends_with("/asps")).count()
    };
    // The administrator's own, and one for each row that belongs to an organisation.
    assert_eq!((users(one_by_one), users(by_lists)), (1 + ROWS.len() - 1, 1));
}

#[test]
fn no_secret_leaves() {
    for ran in &*RAN {
        let all = ran.host.everything();
        for secret in [
            "demo-token-",
            "demo-imap-token",
            "PRIVATE KEY",
            "Bearer",
            "abcdefghijklmnop",
        ] {
            assert!(!all.contains(secret), "{secret}");
        }
    }
}
