//! Small organisations, as their administrators export them.

/// The endpoint of all scenes: nobody answers there.
pub(crate) const NOBODY: &str = "127.0.0.1:9";

/// `Get-ExchangeServer` of one server with all roles.
pub(crate) fn server(name: &str, version: &str, roles: &str) -> String {
    format!(
        r#"[{{"Name":"{name}","Fqdn":"{name}.contoso.com","ServerRole":"{roles}","AdminDisplayVersion":"{version}","ExchangeLegacyDN":"/o=Contoso/ou=Exchange/cn=Configuration/cn=Servers/cn={name}"}}]"#
    )
}

/// `Get-ExchangeServer` of Exchange 2010 with service pack 3.
pub(crate) fn of_2010() -> String {
    server(
        "EX1",
        "Version 14.3 (Build 123.4)",
        "Mailbox, ClientAccess, HubTransport",
    )
}

/// `Get-ExchangeServer` of Exchange 2013.
pub(crate) fn of_2013() -> String {
    server("EX1", "Version 15.0 (Build 1347.2)", "Mailbox, ClientAccess")
}

/// `Get-ImapSettings` as shipped with Exchange 2010, where these properties are others.
pub(crate) fn settings(changed: &[(&str, &str)]) -> String {
    let shipped = [
        ("Server", r#""EX1""#),
        ("MaxConnections", "2000"),
        ("MaxConnectionFromSingleIP", "2000"),
        ("MaxConnectionsPerUser", "16"),
        ("AuthenticatedConnectionTimeout", r#""00:30:00""#),
        ("PreAuthenticatedConnectionTimeout", r#""00:01:00""#),
        ("LoginType", "3"),
        ("X509CertificateName", r#""mail.contoso.com""#),
        ("SSLBindings", r#"["[::]:993","0.0.0.0:993"]"#),
        ("UnencryptedOrTLSBindings", r#"["[::]:143","0.0.0.0:143"]"#),
        ("EnableExactRFC822Size", "false"),
        ("ShowHiddenFoldersEnabled", "false"),
        ("SuppressReadReceipt", "false"),
        ("MessageRetrievalMimeFormat", "5"),
        ("CalendarItemRetrievalOption", "0"),
    ];
    let pair = |(name, value): &(&str, &str)| {
        let other = changed.iter().find(|(known, _)| known == name);
        format!(r#""{name}":{}"#, other.map_or(*value, |(_, value)| *value))
    };
    let pairs: Vec<String> = shipped.iter().map(pair).collect();
    format!("[{{{}}}]", pairs.join(","))
}

/// `Get-WmiObject Win32_Service`.
pub(crate) fn service(name: &str, state: &str, start: &str) -> String {
    format!(r#"[{{"SystemName":"EX1","Name":"{name}","StartMode":"{start}","State":"{state}"}}]"#)
}

/// `Get-Mailbox -ResultSize Unlimited` of a migration admin account and these aliases, on EX1.
pub(crate) fn mailboxes(aliases: &[&str]) -> String {
    let one = |alias: &&str| {
        format!(
            r#"{{"Name":"{alias}","Alias":"{alias}","SamAccountName":"{alias}","UserPrincipalName":"{alias}@contoso.com","PrimarySmtpAddress":"{alias}@contoso.com",
            "EmailAddresses":["SMTP:{alias}@contoso.com"],"Database":"DB1","ServerName":"EX1","RecipientTypeDetails":"UserMailbox","DistinguishedName":"CN={alias},OU=Users,DC=contoso,DC=com","ThrottlingPolicy":null}}"#
        )
    };
    let all: Vec<String> = std::iter::once(&"mig").chain(aliases).map(one).collect();
    format!("[{}]", all.join(","))
}

/// `Get-CASMailbox` of one mailbox.
pub(crate) fn access(alias: &str, more: &str) -> String {
    format!(r#"[{{"Name":"{alias}","PrimarySmtpAddress":"{alias}@contoso.com",{more}}}]"#)
}
