//! The whole provider against both doubles: mail and interfaces. A row without a password is signed in by the service account.

use crate::kit::{Lab, scene};
use imaprules_demo::{Demo, Scene};
use imaprules_provider::SettingValue;

#[test]
fn a_row_without_a_password_is_signed_in_by_the_service_account() {
    let demo = Demo::start(Scene::for_provider("gmail").unwrap()).unwrap();
    let lab = Lab::new(scene());
    let rows = ["ned.nokey@example.com", "gina.group@example.com"];
    let mut request = lab.request(&rows, &[("server", "imap.gmail.com:993"), ("sign_in", "all")]);
    request
        .settings
        .insert("resolve", SettingValue::Texts(demo.resolve_overrides()));
    request
        .settings
        .insert("ca_pem", SettingValue::Text(demo.ca_pem().to_owned()));
    request.settings.insert("played", SettingValue::Bool(true));
    let ran = lab.collect(&request).unwrap();
    assert_eq!(ran.host.mailbox(rows[0], "imap.token_login"), "ok");
    assert_eq!(ran.host.mailbox(rows[0], "imap.login"), "(not-collected)");
    assert_eq!(ran.host.mailbox(rows[0], "mailbox.item_count"), "30");
    // The other has a password in the file, which is what the migration will use; the kit's is wrong.
    assert_eq!(ran.host.mailbox(rows[1], "imap.login"), "credentials");
    assert!(!ran.host.everything().contains("demo-imap-token"));
    // In a play, Google's own names stand in facts.
    assert!(!ran.host.everything().contains(&lab.double.base()));
}

#[test]
fn a_refused_token_is_why_the_row_was_not_signed_in() {
    let demo = Demo::start(Scene::for_provider("gmail").unwrap()).unwrap();
    let lab = Lab::new(scene());
    let row = "susan.suspended@example.com";
    let set = [
        ("server", "imap.gmail.com:993"),
        ("sign_in", "all"),
        ("sign_in_with", "service-account"),
    ];
    let mut request = lab.request(&[row], &set);
    request
        .settings
        .insert("resolve", SettingValue::Texts(demo.resolve_overrides()));
    request
        .settings
        .insert("ca_pem", SettingValue::Text(demo.ca_pem().to_owned()));
    request.settings.insert("played", SettingValue::Bool(true));
    let ran = lab.collect(&request).unwrap();
    assert_eq!(ran.host.mailbox(row, "imap.token_login"), "(refused)");
    assert!(
        ran.host
            .note("mailbox", row, "imap.token_login")
            .contains("suspended")
    );
}
