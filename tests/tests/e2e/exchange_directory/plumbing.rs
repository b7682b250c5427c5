//! The way to a directory, and directories that are not as hoped for: certificates, passwords, servers that refuse, forests without
//! Exchange, other directories.

use super::{encrypted, facts};
use imaprules_tests::servers::{ADMINISTRATOR, Encryption, Entry, Samba, SambaOptions, Slapd, SlapdOptions};
use imaprules_tests::{Address, Authority, Bundle, Outcome, Program, Report, Validity};

const VARIABLE: &str = "IMAPRULES_EXCHANGE_DIRECTORY_PASSWORD";

/// A collection from a directory at this address alone.
fn asked(address: &str, user: &str, password: &str, more: &[&str]) -> Program {
    let mut program = Program::line("collect --provider exchange -o facts.jsonl --login none")
        .args(["--set", &format!("exchange.directory={address}")])
        .args(["--set", "exchange.directory_timeout=20s"])
        .env(VARIABLE, password);
    if !user.is_empty() {
        program = program.args(["--set", &format!("exchange.directory_user={user}")]);
    }
    program.args(
        more.iter()
            .flat_map(|setting| ["--set", setting])
            .collect::<Vec<_>>(),
    )
}

fn only(bundle: &Bundle) -> String {
    let ids = bundle.ids("exchange.directory");
    assert_eq!(ids.len(), 1, "{ids:?}");
    ids[0].to_owned()
}

/// Why the directory told nothing, and the fact of a domain that was read.
fn reason(outcome: &Outcome) -> String {
    outcome.expect_code(0);
    let bundle = facts(outcome);
    bundle
        .reason(
            "exchange.directory",
            &only(&bundle),
            "exchange.directory.exchange",
        )
        .to_owned()
}

fn people() -> Vec<Entry> {
    let person = |name: &str| {
        Entry::new(&format!("cn={name},dc=contoso,dc=test"), "user")
            .with("cn", name)
            .with("sAMAccountName", name)
            .with("mailNickname", name)
            .with("mail", format!("{name}@contoso.test"))
            .with("homeMDB", "CN=DB1,DC=contoso,DC=test")
            .with("protocolSettings", "IMAP4§0§1§4§ISO-8859-1§0§1§0§0")
    };
    ["kim", "lee", "max", "nia", "ola"].map(person).into()
}

fn slapd(options: SlapdOptions) -> Option<(Slapd, Authority)> {
    let (address, authority) = (Address::claim(), Authority::new());
    let identity = authority.issue(&[&address.ip().to_string()], Validity::Days(30));
    let options = SlapdOptions {
        entries: people(),
        identity: Some(identity),
        ..options
    };
    Some((Slapd::start_at(address, options)?, authority))
}

#[test]
fn ldaps_and_starttls_work_where_the_authority_is_named() {
    let Some((slapd, authority)) = slapd(SlapdOptions::default()) else {
        return;
    };
    let (user, password) = Slapd::ADMINISTRATOR;
    for address in [
        format!("ldaps://{}", slapd.tls()),
        format!("ldap://{}", slapd.plain()),
    ] {
        let outcome = asked(&address, user, password, &["exchange.directory_ca_file=ca.pem"])
            .file("ca.pem", authority.certificate())
            .run();
        outcome.expect_code(0);
        let bundle = facts(&outcome);
        let id = only(&bundle);
        let value = |fact: &str| {
            bundle
                .value("exchange.directory", &id, &format!("exchange.directory.{fact}"))
                .clone()
        };
        assert_eq!(value("encrypted"), true);
        assert_eq!(value("active_directory"), false);
        assert_eq!(value("mailboxes"), 5, "{address}");
    }
}

#[test]
fn nobody_signs_in_over_a_connection_that_is_not_trusted() {
    let Some((slapd, _)) = slapd(SlapdOptions::default()) else {
        return;
    };
    let (user, password) = Slapd::ADMINISTRATOR;
    let outcome = asked(&format!("ldaps://{}", slapd.tls()), user, password, &[]).run();
    assert_eq!(reason(&outcome), "refused");
    let wrong_name = format!("ldaps://localhost:{}", slapd.tls().port());
    // No instance listens there, or another one: either way nothing is told.
    let outcome = asked(&wrong_name, user, password, &[]).run();
    assert!(["refused", "unreachable"].contains(&reason(&outcome).as_str()));
}

