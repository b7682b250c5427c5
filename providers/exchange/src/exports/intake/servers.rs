//! Servers, their IMAP service and settings, limits of the store, databases, the organisation.

use super::Reading;
use crate::evidence::{
    Certificate, Component, Database, ImapSettings, Organisation, Roles, Server, Service, StoreLimits, Told,
    VirtualServer, told,
};
use imaprules_exports::Value;

/// Where remote commands and WMI note the machine.
const MACHINE: [&str; 5] = [
    "SystemName",
    "PSComputerName",
    "Server",
    "MachineName",
    "__SERVER",
];

impl Reading<'_> {
    /// A sighting of the server that the record names in one of these properties.
    fn server(&mut self, names: &[&str]) -> Server {
        let mut server = Server::new(self.seen);
        let name = self.fields.reference(names);
        let name = name.filter(|name| !matches!(name.as_str(), "." | "localhost"));
        server.name = name.and_then(|name| {
            // `Get-ImapSettings` calls itself `MBX1\1`.
            let bare = name.split('\\').next().unwrap_or(&name).to_owned();
            self.evidence.symbol(&bare)
        });
        server
    }
}

pub(super) fn server(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let mut server = reading.server(&["Name", "Identity", "Fqdn"]);
    let evidence = &mut *reading.evidence;
    server.fqdn = fields.symbol(evidence, &["Fqdn"]);
    server.dn = fields.symbol(evidence, &["DistinguishedName"]);
    server.legacy_dn = fields.symbol(evidence, &["ExchangeLegacyDN", "LegacyExchangeDN"]);
    // `ExchangeVersion` of a cmdlet is that of the directory's object; over WMI it is the server's.
    let version = match fields.raw(&["AdminDisplayVersion"]) {
        Some(_) => "AdminDisplayVersion",
        None => "ExchangeVersion",
    };
    server.version_text = fields.told_text(evidence, &[version]);
    server.exsetup = fields.told_text(evidence, &["ExSetupVersion"]);
    server.edition = fields.symbol(evidence, &["Edition"]);
    server.roles = match fields.int(&["ServerRole", "CurrentServerRole"]) {
        Some(Ok(mask)) => told(Roles::of_mask(mask)),
        _ => roles(&fields.texts(&["ServerRole", "CurrentServerRole"])),
    };
    server.front_end = fields.bool(&["IsFrontEndServer", "IsExchange2003FrontEnd"]);
    reading.evidence.servers.push(server);
}

fn roles(words: &Told<Vec<String>>) -> Told<Roles> {
    let words = match words.as_ref()? {
        Ok(words) => words,
        Err(why) => return Some(Err(why.clone())),
    };
    let has = |word: &str| words.iter().any(|one| one.to_lowercase().contains(word));
    told(Roles {
        mailbox: has("mailbox"),
        client_access: has("clientaccess"),
        hub: has("hubtransport"),
        unified_messaging: has("unifiedmessaging"),
        edge: has("edge"),
    })
}

pub(super) fn settings(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    // `Get-PopSettings` has the same properties.
    let protocol = fields.text(&["ProtocolName", "ObjectClass"]).unwrap_or_default();
    let types = fields.object.types().short().unwrap_or_default().to_owned();
    if protocol.to_lowercase().contains("pop") || types.to_lowercase().starts_with("pop") {
        return;
    }
    let mut server = reading.server(&["Server", "Identity"]);
    let evidence = &mut *reading.evidence;
    server.imap = Some(Box::new(ImapSettings {
        max_connections: fields.int(&["MaxConnections"]),
        max_from_one_address: fields.int(&["MaxConnectionFromSingleIP", "MaxConnectionsFromSingleIP"]),
        max_per_user: fields.int(&["MaxConnectionsPerUser"]),
        max_command_size: fields.int(&["MaxCommandSize"]),
        preauth_timeout: fields.span(&["PreAuthenticatedConnectionTimeout"]),
        auth_timeout: fields.span(&["AuthenticatedConnectionTimeout"]),
        login_type: fields.word(evidence, &["LoginType"], "login_type"),
        certificate_name: fields.told_text(evidence, &["X509CertificateName"]),
        ssl_bindings: fields.symbols(evidence, &["SSLBindings"]),
        plain_bindings: fields.symbols(evidence, &["UnencryptedOrTLSBindings"]),
        external_settings: fields.symbols(evidence, &["ExternalConnectionSettings"]),
        exact_size: fields.bool(&["EnableExactRFC822Size"]),
        show_hidden_folders: fields.bool(&["ShowHiddenFoldersEnabled"]),
        suppress_read_receipt: fields.bool(&["SuppressReadReceipt"]),
        mime_format: fields.word(evidence, &["MessageRetrievalMimeFormat"], "mime_format"),
        calendar_option: fields.word(evidence, &["CalendarItemRetrievalOption"], "calendar_option"),
        extended_protection: fields.told_text(evidence, &["ExtendedProtectionPolicy"]),
        banner: fields.told_text(evidence, &["Banner"]),
    }));
    reading.evidence.servers.push(server);
}

