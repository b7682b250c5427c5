//! A server as one source shows it: version and roles, IMAP service and component, settings of IMAP, limits of the store. A source
//! speaks of some of it only; sightings of one server are brought together afterwards.

use super::organisation::Descriptor;
use super::origin::{Seen, Told};
use super::texts::Symbol;

/// What one record says of a server.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) seen: Seen,
    /// Short name, `MBX1`.
    pub(crate) name: Option<Symbol>,
    pub(crate) fqdn: Option<Symbol>,
    pub(crate) dn: Option<Symbol>,
    /// `/o=Contoso/ou=.../cn=Configuration/cn=Servers/cn=MBX1`: what a mailbox's `msExchHomeServerName` holds.
    pub(crate) legacy_dn: Option<Symbol>,
    /// `serialNumber` or `AdminDisplayVersion` as written.
    pub(crate) version_text: Told<Symbol>,
    /// `versionNumber`: packed from Exchange 2007 on.
    pub(crate) version_number: Told<i64>,
    /// File version of ExSetup.exe, which alone shows update rollups.
    pub(crate) exsetup: Told<Symbol>,
    /// Roles: a number as in the directory, or words as `Get-ExchangeServer` writes them.
    pub(crate) roles: Told<Roles>,
    pub(crate) edition: Option<Symbol>,
    /// Whether an Exchange 2003 server is a front end.
    pub(crate) front_end: Told<bool>,
    pub(crate) descriptor: Told<Descriptor>,
    pub(crate) imap: Option<Box<ImapSettings>>,
    pub(crate) services: Vec<Service>,
    /// Whether every IMAP service of the server is among them: one that is not listed does not exist.
    pub(crate) all_services: bool,
    pub(crate) components: Vec<Component>,
    pub(crate) store: Option<StoreLimits>,
    pub(crate) virtual_servers: Vec<VirtualServer>,
    pub(crate) certificates: Vec<Certificate>,
}

impl Server {
    pub(crate) fn new(seen: Seen) -> Self {
        Server {
            seen,
            name: None,
            fqdn: None,
            dn: None,
            legacy_dn: None,
            version_text: None,
            version_number: None,
            exsetup: None,
            roles: None,
            edition: None,
            front_end: None,
            descriptor: None,
            imap: None,
            services: Vec::new(),
            all_services: false,
            components: Vec::new(),
            store: None,
            virtual_servers: Vec::new(),
            certificates: Vec::new(),
        }
    }
}

/// Roles of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Roles {
    pub(crate) mailbox: bool,
    pub(crate) client_access: bool,
    pub(crate) hub: bool,
    pub(crate) unified_messaging: bool,
    pub(crate) edge: bool,
}

impl Roles {
    /// From `msExchCurrentServerRoles`. Exchange 2013 marks its front end with a bit of its own.
    pub(crate) fn of_mask(mask: i64) -> Self {
        let has = |bit: i64| mask & bit != 0;
        Roles {
            mailbox: has(2),
            client_access: has(4) || has(16_384),
            hub: has(32),
            unified_messaging: has(16),
            edge: has(64),
        }
    }
}

/// `Get-ImapSettings`, or what the directory shows of it.
#[derive(Debug, Default)]
pub(crate) struct ImapSettings {
    pub(crate) max_connections: Told<i64>,
    pub(crate) max_from_one_address: Told<i64>,
    pub(crate) max_per_user: Told<i64>,
    pub(crate) max_command_size: Told<i64>,
    /// In milliseconds.
    pub(crate) preauth_timeout: Told<i64>,
    /// In milliseconds.
    pub(crate) auth_timeout: Told<i64>,
    pub(crate) login_type: Told<Symbol>,
    pub(crate) certificate_name: Told<Symbol>,
    /// `[::]:993`, as written.
    pub(crate) ssl_bindings: Told<Vec<Symbol>>,
    pub(crate) plain_bindings: Told<Vec<Symbol>>,
    pub(crate) external_settings: Told<Vec<Symbol>>,
    pub(crate) exact_size: Told<bool>,
    pub(crate) show_hidden_folders: Told<bool>,
    pub(crate) suppress_read_receipt: Told<bool>,
    /// A word of the enumeration as Exchange writes it, such as `BestBodyFormat`.
    pub(crate) mime_format: Told<Symbol>,
    pub(crate) calendar_option: Told<Symbol>,
    pub(crate) extended_protection: Told<Symbol>,
    pub(crate) banner: Told<Symbol>,
}

/// A Windows service.
#[derive(Debug)]
pub(crate) struct Service {
    /// `MSExchangeIMAP4`, `MSExchangeIMAP4BE`, `IMAP4Svc`.
    pub(crate) name: Symbol,
    /// As written: `Running`, `Stopped`.
    pub(crate) state: Told<Symbol>,
    /// As written: `Auto`, `Manual`, `Disabled`.
    pub(crate) start: Told<Symbol>,
}

/// A component of `Get-ServerComponentState`.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) name: Symbol,
    pub(crate) state: Told<Symbol>,
}

/// Session limits of the information store. None of them stands in the registry unless somebody put it there.
#[derive(Debug, Default)]
pub(crate) struct StoreLimits {
    /// `Maximum Allowed Sessions Per User`; nothing where the key was read and the value is not there.
    pub(crate) sessions: Told<Option<i64>>,
    /// `Maximum Allowed Service Sessions Per User`.
    pub(crate) service_sessions: Told<Option<i64>>,
}

/// An IMAP virtual server of Exchange 2003.
#[derive(Debug, Default)]
pub(crate) struct VirtualServer {
    /// Nothing inside where no limit is set.
    pub(crate) max_connections: Told<Option<i64>>,
    /// In milliseconds.
    pub(crate) idle_timeout: Told<i64>,
    pub(crate) lists_public_folders: Told<bool>,
    pub(crate) fast_sizes: Told<bool>,
    pub(crate) auto_start: Told<bool>,
}

/// A certificate of `Get-ExchangeCertificate`.
#[derive(Debug)]
pub(crate) struct Certificate {
    pub(crate) thumbprint: Option<Symbol>,
    pub(crate) subject: Option<Symbol>,
    pub(crate) names: Vec<Symbol>,
    /// Services it is assigned to, as written.
    pub(crate) services: Vec<Symbol>,
    pub(crate) self_signed: Told<bool>,
    /// In milliseconds since 1970-01-01 UTC.
    pub(crate) not_after: Told<i64>,
}
