//! Exchange as the source by what its administrators exported, alone and beside a server that answers.

use imaprules_tests::{MigrationCsv, Outcome, Program, Script, ScriptedServer};

const SECRET: &str = "Zq9-secret";

/// `Get-ExchangeServer | Export-Clixml`, as the shell of Exchange 2010 writes it.
const SERVERS: &str = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>Selected.Microsoft.Exchange.Data.Directory.Management.ExchangeServer</T><T>System.Object</T></TN><MS><S N="Name">EX1</S><S N="Fqdn">ex1.contoso.com</S><Obj N="ServerRole" RefId="1"><TN RefId="1"><T>Microsoft.Exchange.Data.Directory.SystemConfiguration.ServerRole</T></TN><ToString>Mailbox, ClientAccess, HubTransport</ToString><I32>38</I32></Obj><Obj N="AdminDisplayVersion" RefId="2"><ToString>Version 14.3 (Build 123.4)</ToString><Props><I32 N="Major">14</I32><I32 N="Minor">3</I32></Props></Obj></MS></Obj></Objs>"#;

const SETTINGS: &str = r#"[{"Server":"EX1","MaxConnections":2000,"MaxConnectionFromSingleIP":2000,"MaxConnectionsPerUser":16,"LoginType":3,"SSLBindings":["[::]:993"],"UnencryptedOrTLSBindings":["[::]:143"],"SuppressReadReceipt":false,"MessageRetrievalMimeFormat":0}]"#;

const SERVICES: &str = "\"SystemName\",\"Name\",\"StartMode\",\"State\"\r\n\"EX1\",\"MSExchangeIMAP4\",\"Manual\",\"Stopped\"\r\n";

const MAILBOXES: &str = r#"[{"Name":"Terry","Alias":"terry","PrimarySmtpAddress":"terry@contoso.com","EmailAddresses":["SMTP:terry@contoso.com"],"RecipientTypeDetails":"UserMailbox","Database":"DB1","ServerName":"EX1","DistinguishedName":"CN=Terry,DC=contoso,DC=com"},
  {"Name":"Kim","Alias":"kim","PrimarySmtpAddress":"kim@contoso.com","EmailAddresses":["SMTP:kim@contoso.com"],"RecipientTypeDetails":"UserMailbox","Database":"DB1","ServerName":"EX1","DistinguishedName":"CN=Kim,DC=contoso,DC=com"}]"#;

const ACCESS: &str =
    "Name;PrimarySmtpAddress;ImapEnabled\r\nTerry;terry@contoso.com;DOĞRU\r\nKim;kim@contoso.com;YANLIŞ\r\n";

const ENDPOINTS: &str = r#"[{"Identity":"Old","EndpointType":"IMAP","RemoteServer":"mail.contoso.com","Port":993,"Security":"Ssl","MaxConcurrentMigrations":"40","MaxConcurrentIncrementalSyncs":"10"}]"#;

pub(super) fn program(words: &str) -> Program {
    let rows: MigrationCsv = (0..60).fold(MigrationCsv::new(), |csv, number| {
        csv.row(
            &format!("user{number}@contoso.com"),
            &format!("contoso/mig/user{number}"),
            SECRET,
        )
    });
    let rows = rows
        .row("terry@contoso.com", "contoso/mig/terry", SECRET)
        .row("kim@contoso.com", "contoso/mig/kim", SECRET)
        .row("nobody@contoso.com", "contoso/mig/nobody", SECRET);
    Program::line(words)
        .args(["--provider", "exchange", "--csv", "users.csv"])
        .file("users.csv", rows.text())
}

/// Everything that was exported, imported as the source's but for the endpoint.
pub(super) fn with_exports(program: Program) -> Program {
    let files: [(&str, &str); 5] = [
        ("servers.xml", SERVERS),
        ("settings.json", SETTINGS),
        ("services.csv", SERVICES),
        ("mailboxes.json", MAILBOXES),
        ("access.csv", ACCESS),
    ];
    let add = |program: Program, (name, text): (&str, &str)| {
        program
            .args(["--import", &format!("source:{name}")])
            .file(name, text)
    };
    files
        .into_iter()
        .fold(program, add)
        .args(["--import", "endpoints.json"])
        .file("endpoints.json", ENDPOINTS)
}

fn judged(outcome: &Outcome) {
    let report = outcome.expect_code(1).report();
    assert_eq!(report.errors(), Vec::<&serde_json::Value>::new());
    for (subject, rule) in [
        ("EX1", "exchange.service.stopped"),
        ("EX1", "exchange.limit.per-user-too-low"),
        ("EX1", "exchange.imap.mime-format"),
        ("EX1", "exchange.imap.read-receipts"),
        ("kim@contoso.com", "exchange.imap.disabled-for-mailbox"),
        ("nobody@contoso.com", "exchange.mailbox.not-found"),
    ] {
        assert!(
            report.failing(subject).contains(&rule),
            "{rule} on {subject}: {:#}",
            report.0
        );
    }
    let terry = report.failing("terry@contoso.com");
    assert!(
        !terry.contains(&"exchange.imap.disabled-for-mailbox"),
        "{terry:?}"
    );
}

