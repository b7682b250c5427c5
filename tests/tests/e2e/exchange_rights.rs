//! Rights on Exchange from exports: an organisation with a dozen grants, each broken in its own way, and one verdict for each mailbox.
//! The export is built as the collector script writes it (CLIXML of selected properties, descriptors in SDDL).

mod accounts;
mod clixml;
#[cfg(unix)]
mod live;
mod organisation;

use imaprules_tests::{MigrationCsv, Outcome, Program};
use organisation::export;

/// The rows: address, user name. Three accounts open mailboxes: one made for the migration, and two administrators.
const ROWS: [(&str, &str); 16] = [
    ("ann@contoso.com", "contoso/mig/ann"),
    ("bob@contoso.com", "contoso/mig/bob"),
    ("cat@contoso.com", "contoso/mig/cat"),
    ("dan@contoso.com", "contoso/mig/dan"),
    ("eve@contoso.com", "contoso/mig/eve"),
    ("fay@contoso.com", "contoso/mig/fay"),
    ("gus@contoso.com", "contoso/mig/gus"),
    ("hal@contoso.com", "contoso/mig/hal"),
    ("ida@contoso.com", "contoso/mig/ida"),
    ("jon@contoso.com", "contoso/mig/jon"),
    ("kim@contoso.com", "contoso/mig/kim"),
    ("leo@contoso.com", "contoso/mig/leo"),
    ("max@contoso.com", "contoso/domadm/max"),
    ("nia@contoso.com", "contoso/lifted/nia"),
    ("old@contoso.com", "contoso/mig/old"),
    ("own@contoso.com", "contoso/own"),
];

/// What is found about rights, mailbox by mailbox.
const FOUND: [(&str, &[&str]); 16] = [
    // Receive As on the database itself comes before the denials that it inherited.
    ("ann@contoso.com", &[]),
    // A denial on the mailbox comes before that.
    ("bob@contoso.com", &["exchange.permission.explicit-deny"]),
    ("cat@contoso.com", &["exchange.permission.full-access-missing"]),
    ("dan@contoso.com", &[]),
    // By a group in a group, which contain each other.
    ("eve@contoso.com", &[]),
    ("fay@contoso.com", &["exchange.permission.denied-on-database"]),
    (
        "gus@contoso.com",
        &["exchange.permission.denied-by-inherited-entry"],
    ),
    ("hal@contoso.com", &["exchange.permission.order-broken"]),
    // Neither it nor its database was to be read.
    ("ida@contoso.com", &[]),
    // Full Access for a group that the account is not in.
    ("jon@contoso.com", &["exchange.permission.full-access-missing"]),
    // Full Access for an account that was deleted.
    ("kim@contoso.com", &["exchange.permission.full-access-missing"]),
    ("leo@contoso.com", &["exchange.permission.recent-grant"]),
    ("max@contoso.com", &["exchange.permission.domain-admins-deny"]),
    ("nia@contoso.com", &["exchange.permission.through-admin-group"]),
    (
        "old@contoso.com",
        &["exchange.permission.full-access-missing-2003"],
    ),
    // He signs in for himself.
    ("own@contoso.com", &[]),
];

fn run(rows: &[(&str, &str)], export: &str) -> Outcome {
    run_with(rows, &[("exchange.xml", export)], &["--login", "none"])
}

/// A run over these rows and exports.
fn run_with(rows: &[(&str, &str)], exports: &[(&str, &str)], words: &[&str]) -> Outcome {
    let row = |csv: MigrationCsv, (address, user): &(&str, &str)| csv.row(address, user, "Zq9-secret");
    let csv = rows.iter().fold(MigrationCsv::new(), row);
    let program = Program::line("run --provider exchange --csv users.csv --format json")
        .args(["--as-of", organisation::NOW])
        .args(words.iter().copied())
        .file("users.csv", csv.text());
    let with = |program: Program, (name, text): &(&str, &str)| {
        program
            .args(["--import", &format!("source:{name}")])
            .file(name, text)
    };
    exports.iter().fold(program, with).run()
}

fn of_rights<'a>(rules: &[&'a str]) -> Vec<&'a str> {
    rules
        .iter()
        .copied()
        .filter(|rule| rule.starts_with("exchange.permission."))
        .collect()
}

#[test]
fn each_mailbox_gets_its_one_verdict() {
    let outcome = run(&ROWS, &export(organisation::ENTRIES));
    let report = outcome.expect_code(1).report();
    for (address, rules) in FOUND {
        assert_eq!(
            of_rights(&report.failing(address)),
            rules,
            "{address}\n{:#}",
            report.0
        );
    }
    assert_eq!(report.errors(), Vec::<&serde_json::Value>::new());
    // Where a list was not to be read, nothing is decided.
    let undecided = report.0["undecided"].as_array().unwrap();
    let missing = undecided
        .iter()
        .find(|one| one["rule"] == "exchange.permission.full-access-missing")
        .unwrap();
    assert_eq!(
        missing["examples"],
        serde_json::json!(["ida@contoso.com"]),
        "{missing}"
    );
    outcome.expect_no_secret(&["Zq9-secret"], &["users.csv"]);
}

