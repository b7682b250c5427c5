//! Every rule about accounts, passwords, traffic, routes and exports is seen to fail on what somebody exported or Google answered. Rules about
//! labels and about the service account have their own tests, over what they rest on.

use crate::kit::{APP, Judged, Setup};
use imaprules_provider::Provider;
use std::collections::BTreeSet;

/// Files of the pack whose rules are held here.
const FILES: [&str; 6] = [
    "access.toml",
    "credentials.toml",
    "exports.toml",
    "route.toml",
    "sign-in.toml",
    "traffic.toml",
];

/// They rest on what only a live look at the audit trail gives.
const BY_AUDIT_TRAIL: [&str; 3] = [
    "gmail.switch-just-changed",
    "gmail.app-password-revoked",
    "gmail.app-password-outdated",
];

const INVALID: &str = "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)";

fn rules() -> BTreeSet<String> {
    let packs = imaprules_provider_gmail::provider().describe().packs;
    let pack = packs.into_iter().find(|pack| pack.name == "rules/gmail").unwrap();
    let texts = pack
        .files
        .into_iter()
        .filter(|(path, _)| FILES.contains(&path.as_str()));
    let ids = texts.flat_map(|(_, text)| {
        let lines = text
            .lines()
            .filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    });
    ids.collect()
}

/// Answers to sign-ins, and what settings say of accounts that sign in.
fn answers() -> Judged {
    let enabled = "User,enabled,autoExpunge,expungeBehavior,maxFolderSize\nworks@example.com,False,True,archive,0\nordinary@example.com,True,True,archive,0\n";
    Setup::new()
        .lets_in("works@example.com", APP)
        .lets_in("ordinary@example.com", "Summer2026!")
        .account("slow@example.com", "slowslowslowslow", "throttled_after = 1\n")
        .row("slow@example.com", "slowslowslowslow")
        .answers("busy@example.com", "busybusybusybusy", "NO [ALERT] Too many simultaneous connections. (Failure)")
        .answers("over@example.com", "overoveroverover", "NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)")
        .answers("domain@example.com", "domaindomaindoma", "NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions about this feature. (Failure)")
        .answers("user@example.com", "useruseruseruser", "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)")
        .answers("specific@example.com", "specificspecific", "NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)")
        .answers("browser@example.com", "browserbrowserbr", "NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)")
        .answers("ended@example.com", "endedendedendede", "BYE Session expired, please login again")
        .answers("refused@example.com", "refusedrefusedre", INVALID)
        .answers("listed@example.com", "listedlistedlist", INVALID)
        .answers("twin1@example.com", "samesamesamesame", INVALID)
        .answers("twin2@example.com", "samesamesamesame", INVALID)
        .answers("other@example.com", "Autumn2026!", INVALID)
        .answers("before@example.com", "beforebeforebefo", INVALID)
        .fact("mailbox", "before@example.com", "job.copied_items", 7_i64)
        .row_of("admin@example.com", "admin@example.com/x", "adminadminadmina")
        .fact("mailbox", "admin@example.com", "csv.user_name_form", "upn_admin_user")
        .row_of("bare@example.com", "bare", "barebarebarebare")
        .file("i.csv", enabled)
        .file("u.csv", "primaryEmail,orgUnitPath,suspended,archived\nlisted@example.com,/,False,False\n")
        .file("p.csv", "policyQuery.orgUnitPath,policyQuery.sortOrder,setting.type,setting.value.enableImapAccess,setting.value.imapAccessRestriction.clients.0\n/,1,settings/gmail.imap_access,True,17\n")
        .run()
}

