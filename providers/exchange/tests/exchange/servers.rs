//! Servers, services, settings and limits, from exports to facts and findings.

use crate::kit::{WithEndpoint, with_rows};
use crate::scenes::{NOBODY, mailboxes, of_2010, of_2013, server, settings};

const ROWS: [(&str, &str); 2] = [
    ("terry@contoso.com", "contoso/mig/terry"),
    ("kim@contoso.com", "contoso/mig/kim"),
];

#[test]
fn the_only_server_answers_and_says_its_version() {
    let judged = with_rows(&ROWS)
        .set("server", NOBODY)
        .file("s.json", of_2010())
        .file("i.json", settings(&[]))
        .file("m.json", mailboxes(&["terry", "kim"]))
        .run();
    let known = |fact: &str| judged.known("exchange.server", "EX1", fact);
    assert_eq!(known("exchange.server.product"), "2010");
    assert_eq!(known("exchange.server.version"), "14.3.123.4");
    assert_eq!(known("exchange.server.answers_endpoint"), "true");
    assert_eq!(known("exchange.server.row_mailboxes"), "2");
    assert_eq!(known("exchange.server.greets"), "false");
    assert_eq!(known("exchange.settings.max_per_user"), "16");
    assert_eq!(known("exchange.settings.auth_timeout"), "1800000");
    assert_eq!(known("exchange.settings.login_type"), "secure_login");
    assert_eq!(known("exchange.settings.mime_format"), "BestBodyFormat");
    assert_eq!(known("exchange.settings.binds_endpoint"), "false");
    assert_eq!(judged.known("server", NOBODY, "exchange.product"), "2010");
    assert_eq!(judged.known("server", NOBODY, "exchange.limits_read"), "true");
}

