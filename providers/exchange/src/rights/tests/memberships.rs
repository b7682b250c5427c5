//! Who is in which group, with all that may be missing.

use super::build::sid;
use crate::rights::descriptor::Trustee;
use crate::rights::groups::{Groups, Id, Node};
use crate::rights::sid::Sid;
use crate::rights::standing::{Account, Doubt, Standing};

const MEMBERS: Standing = Standing::Perhaps(Doubt::Members);

/// An account or group `CONTOSO\name` that was read whole.
fn node(name: &str, rid: u32, group: bool) -> Node {
    Node {
        sids: vec![sid(rid)],
        dn: Some(format!("cn={name},dc=contoso,dc=com")),
        netbios: Some("contoso".to_owned()),
        names: vec![name.to_owned()],
        full_names: vec![format!("{name}@contoso.com")],
        group: Some(group),
        above_whole: true,
        below_whole: true,
        primary_known: true,
        ..Node::default()
    }
}

/// admin -> inner -> outer -> inner (a circle), and nested -> outer; `strangers` is empty.
fn world() -> (Groups, Id) {
    let mut groups = Groups::default();
    let admin = groups.add(node("mailadmin", 1101, false));
    let inner = groups.add(node("inner", 1201, true));
    let outer = groups.add(node("outer", 1202, true));
    let strangers = groups.add(node("strangers", 1203, true));
    let other = groups.add(node("kim", 1102, false));
    groups.put_in(admin, inner);
    groups.put_in(inner, outer);
    groups.put_in(outer, inner);
    groups.put_in(other, strangers);
    (groups, admin)
}

fn of(groups: &Groups, admin: Id, trustee: &str) -> Standing {
    let trustee = Sid::parse(trustee).map_or(Trustee::Name(trustee.to_owned()), Trustee::Sid);
    Account::found(groups, admin).standing(&trustee)
}

#[test]
fn nested_and_circular_groups() {
    let (groups, admin) = world();
    for (trustee, standing) in [
        ("CONTOSO\\mailadmin", Standing::In),
        ("contoso\\INNER", Standing::In),
        ("CONTOSO\\outer", Standing::In),
        ("contoso.com/Users/outer", Standing::In),
        ("mailadmin@contoso.com", Standing::In),
        ("cn=outer,dc=contoso,dc=com", Standing::In),
        ("outer", Standing::In),
        ("CONTOSO\\strangers", Standing::Out),
        ("CONTOSO\\kim", Standing::Out),
        ("FABRIKAM\\outer", Standing::Out),
        // All groups of the account are known, each by name.
        ("CONTOSO\\Exchange Servers", Standing::Out),
        ("S-1-5-21-9-9-9-1201", Standing::Out),
    ] {
        assert_eq!(of(&groups, admin, trustee), standing, "{trustee}");
    }
}

#[test]
fn identifiers_that_are_the_same_everywhere() {
    let (groups, admin) = world();
    for (trustee, standing) in [
        ("S-1-1-0", Standing::In),
        ("Everyone", Standing::In),
        ("NT-AUTORITÄT\\SELBST", Standing::Own),
        ("NT AUTHORITY\\self", Standing::Own),
        ("NT AUTHORITY\\SYSTEM", Standing::Out),
        ("S-1-5-2", Standing::Perhaps(Doubt::Session)),
        ("S-1-5-32-544", Standing::Out),
    ] {
        assert_eq!(of(&groups, admin, trustee), standing, "{trustee}");
    }
}

#[test]
fn what_was_not_read_is_not_no() {
    let (mut groups, admin) = world();
    groups.get_mut(admin).unwrap().above_whole = false;
    assert_eq!(of(&groups, admin, "CONTOSO\\inner"), Standing::In);
    // The way down from this one was read to its end.
    assert_eq!(of(&groups, admin, "CONTOSO\\strangers"), Standing::Out);
    let strangers = groups.by_sid(&sid(1203)).unwrap();
    groups.get_mut(strangers).unwrap().below_whole = false;
    assert_eq!(of(&groups, admin, "CONTOSO\\strangers"), MEMBERS);
    assert_eq!(of(&groups, admin, "CONTOSO\\Exchange Servers"), MEMBERS);
    assert_eq!(of(&groups, admin, "S-1-5-21-9-9-9-1201"), MEMBERS);
}

