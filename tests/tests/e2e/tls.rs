//! Certificates and encryption: a private authority, a self-signed certificate, STARTTLS, and what must not happen
//! when they are not as they should be.

use std::net::SocketAddr;

use imaprules_tests::servers::{Dovecot, Encryption, Options};
use imaprules_tests::{
    Address, Authority, Bundle, Fact, Identity, Outcome, Program, Script, ScriptedServer, Step, Validity,
    dialogue,
};

use crate::scene::mailboxes::{ROWS, csv, options, secrets};
use crate::scene::{PLAIN_IMAP, SHORT_TIMEOUT, SOON, one_row};

/// A collection over an encrypted connection, with a root to trust or without.
fn collect(server: SocketAddr, security: &str, root: Option<&str>) -> Program {
    let program =
        Program::line("collect --provider imap --login all --csv users.csv -o facts.jsonl").limit(SOON * 2);
    let program = program.args(["--security", security, "--server", &server.to_string()]);
    let program = program.file("users.csv", csv().text());
    match root {
        Some(root) => program
            .file("root.pem", root)
            .args(["--set", "imap.ca_file=root.pem"]),
        None => program,
    }
}

fn bundle(outcome: &Outcome) -> Bundle {
    outcome
        .expect_code(0)
        .expect_no_secret(&secrets(), &["users.csv"]);
    Bundle::read(&outcome.scratch.join("facts.jsonl"))
}

/// A server with a certificate for its own address.
fn with_certificate(identity: impl FnOnce(&str) -> Identity) -> Option<Dovecot> {
    let address = Address::claim();
    let identity = Some(identity(&address.ip().to_string()));
    Dovecot::start_at(
        address,
        Options {
            identity,
            encryption: Encryption::Required,
            ..options()
        },
    )
}

#[track_caller]
fn expect_all_outcomes(bundle: &Bundle) {
    for row in &ROWS {
        assert_eq!(
            bundle.value("mailbox", row.address, "imap.login"),
            row.login,
            "{}",
            row.address
        );
    }
}

/// Nobody signed in, nobody was refused: no password left the program.
#[track_caller]
fn expect_nobody_signed_in(bundle: &Bundle, server: &Dovecot) {
    for row in &ROWS {
        let fact = bundle.fact("mailbox", row.address, "imap.login");
        assert!(
            !matches!(fact, Some(Fact::Known(v)) if v == "ok" || v == "credentials"),
            "{}: {fact:?}",
            row.address
        );
    }
    let log = server.log();
    assert!(
        !log.contains("Login: user=") && !log.contains("auth failed"),
        "{log}"
    );
}

#[test]
fn a_trusted_private_authority_serves_implicit_tls_and_starttls() {
    let authority = Authority::new();
    let Some(server) = with_certificate(|name| authority.issue(&[name], Validity::Days(90))) else {
        return;
    };
    for (at, security) in [(server.tls(), "tls"), (server.plain(), "starttls")] {
        expect_all_outcomes(&bundle(
            &collect(at, security, Some(authority.certificate())).run(),
        ));
    }
}

#[test]
fn an_untrusted_certificate_is_described_and_no_password_is_sent() {
    let authority = Authority::new();
    let private = with_certificate(|name| authority.issue(&[name], Validity::Days(90)));
    let own = with_certificate(|name| Identity::self_signed(&[name], Validity::Days(90)));
    let (Some(private), Some(own)) = (private, own) else {
        return;
    };
    for server in [private, own] {
        for (at, security) in [(server.tls(), "tls"), (server.plain(), "starttls")] {
            let bundle = bundle(&collect(at, security, None).run());
            expect_nobody_signed_in(&bundle, &server);
            let ip = at.ip().to_string();
            assert!(
                !bundle.mentions(&ip).is_empty(),
                "the certificate's name is a fact"
            );
        }
    }
}

#[test]
fn an_expired_or_foreign_certificate_stops_the_sign_ins() {
    let authority = Authority::new();
    let expired = with_certificate(|name| authority.issue(&[name], Validity::Expired));
    let foreign = with_certificate(|_| authority.issue(&["elsewhere.example.test"], Validity::Days(90)));
    let (Some(expired), Some(foreign)) = (expired, foreign) else {
        return;
    };
    for server in [expired, foreign] {
        let bundle = bundle(&collect(server.tls(), "tls", Some(authority.certificate())).run());
        expect_nobody_signed_in(&bundle, &server);
    }
}

