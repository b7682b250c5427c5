//! Verdicts from lists, as Windows reaches them.

use super::build::{read, sid};
use crate::rights::decide::{By, Level, Section, Verdict, Why, decide};
use crate::rights::descriptor::Trustee;
use crate::rights::groups::{Groups, Node};
use crate::rights::list::{List, Object, Order, Right, Row, of_descriptor, of_rows};
use crate::rights::standing::{Account, Doubt};

const RECEIVE_AS: &str = "ab721a56-1e2f-11d0-9819-00aa0040529b";
const SEND_AS: &str = "ab721a54-1e2f-11d0-9819-00aa0040529b";

/// The account S-...-1101, in Domain Admins (512) and nothing else.
fn account() -> (Groups, usize) {
    let mut groups = Groups::default();
    let tokens = Some(vec![sid(512), sid(513)]);
    let admin = groups.add(Node {
        sids: vec![sid(1101)],
        group: Some(false),
        tokens,
        ..Node::default()
    });
    (groups, admin)
}

fn verdict(sections: &[(Level, Option<&List>)]) -> Verdict {
    let (groups, admin) = account();
    let account = Account::found(&groups, admin);
    let sections: Vec<Section<'_>> = sections
        .iter()
        .map(|(level, list)| Section {
            level: *level,
            list: *list,
        })
        .collect();
    decide(&sections, &|list, at| account.standing(&list.grants[at].trustee))
}

fn database(entries: &str) -> List {
    of_descriptor(
        &read(&format!("D:{}", entries.replace("ME", &sid(1101).to_string()))),
        Object::Directory,
    )
    .unwrap()
}

fn mailbox(entries: &str) -> List {
    of_descriptor(
        &read(&format!("D:{}", entries.replace("ME", &sid(1101).to_string()))),
        Object::Mailbox,
    )
    .unwrap()
}

fn on_database(entries: &str) -> Verdict {
    verdict(&[(Level::Database, Some(&database(entries)))])
}

fn allowed(level: Level, at: usize) -> Verdict {
    Verdict::Allowed(By { level, at })
}

fn denied(level: Level, at: usize) -> Verdict {
    Verdict::Denied(By { level, at })
}

#[test]
fn receive_as_on_a_database() {
    let d = Level::Database;
    for (entries, expected) in [
        ("(OA;;CR;RA;;ME)", allowed(d, 0)),
        ("(OA;CI;CR;RA;;DA)", allowed(d, 0)),
        ("(OA;;CR;SA;;ME)", Verdict::NotGranted),
        ("(OA;;RP;RA;;ME)", Verdict::NotGranted),
        ("(A;;CR;;;ME)", allowed(d, 0)),
        ("(A;;GA;;;ME)", allowed(d, 0)),
        ("(A;;0xf01ff;;;ME)", allowed(d, 0)),
        ("(A;;RPWPLC;;;ME)", Verdict::NotGranted),
        // It counts for what lies below only.
        ("(OA;CIIO;CR;RA;;ME)", Verdict::NotGranted),
        // An object entry without an object is about all extended rights.
        ("(OA;;CR;;bf967aba-0de6-11d0-a285-00aa003049e2;ME)", allowed(d, 0)),
        // What setup puts on the organisation, inherited here, and what is nearer.
        ("(OD;CIID;CR;RA;;DA)(A;CIID;GA;;;DA)", denied(d, 0)),
        ("(OA;;CR;RA;;ME)(OD;CIID;CR;RA;;DA)", allowed(d, 0)),
        ("(OD;;CR;RA;;ME)(OA;;CR;RA;;DA)", denied(d, 0)),
        // A grant that is nearer comes before a denial from farther above.
        ("(OA;CIID;CR;RA;;ME)(OD;CIID;CR;RA;;DA)", allowed(d, 0)),
        // Of entries on one object the denial comes first.
        ("(OD;;CR;RA;;DA)(OA;;CR;RA;;ME)", denied(d, 0)),
        // Somebody else's, a deleted account's.
        (
            "(OD;;CR;RA;;EA)(OA;;CR;RA;;SY)(OA;;CR;RA;;S-1-5-21-1-1-1-500)",
            Verdict::NotGranted,
        ),
        ("", Verdict::NotGranted),
    ] {
        let entries = entries
            .replace(";RA;", &format!(";{RECEIVE_AS};"))
            .replace(";SA;", &format!(";{SEND_AS};"));
        assert_eq!(on_database(&entries), expected, "{entries}");
    }
}

#[test]
fn a_broken_order_counts_as_it_stands_and_is_said() {
    let entries = format!("(OD;CIID;CR;{RECEIVE_AS};;DA)(OA;;CR;{RECEIVE_AS};;ME)");
    assert_eq!(on_database(&entries), denied(Level::Database, 0));
    assert_eq!(database(&entries).order, Order::Broken);
    assert_eq!(
        database("(D;;GA;;;WD)(A;;GA;;;WD)(A;ID;GA;;;WD)(D;ID;GA;;;WD)").order,
        Order::Stored
    );
}

