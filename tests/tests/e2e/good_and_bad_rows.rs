//! The main job against a live server: every row gets the outcome that the server really gives it, every mailbox the
//! numbers it really holds, and nothing is changed or given away on the way.

use imaprules_tests::{Bundle, Fact, MigrationCsv, Outcome};

use crate::scene::mailboxes::{ROWS, csv, secrets, server};
use crate::scene::{plaintext, run_json};

fn collected(outcome: &Outcome) -> Bundle {
    outcome.expect_code(0);
    Bundle::read(&outcome.scratch.join("facts.jsonl"))
}

#[test]
fn every_row_has_the_outcome_that_the_server_gives_it() {
    let Some(server) = server() else { return };
    let bundle = collected(&plaintext("collect -o facts.jsonl", server.plain(), &csv()).run());
    assert!(bundle.complete);
    assert_eq!(bundle.ids("mailbox").len(), ROWS.len());
    for row in &ROWS {
        assert_eq!(
            bundle.value("mailbox", row.address, "imap.login"),
            row.login,
            "{}",
            row.address
        );
        assert_eq!(
            bundle.value("mailbox", row.address, "mailbox.address"),
            row.address
        );
    }
    assert_eq!(bundle.server("server.family"), "dovecot");
}

#[test]
fn every_mailbox_has_the_numbers_that_the_server_holds() {
    let Some(server) = server() else { return };
    let bundle = collected(&plaintext("collect -o facts.jsonl", server.plain(), &csv()).run());
    for row in &ROWS {
        let told = |name| bundle.fact("mailbox", row.address, name);
        let Some(account) = row.mailbox else {
            for name in ["mailbox.item_count", "mailbox.largest_message"] {
                assert!(
                    !matches!(told(name), Some(Fact::Known(_))),
                    "{name} of {}",
                    row.address
                );
            }
            continue;
        };
        let user = server.user(account);
        assert_eq!(
            told("mailbox.item_count"),
            Some(&Fact::Known(user.item_count().into())),
            "{}",
            row.address
        );
        let largest = Some(&Fact::Known(user.largest_message().into()));
        assert_eq!(told("mailbox.largest_message"), largest, "{}", row.address);
    }
}

#[test]
fn every_folder_is_listed_with_its_numbers() {
    let Some(server) = server() else { return };
    let bundle = collected(&plaintext("collect -o facts.jsonl", server.plain(), &csv()).run());
    let ids = bundle.ids("folder");
    let of_alice: Vec<_> = ids
        .iter()
        .filter(|id| id.contains("alice@example.test"))
        .collect();
    // `Projects` holds no messages itself: the server lists it because `Projects/2019` stands below it.
    let selectable = |id: &&&&str| *bundle.value("folder", id, "folder.selectable") == true;
    let count = |id: &&&str| {
        bundle
            .value("folder", id, "folder.messages")
            .as_u64()
            .expect("a number")
    };
    let mut counts: Vec<u64> = of_alice.iter().filter(selectable).map(count).collect();
    counts.sort_unstable();
    assert_eq!(counts, [0, 2, 2, 3], "{of_alice:?}");
    assert!(
        of_alice.iter().any(|id| id.contains("Gönderilmiş")),
        "names are decoded for people: {of_alice:?}"
    );
}

#[test]
fn the_report_condemns_the_bad_rows_and_only_them() {
    let Some(server) = server() else { return };
    let outcome = run_json(server.plain(), &csv()).run();
    outcome.expect_code(1);
    let report = outcome.report();
    assert!(report.complete());
    assert_eq!(report.subjects("mailbox"), ROWS.len() as u64);
    assert_eq!(report.subjects("server"), 1);
    assert_eq!(report.errors(), Vec::<&serde_json::Value>::new());
    let blocked = |address: &str| {
        let of_row = |r: &&serde_json::Value| r["severity"] == "blocker" && r["subject"]["id"] == address;
        report.results().iter().filter(of_row).count()
    };
    for row in &ROWS {
        assert_eq!(
            blocked(row.address) > 0,
            row.login != "ok",
            "{}: {:?}",
            row.address,
            report.failing(row.address)
        );
    }
}

#[test]
fn the_servers_own_words_are_shown() {
    let Some(server) = server() else { return };
    let text = plaintext("run --all", server.plain(), &csv()).run();
    text.expect_code(1);
    assert!(text.stdout.contains("erin@example.test"), "{}", text.stdout);
    assert!(
        run_json(server.plain(), &csv())
            .run()
            .stdout
            .contains("Mailbox_disabled"),
        "the reason the server gave"
    );
}

#[test]
fn nothing_on_the_server_changes() {
    let Some(server) = server() else { return };
    let before = ["alice", "carol", "dave"].map(|user| server.mail_files(user));
    run_json(server.plain(), &csv()).run().expect_code(1);
    let after = ["alice", "carol", "dave"].map(|user| server.mail_files(user));
    assert_eq!(before, after, "a message was marked, moved or made");
}

