//! Accounts that cannot sign in, or not for others; and user names whose parts the directory contradicts.

use super::clixml::{Clixml, Value};
use super::organisation::{self, ENTRIES, export, record, sid};
use super::{of_rights, run, run_with};

/// The organisation with more accounts.
fn with(parts: &[fn(&mut Clixml)]) -> String {
    let all: Vec<fn(&mut Clixml)> = ENTRIES.iter().copied().chain(parts.iter().copied()).collect();
    export(&all)
}

/// Accounts: name, number, `userAccountControl`, other properties.
fn troubled(clixml: &mut Clixml) {
    let some = |name: &'static str, value: Value| vec![(name, value)];
    for (name, rid, control, more) in [
        ("Administrator", 500, 512, vec![]),
        ("off", 1110, 514, vec![]),
        (
            "locked",
            1111,
            512,
            some("AccountLockoutTime", organisation::LONG_AGO.into()),
        ),
        ("expired", 1112, 512 + 0x80_0000, vec![]),
        ("tied", 1113, 512, some("LogonWorkstations", "PC1,PC2".into())),
    ] {
        let mut properties = vec![
            ("SamAccountName", Value::from(name)),
            ("DistinguishedName", organisation::dn(name).as_str().into()),
            ("Domain", "CONTOSO".into()),
            ("SID", sid(rid).as_str().into()),
            ("MemberOf", Value::List(Vec::new())),
            ("PrimaryGroupID", 513.into()),
            ("UserAccountControl", control.into()),
        ];
        properties.extend(more);
        record(clixml, "Get-ADUser", &properties);
    }
    organisation::asked(clixml, "Get-ADUser", 8);
}

#[test]
fn accounts_that_cannot_sign_in_for_others() {
    let rows = [
        ("ann@contoso.com", "contoso/Administrator/ann"),
        ("bob@contoso.com", "contoso/off/bob"),
        ("cat@contoso.com", "contoso/locked/cat"),
        ("dan@contoso.com", "contoso/expired/dan"),
        ("eve@contoso.com", "contoso/tied/eve"),
        ("fay@contoso.com", "contoso/nobody/fay"),
        ("gus@contoso.com", "contoso/mig/gus"),
    ];
    let report = run(&rows, &with(&[troubled])).report();
    let of = |account: &str| -> Vec<&str> {
        let failing = report.failing(account);
        failing
            .into_iter()
            .filter(|rule| rule.starts_with("exchange.admin."))
            .collect()
    };
    for (account, rules) in [
        (
            "contoso\\administrator",
            &[
                "exchange.admin.builtin-administrator-older",
                "exchange.admin.no-mailbox",
            ][..],
        ),
        (
            "contoso\\off",
            &["exchange.admin.disabled", "exchange.admin.no-mailbox"],
        ),
        (
            "contoso\\locked",
            &["exchange.admin.locked", "exchange.admin.no-mailbox"],
        ),
        (
            "contoso\\expired",
            &["exchange.admin.no-mailbox", "exchange.admin.password-expired"],
        ),
        (
            "contoso\\tied",
            &["exchange.admin.no-mailbox", "exchange.admin.workstations"],
        ),
        ("contoso\\nobody", &["exchange.admin.not-found"]),
        ("contoso\\mig", &["exchange.admin.no-mailbox"]),
    ] {
        let mut found = of(account);
        found.sort_unstable();
        assert_eq!(found, rules, "{account}: {:#}", report.0);
    }
}

/// The same organisation, on Exchange 2013.
fn newer(clixml: &mut Clixml) {
    let properties = [
        ("Name", Value::from("MBX1")),
        ("Fqdn", "mbx1.contoso.com".into()),
        ("AdminDisplayVersion", "Version 15.0 (Build 1497.2)".into()),
        ("ServerRole", "Mailbox, ClientAccess".into()),
    ];
    record(clixml, "Get-ExchangeServer", &properties);
}

#[test]
fn the_built_in_administrator_on_exchange_2013() {
    let parts: Vec<fn(&mut Clixml)> = [newer as fn(&mut Clixml)]
        .into_iter()
        .chain(ENTRIES[1..].iter().copied())
        .chain([troubled as fn(&mut Clixml)])
        .collect();
    let report = run(
        &[("ann@contoso.com", "contoso/Administrator/ann")],
        &export(&parts),
    )
    .report();
    assert!(
        report
            .failing("contoso\\administrator")
            .contains(&"exchange.admin.builtin-administrator"),
        "{:#}",
        report.0
    );
}

/// Mailboxes whose names overlap, on a server of Exchange 2007; the account's mailbox has another alias.
fn overlapping(clixml: &mut Clixml) {
    let properties = [
        ("Name", Value::from("E2007")),
        ("AdminDisplayVersion", "Version 8.3 (Build 83.6)".into()),
        ("ServerRole", "Mailbox, ClientAccess".into()),
    ];
    record(clixml, "Get-ExchangeServer", &properties);
    for (name, alias, logon, address, server) in [
        ("Pat One", "pat", "pone", "pat@contoso.com", "MBX1"),
        ("Pat Two", "pat", "ptwo", "pat2@contoso.com", "MBX1"),
        ("Quin", "quin", "qlogon", "quin@contoso.com", "E2007"),
        ("Mig", "migration", "mig", "mig@contoso.com", "MBX1"),
        ("Rob", "robert", "rlogon", "rob@contoso.com", "OLD1"),
    ] {
        let dn = if name == "Mig" {
            organisation::dn("mig")
        } else {
            organisation::dn(name)
        };
        let properties = [
            ("Name", Value::from(name)),
            ("Alias", alias.into()),
            ("SamAccountName", logon.into()),
            ("PrimarySmtpAddress", address.into()),
            ("Database", organisation::database_dn("Plain").as_str().into()),
            ("ServerName", server.into()),
            ("RecipientTypeDetails", "UserMailbox".into()),
            ("DistinguishedName", dn.as_str().into()),
        ];
        record(clixml, "Get-Mailbox", &properties);
    }
}