pub(super) fn virtual_server(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let mut server = reading.server(&["Server"]);
    let limit = match fields.int(&["ConnectionLimit"]) {
        Some(Ok(number)) => told(Some(number)),
        Some(Err(why)) => Some(Err(why)),
        // An empty cell is no limit; a table without the column does not say.
        None => fields.raw(&["ConnectionLimit"]).and_then(|_| told(None)),
    };
    server.virtual_servers.push(VirtualServer {
        max_connections: limit,
        idle_timeout: fields.span(&["ConnectionTimeout"]),
        lists_public_folders: fields.bool(&["IncludePublicFolders"]),
        fast_sizes: fields.bool(&["FastMessageRetrieval"]),
        ..VirtualServer::default()
    });
    reading.evidence.servers.push(server);
}

pub(super) fn service(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let Some(name) = fields.text(&["Name", "ServiceName"]) else {
        return;
    };
    let is_imap = name.to_lowercase().contains("imap4");
    if !is_imap {
        return;
    }
    let mut server = reading.server(&MACHINE);
    let evidence = &mut *reading.evidence;
    let state = match fields.raw(&["State"]) {
        Some(_) => fields.word(evidence, &["State"], "service_state"),
        None => fields.word(evidence, &["Status"], "service_state"),
    };
    server.services.push(Service {
        name: evidence.texts.put(&name),
        state,
        start: fields.word(evidence, &["StartMode", "StartType"], "service_start"),
    });
    reading.evidence.servers.push(server);
}

pub(super) fn component(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let Some(name) = fields.text(&["Component"]) else {
        return;
    };
    if !name.to_lowercase().starts_with("imap") {
        return;
    }
    let mut server = reading.server(&["ServerFqdn", "Server", "Identity"]);
    let evidence = &mut *reading.evidence;
    server.components.push(Component {
        name: evidence.texts.put(&name),
        state: fields.word(evidence, &["State"], "component_state"),
    });
    reading.evidence.servers.push(server);
}

pub(super) fn store(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let mut server = reading.server(&["Server", "PSComputerName"]);
    // A value that nobody set is not in the registry: the key was read, so that its absence is the default.
    let limit = |name: &str| match fields.int(&[name]) {
        Some(Ok(number)) => told(Some(number)),
        Some(Err(why)) => Some(Err(why)),
        None => told(None),
    };
    server.store = Some(StoreLimits {
        sessions: limit("Maximum Allowed Sessions Per User"),
        service_sessions: limit("Maximum Allowed Service Sessions Per User"),
    });
    reading.evidence.servers.push(server);
}

pub(super) fn setup(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let file = fields.text(&["FileName", "OriginalFilename", "InternalName"]);
    if file.is_some_and(|file| !file.to_lowercase().contains("exsetup")) {
        return;
    }
    let mut server = reading.server(&["Server", "PSComputerName"]);
    server.exsetup = fields.told_text(reading.evidence, &["FileVersion", "ProductVersion"]);
    reading.evidence.servers.push(server);
}

pub(super) fn certificate(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let mut server = reading.server(&["Server", "PSComputerName"]);
    let evidence = &mut *reading.evidence;
    let list = |told: Told<Vec<_>>| told.and_then(Result::ok).unwrap_or_default();
    let certificate = Certificate {
        thumbprint: fields.symbol(evidence, &["Thumbprint"]),
        subject: fields.symbol(evidence, &["Subject"]),
        names: list(fields.symbols(evidence, &["CertificateDomains", "DnsNameList"])),
        services: list(fields.symbols(evidence, &["Services"])),
        self_signed: fields.bool(&["IsSelfSigned"]),
        not_after: fields.time(&["NotAfter"]),
    };
    server.certificates.push(certificate);
    reading.evidence.servers.push(server);
}

pub(super) fn database(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let identity = fields.text(&["Identity"]);
    let server = fields.reference(&["Server", "ServerName", "MasterServerOrAvailabilityGroup"]);
    let guid = fields.raw(&["Guid"]).and_then(Value::guid);
    let evidence = &mut *reading.evidence;
    let mut database = Database::new(reading.seen);
    database.name = fields.symbol(evidence, &["Name"]);
    database.dn = fields.symbol(evidence, &["DistinguishedName"]);
    database.guid = guid.and_then(|guid| evidence.symbol(&guid));
    database.legacy_dn = fields.symbol(evidence, &["ExchangeLegacyDN", "LegacyExchangeDN"]);
    database.server = server.and_then(|server| evidence.symbol(&server));
    database.identity = identity.and_then(|identity| evidence.symbol(&identity));
    database.when_changed = fields.time(&["WhenChangedUTC", "WhenChanged"]);
    database.descriptor = fields.text(&["Sddl"]).and_then(|sddl| told(evidence.sddl(&sddl)));
    evidence.databases.push(database);
}

pub(super) fn organisation(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let evidence = &mut *reading.evidence;
    let mut organisation = Organisation::new(reading.seen);
    organisation.dn = fields.symbol(evidence, &["DistinguishedName"]);
    organisation.name = fields.symbol(evidence, &["Name"]);
    organisation.object_version = fields.int(&["ObjectVersion"]);
    organisation.schema_range = fields.int(&["SchemaRangeUpper"]);
    organisation.descriptor = fields.text(&["Sddl"]).and_then(|sddl| told(evidence.sddl(&sddl)));
    evidence.organisations.push(organisation);
}
