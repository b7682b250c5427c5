//! Jails from single lines.

use super::*;

#[test]
fn the_table_can_be_read() {
    TABLE.check().unwrap();
    let table = table().unwrap();
    assert!(table.imap.contains(&"dovecot".to_owned()) && table.default.maxretry > 0);
}

#[test]
fn values_as_files_and_answers_have_them() {
    let mut jail = Jail::default();
    for (key, value) in [
        ("enabled", "true"),
        ("filter", "dovecot[mode=aggressive, logtype=file]"),
        ("bantime", "-1"),
        ("findtime", "1d"),
        ("ignoreip", "127.0.0.1/8\n::1"),
        ("ignoreip", "10.0.0.0/8"),
    ] {
        assert!(jail.set(key, value), "{key}");
    }
    assert!(!jail.set("logpath", "x"));
    assert_eq!(
        (jail.filter.as_deref(), jail.mode.as_deref()),
        (Some("dovecot"), Some("aggressive"))
    );
    assert_eq!((jail.ban_time, jail.find_time), (Some(-1), Some(86_400_000)));
    assert_eq!(jail.ignored.unwrap().len(), 3);
}

#[test]
fn jails_concern_imap_by_name_filter_or_port() {
    let table = table().unwrap();
    let port = |ports: &str| Jail {
        ports: Some(ports.to_owned()),
        ..Jail::default()
    };
    let filter = Jail {
        filter: Some("dovecot".to_owned()),
        ..Jail::default()
    };
    assert!(Jail::default().watches_imap("dovecot", table));
    assert!(filter.watches_imap("ours", table));
    assert!(port("pop3,imaps").watches_imap("ours", table) && port("993").watches_imap("ours", table));
    assert!(!port("ssh").watches_imap("sshd", table) && !Jail::default().watches_imap("ours", table));
}