/// Domains of the forest, as `ldifde` writes partitions.
const DOMAINS: &str = "dn: CN=CONTOSO,CN=Partitions,CN=Configuration,DC=contoso,DC=com
changetype: add
objectClass: top
objectClass: crossRef
cn: CONTOSO
nCName: DC=contoso,DC=com
dnsRoot: corp.contoso.local
nETBIOSName: CONTOSO
";

#[test]
fn parts_of_user_names() {
    let rows = [
        ("pat@contoso.com", "contoso/mig/pat"),
        ("quin@contoso.com", "contoso/mig/qlogon"),
        ("ann@contoso.com", "contoso/mig/ann@contoso.com"),
        ("bob@contoso.com", "contoso.com/mig/bob"),
        ("cat@contoso.com", "fabrikam/mig/cat"),
        ("dan@contoso.com", "contoso/migration/dan"),
        ("rob@contoso.com", "contoso/rlogon"),
    ];
    let report = run_with(
        &rows,
        &[("exchange.xml", &with(&[overlapping])), ("domains.ldf", DOMAINS)],
        &[],
    )
    .report();
    for (address, rule, right) in [
        ("pat@contoso.com", "exchange.csv.principal-ambiguous", ""),
        (
            "quin@contoso.com",
            "exchange.csv.alias-not-samaccountname",
            "CONTOSO/mig/quin",
        ),
        (
            "ann@contoso.com",
            "exchange.csv.principal-is-address",
            "CONTOSO/mig/ann",
        ),
        (
            "bob@contoso.com",
            "exchange.csv.domain-of-mail",
            "CONTOSO/mig/bob",
        ),
        (
            "cat@contoso.com",
            "exchange.csv.domain-unknown",
            "CONTOSO/mig/cat",
        ),
        ("dan@contoso.com", "exchange.csv.admin-alias", "CONTOSO/mig/dan"),
        (
            "rob@contoso.com",
            "exchange.csv.own-name-2003",
            "DOMAIN/rlogon/robert",
        ),
    ] {
        let found = report
            .results()
            .iter()
            .find(|one| one["rule"] == rule && one["subject"]["id"] == address);
        let found = found
            .unwrap_or_else(|| panic!("{rule}: {:?}", report.failing(address)))
            .to_string();
        assert!(found.contains(right), "{rule}: {found}");
    }
}

/// Descriptors of mailboxes as the directory holds them: the number of Full Access is not documented, so that alone stops nothing.
fn copies(clixml: &mut Clixml) {
    for (alias, entries) in [
        ("cat", format!("(A;CI;0x4;;;{})", sid(1101))),
        ("dan", format!("(D;CI;0x1;;;{})", sid(1101))),
        ("eve", format!("(A;CI;0x1;;;{})", sid(1202))),
    ] {
        let text = format!("O:PSG:PSD:{entries}(A;CI;0x20001;;;PS)");
        let properties = [
            ("On", Value::from(organisation::dn(alias).as_str())),
            ("For", "mailbox".into()),
            ("Sddl", text.as_str().into()),
        ];
        record(clixml, "Get-Acl", &properties);
    }
}

#[test]
fn the_copy_in_the_directory_is_no_proof() {
    let parts: [fn(&mut Clixml); 6] = [
        organisation::servers,
        organisation::accounts,
        organisation::groups,
        organisation::databases,
        organisation::mailboxes,
        organisation::database_rights,
    ];
    let parts: Vec<fn(&mut Clixml)> = parts.into_iter().chain([copies as fn(&mut Clixml)]).collect();
    let rows = [
        ("cat@contoso.com", "contoso/mig/cat"),
        ("dan@contoso.com", "contoso/mig/dan"),
        ("eve@contoso.com", "contoso/mig/eve"),
    ];
    let report = run(&rows, &export(&parts)).report();
    for (address, rules) in [
        (
            "cat@contoso.com",
            &["exchange.permission.full-access-missing-likely"][..],
        ),
        ("dan@contoso.com", &["exchange.permission.denied-likely"]),
        ("eve@contoso.com", &[]),
    ] {
        assert_eq!(
            of_rights(&report.failing(address)),
            rules,
            "{address}: {:#}",
            report.0
        );
    }
}

#[test]
fn administrators_on_exchange_2003() {
    let report = run(&[("old@contoso.com", "contoso/domadm/old")], &export(ENTRIES)).report();
    assert_eq!(
        of_rights(&report.failing("old@contoso.com")),
        ["exchange.permission.domain-admins-deny-2003"]
    );
}
