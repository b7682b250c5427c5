//! What is asked of a directory: which objects, and which of their attributes.

use imaprules_directory::Filter;

/// Attributes of what Exchange keeps in the configuration of the forest. Each kind of object has some of them.
pub(super) const EXCHANGE: [&str; 24] = [
    "objectClass",
    "cn",
    "objectGUID",
    "legacyExchangeDN",
    "whenChanged",
    "nTSecurityDescriptor",
    "objectVersion",
    "serialNumber",
    "versionNumber",
    "networkAddress",
    "serverRole",
    "msExchCurrentServerRoles",
    "msExchServerSite",
    "msExchOwningServer",
    "msExchServerBindings",
    "msExchServerAutoStart",
    "msExchMaxIncomingConnections",
    "msExchIncomingConnectionTimeout",
    "msExchPopImapBanner",
    "msExchPopImapCommandSize",
    "msExchPopImapExternalConnectionSettings",
    "msExchPopImapInternalConnectionSettings",
    "msExchThrottlingIsDefaultPolicy",
    "distinguishedName",
];

/// Attributes of users, whether with a mailbox or without. `nTSecurityDescriptor` is none of them: rights on a mailbox stand in an
/// attribute of its own.
pub(super) const USER: [&str; 31] = [
    "objectClass",
    "cn",
    "displayName",
    "objectGUID",
    "objectSid",
    "sIDHistory",
    "sAMAccountName",
    "userPrincipalName",
    "mail",
    "proxyAddresses",
    "mailNickname",
    "legacyExchangeDN",
    "homeMDB",
    "msExchHomeServerName",
    "msExchMailboxGuid",
    "msExchMailboxSecurityDescriptor",
    "msExchRecipientTypeDetails",
    "msExchHideFromAddressLists",
    "msExchThrottlingPolicyDN",
    "msExchMasterAccountSid",
    "protocolSettings",
    "userAccountControl",
    "accountExpires",
    "lockoutTime",
    "pwdLastSet",
    "userWorkstations",
    "primaryGroupID",
    "memberOf",
    "whenCreated",
    "whenChanged",
    "distinguishedName",
];

/// What is asked of the account that opens all mailboxes besides.
pub(super) const TOKEN_GROUPS: &str = "tokenGroups";

/// Attributes by which an account is found that somebody names.
pub(super) const ACCOUNT: [&str; 5] = [
    "distinguishedName",
    "sAMAccountName",
    "mailNickname",
    "userPrincipalName",
    "mail",
];

/// Attributes of groups.
pub(super) const GROUP: [&str; 11] = [
    "objectClass",
    "cn",
    "objectGUID",
    "objectSid",
    "sIDHistory",
    "sAMAccountName",
    "groupType",
    "memberOf",
    "member",
    "whenChanged",
    "distinguishedName",
];

/// Attributes of domains.
pub(super) const DOMAIN: [&str; 8] = [
    "objectClass",
    "objectSid",
    "nCName",
    "nETBIOSName",
    "dnsRoot",
    "trustParent",
    "rootTrust",
    "distinguishedName",
];

/// Attributes of the schema's version.
pub(super) const SCHEMA: [&str; 2] = ["objectClass", "rangeUpper"];

/// The objects of Exchange that say something here.
pub(super) fn exchange() -> Filter {
    let classes = [
        "msExchOrganizationContainer",
        "msExchExchangeServer",
        "msExchPrivateMDB",
        "protocolCfgIMAPServer",
        "msExchThrottlingPolicy",
    ];
    Filter::Or(classes.map(|class| Filter::equal("objectClass", class)).into())
}

/// Users with a mailbox or an alias. One that lost its alias still has its mailbox.
pub(super) fn mailboxes() -> Filter {
    let either = vec![Filter::present("mailNickname"), Filter::present("homeMDB")];
    Filter::And(vec![Filter::equal("objectClass", "user"), Filter::Or(either)])
}

/// Groups.
pub(super) fn groups() -> Filter {
    Filter::equal("objectClass", "group")
}

/// A name without the domain before it.
pub(super) fn without_domain(name: &str) -> &str {
    name.rsplit(['\\', '/']).next().unwrap_or(name)
}

/// Accounts that one of these names may mean: `DOMAIN\name`, `name@domain`, `name`.
pub(super) fn accounts(names: &[String]) -> Filter {
    let mut ways = Vec::new();
    for name in names {
        let short = without_domain(name);
        match short.contains('@') {
            true => {
                ways.push(Filter::equal("userPrincipalName", short));
                ways.push(Filter::equal("mail", short));
            }
            false => {
                ways.push(Filter::equal("sAMAccountName", short));
                ways.push(Filter::equal("mailNickname", short));
            }
        }
    }
    Filter::And(vec![Filter::equal("objectClass", "user"), Filter::Or(ways)])
}
