//! From files to findings: limits with and without a migration admin account, bans, answers.

use super::*;

#[test]
fn limits_against_the_endpoint_s_numbers() {
    let run = import(&["courier-imapd.txt"])
        .endpoint(50, 10)
        .credentials("user")
        .store();
    assert_eq!(run.ours(), ["imap.limit.per-ip", "imap.limit.total"]);
    let derived = |fact: &str| run.server(fact).unwrap().to_string();
    assert!(
        derived("imap.total_line").contains("MAXDAEMONS=80"),
        "{}",
        derived("imap.total_line")
    );
    assert!(derived("imap.address_line").contains("MAXPERIP=120"));
    assert_eq!(
        (derived("imap.total_migrations"), derived("imap.total_syncs")),
        ("16".into(), "4".into())
    );
    assert_eq!(
        (derived("imap.address_migrations"), derived("imap.address_syncs")),
        ("8".into(), "2".into())
    );
    let small = import(&["courier-imapd.txt"])
        .endpoint(8, 2)
        .credentials("user")
        .store();
    assert_eq!(small.ours(), [""; 0]);
    assert!(
        small
            .0
            .passed()
            .is_superset(&["imap.limit.total", "imap.limit.per-ip"].into())
    );
}

#[test]
fn limits_against_assumed_numbers() {
    let run = import(&["doveconf-2.3.txt"]).credentials("admin").store();
    assert_eq!(run.ours(), ["imap.ban.penalty", "imap.limit.total-assumed"]);
    let few = import(&["doveconf-2.3.txt"])
        .also("migration", "migration", &[("csv.row_count", Value::from(20))])
        .store();
    assert_eq!(few.ours(), ["imap.ban.penalty"]);
    let set = import(&["doveconf-2.3-set.txt"]).store();
    assert_eq!(set.ours(), ["imap.limit.per-mailbox", "imap.limit.total-assumed"]);
}

#[test]
fn a_migration_admin_account_meets_the_limit_of_accounts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("imapd.conf");
    let default = std::fs::read_to_string(sample("cyrus-imapd.conf")).unwrap();
    std::fs::write(
        &file,
        format!("{default}maxlogins_per_user: 10\nmaxlogins_per_host: 15\n"),
    )
    .unwrap();
    let run = |whose: &str, endpoint: bool| {
        let mut run = import(&["cyrus.conf"]).credentials(whose);
        run.files.push(file.display().to_string());
        if endpoint { run.endpoint(20, 10) } else { run }.store()
    };
    assert_eq!(
        run("admin", true).ours(),
        ["imap.limit.per-ip", "imap.limit.per-user"]
    );
    assert_eq!(run("user", true).ours(), ["imap.limit.per-ip"]);
    let assumed = [
        "imap.limit.per-ip-assumed",
        "imap.limit.per-user-assumed",
        "imap.limit.total-assumed",
    ];
    assert_eq!(run("mixed", false).ours(), assumed);
}

#[test]
fn two_installations_contradict_each_other() {
    let run = import(&["doveconf-2.3.txt", "doveconf-2.3-set.txt"])
        .endpoint(5, 1)
        .store();
    assert!(run.0.rules().contains("imap.limit.contradiction"));
    let fact = run.0.store.schema().fact("server.limit.per_user").unwrap();
    assert_eq!(run.0.store.dissent(fact, 0).len(), 1);
}

#[test]
fn jails_of_fail2ban() {
    for (files, wanted) in [
        (
            &["fail2ban-dump.txt"][..],
            &["imap.ban.aggressive", "imap.ban.fail2ban"][..],
        ),
        (
            &["jail.conf", "jail.local"],
            &["imap.ban.aggressive", "imap.ban.fail2ban"],
        ),
        (
            &["fail2ban-client.txt"],
            &["imap.ban.banned", "imap.ban.fail2ban"],
        ),
        (&["jail.conf"], &[]),
    ] {
        let run = import(&[files, &["courier-imapd.txt"]].concat())
            .endpoint(1, 1)
            .store();
        assert_eq!(run.ours(), wanted, "{files:?}");
    }
}

