//! Files that are damaged, huge or meant for somebody else.

use super::*;
use crate::configuration::takes;
use proptest::prelude::*;
use std::fs;

fn with(text: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, text).unwrap();
    let name = file.display().to_string();
    (folder, name)
}

/// Every record that a file gives follows the schema.
fn read(text: &[u8]) -> Vec<Record> {
    let (_folder, name) = with(text);
    let mut request = Request::default();
    request.settings.insert("import", SettingValue::Texts(vec![name]));
    let host = quiet();
    super::super::collect("imap", LABEL, "mail.example.com", &request, &host).unwrap();
    let records = host.records.lock().unwrap().clone();
    let schema = imaprules_kit::schema(&ImapProvider::new(), &[]);
    let mut store = FactStore::new(Arc::new(schema));
    for record in &records {
        store
            .add(record)
            .unwrap_or_else(|error| panic!("{error}: {record:?}"));
    }
    records
}

#[test]
fn files_of_others_are_left_alone() {
    for text in [
        &b""[..],
        b"EmailAddress,UserName,Password\r\na@example.com,a,b\r\n",
        b"\x1f\x8bbroken",
        b"\0\0\0\0",
        b"{}",
    ] {
        let (_folder, name) = with(text);
        assert!(!takes(name.as_ref()));
    }
    assert!(!takes("/does/not/exist".as_ref()));
    assert!(takes(sample("doveconf-2.3-all.txt.gz").as_ref()));
    let missing = Run {
        files: vec!["/does/not/exist".to_owned()],
        ..Run::default()
    };
    assert!(matches!(missing.collected(), Err(ProviderError::Input { .. })));
}

#[test]
fn what_nests_without_end_or_never_closes_is_told() {
    let deep = format!("# 2.3.19.1 (9b53102964): x\n{}", "service x {\n".repeat(100_000));
    let records = read(deep.as_bytes());
    let troubles = records
        .iter()
        .flat_map(|record| &record.facts)
        .find(|(fact, _)| fact == "config.troubles")
        .unwrap();
    assert!(
        troubles
            .1
            .clone()
            .unwrap()
            .to_string()
            .contains("nested too deep")
    );
    assert!(
        records
            .iter()
            .flat_map(|record| &record.facts)
            .any(|(fact, known)| fact == "server.limit.total" && known.is_err())
    );
}

#[test]
fn numbers_that_are_none_are_malformed() {
    for value in ["many", "-4", "0", "99999999999999999999", ""] {
        let records = read(format!("MAXDAEMONS={value}\nMAXPERIP=4\n").as_bytes());
        let total = records
            .iter()
            .flat_map(|record| &record.facts)
            .find(|(fact, _)| fact == "server.limit.total")
            .unwrap();
        assert_eq!(
            total.1.as_ref().unwrap_err().reason,
            imaprules_facts::Reason::Malformed,
            "{value}"
        );
    }
}

#[test]
fn interpolations_in_a_circle_end() {
    let records =
        read(b"[DEFAULT]\nbantime = %(findtime)s\nfindtime = %(bantime)s\n[dovecot]\nenabled = true\n");
    let bans = records
        .iter()
        .flat_map(|record| &record.facts)
        .find(|(fact, _)| fact == "jail.ban_time")
        .unwrap();
    assert_eq!(bans.1, int(600_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damage_is_survived(which in 0usize..9, at in 0usize..2000, octets in proptest::collection::vec(any::<u8>(), 0..40)) {
        let names = ["doveconf-2.3-set.txt", "dovecot-2.4.conf", "courier-imapd.txt", "cyrus.conf", "cyrus-imapd.conf",
            "zimbra-accounts.txt", "fail2ban-dump.txt", "fail2ban-client.txt", "jail.local"];
        let mut text = fs::read(sample(names[which])).unwrap();
        let at = at.min(text.len());
        let end = (at + octets.len() / 2).min(text.len());
        text.splice(at..end, octets);
        read(&text);
    }
}
