//! Recognising which cmdlet a record came from. The knowledge is data, in `cmdlets.toml`.

use crate::evidence::Part;
use imaprules_exports::{Cmdlets, Object, Shapes};
use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sort {
    Asked,
    MailboxEntry,
    DirectoryEntry,
    ImapAccess,
    ImapSettings,
    Component,
    PolicyAssociation,
    Policy,
    Certificate,
    SetupVersion,
    StoreLimits,
    Database,
    Organisation,
    Folder,
    Statistics,
    Sddl,
    Service,
    Domain,
    User,
    GroupMember,
    Group,
    Account,
    Server,
    VirtualServer,
    Mailbox,
    Entry,
}

/// What an entry of the table says besides how its records look.
#[derive(Debug, Deserialize)]
pub(super) struct Meaning {
    pub(super) sort: Sort,
    /// The part of the picture that its output gives.
    pub(super) part: Option<Part>,
    /// Whether cmdlets of the target write the same.
    #[serde(default)]
    pub(super) both: bool,
}

/// An entry of the table.
pub(super) type Cmdlet = imaprules_exports::Cmdlet<Meaning>;

static TABLE: EmbeddedTable<Cmdlets<Meaning>, toml::de::Error> = EmbeddedTable::new(
    "exchange/cmdlets.toml",
    include_str!("../../cmdlets.toml"),
    Cmdlets::read,
);

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    TABLE.check()
}

/// The entry of a cmdlet by its name.
pub(super) fn named(name: &str) -> Option<&'static Cmdlet> {
    TABLE.named(name)
}

/// Recognises the records of one file.
#[derive(Debug, Default)]
pub(super) struct Recogniser(Shapes<Option<&'static Cmdlet>>);

impl Recogniser {
    /// The cmdlet of a record: a type is surer than looks, whatever the place in the table.
    pub(super) fn of(&mut self, object: &Object) -> Option<&'static Cmdlet> {
        let look = || TABLE.of_type(object).or_else(|| TABLE.fitting(object, ""));
        TABLE.told(object).or_else(|| self.0.find(object, look))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_exports::{Export, Limits};

    fn sort(json: &str) -> Option<Sort> {
        let mut export = Export::from_bytes("t.json", json.as_bytes(), &Limits::default()).unwrap();
        let record = export.next().unwrap().unwrap();
        Recogniser::default()
            .of(&record.object)
            .map(|cmdlet| cmdlet.meaning.sort)
    }

    #[test]
    fn the_table_is_read() {
        check().unwrap();
        assert_eq!(
            named("get-imapsettings").unwrap().meaning.sort,
            Sort::ImapSettings
        );
    }

    #[test]
    fn shapes_of_cmdlets() {
        for (json, wanted) in [
            (
                r#"[{"Identity":"x/Terry","User":"X\\a","AccessRights":["FullAccess"],"IsInherited":false,"Deny":false}]"#,
                Some(Sort::MailboxEntry),
            ),
            (
                r#"[{"Identity":"DB1","User":"X\\a","AccessRights":["ExtendedRight"],"ExtendedRights":["Receive-As"],"Deny":false}]"#,
                Some(Sort::DirectoryEntry),
            ),
            (r#"[{"Name":"Terry","ImapEnabled":true}]"#, Some(Sort::ImapAccess)),
            (
                r#"[{"Server":"CAS1","MaxConnectionsPerUser":16,"LoginType":3}]"#,
                Some(Sort::ImapSettings),
            ),
            (
                r#"[{"ServerFqdn":"s","Component":"ImapProxy","State":1}]"#,
                Some(Sort::Component),
            ),
            (
                r#"[{"SystemName":"CAS1","Name":"MSExchangeIMAP4","StartMode":"Auto","State":"Running"}]"#,
                Some(Sort::Service),
            ),
            (
                r#"[{"Name":"CAS1","AdminDisplayVersion":"Version 14.3 (Build 123.4)","ServerRole":"Mailbox"}]"#,
                Some(Sort::Server),
            ),
            (
                r#"[{"Name":"Terry","Alias":"terry","Database":"DB1","RecipientTypeDetails":"UserMailbox"}]"#,
                Some(Sort::Mailbox),
            ),
            (
                r#"[{"Maximum Allowed Sessions Per User":100}]"#,
                Some(Sort::StoreLimits),
            ),
            (
                r#"[{"Mailbox":"a@x","FolderPath":"/Inbox","ItemsInFolder":1}]"#,
                Some(Sort::Folder),
            ),
            (
                r#"[{"Name":"DB1","EdbFilePath":"d:\\x.edb","Server":"MBX1"}]"#,
                Some(Sort::Database),
            ),
            (
                r#"[{"Path":"AD:\\CN=x","Sddl":"D:(A;;GA;;;DA)"}]"#,
                Some(Sort::Sddl),
            ),
            (r#"[{"DN":"CN=x","objectClass":"user"}]"#, Some(Sort::Entry)),
            (
                r#"[{"Cmdlet":"Get-MailboxDatabase","Name":"x"}]"#,
                Some(Sort::Database),
            ),
            (r#"[{"a":1}]"#, None),
        ] {
            assert_eq!(sort(json), wanted, "{json}");
        }
    }
}