#[test]
fn of_several_servers_the_host_name_tells_which_answers() {
    let two = |second: &str| {
        let first = server("EX1", "Version 14.3 (Build 123.4)", "Mailbox, ClientAccess");
        let second = server(second, "Version 8.3 (Build 83.6)", "ClientAccess");
        with_rows(&[])
            .set("server", NOBODY)
            .file("1.json", first)
            .file("2.json", second)
    };
    let open = two("EX2").run();
    assert_eq!(
        open.reason("exchange.server", "EX1", "exchange.server.answers_endpoint"),
        "not-collected"
    );
    let judged = two("EX2")
        .file("i.json", settings(&[("X509CertificateName", r#""127.0.0.1""#)]))
        .run();
    assert_eq!(
        judged.known("exchange.server", "EX1", "exchange.server.answers_endpoint"),
        "true"
    );
    assert_eq!(
        judged.known("exchange.server", "EX2", "exchange.server.answers_endpoint"),
        "false"
    );
    assert_eq!(judged.known("server", NOBODY, "exchange.product"), "2010");
    assert_eq!(
        judged.known("migration", "migration", "exchange.server_products"),
        "2007, 2010"
    );
}

#[test]
fn services_in_both_forms() {
    let objects = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>System.ServiceProcess.ServiceController</T></TN><Props><B N="CanStop">false</B><S N="DisplayName">Microsoft Exchange IMAP4</S><S N="MachineName">EX1</S><S N="ServiceName">MSExchangeIMAP4</S><Obj N="ServicesDependedOn" RefId="1"><LST><S>MSExchangeIMAP4BE</S></LST></Obj><Obj N="Status" RefId="2"><ToString>Stopped</ToString><I32>1</I32></Obj></Props><MS><S N="Name">MSExchangeIMAP4</S></MS></Obj></Objs>"#;
    let judged = with_rows(&[])
        .set("server", NOBODY)
        .file("s.json", of_2013())
        .file("get-service.xml", objects)
        .run();
    assert_eq!(
        judged.known("exchange.server", "EX1", "exchange.service.imap"),
        "stopped"
    );
    assert!(
        judged
            .get("exchange.server", "EX1", "exchange.service.backend")
            .is_err()
    );
    assert_eq!(
        judged.failed("exchange.service.stopped", "EX1").title,
        "The IMAP service of EX1 does not run"
    );
    let csv = "\"SystemName\",\"Name\",\"StartMode\",\"State\"\r\n\"EX1\",\"MSExchangeIMAP4\",\"Manual\",\"Running\"\r\n";
    let judged = with_rows(&[])
        .file("s.json", of_2013())
        .file("services.csv", csv)
        .run();
    assert_eq!(judged.said("exchange.service.stopped", "EX1"), "pass");
    assert_eq!(judged.said("exchange.service.manual-start", "EX1"), "fail");
}

#[test]
fn a_service_that_a_whole_list_has_not_is_missing() {
    let script = r#"[{"Collector":"exchange","Cmdlet":"collect.ps1","Asked":"Get-WmiObject","For":"EX1","Records":0,"ExportedAt":"2026-11-27T08:00:00Z"}]"#;
    let judged = with_rows(&ROWS)
        .file("s.json", of_2013())
        .file("m.json", mailboxes(&["terry", "kim"]))
        .file("script.json", script)
        .run();
    assert_eq!(
        judged.known("exchange.server", "EX1", "exchange.service.imap"),
        "missing"
    );
    assert_eq!(judged.said("exchange.service.backend-down", "EX1"), "fail");
}

#[test]
fn limits_against_the_endpoint_with_and_without_an_account_for_all() {
    let run = |credentials: &str, per_user: &str| {
        with_rows(&ROWS)
            .fact("migration", "migration", "csv.credentials", credentials)
            .fact("migration", "migration", "csv.row_count", 900_i64)
            .endpoint("ssl", 20, 10)
            .file("s.json", of_2010())
            .file("i.json", settings(&[("MaxConnectionsPerUser", per_user)]))
            .file("m.json", mailboxes(&["terry", "kim"]))
            .run()
    };
    let said = |credentials: &str, per_user: &str| {
        run(credentials, per_user).said("exchange.limit.per-user-too-low", "EX1")
    };
    assert_eq!(said("admin", "16"), "fail");
    assert_eq!(said("user", "16"), "pass");
    assert_eq!(said("admin", "240"), "pass");
    let judged = run("admin", "16");
    let commands = &judged.failed("exchange.limit.per-user-too-low", "EX1").commands;
    assert!(
        commands[0].run.contains("-MaxConnectionsPerUser 60"),
        "{}",
        commands[0].run
    );
    assert!(
        commands[0]
            .run
            .contains("# Undo: Set-ImapSettings -Server 'EX1' -MaxConnectionsPerUser 16"),
        "{}",
        commands[0].run
    );
}

#[test]
fn the_store_has_a_limit_of_its_own() {
    let run = |key: &str| {
        with_rows(&ROWS)
            .fact("migration", "migration", "csv.credentials", "admin")
            .fact("migration", "migration", "csv.row_count", 900_i64)
            .endpoint("ssl", 20, 10)
            .file("s.json", of_2010())
            .file("m.json", mailboxes(&["terry", "kim"]))
            .file("r.json", key)
            .run()
    };
    let default = r#"[{"Cmdlet":"Get-ItemProperty","Server":"EX1"}]"#;
    assert_eq!(run(default).said("exchange.limit.store-sessions", "EX1"), "fail");
    let raised = r#"[{"Maximum Allowed Service Sessions Per User":500,"Maximum Allowed Sessions Per User":500,"PSComputerName":"EX1"}]"#;
    let judged = run(raised);
    assert_eq!(judged.said("exchange.limit.store-sessions", "EX1"), "pass");
    assert_eq!(
        judged.known(
            "exchange.server",
            "EX1",
            "exchange.store.service_sessions_per_user"
        ),
        "500"
    );
}

#[test]
fn two_exports_that_disagree_are_a_finding() {
    let judged = with_rows(&[])
        .file("1.json", of_2010())
        .file(
            "2.json",
            server("EX1", "Version 14.1 (Build 218.15)", "Mailbox, ClientAccess"),
        )
        .run();
    assert_eq!(judged.said("exchange.export.contradiction", "EX1"), "fail");
}

#[test]
fn a_policy_counts_by_mailbox_organisation_and_default() {
    let policies = r#"[{"Name":"Global","ThrottlingPolicyScope":"Global","ImapMaxConcurrency":"Unlimited","ImapMaxBurst":"3600000","ImapRechargeRate":"600000","ImapCutoffBalance":"600000"},
      {"Name":"Free","ThrottlingPolicyScope":"Regular","ImapMaxConcurrency":"Unlimited","ImapMaxBurst":"Unlimited","ImapRechargeRate":"Unlimited","ImapCutoffBalance":"Unlimited"}]"#;
    let run = |policy: &str| {
        let own = mailboxes(&["terry"]).replace(
            "\"ThrottlingPolicy\":null",
            &format!("\"ThrottlingPolicy\":{policy}"),
        );
        with_rows(&ROWS[..1])
            .file("s.json", of_2013())
            .file("m.json", own)
            .file("p.json", policies)
            .run()
    };
    let by_default = run("null");
    let known = |fact: &str| by_default.known("exchange.admin", "contoso\\mig", fact);
    assert_eq!(known("exchange.admin_throttling_policy"), "Global");
    assert_eq!(known("exchange.admin_throttled"), "true");
    assert!(known("exchange.admin_throttling_limits").starts_with("ImapMaxBurst 3600000"));
    let own = run("\"Free\"");
    assert_eq!(
        own.known("exchange.admin", "contoso\\mig", "exchange.admin_throttled"),
        "false"
    );
}
