//! What a demo presents before anybody speaks IMAP.

use crate::client::{Client, connector, demo, tcp};
use imaprules_demo::{Demo, DemoError, Scene};
use tokio_rustls::rustls::pki_types::ServerName;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

#[test]
fn it_presents_a_public_host() {
    let gmail = demo("gmail");
    let address = gmail.local_address(993).unwrap();
    assert_eq!(
        gmail.resolve_overrides(),
        [format!("imap.gmail.com:993=74.125.133.108@{address}")]
    );
    assert!(address.ip().is_loopback());
    assert_eq!((gmail.host(), gmail.port()), ("imap.gmail.com", 993));
    let imap = demo("imap");
    assert_eq!(imap.resolve_overrides().len(), 2);
    assert!(imap.resolve_overrides()[1].starts_with("imap.example.com:143=93.184.215.14@127.0.0.1:"));
}

#[test]
fn the_migration_file_has_one_row_an_account() {
    let demo = demo("gmail");
    let mut rows = demo.csv().lines();
    assert_eq!(rows.next(), Some("EmailAddress,UserName,Password"));
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), 26);
    // One row has no password, and one that of the Google account.
    let others = ["ned.nokey", "oscar.ordinary"];
    for row in rows
        .iter()
        .filter(|row| !others.iter().any(|name| row.starts_with(name)))
    {
        // App passwords are sixteen letters.
        let password = row.rsplit(',').next().unwrap();
        assert!(
            password.len() == 16 && password.bytes().all(|b| b.is_ascii_lowercase()),
            "{row}"
        );
    }
}

#[tokio::test]
async fn the_certificate_is_what_a_public_server_has() {
    let demo = demo("gmail");
    let name = ServerName::try_from("imap.gmail.com").unwrap();
    let stream = connector(&demo)
        .connect(name, tcp(&demo, 993).await)
        .await
        .unwrap();
    let chain = stream.get_ref().1.peer_certificates().unwrap().to_vec();
    let (_, leaf) = X509Certificate::from_der(&chain[0]).unwrap();
    assert!(matches!(leaf.public_key().parsed().unwrap(), PublicKey::RSA(key) if key.key_size() == 2048));
    assert_eq!(
        leaf.signature_algorithm.algorithm.to_id_string(),
        "1.2.840.113549.1.1.11"
    ); // sha256WithRSA
    assert!(leaf.validity().is_valid());
    assert!(leaf.validity().time_to_expiration().unwrap().whole_days() > 40);
    assert!(!leaf.is_ca());
}

#[tokio::test]
async fn the_certificate_is_for_this_host_only() {
    let demo = demo("gmail");
    let name = ServerName::try_from("imap.example.com").unwrap();
    assert!(
        connector(&demo)
            .connect(name, tcp(&demo, 993).await)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn it_ends_when_dropped() {
    let demo = demo("imap");
    let address = demo.local_address(993).unwrap();
    let (mut client, _) = Client::connect(&demo).await;
    drop(demo);
    assert_eq!(client.rest().await, "");
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[test]
fn demos_run_side_by_side() {
    let demos: Vec<Demo> = Scene::names().chain(Scene::names()).map(demo).collect();
    let mut ports: Vec<_> = demos
        .iter()
        .map(|demo| demo.local_address(993).unwrap().port())
        .collect();
    ports.sort_unstable();
    ports.dedup();
    assert_eq!(ports.len(), 6);
}

#[test]
fn nothing_it_prints_holds_a_password() {
    let scene = Scene::for_provider("gmail").unwrap();
    let shown = format!("{scene:?}{:?}", Demo::start(scene.clone()).unwrap());
    assert!(shown.contains("fiona.fine") && !shown.contains("lanternharborsix"));
}

#[test]
fn unusable_scenes_are_refused_with_the_reason() {
    assert!(matches!(
        Scene::for_provider("lotus"),
        Err(DemoError::UnknownScene { .. })
    ));
    let error = Scene::parse("mine", "host = 3").unwrap_err().to_string();
    assert!(error.contains("mine") && error.contains("line 1"), "{error}");
}
