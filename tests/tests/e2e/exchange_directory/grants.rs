//! Mailboxes whose rights are broken in a dozen ways, each of which has one right verdict. Descriptors of databases are computed by the
//! server, inheritance included; those of mailboxes are octets as Exchange writes them.

use super::{collection, encrypted, facts, program};
use imaprules_tests::servers::{
    ADMINISTRATOR, Ace, AdAccount, AdGroup, BASE, Database, Entry, Forest, RECEIVE_AS, Samba,
    mailbox_descriptor, sid,
};
use imaprules_tests::{Fact, MigrationCsv};

/// The account that is to open all mailboxes.
const ADMIN: u32 = 2001;
/// Another one, in Domain Admins by way of a group.
const DOMAIN_ADMIN: u32 = 2002;
/// A third one, whose primary group is `PRIMARIES`.
const THIRD: u32 = 2003;
const PRIMARIES: u32 = 2205;
/// A group that the account is in.
const MOVERS: u32 = 2201;
/// Groups that contain one another, and the first of which contains `MOVERS`.
const RING: [u32; 2] = [2202, 2203];
/// The last number of the SID of an account that is gone.
const GONE: u32 = 9999;

const SEND_AS: &str = "ab721a54-1e2f-11d0-9819-00aa0040529b";

/// A mailbox: its name, its database, the entries of its own list, and what is to come of it - the verdict, whose list decides, and
/// whom the deciding entry names.
type Case = (
    &'static str,
    &'static str,
    &'static [Ace],
    &'static str,
    Option<(&'static str, &'static str)>,
);

const ALLOW: Ace = Ace {
    allow: true,
    rid: ADMIN,
    mask: 1,
};
const DENY: Ace = Ace {
    allow: false,
    rid: ADMIN,
    mask: 1,
};
const DENY_MOVERS: Ace = Ace {
    allow: false,
    rid: MOVERS,
    mask: 1,
};
/// Send As of a mailbox: no right to open it.
const SEND: Ace = Ace {
    allow: true,
    rid: ADMIN,
    mask: 2,
};

const CASES: [Case; 17] = [
    (
        "receive-as",
        "Open",
        &[],
        "allowed",
        Some(("database", "mailadmin")),
    ),
    ("nothing", "Shut", &[], "not_granted", None),
    ("nested", "Ring", &[], "allowed", Some(("database", "ring b"))),
    (
        "denied-group",
        "DenyMovers",
        &[],
        "denied",
        Some(("database", "movers")),
    ),
    ("send-as", "SendAs", &[], "not_granted", None),
    (
        "all-extended",
        "AllExtended",
        &[],
        "allowed",
        Some(("database", "mailadmin")),
    ),
    (
        "full-control",
        "Full",
        &[],
        "allowed",
        Some(("database", "mailadmin")),
    ),
    ("below-only", "BelowOnly", &[], "not_granted", None),
    ("other-account", "Gone", &[], "not_granted", None),
    (
        "own-list",
        "Shut",
        &[ALLOW],
        "allowed",
        Some(("mailbox", "mailadmin")),
    ),
    (
        "own-deny",
        "Open",
        &[DENY],
        "denied",
        Some(("mailbox", "mailadmin")),
    ),
    (
        "own-deny-group",
        "Open",
        &[DENY_MOVERS, ALLOW],
        "denied",
        Some(("mailbox", "movers")),
    ),
    // The server goes by the order in which entries stand, and so must the verdict.
    (
        "own-unsorted",
        "Open",
        &[ALLOW, DENY_MOVERS],
        "allowed",
        Some(("mailbox", "mailadmin")),
    ),
    ("own-send-as", "Shut", &[SEND], "not_granted", None),
    (
        "own-below-open",
        "Open",
        &[SEND],
        "allowed",
        Some(("database", "mailadmin")),
    ),
    (
        "domain-admin",
        "Shut",
        &[],
        "denied",
        Some(("database", "Domain Admins")),
    ),
    // No list of members names the account: the group is its primary one.
    (
        "primary-group",
        "Primary",
        &[],
        "allowed",
        Some(("database", "primaries")),
    ),
];

fn databases() -> Vec<Database> {
    let own = sid(ADMIN);
    vec![
        Database::open_to("Open", &[ADMIN]),
        Database::new("Shut", ""),
        Database::open_to("Ring", &[RING[1]]),
        Database::new(
            "DenyMovers",
            &format!(
                "(OD;;CR;{RECEIVE_AS};;{})(OA;;CR;{RECEIVE_AS};;{own})",
                sid(MOVERS)
            ),
        ),
        Database::new("SendAs", &format!("(OA;;CR;{SEND_AS};;{own})")),
        Database::new("AllExtended", &format!("(A;;CR;;;{own})")),
        Database::new("Full", &format!("(A;;GA;;;{own})")),
        Database::new("BelowOnly", &format!("(OA;CIIO;CR;{RECEIVE_AS};;{own})")),
        Database::open_to("Gone", &[GONE]),
        Database::open_to("Primary", &[PRIMARIES]),
    ]
}

