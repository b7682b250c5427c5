//! What the server agrees to: which questions are asked, over how many connections, and what follows from the answers.

use super::*;
use crate::settings::TlsProbe;
use crate::testkit::{Fake, Heard, listen, play_flight, player};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Suites of Microsoft's list, with the signal about renegotiation.
const MICROSOFT: usize = 9;

fn versions(heard: &Heard) -> Vec<u8> {
    heard.lock().unwrap().iter().map(|(minor, _)| *minor).collect()
}

/// `offers_1_0` and so on: `y`, `n`, or `?` where it is not known.
fn offers(look: &Look) -> String {
    let facts = ["1_0", "1_1", "1_2", "1_3"].map(|version| format!("tls.offers_{version}"));
    let word = |fact: &String| match look.of(fact) {
        Ok(Value::Bool(true)) => 'y',
        Ok(Value::Bool(false)) => 'n',
        _ => '?',
    };
    facts.iter().map(word).collect()
}

#[tokio::test]
async fn an_old_server_is_known_after_one_question() {
    for (recording, version, known) in [("tls-1.0", "TLS 1.0", "ynnn"), ("tls-1.1", "TLS 1.1", "?ynn")] {
        let modern = "tls-1.3-refusal";
        let (at, heard) = player(move |minor, _| Some(if minor == 4 { modern } else { recording })).await;
        let look = look_at(&plan(at, Security::Tls)).await;
        assert_eq!(look.word("tls.handshake"), "no_agreement");
        assert_eq!(offers(&look), known, "{version}");
        assert!(look.flag("tls.legacy_only") && !look.flag("tls.exchange_online"));
        assert_eq!(look.word("tls.exchange_online_suite"), "");
        assert_eq!(look.list("tls.versions"), [version]);
        // The certificate is known although nobody shook hands.
        assert_eq!(
            (look.word("tls.version"), look.word("tls.key_type")),
            (version, "rsa")
        );
        assert_eq!(look.int("tls.key_bits"), 1024);
        assert_eq!(look.word("tls.signature_algorithm"), "sha1WithRSAEncryption");
        assert_eq!(look.word("tls.chain"), "self_signed");
        assert!(look.flag("tls.name_matches") && !look.flag("tls.trusted"));
        assert!(look.place.is_err());
        assert_eq!(versions(&heard), [4, 3], "one question");
    }
}

#[tokio::test]
async fn an_old_stack_that_hangs_up_is_asked_in_its_own_version() {
    let (at, heard) = player(|minor, _| (minor == 1).then_some("tls-1.0")).await;
    let look = look_at(&plan(at, Security::Tls)).await;
    assert_eq!(look.word("tls.handshake"), "closed");
    assert_eq!(offers(&look), "y?nn");
    assert!(look.flag("tls.legacy_only") && !look.flag("tls.exchange_online"));
    assert_eq!(versions(&heard), [4, 3, 1]);
    let (at, heard) = player(|minor, _| (minor == 2).then_some("tls-1.1")).await;
    let look = look_at(&plan(at, Security::Tls)).await;
    assert_eq!(offers(&look), "nynn");
    assert_eq!(versions(&heard), [4, 3, 1, 2]);
}

#[tokio::test]
async fn hanging_up_on_everything_says_nothing() {
    let (at, heard) = player(|_, _| None).await;
    let look = look_at(&plan(at, Security::Tls)).await;
    assert_eq!(look.word("tls.handshake"), "closed");
    for fact in [
        "tls.legacy_only",
        "tls.exchange_online",
        "tls.offers_1_2",
        "tls.versions",
        "tls.trusted",
    ] {
        assert_eq!(look.reason(fact), Reason::Refused, "{fact}");
    }
    assert_eq!(versions(&heard), [4, 3, 1, 2]);
}

#[tokio::test]
async fn suites_of_microsoft_are_told_from_others() {
    let (at, heard) = player(|minor, _| {
        Some(if minor == 4 {
            "tls-1.2-dhe-refusal"
        } else {
            "tls-1.2-rsa"
        })
    })
    .await;
    let look = look_at(&plan(at, Security::Tls)).await;
    assert_eq!(offers(&look), "??yn");
    assert!(look.flag("tls.exchange_online") && !look.flag("tls.legacy_only"));
    assert_eq!(
        look.word("tls.exchange_online_suite"),
        "TLS_RSA_WITH_AES_256_GCM_SHA384"
    );
    assert_eq!(versions(&heard), [4, 3], "its choice is on the list");
    let (at, heard) = player(|minor, suites| match (minor, suites) {
        (4, _) | (_, MICROSOFT) => Some("tls-1.2-dhe-refusal"),
        _ => Some("tls-1.2-dhe"),
    })
    .await;
    let look = look_at(&plan(at, Security::Tls)).await;
    assert_eq!(offers(&look), "??yn");
    assert!(!look.flag("tls.exchange_online") && !look.flag("tls.legacy_only"));
    assert_eq!(look.word("tls.suite"), "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384");
    let asked: Vec<usize> = heard.lock().unwrap().iter().map(|(_, suites)| *suites).collect();
    assert_eq!((asked.len(), asked[2]), (3, MICROSOFT));
}