#[test]
fn exports_alone_are_judged_without_a_server() {
    let outcome = with_exports(program("run --format json --login none")).run();
    judged(&outcome);
    outcome.expect_no_secret(&[SECRET], &["users.csv"]);
    let report = outcome.report();
    let limit = report
        .results()
        .iter()
        .find(|result| result["rule"] == "exchange.limit.per-user-too-low")
        .unwrap();
    let command = limit["commands"][0]["run"].as_str().unwrap();
    assert!(
        command.contains("Set-ImapSettings -Server 'EX1' -MaxConnectionsPerUser 100"),
        "{command}"
    );
}

#[test]
fn collected_first_and_judged_later_it_is_the_same() {
    let collected = with_exports(program("collect --login none -o all.jsonl")).run();
    collected.expect_code(0);
    let bundle = collected.written("all.jsonl");
    let outcome = Program::line("run --facts all.jsonl --format json")
        .file("all.jsonl", bundle)
        .run();
    judged(&outcome);
}

#[test]
fn what_both_ends_write_wants_a_word_and_what_only_the_source_writes_does_not() {
    program("run --format json --login none --import mailboxes.json")
        .file("mailboxes.json", MAILBOXES)
        .run()
        .expect_code(2)
        .expect_complaint(&["mailboxes.json", "source:"]);
    let script = format!(
        r#"[{{"Collector":"exchange","Cmdlet":"collect.ps1","Asked":"Get-Mailbox","Records":1}},{{"Collector":"exchange","Cmdlet":"Get-Mailbox",{}]"#,
        MAILBOXES
            .trim_start_matches("[{")
            .split("},")
            .next()
            .unwrap()
            .to_owned()
            + "}"
    );
    let outcome = program("run --format json --login none --import script.json")
        .file("script.json", script)
        .run();
    let report = outcome.expect_code(1).report();
    assert_eq!(report.subjects("exchange.export"), 1, "{:#}", report.0);
    assert!(
        report
            .failing("kim@contoso.com")
            .contains(&"exchange.mailbox.not-found")
    );
}

/// A server that greets and offers nothing more than its capabilities.
fn greeting(text: &str, capabilities: &'static str) -> ScriptedServer {
    let answer = format!("* CAPABILITY {capabilities}\n{{tag}} OK done\n");
    ScriptedServer::start(Script::imap(text, &[("CAPABILITY", answer.as_str())]))
}

fn against(server: &ScriptedServer, program: Program) -> Outcome {
    program
        .args(["--server", &server.address().to_string()])
        .args([
            "--security",
            "none",
            "--allow-plaintext",
            "--set",
            "imap.timeout=3s",
        ])
        .run()
}

#[test]
fn what_answers_is_another_version_than_was_exported() {
    let server = greeting(
        "* OK Microsoft Exchange Server 2007 IMAP4 service ready",
        "IMAP4 IMAP4rev1 AUTH=NTLM AUTH=GSSAPI AUTH=PLAIN IDLE NAMESPACE LITERAL+",
    );
    let outcome = against(&server, with_exports(program("run --format json --login none")));
    let report = outcome.expect_code(1).report();
    assert!(
        report.fails("exchange.server.version-contradiction"),
        "{:#}",
        report.0
    );
    assert!(
        !report.fails("exchange.service.stopped"),
        "it answers, whatever the export says"
    );
}

#[test]
fn a_greeting_of_many_versions_is_told_as_such() {
    let server = greeting(
        "* OK The Microsoft Exchange IMAP4 service is ready.",
        "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=NTLM AUTH=GSSAPI UIDPLUS MOVE ID CHILDREN IDLE NAMESPACE LITERAL+",
    );
    let outcome = against(&server, program("run --format json --login none"));
    let report = outcome.expect_code(0).report();
    assert!(report.fails("exchange.server.version-unknown"), "{:#}", report.0);
    assert!(report.fails("exchange.path.native-migration-better"));
}

#[test]
fn half_a_file_and_no_file_at_all() {
    let half = &SERVERS[..SERVERS.len() - 40];
    let outcome = program("run --format json --login none --import source:half.xml")
        .file("half.xml", half)
        .run();
    outcome.expect_code(2).expect_complaint(&["half.xml", "help:"]);
    let two = SERVERS.replace("</Obj></Objs>", "</Obj><Obj RefId=\"9\"><MS><S N=\"Na");
    let outcome = program("run --format json --login none --import source:half.xml")
        .file("half.xml", two)
        .run();
    assert!(outcome.report().fails("exchange.export.unreadable"));
}
