//! Servers whose TLS is old, odd or weak, as OpenSSL plays them: what the program says of them, with implicit TLS and with
//! STARTTLS, and that no password goes where encryption cannot be trusted.

use imaprules_tests::servers::{Encryption, OldTls, Options, TlsProfile, User};
use imaprules_tests::{Bundle, Fact, Outcome, Program, Report, Script, ScriptedServer};

use crate::scene::{PLAIN_IMAP, SOON, one_row};

/// The two ways to a server.
const WAYS: [&str; 2] = ["tls", "starttls"];

/// What a certificate that signed itself is called.
const OWN: &str = "imap.tls.cert-self-signed";

fn behind() -> ScriptedServer {
    ScriptedServer::start(Script::imap("* OK behind old TLS", &PLAIN_IMAP))
}

/// A command against a server, in one of the two ways.
fn command(words: &str, server: &OldTls, way: &str) -> Program {
    let at = if way == "tls" {
        server.tls()
    } else {
        server.plain()
    };
    Program::line(words)
        .args(["--provider", "imap", "--csv", "users.csv", "--login", "all"])
        .args(["--security", way, "--server", &at.to_string()])
        .file("users.csv", one_row().text())
        .limit(SOON * 2)
}

/// What fails on the server, but for what comes of its standing on loopback.
fn findings(report: &Report) -> Vec<&str> {
    let loopback = [
        "imap.connect.private-address",
        "imap.port.not-993",
        "imap.probe.local",
    ];
    let of_server = report
        .results()
        .iter()
        .filter(|r| r["subject"]["kind"] == "server" && r["outcome"] == "fail");
    let mut rules: Vec<&str> = of_server.filter_map(|r| r["rule"].as_str()).collect();
    rules.retain(|rule| !loopback.contains(rule));
    rules.sort_unstable();
    rules
}

/// Runs against a profile in both ways, and holds what fails and what is known.
#[track_caller]
fn expect(profile: &TlsProfile, code: i32, rules: &[&str], facts: &[(&str, serde_json::Value)]) {
    let behind = behind();
    let Some(server) = OldTls::start(profile, behind.address()) else {
        return;
    };
    for way in WAYS {
        let outcome = command("run --format json", &server, way).run();
        outcome
            .expect_code(code)
            .expect_no_secret(&["pw-00001"], &["users.csv"]);
        let report = outcome.report();
        assert!(report.complete(), "{} {way}", profile.name);
        assert_eq!(findings(&report), rules, "{} {way}", profile.name);
        let bundle = collected(&command("collect -o facts.jsonl", &server, way).run());
        let id = bundle.ids("server")[0].to_owned();
        for (fact, value) in facts {
            assert_eq!(
                bundle.fact("server", &id, fact),
                Some(&Fact::Known(value.clone())),
                "{} {way}: {fact}",
                profile.name
            );
        }
    }
    // What was decrypted for the server behind holds no sign-in.
    let heard = behind.heard().concat();
    assert!(!heard.contains("pw-00001"), "{heard}");
}

fn collected(outcome: &Outcome) -> Bundle {
    outcome.expect_code(0);
    Bundle::read(&outcome.scratch.join("facts.jsonl"))
}

fn yes() -> serde_json::Value {
    true.into()
}

fn no() -> serde_json::Value {
    false.into()
}

#[test]
fn versions_that_are_too_old() {
    for (profile, version) in [(TlsProfile::TLS_1_0, "TLS 1.0"), (TlsProfile::TLS_1_1, "TLS 1.1")] {
        let facts = [
            ("tls.legacy_only", yes()),
            ("tls.offers_1_2", no()),
            ("tls.offers_1_3", no()),
            ("tls.exchange_online", no()),
            ("tls.versions", vec![version].into()),
            ("tls.version", version.into()),
            ("tls.key_type", "rsa".into()),
            ("tls.key_bits", 2048.into()),
            ("tls.name_matches", yes()),
        ];
        expect(&profile, 1, &[OWN, "source.tls-profile"], &facts);
    }
}

