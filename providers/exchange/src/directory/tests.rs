//! Entries to evidence: what each attribute becomes, and what its absence means.

use super::attributes::{Attributes, Live};
use super::take::{Taken, take};
use crate::evidence::{Evidence, Seen, value};
use imaprules_directory::Entry;

fn seen(evidence: &mut Evidence) -> Seen {
    let origin = evidence.origin("ldaps://dc1.contoso.test:636", true);
    Seen {
        origin,
        place: Default::default(),
        at: 1,
    }
}

fn entry(dn: &str, attributes: &[(&str, &[u8])]) -> Entry {
    let mut entry = Entry {
        dn: dn.to_owned(),
        ..Entry::default()
    };
    for (name, value) in attributes {
        match entry.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => values.push(value.to_vec()),
            None => entry.attributes.push(((*name).to_owned(), vec![value.to_vec()])),
        }
    }
    entry
}

fn taken(evidence: &mut Evidence, entry: &Entry, asked: &[&str]) -> Taken {
    let seen = seen(evidence);
    take(evidence, seen, &Live { entry, asked })
}

const USER: [&str; 6] = [
    "objectClass",
    "homeMDB",
    "protocolSettings",
    "proxyAddresses",
    "lockoutTime",
    "memberOf",
];

#[test]
fn a_user_is_a_mailbox_and_an_account() {
    let user = entry(
        "CN=Terry Adams,OU=Exch,DC=contoso,DC=test",
        &[
            ("objectClass", b"user"),
            ("sAMAccountName", b"terry"),
            ("mailNickname", b"terry.adams"),
            ("proxyAddresses", b"smtp:t@contoso.test"),
            ("proxyAddresses", b"SMTP:terry@contoso.test"),
            ("proxyAddresses", b"X400:c=US"),
            ("homeMDB", b"CN=DB1,DC=contoso,DC=test"),
            ("userAccountControl", b"514"),
            ("primaryGroupID", b"512"),
            ("protocolSettings", b"IMAP4\xa70\xa71"),
            ("msExchRecipientTypeDetails", b"4"),
            ("whenChanged", b"20231114221320.0Z"),
        ],
    );
    let mut evidence = Evidence::default();
    assert_eq!(taken(&mut evidence, &user, &USER), Taken::Mailbox);
    let mailbox = &evidence.mailboxes[0];
    let text = |symbol| evidence.text(symbol);
    assert_eq!(text(mailbox.address), "terry@contoso.test");
    assert_eq!(value(&mailbox.addresses).map(Vec::len), Some(2));
    assert_eq!(text(mailbox.alias), "terry.adams");
    assert_eq!(value(&mailbox.exists), Some(&true));
    assert_eq!(value(&mailbox.disabled), Some(&true));
    assert_eq!(text(value(&mailbox.recipient_type).copied()), "SharedMailbox");
    assert_eq!(value(&mailbox.when_changed), Some(&1_700_000_000_000));
    // A lone octet of another character set stays readable.
    let settings = &mailbox.access.as_ref().unwrap().protocol_settings;
    assert_eq!(
        text(value(settings).unwrap().first().copied()),
        "IMAP4\u{a7}0\u{a7}1"
    );
    let principal = &evidence.principals[0];
    assert_eq!(value(&principal.primary_group), Some(&512));
    // Never locked out, and in no group: both were asked for.
    assert_eq!(value(&principal.locked_out), Some(&None));
    assert_eq!(value(&principal.member_of), Some(&vec![]));
    assert!(principal.token_groups.is_none());
}

#[test]
fn what_was_not_asked_for_is_not_told() {
    let user = entry(
        "CN=a",
        &[
            ("objectClass", b"user"),
            ("mailNickname", b"a"),
            ("sAMAccountName", b"a"),
        ],
    );
    let mut evidence = Evidence::default();
    taken(&mut evidence, &user, &["objectClass"]);
    assert!(evidence.mailboxes[0].exists.is_none());
    assert!(evidence.mailboxes[0].access.is_none());
    taken(&mut evidence, &user, &USER);
    assert_eq!(value(&evidence.mailboxes[1].exists), Some(&false));
    let settings = &evidence.mailboxes[1].access.as_ref().unwrap().protocol_settings;
    assert_eq!(value(settings), Some(&vec![]));
}

#[test]
fn a_database_without_an_access_list_is_one_that_may_not_be_seen() {
    let dn = "CN=Sales,CN=First,CN=InformationStore,CN=MBX1,CN=Servers,CN=Group,DC=x";
    let hidden = entry(dn, &[("objectClass", b"msExchPrivateMDB")]);
    let shown = entry(
        dn,
        &[
            ("objectClass", b"msExchPrivateMDB"),
            ("nTSecurityDescriptor", b"\x01"),
        ],
    );
    let mut evidence = Evidence::default();
    for entry in [&hidden, &shown] {
        assert_eq!(
            taken(&mut evidence, entry, &["nTSecurityDescriptor"]),
            Taken::Database
        );
    }
    assert!(matches!(evidence.databases[0].descriptor, Some(Err(_))));
    assert!(matches!(evidence.databases[1].descriptor, Some(Ok(_))));
    assert_eq!(
        evidence.text(evidence.databases[0].server),
        "CN=MBX1,CN=Servers,CN=Group,DC=x"
    );
}

