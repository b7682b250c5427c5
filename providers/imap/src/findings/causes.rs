//! Findings about sign-ins whose cause the catalogue tells.

use super::rows::{BASE, ann, but, dovecot, found};
use super::*;

#[tokio::test]
async fn causes_that_the_server_names() {
    for (answer, rule) in [
        (
            "NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
            "imap.login.app-password",
        ),
        (
            "NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)",
            "imap.login.browser-wanted",
        ),
        ("NO [ALERT] Account is temporarily blocked", "imap.login.locked"),
        (
            "NO [REFERRAL imap://ann@other.example.com/] Specified user is invalid on this server. Try other.example.com",
            "imap.login.other-server",
        ),
        ("NO Basic authentication is disabled", "imap.login.oauth-needed"),
    ] {
        let server = but(dovecot(), "LOGIN", &format!("{{tag}} {answer}\r\n"));
        expect(&found(server).await, &[&BASE[..], &[rule]].concat());
    }
}

#[tokio::test]
async fn a_server_that_throttles() {
    let server = but(
        dovecot(),
        "STATUS",
        "* STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 7)\r\n{tag} OK Success [THROTTLED]\r\n",
    );
    let found = ann(server)
        .await
        .set("throttle_pause", SettingValue::Int(1))
        .findings()
        .await;
    expect(&found, &[&BASE[..], &["imap.throttled"]].concat());
}
