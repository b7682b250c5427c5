//! Findings from what Google itself answers: how the service account is set up, and what it learns of users. Nobody signs in.

use crate::kit::{Judged, Setup, app_password};
use imaprules_demo::google::{Fault, GoogleScene, Kind};

const FINE: &str = "fiona.fine@example.com";

/// The shipped organisation.
const SCENE: &str = include_str!("../../../demo/scenes/google.toml");

fn scene() -> GoogleScene {
    GoogleScene::shipped().unwrap()
}

/// A refusal of tokens for a reason that nobody has heard of.
fn unheard_of() -> Fault {
    let kind = Kind::Error {
        status: 400,
        reason: "unheardOf".to_owned(),
        retry_after: None,
    };
    Fault::always("/token", kind)
}

/// What is found about the organisation and the way to it.
fn about_setup(judged: &Judged) -> Vec<&str> {
    let setup = ["gmail.workspace-route-better", "gmail.units-differ"];
    let mut rules = judged.failures("migration");
    rules.retain(|rule| !setup.contains(rule));
    rules
}

#[test]
fn each_fault_of_the_delegation_is_told_apart() {
    let with = |scene: GoogleScene| Setup::new().row(FINE, &app_password(0)).organisation(scene);
    let policies = "https://www.googleapis.com/auth/cloud-identity.policies.readonly";
    for (setup, rules) in [
        (with(scene()), vec![]),
        (
            with(scene().delegating(|_| false)),
            vec!["gmail.delegation-missing"],
        ),
        (
            with(scene().delegating(|known| known != policies)),
            vec!["gmail.delegation-partial"],
        ),
        (
            with(scene()).key(|double| {
                double
                    .key_file()
                    .replace("imaprules@demo-project", "gone@demo-project")
            }),
            vec!["gmail.client-refused"],
        ),
        (
            with(scene()).key(|double| double.other_key_file()),
            vec!["gmail.key-refused"],
        ),
        (
            with(scene()).set("admin", "adnim@example.com"),
            vec!["gmail.admin-refused"],
        ),
        (with(scene().clock_ahead(-7200, false)), vec!["gmail.clock-wrong"]),
        (
            with(scene().without_api("gmail.googleapis.com")),
            vec!["gmail.apis-disabled"],
        ),
        (
            with(scene()).set("admin", "helpdesk@example.com"),
            vec!["gmail.admin-not-super"],
        ),
        (
            with(scene()).set("admin", FINE),
            vec!["gmail.admin-not-super", "gmail.admin-role-too-small"],
        ),
        (
            with(scene()).set("customer", "C0other"),
            vec!["gmail.wrong-customer"],
        ),
        (with(scene().with(unheard_of())), vec!["gmail.token-refused"]),
    ] {
        let judged = setup.run();
        assert_eq!(about_setup(&judged), rules);
        assert_eq!(judged.report.summary.error, 0);
    }
}

#[test]
fn each_user_gets_the_one_cause() {
    let users: [(&str, &[&str]); 15] = [
        (FINE, &[]),
        ("gina.group@example.com", &[]),
        ("susan.suspended@example.com", &["gmail.user-suspended"]),
        ("archie.archived@example.com", &["gmail.user-archived"]),
        ("dora.deleted@example.com", &["gmail.user-absent"]),
        ("nobody.atall@example.com", &["gmail.user-absent"]),
        ("nadia.nomailbox@example.com", &["gmail.service-off"]),
        ("paul.pending@example.com", &["gmail.password-change-pending"]),
        ("nina.neverin@example.com", &["gmail.never-signed-in"]),
        ("todd.twostep@example.com", &["gmail.two-step-off"]),
        ("anna.nopassword@example.com", &["gmail.no-app-password"]),
        ("olaf.ouoff@example.com", &["gmail.imap-off-for-unit"]),
        ("alan.alias@example.com", &["gmail.user-name-is-alias"]),
        ("cora.capped@example.com", &["gmail.folder-size-limit"]),
        ("walter.wrongpass@example.com", &[]),
    ];
    let mut setup = Setup::new().organisation(scene());
    for (number, (user, _)) in users.iter().enumerate() {
        setup = setup.row(user, &app_password(number));
    }
    let judged = setup
        .row("rita.restricted@example.com", &app_password(30))
        .row("ian.imapoff@example.com", &app_password(31))
        .run();
    for (user, rules) in users {
        assert_eq!(
            judged.blocking(user),
            rules,
            "{user}: {:?}",
            judged.failures(user)
        );
    }
    // Nobody has signed in: these two warn.
    assert_eq!(
        judged.failures("rita.restricted@example.com"),
        ["gmail.clients-restricted"]
    );
    assert_eq!(
        judged.failures("ian.imapoff@example.com"),
        ["gmail.imap-setting-off"]
    );
    assert!(judged.rules().contains("gmail.units-differ"));
    let route = judged.finding("gmail.workspace-route-better");
    assert!(
        route.why.contains("IMAP off or for listed clients only: 2."),
        "{}",
        route.why
    );
}

#[test]
fn a_user_who_cannot_be_looked_up_and_not_stood_in_for() {
    let judged = Setup::new()
        .organisation(scene().delegating(|scope| !scope.contains("directory.user.readonly")))
        .row("nobody.atall@example.com", &app_password(1))
        .run();
    assert_eq!(
        judged.failures("nobody.atall@example.com"),
        ["gmail.user-not-stood-in-for"]
    );
}

#[test]
fn the_audit_trail_tells_what_was_changed_lately() {
    // Changed an hour ago in place of two days ago; the newest app password is older than the reset.
    let text = SCENE
        .replacen("days_ago = 2\n", "days_ago = 0\n", 1)
        .replace("made_days_ago = 9 ", "made_days_ago = 11 ");
    let judged = Setup::new()
        .organisation(GoogleScene::parse("changed", &text).unwrap())
        .row("olaf.ouoff@example.com", &app_password(1))
        .row("walter.wrongpass@example.com", &app_password(2))
        .run();
    assert_eq!(
        judged.failures("olaf.ouoff@example.com"),
        ["gmail.imap-off-for-unit", "gmail.switch-just-changed"]
    );
    assert_eq!(
        judged.failures("walter.wrongpass@example.com"),
        ["gmail.app-password-revoked"]
    );
}

#[test]
fn a_new_app_password_that_nobody_uses_shows_that_the_file_has_the_old_one() {
    let judged = Setup::new()
        .organisation(scene())
        .answers(
            "walter.wrongpass@example.com",
            &app_password(2),
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        )
        .run();
    assert_eq!(
        judged.blocking("walter.wrongpass@example.com"),
        ["gmail.app-password-outdated"]
    );
}