#[test]
fn servers_and_what_they_have_of_imap_are_one_server() {
    let server = "CN=MBX1,CN=Servers,CN=Group,DC=x";
    let object = entry(
        server,
        &[
            ("objectClass", b"msExchExchangeServer"),
            ("serialNumber", b"Version 15.0 (Build 31497.2)"),
            ("versionNumber", b"1941997017"),
            ("msExchCurrentServerRoles", b"16439"),
            ("networkAddress", b"netbios:MBX1"),
            ("networkAddress", b"ncacn_ip_tcp:mbx1.contoso.test"),
        ],
    );
    let old = entry(
        &format!("CN=1,CN=IMAP4,CN=Protocols,{server}"),
        &[
            ("objectClass", b"protocolCfgIMAPServer"),
            ("msExchMaxIncomingConnections", b"4294967295"),
            ("msExchIncomingConnectionTimeout", b"600"),
        ],
    );
    let new = entry(
        &format!("CN=1,CN=IMAP4,CN=Protocols,{server}"),
        &[
            ("objectClass", b"protocolCfgIMAPServer"),
            ("msExchPopImapCommandSize", b"10240"),
        ],
    );
    let mut evidence = Evidence::default();
    assert_eq!(taken(&mut evidence, &object, &[]), Taken::Server);
    for entry in [&old, &new] {
        assert_eq!(taken(&mut evidence, entry, &[]), Taken::Protocol);
    }
    assert_eq!(evidence.text(evidence.servers[0].fqdn), "mbx1.contoso.test");
    assert!(value(&evidence.servers[0].roles).is_some_and(|roles| roles.mailbox && roles.client_access));
    assert!(evidence.servers.iter().all(|one| evidence.text(one.dn) == server));
    let virtual_server = &evidence.servers[1].virtual_servers[0];
    assert_eq!(value(&virtual_server.max_connections), Some(&None));
    assert_eq!(value(&virtual_server.idle_timeout), Some(&600_000));
    assert_eq!(
        value(&evidence.servers[2].imap.as_ref().unwrap().max_command_size),
        Some(&10_240)
    );
}

#[test]
fn domains_come_from_partitions_and_from_themselves() {
    let child = entry(
        "CN=CHILD,CN=Partitions,CN=Configuration,DC=contoso,DC=test",
        &[
            ("objectClass", b"crossRef"),
            ("nCName", b"DC=child,DC=contoso,DC=test"),
            ("nETBIOSName", b"CHILD"),
            ("dnsRoot", b"child.contoso.test"),
            ("trustParent", b"CN=CONTOSO"),
        ],
    );
    let schema = entry(
        "CN=Schema,CN=Partitions",
        &[("objectClass", b"crossRef"), ("nCName", b"CN=Schema")],
    );
    let own = entry(
        "DC=contoso,DC=test",
        &[("objectClass", b"domainDNS"), ("objectSid", b"S-1-5-21-1-2-3")],
    );
    let mut evidence = Evidence::default();
    for entry in [&child, &schema, &own] {
        assert_eq!(taken(&mut evidence, entry, &[]), Taken::Domain);
    }
    assert_eq!(evidence.domains.len(), 2);
    assert_eq!(value(&evidence.domains[0].root), Some(&false));
    assert_eq!(evidence.text(evidence.domains[1].sid), "S-1-5-21-1-2-3");
}

#[test]
fn a_group_with_a_cut_list_has_no_list() {
    let mut group = entry("CN=g", &[("objectClass", b"group"), ("member", b"CN=a")]);
    let mut evidence = Evidence::default();
    taken(&mut evidence, &group, &[]);
    group.incomplete.push("member".into());
    taken(&mut evidence, &group, &[]);
    assert_eq!(value(&evidence.principals[0].members).map(Vec::len), Some(1));
    assert!(matches!(evidence.principals[1].members, Some(Err(_))));
}

#[test]
fn octets_that_are_nothing_known_stay_out_of_the_way() {
    for octets in [&b""[..], b"\xff\xfe", b"\0\0\0\0", b"S-1-"] {
        let odd = entry(
            "",
            &[
                ("objectClass", b"user"),
                ("homeMDB", b"x"),
                ("objectSid", octets),
                ("objectGUID", octets),
                ("proxyAddresses", octets),
                ("whenChanged", octets),
            ],
        );
        let mut evidence = Evidence::default();
        assert_eq!(taken(&mut evidence, &odd, &USER), Taken::Mailbox);
        assert!(evidence.mailboxes[0].sid.is_none());
        assert!(
            Live {
                entry: &odd,
                asked: &[]
            }
            .dn()
            .is_some()
        );
    }
}