#[test]
fn a_member_of_unknown_kind_may_be_a_group() {
    let (mut groups, admin) = world();
    groups.get_mut(admin).unwrap().above_whole = false;
    let strangers = groups.by_sid(&sid(1203)).unwrap();
    let stub = groups.add(Node {
        dn: Some("cn=x,dc=contoso,dc=com".to_owned()),
        ..Node::default()
    });
    groups.put_in(stub, strangers);
    assert_eq!(of(&groups, admin, "CONTOSO\\strangers"), MEMBERS);
}

#[test]
fn the_list_of_a_domain_controller_counts() {
    let mut groups = Groups::default();
    let mut admin = node("mailadmin", 1101, false);
    admin.above_whole = false;
    admin.tokens = Some(vec![sid(513), sid(512), Sid::parse("S-1-5-32-544").unwrap()]);
    let admin = groups.add(admin);
    for (trustee, standing) in [
        ("S-1-5-32-544", Standing::In),
        ("S-1-5-32-551", Standing::Out),
        // Local groups of other domains stand on no such list; groups with small numbers have members of their own domain.
        ("S-1-5-21-9-9-9-1201", MEMBERS),
        ("S-1-5-21-9-9-9-512", Standing::Out),
    ] {
        assert_eq!(of(&groups, admin, trustee), standing, "{trustee}");
    }
    assert_eq!(
        Account::found(&groups, admin).standing(&Trustee::OfDomain(512)),
        Standing::In
    );
    assert_eq!(
        Account::found(&groups, admin).standing(&Trustee::OfDomain(519)),
        Standing::Out
    );
    // Two of its groups have no name here, so a name may be theirs.
    assert_eq!(of(&groups, admin, "CONTOSO\\Whoever"), MEMBERS);
}

#[test]
fn names_that_fit_several() {
    let (mut groups, admin) = world();
    let mut twin = node("inner", 1301, true);
    twin.sids = vec![Sid::parse("S-1-5-21-9-9-9-1301").unwrap()];
    twin.netbios = Some("fabrikam".to_owned());
    twin.dn = Some("cn=inner,dc=fabrikam,dc=com".to_owned());
    groups.add(twin);
    assert_eq!(of(&groups, admin, "CONTOSO\\inner"), Standing::In);
    assert_eq!(of(&groups, admin, "FABRIKAM\\inner"), Standing::Out);
    assert_eq!(of(&groups, admin, "inner"), Standing::Perhaps(Doubt::Name));
}

#[test]
fn an_account_that_was_not_found() {
    let (groups, _) = world();
    let account = Account::unfound(&groups, "contoso/migration");
    let name = |name: &str| account.standing(&Trustee::Name(name.to_owned()));
    assert_eq!(name("CONTOSO\\Migration"), Standing::In);
    assert_eq!(name("CONTOSO\\inner"), Standing::Perhaps(Doubt::Account));
    assert_eq!(name("NT AUTHORITY\\SYSTEM"), Standing::Out);
    assert_eq!(
        account.standing(&Trustee::Sid(sid(512))),
        Standing::Perhaps(Doubt::Account)
    );
    assert!(!account.whole());
}

#[test]
fn an_identifier_from_before_a_move_counts() {
    let mut groups = Groups::default();
    let mut admin = node("mailadmin", 1101, false);
    admin.sids.push(Sid::parse("S-1-5-21-9-9-9-1101").unwrap());
    let admin = groups.add(admin);
    assert_eq!(of(&groups, admin, "S-1-5-21-9-9-9-1101"), Standing::In);
}

#[test]
fn the_short_name_of_a_domain_is_learnt() {
    let mut groups = Groups::default();
    let mut admin = node("mailadmin", 1101, false);
    (admin.netbios, admin.dn) = (None, Some("cn=mailadmin,dc=corp,dc=contoso,dc=com".to_owned()));
    let admin = groups.add(admin);
    let mut team = node("team", 1201, true);
    (team.netbios, team.dn) = (None, Some("cn=team,dc=corp,dc=contoso,dc=com".to_owned()));
    let team = groups.add(team);
    groups.put_in(admin, team);
    assert_eq!(
        of(&groups, admin, "CONTOSO\\team"),
        Standing::Perhaps(Doubt::Name)
    );
    groups.learn("corp.contoso.com", "contoso");
    assert_eq!(of(&groups, admin, "CONTOSO\\team"), Standing::In);
    assert_eq!(of(&groups, admin, "FABRIKAM\\team"), Standing::Out);
}
