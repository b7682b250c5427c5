//! Source, file, target and job in one run.

use imaprules_tests::{Bundle, Outcome, Program, Report};
use serde_json::Value;

use super::{
    BATCHES, ENDPOINTS, FULL, Mailbox, SECRET, clixml, csv, gz, recipients, roomy, run, statistics, users,
};

/// What the target holds for the accounts of the demo, each with a fault of its own.
fn demo_target() -> Vec<Mailbox<'static>> {
    let small = Mailbox {
        quota: 1 << 20,
        ..roomy("laura.labels@example.com")
    };
    let narrow = Mailbox {
        receive: 36 << 20,
        ..roomy("otto.oversize@example.com")
    };
    vec![
        roomy("fiona.fine@example.com"),
        small,
        narrow,
        roomy("walter.wrongpass@example.com"),
        roomy("tulin.turkce@example.org"),
    ]
}

/// A folder with an export in every form.
fn with_folder(program: Program) -> Program {
    let mailboxes = demo_target();
    let failed = [
        ("laura.labels@example.com", "Failed", FULL),
        ("fiona.fine@example.com", "Synced", ""),
    ];
    program
        .file("exports/mailboxes.xml", clixml(&mailboxes))
        .file(
            "exports/recipients.csv",
            recipients(&[("maya.manyitems@example.com", "MailUniversalDistributionGroup")]),
        )
        .file("exports/sizes/statistics.json", statistics(&mailboxes))
        .file("exports/users.json.gz", gz(&users(&failed)))
        .file("exports/batches.txt", BATCHES)
        .file("exports/endpoints.json", ENDPOINTS)
        .file("exports/notes.txt", "Call Terry about the batch on Monday.\n")
        .args(["--import", "exports", "--set", "microsoft365.batch_name=Second"])
}

#[track_caller]
fn expect(report: &Report, subject: &str, rules: &[&str]) {
    let failing = report.failing(subject);
    for rule in rules {
        assert!(failing.contains(rule), "{rule} of {subject}: {failing:?}");
    }
}

#[test]
fn every_mailbox_of_the_demo_has_a_verdict_from_both_ends() {
    let outcome = with_folder(Program::line("run --provider gmail --demo --format json")).run();
    outcome.expect_code(1);
    let report = outcome.report();
    assert!(report.complete() && report.errors().is_empty());
    expect(
        &report,
        "ian.imapoff@example.com",
        &["gmail.imap-off", "target.missing"],
    );
    expect(&report, "tulin.turkce@example.com", &["target.near-miss"]);
    expect(&report, "maya.manyitems@example.com", &["target.not-mailbox"]);
    expect(&report, "otto.oversize@example.com", &["target.max-message-size"]);
    // The subject of a migration user has the address of its mailbox: the job's verdict stands beside the others.
    expect(
        &report,
        "laura.labels@example.com",
        &["target.quota", "target.in-other-batch", "user.failed-permanent"],
    );
    expect(
        &report,
        "Old",
        &["endpoint.not-public", "endpoint.concurrency-high"],
    );
    expect(&report, "Pilot", &["batch.mailboxes-failed"]);
    let walter = report.failing("walter.wrongpass@example.com");
    assert!(
        walter.iter().any(|rule| !rule.starts_with("target.")) && !walter.contains(&"target.missing"),
        "{walter:?}"
    );
    let blocked = |r: &&Value| r["subject"]["id"] == "fiona.fine@example.com" && r["severity"] == "blocker";
    assert_eq!(
        report.results().iter().find(blocked),
        None,
        "fiona is fine on both sides"
    );
    let providers = report.0["run"]["providers"].to_string();
    for id in ["csv", "gmail", "microsoft365"] {
        assert!(providers.contains(id), "{id}: {providers}");
    }
    outcome.expect_complaint(&["notes.txt", "skipped"]);
}

#[test]
fn findings_name_the_file_they_rest_on() {
    let outcome = with_folder(Program::line("run --provider gmail --demo --format json")).run();
    let report = outcome.report();
    let quota = report
        .results()
        .iter()
        .find(|r| r["rule"] == "target.quota")
        .expect("laura's");
    let sources = quota["facts"].to_string();
    assert!(
        sources.contains("mailboxes.xml") && sources.contains("imap.gmail.com"),
        "{sources}"
    );
}

/// Rule, subject and outcome of each result, whatever the times in their words.
fn verdicts(outcome: &Outcome) -> Vec<String> {
    let line = |r: &Value| format!("{} {} {}", r["rule"], r["subject"], r["outcome"]);
    outcome.report().results().iter().map(line).collect()
}

#[test]
fn collected_now_and_judged_later_it_is_the_same() {
    let outcome = with_folder(Program::line(
        "collect --provider gmail --demo -o facts.jsonl.zst",
    ))
    .run();
    outcome.expect_code(0);
    let path = outcome.scratch.join("facts.jsonl.zst");
    let bundle = Bundle::read(&path);
    assert_eq!(
        bundle.ids("target.export").len(),
        6,
        "{:?}",
        bundle.ids("target.export")
    );
    assert_eq!(
        bundle.value("mailbox", "laura.labels@example.com", "target.quota"),
        1 << 20
    );
    let show = ["--show", "unknown", "--show", "pass", "--format", "json"];
    let later = Program::line("run --facts").arg(path).args(show).run();
    let at_once = with_folder(Program::line("run --provider gmail --demo").args(show)).run();
    assert_eq!(verdicts(&later), verdicts(&at_once));
    assert!(verdicts(&later).len() > 300);
}

