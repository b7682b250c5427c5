//! Rows that are signed in with a bearer token instead of their password.

use imaprules_demo::{Demo, Scene};
use imaprules_facts::{Reason, Unknown};
use imaprules_kit::{Memory, Row, collect, request};
use imaprules_provider::{Host, SecretString, SettingValue};
use imaprules_provider_imap::{BearerTokens, Defaults, ImapProvider};
use std::sync::Arc;

const FINE: Row<'static> = (
    "fiona.fine@example.com",
    "fiona.fine@example.com",
    "lanternharborsix",
);
const OTTO: Row<'static> = ("otto.oversize@example.com", "otto.oversize@example.com", "");
const TOKEN: &str = "ya29.demo-token/of+fiona==";

/// A token of Fiona's for everybody whom it is to be tried for.
#[derive(Debug)]
enum Tokens {
    Always,
    WithoutPassword,
    Never(Reason),
}

impl BearerTokens for Tokens {
    fn token(&self, _: &str, has_password: bool, _: &dyn Host) -> Result<Option<SecretString>, Unknown> {
        match self {
            Tokens::WithoutPassword if has_password => Ok(None),
            Tokens::Never(reason) => Err(Unknown::noted(*reason, "the service account may not stand in")),
            Tokens::Always | Tokens::WithoutPassword => Ok(Some(SecretString::from(TOKEN.to_owned()))),
        }
    }
}

/// The Gmail scene, with a token for Fiona and mechanisms as wanted.
fn demo(mechanisms: &str) -> Demo {
    let path = format!("{}/../demo/scenes/gmail.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let user = "users = [\"fiona.fine@example.com\"]";
    assert!(text.contains(user) && text.contains("SASL-IR AUTH=XOAUTH2"));
    let text = text
        .replacen(user, &format!("{user}\ntoken = \"{TOKEN}\""), 1)
        .replace(" AUTH=OAUTHBEARER", "")
        .replace("SASL-IR AUTH=XOAUTH2", mechanisms);
    Demo::start(Scene::parse("gmail", &text).unwrap()).unwrap()
}

fn signed_in(demo: &Demo, tokens: Tokens, rows: &[Row<'_>]) -> Memory {
    let provider = ImapProvider::with(Defaults {
        id: "gmail",
        bearer: Some(Arc::new(tokens)),
        ..Defaults::generic()
    });
    let settings = [
        (
            "server",
            SettingValue::Text(format!("{}:{}", demo.host(), demo.port())),
        ),
        ("ca_pem", SettingValue::Text(demo.ca_pem().to_owned())),
        ("resolve", SettingValue::Texts(demo.resolve_overrides())),
        ("played", SettingValue::Bool(true)),
        ("sign_in", SettingValue::Text("all".into())),
    ];
    let host = Memory::of_rows(rows);
    collect(&provider, &request(&provider, rows, &settings), &host).unwrap();
    let everything = host.everything();
    assert!(!everything.contains(TOKEN), "the token got out");
    assert!(
        !everything.contains("eWEyOS5kZW1v"),
        "the token got out in base64"
    );
    host
}

#[test]
fn a_token_shows_what_the_mailbox_holds_and_says_nothing_of_the_password() {
    for mechanisms in [
        "SASL-IR AUTH=XOAUTH2",
        "AUTH=XOAUTH2",
        "SASL-IR AUTH=OAUTHBEARER",
        "AUTH=OAUTHBEARER",
    ] {
        let demo = demo(mechanisms);
        let host = signed_in(&demo, Tokens::Always, &[FINE]);
        assert_eq!(host.text(FINE.0, "imap.token_login"), "ok", "{mechanisms}");
        assert_eq!(host.reason(FINE.0, "imap.login"), "not-collected");
        assert_eq!(host.int(FINE.0, "mailbox.item_count"), 373);
        assert_eq!(demo.tally().sign_ins, 1);
    }
}

#[test]
fn a_refused_token_is_told_with_the_reason_in_the_challenge() {
    for mechanisms in [
        "SASL-IR AUTH=XOAUTH2",
        "AUTH=XOAUTH2",
        "SASL-IR AUTH=OAUTHBEARER",
        "AUTH=OAUTHBEARER",
    ] {
        let demo = demo(mechanisms);
        let host = signed_in(&demo, Tokens::WithoutPassword, &[OTTO]);
        assert_eq!(
            host.text(OTTO.0, "imap.token_login"),
            "credentials",
            "{mechanisms}"
        );
        let text = host.text(OTTO.0, "imap.token_text");
        assert!(text.contains("Invalid credentials (Failure)"), "{text}");
        assert!(text.contains("\"status\":\"401\""), "{text}");
        assert_eq!(host.reason(OTTO.0, "mailbox.item_count"), "refused");
    }
}

#[test]
fn rows_with_a_password_stay_what_they_are() {
    let demo = demo("SASL-IR AUTH=XOAUTH2");
    let host = signed_in(&demo, Tokens::WithoutPassword, &[FINE]);
    assert_eq!(host.text(FINE.0, "imap.login"), "ok");
    assert_eq!(host.text(FINE.0, "imap.login_method"), "login");
}

#[test]
fn without_a_token_nobody_is_asked() {
    let demo = demo("SASL-IR AUTH=XOAUTH2");
    let host = signed_in(&demo, Tokens::Never(Reason::NoPermission), &[FINE]);
    assert_eq!(host.reason(FINE.0, "imap.token_login"), "no-permission");
    assert_eq!(demo.tally().sign_ins, 0);
}

#[test]
fn a_server_without_tokens_gets_none() {
    let demo = demo("SASL-IR AUTH=DIGEST-MD5 AUTH=NOT-OAUTHBEARER");
    let host = signed_in(&demo, Tokens::Always, &[FINE]);
    assert_eq!(host.reason(FINE.0, "imap.token_login"), "unsupported");
    assert_eq!(demo.tally().sign_ins, 0);
}
