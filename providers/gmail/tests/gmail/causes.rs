//! A score of accounts with a fault each, one run: each gets the one right cause and no other.

use crate::kit::{APP, Judged, Setup, app_password};

const INVALID: &str = "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)";

/// Users of the directory: nothing is wrong with most.
fn users(odd: &[(&str, &str)]) -> String {
    let mut table = "primaryEmail,aliases.0,suspended,suspensionReason,archived,isMailboxSetup,isEnrolledIn2Sv,agreedToTerms,changePasswordAtNextLogin,lastLoginTime,orgUnitPath\n".to_owned();
    for (user, rest) in odd {
        let fine = ",,False,,False,True,True,True,False,2026-11-01T08:00:00Z,/Staff";
        table.push_str(&format!(
            "{user}@example.com{}\n",
            if rest.is_empty() { fine } else { rest }
        ));
    }
    table
}

const POLICIES: &str = "name,policyQuery.orgUnitPath,policyQuery.sortOrder,setting.type,setting.value.enableImapAccess,setting.value.imapAccessRestriction.allowAllMailClients,setting.value.imapAccessRestriction.clients.0,setting.value.allowEnrollment,setting.value.serviceState,setting.value.allowedSignInFactorSet
p/1,/,1,settings/gmail.imap_access,True,True,,,,
p/2,/Closed,2,settings/gmail.imap_access,False,,,,,
p/3,/Listed,3,settings/gmail.imap_access,True,,1234,,,
p/4,/,1,settings/gmail.service_status,,,,,ENABLED,
p/5,/NoMail,2,settings/gmail.service_status,,,,,DISABLED,
p/6,/,1,settings/security.two_step_verification_enrollment,,,,True,,
p/7,/Plain,2,settings/security.two_step_verification_enrollment,,,,False,,
";

/// Accounts that are refused with the words that hide the cause, and what the directory says of them.
const HIDDEN: [(&str, &str, &str); 12] = [
    (
        "suspended",
        ",,True,ADMIN,False,True,True,True,False,2026-11-01T08:00:00Z,/Staff",
        "gmail.user-suspended",
    ),
    (
        "archived",
        ",,False,,True,True,True,True,False,2026-11-01T08:00:00Z,/Staff",
        "gmail.user-archived",
    ),
    (
        "nolicence",
        ",,False,,False,False,True,True,False,2026-11-01T08:00:00Z,/Staff",
        "gmail.no-mailbox",
    ),
    (
        "service",
        ",,False,,False,True,True,True,False,2026-11-01T08:00:00Z,/NoMail",
        "gmail.service-off",
    ),
    (
        "unit",
        ",,False,,False,True,True,True,False,2026-11-01T08:00:00Z,/Closed",
        "gmail.imap-off-for-unit",
    ),
    (
        "listed",
        ",,False,,False,True,True,True,False,2026-11-01T08:00:00Z,/Listed",
        "gmail.clients-restricted-refused",
    ),
    (
        "new",
        ",,False,,False,True,False,False,False,Never,/Staff",
        "gmail.never-signed-in",
    ),
    (
        "reset",
        ",,False,,False,True,True,True,True,2026-11-01T08:00:00Z,/Staff",
        "gmail.password-change-pending",
    ),
    (
        "onestep",
        ",,False,,False,True,False,True,False,2026-11-01T08:00:00Z,/Staff",
        "gmail.two-step-off",
    ),
    (
        "plain",
        ",,False,,False,True,False,True,False,2026-11-01T08:00:00Z,/Plain",
        "gmail.two-step-not-allowed",
    ),
    (
        "noapp",
        ",,False,,False,True,True,True,False,2026-11-01T08:00:00Z,/Staff",
        "gmail.no-app-password",
    ),
    (
        "plainest",
        ",,False,,False,True,True,True,False,2026-11-01T08:00:00Z,/Staff",
        "gmail.credentials-refused",
    ),
];