#[test]
fn a_jail_is_put_together_from_its_files() {
    let run = import(&["jail.local", "jail.conf", "fail2ban-client.txt"]).store();
    let jail = |fact: &str| run.get("server.jail", &format!("{LABEL}/dovecot"), fact);
    assert_eq!(jail("jail.max_retry"), int(3));
    assert_eq!(
        jail("jail.permanent"),
        Ok(Value::Bool(true)),
        "what runs counts before what is written"
    );
    assert_eq!(jail("jail.mode"), text("aggressive"));
    assert_eq!(jail("jail.banned"), list(&["203.0.113.9", "40.97.1.2"]));
    assert_eq!(jail("jail.banned_service"), list(&["40.97.1.2"]));
    let written = import(&["jail.local", "jail.conf"]).store();
    let jail = |name: &str, fact: &str| written.get("server.jail", &format!("{LABEL}/{name}"), fact);
    assert_eq!(jail("dovecot", "jail.ban_time"), int(3_600_000));
    assert_eq!(jail("dovecot", "jail.find_time"), int(600_000));
    assert_eq!(
        jail("dovecot", "jail.ignored"),
        list(&["127.0.0.1/8", "::1", "198.51.100.0/24"])
    );
    assert_eq!(jail("courier-auth", "jail.enabled"), Ok(Value::Bool(false)));
    assert_eq!(
        jail("mail-ours", "jail.enabled"),
        Ok(Value::Bool(true)),
        "it bans the port of IMAP"
    );
    assert_eq!(
        written.server("server.jail_count"),
        int(3),
        "sshd is none of them"
    );
}

#[test]
fn ranges_that_are_ignored_are_no_finding() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jail.local");
    std::fs::write(
        &file,
        "[DEFAULT]\nignoreip = 40.96.0.0/13\n[dovecot]\nenabled = true\n",
    )
    .unwrap();
    let ranges = SettingValue::Texts(vec!["40.96.0.0/14".to_owned()]);
    let mut request = Request::default();
    request.settings.insert("service_range", ranges);
    request
        .settings
        .insert("import", SettingValue::Texts(vec![file.display().to_string()]));
    let host = quiet();
    super::super::collect("imap", LABEL, "mail.example.com", &request, &host).unwrap();
    let records = host.records.lock().unwrap();
    let open = records
        .iter()
        .flat_map(|record| &record.facts)
        .find(|(fact, _)| fact == "jail.open_ranges")
        .unwrap();
    assert_eq!(open.1, list(&[]));
}

#[test]
fn what_is_asked_instead_of_imported() {
    let run = import(&["courier-imapd.txt"])
        .endpoint(1, 1)
        .set("firewall", "tmg")
        .set("firewall_exempts", "no")
        .store();
    assert_eq!(run.ours(), ["imap.fw.tmg"]);
    let run = import(&["courier-imapd.txt"])
        .endpoint(1, 1)
        .set("firewall", "other")
        .set("firewall_exempts", "no")
        .store();
    assert_eq!(run.ours(), ["imap.fw.intrusion-detection"]);
    let run = import(&["courier-imapd.txt"])
        .endpoint(1, 1)
        .set("firewall", "other")
        .set("firewall_exempts", "yes")
        .store();
    assert_eq!(run.ours(), [""; 0]);
    assert!(run.0.passed().contains("imap.fw.intrusion-detection"));
    let hmail = other("server", LABEL);
    let mut run = import(&[]).set("autoban_exempts", "no");
    run.others.push(Record {
        facts: vec![("server.family".into(), text("hmailserver"))],
        ..hmail
    });
    assert_eq!(run.store().ours(), ["imap.ban.autoban"]);
}

#[test]
fn a_file_that_is_not_whole_leaves_defaults_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dovecot.conf");
    std::fs::write(
        &file,
        "protocols = pop3\n!include conf.d/*.conf\nprotocol imap {\n  oops\n}\n",
    )
    .unwrap();
    let mut run = import(&[]);
    run.files.push(file.display().to_string());
    let run = run.store();
    assert!(run.server("server.limit.total").is_err() && run.server("config.penalty").is_err());
    assert_eq!(
        run.ours(),
        [
            "imap.config.partial",
            "imap.config.unreadable",
            "imap.enablement.server-off"
        ]
    );
    assert!(
        run.server("config.troubles")
            .unwrap()
            .to_string()
            .ends_with("line 4: this is neither a setting nor a block")
    );
}