#[test]
fn a_bad_certificate_is_a_finding() {
    let Some(server) = with_certificate(|name| Identity::self_signed(&[name], Validity::Expired)) else {
        return;
    };
    let program =
        Program::line("run --provider imap --login all --csv users.csv --format json --security tls");
    let program = program
        .args(["--server", &server.tls().to_string()])
        .file("users.csv", csv().text());
    let outcome = program.run();
    outcome.expect_code(1);
    let report = outcome.report();
    let of_server = |r: &&serde_json::Value| r["subject"]["kind"] == "server" && r["outcome"] == "fail";
    let rules: Vec<_> = report
        .results()
        .iter()
        .filter(of_server)
        .filter_map(|r| r["rule"].as_str())
        .collect();
    assert!(
        rules
            .iter()
            .any(|rule| rule.contains("tls") || rule.contains("cert")),
        "{rules:?}"
    );
}

#[test]
fn starttls_that_is_not_offered_is_not_replaced_by_plaintext() {
    let Some(server) = Dovecot::start(Options {
        encryption: Encryption::Off,
        ..options()
    }) else {
        return;
    };
    let bundle = bundle(&collect(server.plain(), "starttls", None).run());
    expect_nobody_signed_in(&bundle, &server);
}

#[test]
fn a_server_that_takes_no_plaintext_passwords_is_not_given_any() {
    let refusing = [
        (
            "CAPABILITY",
            "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\n{tag} OK done\n",
        ),
        ("LOGIN", "{tag} NO [PRIVACYREQUIRED] not like this\n"),
        ("LOGOUT", "* BYE bye\n{tag} OK done\n<close>"),
    ];
    let greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready";
    let server = ScriptedServer::start(Script::imap(greeting, &refusing));
    let outcome = crate::scene::plaintext("collect -o facts.jsonl", server.address(), &one_row()).run();
    outcome.expect_code(0);
    let heard = server.heard().concat();
    assert!(
        !heard.to_uppercase().contains("LOGIN ") && !heard.to_uppercase().contains("AUTHENTICATE"),
        "{heard}"
    );
    assert!(!heard.contains("pw-00001"), "{heard}");
}

#[test]
fn what_was_said_before_starttls_is_forgotten() {
    let authority = Authority::new();
    let steps = [
        Step::Send("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready\r\n".to_owned()),
        dialogue_until_starttls(),
        // An attacker in the middle adds an answer of his own before the encryption begins.
        Step::Send("{tag} OK begin\r\na1 OK injected\r\n* CAPABILITY IMAP4rev1 X-INJECTED\r\n".to_owned()),
        Step::Tls,
        dialogue(&PLAIN_IMAP),
    ];
    let identity = authority.issue(&["127.0.0.1"], Validity::Days(9));
    let server = ScriptedServer::start(Script::new(steps).identity(identity));
    let program = collect(server.address(), "starttls", Some(authority.certificate())).args(SHORT_TIMEOUT);
    let bundle = bundle(&program.run());
    assert_eq!(bundle.mentions("X-INJECTED"), Vec::<String>::new());
}

/// Takes the client's STARTTLS, which may come first or after CAPABILITY.
fn dialogue_until_starttls() -> Step {
    Step::AnswerUntil(
        "STARTTLS".to_owned(),
        vec![PLAIN_IMAP[0], PLAIN_IMAP[6]].into_iter().map(own).collect(),
    )
}

fn own((text, answer): (&str, &str)) -> (String, String) {
    (text.to_owned(), answer.to_owned())
}

#[test]
fn plaintext_needs_to_be_allowed_in_so_many_words() {
    let server = ScriptedServer::start(Script::imap("* OK ready", &PLAIN_IMAP));
    let program = Program::line("run --provider imap --security none --csv users.csv --login all");
    let program = program
        .args(["--server", &server.address().to_string()])
        .file("users.csv", one_row().text());
    program
        .run()
        .expect_code(2)
        .expect_complaint(&["--allow-plaintext"]);
    assert_eq!(server.connections(), 0);
}

#[test]
fn tls_against_a_plaintext_port_and_the_other_way_round_end_in_time() {
    let Some(server) = Dovecot::start(options()) else {
        return;
    };
    let wrong = collect(server.plain(), "tls", None).args(SHORT_TIMEOUT).run();
    expect_nobody_signed_in(&bundle(&wrong), &server);
    let plain = crate::scene::plaintext("collect -o facts.jsonl", server.tls(), &csv()).args(SHORT_TIMEOUT);
    expect_nobody_signed_in(&bundle(&plain.limit(SOON).run()), &server);
}