#[test]
fn no_password_goes_out_in_plaintext_unless_that_is_allowed() {
    let Some((slapd, _)) = slapd(SlapdOptions::default()) else {
        return;
    };
    let (user, password) = Slapd::ADMINISTRATOR;
    let address = slapd.plain().to_string();
    let plain = || asked(&address, user, password, &["exchange.directory_security=none"]);
    assert_eq!(reason(&plain().run()), "refused");
    let outcome = plain().arg("--allow-plaintext").run();
    outcome.expect_code(0);
    let bundle = facts(&outcome);
    let id = only(&bundle);
    assert_eq!(
        bundle.value("exchange.directory", &id, "exchange.directory.encrypted"),
        false
    );
    assert_eq!(
        bundle.value("exchange.directory", &id, "exchange.directory.mailboxes"),
        5
    );
}

#[test]
fn a_server_that_wants_encryption_is_named_as_such() {
    let options = SlapdOptions {
        encryption: Encryption::Required,
        ..SlapdOptions::default()
    };
    let Some((slapd, _)) = slapd(options) else { return };
    let (user, password) = Slapd::ADMINISTRATOR;
    let outcome = asked(
        &slapd.plain().to_string(),
        user,
        password,
        &["exchange.directory_security=none"],
    )
    .arg("--allow-plaintext")
    .run();
    assert_eq!(reason(&outcome), "refused");
    let text = std::fs::read_to_string(outcome.scratch.join("facts.jsonl")).unwrap();
    assert!(
        text.contains("requires signed or encrypted connections"),
        "{text}"
    );
}

#[test]
fn a_list_that_the_server_cuts_short_is_not_taken_as_whole() {
    let options = SlapdOptions {
        limited: true,
        ..SlapdOptions::default()
    };
    let Some((slapd, authority)) = slapd(options) else {
        return;
    };
    let outcome = asked(
        &format!("ldaps://{}", slapd.tls()),
        "",
        "",
        &["exchange.directory_ca_file=ca.pem"],
    )
    .file("ca.pem", authority.certificate())
    .run();
    outcome.expect_code(0);
    let text = std::fs::read_to_string(outcome.scratch.join("facts.jsonl")).unwrap();
    assert!(!text.contains("\"exchange.mailboxes_complete\":true"), "{text}");
}

/// What rules say of a domain controller without Exchange in its configuration.
fn without_exchange(prepared: bool) -> Option<Report> {
    let samba = Samba::start(SambaOptions {
        without_exchange: !prepared,
        encrypts: true,
        ..SambaOptions::default()
    })?;
    let outcome = Program::line("run --provider exchange --format json --login none")
        .args(["--set", &format!("exchange.directory=ldap://{}", samba.plain())])
        .args(["--set", &format!("exchange.directory_user={}", ADMINISTRATOR.0)])
        .args(["--set", "exchange.directory_ca_file=ca.pem"])
        .env(VARIABLE, ADMINISTRATOR.1)
        .file("ca.pem", &samba.identity.chain)
        .run();
    outcome.expect_code(0);
    Some(outcome.report())
}

#[test]
fn a_forest_without_exchange_says_so() {
    let Some(report) = without_exchange(false) else {
        return;
    };
    assert!(report.fails("exchange.directory.no-exchange"));
    assert!(!report.fails("exchange.directory.not-read"));
}

#[test]
fn a_forest_that_was_prepared_for_exchange_and_shows_none_leaves_it_open() {
    let Some(report) = without_exchange(true) else {
        return;
    };
    assert!(!report.fails("exchange.directory.no-exchange"));
    assert_eq!(
        report.undecided("exchange.directory.no-exchange"),
        ["no-permission"]
    );
}

#[test]
fn another_directory_is_named_as_such() {
    let Some((slapd, authority)) = slapd(SlapdOptions::default()) else {
        return;
    };
    let outcome = Program::line("run --provider exchange --format json --login none")
        .args(["--set", &format!("exchange.directory=ldaps://{}", slapd.tls())])
        .args(["--set", "exchange.directory_ca_file=ca.pem"])
        .file("ca.pem", authority.certificate())
        .run();
    assert!(outcome.report().fails("exchange.directory.other-directory"));
}