/// Accounts whose refusal names its cause.
const NAMED: [(&str, &str, &str); 7] = [
    (
        "domain",
        "NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions about this feature. (Failure)",
        "gmail.imap-off-for-domain",
    ),
    (
        "user",
        "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)",
        "gmail.imap-off",
    ),
    (
        "specific",
        "NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
        "gmail.app-password-needed",
    ),
    (
        "browser",
        "NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)",
        "gmail.browser-sign-in-wanted",
    ),
    (
        "webalert",
        "NO [WEBALERT https://accounts.google.com/signin/continue] Web login required.",
        "gmail.browser-sign-in-wanted",
    ),
    (
        "traffic",
        "NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)",
        "gmail.bandwidth-exceeded",
    ),
    (
        "old",
        "NO [ALERT] Invalid credentials (Failure)",
        "gmail.credentials-refused",
    ),
];

fn run() -> Judged {
    let mut setup = Setup::new().lets_in("fine@example.com", APP);
    let mut directory: Vec<(&str, &str)> = vec![("fine", "")];
    for (number, (user, rest, _)) in HIDDEN.iter().enumerate() {
        setup = setup.answers(&format!("{user}@example.com"), &app_password(number + 1), INVALID);
        directory.push((user, rest));
    }
    for (number, (user, answer, _)) in NAMED.iter().enumerate() {
        setup = setup.answers(&format!("{user}@example.com"), &app_password(number + 40), answer);
        directory.push((user, ""));
    }
    // Faults of the file itself.
    setup = setup
        .answers("twin1@example.com", "samesamesamesame", INVALID)
        .answers("twin2@example.com", "samesamesamesame", INVALID)
        .answers("ordinary@example.com", "Summer2026!", INVALID)
        .answers("before@example.com", &app_password(80), INVALID)
        .fact("mailbox", "before@example.com", "job.copied_items", 500_i64)
        .account("main@example.com", "unusedunusedunus", "")
        .account(
            "alias@example.com",
            &app_password(81),
            &format!("refusal = '{INVALID}'\n"),
        )
        .row("alias@example.com", &app_password(81));
    directory.extend([("twin1", ""), ("twin2", ""), ("ordinary", ""), ("before", "")]);
    directory.push((
        "main",
        ",alias@example.com,False,,False,True,True,True,False,2026-11-01T08:00:00Z,/Staff",
    ));
    let passwords: String = directory
        .iter()
        .filter(|(user, _)| !["new", "onestep", "plain"].contains(user))
        .map(|(user, _)| match *user {
            "noapp" => "noapp@example.com,0,,,\n".to_owned(),
            user => format!("{user}@example.com,1,7,2026-11-01T00:00:00Z,Never\n"),
        })
        .collect();
    setup
        .file("users.csv", &users(&directory))
        .file(
            "asps.csv",
            &format!("User,asps,asps.0.codeId,asps.0.creationTime,asps.0.lastTimeUsed\n{passwords}"),
        )
        .file("policies.csv", POLICIES)
        .run()
}

#[test]
fn each_account_gets_its_cause_and_no_other() {
    let judged = run();
    let expect = |user: &str, rules: &[&str]| {
        assert_eq!(
            judged.blocking(&format!("{user}@example.com")),
            rules,
            "{user}: {:?}",
            judged.failures(&format!("{user}@example.com"))
        );
    };
    expect("fine", &[]);
    for (user, _, rule) in HIDDEN {
        expect(user, &[rule]);
    }
    for (user, _, rule) in NAMED {
        expect(user, &[rule]);
    }
    expect("twin1", &["gmail.password-repeated"]);
    expect("twin2", &["gmail.password-repeated"]);
    expect("ordinary", &["gmail.password-not-app-refused"]);
    expect("before", &["gmail.app-password-gone"]);
    expect("alias", &["gmail.user-name-is-alias"]);
    let alias = judged.finding("gmail.user-name-is-alias");
    assert!(
        alias.fix.iter().any(|step| step.contains("main@example.com")),
        "{:?}",
        alias.fix
    );
    // Where units differ, that is said once for all.
    assert!(judged.rules().contains("gmail.units-differ"));
}
