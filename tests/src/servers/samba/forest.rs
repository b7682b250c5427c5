//! A forest with Exchange as a test wants it: organisation, server, databases, accounts, groups.

use super::content::{AdAccount, AdGroup, Entry};

/// The account that sets everything up: a member of Domain Admins. Its password is the one of `samba/provision.py`.
pub const ADMINISTRATOR: (&str, &str) = ("administrator@contoso.test", "Passw0rd.1");
/// Where accounts and groups stand.
pub const BASE: &str = "OU=Exch,DC=contoso,DC=test";
/// The organisation.
pub const EXCHANGE: &str = "CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=test";
/// The extended right that opens all mailboxes of a database
/// (https://learn.microsoft.com/windows/win32/adschema/r-receive-as).
pub const RECEIVE_AS: &str = "ab721a56-1e2f-11d0-9819-00aa0040529b";

const GROUP: &str = "CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups";

/// The SID of an account or group of the domain.
pub fn sid(rid: u32) -> String {
    format!("S-1-5-21-1111111111-2222222222-3333333333-{rid}")
}

/// A mailbox database with entries of its own, in SDDL; those of the organisation come on top, inherited.
#[derive(Debug, Clone)]
pub struct Database {
    /// Its name.
    pub name: String,
    /// Its own entries, such as `(OA;;CR;GUID;;SID)`.
    pub entries: String,
}

impl Database {
    /// A database with these entries of its own.
    pub fn new(name: &str, entries: &str) -> Self {
        Self {
            name: name.to_owned(),
            entries: entries.to_owned(),
        }
    }

    /// A database on which these accounts or groups have Receive As.
    pub fn open_to(name: &str, rids: &[u32]) -> Self {
        let entry = |rid: &u32| format!("(OA;;CR;{RECEIVE_AS};;{})", sid(*rid));
        Self::new(name, &rids.iter().map(entry).collect::<String>())
    }

    /// Its name in the directory.
    pub fn dn(name: &str) -> String {
        format!("CN={name},CN=Databases,{GROUP},{EXCHANGE}")
    }
}

/// A forest with Exchange 2013.
#[derive(Debug, Clone, Default)]
pub struct Forest {
    /// Accounts, in the order of adding.
    pub accounts: Vec<AdAccount>,
    /// Groups, in the order of adding.
    pub groups: Vec<AdGroup>,
    /// Mailbox databases.
    pub databases: Vec<Database>,
    /// Group or account that may read the objects of Exchange, access lists included.
    pub viewers: Option<u32>,
    /// Entries of the organisation besides, in SDDL.
    pub entries: String,
}

impl Forest {
    /// As entries, in the order in which they can be added. Receive As and Send As are denied to Domain Admins on the
    /// organisation and so on all below, as setup does it
    /// (https://learn.microsoft.com/exchange/exchange-2013-deployment-permissions-reference-exchange-2013-help).
    pub fn entries(&self) -> Vec<Entry> {
        let mut all = self.organisation();
        all.extend(self.databases.iter().map(database));
        all.push(Entry::new(BASE, "organizationalUnit"));
        all.extend(self.accounts.iter().map(|account| account.entry(BASE)));
        all.extend(self.groups.iter().map(|group| group.entry(BASE)));
        all
    }

    fn organisation(&self) -> Vec<Entry> {
        let container = EXCHANGE.split_once(',').expect("a name of several parts").1;
        let deny = |right: &str| format!("(OD;CI;CR;{right};;DA)(OD;CI;CR;{right};;EA)");
        let send_as = "ab721a54-1e2f-11d0-9819-00aa0040529b";
        let viewers = self.viewers.map(sid);
        let view = viewers.map_or_else(String::new, |sid| format!("(A;CI;LCRPLORC;;;{sid})"));
        let descriptor = format!(
            "O:DAG:DAD:{}{}{}(A;CI;GA;;;SY)(A;CI;GA;;;DA)(A;;LCRPLORC;;;AU){view}",
            deny(RECEIVE_AS),
            deny(send_as),
            self.entries
        );
        let (_, above) = GROUP.split_once(',').expect("a name of two parts");
        let group = format!("{GROUP},{EXCHANGE}");
        // Everybody may list what stands in there, and see nothing of it.
        let listed = "O:DAG:DAD:(A;;LC;;;AU)";
        let server = format!("CN=MBX1,CN=Servers,{group}");
        vec![
            Entry::new(container, "msExchConfigurationContainer"),
            Entry::new(EXCHANGE, "msExchOrganizationContainer")
                .with("objectVersion", "15965")
                .with("nTSecurityDescriptor", descriptor),
            Entry::new(&format!("{above},{EXCHANGE}"), "msExchAdminGroupContainer")
                .with("nTSecurityDescriptor", listed),
            Entry::new(&group, "msExchAdminGroup").with("nTSecurityDescriptor", listed),
            Entry::new(&format!("CN=Servers,{group}"), "msExchServersContainer")
                .with("nTSecurityDescriptor", listed),
            Entry::new(&server, "msExchExchangeServer")
                .with("serialNumber", "Version 15.0 (Build 31497.2)")
                .with("versionNumber", "1941997017")
                .with("msExchCurrentServerRoles", "16439")
                .with("networkAddress", "netbios:MBX1")
                .with("networkAddress", "ncacn_ip_tcp:mbx1.contoso.test")
                .with(
                    "legacyExchangeDN",
                    "/o=Contoso/ou=Group/cn=Configuration/cn=Servers/cn=MBX1",
                ),
            Entry::new(&format!("CN=Databases,{group}"), "msExchMDBContainer")
                .with("nTSecurityDescriptor", listed),
        ]
    }
}

fn database(database: &Database) -> Entry {
    let descriptor = format!("O:DAG:DAD:{}", database.entries);
    Entry::new(&Database::dn(&database.name), "msExchPrivateMDB").with("nTSecurityDescriptor", descriptor)
}
