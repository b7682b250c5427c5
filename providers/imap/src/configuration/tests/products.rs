//! What each product's own output says.

use super::*;
use imaprules_facts::Reason;

fn reason(known: Known) -> Reason {
    known.unwrap_err().reason
}

#[test]
fn dovecot_as_shipped() {
    for file in ["doveconf-2.3.txt", "doveconf-2.3-all.txt.gz"] {
        let run = import(&[file]).store();
        assert_eq!(run.server("server.limit.total"), int(100), "{file}");
        assert_eq!(
            run.server("server.limit.total_setting"),
            text("process_limit of service imap-login")
        );
        assert_eq!(run.server("server.limit.per_user"), int(10));
        assert_eq!(run.server("server.limit.per_user_counts"), text("mailbox"));
        assert_eq!(run.server("server.limit.per_address"), int(0));
        assert_eq!(run.server("server.family"), text("dovecot"));
        assert_eq!(run.server("server.version"), text("2.3.19.1"));
        assert_eq!(run.server("config.imap_offered"), Ok(Value::Bool(true)));
        assert_eq!(run.server("config.plaintext_sign_in"), Ok(Value::Bool(false)));
        assert_eq!(run.server("config.tls_minimum"), text("TLS 1.2"));
        assert_eq!(run.server("config.penalty"), Ok(Value::Bool(true)));
        assert_eq!(run.server("config.failure_delay"), int(2000));
        assert_eq!(run.server("config.master_separator"), text(""));
        assert_eq!(run.server("config.master_users"), Ok(Value::Bool(false)));
        assert_eq!(run.server("config.shared_prefixes"), list(&[]));
        assert_eq!(run.server("config.troubles"), list(&[]), "{file}");
    }
}

#[test]
fn dovecot_with_settings_of_its_own() {
    let run = import(&["doveconf-2.3-set.txt"])
        .row("ann@example.com", "ann")
        .store();
    assert_eq!(run.server("server.limit.total"), int(60));
    assert_eq!(run.server("server.limit.total_origin"), text("file"));
    assert_eq!(run.server("server.limit.per_user"), int(3));
    assert_eq!(run.server("server.limit.per_user_written"), text("3"));
    assert_eq!(run.server("config.master_separator"), text("*"));
    assert_eq!(run.server("config.master_users"), Ok(Value::Bool(true)));
    assert_eq!(run.server("config.plaintext_sign_in"), Ok(Value::Bool(true)));
    assert_eq!(run.server("config.penalty"), Ok(Value::Bool(false)));
    assert_eq!(run.server("config.tls_minimum"), text("TLS 1.1"));
    assert_eq!(run.server("config.failure_delay"), int(5000));
    assert_eq!(run.server("config.mechanisms"), list(&["PLAIN", "LOGIN"]));
    assert_eq!(
        run.server("config.namespaces"),
        list(&["private \"\" /", "shared \"shared/%%u/\" /"])
    );
    assert_eq!(run.server("config.shared_prefixes"), list(&["shared/%%u/"]));
    assert_eq!(
        run.place("server.limit.per_user"),
        "doveconf-2.3-set.txt, line 84"
    );
    let Ok(Value::List(open)) = run.server("config.untrusted_ranges") else {
        panic!()
    };
    assert!(!open.contains(&Value::from("40.96.0.0/13")) && open.contains(&Value::from("52.96.0.0/14")));
    assert_eq!(
        reason(run.get("mailbox", "ann@example.com", "imap.allowed")),
        Reason::Unsupported
    );
}

#[test]
fn dovecot_2_4_has_other_names() {
    let run = import(&["dovecot-2.4.conf"]).store();
    assert_eq!(run.server("server.version"), text("2.4.1"));
    assert_eq!(run.server("config.plaintext_sign_in"), Ok(Value::Bool(true)));
    assert_eq!(run.server("config.master_users"), Ok(Value::Bool(true)));
    assert_eq!(run.server("config.failure_delay"), int(0));
    assert_eq!(run.server("server.limit.per_user"), int(3));
}

#[test]
fn courier_as_debian_ships_it() {
    let run = import(&["courier-imapd.txt", "courier-imapd-ssl.txt"]).store();
    assert_eq!(run.server("server.limit.total"), int(40));
    assert_eq!(run.server("server.limit.per_address"), int(20));
    assert_eq!(run.server("server.limit.per_address_setting"), text("MAXPERIP"));
    assert_eq!(run.place("server.limit.per_address"), "courier-imapd.txt, line 5");
    assert_eq!(run.server("server.limit.per_user"), int(0));
    assert_eq!(run.server("config.plaintext_sign_in"), Ok(Value::Bool(true)));
    assert_eq!(run.server("config.imap_offered"), Ok(Value::Bool(true)));
    assert_eq!(run.server("server.family"), text("courier"));
    assert_eq!(run.server("config.troubles"), list(&[]));
    let half = import(&["courier-imapd-ssl.txt"]).store();
    assert_eq!(reason(half.server("server.limit.total")), Reason::NotCollected);
}