#[tokio::test]
async fn a_refusal_of_everything_is_no_old_server() {
    let (at, _) = player(|_, _| Some("tls-1.2-dhe-refusal")).await;
    let look = look_at(&plan(at, Security::Tls)).await;
    assert_eq!(offers(&look), "nnnn");
    assert_eq!(look.list("tls.versions"), [] as [String; 0]);
    assert_eq!(look.reason("tls.legacy_only"), Reason::NotCollected);
    assert!(!look.flag("tls.exchange_online"));
}

#[tokio::test]
async fn a_modern_server_is_asked_once_and_only_all_when_the_user_wants_it() {
    let (root, roots) = authority();
    let server = Fake::new("* OK ready").answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n");
    let server = server.tls(&root.issue("mail.example.com", |_| {}));
    let plan = Plan {
        roots,
        ..plan(server.start().await, Security::Tls)
    };
    for (probe, known, connections) in [
        // Its certificate is not RSA: whether it has TLS 1.2 at all is a second question.
        (TlsProbe::Auto, "??yy", 3),
        // A refusal of TLS 1.1 is one of 1.0 as well.
        (TlsProbe::Full, "nnyy", 4),
        (TlsProbe::Off, "???y", 1),
    ] {
        let mut plan = plan.clone();
        plan.look.tls_probe = probe;
        let host = quiet();
        let look = look_with(&plan, &host).await;
        assert_eq!(look.word("tls.handshake"), "ok");
        assert_eq!(offers(&look), known, "{probe:?}");
        assert_eq!(host.endings().len(), connections, "{probe:?}");
        assert!(connections as u64 <= plan.looks());
        assert!(!look.flag("tls.legacy_only") && look.place.is_ok());
        match probe {
            TlsProbe::Off => assert_eq!(look.reason("tls.exchange_online"), Reason::NotCollected),
            _ => assert!(!look.flag("tls.exchange_online")),
        }
    }
}

#[tokio::test]
async fn starttls_is_asked_anew_for_each_question() {
    let commands: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&commands);
    let at = listen(move |mut stream| {
        let heard = Arc::clone(&heard);
        async move {
            stream.write_all(b"* OK ready\r\n").await.unwrap();
            let mut line = [0; 200];
            loop {
                let length = stream.read(&mut line).await.unwrap_or(0);
                let text = String::from_utf8_lossy(&line[..length]).into_owned();
                let Some((tag, verb)) = text.trim_end().split_once(' ') else {
                    return;
                };
                heard.lock().unwrap().push(verb.to_owned());
                let answer = match verb {
                    "CAPABILITY" => format!("* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK\r\n"),
                    _ => format!("{tag} OK\r\n"),
                };
                stream.write_all(answer.as_bytes()).await.unwrap();
                if verb == "STARTTLS" {
                    return play_flight(
                        stream,
                        Heard::default(),
                        Arc::new(|minor, _| Some(if minor == 4 { "tls-1.3-refusal" } else { "tls-1.0" })),
                    )
                    .await;
                }
            }
        }
    })
    .await;
    let look = look_at(&plan(at, Security::Starttls)).await;
    assert!(look.flag("tls.legacy_only"));
    assert_eq!(look.list("tls.versions"), ["TLS 1.0"]);
    assert_eq!(*commands.lock().unwrap(), ["CAPABILITY", "STARTTLS", "STARTTLS"]);
}

#[tokio::test]
async fn nothing_is_asked_where_there_is_no_tls() {
    let server = Fake::new("* OK ready").answer("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n");
    for (security, reason) in [
        (Security::Off, Reason::NotCollected),
        (Security::Starttls, Reason::Unsupported),
        (Security::Tls, Reason::Malformed),
    ] {
        let host = quiet();
        let look = look_with(&plan(server.start().await, security), &host).await;
        assert_eq!(look.reason("tls.offers_1_2"), reason, "{security:?}");
        assert_eq!(host.endings().len(), 1, "{security:?}");
    }
}

/// The place of the first connection is given back before the next is asked for.
#[tokio::test]
async fn a_budget_of_one_connection_is_enough() {
    use imaprules_provider::BudgetLimits;
    let (at, _) = player(|minor, _| Some(if minor == 4 { "tls-1.3-refusal" } else { "tls-1.0" })).await;
    let host = Memory::with(BudgetLimits {
        connections: 1,
        ..BudgetLimits::default()
    });
    let begin = std::time::Instant::now();
    let look = look_with(&plan(at, Security::Tls), &host).await;
    assert!(look.flag("tls.legacy_only"));
    assert!(begin.elapsed() < TIMEOUT);
}
