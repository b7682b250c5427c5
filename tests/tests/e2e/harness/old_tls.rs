//! Listeners with old TLS speak it, and nothing else.

use std::io::{Read, Write};
use std::process::Stdio;

use imaprules_tests::servers::{Dovecot, Encryption, Folder, OldTls, Options, TlsProfile, User};
use imaprules_tests::{Client, Script, ScriptedServer, Trust};

/// How OpenSSL's client reaches a listener.
enum Way {
    Tls,
    StartTls,
}

/// What OpenSSL's client says about a connection, and what the server said to `LOGOUT`.
fn look(server: &OldTls, way: &Way, arguments: &[&str]) -> String {
    let (at, starttls): (_, &[&str]) = match way {
        Way::Tls => (server.tls(), &[]),
        Way::StartTls => (server.plain(), &["-starttls", "imap"]),
    };
    let mut child = server
        .openssl()
        .args(["s_client", "-ign_eof", "-connect", &at.to_string()])
        .args(starttls)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl starts");
    // A client that was refused is gone before it reads.
    let _ = child.stdin.take().expect("its input").write_all(b"a LOGOUT\r\n");
    let mut told = String::new();
    let mut output = child.stdout.take().expect("its output");
    output.read_to_string(&mut told).expect("text");
    child.wait().expect("it ends");
    told
}

fn backend() -> ScriptedServer {
    ScriptedServer::start(Script::imap(
        "* OK behind old TLS",
        &[
            ("logout", "* BYE and out\n{tag} OK\n<close>"),
            ("login", "{tag} OK in\n"),
        ],
    ))
}

/// Every way in speaks this version with such a cipher, refuses the other versions, and leads to the server behind.
fn speaks(
    behind: &ScriptedServer,
    profile: &TlsProfile,
    version: &str,
    cipher: &str,
    refused: &[&str],
) -> Option<OldTls> {
    let server = OldTls::start(profile, behind.address())?;
    for way in [Way::Tls, Way::StartTls] {
        let told = look(&server, &way, &[]);
        assert!(told.contains(&format!("New, {version}, Cipher is ")), "{told}");
        assert!(told.contains(cipher), "no {cipher}: {told}");
        assert!(told.contains("* BYE and out"), "{told}");
    }
    for version in refused {
        let told = look(&server, &Way::Tls, &[version]);
        assert!(
            told.contains("Cipher is (NONE)"),
            "{}: {version}: {told}",
            profile.name
        );
    }
    Some(server)
}

/// Why today's library does not come to terms with the listener; `None` when it does.
fn refusal(server: &OldTls) -> Option<String> {
    let (at, root, name) = (server.tls(), server.certificate(), server.name());
    let connect = move || {
        let trust = Trust {
            root: &root,
            name: &name,
        };
        Client::tls(at, trust).greeting
    };
    let panic = std::thread::spawn(connect).join().err()?;
    Some(*panic.downcast::<String>().expect("a reason"))
}

const ALL_BUT: [&str; 4] = ["-tls1", "-tls1_1", "-tls1_2", "-tls1_3"];

fn all_but(version: &str) -> Vec<&'static str> {
    ALL_BUT.into_iter().filter(|v| *v != version).collect()
}

#[test]
fn tls_1_0_and_1_1_are_spoken_alone() {
    let behind = backend();
    for (profile, flag) in [(TlsProfile::TLS_1_0, "-tls1"), (TlsProfile::TLS_1_1, "-tls1_1")] {
        // OpenSSL calls the ciphers of all three after the first version that had them.
        let Some(server) = speaks(&behind, &profile, "TLSv1.0", "AES256-SHA", &all_but(flag)) else {
            return;
        };
        let told = look(&server, &Way::Tls, &[flag]);
        let version = profile
            .name
            .replace("TLS 1.0", "TLSv1\n")
            .replace("TLS 1.1", "TLSv1.1\n");
        assert!(told.contains(&format!("Protocol  : {version}")), "{told}");
        let why = refusal(&server).expect("a refusal");
        assert!(why.contains("ProtocolVersion"), "{why}");
    }
}

