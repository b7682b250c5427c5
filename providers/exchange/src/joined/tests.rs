use super::*;
use crate::evidence::{Entry, OriginId, Rights, Truth, told};
use imaprules_exports::Place;

fn seen(origin: OriginId, at: i64) -> Seen {
    Seen {
        origin,
        place: Place::default(),
        at,
    }
}

/// A mailbox by DN, logon name and alias; empty ones are not told.
fn mailbox(evidence: &mut Evidence, seen: Seen, dn: &str, sam: &str, alias: &str) {
    let mailbox = Mailbox {
        dn: evidence.symbol(dn),
        sam: evidence.symbol(sam),
        alias: evidence.symbol(alias),
        ..Mailbox::new(seen)
    };
    evidence.mailboxes.push(mailbox);
}

#[test]
fn sightings_of_one_mailbox_are_one_the_live_one_first() {
    let mut evidence = Evidence::default();
    let (file, live) = (evidence.origin("a.xml", false), evidence.origin("ldap", true));
    mailbox(&mut evidence, seen(file, 9), "CN=Terry,DC=x", "terry", "old");
    mailbox(&mut evidence, seen(live, 1), "cn=terry, dc=x", "terry", "new");
    mailbox(&mut evidence, seen(file, 9), "CN=Kim,DC=x", "kim", "kim");
    let joined = Joined::of(&mut evidence);
    assert_eq!(joined.mailbox_ids().count(), 2);
    let terry = joined.mailbox_named(&evidence, "x/Terry").one().unwrap();
    let alias = joined.mailbox(&evidence, terry, |mailbox| mailbox.alias);
    assert_eq!(evidence.text(alias), "new");
    assert_eq!(joined.mailbox_sightings(&evidence, terry).count(), 2);
}

#[test]
fn a_name_joins_only_what_alone_has_it() {
    let mut evidence = Evidence::default();
    let file = evidence.origin("a.xml", false);
    mailbox(&mut evidence, seen(file, 1), "CN=Terry,OU=a,DC=x", "terry", "t1");
    mailbox(&mut evidence, seen(file, 1), "CN=Kim,OU=a,DC=x", "kim", "same");
    mailbox(&mut evidence, seen(file, 1), "CN=Kim,OU=b,DC=x", "kim2", "same");
    mailbox(&mut evidence, seen(file, 1), "", "terry", "");
    mailbox(&mut evidence, seen(file, 1), "", "", "same");
    mailbox(&mut evidence, seen(file, 1), "", "nobody", "");
    mailbox(&mut evidence, seen(file, 1), "", "nobody", "");
    let joined = Joined::of(&mut evidence);
    let sizes: Vec<usize> = joined
        .mailbox_ids()
        .map(|id| joined.mailbox_sightings(&evidence, id).count())
        .collect();
    assert_eq!(sizes, [2, 1, 1, 1, 2]);
    assert_eq!(joined.mailbox_named(&evidence, "same"), Found::Several);
}

#[test]
fn entries_find_their_objects_by_any_name() {
    let mut evidence = Evidence::default();
    let file = evidence.origin("a.xml", false);
    let database = Database {
        dn: evidence.symbol("CN=Sales,CN=First Storage Group,CN=InformationStore,CN=MBX1,DC=x"),
        name: evidence.symbol("Sales"),
        identity: evidence.symbol("MBX1\\First Storage Group\\Sales"),
        server: evidence.symbol("MBX1"),
        ..Database::new(seen(file, 1))
    };
    evidence.databases.push(database);
    let server = Server {
        fqdn: evidence.symbol("mbx1.x"),
        ..Server::new(seen(file, 1))
    };
    evidence.servers.push(server);
    let mut terry = Mailbox::new(seen(file, 1));
    terry.dn = evidence.symbol("CN=Terry,OU=Users,DC=x,DC=org");
    terry.database = evidence.symbol("mbx1\\first storage group\\SALES");
    evidence.mailboxes.push(terry);
    for (on, of_mailbox) in [
        ("x.org/Users/Terry", true),
        ("MBX1\\First Storage Group\\Sales", false),
        ("Sales", false),
        ("elsewhere", false),
    ] {
        let entry = Entry {
            origin: file,
            record: 1,
            on: evidence.texts.put(on),
            trustee: evidence.texts.put("X\\admin"),
            rights: Rights::FULL_ACCESS,
            deny: Truth::No,
            inherited: Truth::No,
            here: true,
            class: None,
        };
        match of_mailbox {
            true => evidence.mailbox_entries.all.push(entry),
            false => evidence.directory_entries.all.push(entry),
        }
    }
    let joined = Joined::of(&mut evidence);
    let (mailbox, database) = (MailboxId(0), DatabaseId(0));
    assert_eq!(joined.home(mailbox), Some(database));
    assert_eq!(joined.host(mailbox), Some(ServerId(0)));
    assert_eq!(joined.entries_on_mailbox(&evidence, mailbox).count(), 1);
    assert_eq!(joined.entries_on_database(&evidence, database).count(), 2);
}

#[test]
fn accounts_are_found_by_domain_and_name() {
    let mut evidence = Evidence::default();
    let file = evidence.origin("a.xml", false);
    for (domain, sam, sid) in [
        ("CONTOSO", "mailadmin", "S-1-5-21-1-2-3-1104"),
        ("FABRIKAM", "mailadmin", "S-1-5-21-9-9-9-1"),
    ] {
        let principal = Principal {
            domain: evidence.symbol(domain),
            sam: evidence.symbol(sam),
            sid: evidence.symbol(sid),
            ..Principal::new(seen(file, 1), crate::evidence::PrincipalKind::User)
        };
        evidence.principals.push(principal);
    }
    evidence.mailboxes.push(Mailbox {
        addresses: told(Vec::new()),
        ..Mailbox::new(seen(file, 1))
    });
    let joined = Joined::of(&mut evidence);
    let by = |kind, name: &str| joined.principals_by(&evidence, kind, name).collect::<Vec<_>>();
    let one = by(NameKind::Identity, "contoso\\MailAdmin");
    assert_eq!((one.len(), &one), (1, &by(NameKind::Sid, "S-1-5-21-1-2-3-1104")));
    assert_eq!(by(NameKind::Sam, "mailadmin").len(), 2);
    assert_eq!(joined.mailbox_named(&evidence, ""), Found::Nobody);
}