#[test]
fn cyrus_as_debian_ships_it() {
    let run = import(&["cyrus.conf", "cyrus-imapd.conf"]).store();
    assert_eq!(run.server("server.limit.total"), int(100));
    assert_eq!(run.server("server.limit.per_user"), int(0));
    assert_eq!(run.server("server.limit.per_user_counts"), text("account"));
    assert_eq!(run.server("server.limit.per_address"), int(0));
    assert_eq!(run.server("config.plaintext_sign_in"), Ok(Value::Bool(true)));
    assert_eq!(run.server("config.unix_separator"), Ok(Value::Bool(false)));
    assert_eq!(run.server("config.failure_delay"), int(3000));
    assert_eq!(run.server("config.admins"), list(&[]));
    assert_eq!(run.server("config.imap_offered"), Ok(Value::Bool(true)));
    assert_eq!(run.server("config.troubles"), list(&[]));
    let half = import(&["cyrus.conf"]).store();
    assert_eq!(half.server("server.limit.total"), int(100));
    assert_eq!(reason(half.server("server.limit.per_user")), Reason::NotCollected);
}

#[test]
fn zimbra_s_server_stands_above_its_global_configuration() {
    let run = import(&["zimbra-server.txt", "zimbra-global.txt", "zmlocalconfig.txt"]).store();
    assert_eq!(run.server("server.limit.total"), int(50));
    assert_eq!(run.place("server.limit.total"), "zimbra-server.txt, line 5");
    assert_eq!(run.server("server.limit.per_address"), int(0));
    assert_eq!(run.server("config.tls_minimum"), text("TLS 1.2"));
    assert_eq!(run.server("config.imap_offered"), Ok(Value::Bool(true)));
    assert_eq!(run.server("config.requests_per_address"), int(250));
    assert_eq!(run.server("config.requests_per_user"), int(5000));
    let global = import(&["zimbra-global.txt"]).store();
    assert_eq!(global.server("server.limit.total"), int(200));
}

#[test]
fn zimbra_s_accounts_and_classes() {
    let run = import(&["zimbra-accounts.txt", "zimbra-classes.txt"])
        .row("ann@target.example", "annie@example.com")
        .row("bob@example.com", "bob@example.com")
        .row("carol@example.com", "Carol@Example.com")
        .row("dave@example.com", "dave")
        .row("eve@example.com", "eve@example.com")
        .store();
    let allowed = |address: &str| run.get("mailbox", address, "imap.allowed");
    assert_eq!(allowed("ann@target.example"), Ok(Value::Bool(true)));
    assert_eq!(allowed("bob@example.com"), Ok(Value::Bool(false)));
    assert_eq!(allowed("carol@example.com"), Ok(Value::Bool(false)));
    assert_eq!(
        allowed("dave@example.com"),
        Ok(Value::Bool(true)),
        "the class of service that is called default"
    );
    assert_eq!(reason(allowed("eve@example.com")), Reason::NotCollected);
    let by = run.get("mailbox", "carol@example.com", "imap.allowed_by");
    assert_eq!(by, text("zimbraImapEnabled of the class of service webonly"));
    assert_eq!(
        run.server("config.disabled_accounts"),
        list(&["bob@example.com", "carol@example.com"])
    );
    assert_eq!(
        run.ours(),
        [
            "imap.enablement.account-off",
            "imap.enablement.account-status",
            "imap.enablement.password-must-change",
            "imap.enablement.two-factor",
        ]
    );
    // Accounts alone say nothing of the server.
    assert_eq!(reason(run.server("server.limit.total")), Reason::NotCollected);
}

#[test]
fn secrets_of_an_export_stay_in_it() {
    let files = [
        "zimbra-accounts.txt",
        "zimbra-server.txt",
        "zmlocalconfig.txt",
        "doveconf-2.3-set.txt",
    ];
    let records = import(&files)
        .row("ann@example.com", "ann@example.com")
        .collected()
        .unwrap();
    let shown = format!("{records:?}");
    for secret in ["VALUE-BLOCKED", "not-for-facts", "Regards", "/srv/mail/masters"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}