#[test]
fn each_finding_says_which_entry_and_what_to_do() {
    let report = run(&ROWS, &export(organisation::ENTRIES)).report();
    let of = |address: &str, rule: &str| {
        let result = report
            .results()
            .iter()
            .find(|one| one["rule"] == rule && one["subject"]["id"] == address)
            .unwrap();
        result.to_string()
    };
    for (address, rule, texts) in [
        (
            "max@contoso.com",
            "exchange.permission.domain-admins-deny",
            &[
                r"CONTOSO\\Domain Admins is denied Receive As on the database Sales, inherited from",
                "Add-ADPermission -Identity 'Sales' -User 'CONTOSO\\\\domadm'",
                "Remove-ADPermission",
            ][..],
        ),
        (
            "bob@contoso.com",
            "exchange.permission.explicit-deny",
            &[
                r"CONTOSO\\mig is denied Full Access on the mailbox itself",
                "-Deny",
            ],
        ),
        (
            "gus@contoso.com",
            "exchange.permission.denied-by-inherited-entry",
            &[r"CONTOSO\\Nested is denied Receive As on the database Inherited, inherited from"],
        ),
        (
            "fay@contoso.com",
            "exchange.permission.denied-on-database",
            &[r"CONTOSO\\Nested is denied Receive As on the database Refused itself"],
        ),
        (
            "old@contoso.com",
            "exchange.permission.full-access-missing-2003",
            &["Exchange System Manager", "tab Security"],
        ),
    ] {
        let result = of(address, rule);
        for text in texts {
            assert!(result.contains(text), "{rule}: {text}\n{result}");
        }
        assert!(
            !result.contains("join"),
            "nobody is advised to join a group: {result}"
        );
    }
}

#[test]
fn receive_as_on_some_databases_only() {
    let report = run(&ROWS, &export(organisation::ENTRIES)).report();
    // One database was not to be read, so it is not said that the others are all.
    assert!(!report.fails("exchange.permission.receive-as-not-on-all-databases"));
    let some: Vec<(&str, &str)> = ROWS[..3].to_vec();
    let report = run(&some, &export(organisation::ENTRIES)).report();
    assert!(
        report.fails("exchange.permission.receive-as-not-on-all-databases"),
        "{:#}",
        report.0
    );
}

/// What the troubleshooter counts as enough, as it really is: Full Access and Receive As open mailboxes, membership of Domain Admins
/// keeps out.
#[test]
fn the_three_options() {
    let rows = [
        ("dan@contoso.com", "contoso/mig/dan"),
        ("ann@contoso.com", "contoso/mig/ann"),
        ("max@contoso.com", "contoso/domadm/max"),
    ];
    let report = run(&rows, &export(organisation::ENTRIES)).report();
    assert_eq!(of_rights(&report.failing("dan@contoso.com")), Vec::<&str>::new());
    assert_eq!(of_rights(&report.failing("ann@contoso.com")), Vec::<&str>::new());
    assert_eq!(
        of_rights(&report.failing("max@contoso.com")),
        ["exchange.permission.domain-admins-deny"]
    );
    assert_eq!(
        of_rights(&report.failing("contoso\\domadm")),
        ["exchange.permission.domain-admins-only"]
    );
}

/// Without the groups of the account, a grant for a group is neither a pass nor a fault.
#[test]
fn what_was_not_exported_is_not_known() {
    let report = run(&ROWS[4..5], &export(organisation::WITHOUT_ACCOUNTS)).report();
    assert_eq!(of_rights(&report.failing("eve@contoso.com")), Vec::<&str>::new());
    assert!(
        report
            .undecided("exchange.permission.full-access-missing")
            .contains(&"not-collected"),
        "{:#}",
        report.0
    );
}

/// User names against the directory.
#[test]
fn user_names() {
    let rows = [
        ("ann@contoso.com", "contoso\\mig\\ann"),
        ("bob@contoso.com", "contoso//bob"),
        ("cat@contoso.com", "contoso/mig/ccatson"),
        ("dan@contoso.com", "contoso/mig/ dan"),
    ];
    let report = run(&rows, &export(organisation::ENTRIES)).report();
    for (address, rule) in [
        ("ann@contoso.com", "exchange.csv.username-backslash"),
        ("bob@contoso.com", "exchange.csv.username-form"),
        ("cat@contoso.com", "exchange.csv.alias-not-samaccountname-likely"),
        ("dan@contoso.com", "exchange.csv.username-blank"),
    ] {
        assert!(
            report.failing(address).contains(&rule),
            "{address} {rule}: {:?}",
            report.failing(address)
        );
    }
    let cat = report
        .results()
        .iter()
        .find(|one| one["rule"] == "exchange.csv.alias-not-samaccountname-likely")
        .unwrap();
    assert!(cat.to_string().contains("CONTOSO/mig/cat"), "{cat}");
}
