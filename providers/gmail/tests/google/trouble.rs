//! Storms of refusals, half answers, silence: they cost what they touch, and end.

use crate::kit::{Lab, host, scene};
use imaprules_demo::google::{Fault, Kind};
use imaprules_provider::Provider;
use imaprules_provider_gmail::GmailProvider;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const FINE: &str = "fiona.fine@example.com";
const ROWS: [&str; 3] = [FINE, "laura.labels@example.com", "tulin.turkce@example.com"];
const USERS: &str = "/admin/directory/v1/users";

#[test]
fn a_short_storm_is_sat_out() {
    for (status, reason, retry_after) in [
        (429, "rateLimitExceeded", None),
        (429, "rateLimitExceeded", Some("1")),
        (403, "userRateLimitExceeded", None),
        (403, "rateLimitExceeded", None),
        (403, "quotaExceeded", None),
        (503, "backendError", None),
        (500, "internalError", None),
    ] {
        let fault = Fault::times(USERS, 2, Kind::too_many(status, reason, retry_after));
        let ran = Lab::new(scene().with(fault)).run(&ROWS[..1], &[]);
        assert_eq!(
            ran.host.mailbox(FINE, "gmail.user_status"),
            "active",
            "{status} {reason}"
        );
    }
}

#[test]
fn what_google_asks_for_is_waited_for() {
    let fault = Fault::times("/token", 1, Kind::too_many(429, "rate_limit_exceeded", Some("1")));
    let lab = Lab::new(scene().with(fault));
    let start = Instant::now();
    let ran = lab.run(&ROWS[..1], &[]);
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(ran.host.whole("gmail.admin_token"), "ok");
}

#[test]
fn a_storm_without_end_is_left_alone() {
    let many: Vec<String> = (0..30).map(|number| format!("u{number}@example.com")).collect();
    let rows: Vec<&str> = many.iter().map(String::as_str).chain(ROWS).collect();
    let fault = Fault::always("/gmail/", Kind::too_many(429, "rateLimitExceeded", None));
    let lab = Lab::new(scene().with(fault));
    let ran = lab.run(&rows, &[("google_tries", "2")]);
    for row in ROWS {
        assert_eq!(ran.host.mailbox(row, "gmail.imap_enabled"), "(budget)");
        assert_eq!(ran.host.mailbox(row, "gmail.user_status"), "active");
    }
    // Asking longer than the time for one call is no use either.
    let fault = Fault::always("/gmail/", Kind::too_many(429, "rateLimitExceeded", Some("3600")));
    let start = Instant::now();
    let ran = Lab::new(scene().with(fault)).run(&ROWS[..1], &[]);
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(ran.host.mailbox(FINE, "gmail.imap_enabled"), "(budget)");
}

#[test]
fn one_user_in_a_storm_holds_up_nobody() {
    let path = "/gmail/v1/users/laura.labels%40example.com";
    let fault = Fault::always(path, Kind::too_many(403, "userRateLimitExceeded", None));
    let ran = Lab::new(scene().with(fault)).run(&ROWS, &[("google_tries", "3")]);
    assert_eq!(ran.host.mailbox(ROWS[1], "gmail.imap_enabled"), "(budget)");
    assert_eq!(ran.host.mailbox(ROWS[1], "gmail.mailbox_access"), "(budget)");
    assert_eq!(ran.host.mailbox(FINE, "gmail.imap_enabled"), "true");
    assert_eq!(ran.host.mailbox(ROWS[2], "gmail.display_language"), "tr");
}

#[test]
fn half_a_page_is_no_page() {
    for kind in [Kind::Half, Kind::Cut] {
        // The second page of the list of users.
        let fault = Fault::times(USERS, u32::MAX, kind.clone()).after(2);
        let lab = Lab::new(scene().with(fault));
        let ran = lab.run(
            &["gwen.ghost@example.com", FINE],
            &[("google_list_from", "2"), ("google_tries", "2")],
        );
        // Nobody is called absent from a list that was not read whole.
        for row in ["gwen.ghost@example.com", FINE] {
            assert_eq!(
                ran.host.mailbox(row, "gmail.user_status"),
                "(malformed)",
                "{kind:?}"
            );
        }
        assert_eq!(ran.host.whole("gmail.directory_access"), "(malformed)");
    }
    let once = Fault::times(USERS, 1, Kind::Half);
    let ran = Lab::new(scene().with(once)).run(&[FINE], &[]);
    assert_eq!(ran.host.mailbox(FINE, "gmail.user_status"), "active");
}

#[test]
fn answers_that_are_none() {
    for (kind, reason) in [
        (Kind::Html, "(refused)"),
        (Kind::Redirect, "(refused)"),
        (Kind::Cut, "(malformed)"),
    ] {
        let fault = Fault::always("/gmail/", kind.clone());
        let ran = Lab::new(scene().with(fault)).run(&[FINE], &[("google_tries", "1")]);
        assert_eq!(ran.host.mailbox(FINE, "gmail.imap_enabled"), reason, "{kind:?}");
        assert!(!ran.host.everything().contains("<html>"));
    }
    let fault = Fault::always("/v1/policies", Kind::Loop);
    let ran = Lab::new(scene().with(fault)).run(&[FINE], &[]);
    assert_eq!(ran.host.whole("gmail.policy_access"), "(malformed)");
    assert_eq!(ran.host.mailbox(FINE, "gmail.tenant_imap_enabled"), "(malformed)");
}

#[test]
fn silence_costs_a_time_out() {
    let fault = Fault::always("/gmail/", Kind::Silence);
    let ran = Lab::new(scene().with(fault)).run(&[FINE], &[("timeout", "300"), ("google_tries", "1")]);
    assert_eq!(ran.host.mailbox(FINE, "gmail.imap_enabled"), "(timeout)");
    assert_eq!(ran.host.mailbox(FINE, "gmail.user_status"), "active");
}

#[test]
fn nobody_there() {
    let lab = Lab::new(scene());
    let ran = lab.run(
        &[FINE],
        &[("api_base", "http://127.0.0.1:9"), ("google_tries", "1")],
    );
    assert_eq!(ran.host.whole("gmail.directory_access"), "(unreachable)");
    let gone = lab.key(
        &lab.double
            .key_file()
            .replace(&lab.double.base(), "http://127.0.0.1:9"),
    );
    let ran = lab.run(
        &[FINE],
        &[("service_account", gone.to_str().unwrap()), ("google_tries", "1")],
    );
    assert_eq!(ran.host.whole("gmail.admin_token"), "(unreachable)");
    assert_eq!(ran.host.mailbox(FINE, "gmail.token"), "(unreachable)");
}

#[test]
fn a_cancelled_run_ends_soon() {
    let fault = Fault::always("/gmail/", Kind::Silence);
    let lab = Lab::new(scene().with(fault));
    let request = lab.request(&ROWS, &[("timeout", "30000")]);
    let host = host();
    let start = std::thread::scope(|scope| {
        let run = scope.spawn(|| GmailProvider::new().collect(&request, &host));
        std::thread::sleep(Duration::from_millis(1500));
        host.cancel.store(true, Ordering::SeqCst);
        let start = Instant::now();
        run.join().unwrap().unwrap();
        start
    });
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(host.mailbox(FINE, "gmail.imap_enabled"), "(cancelled)");
}