#[test]
fn what_cannot_be_told_matters_only_where_it_could_decide() {
    let d = Level::Database;
    let first = By { level: d, at: 0 };
    for (entries, expected) in [
        // Somebody with a condition.
        ("(XA;;CR;;;ME;(@User.x==1))", Verdict::Unknown(Why::Entry(first))),
        ("(XA;;CR;;;ME;(@User.x==1))(A;;CR;;;ME)", allowed(d, 1)),
        (
            "(XD;;CR;;;ME;(@User.x==1))(A;;CR;;;ME)",
            Verdict::Unknown(Why::Entry(first)),
        ),
        ("(XD;;CR;;;ME;(@User.x==1))(D;;CR;;;ME)", denied(d, 1)),
        ("(XD;;CR;;;ME;(@User.x==1))", Verdict::NotGranted),
        ("(XA;;CR;;;SY;(@User.x==1))", Verdict::NotGranted),
        // An entry that nobody can read.
        (
            "(ZZ;;CR;;;ME)(A;;CR;;;ME)",
            Verdict::Unknown(Why::Standing(first, Doubt::Unreadable)),
        ),
        ("(A;;CR;;;ME)(ZZ;;CR;;;ME)", allowed(d, 0)),
        // A group of another domain.
        (
            "(D;;CR;;;S-1-5-21-9-9-9-1201)(A;;CR;;;ME)",
            Verdict::Unknown(Why::Standing(first, Doubt::Members)),
        ),
        ("(D;;CR;;;S-1-5-21-9-9-9-1201)", Verdict::NotGranted),
    ] {
        assert_eq!(on_database(entries), expected, "{entries}");
    }
}

#[test]
fn the_mailbox_comes_before_its_database() {
    let (m, d) = (Level::Mailbox, Level::Database);
    let denied_above = database(&format!("(OD;CIID;CR;{RECEIVE_AS};;DA)"));
    let granted_above = database(&format!("(OA;;CR;{RECEIVE_AS};;ME)"));
    for (entries, above, expected) in [
        ("(A;CI;0x1;;;ME)", &denied_above, allowed(m, 0)),
        ("(A;CI;0x20000;;;ME)", &denied_above, denied(d, 0)),
        ("(D;CI;0x1;;;ME)", &granted_above, denied(m, 0)),
        ("(D;CI;0x1;;;ME)(A;CI;0x1;;;ME)", &denied_above, denied(m, 0)),
        // The mailbox's own user, somebody else.
        ("(A;CI;0x20001;;;PS)", &granted_above, allowed(d, 0)),
        ("(A;CI;0x20001;;;PS)", &denied_above, denied(d, 0)),
        // Entries that the mailbox inherited are left to the database.
        ("(D;CIID;0x1;;;ME)", &granted_above, allowed(d, 0)),
    ] {
        let found = verdict(&[(m, Some(&mailbox(entries))), (d, Some(above))]);
        assert_eq!(found, expected, "{entries}");
    }
}

#[test]
fn a_list_that_was_not_read_may_say_anything() {
    let (m, d) = (Level::Mailbox, Level::Database);
    let granted = database("(A;;CR;;;ME)");
    let own = mailbox("(A;;0x1;;;ME)");
    assert_eq!(
        verdict(&[(m, None), (d, Some(&granted))]),
        Verdict::Unknown(Why::NotRead(m))
    );
    assert_eq!(verdict(&[(m, Some(&own)), (d, None)]), allowed(m, 0));
    assert_eq!(
        verdict(&[(m, Some(&mailbox(""))), (d, None)]),
        Verdict::Unknown(Why::NotRead(d))
    );
}

/// A row; `I` inherited, `E` explicit, `?` not told; `D` denial, `A` grant.
fn row(trustee: &str, word: &str) -> Row {
    let sign = |at: usize| word.as_bytes()[at];
    Row {
        trustee: Trustee::Sid(
            crate::rights::sid::Sid::parse(trustee).unwrap_or_else(|| sid(trustee.parse().unwrap())),
        ),
        right: Right::FullAccess,
        deny: match sign(1) {
            b'D' => Some(true),
            b'A' => Some(false),
            _ => None,
        },
        inherited: match sign(0) {
            b'I' => Some(true),
            b'E' => Some(false),
            _ => None,
        },
        readable: true,
    }
}

#[test]
fn rows_of_cmdlets() {
    let (m, i) = (Level::Mailbox, Level::Inherited);
    let unclear = |level, at| Verdict::Unknown(Why::Order(By { level, at }));
    for (rows, expected) in [
        // What every mailbox has: denials that were inherited, then grants for the same groups.
        (
            &[("S-1-5-10", "EA"), ("512", "ID"), ("512", "IA")][..],
            denied(i, 1),
        ),
        (&[("512", "ID"), ("1101", "EA"), ("512", "IA")][..], allowed(m, 0)),
        (&[("1101", "EA"), ("1101", "ED")][..], denied(m, 0)),
        // A grant that stands before a denial may have come from nearer, or the rows were sorted.
        (&[("512", "IA"), ("512", "ID")][..], unclear(i, 0)),
        (&[("512", "IA"), ("519", "ID")][..], allowed(i, 0)),
        (&[("519", "ID")][..], Verdict::NotGranted),
        // The export does not say what is inherited.
        (&[("512", "?D"), ("1101", "?A")][..], unclear(m, 0)),
        (&[("1101", "?A"), ("519", "?D")][..], allowed(m, 1)),
        // It does not say what is denied.
        (
            &[("1101", "E?")][..],
            Verdict::Unknown(Why::Entry(By { level: m, at: 0 })),
        ),
    ] {
        let list = of_rows(rows.iter().map(|(trustee, word)| row(trustee, word)).collect());
        let found = verdict(&[(m, Some(&list)), (i, Some(&list))]);
        assert_eq!(found, expected, "{rows:?}");
    }
}
