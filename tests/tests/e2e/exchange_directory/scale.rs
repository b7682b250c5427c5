//! Many mailboxes in twenty databases, with rights by way of nested groups, read from a directory server page by page.
//!
//! Filling the server takes far longer than reading it, so there are a few hundred; `IMAPRULES_TEST_MAILBOXES=5000` makes it as many
//! (tests/bench/README.md has what came of that).

use super::{collection, encrypted, facts};
use imaprules_tests::MigrationCsv;
use imaprules_tests::servers::{
    ADMINISTRATOR, Ace, AdAccount, AdGroup, Database, Forest, mailbox_descriptor,
};
use std::time::Duration;

/// So many that a page of [`PAGE`] holds only a part of them.
const MAILBOXES: u32 = 450;
const PAGE: u32 = 100;
const DATABASES: u32 = 20;
const ADMIN: u32 = 2001;

fn mailboxes() -> u32 {
    std::env::var("IMAPRULES_TEST_MAILBOXES").map_or(MAILBOXES, |text| text.parse().expect("a number"))
}

fn forest(mailboxes: u32) -> Forest {
    let database = |number: u32| format!("DB{number:02}");
    let mut accounts = vec![AdAccount::new("mailadmin", ADMIN, "Admin-2Qx7!a")];
    accounts.extend((0..mailboxes).map(|number| {
        let own = mailbox_descriptor(&[Ace::full_access(100_000 + number)]);
        let account = AdAccount::new(&format!("user{number:05}"), 10_000 + number, "");
        account
            .in_database(&Database::dn(&database(number % DATABASES)))
            .with("msExchMailboxSecurityDescriptor", own)
    }));
    // One group for each database, each inside the next, the account in the innermost.
    let group = |number: u32| {
        let member = match number {
            0 => "mailadmin".to_owned(),
            inner => format!("level{:02}", inner - 1),
        };
        AdGroup::new(&format!("level{number:02}"), 3000 + number, &[&member])
    };
    Forest {
        accounts,
        groups: (0..DATABASES).map(group).collect(),
        databases: (0..DATABASES)
            .map(|number| Database::open_to(&database(number), &[3000 + number]))
            .collect(),
        ..Forest::default()
    }
}

#[test]
fn many_mailboxes_are_read_in_few_questions() {
    let mailboxes = mailboxes();
    let Some(samba) = encrypted(forest(mailboxes).entries()) else {
        return;
    };
    let page = if mailboxes > 1000 { 1000 } else { PAGE };
    let csv = (0..mailboxes).fold(MigrationCsv::new(), |csv, number| {
        let name = format!("user{number:05}");
        csv.row(
            &format!("{name}@contoso.test"),
            &format!("contoso/mailadmin/{name}"),
            "x",
        )
    });
    let outcome = collection(&samba, ADMINISTRATOR, &csv)
        .args(["--set", &format!("exchange.directory_page={page}")])
        .run();
    outcome.expect_code(0);
    let bundle = facts(&outcome);
    let server = bundle.ids("exchange.directory")[0];
    let value = |fact: &str| bundle.value("exchange.directory", server, fact).as_u64().unwrap();
    assert_eq!(value("exchange.directory.mailboxes"), u64::from(mailboxes));
    // One for each page of mailboxes, and a dozen questions about everything else.
    let questions = value("exchange.directory.questions");
    let pages = u64::from(mailboxes.div_ceil(page));
    assert!((pages..=pages + 15).contains(&questions), "{questions} questions");
    let allowed = |id: &&&str| *bundle.value("mailbox", id, "exchange.access") == "allowed";
    assert_eq!(
        bundle.ids("mailbox").iter().filter(allowed).count(),
        mailboxes as usize
    );
    println!(
        "{mailboxes} mailboxes: {:?}, processor {:?}, peak {:?} MB, {questions} questions",
        outcome.took,
        outcome.processor,
        outcome.peak.map(|octets| octets >> 20)
    );
    assert!(outcome.took < Duration::from_secs(100), "{:?}", outcome.took);
    assert!(outcome.peak.unwrap_or_default() < 400 << 20, "{:?}", outcome.peak);
}