#[test]
fn without_a_source_the_file_meets_the_exports() {
    let addresses = ["terry@contoso.com", "nobody@contoso.com", "sales@contoso.com"];
    let small = Mailbox {
        size: 3 << 20,
        quota: 2 << 20,
        ..roomy("terry@contoso.com")
    };
    let outcome = run(
        &addresses,
        &["mailboxes.xml", "recipients.csv", "statistics.json"],
    )
    .file("mailboxes.xml", clixml(std::slice::from_ref(&small)))
    .file(
        "recipients.csv",
        recipients(&[("sales@contoso.com", "MailContact")]),
    )
    .file("statistics.json", statistics(&[small]))
    .run();
    outcome.expect_code(1);
    let report = outcome.report();
    expect(
        &report,
        "terry@contoso.com",
        &["target.full", "target.stale-quota"],
    );
    expect(&report, "nobody@contoso.com", &["target.missing"]);
    expect(&report, "sales@contoso.com", &["target.not-mailbox"]);
    // What nobody looked at is not in order.
    assert!(report.undecided("target.quota").contains(&"not-collected"));
    outcome.expect_no_secret(&[SECRET], &["users.csv"]);
}

#[test]
fn either_end_can_be_named() {
    let addresses = ["terry@contoso.com"];
    let file = clixml(&[roomy("terry@contoso.com")]);
    let outcome = run(&addresses, &["target:m.xml"]).file("m.xml", &file).run();
    outcome.expect_code(0);
    run(&addresses, &["source:m.xml"])
        .file("m.xml", &file)
        .run()
        .expect_code(2)
        .expect_complaint(&["m.xml"]);
}

#[test]
fn the_dry_run_lists_the_files_and_reads_none_of_them_into_a_report() {
    let outcome = Program::line("run --csv users.csv --import exports --dry-run")
        .file("users.csv", csv(&["terry@contoso.com"]))
        .file("exports/m.xml", clixml(&[roomy("terry@contoso.com")]))
        .run();
    outcome.expect_code(0);
    assert!(outcome.stdout.contains("m.xml"), "{}", outcome.stdout);
}

#[test]
fn passwords_of_the_file_and_of_exports_are_seen_nowhere() {
    let report =
        format!("RowIndex,EmailAddress,Password,ErrorMessage\r\n1,terry@contoso.com,{SECRET}-2,{FULL}\r\n");
    let xml = clixml(&[roomy("terry@contoso.com")]).replace(
        "<S N=\"ArchiveStatus\">",
        &format!("<S N=\"Password\">{SECRET}-3</S><S N=\"ArchiveStatus\">"),
    );
    let files = |program: Program| {
        program
            .file("users.csv", csv(&["terry@contoso.com"]))
            .file("report.csv", &report)
            .file("m.xml", &xml)
            .args([
                "--csv",
                "users.csv",
                "--import",
                "report.csv",
                "--import",
                "m.xml",
                "-vv",
            ])
    };
    for format in ["text", "json", "html", "csv"] {
        let outcome = files(Program::line("run --all --show pass --show unknown --format").arg(format)).run();
        assert!(outcome.stdout.contains("terry@contoso.com"), "{}", outcome.stderr);
        outcome.expect_no_secret(&[SECRET], &["users.csv", "report.csv", "m.xml"]);
    }
    let outcome = files(Program::line("collect -o facts.jsonl")).run();
    outcome.expect_code(0);
    outcome.expect_no_secret(&[SECRET], &["users.csv", "report.csv", "m.xml"]);
}

/// A live server: the row that signs in, the row that does not, the mailbox too small for what the server really holds.
#[cfg(unix)]
#[test]
fn a_live_server_meets_the_exports() {
    use crate::scene::mailboxes::{ROWS, csv, secrets, server};
    use crate::scene::run_json;

    let Some(server) = server() else { return };
    let small = Mailbox {
        quota: 100_000,
        ..roomy("alice@example.test")
    };
    let mailboxes = [
        small,
        roomy("carol@example.test"),
        roomy("bob@example.test"),
        roomy("dave@example.test"),
    ];
    let users = users(&[("carol@example.test", "Failed", FULL)]);
    let outcome = run_json(server.plain(), &csv())
        .file("exports/m.xml", clixml(&mailboxes))
        .file("exports/u.json", users)
        .file("exports/b.json", BATCHES)
        .args(["--import", "exports", "--set", "microsoft365.batch_name=Second"])
        .run();
    outcome.expect_code(1);
    let report = outcome.report();
    assert!(report.complete());
    expect(&report, "alice@example.test", &["target.quota"]);
    expect(
        &report,
        "carol@example.test",
        &["target.in-other-batch", "user.failed-permanent"],
    );
    expect(&report, "gina@example.test", &["target.missing"]);
    assert!(!report.failing("carol@example.test").contains(&"target.quota"));
    for row in ROWS.iter().filter(|row| row.login != "ok") {
        let failing = report.failing(row.address);
        assert!(
            failing.iter().any(|rule| !rule.starts_with("target.")),
            "{} of the source: {failing:?}",
            row.address
        );
    }
    outcome.expect_no_secret(&secrets(), &["users.csv"]);
}
