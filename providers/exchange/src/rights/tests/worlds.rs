//! From evidence to verdicts, where sources are cut, silent or several.

use super::build::sid;
use crate::evidence::{
    Database, Entry, Evidence, File, Listed, Mailbox, OriginId, Principal, PrincipalKind, Rights, Seen,
    Truth, told,
};
use crate::joined::Joined;
use crate::rights::decide::Verdict;
use crate::rights::judge::{Finding, Judge};
use crate::rights::standing::Account;
use crate::rights::world::World;
use imaprules_exports::Place;
use imaprules_facts::Reason;
use std::collections::BTreeMap;

const GRANT: &str =
    "D:(OA;;CR;ab721a56-1e2f-11d0-9819-00aa0040529b;;S-1-5-21-1004336348-1177238915-682003330-1101)";

fn seen(origin: OriginId) -> Seen {
    Seen {
        origin,
        place: Place::default(),
        at: 0,
    }
}

/// The account `mig`, a database that grants it Receive As, and mailboxes in it, each with or without a copy of its rights.
fn evidence(live: bool, copies: &[Option<&str>]) -> (Evidence, OriginId) {
    let mut evidence = Evidence::default();
    let origin = evidence.origin("dc1", live);
    let (dn, sid) = (
        evidence.symbol("CN=mig,DC=x"),
        evidence.symbol(&sid(1101).to_string()),
    );
    evidence.principals.push(Principal {
        dn,
        sid,
        member_of: told(Vec::new()),
        primary_group: told(513),
        ..Principal::new(seen(origin), PrincipalKind::User)
    });
    let (dn, grant) = (evidence.symbol("CN=DB,DC=x"), evidence.sddl(GRANT));
    evidence.databases.push(Database {
        dn,
        descriptor: told(grant),
        ..Database::new(seen(origin))
    });
    for (number, copy) in copies.iter().enumerate() {
        let (own, database) = (evidence.symbol(&format!("CN=m{number},DC=x")), dn);
        let descriptor = copy.map(|text| Ok(evidence.sddl(text)));
        evidence.mailboxes.push(Mailbox {
            dn: own,
            database,
            descriptor,
            ..Mailbox::new(seen(origin))
        });
    }
    (evidence, origin)
}

/// What comes of each mailbox.
fn findings(mut evidence: Evidence) -> Vec<Finding> {
    let joined = Joined::of(&mut evidence);
    let world = World::of(&evidence, &joined, 0);
    let account = world.groups.by_sid(&sid(1101)).unwrap();
    let mut judge = Judge::new(&world, Account::found(&world.groups, account));
    joined
        .mailbox_ids()
        .map(|id| judge.mailbox(id, joined.home(id), false))
        .collect()
}

fn reason(finding: &Finding) -> Option<Reason> {
    finding.why.as_ref().map(|why| why.reason)
}

#[test]
fn a_directory_that_shows_copies_shows_them_all() {
    let (evidence, _) = evidence(true, &[Some("D:(A;;0x1;;;PS)"), None]);
    let found = findings(evidence);
    assert!(
        found.iter().all(|one| matches!(one.verdict, Verdict::Allowed(_))),
        "{found:?}"
    );
}

#[test]
fn where_no_copy_is_shown_nothing_is_known_of_any() {
    for (live, copies) in [(true, &[None, None][..]), (false, &[Some("D:"), None])] {
        let (evidence, _) = evidence(live, copies);
        let found = findings(evidence);
        let last = found.last().unwrap();
        assert!(matches!(last.verdict, Verdict::Unknown(_)), "{last:?}");
        assert_eq!(reason(last), Some(Reason::NotCollected));
    }
}

#[test]
fn copies_that_cannot_be_read_are_not_empty_ones() {
    let (evidence, _) = evidence(true, &[Some("D:(A;;GA"), Some("O:SYG:SY"), Some("D:")]);
    let found = findings(evidence);
    assert_eq!(
        found.iter().map(reason).collect::<Vec<_>>(),
        [Some(Reason::Malformed), Some(Reason::Malformed), None]
    );
}

/// Rows of a file: on the mailbox, for the account, granted or denied.
fn row(evidence: &mut Evidence, origin: OriginId, mailbox: &str, deny: bool) {
    let on = evidence.texts.put(mailbox);
    let trustee = evidence.texts.put(&sid(1101).to_string());
    let record = u32::try_from(evidence.mailbox_entries.all.len()).unwrap() + 1;
    evidence.listed.insert(Listed { origin, on });
    evidence.mailbox_entries.all.push(Entry {
        origin,
        record,
        on,
        trustee,
        rights: Rights::FULL_ACCESS,
        deny: if deny { Truth::Yes } else { Truth::No },
        inherited: Truth::No,
        here: true,
        class: None,
    });
}

fn file(evidence: &mut Evidence, name: &str, at: i64, whole: bool) -> OriginId {
    let origin = evidence.origin(name, false);
    evidence.files.push(File {
        origin,
        at,
        cmdlets: BTreeMap::new(),
        records: 1,
        whole,
        paged: false,
        troubles: Vec::new(),
        spoilt: Vec::new(),
        failures: Vec::new(),
    });
    origin
}

#[test]
fn of_several_files_the_newest_counts() {
    for (first, second, allowed) in [(2, 1, false), (1, 2, true)] {
        let (mut evidence, _) = evidence(false, &[None]);
        let one = file(&mut evidence, "one.xml", first, true);
        row(&mut evidence, one, "CN=m0,DC=x", true);
        let two = file(&mut evidence, "two.xml", second, true);
        row(&mut evidence, two, "CN=m0,DC=x", false);
        let found = findings(evidence);
        assert_eq!(
            matches!(found[0].verdict, Verdict::Allowed(_)),
            allowed,
            "{found:?}"
        );
        assert_eq!(
            matches!(found[0].verdict, Verdict::Denied(_)),
            !allowed,
            "{found:?}"
        );
    }
}

#[test]
fn the_last_object_of_a_file_that_was_cut_is_in_doubt() {
    let (mut evidence, _) = evidence(false, &[None, None]);
    let half = file(&mut evidence, "half.xml", 1, false);
    row(&mut evidence, half, "CN=m0,DC=x", true);
    row(&mut evidence, half, "CN=m1,DC=x", false);
    let found = findings(evidence);
    assert!(matches!(found[0].verdict, Verdict::Denied(_)), "{found:?}");
    assert_eq!(reason(&found[1]), Some(Reason::Malformed), "{found:?}");
}