/// What exports say, and nobody signs in.
fn exported() -> Judged {
    let users = "primaryEmail,aliases.0,suspended,suspensionReason,archived,isMailboxSetup,isEnrolledIn2Sv,agreedToTerms,changePasswordAtNextLogin,lastLoginTime,orgUnitPath
a@example.com,old@example.com,True,ADMIN,False,True,True,True,True,2026-11-01T08:00:00Z,/Closed
b@example.com,,False,,True,True,False,True,False,2026-11-01T08:00:00Z,/Plain
c@example.com,,False,,False,False,False,False,False,Never,/NoMail
d@example.com,,False,,False,True,True,True,False,2026-11-01T08:00:00Z,/Keys
e@example.com,,False,,False,True,False,True,False,2026-11-01T08:00:00Z,/Listed
f@example.com,,False,,False,True,True,True,False,2026-11-01T08:00:00Z,/
h@example.com,,False,,False,False,True,True,False,2026-11-01T08:00:00Z,/
i@example.com,,False,,False,True,False,False,False,Never,/
";
    let policies = "policyQuery.orgUnitPath,policyQuery.sortOrder,setting.type,setting.value.enableImapAccess,setting.value.imapAccessRestriction.allowAllMailClients,setting.value.imapAccessRestriction.clients.0,setting.value.allowEnrollment,setting.value.serviceState,setting.value.allowedSignInFactorSet,setting.value.enableAutoForwarding
/,1,settings/gmail.imap_access,True,True,,,,,
/Closed,2,settings/gmail.imap_access,False,,,,,,
/Listed,3,settings/gmail.imap_access,True,,17,,,,
/NoMail,2,settings/gmail.service_status,,,,,DISABLED,,
/Plain,2,settings/security.two_step_verification_enrollment,,,,False,,,
/Keys,2,settings/security.two_step_verification_enforcement_factor,,,,,,PASSKEY_ONLY,
/,2,settings/gmail.auto_forwarding,,,,,,,False
";
    let console = "Email Address [Required],Org Unit Path [Required],Advanced Protection Program enrollment\ng@example.com,/,True\n";
    Setup::new()
        .row_of("a@example.com", "old@example.com", "abcd efgh ijkl mnop")
        .row("b@example.com", "Winter2026")
        .row("c@example.com", "cccccccccccccccc")
        .row("d@example.com", "Winter2027")
        .row("e@example.com", "eeeeeeeeeeeeeeee")
        .row("f@example.com", "ffffffffffffffff")
        .row("g@example.com", "gggggggggggggggg")
        .row("h@example.com", "hhhhhhhhhhhhhhhh")
        .row("i@example.com", "iiiiiiiiiiiiiiii")
        .row("gone@example.com", "jjjjjjjjjjjjjjjj")
        .file("u.csv", users)
        .file("p.csv", policies)
        .file("c.csv", console)
        .file(
            "i.csv",
            "User,enabled,expungeBehavior,maxFolderSize\nf@example.com,False,deleteForever,5000\n",
        )
        .file("s.csv", "User,asps\nf@example.com,0\n")
        .old_file("old.csv", "User,displayLanguage\nx@elsewhere.org,tr\n", 30)
        .file("cut.csv", "User,displayLanguage\nf@example.com,tr\n\"f@ex")
        .run()
}

/// Sizes, dates, and where the job stands.
fn planned() -> Judged {
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    let day = 86_400_000;
    let passwords = "User,asps,asps.0.codeId,asps.0.creationTime,asps.0.lastTimeUsed\nann@example.com,1,7,2026-11-01T00:00:00Z,Never\n";
    Setup::new()
        .row("ann@example.com", APP)
        .row("ben@gmail.com", "bbbbbbbbbbbbbbbb")
        .fact("migration", "migration", "cutover.mx_moves_at", now + 2 * day)
        .fact("mailbox", "ann@example.com", "job.status", "active")
        .fact("migration", "migration", "job.batch_count", 1_i64)
        .fact("migration.batch", "B", "batch.type", "imap")
        .fact("migration.batch", "B", "batch.created", now - 3 * day)
        .fact("migration.endpoint", "E", "endpoint.name", "E")
        .fact("migration.endpoint", "E", "endpoint.type", "imap")
        .fact("migration.endpoint", "E", "endpoint.relevant", true)
        .fact("migration.endpoint", "E", "endpoint.remote_server", "imap.gmail.com")
        .fact("migration.endpoint", "E", "endpoint.port", 143_i64)
        .fact("migration.endpoint", "E", "endpoint.security", "tls")
        .file("r.csv", "email,date,accounts:gmail_used_quota_in_mb,gmail:timestamp_last_imap\nann@example.com,2026-01-18,21000,2026-01-17T10:00:00Z\n")
        .file("s.csv", passwords)
        .run()
}

/// A batch of the Google Workspace migration.
fn by_service_account() -> Judged {
    Setup::new()
        .row("ann@example.com", APP)
        .row("ben@gmail.com", "bbbbbbbbbbbbbbbb")
        .fact("migration.batch", "G", "batch.type", "gmail")
        .file("u.csv", "primaryEmail,orgUnitPath\nann@example.com,/\n")
        .file("p.csv", "policyQuery.orgUnitPath,policyQuery.sortOrder,setting.type,setting.value.enableAutoForwarding\n/,1,settings/gmail.auto_forwarding,False\n")
        .run()
}

/// Another server than Gmail.
fn elsewhere() -> Judged {
    Setup::new().elsewhere().row("ann@example.com", APP).run()
}

#[test]
fn every_rule_fails_on_something() {
    let judged = [
        answers(),
        exported(),
        planned(),
        by_service_account(),
        elsewhere(),
    ];
    let seen: BTreeSet<&str> = judged.iter().flat_map(Judged::rules).collect();
    let unseen: Vec<String> = rules()
        .into_iter()
        .filter(|rule| !seen.contains(rule.as_str()) && !BY_AUDIT_TRAIL.contains(&rule.as_str()))
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
    for judged in &judged {
        assert_eq!(judged.report.summary.error, 0);
    }
}