#[test]
fn suites_that_this_program_does_not_speak() {
    let facts = [
        ("tls.offers_1_2", yes()),
        ("tls.exchange_online", yes()),
        (
            "tls.exchange_online_suite",
            "TLS_RSA_WITH_AES_256_GCM_SHA384".into(),
        ),
        ("tls.handshake", "no_agreement".into()),
        ("tls.self_signed", yes()),
    ];
    expect(&TlsProfile::TLS_1_2_RSA, 1, &[OWN, "imap.tls.untestable"], &facts);
    let facts = [
        ("tls.offers_1_2", yes()),
        ("tls.exchange_online", no()),
        ("tls.suite", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384".into()),
    ];
    expect(&TlsProfile::TLS_1_2_DHE, 1, &[OWN, "source.tls-suite"], &facts);
}

#[test]
fn a_version_that_may_be_too_new() {
    let facts = [
        ("tls.handshake", "ok".into()),
        ("tls.offers_1_3", yes()),
        ("tls.offers_1_2", no()),
        ("tls.offers_1_0", no()),
    ];
    expect(&TlsProfile::TLS_1_3, 1, &[OWN, "source.tls-1-3-only"], &facts);
}

#[test]
fn certificates_that_the_service_may_not_take() {
    let facts = [
        ("tls.handshake", "ok".into()),
        ("tls.key_type", "ecdsa".into()),
        ("tls.offers_1_2", yes()),
        ("tls.exchange_online", no()),
    ];
    expect(&TlsProfile::ECDSA, 1, &["imap.tls.cert-not-rsa", OWN], &facts);
    let facts = [
        ("tls.handshake", "ok".into()),
        ("tls.signature_algorithm", "sha1WithRSAEncryption".into()),
        ("tls.exchange_online", yes()),
    ];
    expect(&TlsProfile::SHA1, 1, &[OWN, "imap.tls.cert-weak"], &facts);
    // A key this program's TLS does not take at all.
    let facts = [
        ("tls.key_bits", 1024.into()),
        ("tls.offers_1_2", yes()),
        ("tls.exchange_online", yes()),
    ];
    expect(
        &TlsProfile::SHORT_KEY,
        1,
        &[OWN, "imap.tls.cert-weak", "imap.tls.untestable"],
        &facts,
    );
}

#[test]
fn every_version_is_asked_when_the_user_wants_it_and_none_when_not() {
    let behind = behind();
    let Some(server) = OldTls::start(&TlsProfile::SHA1, behind.address()) else {
        return;
    };
    let versions = |probe: &str| {
        let program = command("collect -o facts.jsonl", &server, "tls");
        let bundle = collected(&program.args(["--set", &format!("imap.tls_probe={probe}")]).run());
        let id = bundle.ids("server")[0].to_owned();
        ["1_0", "1_1", "1_2", "1_3"].map(|version| {
            match bundle.fact("server", &id, &format!("tls.offers_{version}")) {
                Some(Fact::Known(value)) => value.as_bool(),
                _ => None,
            }
        })
    };
    assert_eq!(
        versions("full"),
        [Some(false), Some(false), Some(true), Some(true)]
    );
    assert_eq!(versions("auto"), [None, None, Some(true), Some(true)]);
    assert_eq!(versions("none"), [None, None, None, Some(true)]);
}

/// With the certificate trusted, an encrypted session that this program can have is used.
#[test]
fn a_real_server_behind_tls_1_3_alone_is_signed_in_to() {
    let plain = Options {
        encryption: Encryption::Off,
        ..Options::users([User::new("alice", "wonder-7K")])
    };
    let Some(behind) = imaprules_tests::servers::Dovecot::start(plain) else {
        return;
    };
    let Some(server) = OldTls::start(&TlsProfile::TLS_1_3, behind.plain()) else {
        return;
    };
    let csv = imaprules_tests::MigrationCsv::new().row("alice@example.test", "alice", "wonder-7K");
    let outcome = command("collect -o facts.jsonl", &server, "tls")
        .file("users.csv", csv.text())
        .file("root.pem", server.certificate())
        .args(["--set", "imap.ca_file=root.pem"])
        .run();
    let bundle = collected(&outcome);
    assert_eq!(bundle.value("mailbox", "alice@example.test", "imap.login"), "ok");
}