fn forest() -> Forest {
    let mailbox = |(rid, (name, database, entries, ..)): (u32, &Case)| {
        let account = AdAccount::new(name, rid, "User-2Qx7!a").in_database(&Database::dn(database));
        match entries.is_empty() {
            true => account,
            false => account.with("msExchMailboxSecurityDescriptor", mailbox_descriptor(entries)),
        }
    };
    let mut accounts = vec![
        AdAccount::new("mailadmin", ADMIN, "Admin-2Qx7!a").in_database(&Database::dn("Open")),
        AdAccount::new("domadmin", DOMAIN_ADMIN, "Admin-2Qx7!b"),
        AdAccount::new("third", THIRD, "Admin-2Qx7!c"),
    ];
    accounts.extend((2101..).zip(&CASES).map(mailbox));
    Forest {
        accounts,
        groups: vec![
            AdGroup::new("movers", MOVERS, &["mailadmin"]),
            AdGroup::new("ring a", RING[0], &["movers"]),
            AdGroup::new("ring b", RING[1], &["ring a"]),
            AdGroup::new("operators", 2204, &["domadmin"]),
            AdGroup::new("primaries", PRIMARIES, &["third"]),
        ],
        databases: databases(),
        ..Forest::default()
    }
}

/// With what can only be said once both ends are there: the ring is closed, operators are Domain Admins.
fn started() -> Option<Samba> {
    let mut entries = forest().entries();
    let change = |group: &str, member: &str| Entry::added(group, "member", &format!("CN={member},{BASE}"));
    entries.push(change(&format!("CN=ring a,{BASE}"), "ring b"));
    entries.push(change(
        "CN=Domain Admins,CN=Users,DC=contoso,DC=test",
        "operators",
    ));
    let third = format!("CN=third,{BASE}");
    entries.push(Entry::replaced(&third, "primaryGroupID", &PRIMARIES.to_string()));
    encrypted(entries)
}

fn known(word: &str) -> Fact {
    Fact::Known(word.into())
}

fn csv() -> MigrationCsv {
    CASES.iter().fold(MigrationCsv::new(), |csv, (name, ..)| {
        let admin = match *name {
            "domain-admin" => "domadmin",
            "primary-group" => "third",
            _ => "mailadmin",
        };
        csv.row(
            &format!("{name}@contoso.test"),
            &format!("contoso/{admin}/{name}"),
            "x",
        )
    })
}

#[test]
fn each_mailbox_gets_its_one_right_verdict() {
    let Some(samba) = started() else { return };
    let outcome = collection(&samba, ADMINISTRATOR, &csv()).run();
    outcome.expect_code(0);
    let bundle = facts(&outcome);
    for (name, _, _, verdict, by) in CASES {
        let id = format!("{name}@contoso.test");
        let fact = |fact: &str| bundle.fact("mailbox", &id, fact);
        assert_eq!(fact("exchange.access"), Some(&known(verdict)), "{name}");
        let Some((level, trustee)) = by else { continue };
        assert_eq!(fact("exchange.access_level"), Some(&known(level)), "{name}");
        let Some(Fact::Known(named)) = fact("exchange.access_trustee") else {
            panic!("{name}: nobody decides")
        };
        let named = named.as_str().unwrap_or_default().to_lowercase();
        assert!(named.ends_with(&trustee.to_lowercase()), "{name}: {named}");
    }
    // An ordinary password of the directory went over the wire, and stays nowhere else.
    let all = std::fs::read_to_string(outcome.scratch.join("facts.jsonl")).unwrap();
    assert!(!all.contains(ADMINISTRATOR.1));
}

#[test]
fn findings_name_the_entry_and_the_remedy() {
    let Some(samba) = started() else { return };
    let outcome = program("run --format json", &samba, ADMINISTRATOR, &csv()).run();
    outcome.expect_code(1);
    let report = outcome.report();
    let failing = |name: &str| report.failing(&format!("{name}@contoso.test"));
    for (rule, name) in [
        ("exchange.permission.full-access-missing", "nothing"),
        ("exchange.permission.full-access-missing", "below-only"),
        ("exchange.permission.domain-admins-deny", "domain-admin"),
    ] {
        assert!(failing(name).contains(&rule), "{name}: {:?}", failing(name));
    }
    // What was granted a moment ago may not count yet, which is all that is to be said of these.
    for name in ["receive-as", "nested", "all-extended", "full-control"] {
        let about_rights = |rule: &&str| rule.starts_with("exchange.permission.");
        let found: Vec<&str> = failing(name).into_iter().filter(about_rights).collect();
        assert_eq!(found, ["exchange.permission.recent-grant"], "{name}");
    }
}

#[test]
fn an_account_that_may_only_list_gives_unknowns_and_never_passes() {
    let Some(samba) = started() else { return };
    let outcome = collection(&samba, ("nothing@contoso.test", "User-2Qx7!a"), &csv()).run();
    outcome.expect_code(0);
    let bundle = facts(&outcome);
    let server = bundle.ids("exchange.directory")[0].to_owned();
    assert_eq!(
        bundle.fact("exchange.directory", &server, "exchange.directory.access_lists"),
        Some(&Fact::Known(false.into()))
    );
    for (name, ..) in CASES {
        let verdict = bundle.fact("mailbox", &format!("{name}@contoso.test"), "exchange.access");
        // What stands on the mailbox itself anybody may read; what its database says nobody told.
        let mailbox_decides = ["own-list", "own-deny", "own-deny-group", "own-unsorted"].contains(&name);
        assert_eq!(
            matches!(verdict, Some(Fact::Known(_))),
            mailbox_decides,
            "{name}: {verdict:?}"
        );
    }
    let limited = ("nothing@contoso.test", "User-2Qx7!a");
    let report = program("run --format json", &samba, limited, &csv())
        .run()
        .report();
    assert!(
        report
            .undecided("exchange.permission.full-access-missing")
            .contains(&"no-permission")
    );
    assert!(report.fails("exchange.directory.access-lists-hidden"));
}
