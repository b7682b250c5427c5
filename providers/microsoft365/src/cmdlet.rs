//! Recognising which cmdlet or service a record came from. The knowledge is data, in `cmdlets.toml`.

use imaprules_exports::{Cmdlets, Object, Shapes};
use imaprules_provider::{EmbeddedTable, ProviderError};
use serde::Deserialize;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sort {
    /// What the collector script notes of a cmdlet that it asked.
    Asked,
    Ranges,
    UserStatistics,
    Batch,
    User,
    Endpoint,
    Availability,
    FolderStatistics,
    MailboxStatistics,
    RoleGroup,
    RoleAssignment,
    RoleMember,
    AcceptedDomain,
    Dns,
    Mailbox,
    Recipient,
    ErrorReport,
}

/// What an entry of the table says besides how its records look.
#[derive(Debug, Deserialize)]
pub(crate) struct Meaning {
    pub(crate) sort: Sort,
}

/// An entry of the table.
pub(crate) type Cmdlet = imaprules_exports::Cmdlet<Meaning>;

static TABLE: EmbeddedTable<Cmdlets<Meaning>, toml::de::Error> = EmbeddedTable::new(
    "microsoft365/cmdlets.toml",
    include_str!("../cmdlets.toml"),
    Cmdlets::read,
);

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    TABLE.check()
}

/// The entry of a cmdlet by its name.
pub(crate) fn named(name: &str) -> Option<&'static Cmdlet> {
    TABLE.named(name)
}

/// The cmdlet that a property's name stands for, in files that hold the outputs of several.
pub(crate) fn of_property(name: &str) -> Option<&'static Cmdlet> {
    TABLE.of_property(name)
}

/// What a record holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holds {
    /// A record of one cmdlet.
    One(&'static Cmdlet),
    /// The outputs of several cmdlets under their names.
    Several,
    /// Neither.
    Nothing,
}

/// Recognises the records of one file.
#[derive(Debug)]
pub(crate) struct Recogniser {
    file: String,
    shapes: Shapes<Holds>,
}

impl Recogniser {
    pub(crate) fn new(file: &str) -> Self {
        Recogniser {
            file: file.to_owned(),
            shapes: Shapes::default(),
        }
    }

    /// What a record holds.
    pub(crate) fn of(&mut self, object: &Object) -> Holds {
        match TABLE.told(object) {
            Some(told) => Holds::One(told),
            None => self.shapes.find(object, || look(object, &self.file)),
        }
    }
}

fn look(object: &Object, file: &str) -> Holds {
    let mut names = object.properties().iter();
    if names.any(|(name, _)| of_property(name).is_some()) {
        return Holds::Several;
    }
    TABLE.fitting(object, file).map_or(Holds::Nothing, Holds::One)
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_exports::{Export, Limits};

    fn sort(file: &str, json: &str) -> Option<Sort> {
        let mut export = Export::from_bytes(file, json.as_bytes(), &Limits::default()).unwrap();
        let record = export.next().unwrap().unwrap();
        match Recogniser::new(file).of(&record.object) {
            Holds::One(cmdlet) => Some(cmdlet.meaning.sort),
            _ => None,
        }
    }

    #[test]
    fn the_table_is_read() {
        check().unwrap();
        assert_eq!(named("get-exomailbox").unwrap().meaning.sort, Sort::Mailbox);
        assert_eq!(of_property("Get-MigrationUser").unwrap().meaning.sort, Sort::User);
    }

    #[test]
    fn shapes_of_cmdlets() {
        for (json, wanted) in [
            (
                r#"[{"Identity":"a@x","BatchId":"b","Status":"Synced"}]"#,
                Some(Sort::User),
            ),
            (
                r#"[{"Identity":"b","Status":"Synced","TotalCount":3}]"#,
                Some(Sort::Batch),
            ),
            (
                r#"[{"Identity":"a@x","Status":"Synced","Report":null,"BatchId":"b"}]"#,
                Some(Sort::UserStatistics),
            ),
            (
                r#"[{"Identity":"e","RemoteServer":"h","EndpointType":"IMAP"}]"#,
                Some(Sort::Endpoint),
            ),
            (
                r#"[{"RecipientTypeDetails":"UserMailbox","EmailAddresses":[],"ArchiveStatus":"None"}]"#,
                Some(Sort::Mailbox),
            ),
            (
                r#"[{"RecipientTypeDetails":"MailContact","EmailAddresses":[]}]"#,
                Some(Sort::Recipient),
            ),
            (
                r#"[{"DisplayName":"a","ItemCount":1,"TotalItemSize":"1 B (1 bytes)"}]"#,
                Some(Sort::MailboxStatistics),
            ),
            (
                r#"[{"RowIndex":1,"EmailAddress":"a@x","ErrorMessage":"x"}]"#,
                Some(Sort::ErrorReport),
            ),
            (
                r#"[{"id":5,"serviceArea":"Exchange","ips":["1.2.3.0/24"]}]"#,
                Some(Sort::Ranges),
            ),
            (r#"[{"Cmdlet":"Get-Recipient","x":1}]"#, Some(Sort::Recipient)),
            (r#"[{"a":1}]"#, None),
        ] {
            assert_eq!(sort("export.json", json), wanted, "{json}");
        }
        let member = r#"[{"Name":"Terry","RecipientType":"UserMailbox","EmailAddresses":[],"PrimarySmtpAddress":"a@x"}]"#;
        assert_eq!(sort("export.json", member), Some(Sort::Recipient));
        assert_eq!(
            sort("RoleGroup-OrganizationManagement.json", member),
            Some(Sort::RoleMember)
        );
    }
}