#[test]
fn tls_1_2_without_forward_secrecy_or_with_finite_fields_only() {
    let behind = backend();
    for (profile, cipher, unknown) in [
        (
            TlsProfile::TLS_1_2_RSA,
            "Cipher is AES256-GCM-SHA384",
            "ECDHE:DHE",
        ),
        (TlsProfile::TLS_1_2_DHE, "Cipher is DHE-RSA-", "ECDHE:kRSA"),
    ] {
        let Some(server) = speaks(&behind, &profile, "TLSv1.2", cipher, &all_but("-tls1_2")) else {
            return;
        };
        let told = look(&server, &Way::Tls, &["-tls1_2", "-cipher", unknown]);
        assert!(told.contains("Cipher is (NONE)"), "{}: {told}", profile.name);
        let why = refusal(&server).expect("a refusal");
        assert!(why.contains("HandshakeFailure"), "{why}");
    }
}

#[test]
fn tls_1_3_alone_is_no_trouble_for_a_modern_client() {
    let behind = backend();
    let Some(server) = speaks(
        &behind,
        &TlsProfile::TLS_1_3,
        "TLSv1.3",
        "TLS_AES",
        &all_but("-tls1_3"),
    ) else {
        return;
    };
    assert_eq!(refusal(&server), None);
}

#[test]
fn certificates_are_of_their_kind() {
    let behind = backend();
    for (profile, marks) in [
        (TlsProfile::ECDSA, ["id-ecPublicKey", "ecdsa-with-SHA256"]),
        (TlsProfile::SHA1, ["(2048 bit)", "sha1WithRSAEncryption"]),
        (TlsProfile::SHORT_KEY, ["(1024 bit)", "sha256WithRSAEncryption"]),
    ] {
        let Some(server) = speaks(&behind, &profile, "TLSv1.3", "TLS_AES", &["-tls1", "-tls1_1"]) else {
            return;
        };
        let told = look(&server, &Way::Tls, &["-tls1_2"]);
        assert!(told.contains("New, TLSv1.2, Cipher is ECDHE-"), "{told}");
        let mut reader = server
            .openssl()
            .args(["x509", "-noout", "-text"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("openssl starts");
        let mut input = reader.stdin.take().expect("its input");
        input
            .write_all(server.certificate().as_bytes())
            .expect("it reads");
        drop(input);
        let text = String::from_utf8(reader.wait_with_output().expect("text").stdout).expect("text");
        for mark in marks {
            assert!(text.contains(mark), "{}: no {mark} in {text}", profile.name);
        }
    }
}

#[test]
fn a_real_server_can_stand_behind() {
    let user = User::new("alice", "wonder").holding([Folder::new("INBOX", &[1000, 300_000])]);
    let plain = Options {
        encryption: Encryption::Off,
        ..Options::users([user])
    };
    let Some(behind) = Dovecot::start(plain) else {
        return;
    };
    let Some(server) = OldTls::start(&TlsProfile::ECDSA, behind.plain()) else {
        return;
    };
    let (root, name) = (server.certificate(), server.name());
    let trust = Trust {
        root: &root,
        name: &name,
    };
    let started = Client::plain(server.plain());
    assert!(started.greeting.contains("LOGINDISABLED"), "{}", started.greeting);
    for mut client in [Client::tls(server.tls(), trust), started.starttls(trust)] {
        assert!(client.login("alice", "wonder").ok);
        assert_eq!(client.status("INBOX", "MESSAGES"), 2);
        assert!(client.command("EXAMINE INBOX").ok);
        let body = client.command("FETCH 2 BODY.PEEK[]").untagged;
        assert!(body.iter().map(|line| line.len() + 2).sum::<usize>() > 300_000);
    }
}