#[test]
fn no_password_gets_out() {
    let Some(server) = server() else { return };
    let inputs = ["users.csv"];
    let formats = ["-o", "r.json", "-o", "r.txt", "-o", "r.html", "-v"];
    let with_files = plaintext("run", server.plain(), &csv()).args(formats).run();
    with_files.expect_code(1).expect_no_secret(&secrets(), &inputs);
    assert_eq!(with_files.stdout, "", "-o takes the place of standard output");
    run_json(server.plain(), &csv())
        .run()
        .expect_no_secret(&secrets(), &inputs);
    plaintext("collect -o facts.jsonl", server.plain(), &csv())
        .run()
        .expect_no_secret(&secrets(), &inputs);
}

#[test]
fn a_refused_account_is_not_tried_again() {
    let Some(server) = server() else { return };
    run_json(server.plain(), &csv()).run().expect_code(1);
    let log = server.log();
    let failed = log
        .lines()
        .filter(|line| line.contains("user=<bob>") && line.contains("auth failed"))
        .count();
    assert_eq!(failed, 1, "{log}");
    assert!(log.contains("user=<bob>") && log.contains("1 attempts"), "{log}");
}

#[test]
fn nobody_is_signed_in_unless_asked() {
    let Some(server) = server() else { return };
    for login in [&[][..], &["--login", "none"]] {
        let program = imaprules_tests::Program::line(
            "collect --provider imap --security none --allow-plaintext --csv users.csv -o facts.jsonl",
        );
        let program = program
            .args(["--server", &server.plain().to_string()])
            .args(login.iter().copied());
        let bundle = collected(&program.file("users.csv", csv().text()).run());
        assert_eq!(
            bundle.reason("mailbox", "alice@example.test", "imap.login"),
            "not-collected"
        );
        assert_eq!(bundle.server("server.family"), "dovecot");
    }
    assert!(!server.log().contains("Login: user="), "{}", server.log());
    assert!(!server.log().contains("auth failed"), "{}", server.log());
}

#[test]
fn a_sample_signs_in_so_many_accounts_and_no_more() {
    let Some(server) = server() else { return };
    let program = imaprules_tests::Program::line(
        "collect --provider imap --security none --allow-plaintext --csv users.csv -o facts.jsonl --login sample:2",
    );
    let rows = ["alice", "carol"].map(|name| server.user(name));
    let csv = rows.iter().fold(MigrationCsv::new(), |csv, user| {
        csv.row(&format!("{}@example.test", user.name), &user.name, &user.password)
    });
    let csv = csv.row("dave@example.test", "dave", "his-own-pw-6");
    let server_argument = ["--server", &server.plain().to_string()];
    let bundle = collected(&program.args(server_argument).file("users.csv", csv.text()).run());
    let known = |id: &&&str| matches!(bundle.fact("mailbox", id, "imap.login"), Some(Fact::Known(_)));
    assert_eq!(bundle.ids("mailbox").iter().filter(known).count(), 2);
}

#[test]
fn a_shared_migration_account_is_tried_with_the_first_row_alone() {
    let Some(server) = server() else { return };
    let names = ["alice", "carol", "dave", "bob"];
    let csv = names.iter().fold(MigrationCsv::new(), |csv, name| {
        csv.row(
            &format!("{name}@example.test"),
            &format!("{name}*admin"),
            "wrong-master-pw",
        )
    });
    let bundle = collected(&plaintext("collect -o facts.jsonl", server.plain(), &csv).run());
    let failed = server
        .log()
        .lines()
        .filter(|line| line.contains("auth failed"))
        .count();
    assert_eq!(
        failed,
        1,
        "one refusal stops all rows of the account: {}",
        server.log()
    );
    let stopped = |name: &&&str| {
        let fact = bundle.fact("mailbox", &format!("{name}@example.test"), "imap.login");
        fact == Some(&Fact::Unknown("budget".to_owned()))
    };
    assert_eq!(names.iter().filter(stopped).count(), 3);
}

#[test]
fn a_delegated_sign_in_for_a_missing_mailbox_is_told_from_a_wrong_password() {
    let Some(server) = server() else { return };
    let csv = MigrationCsv::new()
        .row("alice@example.test", "alice*admin", "master-pw-3")
        .row("ghost@example.test", "ghost*admin", "master-pw-3");
    let bundle = collected(&plaintext("collect -o facts.jsonl", server.plain(), &csv).run());
    assert_eq!(bundle.value("mailbox", "alice@example.test", "imap.login"), "ok");
    assert_eq!(
        bundle.value("mailbox", "ghost@example.test", "imap.login"),
        "delegation"
    );
}
