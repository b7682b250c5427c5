//! A forest of several domains, of which one was named.

use super::{collection, encrypted, facts, program};
use imaprules_tests::servers::{ADMINISTRATOR, AdAccount, Database, Entry, Forest};
use imaprules_tests::{Fact, MigrationCsv};

const CHILD: &str = "DC=child,DC=contoso,DC=test";

/// A forest with one database, and perhaps with a second domain.
fn forest(with_child: bool) -> Vec<Entry> {
    let forest = Forest {
        accounts: vec![
            AdAccount::new("mailadmin", 2001, "Admin-2Qx7!a"),
            AdAccount::new("terry", 2101, "").in_database(&Database::dn("Open")),
        ],
        databases: vec![Database::open_to("Open", &[2001])],
        ..Forest::default()
    };
    let mut entries = forest.entries();
    if !with_child {
        return entries;
    }
    // The domain itself need not be there: nobody goes where he was not sent.
    let partition = Entry::new(
        "CN=CHILD,CN=Partitions,CN=Configuration,DC=contoso,DC=test",
        "crossRef",
    )
    .with("nCName", CHILD)
    .with("dnsRoot", "child.contoso.test")
    .with("nETBIOSName", "CHILD")
    .with("systemFlags", "3");
    entries.push(partition);
    entries
}

#[test]
fn a_domain_that_nobody_named_makes_the_list_of_mailboxes_a_part_only() {
    let Some(samba) = encrypted(forest(true)) else {
        return;
    };
    let csv = MigrationCsv::new()
        .row("terry@contoso.test", "contoso/mailadmin/terry", "x")
        .row("kim@contoso.test", "contoso/mailadmin/kim", "x");
    let outcome = collection(&samba, ADMINISTRATOR, &csv).run();
    outcome.expect_code(0);
    let bundle = facts(&outcome);
    let known = |name: &str, fact: &str| bundle.fact("mailbox", &format!("{name}@contoso.test"), fact);
    assert_eq!(
        bundle.value("mailbox", "terry@contoso.test", "exchange.mailbox.exists"),
        true
    );
    // He may be in the other domain: that he is nowhere to be found says nothing.
    assert!(!matches!(
        known("kim", "exchange.mailbox.exists"),
        Some(Fact::Known(_))
    ));
    assert_eq!(
        bundle.value("migration", "migration", "exchange.mailboxes_complete"),
        false
    );
    let report = program("run --format json", &samba, ADMINISTRATOR, &csv)
        .run()
        .report();
    assert!(report.fails("exchange.directory.domains-not-read"));
    assert!(!report.fails("exchange.mailbox.not-found"));
}

#[test]
fn an_account_is_nowhere_only_where_every_domain_was_asked_for_it() {
    let csv = MigrationCsv::new()
        .row("terry@contoso.test", "contoso/mailadmn/terry", "x")
        .row("kim@contoso.test", "contoso/mailadmin/terry", "x");
    let found = |entries: Vec<Entry>, account: &str| {
        let samba = encrypted(entries)?;
        let outcome = collection(&samba, ADMINISTRATOR, &csv).run();
        outcome.expect_code(0);
        let fact = facts(&outcome)
            .fact("exchange.admin", account, "exchange.admin_found")
            .cloned();
        let report = program("run --format json", &samba, ADMINISTRATOR, &csv)
            .run()
            .report();
        Some((fact, report.fails("exchange.admin.not-found")))
    };
    let Some((fact, fails)) = found(forest(false), "contoso\\mailadmn") else {
        return;
    };
    assert!(matches!(fact, Some(Fact::Known(value)) if value == false));
    assert!(fails);
    // There is another domain, which nobody asked.
    let Some((fact, fails)) = found(forest(true), "contoso\\mailadmn") else {
        return;
    };
    assert!(!matches!(fact, Some(Fact::Known(_))) && !fails);
}

#[test]
fn only_a_part_of_a_domain_is_looked_through_where_a_base_is_named() {
    let Some(samba) = encrypted(forest(true)) else {
        return;
    };
    let csv = MigrationCsv::new().row("terry@contoso.test", "contoso/mailadmin/terry", "x");
    let outcome = collection(&samba, ADMINISTRATOR, &csv)
        .args([
            "--set",
            "exchange.directory_base=OU=Domain Controllers,DC=contoso,DC=test",
        ])
        .run();
    outcome.expect_code(0);
    let bundle = facts(&outcome);
    let server = bundle.ids("exchange.directory")[0];
    assert_eq!(
        bundle.value("exchange.directory", server, "exchange.directory.mailboxes"),
        0
    );
    assert_eq!(
        bundle.value("migration", "migration", "exchange.mailboxes_complete"),
        false
    );
}