#[test]
fn what_a_directory_did_not_answer_is_a_finding_with_its_cause() {
    let Some((slapd, authority)) = slapd(SlapdOptions::default()) else {
        return;
    };
    let (user, right) = Slapd::ADMINISTRATOR;
    let run = |password: &str, setting: &str| {
        let outcome = Program::line("run --provider exchange --format json --login none --show unknown")
            .args(["--set", &format!("exchange.directory=ldaps://{}", slapd.tls())])
            .args(["--set", &format!("exchange.directory_user={user}")])
            .args(["--set", "exchange.directory_ca_file=ca.pem", "--set", setting])
            .env(VARIABLE, password)
            .file("ca.pem", authority.certificate())
            .run();
        let report = outcome.report();
        let finding = report
            .results()
            .iter()
            .find(|result| result["rule"] == "exchange.directory.not-read" && result["outcome"] == "fail");
        finding.map(|finding| finding["why"].as_str().unwrap_or_default().to_owned())
    };
    let page = "exchange.directory_page=100";
    assert_eq!(run(right, page), None);
    let refused = run("not-the-password", page).unwrap();
    assert!(refused.contains("was refused"), "{refused}");
    // Five people are there: what came counts, and that it is not all is told.
    let cut = run(right, "exchange.directory_entries=3").unwrap();
    assert!(cut.contains("only 3 entries were read"), "{cut}");
}

#[test]
fn a_wrong_password_is_tried_once_and_the_cause_is_named() {
    let Some(samba) = encrypted(Vec::new()) else {
        return;
    };
    let outcome = asked(
        &format!("ldap://{}", samba.plain()),
        ADMINISTRATOR.0,
        "not-the-password",
        &["exchange.directory_ca_file=ca.pem"],
    )
    .file("ca.pem", &samba.identity.chain)
    .run();
    assert_eq!(reason(&outcome), "refused");
    let text = std::fs::read_to_string(outcome.scratch.join("facts.jsonl")).unwrap();
    assert!(
        text.contains("the name or the password is wrong (data 52e)"),
        "{text}"
    );
    assert!(!text.contains("not-the-password") && !outcome.stderr.contains("not-the-password"));
}

#[test]
fn a_password_is_taken_from_the_environment_and_from_nowhere_else() {
    let outcome = Program::line("collect --provider exchange -o facts.jsonl")
        .args(["--set", "exchange.directory=dc1.contoso.test"])
        .args(["--set", "exchange.directory_password=Secret-3Kf9"])
        .run();
    outcome.expect_code(2).expect_complaint(&[VARIABLE]);
    assert!(!outcome.stderr.contains("Secret-3Kf9"));
    let outcome = Program::line("collect --provider exchange -o facts.jsonl")
        .file(
            "imaprules.toml",
            "[set.exchange]\ndirectory_password = \"Secret-3Kf9\"\n",
        )
        .run();
    outcome.expect_code(2).expect_complaint(&[VARIABLE]);
    assert!(!outcome.stderr.contains("Secret-3Kf9"));
}

#[test]
fn nobody_there_is_a_fact_and_no_failure() {
    let (_address, at) = imaprules_tests::closed_port();
    let outcome = asked(&at.to_string(), "admin@contoso.test", "pw", &[]).run();
    assert_eq!(reason(&outcome), "refused");
}

#[test]
fn a_dry_run_lists_the_directory_and_touches_nothing() {
    let outcome = Program::line("collect --dry-run --provider exchange")
        .args([
            "--set",
            "exchange.directory=dc1.contoso.test",
            "--set",
            "exchange.directory=dc2.contoso.test:3269",
        ])
        .args(["--set", "exchange.directory_user=viewer@contoso.test"])
        .env(VARIABLE, "Secret-3Kf9")
        .run();
    outcome.expect_code(0);
    for line in [
        "connect  ldaps://dc1.contoso.test:636",
        "ldaps://dc2.contoso.test:3269  as viewer@contoso.test",
    ] {
        assert!(outcome.stdout.contains(line), "{line}:\n{}", outcome.stdout);
    }
    assert!(!outcome.stdout.contains("Secret-3Kf9"));
}
