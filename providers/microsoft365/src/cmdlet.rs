//! Recognising which cmdlet or service a record came from. The knowledge is data, in `cmdlets.toml`.

use imaprules_exports::{Object, is_name};
use serde::Deserialize;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

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

/// An entry of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cmdlet {
    pub(crate) sort: Sort,
    /// The cmdlets whose output looks so; the first one stands for all.
    pub(crate) names: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
    /// Records the cmdlet returns unless it is told otherwise.
    pub(crate) page: Option<u64>,
    /// A part of the file's name that must be there.
    file: Option<String>,
    #[serde(default)]
    all: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
}

#[derive(Deserialize)]
struct Table {
    cmdlet: Vec<Cmdlet>,
}

/// The property by which a script can say what a record is.
const TOLD: &str = "Cmdlet";

static TABLE: LazyLock<Vec<Cmdlet>> = LazyLock::new(|| {
    // A test holds that the table can be read.
    toml::from_str::<Table>(include_str!("../cmdlets.toml")).map_or(Vec::new(), |table| table.cmdlet)
});

impl Cmdlet {
    /// The name that stands for the entry.
    pub(crate) fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    fn fits(&self, object: &Object, file: &str) -> bool {
        let has = |name: &String| object.get(name).is_some();
        let typed = object
            .types()
            .short()
            .is_some_and(|short| self.types.iter().any(|known| known == short));
        let named = self
            .file
            .as_ref()
            .is_none_or(|part| file.to_ascii_lowercase().contains(part));
        let looks = self.all.iter().all(has) && (self.any.is_empty() || self.any.iter().any(has));
        named && !self.none.iter().any(has) && (typed || looks)
    }
}

/// The entry of a cmdlet by its name.
pub(crate) fn named(name: &str) -> Option<&'static Cmdlet> {
    TABLE.iter().find(|cmdlet| {
        cmdlet
            .names
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name.trim()))
    })
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

/// Recognises the records of one file; equal shapes are looked up once.
#[derive(Debug)]
pub(crate) struct Recogniser {
    file: String,
    shapes: HashMap<u64, Holds>,
}

/// Shapes remembered; a file with more is odd and only gets slower.
const SHAPES: usize = 1000;

impl Recogniser {
    pub(crate) fn new(file: &str) -> Self {
        Recogniser {
            file: file.to_owned(),
            shapes: HashMap::new(),
        }
    }

    /// What a record holds.
    pub(crate) fn of(&mut self, object: &Object) -> Holds {
        if let Some(told) = object
            .get(TOLD)
            .and_then(|value| value.text())
            .and_then(|name| named(&name))
        {
            return Holds::One(told);
        }
        let shape = shape(object);
        if let Some(known) = self.shapes.get(&shape) {
            return *known;
        }
        let holds = self.look(object);
        if self.shapes.len() < SHAPES {
            self.shapes.insert(shape, holds);
        }
        holds
    }

    fn look(&self, object: &Object) -> Holds {
        let mut names = object.properties().iter();
        if names.any(|(name, _)| of_property(name).is_some()) {
            return Holds::Several;
        }
        let found = TABLE.iter().find(|cmdlet| cmdlet.fits(object, &self.file));
        found.map_or(Holds::Nothing, Holds::One)
    }
}

fn shape(object: &Object) -> u64 {
    let mut hasher = DefaultHasher::new();
    object.types().short().hash(&mut hasher);
    object
        .properties()
        .iter()
        .for_each(|(name, _)| name.hash(&mut hasher));
    hasher.finish()
}

/// The cmdlet that a property's name stands for, in files that hold the outputs of several.
pub(crate) fn of_property(name: &str) -> Option<&'static Cmdlet> {
    TABLE.iter().find(|cmdlet| {
        cmdlet
            .names
            .iter()
            .any(|known| known.contains('-') && is_name(name, known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_exports::{Export, Limits};

    fn sort(file: &str, json: &str) -> Option<Sort> {
        let mut export = Export::from_bytes(file, json.as_bytes(), &Limits::default()).unwrap();
        let record = export.next().unwrap().unwrap();
        match Recogniser::new(file).of(&record.object) {
            Holds::One(cmdlet) => Some(cmdlet.sort),
            _ => None,
        }
    }

    #[test]
    fn the_table_is_read() {
        assert_eq!(
            TABLE.len(),
            toml::from_str::<Table>(include_str!("../cmdlets.toml"))
                .unwrap()
                .cmdlet
                .len()
        );
        assert_eq!(named("get-exomailbox").unwrap().sort, Sort::Mailbox);
        assert_eq!(of_property("Get-MigrationUser").unwrap().sort, Sort::User);
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
