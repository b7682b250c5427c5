//! Key files and settings that cannot be used: found before anything is asked, without a word of the file's content.

use crate::kit::{Lab, scene};
use imaprules_provider::{Provider, ProviderError};
use imaprules_provider_gmail::GmailProvider;

#[track_caller]
fn refused(lab: &Lab, set: &[(&str, &str)], setting: &str, says: &str) {
    let request = lab.request(&[], set);
    let error = GmailProvider::new().touches(&request).expect_err(says);
    assert!(
        matches!(&error, ProviderError::Setting { setting: named, .. } if named == setting),
        "{error}"
    );
    let text = error.to_string();
    assert!(text.contains(says), "{text}");
    assert!(!text.contains("SECRET") && !text.contains("MII"), "{text}");
    assert!(lab.double.asked().is_empty());
}

#[test]
fn files_that_are_no_key_files() {
    let lab = Lab::new(scene());
    for (text, says) in [
        ("SECRET, not JSON", "no JSON"),
        ("{\"installed\":{\"client_secret\":\"SECRET\"}}", "OAuth client"),
        (
            "{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"SECRET\"}",
            "private_key",
        ),
        ("", "no JSON"),
    ] {
        let key = lab.key(text);
        refused(
            &lab,
            &[("service_account", key.to_str().unwrap())],
            "service_account",
            says,
        );
    }
    refused(
        &lab,
        &[("service_account", "/nonexistent/key.json")],
        "service_account",
        "key.json",
    );
}

#[test]
fn settings_that_cannot_be_used() {
    let lab = Lab::new(scene());
    refused(
        &lab,
        &[("api_base", "http://gateway.example.com")],
        "api_base",
        "https",
    );
    refused(&lab, &[("admin", "administrator")], "admin", "address");
    refused(&lab, &[("google_tries", "0")], "google_tries", "1");
    let set = [("service_account", ""), ("sign_in_with", "service-account")];
    refused(&lab, &set, "sign_in_with", "service account");
}

#[test]
fn what_a_run_would_ask_is_told_and_not_asked() {
    let lab = Lab::new(scene());
    let request = lab.request(
        &["fiona.fine@example.com", "pia@example.com=pia@gmail.com"],
        &[("played", "x")],
    );
    let touches = GmailProvider::new().touches(&request).unwrap();
    let of = |part: &str| {
        let found = touches.iter().find(|touch| touch.target.contains(part));
        found.map(|touch| (touch.action.as_str(), touch.times))
    };
    assert_eq!(of("key.json"), Some(("read", 1)));
    // A row that belongs to no organisation is not asked about.
    assert_eq!(of("IMAP settings"), Some(("ask", 4)));
    assert_eq!(of("policies"), Some(("ask", 1)));
    assert!(of("a token").unwrap().1 >= 2);
    assert!(lab.double.asked().is_empty());
    let without = lab.request(&["fiona.fine@example.com"], &[("service_account", "")]);
    let touches = GmailProvider::new().touches(&without).unwrap();
    assert!(touches.iter().all(|touch| touch.action != "ask"));
    let capabilities = GmailProvider::new().describe().capabilities;
    assert!(capabilities.contains(&"net:https".to_owned()));
}

#[test]
fn no_more_calls_are_made_than_were_told() {
    let lab = Lab::new(scene());
    let rows = [
        "fiona.fine@example.com",
        "gina.group@example.com",
        "susan.suspended@example.com",
    ];
    let request = lab.request(&rows, &[]);
    let told: u64 = GmailProvider::new()
        .touches(&request)
        .unwrap()
        .iter()
        .filter(|touch| touch.action == "ask")
        .map(|touch| touch.times)
        .sum();
    let made = lab.collect(&request).unwrap().asked.len() as u64;
    assert!(made <= told, "{made} calls, {told} told");
}
